#!/usr/bin/env python3
"""uptime.py -- uptime percentages of backfilled outages, against what was computed by hand.

    tests/property/uptime.py --tocsin build/tocsin [--engine sqlite]

Each case is a service of its own, with incidents of the past and what they must come to, to four
decimals. Prints TAP.
SPDX-License-Identifier: Apache-2.0
"""

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path[:0] = [str(HERE), str(HERE.parent / "lib")]

import api  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402
from world import DAY_MS, HOUR_MS, in_ms, now_ms, spelled  # noqa: E402

SECOND = 1000
MINUTE, HOUR, DAY = 60 * SECOND, HOUR_MS, DAY_MS
MAJOR, PARTIAL, DEGRADED = "MAJOR_OUTAGE", "PARTIAL_OUTAGE", "DEGRADED"
PERIODS = ("p90", "p60", "p30")
TOLERANCE = 0.0001  # four decimals; a second is 0.00004 of 30 days
ONGOING = None

# Name, outages as (impact, began so long ago, lasted), overrides likewise, then the percentages of
# 90, 60 and 30 days: 100 * (1 - lost / period), a partial outage costs 0.3 of its time.
CASES = (
    ("nothing", [], [], (100, 100, 100)),
    ("9 hours of major outage, 10 days ago", [(MAJOR, 10 * DAY, 9 * HOUR)], [],
     (99.5833, 99.3750, 98.7500)),
    ("the same 40 days ago is none of the last 30", [(MAJOR, 40 * DAY, 9 * HOUR)], [],
     (99.5833, 99.3750, 100)),
    ("the same 70 days ago is of 90 only", [(MAJOR, 70 * DAY, 9 * HOUR)], [], (99.5833, 100, 100)),
    ("before the 90 days it is nothing", [(MAJOR, 95 * DAY, 4 * DAY)], [], (100, 100, 100)),
    ("a partial outage costs 0.3 of its time", [(PARTIAL, 10 * DAY, 30 * HOUR)], [],
     (99.5833, 99.3750, 98.7500)),
    ("degraded and maintained is up",
     [(DEGRADED, 20 * DAY, 9 * DAY), ("UNDER_MAINTENANCE", 10 * DAY, 9 * DAY),
      ("OPERATIONAL", 5 * DAY, 4 * DAY)], [], (100, 100, 100)),
    ("overlapping, the worst counts, each hour once",  # 4 h whole, 6 h at 0.3: 5.8 h
     [(PARTIAL, 10 * DAY, 10 * HOUR), (MAJOR, 10 * DAY - 3 * HOUR, 4 * HOUR),
      (MAJOR, 10 * DAY - 4 * HOUR, 2 * HOUR)], [], (99.7315, 99.5972, 99.1944)),
    ("two of the same time count once", [(MAJOR, 10 * DAY, 9 * HOUR)] * 2, [],
     (99.5833, 99.3750, 98.7500)),
    ("apart they add up", [(MAJOR, 10 * DAY, 9 * HOUR), (MAJOR, 50 * DAY, 9 * HOUR)], [],
     (99.1667, 98.7500, 98.7500)),
    ("59.999 seconds are ignored, as often as they are",
     [(MAJOR, (3 + day) * DAY, 59_999) for day in range(20)], [], (100, 100, 100)),
    ("60 seconds are not", [(MAJOR, (3 + day) * DAY, MINUTE) for day in range(20)], [],
     (99.9846, 99.9769, 99.9537)),
    ("two of 40 seconds that touch are one of 80",
     [(MAJOR, day * DAY, 40 * SECOND) for day in range(3, 23)]
     + [(MAJOR, day * DAY - 40 * SECOND, 40 * SECOND) for day in range(3, 23)], [],
     (99.9794, 99.9691, 99.9383)),
    ("a partial outage that turns major is one outage",  # 30 s at 0.3 and 40 s, 20 times
     [(PARTIAL, day * DAY, 70 * SECOND) for day in range(3, 23)]
     + [(MAJOR, day * DAY - 30 * SECOND, 40 * SECOND) for day in range(3, 23)], [],
     (99.9874, 99.9811, 99.9622)),
    ("all of a period is nothing left", [(MAJOR, 100 * DAY, 99 * DAY)], [],
     (1.1111, 1.6667, 3.3333)),
    ("an outage across the edge counts from there", [(MAJOR, 33 * DAY, 6 * DAY)], [],
     (93.3333, 90.0000, 90.0000)),
    ("one that goes on counts until now", [(MAJOR, 3 * DAY, ONGOING)], [],
     (96.6667, 95.0000, 90.0000)),
    ("an override takes an outage away", [(MAJOR, 10 * DAY, 9 * HOUR)],
     [("OPERATIONAL", 11 * DAY, 2 * DAY)], (100, 100, 100)),
    ("an override puts one there", [], [(PARTIAL, 10 * DAY, 30 * HOUR)],
     (99.5833, 99.3750, 98.7500)),
    ("of two overrides the later made wins", [],
     [(MAJOR, 10 * DAY, 10 * HOUR), (DEGRADED, 10 * DAY - 9 * HOUR, HOUR)],
     (99.5833, 99.3750, 98.7500)),
)


def backfill(calls, service_id, now, outage):
    impact, ago, lasted = outage
    body = {"summary": "Outage", "createdAt": spelled(now - ago),
            "affectedServices": [{"impact": impact, "service": {"id": service_id}}]}
    if lasted is not ONGOING:
        body.update(status="RESOLVED", updatedAt=spelled(now - ago + lasted))
    calls.call("POST", "/api/incidents", body)


def override(calls, service_id, now, outage):
    """The path of a new one."""
    status, ago, lasted = outage
    made = calls.call("POST", "/api/service-outages/overrides", {
        "service": {"id": service_id}, "status": status, "from": spelled(now - ago),
        "until": spelled(now - ago + lasted)}, 201)
    return f"/api/service-outages/overrides/{made['id']}"


def differences(uptime, wanted):
    found = uptime["uptimePercentage"]
    return [f"{period}: expected {value:.4f}, got {found[period]:.6f}"
            for period, value in zip(PERIODS, wanted)
            if abs(found[period] - value) >= TOLERANCE]


def build(calls, case, now):
    """A service with the history of the case; its id."""
    name, outages, overrides, _ = case
    service_id = calls.call("POST", "/api/services", {"name": name}, 201)["id"]
    for outage in outages:
        backfill(calls, service_id, now, outage)
    for outage in overrides:
        override(calls, service_id, now, outage)
    return service_id


def uptime_of(calls, service_id):
    return calls.get(f"/api/services/{service_id}?include=uptime")["uptime"]


def check(calls, case):
    uptime = uptime_of(calls, build(calls, case, now_ms()))
    span = in_ms(uptime["rangeEnd"]) - in_ms(uptime["rangeStart"])
    wrong = [] if span == 90 * DAY else [f"the range is {span} ms"]
    return wrong + differences(uptime, case[-1])


def check_periods(calls):
    """Overlapping outages are shown as the periods that they make, cut at the range."""
    now = now_ms()
    service_id = build(calls, ("Periods", [
        (MAJOR, 100 * DAY, 11 * DAY), (PARTIAL, 10 * DAY, 10 * HOUR),
        (MAJOR, 10 * DAY - 3 * HOUR, 4 * HOUR), (DEGRADED, 5 * DAY, DAY)], [], None), now)
    uptime = uptime_of(calls, service_id)
    at = now - 10 * DAY
    wanted = [(MAJOR, uptime["rangeStart"], spelled(now - 89 * DAY)),
              (PARTIAL, spelled(at), spelled(at + 3 * HOUR)),
              (MAJOR, spelled(at + 3 * HOUR), spelled(at + 7 * HOUR)),
              (PARTIAL, spelled(at + 7 * HOUR), spelled(at + 10 * HOUR))]
    found = [(each["status"], each["from"], each["until"]) for each in uptime["outages"]]
    return [] if found == wanted else [f"expected {wanted}, got {found}"]


def check_overrides(calls):
    """What an override says changes with it and goes with it."""
    now = now_ms()
    service_id = build(calls, ("Overridden", [(MAJOR, 10 * DAY, 9 * HOUR)], [], None), now)
    path = override(calls, service_id, now, (DEGRADED, 10 * DAY, 9 * HOUR))
    wrong = differences(uptime_of(calls, service_id), (100, 100, 100))
    calls.call("PUT", path, {"status": PARTIAL})
    wrong += differences(uptime_of(calls, service_id), (99.8750, 99.8125, 99.6250))
    calls.call("PUT", path, {"until": spelled(now - 10 * DAY + 5 * HOUR)})  # 1.5 h and 4 h
    wrong += differences(uptime_of(calls, service_id), (99.7454, 99.6181, 99.2361))
    calls.call("DELETE", path, None, 204)
    return wrong + differences(uptime_of(calls, service_id), (99.5833, 99.3750, 98.7500))


def check_control(calls):
    """With one hour wrongly known, each percentage is seen to be off."""
    wrong = differences(uptime_of(calls, build(calls, (
        "Control", [(MAJOR, 10 * DAY, 10 * HOUR)], [], None), now_ms())),
        (99.5833, 99.3750, 98.7500))
    return [] if len(wrong) == len(PERIODS) else [f"noticed are only {wrong}"]


def main():
    parser = argparse.ArgumentParser(description="Uptime of known outages.")
    parser.add_argument("--tocsin", required=True, type=Path)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    chosen = parser.parse_args()
    report = tap.Report()
    try:
        with (server.open_engine(chosen.engine, chosen.tocsin.resolve()) as engine,
              engine.server() as running, api.Api(running) as calls):
            for case in CASES:
                report.case(f"{case[0]} [{engine.name}]", api.guarded(lambda: check(calls, case)))
            report.case(f"outages are shown as they were [{engine.name}]",
                        api.guarded(lambda: check_periods(calls)))
            report.case(f"overrides are changed and deleted [{engine.name}]",
                        api.guarded(lambda: check_overrides(calls)))
            report.case(f"a wrong percentage is noticed [{engine.name}]",
                        api.guarded(lambda: check_control(calls)))
            report.case(f"the server stops cleanly [{engine.name}]",
                        running.troubles() + running.stop())
    except api.PROBLEMS as problem:
        report.case(f"a server on {chosen.engine}", [repr(problem)])
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
