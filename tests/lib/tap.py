"""tap.py -- test results in TAP 13, the Test Anything Protocol.

SPDX-License-Identifier: Apache-2.0
"""


class Report:
    def __init__(self):
        self.count = 0
        self.failed = 0
        print("TAP version 13", flush=True)

    def case(self, name, complaints):
        """One case; it passes if there are no complaints, which are lines for a person."""
        self.count += 1
        self.failed += bool(complaints)
        print(f"{'not ok' if complaints else 'ok'} {self.count} - {name}", flush=True)
        for complaint in complaints:
            for line in complaint.splitlines() or [""]:
                print(f"# {line}", flush=True)

    def end(self):
        """The exit code."""
        print(f"1..{self.count}", flush=True)
        return 1 if self.failed else 0
