#!/usr/bin/env python3
"""naughty.py -- naughty strings as titles: back byte for byte, and harmless on the share page; and
as values of filters: found, or refused by name.

    tests/http/naughty.py --tocsin build/tocsin --engine sqlite --strings naughty-strings.json

Prints TAP. The page of a naughty title must have the very elements that the page of a plain title
has, and show the title as text.
SPDX-License-Identifier: Apache-2.0
"""

import argparse
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))

import play  # noqa: E402
import server  # noqa: E402
import tap  # noqa: E402

PLAIN = "a plain title"
PAGE_REPLACES = re.compile("[\x00-\x08\x0b-\x1f\x7f]")  # controls have no place in HTML
FOLLOWED = ("href", "src", "action", "style", "content")  # attributes whose value matters as well


LIST = "/v2/incidents?page_size=250&"
FILTERS = ("status[one_of]", "severity[gte]", "created_at[lte]", "created_at[date_range]",
           "status_category[one_of]", "mode[one_of]", "incident_role[Incident Lead][one_of]",
           "incident_role[Incident Lead][is_set]", "after", "page_size", "sort_by", "filter_mode")


class Page(HTMLParser):
    """A page as the elements it has and the text it shows."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.pieces = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, [name for name, _ in attributes]))
        self.elements += [pair for pair in attributes if pair[0] in FOLLOWED]

    def handle_endtag(self, tag):
        self.elements.append("/" + tag)

    def handle_data(self, data):
        self.pieces.append(data)

    def handle_comment(self, data):
        self.elements.append("comment")

    def handle_decl(self, decl):
        self.elements.append(decl)

    def handle_pi(self, data):
        self.elements.append("?" + data)

    def unknown_decl(self, data):
        self.elements.append("!" + data)

    def text(self):
        return "".join(self.pieces)


class Api:
    """The few calls that the test needs; a status that is not wanted is an error."""

    def __init__(self, running):
        self.client = play.Client(running.base)
        self.base = running.base
        self.headers = {"x-api-key": running.key}
        self.headers["x-team-id"] = self.call("GET", "/teams")["teams"][0]["_id"]

    def send(self, method, path, body=None, want=200):
        sent = None if body is None else json.dumps(body).encode()
        answer = self.client.send(method, path, self.headers, sent)
        if answer.status != want:
            raise server.Failed(f"{method} {path}: {answer.status} {answer.body}")
        return answer

    def call(self, *request, **options):
        return play.parse_json(self.send(*request, **options).body)

    def create(self, title):
        return self.call("POST", "/incidents/create", {"title": title})["_id"]

    def declare(self, nth, field, text):
        """With the text in a custom field; False if it can be no value."""
        body = {"idempotency_key": str(nth), "name": f"number {nth}", "visibility": "public",
                "custom_field_entries": [{"custom_field_id": field,
                                          "values": [{"value_text": text}]}]}
        sent = json.dumps(body).encode()
        return self.client.send("POST", "/v2/incidents", self.headers, sent).status == 200

    def page(self, incident):
        shared = self.call("PATCH", f"/incidents/{incident}/public-sharing",
                           {"publicSharing": True})
        return self.send("GET", shared["publicUrl"].removeprefix(self.base)).body


def check_answer(api, incident, title):
    """What is wrong with the title as the API gives it back."""
    found = api.call("GET", f"/incidents/{incident}")["incident"]["message"]
    return [] if found == title else [f"{title!r} came back as {found!r}"]


def check_page(api, incident, title, plain):
    """What is wrong with the share page of that title; `plain` is a plain title's page."""
    page = Page(api.page(incident))
    complaints = []
    if page.elements != plain.elements:
        extra = [element for element in page.elements if element not in plain.elements]
        complaints.append(f"{title!r} changes the elements of the page: {extra}")
    if PAGE_REPLACES.sub("\ufffd", title) not in page.text():
        complaints.append(f"{title!r} does not stand on the page as it is")
    return complaints


def check_empty(api):
    """An empty title is no title."""
    told = api.send("POST", "/incidents/create", {"title": ""}, want=400).body
    return [] if "title" in told else [f"an empty title is not refused by name: {told}"]


def check_found(api, nth, field, text):
    """What does not find the incident that has the text in the field."""
    for operator in ("is", "contains", "starts_with"):
        name = f"custom_field[{field}][{operator}]"
        found = api.call("GET", f"{LIST}{name}={quote(text, safe='')}")["incidents"]
        if f"number {nth}" not in [row["name"] for row in found]:
            yield f"{operator} does not find {text!r}"


def check_refused(api, text):
    """Filters that are neither answered nor refused by name."""
    pairs = [(name, text) for name in FILTERS] + [(text, "x"), (f"custom_field[{text}][is]", "x")]
    for name, value in pairs:
        target = f"{LIST}{quote(name, safe='')}={quote(value, safe='')}"
        answer = api.client.send("GET", target, api.headers, None)
        refused = answer.status == 422 and \
            play.parse_json(answer.body)["errors"][0]["source"]["field"] in (name, "query")
        if answer.status != 200 and not refused:
            yield f"{name}={value!r}: {answer.status} {answer.body}"


def check_filters(running, strings):
    api = Api(running)
    field = api.call("POST", "/v2/custom_fields", {"name": "Note", "description": "A note",
                                                   "field_type": "text"}, want=201)
    complaints = []
    for nth, text in enumerate(filter(None, strings)):
        if api.declare(nth, field["custom_field"]["id"], text):
            complaints += check_found(api, nth, field["custom_field"]["id"], text)
        complaints += check_refused(api, text)
    api.client.close()
    return complaints


def check_all(running, strings):
    """What is wrong with the answers, and with the pages."""
    api = Api(running)
    plain = Page(api.page(api.create(PLAIN)))
    answers, pages = check_empty(api), []
    for title in filter(None, strings):
        incident = api.create(title)
        answers += check_answer(api, incident, title)
        pages += check_page(api, incident, title, plain)
    api.client.close()
    return answers, pages


def main():
    parser = argparse.ArgumentParser(description="Naughty strings as titles.")
    parser.add_argument("--tocsin", required=True, type=Path)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--strings", required=True, type=Path)
    chosen = parser.parse_args()
    report = tap.Report()
    answers_case = f"naughty titles come back byte for byte [{chosen.engine}]"
    pages_case = f"naughty titles show safely on the share page [{chosen.engine}]"
    if not chosen.strings.exists():
        report.case(f"{answers_case} # SKIP there is no {chosen.strings}", [])
        return report.end()
    filters_case = f"naughty values of filters find what has them [{chosen.engine}]"
    strings = json.loads(chosen.strings.read_text(encoding="utf-8"))
    try:
        with server.open_engine(chosen.engine, chosen.tocsin.resolve()) as engine:
            with engine.server() as running:
                filters = check_filters(running, strings)
                answers, pages = check_all(running, strings)
                answers += running.stop()
    except (server.Failed, play.Wrong) as problem:
        answers = pages = filters = [str(problem)]
    report.case(answers_case, answers)
    report.case(pages_case, pages)
    report.case(filters_case, filters)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
