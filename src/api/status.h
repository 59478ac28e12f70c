// status.h -- the HTTP status of an error; the vendors agree on these.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/err.h"

int http_status_of(enum err kind);
