// intake.h -- alerts of monitoring tools, as events. What the files of this folder share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"
#include "model/incident.h"

extern const struct dialect intake_dialect;

enum {
    INTAKE_TITLE_MAX_BYTES =
        16 * 1024,            // longer titles are cut: an alert is not refused for its size
    INTAKE_MAX_ALERTS = 1000, // in one payload, because they hold up the writer
};

struct intake_event {
    struct incident_draft draft;
    bool is_recovery;
};

struct intake_events {
    struct intake_event *items;
    size_t count;
};

/* The events in a payload, by the integration's slug or, for webhooks, by the payload's shape.
 * Everything that is a JSON object is at least one event, but an empty list of alerts is none. */
void intake_parse(struct api_request *q, const struct json *payload, struct intake_events *out);
