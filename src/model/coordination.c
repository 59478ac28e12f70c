// coordination.c -- the words.
// SPDX-License-Identifier: Apache-2.0
#include "model/coordination.h"

#define X(name, text) S(text),
const str incident_mode_words[MODE_COUNT] = {INCIDENT_MODES(X)};
const str incident_role_kind_words[INCIDENT_ROLE_KIND_COUNT] = {INCIDENT_ROLE_KINDS(X)};
const str field_type_words[FIELD_TYPE_COUNT] = {FIELD_TYPES(X)};
#undef X
