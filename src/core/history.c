// history.c -- timeline entries and outbox rows.
// SPDX-License-Identifier: Apache-2.0
#include "core/history.h"

#include "core/audience.h"
#include "core/impact.h"
#include "model/escalation.h"
#include "store/history_store.h"

static enum err add_entry(struct ctx *c, int64_t incident_id, struct change change, int64_t *out_id)
{
    struct timeline_entry entry = {
        .kind = change.kind,
        .at = change.at != 0 ? change.at : c->now,
        .actor_kind = c->who.kind,
        .actor_id = c->who.id,
        .old_value = change.old_value,
        .new_value = change.new_value,
        .message = change.message,
        .notifies = change.notifies,
    };
    if (change.followed != NULL) {
        entry.status_id = change.followed->status_id;
        entry.team_id = change.followed->team_id;
    }
    TRY(ctx_next_id(c, &entry.id));
    *out_id = entry.id;
    return timeline_insert(&c->store, incident_id, &entry);
}

enum err history_add(struct ctx *c, int64_t incident_id, struct change change)
{
    int64_t unused = 0;
    return add_entry(c, incident_id, change, &unused);
}

static enum err tell_subscribers(struct ctx *c, int64_t incident_id, int64_t entry_id)
{
    struct impact_list impacts = {0};
    struct audience audience = {0};
    TRY(impacts_of(c, incident_id, &impacts));
    TRY(audience_find(c, impacts, incident_id, &audience));
    return audience_tell(c, &audience, incident_id, entry_id);
}

enum err history_publish(struct ctx *c, struct incident *incident, const struct telling *telling)
{
    const struct incident_status *status = directory_status(c->directory, incident->status_id);
    CHECK(status != NULL);
    const struct change update = {
        .kind = TIMELINE_UPDATE,
        .new_value = public_status_words[status->public_status],
        .message = telling->message,
        .notifies = telling->notifies,
        .at = telling->at,
    };
    int64_t entry_id = 0;
    TRY(add_entry(c, incident->id, update, &entry_id));
    incident->message = telling->message;
    incident->published_at = telling->at != 0 ? telling->at : c->now;
    return telling->notifies ? tell_subscribers(c, incident->id, entry_id) : OK;
}

str history_value(struct ctx *c, int64_t value)
{
    return value == 0 ? (str){0} : str_from_i64(c->store.arena, value);
}

bool incident_pages(const struct incident *incident)
{
    return incident->mode == MODE_STANDARD;
}

enum err notices_page_step(struct ctx *c, const struct incident *incident, msec due_at)
{
    const struct escalation_policy *policy = directory_policy(c->directory, incident->policy_id);
    if (policy == NULL)
        return OK;
    const struct user_list people =
        escalation_recipients(c->store.arena, c->directory, policy, incident->step);
    for (size_t i = 0; i < people.count; i++) {
        struct notice notice = {
            .incident_id = incident->id,
            .kind = NOTICE_PAGE,
            .user_id = people.items[i].user_id,
            .via = people.items[i].via,
            .policy_id = policy->id,
            .step = incident->step,
            .due_at = due_at,
            .created_at = c->now,
        };
        TRY(ctx_next_id(c, &notice.id));
        TRY(outbox_insert(&c->store, &notice));
    }
    return OK;
}

enum err notices_cancel_pages(struct ctx *c, int64_t incident_id)
{
    return outbox_cancel(&c->store, incident_id, NOTICE_PAGE);
}

enum err notices_tell(struct ctx *c, int64_t incident_id, int64_t user_id, enum notice_kind kind)
{
    struct notice notice = {
        .incident_id = incident_id,
        .kind = kind,
        .user_id = user_id,
        .via = S(""),
        .due_at = c->now,
        .created_at = c->now,
    };
    TRY(ctx_next_id(c, &notice.id));
    return outbox_insert(&c->store, &notice);
}

enum err notices_tell_paged(struct ctx *c, int64_t incident_id, enum notice_kind kind)
{
    struct id_list people = {0};
    TRY(outbox_paged_users(&c->store, incident_id, c->now, &people));
    for (size_t i = 0; i < people.count; i++) {
        if (people.items[i] != c->who.user_id)
            TRY(notices_tell(c, incident_id, people.items[i], kind));
    }
    return OK;
}
