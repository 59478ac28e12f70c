#!/usr/bin/env python3
"""test_check.py -- the schema checks notice whatever is wrong, and let be what is decided.

The answers here are made up; no server runs.
SPDX-License-Identifier: Apache-2.0
"""

import json
import tempfile
import unittest
from pathlib import Path

import check  # first: it makes tests/lib known to the imports below

import play

import made_ilert
import made_incidentio

JSON = "application/json; charset=utf-8"


def exchanged(number, dialect, name, status, body):
    """A line as tests/lib/record.py writes it; no body is None."""
    method, route = name.split()
    return {"file": "made.http", "section": f"number {number}", "method": method,
            "path": route.replace("{id}", "7"), "route": route, "dialect": dialect,
            "status": status, "content_type": None if body is None else JSON,
            "body": "" if body is None else json.dumps(body)}


def route_lines(dialect, names):
    return "".join(f"{name} {dialect} A summary\n" for name in dict.fromkeys(names))


class Checking(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


class AnswersOf:
    """The cases of one dialect; `made` is its module of made-up answers."""

    made = None
    maxDiff = None

    def setUp(self):
        super().setUp()
        if not self.reference().exists():
            self.skipTest(f"there is no {self.reference()}")

    def reference(self):
        return check.reference_of(self.made.DIALECT)

    def exchanged(self, number, *row):
        return exchanged(number, self.made.DIALECT, *row)

    def complaints(self, lines, routes=None):
        """What check.mjs finds wrong, by route, where it does."""
        names = routes or [f"{line['method']} {line['route']}".replace("HEAD", "GET")
                           for line in lines if line["route"]]
        recording = self.write("recording", "".join(json.dumps(line) + "\n" for line in lines))
        routes = self.write("routes", route_lines(self.made.DIALECT, names))
        found = check.findings("check.mjs", self.made.DIALECT, self.reference(), routes, recording)
        return {name: complaints for name, complaints in found.items() if complaints}

    def test_right_answers_pass(self):
        lines = [self.exchanged(number, *row) for number, row in enumerate(self.made.GOOD)]
        self.assertEqual(self.complaints(lines), {})

    def test_wrong_answers_are_told(self):
        lines = [self.exchanged(number, *row[:3]) for number, row in enumerate(self.made.BAD)]
        told = [line for complaints in self.complaints(lines).values() for line in complaints]
        for number, (name, status, _, why) in enumerate(self.made.BAD):
            with self.subTest(name=name, why=why):
                own = [line for line in told if f": number {number}: " in line]
                self.assertTrue(any(f": {status}: " in line and why in line for line in own), own)

    def test_text_where_json_belongs_is_told(self):
        for change, why in [({"content_type": "text/html"}, "the content type is text/html"),
                            ({"body": "[{]"}, "the body is no JSON")]:
            with self.subTest(why=why):
                line = {**self.exchanged(0, self.made.LISTED, 200, self.made.LIST), **change}
                [told] = self.complaints([line])[self.made.LISTED]
                self.assertIn(why, told)

    def test_each_route_wants_an_answer_of_success(self):
        made = self.made
        lines = [self.exchanged(0, made.LISTED, 200, made.LIST),
                 self.exchanged(1, made.ONE, 404, made.REFUSED),
                 self.exchanged(2, made.ONE.replace("GET", "HEAD"), 200, None)]
        found = self.complaints(lines, [made.LISTED, made.ONE, made.REMOVED])
        why = ["no transcript gets a 2xx"]
        self.assertEqual(found, {made.ONE: why, made.REMOVED: why})

    def test_nothing_to_check_is_a_failure(self):
        self.assertEqual(list(self.complaints([], ["GET /other/dialect"])), ["GET /other/dialect"])
        recording, routes = self.write("recording", ""), self.write("routes", "GET /x spike A\n")
        found = check.findings("check.mjs", self.made.DIALECT, self.reference(), routes, recording)
        self.assertEqual(found["there are routes"],
                         [f"no route is of the dialect {self.made.DIALECT}"])

    def test_a_request_without_a_route_is_refused_in_the_dialect_s_way(self):
        for path, body, why in self.made.NOWHERE:
            with self.subTest(path=path, body=body):
                nowhere = {**self.exchanged(0, f"GET {path}", 404, body), "route": None,
                           "dialect": None}
                lines = [nowhere, self.exchanged(1, self.made.LISTED, 200, self.made.LIST)]
                told = self.complaints(lines).get("requests that take no route", [])
                self.assertEqual([line.partition(": 404: ")[2] for line in told], why)

    def test_a_broken_check_says_so(self):
        with self.assertRaises(check.Broken) as caught:
            check.findings("check.mjs", self.made.DIALECT, self.reference(),
                           self.folder / "none", self.folder / "none")
        self.assertIn("ENOENT", str(caught.exception))


class AnswersOfIlert(AnswersOf, Checking):
    made = made_ilert


class AnswersOfIncidentio(AnswersOf, Checking):
    made = made_incidentio


class Document(Checking):
    ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    DONE = {"responses": {"200": {"description": "Done"}}}
    GOOD = {
        "openapi": "3.0.3",
        "info": {"title": "Tocsin", "version": "1"},
        "servers": [{"url": "/api"}],
        "paths": {
            "/incidents": {"get": DONE, "post": {**DONE, "operationId": "create"}},
            "/incidents/{id}": {"get": DONE,
                                "parameters": [{"$ref": "#/components/parameters/id"}]},
            "/openapi.json": {"servers": [{"url": "/api-docs"}], "get": DONE},
        },
        "components": {"parameters": {"id": ID}},
    }
    ROUTES = ["GET /api/incidents", "POST /api/incidents", "GET /api/incidents/{id}",
              "GET /api-docs/openapi.json"]

    def complaints(self, document, routes=ROUTES):
        text = route_lines("ilert", routes) + "GET /incidents spike Another dialect\n"
        found = check.findings("openapi.mjs", "ilert",
                               self.write("document", json.dumps(document)),
                               self.write("routes", text))
        return [line for complaints in found.values() for line in complaints]

    def test_a_right_document_passes(self):
        self.assertEqual(self.complaints(self.GOOD), [])

    def test_what_is_no_openapi_is_told(self):
        for change, why in [({"openapi": "2.0"}, "the version is 2.0"),
                            ({"info": {"title": "Tocsin"}}, "/info must have required property"),
                            ({"paths": {"/a": {"get": {}}}}, "/paths/~1a/get must have required"),
                            ({"components": {}}, "#/components/parameters/id"),
                            ({"routes": []}, "must NOT have additional properties")]:
            with self.subTest(change=change):
                told = self.complaints({**self.GOOD, **change})
                self.assertTrue(any(why in line for line in told), told)

    def test_routes_and_document_must_agree(self):
        self.assertEqual(self.complaints(self.GOOD, [*self.ROUTES, "GET /api/teams"]),
                         ["GET /api/teams is a route, and not described"])
        self.assertEqual(self.complaints(self.GOOD, self.ROUTES[:-1]),
                         ["GET /api-docs/openapi.json is described, and no route"])

    def test_parameters_of_paths_are_declared(self):
        paths = {**self.GOOD["paths"], "/incidents/{id}": {"get": self.DONE}}
        self.assertEqual(self.complaints({**self.GOOD, "paths": paths}),
                         ["GET /api/incidents/{id} declares the parameters of its path as none"])

    def test_what_is_described_must_be_there(self):
        class Client:
            sent = []

            def send(self, _method, target, *_):
                self.sent.append(target)
                return play.Answer(404 if target == "/api/incidents" else 200, {}, "no such path")

        told = list(check.unanswered(Client(), self.GOOD, "key"))
        self.assertEqual(told, ["GET /api/incidents answers 404: no such path"])
        self.assertEqual(Client.sent, ["/api/incidents", "/api-docs/openapi.json"])

    def test_what_asks_for_a_parameter_is_there(self):
        answer = play.Answer(422, {}, json.dumps({"errors": [
            {"code": "is_required", "message": "say which", "source": {"field": "id"}}]}))
        for name, asks in (("id", True), ("of", False)):
            operation = {"parameters": [{"in": "query", "name": name}]}
            self.assertEqual(check.asks_more(operation, answer), asks)
        required = {"parameters": [{"in": "query", "name": "id", "required": True}]}
        self.assertTrue(check.asks_more(required, play.Answer(400, {}, "")))
        self.assertFalse(check.asks_more({}, play.Answer(404, {}, "")))

    def test_operation_ids_differ(self):
        twice = {**self.DONE, "operationId": "create"}
        paths = {**self.GOOD["paths"], "/incidents": {"get": twice, "post": twice}}
        self.assertEqual(self.complaints({**self.GOOD, "paths": paths}), ["create names several"])


if __name__ == "__main__":
    unittest.main()
