// filter_value.c -- reading one value of a filter: an id or a name, a word, a text, a number.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/filter.h"

#include "api/incidentio/incidentio.h"
#include "core/catalog_find.h"
#include "core/field_values.h"

#include <math.h>

enum { FIRST_ROOM = 16 };

static struct arena *arena_of(const struct filter_reading *r)
{
    return r->q->ctx.store.arena;
}

static void add_id(struct filter_reading *r, int64_t id)
{
    if (r->id_count == r->id_room) {
        const size_t room = r->id_room == 0 ? FIRST_ROOM : 2 * r->id_room;
        r->ids =
            arena_grow(arena_of(r), r->ids, r->id_room * sizeof(int64_t), room * sizeof(int64_t));
        r->id_room = room;
    }
    r->ids[r->id_count++] = id;
}

// ---- names ----

enum err filter_named(struct filter_reading *r, const struct named_row *named, str what,
                      int64_t *out_id)
{
    const int64_t id = named_row_id(named);
    if (id == 0 && named->same_folded_names > 1)
        return filter_refuse(r, STR_JOIN(arena_of(r), S(": several have the name "), named->text,
                                         S("; say the id of the "), what));
    if (id == 0)
        return filter_refuse(r,
                             STR_JOIN(arena_of(r), S(": there is no "), what, S(" "), named->text));
    *out_id = id;
    return OK;
}

static enum err add_named(struct filter_reading *r, const struct named_row *named, str what)
{
    int64_t id = 0;
    TRY(filter_named(r, named, what, &id));
    add_id(r, id);
    return OK;
}

enum err filter_read_status(struct filter_reading *r, str value)
{
    const struct directory *d = r->q->ctx.directory;
    struct named_row named = {.text = value, .wanted_id = incidentio_id(r->q, ID_STATUS, value)};
    for (size_t i = 0; i < d->statuses.count; i++)
        named_row_offer(&named, d->statuses.items[i].id, d->statuses.items[i].name);
    return add_named(r, &named, S("status"));
}

enum err filter_read_type(struct filter_reading *r, str value)
{
    const struct directory *d = r->q->ctx.directory;
    struct named_row named = {.text = value,
                              .wanted_id = incidentio_id(r->q, ID_INCIDENT_TYPE, value)};
    for (size_t i = 0; i < d->types.count; i++)
        named_row_offer(&named, d->types.items[i].id, d->types.items[i].name);
    return add_named(r, &named, S("incident type"));
}

/* The full name if it can be `text` at all: most are not worth making. */
static str full_name_like(struct arena *arena, const struct user_account *user, str text)
{
    if (user->last_name.n == 0)
        return user->first_name;
    if (user->first_name.n + 1 + user->last_name.n != text.n)
        return (str){0};
    return STR_JOIN(arena, user->first_name, S(" "), user->last_name);
}

/* The name of a person is the e-mail address or the full name. */
enum err filter_read_user(struct filter_reading *r, str value)
{
    const struct directory *d = r->q->ctx.directory;
    struct named_row named = {.text = value, .wanted_id = incidentio_id(r->q, ID_USER, value)};
    for (size_t i = 0; i < d->users.count; i++) {
        const struct user_account *user = &d->users.items[i];
        const bool is_address = str_eq_nocase(user->email, value);
        named_row_offer(&named, user->id,
                        is_address ? user->email : full_name_like(arena_of(r), user, value));
    }
    return add_named(r, &named, S("user"));
}

// ---- severities ----

static enum err find_severity(struct filter_reading *r, str value, const struct severity **out)
{
    const struct directory *d = r->q->ctx.directory;
    int64_t id = 0;
    struct named_row named = {.text = value, .wanted_id = incidentio_id(r->q, ID_SEVERITY, value)};
    for (size_t i = 0; i < d->severities.count; i++)
        named_row_offer(&named, d->severities.items[i].id, d->severities.items[i].name);
    TRY(filter_named(r, &named, S("severity"), &id));
    *out = directory_severity(d, id);
    return OK;
}

enum err filter_read_severity(struct filter_reading *r, str value)
{
    const struct severity *severity = NULL;
    TRY(find_severity(r, value, &severity));
    add_id(r, severity->id);
    return OK;
}

/* Severities of that rank and of those on one side of it: -1 below, 1 above. */
static enum err read_ranks(struct filter_reading *r, str value, int side)
{
    const struct directory *d = r->q->ctx.directory;
    const struct severity *named = NULL;
    TRY(find_severity(r, value, &named));
    for (size_t i = 0; i < d->severities.count; i++) {
        const struct severity *severity = &d->severities.items[i];
        const bool is_beyond =
            side > 0 ? severity->rank > named->rank : severity->rank < named->rank;
        if (is_beyond || severity->rank == named->rank)
            add_id(r, severity->id);
    }
    return OK;
}

enum err filter_read_severity_gte(struct filter_reading *r, str value)
{
    return read_ranks(r, value, 1);
}

enum err filter_read_severity_lte(struct filter_reading *r, str value)
{
    return read_ranks(r, value, -1);
}

// ---- words ----

/* The vendor's second vocabulary has two words of its own. */
static int category_of(str word)
{
    if (str_eq(word, S("active")))
        return CATEGORY_LIVE;
    if (str_eq(word, S("post-incident")))
        return CATEGORY_LEARNING;
    return word_find(status_category_words, CATEGORY_COUNT, word);
}

static str words_of(struct arena *arena, const str *words, size_t count)
{
    str text = words[0];
    for (size_t i = 1; i < count; i++)
        text = STR_JOIN(arena, text, S(", "), words[i]);
    return text;
}

static enum err refuse_word(struct filter_reading *r, const str *words, size_t count)
{
    struct arena *arena = arena_of(r);
    return filter_refuse(r, STR_JOIN(arena, S(" must be one of: "), words_of(arena, words, count)));
}

enum err filter_read_category(struct filter_reading *r, str value)
{
    const struct directory *d = r->q->ctx.directory;
    const int category = category_of(value);
    if (category < 0)
        return refuse_word(r, status_category_words, CATEGORY_COUNT);
    for (size_t i = 0; i < d->statuses.count; i++) {
        if ((int)d->statuses.items[i].category == category)
            add_id(r, d->statuses.items[i].id);
    }
    return OK;
}

enum err filter_read_mode(struct filter_reading *r, str value)
{
    const int mode = word_find(incident_mode_words, MODE_COUNT, value);
    if (mode < 0)
        return refuse_word(r, incident_mode_words, MODE_COUNT);
    r->search->modes |= 1U << mode;
    return OK;
}

enum err filter_read_blank(struct filter_reading *r, str value)
{
    if (!str_eq(value, S("true")) && !str_eq(value, S("false")))
        return filter_refuse(r, S(" must be true or false"));
    r->condition.kind = str_eq(value, S("true")) ? CONDITION_IS_BLANK : CONDITION_IS_SET;
    return OK;
}

// ---- values of custom fields ----

/* What names no entry of the catalog finds nothing: entries come and go. */
static enum err read_entry(struct filter_reading *r, str value)
{
    int64_t id = 0;
    TRY(catalog_find(&r->q->ctx, r->field->catalog_type_id,
                     incidentio_id(r->q, ID_CATALOG_ENTRY, value), value, &id));
    if (id != 0)
        add_id(r, id);
    return OK;
}

enum err filter_read_choice(struct filter_reading *r, str value)
{
    if (r->field->catalog_type_id != 0)
        return read_entry(r, value);
    const struct custom_field_option_list options =
        directory_options_of(r->q->ctx.directory, r->field->id);
    struct named_row named = {.text = value,
                              .wanted_id = incidentio_id(r->q, ID_FIELD_OPTION, value)};
    for (size_t i = 0; i < options.count; i++)
        named_row_offer(&named, options.items[i].id, options.items[i].value);
    return add_named(r, &named, S("option"));
}

enum err filter_read_text(struct filter_reading *r, str value)
{
    r->texts[r->condition.text_count++] = field_text_folded(arena_of(r), value);
    return OK;
}

// ---- numbers ----

static enum err read_number(struct filter_reading *r, str text, double *out)
{
    return field_number_read(text, out) ? OK : filter_refuse(r, S(" must be a number"));
}

enum err filter_read_number(struct filter_reading *r, str value)
{
    TRY(read_number(r, value, &r->numbers[r->condition.number_count]));
    r->condition.number_count++;
    return OK;
}

enum err filter_read_number_gte(struct filter_reading *r, str value)
{
    r->condition.until_number = (double)INFINITY;
    return read_number(r, value, &r->condition.from_number);
}

enum err filter_read_number_lte(struct filter_reading *r, str value)
{
    r->condition.from_number = -(double)INFINITY;
    return read_number(r, value, &r->condition.until_number);
}
