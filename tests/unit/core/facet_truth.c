// facet_truth.c -- the index made anew from the rows, and compared bit by bit.
// SPDX-License-Identifier: Apache-2.0
#include "facet_truth.h"

#include "core/bits.h"
#include "core/facet_changes.h"
#include "store/order_store.h"
#include "store_fixture.h"

#include <inttypes.h>

enum { FAULT_BYTES = 200, MOST_NUMBERS = 1 << 30 };

// Bits that are to be set, or that are; each as a change that sets it.
struct bit_list {
    struct facet_changes changes;
};

static void add(struct bit_list *list, enum facet_kind kind, const int64_t facet[2], int64_t number)
{
    const struct facet_change bit = {
        .facet = {.kind = kind, .subject = facet[0], .value = facet[1]},
        .number = number,
        .is_true = true,
    };
    facet_changes_add(&list->changes, &bit);
}

static void add_value(struct bit_list *list, enum facet_kind kind, int64_t value, int64_t number)
{
    const int64_t facet[] = {0, value};
    add(list, kind, facet, number);
}

static void add_unless_0(struct bit_list *list, enum facet_kind kind, int64_t value, int64_t number)
{
    if (value != 0)
        add_value(list, kind, value, number);
}

// ---- what the rows say ----

static void add_incident(struct bit_list *list, const struct unindexed *i)
{
    const int64_t number = i->place.number;
    const int64_t day = facet_day(i->updated_at);
    add_unless_0(list, FACET_STATUS, i->status_id, number);
    add_unless_0(list, FACET_SEVERITY, i->severity_id, number);
    add_unless_0(list, FACET_TYPE, i->type_id, number);
    add_unless_0(list, FACET_MODE, i->mode, number);
    add_unless_0(list, FACET_PRIVATE, i->is_private ? 1 : 0, number);
    add_unless_0(list, FACET_TEAM, i->team_id, number);
    add_value(list, FACET_UPDATED_DAY, day, number);
    add_value(list, FACET_UPDATED_MONTH, facet_month(day), number);
}

static void add_late(struct bit_list *list, const struct incident_place *place)
{
    const int64_t day = facet_day(place->created_at);
    add_value(list, FACET_LATE, 1, place->number);
    add_value(list, FACET_CREATED_DAY, day, place->number);
    add_value(list, FACET_CREATED_MONTH, facet_month(day), place->number);
}

static void add_subject(struct bit_list *list, enum facet_kind kind,
                        const struct unindexed_value *item)
{
    const int64_t anything[] = {item->subject, FACET_ANYTHING};
    const int64_t value[] = {item->subject, item->value};
    add(list, kind, anything, item->number);
    if (item->value != 0)
        add(list, kind, value, item->number);
}

static void take_role(void *context, const struct unindexed_value *role)
{
    add_subject(context, FACET_ROLE, role);
}

static void take_field(void *context, const struct unindexed_value *field)
{
    add_subject(context, FACET_FIELD, field);
}

static bool is_late(struct place_room late, int64_t number)
{
    for (size_t i = 0; i < late.count; i++) {
        if (late.items[i].number == number)
            return true;
    }
    return false;
}

/* All that are not late lie in the order of their numbers. */
static bool is_in_order(struct unindexed_list incidents, struct place_room late)
{
    const struct incident_place *newest = NULL;
    for (size_t i = 0; i < incidents.count; i++) {
        const struct incident_place *place = &incidents.items[i].place;
        if (is_late(late, place->number))
            continue;
        if (newest != NULL && incident_place_order(newest, place) >= 0)
            return false;
        newest = place;
    }
    return true;
}

/* False when an incident that is not late is out of order. */
static bool read_rows(struct store *s, struct bit_list *list)
{
    const struct incident_place first = {.created_at = INT64_MIN};
    struct unindexed_list incidents = {0};
    struct place_room late = {0};
    assert_ok(unindexed_incidents(s, 1, MOST_NUMBERS, &incidents));
    late.max = incidents.count + 1;
    late.items = arena_array(s->arena, struct incident_place, late.max);
    assert_ok(unindexed_roles_each(s, 1, MOST_NUMBERS, take_role, list));
    assert_ok(unindexed_fields_each(s, 1, MOST_NUMBERS, take_field, list));
    assert_ok(late_incidents_behind(s, &first, true, &late));
    for (size_t i = 0; i < incidents.count; i++)
        add_incident(list, &incidents.items[i]);
    for (size_t i = 0; i < late.count; i++)
        add_late(list, &late.items[i]);
    return is_in_order(incidents, late);
}

// ---- what the index says ----

// Bits of one facet on their way into a list.
struct facet_seen {
    struct bit_list *list;
    struct facet facet;
};

static void see_bits(void *context, int64_t chunk, const void *bits)
{
    const struct facet_seen *seen = context;
    const int64_t facet[] = {seen->facet.subject, seen->facet.value};
    uint64_t words[FACET_CHUNK_WORDS];
    memcpy(words, bits, sizeof(words));
    size_t place = bits_next(words, 0, FACET_CHUNK_NUMBERS);
    for (; place < FACET_CHUNK_NUMBERS; place = bits_next(words, place + 1, FACET_CHUNK_NUMBERS))
        add(seen->list, seen->facet.kind, facet, chunk * FACET_CHUNK_NUMBERS + (int64_t)place);
}

static enum err read_facet(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct facet *facet = out;
    facet->kind = (enum facet_kind)row_i64(row);
    facet->subject = row_i64(row);
    facet->value = row_i64(row);
    return row_end(row);
}

static void read_index(struct store *s, struct bit_list *list)
{
    struct db_rows rows = {0};
    assert_ok(db_many(s->db, s->arena, LOOK_FACET_LIST, P(s->org_id), read_facet,
                      sizeof(struct facet), MOST_NUMBERS, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct facet facet = ((const struct facet *)rows.items)[i];
        const struct facet_range range = {
            .kind = facet.kind,
            .subject = facet.subject,
            .from_value = facet.value,
            .until_value = facet.value,
            .until_chunk = MOST_NUMBERS,
        };
        struct facet_seen seen = {.list = list, .facet = facet};
        assert_ok(facet_bits_each(s, &range, see_bits, &seen));
    }
}

// ---- the comparison ----

static int order_bits(const void *left, const void *right)
{
    const struct facet_change *a = left, *b = right;
    const int64_t as[] = {a->facet.kind, a->facet.subject, a->facet.value, a->number};
    const int64_t bs[] = {b->facet.kind, b->facet.subject, b->facet.value, b->number};
    for (size_t i = 0; i < ARRAY_LEN(as); i++) {
        if (as[i] != bs[i])
            return as[i] < bs[i] ? -1 : 1;
    }
    return 0;
}

static void sort_once(struct bit_list *list)
{
    struct facet_changes *all = &list->changes;
    size_t count = 0;
    if (all->count == 0)
        return;
    qsort(all->items, all->count, sizeof(*all->items), order_bits);
    for (size_t i = 0; i < all->count; i++) {
        if (count == 0 || order_bits(&all->items[i], &all->items[count - 1]) != 0)
            all->items[count++] = all->items[i];
    }
    all->count = count;
}

static const char *tell(struct store *s, const struct facet_change *bit, const char *what)
{
    char *text = arena_array(s->arena, char, FAULT_BYTES);
    snprintf(text, FAULT_BYTES, "facet %d.%" PRId64 ".%" PRId64 " of INC-%" PRId64 " %s",
             (int)bit->facet.kind, bit->facet.subject, bit->facet.value, bit->number, what);
    return text;
}

static const char *compare(struct store *s, const struct bit_list *rows,
                           const struct bit_list *index)
{
    size_t i = 0;
    size_t k = 0;
    while (i < rows->changes.count || k < index->changes.count) {
        const struct facet_change *wanted = &rows->changes.items[i];
        const struct facet_change *there = &index->changes.items[k];
        if (k == index->changes.count)
            return tell(s, wanted, "is missing");
        if (i == rows->changes.count)
            return tell(s, there, "is too much");
        const int order = order_bits(wanted, there);
        if (order != 0)
            return order < 0 ? tell(s, wanted, "is missing") : tell(s, there, "is too much");
        i++;
        k++;
    }
    return NULL;
}

const char *facet_fault(struct store *s)
{
    struct bit_list rows = {0};
    struct bit_list index = {0};
    const char *fault = NULL;
    if (!read_rows(s, &rows))
        fault = "an incident out of order is not late";
    read_index(s, &index);
    sort_once(&rows);
    sort_once(&index);
    if (fault == NULL)
        fault = compare(s, &rows, &index);
    facet_changes_release(&rows.changes);
    facet_changes_release(&index.changes);
    return fault;
}
