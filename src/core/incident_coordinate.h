// incident_coordinate.h -- changing what an incident coordinates, all of one request together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/field_values.h"
#include "model/coordinated.h"
#include "model/directory.h"

// What is to be different. Absent texts, 0 and NULL leave what is there; an empty text takes it
// away, but for the name. Everything named exists.
struct coordination {
    str name;
    str summary;
    str call_url;
    bool sets_debrief;
    bool has_debrief;
    const struct issue_reference *issue; // with an absent provider: none
    int64_t severity_id;
    const struct incident_status *status; // that the dialect lets it move to
    str roles_name;                       // of the list, for refusals: "incident_role_assignments"
    struct role_assignment_list roles;    // those named; the incident's id is not looked at
    str moments_name;
    struct timestamp_value_list moments; // the same
    struct field_entry_list fields;
};

/* Changes an incident that is locked, writes each change down, and saves it if anything is
 * different. ERR_INVALID names "<roles_name>.N.incident_role_id" or
 * "<moments_name>.N.incident_timestamp_id" when it is named before, or is field_values_set's. */
MUST_CHECK enum err incident_coordinate(struct ctx *c, struct incident *incident,
                                        const struct coordination *wanted);

/* The same for one that this transaction has made: its creation tells of it all. */
MUST_CHECK enum err incident_coordinate_new(struct ctx *c, struct incident *incident,
                                            const struct coordination *wanted);

// ---- single changes of a locked incident, not saved; *is_changed is only ever set ----

MUST_CHECK enum err incident_put_name(struct ctx *c, struct incident *incident, str name,
                                      bool *is_changed);
MUST_CHECK enum err incident_put_severity(struct ctx *c, struct incident *incident,
                                          int64_t severity_id, bool *is_changed);
