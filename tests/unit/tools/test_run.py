"""test_run.py -- ./run builds when it must, tells what to try, and is the server for signals.

It runs in a folder of its own beside a server, a set-up and a Makefile that only pretend.
SPDX-License-Identifier: Apache-2.0
"""

import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEAM = "0123456789abcdef01234567"
SERVER = f"""#!/bin/sh
trap 'exit 0' TERM
echo "arguments: $*"
echo "listening on http://127.0.0.1:4711"
[ -z "$FIRST" ] || echo "api key: tocsin_first"
echo "team id: {TEAM}"
[ -n "$STAY" ] || exit 7
while :; do sleep 0.05; done
"""


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in ("src", "sql", "tools", "build"):
            (self.root / name).mkdir()
        shutil.copy(ROOT / "run", self.root)
        self.write("tools/deps", '#!/bin/sh\necho "deps $*"\n')
        self.write("src/main.c", "")
        self.write("meson.build", "")
        self.write("meson_options.txt", "")
        self.write("Makefile", ".PHONY: build\nbuild:\n\t@echo built\n\t@touch build/tocsin\n")
        self.write("build/tocsin", SERVER)

    def write(self, name, text):
        path = self.root / name
        path.write_text(text)
        path.chmod(0o755)

    def start(self, *arguments, **environment):
        environment = {"PATH": os.environ["PATH"], "TMPDIR": str(self.root), **environment}
        return subprocess.Popen([self.root / "run", *arguments], env=environment, cwd=self.root,
                                text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def output(self, *arguments, **environment):
        with self.start(*arguments, **environment) as process:
            output = process.communicate(timeout=20)[0]
        self.assertEqual(process.returncode, 7, output)
        return output

    def test_the_first_start_gives_three_lines_with_the_key(self):
        lines = self.output(FIRST="yes").splitlines()
        calls = [line for line in lines if line.startswith("curl ")]
        self.assertEqual(len(calls), 3)
        for call, path in zip(calls, ("incidents/create ", "incidents", "incidents/acknowledge ")):
            self.assertIn(f'-H "x-api-key: tocsin_first" -H "x-team-id: {TEAM}" '
                          f"http://127.0.0.1:4711/{path}", call)

    def test_a_later_start_says_how_to_make_a_key(self):
        output = self.output("--database", "sqlite:other.db")
        self.assertIn("/build/tocsin key create --name ", output)
        self.assertIn("--database 'sqlite:other.db')\n", output)
        self.assertEqual(output.count('-H "x-api-key: $KEY"'), 3)

    def test_arguments_and_exit_code_are_the_servers(self):
        self.assertIn("arguments: serve --listen 127.0.0.1:0\n",
                      self.output("--listen", "127.0.0.1:0"))

    def test_nothing_is_built_when_nothing_changed(self):
        self.assertNotIn("built", self.output())

    def test_a_newer_source_is_built_first(self):
        later = (self.root / "build/tocsin").stat().st_mtime + 1
        os.utime(self.root / "src/main.c", (later, later))
        self.assertEqual(self.output().splitlines()[:2], ["deps build", "built"])

    def test_a_signal_reaches_the_server(self):
        with self.start(STAY="yes") as process:
            for line in process.stdout:
                if line.startswith("team id: "):
                    break
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0)

    def test_the_key_is_left_in_no_file(self):
        self.output(FIRST="yes")
        for path in self.root.rglob("*"):
            if path.is_file() and path.name != "tocsin":
                self.assertNotIn("tocsin_first", path.read_text())
        self.assertEqual(list(self.root.glob("tmp.*")), [])
