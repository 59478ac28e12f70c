// incident_config_status.c -- severities and statuses.
// SPDX-License-Identifier: Apache-2.0
#include "core/incident_config.h"
#include "core/incident_config_rules.h"
#include "store/coordination_store.h"
#include "store/directory_store.h"

// ---- severities ----

static enum err check_severity(struct ctx *c, const struct severity *severity)
{
    const struct named_rows rows = NAMED_ROWS(c->directory->severities, "severity");
    const struct severity *holder =
        directory_severity_by_spike_level(c->directory, severity->spike_level);
    TRY(config_check(c, &rows, severity->id, severity->name));
    if (holder != NULL && holder->id != severity->id)
        return ctx_fail(
            c, ERR_INVALID, S("spike_severity"),
            STR_JOIN(c->store.arena, S("spike_severity is that of the severity "), holder->name));
    return OK;
}

static int severity_rank(const struct directory *d, int wanted)
{
    if (wanted >= 0 || d->severities.count == 0)
        return wanted >= 0 ? wanted : 0;
    return config_next_rank(d->severities.items[d->severities.count - 1].rank);
}

enum err severity_create(struct ctx *c, struct severity *severity)
{
    msec unused = 0;
    TRY(check_severity(c, severity));
    severity->rank = severity_rank(c->directory, severity->rank);
    TRY(ctx_stamp(c, &severity->id, &severity->created_at, &unused));
    return severity_insert(&c->store, severity);
}

enum err severity_change(struct ctx *c, struct severity *severity)
{
    TRY(check_severity(c, severity));
    severity->updated_at = config_touch(c, severity->updated_at);
    return severity_update(&c->store, severity);
}

enum err severity_remove(struct ctx *c, const struct severity *severity)
{
    const struct facet facet = {.kind = FACET_SEVERITY, .value = severity->id};
    TRY(config_check_removal(c, (str){0}));
    TRY(severity_delete(&c->store, severity->id));
    return config_check_unused(c, facet, S("incidents have this severity"));
}

// ---- statuses ----

void status_mean_usual(struct incident_status *status)
{
    const bool is_live = status->category == CATEGORY_LIVE;
    status->response_state = is_live ? RESPONSE_ACKNOWLEDGED : RESPONSE_RESOLVED;
    status->public_status = is_live ? PUBLIC_INVESTIGATING : PUBLIC_RESOLVED;
}

static enum err check_meaning(struct ctx *c, const struct incident_status *status)
{
    if (status->category != CATEGORY_LIVE && !status_is_over(status))
        return ctx_fail(c, ERR_INVALID, S("category"),
                        S("category must be one of live, learning, closed"));
    if (status_is_over(status) != (status->response_state == RESPONSE_RESOLVED))
        return ctx_fail(c, ERR_INVALID, S("response_state"),
                        S("response_state must be resolved unless the category is live, and then "
                          "it must not"));
    if (status_is_over(status) != (status->public_status == PUBLIC_RESOLVED))
        return ctx_fail(c, ERR_INVALID, S("public_status"),
                        S("public_status must be RESOLVED unless the category is live, and then "
                          "it must not"));
    return OK;
}

enum err status_create(struct ctx *c, struct incident_status *status)
{
    const struct named_rows rows = NAMED_ROWS(c->directory->statuses, "status");
    msec unused = 0;
    TRY(config_check(c, &rows, 0, status->name));
    TRY(check_meaning(c, status));
    CHECK(c->directory->statuses.count > 0);
    status->rank =
        config_next_rank(c->directory->statuses.items[c->directory->statuses.count - 1].rank);
    TRY(ctx_stamp(c, &status->id, &status->created_at, &unused));
    return status_insert(&c->store, status);
}

enum err status_change(struct ctx *c, struct incident_status *status)
{
    const struct named_rows rows = NAMED_ROWS(c->directory->statuses, "status");
    TRY(config_check(c, &rows, status->id, status->name));
    status->updated_at = config_touch(c, status->updated_at);
    return status_update(&c->store, status);
}

/* Another one that means the same, so that this one is not missed. */
static bool has_twin(const struct directory *d, const struct incident_status *status)
{
    for (size_t i = 0; i < d->statuses.count; i++) {
        const struct incident_status *other = &d->statuses.items[i];
        if (other->id != status->id && other->category == status->category &&
            other->response_state == status->response_state &&
            other->public_status == status->public_status)
            return true;
    }
    return false;
}

/* Moves by a word (ACK, MONITORING, RESOLVED) or to a category end at a status that has to be
 * there. None of them ends in learning, or in what is live and waits for somebody. */
static bool is_stood_for(const struct incident_status *status)
{
    return status->category != CATEGORY_LEARNING &&
           (status->category != CATEGORY_LIVE || status->response_state == RESPONSE_ACKNOWLEDGED);
}

enum err status_remove(struct ctx *c, const struct incident_status *status)
{
    const struct facet facet = {.kind = FACET_STATUS, .value = status->id};
    str why = {0};
    if (is_stood_for(status) && !has_twin(c->directory, status))
        why = STR_JOIN(c->store.arena, S("this is the last status for "),
                       status_category_words[status->category], S(" and "),
                       public_status_words[status->public_status]);
    TRY(config_check_removal(c, why));
    TRY(status_delete(&c->store, status->id));
    return config_check_unused(c, facet, S("incidents have this status"));
}
