#!/usr/bin/env python3
"""Plays the transcripts of this folder against a real server, each on a database of its own.

    tests/http/run.py --tocsin build/tocsin --engine sqlite [FILE...]
    tests/http/run.py --tocsin build/tocsin --bless FILE...

Prints TAP: one case for each file, and, when all files are played, one that every route of
`tocsin routes` has been answered with a 2xx and with a refusal. --record FILE appends a line for
each answer (lib/record.py). --bless rewrites what the files expect from what SQLite's server
answers; read the diff. The form of the files: README.md.

SPDX-License-Identifier: Apache-2.0
"""

import argparse
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))

import bless  # noqa: E402
import match  # noqa: E402
import play  # noqa: E402
import record  # noqa: E402
import routes  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402
import transcript  # noqa: E402

FAILURES_SHOWN = 3
PROBLEMS = (server.Failed, play.Wrong, match.Unknown, transcript.Malformed)


def folder_settings(folder):
    """folder.json: default headers, values to look up, shapes; `like` names another folder."""
    path = folder / "folder.json"
    settings = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if "like" in settings:
        return {**folder_settings(folder.parent / settings.pop("like")), **settings}
    return settings


def shown(path, root=HERE.parent.parent):
    """A path as it stands in reports: from the root of the tree."""
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def describe(script, exchange, differences, answer):
    lines = [f"{script.path}:{exchange.line}: {exchange.section}",
             f"  {exchange.method} {exchange.target}"]
    lines += ["  " + difference for difference in differences]
    if answer is not None:
        lines.append(f"  answer: {answer.status} {answer.body[:play.SHOWN_CHARACTERS]}")
    return lines


def play_exchange(player, script, exchange):
    """The report of a failure, or nothing."""
    answer = None
    try:
        differences, answer = player.play(exchange)
    except PROBLEMS as problem:
        differences = [str(problem)]
    return describe(script, exchange, differences, answer) if differences else []


def play_all(player, script):
    reports = [report for exchange in script.exchanges
               if (report := play_exchange(player, script, exchange))]
    lines = [line for report in reports[:FAILURES_SHOWN] for line in report]
    if len(reports) > FAILURES_SHOWN:
        lines.append(f"and {len(reports) - FAILURES_SHOWN} more of {len(script.exchanges)}")
    return lines


def arguments_of(script):
    """What `@serve` lines of a file's head add to the server's command line."""
    return [word for name, rest in script.directives if name == "serve" for word in rest.split()]


def play_file(engine, path):
    """(what is wrong, what was sent) for one file."""
    seen = []
    try:
        script = transcript.read(path, shown(path))
        with engine.server(arguments_of(script)) as running:
            with play.Player(running, folder_settings(path.parent)) as player:
                seen = player.seen
                lines = play_all(player, script)
            lines += running.stop() + player.leaks()
            return lines + (running.troubles() if lines else []), seen
    except PROBLEMS as problem:
        return [f"{shown(path)}: {problem}"], seen


def bless_file(engine, path):
    script = transcript.read(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    edits = []
    with (engine.server(arguments_of(script)) as running,
          play.Player(running, folder_settings(path.parent)) as player):
        for exchange in script.exchanges:
            differences, answer = player.play(exchange)
            if differences:
                blesser = bless.Blesser(dict(player.names), player.folder.get("shapes", {}))
                edits.append((exchange, answer, blesser))
    for exchange, answer, blesser in reversed(edits):
        lines = bless.bless(lines, exchange, answer, blesser)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def play_files(engine, paths, is_whole, recorder=None):
    report = tap.Report()
    seen = []
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        for path, (lines, sent) in zip(paths, pool.map(lambda p: play_file(engine, p), paths)):
            name = shown(path, HERE).removesuffix(".http")
            report.case(f"{name} [{engine.name}]", lines)
            seen += sent
            if recorder:
                recorder.add(shown(path), sent)
    if is_whole:
        report.case(f"every route is played [{engine.name}]",
                    routes.not_played(routes.listed(engine.binary), seen))
    return report.end()


def main():
    parser = argparse.ArgumentParser(description="Plays HTTP transcripts.")
    parser.add_argument("--tocsin", required=True, type=Path)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("--record", type=Path, metavar="FILE")
    parser.add_argument("files", nargs="*", type=Path)
    chosen = parser.parse_args()
    paths = [path.resolve() for path in chosen.files] or sorted(HERE.glob("*/*.http"))
    try:
        with server.open_engine(chosen.engine, chosen.tocsin.resolve()) as engine:
            if chosen.bless:
                for path in chosen.files:
                    bless_file(engine, path.resolve())
                return 0
            recorder = (record.Recorder(chosen.record, routes.dialects(engine.binary))
                        if chosen.record else None)
            return play_files(engine, paths, not chosen.files, recorder)
    except PROBLEMS as problem:
        report = tap.Report()
        report.case(f"a server on {chosen.engine}", str(problem).splitlines())
        return report.end()


if __name__ == "__main__":
    sys.exit(main())
