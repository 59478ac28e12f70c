// watch.h -- keeps the directory of a PostgreSQL node in step with what other nodes write.
//
// A thread listens on the directory's channel and, in case a notification was lost, looks every
// WATCH_LOOK_MS.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/directory_board.h"

enum { WATCH_LOOK_MS = 5000, WATCH_STOP_CHECK_MS = 250 };

struct watch;

/* The board outlives the watch. */
MUST_CHECK enum err watch_open(struct arena *arena, str url, struct directory_board *board,
                               struct watch **out, str *why);

/* Stops the thread. NULL is fine. Nulls the caller's pointer. */
void watch_close(struct watch **watch);
