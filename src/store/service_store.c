// service_store.c -- what bears on services.
// SPDX-License-Identifier: Apache-2.0
#include "store/service_store.h"

#include "sql_queries.h"

// ---- affected services ----

static enum err read_affected(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct affected *affected = out;
    affected->incident_id = row_i64(row);
    affected->service_id = row_i64(row);
    affected->impact = (enum service_status)row_i64(row);
    return row_end(row);
}

enum err affected_of(struct store *s, struct id_list incidents, struct affected_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_AFFECTED_LIST, P(s->org_id, id_list_json(s->arena, incidents)),
                read_affected, sizeof(struct affected), incidents.count * IMPACTS_MAX, &rows));
    *out = (struct affected_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err affected_set(struct store *s, const struct incident *incident, int position,
                      struct impact impact)
{
    return db_exec(s->db, SQL_AFFECTED_SET,
                   P(s->org_id, incident->id, impact.service_id, position, (int)impact.impact,
                     incident->created_at));
}

enum err affected_delete(struct store *s, int64_t incident_id, int64_t service_id)
{
    return db_exec(s->db, SQL_AFFECTED_DELETE, P(s->org_id, incident_id, service_id));
}

enum err service_hold(struct store *s, int64_t service_id)
{
    int64_t id = 0;
    if (db_engine(s->db) == DB_SQLITE)
        return OK; // one writer, and nobody else
    return db_one(s->db, s->arena, SQL_SERVICE_HOLD, P(s->org_id, service_id), row_read_i64, &id);
}

enum err service_lock(struct store *s, int64_t service_id)
{
    int64_t id = 0;
    return db_one(s->db, s->arena, SQL_SERVICE_LOCK, P(s->org_id, service_id), row_read_i64, &id);
}

enum err integrations_release(struct store *s, int64_t service_id)
{
    return db_exec(s->db, SQL_INTEGRATIONS_RELEASE, P(s->org_id, service_id));
}

enum err affected_exists(struct store *s, int64_t service_id, bool *out)
{
    return row_exists(s, SQL_AFFECTED_EXISTS, P(s->org_id, service_id), out);
}

// ---- impacts, with their times ----

enum err impact_open(struct store *s, int64_t incident_id, struct impact impact, msec from_at)
{
    return db_exec(s->db, SQL_IMPACT_OPEN,
                   P(s->org_id, impact.service_id, incident_id, from_at, (int)impact.impact));
}

enum err impact_close(struct store *s, int64_t incident_id, int64_t service_id, msec until_at)
{
    return db_exec(s->db, SQL_IMPACT_CLOSE, P(s->org_id, service_id, incident_id, until_at));
}

static enum err read_impact(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct impact *impact = out;
    impact->service_id = row_i64(row);
    impact->impact = (enum service_status)row_i64(row);
    return row_end(row);
}

enum err impact_worst(struct store *s, struct id_list services, struct impact_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_IMPACT_WORST_LIST,
                P(s->org_id, id_list_json(s->arena, services)), read_impact, sizeof(struct impact),
                services.count, &rows));
    *out = (struct impact_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err impact_holder(struct store *s, int64_t service_id, int64_t team_id, int64_t *out)
{
    int64_t incident_id = 0;
    const enum err found = db_one(s->db, s->arena, SQL_IMPACT_HOLDER,
                                  P(s->org_id, service_id, team_id), row_read_i64, &incident_id);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    *out = incident_id;
    return OK;
}

// ---- what people set ----

enum err own_status_set(struct store *s, int64_t service_id, enum service_status status, msec at)
{
    return db_exec(s->db, SQL_OWN_STATUS_SET, P(s->org_id, service_id, at, (int)status));
}

enum err own_statuses_delete(struct store *s, int64_t service_id)
{
    return db_exec(s->db, SQL_OWN_STATUS_DELETE, P(s->org_id, service_id));
}

// ---- corrections ----

static enum err read_override(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct outage_override *override = out;
    override->id = row_i64(row);
    override->service_id = row_i64(row);
    override->status = (enum service_status)row_i64(row);
    override->from_at = row_i64(row);
    override->until_at = row_i64(row);
    override->created_at = row_i64(row);
    return row_end(row);
}

enum err overrides_of(struct store *s, const struct override_filter *f, struct page page,
                      struct override_list *out)
{
    struct db_rows rows = {0};
    const size_t most = (size_t)page.take;
    if (f->is_of_all)
        TRY(db_many(s->db, s->arena, SQL_OVERRIDE_LIST,
                    P(s->org_id, f->from_at, f->until_at, page.take, page.skip), read_override,
                    sizeof(struct outage_override), most, &rows));
    else
        TRY(db_many(s->db, s->arena, SQL_OVERRIDE_LIST_OF,
                    P(s->org_id, id_list_json(s->arena, f->services), f->from_at, f->until_at,
                      page.take, page.skip),
                    read_override, sizeof(struct outage_override), most, &rows));
    *out = (struct override_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err override_get(struct store *s, int64_t id, struct outage_override *out)
{
    return db_one(s->db, s->arena, SQL_OVERRIDE_GET, P(s->org_id, id), read_override, out);
}

enum err override_insert(struct store *s, const struct outage_override *o)
{
    return db_exec(
        s->db, SQL_OVERRIDE_INSERT,
        P(s->org_id, o->id, o->service_id, (int)o->status, o->from_at, o->until_at, o->created_at));
}

enum err override_update(struct store *s, const struct outage_override *o)
{
    return db_exec(s->db, SQL_OVERRIDE_UPDATE,
                   P(s->org_id, o->id, o->service_id, (int)o->status, o->from_at, o->until_at));
}

enum err override_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_OVERRIDE_DELETE, P(s->org_id, id));
}

enum err overrides_delete(struct store *s, int64_t service_id)
{
    return db_exec(s->db, SQL_OVERRIDES_DELETE, P(s->org_id, service_id));
}

// ---- the past of several services ----

static enum err read_period(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct service_period *read = out;
    read->service_id = row_i64(row);
    read->period.status = (enum service_status)row_i64(row);
    read->period.from_at = row_i64(row);
    read->period.until_at = row_i64(row);
    return row_end(row);
}

static enum err read_beginning(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct service_period *read = out;
    read->service_id = row_i64(row);
    read->period.status = (enum service_status)row_i64(row);
    read->period.from_at = row_i64(row);
    return row_end(row);
}

/* Besides its newest rows a service has what was before them, and what goes on in each status. */
static size_t row_limit(const struct history_filter *f)
{
    return SERVICE_HISTORY_MAX_ROWS + f->services.count * (1 + SERVICE_STATUS_COUNT);
}

static enum err read_history(struct store *s, unsigned sql, struct db_params params,
                             row_reader *reader, size_t limit, struct service_period_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, sql, params, reader, sizeof(struct service_period), limit, &rows));
    *out = (struct service_period_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err impact_history(struct store *s, const struct history_filter *f,
                        struct service_period_list *out)
{
    const size_t limit = row_limit(f);
    return read_history(
        s, SQL_IMPACT_HISTORY,
        P(s->org_id, id_list_json(s->arena, f->services), f->from_at, f->most, (int64_t)limit + 1),
        read_period, limit, out);
}

enum err own_status_history(struct store *s, const struct history_filter *f,
                            struct service_period_list *out)
{
    const size_t limit = row_limit(f);
    return read_history(
        s, SQL_OWN_STATUS_HISTORY,
        P(s->org_id, id_list_json(s->arena, f->services), f->from_at, f->most, (int64_t)limit + 1),
        read_beginning, limit, out);
}

enum err override_history(struct store *s, const struct history_filter *f,
                          struct service_period_list *out)
{
    const size_t limit = row_limit(f);
    return read_history(s, SQL_OVERRIDE_HISTORY,
                        P(s->org_id, id_list_json(s->arena, f->services), f->from_at, f->until_at,
                          f->most, (int64_t)limit + 1),
                        read_period, limit, out);
}
