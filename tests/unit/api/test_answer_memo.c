// test_answer_memo.c -- whole answers, as long as nothing they were made from has changed.
// SPDX-License-Identifier: Apache-2.0
#include "api/answer_memo.h"

#include "expect.h"

enum { QUESTIONS = 1000, MEMO_BYTES = 2 * ANSWER_MEMO_MAX_BYTES };

static const struct answer_key key = {
    .target = S("/incidents?page=1"),
    .team_id = 1,
    .key_id = 2,
    .commits = 3,
    .directory_version = 4,
};

static struct answer_memo *new_memo(struct arena *arena)
{
    struct answer_memo *memo = arena_new(arena, struct answer_memo);
    answer_memo_init(memo, MEMO_BYTES);
    return memo;
}

/* Does the memo answer the question, and with this? */
static bool answers(struct answer_memo *memo, struct answer_key question, str body)
{
    struct kept_answer_text *answer = answer_memo_find(memo, question);
    const bool is_it = answer != NULL && str_eq(kept_answer_body(answer), body);
    kept_answer_release(&answer);
    return is_it;
}

static void an_answer_is_found_for_its_own_question(void **state)
{
    struct answer_memo *memo = new_memo(*state);
    assert_null(answer_memo_find(memo, key));
    answer_memo_add(memo, key, S("{\"a\":1}"));
    assert_true(answers(memo, key, S("{\"a\":1}")));
    assert_true(answers(memo, key, S("{\"a\":1}")));
    answer_memo_release(memo);
}

static void another_question_has_no_answer(void **state)
{
    struct answer_memo *memo = new_memo(*state);
    struct answer_key others[] = {key, key, key, key, key, key, key};
    others[0].target = S("/incidents?page=2");
    others[1].target = S("/incidents?page=");
    others[2].team_id++;
    others[3].key_id++;
    others[4].commits++;
    others[5].commits--;
    others[6].directory_version++;
    answer_memo_add(memo, key, S("{}"));
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        expect_row(answer_memo_find(memo, others[i]) == NULL, i);
    assert_true(answers(memo, key, S("{}")));
    answer_memo_release(memo);
}

static void a_newer_answer_takes_the_place_of_the_older(void **state)
{
    struct answer_memo *memo = new_memo(*state);
    struct answer_key newer = key;
    newer.commits++;
    answer_memo_add(memo, key, S("old"));
    answer_memo_add(memo, newer, S("new"));
    assert_null(answer_memo_find(memo, key));
    assert_true(answers(memo, newer, S("new")));
    answer_memo_release(memo);
}

static void who_sends_an_answer_keeps_it(void **state)
{
    struct answer_memo *memo = new_memo(*state);
    char target[] = "/incidents";
    struct answer_key question = key;
    question.target = (str){target, sizeof(target) - 1};
    answer_memo_add(memo, question, S("first"));
    target[0] = 'X'; // the memo has a copy of its own
    question.target = S("/incidents");
    struct kept_answer_text *sent = answer_memo_find(memo, question);
    answer_memo_add(memo, question, S("second"));
    expect_text(kept_answer_body(sent), S("first"));
    answer_memo_release(memo);
    expect_text(kept_answer_body(sent), S("first"));
    kept_answer_release(&sent);
    assert_null(sent);
    kept_answer_release(&sent); // NULL is fine
}

static void a_long_answer_is_not_kept(void **state)
{
    struct answer_memo *memo = new_memo(*state);
    const size_t most = ANSWER_MEMO_MAX_BYTES - key.target.n;
    char *bytes = arena_alloc(*state, most + 1);
    answer_memo_add(memo, key, (str){bytes, most + 1});
    assert_null(answer_memo_find(memo, key));
    answer_memo_add(memo, key, (str){bytes, most});
    assert_true(answers(memo, key, (str){bytes, most}));
    answer_memo_release(memo);
}

static void older_answers_make_room_for_newer_ones(void **state)
{
    struct answer_memo *memo = new_memo(*state);
    const str body = {arena_alloc(*state, ANSWER_MEMO_MAX_BYTES / 2), ANSWER_MEMO_MAX_BYTES / 2};
    for (int64_t i = 0; i < QUESTIONS; i++) {
        struct answer_key question = key;
        question.target = str_from_i64(*state, i);
        answer_memo_add(memo, question, body);
        assert_true(answers(memo, question, body));
        assert_true(memo->bytes <= MEMO_BYTES);
    }
    assert_in_range(memo->bytes, MEMO_BYTES / 2, MEMO_BYTES);
    answer_memo_release(memo);
    assert_int_equal(memo->bytes, 0);
}

static void among_many_questions_none_gets_the_answer_of_another(void **state)
{
    struct answer_memo *memo = new_memo(*state);
    int found = 0;
    for (int64_t i = 0; i < QUESTIONS; i++) {
        struct answer_key question = key;
        question.target = str_from_i64(*state, i);
        answer_memo_add(memo, question, question.target);
    }
    for (int64_t i = 0; i < QUESTIONS; i++) {
        struct answer_key question = key;
        question.target = str_from_i64(*state, i);
        struct kept_answer_text *answer = answer_memo_find(memo, question);
        if (answer == NULL)
            continue;
        expect_text(kept_answer_body(answer), question.target);
        kept_answer_release(&answer);
        found++;
    }
    assert_in_range(found, ANSWER_MEMO_SLOTS / 2, ANSWER_MEMO_SLOTS);
    answer_memo_release(memo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(an_answer_is_found_for_its_own_question),
        WITH_ARENA(another_question_has_no_answer),
        WITH_ARENA(a_newer_answer_takes_the_place_of_the_older),
        WITH_ARENA(who_sends_an_answer_keeps_it),
        WITH_ARENA(a_long_answer_is_not_kept),
        WITH_ARENA(older_answers_make_room_for_newer_ones),
        WITH_ARENA(among_many_questions_none_gets_the_answer_of_another),
    };
    return cmocka_run_group_tests_name("answer_memo", tests, NULL, NULL);
}
