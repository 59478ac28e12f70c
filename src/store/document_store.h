// document_store.h -- what hangs on incidents: work, post-mortems, attachments, members.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/document.h"
#include "store/incident_store.h"
#include "store/store.h"

enum {
    ACTIVITIES_MAX = 1000,     // of one incident: the newest
    ACTIVE_INCIDENTS_MAX = 50, // whose activities are read at once
    PARTICIPANTS_MAX = 10000,
    POSTMORTEM_PAGE_MAX = 250,
    ATTACHMENTS_MAX = 500, // shown at once
};

// ---- who worked on them ----

struct activity {
    int64_t incident_id;
    int64_t user_id;
    msec at;
};

struct activity_list {
    const struct activity *items;
    size_t count;
};

/* Of at most ACTIVE_INCIDENTS_MAX incidents, by incident, then user, then time. How many there are
 * of one does not depend on which others are asked for. */
MUST_CHECK enum err activities_of(struct store *s, struct id_list incidents,
                                  struct activity_list *out);

struct participant_list {
    const struct participant *items;
    size_t count;
};

/* By user. */
MUST_CHECK enum err participants_of(struct store *s, int64_t incident_id,
                                    struct participant_list *out);

// ---- post-mortems ----

struct postmortem_list {
    const struct postmortem *items; // without their text
    size_t count;
};

MUST_CHECK enum err postmortem_insert(struct store *s, const struct postmortem *postmortem);

/* Its status and where it is. */
MUST_CHECK enum err postmortem_update(struct store *s, const struct postmortem *postmortem);
MUST_CHECK enum err postmortem_get(struct store *s, int64_t id, struct postmortem *out);

/* Absent for one that is elsewhere; ERR_NOT_FOUND. */
MUST_CHECK enum err postmortem_text(struct store *s, int64_t id, str *out);

/* Of at most SHOWN_PAGE_MAX incidents, by incident, as they were made. */
MUST_CHECK enum err postmortems_of_incidents(struct store *s, struct id_list incidents,
                                             struct postmortem_list *out);

struct postmortem_query {
    int64_t incident_id; // 0: of any
    struct team_view team;
    bool oldest_first;
    msec after_at; // with after_id: behind this one; both 0: from the beginning
    int64_t after_id;
    int64_t take; // 1..POSTMORTEM_PAGE_MAX + 1
};

MUST_CHECK enum err postmortems_page(struct store *s, const struct postmortem_query *query,
                                     struct postmortem_list *out);

// ---- attachments ----

struct attachment_list {
    const struct attachment *items;
    size_t count;
};

/* Unless the incident has it already. */
MUST_CHECK enum err attachment_insert(struct store *s, const struct attachment *attachment);
MUST_CHECK enum err attachment_find(struct store *s, const struct attachment *like,
                                    struct attachment *out);
MUST_CHECK enum err attachment_get(struct store *s, int64_t id, struct attachment *out);
MUST_CHECK enum err attachment_delete(struct store *s, int64_t id);

/* As they were made. */
MUST_CHECK enum err attachments_of(struct store *s, int64_t incident_id,
                                   struct attachment_list *out);

/* Newest first, the first ATTACHMENTS_MAX. */
MUST_CHECK enum err attachments_of_resource(struct store *s, enum resource_type type,
                                            str external_id, struct team_view team,
                                            struct attachment_list *out);

// ---- members ----

/* Unless he is a member already. */
MUST_CHECK enum err membership_insert(struct store *s, const struct membership *membership);
MUST_CHECK enum err membership_get(struct store *s, struct membership *membership);
MUST_CHECK enum err membership_delete(struct store *s, const struct membership *membership,
                                      bool *out_deleted);
MUST_CHECK enum err incident_memberships_forget(struct store *s, int64_t user_id);
