"""server.py -- a tocsin of one's own: fresh database, free port, either engine.

    with open_engine("sqlite", binary) as engine:
        with engine.database() as database, Server(engine, database) as server:
            ... server.base, server.key ...

The first start of an empty database is done once for each engine; every test gets a copy of its
result. The PostgreSQL server itself comes from tests/lib/with-postgres, by TOCSIN_TEST_POSTGRES.

SPDX-License-Identifier: Apache-2.0
"""

import itertools
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 10
STOP_SECONDS = 10  # the server promises 5
IDLE_STOP_SECONDS = 3  # with nothing under way it is at once; this is a loaded machine's patience
TOOL_SECONDS = 20
POLL_SECONDS = 0.02
MEMORY_FOLDER = "/dev/shm"  # fsync costs nothing there; power cuts are tests/crash
POSTGRES_VARIABLE = "TOCSIN_TEST_POSTGRES"
READY = "listening on "
FIRST_KEY = "api key: "


class Failed(Exception):
    """The server, or a tool beside it, did not do what it promises; the message is for a person."""


class Server:
    """A running tocsin. `key` is given, or the one that a first start prints."""

    def __init__(self, binary, database, log, key=None, arguments=()):
        self.binary, self.database, self.log_path = binary, database, log
        self.arguments = ["--database", database, *arguments]
        self.start("127.0.0.1:0")
        self.key = key or self.await_line(FIRST_KEY)

    def start(self, address):
        command = [self.binary, "serve", "--listen", address, *self.arguments]
        with open(self.log_path, "ab") as errors:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True,
                                            stdout=subprocess.PIPE, stderr=errors)
        self.base = self.await_line(READY)

    def restart(self):
        """Stops the server as an operator would, and starts it on the same port."""
        complaints = self.stop()
        if complaints:
            raise Failed("\n".join(complaints))
        self.start(self.base.removeprefix("http://"))

    def await_line(self, start):
        """The rest of the next line of standard output, which must begin with `start`."""
        watchdog = threading.Timer(START_SECONDS, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        if not line.startswith(start):
            self.process.kill()
            self.process.wait()
            raise Failed(f"the server wrote {line!r}, not {start!r}; its log:\n{self.log()}")
        return line[len(start):].strip()

    def log(self):
        return Path(self.log_path).read_text(encoding="utf-8", errors="replace")

    def troubles(self):
        """What the log says besides its daily business."""
        return ["log: " + line for line in self.log().splitlines()
                if '"level":"info"' not in line]

    def log_has(self, text, seconds=2.0):
        """Whether `text`, in any letter case, stands in the log now or shortly."""
        deadline = time.monotonic() + seconds
        while text.lower() not in self.log().lower():
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def tool(self, *arguments):
        """What `tocsin ARGUMENTS --database ...` prints, beside this server."""
        command = [self.binary, *arguments, "--database", self.database]
        done = subprocess.run(command, capture_output=True, text=True, timeout=TOOL_SECONDS)
        if done.returncode != 0:
            raise Failed(f"{' '.join(arguments)}: exit code {done.returncode}: {done.stderr}")
        return done.stdout.strip()

    def stop(self):
        """Ends the server; returns what is wrong with its end and its log, in sentences."""
        began = time.monotonic()
        self.process.terminate()
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process.stdout.close()
        complaints = [] if code == 0 else [f"the server ended with code {code}, not 0"]
        if time.monotonic() - began > IDLE_STOP_SECONDS:
            complaints.append(f"idle, the server took {time.monotonic() - began:.1f} s to stop")
        return complaints + [f"a line of the log is no JSON object: {line}"
                             for line in self.log().splitlines() if not is_json_object(line)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()


def is_json_object(line):
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


class Engine:
    """Where databases come from. One template, started once; `fresh` copies it."""

    def __init__(self, binary, folder):
        self.binary, self.folder = str(binary), Path(folder)
        self.numbers = itertools.count(1)
        self.template = self.empty()

    def prepare(self):
        """The one first start."""
        with Server(self.binary, self.template, self.folder / "template.log") as first:
            self.key = first.key
            complaints = first.stop()
        if complaints:
            raise Failed("\n".join(complaints))

    @contextmanager
    def server(self, arguments=()):
        """A server on a copy of the template, gone at the end."""
        number = next(self.numbers)
        log = self.folder / f"{number}.log"
        database = self.fresh(number)
        try:
            with Server(self.binary, database, log, self.key, arguments) as server:
                yield server
        finally:
            self.drop(database)


class Sqlite(Engine):
    name = "sqlite"

    def empty(self):
        return f"sqlite:{self.folder}/template.db"

    def fresh(self, number):
        path = self.folder / f"{number}.db"
        shutil.copy(self.template.removeprefix("sqlite:"), path)
        return f"sqlite:{path}"

    def drop(self, database):
        for path in self.folder.glob(Path(database.removeprefix("sqlite:")).name + "*"):
            path.unlink()

    def close(self):
        pass


class Postgres(Engine):
    name = "postgres"

    def __init__(self, binary, folder):
        self.server_url, _, _ = os.environ[POSTGRES_VARIABLE].rpartition("/")
        self.prefix = f"tocsin_{os.getpid()}"
        super().__init__(binary, folder)

    def sql(self, *statements):
        command = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
                   "--dbname=" + os.environ[POSTGRES_VARIABLE]]
        for statement in statements:
            command.append("--command=" + statement)
        done = subprocess.run(command, capture_output=True, text=True, timeout=TOOL_SECONDS,
                              env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"})
        if done.returncode != 0:
            raise Failed(f"psql: {done.stderr}")

    def create(self, name, options=""):
        self.sql(f"CREATE DATABASE {name} {options}")
        return f"{self.server_url}/{name}"

    def empty(self):
        return self.create(f"{self.prefix}_template")

    def fresh(self, number):
        template = self.template.rpartition("/")[2]
        return self.create(f"{self.prefix}_{number}", f"TEMPLATE {template}")

    def drop(self, database):
        self.sql(f"DROP DATABASE IF EXISTS {database.rpartition('/')[2]} WITH (FORCE)")

    def close(self):
        self.drop(self.template)


@contextmanager
def open_engine(name, binary):
    """The engine of that name, `sqlite` or `postgres`."""
    if name == "postgres" and POSTGRES_VARIABLE not in os.environ:
        raise Failed(f"{POSTGRES_VARIABLE} is not set: run these tests by ./test, "
                     "or as tests/lib/with-postgres COMMAND")
    if not Path(binary).exists():
        raise Failed(f"there is no {binary}; `make build` makes it")
    in_memory = MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="tocsin-", dir=in_memory) as folder:
        engine = {"sqlite": Sqlite, "postgres": Postgres}[name](binary, folder)
        try:
            engine.prepare()
            yield engine
        finally:
            engine.close()
