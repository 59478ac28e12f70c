// test_json_write.c -- documents byte for byte, and what the writer will not do.
// SPDX-License-Identifier: Apache-2.0
#include "json/json_write.h"

#include "expect.h"
#include "json/json_read.h"

enum { OUT_MAX_BYTES = 1 << 16 };

static void start(struct json_writer *w, struct buf *out, struct arena *arena)
{
    buf_init(out, arena, OUT_MAX_BYTES);
    json_writer_init(w, out);
}

static void a_document_is_written_as_it_is_told(void **state)
{
    struct buf out;
    struct json_writer w;
    start(&w, &out, *state);
    jw_obj(&w, ITEM);
    jw_str(&w, S("text"), S("a \"b\"\n"));
    jw_str(&w, S("empty"), S(""));
    jw_str(&w, S("absent"), (str){0});
    jw_i64(&w, S("number"), INT64_MIN);
    jw_arr(&w, S("list"));
    jw_str(&w, ITEM, S("one"));
    jw_str(&w, ITEM, (str){0});
    jw_i64(&w, ITEM, 2);
    jw_obj(&w, ITEM);
    jw_end(&w);
    jw_arr(&w, ITEM);
    jw_bool(&w, ITEM, true);
    jw_end(&w);
    jw_end(&w);
    jw_bool(&w, S("no"), false);
    jw_null(&w, S("nothing"));
    jw_time(&w, S("at"), INT64_C(1795161600000));
    jw_time(&w, S("never"), 0);
    jw_raw(&w, S("raw"), S("{\"x\": [1]}"));
    jw_obj(&w, S("last"));
    jw_i64(&w, S("x"), 1);
    jw_end(&w);
    assert_false(json_writer_ok(&w)); // one container is open still
    jw_end(&w);
    assert_true(json_writer_ok(&w));
    expect_text(
        buf_str(&out),
        S("{\"text\":\"a \\\"b\\\"\\n\",\"empty\":\"\",\"absent\":null,"
          "\"number\":-9223372036854775808,\"list\":[\"one\",null,2,{},[true]],\"no\":false,"
          "\"nothing\":null,\"at\":\"2026-11-20T08:00:00.000Z\",\"never\":null,"
          "\"raw\":{\"x\": [1]},\"last\":{\"x\":1}}"));
}

static void keys_are_escaped_like_texts(void **state)
{
    struct buf out;
    struct json_writer w;
    start(&w, &out, *state);
    jw_obj(&w, ITEM);
    jw_i64(&w, S("a\"b"), 1);
    jw_i64(&w, S("c\nd"), 2);
    jw_i64(&w, S(""), 3);
    jw_end(&w);
    expect_text(buf_str(&out), S("{\"a\\\"b\":1,\"c\\nd\":2,\"\":3}"));
}

static void a_scalar_alone_is_a_document(void **state)
{
    struct buf out;
    struct json_writer w;
    start(&w, &out, *state);
    assert_false(json_writer_ok(&w)); // nothing is no document
    jw_str(&w, ITEM, S("x"));
    assert_true(json_writer_ok(&w));
    expect_text(buf_str(&out), S("\"x\""));
}

static void write_sample(struct json_writer *w)
{
    jw_obj(w, ITEM);
    jw_str(w, S("title"), S("Disk almost full"));
    jw_arr(w, S("list"));
    jw_str(w, ITEM, S("line\n"));
    jw_i64(w, ITEM, -12);
    jw_end(w);
    jw_time(w, S("at"), 1);
    jw_end(w);
}

/* Whatever the maximum, the document is written whole or the writer says no; never above it. */
static void too_small_a_buffer_is_told_at_the_end(void **state)
{
    struct buf whole;
    struct json_writer w;
    start(&w, &whole, *state);
    write_sample(&w);
    for (size_t max = 0; max <= whole.n + 1; max++) {
        struct buf out;
        buf_init(&out, *state, max);
        json_writer_init(&w, &out);
        write_sample(&w);
        expect_row(json_writer_ok(&w) == (max >= whole.n), max);
        expect_row(out.n <= max, max);
    }
}

static void containers_nest_to_the_depth_that_is_told(void **state)
{
    struct buf out;
    struct json_writer w;
    const struct json *root = NULL;
    struct json_error why;
    start(&w, &out, *state);
    for (int i = 0; i < JSON_WRITER_MAX_DEPTH; i++)
        jw_arr(&w, ITEM);
    for (int i = 0; i < JSON_WRITER_MAX_DEPTH; i++)
        jw_end(&w);
    assert_true(json_writer_ok(&w));
    assert_int_equal(json_read(*state, buf_str(&out), &root, &why), OK);
}

// ---- round trips ----

static str random_text(struct arena *arena, uint64_t *seed)
{
    const size_t n = next_random(seed) % 40;
    char *text = arena_alloc_raw(arena, n);
    for (size_t i = 0; i < n; i++)
        text[i] = (char)(next_random(seed) % 0x80);
    return (str){text, n};
}

static void any_text_comes_back(void **state)
{
    struct arena *arena = *state;
    uint64_t seed = 1;
    for (int i = 0; i < 5000; i++) {
        struct buf out;
        struct json_writer w;
        const struct json *root = NULL;
        struct json_error why;
        const str key = random_text(arena, &seed), text = random_text(arena, &seed);
        start(&w, &out, arena);
        jw_obj(&w, ITEM);
        jw_str(&w, key, text);
        jw_end(&w);
        assert_true(json_writer_ok(&w));
        assert_int_equal(json_read(arena, buf_str(&out), &root, &why), OK);
        expect_text(root->first->key, key);
        expect_text(root->first->text, text);
        arena_reset(arena);
    }
}

// ---- wrong nesting ----

static struct arena arena_of_child;
static struct buf out_of_child;
static struct json_writer writer;

static void start_in_child(void)
{
    arena_init(&arena_of_child, TEST_BLOCK_BYTES);
    start(&writer, &out_of_child, &arena_of_child);
}

static void close_what_is_not_open(void)
{
    start_in_child();
    jw_end(&writer);
}

static void write_a_member_without_a_key(void)
{
    start_in_child();
    jw_obj(&writer, ITEM);
    jw_i64(&writer, ITEM, 1);
}

static void write_an_item_with_a_key(void)
{
    start_in_child();
    jw_arr(&writer, ITEM);
    jw_i64(&writer, S("a"), 1);
}

static void write_a_key_at_the_top(void)
{
    start_in_child();
    jw_i64(&writer, S("a"), 1);
}

static void write_two_documents(void)
{
    start_in_child();
    jw_i64(&writer, ITEM, 1);
    jw_i64(&writer, ITEM, 2);
}

static void nest_too_deep(void)
{
    start_in_child();
    for (int i = 0; i <= JSON_WRITER_MAX_DEPTH; i++)
        jw_arr(&writer, ITEM);
}

static void wrong_nesting_stops_the_process(void **state)
{
    (void)state;
    assert_true(aborts(close_what_is_not_open));
    assert_true(aborts(write_a_member_without_a_key));
    assert_true(aborts(write_an_item_with_a_key));
    assert_true(aborts(write_a_key_at_the_top));
    assert_true(aborts(write_two_documents));
    assert_true(aborts(nest_too_deep));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(a_document_is_written_as_it_is_told),
        WITH_ARENA(keys_are_escaped_like_texts),
        WITH_ARENA(a_scalar_alone_is_a_document),
        WITH_ARENA(too_small_a_buffer_is_told_at_the_end),
        WITH_ARENA(containers_nest_to_the_depth_that_is_told),
        WITH_ARENA(any_text_comes_back),
        cmocka_unit_test(wrong_nesting_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
