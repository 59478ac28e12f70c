// test_escape.c -- every byte alone, at every place in a word, and beside another.
// SPDX-License-Identifier: Apache-2.0
#include "base/escape.h"

#include "expect.h"

enum { BYTES = 256, OUT_MAX = 4096 };

static str escaped(struct arena *arena, void (*escape)(struct buf *, str), str text)
{
    struct buf out;
    buf_init(&out, arena, OUT_MAX);
    escape(&out, text);
    assert_false(out.overflow);
    return buf_str(&out);
}

/* RFC 8259 section 7, said a second way. */
static str json_of(struct arena *arena, unsigned char byte)
{
    static const str shorts[BYTES] = {
        ['"'] = S("\\\""), ['\\'] = S("\\\\"), ['\b'] = S("\\b"), ['\f'] = S("\\f"),
        ['\n'] = S("\\n"), ['\r'] = S("\\r"),  ['\t'] = S("\\t"),
    };
    char *text = arena_alloc(arena, 8);
    if (shorts[byte].n > 0)
        return shorts[byte];
    const int n = byte < 0x20 ? snprintf(text, 8, "\\u%04x", byte) : snprintf(text, 8, "%c", byte);
    return (str){text, (size_t)n};
}

static void json_escapes_what_it_must_and_nothing_else(void **state)
{
    for (unsigned byte = 0; byte < BYTES; byte++) {
        const char c = (char)byte;
        const str alone = {&c, 1};
        const str wanted = json_of(*state, (unsigned char)byte);
        expect_text(escaped(*state, escape_json, alone), wanted);
        assert_int_equal(escape_json_plain(alone), wanted.n == 1 ? 1 : 0);
    }
}

/* Runs are found by words of eight bytes: no neighbour and no place may hide a byte. */
static void json_escapes_a_byte_at_every_place_of_a_word(void **state)
{
    static const char hidden[] = {'"', '\\', '\0', '\x1F', '\n'};
    static const char neighbours[] = {'a', '!', '#', '[', ']', ' ', '\x7F', '\x80', '\xA2', '\xFF'};
    enum { WORDS = 24 };
    for (size_t i = 0; i < ARRAY_LEN(hidden) * ARRAY_LEN(neighbours) * WORDS; i++) {
        char text[WORDS];
        const size_t place = i % WORDS;
        const char byte = hidden[i / WORDS % ARRAY_LEN(hidden)];
        memset(text, neighbours[i / WORDS / ARRAY_LEN(hidden)], sizeof(text));
        text[place] = byte;
        expect_row(escape_json_plain((str){text, sizeof(text)}) == place, i);
        const str got = escaped(*state, escape_json, (str){text, sizeof(text)});
        const str wanted =
            STR_JOIN(*state, (str){text, place}, escaped(*state, escape_json, (str){&byte, 1}),
                     (str){text + place + 1, sizeof(text) - place - 1});
        expect_text(got, wanted);
    }
}

static void html_escapes_what_has_a_meaning_there(void **state)
{
    static const struct {
        str text, html;
    } table[] = {
        {S(""), S("")},
        {S("plain \xC3\xBC \xE2\x82\xAC"), S("plain \xC3\xBC \xE2\x82\xAC")},
        {S("<script>alert(1)</script>"), S("&lt;script&gt;alert(1)&lt;/script&gt;")},
        {S("\" onclick='x' & y"), S("&quot; onclick=&#39;x&#39; &amp; y")},
        {S("&amp;"), S("&amp;amp;")},
        {S("tab\tline\n"), S("tab\tline\n")},
        {S("\r\0\x1B[31m\x7F"), S("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD[31m\xEF\xBF\xBD")},
    };
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        expect_text(escaped(*state, escape_html, table[i].text), table[i].html);
    for (unsigned byte = 0; byte < 0x20; byte++) {
        const char c = (char)byte;
        const bool is_kept = c == '\t' || c == '\n';
        expect_row((escaped(*state, escape_html, (str){&c, 1}).n == 1) == is_kept, byte);
    }
}

static void past_the_maximum_the_buffer_says_so(void **state)
{
    struct buf out;
    buf_init(&out, *state, 7);
    escape_json(&out, S("ab\n\n"));
    assert_false(out.overflow);
    escape_json(&out, S("\n"));
    assert_true(out.overflow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(json_escapes_what_it_must_and_nothing_else),
        WITH_ARENA(json_escapes_a_byte_at_every_place_of_a_word),
        WITH_ARENA(html_escapes_what_has_a_meaning_there),
        WITH_ARENA(past_the_maximum_the_buffer_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
