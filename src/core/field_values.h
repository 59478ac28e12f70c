// field_values.h -- what incidents have in their custom fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/incident.h"
#include "store/field_store.h"

enum {
    FIELD_SELECTED_MAX = 100,    // values of a multi_select on one incident
    FIELD_TEXT_MAX_BYTES = 2000, // of a text or link: an index of PostgreSQL holds it
    FIELD_NUMBER_MAX_BYTES = 64,
};

enum field_input_kind {
    FIELD_INPUT_OPTION,
    FIELD_INPUT_ENTRY, // of the catalog
    FIELD_INPUT_TEXT,
    FIELD_INPUT_LINK,
    FIELD_INPUT_NUMBER, // in decimal
    FIELD_INPUT_KIND_COUNT
};

// A value as a client names it.
struct field_input {
    enum field_input_kind kind;
    int64_t id; // of the option or entry; 0: of none
    str text;   // of a text, link or number; of an entry what else may name it
};

// What a field is to hold; none: nothing.
struct field_entry {
    int64_t field_id;
    const struct field_input *inputs;
    size_t count;
};

struct field_entry_list {
    str name; // of the list, for refusals: "custom_field_entries"
    const struct field_entry *items;
    size_t count;
};

/* Each field that is named holds these values from now on, the others what they held. For an
 * incident that is locked or new in this transaction; its caller saves it when *out_changed.
 * ERR_INVALID names "<name>.N.custom_field_id" or "<name>.N.values.M". */
MUST_CHECK enum err field_values_set(struct ctx *c, const struct incident *incident,
                                     const struct field_entry_list *entries, bool *out_changed);

/* Of a page of incidents, by incident, then field: one statement. */
MUST_CHECK enum err field_values_of(struct ctx *c, struct id_list incidents,
                                    struct field_value_list *out);

/* A part of such a list: one incident's; of that one field's. */
struct field_value_list field_values_of_incident(struct field_value_list values,
                                                 int64_t incident_id);
struct field_value_list field_values_of_field(struct field_value_list values, int64_t field_id);

/* A text as filters compare it: letter case does not count. */
str field_text_folded(struct arena *arena, str text);

/* The number that a decimal text such as -12.50 stands for; false for anything else. */
bool field_number_read(str text, double *out);
