// field_store.h -- custom fields, their options, and their values of incidents, a statement each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/coordination.h"
#include "store/store.h"

enum { FIELD_VALUES_MAX = 1000 }; // of one incident, all fields together

// ---- configuration ----

/* ERR_CONFLICT: another has the name, or another option of the field the value. */
MUST_CHECK enum err field_insert(struct store *s, const struct custom_field *field);
MUST_CHECK enum err field_update(struct store *s, const struct custom_field *field);
MUST_CHECK enum err field_option_insert(struct store *s, const struct custom_field_option *option);
MUST_CHECK enum err field_option_update(struct store *s, const struct custom_field_option *option);

/* Its options go with it. */
MUST_CHECK enum err field_delete(struct store *s, int64_t field_id);
MUST_CHECK enum err field_option_delete(struct store *s, const struct custom_field_option *option);

/* PostgreSQL: it is not deleted until the transaction ends. ERR_NOT_FOUND: it is gone. */
MUST_CHECK enum err field_hold(struct store *s, int64_t field_id);
MUST_CHECK enum err field_option_hold(struct store *s, const struct custom_field_option *option);

/* PostgreSQL: nobody holds it, until the transaction ends. */
MUST_CHECK enum err field_lock(struct store *s, int64_t field_id);
MUST_CHECK enum err field_option_lock(struct store *s, const struct custom_field_option *option);

/* Has any incident a value of the field? This option of it? The entry of that catalog type in any
 * field? */
MUST_CHECK enum err field_used(struct store *s, int64_t field_id, bool *out);
MUST_CHECK enum err field_target_used(struct store *s, int64_t field_id, int64_t target_id,
                                      bool *out);
MUST_CHECK enum err field_entry_used(struct store *s, int64_t type_id, int64_t entry_id, bool *out);

// ---- values ----

// One value of a field of an incident: an option, a catalog entry, or a text.
struct field_value {
    int64_t incident_id;
    int64_t field_id;
    int64_t target_id; // the option or the entry; 0: a text
    str text;          // as it was written, of a number too
    // of an entry, as it is now
    str entry_name;
    str entry_external_id; // absent: none
    str entry_aliases;     // a JSON array
    msec entry_created_at;
};

struct field_value_list {
    const struct field_value *items;
    size_t count;
};

/* Of these incidents; by incident, field and position. */
MUST_CHECK enum err field_values_list(struct store *s, struct id_list incidents,
                                      struct field_value_list *out);

// Where a value is kept, and what filters compare.
struct field_place {
    int64_t number; // INC-n
    int position;   // from 0
    str folded;     // of a text or link; absent: none
    str numeric;    // of a number: its decimal text; absent: none
};

MUST_CHECK enum err field_value_insert(struct store *s, const struct field_value *value,
                                       const struct field_place *place);
MUST_CHECK enum err field_values_delete(struct store *s, int64_t incident_id, int64_t field_id);
