"""record.py -- writes what transcripts exchanged with a server, for other tests to look at.

One JSON object a line: file, section, method, path as sent, route and dialect as `tocsin routes`
has them (null where the request takes no route), status, content_type, body.

SPDX-License-Identifier: Apache-2.0
"""

import json

import routes


class Recorder:
    """Appends to the file at `path`; `dialects` is what routes.dialects returns."""

    def __init__(self, path, dialects):
        self.path, self.dialects = path, dialects

    def add(self, name, seen):
        """Everything that the transcript called `name` sent."""
        with open(self.path, "a", encoding="utf-8") as out:
            for sent in seen:
                json.dump(self.line(name, sent), out, ensure_ascii=False)
                out.write("\n")

    def line(self, name, sent):
        route = routes.route_of(self.dialects, sent.method, sent.path)
        return {
            "file": name,
            "section": sent.section,
            "method": sent.method,
            "path": sent.target,
            "route": route and route[1],
            "dialect": self.dialects.get(route),
            "status": sent.answer.status,
            "content_type": sent.answer.headers.get("content-type"),
            "body": sent.answer.body,
        }
