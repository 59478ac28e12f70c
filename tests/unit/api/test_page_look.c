// test_page_look.c -- how a page looks, as it was stored by whatever version.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/page.h"

#include "expect.h"

#include <string.h>

enum { ANSWER_MAX_BYTES = 1024 * 1024 };

/* The members that an answer shows of it. */
static str shown(struct arena *arena, str stored)
{
    struct api_request *q = arena_new(arena, struct api_request);
    q->ctx.store.arena = arena;
    buf_init(&q->answer, arena, ANSWER_MAX_BYTES);
    json_writer_init(&q->w, &q->answer);
    jw_obj(&q->w, ITEM);
    ilert_look_write(q, stored, PAGE_WHOLE);
    jw_end(&q->w);
    assert_true(json_writer_ok(&q->w));
    return buf_str(&q->answer);
}

static void what_this_version_cannot_read_is_left_out(void **state)
{
    (void)state;
    static const struct {
        str stored;
        str shown;
    } rows[] = {
        {S("{\"pageTitle\":\"Status\",\"themeMode\":\"DARK\"}"),
         S("{\"pageTitle\":\"Status\",\"themeMode\":\"DARK\"}")},
        {S("{\"pageTitle\":\"Status\",\"themeMode\":\"SEPIA\"}"), S("{\"pageTitle\":\"Status\"}")},
        {S("{\"themeMode\":\"DARK\",\"ipWhitelist\":7,\"pageTitle\":[]}"),
         S("{\"themeMode\":\"DARK\"}")},
        {S("{\"ipWhitelist\":[\"10.0.0.1\",7]}"), S("{}")},
        {S("{\"colour\":\"red\"}"), S("{}")},
        {S("[]"), S("{}")},
        {S("{\"pageTitle"), S("{}")},
        {S(""), S("{}")},
        {{0}, S("{}")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena arena;
        arena_init(&arena, 4096);
        expect_row(str_eq(shown(&arena, rows[i].stored), rows[i].shown), i);
        arena_release(&arena);
    }
}

static void what_is_too_long_today_stays(void **state)
{
    (void)state;
    enum { LONG = 100 * 1024 };
    struct arena arena;
    arena_init(&arena, 4096);
    char *css = arena_array(&arena, char, LONG);
    memset(css, 'x', LONG);
    const str stored =
        STR_JOIN(&arena, S("{\"customCss\":\""), ((str){.p = css, .n = LONG}), S("\"}"));
    expect_text(shown(&arena, stored), stored);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_this_version_cannot_read_is_left_out),
        cmocka_unit_test(what_is_too_long_today_stays),
    };
    return cmocka_run_group_tests_name("page_look", tests, NULL, NULL);
}
