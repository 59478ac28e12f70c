// search_match.c -- which incidents of some chunks match: conditions as bits.
//
// A condition becomes the bits of a run of chunks: facets from the cache and, in one statement,
// what it does not know of the run; texts and numbers by walking what their fields hold.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_search_priv.h"

// ---- facets ----

// Rows of bits on their way from the store to the bits of a run.
struct facet_reading {
    const struct searching *s;
    struct run_adding to;
    struct facet_cache_key key; // of the facet
    bool *has_row;              // by chunk of the run; NULL: not to be kept
};

static void take_row(void *context, int64_t chunk, const void *bits)
{
    struct facet_reading *reading = context;
    uint64_t words[FACET_CHUNK_WORDS];
    search_add_bits(&reading->to, chunk, bits);
    if (reading->has_row == NULL)
        return;
    const struct facet_cache_place kept = search_place(reading->s, reading->key, (size_t)chunk);
    memcpy(words, bits, sizeof(words));
    facet_cache_put(reading->s->cache, &kept, words, bits_count(words, FACET_CHUNK_WORDS));
    reading->has_row[(size_t)chunk - reading->to.run.first] = true;
}

/* What has no row is empty, which is worth knowing too. */
static void keep_empty(const struct facet_reading *reading)
{
    static const uint64_t empty[FACET_CHUNK_WORDS];
    const struct chunk_run run = reading->to.run;
    for (size_t i = 0; i < run.count; i++) {
        const struct facet_cache_place place =
            search_place(reading->s, reading->key, run.first + i);
        if (!reading->has_row[i])
            facet_cache_put(reading->s->cache, &place, empty, 0);
    }
}

static enum err read_facet(struct searching *s, struct facet facet, struct facet_reading *reading)
{
    const struct chunk_run run = reading->to.run;
    const struct facet_range range = {
        .kind = facet.kind,
        .subject = facet.subject,
        .from_value = facet.value,
        .until_value = facet.value,
        .from_chunk = (int64_t)run.first,
        .until_chunk = (int64_t)(run.first + run.count - 1),
    };
    return facet_bits_each(&s->c->store, &range, take_row, reading);
}

static struct facet_cache_key key_of(const struct searching *s, struct facet facet)
{
    const int64_t name[] = {s->c->store.org_id, facet.kind, facet.subject, facet.value};
    return facet_cache_key_of(s->cache, (str){(const char *)name, sizeof(name)});
}

bool search_is_known_empty(const struct searching *s, struct chunk_run run, struct facet facet)
{
    if (s->cache == NULL)
        return false;
    const struct facet_cache_key key = key_of(s, facet);
    for (size_t i = 0; i < run.count; i++) {
        const struct facet_cache_place place = search_place(s, key, run.first + i);
        int64_t count = 0;
        if (!facet_cache_count(s->cache, &place, &count) || count > 0)
            return false;
    }
    return true;
}

/* Adds what the cache knows; the rest lies in the run that is returned, maybe with some of it. */
static struct chunk_run add_known(struct searching *s, struct chunk_run run,
                                  struct facet_cache_key key, uint64_t *bits)
{
    size_t first = run.count;
    size_t last = 0;
    for (size_t i = 0; i < run.count; i++) {
        const struct facet_cache_place place = search_place(s, key, run.first + i);
        if (facet_cache_add_to(s->cache, &place, bits + i * FACET_CHUNK_WORDS))
            continue;
        first = first == run.count ? i : first;
        last = i;
    }
    if (first == run.count)
        return (struct chunk_run){0};
    return (struct chunk_run){.first = run.first + first, .count = last - first + 1};
}

enum err search_facet(struct searching *s, struct chunk_run run, struct facet facet, uint64_t *bits)
{
    struct facet_reading reading = {.s = s, .to = {.run = run, .bits = bits}};
    if (s->cache == NULL)
        return read_facet(s, facet, &reading);
    reading.key = key_of(s, facet);
    const struct chunk_run rest = add_known(s, run, reading.key, bits);
    if (rest.count == 0)
        return OK;
    reading.to.run = rest;
    reading.to.bits = bits + (rest.first - run.first) * FACET_CHUNK_WORDS;
    reading.has_row = arena_array(s->c->store.arena, bool, rest.count);
    TRY(read_facet(s, facet, &reading));
    keep_empty(&reading);
    return OK;
}

// ---- conditions ----

void search_add_number(void *context, int64_t number)
{
    const struct run_adding *adding = context;
    const size_t first = adding->run.first * FACET_CHUNK_NUMBERS;
    const size_t end = first + adding->run.count * FACET_CHUNK_NUMBERS;
    if ((size_t)number >= first && (size_t)number < end)
        bits_set(adding->bits, (size_t)number - first);
}

void search_add_bits(void *context, int64_t chunk, const void *bits)
{
    const struct run_adding *adding = context;
    uint64_t words[FACET_CHUNK_WORDS];
    memcpy(words, bits, sizeof(words));
    bits_or(adding->bits + ((size_t)chunk - adding->run.first) * FACET_CHUNK_WORDS, words,
            FACET_CHUNK_WORDS);
}

enum { SHORT_PART = 8 }; // of all chunks: a run of less is walked by number

static struct field_range range_of(const struct searching *s, struct chunk_run run,
                                   int64_t field_id)
{
    const int64_t first = (int64_t)run.first * FACET_CHUNK_NUMBERS;
    return (struct field_range){
        .field_id = field_id,
        .from_number = first,
        .until_number = first + (int64_t)run.count * FACET_CHUNK_NUMBERS - 1,
        .is_short = run.count * SHORT_PART <= s->chunk_count,
    };
}

static enum err match_number(struct searching *s, struct chunk_run run,
                             const struct incident_condition *condition, uint64_t *bits)
{
    const struct field_range range = range_of(s, run, condition->subject);
    const double bounds[] = {condition->from_number, condition->until_number};
    struct run_adding adding = {.run = run, .bits = bits};
    struct store *store = &s->c->store;
    if (condition->number_count == 0)
        return field_number_each(store, &range, bounds, search_add_number, &adding);
    for (size_t i = 0; i < condition->number_count; i++) {
        const double both[] = {condition->numbers[i], condition->numbers[i]};
        TRY(field_number_each(store, &range, both, search_add_number, &adding));
    }
    return OK;
}

static enum err match_text(struct searching *s, struct chunk_run run,
                           const struct incident_condition *condition, uint64_t *bits)
{
    const struct field_range range = range_of(s, run, condition->subject);
    struct run_adding adding = {.run = run, .bits = bits};
    return field_text_each(&s->c->store, &range, condition, search_add_number, &adding);
}

static enum err match_values(struct searching *s, struct chunk_run run,
                             const struct incident_condition *condition, uint64_t *bits)
{
    struct facet facet = {.kind = condition->facet, .subject = condition->subject};
    for (size_t i = 0; i < condition->value_count; i++) {
        facet.value = condition->values[i];
        TRY(search_facet(s, run, facet, bits));
    }
    return OK;
}

static enum err match_anything(struct searching *s, struct chunk_run run,
                               const struct incident_condition *condition, uint64_t *bits)
{
    const struct facet facet = {
        .kind = condition->facet, .subject = condition->subject, .value = FACET_ANYTHING};
    return search_facet(s, run, facet, bits);
}

static enum err match_condition(struct searching *s, struct chunk_run run, size_t index,
                                uint64_t *bits)
{
    const struct incident_condition *condition = &s->asked->conditions[index];
    switch (condition->kind) {
    case CONDITION_ANY_OF:
    case CONDITION_NONE_OF:
        return match_values(s, run, condition, bits);
    case CONDITION_IS_SET:
    case CONDITION_IS_BLANK:
        return match_anything(s, run, condition, bits);
    case CONDITION_CREATED:
    case CONDITION_UPDATED:
        return search_time(s, run, index, bits);
    case CONDITION_NUMBER:
        return match_number(s, run, condition, bits);
    case CONDITION_TEXT:
        return match_text(s, run, condition, bits);
    }
    CHECK(!"a condition is one of eight");
    return ERR_INTERNAL;
}

static bool is_negative(enum condition_kind kind)
{
    return kind == CONDITION_NONE_OF || kind == CONDITION_IS_BLANK;
}

static enum err match_conditions(struct searching *s, struct chunk_run run, uint64_t *bits)
{
    const bool is_any = s->asked->is_any && s->asked->count > 0;
    const size_t words = run_words(run);
    uint64_t *one = arena_array(s->c->store.arena, uint64_t, words);
    if (!is_any)
        bits_invert(bits, words);
    for (size_t i = 0; i < s->asked->count; i++) {
        memset(one, 0, words * sizeof(*one));
        TRY(match_condition(s, run, i, one));
        if (is_negative(s->asked->conditions[i].kind))
            bits_invert(one, words);
        if (is_any)
            bits_or(bits, one, words);
        else
            bits_and(bits, one, words);
    }
    return OK;
}

// ---- what is always asked for ----

/* Adds the incidents of those modes, none of which is the standard one. */
static enum err add_modes(struct searching *s, struct chunk_run run, unsigned modes, uint64_t *bits)
{
    for (int64_t mode = MODE_STANDARD + 1; mode < MODE_COUNT; mode++) {
        if ((modes & 1U << mode) != 0)
            TRY(search_facet(s, run, (struct facet){.kind = FACET_MODE, .value = mode}, bits));
    }
    return OK;
}

static enum err keep_modes(struct searching *s, struct chunk_run run, uint64_t *bits)
{
    const unsigned all = (1U << MODE_COUNT) - 1;
    const unsigned modes = s->asked->modes & all;
    const bool has_standard = (modes & 1U << MODE_STANDARD) != 0;
    const size_t words = run_words(run);
    if (modes == 0 || modes == all)
        return OK;
    uint64_t *some = arena_array(s->c->store.arena, uint64_t, words);
    TRY(add_modes(s, run, has_standard ? all & ~modes : modes, some));
    if (has_standard)
        bits_and_not(bits, some, words);
    else
        bits_and(bits, some, words);
    return OK;
}

static enum err keep_reach(struct searching *s, struct chunk_run run, uint64_t *bits)
{
    const size_t words = run_words(run);
    uint64_t *some = arena_array(s->c->store.arena, uint64_t, words);
    if (!s->asked->sees_private) {
        TRY(search_facet(s, run, (struct facet){.kind = FACET_PRIVATE, .value = 1}, some));
        bits_and_not(bits, some, words);
    }
    if (s->asked->team_id == 0)
        return OK;
    const struct facet team = {.kind = FACET_TEAM, .value = s->asked->team_id};
    memset(some, 0, words * sizeof(*some));
    TRY(search_facet(s, run, team, some));
    bits_and(bits, some, words);
    return OK;
}

/* Numbers are 1 to order.count without a gap. */
static void keep_existing(const struct searching *s, struct chunk_run run, uint64_t *bits)
{
    const size_t first = run.first * FACET_CHUNK_NUMBERS;
    const size_t end = first + run.count * FACET_CHUNK_NUMBERS;
    if (run.first == 0)
        bits[0] &= ~UINT64_C(1);
    for (size_t number = (size_t)s->order.count + 1; number < end; number++)
        bits[(number - first) / BITS_PER_WORD] &=
            ~(UINT64_C(1) << (number - first) % BITS_PER_WORD);
}

enum err search_match(struct searching *s, struct chunk_run run, uint64_t *bits)
{
    TRY(match_conditions(s, run, bits));
    TRY(keep_modes(s, run, bits));
    TRY(keep_reach(s, run, bits));
    keep_existing(s, run, bits);
    return OK;
}
