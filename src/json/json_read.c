// json_read.c -- one pass over checked UTF-8, with the open containers on a bounded stack.
//
// The text is checked as UTF-8 first, so that the rest only minds the grammar. A step reads one
// member or element of the innermost open container, or closes it; a value that is a container is
// opened and left to later steps. Functions return false after `refuse` has said why.
// SPDX-License-Identifier: Apache-2.0
#include "json/json_read.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "json/json_unescape.h"
#include "json/key_set.h"

#include <locale.h>
#include <math.h>

enum { NODES_AT_ONCE = 16 };

struct level {
    struct json *container;
    struct json *last; // newest child
    struct key_set keys;
};

struct reader {
    struct arena *arena;
    const char *start;
    const char *at;
    const char *end;
    struct json *nodes; // zeroed, for the next values
    size_t nodes_left;
    size_t values; // so far
    struct key_secret secret;
    struct json_error error;
    unsigned depth;
    struct level *levels; // the open containers, outermost first; room for JSON_MAX_DEPTH
};

static bool refuse(struct reader *r, const char *at, str reason)
{
    r->error = (struct json_error){.offset = (size_t)(at - r->start), .reason = reason};
    return false;
}

/* The next byte; NUL, which no rule accepts, at the end. */
static char peek(const struct reader *r)
{
    return r->at < r->end ? *r->at : '\0';
}

static bool skip_char(struct reader *r, char c)
{
    if (r->at == r->end || *r->at != c)
        return false;
    r->at++;
    return true;
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\r' || *r->at == '\t'))
        r->at++;
}

static str text_since(const struct reader *r, const char *start)
{
    return (str){start, (size_t)(r->at - start)};
}

static str rest_of(const struct reader *r)
{
    return (str){r->at, (size_t)(r->end - r->at)};
}

static bool unescape(struct reader *r, str source, str *out)
{
    size_t bad = 0;
    if (!json_unescape(r->arena, source, out, &bad))
        return refuse(r, source.p + bad, S("unknown escape or lone surrogate"));
    return true;
}

static bool read_string(struct reader *r, str *out)
{
    const char *start = ++r->at; // after the quote
    bool has_escape = false;
    for (;;) {
        r->at += escape_json_plain(rest_of(r));
        if (peek(r) != '\\')
            break;
        if (r->end - r->at < 2)
            return refuse(r, r->end, S("string without its closing quote"));
        has_escape = true;
        r->at += 2;
    }
    const str source = text_since(r, start);
    if (r->at == r->end)
        return refuse(r, r->at, S("string without its closing quote"));
    if (!skip_char(r, '"'))
        return refuse(r, r->at, S("control character in a string"));
    if (has_escape)
        return unescape(r, source, out);
    *out = source;
    return true;
}

static bool skip_digits(struct reader *r)
{
    const char *start = r->at;
    while (peek(r) >= '0' && peek(r) <= '9')
        r->at++;
    return r->at > start;
}

/* RFC 8259 section 6; *out_is_integer when there is neither fraction nor exponent. */
static bool skip_number(struct reader *r, bool *out_is_integer)
{
    skip_char(r, '-');
    if (!skip_char(r, '0') && !skip_digits(r))
        return false;
    const char *integer_end = r->at;
    if (skip_char(r, '.') && !skip_digits(r))
        return false;
    if (skip_char(r, 'e') || skip_char(r, 'E')) {
        if (!skip_char(r, '-'))
            skip_char(r, '+');
        if (!skip_digits(r))
            return false;
    }
    *out_is_integer = r->at == integer_end;
    return true;
}

/* strtod, but the point is a point whatever the process's locale. libc's "C" locale is static:
 * nothing is allocated. */
static double to_double(struct arena *arena, str digits)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", NULL);
    CHECK(c != NULL);
    const double number = strtod_l(str_cstr(arena, digits), NULL, c);
    freelocale(c);
    return number;
}

/* Sets the numeric fields; false when the number is out of range. */
static bool decode_number(struct arena *arena, str digits, struct json *value)
{
    if (!value->is_integer) {
        value->number = to_double(arena, digits);
        return isfinite(value->number);
    }
    if (!str_to_i64(digits, &value->integer))
        return false;
    value->number = value->integer == 0 && digits.p[0] == '-' ? -0.0 : (double)value->integer;
    return true;
}

static bool read_number(struct reader *r, struct json *value)
{
    const char *start = r->at;
    value->kind = JSON_NUMBER;
    if (peek(r) != '-' && (peek(r) < '0' || peek(r) > '9'))
        return refuse(r, r->at, S("expected a value"));
    if (!skip_number(r, &value->is_integer))
        return refuse(r, r->at, S("expected a digit"));
    if (!decode_number(r->arena, text_since(r, start), value))
        return refuse(r, start, S("number out of range"));
    return true;
}

static bool read_word(struct reader *r, str word)
{
    if (!str_starts(rest_of(r), word))
        return refuse(r, r->at, S("expected a value"));
    r->at += word.n;
    return true;
}

static bool open_container(struct reader *r, struct json *value, enum json_kind kind)
{
    if (r->depth == JSON_MAX_DEPTH)
        return refuse(r, r->at, S("nested too deep"));
    r->at++;
    value->kind = kind;
    r->levels[r->depth++] = (struct level){.container = value};
    return true;
}

static bool read_value_of_kind(struct reader *r, struct json *value)
{
    switch (peek(r)) {
    case '{':
        return open_container(r, value, JSON_OBJECT);
    case '[':
        return open_container(r, value, JSON_ARRAY);
    case '"':
        value->kind = JSON_STRING;
        return read_string(r, &value->text);
    case 't':
        value->kind = JSON_BOOL;
        value->boolean = true;
        return read_word(r, S("true"));
    case 'f':
        value->kind = JSON_BOOL;
        return read_word(r, S("false"));
    case 'n':
        return read_word(r, S("null"));
    default:
        return read_number(r, value);
    }
}

static bool read_value(struct reader *r, struct json *value)
{
    const char *start = r->at;
    if (!read_value_of_kind(r, value))
        return false;
    value->raw = text_since(r, start); // of a container: so far
    return true;
}

static struct json *new_node(struct reader *r)
{
    if (r->nodes_left == 0) {
        r->nodes = arena_array(r->arena, struct json, NODES_AT_ONCE);
        r->nodes_left = NODES_AT_ONCE;
    }
    r->nodes_left--;
    return r->nodes++;
}

static void append(struct level *level, struct json *child)
{
    if (level->last == NULL)
        level->container->first = child;
    else
        level->last->next = child;
    level->last = child;
    level->container->count++;
}

static bool read_key(struct reader *r, struct level *level, struct json *member)
{
    const char *start = r->at;
    if (peek(r) != '"')
        return refuse(r, r->at, S("expected a name in quotes"));
    if (!read_string(r, &member->key))
        return false;
    if (!key_set_add(&level->keys, r->arena, &r->secret, level->container, member))
        return refuse(r, start, S("name used twice in one object"));
    skip_blanks(r);
    if (!skip_char(r, ':'))
        return refuse(r, r->at, S("expected ':'"));
    skip_blanks(r);
    return true;
}

/* Reads the next child of the innermost open container, or closes it. */
static bool step(struct reader *r)
{
    struct level *level = &r->levels[r->depth - 1];
    const bool is_object = level->container->kind == JSON_OBJECT;
    skip_blanks(r);
    if (skip_char(r, is_object ? '}' : ']')) {
        level->container->raw = text_since(r, level->container->raw.p);
        r->depth--;
        return true;
    }
    if (level->container->count > 0 && !skip_char(r, ','))
        return refuse(r, r->at, is_object ? S("expected ',' or '}'") : S("expected ',' or ']'"));
    if (++r->values > JSON_MAX_VALUES)
        return refuse(r, r->at, S("too many values"));
    struct json *child = new_node(r);
    skip_blanks(r);
    if (is_object && !read_key(r, level, child))
        return false;
    append(level, child);
    return read_value(r, child);
}

static bool read_document(struct reader *r, struct json *root)
{
    const str text = rest_of(r);
    const size_t valid = utf8_valid_prefix(text);
    if (valid < text.n)
        return refuse(r, r->at + valid, S("invalid UTF-8"));
    skip_blanks(r);
    if (!read_value(r, root))
        return false;
    while (r->depth > 0)
        if (!step(r))
            return false;
    skip_blanks(r);
    if (r->at < r->end)
        return refuse(r, r->at, S("expected the end"));
    return true;
}

enum err json_read(struct arena *arena, str text, const struct json **out, struct json_error *why)
{
    const char *start = text.p == NULL ? "" : text.p;
    struct level levels[JSON_MAX_DEPTH];
    struct reader reader = {
        .arena = arena,
        .start = start,
        .at = start,
        .end = start + text.n,
        .values = 1, // the outermost
        .levels = levels,
    };
    struct json *root = new_node(&reader);
    if (!read_document(&reader, root)) {
        *why = reader.error;
        return ERR_INVALID;
    }
    *out = root;
    return OK;
}

const struct json *json_get(const struct json *object, str key)
{
    if (object == NULL || object->kind != JSON_OBJECT)
        return NULL;
    for (const struct json *member = object->first; member != NULL; member = member->next)
        if (str_eq(member->key, key))
            return member;
    return NULL;
}
