"""test_sql2c.py -- statements and migrations become what both engines are sent; mistakes are named
with their file and line.

SPDX-License-Identifier: Apache-2.0
"""

import subprocess
import tempfile
import unittest
from pathlib import Path

from load import TOOLS, load

sql2c = load("sql2c")


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def statements(self, text):
        return sql2c.read_files([self.write("some.sql", text)])[0]

    def texts(self, text):
        """The SQLite and PostgreSQL texts of a file's only statement."""
        (statement,) = self.statements(text)
        return statement.texts["sqlite"], statement.texts["postgres"]

    def complaint(self, text, name="some.sql"):
        """What is said about a file, from its line number on."""
        path = self.write(name, text)
        with self.assertRaises(sql2c.SqlError) as caught:
            sql2c.read_files([path])
        return str(caught.exception).removeprefix(f"{path}:")


class Statements(Folder):
    def test_parameters_get_the_number_of_their_place_in_the_head(self):
        self.assertEqual(
            self.texts("-- get(org, id)\n"
                       "SELECT a FROM b WHERE id = :id AND org = :org OR x = :id;"),
            ("SELECT a FROM b WHERE id = ?2 AND org = ?1 OR x = ?2",
             "SELECT a FROM b WHERE id = $2 AND org = $1 OR x = $2"))

    def test_a_parameter_whose_name_begins_like_another_is_itself(self):
        self.assertEqual(self.texts("-- get(id, id_2)\nSELECT :id_2, :id;")[0], "SELECT ?2, ?1")

    def test_a_head_may_have_no_parameters(self):
        self.assertEqual(self.texts("-- all()\nSELECT 1;")[0], "SELECT 1")

    def test_a_head_may_go_on_in_the_next_lines(self):
        text = "-- add(a,\n--     b,\n--     c)\nINSERT INTO t VALUES (:c, :b, :a);"
        self.assertEqual(self.texts(text)[0], "INSERT INTO t VALUES (?3, ?2, ?1)")

    def test_casts_quotes_and_comments_hold_no_parameters(self):
        body = """SELECT ':no', "a:b", 'it''s :not', :yes::text, -- :nor here
                         /* :nor
                         here; */ $$ :body; $$, $tag$ '$$ :x $tag$;"""
        self.assertEqual(
            self.texts(f"-- odd(yes)\n{body}")[1],
            """SELECT ':no', "a:b", 'it''s :not', $1::text, $$ :body; $$, $tag$ '$$ :x $tag$""")

    def test_blanks_are_joined_but_not_in_quotes(self):
        self.assertEqual(self.texts("-- a()\n\nSELECT\n\t 'a  \n b'  ,\n\n 2 ;\n\n")[0],
                         "SELECT 'a  \n b' , 2")

    def test_an_engine_may_have_its_own_body(self):
        text = "-- lock(id)\n-- Why.\nSELECT :id;\n-- @postgres\n-- Why.\nSELECT :id FOR UPDATE;"
        self.assertEqual(self.texts(text), ("SELECT ?1", "SELECT $1 FOR UPDATE"))

    def test_several_statements_keep_their_order(self):
        found = self.statements("-- About the file.\n\n-- b()\nSELECT 1;\n\n-- a()\nSELECT 2;\n")
        self.assertEqual([(s.name, s.texts["sqlite"]) for s in found],
                         [("b", "SELECT 1"), ("a", "SELECT 2")])

    def test_a_comment_with_brackets_is_no_head(self):
        self.assertEqual(self.texts("-- a()\n-- count(x) is slow here.\nSELECT 1;")[0], "SELECT 1")

    def test_what_writes_is_known(self):
        cases = {
            "INSERT INTO t VALUES (1)": True,
            "update t SET a = 1": True,
            "DELETE FROM t": True,
            "WITH x AS (SELECT 1) INSERT INTO t SELECT 1": True,
            "WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x": True,
            "SELECT 1": False,
            "SELECT a FROM t FOR UPDATE": False,
            "SELECT 'DELETE' /* INSERT */": False,
            "WITH x AS (SELECT 1) SELECT a FROM x FOR NO KEY UPDATE": False,
            "SELECT a AS deleted FROM t": False,
        }
        for body, writes in cases.items():
            with self.subTest(body):
                self.assertIs(self.statements(f"-- a()\n{body};")[0].writes, writes)

    def test_what_writes_on_one_engine_is_taken_to_write(self):
        for bodies in ("UPDATE t SET a = 1;\n-- @postgres\nSELECT nextval('t');",
                       "SELECT 1;\n-- @postgres\nDELETE FROM t;"):
            self.assertIs(self.statements(f"-- a()\n{bodies}")[0].writes, True)


class Mistakes(Folder):
    def test_each_mistake_is_named_at_its_line(self):
        cases = {
            "SELECT 1;": "1: text before the first head '-- name(parameters)'",
            "": "1: no statement",
            "-- Only a comment.\n": "1: no statement",
            "-- a()\n\n-- b()\nSELECT 1;": "2: a: no statement",
            "-- a()\nSELECT 1\n": "2: a: no final semicolon",
            "-- a()\nSELECT 1\n\n-- b()\nSELECT 2;": "2: a: no final semicolon",
            "-- a()\nSELECT 1;\nSELECT 2;": "3: a: text after the semicolon",
            "-- a(x)\nSELECT 1;": "1: a: :x is not used",
            "-- a()\nSELECT\n  :x;": "3: a: :x is not declared in the head",
            "-- a(x)\nSELECT :X;": "2: a: :X is not declared in the head",
            "-- a(x, x)\nSELECT :x;": "1: a: a parameter is declared twice",
            "-- a(x y)\nSELECT 1;": "1: a: 'x y' is no parameter name",
            "-- a(x,)\nSELECT :x;": "1: a: '' is no parameter name",
            "-- a()\nSELECT ?1;": "2: a: write :name instead of ?1",
            "-- a()\nSELECT\n\n$2;": "4: a: write :name instead of $2",
            "-- a()\nSELECT 'x;": "2: no end of what ' begins",
            "-- a()\nSELECT 1 /* x;": "2: no end of what /* begins",
            "-- a()\nSELECT 1;\n-- a()\nSELECT 2;": "3: a: the name is taken by ",
            "-- count()\nSELECT 1;": "1: count: the name is taken by the enum's own end",
            "-- a()\nSELECT 1;\n-- @postgres\n-- @postgres\nSELECT 2;":
                "4: a: a second '-- @postgres'",
            "-- a()\nSELECT 1;\n-- @postgres\n": "4: a: no statement",
            "-- a(x)\nSELECT :x;\n-- @postgres\nSELECT 1;": "1: a: :x is not used",
            "-- a(" + ", ".join(f"p{i}" for i in range(33)) + ")\nSELECT 1;":
                "1: a: more than 32 parameters",
        }
        for text, expected in cases.items():
            with self.subTest(text):
                self.assertTrue(self.complaint(text).startswith(expected), self.complaint(text))

    def test_the_same_name_in_two_files_is_told_with_both_places(self):
        first = self.write("first.sql", "-- a()\nSELECT 1;")
        second = self.write("second.sql", "\n-- a()\nSELECT 1;")
        with self.assertRaises(sql2c.SqlError) as caught:
            sql2c.read_files([first, second])
        self.assertEqual(str(caught.exception), f"{second}:2: a: the name is taken by {first}:1")


class Migrations(Folder):
    def migration(self, text):
        return sql2c.read_files([self.write("0001_init.sql", text)])[1][0]

    def test_the_file_name_gives_number_and_name(self):
        migration = self.migration("CREATE TABLE a (x INT);")
        self.assertEqual((migration.number, migration.name), (1, "init"))

    def test_an_engine_gets_its_own_text_only(self):
        migration = self.migration(
            "CREATE TABLE a (x INT)/*sqlite: WITHOUT ROWID */;\n/*postgres: CREATE EXTENSION b; */")
        self.assertEqual(migration.texts, {
            "sqlite": "CREATE TABLE a (x INT) WITHOUT ROWID ;",
            "postgres": "CREATE TABLE a (x INT);\nCREATE EXTENSION b;",
        })

    def test_comments_and_blanks_do_not_change_the_text(self):
        plain = self.migration("CREATE TABLE a (x INT);CREATE TABLE b (x INT);").texts
        adorned = self.migration(
            "-- One.\nCREATE TABLE a -- two\n (x INT);\n\n/* three; */\nCREATE TABLE b (x INT);\n")
        self.assertEqual(adorned.texts, plain)

    def test_quoted_text_counts_as_it_is(self):
        self.assertEqual(self.migration("INSERT INTO a VALUES ('--  x');").texts["sqlite"],
                         "INSERT INTO a VALUES ('--  x');")

    def test_the_end_must_be_there_for_each_engine(self):
        self.assertEqual(self.complaint("CREATE TABLE a (x INT)\n", "0001_init.sql"),
                         "1: no final semicolon for sqlite")
        self.assertEqual(self.complaint("SELECT 1/*sqlite:;*/\n", "0001_init.sql"),
                         "1: no final semicolon for postgres")

    def test_lines_are_counted_through_the_text_of_the_other_engine(self):
        text = "/*postgres:\n\n*/\nSELECT 'x;"
        self.assertEqual(self.complaint(text, "0001_init.sql"), "4: no end of what ' begins")

    def test_numbers_grow(self):
        paths = [self.write(name, "SELECT 1;") for name in ("0002_more.sql", "0001_init.sql")]
        with self.assertRaises(sql2c.SqlError) as caught:
            sql2c.read_files(paths)
        self.assertTrue(str(caught.exception).endswith(
            "1: its number is not above that of the migration before"))


class Program(Folder):
    def run_tool(self, *arguments):
        return subprocess.run([TOOLS / "sql2c", *map(str, arguments)], capture_output=True,
                              text=True, check=False)

    def test_the_output_compiles_to_the_texts_it_came_from(self):
        odd = '''SELECT '"\\', '??/', 'ж'''
        sql = self.write("odd.sql", f"-- odd(a)\n{odd}\nsecond line', :a;\n")
        init = self.write("0001_init.sql", "CREATE TABLE a (x INT);\nCREATE TABLE b (x INT);\n")
        header, source = self.folder / "odd_table.h", self.folder / "odd_table.c"
        done = self.run_tool("ODD", header, source, sql, init)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        main = self.write("main.c", """
            #include "odd_table.h"
            #include <stdio.h>
            int main(void)
            {
                const struct sql_statement *s = &odd_table.statements[ODD_ODD];
                const struct sql_migration *m = &odd_migrations_all.migrations[0];
                printf("%s|%s|%d|%d|%zu|", s->name, s->sqlite, s->parameters, s->writes,
                       odd_table.count + ODD_COUNT);
                printf("%s|%d|%s", m->name, m->number, m->postgres);
            }""")
        program = self.folder / "program"
        subprocess.run(["cc", "-std=gnu17", "-I", TOOLS.parent / "src", "-I", self.folder, main,
                        source, "-o", program], check=True)
        printed = subprocess.run([program], capture_output=True, text=True, check=True).stdout
        self.assertEqual(printed, f"odd|{odd}\nsecond line', ?1|1|0|2|"
                                  "init|1|CREATE TABLE a (x INT);\nCREATE TABLE b (x INT);")

    def test_a_mistake_ends_it_without_output(self):
        bad = self.write("bad.sql", "-- a()\nSELECT 1\n")
        header, source = self.folder / "a.h", self.folder / "a.c"
        done = self.run_tool("A", header, source, bad)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, f"{bad}:2: a: no final semicolon\n")
        self.assertFalse(header.exists() or source.exists())

    def test_every_sql_file_of_the_project_is_listed_in_its_meson_build(self):
        sql = TOOLS.parent / "sql"
        listed = (sql / "meson.build").read_text(encoding="utf-8")
        for path in sql.rglob("*.sql"):
            with self.subTest(path.name):
                self.assertIn(f"'{path.relative_to(sql)}'", listed)


if __name__ == "__main__":
    unittest.main()
