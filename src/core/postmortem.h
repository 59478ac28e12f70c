// postmortem.h -- what was learnt from incidents: documents that are written here, or links.
//
// Handles and ids come from the caller, who has found the incident; a post-mortem of an incident
// out of reach is not there. Its being there shows on the incident, which has a new version then.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ctx.h"
#include "store/document_store.h"

enum { POSTMORTEM_MAX_BYTES = 256 * 1024, POSTMORTEMS_MAX = 10 }; // of its text; of one incident

/* Of at most 250 incidents, by incident, as they were made. One statement. */
MUST_CHECK enum err postmortems_of(struct ctx *c, struct id_list incidents,
                                   struct postmortem_list *out);

/* ERR_NOT_FOUND. */
MUST_CHECK enum err postmortem_find(struct ctx *c, int64_t id, struct postmortem *out);

/* Its text; of a link the link. */
MUST_CHECK enum err postmortem_read(struct ctx *c, int64_t id, str *out_markdown);

/* A page of what is in reach, whatever the query says of teams; take 1..POSTMORTEM_PAGE_MAX. */
MUST_CHECK enum err postmortem_page(struct ctx *c, struct postmortem_query query,
                                    struct postmortem_list *out, bool *out_has_more);

/* Writes one here: title and markdown are given, the rest is filled in. ERR_INVALID naming
 * `content` or `id` for too much. */
MUST_CHECK enum err postmortem_import(struct ctx *c, const struct incident_handle *handle,
                                      struct postmortem *postmortem);

/* Links to one elsewhere: url and provider are given. An incident has one link, which a new one
 * replaces. ERR_INVALID naming `incident_id` when one is written here, `permalink` for no link. */
MUST_CHECK enum err postmortem_attach(struct ctx *c, const struct incident_handle *handle,
                                      struct postmortem *postmortem);

/* *out is then as it is kept. ERR_NOT_FOUND. */
MUST_CHECK enum err postmortem_set_status(struct ctx *c, int64_t id, enum postmortem_status status,
                                          struct postmortem *out);
