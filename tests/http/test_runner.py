#!/usr/bin/env python3
"""test_runner.py -- the transcript runner notices whatever is wrong.

A runner that passes everything would make all transcripts worthless, so most cases here are answers
that must be refused. They are played against fake_tocsin.py.
SPDX-License-Identifier: Apache-2.0
"""

import contextlib
import io
import json
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import run  # first: it makes tests/lib known to the imports below

import bless
import match
import play
import record
import routes
import server
import tap
import transcript

FAKE = Path(__file__).resolve().parent / "fake_tocsin.py"
SHAPES = {"bell": {"_id": "<id>", "name": "<string>", "parts": "<array>", "at": "<time?>"},
          "gong": {"<bell>": {"name": "gong"}},
          "error": {"message": "<string>", "error": "<string>"}, "deep": {"errors": "<array>"}}
OBJECT_ID = "66f0c0de9a1b2c3d4e5f6071"
THING = '{"_id": "<id>", "name": "bell", "parts": [1, 2], "at": null}'


def differences(expected, actual, names=None):
    return match.Matcher(names if names is not None else {}, SHAPES).compare(expected, actual)


class Matching(unittest.TestCase):
    FITS = [
        (1, 1), (None, None), ("a", "a"), ([1, 2], [1, 2]), ({"a": {}}, {"a": {}}),
        ("<any>", None), ("<id>", OBJECT_ID), ("<time>", "2026-11-20T08:00:00.000Z"),
        ("<time?>", None), ("<int>", 4), ("<number>", 4.5), ("<bool>", False), ("<text>", ""),
        ("<url>", "http://127.0.0.1:1/x"), ([1, "..."], [1, 2, 3]), (["..."], []),
        ({"a": 1, "...": "..."}, {"a": 1, "b": 2}),
        ("<ulid>", "01JDG3ZQ7X9Y8W6V5T4S3R2Q1P"), ("< not a kind >", "< not a kind >"),
        ("<bell>", {"_id": OBJECT_ID, "name": "b", "parts": [], "at": None}),
        ({"<bell>": {"name": "b"}}, {"_id": OBJECT_ID, "name": "b", "parts": [], "at": None}),
        ({"<gong>": {"at": "a"}}, {"_id": OBJECT_ID, "name": "gong", "parts": [], "at": "a"}),
        ("<error ids>", {"message": "ids is empty", "error": "Bad Request"}),
        ("<digits>", "007"), ("<etag>", '"0a1b"'),
        ("<micros>", "2026-11-20T08:00:00.123000Z"),
        ("<deep ids>", {"errors": [{"source": {"field": "ids"}}]}),
    ]
    DIFFERS = [
        (1, 2), (1, True), (0, False), (1, 1.0), (None, False), ("a", "A"), ("1", 1),
        ([1], [1, 2]), ([1, 2], [1]), ([], {}), ({}, []), ({"a": 1}, {}), ({}, {"a": 1}),
        ({"a": {"b": 1}}, {"a": {"b": 2}}), ([1, 2, "..."], [1]), ([2, "..."], [1, 2]),
        ({"a": 1, "...": "..."}, {"b": 2}), ("<id>", OBJECT_ID.upper()), ("<id>", OBJECT_ID[1:]),
        ("<time>", "2026-11-20T08:00:00Z"), ("<time>", None), ("<string>", ""), ("<string>", None),
        ("<int>", 1.5), ("<int>", True), ("<number>", True), ("<bool>", 0), ("<array>", {}),
        ("<bell>", {"_id": OBJECT_ID, "name": "b", "parts": []}),
        ({"<bell>": {"name": "b"}}, {"_id": OBJECT_ID, "name": "c", "parts": [], "at": None}),
        ("<gong>", {"_id": OBJECT_ID, "name": "bell", "parts": [], "at": None}),
        ("<error ids>", {"message": "wrong", "error": "Bad Request"}),
        ("<error ids>", {"message": "ids is empty"}),
        ("<error ids>", {"message": "ids", "error": "x", "more": 1}),
        ("<error ids>", {"message": "ids", "error": ""}), ("<error ids>", "ids"),
        ("<micros>", "2026-11-20T08:00:00.123Z"), ("<deep ids>", {"errors": [{"source": {}}]}),
        ("<digits>", ""), ("<digits>", 7), ("<etag>", 'W/"0a1b"'), ("<etag>", "0a1b"),
    ]

    def test_what_fits_has_no_differences(self):
        for expected, actual in self.FITS:
            with self.subTest(expected=expected, actual=actual):
                self.assertEqual(differences(expected, actual), [])

    def test_what_differs_is_told(self):
        for expected, actual in self.DIFFERS:
            with self.subTest(expected=expected, actual=actual):
                self.assertNotEqual(differences(expected, actual), [])

    def test_a_difference_names_its_place(self):
        told = differences({"a": [{"b": 1}]}, {"a": [{"b": 2}]})
        self.assertEqual(told, [".a[0].b: expected 1, got 2"])

    def test_a_remembered_value_is_expected_again(self):
        names = {}
        self.assertEqual(differences("<<it:id>>", OBJECT_ID, names), [])
        self.assertEqual(differences({"x": "{{it}}"}, {"x": OBJECT_ID}, names), [])
        self.assertNotEqual(differences({"x": "{{it}}"}, {"x": OBJECT_ID[::-1]}, names), [])

    def test_a_folder_says_what_an_error_is(self):
        shapes = {"error": {"status": 400, "message": "<string>"}}
        for actual, differs in [({"status": 400, "message": "ids is empty"}, False),
                                ({"status": 400, "message": "wrong"}, True),
                                ({"status": 404, "message": "ids is empty"}, True),
                                ({"message": "ids is empty", "error": "ids"}, True)]:
            with self.subTest(actual=actual):
                told = match.Matcher({}, shapes).compare("<error ids>", actual)
                self.assertEqual(bool(told), differs)

    def test_a_remembered_value_keeps_its_type(self):
        self.assertEqual(differences("{{n}}", 5, {"n": 5}), [])
        self.assertNotEqual(differences("{{n}}", "5", {"n": 5}), [])
        self.assertEqual(differences("{{it|number}}", 0x9A1B2C3D4E5, {"it": OBJECT_ID}), [])
        ulid = "01M819HJGT000000018YWVBHJB"
        self.assertEqual(differences("{{it|number}}", 83897, {"it": ulid}), [])
        self.assertEqual(differences("{{it|micros}}", "2026-11-20T08:00:00.123000Z",
                                     {"it": "2026-11-20T08:00:00.123Z"}), [])

    def test_a_remembered_value_must_be_of_its_kind(self):
        self.assertNotEqual(differences("<<it:id>>", "no id", {}), [])

    def test_expressions(self):
        names = {"it": OBJECT_ID, "url": "https://a.example/b/c", "whole": {"a": [True, "é"]},
                 "at": "2026-01-01T00:30:00.123Z"}
        for text, value in [("{{it}}/x", OBJECT_ID + "/x"), ("{{a*5}}", "aaaaa"),
                            ("{{it|upper}}", OBJECT_ID.upper()),
                            ("{{url|path}}", "/b/c"),
                            ("{{it|flip}}", OBJECT_ID[:-1] + "0"),
                            ("{{it|number}}", str(0x9A1B2C3D4E5)),
                            ("{{at-30m}}", "2026-01-01T00:00:00.123Z"),
                            ("{{at+2d}}", "2026-01-03T00:30:00.123Z"),
                            ("{{url|path|password}}", "c29tZWJvZHlAdGVuYW50Oi9iL2M="),
                            ('[{{whole}}]', '[{"a": [true, "é"]}]')]:
            with self.subTest(text=text):
                self.assertEqual(match.fill(text, names), value)

    def test_unknown_names_are_mistakes(self):
        for text in ("{{nobody}}", "{{nobody+1h}}", "{{it|nothing}}"):
            with self.subTest(text=text), self.assertRaises(match.Unknown):
                match.fill(text, {"it": "x"})
        with self.assertRaises(match.Unknown):
            differences("<nokind>", 1)


class Reading(unittest.TestCase):
    def read(self, text):
        return transcript.Reader("t.http", text).transcript()

    def test_all_parts_are_found(self):
        script = self.read("Title.\n@serve --x 1\nremark\n\n### One\n# why\n@key k --scope read\n"
                           "POST /a b\nx-api-key: k\nx-team-id:\n{\n\n}\nHTTP 201\nallow: GET\n"
                           '{"a":\n 1}\n\nGET /c\nHTTP 200\n\n### Two\nGET /d\nHTTP 204\n')
        first, second, third = script.exchanges
        self.assertEqual((script.title, script.directives), ("Title.", [("serve", "--x 1")]))
        self.assertEqual((first.section, first.line, first.method, first.target),
                         ("One", 8, "POST", "/a b"))
        self.assertEqual(first.directives, [("key", "k --scope read")])
        self.assertEqual(first.headers, [("x-api-key", "k"), ("x-team-id", "")])
        self.assertEqual((first.body, first.status), ("{\n\n}", 201))
        self.assertEqual(first.expected_headers, [("allow", "GET")])
        self.assertEqual(first.expected_body, '{"a":\n 1}')
        self.assertEqual((second.section, second.body, second.expected_body), ("One", None, ""))
        self.assertEqual((third.section, third.status), ("Two", 204))

    def test_what_is_no_transcript_is_refused_with_its_line(self):
        for text, place in [("", "t.http:1"), ("### One\nGET /\nHTTP 200", "t.http:1"),
                            ("T\n\n### One\nGET /a\n", "t.http:5"),
                            ("T\n\n### One\nget /a\nHTTP 200", "t.http:4"),
                            ("T\n\n### One\n", "t.http:4"),
                            ("T\n### A\nGET /\nHTTP 200\n\n@key k", "t.http:7")]:
            with self.subTest(text=text), self.assertRaises(transcript.Malformed) as caught:
                self.read(text)
            self.assertIn(place, str(caught.exception))


class Playing(unittest.TestCase):
    """Transcripts of one section, played against the fake."""

    GOOD = [
        f"GET /thing\nHTTP 200\n{THING}",
        f"GET /thing\nHTTP 200\ncontent-length: <string>\n{THING}",
        'GET /thing\nHTTP 200\n"<bell>"',
        "GET /page\nHTTP 200\ncontent-type: text/html; charset=utf-8\n~ a &lt; b\n!~ <b>",
        "GET /empty\nHTTP 204",
        "GET /empty\nHTTP 204\nallow:",
        "HEAD /thing\nHTTP 200\ncontent-type: application/json; charset=utf-8",
        'GET /missing\nHTTP 404\n"<error bell>"',
        '@key k --scope read\nPOST /echo\nx-api-key: {{k}}\n{"a":\nHTTP 200\n'
        '{"body": "{\\"a\\":", "fields": {"x-api-key": "made-k", "x-team-id": "t", "...": 0}}',
        '@anonymous\nDELETE /echo\n{}\nHTTP 200\n{"body": "{}", "fields": {"host": "<string>", '
        '"accept-encoding": "identity", "content-length": "2", "content-type": "<string>"}}',
        '@escapes\nPOST /echo\n\\x00\\xff\nHTTP 200\n'
        '{"body": "\\u0000\\u00ff", "fields": "<object>"}',
        '@parallel 4\nGET /thing\nHTTP 200\n{"_id": "<<x>>", "...": "..."}\n\n'
        'GET /thing\nHTTP 200\n{"_id": "{{x}}", "...": "..."}',
        '@repeat 3\nGET /count\nHTTP 200\n{"count": "<int>"}',
        "@each path thing thing?x\nGET /{{path}}\nHTTP 200\n" + THING,
        f"GET /thing\nHTTP 200\n{THING}\n\n@restart\nGET /thing\nHTTP 200\n{THING}",
        "@log /thing\nGET /thing\nHTTP 200\n" + THING,
    ]
    BAD = [
        (f"GET /thing\nHTTP 201\n{THING}", "status: expected 201, got 200"),
        ('GET /thing\nHTTP 200\n{"_id": "<id>", "name": "gong", "parts": [1, 2], "at": null}',
         ".name: expected 'gong', got 'bell'"),
        ('GET /thing\nHTTP 200\n{"_id": "<id>", "name": "bell", "parts": [1, 2]}',
         ".at: is too much: None"),
        ('GET /thing\nHTTP 200\n{"_id": "<id>", "tone": 1, "...": 0}', ".tone: is missing"),
        ("GET /thing\nHTTP 200", "the body: expected ''"),
        (f"GET /empty\nHTTP 204\n{THING}", "got ''"),
        (f"GET /thing\nHTTP 200\netag: <string>\n{THING}", "header etag: expected"),
        (f"GET /thing\nHTTP 200\ndate:\n{THING}", "header date: expected None"),
        (f"GET /untyped\nHTTP 200\n{THING}", "header content-type: expected"),
        (f"GET /unnamed\nHTTP 200\n{THING}", "header x-request-id: expected"),
        ('GET /twice\nHTTP 200\n{"a": 1}', "stands twice"),
        ('GET /broken\nHTTP 200\n{"a": 1}', "not JSON"),
        ("GET /page\nHTTP 200\ncontent-type: <string>\n~ c", "lacks 'c'"),
        ("GET /page\nHTTP 200\ncontent-type: <string>\n!~ a", "holds 'a'"),
        (f"GET /thing?{{{{x}}}}\nHTTP 200\n{THING}", "nothing is remembered as x"),
        (f"@nonsense\nGET /thing\nHTTP 200\n{THING}", "no directive @nonsense"),
        (f"@log no such line\nGET /thing\nHTTP 200\n{THING}", "the log does not hold"),
        (f"@revoke k\nGET /thing\nHTTP 200\n{THING}", "key list"),
        ('GET /log-secret\nHTTP 404\n"<error bell>"', "the log shows the secret"),
        ('GET /log-text\nHTTP 404\n"<error bell>"', "is no JSON object"),
        (f"@each path thing missing\nGET /{{{{path}}}}\nHTTP 200\n{THING}", "missing: status"),
        (f"@repeat 2\nGET /count\nHTTP 200\n{THING}", ".name: is missing"),
    ]
    FOLDER = ('{"headers": {"x-api-key": "{{key}}", "x-team-id": "t"}, '
              '"remember": {"name": ["/thing", ["name"]]}, "shapes": '
              '{"bell": {"_id": "<id>", "name": "{{name}}", "parts": [1, 2], "at": null}, '
              '"error": {"message": "<string>", "error": "<string>"}}}')

    @classmethod
    def setUpClass(cls):
        cls.closing = contextlib.ExitStack()
        cls.engine = cls.closing.enter_context(server.open_engine("sqlite", FAKE))
        cls.folder = Path(cls.closing.enter_context(tempfile.TemporaryDirectory()))
        (cls.folder / "folder.json").write_text(cls.FOLDER)

    @classmethod
    def tearDownClass(cls):
        cls.closing.close()

    def play(self, text, head=""):
        path = self.folder / "t.http"
        path.write_text(f"Title.\n{head}\n### A section\n{text}\n")
        return "\n".join(run.play_file(self.engine, path)[0])

    def test_right_answers_pass(self):
        for text in self.GOOD:
            with self.subTest(text=text):
                self.assertEqual(self.play(text), "")

    def test_wrong_answers_are_told(self):
        for text, why in self.BAD:
            with self.subTest(text=text):
                self.assertIn(why, self.play(text))

    def test_a_report_names_file_line_and_section(self):
        told = self.play("GET /thing\nHTTP 404\n" + THING)
        self.assertIn("t.http:4: A section", told)

    def test_a_bad_end_of_the_server_is_told(self):
        self.assertIn("ended with code 3", self.play("GET /empty\nHTTP 204", "@serve --end-badly"))
        self.assertIn("to stop", self.play("GET /empty\nHTTP 204", "@serve --end-late"))

    def test_an_unplayable_file_fails(self):
        self.assertIn("no request line", self.play("nonsense"))

    def test_what_was_sent_is_known_for_the_routes(self):
        path = self.folder / "t.http"
        path.write_text("Title.\n### A\n@repeat 2\nGET /thing?x=1\nHTTP 200\n" + THING)
        seen = [(sent.method, sent.path, sent.answer.status)
                for sent in run.play_file(self.engine, path)[1]]
        self.assertEqual(seen, [("GET", "/thing", 200)] * 2)

    def test_each_answer_is_recorded_with_its_route(self):
        path, recording = self.folder / "t.http", self.folder / "recording"
        path.write_text(f"Title.\n### A\nGET /thing?x=1\nHTTP 200\n{THING}\n\n"
                        "### B\nDELETE /nowhere\nHTTP 200\n")
        recorder = record.Recorder(recording, routes.dialects(FAKE))
        with contextlib.redirect_stdout(io.StringIO()):
            run.play_files(self.engine, [path, path], False, recorder)
        lines = [json.loads(line) for line in recording.read_text().splitlines()]
        self.assertEqual(lines[2:], lines[:2])
        self.assertEqual(lines[0], {
            "file": str(path), "section": "A", "method": "GET", "path": "/thing?x=1",
            "route": "/thing", "dialect": "read", "status": 200,
            "content_type": "application/json; charset=utf-8",
            "body": THING.replace("<id>", OBJECT_ID)})
        self.assertEqual([lines[1][key] for key in ("route", "dialect", "status")],
                         [None, None, 404])

    def test_blessing_changes_only_what_differs(self):
        path = self.folder / "t.http"
        path.write_text('Title.\n\n### A\nGET /thing\nHTTP 404\n'
                        '{"_id": "<any>", "name": "gong"}\n\n'
                        '# Stays.\nGET /thing\nHTTP 200\n{"<bell>": {"name": "gong"}}\n\n'
                        'GET /empty\nHTTP 200\n{"a": 1}\n')
        run.bless_file(self.engine, path)
        self.assertEqual(path.read_text(),
                         'Title.\n\n### A\nGET /thing\nHTTP 200\n'
                         '{"_id": "<any>", "name": "{{name}}", "parts": [1, 2], "at": null}\n\n'
                         '# Stays.\nGET /thing\nHTTP 200\n"<bell>"\n\nGET /empty\nHTTP 204\n')
        self.assertEqual(run.play_file(self.engine, path)[0], [])


class Blessing(unittest.TestCase):
    def test_new_values_become_placeholders(self):
        blesser = bless.Blesser({"x": "known"}, SHAPES)
        revised = blesser.revise(
            {"a": 1, "...": "..."},
            {"a": [OBJECT_ID, "2026-11-20T08:00:00.000Z", "known", "new"], "b": 2})
        self.assertEqual(revised, {"a": ["<id>", "<time>", "{{x}}", "new"], "...": "..."})

    def test_long_values_are_laid_out_in_lines(self):
        self.assertEqual(bless.laid_out({"a": 1}), '{"a": 1}')
        self.assertEqual(bless.laid_out(["x" * 99, {}]), '[\n  "' + "x" * 99 + '",\n  {}\n]')


class Covering(unittest.TestCase):
    ROUTES = [("GET", "/thing"), ("GET", "/{bell}"), ("POST", "/{bell}/ring")]

    def test_fixed_segments_win(self):
        for method, path, route in [("GET", "/thing", 0), ("HEAD", "/thing", 0), ("GET", "/x", 1),
                                    ("GET", "/%74hing", 0), ("GET", "/a%2Fb", 1),
                                    ("POST", "/x/ring", 2)]:
            with self.subTest(path=path):
                self.assertEqual(routes.route_of(self.ROUTES, method, path), self.ROUTES[route])
        self.assertIsNone(routes.route_of(self.ROUTES, "PUT", "/thing"))

    def test_each_route_wants_a_good_answer_and_a_refusal(self):
        seen = [play.Sent("A", method, target, play.Answer(status, {}, ""))
                for method, target, status in [
                    ("GET", "/thing?x=1", 200), ("GET", "/thing", 401), ("GET", "/x", 404),
                    ("POST", "/x/ring", 200), ("PUT", "/nowhere", 405)]]
        self.assertEqual(routes.not_played(self.ROUTES, seen),
                         ["GET /{bell}: no transcript gets a 2xx",
                          "POST /{bell}/ring: no transcript is refused"])

    def test_the_server_is_asked_for_its_routes(self):
        self.assertIn(("POST", "/echo"), routes.listed(FAKE))


class Reporting(unittest.TestCase):
    def test_complaints_make_a_case_fail(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            report = tap.Report()
            report.case("good", [])
            report.case("bad", ["two\nlines"])
            code = report.end()
        self.assertEqual(code, 1)
        self.assertEqual(out.getvalue(), "TAP version 13\nok 1 - good\nnot ok 2 - bad\n"
                                         "# two\n# lines\n1..2\n")

    def test_a_missing_postgres_is_said(self):
        with unittest.mock.patch.dict("os.environ", clear=True):
            with self.assertRaises(server.Failed) as caught:
                with server.open_engine("postgres", FAKE):
                    pass
        self.assertIn("./test", str(caught.exception))


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
