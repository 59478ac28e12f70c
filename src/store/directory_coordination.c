// directory_coordination.c -- reading types, roles, timestamps, fields and the catalog's types.
// SPDX-License-Identifier: Apache-2.0
#include "store/directory_source.h"

#include "sql_queries.h"

static enum err read_type(struct row *row, struct arena *arena, void *out)
{
    struct incident_type *type = out;
    type->id = row_i64(row);
    type->name = row_str(row, arena);
    type->description = row_str(row, arena);
    type->is_default = row_bool(row);
    type->is_private_only = row_bool(row);
    type->create_in_triage = row_bool(row);
    type->created_at = row_i64(row);
    type->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_incident_role(struct row *row, struct arena *arena, void *out)
{
    struct incident_role *role = out;
    role->id = row_i64(row);
    role->name = row_str(row, arena);
    role->shortform = row_str(row, arena);
    role->description = row_str(row, arena);
    role->instructions = row_str(row, arena);
    role->kind = (enum incident_role_kind)row_i64(row);
    role->created_at = row_i64(row);
    role->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_timestamp(struct row *row, struct arena *arena, void *out)
{
    struct incident_timestamp *timestamp = out;
    timestamp->id = row_i64(row);
    timestamp->name = row_str(row, arena);
    timestamp->rank = (int)row_i64(row);
    timestamp->set_by = (enum timestamp_trigger)row_i64(row);
    timestamp->created_at = row_i64(row);
    timestamp->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_metric(struct row *row, struct arena *arena, void *out)
{
    struct duration_metric *metric = out;
    metric->id = row_i64(row);
    metric->name = row_str(row, arena);
    metric->from_id = row_i64(row);
    metric->to_id = row_i64(row);
    metric->created_at = row_i64(row);
    metric->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_field(struct row *row, struct arena *arena, void *out)
{
    struct custom_field *field = out;
    field->id = row_i64(row);
    field->name = row_str(row, arena);
    field->description = row_str(row, arena);
    field->type = (enum field_type)row_i64(row);
    field->catalog_type_id = row_i64(row);
    field->created_at = row_i64(row);
    field->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_option(struct row *row, struct arena *arena, void *out)
{
    struct custom_field_option *option = out;
    option->field_id = row_i64(row);
    option->id = row_i64(row);
    option->value = row_str(row, arena);
    option->sort_key = row_i64(row);
    option->created_at = row_i64(row);
    option->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_catalog_type(struct row *row, struct arena *arena, void *out)
{
    struct catalog_type *type = out;
    type->id = row_i64(row);
    type->name = row_str(row, arena);
    type->type_name = row_str(row, arena);
    type->description = row_str(row, arena);
    type->color = (enum catalog_color)row_i64(row);
    type->icon = (int)row_i64(row);
    type->categories = (unsigned)row_i64(row);
    type->annotations = row_str(row, arena);
    type->source_repo_url = row_str(row, arena);
    type->is_ranked = row_bool(row);
    type->names_identify = row_bool(row);
    type->schema_version = row_i64(row);
    type->created_at = row_i64(row);
    type->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_catalog_attribute(struct row *row, struct arena *arena, void *out)
{
    struct catalog_attribute *attribute = out;
    attribute->type_id = row_i64(row);
    attribute->id = row_str(row, arena);
    attribute->name = row_str(row, arena);
    attribute->value_type = row_str(row, arena);
    attribute->is_array = row_bool(row);
    attribute->mode = (enum catalog_mode)row_i64(row);
    attribute->backlink = row_str(row, arena);
    attribute->path = row_str(row, arena);
    return row_end(row);
}

const struct directory_source directory_coordination_sources[DIRECTORY_COORDINATION_SOURCES] = {
    SOURCE(TYPE_LIST, incident_type, types, read_type),
    SOURCE(INCIDENT_ROLE_LIST, incident_role, incident_roles, read_incident_role),
    SOURCE(TIMESTAMP_LIST, incident_timestamp, timestamps, read_timestamp),
    SOURCE(METRIC_LIST, duration_metric, metrics, read_metric),
    SOURCE(FIELD_LIST, custom_field, fields, read_field),
    SOURCE(FIELD_OPTION_LIST, custom_field_option, field_options, read_option),
    SOURCE(CATALOG_TYPE_LIST, catalog_type, catalog_types, read_catalog_type),
    SOURCE(CATALOG_ATTRIBUTE_LIST, catalog_attribute, catalog_attributes, read_catalog_attribute),
};
