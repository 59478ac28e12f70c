"""match.py -- does an answer look as a transcript says?

Expected JSON is compared with the answer key by key: a key too many is as wrong as a key too few.
Three spellings inside it are special (tests/http/README.md shows them at work):

    "<kind>", "<kind?>"     any value of that kind (KINDS below); with `?` null will do
    "<<name>>"              any value, remembered as `name`; "<<name:kind>>" one of that kind
    "{{name}}"              the remembered value

and so are the names of shapes, which a folder's folder.json gives to whole objects: "<incident>" is
that object, {"<incident>": {"status": "ACK"}} is that object but for the keys given. "<error word>"
is the shape named error (or another one), with the word in one of its texts. An object with the
key "..." may hold more keys, an array whose last item is "..." more items.

SPDX-License-Identifier: Apache-2.0
"""

import base64
import json
import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

REST = "..."
SHOWN_CHARACTERS = 300  # of one difference


def is_text_of(pattern):
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


KINDS = {
    "any": lambda value: True,
    "id": is_text_of(r"[0-9a-f]{24}"),
    "ulid": is_text_of(r"[0-9A-HJKMNP-TV-Z]{26}"),
    "time": is_text_of(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    "micros": is_text_of(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"),
    "string": is_text_of(r"(?s).+"),
    "text": is_text_of(r"(?s).*"),
    "url": is_text_of(r"https?://[^\s<>\"]+"),
    "word": is_text_of(r"[A-Za-z0-9_-]+"),
    "digits": is_text_of(r"[0-9]+"),
    "etag": is_text_of(r'"[0-9a-f]+"'),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": is_number,
    "bool": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
}

CAPTURE = re.compile(r"<<(\w+)(?::(\w+))?>>")
NAMED = re.compile(r"<(\w+)(\??)>")
ABOUT = re.compile(r"<(\w+) (.+)>")
EXPRESSION = re.compile(r"\{\{(.+?)\}\}")
MOVED = re.compile(r"(\w+)([+-]\d+)([smhd])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
OBJECT_ID_NUMBER = slice(8, 19)  # the 44 bits of the row's id in an `_id`
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ULID_LETTERS = 26
ULID_NUMBER_BITS, ULID_CHECK_BITS = 56, 24


class Unknown(Exception):
    """A transcript uses a name that nothing has defined."""


def flipped(text):
    """`text` with another last character: of the right form, but never given out."""
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def as_password(text):
    """What the Authorization field of HTTP Basic holds when `text` is the password."""
    return base64.b64encode(f"somebody@tenant:{text}".encode()).decode()


def micros(text):
    """A time in milliseconds as incident.io's dialect spells it."""
    return text[:-1] + "000Z"


def number_in(text):
    """The row's id in an `_id` or a ULID."""
    if len(text) != ULID_LETTERS:
        return int(text[OBJECT_ID_NUMBER], 16)
    value = 0
    for letter in text:
        value = value * len(CROCKFORD) + CROCKFORD.index(letter)
    return value >> ULID_CHECK_BITS & (1 << ULID_NUMBER_BITS) - 1


FILTERS = {
    "upper": str.upper,
    "lower": str.lower,
    "flip": flipped,
    "path": lambda text: urlsplit(text).path,
    "number": number_in,
    "micros": micros,
    "password": as_password,
}


def time_text(moment):
    """A datetime in UTC as answers spell it."""
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def moved(text, amount, unit):
    """The time `text`, that much later."""
    at = datetime.fromisoformat(text.removesuffix("Z"))
    return time_text(at + timedelta(**{UNITS[unit]: int(amount)}))


def recall(name, names):
    """What is remembered as `name`; `name+1h` is that time, an hour later."""
    found = MOVED.fullmatch(name)
    if found:
        return moved(recall(found[1], names), found[2], found[3])
    if name not in names:
        raise Unknown(f"nothing is remembered as {name}")
    return names[name]


def evaluate(expression, names):
    """The value of what stands between {{ and }}: `name`, `name|filter` or `text*times`."""
    text, star, times = expression.rpartition("*")
    if star and times.isdigit():
        return text * int(times)
    name, *filters = expression.split("|")
    value = recall(name, names)
    for word in filters:
        if word not in FILTERS:
            raise Unknown(f"there is no filter {word}")
        value = FILTERS[word](value)
    return value


def spelled(value):
    """A remembered value inside a text: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def fill(text, names):
    """`text` with every {{expression}} replaced."""
    return EXPRESSION.sub(lambda found: spelled(evaluate(found[1], names)), text)


def expected_value(text, names):
    """Like fill, but a text that is one expression has the very type of its value."""
    whole = EXPRESSION.fullmatch(text)
    return evaluate(whole[1], names) if whole else fill(text, names)


def texts_in(value):
    """Every text inside, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_in(item)


def same(expected, actual):
    return type(expected) is type(actual) and expected == actual


class Matcher:
    """Compares answers; `names` holds what is remembered, `shapes` the folder's named objects."""

    def __init__(self, names, shapes):
        self.names = names
        self.shapes = shapes
        self.differences = []

    def compare(self, expected, actual):
        """The differences, one sentence each; none if the answer is as expected."""
        self.differences = []
        self.value("", expected, actual)
        return self.differences

    def differ(self, path, wanted, actual):
        self.tell(path, f"expected {wanted!r}, got {actual!r}")

    def tell(self, path, what):
        if len(what) > SHOWN_CHARACTERS:
            what = what[:SHOWN_CHARACTERS] + "..."
        self.differences.append(f"{path or 'the body'}: {what}")

    def value(self, path, expected, actual):
        expected = self.unfold(expected)
        if isinstance(expected, dict):
            self.object(path, expected, actual)
        elif isinstance(expected, list):
            self.array(path, expected, actual)
        elif isinstance(expected, str):
            self.text(path, expected, actual)
        elif not same(expected, actual):
            self.differ(path, expected, actual)

    def unfold(self, expected):
        """The object behind a shape's name; anything else as it is."""
        changes = {}
        if isinstance(expected, dict) and len(expected) == 1:
            [(name, value)] = expected.items()
            if self.shape_named(name) is not None and isinstance(value, dict):
                expected, changes = name, value
        shape = self.shape_named(expected) if isinstance(expected, str) else None
        return {**self.unfold(shape), **changes} if shape is not None else expected

    def shape_named(self, text):
        return self.shapes.get(text[1:-1]) if NAMED.fullmatch(text) else None

    def object(self, path, expected, actual):
        if not isinstance(actual, dict):
            self.differ(path, "an object", actual)
            return
        for key, value in expected.items():
            if key == REST:
                continue
            if key in actual:
                self.value(f"{path}.{key}", value, actual[key])
            else:
                self.tell(f"{path}.{key}", "is missing")
        for key in actual:
            if key not in expected and REST not in expected:
                self.tell(f"{path}.{key}", f"is too much: {actual[key]!r}")

    def array(self, path, expected, actual):
        if not isinstance(actual, list):
            self.differ(path, "an array", actual)
            return
        is_open = expected[-1:] == [REST]
        items = expected[:-1] if is_open else expected
        if len(actual) < len(items) or (len(actual) > len(items) and not is_open):
            wanted = f"{len(items)}{' or more' if is_open else ''} items"
            self.tell(path, f"expected {wanted}, got {len(actual)}: {actual!r}")
            return
        for index, item in enumerate(items):
            self.value(f"{path}[{index}]", item, actual[index])

    def text(self, path, expected, actual):
        about = ABOUT.fullmatch(expected)
        capture = CAPTURE.fullmatch(expected)
        named = NAMED.fullmatch(expected)
        if about and about[1] in self.shapes:
            self.about(path, about[1], fill(about[2], self.names), actual)
        elif capture:
            self.kind(path, capture[2] or "any", actual)
            self.names[capture[1]] = actual
        elif named:
            if not (named[2] and actual is None):
                self.kind(path, named[1], actual)
        elif not same(wanted := expected_value(expected, self.names), actual):
            self.differ(path, wanted, actual)

    def about(self, path, shape, word, actual):
        """One of the folder's shapes, and one of its texts names the culprit."""
        self.value(path, f"<{shape}>", actual)
        if not any(word in text for text in texts_in(actual)):
            self.differ(path, f"a text that names {word}", actual)

    def kind(self, path, kind, actual):
        if kind not in KINDS:
            raise Unknown(f"there is no kind or shape <{kind}>")
        if not KINDS[kind](actual):
            self.differ(path, f"<{kind}>", actual)
