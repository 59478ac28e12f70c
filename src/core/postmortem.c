// postmortem.c -- importing, attaching, finding.
// SPDX-License-Identifier: Apache-2.0
#include "core/postmortem.h"

#include "core/incident_change.h"

// ---- reading ----

enum err postmortems_of(struct ctx *c, struct id_list incidents, struct postmortem_list *out)
{
    return postmortems_of_incidents(&c->store, incidents, out);
}

static enum err no_such(struct ctx *c)
{
    return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such post-mortem document"));
}

enum err postmortem_find(struct ctx *c, int64_t id, struct postmortem *out)
{
    struct postmortem postmortem = {0};
    const enum err found = postmortem_get(&c->store, id, &postmortem);
    if (found == ERR_NOT_FOUND)
        return no_such(c);
    TRY(found);
    if (!ctx_reaches(c, postmortem.team_id) || (postmortem.is_private && !ctx_sees_private(c)))
        return no_such(c);
    *out = postmortem;
    return OK;
}

enum err postmortem_read(struct ctx *c, int64_t id, str *out_markdown)
{
    struct postmortem postmortem = {0};
    str markdown = {0};
    TRY(postmortem_find(c, id, &postmortem));
    TRY(postmortem_text(&c->store, id, &markdown));
    if (markdown.p == NULL)
        markdown =
            STR_JOIN(c->store.arena, S("["), postmortem.title, S("]("), postmortem.url, S(")"));
    *out_markdown = markdown;
    return OK;
}

enum err postmortem_page(struct ctx *c, struct postmortem_query query, struct postmortem_list *out,
                         bool *out_has_more)
{
    const int64_t take = query.take;
    struct postmortem_list list = {0};
    query.team =
        (struct team_view){.team_id = c->who.team_id, .hides_private = !ctx_sees_private(c)};
    query.take = take + 1;
    TRY(postmortems_page(&c->store, &query, &list));
    *out_has_more = (int64_t)list.count > take;
    if (*out_has_more)
        list.count = (size_t)take;
    *out = list;
    return OK;
}

// ---- writing ----

/* What the incident has, which is locked. */
static enum err present_of(struct ctx *c, const struct incident_handle *handle,
                           struct incident *out_incident, struct postmortem_list *out)
{
    TRY(incident_load_locked(c, handle, out_incident));
    return postmortems_of_incidents(&c->store, (struct id_list){.items = &handle->id, .count = 1},
                                    out);
}

/* Its incident is locked: what was read of it since then is what it is. */
static enum err save(struct ctx *c, struct postmortem *postmortem)
{
    ctx_not_before(c, postmortem->updated_at);
    postmortem->updated_at = c->now;
    return postmortem_update(&c->store, postmortem);
}

static enum err add(struct ctx *c, struct incident *incident, struct postmortem *postmortem)
{
    TRY(ctx_next_id(c, &postmortem->id));
    postmortem->incident_id = incident->id;
    postmortem->incident_created_at = incident->created_at;
    postmortem->team_id = incident->team_id;
    postmortem->is_private = incident->is_private;
    postmortem->editor_id = c->who.user_id;
    postmortem->created_at = c->now;
    postmortem->updated_at = c->now;
    TRY(postmortem_insert(&c->store, postmortem));
    return incident_save(c, incident);
}

enum err postmortem_import(struct ctx *c, const struct incident_handle *handle,
                           struct postmortem *postmortem)
{
    struct incident incident = {0};
    struct postmortem_list present = {0};
    if (postmortem->markdown.n > POSTMORTEM_MAX_BYTES)
        return ctx_fail(c, ERR_INVALID, S("content"), S("content must be at most 262144 bytes"));
    TRY(present_of(c, handle, &incident, &present));
    if (present.count >= POSTMORTEMS_MAX)
        return ctx_fail(c, ERR_INVALID, S("id"),
                        S("id names an incident that has 10 post-mortem documents, the most"));
    postmortem->provider = S("");
    return add(c, &incident, postmortem);
}

enum err postmortem_attach(struct ctx *c, const struct incident_handle *handle,
                           struct postmortem *postmortem)
{
    struct incident incident = {0};
    struct postmortem_list present = {0};
    TRY(ctx_check_link(c, S("permalink"), postmortem->url));
    TRY(present_of(c, handle, &incident, &present));
    for (size_t i = 0; i < present.count; i++) {
        if (present.items[i].url.p == NULL)
            return ctx_fail(c, ERR_INVALID, S("incident_id"),
                            S("incident_id names an incident whose post-mortem is written here"));
    }
    postmortem->title = incident.title;
    if (present.count == 0)
        return add(c, &incident, postmortem);
    struct postmortem moved = present.items[0];
    moved.url = postmortem->url;
    moved.provider = postmortem->provider;
    TRY(save(c, &moved));
    *postmortem = moved;
    return incident_save(c, &incident);
}

enum err postmortem_set_status(struct ctx *c, int64_t id, enum postmortem_status status,
                               struct postmortem *out)
{
    struct postmortem postmortem = {0};
    struct incident_handle handle = {0};
    struct incident incident = {0};
    TRY(postmortem_find(c, id, &postmortem));
    TRY(incident_handle_by_id(&c->store, postmortem.incident_id, &handle));
    TRY(incident_load_locked(c, &handle, &incident));
    TRY(postmortem_get(&c->store, id, &postmortem));
    postmortem.status = status;
    TRY(save(c, &postmortem));
    *out = postmortem;
    return OK;
}
