// ctx.h -- what a use case works with: one request or job, its transaction, who asks, and when.
//
// Use cases read `directory` and write through `store`. They change and write down: the
// timeline entry and the outbox row belong to the same transaction as the change.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/key_memo.h"
#include "core/secrets.h"
#include "core/write_group.h"
#include "model/workload.h"
#include "store/store.h"

// Who asks.
struct principal {
    enum actor_kind kind;
    int64_t id;      // of the key or the integration
    unsigned scopes; // enum scope
    int64_t team_id; // its reach; 0: the whole organisation
    int64_t user_id; // who made the key; 0: nobody
    bool is_issued;  // the key was made by another key, not on the command line
};

// What the owner of the server has set, as far as rules look at it.
struct preferences {
    int partial_outage_percent; // how much of an outage a partial one is
    bool lenient_filters;       // a filter that is not understood is passed over
    size_t page_bytes;          // a page of rows ends behind the one that reaches it
    struct work_rules work;
};

struct facet_cache;

struct ctx {
    struct store store;
    const struct preferences *preferences;
    const struct directory *directory;
    const struct secrets *secrets;
    struct write_group *group; // NULL in a read
    struct key_memo *memo;     // of the thread that authenticates; may be NULL
    struct facet_cache *found; // what searches have found lately; may be NULL
    struct principal who;
    msec now;
    bool directory_changed;   // set by use cases that write configuration
    bool directory_is_behind; // a row names what the directory does not know yet (PostgreSQL)
    struct errinfo error;
};

/* fail() with this request's errinfo. Inline, so that an analyser sees that it never returns OK. */
static inline enum err ctx_fail(struct ctx *c, enum err kind, str field, str message)
{
    (void)fail(&c->error, kind, field, message);
    return kind;
}

/* The clock may step back, and on PostgreSQL a lock may have been waited for: what is changed now
 * is dated no earlier than what was there. */
void ctx_not_before(struct ctx *c, msec at);

/* Nobody else changes the configuration until the job ends, and this one sees it as it is. Before
 * the directory is looked at. Routes that manage or administer begin so anyway. */
MUST_CHECK enum err ctx_lock_directory(struct ctx *c);

/* A fresh row id; in writes only. */
MUST_CHECK enum err ctx_next_id(struct ctx *c, int64_t *out);

/* Several in a row: at least one, at most `wanted`. */
MUST_CHECK enum err ctx_next_ids(struct ctx *c, size_t wanted, struct id_run *out);

/* A new row of the configuration: its id and its times. */
MUST_CHECK enum err ctx_stamp(struct ctx *c, int64_t *id, msec *created_at, msec *updated_at);

/* Looks at the configuration as this job has left it: the last of its changes is made. Rows of the
 * directory that were looked at before stay valid until the job ends. */
MUST_CHECK enum err ctx_refresh(struct ctx *c);

/* What is shown as a link has to be one (base/link.h): ERR_INVALID naming `field`. Empty is none.
 */
MUST_CHECK enum err ctx_check_link(struct ctx *c, str field, str link);

/* Refuses with ERR_FORBIDDEN when the principal lacks the scope. */
MUST_CHECK enum err ctx_permit(struct ctx *c, enum scope scope);

/* What belongs to the organisation is not changed by a key that reaches one team: ERR_FORBIDDEN. */
MUST_CHECK enum err ctx_permit_organisation(struct ctx *c);

/* Can the principal see things of this team? Something that teams share (a service, a status page,
 * a template)? What is shared with no team is seen by the whole organisation's keys alone. */
bool ctx_reaches(const struct ctx *c, int64_t team_id);
bool ctx_reaches_object(const struct ctx *c, int64_t object_id);

/* Does the principal see private incidents? A key acts as itself: whose it is does not matter. */
bool ctx_sees_private(const struct ctx *c);
