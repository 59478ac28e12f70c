"""test_source.py -- the project itself passes its own linters.

    test_source.py BUILD

The slower ones, clang-format and clang-tidy, are left to `make lint`.
SPDX-License-Identifier: Apache-2.0
"""

import subprocess
import sys
import unittest
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[3] / "tools"


class Source(unittest.TestCase):
    def assert_passes(self, linter, *arguments):
        result = subprocess.run([sys.executable, TOOLS / linter, *arguments], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if result.returncode != 0:
            self.fail("\n" + result.stdout)

    def test_every_include_obeys_the_layers(self):
        self.assert_passes("check-layers")

    def test_every_file_obeys_the_rules(self):
        self.assert_passes("check-source")

    def test_every_header_stands_alone(self):
        self.assert_passes("check-includes", sys.argv[1])
