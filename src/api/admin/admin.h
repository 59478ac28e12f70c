// admin.h -- what the owner does through the Unix socket beside the database. No credential: the
// socket's file mode is it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"

extern const struct dialect admin_dialect;
