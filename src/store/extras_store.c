// extras_store.c -- details, roles, moments, clients' keys: one statement a function, or two.
// SPDX-License-Identifier: Apache-2.0
#include "store/extras_store.h"

#include "sql_queries.h"

static void take_extras(struct row *row, struct arena *arena, struct incident_extras *extras)
{
    extras->summary = row_str(row, arena);
    extras->call_url = row_str(row, arena);
    extras->has_debrief = row_bool(row);
    extras->issue.provider = row_str(row, arena);
    extras->issue.name = row_str(row, arena);
    extras->issue.permalink = row_str(row, arena);
}

static enum err read_shown(struct row *row, struct arena *arena, void *out)
{
    struct shown_incident *shown = out;
    struct incident *i = &shown->incident;
    i->id = row_i64(row);
    i->team_id = row_i64(row);
    i->number = row_i64(row);
    i->status_id = row_i64(row);
    i->response_state = (enum response_state)row_i64(row);
    i->title = row_str(row, arena);
    i->integration_id = row_i64(row);
    i->severity_id = row_i64(row);
    i->created_at = row_i64(row);
    i->updated_at = row_i64(row);
    i->created_by = row_i64(row);
    i->creator_key_id = row_i64(row);
    i->type_id = row_i64(row);
    i->mode = (enum incident_mode)row_i64(row);
    i->is_private = row_bool(row);
    take_extras(row, arena, &shown->extras);
    return row_end(row);
}

enum err incidents_shown(struct store *s, struct id_list incidents, struct shown_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_INCIDENT_SHOWN_LIST,
                P(s->org_id, id_list_json(s->arena, incidents)), read_shown,
                sizeof(struct shown_incident), SHOWN_PAGE_MAX, &rows));
    *out = (struct shown_list){.items = rows.items, .count = rows.count};
    return OK;
}

// ---- details ----

static enum err read_extras(struct row *row, struct arena *arena, void *out)
{
    take_extras(row, arena, out);
    return row_end(row);
}

enum err extras_get(struct store *s, int64_t incident_id, struct incident_extras *out)
{
    *out = (struct incident_extras){0};
    const enum err found =
        db_one(s->db, s->arena, SQL_EXTRAS_GET, P(s->org_id, incident_id), read_extras, out);
    return found == ERR_NOT_FOUND ? OK : found;
}

enum err extras_set(struct store *s, int64_t incident_id, const struct incident_extras *extras)
{
    return db_exec(s->db, SQL_EXTRAS_SET,
                   P(s->org_id, incident_id, extras->summary, extras->call_url, extras->has_debrief,
                     extras->issue.provider, extras->issue.name, extras->issue.permalink));
}

// ---- roles ----

static enum err read_assignment(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct role_assignment *assignment = out;
    assignment->incident_id = row_i64(row);
    assignment->role_id = row_i64(row);
    assignment->user_id = row_i64(row);
    return row_end(row);
}

enum err assignments_of(struct store *s, struct id_list incidents, struct role_assignment_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_ASSIGNMENT_LIST,
                P(s->org_id, id_list_json(s->arena, incidents)), read_assignment,
                sizeof(struct role_assignment), incidents.count * EXTRAS_MAX, &rows));
    *out = (struct role_assignment_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err assignment_set(struct store *s, const struct role_assignment *assignment)
{
    if (assignment->user_id == 0)
        return db_exec(s->db, SQL_ASSIGNMENT_DELETE,
                       P(s->org_id, assignment->incident_id, assignment->role_id));
    return db_exec(s->db, SQL_ASSIGNMENT_SET,
                   P(s->org_id, assignment->incident_id, assignment->role_id, assignment->user_id));
}

// ---- moments ----

static enum err read_moment(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct timestamp_value *value = out;
    value->incident_id = row_i64(row);
    value->timestamp_id = row_i64(row);
    value->at = row_i64(row);
    return row_end(row);
}

enum err moments_of(struct store *s, struct id_list incidents, struct timestamp_value_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_MOMENT_LIST, P(s->org_id, id_list_json(s->arena, incidents)),
                read_moment, sizeof(struct timestamp_value), incidents.count * EXTRAS_MAX, &rows));
    *out = (struct timestamp_value_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err moment_set(struct store *s, const struct timestamp_value *value)
{
    if (value->at == 0)
        return db_exec(s->db, SQL_MOMENT_DELETE,
                       P(s->org_id, value->incident_id, value->timestamp_id));
    return db_exec(s->db, SQL_MOMENT_SET,
                   P(s->org_id, value->incident_id, value->timestamp_id, value->at));
}

enum err moment_add(struct store *s, const struct timestamp_value *value)
{
    return db_exec(s->db, SQL_MOMENT_ADD,
                   P(s->org_id, value->incident_id, value->timestamp_id, value->at));
}

// ---- clients' keys ----

enum err incident_request_claim(struct store *s, const struct incident_request *request, msec now,
                                msec oldest, bool *out_claimed)
{
    int64_t changed = 0;
    TRY(db_exec(s->db, SQL_INCIDENT_REQUEST_EXPIRE, P(s->org_id, oldest)));
    TRY(db_exec(s->db, SQL_INCIDENT_REQUEST_DROP,
                P(s->org_id, request->api_key_id, request->key, oldest)));
    TRY(db_exec_count(s->db, SQL_INCIDENT_REQUEST_CLAIM,
                      P(s->org_id, request->api_key_id, request->key, request->hash, now),
                      &changed));
    *out_claimed = changed > 0;
    return OK;
}

static enum err read_request(struct row *row, struct arena *arena, void *out)
{
    struct incident_request *request = out;
    request->hash = row_str(row, arena);
    request->incident_id = row_i64(row);
    return row_end(row);
}

enum err incident_request_get(struct store *s, struct incident_request *request)
{
    return db_one(s->db, s->arena, SQL_INCIDENT_REQUEST_GET,
                  P(s->org_id, request->api_key_id, request->key), read_request, request);
}

enum err incident_request_settle(struct store *s, const struct incident_request *request)
{
    return db_exec(s->db, SQL_INCIDENT_REQUEST_SETTLE,
                   P(s->org_id, request->api_key_id, request->key, request->incident_id));
}
