// handle_incident.c -- listing, creating, reading, updating incidents.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/incident_change.h"
#include "core/incident_find.h"

static const struct page_rule incident_pages = {.usual = 10, .most = 100};
static const struct page_rule included_pages = {.usual = 10, .most = 25};

static const str include_words[] = {S("subscribed"), S("affectedTeams"), S("history")};

// ---- the list ----

static enum err read_query(struct api_request *q, struct public_query *out)
{
    struct public_query query = {.until_at = INT64_MAX};
    unsigned states = 0;
    TRY(ilert_words_param(q, S("states"), public_status_words, PUBLIC_STATUS_COUNT, &states));
    TRY(ilert_ids_param(q, S("services"), &query.services));
    TRY(ilert_time_param(q, S("from"), &query.from_at));
    TRY(ilert_time_param(q, S("until"), &query.until_at));
    query.has_statuses = states != 0;
    for (unsigned i = 0; i < PUBLIC_STATUS_COUNT; i++)
        query.statuses[i] = (states >> i & 1) != 0;
    *out = query;
    return OK;
}

static const struct route_parameter list_parameters[] = {
    ILERT_PAGE(incident_pages),
    PARAMETER("include", WORDS, "What to add to each; then at most 25", .words = include_words,
              .word_count = 1),
    PARAMETER("states", WORDS, "Only those in one of these", .words = public_status_words,
              .word_count = PUBLIC_STATUS_COUNT),
    PARAMETER("services", IDS, "Only those that affect one of these"),
    PARAMETER("from", TIME, "Only those created then or later"),
    PARAMETER("until", TIME, "Only those created then or earlier"),
};
const struct route_doc ilert_incident_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_incident_list(struct api_request *q)
{
    unsigned includes = 0;
    struct page page = {0};
    struct public_query query = {0};
    struct handle_list list = {0};
    TRY(ilert_words_param(q, S("include"), include_words, 1, &includes));
    TRY(ilert_page_read(q, includes != 0 ? included_pages : incident_pages, &page));
    TRY(read_query(q, &query));
    TRY(public_incident_list(&q->ctx, &query, page, &list));
    jw_arr(&q->w, ITEM);
    TRY(ilert_write_incidents(q, &list, (includes & INCIDENT_SUBSCRIBED) != 0));
    jw_end(&q->w);
    return OK;
}

// ---- create ----

const struct route_doc ilert_incident_create_doc = {
    .body = {BIND_TABLE(ilert_incident_fields), BIND_TABLE(ilert_backfill_fields)},
    .required = S("summary affectedServices"),
};

enum err ilert_incident_create(struct api_request *q)
{
    struct public_draft draft = {0};
    int64_t id = 0;
    TRY(ilert_draft_read(q, &draft));
    TRY(ilert_backfill_read(q, &draft));
    TRY(ilert_require(q, S("summary"), draft.summary));
    TRY(ilert_spell_refusal(q, public_incident_create(&q->ctx, &draft, &id)));
    return ilert_write_incident(q, id);
}

// ---- read ----

/* Does the field list this entity tag? `*` lists every one. A weak one counts only where it may. */
static bool lists_etag(str field, str etag, bool accepts_weak)
{
    for (str rest = field; rest.p != NULL;) {
        str tag = str_trim(str_cut(&rest, ','));
        if (str_eq(tag, S("*")))
            return true;
        if (accepts_weak && str_starts(tag, S("W/")))
            tag = str_slice(tag, 2, tag.n);
        if (str_eq(tag, etag))
            return true;
    }
    return false;
}

static const struct route_parameter get_parameters[] = {
    PARAMETER("include", WORDS, "What to add", .words = include_words,
              .word_count = ARRAY_LEN(include_words)),
};
const struct route_doc ilert_incident_get_doc = {
    .query = PARAMETER_TABLE(get_parameters),
    .may_be_304 = true,
};

enum err ilert_incident_get(struct api_request *q)
{
    struct incident_handle handle = {0};
    unsigned includes = 0;
    str etag = {0};
    TRY(ilert_words_param(q, S("include"), include_words, ARRAY_LEN(include_words), &includes));
    TRY(incident_find(&q->ctx, api_param(q, 0), 0, &handle));
    TRY(ilert_write_detail(q, handle.id, includes, &etag));
    api_header(q, S("ETag"), etag);
    if (lists_etag(http_header(q->http, S("If-None-Match")), etag, true))
        q->status = 304;
    return OK;
}

// ---- update ----

static str if_match(const struct api_request *q)
{
    return http_header(q->http, S("If-Match"));
}

static enum err check_precondition(struct api_request *q, int64_t id)
{
    const str wanted = if_match(q);
    str etag = {0};
    if (wanted.p == NULL)
        return OK;
    TRY(ilert_etag(q, id, &etag));
    if (lists_etag(wanted, etag, false))
        return OK;
    return api_fail(q, ERR_PRECONDITION, S("If-Match"),
                    S("the incident or one of its services has changed since; read it again"));
}

const struct route_doc ilert_incident_update_doc = {
    .body = {BIND_TABLE(ilert_incident_fields)},
    .may_be_412 = true,
};

enum err ilert_incident_update(struct api_request *q)
{
    struct incident_handle handle = {0};
    struct incident incident = {0};
    struct public_draft draft = {0};
    if (if_match(q).p != NULL)
        TRY(ctx_lock_directory(&q->ctx)); // the tag tells of services too
    TRY(incident_find(&q->ctx, api_param(q, 0), 0, &handle));
    TRY(incident_load_locked(&q->ctx, &handle, &incident));
    TRY(check_precondition(q, handle.id));
    TRY(ilert_draft_read(q, &draft));
    TRY(ilert_spell_refusal(q, public_incident_update(&q->ctx, &incident, &draft)));
    return ilert_write_incident(q, handle.id);
}
