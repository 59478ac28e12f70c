// routes.c -- every route of the Spike dialect.
// SPDX-License-Identifier: Apache-2.0
#include "api/spike/spike.h"

#include "core/access.h"

// clang-format off
static const struct route routes[] = {
    ROUTE(GET, "/incidents", READ, READ, ROUTE_TEAM | ROUTE_REPEATABLE, spike_incident_list,
          "List the team's incidents"),
    ROUTE(GET, "/incidents/all-occurrences", READ, READ, ROUTE_REPEATABLE,
          spike_incident_all_occurrences,
          "List incidents of all teams by time, team, status, service, integration"),
    ROUTE(GET, "/incidents/triggered", READ, READ, ROUTE_TEAM | ROUTE_REPEATABLE,
          spike_incident_triggered,
          "List triggered incidents"),
    ROUTE(GET, "/incidents/acknowledged", READ, READ, ROUTE_TEAM | ROUTE_REPEATABLE,
          spike_incident_acknowledged,
          "List acknowledged incidents"),
    ROUTE(GET, "/incidents/assigned-to-user", READ, READ, ROUTE_TEAM | ROUTE_REPEATABLE,
          spike_incident_assigned,
          "List incidents assigned to a user"),
    ROUTE(GET, "/incidents/overview", READ, READ, ROUTE_TEAM | ROUTE_REPEATABLE,
          spike_incident_overview,
          "Count incidents: all, open, assigned to a user"),
    ROUTE(GET, "/incidents/{counterId}", READ, READ, ROUTE_TEAM, spike_incident_get,
          "Fetch one incident"),
    ROUTE(GET, "/incidents/{counterId}/incident-context", READ, READ,
          ROUTE_TEAM, spike_incident_context,
          "Fetch an incident with its surroundings"),
    ROUTE(GET, "/incidents/{counterId}/activity-log", READ, READ,
          ROUTE_TEAM, spike_incident_activity,
          "List what happened to an incident"),
    ROUTE(GET, "/incidents/{counterId}/get-previous-incidents", READ, READ,
          ROUTE_TEAM, spike_incident_previous,
          "List earlier occurrences"),
    ROUTE(GET, "/incidents/{counterId}/previous-incident/{_id}", READ, READ,
          ROUTE_TEAM, spike_incident_previous_one,
          "Fetch an earlier occurrence"),
    ROUTE(GET, "/incidents/{counterId}/suppressed-incidents", READ, READ,
          ROUTE_TEAM, spike_incident_suppressed,
          "List events swallowed while the incident was open"),
    ROUTE(GET, "/incidents/{counterId}/suppressed-incidents/{_id}", READ, READ,
          ROUTE_TEAM, spike_incident_suppressed_one,
          "Fetch a swallowed event"),
    ROUTE(POST, "/incidents/create", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY | ROUTE_IDEMPOTENT, spike_incident_create,
          "Create an incident"),
    ROUTE(POST, "/incidents/acknowledge", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_acknowledge,
          "Acknowledge incidents"),
    ROUTE(POST, "/incidents/unacknowledge", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_unacknowledge,
          "Take an acknowledgement back"),
    ROUTE(POST, "/incidents/resolve", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_resolve,
          "Resolve incidents"),
    ROUTE(POST, "/incidents/escalate", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_escalate,
          "Move incidents to the next escalation step"),
    ROUTE(POST, "/incidents/priority", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_priority,
          "Set the priority"),
    ROUTE(DELETE, "/incidents/priority/remove", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_priority_remove,
          "Remove the priority"),
    ROUTE(POST, "/incidents/severity", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_severity,
          "Set the severity"),
    ROUTE(DELETE, "/incidents/severity/remove", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_severity_remove,
          "Remove the severity"),
    ROUTE(POST, "/incidents/reassign", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_reassign,
          "Add responders"),
    ROUTE(POST, "/incidents/remove-responder", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_remove_responder,
          "Remove responders"),
    ROUTE(PATCH, "/incidents/{counterId}/public-sharing", RESPOND, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_incident_public_sharing,
          "Share an incident by a public link, or stop"),

    ROUTE(GET, "/teams", READ, READ, 0, spike_team_list, "List teams"),
    ROUTE(GET, "/teams/get-all-teams", READ, READ, 0, spike_team_list, "List teams"),
    ROUTE(POST, "/teams/create", ADMIN, WRITE, ROUTE_BODY, spike_team_create, "Create a team"),
    ROUTE(GET, "/users", READ, READ, 0, spike_user_list, "List users"),
    ROUTE(GET, "/users/me", READ, READ, 0, spike_user_me, "Fetch the user that made the key"),
    ROUTE(GET, "/users/{id}", READ, READ, 0, spike_user_get, "Fetch one user"),
    ROUTE(POST, "/users/create", ADMIN, WRITE, ROUTE_BODY, spike_user_create, "Create a user"),

    ROUTE(GET, "/integrations", READ, READ, ROUTE_TEAM, spike_integration_list,
          "List integrations"),
    ROUTE(POST, "/integrations/create", MANAGE, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_integration_create,
          "Create an integration"),
    ROUTE(GET, "/integrations/{token}", READ, READ,
          ROUTE_TEAM | ROUTE_SECRET, spike_integration_get,
          "Fetch one integration"),
    ROUTE(DELETE, "/integrations/{token}/archive", MANAGE, WRITE,
          ROUTE_TEAM | ROUTE_SECRET, spike_integration_archive,
          "Archive an integration"),

    ROUTE(GET, "/escalations", READ, READ, ROUTE_TEAM, spike_policy_list,
          "List escalation policies"),
    ROUTE(POST, "/escalations/create", MANAGE, WRITE, ROUTE_TEAM | ROUTE_BODY, spike_policy_create,
          "Create an escalation policy"),
    ROUTE(GET, "/escalations/{_id}", READ, READ, ROUTE_TEAM, spike_policy_get,
          "Fetch one escalation policy"),
    ROUTE(PUT, "/escalations/{_id}/update", MANAGE, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_policy_update,
          "Change an escalation policy"),
    ROUTE(DELETE, "/escalations/{_id}/archive", MANAGE, WRITE, ROUTE_TEAM, spike_policy_archive,
          "Archive an escalation policy"),

    ROUTE(GET, "/services", READ, READ, ROUTE_TEAM, spike_service_list, "List services"),
    ROUTE(POST, "/services/create", MANAGE, WRITE, ROUTE_TEAM | ROUTE_BODY, spike_service_create,
          "Create a service"),
    ROUTE(GET, "/services/{counterId}", READ, READ, ROUTE_TEAM, spike_service_get,
          "Fetch one service"),
    ROUTE(PUT, "/services/{counterId}/update", MANAGE, WRITE,
          ROUTE_TEAM | ROUTE_BODY, spike_service_update,
          "Change a service"),
};
// clang-format on

/* The credential, then the team that x-team-id names. The order of refusals: 401, 403, then the
 * team. */
static enum err authenticate(struct api_request *q)
{
    TRY(access_by_key(&q->ctx, api_credential(q)));
    if ((q->route->flags & ROUTE_TEAM) == 0)
        return OK;
    TRY(ctx_permit(&q->ctx, (enum scope)q->route->permission));
    const str text = http_header(q->http, S("x-team-id"));
    if (text.n == 0)
        return api_fail(q, ERR_INVALID, S("x-team-id"), S("the header x-team-id is required"));
    return access_select_team(&q->ctx, spike_id_read(q, ID_TEAM, text), &q->team);
}

const struct dialect spike_dialect = {
    .name = S("spike"),
    .routes = routes,
    .route_count = ARRAY_LEN(routes),
    .authenticate = authenticate,
    .render_error = api_render_message_and_field,
};
