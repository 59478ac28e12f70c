"""writes.py -- all kinds of writes: a scene to begin with, then any of them by chance.

SPDX-License-Identifier: Apache-2.0
"""

from config_writes import (
    add_integration, add_page, add_policy, add_quiet_service, add_service, add_window, change_page,
    change_window, delete_page, delete_service, end_window, post_page, post_window, remove_window,
    set_service, use_and_delete)
from declared_writes import (
    declare, declare_any, edit, edit_any, refuse_edit, remove_severity, set_severity)
from incident_writes import (
    acknowledge, backfill, create, escalate, forecast, move_on, path_of, post_incident,
    push_event, push_recovery, refused, resolve, send_back, spike_create, subscribe, unacknowledge,
    update)
from model import CLOSED, FIXING, PAUSED, WATCHING
from world import HOUR_MS

SERVICES = 8


def furnish(world):
    """What the writes need to begin with."""
    for _ in range(SERVICES):
        add_service(world)
    add_policy(world)
    first, second, third, *_ = world.model.services
    for service_id, impact in ((None, None), (first, None), (first, "DEGRADED"),
                               (second, "MAJOR_OUTAGE"), (second, "PARTIAL_OUTAGE"),
                               (third, "UNDER_MAINTENANCE")):
        add_integration(world, service_id, impact)


def set_scene(world):
    """Something for every rule to say something about, so that none can be wrong unnoticed."""
    quiet, busy, over = (add_quiet_service(world) for _ in range(3))
    world.api.call("PUT", f"/api/services/{over}", {"status": "DEGRADED"})
    world.model.services[over]["own"] = "DEGRADED"
    for service_id, ago in ((quiet, 30), (busy, 1)):
        start = world.began - ago * HOUR_MS
        post_window(world, {"start": start, "end": start + 24 * HOUR_MS,
                            "services": [service_id]})
    post_page(world, [quiet, busy])
    for service_id, impact in ((busy, "MAJOR_OUTAGE"), (busy, "PARTIAL_OUTAGE"),
                               (over, "MAJOR_OUTAGE")):
        incident = post_incident(world, scene_body("Scene", service_id, impact))
    for body in ({"message": "More of the same."}, {"status": "RESOLVED"}):
        world.api.call("PUT", path_of(world, incident), body)
        world.model.put(incident, body)
    post_incident(world, scene_body("Long ago", busy, "DEGRADED"), world.began - 90 * HOUR_MS)
    declare_scene(world)


def declare_scene(world):
    """What waits, what was resolved once, what came before one of another severity."""
    declare(world, title="Waits", mode="standard", place=PAUSED)
    first = declare(world, title="Again", mode="standard", place=CLOSED, severity="sev1")
    declare(world, title="Again", mode="standard", place=FIXING)
    edit(world, first, f"INC-{first['nth']}", severity="sev3")
    back = declare(world, title="Back", mode="standard", place=WATCHING)
    edit(world, back, f"INC-{back['nth']}", place=CLOSED)
    body = {"status": "IDENTIFIED", "affectedServices": world.affected()}
    world.api.call("PUT", path_of(world, back), body)
    world.model.put(back, body)


def scene_body(summary, service_id, impact):
    return {"summary": summary, "message": "There.",
            "affectedServices": [{"impact": impact, "service": {"id": service_id}}]}


WRITES = {
    spike_create: 10, push_event: 14, push_recovery: 8, acknowledge: 8, unacknowledge: 5,
    resolve: 10, escalate: 4, create: 8, backfill: 5, update: 14, move_on: 8, send_back: 3,
    refused: 3, forecast: 1, subscribe: 2, add_service: 2, set_service: 4, delete_service: 2,
    declare_any: 8, edit_any: 20, refuse_edit: 2, set_severity: 5, remove_severity: 2,
    add_window: 5, change_window: 3, end_window: 4, remove_window: 2,
    add_page: 2, change_page: 4, delete_page: 1, use_and_delete: 1,
}


def write_once(world):
    """One random step; most are one write, some none."""
    step = world.chance.choices(list(WRITES), list(WRITES.values()))[0]
    step(world)
