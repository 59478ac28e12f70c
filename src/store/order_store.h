// order_store.h -- incidents by (created_at, id), the order that lists show them in.
//
// It is the order of their numbers, but for the late ones: a late incident was created before one
// of a smaller number, as what is written down afterwards.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/incident.h"
#include "store/store.h"

// Where an incident stands among all.
struct incident_place {
    msec created_at;
    int64_t id;
    int64_t number;
};

/* Below, above or at 0, as for qsort. */
static inline int incident_place_order(const struct incident_place *a,
                                       const struct incident_place *b)
{
    if (a->created_at != b->created_at)
        return a->created_at < b->created_at ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

/* Gives a new incident, whose id and time are known, the next INC-n. *out_is_late: one of a smaller
 * number was created after it. If only by less than `slack`, it is dated anew and not late. Holds
 * the counter until the transaction ends (PostgreSQL). */
MUST_CHECK enum err incident_number_take(struct store *s, struct incident_place *place, msec slack,
                                         bool *out_is_late);
MUST_CHECK enum err late_incident_insert(struct store *s, const struct incident_place *place);

// What the counter of incidents knows; zeroes when there is none yet.
struct incident_order {
    int64_t count;
    int64_t indexed; // up to which number all are in the index
    msec newest_at;  // of those that are not late
    int64_t newest_id;
};

MUST_CHECK enum err incident_order_get(struct store *s, struct incident_order *out);

/* As it is, and nobody creates an incident until the transaction ends (PostgreSQL). */
MUST_CHECK enum err incident_order_lock(struct store *s, struct incident_order *out);
MUST_CHECK enum err incident_order_set(struct store *s, const struct incident_order *order);

MUST_CHECK enum err incident_place_by_number(struct store *s, int64_t number,
                                             struct incident_place *out);

struct place_list {
    const struct incident_place *items;
    size_t count;
};

/* The first ones at a place or behind it, late or not, oldest first; at most `take`. */
MUST_CHECK enum err incident_places_from(struct store *s, const struct incident_place *place,
                                         int64_t take, struct place_list *out);

// An incident that a list goes on behind.
struct incident_cursor {
    struct incident_place place;
    int64_t team_id;
    bool is_private;
};

/* ERR_NOT_FOUND. */
MUST_CHECK enum err incident_cursor_by_id(struct store *s, int64_t id, struct incident_cursor *out);

// Places that a walk looks at a step at a time.
struct place_room {
    struct incident_place *items;
    size_t count;
    size_t max;
};

/* The next late ones behind a place, as many as there is room for, instead of what is in it. */
MUST_CHECK enum err late_incidents_behind(struct store *s, const struct incident_place *place,
                                          bool oldest_first, struct place_room *room);

struct found_row {
    struct incident_place place;
    struct incident_handle handle;
};

struct found_list {
    struct found_row *items;
    size_t count;
};

/* In any order; `numbers` each once. */
MUST_CHECK enum err incidents_by_number(struct store *s, struct id_list numbers,
                                        struct found_list *out);

// ---- catching up ----

// What the index is made of, of one incident.
struct unindexed {
    struct incident_place place;
    msec updated_at;
    int64_t status_id;
    int64_t severity_id;
    int64_t type_id;
    int64_t mode;
    bool is_private;
    int64_t team_id;
};

struct unindexed_list {
    const struct unindexed *items;
    size_t count;
};

// Somebody has a role, or a field has an option or entry as its value.
struct unindexed_value {
    int64_t number;
    int64_t subject;
    int64_t value; // 0: of a text or number
};

typedef void unindexed_value_taker(void *context, const struct unindexed_value *value);

/* From one number to another, both inclusive; the incidents in order. */
MUST_CHECK enum err unindexed_incidents(struct store *s, int64_t from, int64_t until,
                                        struct unindexed_list *out);
MUST_CHECK enum err unindexed_roles_each(struct store *s, int64_t from, int64_t until,
                                         unindexed_value_taker *taker, void *context);
MUST_CHECK enum err unindexed_fields_each(struct store *s, int64_t from, int64_t until,
                                          unindexed_value_taker *taker, void *context);
