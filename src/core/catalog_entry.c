// catalog_entry.c -- entries of the catalog.
//
// A draft is judged whole before anything is written.
// SPDX-License-Identifier: Apache-2.0
#include "core/catalog_entry.h"

#include "base/run.h"
#include "core/catalog_find.h"
#include "core/catalog_type.h"
#include "core/field_values.h"
#include "store/field_store.h"
#include "store/meta_store.h"

// ---- judging a draft ----

static enum err refuse(struct ctx *c, const struct catalog_draft *draft, str field, str why)
{
    const str place = STR_JOIN(c->store.arena, draft->place, field);
    return ctx_fail(c, ERR_INVALID, place, STR_JOIN(c->store.arena, place, why));
}

static bool literal_is_good(const struct catalog_attribute *attribute, str literal)
{
    double number = 0;
    if (str_eq(attribute->value_type, S("Number")))
        return field_number_read(literal, &number);
    if (str_eq(attribute->value_type, S("Bool")))
        return str_eq(literal, S("true")) || str_eq(literal, S("false"));
    return true;
}

static str why_unfit(const struct catalog_attribute *attribute,
                     const struct catalog_binding *binding)
{
    if (attribute == NULL)
        return S(" names no attribute of this catalog type");
    if (catalog_attribute_is_computed(attribute))
        return S(" is computed");
    if (binding->literals.count > 0 && attribute->is_array != binding->is_array)
        return attribute->is_array ? S(" must be an array_value") : S(" must be a value");
    for (size_t i = 0; i < binding->literals.count; i++) {
        if (!literal_is_good(attribute, binding->literals.items[i]))
            return str_eq(attribute->value_type, S("Bool")) ? S(" must be true or false")
                                                            : S(" must be a number");
    }
    return (str){0};
}

static enum err check_bindings(struct ctx *c, const struct catalog_type *type,
                               const struct catalog_draft *draft)
{
    for (size_t i = 0; i < draft->binding_count; i++) {
        const struct catalog_binding *binding = &draft->bindings[i];
        const str why =
            why_unfit(directory_attribute(c->directory, type->id, binding->attribute_id), binding);
        if (why.p != NULL)
            return refuse(c, draft,
                          STR_JOIN(c->store.arena, S("attribute_values."), binding->attribute_id),
                          why);
    }
    return OK;
}

static enum err check_identifier(struct ctx *c, const struct catalog_draft *draft, str field,
                                 str identifier)
{
    if (identifier.n > 0 && identifier.n <= CATALOG_IDENTIFIER_MAX_BYTES)
        return OK;
    return refuse(c, draft, field, S(" must be of 1 to 255 bytes"));
}

static enum err check_alias(struct ctx *c, const struct catalog_draft *draft, size_t index)
{
    const str *aliases = draft->aliases->items;
    for (size_t i = 0; i < index; i++) {
        if (str_eq(aliases[i], aliases[index]))
            return refuse(c, draft, S("aliases"),
                          STR_JOIN(c->store.arena, S(" must not name twice: "), aliases[i]));
    }
    return check_identifier(c, draft, S("aliases"), aliases[index]);
}

static enum err check_texts(struct ctx *c, const struct catalog_draft *draft)
{
    if (draft->name.p != NULL && str_trim(draft->name).n == 0)
        return refuse(c, draft, S("name"), S(" must not be blank"));
    if (draft->external_id.n > 0)
        TRY(check_identifier(c, draft, S("external_id"), draft->external_id));
    if (draft->aliases == NULL)
        return OK;
    if (draft->aliases->count > CATALOG_ALIASES_MAX)
        return refuse(c, draft, S("aliases"), S(" must be at most 50"));
    for (size_t i = 0; i < draft->aliases->count; i++)
        TRY(check_alias(c, draft, i));
    return OK;
}

static enum err check_draft(struct ctx *c, const struct catalog_type *type,
                            const struct catalog_draft *draft)
{
    TRY(ctx_permit_organisation(c));
    TRY(check_texts(c, draft));
    return check_bindings(c, type, draft);
}

// ---- what else names an entry ----

/* These and no others are its aliases, or its external id. */
static enum err set_identifiers(struct ctx *c, const struct catalog_draft *draft,
                                const struct catalog_entry *entry, bool is_alias,
                                struct text_list identifiers)
{
    str taken = {0};
    if (identifiers.count > 0)
        TRY(catalog_identifiers_taken(&c->store, entry, identifiers, &taken));
    if (taken.p != NULL)
        return refuse(c, draft, is_alias ? S("aliases") : S("external_id"),
                      STR_JOIN(c->store.arena, S(": "), taken,
                               S(" names another entry of this catalog type")));
    return catalog_identifiers_set(&c->store, entry, is_alias, identifiers);
}

/* As far as the draft speaks of them. */
static enum err name_entry(struct ctx *c, const struct catalog_draft *draft,
                           const struct catalog_entry *entry)
{
    const struct text_list external_id = {.items = &draft->external_id,
                                          .count = draft->external_id.n > 0 ? 1 : 0};
    if (draft->external_id.p != NULL)
        TRY(set_identifiers(c, draft, entry, false, external_id));
    return draft->aliases == NULL ? OK : set_identifiers(c, draft, entry, true, *draft->aliases);
}

// ---- values ----

static bool is_written(const struct catalog_draft *draft, str attribute_id)
{
    if (draft->only == NULL)
        return true;
    for (size_t i = 0; i < draft->only->count; i++) {
        if (str_eq(draft->only->items[i], attribute_id))
            return true;
    }
    return false;
}

static enum err check_size(struct ctx *c, const struct catalog_draft *draft, int64_t entry_id)
{
    struct catalog_size size = {0};
    TRY(catalog_values_size(&c->store, entry_id, &size));
    if (size.count <= CATALOG_VALUES_MAX && size.bytes <= CATALOG_LITERALS_MAX_BYTES)
        return OK;
    return refuse(c, draft, S("attribute_values"),
                  S(" must be at most 500 literals of 16384 bytes together"));
}

static enum err set_values(struct ctx *c, const struct catalog_draft *draft, int64_t entry_id)
{
    TRY(catalog_values_delete(&c->store, entry_id, draft->only));
    for (size_t i = 0; i < draft->binding_count; i++) {
        const struct catalog_binding *binding = &draft->bindings[i];
        if (binding->literals.count > 0 && is_written(draft, binding->attribute_id))
            TRY(catalog_values_insert(&c->store, entry_id, binding->attribute_id,
                                      binding->literals));
    }
    return check_size(c, draft, entry_id);
}

// ---- writing ----

enum err catalog_entry_create(struct ctx *c, const struct catalog_type *type,
                              const struct catalog_draft *draft, struct catalog_entry *out)
{
    const struct text_list aliases =
        draft->aliases == NULL ? (struct text_list){0} : *draft->aliases;
    int64_t total = 0;
    struct catalog_entry entry = {
        .type_id = type->id,
        .name = draft->name,
        .external_id = draft->external_id.n > 0 ? draft->external_id : (str){0},
        .aliases = text_list_json(c->store.arena, aliases),
        .rank = draft->rank,
        .created_at = c->now,
        .updated_at = c->now,
    };
    TRY(check_draft(c, type, draft));
    TRY(counter_add(&c->store, COUNTER_CATALOG_ENTRY, type->id, 1, &total));
    if (total > CATALOG_ENTRIES_MAX)
        return refuse(c, draft, S("catalog_type_id"), S(" names a type that has 100000 entries"));
    TRY(ctx_next_id(c, &entry.id));
    TRY(catalog_entry_insert(&c->store, &entry));
    TRY(name_entry(c, draft, &entry));
    TRY(set_values(c, draft, entry.id));
    *out = entry;
    return OK;
}

/* The columns that the draft speaks of. */
static struct catalog_entry amended(struct ctx *c, const struct catalog_entry *entry,
                                    const struct catalog_draft *draft)
{
    struct catalog_entry after = *entry;
    if (draft->name.p != NULL)
        after.name = draft->name;
    if (draft->external_id.p != NULL)
        after.external_id = draft->external_id.n > 0 ? draft->external_id : (str){0};
    if (draft->aliases != NULL)
        after.aliases = text_list_json(c->store.arena, *draft->aliases);
    after.rank = draft->rank;
    after.updated_at = c->now;
    return after;
}

/* Has an incident the entry? Nobody gives it to one until the transaction ends. */
static enum err find_use(struct ctx *c, const struct catalog_entry *entry, bool *out)
{
    TRY(catalog_entry_lock(&c->store, entry->id));
    return field_entry_used(&c->store, entry->type_id, entry->id, out);
}

static bool is_same_shown(const struct catalog_entry *a, const struct catalog_entry *b)
{
    return str_eq(a->name, b->name) && str_eq(a->external_id, b->external_id) &&
           str_eq(a->aliases, b->aliases);
}

/* Texts of incidents are kept by the version of the directory, and made anew with a new one: that
 * is for entries that one of them shows. */
static enum err void_texts(struct ctx *c, const struct catalog_entry *before,
                           const struct catalog_entry *after)
{
    bool is_used = false;
    if (c->directory_changed || is_same_shown(before, after))
        return OK;
    TRY(find_use(c, before, &is_used));
    if (is_used)
        c->directory_changed = true;
    return OK;
}

enum err catalog_entry_change(struct ctx *c, const struct catalog_type *type,
                              struct catalog_entry *entry, const struct catalog_draft *draft)
{
    TRY(check_draft(c, type, draft));
    ctx_not_before(c, entry->updated_at);
    const struct catalog_entry after = amended(c, entry, draft);
    TRY(void_texts(c, entry, &after));
    TRY(catalog_entry_update(&c->store, &after));
    TRY(name_entry(c, draft, &after));
    TRY(set_values(c, draft, entry->id));
    *entry = after;
    return OK;
}

enum err catalog_entry_remove(struct ctx *c, const struct catalog_entry *entry)
{
    bool is_used = false;
    int64_t total = 0;
    TRY(ctx_permit_organisation(c));
    TRY(find_use(c, entry, &is_used));
    if (is_used)
        return ctx_fail(c, ERR_INVALID, S("id"), S("incidents have this entry in a custom field"));
    TRY(counter_add(&c->store, COUNTER_CATALOG_ENTRY, entry->type_id, -1, &total));
    return catalog_entry_delete(&c->store, entry->id);
}

// ---- reading ----

enum err catalog_entry_read(struct ctx *c, int64_t id, struct catalog_entry *out)
{
    return catalog_entry_get(&c->store, id, out);
}

static enum err list_one(struct ctx *c, const struct catalog_query *query, struct catalog_page *out)
{
    struct catalog_entry *entry = arena_new(c->store.arena, struct catalog_entry);
    int64_t id = 0;
    TRY(catalog_find(c, query->type_id, query->id, query->identifier, &id));
    *out = (struct catalog_page){.total = id != 0};
    if (id == 0 || id <= query->after)
        return OK;
    TRY(catalog_entry_get(&c->store, id, entry));
    out->entries = (struct catalog_entry_list){.items = entry, .count = 1};
    return OK;
}

enum err catalog_list(struct ctx *c, const struct catalog_query *query, struct catalog_page *out)
{
    struct catalog_page page = {0};
    if (query->is_one)
        return list_one(c, query, out);
    TRY(catalog_entry_page(&c->store, query->type_id, query->after, query->take + 1,
                           &page.entries));
    TRY(counter_get(&c->store, COUNTER_CATALOG_ENTRY, query->type_id, &page.total));
    page.has_more = page.entries.count > (size_t)query->take;
    if (page.has_more)
        page.entries.count--;
    *out = page;
    return OK;
}

enum err catalog_values_read(struct ctx *c, struct catalog_entry_list entries,
                             struct catalog_value_list *out)
{
    int64_t *ids = arena_array(c->store.arena, int64_t, entries.count);
    for (size_t i = 0; i < entries.count; i++)
        ids[i] = entries.items[i].id;
    return catalog_values_of(&c->store, (struct id_list){.items = ids, .count = entries.count},
                             out);
}

struct catalog_value_list catalog_values_of_entry(struct catalog_value_list values,
                                                  int64_t entry_id)
{
    const struct run own = RUN_OF(values, entry_id, entry_id);
    return (struct catalog_value_list){.items = values.items + own.first, .count = own.count};
}

struct catalog_value_list catalog_values_in(struct catalog_value_list own, str attribute_id)
{
    size_t from = 0;
    while (from < own.count && !str_eq(own.items[from].attribute_id, attribute_id))
        from++;
    size_t end = from;
    while (end < own.count && str_eq(own.items[end].attribute_id, attribute_id))
        end++;
    return (struct catalog_value_list){.items = own.items + from, .count = end - from};
}
