// incident_filter.h -- a search among incidents: what the filters of a list come down to.
//
// A dialect turns names, categories and ranks into ids before; core/incident_search finds the page.
// A facet is one fact that is true of some incidents: "its status is 7", "role 3 is held by user
// 9". The index keeps the set of incidents of each (core/facet.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/str.h"

// The numbers are stored: append only.
enum facet_kind {
    FACET_NONE = 0,
    FACET_STATUS = 1,         // value: its id
    FACET_SEVERITY = 2,       // likewise
    FACET_TYPE = 3,           // likewise
    FACET_MODE = 4,           // value: enum incident_mode; MODE_STANDARD is none of the others
    FACET_PRIVATE = 5,        // value: 1
    FACET_TEAM = 6,           // value: its id
    FACET_ROLE = 7,           // subject: the role; value: a user, or FACET_ANYTHING
    FACET_FIELD = 8,          // subject: the field; value: option, catalog entry, or FACET_ANYTHING
    FACET_UPDATED_DAY = 9,    // value: days since 1970
    FACET_UPDATED_MONTH = 10, // value: months of 32 days since 1970
    FACET_LATE = 11,          // value: 1; was created before one of a smaller number
    FACET_CREATED_DAY = 12,   // of late ones only, as the next
    FACET_CREATED_MONTH = 13,
};

enum { FACET_ANYTHING = 0 }; // as a value: somebody has the role, the field is filled in

struct facet {
    enum facet_kind kind;
    int64_t subject; // 0: of the incident itself
    int64_t value;
};

enum { FACET_MONTH_DAYS = 32 };

/* Days since 1970, and the month of such a day; below 0 before. */
static inline int64_t facet_day(msec at)
{
    return (at < 0 ? at - MSEC_PER_DAY + 1 : at) / MSEC_PER_DAY;
}

static inline int64_t facet_month(int64_t day)
{
    return (day < 0 ? day - FACET_MONTH_DAYS + 1 : day) / FACET_MONTH_DAYS;
}

enum condition_kind {
    CONDITION_ANY_OF,   // one of `values` is its value of `subject`
    CONDITION_NONE_OF,  // none is; also true of what has no value
    CONDITION_IS_SET,   // FACET_ROLE and FACET_FIELD: it has a value
    CONDITION_IS_BLANK, // and it has none
    CONDITION_CREATED,  // from_at to until_at, both inclusive
    CONDITION_UPDATED,  // likewise
    CONDITION_NUMBER,   // the numeric field `subject` is one of `numbers`, or in its range
    CONDITION_TEXT,     // the text or link field `subject` matches one of `texts`
};

enum text_match { TEXT_IS, TEXT_CONTAINS, TEXT_STARTS_WITH };

// Only what the kind names is looked at.
struct incident_condition {
    enum condition_kind kind;
    enum facet_kind facet; // ANY_OF to IS_BLANK: STATUS, SEVERITY, TYPE, TEAM, ROLE or FIELD
    int64_t subject;       // the role or field; else 0
    const int64_t *values; // in order, each once; none: nothing matches
    size_t value_count;
    msec from_at;
    msec until_at;
    const double
        *numbers; // with none: from_number to until_number, both inclusive, may be infinite
    size_t number_count;
    double from_number;
    double until_number;
    enum text_match match;
    const str *texts; // folded as incident_field_value.folded is
    size_t text_count;
};

struct incident_search {
    const struct incident_condition *conditions;
    size_t count;
    bool is_any;       // one condition is enough; else all must hold. Without any, all incidents
    unsigned modes;    // always asked for: bits 1 << enum incident_mode; 0: any
    int64_t team_id;   // reach; 0: all teams
    bool sees_private; // reach
    bool oldest_first; // else newest first, by (created_at, id)
    int64_t after_id;  // behind this incident, found by the search or not; 0: from the beginning
    int64_t take;      // 1..INCIDENT_SEARCH_PAGE_MAX
};

enum {
    INCIDENT_SEARCH_PAGE_MAX = 250,
    INCIDENT_CONDITIONS_MAX = 100,
    INCIDENT_CONTAINS_MAX = 8, // texts that are looked for in texts: each looks at all of a field's
};
