// server.h -- the parts of a running server, wired together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"

/* `tocsin serve`: runs until SIGTERM or SIGINT. The exit code. */
int serve(struct arena *arena, const struct settings *settings);

/* `tocsin routes`: prints a line for each route. */
int print_routes(struct arena *arena);
