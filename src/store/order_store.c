// order_store.c -- incidents by (created_at, id): numbers, places, and those that came late.
// SPDX-License-Identifier: Apache-2.0
#include "store/order_store.h"

#include "sql_queries.h"

enum { PLACES_MAX = 100000 }; // of one answer

// ---- numbers ----

struct taken {
    int64_t number;
    msec newest_at;
    int64_t newest_id;
};

static enum err read_taken(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct taken *taken = out;
    taken->number = row_i64(row);
    taken->newest_at = row_i64(row);
    taken->newest_id = row_i64(row);
    return row_end(row);
}

enum err incident_number_take(struct store *s, struct incident_place *place, msec slack,
                              bool *out_is_late)
{
    struct taken taken = {0};
    TRY(db_one(s->db, s->arena, SQL_INCIDENT_NUMBER_TAKE,
               P(s->org_id, place->created_at, place->id, slack), read_taken, &taken));
    place->number = taken.number;
    *out_is_late = taken.newest_id != place->id;
    if (!*out_is_late)
        place->created_at = taken.newest_at;
    return OK;
}

enum err late_incident_insert(struct store *s, const struct incident_place *place)
{
    return db_exec(s->db, SQL_LATE_INCIDENT_INSERT,
                   P(s->org_id, place->created_at, place->id, place->number));
}

static enum err read_order(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct incident_order *order = out;
    order->count = row_i64(row);
    order->indexed = row_i64(row);
    order->newest_at = row_i64(row);
    order->newest_id = row_i64(row);
    return row_end(row);
}

static enum err get_order(struct store *s, unsigned sql, struct incident_order *out)
{
    struct incident_order order = {0};
    const enum err found = db_one(s->db, s->arena, sql, P(s->org_id), read_order, &order);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    *out = order;
    return OK;
}

enum err incident_order_get(struct store *s, struct incident_order *out)
{
    return get_order(s, SQL_INCIDENT_ORDER_GET, out);
}

enum err incident_order_lock(struct store *s, struct incident_order *out)
{
    return get_order(s, SQL_INCIDENT_ORDER_LOCK, out);
}

enum err incident_order_set(struct store *s, const struct incident_order *order)
{
    return db_exec(s->db, SQL_INCIDENT_ORDER_SET,
                   P(s->org_id, order->indexed, order->newest_at, order->newest_id));
}

// ---- places ----

static enum err read_order_place(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct incident_place *place = out;
    place->created_at = row_i64(row);
    place->id = row_i64(row);
    return row_end(row);
}

enum err incident_place_by_number(struct store *s, int64_t number, struct incident_place *out)
{
    struct incident_place place = {.number = number};
    TRY(db_one(s->db, s->arena, SQL_INCIDENT_PLACE_BY_NUMBER, P(s->org_id, number),
               read_order_place, &place));
    *out = place;
    return OK;
}

static enum err read_cursor(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct incident_cursor *cursor = out;
    cursor->place.number = row_i64(row);
    cursor->place.created_at = row_i64(row);
    cursor->team_id = row_i64(row);
    cursor->is_private = row_bool(row);
    return row_end(row);
}

enum err incident_cursor_by_id(struct store *s, int64_t id, struct incident_cursor *out)
{
    struct incident_cursor cursor = {.place.id = id};
    TRY(db_one(s->db, s->arena, SQL_INCIDENT_PLACE_BY_ID, P(s->org_id, id), read_cursor, &cursor));
    *out = cursor;
    return OK;
}

static enum err read_place(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct incident_place *place = out;
    place->number = row_i64(row);
    place->created_at = row_i64(row);
    place->id = row_i64(row);
    return row_end(row);
}

enum err incident_places_from(struct store *s, const struct incident_place *place, int64_t take,
                              struct place_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_INCIDENT_PLACES_FROM,
                P(s->org_id, place->created_at, place->id, take), read_place,
                sizeof(struct incident_place), PLACES_MAX, &rows));
    *out = (struct place_list){.items = rows.items, .count = rows.count};
    return OK;
}

static enum err read_into_room(struct row *row, struct arena *arena, void *out)
{
    struct place_room *room = out;
    if (room->count == room->max)
        return ERR_INTERNAL;
    return read_place(row, arena, &room->items[room->count++]);
}

enum err late_incidents_behind(struct store *s, const struct incident_place *place,
                               bool oldest_first, struct place_room *room)
{
    const unsigned sql = oldest_first ? SQL_LATE_INCIDENT_AFTER : SQL_LATE_INCIDENT_BEFORE;
    room->count = 0;
    return db_each(s->db, s->arena, sql,
                   P(s->org_id, place->created_at, place->id, (int64_t)room->max), read_into_room,
                   room);
}

static enum err read_found(struct row *row, struct arena *arena, void *out)
{
    struct found_row *found = out;
    (void)arena;
    found->place.number = row_i64(row);
    found->place.created_at = row_i64(row);
    found->place.id = row_i64(row);
    found->handle.id = found->place.id;
    found->handle.group_id = row_i64(row);
    found->handle.team_id = row_i64(row);
    found->handle.version = row_i64(row);
    return row_end(row);
}

enum err incidents_by_number(struct store *s, struct id_list numbers, struct found_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_FOUND_LIST, P(s->org_id, id_list_json(s->arena, numbers)),
                read_found, sizeof(struct found_row), numbers.count, &rows));
    *out = (struct found_list){.items = rows.items, .count = rows.count};
    return OK;
}

// ---- catching up ----

static enum err read_unindexed(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct unindexed *incident = out;
    incident->place.number = row_i64(row);
    incident->place.id = row_i64(row);
    incident->place.created_at = row_i64(row);
    incident->updated_at = row_i64(row);
    incident->status_id = row_i64(row);
    incident->severity_id = row_i64(row);
    incident->type_id = row_i64(row);
    incident->mode = row_i64(row);
    incident->is_private = row_bool(row);
    incident->team_id = row_i64(row);
    return row_end(row);
}

enum err unindexed_incidents(struct store *s, int64_t from, int64_t until,
                             struct unindexed_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_UNINDEXED_LIST, P(s->org_id, from, until), read_unindexed,
                sizeof(struct unindexed), (size_t)(until - from + 1), &rows));
    *out = (struct unindexed_list){.items = rows.items, .count = rows.count};
    return OK;
}

struct value_taking {
    unindexed_value_taker *taker;
    void *context;
};

static enum err take_value(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    const struct value_taking *taking = out;
    struct unindexed_value value = {.number = row_i64(row)};
    value.subject = row_i64(row);
    value.value = row_i64(row);
    TRY(row_end(row));
    taking->taker(taking->context, &value);
    return OK;
}

enum err unindexed_roles_each(struct store *s, int64_t from, int64_t until,
                              unindexed_value_taker *taker, void *context)
{
    struct value_taking taking = {.taker = taker, .context = context};
    return db_each(s->db, s->arena, SQL_UNINDEXED_ROLES, P(s->org_id, from, until), take_value,
                   &taking);
}

enum err unindexed_fields_each(struct store *s, int64_t from, int64_t until,
                               unindexed_value_taker *taker, void *context)
{
    struct value_taking taking = {.taker = taker, .context = context};
    return db_each(s->db, s->arena, SQL_UNINDEXED_FIELDS, P(s->org_id, from, until), take_value,
                   &taking);
}
