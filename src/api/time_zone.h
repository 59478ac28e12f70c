// time_zone.h -- is there such a time zone?
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* A name of the IANA's that the system's database knows: "Europe/Berlin". */
bool time_zone_exists(struct arena *arena, str name);
