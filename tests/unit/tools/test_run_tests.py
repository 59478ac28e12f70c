"""test_run_tests.py -- the runner counts every case and takes silence for failure.

SPDX-License-Identifier: Apache-2.0
"""

import unittest

from load import load

run_tests = load("run-tests")


def judge(stdout, code=0, result="OK"):
    record = {"name": "tocsin:suite / p", "stdout": stdout, "stderr": "", "returncode": code,
              "result": result}
    outcome = run_tests.judge(record)
    return outcome.passed, outcome.failures, outcome.skips


class Judging(unittest.TestCase):
    def test_cases_are_counted(self):
        self.assertEqual(judge("1..2\nok 1 - a\nok 2 - b # of two\n"), (2, [], []))

    def test_the_plan_may_come_last(self):
        self.assertEqual(judge("TAP version 13\nok 1 - a\n1..1\n"), (1, [], []))

    def test_other_lines_are_let_be(self):
        self.assertEqual(judge("1..1\n# ok, so far\nokay\n    ok 7\nok 1 - a\n"), (1, [], []))

    def test_a_failed_case_is_named(self):
        self.assertEqual(judge("1..2\nok 1 - a\nnot ok 2 - b\n", 1), (1, ["p: b"], []))

    def test_skips_are_counted_in_both_spellings(self):
        self.assertEqual(judge("1..2\nok 1 - a # SKIP why\nnot ok 2 # SKIP b\n"),
                         (0, [], ["p: a why", "p: b"]))

    def test_a_whole_program_may_be_skipped(self):
        self.assertEqual(judge("1..0 # SKIP no mounts here\n", result="SKIP"),
                         (0, [], ["p: no mounts here"]))

    def test_a_crash_is_a_failure(self):
        self.assertEqual(judge("1..1\nok 1 - a\n", -6, "ERROR"), (1, ["p: killed by signal 6"], []))

    def test_running_out_of_time_is_a_failure(self):
        self.assertEqual(judge("1..1\nok 1 - a\n", -15, "TIMEOUT"),
                         (1, ["p: ran out of time"], []))

    def test_silence_is_a_failure(self):
        self.assertEqual(judge(""), (0, ["p: printed no TAP plan"], []))
        self.assertEqual(judge("1..0\n"), (0, ["p: ran no case"], []))

    def test_a_missing_case_is_a_failure(self):
        self.assertEqual(judge("1..3\nok 1 - a\n"), (1, ["p: planned 3 cases, ran 1"], []))

    def test_an_exit_code_without_a_failed_case_is_a_failure(self):
        self.assertEqual(judge("1..1\nok 1 - a\n", 1), (1, ["p: exit code 1"], []))
