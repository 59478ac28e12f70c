// history_store.h -- what belongs to one incident: responders, suppressed events, timeline, outbox.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/incident.h"
#include "store/incident_store.h"

enum {
    HISTORY_MAX_ROWS = 10000, // people of one incident
    TIMELINE_PAGE_MAX = 1000,
};

/* *out_changed is false when the person was one already, or was none. */
MUST_CHECK enum err responder_insert(struct store *s, const struct incident *incident,
                                     int64_t user_id, msec now, bool *out_changed);
MUST_CHECK enum err responder_delete(struct store *s, int64_t incident_id, int64_t user_id,
                                     bool *out_changed);
MUST_CHECK enum err responder_list(struct store *s, int64_t incident_id, struct id_list *out);

/* Is the person a responder of an incident that is not resolved? */
MUST_CHECK enum err responder_of_open(struct store *s, int64_t user_id, bool *out);

struct suppressed_list {
    const struct suppressed_event *items;
    size_t count;
};

MUST_CHECK enum err suppressed_insert(struct store *s, int64_t incident_id,
                                      const struct suppressed_event *event);
MUST_CHECK enum err suppressed_page(struct store *s, int64_t incident_id, struct page page,
                                    struct suppressed_list *out); // newest first
MUST_CHECK enum err suppressed_get(struct store *s, int64_t incident_id, int64_t id,
                                   struct suppressed_event *out);
MUST_CHECK enum err suppressed_count(struct store *s, int64_t incident_id, int64_t *out);

struct timeline_list {
    const struct timeline_entry *items;
    size_t count;
};

MUST_CHECK enum err timeline_insert(struct store *s, int64_t incident_id,
                                    const struct timeline_entry *entry);
/* The newest entries, at most `take` (up to TIMELINE_PAGE_MAX), oldest of them first. */
MUST_CHECK enum err timeline_of(struct store *s, int64_t incident_id, int64_t take,
                                struct timeline_list *out);

// What the world was told.
struct public_update {
    int64_t id;
    msec at;
    enum actor_kind actor_kind;
    int64_t actor_id;
    enum public_status status;
    str message;
    bool notifies;
};

struct public_update_list {
    const struct public_update *items;
    size_t count;
};

/* The newest TIMELINE_PAGE_MAX, newest first. */
MUST_CHECK enum err updates_of(struct store *s, int64_t incident_id,
                               struct public_update_list *out);

// Somebody to be told of something; delivered by the paging engine.
struct notice {
    int64_t id;
    int64_t incident_id;
    enum notice_kind kind;
    int64_t user_id;       // 0: a subscriber of a status page
    int64_t subscriber_id; // of a status page, or 0
    int64_t entry_id;      // of the timeline, of which it tells; 0: of none
    str via;
    int64_t policy_id; // 0: not by a policy
    int step;
    msec due_at;
    msec created_at;
};

MUST_CHECK enum err outbox_insert(struct store *s, const struct notice *notice);

/* An update of the incident's timeline, for each of these users, or of these subscribers of pages.
 * `notice` has what they share; its id and those that follow it are theirs, in order. */
MUST_CHECK enum err outbox_insert_updates(struct store *s, const struct notice *notice,
                                          struct id_list people, bool are_users);

/* Pending notices of this kind will not be sent. */
MUST_CHECK enum err outbox_cancel(struct store *s, int64_t incident_id, enum notice_kind kind);

/* Everybody whose page for this incident is out by `now`. */
MUST_CHECK enum err outbox_paged_users(struct store *s, int64_t incident_id, msec now,
                                       struct id_list *out);
