// words.c -- Spike's spelling of the field's words.
// SPDX-License-Identifier: Apache-2.0
#include "api/spike/spike.h"

const str spike_state_words[] = {[RESPONSE_TRIGGERED] = S("NACK"),
                                 [RESPONSE_ACKNOWLEDGED] = S("ACK"),
                                 [RESPONSE_RESOLVED] = S("RES")};
_Static_assert(ARRAY_LEN(spike_state_words) == RESPONSE_STATE_COUNT, "a word for each state");

const str spike_priority_words[] = {S("p1"), S("p2"), S("p3"), S("p4"), S("p5")};
_Static_assert(ARRAY_LEN(spike_priority_words) == PRIORITY_MAX, "a word for each priority");

const str spike_severity_words[] = {S("sev1"), S("sev2"), S("sev3")};
_Static_assert(ARRAY_LEN(spike_severity_words) == SPIKE_LEVEL_MAX, "a word for each severity");

const str spike_product_names[] = {
    [SLUG_WEBHOOK] = S("Webhook"), [SLUG_ALERTMANAGER] = S("Alertmanager"),
    [SLUG_GRAFANA] = S("Grafana"), [SLUG_HEALTHCHECKS] = S("Healthchecks"),
    [SLUG_EMAIL] = S("Email"),
};
_Static_assert(ARRAY_LEN(spike_product_names) == SLUG_COUNT, "a name for each slug");
