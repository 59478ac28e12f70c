// field_values.c -- what incidents have in their custom fields.
//
// All values of a change are settled before any row is written: what an option or an entry is
// called, whether a text is a number. A field that is left as it was is not touched.
// SPDX-License-Identifier: Apache-2.0
#include "core/field_values.h"

#include "base/link.h"
#include "base/run.h"
#include "core/catalog_find.h"
#include "core/facet.h"
#include "store/catalog_store.h"

#include <stdlib.h>

// ---- texts and numbers ----

str field_text_folded(struct arena *arena, str text)
{
    return str_lower(arena, text);
}

static size_t count_digits(str text)
{
    size_t n = 0;
    while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
        n++;
    return n;
}

bool field_number_read(str text, double *out)
{
    char digits[FIELD_NUMBER_MAX_BYTES + 1] = {0};
    str rest = str_starts(text, S("-")) ? str_slice(text, 1, text.n) : text;
    const size_t whole = count_digits(rest);
    if (whole == 0 || text.n > FIELD_NUMBER_MAX_BYTES)
        return false;
    rest = str_slice(rest, whole, rest.n);
    if (rest.n > 0 &&
        (rest.p[0] != '.' || rest.n == 1 || count_digits(str_slice(rest, 1, rest.n)) != rest.n - 1))
        return false;
    memcpy(digits, text.p, text.n);
    *out = strtod(digits, NULL);
    return true;
}

// ---- parts of a list ----

static struct field_value_list part_of(struct field_value_list values, struct run run)
{
    return (struct field_value_list){.items = values.items + run.first, .count = run.count};
}

struct field_value_list field_values_of_incident(struct field_value_list values,
                                                 int64_t incident_id)
{
    return part_of(values, RUN_OF(values, incident_id, incident_id));
}

struct field_value_list field_values_of_field(struct field_value_list values, int64_t field_id)
{
    return part_of(values, RUN_OF(values, field_id, field_id));
}

enum err field_values_of(struct ctx *c, struct id_list incidents, struct field_value_list *out)
{
    return field_values_list(&c->store, incidents, out);
}

// ---- settling what a client says ----

// One value on its way.
struct settling {
    const struct custom_field *field;
    const struct field_input *input;
    str place; // "custom_field_entries.0.values.1"
};

static str place_of(struct ctx *c, const struct field_entry_list *entries, size_t entry, str member)
{
    struct arena *arena = c->store.arena;
    return STR_JOIN(arena, entries->name, S("."), str_from_i64(arena, (int64_t)entry), S("."),
                    member);
}

static enum err refuse(struct ctx *c, str place, str why)
{
    return ctx_fail(c, ERR_INVALID, place, STR_JOIN(c->store.arena, place, why));
}

static enum field_input_kind kind_wanted(const struct custom_field *field)
{
    switch (field->type) {
    case FIELD_SINGLE_SELECT:
    case FIELD_MULTI_SELECT:
        return field->catalog_type_id != 0 ? FIELD_INPUT_ENTRY : FIELD_INPUT_OPTION;
    case FIELD_TEXT:
        return FIELD_INPUT_TEXT;
    case FIELD_LINK:
        return FIELD_INPUT_LINK;
    case FIELD_NUMERIC:
    case FIELD_TYPE_COUNT:
        break;
    }
    return FIELD_INPUT_NUMBER;
}

static const str kind_sentences[FIELD_INPUT_KIND_COUNT] = {
    [FIELD_INPUT_OPTION] = S(" must name an option of this field"),
    [FIELD_INPUT_ENTRY] = S(" must name an entry of this field's catalog type"),
    [FIELD_INPUT_TEXT] = S(" must be a text of 1 to 2000 bytes"),
    [FIELD_INPUT_LINK] = S(" must be a link such as https://example.com/, of at most 2000 bytes"),
    [FIELD_INPUT_NUMBER] = S(" must be a number in decimal, such as \"12.5\", of at most 64 bytes"),
};

static enum err settle_option(struct ctx *c, const struct settling *s, struct field_value *out)
{
    const struct custom_field_option *option = directory_field_option(c->directory, s->input->id);
    if (option == NULL || option->field_id != s->field->id)
        return refuse(c, s->place, kind_sentences[FIELD_INPUT_OPTION]);
    const enum err held = field_option_hold(&c->store, option);
    if (held == ERR_NOT_FOUND)
        return refuse(c, s->place, kind_sentences[FIELD_INPUT_OPTION]);
    out->target_id = option->id;
    return held;
}

static enum err settle_entry(struct ctx *c, const struct settling *s, struct field_value *out)
{
    int64_t id = 0;
    TRY(catalog_find(c, s->field->catalog_type_id, s->input->id, s->input->text, &id));
    const enum err held = id == 0 ? ERR_NOT_FOUND : catalog_entry_hold(&c->store, id);
    if (held == ERR_NOT_FOUND)
        return refuse(c, s->place, kind_sentences[FIELD_INPUT_ENTRY]);
    out->target_id = id;
    return held;
}

static enum err settle_text(struct ctx *c, const struct settling *s, struct field_value *out)
{
    double unused = 0;
    const str text = s->input->text;
    const bool is_good = s->input->kind == FIELD_INPUT_TEXT   ? text.n > 0
                         : s->input->kind == FIELD_INPUT_LINK ? link_is_good(text)
                                                              : field_number_read(text, &unused);
    if (!is_good || text.n > FIELD_TEXT_MAX_BYTES)
        return refuse(c, s->place, kind_sentences[s->input->kind]);
    out->text = text;
    return OK;
}

static enum err settle_value(struct ctx *c, const struct settling *s, struct field_value *out)
{
    if (s->input->kind != kind_wanted(s->field))
        return refuse(c, s->place, kind_sentences[kind_wanted(s->field)]);
    if (s->input->kind == FIELD_INPUT_OPTION)
        return settle_option(c, s, out);
    if (s->input->kind == FIELD_INPUT_ENTRY)
        return settle_entry(c, s, out);
    return settle_text(c, s, out);
}

static bool has_target(struct field_value_list values, int64_t target_id)
{
    for (size_t i = 0; i < values.count; i++) {
        if (values.items[i].target_id == target_id)
            return true;
    }
    return false;
}

static enum err check_count(struct ctx *c, const struct custom_field *field, size_t count,
                            str place)
{
    if (field->type != FIELD_MULTI_SELECT && count > 1)
        return refuse(c, place, S(" must be at most one for a field of this type"));
    if (count > FIELD_SELECTED_MAX)
        return refuse(c, place, S(" must be at most 100"));
    return OK;
}

/* The values of one entry, in order. */
static enum err settle_entry_values(struct ctx *c, const struct field_entry_list *entries, size_t n,
                                    const struct custom_field *field, struct field_value_list *out)
{
    const struct field_entry *entry = &entries->items[n];
    const str place = place_of(c, entries, n, S("values"));
    struct arena *arena = c->store.arena;
    TRY(check_count(c, field, entry->count, place));
    struct field_value *values = arena_array(arena, struct field_value, entry->count);
    for (size_t i = 0; i < entry->count; i++) {
        const struct settling settling = {
            .field = field,
            .input = &entry->inputs[i],
            .place = STR_JOIN(arena, place, S("."), str_from_i64(arena, (int64_t)i)),
        };
        const struct field_value_list before = {.items = values, .count = i};
        TRY(settle_value(c, &settling, &values[i]));
        if (values[i].target_id != 0 && has_target(before, values[i].target_id))
            return refuse(c, settling.place, S(" is there already"));
    }
    *out = (struct field_value_list){.items = values, .count = entry->count};
    return OK;
}

static enum err find_field(struct ctx *c, const struct field_entry_list *entries, size_t n,
                           const struct custom_field **out)
{
    const int64_t id = entries->items[n].field_id;
    const struct custom_field *field = directory_field(c->directory, id);
    const str place = place_of(c, entries, n, S("custom_field_id"));
    const enum err held = field == NULL ? ERR_NOT_FOUND : field_hold(&c->store, id);
    if (held == ERR_NOT_FOUND)
        return refuse(c, place, S(" names no custom field"));
    for (size_t i = 0; i < n; i++) {
        if (entries->items[i].field_id == id)
            return refuse(c, place, S(" is there already"));
    }
    *out = field;
    return held;
}

// ---- writing ----

static bool are_same(struct field_value_list a, struct field_value_list b)
{
    for (size_t i = 0; i < a.count && i < b.count; i++) {
        if (a.items[i].target_id != b.items[i].target_id ||
            !str_eq(a.items[i].text, b.items[i].text))
            return false;
    }
    return a.count == b.count;
}

static struct field_place stored_place(struct ctx *c, const struct incident *incident,
                                       const struct custom_field *field, str text)
{
    struct field_place place = {.number = incident->number};
    if (field->type == FIELD_NUMERIC)
        place.numeric = text;
    else if (text.p != NULL)
        place.folded = field_text_folded(c->store.arena, text);
    return place;
}

static enum err insert_values(struct ctx *c, const struct incident *incident,
                              const struct custom_field *field, struct field_value_list values)
{
    for (size_t i = 0; i < values.count; i++) {
        struct field_value value = values.items[i];
        struct field_place place = stored_place(c, incident, field, value.text);
        value.incident_id = incident->id;
        value.field_id = field->id;
        place.position = (int)i;
        TRY(field_value_insert(&c->store, &value, &place));
    }
    return OK;
}

static void set_facet(struct ctx *c, const struct incident *incident, int64_t field_id,
                      int64_t value, bool is_true)
{
    const struct facet facet = {.kind = FACET_FIELD, .subject = field_id, .value = value};
    facet_set(c, incident, facet, is_true);
}

static void move_facets(struct ctx *c, const struct incident *incident, int64_t field_id,
                        struct field_value_list before, struct field_value_list after)
{
    for (size_t i = 0; i < before.count; i++) {
        if (before.items[i].target_id != 0)
            set_facet(c, incident, field_id, before.items[i].target_id, false);
    }
    for (size_t i = 0; i < after.count; i++) {
        if (after.items[i].target_id != 0)
            set_facet(c, incident, field_id, after.items[i].target_id, true);
    }
    set_facet(c, incident, field_id, FACET_ANYTHING, after.count > 0);
    facet_touch(c, incident);
}

enum err field_values_set(struct ctx *c, const struct incident *incident,
                          const struct field_entry_list *entries, bool *out_changed)
{
    struct field_value_list present = {0};
    bool has_changed = false;
    TRY(field_values_of(c, (struct id_list){.items = &incident->id, .count = 1}, &present));
    size_t total = present.count;
    for (size_t i = 0; i < entries->count; i++) {
        const struct custom_field *field = NULL;
        struct field_value_list after = {0};
        TRY(find_field(c, entries, i, &field));
        TRY(settle_entry_values(c, entries, i, field, &after));
        const struct field_value_list before = field_values_of_field(present, field->id);
        if (are_same(before, after))
            continue;
        has_changed = true;
        total = total - before.count + after.count;
        TRY(field_values_delete(&c->store, incident->id, field->id));
        TRY(insert_values(c, incident, field, after));
        move_facets(c, incident, field->id, before, after);
    }
    if (total > FIELD_VALUES_MAX)
        return refuse(c, entries->name, S(" must be at most 1000 values in all"));
    *out_changed = has_changed;
    return OK;
}
