// words.c -- how ilert spells what the database holds in other letters. Statuses and impacts are
// spelt alike.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

const str ilert_visibility_words[2] = {S("PUBLIC"), S("PRIVATE")};

const str ilert_subscriber_words[SUBSCRIBER_KIND_COUNT] = {
    [SUBSCRIBER_USER] = S("USER"), [SUBSCRIBER_TEAM] = S("TEAM")};

const str ilert_role_words[ROLE_COUNT] = {
    [ROLE_STAKEHOLDER] = S("STAKEHOLDER"),
    [ROLE_GUEST] = S("GUEST"),
    [ROLE_RESPONDER] = S("RESPONDER"),
    [ROLE_USER] = S("USER"),
    [ROLE_ADMIN] = S("ADMIN"),
};
