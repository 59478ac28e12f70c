// incident_act.h -- what people and recoveries do to an incident.
//
// Each function takes one incident whole or leaves it whole: a refusal (verdict) writes nothing.
// Doing what is done already is a success that writes nothing either. The caller has checked the
// scope; the handle tells that the key reaches the incident.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/incident_open.h"
#include "model/transition.h"

struct act_result {
    enum verdict verdict;
    str message; // why not, when refused
};

MUST_CHECK enum err incident_act(struct ctx *c, const struct incident_handle *handle,
                                 enum incident_action action, struct act_result *out);

/* PRIORITY_NONE and 0 take it away. Both are the group's: shown with all its occurrences,
 * remembered for those to come. */
MUST_CHECK enum err incident_set_priority(struct ctx *c, const struct incident_handle *handle,
                                          int priority, struct act_result *out);
MUST_CHECK enum err incident_set_severity(struct ctx *c, const struct incident_handle *handle,
                                          int64_t severity_id, struct act_result *out);

/* Does not disturb the running escalation. */
MUST_CHECK enum err incident_add_responders(struct ctx *c, const struct incident_handle *handle,
                                            struct id_list users, struct act_result *out);
MUST_CHECK enum err incident_remove_responders(struct ctx *c, const struct incident_handle *handle,
                                               struct id_list users, struct act_result *out);

MUST_CHECK enum err incident_set_sharing(struct ctx *c, const struct incident_handle *handle,
                                         bool is_shared, struct act_result *out);

/* Resolves the newest open occurrence of a locked group, if one is open; else out->outcome stays as
 * it was. */
MUST_CHECK enum err incident_auto_resolve(struct ctx *c, const struct incident_group *group,
                                          str metadata, struct opened *out);
