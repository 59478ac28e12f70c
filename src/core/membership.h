// membership.h -- the people who may see a private incident.
//
// Memberships are for people. A key sees private incidents by its scope, whoever made it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "model/document.h"
#include "model/incident.h"

/* Makes the user of *membership a member; one who is stays so. The rest of *membership is filled
 * in. ERR_INVALID naming `incident_id` when the incident is not private, `user_id` for nobody. */
MUST_CHECK enum err membership_create(struct ctx *c, const struct incident_handle *handle,
                                      struct membership *membership);

/* ERR_INVALID naming `user_id` for one who is no member. */
MUST_CHECK enum err membership_revoke(struct ctx *c, const struct incident_handle *handle,
                                      int64_t user_id);
