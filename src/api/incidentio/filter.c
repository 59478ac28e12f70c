// filter.c -- the way from the query of GET /v2/incidents to a search.
//
// Values of one parameter sent several times are one list; their order says nothing, and an empty
// value is as none. A parameter's name is judged even so, but `status=` is no filter at all.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/filter.h"

#include "api/incidentio/incidentio.h"

#include <stdlib.h>

enum { PAGE_USUAL = 25, PAGE_ACCEPTED = 500 };

const struct page_rule incidentio_list_page = {PAGE_USUAL, INCIDENT_SEARCH_PAGE_MAX};

const str incidentio_filter_mode_words[FILTER_MODE_COUNT] = {
    [FILTER_MODE_ALL] = S("all"),
    [FILTER_MODE_ANY] = S("any"),
};

enum err filter_refuse(struct filter_reading *r, str why)
{
    if (r->parameter.n == 0)
        return incidentio_refuse(r->q, S("query"), S(" has a parameter without a name"));
    return incidentio_refuse(r->q, r->parameter, why);
}

// ---- the values of a parameter ----

struct value_list {
    str *items; // each once, none empty
    size_t count;
};

static void add_value(struct value_list *list, str value)
{
    if (value.n == 0)
        return;
    for (size_t i = 0; i < list->count; i++) {
        if (str_eq(list->items[i], value))
            return;
    }
    list->items[list->count++] = value;
}

static struct value_list values_of(struct api_request *q, str parameter)
{
    size_t room = 0;
    for (size_t i = 0; i < q->query.count; i++)
        room += str_eq(q->query.items[i].name, parameter);
    struct value_list list = {.items = arena_array(q->ctx.store.arena, str, room)};
    for (size_t i = 0; i < q->query.count; i++) {
        if (str_eq(q->query.items[i].name, parameter))
            add_value(&list, q->query.items[i].value);
    }
    return list;
}

/* Is what went wrong to be passed over? Then it is forgotten. */
static bool is_let_pass(struct api_request *q, enum err outcome)
{
    if (outcome != ERR_INVALID || !q->ctx.preferences->lenient_filters)
        return false;
    q->ctx.error = (struct errinfo){0};
    return true;
}

static int by_number(const void *a, const void *b)
{
    const int64_t left = *(const int64_t *)a;
    const int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static void sort_ids(struct filter_reading *r)
{
    size_t kept = 0;
    if (r->id_count > 0)
        qsort(r->ids, r->id_count, sizeof(*r->ids), by_number);
    for (size_t i = 0; i < r->id_count; i++) {
        if (kept == 0 || r->ids[kept - 1] != r->ids[i])
            r->ids[kept++] = r->ids[i];
    }
    r->condition.values = r->ids;
    r->condition.value_count = kept;
}

/* How many texts they look for in texts. */
static size_t contained_texts(const struct incident_condition *conditions, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (conditions[i].kind == CONDITION_TEXT && conditions[i].match == TEXT_CONTAINS)
            total += conditions[i].text_count;
    }
    return total;
}

static enum err add_condition(struct filter_reading *r, struct incident_condition *conditions)
{
    if (r->search->count == INCIDENT_CONDITIONS_MAX)
        return filter_refuse(r, S(" is one filter too many"));
    const size_t contained = contained_texts(&r->condition, 1);
    if (contained > 0 &&
        contained + contained_texts(conditions, r->search->count) > INCIDENT_CONTAINS_MAX)
        return filter_refuse(r, S(": at most 8 values of contains are taken"));
    sort_ids(r);
    r->condition.numbers = r->numbers;
    r->condition.texts = r->texts;
    conditions[r->search->count++] = r->condition;
    return OK;
}

/* Of the values; *out_read counts those that were understood. */
static enum err read_values(struct filter_reading *r, const struct filter_rule *rule,
                            struct value_list values, size_t *out_read)
{
    struct arena *arena = r->q->ctx.store.arena;
    if (rule->takes_one && values.count > 1)
        return filter_refuse(r, S(" takes one value"));
    r->condition.kind = rule->kind;
    r->condition.facet = rule->facet;
    r->condition.match = rule->match;
    r->numbers = arena_array(arena, double, values.count);
    r->texts = arena_array(arena, str, values.count);
    for (size_t i = 0; i < values.count; i++) {
        const enum err outcome = rule->read(r, values.items[i]);
        if (outcome == OK)
            ++*out_read;
        else if (!is_let_pass(r->q, outcome))
            return outcome;
    }
    return OK;
}

static enum err read_filter(struct filter_reading *r, struct value_list values,
                            struct incident_condition *conditions)
{
    const struct filter_rule *rule = NULL;
    size_t understood = 0;
    if (values.count == 0 && filter_is_bare(r->parameter))
        return OK;
    TRY(filter_find_rule(r, &rule));
    TRY(read_values(r, rule, values, &understood));
    return rule->is_base || understood == 0 ? OK : add_condition(r, conditions);
}

// ---- parameters that are no filters; a wrong one is refused whatever the setting ----

static enum err read_page_size(struct filter_reading *r, str value)
{
    const struct page_rule_io rule = {.rule = incidentio_list_page, .accepted = PAGE_ACCEPTED};
    return incidentio_page_size_of(r->q, value, &rule, &r->search->take);
}

static enum err read_after(struct filter_reading *r, str value)
{
    r->search->after_id = incidentio_id(r->q, ID_INCIDENT, value);
    return r->search->after_id != 0 ? OK : filter_refuse(r, S(" must be the id of an incident"));
}

static enum err read_sort_by(struct filter_reading *r, str value)
{
    int order = ORDER_NEWEST_FIRST;
    TRY(incidentio_word(r->q, r->parameter, incidentio_order_words, ORDER_COUNT, value, &order));
    r->search->oldest_first = order == ORDER_OLDEST_FIRST;
    return OK;
}

static enum err read_filter_mode(struct filter_reading *r, str value)
{
    int mode = FILTER_MODE_ALL;
    TRY(incidentio_word(r->q, r->parameter, incidentio_filter_mode_words, FILTER_MODE_COUNT, value,
                        &mode));
    r->search->is_any = mode == FILTER_MODE_ANY;
    return OK;
}

static const struct {
    str name;
    filter_reader *read;
} options[] = {
    {S("page_size"), read_page_size},
    {S("after"), read_after},
    {S("sort_by"), read_sort_by},
    {S("filter_mode"), read_filter_mode},
};

static enum err read_option(struct filter_reading *r, struct value_list values, bool *out_is_one)
{
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        if (!str_eq(options[i].name, r->parameter))
            continue;
        *out_is_one = true;
        if (values.count > 1)
            return filter_refuse(r, S(" takes one value"));
        return values.count == 0 ? OK : options[i].read(r, values.items[0]);
    }
    return OK;
}

// ---- the whole query ----

static bool is_first_of_its_name(const struct query *query, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (str_eq(query->items[i].name, query->items[index].name))
            return false;
    }
    return true;
}

static enum err read_parameter(struct api_request *q, str name, struct incident_search *search,
                               struct incident_condition *conditions)
{
    struct filter_reading r = {.q = q, .search = search, .parameter = name};
    const struct value_list values = values_of(q, name);
    bool is_option = false;
    TRY(read_option(&r, values, &is_option));
    if (is_option)
        return OK;
    const enum err outcome = read_filter(&r, values, conditions);
    return is_let_pass(q, outcome) ? OK : outcome;
}

enum err incidentio_read_search(struct api_request *q, struct incident_search *out)
{
    struct incident_condition *conditions =
        arena_array(q->ctx.store.arena, struct incident_condition, INCIDENT_CONDITIONS_MAX);
    struct incident_search search = {
        .conditions = conditions,
        .team_id = q->ctx.who.team_id,
        .sees_private = ctx_sees_private(&q->ctx),
        .take = PAGE_USUAL,
    };
    for (size_t i = 0; i < q->query.count; i++) {
        if (is_first_of_its_name(&q->query, i))
            TRY(read_parameter(q, q->query.items[i].name, &search, conditions));
    }
    if (search.modes == 0)
        search.modes = 1U << MODE_STANDARD | 1U << MODE_RETROSPECTIVE;
    *out = search;
    return OK;
}
