// write_hooks.h -- a write group for each thread of the executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/directory_board.h"
#include "core/id_source.h"
#include "db/executor.h"

// What the groups of all threads share.
struct write_sources {
    struct directory_board *board;
    struct id_source *ids;
};

/* `sources` outlives the executor. */
struct executor_hooks write_hooks(const struct write_sources *sources);
