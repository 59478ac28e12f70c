// openapi_schema.h -- the members of JSON schemas, written into an object that the caller opened.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"

/* An array; the schema of its items is then open, and the caller's to end. */
void schema_open_items(struct json_writer *w);

/* An object of the fields of all tables. Those that `required` names, separated by blanks, are
 * required beside those of the tables. */
void schema_write_object(struct json_writer *w, const struct bind_table *tables, size_t count,
                         str required);

void schema_write_parameter(struct json_writer *w, const struct route_parameter *parameter);
