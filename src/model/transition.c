// transition.c -- the table of transitions.
// SPDX-License-Identifier: Apache-2.0
#include "model/transition.h"

static const struct transition transitions[] = {
    {.id = 10,
     .action = ACTION_ACKNOWLEDGE,
     .from = RESPONSE_TRIGGERED,
     .verdict = VERDICT_CHANGE,
     .to = RESPONSE_ACKNOWLEDGED,
     .category = CATEGORY_LIVE,
     .kind = TIMELINE_ACKNOWLEDGED},
    {.id = 20,
     .action = ACTION_ACKNOWLEDGE,
     .from = RESPONSE_ACKNOWLEDGED,
     .verdict = VERDICT_ALREADY,
     .to = RESPONSE_ACKNOWLEDGED},
    {.id = 30,
     .action = ACTION_ACKNOWLEDGE,
     .from = RESPONSE_RESOLVED,
     .verdict = VERDICT_REFUSE,
     .to = RESPONSE_RESOLVED,
     .message = S("a resolved incident cannot be acknowledged")},

    {.id = 110,
     .action = ACTION_UNACKNOWLEDGE,
     .from = RESPONSE_TRIGGERED,
     .verdict = VERDICT_REFUSE,
     .to = RESPONSE_TRIGGERED,
     .message = S("the incident is not acknowledged")},
    {.id = 120,
     .action = ACTION_UNACKNOWLEDGE,
     .from = RESPONSE_ACKNOWLEDGED,
     .verdict = VERDICT_CHANGE,
     .to = RESPONSE_TRIGGERED,
     .category = CATEGORY_TRIAGE,
     .kind = TIMELINE_UNACKNOWLEDGED},
    {.id = 130,
     .action = ACTION_UNACKNOWLEDGE,
     .from = RESPONSE_RESOLVED,
     .verdict = VERDICT_REFUSE,
     .to = RESPONSE_RESOLVED,
     .message = S("a resolved incident cannot be unacknowledged")},

    {.id = 210,
     .action = ACTION_RESOLVE,
     .from = RESPONSE_TRIGGERED,
     .verdict = VERDICT_CHANGE,
     .to = RESPONSE_RESOLVED,
     .category = CATEGORY_CLOSED,
     .kind = TIMELINE_RESOLVED},
    {.id = 220,
     .action = ACTION_RESOLVE,
     .from = RESPONSE_ACKNOWLEDGED,
     .verdict = VERDICT_CHANGE,
     .to = RESPONSE_RESOLVED,
     .category = CATEGORY_CLOSED,
     .kind = TIMELINE_RESOLVED},
    {.id = 230,
     .action = ACTION_RESOLVE,
     .from = RESPONSE_RESOLVED,
     .verdict = VERDICT_ALREADY,
     .to = RESPONSE_RESOLVED},

    {.id = 310,
     .action = ACTION_ESCALATE,
     .from = RESPONSE_TRIGGERED,
     .verdict = VERDICT_CHANGE,
     .to = RESPONSE_TRIGGERED,
     .kind = TIMELINE_ESCALATED},
    {.id = 320,
     .action = ACTION_ESCALATE,
     .from = RESPONSE_ACKNOWLEDGED,
     .verdict = VERDICT_CHANGE,
     .to = RESPONSE_ACKNOWLEDGED,
     .kind = TIMELINE_ESCALATED},
    {.id = 330,
     .action = ACTION_ESCALATE,
     .from = RESPONSE_RESOLVED,
     .verdict = VERDICT_REFUSE,
     .to = RESPONSE_RESOLVED,
     .message = S("a resolved incident cannot be escalated")},
};

const struct transition *transition_find(enum incident_action action, enum response_state from)
{
    for (size_t i = 0; i < ARRAY_LEN(transitions); i++) {
        if (transitions[i].action == action && transitions[i].from == from)
            return &transitions[i];
    }
    CHECK(!"every action has a row for every state");
    return NULL;
}
