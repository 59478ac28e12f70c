// routes.c -- every route of the ilert dialect; who asks, and how he is refused.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/access.h"

// clang-format off
static const struct route routes[] = {
    ROUTE(GET, "/api-docs/openapi.json", PUBLIC, NONE, 0, openapi_answer,
          "Describe what is here in OpenAPI 3"),

    // ---- incidents ----
    ROUTE(GET, "/api/incidents", READ, READ, 0, ilert_incident_list,
          "List the incidents that affect services", .doc = &ilert_incident_list_doc),
    ROUTE(POST, "/api/incidents", RESPOND, WRITE,
          ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_incident_create,
          "Create an incident", .doc = &ilert_incident_create_doc),
    ROUTE(POST, "/api/incidents/publish-info", READ, READ, ROUTE_BODY, ilert_incident_forecast,
          "Forecast whom an incident would be told to", .doc = &ilert_incident_forecast_doc),
    ROUTE(GET, "/api/incidents/{id}", READ, READ, 0, ilert_incident_get,
          "Fetch an incident", .doc = &ilert_incident_get_doc),
    ROUTE(PUT, "/api/incidents/{id}", RESPOND, WRITE, ROUTE_BODY, ilert_incident_update,
          "Update an incident", .doc = &ilert_incident_update_doc),
    ROUTE(GET, "/api/incidents/{id}/private-subscribers", READ, READ, 0,
          ilert_incident_subscribers,
          "List the users and teams subscribed to an incident"),
    ROUTE(POST, "/api/incidents/{id}/private-subscribers", RESPOND, WRITE, ROUTE_LIST,
          ilert_incident_subscribe,
          "Subscribe users and teams to an incident", .status = 204, .doc = &ilert_subscribers_doc),
    ROUTE(DELETE, "/api/incidents/{id}/private-subscribers/{subscriber-id}", RESPOND, WRITE, 0,
          ilert_incident_unsubscribe,
          "Unsubscribe a user or a team from an incident",
          .status = 204, .doc = &ilert_unsubscribe_doc),

    // ---- status updates: the same under the name that newer clients use ----
    ROUTE(GET, "/api/status-updates", READ, READ, 0, ilert_incident_list,
          "List the incidents that affect services", .doc = &ilert_incident_list_doc),
    ROUTE(POST, "/api/status-updates", RESPOND, WRITE,
          ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_incident_create,
          "Create an incident", .doc = &ilert_incident_create_doc),
    ROUTE(POST, "/api/status-updates/publish-info", READ, READ, ROUTE_BODY, ilert_update_forecast,
          "Forecast whom an incident would be told to", .doc = &ilert_incident_forecast_doc),
    ROUTE(GET, "/api/status-updates/{id}", READ, READ, 0, ilert_incident_get,
          "Fetch an incident", .doc = &ilert_incident_get_doc),
    ROUTE(PUT, "/api/status-updates/{id}", RESPOND, WRITE, ROUTE_BODY, ilert_incident_update,
          "Update an incident", .doc = &ilert_incident_update_doc),
    ROUTE(GET, "/api/status-updates/{id}/private-subscribers", READ, READ, 0,
          ilert_incident_subscribers,
          "List the users and teams subscribed to an incident"),
    ROUTE(POST, "/api/status-updates/{id}/private-subscribers", RESPOND, WRITE, ROUTE_LIST,
          ilert_incident_subscribe,
          "Subscribe users and teams to an incident", .status = 204, .doc = &ilert_subscribers_doc),
    ROUTE(DELETE, "/api/status-updates/{id}/private-subscribers/{subscriber-id}", RESPOND, WRITE,
          0, ilert_incident_unsubscribe,
          "Unsubscribe a user or a team from an incident",
          .status = 204, .doc = &ilert_unsubscribe_doc),

    // ---- services ----
    ROUTE(GET, "/api/services", READ, READ, 0, ilert_service_list,
          "List services", .doc = &ilert_service_list_doc),
    ROUTE(POST, "/api/services", MANAGE, WRITE, ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_service_create,
          "Create a service", .status = 201, .doc = &ilert_service_create_doc),
    ROUTE(GET, "/api/services/{id}", READ, READ, 0, ilert_service_get,
          "Fetch a service", .doc = &ilert_service_get_doc),
    ROUTE(PUT, "/api/services/{id}", MANAGE, WRITE, ROUTE_BODY, ilert_service_update,
          "Change a service", .doc = &ilert_service_update_doc),
    ROUTE(DELETE, "/api/services/{id}", MANAGE, WRITE, 0, ilert_service_delete,
          "Delete a service that nothing uses", .status = 204),
    ROUTE(GET, "/api/services/name/{name}", READ, READ, 0, ilert_service_by_name,
          "Fetch a service by its name"),
    ROUTE(GET, "/api/services/{id}/private-subscribers", READ, READ, 0, ilert_service_subscribers,
          "List the users and teams subscribed to a service"),
    ROUTE(PUT, "/api/services/{id}/private-subscribers", RESPOND, WRITE, ROUTE_LIST,
          ilert_service_subscribers_set,
          "Set the users and teams subscribed to a service",
          .status = 202, .doc = &ilert_subscribers_doc),
    ROUTE(DELETE, "/api/services/{id}/private-subscribers/{subscriber-id}", RESPOND, WRITE, 0,
          ilert_service_unsubscribe,
          "Unsubscribe a user or a team from a service",
          .status = 204, .doc = &ilert_unsubscribe_doc),

    // ---- status pages ----
    ROUTE(GET, "/api/status-pages", READ, READ, 0, ilert_page_list,
          "List status pages", .doc = &ilert_page_list_doc),
    ROUTE(POST, "/api/status-pages", MANAGE, WRITE,
          ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_page_create,
          "Create a status page", .status = 201, .doc = &ilert_page_create_doc),
    ROUTE(GET, "/api/status-pages/{id}", READ, READ, 0, ilert_page_get,
          "Fetch a status page", .doc = &ilert_page_get_doc),
    ROUTE(PUT, "/api/status-pages/{id}", MANAGE, WRITE, ROUTE_BODY, ilert_page_update,
          "Change a status page", .doc = &ilert_page_update_doc),
    ROUTE(DELETE, "/api/status-pages/{id}", MANAGE, WRITE, 0, ilert_page_delete,
          "Delete a status page with its groups and subscribers", .status = 204),
    ROUTE(GET, "/api/status-pages/name/{name}", READ, READ, 0, ilert_page_by_name,
          "Fetch a status page by its name"),
    ROUTE(GET, "/api/status-pages/{id}/groups", READ, READ, 0, ilert_group_list,
          "List the groups of a status page", .doc = &ilert_group_list_doc),
    ROUTE(POST, "/api/status-pages/{id}/groups", MANAGE, WRITE,
          ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_group_create,
          "Create a group of a status page", .status = 201, .doc = &ilert_group_create_doc),
    ROUTE(GET, "/api/status-pages/{id}/groups/{group-id}", READ, READ, 0, ilert_group_get,
          "Fetch a group of a status page"),
    ROUTE(PUT, "/api/status-pages/{id}/groups/{group-id}", MANAGE, WRITE, ROUTE_BODY,
          ilert_group_update,
          "Rename a group of a status page", .doc = &ilert_group_update_doc),
    ROUTE(DELETE, "/api/status-pages/{id}/groups/{group-id}", MANAGE, WRITE, 0,
          ilert_group_delete,
          "Delete a group of a status page; its services stay on the page", .status = 204),
    ROUTE(GET, "/api/status-pages/{id}/groups/name/{name}", READ, READ, 0, ilert_group_by_name,
          "Fetch a group of a status page by its name"),
    ROUTE(GET, "/api/status-pages/{id}/private-subscribers", READ, READ, 0,
          ilert_page_subscribers,
          "List the users and teams subscribed to a status page"),
    ROUTE(PUT, "/api/status-pages/{id}/private-subscribers", RESPOND, WRITE, ROUTE_LIST,
          ilert_page_subscribers_set,
          "Set the users and teams subscribed to a status page",
          .status = 202, .doc = &ilert_subscribers_doc),
    ROUTE(POST, "/api/status-pages/{id}/private-subscribers", RESPOND, WRITE,
          ROUTE_BODY | ROUTE_LIST, ilert_page_subscribe,
          "Subscribe a user or a team to a status page",
          .status = 202, .doc = &ilert_subscribers_doc),
    ROUTE(DELETE, "/api/status-pages/{id}/private-subscribers/{subscriber-id}", RESPOND, WRITE, 0,
          ilert_page_unsubscribe,
          "Unsubscribe a user or a team from a status page",
          .status = 204, .doc = &ilert_unsubscribe_doc),
    ROUTE(GET, "/api/status-pages/{id}/subscribers", READ, READ, 0, ilert_page_addresses,
          "List the addresses outside that are told of a status page",
          .doc = &ilert_page_addresses_doc),
    ROUTE(POST, "/api/status-pages/{id}/subscribers_bulk", RESPOND, WRITE, ROUTE_LIST,
          ilert_page_addresses_add,
          "Add addresses to a status page; with import=true they are confirmed",
          .doc = &ilert_page_addresses_add_doc),
    ROUTE(DELETE, "/api/status-pages/{id}/subscribers/{subscriber-id}", RESPOND, WRITE, 0,
          ilert_page_address_delete,
          "Delete an address of a status page", .status = 204),

    // ---- maintenance windows ----
    ROUTE(GET, "/api/maintenance-windows", READ, READ, 0, ilert_window_list,
          "List maintenance windows", .doc = &ilert_window_list_doc),
    ROUTE(POST, "/api/maintenance-windows", MANAGE, WRITE,
          ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_window_create,
          "Plan a maintenance window", .doc = &ilert_window_create_doc),
    ROUTE(GET, "/api/maintenance-windows/{id}", READ, READ, 0, ilert_window_get,
          "Fetch a maintenance window"),
    ROUTE(PUT, "/api/maintenance-windows/{id}", MANAGE, WRITE, ROUTE_BODY, ilert_window_update,
          "Change a maintenance window", .doc = &ilert_window_update_doc),
    ROUTE(DELETE, "/api/maintenance-windows/{id}", MANAGE, WRITE, 0, ilert_window_delete,
          "Call off a maintenance window", .status = 204),

    // ---- outages ----
    ROUTE(GET, "/api/service-outages", READ, READ, 0, ilert_outage_list,
          "List when services were out", .doc = &ilert_outage_list_doc),
    ROUTE(GET, "/api/service-outages/overrides", READ, READ, 0, ilert_override_list,
          "List the overrides of services' outages", .doc = &ilert_override_list_doc),
    ROUTE(POST, "/api/service-outages/overrides", MANAGE, WRITE, ROUTE_BODY | ROUTE_IDEMPOTENT,
          ilert_override_create,
          "Override a part of a service's outages",
          .status = 201, .doc = &ilert_override_create_doc),
    ROUTE(GET, "/api/service-outages/overrides/{id}", READ, READ, 0, ilert_override_get,
          "Fetch an override"),
    ROUTE(PUT, "/api/service-outages/overrides/{id}", MANAGE, WRITE, ROUTE_BODY,
          ilert_override_update,
          "Change an override", .doc = &ilert_override_update_doc),
    ROUTE(DELETE, "/api/service-outages/overrides/{id}", MANAGE, WRITE, 0, ilert_override_delete,
          "Delete an override", .status = 204),

    // ---- teams ----
    ROUTE(GET, "/api/teams", READ, READ, 0, ilert_team_list,
          "List teams", .doc = &ilert_team_list_doc),
    ROUTE(POST, "/api/teams", ADMIN, WRITE, ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_team_create,
          "Create a team", .status = 201, .doc = &ilert_team_create_doc),
    ROUTE(GET, "/api/teams/{id}", READ, READ, 0, ilert_team_get,
          "Fetch a team"),
    ROUTE(PUT, "/api/teams/{id}", ADMIN, WRITE, ROUTE_BODY, ilert_team_update,
          "Change a team", .doc = &ilert_team_update_doc),
    ROUTE(DELETE, "/api/teams/{id}", ADMIN, WRITE, 0, ilert_team_delete,
          "Delete a team that nothing uses", .status = 204),
    ROUTE(GET, "/api/teams/name/{name}", READ, READ, 0, ilert_team_by_name,
          "Fetch a team by its name"),
    ROUTE(POST, "/api/teams/{id}/members", ADMIN, WRITE,
          ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_team_member_add,
          "Add a member to a team", .status = 201, .doc = &ilert_team_member_doc),
    ROUTE(DELETE, "/api/teams/{id}/members/{user-id}", ADMIN, WRITE, 0, ilert_team_member_remove,
          "Remove a member from a team", .status = 204),

    // ---- users ----
    ROUTE(GET, "/api/users", READ, READ, 0, ilert_user_list,
          "List users", .doc = &ilert_user_list_doc),
    ROUTE(POST, "/api/users", ADMIN, WRITE, ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_user_create,
          "Create a user", .status = 201, .doc = &ilert_user_create_doc),
    ROUTE(GET, "/api/users/current", READ, READ, 0, ilert_user_current,
          "Fetch the user that made the key"),
    ROUTE(PUT, "/api/users/current", RESPOND, WRITE, ROUTE_BODY, ilert_user_update_current,
          "Change the user that made the key", .doc = &ilert_user_update_doc),
    ROUTE(POST, "/api/users/search-email", READ, READ, ROUTE_BODY, ilert_user_search,
          "Fetch a user by the e-mail address", .doc = &ilert_user_search_doc),
    ROUTE(GET, "/api/users/{id}", READ, READ, 0, ilert_user_get,
          "Fetch a user"),
    ROUTE(PUT, "/api/users/{id}", ADMIN, WRITE, ROUTE_BODY, ilert_user_update,
          "Change a user", .doc = &ilert_user_update_doc),
    ROUTE(DELETE, "/api/users/{id}", ADMIN, WRITE, 0, ilert_user_delete,
          "Delete a user whom nothing uses", .status = 204),

    // ---- incident templates ----
    ROUTE(GET, "/api/incident-templates", READ, READ, 0, ilert_template_list,
          "List incident templates", .doc = &ilert_template_list_doc),
    ROUTE(POST, "/api/incident-templates", MANAGE, WRITE,
          ROUTE_BODY | ROUTE_IDEMPOTENT, ilert_template_create,
          "Create an incident template", .status = 201, .doc = &ilert_template_create_doc),
    ROUTE(GET, "/api/incident-templates/{id}", READ, READ, 0, ilert_template_get,
          "Fetch an incident template"),
    ROUTE(PUT, "/api/incident-templates/{id}", MANAGE, WRITE, ROUTE_BODY, ilert_template_update,
          "Change an incident template", .doc = &ilert_template_update_doc),
    ROUTE(DELETE, "/api/incident-templates/{id}", MANAGE, WRITE, 0, ilert_template_delete,
          "Delete an incident template", .status = 204),
    ROUTE(GET, "/api/incident-templates/name/{name}", READ, READ, 0, ilert_template_by_name,
          "Fetch an incident template by its name"),
};
// clang-format on

/* The words for a kind of refusal that clients look at. */
static str code_of(const struct api_request *q)
{
    static const str codes[ERR_COUNT] = {
        [OK] = S("OK"),
        [ERR_INVALID] = S("BAD_REQUEST"),
        [ERR_UNAUTHENTICATED] = S("UNAUTHORIZED"),
        [ERR_FORBIDDEN] = S("OAUTH2_SCOPE_ERROR"),
        [ERR_NOT_FOUND] = S("NOT_FOUND"),
        [ERR_METHOD] = S("METHOD_NOT_ALLOWED"),
        [ERR_CONFLICT] = S("BAD_REQUEST"),
        [ERR_PRECONDITION] = S("PRECONDITION_FAILED"),
        [ERR_TOO_LARGE] = S("PAYLOAD_TOO_LARGE"),
        [ERR_RATE_LIMITED] = S("TOO_MANY_REQUESTS"),
        [ERR_TIMEOUT] = S("UNAVAILABLE"),
        [ERR_UNAVAILABLE] = S("UNAVAILABLE"),
        [ERR_INTERNAL] = S("INTERNAL_ERROR"),
    };
    return codes[q->ctx.error.kind];
}

/* {status, message, code}. A credential that is sent but wrong is 403, where others say 401; and a
 * client's mistake is never 409, which clients would send again. */
static void render_error(struct api_request *q)
{
    const struct errinfo *error = &q->ctx.error;
    const bool is_wrong_key = error->kind == ERR_UNAUTHENTICATED && api_credential(q).n > 0;
    if (is_wrong_key)
        q->status = 403;
    else if (error->kind == ERR_CONFLICT)
        q->status = 400;
    jw_obj(&q->w, ITEM);
    jw_i64(&q->w, S("status"), q->status);
    jw_str(&q->w, S("message"), error->message);
    jw_str(&q->w, S("code"), is_wrong_key ? S("KEY_ERROR") : code_of(q));
    if (error->kind == ERR_FORBIDDEN && q->route != NULL)
        jw_str(&q->w, S("scope"),
               error->field.n > 0 ? error->field : scope_word(q->route->permission));
    jw_end(&q->w);
}

/* A team's id narrows the key to that team; 0 (all teams) and -1 (mine) are as without the header.
 */
static enum err select_context(struct api_request *q, str name)
{
    const str text = http_header(q->http, name);
    const struct team *team = NULL;
    int64_t id = 0;
    if (text.n == 0)
        return OK;
    if (!str_to_i64(text, &id) || id < -1)
        return api_fail(q, ERR_INVALID, name,
                        STR_JOIN(q->ctx.store.arena, name, S(" must be a team's id, 0 or -1")));
    if (id <= 0)
        return OK;
    TRY(access_select_team(&q->ctx, id, &team));
    q->ctx.who.team_id = team->id;
    return OK;
}

static enum err authenticate(struct api_request *q)
{
    TRY(api_authenticate_key(q));
    TRY(select_context(q, S("team-context")));
    return select_context(q, S("x-team-context"));
}

// ---- for the API document ----

static const struct route_parameter path_parameters[] = {
    PARAMETER("id", INTEGER, "The number of the object; an incident's counter id serves too"),
    PARAMETER("name", TEXT, "The whole name, spelt alike"),
    PARAMETER("subscriber-id", INTEGER, "The number of a user, a team or an address"),
    PARAMETER("group-id", INTEGER, "The number of a group of the status page"),
    PARAMETER("user-id", INTEGER, "The number of a user"),
};
static const struct route_parameter header_parameters[] = {
    PARAMETER("team-context", INTEGER,
              "Look at this team alone; 0 and -1: at all that the key may"),
};
static const struct bind_field refusal_fields[] = {
    {.name = S("status"), .type = BIND_INTEGER, .required = true, .min = 400, .max = 599},
    {.name = S("message"), .type = BIND_TEXT, .required = true},
    {.name = S("code"), .type = BIND_TEXT, .required = true},
    {.name = S("scope"), .type = BIND_TEXT},
};
static const struct dialect_doc doc = {
    .path = PARAMETER_TABLE(path_parameters),
    .headers = PARAMETER_TABLE(header_parameters),
    .refusal = BIND_TABLE(refusal_fields),
};

const struct dialect ilert_dialect = {
    .name = S("ilert"),
    .routes = routes,
    .route_count = ARRAY_LEN(routes),
    .authenticate = authenticate,
    .render_error = render_error,
    .doc = &doc,
};
