// test_filter.c -- the query of incident.io's list as a search.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/filter.h"

#include "expect.h"

#include <math.h>

enum {
    TRIAGE = 11,
    FIXING,
    MONITORING,
    POSTMORTEM,
    MINOR = 21,
    MAJOR,
    CRITICAL,
    TYPE_DEFAULT = 31,
    TYPE_SECURITY,
    ANN = 41,
    BEN,
    OTHER_BEN,
    LEAD = 51,
    REGION = 61, // a single select
    NOTE,        // a text
    COST,        // a number
    BRACKETS,    // a link with brackets in its name
    EUROPE = 71,
    ASIA,
};

static const struct incident_status statuses[] = {
    {.id = TRIAGE, .name = S("Triage"), .category = CATEGORY_TRIAGE},
    {.id = MONITORING, .name = S("Monitoring"), .category = CATEGORY_LIVE},
    {.id = FIXING, .name = S("Fixing"), .category = CATEGORY_LIVE},
    {.id = POSTMORTEM, .name = S("Post-mortem"), .category = CATEGORY_LEARNING},
};
static const struct severity severities[] = {
    {.id = MINOR, .name = S("Minor"), .rank = 1, .created_at = 7},
    {.id = MAJOR, .name = S("Major"), .rank = 2},
    {.id = CRITICAL, .name = S("Critical"), .rank = 3},
};
static const struct incident_type types[] = {
    {.id = TYPE_DEFAULT, .name = S("Default")},
    {.id = TYPE_SECURITY, .name = S("security")},
};
static const struct user_account users[] = {
    {.id = ANN, .first_name = S("Ann"), .email = S("ann@example.org")},
    {.id = BEN, .first_name = S("Ben"), .last_name = S("Bar"), .email = S("ben@example.org")},
    {.id = OTHER_BEN, .first_name = S("Ben"), .last_name = S("Bar"), .email = S("b@example.org")},
};
static const struct incident_role roles[] = {{.id = LEAD, .name = S("Incident Lead")}};
static const struct custom_field fields[] = {
    {.id = REGION, .name = S("Region"), .type = FIELD_SINGLE_SELECT},
    {.id = NOTE, .name = S("Note"), .type = FIELD_TEXT},
    {.id = COST, .name = S("Cost"), .type = FIELD_NUMERIC},
    {.id = BRACKETS, .name = S("Link [old][x]"), .type = FIELD_LINK},
};
static const struct custom_field_option options[] = {
    {.field_id = REGION, .id = EUROPE, .value = S("Europe")},
    {.field_id = REGION, .id = ASIA, .value = S("Asia")},
};
static const struct directory directory = {
    .statuses = {statuses, ARRAY_LEN(statuses)},
    .severities = {severities, ARRAY_LEN(severities)},
    .types = {types, ARRAY_LEN(types)},
    .users = {users, ARRAY_LEN(users)},
    .incident_roles = {roles, ARRAY_LEN(roles)},
    .fields = {fields, ARRAY_LEN(fields)},
    .field_options = {options, ARRAY_LEN(options)},
};
static const struct secrets secrets = {.ids = {"a secret of ids"}};

// ---- a search in words ----

static str joined_ids(struct arena *arena, const struct incident_condition *condition)
{
    str text = S("");
    for (size_t i = 0; i < condition->value_count; i++)
        text = STR_JOIN(arena, text, S(" "), str_from_i64(arena, condition->values[i]));
    return text;
}

static str in_hundredths(struct arena *arena, double number)
{
    if (isinf(number))
        return number > 0 ? S("inf") : S("-inf");
    return str_from_i64(arena, (int64_t)(number * 100));
}

static str joined_numbers(struct arena *arena, const struct incident_condition *condition)
{
    str text = S("");
    if (condition->number_count == 0)
        return STR_JOIN(arena, S(" "), in_hundredths(arena, condition->from_number), S(".."),
                        in_hundredths(arena, condition->until_number));
    for (size_t i = 0; i < condition->number_count; i++)
        text = STR_JOIN(arena, text, S(" "), in_hundredths(arena, condition->numbers[i]));
    return text;
}

static str joined_texts(struct arena *arena, const struct incident_condition *condition)
{
    static const str words[] = {S(" is"), S(" contains"), S(" starts")};
    str text = words[condition->match];
    for (size_t i = 0; i < condition->text_count; i++)
        text = STR_JOIN(arena, text, S(" "), condition->texts[i]);
    return text;
}

static str range_of(struct arena *arena, const struct incident_condition *condition)
{
    return STR_JOIN(arena, S(" "), str_from_i64(arena, condition->from_at), S(".."),
                    str_from_i64(arena, condition->until_at));
}

static str what_of(struct arena *arena, const struct incident_condition *condition)
{
    switch (condition->kind) {
    case CONDITION_ANY_OF:
    case CONDITION_NONE_OF:
        return joined_ids(arena, condition);
    case CONDITION_CREATED:
    case CONDITION_UPDATED:
        return range_of(arena, condition);
    case CONDITION_NUMBER:
        return joined_numbers(arena, condition);
    case CONDITION_TEXT:
        return joined_texts(arena, condition);
    case CONDITION_IS_SET:
    case CONDITION_IS_BLANK:
        break;
    }
    return S("");
}

/* "any_of 1 0: 11 12|": kind, facet, subject, what. */
static str conditions_of(struct arena *arena, const struct incident_search *search)
{
    static const str kinds[] = {S("any_of"),  S("none_of"), S("is_set"), S("is_blank"),
                                S("created"), S("updated"), S("number"), S("text")};
    str text = S("");
    for (size_t i = 0; i < search->count; i++) {
        const struct incident_condition *condition = &search->conditions[i];
        text = STR_JOIN(arena, text, kinds[condition->kind], S(" "),
                        str_from_i64(arena, (int64_t)condition->facet), S(" "),
                        str_from_i64(arena, condition->subject), S(":"), what_of(arena, condition),
                        S("|"));
    }
    return text;
}

static enum err read_query(struct arena *arena, str text, bool is_lenient,
                           struct incident_search *out, struct errinfo *out_error)
{
    const struct preferences preferences = {.lenient_filters = is_lenient};
    struct api_request *q = arena_new(arena, struct api_request);
    q->ctx.store.arena = arena;
    q->ctx.directory = &directory;
    q->ctx.secrets = &secrets;
    q->ctx.preferences = &preferences;
    assert_int_equal(query_parse(arena, text, API_MAX_QUERY_PARAMS, &q->query, out_error), OK);
    const enum err outcome = incidentio_read_search(q, out);
    *out_error = q->ctx.error;
    return outcome;
}

// ---- the tests ----

static void each_operator_makes_its_condition(void **state)
{
    static const struct {
        str query;
        str conditions;
    } rows[] = {
        {S(""), S("")},
        {S("status[one_of]=Triage"), S("any_of 1 0: 11|")},
        {S("status[not_in]=Fixing&status[not_in]=triage"), S("none_of 1 0: 11 12|")},
        {S("status%5Bone_of%5D=Triage"), S("any_of 1 0: 11|")},
        {S("status_category[one_of]=active"), S("any_of 1 0: 12 13|")},
        {S("status_category[one_of]=live&status_category[one_of]=active"), S("any_of 1 0: 12 13|")},
        {S("status_category[not_in]=post-incident"), S("none_of 1 0: 14|")},
        {S("status_category[one_of]=paused"), S("any_of 1 0:|")},
        {S("severity[one_of]=major"), S("any_of 2 0: 22|")},
        {S("severity[not_in]=Major"), S("none_of 2 0: 22|")},
        {S("severity[gte]=Major"), S("any_of 2 0: 22 23|")},
        {S("severity[lte]=Major"), S("any_of 2 0: 21 22|")},
        {S("incident_type[one_of]=Security"), S("any_of 3 0: 32|")},
        {S("incident_type[not_in]=Default"), S("none_of 3 0: 31|")},
        {S("created_at[gte]=1970-01-02"), S("created 0 0: 86400000..253402300799999|")},
        {S("created_at[lte]=1970-01-02"), S("created 0 0: 0..86400000|")},
        {S("updated_at[gte]=1970-01-01T00:00:01.5Z"), S("updated 0 0: 1500..253402300799999|")},
        {S("created_at[gte]=1970-01-01T00:00:01.000001Z"),
         S("created 0 0: 1001..253402300799999|")},
        {S("created_at[gte]=1970-01-01T00:00:01.001000Z"),
         S("created 0 0: 1001..253402300799999|")},
        {S("created_at[lte]=1970-01-01T00:00:01.001999Z"), S("created 0 0: 0..1001|")},
        {S("created_at[date_range]=1970-01-02~1970-01-03"), S("created 0 0: 86400000..259199999|")},
        {S("created_at[date_range]=1970-01-02~1970-01-03T00:00:00Z"),
         S("created 0 0: 86400000..172800000|")},
        {S("updated_at[date_range]=1970-01-02T12:00:00Z%7E1970-01-02"),
         S("updated 0 0: 129600000..172799999|")},
        {S("incident_role[Incident Lead][one_of]=ann@example.org"), S("any_of 7 51: 41|")},
        {S("incident_role[incident lead][one_of]=ann"), S("any_of 7 51: 41|")},
        {S("incident_role[Incident+Lead][is_blank]=true"), S("is_blank 7 51:|")},
        {S("incident_role[Incident+Lead][is_blank]=false"), S("is_set 7 51:|")},
        {S("incident_role[Incident+Lead][is_set]=true"), S("is_blank 7 51:|")},
        {S("incident_role[Incident+Lead][is_set]=false"), S("is_set 7 51:|")},
        {S("custom_field[Region][one_of]=Asia&custom_field[Region][one_of]=Europe"),
         S("any_of 8 61: 71 72|")},
        {S("custom_field[Region][not_in]=Asia"), S("none_of 8 61: 72|")},
        {S("custom_field[Region][is_blank]=true"), S("is_blank 8 61:|")},
        {S("custom_field[Note][contains]=A+B"), S("text 8 62: contains a b|")},
        {S("custom_field[Note][starts_with]=A&custom_field[Note][starts_with]=b"),
         S("text 8 62: starts a b|")},
        {S("custom_field[Note][is]=Yes"), S("text 8 62: is yes|")},
        {S("custom_field[Note][one_of]=Yes"), S("text 8 62: is yes|")},
        {S("custom_field[Cost][gte]=1.5"), S("number 8 63: 150..inf|")},
        {S("custom_field[Cost][lte]=-2"), S("number 8 63: -inf..-200|")},
        {S("custom_field[Cost][one_of]=1.50&custom_field[Cost][one_of]=3"),
         S("number 8 63: 150 300|")},
        {S("custom_field[Cost][is]=0"), S("number 8 63: 0|")},
        {S("custom_field[Link [old][x]][is_set]=false"), S("is_set 8 64:|")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct incident_search search = {0};
        struct errinfo error = {0};
        expect_row(read_query(*state, rows[i].query, false, &search, &error) == OK, i);
        expect_text(conditions_of(*state, &search), rows[i].conditions);
        expect_row(search.modes == (1U << MODE_STANDARD | 1U << MODE_RETROSPECTIVE), i);
    }
}

static void parameters_stand_side_by_side(void **state)
{
    struct incident_search search = {0};
    struct errinfo error = {0};
    assert_int_equal(read_query(*state,
                                S("severity[one_of]=Minor&mode[one_of]=test&filter_mode=any&"
                                  "created_at[gte]=1970-01-02&after=&severity[one_of]=Major&"
                                  "created_at[lte]=1970-01-03&status[one_of]=&page_size=300&"
                                  "sort_by=created_at_oldest_first&mode[one_of]=tutorial"),
                                false, &search, &error),
                     OK);
    expect_text(conditions_of(*state, &search),
                S("any_of 2 0: 21 22|created 0 0: 86400000..253402300799999|"
                  "created 0 0: 0..172800000|"));
    assert_true(search.is_any);
    assert_true(search.oldest_first);
    assert_int_equal(search.take, 250);
    assert_int_equal(search.modes, 1U << MODE_TEST | 1U << MODE_TUTORIAL);
    assert_int_equal(search.after_id, 0);
}

static void an_id_wins_over_a_name(void **state)
{
    struct incident_search search = {0};
    struct errinfo error = {0};
    char id[ULID_BYTES];
    ulid_write(&secrets.ids, ID_SEVERITY, MINOR, 7, id);
    const str query = STR_JOIN(*state, S("severity[gte]="), (str){id, ULID_BYTES});
    assert_int_equal(read_query(*state, query, false, &search, &error), OK);
    expect_text(conditions_of(*state, &search), S("any_of 2 0: 21 22 23|"));
}

static void what_is_not_understood_is_refused_and_named(void **state)
{
    static const struct {
        str query;
        str field;
    } rows[] = {
        {S("severity=Minor"), S("severity")},
        {S("severity[is]=Minor"), S("severity[is]")},
        {S("severity[]=Minor"), S("severity[]")},
        {S("severity[one_of]=None"), S("severity[one_of]")},
        {S("severity[gte]=Minor&severity[gte]=Major"), S("severity[gte]")},
        {S("severity[x][one_of]=Minor"), S("severity[x][one_of]")},
        {S("severity[one_of][0]=Minor"), S("severity[one_of][0]")},
        {S("severity[one_of=Minor"), S("severity[one_of")},
        {S("Severity[one_of]=Minor"), S("Severity[one_of]")},
        {S("nothing=1"), S("nothing")},
        {S("nothing="), S("nothing")},
        {S("=1"), S("query")},
        {S("status%5Bis%5D=Triage"), S("status[is]")},
        {S("status_category[one_of]=Live"), S("status_category[one_of]")},
        {S("created_at[gte]=yesterday"), S("created_at[gte]")},
        {S("created_at[gte]=2026-02-30"), S("created_at[gte]")},
        {S("created_at[date_range]=2026-01-01"), S("created_at[date_range]")},
        {S("created_at[date_range]=~2026-01-01"), S("created_at[date_range]")},
        {S("created_at[date_range]=2026-01-02~2026-01-01"), S("created_at[date_range]")},
        {S("created_at[one_of]=2026-01-02"), S("created_at[one_of]")},
        {S("mode[one_of]=real"), S("mode[one_of]")},
        {S("mode[not_in]=test"), S("mode[not_in]")},
        {S("incident_role[Incident Lead][one_of]=Ben Bar"), // there are two
         S("incident_role[Incident Lead][one_of]")},
        {S("incident_role[Incident Lead][attribute][one_of]=ann"),
         S("incident_role[Incident Lead][attribute][one_of]")},
        {S("incident_role[Incident Lead][not_in]=ann"), S("incident_role[Incident Lead][not_in]")},
        {S("incident_role[nobody][is_blank]=true"), S("incident_role[nobody][is_blank]")},
        {S("incident_role[one_of]=ann"), S("incident_role[one_of]")},
        {S("incident_role[Incident Lead][is_blank]=yes"),
         S("incident_role[Incident Lead][is_blank]")},
        {S("custom_field[Region][contains]=A"), S("custom_field[Region][contains]")},
        {S("custom_field[Region][one_of]=Mars"), S("custom_field[Region][one_of]")},
        {S("custom_field[Note][not_in]=A"), S("custom_field[Note][not_in]")},
        {S("custom_field[Note][gte]=A"), S("custom_field[Note][gte]")},
        {S("custom_field[Cost][gte]=much"), S("custom_field[Cost][gte]")},
        {S("custom_field[Cost][is]=1e999"), S("custom_field[Cost][is]")},
        {S("custom_field[Cost][starts_with]=1"), S("custom_field[Cost][starts_with]")},
        {S("page_size=0"), S("page_size")},
        {S("page_size=501"), S("page_size")},
        {S("page_size=25&page_size=26"), S("page_size")},
        {S("after=1"), S("after")},
        {S("sort_by=name"), S("sort_by")},
        {S("filter_mode=none"), S("filter_mode")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct incident_search search = {0};
        struct errinfo error = {0};
        expect_row(read_query(*state, rows[i].query, false, &search, &error) == ERR_INVALID, i);
        expect_text(error.field, rows[i].field);
        expect_row(str_starts(error.message, rows[i].field), i);
    }
}

static void a_lenient_server_passes_over_it(void **state)
{
    static const struct {
        str query;
        str conditions;
    } rows[] = {
        {S("severity=Minor&nothing=1"), S("")},
        {S("severity[is]=Minor&severity[one_of]=Major"), S("any_of 2 0: 22|")},
        {S("severity[one_of]=None"), S("")},
        {S("severity[one_of]=None&severity[one_of]=Minor"), S("any_of 2 0: 21|")},
        {S("severity[gte]=Minor&severity[gte]=Major"), S("")},
        {S("created_at[gte]=yesterday&created_at[lte]=1970-01-02"), S("created 0 0: 0..86400000|")},
        {S("custom_field[nothing][is_blank]=true"), S("")},
        {S("custom_field[Region][gte]=1"), S("")},
        {S("mode[one_of]=real"), S("")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct incident_search search = {0};
        struct errinfo error = {0};
        expect_row(read_query(*state, rows[i].query, true, &search, &error) == OK, i);
        expect_text(conditions_of(*state, &search), rows[i].conditions);
        expect_row(search.modes == (1U << MODE_STANDARD | 1U << MODE_RETROSPECTIVE), i);
        expect_row(error.kind == OK, i);
    }
}

static void a_lenient_server_still_refuses_what_pages_by(void **state)
{
    static const str queries[] = {S("page_size=x"), S("after=x"), S("sort_by=x"),
                                  S("filter_mode=x")};
    for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
        struct incident_search search = {0};
        struct errinfo error = {0};
        expect_row(read_query(*state, queries[i], true, &search, &error) == ERR_INVALID, i);
    }
}

static void filters_are_bounded(void **state)
{
    static const str operators[] = {S("is"), S("one_of"), S("contains"), S("starts_with")};
    struct incident_search search = {0};
    struct errinfo error = {0};
    str query = S("");
    for (int i = 0; i <= INCIDENT_CONDITIONS_MAX; i++) {
        char name[] = "link [old][x]"; // in other letters each time: each is a filter of its own
        for (int bit = 0; bit < 5; bit++)
            name[bit < 4 ? bit : 6] ^= (i / 4 >> bit & 1) != 0 ? ' ' : 0;
        query = STR_JOIN(*state, query, S("custom_field["), str_from_cstr(name), S("]["),
                         operators[i % 4], S("]=x&"));
    }
    assert_int_equal(read_query(*state, query, false, &search, &error), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(each_operator_makes_its_condition),
        WITH_ARENA(parameters_stand_side_by_side),
        WITH_ARENA(an_id_wins_over_a_name),
        WITH_ARENA(what_is_not_understood_is_refused_and_named),
        WITH_ARENA(a_lenient_server_passes_over_it),
        WITH_ARENA(a_lenient_server_still_refuses_what_pages_by),
        WITH_ARENA(filters_are_bounded),
    };
    return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
