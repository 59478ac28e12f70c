// share.c -- the public page of a shared incident.
//
// Whoever has the link sees title, state and times; nothing of the payload. All text is escaped,
// and the page may load nothing and run nothing.
// SPDX-License-Identifier: Apache-2.0
#include "web/web.h"

#include "base/escape.h"
#include "base/rfc3339.h"
#include "core/incident_find.h"

static const str page_head =
    S("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n"
      "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 "
      "1rem;"
      "color:#1c2024;background:#fcfcfd}h1{font-size:1.5rem;overflow-wrap:anywhere}"
      ".state{display:inline-block;padding:.1rem .6rem;border-radius:1rem;background:#e6e8eb}"
      ".triggered{background:#ffdbdc}.acknowledged{background:#ffecbc}.resolved{background:#d6f1df}"
      "dt{color:#60646c;font-size:.875rem}dd{margin:0 0 .75rem}</style>\n");

struct state_form {
    str word;
    str css;
};

static const struct state_form states[] = {
    [RESPONSE_TRIGGERED] = {S("Triggered"), S("triggered")},
    [RESPONSE_ACKNOWLEDGED] = {S("Acknowledged"), S("acknowledged")},
    [RESPONSE_RESOLVED] = {S("Resolved"), S("resolved")},
};
_Static_assert(ARRAY_LEN(states) == RESPONSE_STATE_COUNT, "a form for each state");

static void set_headers(struct api_request *q)
{
    q->content_type = S("text/html; charset=utf-8");
    api_header(
        q, S("Content-Security-Policy"),
        S("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
          "frame-ancestors 'none'"));
    api_header(q, S("X-Content-Type-Options"), S("nosniff"));
    api_header(q, S("Referrer-Policy"), S("no-referrer"));
    api_header(q, S("Cache-Control"), S("no-store"));
}

static void add_title(struct buf *out, str title)
{
    buf_add(out, S("<title>"));
    escape_html(out, title);
    buf_add(out, S("</title>\n</head>\n<body>\n<h1>"));
    escape_html(out, title);
    buf_add(out, S("</h1>\n"));
}

static void add_row(struct buf *out, str term, str text)
{
    buf_add(out, S("<dt>"));
    buf_add(out, term);
    buf_add(out, S("</dt><dd>"));
    escape_html(out, text);
    buf_add(out, S("</dd>\n"));
}

static void add_time(struct buf *out, str term, msec at)
{
    char text[RFC3339_MS_BYTES];
    if (at == 0)
        return;
    rfc3339_format_ms(at, text);
    add_row(out, term, (str){text, sizeof(text)});
}

static void add_details(struct api_request *q, const struct incident *incident)
{
    struct buf *out = &q->answer;
    const struct state_form *state = &states[incident->response_state];
    const struct team *team = directory_team(q->ctx.directory, incident->team_id);
    struct arena *arena = q->ctx.store.arena;
    buf_add(out, STR_JOIN(arena, S("<p><span class=\"state "), state->css, S("\">"), state->word,
                          S("</span></p>\n<dl>\n")));
    add_row(out, S("Incident"),
            STR_JOIN(arena, team->uid, S("-"), str_from_i64(arena, incident->group.number)));
    add_time(out, S("Triggered"), incident->created_at);
    add_time(out, S("Acknowledged"), incident->acknowledged_at);
    add_time(out, S("Resolved"), incident->resolved_at);
    buf_add(out, S("</dl>\n"));
}

static enum err show_share(struct api_request *q)
{
    struct incident incident = {0};
    const enum err found = incident_find_shared(&q->ctx, api_param(q, 0), &incident);
    if (found == ERR_NOT_FOUND)
        return api_fail(q, ERR_NOT_FOUND, (str){0},
                        S("This page does not exist, or is no longer shared."));
    TRY(found);
    set_headers(q);
    buf_add(&q->answer, page_head);
    add_title(&q->answer, incident.title);
    add_details(q, &incident);
    buf_add(&q->answer, S("</body>\n</html>\n"));
    return OK;
}

// clang-format off
static const struct route routes[] = {
    ROUTE(GET, "/share/{link}", PUBLIC, READ, ROUTE_SECRET, show_share,
          "The public page of a shared incident"),
};
// clang-format on

static void render_error(struct api_request *q)
{
    set_headers(q);
    buf_add(&q->answer, page_head);
    add_title(&q->answer, q->status == 404 ? S("Not found") : S("Not possible"));
    buf_add(&q->answer, S("<p>"));
    escape_html(&q->answer, q->ctx.error.message);
    buf_add(&q->answer, S("</p>\n</body>\n</html>\n"));
}

const struct dialect web_dialect = {
    .name = S("web"),
    .routes = routes,
    .route_count = ARRAY_LEN(routes),
    .authenticate = api_authenticate_key,
    .render_error = render_error,
};
