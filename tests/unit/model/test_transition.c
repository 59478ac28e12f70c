// test_transition.c -- what every action does from every state, against the golden file.
// SPDX-License-Identifier: Apache-2.0
#include "model/transition.h"

#include "expect.h"

static const char *golden_path;

static const str actions[INCIDENT_ACTION_COUNT] = {
    [ACTION_ACKNOWLEDGE] = S("acknowledge"),
    [ACTION_UNACKNOWLEDGE] = S("unacknowledge"),
    [ACTION_RESOLVE] = S("resolve"),
    [ACTION_ESCALATE] = S("escalate"),
};
static const str states[RESPONSE_STATE_COUNT] = {
    [RESPONSE_TRIGGERED] = S("triggered"),
    [RESPONSE_ACKNOWLEDGED] = S("acknowledged"),
    [RESPONSE_RESOLVED] = S("resolved"),
};

typedef void row_visitor(void *context, const struct transition *row);

static void visit_rows(row_visitor *visit, void *context)
{
    for (int action = 0; action < INCIDENT_ACTION_COUNT; action++)
        for (int from = 0; from < RESPONSE_STATE_COUNT; from++)
            visit(context,
                  transition_find((enum incident_action)action, (enum response_state)from));
}

// ---- the golden file ----

struct dump {
    struct arena *arena;
    str text;
};

/* What a change does; escalating moves no state, so it takes no status. */
static str describe_change(struct arena *arena, const struct transition *row)
{
    if (row->from == row->to)
        return STR_JOIN(arena, S("writes "), timeline_kind_words[row->kind]);
    return STR_JOIN(arena, S("to "), states[row->to], S(" ("), status_category_words[row->category],
                    S("), writes "), timeline_kind_words[row->kind]);
}

static str describe(struct arena *arena, const struct transition *row)
{
    switch (row->verdict) {
    case VERDICT_CHANGE:
        return describe_change(arena, row);
    case VERDICT_ALREADY:
        return S("is so already");
    case VERDICT_REFUSE:
        return STR_JOIN(arena, S("refused: "), row->message);
    }
    return S("?");
}

static void dump_row(void *context, const struct transition *row)
{
    struct dump *dump = context;
    dump->text = STR_JOIN(dump->arena, dump->text, str_from_i64(dump->arena, row->id), S(" "),
                          actions[row->action], S(" when "), states[row->from], S(": "),
                          describe(dump->arena, row), S("\n"));
}

static void the_table_is_the_golden_one(void **state)
{
    struct dump dump = {.arena = *state, .text = S("")};
    visit_rows(dump_row, &dump);
    expect_text(dump.text, read_file(*state, golden_path));
}

// ---- what holds for every row ----

static void check_row(void *context, const struct transition *row)
{
    (void)context;
    expect_row((row->verdict == VERDICT_REFUSE) == (row->message.n > 0), (size_t)row->id);
    expect_row(row->verdict == VERDICT_CHANGE || row->to == row->from, (size_t)row->id);
    expect_row(row->id > 0, (size_t)row->id);
}

static void only_changes_move_and_only_refusals_speak(void **state)
{
    (void)state;
    visit_rows(check_row, NULL);
}

static void the_row_is_that_of_the_action_and_the_state(void **state)
{
    (void)state;
    for (int action = 0; action < INCIDENT_ACTION_COUNT; action++)
        for (int from = 0; from < RESPONSE_STATE_COUNT; from++) {
            const struct transition *row =
                transition_find((enum incident_action)action, (enum response_state)from);
            assert_int_equal(row->action, action);
            assert_int_equal(row->from, from);
        }
}

struct seen_ids {
    int ids[INCIDENT_ACTION_COUNT * RESPONSE_STATE_COUNT];
    size_t count;
};

static void note_id(void *context, const struct transition *row)
{
    struct seen_ids *seen = context;
    for (size_t i = 0; i < seen->count; i++)
        assert_int_not_equal(seen->ids[i], row->id);
    seen->ids[seen->count++] = row->id;
}

static void no_two_rows_have_the_same_id(void **state)
{
    (void)state;
    struct seen_ids seen = {0};
    visit_rows(note_id, &seen);
    assert_int_equal(seen.count, INCIDENT_ACTION_COUNT * RESPONSE_STATE_COUNT);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(the_table_is_the_golden_one),
        cmocka_unit_test(only_changes_move_and_only_refusals_speak),
        cmocka_unit_test(the_row_is_that_of_the_action_and_the_state),
        cmocka_unit_test(no_two_rows_have_the_same_id),
    };
    golden_path = count > 1 ? arguments[1] : "transitions.golden";
    return cmocka_run_group_tests_name("transition", tests, NULL, NULL);
}
