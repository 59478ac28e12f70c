"""made_incidentio.py -- answers in incident.io's shape: right ones, and wrong ones with the reason.

SPDX-License-Identifier: Apache-2.0
"""

DIALECT = "incidentio"
WHEN = "2026-11-20T08:00:00.801000Z"
ULID = "01JD3N5Z00T8A7BQ2V9Z4K6XYM"
SEVERITY = {"id": ULID, "name": "Major", "description": "", "rank": 2, "created_at": WHEN,
            "updated_at": WHEN}
STATUS = {**SEVERITY, "name": "Fixing", "category": "live"}
TYPE = {"id": ULID, "name": "Default", "description": "", "is_default": True,
        "private_incidents_only": False, "create_in_triage": "optional", "created_at": WHEN,
        "updated_at": WHEN}
USER = {"id": ULID, "name": "Ada L", "role": "unset", "email": "a@acme.example"}
ROLE = {"id": ULID, "name": "Lead", "shortform": "lead", "description": "Leads", "instructions": "",
        "role_type": "lead", "created_at": WHEN, "updated_at": WHEN}
OPTION = {"id": ULID, "custom_field_id": ULID, "value": "Payments", "sort_key": 1000}
FIELD = {"id": ULID, "name": "Team", "description": "", "field_type": "single_select",
         "options": [OPTION]}
INCIDENT = {
    "id": ULID, "reference": "INC-7", "name": "Checkout slow", "mode": "standard",
    "visibility": "public", "created_at": WHEN, "updated_at": WHEN,
    "creator": {"api_key": {"id": ULID, "name": "ci"}}, "incident_status": STATUS,
    "severity": SEVERITY, "incident_type": TYPE,
    "incident_role_assignments": [{"role": ROLE, "assignee": USER}, {"role": ROLE}],
    "custom_field_entries": [{"custom_field": FIELD, "values": [{"value_option": OPTION}]}],
    "incident_timestamp_values": [
        {"incident_timestamp": {"id": ULID, "name": "Reported at", "rank": 1},
         "value": {"value": WHEN}}],
    "duration_metrics": [{"duration_metric": {"id": ULID, "name": "Time to resolve"},
                          "status": "timestamps_missing"}],
    "permalink": "http://localhost/incidents/7", "has_debrief": False,
    "postmortem_document_ids": [], "slack_channel_id": "", "slack_channel_name": "",
    "slack_team_id": "", "workload_minutes_total": 0, "workload_minutes_working": 0,
    "workload_minutes_late": 0, "workload_minutes_sleeping": 0,
}
PAGE = {"page_size": 25, "total_record_count": 1}
REFUSED = {"type": "not_found", "status": 404, "request_id": "aB3xK9pQ",
           "errors": [{"code": "not_found", "message": "there is no such incident"}]}
INVALID = {"type": "validation_error", "status": 422, "request_id": "aB3xK9pQ",
           "errors": [{"code": "is_required", "message": "name is required",
                       "source": {"field": "name"}}]}
EMPTY = None
LISTED, LIST = "GET /v1/severities", {"severities": []}
ONE = "GET /v2/incidents/{id}"
REMOVED = "DELETE /v1/incident_roles/{id}"


def without(value, key):
    return {name: item for name, item in value.items() if name != key}


def one(**changes):
    return {"incident": {**INCIDENT, **changes}}


GOOD = [  # (method and route, status, body)
    ("GET /v2/incidents", 200, {"incidents": [], "pagination_meta": PAGE}),
    ("GET /v2/incidents", 200,
     {"incidents": [INCIDENT], "pagination_meta": {**PAGE, "after": ULID}}),
    (ONE, 200, one()),
    (ONE, 200, {"incident": without(INCIDENT, "severity")}),
    (ONE, 404, REFUSED),
    (ONE, 503, {**REFUSED, "type": "api_error", "status": 503}),
    ("POST /v2/incidents", 200, one()),
    ("POST /v2/incidents", 422, INVALID),
    ("POST /v2/incidents/{id}/actions/edit", 200, one(summary="Found.")),
    ("POST /v2/incidents", 403,
     {**REFUSED, "type": "resource_forbidden", "status": 403,
      "errors": [{"code": "missing_required_scope", "message": "no",
                  "metadata": {"scope": "incidents.create"}}]}),
    (LISTED, 200, LIST),
    ("POST /v1/severities", 201, {"severity": SEVERITY}),
    ("DELETE /v1/severities/{id}", 202, EMPTY),
    ("POST /v1/incident_types", 201, {"incident_type": TYPE}),
    ("POST /v2/incident_roles", 201, {"incident_role": ROLE}),
    ("DELETE /v2/incident_roles/{id}", 204, EMPTY),
    ("GET /v2/incident_timestamps/{timestamp}", 200,
     {"incident_timestamp": {"id": ULID, "name": "Reported at", "rank": 1}}),
    ("GET /v1/openapiV3.json", 200, {"openapi": "3.0.3"}),
]

BAD = [  # (method and route, status, body, what is said of it)
    ("GET /v2/incidents", 200, [], "the body must be object"),
    ("GET /v2/incidents", 200, {"incidents": []}, "must have the key pagination_meta"),
    ("GET /v2/incidents", 200,
     {"incidents": [], "pagination_meta": {**PAGE, "after": 7}}, "/after must be string: 7"),
    ("GET /v2/incidents", 200, {"incidents": [], "pagination_meta": {"page_size": 25}},
     "/pagination_meta must have the key total_record_count"),
    ("GET /v2/incidents", 200, {"incidents": [], "pagination_meta": {**PAGE, "page_size": 251}},
     "/pagination_meta/page_size must be <= 250"),
    (ONE, 200, INCIDENT, "the body must have the key incident"),
    (ONE, 200, {"incident": without(INCIDENT, "slack_team_id")}, "must have the key slack_team_id"),
    (ONE, 200, {"incident": without(INCIDENT, "has_debrief")}, "must have the key has_debrief"),
    (ONE, 200, one(id="7"), "/incident/id must match pattern"),
    (ONE, 200, one(id=ULID.lower()), "/incident/id must match pattern"),
    (ONE, 200, one(mode="real"), "/incident/mode must be equal to one of the allowed values"),
    (ONE, 200, one(severity=None), "/incident/severity must be object: null"),
    (ONE, 200, one(colour="red"), "/incident must not have the key colour"),
    (ONE, 200, one(created_at="2026-11-20T08:00:00.801Z"), "/created_at must match format"),
    (ONE, 200, one(created_at="2026-13-20T08:00:00.801000Z"), "/created_at must match format"),
    (ONE, 200, one(created_at="2026-11-20T08:00:00.801000+00:00"), "/created_at must match format"),
    (ONE, 200, one(creator={}), "/incident/creator must NOT have fewer than 1 properties"),
    (ONE, 200, one(creator={"api_key": {"id": ULID, "name": "ci"}, "user": USER}),
     "/incident/creator must NOT have more than 1 properties"),
    (ONE, 200, one(incident_status={**STATUS, "category": "active"}),
     "/incident/incident_status/category must be equal"),
    (ONE, 200, one(custom_field_entries=[{"custom_field": FIELD}]),
     "/custom_field_entries/0 must have the key values"),
    (ONE, 200, one(custom_field_entries=[{"custom_field": FIELD,
                                          "values": [{"value_numeric": 1.5}]}]),
     "/values/0/value_numeric must be string: 1.5"),
    (ONE, 200, one(custom_field_entries=[{"custom_field": FIELD,
                                          "values": [{"value_text": "x", "value_link": "y"}]}]),
     "/values/0 must NOT have more than 1 properties"),
    ("POST /v2/incidents", 201, one(), "answers 201, not 200"),
    ("POST /v1/severities", 200, {"severity": SEVERITY}, "answers 200, not 201"),
    ("DELETE /v1/severities/{id}", 204, EMPTY, "answers 204, not 202"),
    ("DELETE /v1/severities/{id}", 202, {}, "the body must be empty"),
    ("PATCH /v2/incidents/{id}", 200, one(), "the document has no such operation"),
    ("GET /v2/weather", 200, {}, "the document has no such operation"),
    (ONE, 404, without(REFUSED, "request_id"), "the body must have the key request_id"),
    (ONE, 404, {**REFUSED, "errors": []}, "/errors must NOT have fewer than 1 items"),
    (ONE, 404, {**REFUSED, "message": "x"}, "must not have the key message"),
    (ONE, 404, {**REFUSED, "status": 400}, "/status is 400"),
    (ONE, 404, {**REFUSED, "type": "gone"}, "/type is gone, and must be not_found"),
    (ONE, 404, EMPTY, "the body is no JSON"),
    ("POST /v2/incidents", 422,
     {**INVALID, "errors": [{**INVALID["errors"][0], "source": {"pointer": "/name"}}]},
     "/errors/0/source must have the key field"),
]

NOWHERE = [  # (path, body, what is said of it) where there is no route
    ("/v2/nowhere", EMPTY, []),
    ("/v2/nowhere", REFUSED, ["the body must be empty"]),
    ("/nowhere", {"message": "none"}, []),  # another dialect's
]
