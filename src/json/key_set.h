// key_set.h -- has this object named this key before?
//
// For json_read alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/json_read.h"

enum { KEY_SECRET_BYTES = 16 };

// Keys chosen to collide must not make a body quadratic, so each document hashes with its own
// secret; it is drawn when the first object grows large.
struct key_secret {
    bool is_drawn;
    unsigned char bytes[KEY_SECRET_BYTES];
};

struct key_set {
    struct key_slot *slots; // NULL while the object is small
    size_t capacity;        // a power of two
};

/* Adds the key of `member`, which is not yet among the object's `object->count` children; false if
 * one of them has it already. */
bool key_set_add(struct key_set *set, struct arena *arena, struct key_secret *secret,
                 const struct json *object, const struct json *member);
