// filter_rule.c -- which filters GET /v2/incidents has: filter, operator, what reads a value of it,
// what comes of it.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/filter.h"

#include "api/incidentio/incidentio.h"

enum {
    SELECTS = 1 << FIELD_SINGLE_SELECT | 1 << FIELD_MULTI_SELECT,
    TEXTS = 1 << FIELD_TEXT | 1 << FIELD_LINK,
    NUMBERS = 1 << FIELD_NUMERIC,
    ALL_TYPES = SELECTS | TEXTS | NUMBERS,
};

#define RULE(rule_filter, rule_operator, reader, condition, rule_facet, ...)                       \
    {                                                                                              \
        .filter = S(rule_filter), .op = S(rule_operator), .read = filter_read_##reader,            \
        .kind = CONDITION_##condition, .facet = (rule_facet), __VA_ARGS__                          \
    }
#define ONE .takes_one = true
#define OF(types) .field_types = (types)
#define MATCH(way) .match = TEXT_##way

// clang-format off
static const struct filter_rule rules[] = {
    RULE("status", "one_of", status, ANY_OF, FACET_STATUS),
    RULE("status", "not_in", status, NONE_OF, FACET_STATUS),
    RULE("status_category", "one_of", category, ANY_OF, FACET_STATUS),
    RULE("status_category", "not_in", category, NONE_OF, FACET_STATUS),
    RULE("severity", "one_of", severity, ANY_OF, FACET_SEVERITY),
    RULE("severity", "not_in", severity, NONE_OF, FACET_SEVERITY),
    RULE("severity", "gte", severity_gte, ANY_OF, FACET_SEVERITY, ONE),
    RULE("severity", "lte", severity_lte, ANY_OF, FACET_SEVERITY, ONE),
    RULE("incident_type", "one_of", type, ANY_OF, FACET_TYPE),
    RULE("incident_type", "not_in", type, NONE_OF, FACET_TYPE),
    RULE("mode", "one_of", mode, ANY_OF, FACET_MODE, .is_base = true),

    RULE("created_at", "gte", time_gte, CREATED, 0, ONE),
    RULE("created_at", "lte", time_lte, CREATED, 0, ONE),
    RULE("created_at", "date_range", time_range, CREATED, 0, ONE),
    RULE("updated_at", "gte", time_gte, UPDATED, 0, ONE),
    RULE("updated_at", "lte", time_lte, UPDATED, 0, ONE),
    RULE("updated_at", "date_range", time_range, UPDATED, 0, ONE),

    RULE("incident_role", "one_of", user, ANY_OF, FACET_ROLE),
    RULE("incident_role", "is_blank", blank, IS_BLANK, FACET_ROLE, ONE),
    RULE("incident_role", "is_set", blank, IS_BLANK, FACET_ROLE, ONE), // the page's sense: unset

    RULE("custom_field", "one_of", choice, ANY_OF, FACET_FIELD, OF(SELECTS)),
    RULE("custom_field", "not_in", choice, NONE_OF, FACET_FIELD, OF(SELECTS)),
    RULE("custom_field", "one_of", text, TEXT, FACET_FIELD, OF(TEXTS), MATCH(IS)),
    RULE("custom_field", "is", text, TEXT, FACET_FIELD, OF(TEXTS), MATCH(IS)),
    RULE("custom_field", "contains", text, TEXT, FACET_FIELD, OF(TEXTS), MATCH(CONTAINS)),
    RULE("custom_field", "starts_with", text, TEXT, FACET_FIELD, OF(TEXTS), MATCH(STARTS_WITH)),
    RULE("custom_field", "one_of", number, NUMBER, FACET_FIELD, OF(NUMBERS)),
    RULE("custom_field", "is", number, NUMBER, FACET_FIELD, OF(NUMBERS)),
    RULE("custom_field", "gte", number_gte, NUMBER, FACET_FIELD, OF(NUMBERS), ONE),
    RULE("custom_field", "lte", number_lte, NUMBER, FACET_FIELD, OF(NUMBERS), ONE),
    RULE("custom_field", "is_blank", blank, IS_BLANK, FACET_FIELD, OF(ALL_TYPES), ONE),
    RULE("custom_field", "is_set", blank, IS_BLANK, FACET_FIELD, OF(ALL_TYPES), ONE),
};
// clang-format on

// ---- the name of a parameter ----

struct parameter_name {
    str filter;
    str subject; // custom_field[subject][operator]; absent: there is none
    str op;      // absent: no brackets
};

/* The last "][", or s.n. */
static size_t find_seam(str s)
{
    for (size_t i = s.n; i >= 2; i--) {
        if (s.p[i - 2] == ']' && s.p[i - 1] == '[')
            return i - 2;
    }
    return s.n;
}

/* A name of a field may have brackets of its own; an operator has none. */
static struct parameter_name split_name(str name)
{
    const size_t open = str_find(name, '[');
    if (open == name.n || !str_ends(name, S("]")))
        return (struct parameter_name){.filter = name};
    const str inside = str_slice(name, open + 1, name.n - open - 2);
    const size_t seam = find_seam(inside);
    const bool has_subject = seam < inside.n;
    return (struct parameter_name){
        .filter = str_slice(name, 0, open),
        .subject = has_subject ? str_slice(inside, 0, seam) : (str){0},
        .op = has_subject ? str_slice(inside, seam + 2, inside.n) : inside,
    };
}

static enum err find_role(struct filter_reading *r, str text)
{
    const struct directory *d = r->q->ctx.directory;
    struct named_row named = {.text = text,
                              .wanted_id = incidentio_id(r->q, ID_INCIDENT_ROLE, text)};
    for (size_t i = 0; i < d->incident_roles.count; i++)
        named_row_offer(&named, d->incident_roles.items[i].id, d->incident_roles.items[i].name);
    return filter_named(r, &named, S("incident role"), &r->condition.subject);
}

static enum err find_field(struct filter_reading *r, str text)
{
    const struct directory *d = r->q->ctx.directory;
    struct named_row named = {.text = text,
                              .wanted_id = incidentio_id(r->q, ID_CUSTOM_FIELD, text)};
    for (size_t i = 0; i < d->fields.count; i++)
        named_row_offer(&named, d->fields.items[i].id, d->fields.items[i].name);
    TRY(filter_named(r, &named, S("custom field"), &r->condition.subject));
    r->field = directory_field(d, r->condition.subject);
    return OK;
}

/* The operators of a filter: " must have one of the operators one_of, not_in". */
static str operators_of(const struct filter_reading *r, str filter)
{
    struct arena *arena = r->q->ctx.store.arena;
    str text = (str){0};
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        const bool is_other_type =
            r->field != NULL && (rules[i].field_types & 1U << r->field->type) == 0;
        if (!str_eq(rules[i].filter, filter) || is_other_type)
            continue;
        text = STR_JOIN(arena, text.p == NULL ? S(" must have one of the operators ") : text,
                        text.p == NULL ? S("") : S(", "), rules[i].op);
    }
    return text;
}

bool filter_is_bare(str parameter)
{
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        if (str_eq(rules[i].filter, parameter))
            return true;
    }
    return false;
}

static enum err need_subject(struct filter_reading *r, str filter)
{
    return filter_refuse(r, STR_JOIN(r->q->ctx.store.arena, S(" must be "), filter,
                                     S("[ID][OPERATOR], where a name may be the id")));
}

static enum err find_subject(struct filter_reading *r, const struct parameter_name *name)
{
    const bool is_role = str_eq(name->filter, S("incident_role"));
    if ((is_role || str_eq(name->filter, S("custom_field"))) && name->subject.n == 0)
        return need_subject(r, name->filter);
    if (is_role)
        return find_role(r, name->subject);
    if (str_eq(name->filter, S("custom_field")))
        return find_field(r, name->subject);
    return name->subject.p == NULL ? OK : filter_refuse(r, S(" has brackets too many"));
}

enum err filter_find_rule(struct filter_reading *r, const struct filter_rule **out)
{
    const struct parameter_name name = split_name(r->parameter);
    if (!filter_is_bare(name.filter))
        return filter_refuse(r, S(" is no parameter of this list"));
    TRY(find_subject(r, &name));
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        const struct filter_rule *rule = &rules[i];
        const bool is_of_type = r->field == NULL || (rule->field_types & 1U << r->field->type) != 0;
        if (!str_eq(rule->filter, name.filter) || !str_eq(rule->op, name.op))
            continue;
        if (!is_of_type)
            continue;
        *out = rule;
        return OK;
    }
    return filter_refuse(r, operators_of(r, name.filter));
}
