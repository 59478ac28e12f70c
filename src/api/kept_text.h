// kept_text.h -- the text of an incident in one view, kept in the text cache between requests.
//
// A text is written aside, instead of into the answer, and known by the versions of the incident's
// group and the directory. Who may see it is the caller's to know.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"
#include "model/incident.h"

// What waits while something else is written.
struct kept_answer {
    struct buf answer;
    struct json_writer w;
};

/* From here to the end what is written goes into a text of its own. */
struct kept_answer kept_text_begin(struct api_request *q);

/* The answer goes on. *out is what was written meanwhile, on the request's arena; ERR_TOO_LARGE: it
 * is longer than an answer may be. */
MUST_CHECK enum err kept_text_end(struct api_request *q, const struct kept_answer *kept, str *out);

/* The text as it was kept, and the note kept with it (out_note may be NULL). Absent: none is, or
 * the request writes: what that sees may yet be rolled back. `view` is a number of text_key. */
str kept_text_find(struct api_request *q, int view, const struct incident_handle *handle,
                   int64_t *out_note);

/* Does nothing in a request that writes. */
void kept_text_put(struct api_request *q, int view, const struct incident_handle *handle, str text,
                   int64_t note);
