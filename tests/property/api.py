"""api.py -- JSON calls to a server under test, in any dialect.

SPDX-License-Identifier: Apache-2.0
"""

import json

import match
import play
import server

PROBLEMS = (server.Failed, play.Wrong, KeyError, IndexError, TypeError, ValueError, OSError)
PAGE_ROWS = 100


def number_of(public_id):
    """The number that ilert shows of what Spike shows as `_id` and incident.io by a ULID."""
    return match.FILTERS["number"](public_id)


def guarded(work):
    """The complaints that `work` returns; what it raises is one."""
    try:
        return work()
    except PROBLEMS as problem:
        return [repr(problem)]


class Api:
    """One connection. `journal` has a line for each write, `writes` is how many there were."""

    def __init__(self, running, key=None):
        self.client = play.Client(running.base)
        self.headers = {"authorization": f"Bearer {key or running.key}",
                        "content-type": "application/json"}
        self.journal = []
        self.writes = 0
        self.team = self.get("/teams")["teams"][0]["_id"]
        self.headers["x-team-id"] = self.team

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def send(self, method, path, body=None, headers=None):
        """(status, headers, the parsed body or None), whatever the status."""
        sent = None if body is None else json.dumps(body).encode()
        answer = self.client.send(method, path, {**self.headers, **(headers or {})}, sent)
        if method != "GET":
            self.writes += 1
            self.journal.append(f"{method} {path} {json.dumps(body)} -> {answer.status}")
        parsed = play.parse_json(answer.body) if answer.body else None
        return answer.status, answer.headers, parsed

    def call(self, method, path, body=None, wanted=200, headers=None):
        """The parsed body; any status but the wanted one is a failure."""
        status, _, parsed = self.send(method, path, body, headers)
        if status != wanted:
            raise server.Failed(f"{method} {path} {json.dumps(body)}: {status}, not {wanted}: "
                                f"{parsed}")
        return parsed

    def get(self, path):
        return self.call("GET", path)

    def get_all(self, path):
        """All rows of one of ilert's lists."""
        rows = []
        mark = "&" if "?" in path else "?"
        while True:
            page = self.get(f"{path}{mark}max-results={PAGE_ROWS}&start-index={len(rows)}")
            rows += page
            if len(page) < PAGE_ROWS:
                return rows
