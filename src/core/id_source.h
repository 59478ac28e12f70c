// id_source.h -- the one sequence of row ids, given out from blocks.
//
// A block is reserved at once, so that a create does not write the counter; a crash leaves a gap of
// at most a block. All threads of a process share the block, so ids grow in the order they are
// asked for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/db.h"

struct id_source;

struct id_source *id_source_open(void);
void id_source_close(struct id_source **source);

/* In a transaction, outside its jobs: makes sure that a usual job needs no further block. *out_took
 * tells that one was reserved: on SQLite it goes back with the transaction. */
MUST_CHECK enum err id_source_prepare(struct id_source *source, struct db *db, bool *out_took);

/* The next id. *out_took tells that a block was reserved inside the job: on SQLite it goes back
 * with the job. */
MUST_CHECK enum err id_source_next(struct id_source *source, struct db *db, int64_t *out,
                                   bool *out_took);

struct id_run {
    int64_t first;
    size_t count;
};

/* The next ids in a row: at least one, at most `wanted`, and no more than a block. */
MUST_CHECK enum err id_source_run(struct id_source *source, struct db *db, size_t wanted,
                                  struct id_run *out, bool *out_took);

/* A rollback took the newest block back (SQLite): what is left of it is not given out. */
void id_source_forget(struct id_source *source);
