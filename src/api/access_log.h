// access_log.h -- one line for each request.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/pending.h"

void access_log_open(struct api_loop *loop);
void access_log_close(struct api_loop *loop);

/* Counts the answer and adds its line to the loop's. */
void access_log_add(struct api_loop *loop, const struct pending *p);

/* The same for a request that could not be understood. */
void access_log_add_refused(struct api_loop *loop, const struct http_exchange *x);

/* Writes the lines of this turn. */
void access_log_flush(struct api_loop *loop);
