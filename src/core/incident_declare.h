// incident_declare.h -- an incident that somebody declares, with all that he knows of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/incident_coordinate.h"

enum { DECLARATION_KEEP_MS = MSEC_PER_DAY }; // a client's key stands for its incident so long

struct declaration {
    str request_key;  // of the client, 1 to 255 bytes
    str request_hash; // of what it asked for
    str name;         // absent: it has none yet
    enum incident_mode mode;
    bool is_private;
    int64_t type_id;            // 0: the default one
    int64_t severity_id;        // 0: none
    int64_t status_id;          // 0: as its type and mode have it
    str postmortem_url;         // absent: none
    struct coordination beside; // summary, links, roles, moments, fields
};

/* A new incident; or, when the API key has used `request_key` before, the one that was made then.
 * ERR_INVALID naming idempotency_key when that was asked for in other words, else as
 * field_values_set. */
MUST_CHECK enum err incident_declare(struct ctx *c, const struct declaration *declaration,
                                     int64_t *out_id);
