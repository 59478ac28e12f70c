// handle_catalog_type.c -- /v3/catalog_types.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/catalog.h"
#include "api/incidentio/configuration.h"
#include "api/incidentio/incidentio.h"
#include "core/catalog_type.h"

// ---- reading ----

enum err incidentio_catalog_type_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("catalog_types"));
    for (size_t i = 0; i < d->catalog_types.count; i++)
        incidentio_write_catalog_type(q, ITEM, &d->catalog_types.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

static enum err find_type(struct api_request *q, const struct catalog_type **out)
{
    const struct catalog_type *type =
        directory_catalog_type(q->ctx.directory, incidentio_path_id(q, 0, ID_CATALOG_TYPE));
    if (type == NULL)
        return incidentio_no_such(q, S("catalog type"));
    *out = type;
    return OK;
}

static enum err answer(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct catalog_type *type = directory_catalog_type(q->ctx.directory, id);
    CHECK(type != NULL);
    jw_obj(&q->w, ITEM);
    incidentio_write_catalog_type(q, S("catalog_type"), type);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_catalog_type_get(struct api_request *q)
{
    const struct catalog_type *type = NULL;
    TRY(find_type(q, &type));
    return answer(q, type->id);
}

// ---- writing ----

struct type_body {
    str name;
    str description;
    str type_name;
    int color;
    int icon;
    struct str_list categories;
    const struct json *annotations;
    str source_repo_url;
    struct bind_bool is_ranked;
    struct bind_bool names_identify;
    struct str_list owners;
};

#define TYPE_FIELDS                                                                                \
    BIND_FIELD("name", TEXT, struct type_body, name, .required = true,                             \
               .max = CATALOG_NAME_MAX_BYTES),                                                     \
        BIND_FIELD("description", TEXT, struct type_body, description),                            \
        BIND_FIELD("color", WORD, struct type_body, color, .words = catalog_color_words,           \
                   .word_count = CATALOG_COLOR_COUNT),                                             \
        BIND_FIELD("icon", WORD, struct type_body, icon, .words = catalog_icon_words,              \
                   .word_count = CATALOG_ICON_COUNT),                                              \
        BIND_FIELD("categories", TEXT_LIST, struct type_body, categories,                          \
                   .max = CATALOG_CATEGORY_COUNT),                                                 \
        BIND_FIELD("annotations", OBJECT, struct type_body, annotations),                          \
        BIND_FIELD("source_repo_url", TEXT, struct type_body, source_repo_url),                    \
        BIND_FIELD("ranked", BOOL, struct type_body, is_ranked),                                   \
        BIND_FIELD("use_name_as_identifier", BOOL, struct type_body, names_identify),              \
        BIND_FIELD("owning_team_ids", TEXT_LIST, struct type_body, owners,                         \
                   .max = CATALOG_OWNERS_MAX)

static const struct bind_field create_fields[] = {
    TYPE_FIELDS,
    BIND_FIELD("type_name", TEXT, struct type_body, type_name),
};
const struct route_doc incidentio_catalog_type_create_doc = {
    .body = {BIND_TABLE(create_fields)},
    .required = S("description"),
};

static const struct bind_field update_fields[] = {TYPE_FIELDS};
const struct route_doc incidentio_catalog_type_update_doc = {
    .body = {BIND_TABLE(update_fields)},
    .required = S("description"),
};

static enum err read_categories(struct api_request *q, const struct str_list *list, unsigned *out)
{
    unsigned categories = 0;
    if (!list->is_set)
        return OK;
    for (size_t i = 0; i < list->count; i++) {
        const int word = word_find(catalog_category_words, CATALOG_CATEGORY_COUNT, list->items[i]);
        if (word < 0)
            return incidentio_refuse(q, S("categories"),
                                     S(" must be of customer, issue-tracker, product-feature, "
                                       "service, on-call, team, user"));
        categories |= 1U << (unsigned)word;
    }
    *out = categories;
    return OK;
}

static enum err check_annotations(struct api_request *q, const struct json *object)
{
    if (object->raw.n > CATALOG_TEXT_MAX_BYTES)
        return incidentio_refuse(q, S("annotations"), S(" must be at most 4096 bytes"));
    for (const struct json *item = object->first; item != NULL; item = item->next) {
        if (item->kind != JSON_STRING)
            return fail_as(&q->ctx.error, FLAW_FORM, S("annotations"),
                           S("annotations must be strings"));
    }
    return OK;
}

/* An id that is none of a team is 0. */
static struct id_list read_owners(struct api_request *q, const struct str_list *list)
{
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, list->count);
    for (size_t i = 0; i < list->count; i++)
        ids[i] = incidentio_id(q, ID_TEAM, list->items[i]);
    return (struct id_list){.items = ids, .count = list->count};
}

/* What the body says, over what is there. */
static enum err merge(struct api_request *q, const struct type_body *body,
                      struct catalog_type *type)
{
    TRY(incidentio_require(q, S("description"), body->description));
    TRY(read_categories(q, &body->categories, &type->categories));
    if (body->annotations != NULL) {
        TRY(check_annotations(q, body->annotations));
        type->annotations = body->annotations->raw;
    }
    type->name = body->name;
    type->description = body->description;
    type->color = (enum catalog_color)body->color;
    type->icon = body->icon;
    type->source_repo_url = body->source_repo_url;
    type->is_ranked = body->is_ranked.value;
    type->names_identify = body->names_identify.value;
    return OK;
}

enum err incidentio_catalog_type_create(struct api_request *q)
{
    struct type_body body = {.icon = CATALOG_ICON_DEFAULT};
    struct catalog_type type = {.annotations = S("{}")};
    TRY(api_bind(q, create_fields, ARRAY_LEN(create_fields), &body));
    TRY(merge(q, &body, &type));
    if (body.type_name.n > 0)
        type.type_name = body.type_name;
    TRY(catalog_type_create(&q->ctx, &type, read_owners(q, &body.owners)));
    return answer(q, type.id);
}

enum err incidentio_catalog_type_update(struct api_request *q)
{
    const struct catalog_type *found = NULL;
    TRY(find_type(q, &found));
    struct catalog_type type = *found;
    struct type_body body = {
        .color = (int)type.color,
        .icon = type.icon,
        .source_repo_url = type.source_repo_url,
        .is_ranked = {.value = type.is_ranked},
        .names_identify = {.value = type.names_identify},
    };
    TRY(api_bind(q, update_fields, ARRAY_LEN(update_fields), &body));
    TRY(merge(q, &body, &type));
    const struct id_list owners = read_owners(q, &body.owners);
    TRY(catalog_type_change(&q->ctx, &type, body.owners.is_set ? &owners : NULL));
    return answer(q, type.id);
}

enum err incidentio_catalog_type_delete(struct api_request *q)
{
    const struct catalog_type *type = NULL;
    TRY(find_type(q, &type));
    return catalog_type_remove(&q->ctx, type);
}

// ---- the schema ----

enum { ATTRIBUTE_ID_MAX_BYTES = 100, PATH_MAX = 10 };

struct schema_body {
    struct bind_integer version;
    const struct json *attributes;
};

struct attribute_body {
    str id;
    str name;
    str value_type;
    struct bind_bool is_array;
    int mode;
    str backlink;
    const struct json *path;
};

struct path_body {
    str attribute_id;
};

static const struct bind_field path_fields[] = {
    BIND_FIELD("attribute_id", TEXT, struct path_body, attribute_id, .required = true,
               .max = ATTRIBUTE_ID_MAX_BYTES),
};
static const struct bind_field attribute_fields[] = {
    BIND_FIELD("id", TEXT, struct attribute_body, id, .max = ATTRIBUTE_ID_MAX_BYTES),
    BIND_FIELD("name", TEXT, struct attribute_body, name, .required = true,
               .max = CATALOG_NAME_MAX_BYTES),
    BIND_FIELD("type", TEXT, struct attribute_body, value_type, .required = true,
               .max = CATALOG_NAME_MAX_BYTES),
    BIND_FIELD("array", BOOL, struct attribute_body, is_array, .required = true),
    BIND_FIELD("mode", WORD, struct attribute_body, mode, .words = catalog_mode_words,
               .word_count = CATALOG_MODE_COUNT),
    BIND_FIELD("backlink_attribute", TEXT, struct attribute_body, backlink,
               .max = ATTRIBUTE_ID_MAX_BYTES),
    BIND_FIELD("path", ANY, struct attribute_body, path, .members = BIND_TABLE(path_fields)),
};
static const struct bind_field schema_fields[] = {
    BIND_FIELD("version", INTEGER, struct schema_body, version, .required = true),
    BIND_FIELD("attributes", ANY, struct schema_body, attributes, .required = true,
               .members = BIND_TABLE(attribute_fields)),
};
const struct route_doc incidentio_catalog_schema_doc = {.body = {BIND_TABLE(schema_fields)}};

/* The ids, a line each. */
static enum err read_path(struct api_request *q, str place, const struct json *list, str *out)
{
    struct arena *arena = q->ctx.store.arena;
    const str name = STR_JOIN(arena, place, S(".path"));
    str path = {0};
    if (list == NULL)
        return OK;
    TRY(incidentio_list(q, name, list, PATH_MAX));
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        struct path_body body = {0};
        TRY(api_bind_object(q, name, item, path_fields, ARRAY_LEN(path_fields), &body));
        path =
            path.p == NULL ? body.attribute_id : STR_JOIN(arena, path, S("\n"), body.attribute_id);
    }
    *out = path;
    return OK;
}

static enum err read_attribute(struct api_request *q, str place, const struct json *object,
                               struct catalog_attribute *out)
{
    struct attribute_body body = {0};
    TRY(api_bind_object(q, place, object, attribute_fields, ARRAY_LEN(attribute_fields), &body));
    *out = (struct catalog_attribute){
        .id = body.id.n > 0 ? body.id : (str){0},
        .name = body.name,
        .value_type = body.value_type,
        .is_array = body.is_array.value,
        .mode = (enum catalog_mode)body.mode,
        .backlink = body.backlink.n > 0 ? body.backlink : (str){0},
    };
    return read_path(q, place, body.path, &out->path);
}

enum err incidentio_catalog_schema_update(struct api_request *q)
{
    struct arena *arena = q->ctx.store.arena;
    const struct catalog_type *type = NULL;
    struct schema_body body = {0};
    size_t n = 0;
    TRY(find_type(q, &type));
    TRY(api_bind(q, schema_fields, ARRAY_LEN(schema_fields), &body));
    TRY(incidentio_list(q, S("attributes"), body.attributes, CATALOG_ATTRIBUTES_MAX));
    struct catalog_schema schema = {
        .version = body.version.value,
        .attributes = arena_array(arena, struct catalog_attribute, body.attributes->count),
        .count = body.attributes->count,
    };
    for (const struct json *item = body.attributes->first; item != NULL; item = item->next, n++)
        TRY(read_attribute(q, incidentio_item_name(q, S("attributes"), n), item,
                           &schema.attributes[n]));
    TRY(catalog_schema_set(&q->ctx, type, &schema));
    return answer(q, type->id);
}
