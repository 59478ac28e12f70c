// handle_catalog_entry.c -- /v3/catalog_entries.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/catalog.h"
#include "api/incidentio/configuration.h"
#include "api/incidentio/incidentio.h"
#include "core/catalog_find.h"
#include "core/catalog_type.h"

enum { RANK_MAX = 1000000 };

static const struct page_rule_io entry_pages = {.rule = {.usual = 25, .most = CATALOG_PAGE_MAX},
                                                .accepted = CATALOG_PAGE_MAX};

// ---- reading ----

static const struct route_parameter list_parameters[] = {
    PARAMETER("catalog_type_id", TEXT, "The type whose entries these are", .required = true),
    PARAMETER("page_size", INTEGER, "How many at most", .page = &entry_pages.rule),
    PARAMETER("after", TEXT, "The id that the page begins behind"),
    PARAMETER("identifier", TEXT, "Only the entry with this id, external id or alias"),
};
const struct route_doc incidentio_catalog_entry_list_doc = {
    .query = PARAMETER_TABLE(list_parameters),
};

static enum err find_type(struct api_request *q, str text, const struct catalog_type **out)
{
    const int64_t id = incidentio_id(q, ID_CATALOG_TYPE, text);
    const struct catalog_type *type = directory_catalog_type(q->ctx.directory, id);
    if (type == NULL)
        return incidentio_refuse(q, S("catalog_type_id"), S(" names no catalog type"));
    *out = type;
    return OK;
}

static enum err read_query(struct api_request *q, const struct catalog_type **out_type,
                           struct catalog_query *out)
{
    const str type_id = query_get(&q->query, S("catalog_type_id"));
    const str identifier = query_get(&q->query, S("identifier"));
    TRY(incidentio_require(q, S("catalog_type_id"), type_id.n > 0 ? type_id : (str){0}));
    TRY(find_type(q, type_id, out_type));
    out->type_id = (*out_type)->id;
    out->is_one = identifier.n > 0;
    out->id = incidentio_id(q, ID_CATALOG_ENTRY, identifier);
    out->identifier = identifier;
    TRY(incidentio_page_size(q, &entry_pages, &out->take));
    return incidentio_after(q, ID_CATALOG_ENTRY, &out->after);
}

/* Behind the first `count`, if there are others. */
static str cursor_behind(struct api_request *q, const struct catalog_page *page, size_t count)
{
    if (!page->has_more && count == page->entries.count)
        return (str){0};
    const struct catalog_entry *last = &page->entries.items[count - 1];
    return incidentio_id_text(q, ID_CATALOG_ENTRY, last->id, last->created_at);
}

enum err incidentio_catalog_entry_list(struct api_request *q)
{
    const struct catalog_type *type = NULL;
    struct catalog_query query = {0};
    struct catalog_page page = {0};
    struct catalog_value_list values = {0};
    TRY(read_query(q, &type, &query));
    TRY(catalog_list(&q->ctx, &query, &page));
    TRY(catalog_values_read(&q->ctx, page.entries, &values));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("catalog_entries"));
    size_t count = 0;
    while (count < page.entries.count && !incidentio_page_is_full(q)) {
        const struct catalog_entry *entry = &page.entries.items[count++];
        incidentio_write_catalog_entry(q, ITEM, entry, catalog_values_of_entry(values, entry->id));
    }
    jw_end(&q->w);
    incidentio_write_catalog_type(q, S("catalog_type"), type);
    incidentio_write_page(q, query.take, cursor_behind(q, &page, count), page.total);
    jw_end(&q->w);
    return OK;
}

/* The entry of the path and its type. */
static enum err find_entry(struct api_request *q, struct catalog_entry *out,
                           const struct catalog_type **out_type)
{
    const int64_t id = incidentio_path_id(q, 0, ID_CATALOG_ENTRY);
    struct catalog_entry entry = {0};
    const enum err found = id == 0 ? ERR_NOT_FOUND : catalog_entry_read(&q->ctx, id, &entry);
    if (found != OK && found != ERR_NOT_FOUND)
        return found;
    const struct catalog_type *type = directory_catalog_type(q->ctx.directory, entry.type_id);
    if (found == ERR_NOT_FOUND || type == NULL)
        return incidentio_no_such(q, S("catalog entry"));
    *out = entry;
    *out_type = type;
    return OK;
}

/* `type` NULL: an answer without it. */
static enum err answer(struct api_request *q, const struct catalog_entry *entry,
                       const struct catalog_type *type)
{
    struct catalog_value_list values = {0};
    const struct catalog_entry_list entries = {.items = entry, .count = 1};
    TRY(catalog_values_read(&q->ctx, entries, &values));
    jw_obj(&q->w, ITEM);
    incidentio_write_catalog_entry(q, S("catalog_entry"), entry, values);
    if (type != NULL)
        incidentio_write_catalog_type(q, S("catalog_type"), type);
    jw_end(&q->w);
    return OK;
}

static const struct route_parameter get_parameters[] = {
    PARAMETER("expand", BOOL, "Changes nothing: an entry is shown with its own attributes"),
};
const struct route_doc incidentio_catalog_entry_get_doc = {
    .query = PARAMETER_TABLE(get_parameters),
};

enum err incidentio_catalog_entry_get(struct api_request *q)
{
    const str expand = query_get(&q->query, S("expand"));
    const struct catalog_type *type = NULL;
    struct catalog_entry entry = {0};
    if (expand.n > 0 && !str_eq(expand, S("true")) && !str_eq(expand, S("false")))
        return incidentio_refuse(q, S("expand"), S(" must be true or false"));
    TRY(find_entry(q, &entry, &type));
    return answer(q, &entry, type);
}

// ---- writing ----

#define ENTRY_FIELDS                                                                               \
    BIND_FIELD("external_id", TEXT, struct catalog_entry_body, external_id,                        \
               .max = CATALOG_IDENTIFIER_MAX_BYTES),                                               \
        BIND_FIELD("aliases", TEXT_LIST, struct catalog_entry_body, aliases,                       \
                   .max = CATALOG_ALIASES_MAX),                                                    \
        BIND_FIELD("rank", INTEGER, struct catalog_entry_body, rank, .min = -RANK_MAX,             \
                   .max = RANK_MAX),                                                               \
        BIND_FIELD("attribute_values", OBJECT, struct catalog_entry_body, values,                  \
                   .required = true)
#define ENTRY_NAME(...)                                                                            \
    BIND_FIELD("name", TEXT, struct catalog_entry_body, name, .max = CATALOG_NAME_MAX_BYTES,       \
               __VA_ARGS__)
#define ENTRY_ONLY                                                                                 \
    BIND_FIELD("update_attributes", TEXT_LIST, struct catalog_entry_body, only,                    \
               .max = CATALOG_ATTRIBUTES_MAX)

static const struct bind_field create_fields[] = {
    BIND_FIELD("catalog_type_id", TEXT, struct catalog_entry_body, type_id, .required = true),
    ENTRY_NAME(.required = true),
    ENTRY_FIELDS,
};
const struct route_doc incidentio_catalog_entry_create_doc = {.body = {BIND_TABLE(create_fields)}};

enum err incidentio_catalog_entry_create(struct api_request *q)
{
    const struct catalog_type *type = NULL;
    struct catalog_entry_body body = {0};
    struct catalog_entry entry = {0};
    struct catalog_draft draft = {0};
    TRY(api_bind(q, create_fields, ARRAY_LEN(create_fields), &body));
    TRY(find_type(q, body.type_id, &type));
    TRY(incidentio_read_catalog_draft(q, S(""), &body, &draft));
    TRY(catalog_entry_create(&q->ctx, type, &draft, &entry));
    return answer(q, &entry, NULL);
}

static const struct bind_field update_fields[] = {
    ENTRY_NAME(.required = true),
    ENTRY_FIELDS,
    ENTRY_ONLY,
};
const struct route_doc incidentio_catalog_entry_update_doc = {.body = {BIND_TABLE(update_fields)}};

enum err incidentio_catalog_entry_update(struct api_request *q)
{
    const struct catalog_type *type = NULL;
    struct catalog_entry_body body = {0};
    struct catalog_entry entry = {0};
    struct catalog_draft draft = {0};
    TRY(find_entry(q, &entry, &type));
    TRY(api_bind(q, update_fields, ARRAY_LEN(update_fields), &body));
    TRY(incidentio_read_catalog_draft(q, S(""), &body, &draft));
    TRY(catalog_entry_change(&q->ctx, type, &entry, &draft));
    return answer(q, &entry, type);
}

enum err incidentio_catalog_entry_delete(struct api_request *q)
{
    const struct catalog_type *type = NULL;
    struct catalog_entry entry = {0};
    TRY(find_entry(q, &entry, &type));
    return catalog_entry_remove(&q->ctx, &entry);
}

// ---- several at once ----

struct bulk_body {
    str type_id;
    const struct json *entries;
    struct str_list only;
};

static const struct bind_field item_fields[] = {
    BIND_FIELD("entry_id", TEXT, struct catalog_entry_body, entry_id, .required = true),
    ENTRY_NAME(),
    ENTRY_FIELDS,
};
static const struct bind_field bulk_fields[] = {
    BIND_FIELD("catalog_type_id", TEXT, struct bulk_body, type_id, .required = true),
    BIND_FIELD("entries", ANY, struct bulk_body, entries, .required = true,
               .members = BIND_TABLE(item_fields)),
    BIND_FIELD("update_attributes", TEXT_LIST, struct bulk_body, only,
               .max = CATALOG_ATTRIBUTES_MAX),
};
const struct route_doc incidentio_catalog_bulk_doc = {.body = {BIND_TABLE(bulk_fields)}};

/* The entry of the type that an item of a bulk update names. */
static enum err find_item(struct api_request *q, const struct catalog_type *type, str place,
                          str name, struct catalog_entry *out)
{
    int64_t id = 0;
    TRY(catalog_find(&q->ctx, type->id, incidentio_id(q, ID_CATALOG_ENTRY, name), name, &id));
    if (id == 0)
        return incidentio_refuse(q, STR_JOIN(q->ctx.store.arena, place, S("entry_id")),
                                 S(" names no entry of this catalog type"));
    return catalog_entry_read(&q->ctx, id, out);
}

/* Entries that one update has changed so far. */
struct changed_entries {
    int64_t *ids;
    size_t count;
};

static enum err refuse_again(struct api_request *q, const struct changed_entries *changed,
                             str place, int64_t id)
{
    for (size_t i = 0; i < changed->count; i++) {
        if (changed->ids[i] == id)
            return incidentio_refuse(q, STR_JOIN(q->ctx.store.arena, place, S("entry_id")),
                                     S(" is there already"));
    }
    return OK;
}

static enum err change_item(struct api_request *q, const struct catalog_type *type,
                            const struct bulk_body *bulk, const struct json *object,
                            struct changed_entries *changed)
{
    const str name = incidentio_item_name(q, S("entries"), changed->count);
    const str place = STR_JOIN(q->ctx.store.arena, name, S("."));
    struct catalog_entry_body body = {.only = bulk->only};
    struct catalog_entry entry = {0};
    struct catalog_draft draft = {0};
    TRY(api_bind_object(q, name, object, item_fields, ARRAY_LEN(item_fields), &body));
    TRY(find_item(q, type, place, body.entry_id, &entry));
    TRY(refuse_again(q, changed, place, entry.id));
    changed->ids[changed->count++] = entry.id;
    TRY(incidentio_read_catalog_draft(q, place, &body, &draft));
    return catalog_entry_change(&q->ctx, type, &entry, &draft);
}

enum err incidentio_catalog_bulk_update(struct api_request *q)
{
    const struct catalog_type *type = NULL;
    struct bulk_body body = {0};
    TRY(api_bind(q, bulk_fields, ARRAY_LEN(bulk_fields), &body));
    TRY(find_type(q, body.type_id, &type));
    TRY(incidentio_list(q, S("entries"), body.entries, CATALOG_BULK_MAX));
    struct changed_entries changed = {
        .ids = arena_array(q->ctx.store.arena, int64_t, body.entries->count)};
    for (const struct json *item = body.entries->first; item != NULL; item = item->next)
        TRY(change_item(q, type, &body, item, &changed));
    return OK;
}
