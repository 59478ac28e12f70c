// system.h -- what watches the server: /health and /metrics. No key is asked for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"

extern const struct dialect system_dialect;
