// admin_client.h -- asks the running server, through its Unix socket.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/err.h"

struct admin_answer {
    int status;
    str body;
};

/* One request. ERR_UNAVAILABLE: no server listens there, and nothing was done. */
MUST_CHECK enum err admin_ask(struct arena *arena, str socket_path, str method, str path, str body,
                              struct admin_answer *out);
