// document.h -- what hangs on an incident: post-mortems, attachments, members, participants.
//
// The numbers of the enums are stored, but for the last; append only. 0 means "none" for ids and
// times, an absent text is unset.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/str.h"

#define POSTMORTEM_STATUSES(X)                                                                     \
    X(IN_PROGRESS, "in_progress")                                                                  \
    X(IN_REVIEW, "in_review")                                                                      \
    X(COMPLETED, "completed")

#define X(name, text) POSTMORTEM_##name,
enum postmortem_status { POSTMORTEM_STATUSES(X) POSTMORTEM_STATUS_COUNT };
#undef X

// What an attachment is elsewhere.
#define RESOURCE_TYPES(X)                                                                          \
    X(PAGER_DUTY_INCIDENT, "pager_duty_incident")                                                  \
    X(OPSGENIE_ALERT, "opsgenie_alert")                                                            \
    X(DATADOG_MONITOR_ALERT, "datadog_monitor_alert")                                              \
    X(GITHUB_PULL_REQUEST, "github_pull_request")                                                  \
    X(GITLAB_MERGE_REQUEST, "gitlab_merge_request")                                                \
    X(SENTRY_ISSUE, "sentry_issue")                                                                \
    X(JIRA_ISSUE, "jira_issue")                                                                    \
    X(JSM_ALERT, "jsm_alert")                                                                      \
    X(ATLASSIAN_STATUSPAGE_INCIDENT, "atlassian_statuspage_incident")                              \
    X(ZENDESK_TICKET, "zendesk_ticket")                                                            \
    X(GOOGLE_CALENDAR_EVENT, "google_calendar_event")                                              \
    X(OUTLOOK_CALENDAR_EVENT, "outlook_calendar_event")                                            \
    X(SLACK_FILE, "slack_file")                                                                    \
    X(SALESFORCE_CASE, "salesforce_case")                                                          \
    X(ARBITRARY_URL, "arbitrary_url")                                                              \
    X(SCRUBBED, "scrubbed")                                                                        \
    X(STATUSPAGE_INCIDENT, "statuspage_incident")

#define X(name, text) RESOURCE_##name,
enum resource_type { RESOURCE_TYPES(X) RESOURCE_TYPE_COUNT };
#undef X

// How somebody takes part in an incident; of several the first.
#define PARTICIPATIONS(X)                                                                          \
    X(RESPONDER, "responder")       /* has a role, or was called */                                \
    X(COLLABORATOR, "collaborator") /* reported it, or did something */                            \
    X(OBSERVER, "observer")         /* follows it */

#define X(name, text) PARTICIPATION_##name,
enum participation { PARTICIPATIONS(X) PARTICIPATION_COUNT };
#undef X

extern const str postmortem_status_words[POSTMORTEM_STATUS_COUNT];
extern const str resource_type_words[RESOURCE_TYPE_COUNT];
extern const str participation_words[PARTICIPATION_COUNT];

struct postmortem {
    int64_t id;
    int64_t incident_id;
    msec incident_created_at;
    int64_t team_id; // the incident's, as is is_private
    bool is_private;
    str title;
    enum postmortem_status status;
    str provider; // of one that is elsewhere, as the client calls it
    str url;      // likewise; absent: it is written here
    int64_t editor_id;
    msec created_at;
    msec updated_at;
    str markdown; // only where it is asked for
};

struct attachment {
    int64_t id;
    int64_t incident_id;
    msec incident_created_at;
    enum resource_type type;
    str external_id;
    str title;
    str permalink; // may be ""
    msec created_at;
};

struct membership {
    int64_t id;
    int64_t incident_id;
    msec incident_created_at;
    int64_t user_id;
    msec created_at;
    msec updated_at;
};

struct participant {
    int64_t user_id;
    enum participation part;
};
