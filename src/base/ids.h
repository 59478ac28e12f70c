// ids.h -- public ids, computed from a row's id and never stored (DESIGN: public ids are computed).
//
// Every row has one 63-bit id. The check bits are a keyed SipHash-2-4 of (kind, time, id): a
// made-up id is refused without touching the store, and an id of one kind does not pass for
// another. Ids sort as (time, id).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/str.h"

enum {
    OBJECT_ID_BYTES = 24, // lower-case hex: 32 bits of seconds, 44 of id, 20 of check
    ULID_BYTES = 26,      // Crockford base32: 48 bits of milliseconds, 56 of id, 24 of check
    ID_SECRET_BYTES = 16,
};

// What an id names. The numbers are part of every id given out: append only, never reorder.
enum id_kind {
    ID_ORG = 1,
    ID_TEAM = 2,
    ID_USER = 3,
    ID_INCIDENT = 4,
    ID_GROUP = 5,
    ID_INTEGRATION = 6,
    ID_ESCALATION_POLICY = 7,
    ID_SERVICE = 8,
    ID_TIMELINE_ENTRY = 9,
    ID_SUPPRESSED_EVENT = 10,
    ID_API_KEY = 11,
    ID_STATUS = 12,
    ID_SEVERITY = 13,
    ID_INCIDENT_TYPE = 14,
    ID_INCIDENT_ROLE = 15,
    ID_TIMESTAMP = 16,
    ID_DURATION_METRIC = 17,
    ID_CUSTOM_FIELD = 18,
    ID_FIELD_OPTION = 19,
    ID_CATALOG_TYPE = 20,
    ID_CATALOG_ENTRY = 21,
    ID_CATALOG_ATTRIBUTE = 22,
    ID_ACTION = 23,
    ID_FOLLOW_UP = 24,
    ID_POSTMORTEM = 25,
    ID_ATTACHMENT = 26,
    ID_MEMBERSHIP = 27,
    ID_ALERT = 28,
    ID_PERSON_ROLE = 29,
};

struct id_secret {
    unsigned char bytes[ID_SECRET_BYTES];
};

/* SipHash-2-4 (Aumasson, Bernstein 2012), 64 bits. */
uint64_t siphash24(const unsigned char key[16], const void *bytes, size_t count);

/* Spike's `_id`. `id` below 2^44; a `created_at` outside 1970 to 2106 counts as the nearer end. */
void object_id_write(const struct id_secret *secret, enum id_kind kind, int64_t id, msec created_at,
                     char out[OBJECT_ID_BYTES]);

/* The row id in an `_id` (either letter case); false for anything not made by object_id_write with
 * this kind and secret. */
bool object_id_read(const struct id_secret *secret, enum id_kind kind, str text, int64_t *out_id);

/* incident.io's id, likewise; `id` below 2^56, `created_at` from 1970 to 10889. */
void ulid_write(const struct id_secret *secret, enum id_kind kind, int64_t id, msec created_at,
                char out[ULID_BYTES]);
bool ulid_read(const struct id_secret *secret, enum id_kind kind, str text, int64_t *out_id);

/* The time in an id that ulid_read has taken. */
msec ulid_time(str text);
