"""csource -- what the linters know about C: files, findings, text without comments and strings.

It leans on clang-format: a function's braces stand alone in the first column.
SPDX-License-Identifier: Apache-2.0
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOKEN = re.compile(
    r"//[^\n]*"
    r"|/\*.*?\*/"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def files(*folders):
    """The C files below these folders of the project, in order."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.[ch]"))
    return sorted(path.relative_to(ROOT) for path in found)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def blank(text):
    """`text` with comments, and the insides of literals, turned into spaces; lines stay."""

    def erase(match):
        token = match[0]
        spaces = re.sub(r"[^\n]", " ", token)
        return spaces if token[0] == "/" else token[0] + spaces[1:-1] + token[-1]

    # An include's name is no literal.
    return TOKEN.sub(lambda m: m[0] if is_include(text, m.start()) else erase(m), text)


def is_include(text, offset):
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return re.fullmatch(r"[ \t]*#[ \t]*include[ \t]*", line) is not None


def strings(text):
    """(line, content) of each string literal."""
    for match in TOKEN.finditer(text):
        if match[0][0] == '"' and not is_include(text, match.start()):
            yield line_of(text, match.start()), match[0][1:-1]


def includes(text):
    """(line, name, whether in angle brackets) of each #include."""
    for match in INCLUDE.finditer(blank(text)):
        yield line_of(text, match.start()), match[2], match[1] == "<"


def functions(text):
    """(name, first line, number of lines in its body) of each function."""
    lines = blank(text).split("\n")
    opened = None
    for number, line in enumerate(lines, 1):
        if line.rstrip() == "{":
            opened = number
        elif line.rstrip() == "}" and opened:
            yield name_above(lines, opened), opened, number - opened - 1
            opened = None


def name_above(lines, opened):
    head = ""
    for line in reversed(lines[: opened - 1]):
        if not line.strip() or line[0] in "#}" or line.rstrip().endswith(";"):
            break
        head = line + head
        if line[0] not in " \t":
            break
    match = re.search(r"(\w+)\s*\(", head)
    return match[1] if match else "?"


def report(findings):
    """Prints (path, line, reason) as path:line: reason; the exit code is 1 if there are any."""
    found = [f"{path}:{line}: {reason}" for path, line, reason in findings]
    if found:
        print("\n".join(found))
    return 1 if found else 0
