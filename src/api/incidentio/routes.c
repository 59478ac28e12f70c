// routes.c -- every route of the incident.io dialect.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/catalog.h"
#include "api/incidentio/configuration.h"
#include "api/incidentio/fields.h"
#include "api/incidentio/incidentio.h"
#include "api/incidentio/people.h"
#include "api/incidentio/tasks.h"
#include "api/incidentio/incidents.h"
#include "api/incidentio/list.h"
#include "api/openapi.h"

// clang-format off
static const struct route routes[] = {
    ROUTE(GET, "/v1/openapiV3.json", PUBLIC, NONE, 0, openapi_answer,
          "Describe what is here in OpenAPI 3"),

    // ---- severities, statuses, types, roles, timestamps, durations ----
    ROUTE(GET, "/v1/severities", READ, READ, 0, incidentio_severity_list, "List severities"),
    ROUTE(POST, "/v1/severities", MANAGE, WRITE, ROUTE_BODY, incidentio_severity_create,
          "Create a severity", .status = 201, .doc = &incidentio_severity_doc),
    ROUTE(GET, "/v1/severities/{id}", READ, READ, 0, incidentio_severity_get, "Fetch a severity"),
    ROUTE(PUT, "/v1/severities/{id}", MANAGE, WRITE, ROUTE_BODY, incidentio_severity_update,
          "Change a severity", .doc = &incidentio_severity_doc),
    ROUTE(DELETE, "/v1/severities/{id}", MANAGE, WRITE, 0, incidentio_severity_delete,
          "Delete a severity that nothing uses", .status = 202),
    ROUTE(GET, "/v1/incident_statuses", READ, READ, 0, incidentio_status_list, "List incident statuses"),
    ROUTE(POST, "/v1/incident_statuses", MANAGE, WRITE, ROUTE_BODY, incidentio_status_create,
          "Create an incident status", .status = 201, .doc = &incidentio_status_create_doc),
    ROUTE(GET, "/v1/incident_statuses/{id}", READ, READ, 0, incidentio_status_get, "Fetch an incident status"),
    ROUTE(PUT, "/v1/incident_statuses/{id}", MANAGE, WRITE, ROUTE_BODY, incidentio_status_update,
          "Change an incident status", .doc = &incidentio_status_update_doc),
    ROUTE(DELETE, "/v1/incident_statuses/{id}", MANAGE, WRITE, 0, incidentio_status_delete,
          "Delete an incident status that nothing uses", .status = 202),
    ROUTE(GET, "/v1/incident_types", READ, READ, 0, incidentio_type_list, "List incident types"),
    ROUTE(POST, "/v1/incident_types", MANAGE, WRITE, ROUTE_BODY, incidentio_type_create,
          "Create an incident type", .status = 201, .doc = &incidentio_type_doc),
    ROUTE(GET, "/v1/incident_types/{id}", READ, READ, 0, incidentio_type_get, "Fetch an incident type"),
    ROUTE(PUT, "/v1/incident_types/{id}", MANAGE, WRITE, ROUTE_BODY, incidentio_type_update,
          "Change an incident type", .doc = &incidentio_type_doc),
    ROUTE(DELETE, "/v1/incident_types/{id}", MANAGE, WRITE, 0, incidentio_type_delete,
          "Delete an incident type that nothing uses", .status = 204),
    ROUTE(GET, "/v2/incident_roles", READ, READ, 0, incidentio_role_list, "List incident roles"),
    ROUTE(POST, "/v2/incident_roles", MANAGE, WRITE, ROUTE_BODY, incidentio_role_create,
          "Create an incident role", .status = 201, .doc = &incidentio_role_doc),
    ROUTE(GET, "/v2/incident_roles/{id}", READ, READ, 0, incidentio_role_get, "Fetch an incident role"),
    ROUTE(PUT, "/v2/incident_roles/{id}", MANAGE, WRITE, ROUTE_BODY, incidentio_role_update,
          "Change an incident role", .doc = &incidentio_role_doc),
    ROUTE(DELETE, "/v2/incident_roles/{id}", MANAGE, WRITE, 0, incidentio_role_delete,
          "Delete an incident role that nothing uses", .status = 204),
    ROUTE(GET, "/v2/incident_timestamps", READ, READ, 0, incidentio_timestamp_list, "List incident timestamps"),
    ROUTE(POST, "/v2/incident_timestamps", MANAGE, WRITE, ROUTE_BODY, incidentio_timestamp_create,
          "Create an incident timestamp", .status = 201, .doc = &incidentio_timestamp_doc),
    ROUTE(GET, "/v2/incident_timestamps/{id}", READ, READ, 0, incidentio_timestamp_get, "Fetch an incident timestamp"),
    ROUTE(PUT, "/v2/incident_timestamps/{id}", MANAGE, WRITE, ROUTE_BODY, incidentio_timestamp_update,
          "Change an incident timestamp", .doc = &incidentio_timestamp_doc),
    ROUTE(DELETE, "/v2/incident_timestamps/{id}", MANAGE, WRITE, 0, incidentio_timestamp_delete,
          "Delete an incident timestamp that nothing uses", .status = 204),
    ROUTE(GET, "/v2/duration_metrics", READ, READ, 0, incidentio_metric_list, "List duration metrics"),
    ROUTE(POST, "/v2/duration_metrics", MANAGE, WRITE, ROUTE_BODY, incidentio_metric_create,
          "Create a duration metric", .status = 201, .doc = &incidentio_metric_doc),
    ROUTE(GET, "/v2/duration_metrics/{id}", READ, READ, 0, incidentio_metric_get, "Fetch a duration metric"),
    ROUTE(PUT, "/v2/duration_metrics/{id}", MANAGE, WRITE, ROUTE_BODY, incidentio_metric_update,
          "Change a duration metric", .doc = &incidentio_metric_doc),
    ROUTE(DELETE, "/v2/duration_metrics/{id}", MANAGE, WRITE, 0, incidentio_metric_delete,
          "Delete a duration metric that nothing uses", .status = 204),

    // ---- incidents and their updates ----
    ROUTE(GET, "/v2/incidents", READ, READ, ROUTE_REPEATABLE, incidentio_incident_list,
          "List incidents", .doc = &incidentio_list_doc),
    ROUTE(GET, "/v2/incidents/{id}", READ, READ, 0, incidentio_incident_get, "Fetch an incident"),
    ROUTE(POST, "/v2/incidents", RESPOND, WRITE, ROUTE_BODY, incidentio_incident_create,
          "Declare an incident", .doc = &incidentio_incident_create_doc),
    ROUTE(POST, "/v2/incidents/{id}/actions/edit", RESPOND, WRITE, ROUTE_BODY,
          incidentio_incident_edit, "Edit an incident", .doc = &incidentio_incident_edit_doc),
    ROUTE(GET, "/v2/incident_updates", READ, READ, 0, incidentio_update_list, "List updates",
          .doc = &incidentio_update_list_doc),

    // ---- custom fields and their options ----
    ROUTE(GET, "/v2/custom_fields", READ, READ, 0, incidentio_field_list, "List custom fields"),
    ROUTE(POST, "/v2/custom_fields", MANAGE, WRITE, ROUTE_BODY, incidentio_field_create,
          "Create a custom field", .status = 201, .doc = &incidentio_field_create_doc),
    ROUTE(GET, "/v2/custom_fields/{id}", READ, READ, 0, incidentio_field_get,
          "Fetch a custom field"),
    ROUTE(PUT, "/v2/custom_fields/{id}", MANAGE, WRITE, ROUTE_BODY, incidentio_field_update,
          "Change a custom field", .doc = &incidentio_field_update_doc),
    ROUTE(DELETE, "/v2/custom_fields/{id}", MANAGE, WRITE, 0, incidentio_field_delete,
          "Delete a custom field that no incident has a value of", .status = 204),
    ROUTE(GET, "/v1/custom_field_options", READ, READ, 0, incidentio_option_list,
          "List the options of a custom field", .doc = &incidentio_option_list_doc),
    ROUTE(POST, "/v1/custom_field_options", MANAGE, WRITE, ROUTE_BODY, incidentio_option_create,
          "Create an option", .status = 201, .doc = &incidentio_option_create_doc),
    ROUTE(GET, "/v1/custom_field_options/{id}", READ, READ, 0, incidentio_option_get,
          "Fetch an option"),
    ROUTE(PUT, "/v1/custom_field_options/{id}", MANAGE, WRITE, ROUTE_BODY,
          incidentio_option_update, "Change an option", .doc = &incidentio_option_update_doc),
    ROUTE(DELETE, "/v1/custom_field_options/{id}", MANAGE, WRITE, 0, incidentio_option_delete,
          "Delete an option that no incident has", .status = 204),

    // ---- the catalog ----
    ROUTE(GET, "/v3/catalog_types", READ, READ, 0, incidentio_catalog_type_list,
          "List the types of the catalog"),
    ROUTE(POST, "/v3/catalog_types", MANAGE, WRITE, ROUTE_BODY, incidentio_catalog_type_create,
          "Create a catalog type", .status = 201, .doc = &incidentio_catalog_type_create_doc),
    ROUTE(GET, "/v3/catalog_types/{id}", READ, READ, 0, incidentio_catalog_type_get,
          "Fetch a catalog type"),
    ROUTE(PUT, "/v3/catalog_types/{id}", MANAGE, WRITE, ROUTE_BODY,
          incidentio_catalog_type_update, "Change a catalog type",
          .doc = &incidentio_catalog_type_update_doc),
    ROUTE(DELETE, "/v3/catalog_types/{id}", MANAGE, WRITE, 0, incidentio_catalog_type_delete,
          "Delete a catalog type with its entries", .status = 204),
    ROUTE(POST, "/v3/catalog_types/{id}/actions/update_schema", MANAGE, WRITE, ROUTE_BODY,
          incidentio_catalog_schema_update, "Set the attributes of a catalog type",
          .doc = &incidentio_catalog_schema_doc),
    ROUTE(GET, "/v3/catalog_entries", READ, READ, 0, incidentio_catalog_entry_list,
          "List entries of a catalog type", .doc = &incidentio_catalog_entry_list_doc),
    ROUTE(POST, "/v3/catalog_entries", MANAGE, WRITE, ROUTE_BODY, incidentio_catalog_entry_create,
          "Create a catalog entry", .status = 201, .doc = &incidentio_catalog_entry_create_doc),
    ROUTE(POST, "/v3/catalog_entries/actions/bulk_update", MANAGE, WRITE, ROUTE_BODY,
          incidentio_catalog_bulk_update, "Change several entries of a catalog type",
          .status = 204, .doc = &incidentio_catalog_bulk_doc),
    ROUTE(GET, "/v3/catalog_entries/{id}", READ, READ, 0, incidentio_catalog_entry_get,
          "Fetch a catalog entry", .doc = &incidentio_catalog_entry_get_doc),
    ROUTE(PUT, "/v3/catalog_entries/{id}", MANAGE, WRITE, ROUTE_BODY,
          incidentio_catalog_entry_update, "Change a catalog entry",
          .doc = &incidentio_catalog_entry_update_doc),
    ROUTE(DELETE, "/v3/catalog_entries/{id}", MANAGE, WRITE, 0, incidentio_catalog_entry_delete,
          "Delete a catalog entry that no incident has", .status = 204),

    // ---- people: users, teams, identity, keys ----
    ROUTE(GET, "/v2/users", READ, READ, 0, incidentio_user_list, "List users",
          .doc = &incidentio_user_list_doc),
    ROUTE(POST, "/v2/users", ADMIN, WRITE, ROUTE_BODY, incidentio_user_create, "Create a user",
          .status = 201, .doc = &incidentio_user_create_doc),
    ROUTE(GET, "/v2/users/{id}", READ, READ, 0, incidentio_user_get, "Fetch a user"),
    ROUTE(GET, "/v3/teams", READ, READ, 0, incidentio_team_list, "List teams",
          .doc = &incidentio_team_list_doc),
    ROUTE(GET, "/v3/teams/{id}", READ, READ, 0, incidentio_team_get, "Fetch a team"),
    ROUTE(GET, "/v1/identity", ANY, NONE, 0, incidentio_identity, "Tell what the key may do"),
    ROUTE(GET, "/v1/api_keys", ADMIN, READ, 0, incidentio_key_list, "List API keys",
          .doc = &incidentio_key_list_doc),
    ROUTE(POST, "/v1/api_keys", ADMIN, WRITE, ROUTE_BODY, incidentio_key_create, "Create an API key",
          .status = 201, .doc = &incidentio_key_write_doc),
    ROUTE(GET, "/v1/api_keys/{id}", ADMIN, READ, 0, incidentio_key_get, "Fetch an API key"),
    ROUTE(PUT, "/v1/api_keys/{id}", ADMIN, WRITE, ROUTE_BODY, incidentio_key_update,
          "Change what an API key may do", .doc = &incidentio_key_write_doc),
    ROUTE(DELETE, "/v1/api_keys/{id}", ADMIN, WRITE, 0, incidentio_key_delete, "End an API key",
          .status = 204),
    ROUTE(POST, "/v1/api_keys/{id}/actions/rotate", ADMIN, WRITE, ROUTE_BODY,
          incidentio_key_rotate, "Give an API key a new token", .status = 201,
          .doc = &incidentio_key_rotate_doc),

    // ---- actions and follow-ups ----
    ROUTE(GET, "/v2/actions", READ, READ, 0, incidentio_action_list, "List actions",
          .doc = &incidentio_action_list_doc),
    ROUTE(POST, "/v2/actions", RESPOND, WRITE, ROUTE_BODY, incidentio_action_create,
          "Create an action", .status = 201, .doc = &incidentio_action_create_doc),
    ROUTE(GET, "/v2/actions/{id}", READ, READ, 0, incidentio_action_get, "Fetch an action"),
    ROUTE(PUT, "/v2/actions/{id}", RESPOND, WRITE, ROUTE_BODY, incidentio_action_update,
          "Change an action", .doc = &incidentio_action_update_doc),
    ROUTE(DELETE, "/v2/actions/{id}", RESPOND, WRITE, 0, incidentio_action_delete,
          "Delete an action", .status = 204),
    ROUTE(GET, "/v2/follow_ups", READ, READ, 0, incidentio_follow_up_list, "List follow-ups",
          .doc = &incidentio_follow_up_list_doc),
    ROUTE(POST, "/v2/follow_ups", RESPOND, WRITE, ROUTE_BODY, incidentio_follow_up_create,
          "Create a follow-up", .status = 201, .doc = &incidentio_follow_up_create_doc),
    ROUTE(GET, "/v2/follow_ups/{id}", READ, READ, 0, incidentio_follow_up_get,
          "Fetch a follow-up"),
    ROUTE(PUT, "/v2/follow_ups/{id}", RESPOND, WRITE, ROUTE_BODY, incidentio_follow_up_update,
          "Change a follow-up", .doc = &incidentio_follow_up_update_doc),
    ROUTE(DELETE, "/v2/follow_ups/{id}", RESPOND, WRITE, 0, incidentio_follow_up_delete,
          "Delete a follow-up", .status = 204),
    ROUTE(POST, "/v2/follow_ups/{id}/actions/connect_external_issue", RESPOND, WRITE, ROUTE_BODY,
          incidentio_follow_up_connect, "Connect a follow-up with a ticket elsewhere",
          .doc = &incidentio_follow_up_connect_doc),

    // ---- post-mortems, attachments, memberships, participants ----
};
// clang-format on

// ---- for the API document ----

static const struct route_parameter path_parameters[] = {
    PARAMETER("id", TEXT, "The ULID of the object; of an incident also its number or INC-n"),
};

static const struct bind_field source_fields[] = {
    {.name = S("field"), .type = BIND_TEXT, .required = true},
};
static const struct bind_field error_fields[] = {
    {.name = S("code"), .type = BIND_TEXT, .required = true},
    {.name = S("message"), .type = BIND_TEXT, .required = true},
    {.name = S("source"), .type = BIND_OBJECT, .members = BIND_TABLE(source_fields)},
    {.name = S("metadata"), .type = BIND_OBJECT},
};
static const struct bind_field refusal_fields[] = {
    {.name = S("type"), .type = BIND_TEXT, .required = true},
    {.name = S("status"), .type = BIND_INTEGER, .required = true, .min = 400, .max = 599},
    {.name = S("request_id"), .type = BIND_TEXT, .required = true},
    {.name = S("errors"), .type = BIND_ANY, .required = true, .members = BIND_TABLE(error_fields)},
};
static const struct dialect_doc doc = {
    .path = PARAMETER_TABLE(path_parameters),
    .refusal = BIND_TABLE(refusal_fields),
};

const struct dialect incidentio_dialect = {
    .name = S("incidentio"),
    .routes = routes,
    .route_count = ARRAY_LEN(routes),
    .authenticate = api_authenticate_key,
    .render_error = incidentio_render_error,
    .tells_rate = true,
    .doc = &doc,
};
