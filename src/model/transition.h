// transition.h -- what an action does to the response state of an incident, as a table.
//
// Pure: no clock, no store. The table is dumped by a test and kept as a golden file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/vocabulary.h"

enum incident_action {
    ACTION_ACKNOWLEDGE,
    ACTION_UNACKNOWLEDGE,
    ACTION_RESOLVE,
    ACTION_ESCALATE,
    INCIDENT_ACTION_COUNT
};

enum verdict {
    VERDICT_CHANGE,  // do it and write it down
    VERDICT_ALREADY, // it is so: success without an entry
    VERDICT_REFUSE,  // cannot be done from here
};

struct transition {
    int id; // stable; support can say "rule 20 fired"
    enum incident_action action;
    enum response_state from;
    enum verdict verdict;
    enum response_state to;
    enum status_category category; // whose shipped status is taken
    enum timeline_kind kind;
    str message; // of a refusal
};

/* The row for this action from this state; there is one for every pair. */
const struct transition *transition_find(enum incident_action action, enum response_state from);
