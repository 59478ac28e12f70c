// filter.h -- the query of GET /v2/incidents as a search among incidents.
//
// A filter is a parameter such as `severity[gte]` or `custom_field[ID][one_of]`; the table of
// filter_rule.c says which there are and what reads their values (filter_value.c, filter_time.c).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"
#include "api/incidentio/names.h"
#include "model/incident_filter.h"

extern const struct page_rule incidentio_list_page;

enum { FILTER_MODE_ALL, FILTER_MODE_ANY, FILTER_MODE_COUNT };
extern const str incidentio_filter_mode_words[FILTER_MODE_COUNT];

/* What the query asks for, within the reach of the principal. ERR_INVALID names the parameter as it
 * was sent. With the setting strict-filters off a filter, operator or value that is not understood
 * is left out instead. In a read transaction: entries of the catalog are looked up. */
MUST_CHECK enum err incidentio_read_search(struct api_request *q, struct incident_search *out);

// ---- among the filter*.c ----

// One parameter on its way to a condition.
struct filter_reading {
    struct api_request *q;
    struct incident_search *search;
    str parameter; // as sent: refusals name it
    const struct incident_role *role;
    const struct custom_field *field;
    struct incident_condition condition; // but for its lists:
    int64_t *ids;
    size_t id_count;
    size_t id_room;
    double *numbers; // this and the next: room for each value
    str *texts;
};

/* Reads one value into the condition, or for `mode` into the search. */
typedef enum err filter_reader(struct filter_reading *r, str value);

struct filter_rule {
    str filter;
    str op; // its operator
    filter_reader *read;
    enum condition_kind kind; // what it makes, unless the reader says otherwise
    enum facet_kind facet;
    unsigned field_types; // of custom_field: bits 1 << enum field_type
    bool takes_one;       // value
    bool is_base;         // holds beside the conditions, in either filter_mode; adds none
    enum text_match match;
};

/* Is the parameter a filter's name without an operator? */
bool filter_is_bare(str parameter);

/* The rule of r->parameter; finds its role or custom field on the way. */
MUST_CHECK enum err filter_find_rule(struct filter_reading *r, const struct filter_rule **out);

filter_reader filter_read_status, filter_read_category, filter_read_type, filter_read_mode;
filter_reader filter_read_severity, filter_read_severity_gte, filter_read_severity_lte;
filter_reader filter_read_time_gte, filter_read_time_lte, filter_read_time_range;
filter_reader filter_read_user, filter_read_choice, filter_read_blank, filter_read_text;
filter_reader filter_read_number, filter_read_number_gte, filter_read_number_lte;

/* ERR_INVALID naming the parameter; the sentence begins with it. */
MUST_CHECK enum err filter_refuse(struct filter_reading *r, str why);

/* The id of what r->parameter names; refuses what names none, and what names several. `what`:
 * "severity". */
MUST_CHECK enum err filter_named(struct filter_reading *r, const struct named_row *named, str what,
                                 int64_t *out_id);
