// incident_list.c -- handles of incidents: one by its names, pages by their filters.
// SPDX-License-Identifier: Apache-2.0
#include "store/incident_store.h"

#include "sql_queries.h"
#include "store/service_store.h"

static void read_handle_columns(struct row *row, struct incident_handle *handle)
{
    handle->id = row_i64(row);
    handle->group_id = row_i64(row);
    handle->team_id = row_i64(row);
    handle->version = row_i64(row);
}

/* Of a list. */
static enum err read_handle(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    read_handle_columns(row, out);
    return row_end(row);
}

/* Found by a name. */
static enum err read_named_handle(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct incident_handle *handle = out;
    read_handle_columns(row, handle);
    handle->number = row_i64(row);
    handle->is_private = row_bool(row);
    return row_end(row);
}

enum err incident_handle_by_id(struct store *s, int64_t id, struct incident_handle *out)
{
    return db_one(s->db, s->arena, SQL_HANDLE_BY_ID, P(s->org_id, id), read_named_handle, out);
}

enum err incident_handle_by_number(struct store *s, int64_t number, struct incident_handle *out)
{
    return db_one(s->db, s->arena, SQL_HANDLE_BY_NUMBER, P(s->org_id, number), read_named_handle,
                  out);
}

enum err incident_handle_by_counter(struct store *s, int64_t team_id, int64_t number,
                                    struct incident_handle *out)
{
    return db_one(s->db, s->arena, SQL_HANDLE_BY_COUNTER, P(s->org_id, team_id, number),
                  read_named_handle, out);
}

static enum err list_handles(struct store *s, unsigned sql, struct db_params params,
                             struct handle_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, sql, params, read_handle, sizeof(struct incident_handle),
                INCIDENT_PAGE_MAX, &rows));
    *out = (struct handle_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err handles_of_team(struct store *s, struct team_view team, struct page page,
                         struct handle_list *out)
{
    return list_handles(s, SQL_HANDLES_OF_TEAM,
                        P(s->org_id, team.team_id, team.hides_private, page.take, page.skip), out);
}

enum err handles_of_state(struct store *s, struct team_view team, enum response_state state,
                          struct page page, struct handle_list *out)
{
    return list_handles(
        s, SQL_HANDLES_OF_STATE,
        P(s->org_id, team.team_id, (int)state, team.hides_private, page.take, page.skip), out);
}

enum err handles_of_user(struct store *s, int64_t user_id, struct team_view team, struct page page,
                         struct handle_list *out)
{
    return list_handles(
        s, SQL_HANDLES_OF_USER,
        P(s->org_id, user_id, team.team_id, team.hides_private, page.take, page.skip), out);
}

enum err handles_before(struct store *s, const struct incident *incident, struct page page,
                        struct handle_list *out)
{
    return list_handles(
        s, SQL_HANDLES_OF_GROUP,
        P(s->org_id, incident->group.id, incident->created_at, incident->id, page.take, page.skip),
        out);
}

enum err handles_of_service(struct store *s, int64_t service_id, struct team_view team,
                            int64_t take, struct handle_list *out)
{
    return list_handles(s, SQL_HANDLES_OF_SERVICE,
                        P(s->org_id, service_id, team.team_id, team.hides_private, take), out);
}

static enum err read_occurrence(struct row *row, struct arena *arena, void *out)
{
    struct occurrence *occurrence = out;
    occurrence->id = row_i64(row);
    occurrence->response_state = (enum response_state)row_i64(row);
    occurrence->title = row_str(row, arena);
    occurrence->created_at = row_i64(row);
    occurrence->updated_at = row_i64(row);
    occurrence->acknowledged_at = row_i64(row);
    occurrence->resolved_at = row_i64(row);
    return row_end(row);
}

enum err occurrences_before(struct store *s, const struct incident *incident, int64_t take,
                            struct occurrence_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_OCCURRENCES_BEFORE,
                P(s->org_id, incident->group.id, incident->created_at, incident->id, take),
                read_occurrence, sizeof(struct occurrence), INCIDENT_PAGE_MAX, &rows));
    *out = (struct occurrence_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err handles_between(struct store *s, const struct incident_filter *f, struct page page,
                         struct handle_list *out)
{
    return list_handles(s, SQL_HANDLES_BETWEEN,
                        P(s->org_id, f->from_at, f->until_at, f->teams, f->states, f->services,
                          f->integration_id, f->hides_private, page.take, page.skip),
                        out);
}

/* How statements take a filter: absent is any. */
static str filter_ids(struct store *s, struct id_list ids)
{
    return ids.count == 0 ? S("") : id_list_json(s->arena, ids);
}

static enum err published_open(struct store *s, const struct published_filter *f, struct page page,
                               struct handle_list *out)
{
    const str statuses = filter_ids(s, f->statuses);
    if (f->services.count > 0)
        return list_handles(s, SQL_PUBLISHED_OPEN_OF_SERVICES,
                            P(s->org_id, id_list_json(s->arena, f->services), f->team_id,
                              f->from_at, f->until_at, statuses, page.take, page.skip),
                            out);
    return list_handles(
        s, SQL_PUBLISHED_OPEN_LIST,
        P(s->org_id, f->team_id, f->from_at, f->until_at, statuses, page.take, page.skip), out);
}

static enum err published_of_services(struct store *s, const struct published_filter *f,
                                      struct page page, struct handle_list *out)
{
    const str statuses = filter_ids(s, f->statuses);
    if (f->services.count == 1)
        return list_handles(s, SQL_PUBLISHED_OF_SERVICE,
                            P(s->org_id, f->services.items[0], f->team_id, f->from_at, f->until_at,
                              statuses, page.take, page.skip),
                            out);
    return list_handles(s, SQL_PUBLISHED_OF_SERVICES,
                        P(s->org_id, id_list_json(s->arena, f->services), f->team_id, f->from_at,
                          f->until_at, statuses, page.take, page.skip),
                        out);
}

enum err handles_published(struct store *s, const struct published_filter *f, struct page page,
                           struct handle_list *out)
{
    const str statuses = filter_ids(s, f->statuses);
    if (f->is_open)
        return published_open(s, f, page, out);
    if (f->services.count > 0)
        return published_of_services(s, f, page, out);
    if (f->team_id != 0)
        return list_handles(
            s, SQL_PUBLISHED_OF_TEAM,
            P(s->org_id, f->team_id, f->from_at, f->until_at, statuses, page.take, page.skip), out);
    return list_handles(s, SQL_PUBLISHED_LIST,
                        P(s->org_id, f->from_at, f->until_at, statuses, page.take, page.skip), out);
}

static enum err read_filter_count(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct filter_count *count = out;
    count->all = row_i64(row);
    count->open = row_i64(row);
    return row_end(row);
}

enum err count_between(struct store *s, const struct incident_filter *f, struct filter_count *out)
{
    return db_one(s->db, s->arena, SQL_COUNT_BETWEEN,
                  P(s->org_id, f->from_at, f->until_at, f->teams, f->states, f->services,
                    f->integration_id, f->hides_private),
                  read_filter_count, out);
}

enum err count_of_user(struct store *s, int64_t user_id, struct team_view team,
                       struct filter_count *out)
{
    return db_one(s->db, s->arena, SQL_COUNT_OF_USER,
                  P(s->org_id, user_id, team.team_id, team.hides_private), read_filter_count, out);
}

enum err count_of_service(struct store *s, int64_t service_id, struct team_view team,
                          struct filter_count *out)
{
    return db_one(s->db, s->arena, SQL_COUNT_OF_SERVICE,
                  P(s->org_id, service_id, team.team_id, team.hides_private), read_filter_count,
                  out);
}
