// openapi_input.h -- the parts of a document that tell what a route takes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/openapi.h"

/* Opens the schema of a JSON body, into the open object; closes it. */
void openapi_open_json(struct json_writer *w);
void openapi_close_json(struct json_writer *w);

/* The members of a schema: an object of the fields of all tables. Those that `required` names,
 * separated by blanks, are required beside those of the tables. */
void openapi_write_object(struct json_writer *w, const struct bind_table *tables, size_t count,
                          str required);

/* "parameters" of the path, the query and the header; `doc` is the route's, or an empty one. */
void openapi_write_parameters(struct json_writer *w, const struct dialect *dialect,
                              const struct route *route, const struct route_doc *doc);

/* "requestBody", when there is one. */
void openapi_write_body(struct json_writer *w, const struct route *route,
                        const struct route_doc *doc);
