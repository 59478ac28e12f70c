// coordination_store.c -- types, roles, timestamps, durations: one statement a function.
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
