"""looks.py -- every GET route, and what of it to look at: a table a dialect.

SPDX-License-Identifier: Apache-2.0
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from api import PAGE_ROWS, number_of

EVERYTHING = {"start": "2000-01-01", "end": "2100-01-01"}
LOOKED_AT = 3  # incidents in detail: the newest, and as many others
NOBODYS = ("/health", "/metrics", "/share/{link}", "/api-docs/openapi.json",
           "/v1/openapiV3.json")  # ask for no key
DECLARED = "/v2/incidents?" + urlencode({
    "page_size": 250, "mode[one_of]": ["standard", "retrospective", "test", "tutorial"]}, True)


@dataclass
class Look:
    """An answer. `owner` must be seen for it to be 200; `shown` are services of its pages."""

    path: str
    owner: object = None  # None: it is 200 for every key
    kind: str = ""        # of a list: exactly those in reach
    rows: str = ""        # the key that the list is under; none: the body is it
    missing: int = 404    # the status without the owner
    pages: tuple = ()     # that it tells of: whoever sees a page sees what it shows
    status: int = 0
    body: object = None
    names: object = ()    # all that the body names


# ---- what to look at ----

def each_of(facts, kind, *patterns):
    """Every object of the kind; {name} is its first word."""
    for number in facts.of_kind(kind):
        row = facts.objects[number]
        for pattern in patterns:
            yield Look(pattern.format(id=number, **row), number,
                       pages=(number,) if kind == "page" else ())


def groups(facts, tail):
    for number in facts.of_kind("group"):
        row = facts.objects[number]
        yield Look(f"/api/status-pages/{row['page']}/groups/" + tail.format(id=number, **row),
                   number)


def list_of(kind, path, most=PAGE_ROWS):
    mark = "&" if "?" in path else "?"
    return lambda world: [Look(f"{path}{mark}max-results={most}", kind=kind,
                               pages=tuple(world.facts.of_kind(kind)) if kind == "page" else ())]


def some_incidents(world, *patterns):
    known = world.facts.of_kind("incident")
    chosen = {*known[-LOOKED_AT:], *world.looks.sample(known, min(LOOKED_AT, len(known)))}
    for number in sorted(chosen):
        for pattern in patterns:
            yield Look(pattern.format(id=number, **world.facts.objects[number]), number)


def of(kind, *patterns):
    return lambda world: each_of(world.facts, kind, *patterns)


def of_incident(*patterns):
    return lambda world: some_incidents(world, *patterns)


def at(*paths):
    return lambda _world: [Look(path) for path in paths]


def told(alias):
    return {
        f"/api/{alias}": lambda world: [
            Look(f"/api/{alias}?max-results=100&start-index={start}")
            for start in range(0, len(world.facts.of_kind("incident")), PAGE_ROWS)],
        f"/api/{alias}/{{id}}": lambda world: [
            look for look in some_incidents(
                world, f"/api/{alias}/{{id}}?include=subscribed,affectedTeams,history",
                f"/api/{alias}/{{counter}}")
            if world.facts.objects[look.owner]["services"]],
        f"/api/{alias}/{{id}}/private-subscribers": of_incident(
            f"/api/{alias}/{{id}}/private-subscribers"),
    }


def events(world):
    for number in world.facts.of_kind("event"):
        row = world.facts.objects[number]
        yield Look(f"/incidents/{world.facts.objects[row['incident']]['_id']}"
                   f"/suppressed-incidents/{row['_id']}", number)


SPIKE = {
    "/incidents": at("/incidents?perPage=100"),
    "/incidents/all-occurrences": lambda _: [
        Look("/incidents/all-occurrences?" + urlencode({**EVERYTHING, "perPage": 100}))],
    "/incidents/triggered": at("/incidents/triggered?perPage=100"),
    "/incidents/acknowledged": at("/incidents/acknowledged?perPage=100"),
    "/incidents/assigned-to-user": lambda world: [
        Look(f"/incidents/assigned-to-user?id={world.user}")],
    "/incidents/overview": lambda world: [Look(f"/incidents/overview?id={world.user}")],
    "/incidents/{counterId}": of_incident("/incidents/{_id}", "/incidents/{counter}"),
    "/incidents/{counterId}/incident-context": of_incident("/incidents/{_id}/incident-context"),
    "/incidents/{counterId}/activity-log": of_incident("/incidents/{_id}/activity-log"),
    "/incidents/{counterId}/get-previous-incidents": of_incident(
        "/incidents/{_id}/get-previous-incidents"),
    "/incidents/{counterId}/previous-incident/{_id}": lambda world: [
        Look(f"{look.path}/previous-incident/{world.facts.objects[look.owner]['_id']}", -1)
        for look in some_incidents(world, "/incidents/{_id}")],
    "/incidents/{counterId}/suppressed-incidents": of_incident(
        "/incidents/{_id}/suppressed-incidents"),
    "/incidents/{counterId}/suppressed-incidents/{_id}": events,
    "/teams": at("/teams"),
    "/teams/get-all-teams": at("/teams/get-all-teams"),
    "/users": at("/users"),
    "/users/me": at("/users/me"),
    "/users/{id}": lambda world: [Look(f"/users/{world.user}")],
    "/integrations": at("/integrations?perPage=100"),
    "/integrations/{token}": of("source", "/integrations/{token}"),
    "/escalations": at("/escalations"),
    "/escalations/{_id}": of("policy", "/escalations/{_id}"),
    "/services": at("/services?perPage=100"),
    "/services/{counterId}": of("service", "/services/{_id}"),
}

ILERT = {
    **told("incidents"),
    **told("status-updates"),
    "/api/services": lambda world: [
        *list_of("service", "/api/services")(world),
        *list_of("service", "/api/services?include=subscribed,uptime,incidents", 25)(world)],
    "/api/services/{id}": of("service", "/api/services/{id}",
                             "/api/services/{id}?include=subscribed,uptime,incidents"),
    "/api/services/name/{name}": of("service", "/api/services/name/{name}"),
    "/api/services/{id}/private-subscribers": of(
        "service", "/api/services/{id}/private-subscribers"),
    "/api/status-pages": list_of("page", "/api/status-pages?include=subscribed", 50),
    "/api/status-pages/{id}": of(
        "page", "/api/status-pages/{id}?include=subscribed,uptime,groups,structure"),
    "/api/status-pages/name/{name}": of("page", "/api/status-pages/name/{name}"),
    "/api/status-pages/{id}/groups": of("page", "/api/status-pages/{id}/groups"),
    "/api/status-pages/{id}/groups/{group-id}": lambda world: groups(world.facts, "{id}"),
    "/api/status-pages/{id}/groups/name/{name}": lambda world: groups(world.facts, "name/{name}"),
    "/api/status-pages/{id}/private-subscribers": of(
        "page", "/api/status-pages/{id}/private-subscribers"),
    "/api/status-pages/{id}/subscribers": of("page", "/api/status-pages/{id}/subscribers"),
    "/api/maintenance-windows": list_of("window", "/api/maintenance-windows"),
    "/api/maintenance-windows/{id}": of("window", "/api/maintenance-windows/{id}"),
    "/api/service-outages": at("/api/service-outages"),
    "/api/service-outages/overrides": list_of("override", "/api/service-outages/overrides"),
    "/api/service-outages/overrides/{id}": of("override", "/api/service-outages/overrides/{id}"),
    "/api/teams": list_of("team", "/api/teams"),
    "/api/teams/{id}": of("team", "/api/teams/{id}"),
    "/api/teams/name/{name}": of("team", "/api/teams/name/{name}"),
    "/api/users": at("/api/users?max-results=100"),
    "/api/users/current": at("/api/users/current"),
    "/api/users/{id}": lambda world: [Look(f"/api/users/{number_of(world.user)}")],
    "/api/incident-templates": list_of("template", "/api/incident-templates"),
    "/api/incident-templates/{id}": of("template", "/api/incident-templates/{id}"),
    "/api/incident-templates/name/{name}": of("template", "/api/incident-templates/name/{name}"),
}


def of_each_incident(path):
    """Of all, an incident at a time: who does not see it is told so as of a bad value."""
    return lambda world: [
        Look(path + world.facts.objects[look.owner]["ulid"], look.owner, missing=422)
        for look in some_incidents(world, "")]


def rows_of(kind, path, rows):
    return lambda _world: [Look(path, kind=kind, rows=rows)]


def configured(*patterns):
    """What belongs to the whole organisation."""
    return lambda world: [Look(pattern.format(**world.configured)) for pattern in patterns]


INCIDENTIO = {
    "/v2/incidents": rows_of("incident", DECLARED, "incidents"),
    "/v2/incidents/{id}": of_incident("/v2/incidents/{ulid}", "/v2/incidents/{_id}"),
    "/v2/incident_updates": lambda world: [
        Look("/v2/incident_updates?page_size=250"),
        *of_each_incident("/v2/incident_updates?incident_id=")(world)],
    "/v2/actions": rows_of("action", "/v2/actions", "actions"),
    "/v2/actions/{id}": of("action", "/v2/actions/{ulid}"),
    "/v2/follow_ups": rows_of("follow_up", "/v2/follow_ups", "follow_ups"),
    "/v2/follow_ups/{id}": of("follow_up", "/v2/follow_ups/{ulid}"),
    "/v1/incident_attachments": of_each_incident("/v1/incident_attachments?incident_id="),
    "/v1/postmortem_documents": rows_of(
        "document", "/v1/postmortem_documents?page_size=250", "postmortem_documents"),
    "/v1/postmortem_documents/{id}": of("document", "/v1/postmortem_documents/{ulid}"),
    "/v1/postmortem_documents/{id}/content": of(
        "document", "/v1/postmortem_documents/{ulid}/content"),
    "/v2/incident_participants": of_each_incident("/v2/incident_participants?incident_id="),
    "/v2/incident_participant_workloads": of_each_incident(
        "/v2/incident_participant_workloads?incident_id="),
    "/v3/teams": rows_of("team", "/v3/teams?page_size=250", "teams"),
    "/v3/teams/{id}": of("team", "/v3/teams/{ulid}"),
    "/v1/api_keys": rows_of("key", "/v1/api_keys?page_size=250", "api_keys"),
    "/v1/api_keys/{id}": of("key", "/v1/api_keys/{ulid}"),
    "/v1/identity": at("/v1/identity"),
    "/v2/users": at("/v2/users?page_size=100"),
    "/v2/users/{id}": configured("/v2/users/{user}"),
    "/v1/severities": at("/v1/severities"),
    "/v1/severities/{id}": configured("/v1/severities/{severity}"),
    "/v1/incident_statuses": at("/v1/incident_statuses"),
    "/v1/incident_statuses/{id}": configured("/v1/incident_statuses/{incident_status}"),
    "/v1/incident_types": at("/v1/incident_types"),
    "/v1/incident_types/{id}": configured("/v1/incident_types/{incident_type}"),
    "/v2/incident_roles": at("/v2/incident_roles"),
    "/v2/incident_roles/{id}": configured("/v2/incident_roles/{incident_role}"),
    "/v2/incident_timestamps": at("/v2/incident_timestamps"),
    "/v2/incident_timestamps/{id}": configured("/v2/incident_timestamps/{incident_timestamp}"),
    "/v2/duration_metrics": at("/v2/duration_metrics"),
    "/v2/duration_metrics/{id}": configured("/v2/duration_metrics/{duration_metric}"),
    "/v2/custom_fields": at("/v2/custom_fields"),
    "/v2/custom_fields/{id}": configured("/v2/custom_fields/{custom_field}"),
    "/v1/custom_field_options": configured(
        "/v1/custom_field_options?custom_field_id={custom_field}"),
    "/v1/custom_field_options/{id}": configured("/v1/custom_field_options/{custom_field_option}"),
    "/v3/catalog_types": at("/v3/catalog_types"),
    "/v3/catalog_types/{id}": configured("/v3/catalog_types/{catalog_type}"),
    "/v3/catalog_entries": configured("/v3/catalog_entries?catalog_type_id={catalog_type}"),
    "/v3/catalog_entries/{id}": configured("/v3/catalog_entries/{catalog_entry}"),
}
