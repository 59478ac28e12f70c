#!/usr/bin/env python3
"""Holds a running Tocsin against published documents; the checks themselves are the .mjs here.

    tests/schema/check.py answers DIALECT --tocsin build/tocsin     by the vendor's document
    tests/schema/check.py document DIALECT --tocsin build/tocsin    our own document of it

`answers` plays tests/http/DIALECT on SQLite. Prints TAP.
SPDX-License-Identifier: Apache-2.0
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "lib"))

import play  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402

REFERENCES = ROOT.parent / "shared/api"  # DIALECT-openapi.json
DOCUMENT_PATHS = {"ilert": "/api-docs/openapi.json", "incidentio": "/v1/openapiV3.json"}
COMPLAINTS_SHOWN = 8
SHOWN_CHARACTERS = 200  # of an answer
NODE_SECONDS = 60


class Broken(Exception):
    """A check could not be made; the message says why."""


def findings(script, *arguments):
    """{check: complaints} of one of the .mjs files."""
    done = subprocess.run(["node", HERE / script, *arguments], capture_output=True, text=True,
                          timeout=NODE_SECONDS, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError as error:
        raise Broken(f"{script} gave no result (tools/deps test installs what it needs):\n"
                     f"{done.stderr}") from error


def report_findings(report, found):
    for name, complaints in found.items():
        shown = complaints[:COMPLAINTS_SHOWN]
        if len(complaints) > len(shown):
            shown.append(f"and {len(complaints) - len(shown)} more")
        report.case(name, shown)


def reference_of(dialect):
    return REFERENCES / f"{dialect}-openapi.json"


def write_routes(tocsin, folder):
    path = folder / "routes"
    with open(path, "w", encoding="utf-8") as out:
        subprocess.run([tocsin, "routes"], stdout=out, check=True)
    return path


def check_answers(report, dialect, tocsin, folder):
    recording = folder / "recording"
    recording.touch()
    files = sorted((ROOT / "tests/http" / dialect).glob("*.http"))
    played = subprocess.run([ROOT / "tests/http/run.py", "--tocsin", tocsin, "--record", recording,
                             *files], capture_output=True, text=True, check=False)
    failed = [line for line in (played.stdout + played.stderr).splitlines()
              if line.startswith("not ok ")]
    report.case("the transcripts are played",
                [*failed, "http/transcripts-sqlite says why"] if played.returncode else [])
    report_findings(report, findings("check.mjs", dialect, reference_of(dialect),
                                     write_routes(tocsin, folder), recording))


def asks_more(operation, answer):
    """Whether it wants something in its query, by its document or by the parameter it misses."""
    query = [each for each in operation.get("parameters", ()) if each.get("in") == "query"]
    if answer.status != 422:
        return any(each.get("required") for each in query)
    return any(error["code"] == "is_required" and error["source"]["field"] == each["name"]
               for error in json.loads(answer.body)["errors"] for each in query)


def unanswered(client, document, key):
    """A sentence for each GET that needs no more than its path, and that fails."""
    for path, item in document["paths"].items():
        if "get" in item and "{" not in path:
            servers = item.get("servers") or document.get("servers") or [{"url": ""}]
            target = urlsplit(servers[0]["url"]).path.rstrip("/") + path
            answer = client.send("GET", target, {"authorization": f"Bearer {key}"}, None)
            if answer.status != 200 and not asks_more(item["get"], answer):
                yield f"GET {target} answers {answer.status}: {answer.body[:SHOWN_CHARACTERS]}"


def check_document(report, dialect, tocsin, folder):
    with server.open_engine("sqlite", tocsin) as engine, engine.server() as running:
        client = play.Client(running.base)
        answer = client.send("GET", DOCUMENT_PATHS[dialect], {}, None)
        if answer.status != 200:
            raise Broken(f"GET {DOCUMENT_PATHS[dialect]} answers {answer.status}: {answer.body}")
        path = folder / "openapi.json"
        path.write_text(answer.body, encoding="utf-8")
        report_findings(report,
                        findings("openapi.mjs", dialect, path, write_routes(tocsin, folder)))
        report.case("what it describes is there",
                    list(unanswered(client, json.loads(answer.body), running.key)))
        client.close()


CHECKS = {"answers": check_answers, "document": check_document}


def main():
    parser = argparse.ArgumentParser(description="Checks answers against published schemas.")
    parser.add_argument("check", choices=CHECKS)
    parser.add_argument("dialect", choices=DOCUMENT_PATHS)
    parser.add_argument("--tocsin", required=True, type=Path)
    chosen = parser.parse_args()
    report = tap.Report()
    reference = reference_of(chosen.dialect)
    if chosen.check == "answers" and not reference.exists():
        report.case(f"answers fit the document # SKIP there is no {reference}", [])
        return report.end()
    try:
        with tempfile.TemporaryDirectory(prefix="tocsin-") as folder:
            CHECKS[chosen.check](report, chosen.dialect, chosen.tocsin.resolve(), Path(folder))
    except (Broken, server.Failed, play.Wrong) as problem:
        report.case("the check is made", [str(problem)])
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
