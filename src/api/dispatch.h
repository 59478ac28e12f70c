// dispatch.h -- what every request needs, done once: the way from the socket to a handler and back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/answer_memo.h"
#include "api/rate_limit.h"
#include "api/router.h"
#include "core/directory_board.h"
#include "db/executor.h"

struct fallback {
    str prefix; // of the path, up to a '/' or its end; absent: any
    const struct dialect *dialect;
};

// Shared by all loops; made by app, immutable while the loops run.
struct api {
    struct router *router; // only its meters change
    const struct fallback
        *fallbacks; // whose shape an unknown path is refused in; the last has no prefix
    struct directory_board *board;
    const struct secrets *secrets;
    struct preferences preferences;
    struct executor *executor;
    struct text_cache *texts;
    struct facet_cache *found; // what searches have found lately
    struct rate_limit *rate_limit;
    size_t answer_bytes; // of whole answers that each loop keeps
    str public_url;
    str version; // of the server
    msec (*clock)(void);
    enum db_engine engine;
    bool is_admin; // the owner's Unix socket: no credential is asked for
};

// One per loop thread: its own read-only connection and the view that its requests share.
struct api_loop {
    const struct api *api;
    struct db *reader; // SQLite; NULL on PostgreSQL, where the pool reads
    bool has_view;     // a read transaction is open
    uint64_t view_commits;
    struct key_memo memo;
    struct answer_memo answers;
    struct arena log_arena;
    struct buf log_lines; // written before the loop waits
};

/* `reader` is then owned by the loop. */
void api_loop_open(struct api_loop *loop, const struct api *api, struct db *reader);
void api_loop_close(struct api_loop *loop);

/* Earlier than the rest, once the loop has ended: the writer wants to be the last on a SQLite file,
 * to empty the WAL. */
void api_loop_close_reader(struct api_loop *loop);

/* The callbacks for http_config; context is the api_loop. */
void api_handle(void *context, struct http_exchange *x);
void api_finished(void *context, struct http_exchange *x);
void api_refused(void *context, struct http_exchange *x);
void api_before_wait(void *context);
str api_error_body(struct arena *arena, int status, str message);
