#!/usr/bin/env python3
"""fake_tocsin.py -- the least program that the transcript runner takes for tocsin.

It serves a handful of canned answers, some of them wrong on purpose, so that test_runner.py can
show that the runner notices.
SPDX-License-Identifier: Apache-2.0
"""

import json
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JSON = "application/json; charset=utf-8"
THING = '{"_id": "66f0c0de9a1b2c3d4e5f6071", "name": "bell", "parts": [1, 2], "at": null}'
CANNED = {  # path: (status, headers, body)
    "/thing": (200, {"Content-Type": JSON}, THING),
    "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, "<p>a &lt; b</p>"),
    "/untyped": (200, {}, THING),
    "/unnamed": (200, {"Content-Type": JSON, "X-Request-Id": None}, THING),
    "/twice": (200, {"Content-Type": JSON}, '{"a": 1, "a": 1}'),
    "/broken": (200, {"Content-Type": JSON}, '{"a": '),
    "/empty": (204, {}, ""),
    "/missing": (404, {"Content-Type": JSON}, '{"message": "No such bell", "error": "bell"}'),
}


def log(line):
    """Writes a whole line at once, as tocsin does: print() writes the line's end by itself."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    counter = 0

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        sent = self.rfile.read(length).decode("latin-1")
        if self.path == "/echo":
            fields = {name.lower(): value for name, value in self.headers.items()}
            canned = (200, {"Content-Type": JSON}, json.dumps({"body": sent, "fields": fields}))
        elif self.path == "/count":
            Handler.counter += 1
            canned = (200, {"Content-Type": JSON}, json.dumps({"count": Handler.counter}))
        else:
            canned = CANNED.get(self.path.partition("?")[0], CANNED["/missing"])
        if self.path == "/log-secret":
            log(json.dumps({"key": self.headers["x-api-key"]}))
        if self.path == "/log-text":
            log("not a log line")
        self.send(*canned)

    def send(self, status, headers, body):
        self.send_response(status)
        for name, value in {"X-Request-Id": "r1", **headers}.items():
            if value is not None:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body.encode())

    do_GET = do_HEAD = do_POST = do_PATCH = do_DELETE = answer

    def log_message(self, *_):
        log(json.dumps({"path": self.path}))


def serve(arguments):
    port = int(arguments[arguments.index("--listen") + 1].rpartition(":")[2])
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    path = arguments[arguments.index("--database") + 1].removeprefix("sqlite:")
    try:
        with open(path, "x", encoding="utf-8"):
            first = True
    except FileExistsError:
        first = False
    code = 3 if "--end-badly" in arguments else 0
    late = 3.1 if "--end-late" in arguments else 0
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    if first:
        print("api key: secret-of-the-first-start", flush=True)
    server.serve_forever(poll_interval=0.01)
    time.sleep(late)
    return code


def main(arguments):
    if arguments[0] == "serve":
        return serve(arguments)
    if arguments[:2] == ["key", "create"]:
        print("made-" + arguments[arguments.index("--name") + 1])
        return 0
    if arguments == ["routes"]:
        print("GET /thing read\nPOST /echo respond\nGET /{bell} read")
        return 0
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
