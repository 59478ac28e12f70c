// executor_fixture.h -- what the tests of the executor share: jobs that add a row, gates, a trace
// of what was called.
//
// A gate is a job that holds its thread until the test opens it: what is submitted meanwhile is
// known to wait together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/executor.h"
#include "db_fixture.h"

#include <semaphore.h>

enum { TRACE_BYTES = 256 };

// An executor on the database of a test.
struct rig {
    struct fixture *fixture;
    struct executor_config config;
    struct executor *executor;
    enum err begin_verdict; // of the hook
    bool is_traced;
    char trace[TRACE_BYTES]; // what the hooks and jobs of a single executor thread did
    size_t traced;
};

// Adds a row, then does what it is told.
struct note {
    struct job job;
    struct rig *rig;
    int64_t id;
    str text;
    const char *script; // to run after the insert, or NULL
    int script_runs;    // in how many of the first runs
    int old_runs;       // how many of the first runs are refused and ask for another
    enum err verdict;   // of run, when all went well
    sem_t done;
    int runs;
    enum err outcome; // ERR_COUNT before it is known
    uint64_t commits; // when done
};

// Holds its thread between gate_close and gate_open.
struct gate {
    struct job job;
    sem_t entered;
    sem_t opened;
};

/* For cmocka, around each test; *state is an engine first, then the rig. */
int set_up_rig(void **state);
int tear_down_rig(void **state);

/* The rig of a test, with a pool of one thread; ends the test as skipped where the engine is
 * missing. */
struct rig *rig_of(void **state);

#define RIG_ON_(test, engine_name, engine)                                                         \
    {                                                                                              \
        .name = #test " (" engine_name ")", .test_func = (test), .setup_func = set_up_rig,         \
        .teardown_func = tear_down_rig, .initial_state = (engine)                                  \
    }
#define RIG_ON_SQLITE(test) RIG_ON_(test, "sqlite", &on_sqlite)
#define RIG_ON_POSTGRES(test) RIG_ON_(test, "postgres", &on_postgres)
#define RIG_ON_BOTH(test) RIG_ON_SQLITE(test), RIG_ON_POSTGRES(test)

/* Opens the executor as rig->config says. */
void rig_open(struct rig *rig);

/* Closes the executor and counts the rows on disk. */
int64_t rig_close_and_count(struct rig *rig);

/* From now on every hook leaves a letter in rig->trace: open_group o, begin b, kept k, dropped d,
 * committed c, aborted a, close_group x; and so do notes: run r, done D. */
void rig_trace(struct rig *rig);

/* A row to be added by a writing job; a reading job adds none. */
void note_init(struct note *note, struct rig *rig, int64_t id);

/* As note_init, for `count` notes with ids from 0. */
void notes_init(struct note *notes, struct rig *rig, int count);

enum err note_submit(struct note *note);

/* Waits for the outcome of a note that was submitted. */
enum err note_wait(struct note *note);

/* Submits and waits. */
enum err note_add(struct note *note);

/* Submits the notes so that they wait together, behind the job of a gate; waits for them. */
void notes_add_together(struct note *notes, int count);

/* note_init's `done`. */
void note_done(struct job *job, enum err outcome);

void gate_close(struct gate *gate, struct rig *rig);
void gate_open(struct gate *gate);
