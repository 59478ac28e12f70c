// decode_incident.c -- incidents as ilert's clients send them.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

struct affected_body {
    const struct json *service;
    int impact;
};

static const struct bind_field affected_fields[] = {
    BIND_FIELD("impact", WORD, struct affected_body, impact, .required = true,
               .words = service_status_words, .word_count = SERVICE_STATUS_COUNT),
    BIND_FIELD("service", OBJECT, struct affected_body, service, .required = true,
               .members = BIND_TABLE(ilert_id_fields)),
};

struct incident_body {
    str summary;
    int status;
    str message;
    struct bind_bool notifies;
    const struct json *affected;
};

const struct bind_field ilert_incident_fields[INCIDENT_FIELDS] = {
    BIND_FIELD("summary", TEXT, struct incident_body, summary, .max = ILERT_TEXT_MAX_BYTES),
    BIND_FIELD("status", WORD, struct incident_body, status, .words = public_status_words,
               .word_count = PUBLIC_STATUS_COUNT),
    BIND_FIELD("message", TEXT, struct incident_body, message, .max = ILERT_TEXT_MAX_BYTES),
    BIND_FIELD("sendNotification", BOOL, struct incident_body, notifies),
    BIND_FIELD("affectedServices", ANY, struct incident_body, affected,
               .members = BIND_TABLE(affected_fields)),
};

struct backfill_body {
    str created_at;
    str updated_at;
};

const struct bind_field ilert_backfill_fields[BACKFILL_FIELDS] = {
    BIND_FIELD("createdAt", TEXT, struct backfill_body, created_at, .format = S("date-time")),
    BIND_FIELD("updatedAt", TEXT, struct backfill_body, updated_at, .format = S("date-time")),
};

// ---- affected services ----

static str item_name(struct api_request *q, size_t index)
{
    struct arena *arena = q->ctx.store.arena;
    return STR_JOIN(arena, S("affectedServices["), str_from_i64(arena, (int64_t)index), S("]"));
}

static enum err read_impact(struct api_request *q, const struct json *item, size_t index,
                            struct impact *out)
{
    struct affected_body body = {0};
    const str name = item_name(q, index);
    const str service = STR_JOIN(q->ctx.store.arena, name, S(".service"));
    int64_t id = 0;
    TRY(ilert_bind_object(q, name, item, affected_fields, ARRAY_LEN(affected_fields), &body));
    TRY(ilert_id(q, service, body.service, &id));
    if (id == 0)
        return ilert_require(q, STR_JOIN(q->ctx.store.arena, service, S(".id")), (str){0});
    *out = (struct impact){.service_id = id, .impact = (enum service_status)body.impact};
    return OK;
}

static enum err read_impacts(struct api_request *q, const struct json *list,
                             struct public_draft *draft)
{
    if (list == NULL)
        return OK;
    if (list->kind != JSON_ARRAY || list->count > IMPACTS_MAX)
        return api_fail(q, ERR_INVALID, S("affectedServices"),
                        S("affectedServices must be an array of 1 to 100 affected services"));
    struct impact *impacts = arena_array(q->ctx.store.arena, struct impact, list->count);
    size_t count = 0;
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        TRY(read_impact(q, item, count, &impacts[count]));
        count++;
    }
    draft->has_impacts = true;
    draft->impacts = (struct impact_list){.items = impacts, .count = count};
    return OK;
}

// ---- drafts ----

enum err ilert_draft_read(struct api_request *q, struct public_draft *out)
{
    struct incident_body body = {.status = -1};
    TRY(ilert_bind(q, ilert_incident_fields, INCIDENT_FIELDS, &body));
    struct public_draft draft = {
        .summary = body.summary,
        .has_status = body.status >= 0,
        .status = body.status >= 0 ? (enum public_status)body.status : PUBLIC_INVESTIGATING,
        .message = body.message,
        .notifies = body.notifies.value,
    };
    TRY(read_impacts(q, body.affected, &draft));
    *out = draft;
    return OK;
}

enum err ilert_backfill_read(struct api_request *q, struct public_draft *draft)
{
    struct backfill_body body = {0};
    TRY(ilert_bind(q, ilert_backfill_fields, BACKFILL_FIELDS, &body));
    TRY(ilert_time(q, S("createdAt"), body.created_at, &draft->created_at));
    return ilert_time(q, S("updatedAt"), body.updated_at, &draft->updated_at);
}

// ---- refusals ----

struct spelling {
    str core;
    str wire;
    str tail; // behind the index of one of a list
};

static const struct spelling spellings[] = {
    {.core = S("created_at"), .wire = S("createdAt")},
    {.core = S("updated_at"), .wire = S("updatedAt")},
    {.core = S("affected_services"), .wire = S("affectedServices"), .tail = S(".service.id")},
};

static str spell(struct arena *arena, str field)
{
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        const struct spelling *spelling = &spellings[i];
        if (!str_starts(field, spelling->core))
            continue;
        const str index = str_slice(field, spelling->core.n, field.n);
        return STR_JOIN(arena, spelling->wire, index, index.n > 0 ? spelling->tail : S(""));
    }
    return field;
}

enum err ilert_spell_refusal(struct api_request *q, enum err outcome)
{
    struct arena *arena = q->ctx.store.arena;
    struct errinfo *error = &q->ctx.error;
    if (outcome != ERR_INVALID)
        return outcome;
    error->field = spell(arena, error->field);
    error->message = STR_JOIN(arena, error->field, S(" "), error->message);
    return outcome;
}
