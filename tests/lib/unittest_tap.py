#!/usr/bin/env python3
"""unittest_tap.py -- runs the unittest cases of one file and reports them in TAP.

    tests/lib/unittest_tap.py FILE [ARGUMENT...]

The arguments are FILE's sys.argv.
SPDX-License-Identifier: Apache-2.0
"""

import importlib.util
import sys
import unittest
from pathlib import Path

import tap


class TapResult(unittest.TestResult):
    def __init__(self, report):
        super().__init__()
        self.report = report
        self.complaints = []
        self.skipped_because = None

    def startTest(self, test):
        super().startTest(test)
        self.complaints = []
        self.skipped_because = None

    def addError(self, test, error):
        self.complaints.append(self._exc_info_to_string(error, test))
        if not isinstance(test, unittest.TestCase):  # a class or module that could not be set up
            self.stopTest(test)

    addFailure = addError

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.complaints.append(f"{subtest}\n{self._exc_info_to_string(error, test)}")

    def addUnexpectedSuccess(self, test):
        self.complaints.append("passed, and was expected to fail")

    def addSkip(self, test, reason):
        self.skipped_because = reason

    def stopTest(self, test):
        name = str(test).partition(" ")[0].removeprefix("test_").replace("_", " ")
        if self.skipped_because is not None and not self.complaints:
            name += f" # SKIP {self.skipped_because}"
        self.report.case(name, self.complaints)


def main(arguments):
    path = Path(arguments[0]).resolve()
    sys.argv = [str(path), *arguments[1:]]
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    report = tap.Report()
    unittest.defaultTestLoader.loadTestsFromModule(module).run(TapResult(report))
    return report.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
