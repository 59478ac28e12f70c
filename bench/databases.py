"""databases.py -- filled databases, made once and copied for each use.

SPDX-License-Identifier: Apache-2.0
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import fill
import fill_ilert
import fill_incidentio
from servers import Failed, Tocsin

ROOT = Path(__file__).resolve().parent.parent


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def memory_folder():
    """Where the server's log goes, so that writing it back does not disturb the database's disk."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else None


def checksum():
    """Of all that decides what is in a filled database."""
    files = sorted((ROOT / "sql/migrations").glob("*.sql")) + [Path(fill.__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def remove(*paths):
    for path in paths:
        for suffix in ("", "-wal", "-shm", ".lock", ".sock"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


def sync(path):
    """So that writing back an old file does not disturb what is measured next."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())


class Store:
    """SQLite files in the folder `home`."""

    def __init__(self, binary, home):
        self.binary = binary
        self.home = home
        self.log = tempfile.NamedTemporaryFile(prefix="tocsin-bench-", dir=memory_folder())

    def filled(self, size):
        """The path of a filled database, made when it is not there, and its key and team."""
        path = self.home / f"filled-{size}.db"
        names = path.with_suffix(".json")
        if not names.exists():
            say(f"filling a database with {size:,} incidents")
            remove(path)
            with self.serve(path, None) as server:
                credentials = server.credentials
            fill.write_sqlite(path,
                              lambda look_up: fill.statements("sqlite", size, look_up))
            self.settle(path, credentials)
            names.write_text(json.dumps(credentials))
        return path, json.loads(names.read_text())

    def settle(self, path, credentials):
        """Starts the server once more, which indexes what it finds, so that no other start does."""
        with self.serve(path, credentials):
            pass
        sync(path)

    def copy(self, size, name):
        """A filled database of one's own."""
        source, credentials = self.filled(size)
        path = self.home / name
        remove(path)
        shutil.copyfile(source, path)
        sync(path)
        return path, credentials

    def publish(self, path):
        """Makes a filled database tell the world of its incidents."""
        fill.write_sqlite(path, lambda look_up: fill_ilert.statements("sqlite", look_up))
        sync(path)

    def mix(self, path):
        """Makes the addresses of a published database less simple."""
        fill.write_sqlite(path, fill_ilert.mixing)
        sync(path)

    def coordinate(self, path, credentials):
        """Gives the incidents of a filled database all that incident.io shows of one."""
        fill.write_sqlite(path, lambda look_up: fill_incidentio.statements("sqlite", look_up))
        self.settle(path, credentials)

    def serve(self, path, credentials):
        return Tocsin(self.binary, f"sqlite:{path}", self.log.name, credentials)


# ---- PostgreSQL ----

def psql(url, text):
    done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", url], input=text, text=True,
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise Failed(f"psql: {done.stderr}")
    return done.stdout.strip()


def write_postgres(url, statements_of):
    statements = statements_of(lambda query: psql(url, query))
    psql(url, ";".join(statements) + "; VACUUM ANALYZE;")


def fill_postgres(url, count):
    write_postgres(url, lambda look_up: fill.statements("postgres", count, look_up))


def publish_postgres(url):
    write_postgres(url, lambda look_up: fill_ilert.statements("postgres", look_up))


def coordinate_postgres(url):
    write_postgres(url, lambda look_up: fill_incidentio.statements("postgres", look_up))


def mix_postgres(url):
    write_postgres(url, fill_ilert.mixing)
