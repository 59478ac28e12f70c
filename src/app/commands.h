// commands.h -- the subcommands beside serve. Each returns the exit code.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.h"

int command_key(struct arena *arena, const struct settings *settings, struct arguments arguments);
int command_check(struct arena *arena, const struct settings *settings);
int command_migrate(struct arena *arena, const struct settings *settings);

/* Prints "tocsin: <why>" on standard error; the exit code of a failure. */
int complain(str why);
