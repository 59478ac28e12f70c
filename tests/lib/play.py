"""play.py -- sends a transcript's requests to a server and compares the answers.

Every answer, expected or not, must also carry Date and X-Request-Id, and Content-Type when it has a
body; a JSON body must not name a key twice.

SPDX-License-Identifier: Apache-2.0
"""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import urlsplit

import match
import server

ANSWER_SECONDS = 20
KEY_SECONDS = 5
JSON_TYPE = "application/json; charset=utf-8"
SHOWN_CHARACTERS = 4000
CONTAINS, LACKS = "~ ", "!~ "
PASSIVE = ("anonymous", "each", "escapes", "log", "parallel", "repeat")  # read where they matter


class Wrong(Exception):
    """An exchange cannot be played; the message says why."""


@dataclass
class Answer:
    status: int
    headers: dict  # names in lower case
    body: str


@dataclass
class Sent:
    """A request of a transcript, and what it got."""
    section: str
    method: str
    target: str
    answer: Answer

    @property
    def path(self):
        return urlsplit(self.target).path


class Client:
    """One connection, opened again when the server has closed it."""

    def __init__(self, base):
        self.address = urlsplit(base).netloc
        self.connection = None

    def send(self, method, target, headers, body):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.address, timeout=ANSWER_SECONDS)
        try:
            return self.exchange(method, target, headers, body)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Wrong(f"no answer: {error!r}") from error

    def exchange(self, method, target, headers, body):
        try:
            self.connection.request(method, target, body, headers)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server may refuse a body that it has not read; the answer is still there
        response = self.connection.getresponse()
        text = response.read().decode("utf-8")
        if response.will_close:
            self.close()
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, fields, text)

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def unique_keys(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key stands twice among {keys}")
    return dict(pairs)


def parse_json(text):
    return json.loads(text, object_pairs_hook=unique_keys)


class Player:
    """Plays one transcript. `names` begins with base, key, now (when it began), team and user."""

    def __init__(self, running, folder):
        self.server = running
        self.folder = folder  # what shapes.json of the transcript's folder holds
        self.client = Client(running.base)
        now = match.time_text(datetime.now(timezone.utc))
        self.names = {"base": running.base, "key": running.key, "now": now}
        self.secrets = [running.key]
        self.seen = []  # a Sent for each answer
        for name, (target, pick) in folder.get("remember", {}).items():
            self.names[name] = self.look_up(target, pick)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def look_up(self, target, pick):
        """A value that every transcript of the folder needs, such as the id of the first team."""
        answer = self.client.send("GET", target, {"x-api-key": self.server.key}, None)
        try:
            value = parse_json(answer.body)
            for step in pick:
                value = value[step]
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise Wrong(f"GET {target} holds no {pick}: {answer.body!r}") from error
        return value

    def play(self, exchange):
        """The differences, one sentence each, and the first answer that differs, or the last."""
        for word, rest in exchange.directives:
            if word not in PASSIVE:
                self.prepare(word, match.fill(rest, self.names))
        each = match.fill(dict(exchange.directives).get("each", ""), self.names)
        name, *values = each.split() or [None]
        differences, shown = [], None
        for value in values or [None]:
            if name:
                self.names[name] = value
            found, answer = self.play_one(exchange)
            shown = shown if differences else answer
            differences += [f"{value}: {text}" if name else text for text in found]
        return differences, shown

    def play_one(self, exchange):
        words = dict(exchange.directives)
        times = int(words.get("repeat") or words.get("parallel") or 1)
        request = self.request(exchange, words)
        if "parallel" in words:
            answers = self.send_at_once(request, times)
        else:
            answers = [self.client.send(*request) for _ in range(times)]
        differences = []
        for answer in answers:
            self.seen.append(Sent(exchange.section, request[0], request[1], answer))
            differences = differences or self.judge(exchange, answer)
        if "log" in words and not self.server.log_has(match.fill(words["log"], self.names)):
            differences.append(f"the log does not hold {words['log']!r}")
        return differences, answers[-1]

    def prepare(self, word, rest):
        """Carries out a directive that comes before the request."""
        name, *arguments = rest.split() or [""]
        if word == "key":
            self.names[name] = self.server.tool("key", "create", "--name", name, *arguments)
            self.secrets.append(self.names[name])
            self.await_key(self.names[name], is_good=True)
        elif word == "revoke":
            self.server.tool("key", "revoke", self.key_id(name))
            self.await_key(self.names[name], is_good=False)
        elif word == "restart":
            self.client.close()
            self.server.restart()
        elif word == "secret":
            self.secrets.append(name)
        else:
            raise Wrong(f"there is no directive @{word}")

    def await_key(self, key, is_good):
        """On PostgreSQL a server hears of keys made or revoked elsewhere a moment later."""
        deadline = time.monotonic() + KEY_SECONDS
        while is_good == (self.status_of(key) == 401):
            if time.monotonic() > deadline:
                raise Wrong(f"a key made or revoked is not known after {KEY_SECONDS} s")
            time.sleep(server.POLL_SECONDS)

    def status_of(self, key):
        return self.client.send("GET", "/teams", {"x-api-key": key}, None).status

    def key_id(self, name):
        for line in self.server.tool("key", "list").splitlines():
            if name in line.split():
                return line.split()[0]
        raise Wrong(f"`tocsin key list` does not show {name}")

    def request(self, exchange, words):
        headers = {} if "anonymous" in words else dict(self.folder.get("headers", {}))
        for name, value in exchange.headers:
            headers[name] = value
        filled = {name: match.fill(value, self.names) for name, value in headers.items() if value}
        body = exchange.body
        if body is not None:
            body = match.fill(body, self.names).encode()
            if "escapes" in words:
                body = body.decode("unicode_escape").encode("latin-1")
            filled.setdefault("content-type", "application/json")
        target = match.fill(exchange.target, self.names).removeprefix(self.server.base)
        return exchange.method, target, filled, body

    def send_at_once(self, request, times):
        def send(_):
            client = Client(self.server.base)
            try:
                return client.send(*request)
            finally:
                client.close()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(send, range(times)))

    def judge(self, exchange, answer):
        if answer.status != exchange.status:
            return [f"status: expected {exchange.status}, got {answer.status}"]
        differences = []
        matcher = match.Matcher(self.names, self.folder.get("shapes", {}))
        for name, value in self.wanted_headers(exchange, answer):
            found = matcher.compare(value or None, answer.headers.get(name))
            differences += [f"header {name}{text.removeprefix('the body')}" for text in found]
        return differences + self.judge_body(exchange.expected_body, answer.body, matcher)

    def wanted_headers(self, exchange, answer):
        wanted = {"date": "<string>", "x-request-id": "<string>"}
        if answer.body:
            wanted["content-type"] = JSON_TYPE
        return {**wanted, **dict(exchange.expected_headers)}.items()

    def judge_body(self, expected, actual, matcher):
        if expected.startswith((CONTAINS, LACKS)):
            return [sentence for line in expected.splitlines()
                    if (sentence := self.judge_text(line, actual))]
        if not expected or not actual:
            wrong = f"the body: expected {expected!r}, got {actual!r}"
            return [] if expected == actual else [wrong]
        try:
            return matcher.compare(json.loads(expected), parse_json(actual))
        except ValueError as error:
            return [f"the body, or what is expected of it, is not JSON: {error}"]

    def judge_text(self, line, actual):
        """A line `~ text` wants that text in the body, `!~ text` wants it absent."""
        mark, text = line.split(" ", 1)
        text = match.fill(text, self.names)
        if (text in actual) == (mark == "~"):
            return None
        return f"the body {'lacks' if mark == '~' else 'holds'} {text!r}"

    def leaks(self):
        """Secrets that the server wrote to its log."""
        log = self.server.log()
        return [f"the log shows the secret {text[:12]}..." for text in self.secrets if text in log]
