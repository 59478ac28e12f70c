// encode_catalog.c -- types and entries of the catalog.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/catalog.h"
#include "api/incidentio/incidentio.h"
#include "core/catalog_type.h"

// ---- types ----

static void write_categories(struct api_request *q, unsigned categories)
{
    jw_arr(&q->w, S("categories"));
    for (unsigned i = 0; i < CATALOG_CATEGORY_COUNT; i++) {
        if ((categories & 1U << i) != 0)
            jw_str(&q->w, ITEM, catalog_category_words[i]);
    }
    jw_end(&q->w);
}

static void write_owners(struct api_request *q, int64_t type_id)
{
    const struct directory *d = q->ctx.directory;
    const struct object_team_list owners = directory_teams_of(d, type_id);
    jw_arr(&q->w, S("owning_team_ids"));
    for (size_t i = 0; i < owners.count; i++) {
        const struct team *team = directory_team(d, owners.items[i].team_id);
        if (team != NULL)
            incidentio_write_id(q, ITEM, ID_TEAM, team->id, team->created_at);
    }
    jw_end(&q->w);
}

/* One step of a path from that type, NULL where it leads nowhere. The type behind it. */
static const struct catalog_type *write_step(struct api_request *q, const struct catalog_type *from,
                                             str id)
{
    const struct catalog_attribute *attribute =
        from == NULL ? NULL : directory_attribute(q->ctx.directory, from->id, id);
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("attribute_id"), id);
    jw_str(&q->w, S("attribute_name"), attribute == NULL ? S("") : attribute->name);
    jw_end(&q->w);
    return attribute == NULL ? NULL : catalog_type_named(&q->ctx, attribute->value_type);
}

/* The path is kept as the ids, a line each. */
static void write_path(struct api_request *q, int64_t type_id, str path)
{
    const struct catalog_type *at = directory_catalog_type(q->ctx.directory, type_id);
    jw_arr(&q->w, S("path"));
    while (path.p != NULL)
        at = write_step(q, at, str_cut(&path, '\n'));
    jw_end(&q->w);
}

static void write_attribute(struct api_request *q, const struct catalog_attribute *attribute)
{
    jw_obj(&q->w, ITEM);
    jw_bool(&q->w, S("array"), attribute->is_array);
    incidentio_write_text(q, S("backlink_attribute"), attribute->backlink);
    jw_str(&q->w, S("id"), attribute->id);
    jw_str(&q->w, S("mode"), catalog_mode_words[attribute->mode]);
    jw_str(&q->w, S("name"), attribute->name);
    if (attribute->path.p != NULL)
        write_path(q, attribute->type_id, attribute->path);
    jw_str(&q->w, S("type"), attribute->value_type);
    jw_end(&q->w);
}

static void write_schema(struct api_request *q, const struct catalog_type *type)
{
    const struct catalog_attribute_list attributes =
        directory_attributes_of(q->ctx.directory, type->id);
    jw_obj(&q->w, S("schema"));
    jw_arr(&q->w, S("attributes"));
    for (size_t i = 0; i < attributes.count; i++)
        write_attribute(q, &attributes.items[i]);
    jw_end(&q->w);
    jw_i64(&q->w, S("version"), type->schema_version);
    jw_end(&q->w);
}

void incidentio_write_catalog_type(struct api_request *q, str key, const struct catalog_type *type)
{
    jw_obj(&q->w, key);
    jw_raw(&q->w, S("annotations"), type->annotations);
    write_categories(q, type->categories);
    jw_str(&q->w, S("color"), catalog_color_words[type->color]);
    incidentio_write_time(q, S("created_at"), type->created_at);
    jw_str(&q->w, S("description"), type->description);
    jw_str(&q->w, S("engine_resource_type"), catalog_resource_name(&q->ctx, type));
    jw_str(&q->w, S("icon"), catalog_icon_words[type->icon]);
    incidentio_write_id(q, S("id"), ID_CATALOG_TYPE, type->id, type->created_at);
    jw_bool(&q->w, S("is_editable"), true);
    jw_str(&q->w, S("name"), type->name);
    write_owners(q, type->id);
    jw_bool(&q->w, S("ranked"), type->is_ranked);
    write_schema(q, type);
    incidentio_write_text(q, S("source_repo_url"), type->source_repo_url);
    jw_str(&q->w, S("type_name"), type->type_name);
    incidentio_write_time(q, S("updated_at"), type->updated_at);
    jw_bool(&q->w, S("use_name_as_identifier"), type->names_identify);
    jw_end(&q->w);
}

// ---- entries ----

static void write_literal(struct api_request *q, str key, str literal)
{
    jw_obj(&q->w, key);
    jw_str(&q->w, S("label"), literal);
    jw_str(&q->w, S("literal"), literal);
    jw_end(&q->w);
}

static void write_binding(struct api_request *q, const struct catalog_attribute *attribute,
                          struct catalog_value_list values)
{
    if (values.count == 0)
        return;
    jw_obj(&q->w, attribute->id);
    if (attribute->is_array) {
        jw_arr(&q->w, S("array_value"));
        for (size_t i = 0; i < values.count; i++)
            write_literal(q, ITEM, values.items[i].literal);
        jw_end(&q->w);
    } else {
        write_literal(q, S("value"), values.items[0].literal);
    }
    jw_end(&q->w);
}

static void write_bindings(struct api_request *q, int64_t type_id, struct catalog_value_list values)
{
    const struct catalog_attribute_list attributes =
        directory_attributes_of(q->ctx.directory, type_id);
    jw_obj(&q->w, S("attribute_values"));
    for (size_t i = 0; i < attributes.count; i++)
        write_binding(q, &attributes.items[i], catalog_values_in(values, attributes.items[i].id));
    jw_end(&q->w);
}

void incidentio_write_catalog_entry(struct api_request *q, str key,
                                    const struct catalog_entry *entry,
                                    struct catalog_value_list values)
{
    const struct catalog_type *type = directory_catalog_type(q->ctx.directory, entry->type_id);
    jw_obj(&q->w, key);
    jw_raw(&q->w, S("aliases"), entry->aliases);
    write_bindings(q, entry->type_id, values);
    if (type != NULL)
        incidentio_write_id(q, S("catalog_type_id"), ID_CATALOG_TYPE, type->id, type->created_at);
    incidentio_write_time(q, S("created_at"), entry->created_at);
    incidentio_write_text(q, S("external_id"), entry->external_id);
    incidentio_write_id(q, S("id"), ID_CATALOG_ENTRY, entry->id, entry->created_at);
    jw_str(&q->w, S("name"), entry->name);
    jw_i64(&q->w, S("rank"), entry->rank);
    incidentio_write_time(q, S("updated_at"), entry->updated_at);
    jw_end(&q->w);
}
