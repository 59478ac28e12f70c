"""config_writes.py -- random writes to services, maintenance windows and status pages.

SPDX-License-Identifier: Apache-2.0
"""

from api import number_of
from model import STATUSES, Rules, shown
from world import HOUR_MS, in_ms, now_ms, spelled

SERVICES_MOST = 14
PAGES_MOST = 4
BEHIND_MS = 5000


# ---- services ----

def add_service(world):
    if len(world.model.services) >= SERVICES_MOST:
        return
    body = {"id": 0, "name": f"Service {next(world.names)}",
            "status": world.chance.choice(("", "", *STATUSES)),
            "oneOpenIncidentOnly": world.chance.random() < 0.3}
    made = world.api.call("POST", "/api/services", body, 201)
    world.model.services[made["id"]] = {"own": body["status"] or "OPERATIONAL",
                                        "one_open": body["oneOpenIncidentOnly"]}


def add_quiet_service(world):
    """One that nothing bears on; returns its id."""
    made = world.api.call("POST", "/api/services", {"name": f"Service {next(world.names)}"}, 201)
    world.model.services[made["id"]] = {"own": "OPERATIONAL", "one_open": False}
    return made["id"]


def set_service(world):
    """A status that is shown already is not taken for an own one."""
    service_id = world.some_service()
    service = world.model.services[service_id]
    shown_status = Rules(world.model, now_ms()).status(service_id)
    body = {"status": world.chance.choice(("", *STATUSES)),
            "oneOpenIncidentOnly": world.chance.random() < 0.3}
    world.api.call("PUT", f"/api/services/{service_id}", body)
    service["one_open"] = body["oneOpenIncidentOnly"]
    if body["status"] not in ("", shown_status):
        service["own"] = body["status"]


def delete_service(world):
    """It goes only if nothing uses it."""
    service_id = world.some_service()
    is_used = world.model.is_used(service_id, now_ms()) or any(
        each["service"] == service_id for each in world.integrations)
    world.api.call("DELETE", f"/api/services/{service_id}", None, 400 if is_used else 204)
    if not is_used:
        del world.model.services[service_id]
        for window in world.model.windows.values():
            window["services"] = [each for each in window["services"] if each != service_id]


# ---- maintenance windows ----

def some_window(world):
    """Running, past or to come, and never near an edge."""
    start = world.began + world.chance.choice((-3, -2, 24)) * HOUR_MS
    return {"start": start, "end": start + world.chance.choice((1, 48)) * HOUR_MS,
            "services": world.some_services(3)}


def window_body(window):
    return {"start": spelled(window["start"]), "end": spelled(window["end"]),
            "timezone": "Europe/Berlin", "summary": "Upgrade",
            "services": [{"id": each} for each in window["services"]]}


def post_window(world, window):
    made = world.api.call("POST", "/api/maintenance-windows", window_body(window))
    world.model.windows[made["id"]] = window


def add_window(world):
    post_window(world, some_window(world))


def change_window(world):
    if not world.model.windows:
        return
    window_id = world.chance.choice(list(world.model.windows))
    present = world.model.windows[window_id]
    window = some_window(world)
    if world.chance.random() < 0.6:
        window["start"] = present["start"]
    if world.chance.random() < 0.3:
        window["end"] = present["end"]
    is_refused = window["end"] <= window["start"] or rewrites(present, window, now_ms())
    world.api.call("PUT", f"/api/maintenance-windows/{window_id}", window_body(window),
                   400 if is_refused else 200)
    if not is_refused:
        world.model.windows[window_id] = window


def rewrites(present, window, now):
    """Whether it is what was that changes."""
    if present["start"] > now:
        return False
    if present["end"] <= now:
        return {**present, "services": set(present["services"])} != \
            {**window, "services": set(window["services"])}
    is_moved = window["end"] != present["end"]
    return window["start"] != present["start"] or (is_moved and window["end"] < now)


def end_window(world):
    """Now, by a clock that is a little behind: one that runs."""
    now = now_ms()
    running = [each for each, window in world.model.windows.items()
               if window["start"] <= now < window["end"]]
    if running:
        window_id = world.chance.choice(running)
        body = {"end": spelled(now - BEHIND_MS)}
        changed = world.api.call("PUT", f"/api/maintenance-windows/{window_id}", body)
        world.model.windows[window_id]["end"] = in_ms(changed["end"])


def remove_window(world):
    if world.model.windows:
        window_id = world.chance.choice(list(world.model.windows))
        world.api.call("DELETE", f"/api/maintenance-windows/{window_id}", None, 204)
        del world.model.windows[window_id]


# ---- status pages ----

def add_page(world):
    if len(world.model.pages) < PAGES_MOST:
        post_page(world, world.some_services(4))


def post_page(world, services):
    nth = next(world.names)
    body = {"name": f"Page {nth}", "subdomain": f"page-{nth}", "timezone": "UTC",
            "visibility": world.chance.choice(("PUBLIC", "PRIVATE")),
            "services": [{"id": each} for each in services]}
    made = world.api.call("POST", "/api/status-pages", body, 201)
    world.model.pages[made["id"]] = {"services": services, "groups": {}}


def change_page(world):
    """Some services at the top level, the others in its group."""
    if not world.model.pages:
        return
    page_id = world.chance.choice(list(world.model.pages))
    page = world.model.pages[page_id]
    if not page["groups"]:
        made = world.api.call("POST", f"/api/status-pages/{page_id}/groups", {"name": "Group"},
                              201)
        page["groups"][made["id"]] = []
    group_id, *_ = page["groups"]
    chosen = world.some_services(5)
    cut = world.chance.randint(0, len(chosen))
    page["services"], page["groups"] = chosen[:cut], {group_id: chosen[cut:]}
    elements = [{"id": each, "type": "SERVICE"} for each in page["services"]]
    elements.append({"id": group_id, "type": "GROUP",
                     "children": [{"id": each, "type": "SERVICE"} for each in chosen[cut:]]})
    world.api.call("PUT", f"/api/status-pages/{page_id}",
                   {"services": [{"id": each} for each in shown(page)],
                    "structure": {"elements": elements}})


def delete_page(world):
    if world.model.pages:
        page_id = world.chance.choice(list(world.model.pages))
        world.api.call("DELETE", f"/api/status-pages/{page_id}", None, 204)
        del world.model.pages[page_id]


# ---- what was used for a while ----

def use_and_delete(world):
    """A service goes once nothing uses it any more, whatever did."""
    service_id = add_quiet_service(world)
    post_window(world, {**some_window(world), "services": [service_id]})
    post_page(world, [service_id])
    world.api.call("DELETE", f"/api/services/{service_id}", None, 400)
    *_, window_id = world.model.windows
    *_, page_id = world.model.pages
    world.api.call("DELETE", f"/api/maintenance-windows/{window_id}", None, 204)
    world.api.call("DELETE", f"/api/status-pages/{page_id}", None, 204)
    del world.model.windows[window_id], world.model.pages[page_id]
    world.api.call("DELETE", f"/api/services/{service_id}", None, 204)
    del world.model.services[service_id]


# ---- integrations, policies: made once ----

def add_integration(world, service_id, impact):
    body = {"customName": f"Tool {next(world.names)}"}
    if service_id is not None:
        rows = world.api.get("/services?perPage=100")["services"]
        body["service"] = next(row["_id"] for row in rows if number_of(row["_id"]) == service_id)
    if impact is not None:
        body["impact"] = impact
    made = world.api.call("POST", "/integrations/create", body)["integration"]
    world.integrations.append({"token": made["token"], "service": service_id, "impact": impact})


def add_policy(world):
    step = [{"type": "user", "id": world.user, "via": ["email"]}]
    body = {"name": "Round and round", "escalation": [step, step], "waits": [5, 5], "repeat": True}
    world.policy = world.api.call("POST", "/escalations/create", body)["escalation"]["_id"]
