// document.c -- the words of documents.
// SPDX-License-Identifier: Apache-2.0
#include "model/document.h"

#define X(name, text) [POSTMORTEM_##name] = S(text),
const str postmortem_status_words[POSTMORTEM_STATUS_COUNT] = {POSTMORTEM_STATUSES(X)};
#undef X

#define X(name, text) [RESOURCE_##name] = S(text),
const str resource_type_words[RESOURCE_TYPE_COUNT] = {RESOURCE_TYPES(X)};
#undef X

#define X(name, text) [PARTICIPATION_##name] = S(text),
const str participation_words[PARTICIPATION_COUNT] = {PARTICIPATIONS(X)};
#undef X
