// write_group.h -- what a thread that writes keeps between transactions: ids to give out, and the
// directory as its transaction sees it; and within one: what its end has to write.
//
// A job that changed the configuration reloads the directory inside its own transaction: the jobs
// after it in the group see the change, everybody else sees it once it is on disk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/directory_board.h"
#include "core/id_source.h"
#include "db/db.h"

struct write_group;
struct facet_changes;

/* One per thread that writes. */
struct write_group *write_group_open(struct directory_board *board, struct id_source *ids);
void write_group_close(struct write_group **group);

/* In a transaction, before the first id is taken; `now` as in directory_snapshot_load. */
MUST_CHECK enum err write_group_begin(struct write_group *group, struct db *db, msec now);

/* When the running job happens: `clock`, but for a step back of the clock of less than
 * CLOCK_STEP_MS no earlier than the jobs before it. So what comes later is dated so. */
enum { CLOCK_STEP_MS = 1000 };
msec write_group_time(struct write_group *group, msec clock);

/* The next row id. */
MUST_CHECK enum err write_group_next_id(struct write_group *group, struct db *db, int64_t *out);

/* The next row ids in a row, at most `wanted` (id_source_run). */
MUST_CHECK enum err write_group_next_ids(struct write_group *group, struct db *db, size_t wanted,
                                         struct id_run *out);

/* The directory as the transaction sees it. */
const struct directory *write_group_directory(const struct write_group *group);

/* PostgreSQL: takes in what other nodes have changed, without waiting for their announcement.
 * Before the job changes anything. */
MUST_CHECK enum err write_group_catch_up(struct write_group *group, struct db *db);

/* PostgreSQL: has another node changed the configuration since? False when that cannot be known. */
bool write_group_is_behind(const struct write_group *group, struct db *db);

/* PostgreSQL: nobody else changes the configuration until the job ends, and this one sees it as it
 * is. So what a rule has looked at stays true. */
MUST_CHECK enum err write_group_lock_directory(struct write_group *group, struct db *db);

/* The job has changed the configuration: counts the version up, tells the other nodes, reloads. */
MUST_CHECK enum err write_group_directory_changed(struct write_group *group, struct db *db);

/* Where the running job puts its changes of the index (core/facet.h). */
struct facet_changes *write_group_facets(struct write_group *group);

/* Before the commit: writes the changes of the index that the kept jobs have made. */
MUST_CHECK enum err write_group_finish(struct write_group *group, struct db *db);

/* After a job: its changes stay, or were rolled back. */
void write_group_keep(struct write_group *group);
void write_group_drop(struct write_group *group, struct db *db);

/* After the commit: shows the changed directory to everybody. After a rollback of the whole group:
 * forgets it. */
void write_group_publish(struct write_group *group);
void write_group_abort(struct write_group *group, struct db *db);
