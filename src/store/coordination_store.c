// coordination_store.c -- severities, statuses, types, roles, timestamps, durations: one statement
// a function.
// SPDX-License-Identifier: Apache-2.0
#include "store/coordination_store.h"

#include "sql_queries.h"

enum err type_insert(struct store *s, const struct incident_type *type)
{
    return db_exec(s->db, SQL_TYPE_INSERT,
                   P(s->org_id, type->id, type->name, type->description, type->is_default,
                     type->is_private_only, type->create_in_triage, type->created_at));
}

enum err incident_role_insert(struct store *s, const struct incident_role *role)
{
    return db_exec(s->db, SQL_INCIDENT_ROLE_INSERT,
                   P(s->org_id, role->id, role->name, role->shortform, role->description,
                     role->instructions, role->kind, role->created_at));
}

enum err timestamp_insert(struct store *s, const struct incident_timestamp *timestamp)
{
    return db_exec(s->db, SQL_TIMESTAMP_INSERT,
                   P(s->org_id, timestamp->id, timestamp->name, timestamp->rank, timestamp->set_by,
                     timestamp->created_at));
}

enum err metric_insert(struct store *s, const struct duration_metric *metric)
{
    return db_exec(
        s->db, SQL_METRIC_INSERT,
        P(s->org_id, metric->id, metric->name, metric->from_id, metric->to_id, metric->created_at));
}

enum err types_settle(struct store *s, int64_t type_id)
{
    return db_exec(s->db, SQL_TYPES_SETTLE, P(s->org_id, type_id));
}

// ---- changed ----

enum err severity_update(struct store *s, const struct severity *severity)
{
    return db_exec(s->db, SQL_SEVERITY_UPDATE,
                   P(s->org_id, severity->id, severity->name, severity->description, severity->rank,
                     db_optional(severity->spike_level), severity->updated_at));
}

enum err status_update(struct store *s, const struct incident_status *status)
{
    return db_exec(s->db, SQL_STATUS_UPDATE,
                   P(s->org_id, status->id, status->name, status->description, status->updated_at));
}

enum err type_update(struct store *s, const struct incident_type *type)
{
    return db_exec(s->db, SQL_TYPE_UPDATE,
                   P(s->org_id, type->id, type->name, type->description, type->is_default,
                     type->is_private_only, type->create_in_triage, type->updated_at));
}

enum err incident_role_update(struct store *s, const struct incident_role *role)
{
    return db_exec(s->db, SQL_INCIDENT_ROLE_UPDATE,
                   P(s->org_id, role->id, role->name, role->shortform, role->description,
                     role->instructions, role->updated_at));
}

enum err timestamp_update(struct store *s, const struct incident_timestamp *timestamp)
{
    return db_exec(
        s->db, SQL_TIMESTAMP_UPDATE,
        P(s->org_id, timestamp->id, timestamp->name, timestamp->rank, timestamp->updated_at));
}

enum err metric_update(struct store *s, const struct duration_metric *metric)
{
    return db_exec(
        s->db, SQL_METRIC_UPDATE,
        P(s->org_id, metric->id, metric->name, metric->from_id, metric->to_id, metric->updated_at));
}

// ---- used and deleted ----

enum err incident_role_assigned(struct store *s, int64_t id, bool *out)
{
    return row_exists(s, SQL_INCIDENT_ROLE_ASSIGNED, P(s->org_id, id), out);
}

enum err user_assigned(struct store *s, int64_t user_id, bool *out)
{
    return row_exists(s, SQL_USER_ASSIGNED, P(s->org_id, user_id), out);
}

enum err timestamp_has_values(struct store *s, int64_t id, bool *out)
{
    return row_exists(s, SQL_TIMESTAMP_HAS_VALUES, P(s->org_id, id), out);
}

enum err named_hold(struct store *s, const struct named_by_incident *named, int64_t *out_count)
{
    return db_one(s->db, s->arena, SQL_NAMED_HOLD,
                  P(s->org_id, named->status_id, named->severity_id, named->type_id), row_read_i64,
                  out_count);
}

enum err assignment_hold(struct store *s, int64_t role_id, int64_t user_id, int64_t *out_count)
{
    return db_one(s->db, s->arena, SQL_ASSIGNMENT_HOLD, P(s->org_id, role_id, user_id),
                  row_read_i64, out_count);
}

enum err timestamp_hold(struct store *s, int64_t id, int64_t *out_count)
{
    return db_one(s->db, s->arena, SQL_TIMESTAMP_HOLD, P(s->org_id, id), row_read_i64, out_count);
}

enum err severity_delete(struct store *s, int64_t id)
{
    TRY(db_exec(s->db, SQL_FORMER_SEVERITY_INSERT, P(s->org_id, id)));
    TRY(db_exec(s->db, SQL_FORMER_SEVERITY_PRUNE, P(s->org_id, FORMER_ROWS_MAX)));
    return db_exec(s->db, SQL_SEVERITY_DELETE, P(s->org_id, id));
}

enum err status_delete(struct store *s, int64_t id)
{
    TRY(db_exec(s->db, SQL_FORMER_STATUS_INSERT, P(s->org_id, id)));
    TRY(db_exec(s->db, SQL_FORMER_STATUS_PRUNE, P(s->org_id, FORMER_ROWS_MAX)));
    return db_exec(s->db, SQL_STATUS_DELETE, P(s->org_id, id));
}

enum err type_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_TYPE_DELETE, P(s->org_id, id));
}

enum err incident_role_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_INCIDENT_ROLE_DELETE, P(s->org_id, id));
}

enum err timestamp_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_TIMESTAMP_DELETE, P(s->org_id, id));
}

enum err metric_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_METRIC_DELETE, P(s->org_id, id));
}
