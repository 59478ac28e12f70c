"""servers.py -- the processes that are measured: tocsin, nginx, the bare loop, and wrk beside them.

Each is bound to a core by taskset: what serves to the first we may use, what loads to the last.
SPDX-License-Identifier: Apache-2.0
"""

import http.client
import json
import os
import resource
import signal
import socket
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
NGINX = "/usr/sbin/nginx"
CORES_VARIABLE = "BENCH_CORES"
CONNECTIONS = 64
START_SECONDS = 300  # the first start on a filled database writes its index
STOP_SECONDS = 30
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")

NGINX_CONF = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile off;
  open_file_cache max=16;
  open_file_cache_valid 1h;
  keepalive_requests 1000000000;
  server_tokens off;
  etag off;
  default_type "{content_type}";
  add_header X-Request-Id 0123456789abcdef;
  client_body_temp_path {folder}/temp;
  proxy_temp_path {folder}/temp;
  fastcgi_temp_path {folder}/temp;
  uwsgi_temp_path {folder}/temp;
  scgi_temp_path {folder}/temp;
  server {{ listen 127.0.0.1:{port}; root {folder}/bodies; }}
}}
"""


class Failed(Exception):
    """Something did not run as it should; the message is for a person."""


@dataclass
class Sample:
    """What one run of a load showed."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    cpu_us: float = 0.0  # of the server, per request
    load_core: float = 0.0  # how busy the load's core was, 0..1
    group: float = 0.0  # writes to a commit
    rows: float = 0.0  # that the database gave, for each row of the answer
    looked_at: float = 0.0  # SQLite's steps, PostgreSQL's tuples, likewise

    @property
    def rate(self):
        return self.requests / self.seconds


def median_of(samples):
    """The median of each figure on its own."""
    def middle(name):
        return statistics.median(getattr(sample, name) for sample in samples)
    return Sample(middle("requests"), middle("seconds"), middle("p50_ms"), middle("p99_ms"),
                  middle("cpu_us"), middle("load_core"), middle("group"), middle("rows"),
                  middle("looked_at"))


def cores():
    """The core that serves and the core that loads."""
    if CORES_VARIABLE in os.environ:
        return [int(core) for core in os.environ[CORES_VARIABLE].split()]
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        raise Failed("two cores are needed, one to serve and one to load it")
    return [allowed[0], allowed[-1]]


def on_core(core, command):
    return ["taskset", "-c", str(core), *map(str, command)]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server under way; `workers` are the processes whose processor time counts."""

    def start(self, command, errors):
        self.process = subprocess.Popen(on_core(cores()[0], command), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=errors, text=True)

    def workers(self):
        return [self.process.pid]

    def cpu_seconds(self):
        ticks = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])  # utime, stime
        return ticks / TICKS_PER_SECOND

    def memory_mb(self, name):
        """`VmRSS` or `RssAnon`, in millions of bytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024 / 1e6
        raise Failed(f"/proc knows no {name}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Tocsin(Process):
    """The server on a database. Its log goes to a file in memory, emptied after every load."""

    def __init__(self, binary, database, log, credentials=None):
        self.log = log
        self.port = free_port()
        command = [binary, "serve", "--listen", f"127.0.0.1:{self.port}", "--database", database]
        with open(log, "ab") as errors:
            begun = time.monotonic()
            self.start(command, errors)
        self.credentials = credentials or self.read_credentials()
        self.ready_ms = self.await_ready(begun)

    def read_credentials(self):
        """Printed by the first start of an empty database."""
        said = {}
        while "team id" not in said:
            line = self.process.stdout.readline()
            if not line:
                raise Failed("the server did not start:\n" + Path(self.log).read_text())
            name, _, value = line.partition(": ")
            said[name] = value.strip()
        return [said["api key"], said["team id"]]

    def await_ready(self, begun):
        """Milliseconds from `begun` to the first good answer."""
        while time.monotonic() < begun + START_SECONDS and self.process.poll() is None:
            try:
                self.get("/incidents?perPage=25")
                return (time.monotonic() - begun) * 1e3
            except (ConnectionError, http.client.HTTPException):
                time.sleep(0.0005)
        raise Failed("the server did not start:\n" + Path(self.log).read_text())

    def ask(self, method, path, content=None):
        """The body of a good answer, and its content type."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
        key, team = self.credentials
        connection.request(method, path, content, {"x-api-key": key, "x-team-id": team})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise Failed(f"{method} {path}: {answer.status} {body[:200]}")
        return body, answer.getheader("Content-Type")

    def get(self, path):
        return self.ask("GET", path)

    def metric(self, name):
        for line in self.get("/metrics")[0].decode().splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        raise Failed(f"/metrics knows no {name}")

    def metric_sum(self, name):
        """Over all routes."""
        return sum(float(line.rpartition(" ")[2])
                   for line in self.get("/metrics")[0].decode().splitlines()
                   if line.startswith(name + "{"))

    def load(self, seconds, *what, connections=CONNECTIONS):
        commits = self.metric("tocsin_commits")
        sample = load(self, seconds, *what, connections=connections)
        commits = self.metric("tocsin_commits") - commits
        sample.group = sample.requests / commits if commits else 0.0
        os.truncate(self.log, 0)
        return sample


class Nginx(Process):
    """Debian's nginx with one worker, serving `bodies` (name -> bytes) from files."""

    def __init__(self, folder, bodies, content_type):
        self.port = free_port()
        self.credentials = ["none", "none"]  # sent all the same: the requests are alike
        (folder / "bodies").mkdir(parents=True, exist_ok=True)
        for name, body in bodies.items():
            (folder / "bodies" / name).write_bytes(body)
        user = "user root;" if os.geteuid() == 0 else ""
        conf = folder / "nginx.conf"
        conf.write_text(NGINX_CONF.format(user=user, folder=folder, port=self.port,
                                          content_type=content_type))
        with open(folder / "nginx.log", "ab") as errors:
            self.start([NGINX, "-p", folder, "-e", folder / "nginx.log", "-c", conf], errors)
        self.await_worker(folder)

    def await_worker(self, folder):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.workers() and socket.socket().connect_ex(("127.0.0.1", self.port)) == 0:
                return
            time.sleep(0.01)
        raise Failed("nginx did not start:\n" + (folder / "nginx.log").read_text())

    def workers(self):
        pid = self.process.pid
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def load(self, seconds, *what):
        return load(self, seconds, *what)


def last_json(text):
    return json.loads(text.strip().splitlines()[-1])


def load(server, seconds, *what, connections=CONNECTIONS):
    """Runs wrk against a server; `what` is for load.lua."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s",
               "-s", HERE / "load.lua", f"http://127.0.0.1:{server.port}",
               "--", *server.credentials, *what]
    cpu = server.cpu_seconds()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(on_core(cores()[1], command), capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = server.cpu_seconds() - cpu
    if done.returncode != 0:
        raise Failed(f"wrk: {done.stdout}{done.stderr}")
    said = last_json(done.stdout)
    if said.pop("errors") or not said["requests"]:
        raise Failed(f"{' '.join(what)}: there were errors\n{done.stdout}")
    sample = Sample(**said)
    sample.cpu_us = cpu * 1e6 / sample.requests
    wrk = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sample.load_core = wrk / sample.seconds
    return sample


def build_bare(folder):
    """Compiles the bare loop; returns its path."""
    program = folder / "bare_sqlite"
    subprocess.run(["cc", "-std=gnu17", "-O2", "-o", program, HERE / "bare_sqlite.c", "-lsqlite3"],
                   check=True)
    return program


def run_bare(program, database, seconds, group):
    command = on_core(cores()[0], [program, database, seconds, max(1, round(group))])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"bare_sqlite: {done.stderr}")
    said = last_json(done.stdout)
    said.pop("errors")
    return Sample(**said, group=max(1, round(group)))
