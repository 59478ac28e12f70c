// test_log.c -- what lands on standard error, read back as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include "base/rfc3339.h"
#include "base/utf8.h"
#include "expect.h"
#include "json/json_read.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, OUTPUT_MAX_BYTES = 1 << 20, THREADS = 4, LINES_EACH = 500 };

static int real_stderr;
static int captured;

static int start_capture(void **state)
{
    captured = memfd_create("log", MFD_CLOEXEC);
    real_stderr = dup(STDERR_FILENO);
    if (captured < 0 || real_stderr < 0 || fcntl(captured, F_SETFL, O_APPEND) < 0 ||
        dup2(captured, STDERR_FILENO) < 0)
        return -1;
    log_set_level(LOG_INFO);
    return make_arena(state);
}

static int end_capture(void **state)
{
    (void)dup2(real_stderr, STDERR_FILENO);
    (void)close(real_stderr);
    (void)close(captured);
    return release_arena(state);
}

#define CAPTURED(test) cmocka_unit_test_setup_teardown(test, start_capture, end_capture)

static str output(struct arena *arena)
{
    char *bytes = arena_alloc_raw(arena, OUTPUT_MAX_BYTES);
    const ssize_t n = pread(captured, bytes, OUTPUT_MAX_BYTES, 0);
    assert_true(n >= 0 && n < OUTPUT_MAX_BYTES);
    return (str){bytes, (size_t)n};
}

/* The one line written so far, parsed. */
static const struct json *line_of(struct arena *arena)
{
    const str text = output(arena);
    const struct json *line = NULL;
    struct json_error why;
    assert_true(text.n > 0 && text.n <= LINE_MAX_BYTES);
    assert_int_equal(str_find(text, '\n'), text.n - 1);
    assert_int_equal(json_read(arena, text, &line, &why), OK);
    return line;
}

static void a_line_tells_time_level_event_and_fields_in_this_order(void **state)
{
    const msec before = clock_now();
    LOG(LOG_WARNING, "request_slow", LOG_TEXT("path", S("/incidents")), LOG_NUMBER("took_ms", -12));
    const struct json *line = line_of(*state);
    const struct json *time = line->first;
    msec at = 0;
    expect_text(time->key, S("time"));
    assert_true(rfc3339_parse(time->text, &at) && at >= before && at <= clock_now());
    const str rest = {time->raw.p + time->raw.n,
                      (size_t)(line->raw.p + line->raw.n - (time->raw.p + time->raw.n))};
    expect_text(rest, S(",\"level\":\"warning\",\"event\":\"request_slow\",\"path\":\"/"
                        "incidents\",\"took_ms\":-12}"));
}

static void levels_below_the_chosen_one_are_dropped(void **state)
{
    static const str names[] = {S("debug"), S("info"), S("warning"), S("error")};
    LOG(LOG_DEBUG, "quiet", LOG_NUMBER("n", 1));
    expect_text(output(*state), S(""));
    log_set_level(LOG_ERROR);
    LOG(LOG_WARNING, "quiet", LOG_NUMBER("n", 1));
    expect_text(output(*state), S(""));
    log_set_level(LOG_DEBUG);
    for (enum log_level level = LOG_DEBUG; level <= LOG_ERROR; level++)
        log_event(level, S("loud"), NULL, 0);
    str rest = output(*state);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        expect_row(str_find_str(str_cut(&rest, '\n'), names[i]) > 0, i);
    expect_text(rest, S(""));
}

static void an_empty_text_is_text_and_an_absent_one_a_number(void **state)
{
    LOG(LOG_INFO, "x", LOG_TEXT("empty", S("")), LOG_TEXT("absent", ((str){0})));
    const struct json *line = line_of(*state);
    expect_text(json_get(line, S("empty"))->raw, S("\"\""));
    expect_text(json_get(line, S("absent"))->raw, S("0"));
}

static void text_is_escaped_and_what_is_no_utf8_replaced(void **state)
{
    LOG(LOG_INFO, "x", LOG_TEXT("quoted", S("a \"b\"\\\n\x01")),
        LOG_TEXT("mended", S("\xFF\xC3\xBC\xE2\x82 z\xC3")));
    const struct json *line = line_of(*state);
    expect_text(json_get(line, S("quoted"))->text, S("a \"b\"\\\n\x01"));
    expect_text(json_get(line, S("mended"))->text,
                S("\xEF\xBF\xBD\xC3\xBC\xEF\xBF\xBD\xEF\xBF\xBD z\xEF\xBF\xBD"));
}

static void a_field_that_does_not_fit_is_left_out_whole(void **state)
{
    char *big = arena_alloc_raw(*state, OUTPUT_MAX_BYTES);
    memset(big, '\x01', OUTPUT_MAX_BYTES);
    LOG(LOG_INFO, "x", LOG_NUMBER("before", 1), LOG_TEXT("big", ((str){big, OUTPUT_MAX_BYTES})),
        LOG_NUMBER("after", 2));
    const struct json *line = line_of(*state);
    assert_int_equal(json_get(line, S("before"))->integer, 1);
    assert_null(json_get(line, S("big")));
    assert_int_equal(json_get(line, S("after"))->integer, 2);
    assert_true(json_get(line, S("cut"))->boolean);
}

static void a_line_of_any_length_stays_json_and_within_its_limit(void **state)
{
    struct arena *arena = *state;
    char text[LINE_MAX_BYTES + 1];
    memset(text, 'x', sizeof(text));
    for (size_t n = LINE_MAX_BYTES - 200; n <= LINE_MAX_BYTES; n++) {
        assert_int_equal(ftruncate(captured, 0), 0);
        LOG(LOG_INFO, "x", LOG_TEXT("text", ((str){text, n})), LOG_TEXT("last", S("1234567890")));
        const struct json *line = line_of(arena);
        const struct json *field = json_get(line, S("text"));
        const bool is_whole = field != NULL && json_get(line, S("last")) != NULL;
        assert_int_equal(is_whole, json_get(line, S("cut")) == NULL);
        assert_true(field == NULL || field->text.n == n);
        arena_reset(arena);
    }
}

static void *log_many_lines(void *unused)
{
    for (int64_t i = 0; i < LINES_EACH; i++)
        LOG(LOG_INFO, "thread", LOG_TEXT("text", S("some text of middling length")),
            LOG_NUMBER("i", i));
    return unused;
}

static void lines_of_several_threads_do_not_mix(void **state)
{
    pthread_t threads[THREADS];
    size_t lines = 0;
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, log_many_lines, NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (str rest = output(*state); rest.n > 0; lines++) {
        const struct json *line = NULL;
        struct json_error why;
        assert_int_equal(json_read(*state, str_cut(&rest, '\n'), &line, &why), OK);
    }
    assert_int_equal(lines, THREADS * LINES_EACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CAPTURED(a_line_tells_time_level_event_and_fields_in_this_order),
        CAPTURED(levels_below_the_chosen_one_are_dropped),
        CAPTURED(an_empty_text_is_text_and_an_absent_one_a_number),
        CAPTURED(text_is_escaped_and_what_is_no_utf8_replaced),
        CAPTURED(a_field_that_does_not_fit_is_left_out_whole),
        CAPTURED(a_line_of_any_length_stays_json_and_within_its_limit),
        CAPTURED(lines_of_several_threads_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
