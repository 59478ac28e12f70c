// search_count.c -- which incidents match and how many, chunk by chunk, remembered.
//
// A chunk that has not changed since somebody asked the same is not worked out again: its count is
// remembered, and its bits. So the count of all is a sum of some dozen numbers.
// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"
#include "core/incident_search_priv.h"

enum {
    KEY_MAX_BYTES = 1024 * 1024, // of a question; a longer one is not remembered
    RUN_GAP = 8,                 // chunks that are worked out again rather than begin a new run
};

// ---- what is asked, as a key ----

static void add_bytes(struct buf *out, const void *bytes, size_t count)
{
    buf_add_i64(out, (int64_t)count);
    buf_add_byte(out, ':');
    buf_add(out, (str){bytes, count});
}

static void add_condition(struct buf *out, const struct incident_condition *condition)
{
    const int64_t head[] = {
        condition->kind,  condition->facet,   condition->subject,
        condition->match, condition->from_at, condition->until_at,
    };
    const double bounds[] = {condition->from_number, condition->until_number};
    add_bytes(out, head, sizeof(head));
    add_bytes(out, bounds, sizeof(bounds));
    add_bytes(out, condition->values, condition->value_count * sizeof(*condition->values));
    add_bytes(out, condition->numbers, condition->number_count * sizeof(*condition->numbers));
    buf_add_i64(out, (int64_t)condition->text_count);
    for (size_t i = 0; i < condition->text_count; i++)
        add_bytes(out, condition->texts[i].p, condition->texts[i].n);
}

/* Of all that decides which incidents match; not of how they are shown. */
void search_name_question(struct searching *s)
{
    const struct incident_search *asked = s->asked;
    const int64_t head[] = {
        s->c->store.org_id, (int64_t)asked->count, asked->is_any,
        asked->modes,       asked->team_id,        asked->sees_private,
    };
    struct buf question;
    if (s->cache == NULL)
        return;
    buf_init(&question, s->c->store.arena, KEY_MAX_BYTES);
    add_bytes(&question, head, sizeof(head));
    for (size_t i = 0; i < asked->count; i++)
        add_condition(&question, &asked->conditions[i]);
    if (question.overflow)
        s->cache = NULL;
    else
        s->key = facet_cache_key_of(s->cache, buf_str(&question));
}

// ---- counting ----

static enum err work_out(struct searching *s, struct chunk_run run)
{
    uint64_t *bits = arena_array(s->c->store.arena, uint64_t, run_words(run));
    TRY(search_match(s, run, bits));
    for (size_t i = 0; i < run.count; i++) {
        const uint64_t *chunk = bits + i * FACET_CHUNK_WORDS;
        const struct facet_cache_place place = search_place(s, s->key, run.first + i);
        s->found[run.first + i] = chunk;
        s->counts[run.first + i] = bits_count(chunk, FACET_CHUNK_WORDS);
        if (s->cache != NULL)
            facet_cache_put(s->cache, &place, chunk, s->counts[run.first + i]);
    }
    return OK;
}

static bool is_counted(const struct searching *s, size_t chunk)
{
    const struct facet_cache_place place = search_place(s, s->key, chunk);
    return s->cache != NULL && facet_cache_count(s->cache, &place, &s->counts[chunk]);
}

/* From the chunk `from` on, the next run of those that are not known; empty: there is none. Known
 * ones between them are in it: a run costs more statements than a chunk costs bits. */
static struct chunk_run next_run(struct searching *s, size_t from)
{
    struct chunk_run run = {.first = from};
    size_t end = s->chunk_count;
    for (size_t i = from; i < end; i++) {
        if (is_counted(s, i))
            continue;
        run.first = run.count == 0 ? i : run.first;
        run.count = i - run.first + 1;
        end = i + 1 + RUN_GAP < s->chunk_count ? i + 1 + RUN_GAP : s->chunk_count;
    }
    return run;
}

enum err search_count(struct searching *s, int64_t *out_total)
{
    int64_t total = 0;
    for (struct chunk_run run = next_run(s, 0); run.count > 0;
         run = next_run(s, run.first + run.count))
        TRY(work_out(s, run));
    for (size_t i = 0; i < s->chunk_count; i++)
        total += s->counts[i];
    *out_total = total;
    return OK;
}

enum err search_found(struct searching *s, size_t chunk, const uint64_t **out)
{
    if (s->found[chunk] == NULL) {
        const struct facet_cache_place place = search_place(s, s->key, chunk);
        uint64_t *bits = arena_array(s->c->store.arena, uint64_t, FACET_CHUNK_WORDS);
        if (facet_cache_add_to(s->cache, &place, bits))
            s->found[chunk] = bits;
        else // another thread needed the room meanwhile
            TRY(work_out(s, (struct chunk_run){.first = chunk, .count = 1}));
    }
    *out = s->found[chunk];
    return OK;
}
