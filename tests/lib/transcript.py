"""transcript.py -- reads an .http file: a title, then requests with the answers they must get.

    Acknowledging stops the paging and is written down once.

    ### A made-up id beside a good one fails for itself
    @key reader --scope read
    POST /incidents/acknowledge
    x-api-key: {{reader}}
    {"ids": ["prim-1", "prim-9"]}
    HTTP 200
    {"message": "<string>", "updated": ["prim-1"], "failed": ["<object>"]}

A section begins with ### and a sentence; it holds any number of exchanges. An exchange is its
@directives, a request line, header lines, the body up to the line `HTTP status`, then the headers
that must be there, and the body that must come, up to a blank line. Lines beginning with # between
exchanges are comments. This file knows the form only; play.py gives it meaning.

SPDX-License-Identifier: Apache-2.0
"""

import re
from dataclasses import dataclass, field

REQUEST = re.compile(r"([A-Z]+) (\S.*)")
STATUS = re.compile(r"HTTP (\d{3})")
HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?: (.*))?")


class Malformed(Exception):
    """The file is not a transcript; the message says where and why."""


@dataclass
class Exchange:
    line: int  # of the request line, from 1
    section: str
    method: str
    target: str
    directives: list = field(default_factory=list)  # (word, rest)
    headers: list = field(default_factory=list)  # (name in lower case, value)
    body: str = None
    status: int = 0
    expected_headers: list = field(default_factory=list)
    expected_body: str = ""
    expected_lines: tuple = (0, 0)  # where expected_body stands: first line, line after the last


@dataclass
class Transcript:
    path: str
    title: str
    directives: list
    exchanges: list


class Reader:
    """Goes through the lines once; `at` is the next one."""

    def __init__(self, path, text):
        self.path = path
        self.lines = text.splitlines()
        self.at = 0

    def fail(self, why):
        raise Malformed(f"{self.path}:{self.at + 1}: {why}")

    def peek(self):
        return self.lines[self.at] if self.at < len(self.lines) else None

    def take(self):
        line = self.peek()
        self.at += 1
        return line

    def transcript(self):
        title = self.take()
        if not title or title.startswith(("#", "@")):
            self.at = 0
            self.fail("the first line is no title")
        directives = self.head()
        exchanges = []
        section = None
        pending = []
        while (line := self.peek()) is not None:
            if line.startswith("### "):
                section = line[4:]
                self.at += 1
            elif line.startswith("@"):
                pending.append(self.directive())
            elif line == "" or line.startswith("#"):
                self.at += 1
            else:
                exchanges.append(self.exchange(section, pending))
                pending = []
        if pending or not exchanges:
            self.fail("the file ends without a request")
        return Transcript(self.path, title, directives, exchanges)

    def head(self):
        """Everything up to the first section: remarks, and directives for the whole file."""
        directives = []
        while (line := self.peek()) is not None and not line.startswith("### "):
            if line.startswith("@"):
                directives.append(self.directive())
            else:
                self.at += 1
        return directives

    def directive(self):
        word, _, rest = self.take()[1:].partition(" ")
        return word, rest.strip()

    def exchange(self, section, directives):
        found = REQUEST.fullmatch(self.peek())
        if not found or section is None:
            self.fail("this is no request line in a section")
        exchange = Exchange(self.at + 1, section, found[1], found[2], directives)
        self.at += 1
        exchange.headers = self.headers()
        exchange.body = self.request_body()
        exchange.status = int(STATUS.fullmatch(self.take())[1])
        exchange.expected_headers = self.headers()
        first = self.at
        exchange.expected_body = self.expected_body()
        exchange.expected_lines = (first, self.at)
        return exchange

    def headers(self):
        headers = []
        while (line := self.peek()) is not None and (found := HEADER.fullmatch(line)):
            headers.append((found[1].lower(), found[2] or ""))
            self.at += 1
        return headers

    def request_body(self):
        lines = []
        while (line := self.peek()) is not None and not STATUS.fullmatch(line):
            lines.append(self.take())
        if line is None:
            self.fail("the request has no `HTTP status` line after it")
        return "\n".join(lines) if lines else None

    def expected_body(self):
        lines = []
        while (line := self.peek()) is not None and line != "" and not line.startswith("### "):
            lines.append(self.take())
        return "\n".join(lines)


def read(path, name=None):
    """The transcript in the file `path`, called `name` in messages."""
    text = path.read_text(encoding="utf-8")
    return Reader(name or str(path), text).transcript()
