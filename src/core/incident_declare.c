// incident_declare.c -- a declared incident: claimed, opened, filled in.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_declare.h"

#include "core/access.h"
#include "core/incident_find.h"
#include "core/incident_open.h"
#include "core/postmortem.h"
#include "store/extras_store.h"

static const str unnamed = S("Unnamed incident");

/* What is made in triage waits for somebody to look at it; what is of the past is over. */
static int64_t status_for(const struct ctx *c, const struct declaration *declaration)
{
    const struct incident_type *type =
        directory_type_or_default(c->directory, declaration->type_id);
    enum status_category category = CATEGORY_LIVE;
    if (declaration->status_id != 0)
        return declaration->status_id;
    if (declaration->mode == MODE_RETROSPECTIVE)
        category = CATEGORY_CLOSED;
    else if (type != NULL && type->create_in_triage)
        category = CATEGORY_TRIAGE;
    const struct incident_status *status = directory_status_of_category(c->directory, category);
    CHECK(status != NULL);
    return status->id;
}

/* Only what really goes on is an occurrence of what went on before. */
static struct incident_draft draft_of(const struct ctx *c, const struct declaration *declaration)
{
    const bool is_named = declaration->name.n > 0;
    const bool has_past = is_named && declaration->mode == MODE_STANDARD;
    return (struct incident_draft){
        .title = is_named ? declaration->name : unnamed,
        .grouping = has_past ? GROUP_WHEN_FREE : GROUP_NEVER,
        .status_id = status_for(c, declaration),
        .severity_id = declaration->severity_id,
        .metadata = S("{}"),
        .team_id = access_home_team(c)->id,
        .type_id = declaration->type_id,
        .mode = declaration->mode,
        .is_private = declaration->is_private,
    };
}

static enum err link_postmortem(struct ctx *c, int64_t incident_id, str url)
{
    struct incident_handle handle = {0};
    struct postmortem postmortem = {.url = url, .provider = S("")};
    if (url.n == 0)
        return OK;
    TRY(incident_handle_by_id(&c->store, incident_id, &handle));
    return postmortem_attach(c, &handle, &postmortem);
}

static enum err open_new(struct ctx *c, const struct declaration *declaration, int64_t *out_id)
{
    const struct incident_draft draft = draft_of(c, declaration);
    struct opened opened = {0};
    struct incident incident = {0};
    TRY(incident_open(c, &draft, &opened));
    TRY(incident_get_slim(&c->store, opened.incident_id, &incident));
    TRY(incident_coordinate_new(c, &incident, &declaration->beside));
    TRY(link_postmortem(c, incident.id, declaration->postmortem_url));
    *out_id = incident.id;
    return OK;
}

/* The incident that the key made then, as long as it is in reach. */
static enum err find_made(struct ctx *c, struct incident_request *request, int64_t *out_id)
{
    const str hash = request->hash;
    struct incident_handle handle = {0};
    TRY(incident_request_get(&c->store, request));
    if (!str_eq(request->hash, hash))
        return ctx_fail(c, ERR_INVALID, S("idempotency_key"),
                        S("idempotency_key was used for another incident"));
    TRY(incident_find_id(c, request->incident_id, &handle));
    *out_id = handle.id;
    return OK;
}

enum err incident_declare(struct ctx *c, const struct declaration *declaration, int64_t *out_id)
{
    struct incident_request request = {
        .api_key_id = c->who.id,
        .key = declaration->request_key,
        .hash = declaration->request_hash,
    };
    bool is_claimed = false;
    TRY(incident_request_claim(&c->store, &request, c->now, c->now - DECLARATION_KEEP_MS,
                               &is_claimed));
    if (!is_claimed)
        return find_made(c, &request, out_id);
    TRY(open_new(c, declaration, &request.incident_id));
    *out_id = request.incident_id;
    return incident_request_settle(&c->store, &request);
}
