// handle_template.c -- incident templates.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/configure.h"
#include "core/template.h"

enum { TEAMS_MAX = 100 };

static const struct page_rule template_pages = {.usual = 50, .most = 100};

// ---- reading ----

static void write_template(struct api_request *q, const struct incident_template *template)
{
    jw_obj(&q->w, ITEM);
    jw_i64(&q->w, S("id"), template->id);
    jw_str(&q->w, S("name"), template->name);
    jw_str(&q->w, S("summary"), template->summary);
    jw_str(&q->w, S("status"), public_status_words[template->status]);
    ilert_write_text(q, S("message"), template->message);
    jw_bool(&q->w, S("sendNotification"), template->notifies);
    ilert_write_teams(q, template->id);
    jw_end(&q->w);
}

static enum err no_template(struct api_request *q)
{
    return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such incident template"));
}

static enum err find_template(struct api_request *q, const struct incident_template **out)
{
    const struct incident_template *template =
        directory_template(q->ctx.directory, ilert_path_id(q, 0));
    if (template == NULL || !ctx_reaches_object(&q->ctx, template->id))
        return no_template(q);
    *out = template;
    return OK;
}

static const struct route_parameter list_parameters[] = {
    ILERT_PAGE(template_pages),
};
const struct route_doc ilert_template_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_template_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    struct page page = {0};
    size_t n = 0;
    TRY(ilert_page_read(q, template_pages, &page));
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < d->templates.count; i++) {
        const struct incident_template *template = &d->templates.items[i];
        if (ctx_reaches_object(&q->ctx, template->id) && ilert_is_on_page(page, n++))
            write_template(q, template);
    }
    jw_end(&q->w);
    return OK;
}

enum err ilert_template_get(struct api_request *q)
{
    const struct incident_template *template = NULL;
    TRY(find_template(q, &template));
    write_template(q, template);
    return OK;
}

enum err ilert_template_by_name(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    for (size_t i = 0; i < d->templates.count; i++) {
        const struct incident_template *template = &d->templates.items[i];
        if (str_eq(template->name, api_param(q, 0)) && ctx_reaches_object(&q->ctx, template->id)) {
            write_template(q, template);
            return OK;
        }
    }
    return no_template(q);
}

// ---- writing ----

struct template_body {
    str name;
    str summary;
    int status;
    str message;
    struct bind_bool notifies;
    const struct json *teams;
};

static const struct bind_field template_fields[] = {
    BIND_FIELD("name", TEXT, struct template_body, name, .max = NAME_MAX_BYTES),
    BIND_FIELD("summary", TEXT, struct template_body, summary, .max = ILERT_TEXT_MAX_BYTES),
    BIND_FIELD("status", WORD, struct template_body, status, .words = public_status_words,
               .word_count = PUBLIC_STATUS_COUNT),
    BIND_FIELD("message", TEXT, struct template_body, message, .max = ILERT_TEXT_MAX_BYTES),
    BIND_FIELD("sendNotification", BOOL, struct template_body, notifies),
    BIND_FIELD("teams", ANY, struct template_body, teams, .members = BIND_TABLE(ilert_id_fields)),
};
const struct route_doc ilert_template_create_doc = {
    .body = {BIND_TABLE(template_fields)},
    .required = S("name summary"),
};
const struct route_doc ilert_template_update_doc = {.body = {BIND_TABLE(template_fields)}};

/* What the body says, over what is there; *out_has_teams: `teams` was sent. */
static enum err merge(struct api_request *q, struct incident_template *template,
                      struct id_list *out_teams, bool *out_has_teams)
{
    struct template_body body = {
        .name = template->name,
        .summary = template->summary,
        .status = (int)template->status,
        .message = template->message,
        .notifies = {.value = template->notifies},
    };
    TRY(ilert_bind(q, template_fields, ARRAY_LEN(template_fields), &body));
    TRY(ilert_require(q, S("name"), body.name));
    TRY(ilert_require(q, S("summary"), body.summary));
    TRY(ilert_ids(q, S("teams"), body.teams, TEAMS_MAX, out_teams));
    template->name = body.name;
    template->summary = body.summary;
    template->status = (enum public_status)body.status;
    template->message = body.message;
    template->notifies = body.notifies.value;
    *out_has_teams = body.teams != NULL;
    return OK;
}

static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct incident_template *template = directory_template(q->ctx.directory, id);
    CHECK(template != NULL);
    write_template(q, template);
    return OK;
}

enum err ilert_template_create(struct api_request *q)
{
    struct incident_template template = {.status = PUBLIC_INVESTIGATING, .message = S("")};
    struct id_list teams = {0};
    bool has_teams = false;
    TRY(merge(q, &template, &teams, &has_teams));
    TRY(template_create(&q->ctx, &template, &teams));
    return answer_written(q, template.id);
}

enum err ilert_template_update(struct api_request *q)
{
    const struct incident_template *found = NULL;
    struct id_list teams = {0};
    bool has_teams = false;
    TRY(find_template(q, &found));
    struct incident_template template = *found;
    TRY(merge(q, &template, &teams, &has_teams));
    TRY(template_change(&q->ctx, &template, has_teams ? &teams : NULL));
    return answer_written(q, template.id);
}

enum err ilert_template_delete(struct api_request *q)
{
    const struct incident_template *template = NULL;
    TRY(find_template(q, &template));
    TRY(template_remove(&q->ctx, template->id));
    return OK;
}
