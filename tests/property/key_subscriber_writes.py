"""key_subscriber_writes.py -- random writes by any of the three keys to who is told.

SPDX-License-Identifier: Apache-2.0
"""

import server


# ---- users and teams ----

def path_to_subscribe(world, key):
    kind, path = world.chance.choice((("service", "services"), ("page", "status-pages")))
    number = world.seen(key, kind)
    return None if number is None else f"/api/{path}/{number}/private-subscribers"


def some_subscribers(world, key):
    return ([{"id": each, "type": "USER"} for each in world.some(world.people, 0, 3)]
            + [{"id": each, "type": "TEAM"} for each in world.some(key.reach.all("team"), 0, 2)])


def set_subscribers(world, key):
    path, wanted = path_to_subscribe(world, key), some_subscribers(world, key)
    if path is None:
        return
    found = key.api.call("PUT", path, wanted, 202)
    if {each["id"] for each in found} != {each["id"] for each in wanted}:
        raise server.Failed(f"{path}: {wanted} became {found}")


def unsubscribe(world, key):
    """One who is shown; a team that is out of reach is not there, subscribed or not."""
    path = path_to_subscribe(world, key)
    if path is None:
        return
    for team in world.facts.of_kind("team"):
        if not key.reach.sees(team):
            key.api.call("DELETE", f"{path}/{team}?subscriber-type=TEAM", None, 404)
    for each in world.some(key.api.get(path), 0, 1):
        key.api.call("DELETE", f"{path}/{each['id']}?subscriber-type={each['type']}", None, 204)


def subscribe_to_incident(world, key):
    number = world.seen(key, "incident")
    if number is None:
        return
    path = f"/api/incidents/{number}/private-subscribers"
    there = {each["id"] for each in key.api.get(path)}
    key.api.call("POST", path, [each for each in some_subscribers(world, key)
                                if each["id"] not in there], 204)


# ---- addresses outside ----

def add_addresses(world, key):
    page = world.seen(key, "page")
    if page is not None:
        post_addresses(world, key, page)


def post_addresses(world, key, page):
    """Some of them are on other pages too."""
    filters = world.some(world.facts.objects[page]["services"], 0, 2)
    words = [world.word(), *world.some(world.addresses, 0, 2)]
    import_them = world.chance.choice(("true", "true", "false"))
    made = key.api.call(
        "POST", f"/api/status-pages/{page}/subscribers_bulk?import={import_them}",
        [{"target": f"{word}@example.org", "type": "EMAIL", "services": filters} for word in words])
    world.addresses.append(words[0])
    for row, word in zip(made, words):
        world.facts.add(row["id"], "address", (word,), page=page)


def delete_address(world, key):
    number = world.seen(key, "address")
    if number is not None:
        page = world.facts.objects[number]["page"]
        key.api.call("DELETE", f"/api/status-pages/{page}/subscribers/{number}", None, 204)
        world.facts.remove(number)
