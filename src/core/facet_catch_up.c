// facet_catch_up.c -- reads rows in the order of numbers and writes what is true of them.
//
// What it writes does not depend on what the index says, so that doing it twice does no harm.
// SPDX-License-Identifier: Apache-2.0
#include "core/facet_catch_up.h"

#include "core/facet_changes.h"
#include "store/order_store.h"

enum { BATCH = 8192, BATCH_BLOCK_BYTES = 1024 * 1024 };

// One transaction of it.
struct batch {
    struct store *s;
    struct incident_order order;
    struct facet_changes changes;
    int64_t from; // numbers, both inclusive
    int64_t until;
};

static void add(struct batch *b, int64_t number, struct facet facet)
{
    const struct facet_change change = {.facet = facet, .number = number, .is_true = true};
    facet_changes_add(&b->changes, &change);
}

static void add_value(struct batch *b, int64_t number, enum facet_kind kind, int64_t value)
{
    if (value != 0)
        add(b, number, (struct facet){.kind = kind, .value = value});
}

static void add_time(struct batch *b, int64_t number, const enum facet_kind kinds[2], msec at)
{
    const int64_t day = facet_day(at);
    add(b, number, (struct facet){.kind = kinds[0], .value = day});
    add(b, number, (struct facet){.kind = kinds[1], .value = facet_month(day)});
}

/* The newest so far is in order, whatever is older is late. */
static enum err add_place(struct batch *b, const struct incident_place *place)
{
    static const enum facet_kind created[] = {FACET_CREATED_DAY, FACET_CREATED_MONTH};
    const struct incident_place newest = {.created_at = b->order.newest_at,
                                          .id = b->order.newest_id};
    if (incident_place_order(place, &newest) >= 0) {
        b->order.newest_at = place->created_at;
        b->order.newest_id = place->id;
        return OK;
    }
    add_value(b, place->number, FACET_LATE, 1);
    add_time(b, place->number, created, place->created_at);
    return late_incident_insert(b->s, place);
}

static enum err add_incident(struct batch *b, const struct unindexed *incident)
{
    static const enum facet_kind updated[] = {FACET_UPDATED_DAY, FACET_UPDATED_MONTH};
    const int64_t number = incident->place.number;
    add_value(b, number, FACET_STATUS, incident->status_id);
    add_value(b, number, FACET_SEVERITY, incident->severity_id);
    add_value(b, number, FACET_TYPE, incident->type_id);
    add_value(b, number, FACET_MODE, incident->mode); // MODE_STANDARD is 0
    add_value(b, number, FACET_PRIVATE, incident->is_private ? 1 : 0);
    add_value(b, number, FACET_TEAM, incident->team_id);
    add_time(b, number, updated, incident->updated_at);
    return add_place(b, &incident->place);
}

static void add_subject(struct batch *b, enum facet_kind kind, const struct unindexed_value *item)
{
    struct facet facet = {.kind = kind, .subject = item->subject, .value = FACET_ANYTHING};
    add(b, item->number, facet);
    facet.value = item->value;
    if (item->value != 0)
        add(b, item->number, facet);
}

static void take_role(void *context, const struct unindexed_value *role)
{
    add_subject(context, FACET_ROLE, role);
}

static void take_field(void *context, const struct unindexed_value *field)
{
    add_subject(context, FACET_FIELD, field);
}

static enum err add_all(struct batch *b)
{
    struct unindexed_list incidents = {0};
    TRY(unindexed_incidents(b->s, b->from, b->until, &incidents));
    for (size_t i = 0; i < incidents.count; i++)
        TRY(add_incident(b, &incidents.items[i]));
    TRY(unindexed_roles_each(b->s, b->from, b->until, take_role, b));
    return unindexed_fields_each(b->s, b->from, b->until, take_field, b);
}

/* On PostgreSQL nobody creates an incident meanwhile, and other nodes that begin wait here. */
static enum err index_batch(struct batch *b, int64_t *out_count)
{
    TRY(incident_order_lock(b->s, &b->order));
    b->from = b->order.indexed + 1;
    b->until =
        b->order.count < b->order.indexed + BATCH ? b->order.count : b->order.indexed + BATCH;
    *out_count = b->until - b->order.indexed;
    if (*out_count == 0)
        return OK;
    TRY(add_all(b));
    TRY(facet_changes_write(&b->changes, b->s));
    b->order.indexed = b->until;
    return incident_order_set(b->s, &b->order);
}

static enum err commit_batch(struct store *s, int64_t *out_count)
{
    struct batch batch = {.s = s};
    TRY(db_begin(s->db, DB_WRITE));
    const enum err done = index_batch(&batch, out_count);
    facet_changes_release(&batch.changes);
    if (done == OK)
        return db_commit(s->db);
    db_rollback(s->db);
    return done;
}

enum err facet_catch_up(struct store *s, int64_t *out_count)
{
    struct arena scratch;
    struct store own = *s;
    enum err done = OK;
    int64_t count = 0;
    int64_t all = 0;
    arena_init(&scratch, BATCH_BLOCK_BYTES);
    own.arena = &scratch;
    do {
        arena_reset(&scratch);
        done = commit_batch(&own, &count);
        all += done == OK ? count : 0;
    } while (done == OK && count > 0);
    arena_release(&scratch);
    if (done == OK)
        *out_count = all;
    return done;
}
