// catalog_type.c -- types of the catalog and the attributes that their entries have.
// SPDX-License-Identifier: Apache-2.0
#include "core/catalog_type.h"

#include "base/buf.h"
#include "core/incident_config_rules.h"
#include "store/catalog_store.h"
#include "store/directory_store.h"
#include "store/meta_store.h"

enum { SCHEMA_FIRST_VERSION = 1, TYPE_NAME_MAX_BYTES = 100 };

// ---- names ----

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

/* What stands in Custom["..."]; absent: it is of another form. */
static str inner_name(str text, str before)
{
    if (!str_starts(text, before) || !str_ends(text, S("\"]")) || text.n <= before.n + 2)
        return (str){0};
    return str_slice(text, before.n, text.n - before.n - 2);
}

static bool type_name_is_good(str type_name)
{
    const str inner = inner_name(type_name, S("Custom[\""));
    if (inner.n == 0 || type_name.n > TYPE_NAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i < inner.n; i++) {
        if (!is_word_byte(inner.p[i]))
            return false;
    }
    return true;
}

static const struct catalog_type *find_type_name(const struct directory *d, str type_name)
{
    for (size_t i = 0; i < d->catalog_types.count; i++) {
        if (str_eq(d->catalog_types.items[i].type_name, type_name))
            return &d->catalog_types.items[i];
    }
    return NULL;
}

/* Letters and digits of the name; when that will not do, the id. */
static str type_name_from(struct ctx *c, const struct catalog_type *type)
{
    struct arena *arena = c->store.arena;
    struct buf inner;
    buf_init(&inner, arena, type->name.n);
    for (size_t i = 0; i < type->name.n; i++) {
        if (is_word_byte(type->name.p[i]))
            buf_add_byte(&inner, type->name.p[i]);
    }
    const str made = STR_JOIN(arena, S("Custom[\""), buf_str(&inner), S("\"]"));
    if (type_name_is_good(made) && find_type_name(c->directory, made) == NULL)
        return made;
    return STR_JOIN(arena, S("Custom[\"Type"), str_from_i64(arena, type->id), S("\"]"));
}

str catalog_resource_name(struct ctx *c, const struct catalog_type *type)
{
    char id[ULID_BYTES];
    ulid_write(&c->secrets->ids, ID_CATALOG_TYPE, type->id, type->created_at, id);
    return STR_JOIN(c->store.arena, S("CatalogEntry[\""), ((str){id, sizeof(id)}), S("\"]"));
}

const struct catalog_type *catalog_type_named(struct ctx *c, str value_type)
{
    const str ulid = inner_name(value_type, S("CatalogEntry[\""));
    int64_t id = 0;
    if (ulid_read(&c->secrets->ids, ID_CATALOG_TYPE, ulid, &id))
        return directory_catalog_type(c->directory, id);
    return find_type_name(c->directory, value_type);
}

// ---- types ----

static enum err check_name(struct ctx *c, const struct catalog_type *type)
{
    const struct named_rows rows =
        NAMED_ROWS_UP_TO(c->directory->catalog_types, CATALOG_TYPES_MAX, "catalog type");
    return config_check(c, &rows, type->id, type->name);
}

static enum err check_type_name(struct ctx *c, str type_name)
{
    if (type_name.p == NULL)
        return OK;
    if (!type_name_is_good(type_name))
        return ctx_fail(c, ERR_INVALID, S("type_name"),
                        S("type_name must be like Custom[\"Service\"]"));
    if (find_type_name(c->directory, type_name) != NULL)
        return ctx_fail(c, ERR_INVALID, S("type_name"),
                        S("type_name is taken by another catalog type"));
    return OK;
}

static enum err set_owners(struct ctx *c, int64_t type_id, struct id_list owners)
{
    for (size_t i = 0; i < owners.count; i++) {
        if (directory_team(c->directory, owners.items[i]) == NULL)
            return ctx_fail(c, ERR_INVALID, S("owning_team_ids"),
                            S("owning_team_ids names what is no team"));
    }
    return object_teams_set(&c->store, type_id, id_list_sorted(c->store.arena, owners));
}

enum err catalog_type_create(struct ctx *c, struct catalog_type *type, struct id_list owners)
{
    TRY(check_name(c, type));
    TRY(check_type_name(c, type->type_name));
    TRY(ctx_stamp(c, &type->id, &type->created_at, &type->updated_at));
    if (type->type_name.p == NULL)
        type->type_name = type_name_from(c, type);
    type->schema_version = SCHEMA_FIRST_VERSION;
    TRY(catalog_type_insert(&c->store, type));
    return set_owners(c, type->id, owners);
}

static enum err update_type(struct ctx *c, struct catalog_type *type)
{
    type->updated_at = config_touch(c, type->updated_at);
    return catalog_type_update(&c->store, type);
}

enum err catalog_type_change(struct ctx *c, struct catalog_type *type, const struct id_list *owners)
{
    TRY(check_name(c, type));
    TRY(update_type(c, type));
    return owners == NULL ? OK : set_owners(c, type->id, *owners);
}

static str user_of_type(struct ctx *c, const struct catalog_type *type)
{
    const struct directory *d = c->directory;
    for (size_t i = 0; i < d->fields.count; i++) {
        if (d->fields.items[i].catalog_type_id == type->id)
            return S("a custom field is of this catalog type");
    }
    for (size_t i = 0; i < d->catalog_attributes.count; i++) {
        const struct catalog_attribute *attribute = &d->catalog_attributes.items[i];
        const struct catalog_type *named = catalog_type_named(c, attribute->value_type);
        if (attribute->type_id != type->id && named != NULL && named->id == type->id)
            return S("an attribute of another catalog type is of this one");
    }
    return (str){0};
}

enum err catalog_type_remove(struct ctx *c, const struct catalog_type *type)
{
    const str user = user_of_type(c, type);
    int64_t entries = 0;
    TRY(ctx_permit_organisation(c));
    if (user.p != NULL)
        return ctx_fail(c, ERR_INVALID, S("id"), user);
    TRY(counter_get(&c->store, COUNTER_CATALOG_ENTRY, type->id, &entries));
    if (entries > CATALOG_REMOVED_MAX)
        return ctx_fail(c, ERR_INVALID, S("id"),
                        S("the catalog type has more than 500 entries: delete them first"));
    c->directory_changed = true;
    TRY(object_teams_set(&c->store, type->id, (struct id_list){0}));
    return catalog_type_delete(&c->store, type->id);
}

// ---- the schema ----

static enum err refuse_attribute(struct ctx *c, size_t n, str member, str why)
{
    struct arena *arena = c->store.arena;
    const str field =
        STR_JOIN(arena, S("attributes."), str_from_i64(arena, (int64_t)n), S("."), member);
    return ctx_fail(c, ERR_INVALID, field, STR_JOIN(arena, field, why));
}

bool catalog_attribute_is_computed(const struct catalog_attribute *attribute)
{
    return attribute->mode == CATALOG_MODE_BACKLINK || attribute->mode == CATALOG_MODE_PATH;
}

static bool names_a_type(str value_type)
{
    return str_starts(value_type, S("Custom[")) || str_starts(value_type, S("CatalogEntry["));
}

static enum err check_attribute(struct ctx *c, const struct catalog_schema *schema, size_t n)
{
    const struct catalog_attribute *attribute = &schema->attributes[n];
    for (size_t i = 0; i < n; i++) {
        if (str_eq(schema->attributes[i].name, attribute->name))
            return refuse_attribute(c, n, S("name"), S(" is there already"));
        if (attribute->id.p != NULL && str_eq(schema->attributes[i].id, attribute->id))
            return refuse_attribute(c, n, S("id"), S(" is there already"));
    }
    if (names_a_type(attribute->value_type) && catalog_type_named(c, attribute->value_type) == NULL)
        return refuse_attribute(c, n, S("type"), S(" names no catalog type"));
    if (attribute->mode == CATALOG_MODE_BACKLINK && attribute->backlink.n == 0)
        return refuse_attribute(c, n, S("backlink_attribute"), S(" must name an attribute"));
    if (attribute->mode == CATALOG_MODE_PATH && attribute->path.n == 0)
        return refuse_attribute(c, n, S("path"), S(" must name attributes"));
    return OK;
}

static enum err name_attribute(struct ctx *c, struct catalog_attribute *attribute)
{
    int64_t id = 0;
    char *text = arena_alloc(c->store.arena, ULID_BYTES);
    if (attribute->id.p != NULL)
        return OK;
    TRY(ctx_next_id(c, &id));
    ulid_write(&c->secrets->ids, ID_CATALOG_ATTRIBUTE, id, c->now, text);
    attribute->id = (str){text, ULID_BYTES};
    return OK;
}

enum err catalog_schema_set(struct ctx *c, const struct catalog_type *type,
                            struct catalog_schema *schema)
{
    struct catalog_type changed = *type;
    TRY(ctx_permit_organisation(c));
    if (schema->version != type->schema_version)
        return ctx_fail(c, ERR_INVALID, S("version"),
                        STR_JOIN(c->store.arena, S("version is "),
                                 str_from_i64(c->store.arena, type->schema_version), S(" now")));
    for (size_t i = 0; i < schema->count; i++)
        TRY(check_attribute(c, schema, i));
    TRY(catalog_attributes_delete(&c->store, type->id));
    for (size_t i = 0; i < schema->count; i++) {
        struct catalog_attribute *attribute = &schema->attributes[i];
        attribute->type_id = type->id;
        TRY(name_attribute(c, attribute));
        TRY(catalog_attribute_insert(&c->store, attribute, (int)i));
    }
    changed.schema_version++;
    return update_type(c, &changed);
}
