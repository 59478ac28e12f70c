// incident_store.c -- incidents and their groups.
//
// The row readers are the only places that know the order of the columns.
// SPDX-License-Identifier: Apache-2.0
#include "store/incident_store.h"

#include "sql_queries.h"

static enum err read_incident(struct row *row, struct arena *arena, void *out)
{
    struct incident *i = out;
    i->id = row_i64(row);
    i->group.id = row_i64(row);
    i->team_id = row_i64(row);
    i->number = row_i64(row);
    i->occurrence = row_i64(row);
    i->status_id = row_i64(row);
    i->response_state = (enum response_state)row_i64(row);
    i->title = row_str(row, arena);
    i->metadata = row_str(row, arena);
    i->resolved_metadata = row_str(row, arena);
    i->links = row_str(row, arena);
    i->integration_id = row_i64(row);
    i->service_id = row_i64(row);
    i->policy_id = row_i64(row);
    i->step = (int)row_i64(row);
    i->escalates_at = row_i64(row);
    i->severity_id = row_i64(row);
    i->suppressed = row_i64(row);
    i->responders = (int)row_i64(row);
    i->is_shared = row_bool(row);
    i->created_at = row_i64(row);
    i->updated_at = row_i64(row);
    i->acknowledged_at = row_i64(row);
    i->resolved_at = row_i64(row);
    i->message = row_str(row, arena);
    i->published_at = row_i64(row);
    i->created_by = row_i64(row);
    i->creator_key_id = row_i64(row);
    i->type_id = row_i64(row);
    i->mode = (enum incident_mode)row_i64(row);
    i->is_private = row_bool(row);
    i->group.number = row_i64(row);
    i->group.priority = (int)row_i64(row);
    i->group.severity_id = row_i64(row);
    i->group.occurrences = row_i64(row);
    i->group.version = row_i64(row);
    i->group.created_at = row_i64(row);
    i->group.team_id = i->team_id;
    i->stored = (struct incident_facets){.status_id = i->status_id,
                                         .severity_id = i->severity_id,
                                         .type_id = i->type_id,
                                         .updated_at = i->updated_at};
    return row_end(row);
}

static enum err read_group(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct incident_group *group = out;
    group->id = row_i64(row);
    group->team_id = row_i64(row);
    group->number = row_i64(row);
    group->priority = (int)row_i64(row);
    group->severity_id = row_i64(row);
    group->newest_incident_id = row_i64(row);
    group->occurrences = row_i64(row);
    group->window_started_at = row_i64(row);
    group->window_events = row_i64(row);
    group->limited_until = row_i64(row);
    group->version = row_i64(row);
    group->created_at = row_i64(row);
    return row_end(row);
}

enum err incident_get(struct store *s, int64_t id, struct incident *out)
{
    return db_one(s->db, s->arena, SQL_INCIDENT_GET, P(s->org_id, id), read_incident, out);
}

enum err incident_get_slim(struct store *s, int64_t id, struct incident *out)
{
    return db_one(s->db, s->arena, SQL_INCIDENT_GET_SLIM, P(s->org_id, id), read_incident, out);
}

/* The newest is the open one, but for an earlier one that was reopened. */
enum err incident_get_open(struct store *s, const struct incident_group *group,
                           struct incident *out)
{
    int64_t id = 0;
    struct incident newest = {0};
    TRY(incident_get_slim(s, group->newest_incident_id, &newest));
    const enum err found = newest.response_state != RESPONSE_RESOLVED
                               ? ERR_NOT_FOUND
                               : db_one(s->db, s->arena, SQL_INCIDENT_OPEN_OF_GROUP,
                                        P(s->org_id, group->id), row_read_i64, &id);
    if (found == OK)
        return incident_get_slim(s, id, out);
    if (found != ERR_NOT_FOUND)
        return found;
    *out = newest;
    return OK;
}

enum err incident_lock_team(struct store *s, int64_t team_id)
{
    int64_t id = 0;
    return db_one(s->db, s->arena, SQL_TEAM_LOCK, P(s->org_id, team_id), row_read_i64, &id);
}

enum err incident_of_team(struct store *s, int64_t team_id, bool *out)
{
    return row_exists(s, SQL_INCIDENT_OF_TEAM, P(s->org_id, team_id), out);
}

enum err group_lock_by_identity(struct store *s, str identity, struct incident_group *out)
{
    return db_one(s->db, s->arena, SQL_GROUP_BY_IDENTITY, P(s->org_id, identity), read_group, out);
}

enum err group_lock(struct store *s, int64_t id, struct incident_group *out)
{
    return db_one(s->db, s->arena, SQL_GROUP_LOCK, P(s->org_id, id), read_group, out);
}

enum err group_insert(struct store *s, const struct incident_group *group, str identity,
                      bool *out_inserted)
{
    int64_t changed = 0;
    TRY(db_exec_count(s->db, SQL_GROUP_INSERT,
                      P(s->org_id, group->id, group->team_id, group->number, identity,
                        db_optional(group->priority), db_optional(group->severity_id),
                        group->newest_incident_id, group->occurrences, group->window_started_at,
                        group->window_events, group->created_at),
                      &changed));
    *out_inserted = changed > 0;
    return OK;
}

enum err group_update(struct store *s, const struct incident_group *group)
{
    return db_exec(s->db, SQL_GROUP_UPDATE,
                   P(s->org_id, group->id, db_optional(group->priority),
                     db_optional(group->severity_id), group->newest_incident_id, group->occurrences,
                     group->window_started_at, group->window_events, group->limited_until));
}

enum err incident_insert(struct store *s, const struct incident *i)
{
    return db_exec(s->db, SQL_INCIDENT_INSERT,
                   P(s->org_id, i->id, i->group.id, i->team_id, i->number, i->occurrence,
                     i->status_id, (int)i->response_state, i->title, i->metadata, i->links,
                     db_optional(i->integration_id), db_optional(i->service_id),
                     db_optional(i->policy_id), i->step, db_optional(i->escalates_at),
                     db_optional(i->severity_id), i->created_at, i->updated_at,
                     db_optional(i->acknowledged_at), db_optional(i->resolved_at), i->message,
                     db_optional(i->published_at), db_optional(i->created_by),
                     db_optional(i->creator_key_id), i->type_id, i->mode));
}

enum err private_incident_insert(struct store *s, int64_t incident_id)
{
    return db_exec(s->db, SQL_PRIVATE_INCIDENT_INSERT, P(s->org_id, incident_id));
}

enum err private_incident_has(struct store *s, int64_t incident_id, bool *out)
{
    return row_exists(s, SQL_PRIVATE_INCIDENT_HAS, P(s->org_id, incident_id), out);
}

enum err incident_update(struct store *s, const struct incident *i)
{
    return db_exec(s->db, SQL_INCIDENT_UPDATE,
                   P(s->org_id, i->id, i->status_id, (int)i->response_state, i->step,
                     db_optional(i->escalates_at), db_optional(i->severity_id), i->suppressed,
                     i->responders, i->is_shared, i->updated_at, db_optional(i->acknowledged_at),
                     db_optional(i->resolved_at), i->resolved_metadata, i->title, i->message,
                     db_optional(i->published_at)));
}

// ---- counts ----

enum err incident_count_add(struct store *s, int64_t team_id, enum response_state state,
                            int64_t amount)
{
    return db_exec(s->db, SQL_COUNT_ADD, P(s->org_id, team_id, (int)state, amount));
}

enum err private_count_add(struct store *s, int64_t team_id, enum response_state state,
                           int64_t amount)
{
    return db_exec(s->db, SQL_PRIVATE_COUNT_ADD, P(s->org_id, team_id, (int)state, amount));
}

struct count_row {
    int64_t state;
    int64_t incidents;
};

static enum err read_count(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct count_row *count = out;
    count->state = row_i64(row);
    count->incidents = row_i64(row);
    return row_end(row);
}

static enum err read_counts(struct store *s, unsigned sql, int64_t team_id,
                            int64_t out_of_state[RESPONSE_STATE_COUNT])
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, sql, P(s->org_id, team_id), read_count, sizeof(struct count_row),
                RESPONSE_STATE_COUNT, &rows));
    memset(out_of_state, 0, RESPONSE_STATE_COUNT * sizeof(*out_of_state));
    const struct count_row *list = rows.items;
    for (size_t i = 0; i < rows.count; i++) {
        CHECK(list[i].state >= 0 && list[i].state < RESPONSE_STATE_COUNT);
        out_of_state[list[i].state] = list[i].incidents;
    }
    return OK;
}

enum err incident_counts(struct store *s, int64_t team_id,
                         int64_t out_of_state[RESPONSE_STATE_COUNT])
{
    return read_counts(s, SQL_COUNT_LIST, team_id, out_of_state);
}

enum err private_counts(struct store *s, int64_t team_id,
                        int64_t out_of_state[RESPONSE_STATE_COUNT])
{
    return read_counts(s, SQL_PRIVATE_COUNT_LIST, team_id, out_of_state);
}
