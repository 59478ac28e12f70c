"""made_ilert.py -- answers in ilert's shape: right ones, and wrong ones with what is said of them.

SPDX-License-Identifier: Apache-2.0
"""

DIALECT = "ilert"
LISTED, LIST = "GET /api/incidents", []
ONE = "GET /api/incidents/{id}"
REMOVED = "DELETE /api/services/{id}"
WHEN = "2026-11-20T08:00:00.000Z"
SERVICE = {"id": 3, "name": "Checkout", "alias": "pay", "status": "DEGRADED", "description": "",
           "oneOpenIncidentOnly": False, "showUptimeHistory": True,
           "teams": [{"id": 2, "name": "Payments"}]}
INCIDENT = {"id": 7, "summary": "Checkout slow", "status": "IDENTIFIED", "message": "Found.",
            "sendNotification": False, "createdAt": WHEN, "updatedAt": WHEN,
            "affectedServices": [{"impact": "DEGRADED", "service": SERVICE}], "createdBy": 1,
            "lastHistory": "Found.", "lastHistoryCreatedAt": WHEN, "lastHistoryUpdatedAt": WHEN}
ENTRY = {"id": "9", "content": "Found.", "incidentStatus": "IDENTIFIED", "sendNotification": True,
         "creator": {"id": 1, "firstName": "Ada", "lastName": "L"}, "createdAt": WHEN}
FORECAST = {"statusPagesInfo": {"id": 4, "label": "Public"}, "privateStatusPages": 0,
            "publicStatusPages": 1, "privateSubscribers": 2, "publicSubscribers": 3}
UPTIME = {"rangeStart": WHEN, "rangeEnd": WHEN,
          "uptimePercentage": {"p90": 99.5, "p60": 100, "p30": 0},
          "outages": [{"status": "MAJOR_OUTAGE", "from": WHEN, "until": WHEN, "ongoing": True}]}
GROUP = {"id": 5, "name": "EU", "status": "OPERATIONAL"}
ELEMENT = {"id": 5, "type": "GROUP", "options": ["no-graph"],
           "children": [{"id": 3, "type": "SERVICE", "options": []}]}
PAGE = {"id": 4, "name": "Public", "subdomain": "acme", "timezone": "Pacific/Chatham",
        "visibility": "PUBLIC", "activated": True, "status": "DEGRADED", "customCss": "",
        "accountWideView": False, "themeMode": "light", "emailWhitelist": ["@acme.example"],
        "structure": {"elements": [ELEMENT]}}
WINDOW = {"id": 6, "timezone": "Europe/Vienna", "start": WHEN, "end": WHEN, "createdBy": "1",
          "summary": "Upgrade", "services": [SERVICE],
          "alertSources": [{"id": 8, "name": "Grafana"}]}
USER = {"id": 1, "firstName": "Ada", "lastName": "L", "email": "a@acme.example", "username": "ada",
        "timezone": "Asia/Kathmandu", "role": "ADMIN", "language": "de"}
TEAM = {"id": 2, "name": "Payments", "visibility": "PUBLIC", "createdAt": WHEN,
        "members": [{"user": USER, "role": "USER"}]}
SUBSCRIBERS = [{"id": 1, "name": "Ada L", "type": "USER"}]
TEMPLATE = {"id": 10, "name": "Slow", "status": "INVESTIGATING", "teams": []}
OVERRIDE = {"id": "11", "service": SERVICE, "status": "OPERATIONAL", "from": WHEN, "until": WHEN}
REFUSED = {"status": 404, "message": "there is no such incident", "code": "NOT_FOUND"}
EMPTY = None


def without(value, key):
    return {name: item for name, item in value.items() if name != key}


GOOD = [  # (method and route, status, body)
    ("GET /api/incidents", 200, []),
    ("GET /api/incidents", 200, [{**INCIDENT, "subscribed": True, "resolvedOn": WHEN}]),
    ("GET /api/incidents", 200, [{**INCIDENT, "createdAt": "2026-11-20T08:00:00Z"}]),
    ("POST /api/incidents", 200, INCIDENT),
    ("POST /api/incidents/publish-info", 200, FORECAST),
    ("POST /api/incidents/publish-info", 200, {**FORECAST, "statusPagesInfo": None}),
    ("GET /api/incidents/{id}", 200, {**INCIDENT, "history": [ENTRY], "affectedTeams": []}),
    ("GET /api/incidents/{id}", 304, EMPTY),
    ("GET /api/incidents/{id}", 404, REFUSED),
    ("HEAD /api/incidents/{id}", 200, EMPTY),
    ("HEAD /api/incidents/{id}", 404, EMPTY),
    ("PUT /api/incidents/{id}", 200, INCIDENT),
    ("PUT /api/incidents/{id}", 412, {**REFUSED, "status": 412, "code": "PRECONDITION_FAILED"}),
    ("PUT /api/incidents/{id}", 403,
     {**REFUSED, "status": 403, "code": "OAUTH2_SCOPE_ERROR", "scope": "incident:w"}),
    ("PUT /api/incidents/{id}", 503, {**REFUSED, "status": 503, "code": "UNAVAILABLE"}),
    ("GET /api/incidents/{id}/private-subscribers", 200, SUBSCRIBERS),
    ("POST /api/incidents/{id}/private-subscribers", 204, EMPTY),
    ("DELETE /api/incidents/{id}/private-subscribers/{user-id}", 204, EMPTY),
    ("GET /api/status-updates", 200, [INCIDENT]),
    ("GET /api/status-updates/{id}", 200, INCIDENT),
    ("POST /api/status-updates/publish-info", 200, {**FORECAST, "statusPagesInfo": []}),
    ("GET /api/services", 200, [{**SERVICE, "uptime": UPTIME, "incidents": [INCIDENT]}]),
    ("POST /api/services", 201, SERVICE),
    ("GET /api/services/name/{name}", 200, SERVICE),
    ("DELETE /api/services/{id}", 204, EMPTY),
    ("PUT /api/services/{id}/private-subscribers", 202, SUBSCRIBERS),
    ("GET /api/service-outages", 200, UPTIME["outages"]),
    ("POST /api/service-outages/overrides", 201, OVERRIDE),
    ("POST /api/status-pages", 201, PAGE),
    ("GET /api/status-pages", 200, [without(PAGE, "structure")]),
    ("GET /api/status-pages/{page}", 200, {**PAGE, "groups": [GROUP], "appearance": "DARK"}),
    ("GET /api/status-pages/{page}/groups/{id}", 200, GROUP),
    ("GET /api/status-pages/{page}/groups/name/{name}", 200, GROUP),
    ("POST /api/status-pages/{page}/private-subscribers", 202, []),
    ("DELETE /api/status-pages/{page}/private-subscribers/{id}", 202, SUBSCRIBERS),
    ("DELETE /api/status-pages/{page}/private-subscribers/{id}", 204, EMPTY),
    ("POST /api/status-pages/{page}/subscribers_bulk", 200, [{"anything": 1}]),
    ("POST /api/teams", 201, TEAM),
    ("POST /api/teams/{id}/members", 201, {"user": USER, "role": "ADMIN"}),
    ("GET /api/users/current", 200, USER),
    ("POST /api/users/search-email", 200, USER),
    ("POST /api/incident-templates", 201, TEMPLATE),
    ("POST /api/maintenance-windows", 200, WINDOW),
    ("GET /api-docs/openapi.json", 200, {"openapi": "3.0.3"}),
]

BAD = [  # (method and route, status, body, what is said of it)
    ("GET /api/incidents", 200, {"incidents": []}, "the body must be array"),
    ("GET /api/incidents", 200, [{**INCIDENT, "status": "BROKEN"}],
     '/0/status must be equal to one of the allowed values: "BROKEN"'),
    ("GET /api/incidents", 200, [{**INCIDENT, "status": None}], "/0/status must be string: null"),
    ("GET /api/incidents", 200, [{**INCIDENT, "id": "7"}], '/0/id must be number: "7"'),
    ("GET /api/incidents", 200, [without(INCIDENT, "affectedServices")],
     "/0 must have the key affectedServices"),
    ("GET /api/incidents", 200, [without(INCIDENT, "lastHistory")],
     "/0 must have the key lastHistory"),
    ("GET /api/incidents", 200, [{**INCIDENT, "affectedServices": {}}],
     "/0/affectedServices must be array"),
    ("GET /api/incidents", 200, [{**INCIDENT, "history": []}], "/0 must not have the key history"),
    ("GET /api/incidents", 200, [{**INCIDENT, "createdAt": "2026-11-20T08:00:00+01:00"}],
     "/0/createdAt must match format"),
    ("GET /api/incidents", 200, [{**INCIDENT, "createdAt": "2026-13-20T08:00:00Z"}],
     "/0/createdAt must match format"),
    ("GET /api/incidents", 201, [], "answers 201, not 200"),
    ("POST /api/incidents", 200,
     {**INCIDENT, "affectedServices": [{"service": {**SERVICE, "labels": {}}}]},
     "/affectedServices/0/service must not have the key labels"),
    ("GET /api/incidents/{id}", 200, {**INCIDENT, "history": [{**ENTRY, "id": 9}]},
     "/history/0/id must be string: 9"),
    ("POST /api/incidents/publish-info", 200, {**FORECAST, "statusPagesInfo": []},
     "/statusPagesInfo must be object"),
    ("POST /api/incidents/publish-info", 200, without(FORECAST, "publicSubscribers"),
     "the body must have the key publicSubscribers"),
    ("POST /api/status-updates/publish-info", 200, FORECAST, "/statusPagesInfo must be array"),
    ("POST /api/incidents/{id}/private-subscribers", 204, [], "the body must be empty"),
    ("GET /api/incidents/{id}", 304, INCIDENT, "the body must be empty"),
    ("HEAD /api/incidents/{id}", 200, INCIDENT, "the body must be empty"),
    ("GET /api/services/{id}", 200,
     {**SERVICE, "uptime": {**UPTIME, "uptimePercentage": {"uptimePercentage": {"p90": 1}}}},
     "/uptime/uptimePercentage must not have the key uptimePercentage"),
    ("GET /api/services/{id}", 200,
     {**SERVICE, "uptime": {**UPTIME, "uptimePercentage": {"p90": 101}}},
     "/uptime/uptimePercentage/p90 must be <= 100: 101"),
    ("GET /api/services/name/{name}", 200, [SERVICE], "the body must be object"),
    ("GET /api/services/{id}", 200, without(SERVICE, "id"), "the body must have the key id"),
    ("POST /api/services", 200, SERVICE, "answers 200, not 201"),
    ("PUT /api/services/{id}/private-subscribers", 204, EMPTY, "answers 204, not 202"),
    ("PUT /api/services/{id}/private-subscribers", 202, [{**SUBSCRIBERS[0], "type": "GROUP"}],
     "/0/type must be equal"),
    ("GET /api/status-pages/{id}", 200, without(PAGE, "structure"), "must have the key structure"),
    ("GET /api/status-pages/{id}", 200, {**PAGE, "timezone": "Europe/Atlantis"},
     "/timezone must match format"),
    ("GET /api/status-pages/{id}", 200,
     {**PAGE, "structure": {"elements": [{**ELEMENT, "options": "no-graph"}]}},
     "/structure/elements/0/options must be array"),
    ("GET /api/status-pages/{id}", 200,
     {**PAGE, "structure": {"elements": [{**ELEMENT, "children": [{"id": 3}]}]}},
     "/structure/elements/0/children/0 must have the key type"),
    ("GET /api/maintenance-windows/{id}", 200, {**WINDOW, "createdBy": 1},
     "/createdBy must be string: 1"),
    ("GET /api/users/{id}", 200, without(USER, "email"), "the body must have the key email"),
    ("GET /api/teams/{id}", 200, {**TEAM, "members": [{"user": {**USER, "password": ""}}]},
     "/members/0/user must not have the key password"),
    ("GET /api/weather", 200, [], "the document has no such operation"),
    ("PATCH /api/incidents/{id}", 200, INCIDENT, "the document has no such operation"),
    ("GET /api/incidents/{id}", 404, without(REFUSED, "code"), "the body must have the key code"),
    ("GET /api/incidents/{id}", 404, {**REFUSED, "code": ""}, "/code must match pattern"),
    ("GET /api/incidents/{id}", 404, {**REFUSED, "error": "x"}, "must not have the key error"),
    ("GET /api/incidents/{id}", 404, {**REFUSED, "status": 400}, "/status is 400"),
    ("GET /api/incidents/{id}", 404, {**REFUSED, "code": "GONE"}, "/code is GONE, and must be"),
    ("GET /api/incidents/{id}", 404, EMPTY, "the body is no JSON"),
]

NOWHERE = [  # (path, body, what is said of it) where there is no route
    ("/api/nowhere", {"message": "none"}, ["the body must have the key status",
                                           "the body must have the key code"]),
    ("/api/nowhere", REFUSED, []),
    ("/nowhere", {"message": "none"}, []),  # another dialect's
]
