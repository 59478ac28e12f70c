"""bless.py -- rewrites what a transcript expects from what the server answered.

Only what differed changes: a placeholder that fits stays, and new values become placeholders where
they could not be the same twice. The diff is for a person to read before it is committed.

SPDX-License-Identifier: Apache-2.0
"""

import json

import match

LINE_CHARACTERS = 100
VOLATILE = ("id", "ulid", "time", "micros")


def general(value, names):
    """A new value, with ids and times made placeholders, and remembered ones named."""
    if isinstance(value, dict):
        return {key: general(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [general(item, names) for item in value]
    if isinstance(value, str) and value:
        for name, known in names.items():
            if known == value:
                return "{{" + name + "}}"
        for kind in VOLATILE:
            if match.KINDS[kind](value):
                return f"<{kind}>"
    return value


class Blesser:
    def __init__(self, names, shapes):
        self.names, self.shapes = names, shapes

    def fits(self, expected, actual):
        matcher = match.Matcher(dict(self.names), self.shapes)
        return not matcher.compare(expected, actual)

    def revise(self, expected, actual):
        """`expected`, changed as little as `actual` asks for."""
        if self.fits(expected, actual):
            return expected
        whole = match.Matcher(self.names, self.shapes).unfold(expected)
        if isinstance(whole, dict) and isinstance(actual, dict):
            revised = self.object(whole, actual)
            return revised if whole is expected else self.refold(expected, whole, revised)
        if isinstance(whole, list) and isinstance(actual, list):
            known = [item for item in whole if item != match.REST]
            return [self.revise(old, new) for old, new in zip(known, actual)] + [
                general(new, self.names) for new in actual[len(known):]]
        return general(actual, self.names)

    def object(self, whole, actual):
        revised = {key: self.revise(whole[key], value) if key in whole
                   else general(value, self.names)
                   for key, value in actual.items() if key in whole or match.REST not in whole}
        if match.REST in whole:
            revised[match.REST] = match.REST
        return revised

    def refold(self, expected, whole, revised):
        """A shape's name with the changed keys, if the shape still has the answer's keys."""
        name = expected if isinstance(expected, str) else next(iter(expected))
        shape = match.Matcher(self.names, self.shapes).unfold(name)
        if shape.keys() != revised.keys():
            return revised
        changes = {key: value for key, value in revised.items() if value != shape[key]}
        return {name: changes} if changes else name


def laid_out(value, indent=0):
    """JSON on one line where it fits, else one line for each member."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= LINE_CHARACTERS or not isinstance(value, (dict, list)) or not value:
        return flat
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        lines = [f"{pad}{json.dumps(key, ensure_ascii=False)}: {laid_out(item, indent + 2)}"
                 for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + laid_out(item, indent + 2) for item in value) + (
        "\n" + " " * indent + "]")


def bless(lines, exchange, answer, blesser):
    """`lines` of the file with the status and the body of one exchange rewritten."""
    first, last = exchange.expected_lines
    status_line = first - 1 - len(exchange.expected_headers)
    body = answer.body.splitlines()
    try:
        actual = json.loads(answer.body)
    except ValueError:
        if body:
            body = lines[first:last]  # a page: its `~` lines are for a person to mend
    else:
        old = exchange.expected_body
        body = laid_out(blesser.revise(json.loads(old) if old else None, actual)).splitlines()
    return (lines[:status_line] + [f"HTTP {answer.status}"] + lines[status_line + 1:first] + body
            + lines[last:])
