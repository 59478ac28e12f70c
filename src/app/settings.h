// settings.h -- every setting, one row each: flag, environment variable, line of the config file,
// default, range, help.
//
// A flag --public-url wins over the environment's TOCSIN_PUBLIC_URL, which wins over a line
// `public-url = ...` of the config file. The table prints --help.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/err.h"
#include "model/workload.h"

struct settings {
    str listen;
    str database;
    str public_url; // absent: made from the listening address
    str config;     // a file; absent: none
    str log_level;
    str synchronous;
    str strict_filters; // "true" or "false"
    int64_t threads;    // 0: one per core
    int64_t cache_mb;
    int64_t search_cache_mb;
    int64_t page_kb;
    int64_t max_connections;
    int64_t max_connections_per_address;
    int64_t database_connections;
    int64_t partial_outage_percent;
    int64_t workload_gap_minutes;
    struct day_hours working_hours;
    struct day_hours sleeping_hours;
    int64_t requests_per_minute;            // of one key; 0: any number
    int64_t issued_key_requests_per_minute; // of one that was made by another key
};

struct arguments {
    char *const *items;
    int count;
};

/* Reads settings from `arguments` (those of a subcommand), the environment and the config file.
 * What is no setting is left for the subcommand in *out_rest. On error info names the setting. */
MUST_CHECK enum err settings_read(struct arena *arena, struct arguments arguments,
                                  struct settings *out, struct arguments *out_rest,
                                  struct errinfo *info);

/* The table as help for people. */
str settings_help(struct arena *arena);
