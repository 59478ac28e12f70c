// custom_field.h -- custom fields and their options, as they are configured.
//
// They are the organisation's: a key that reaches one team is refused (ERR_FORBIDDEN). Rows are
// built by the caller; `_create` fills in id and times, `_change` the time of the change. Errors
// name the row's own fields. What values incidents have: field_values.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

enum {
    FIELDS_MAX = 500,         // an incident shows all of them
    FIELD_OPTIONS_MAX = 1000, // of all fields together: as fields
    FIELD_NAME_MAX_CHARACTERS = 50,
    FIELD_NAME_MAX_BYTES = 4 * FIELD_NAME_MAX_CHARACTERS,
    FIELD_DESCRIPTION_MAX_BYTES = 1000,
    OPTION_VALUE_MAX_BYTES = 255,
    OPTION_SORT_KEY_MAX = 1000000000,
};

/* A name is nobody else's, letter case aside. Only selects have a catalog type. */
MUST_CHECK enum err custom_field_create(struct ctx *c, struct custom_field *field);

/* Its name and description. */
MUST_CHECK enum err custom_field_change(struct ctx *c, struct custom_field *field);

/* With its options. ERR_INVALID, field "id", while an incident has a value of it. */
MUST_CHECK enum err custom_field_remove(struct ctx *c, const struct custom_field *field);

/* Of a select without a catalog type. A value is no other option's of the field, neither begins nor
 * ends with a blank and is one line. */
MUST_CHECK enum err field_option_create(struct ctx *c, struct custom_field_option *option);
MUST_CHECK enum err field_option_change(struct ctx *c, struct custom_field_option *option);

/* ERR_INVALID, field "id", while an incident has it. */
MUST_CHECK enum err field_option_remove(struct ctx *c, const struct custom_field_option *option);
