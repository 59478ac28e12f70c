// pending.h -- a request between its thread of arrival and its answer; shared by the dispatcher's
// files only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/dispatch.h"

struct pending {
    struct api_request q;
    const struct api *api;
    struct http_exchange *x;
    struct directory_snapshot *snapshot; // what the loop's stages looked at
    struct route_match match;
    bool was_handled;              // the handler was called
    bool needs_second_look;        // at its credential and all it names, on the executor's thread
    bool was_counted;              // against the limit of its key
    struct kept_answer_text *kept; // the answer is this, not q.answer
    struct db_work work;           // the handler's
    struct job job;
};

static inline struct pending *pending_of(struct job *job)
{
    return (struct pending *)(void *)((char *)job - offsetof(struct pending, job));
}

/* Runs the handler in the transaction of `db`. group NULL: a read. */
MUST_CHECK enum err pending_run(struct pending *p, struct db *db, const struct directory *directory,
                                struct write_group *group);

/* Replaces the answer by the dialect's refusal. */
void pending_render_error(struct pending *p, enum err outcome);

/* Gives the answer back to the loop; from the executor's thread. */
void pending_answer(struct pending *p);
