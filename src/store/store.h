// store.h -- what every store function needs: a connection, a place for results, an organisation.
//
// Store functions are thin: few statements, no rules. Results live in the arena.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "db/db.h"

struct store {
    struct db *db;
    struct arena *arena;
    int64_t org_id;
};
