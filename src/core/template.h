// template.h -- incident templates: texts to begin an incident with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"

enum { TEMPLATES_MAX = 1000 };

/* Stores the row and fills in id and times. `teams` as in teams_settle. ERR_INVALID
 * names `id` when there are TEMPLATES_MAX. */
MUST_CHECK enum err template_create(struct ctx *c, struct incident_template *template,
                                    const struct id_list *teams);

/* `teams` NULL: they stay. */
MUST_CHECK enum err template_change(struct ctx *c, struct incident_template *template,
                                    const struct id_list *teams);
MUST_CHECK enum err template_remove(struct ctx *c, int64_t id);
