// core_fixture.h -- a small world to act in: an organisation after its first start, with people,
// teams, policies, an integration, and a write transaction that is open.
//
// Team ops (Ann, Ben) has the policy Ladder: after 2 minutes Ann, 5 minutes later Ann and Ben, 10
// minutes later Cid, then nobody. Team desk (Cid) has no policy of its own. The integration Monitor
// of ops pages by Ladder and names the service Mail. Time is what the test says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api_keys.h"
#include "core/configure.h"
#include "core/incident_act.h"
#include "core/incident_find.h"
#include "core/incident_open.h"
#include "store/meta_store.h"
#include "store_fixture.h"

struct world {
    struct store_test *test;
    struct secrets secrets;
    struct directory_board *board;
    struct id_source *ids;
    struct write_group *group;
    struct ctx c;
    str first_key;
    int64_t first_key_id;
    // teams and people
    int64_t prim, ops, desk;
    int64_t admin, ann, ben, cid;
    // what decides where an event goes
    int64_t standard, ladder, loop; // policies: prim's default; ops'; Ann and Ben for ever
    int64_t mail;                   // a service of ops
    int64_t monitor;                // an integration of ops
};

enum { SECOND = 1000, MINUTE = 60 * SECOND };

/* The time at which every test begins. */
#define START ((msec)1800000000000)

/* For cmocka, around each test; *state is an engine first, then the world. Before the end it is
 * checked that nothing contradicts anything else. */
int set_up_world(void **state);
int tear_down_world(void **state);

/* The world of a test, at START, acting as the first key; ends the test as skipped where the engine
 * is missing. */
struct world *world_of(void **state);

#define WORLD_ON_(test, engine_name, engine)                                                       \
    {                                                                                              \
        .name = #test " (" engine_name ")", .test_func = (test), .setup_func = set_up_world,       \
        .teardown_func = tear_down_world, .initial_state = (engine)                                \
    }
#define WORLD_ON_SQLITE(test) WORLD_ON_(test, "sqlite", &on_sqlite)
#define WORLD_ON_POSTGRES(test) WORLD_ON_(test, "postgres", &on_postgres)
#define WORLD_ON_BOTH(test) WORLD_ON_SQLITE(test), WORLD_ON_POSTGRES(test)

/* Commits as the executor does; begins the next transaction at START + `after`. */
void world_commit(struct world *w, msec after);

/* Ends the job with its changes thrown away; begins the next transaction at the same time. */
void world_roll_back(struct world *w);

void act_as_key(struct world *w);         // the first one
void act_as_integration(struct world *w); // Monitor
void act_as_team_key(struct world *w);    // a key that reaches ops only

/* An event of Monitor, and a person's create in ops, with this title. */
struct incident_draft event_draft(const struct world *w, str title);
struct incident_draft person_draft(const struct world *w, str title);

/* Opens it; what came of it. */
struct opened open_draft(struct world *w, const struct incident_draft *draft);

/* A new incident of Monitor with this title, by the integration. */
struct incident_handle open_incident(struct world *w, str title);

struct incident_handle handle_of(struct world *w, int64_t incident_id);
struct incident incident_of(struct world *w, int64_t incident_id);

/* Does it and tells how it went. */
enum verdict act(struct world *w, const struct incident_handle *handle,
                 enum incident_action action);

/* The timeline and the outbox of an incident, a line each entry, times counted from START. */
str history_of(struct world *w, int64_t incident_id);
str outbox_of(struct world *w, int64_t incident_id);

#define expect_history(w, incident_id, lines) expect_text(history_of((w), (incident_id)), S(lines))
#define expect_outbox(w, incident_id, lines) expect_text(outbox_of((w), (incident_id)), S(lines))

/* How much has been written so far. */
str written(struct world *w);

/* Nothing contradicts anything else. */
void expect_nothing_wrong(struct world *w);

/* The error that the failed use case recorded; forgets it. */
#define expect_error(w, kind_, field_)                                                             \
    do {                                                                                           \
        assert_int_equal((w)->c.error.kind, (kind_));                                              \
        expect_text((w)->c.error.field, S(field_));                                                \
        assert_true((w)->c.error.message.n > 0);                                                   \
        (w)->c.error = (struct errinfo){0};                                                        \
    } while (0)

/* A use case was refused by this kind of error, which names this field; what it may have left is
 * thrown away, on both engines. */
void expect_refused(struct world *w, enum err outcome, enum err kind, str field);
