// attachment.h -- things elsewhere that have to do with incidents.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/document_store.h"

/* Attaches it, once; *attachment is then as it is kept. ERR_INVALID naming `incident_id` when the
 * incident has ATTACHMENTS_MAX, `resource.url` for a permalink that is no link. The caller has
 * found the incident. */
MUST_CHECK enum err attachment_create(struct ctx *c, struct attachment *attachment);

/* ERR_NOT_FOUND, also where the incident is out of reach. */
MUST_CHECK enum err attachment_remove(struct ctx *c, int64_t id);

/* As they were made; of an incident that the caller has found. */
MUST_CHECK enum err attachment_list(struct ctx *c, int64_t incident_id,
                                    struct attachment_list *out);

/* On the incidents in reach, the newest ATTACHMENTS_MAX, newest first. */
MUST_CHECK enum err attachment_search(struct ctx *c, enum resource_type type, str external_id,
                                      struct attachment_list *out);
