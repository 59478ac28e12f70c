// directory_board.h -- where the newest directory snapshot hangs.
//
// Snapshots are immutable and counted; a reader holds one for as long as it looks at it. The newest
// hangs on the board; an older one never replaces a newer. Safe from any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/db.h"
#include "model/directory.h"

struct directory_board;
struct directory_snapshot;

/* A snapshot of what `db` sees, with one reference for the caller; without the maintenance windows
 * that are over for longer than anybody asks at `now`. */
MUST_CHECK enum err directory_snapshot_load(struct db *db, int64_t org_id, msec now,
                                            struct directory_snapshot **out);
const struct directory *directory_of(const struct directory_snapshot *snapshot);

/* Gives a reference back and nulls the pointer; NULL is fine. */
void directory_snapshot_release(struct directory_snapshot **snapshot);

struct directory_board *directory_board_open(void);
void directory_board_close(struct directory_board **board);

/* Hangs the snapshot up if it is newer than what hangs there. Keeps a reference of its own. */
void directory_board_publish(struct directory_board *board, struct directory_snapshot *snapshot);

/* The newest snapshot, with a reference for the caller; never NULL once something was published. */
struct directory_snapshot *directory_board_acquire(struct directory_board *board);
