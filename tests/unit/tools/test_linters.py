"""test_linters.py -- each rule of the linters lets good code pass and names bad code.

SPDX-License-Identifier: Apache-2.0
"""

import unittest
from pathlib import Path

from load import load

csource = load("csource.py")
layers = load("check-layers")
source = load("check-source")
includes = load("check-includes")

HEAD = "// thing.c -- a thing for tests.\n// SPDX-License-Identifier: Apache-2.0\n"


def function(body_lines):
    return "static int count_up(int n)\n{\n" + "    n++;\n" * body_lines + "}\n"


class Reading(unittest.TestCase):
    def test_comments_and_strings_are_blanked_and_lines_stay(self):
        text = '/* goto\n goto */ int a; // goto\nchar *b = "go\\"to";\n'
        blank = csource.blank(text)
        self.assertEqual(blank.count("\n"), text.count("\n"))
        self.assertNotIn("to", blank)
        self.assertIn("int a;", blank)

    def test_an_include_is_found_unless_it_is_commented_out(self):
        text = '#include "a/b.h"\n// #include "a/c.h"\n/*\n#include "a/d.h"\n*/\n#  include <e.h>\n'
        self.assertEqual(list(csource.includes(text)), [(1, "a/b.h", False), (6, "e.h", True)])

    def test_functions_are_measured_without_their_braces(self):
        text = "struct s {\n    int a;\n};\n\nstatic void\nrun(int a,\n    int b)\n{\n    a();\n}\n"
        self.assertEqual(list(csource.functions(text)), [("run", 8, 1)])


class Layers(unittest.TestCase):
    ALLOWED = [
        ("base", "base/str.h"), ("json", "base/buf.h"), ("store", "db/db.h"), ("core", "db/db.h"),
        ("store", "sql_queries.h"), ("api/spike", "api/route.h"), ("api/spike", "http/http.h"),
        ("api/spike", "api/spike/spike.h"), ("app", "store/store.h"), ("web", "core/context.h"),
    ]
    REFUSED = [
        ("base", "json/json_read.h"), ("json", "http/http.h"), ("http", "db/db.h"),
        ("model", "store/store.h"), ("store", "core/context.h"), ("core", "db/executor.h"),
        ("core", "http/http.h"), ("core", "json/json_write.h"), ("core", "sql_queries.h"),
        ("api", "db/db.h"), ("api/spike", "api/ilert/ilert.h"), ("api/spike", "store/store.h"),
        ("api/spike", "http/limits.h"), ("engine", "api/route.h"), ("web", "db/db.h"),
        ("base", "str.h"), ("cellar", "base/str.h"),
    ]

    def test_a_folder_includes_what_its_row_names(self):
        for folder, name in self.ALLOWED:
            with self.subTest(folder=folder, name=name):
                self.assertIsNone(layers.objection(folder, name, is_system=False))

    def test_a_folder_includes_nothing_else(self):
        for folder, name in self.REFUSED:
            with self.subTest(folder=folder, name=name):
                self.assertIsNotNone(layers.objection(folder, name, is_system=False))

    def test_a_library_has_one_home(self):
        self.assertIsNone(layers.objection("db", "sqlite3.h", is_system=True))
        self.assertIsNotNone(layers.objection("store", "sqlite3.h", is_system=True))
        self.assertIsNotNone(layers.objection("http", "openssl/evp.h", is_system=True))
        self.assertIsNone(layers.objection("http", "stdint.h", is_system=True))

    def test_a_finding_names_the_line(self):
        path = Path("src/json/thing.c")
        found = list(layers.findings(path, '#include "base/str.h"\n#include "db/db.h"\n'))
        self.assertEqual([(path, 2)], [finding[:2] for finding in found])


class Rules(unittest.TestCase):
    GOOD = [
        HEAD + function(70),
        HEAD + "typedef int row_reader(struct row *row);\n",
        HEAD + "typedef struct str {\n    int n;\n} str;\ntypedef int64_t msec;\n",
        HEAD + "// TODO(#12): more\n// a comment may say goto\n",
        HEAD + 'const char *a = "SELECTED";\nconst char *b = "{}";\nconst char *c = "[\\"";\n',
        HEAD + "x" * 100 + "\n" + "\n" * 600,
    ]
    BAD = [
        ("// SPDX-License-Identifier: Apache-2.0\nint a;\n", 1, "thing.c -- purpose"),
        ("// thing.c -- a thing.\n", 1, "SPDX"),
        ("// thing.c -- a thing. SPDX-License-Identifier: Apache-2.0\n", 1, "SPDX"),
        (HEAD + function(71), 4, "count_up has 71 lines"),
        (HEAD + "int a;\n" * 700, 702, "at most 700 lines"),
        (HEAD + "x" * 101 + "\n", 3, "100 columns"),
        (HEAD + "\n    goto out;\n", 4, "goto"),
        (HEAD + "// TODO: more\n", 3, "TODO(#12)"),
        (HEAD + "typedef struct thing {\n    int n;\n} thing;\n", 3, "typedef for thing"),
        (HEAD + "typedef unsigned short u16;\n", 3, "typedef for u16"),
        (HEAD + 'const char *a = "{\\"ok\\":true}";\n', 3, "JSON"),
        (HEAD + 'const char *a = "SELECT id FROM incident";\n', 3, "SQL"),
        (HEAD + '\nconst char *a = "DELETE FROM incident";\n', 4, "SQL"),
    ]

    def test_good_code_passes(self):
        for text in self.GOOD:
            with self.subTest(text=text[:120]):
                self.assertEqual(list(source.findings(Path("src/core/thing.c"), text)), [])

    def test_bad_code_is_named_with_its_line(self):
        for text, line, reason in self.BAD:
            with self.subTest(text=text[:120]):
                found = list(source.findings(Path("src/core/thing.c"), text))
                self.assertEqual([finding[1] for finding in found], [line])
                self.assertIn(reason, found[0][2])

    def test_tests_may_hold_json_and_sql(self):
        text = HEAD + 'const char *a = "{\\"ok\\":true}";\nconst char *b = "SELECT id FROM t";\n'
        self.assertEqual(list(source.findings(Path("tests/unit/core/thing.c"), text)), [])

    def test_a_script_has_a_licence_and_short_lines(self):
        path = Path("tools/thing")
        good = "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n# goto is let be\n"
        self.assertEqual(list(source.findings(path, good)), [])
        self.assertEqual([finding[1] for finding in source.findings(path, good + "x" * 101)], [4])
        self.assertEqual([finding[1] for finding in source.findings(path, "#!/bin/sh\n")], [1])

    def test_a_folder_has_a_short_readme(self):
        folder = Path("src/core")
        self.assertEqual(list(source.readme_findings(folder, 40)), [])
        self.assertEqual(len(list(source.readme_findings(folder, 41))), 1)
        self.assertEqual(len(list(source.readme_findings(folder, None))), 1)


class Includes(unittest.TestCase):
    HEADER = """
        #define THING_MAX 3
        typedef int thing_reader(struct row *row);
        struct thing {
            int n;
        };
        enum { THING_A, THING_B = 4 };
        extern const struct thing thing_table[];
        MUST_CHECK enum err thing_open(struct thing *thing,
                                       str name);
        """.replace("\n        ", "\n")

    def test_what_a_header_declares_is_known(self):
        names = includes.declared_names(self.HEADER)
        for name in ("THING_MAX", "thing_reader", "thing", "THING_A", "THING_B", "thing_table",
                     "thing_open"):
            with self.subTest(name=name):
                self.assertIn(name, names)

    def test_the_own_header_comes_first(self):
        path = Path("src/core/thing.c")
        good = '#include "core/thing.h"\n#include "base/str.h"\n'
        bad = '#include "base/str.h"\n#include "core/thing.h"\n'
        self.assertEqual(list(includes.check_own_first(path, good, True)), [])
        self.assertEqual([line for line, _ in includes.check_own_first(path, bad, True)], [1])
        self.assertEqual(list(includes.check_own_first(path, bad, False)), [])

    def test_an_include_that_nothing_needs_is_named(self):
        declared = {"core/thing.h": includes.declared_names(self.HEADER)}
        path = Path("src/core/other.c")
        good = '#include "core/thing.h"\n#include "base/unknown.h"\nint a = THING_B;\n'
        bad = '#include "core/thing.h"\n// THING_B\nint a = 4;\n'
        self.assertEqual(list(includes.check_used(path, good, declared)), [])
        self.assertEqual([line for line, _ in includes.check_used(path, bad, declared)], [1])
