// vocabulary.h -- the words of the field, each list once: enum, stored text, count.
//
// The texts are what the database holds; they never change. How a vendor spells a word on its wire
// is that dialect's own table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

// What the people who are paged have done about it.
enum response_state {
    RESPONSE_TRIGGERED,
    RESPONSE_ACKNOWLEDGED,
    RESPONSE_RESOLVED,
    RESPONSE_STATE_COUNT
};

enum { PRIORITY_NONE = 0, PRIORITY_MAX = 5 };       // p1 is the most urgent
enum { SPIKE_LEVEL_NONE = 0, SPIKE_LEVEL_MAX = 3 }; // sev1 is the worst

// What a key may do; bits.
#define SCOPES(X)                                                                                  \
    X(READ, "read", 1)        /* see incidents and configuration */                                \
    X(RESPOND, "respond", 2)  /* create incidents and act on them */                               \
    X(MANAGE, "manage", 4)    /* change integrations, policies, services */                        \
    X(ADMIN, "admin", 8)      /* create teams and users */                                         \
    X(INTAKE, "intake", 16)   /* post events */                                                    \
    X(PRIVATE, "private", 32) /* see private incidents too */

#define X(name, text, bit) SCOPE_##name = (bit),
enum scope { SCOPES(X) SCOPE_ALL = 63 };
#undef X

#define TIMELINE_KINDS(X)                                                                          \
    X(CREATED, "created")                                                                          \
    X(ACKNOWLEDGED, "acknowledged")                                                                \
    X(UNACKNOWLEDGED, "unacknowledged")                                                            \
    X(RESOLVED, "resolved")                                                                        \
    X(AUTO_RESOLVED, "auto_resolved")                                                              \
    X(ESCALATED, "escalated")                                                                      \
    X(PRIORITY, "priority")                                                                        \
    X(SEVERITY, "severity")                                                                        \
    X(RESPONDER_ADDED, "responder_added")                                                          \
    X(RESPONDER_REMOVED, "responder_removed")                                                      \
    X(SUPPRESSED, "suppressed")                                                                    \
    X(PUBLIC_SHARING, "public_sharing")                                                            \
    X(STATUS, "status")     /* moved within its response state */                                  \
    X(REOPENED, "reopened") /* after it was resolved */                                            \
    X(UPDATE, "update")     /* told to the world */                                                \
    X(NAME, "name")                                                                                \
    X(SUMMARY, "summary")                                                                          \
    X(ROLE, "role")                                                                                \
    X(MOMENT, "timestamp")                                                                         \
    X(FIELDS, "custom_fields")                                                                     \
    X(DETAIL, "detail") /* a link or mark beside it */

#define X(name, text) TIMELINE_##name,
enum timeline_kind { TIMELINE_KINDS(X) TIMELINE_KIND_COUNT };
#undef X

#define ACTOR_KINDS(X)                                                                             \
    X(API_KEY, "api_key")                                                                          \
    X(INTEGRATION, "integration")                                                                  \
    X(SYSTEM, "system")

#define X(name, text) ACTOR_##name,
enum actor_kind { ACTOR_KINDS(X) ACTOR_KIND_COUNT };
#undef X

// Why somebody is to be told.
#define NOTICE_KINDS(X)                                                                            \
    X(PAGE, "page")                                                                                \
    X(ACKNOWLEDGED, "acknowledged")                                                                \
    X(RESOLVED, "resolved")                                                                        \
    X(RESPONDER_ADDED, "responder_added")                                                          \
    X(UPDATE, "update") /* to a subscriber */

#define X(name, text) NOTICE_##name,
enum notice_kind { NOTICE_KINDS(X) NOTICE_KIND_COUNT };
#undef X

// Whom a step of an escalation policy names.
#define TARGET_KINDS(X)                                                                            \
    X(USER, "user")                                                                                \
    X(TEAM, "team")

#define X(name, text) TARGET_##name,
enum target_kind { TARGET_KINDS(X) TARGET_KIND_COUNT };
#undef X

// Which parser reads an integration's events.
#define SLUGS(X)                                                                                   \
    X(WEBHOOK, "webhook")                                                                          \
    X(ALERTMANAGER, "alertmanager")                                                                \
    X(GRAFANA, "grafana")                                                                          \
    X(HEALTHCHECKS, "healthchecks")                                                                \
    X(EMAIL, "email")

#define X(name, text) SLUG_##name,
enum slug { SLUGS(X) SLUG_COUNT };
#undef X

// Where an incident stands, in the widest of the three languages.
#define STATUS_CATEGORIES(X)                                                                       \
    X(TRIAGE, "triage")                                                                            \
    X(DECLINED, "declined")                                                                        \
    X(MERGED, "merged")                                                                            \
    X(CANCELED, "canceled")                                                                        \
    X(LIVE, "live")                                                                                \
    X(LEARNING, "learning")                                                                        \
    X(CLOSED, "closed")                                                                            \
    X(PAUSED, "paused")

#define X(name, text) CATEGORY_##name,
enum status_category { STATUS_CATEGORIES(X) CATEGORY_COUNT };
#undef X

#define PUBLIC_STATUSES(X)                                                                         \
    X(INVESTIGATING, "INVESTIGATING")                                                              \
    X(IDENTIFIED, "IDENTIFIED")                                                                    \
    X(MONITORING, "MONITORING")                                                                    \
    X(RESOLVED, "RESOLVED")

#define X(name, text) PUBLIC_##name,
enum public_status { PUBLIC_STATUSES(X) PUBLIC_STATUS_COUNT };
#undef X

// How a service is, from best to worst; also what an incident does to it (its impact).
#define SERVICE_STATUSES(X)                                                                        \
    X(OPERATIONAL, "OPERATIONAL")                                                                  \
    X(UNDER_MAINTENANCE, "UNDER_MAINTENANCE")                                                      \
    X(DEGRADED, "DEGRADED")                                                                        \
    X(PARTIAL_OUTAGE, "PARTIAL_OUTAGE")                                                            \
    X(MAJOR_OUTAGE, "MAJOR_OUTAGE")

#define X(name, text) SERVICE_##name,
enum service_status { SERVICE_STATUSES(X) SERVICE_STATUS_COUNT };
#undef X

// Who inside the organisation is told of what he subscribed to.
#define SUBSCRIBER_KINDS(X)                                                                        \
    X(USER, "user")                                                                                \
    X(TEAM, "team")

#define X(name, text) SUBSCRIBER_##name,
enum subscriber_kind { SUBSCRIBER_KINDS(X) SUBSCRIBER_KIND_COUNT };
#undef X

// How somebody outside the organisation is told of a status page.
#define ADDRESS_KINDS(X)                                                                           \
    X(EMAIL, "email")                                                                              \
    X(SMS, "sms")                                                                                  \
    X(WEBHOOK, "webhook")

#define X(name, text) ADDRESS_##name,
enum address_kind { ADDRESS_KINDS(X) ADDRESS_KIND_COUNT };
#undef X

// What a person is in the organisation, from least to most.
#define ROLES(X)                                                                                   \
    X(STAKEHOLDER, "stakeholder")                                                                  \
    X(GUEST, "guest")                                                                              \
    X(RESPONDER, "responder")                                                                      \
    X(USER, "user")                                                                                \
    X(ADMIN, "admin")

#define X(name, text) ROLE_##name,
enum role { ROLES(X) ROLE_COUNT };
#undef X

// The stored texts, indexed by enum.
extern const str timeline_kind_words[TIMELINE_KIND_COUNT];
extern const str actor_kind_words[ACTOR_KIND_COUNT];
extern const str notice_kind_words[NOTICE_KIND_COUNT];
extern const str target_kind_words[TARGET_KIND_COUNT];
extern const str slug_words[SLUG_COUNT];
extern const str status_category_words[CATEGORY_COUNT];
extern const str public_status_words[PUBLIC_STATUS_COUNT];
extern const str service_status_words[SERVICE_STATUS_COUNT];
extern const str subscriber_kind_words[SUBSCRIBER_KIND_COUNT];
extern const str address_kind_words[ADDRESS_KIND_COUNT];
extern const str role_words[ROLE_COUNT];

/* The index of `word` in `words`, or -1. */
int word_find(const str *words, size_t count, str word);

/* The bit of a scope's name; 0 for an unknown one. */
unsigned scope_find(str word);

/* The name of a scope's bit; absent for what is no scope. */
str scope_word(unsigned bit);
