// settings.c -- the table of settings and its three sources.
// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"

#include "base/buf.h"

enum { CONFIG_MAX_BYTES = 64 * 1024, HELP_MAX_BYTES = 16 * 1024 };

struct setting {
    str name;
    bool is_number;
    bool is_hours; // of the day
    size_t offset;
    str fallback;
    int64_t min;
    int64_t max;
    str words; // of a text: what it may be, space-separated; absent: anything
    str help;
};

#define TEXT(wire, member, standard, one_of, explanation)                                          \
    {                                                                                              \
        .name = S(wire), .offset = offsetof(struct settings, member), .fallback = (standard),      \
        .words = (one_of), .help = S(explanation)                                                  \
    }
#define NUMBER(wire, member, standard, least, most, explanation)                                   \
    {                                                                                              \
        .name = S(wire), .is_number = true, .offset = offsetof(struct settings, member),           \
        .fallback = S(standard), .min = (least), .max = (most), .help = S(explanation)             \
    }
#define HOURS(wire, member, standard, explanation)                                                 \
    {                                                                                              \
        .name = S(wire), .is_hours = true, .offset = offsetof(struct settings, member),            \
        .fallback = S(standard), .help = S(explanation)                                            \
    }
#define NONE ((str){0})

static const struct setting table[] = {
    TEXT("listen", listen, S("127.0.0.1:8080"), NONE,
         "address and port to serve; port 0 picks a free one"),
    TEXT("database", database, S("sqlite:tocsin.db"), NONE,
         "sqlite:PATH or postgres://USER@HOST/NAME"),
    TEXT("public-url", public_url, NONE, NONE,
         "how clients reach this server; default http:// and the listening address"),
    TEXT("config", config, NONE, NONE, "a file of lines `name = value`; # begins a comment"),
    TEXT("log-level", log_level, S("info"), S("debug info warning error"),
         "least important events that are logged: debug, info, warning, error"),
    TEXT("synchronous", synchronous, S("full"), S("full normal"),
         "full: acknowledged is on disk; normal: may be lost in a power cut (for tests)"),
    NUMBER("threads", threads, "0", 0, 64,
           "threads that serve connections; 0 is one for each core"),
    NUMBER("cache-mb", cache_mb, "16", 0, 4096, "megabytes of rendered answers kept in memory"),
    NUMBER("search-cache-mb", search_cache_mb, "16", 0, 4096,
           "megabytes of what searches among incidents have found kept in memory"),
    NUMBER("page-kb", page_kb, "8192", 1, 32768,
           "kilobytes at which a page of incident.io's lists ends, if its rows are large"),
    NUMBER("max-connections", max_connections, "10000", 1, 1000000, "connections at once"),
    NUMBER("max-connections-per-address", max_connections_per_address, "1000", 1, 1000000,
           "connections at once from one address"),
    NUMBER("database-connections", database_connections, "8", 1, 64, "connections to PostgreSQL"),
    NUMBER("requests-per-minute", requests_per_minute, "0", 0, 1000000,
           "requests of one key a minute, more are answered 429; 0 is any number"),
    NUMBER("issued-key-requests-per-minute", issued_key_requests_per_minute, "1200", 0, 1000000,
           "the same of a key that was made by way of /v1/api_keys; the smaller one holds"),
    NUMBER("partial-outage-percent", partial_outage_percent, "30", 0, 100,
           "how much of an outage a partial one is, in a service's uptime"),
    NUMBER("workload-gap-minutes", workload_gap_minutes, "15", 1, 1440,
           "activities on an incident that lie less far apart are one stretch of work"),
    HOURS("working-hours", working_hours, "08:00-18:00",
          "of Monday to Friday, by each person's own clock"),
    HOURS("sleeping-hours", sleeping_hours, "22:00-07:00",
          "of every day; hours that are neither are late ones"),
    TEXT("strict-filters", strict_filters, S("true"), S("true false"),
         "false: filters of incident.io's list that are not understood are ignored, as there"),
};

static enum err bad(struct arena *arena, const struct setting *setting, str why,
                    struct errinfo *info)
{
    return fail(info, ERR_INVALID, setting->name, STR_JOIN(arena, setting->name, S(" "), why));
}

static bool is_one_of(str words, str value)
{
    for (str rest = words; rest.p != NULL;) {
        if (str_eq(str_cut(&rest, ' '), value))
            return true;
    }
    return false;
}

static enum err set_text(struct arena *arena, const struct setting *setting, str value,
                         struct settings *settings, struct errinfo *info)
{
    if (setting->words.p != NULL && !is_one_of(setting->words, value))
        return bad(arena, setting, STR_JOIN(arena, S("must be one of: "), setting->words), info);
    memcpy((char *)settings + setting->offset, &value, sizeof(value));
    return OK;
}

static enum err set_number(struct arena *arena, const struct setting *setting, str value,
                           struct settings *settings, struct errinfo *info)
{
    int64_t number = 0;
    if (!str_to_i64(value, &number) || number < setting->min || number > setting->max)
        return bad(arena, setting,
                   STR_JOIN(arena, S("must be a number from "), str_from_i64(arena, setting->min),
                            S(" to "), str_from_i64(arena, setting->max)),
                   info);
    memcpy((char *)settings + setting->offset, &number, sizeof(number));
    return OK;
}

static enum err set_hours(struct arena *arena, const struct setting *setting, str value,
                          struct settings *settings, struct errinfo *info)
{
    struct day_hours hours = {0};
    if (!day_hours_read(value, &hours))
        return bad(arena, setting, S("must be two times of the day such as 08:00-18:00"), info);
    memcpy((char *)settings + setting->offset, &hours, sizeof(hours));
    return OK;
}

static enum err set(struct arena *arena, const struct setting *setting, str value,
                    struct settings *settings, struct errinfo *info)
{
    if (setting->is_hours)
        return set_hours(arena, setting, value, settings, info);
    return setting->is_number ? set_number(arena, setting, value, settings, info)
                              : set_text(arena, setting, value, settings, info);
}

static const struct setting *find(str name)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (str_eq(table[i].name, name))
            return &table[i];
    }
    return NULL;
}

// ---- defaults and environment ----

static enum err set_defaults(struct arena *arena, struct settings *settings, struct errinfo *info)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (table[i].fallback.p != NULL)
            TRY(set(arena, &table[i], table[i].fallback, settings, info));
    }
    return OK;
}

/* "public-url" is TOCSIN_PUBLIC_URL. */
static str environment_of(struct arena *arena, const struct setting *setting)
{
    char *name = str_cstr(arena, STR_JOIN(arena, S("TOCSIN_"), setting->name));
    for (char *c = name; *c != '\0'; c++) {
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
        if (*c == '-')
            *c = '_';
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read before the first thread starts
    return str_from_cstr(getenv(name));
}

static enum err read_environment(struct arena *arena, struct settings *settings,
                                 struct errinfo *info)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const str value = environment_of(arena, &table[i]);
        if (value.p != NULL)
            TRY(set(arena, &table[i], value, settings, info));
    }
    return OK;
}

// ---- the config file ----

static enum err read_line(struct arena *arena, str line, struct settings *settings,
                          struct errinfo *info)
{
    if (str_ends(line, S("\r")))
        line.n--; // written on Windows
    str value = line;
    const str name = str_trim(str_cut(&value, '='));
    if (name.n == 0 || name.p[0] == '#')
        return OK;
    const struct setting *setting = find(name);
    if (setting == NULL || value.p == NULL)
        return fail(info, ERR_INVALID, name,
                    STR_JOIN(arena, S("the config file has no setting "), name));
    return set(arena, setting, str_trim(value), settings, info);
}

static enum err read_config(struct arena *arena, str path, struct settings *settings,
                            struct errinfo *info)
{
    FILE *file = fopen(str_cstr(arena, path), "re");
    if (file == NULL)
        return fail(info, ERR_INVALID, S("config"),
                    STR_JOIN(arena, S("cannot read the config file "), path));
    char *text = arena_alloc(arena, CONFIG_MAX_BYTES);
    const size_t n = fread(text, 1, CONFIG_MAX_BYTES, file);
    const bool is_broken = ferror(file) != 0;
    (void)fclose(file);
    if (is_broken)
        return fail(info, ERR_INVALID, S("config"),
                    STR_JOIN(arena, S("cannot read the config file "), path));
    if (n == CONFIG_MAX_BYTES)
        return fail(info, ERR_INVALID, S("config"), S("the config file is larger than 64 KB"));
    enum err done = OK;
    for (str rest = {text, n}; rest.p != NULL && done == OK;)
        done = read_line(arena, str_cut(&rest, '\n'), settings, info);
    return done;
}

// ---- flags ----

/* --name VALUE or --name=VALUE of the table; moves *at past it. False: not a setting. */
static bool take_flag(struct arguments arguments, int *at, const struct setting **out,
                      str *out_value)
{
    str value = str_from_cstr(arguments.items[*at]);
    if (!str_starts(value, S("--")))
        return false;
    value = str_slice(value, 2, value.n);
    *out = find(str_cut(&value, '='));
    if (*out == NULL)
        return false;
    if (value.p == NULL && *at + 1 < arguments.count)
        value = str_from_cstr(arguments.items[++*at]);
    ++*at;
    *out_value = value;
    return true;
}

static enum err read_flags(struct arena *arena, struct arguments arguments,
                           struct settings *settings, struct arguments *out_rest,
                           struct errinfo *info)
{
    char **rest = arena_array(arena, char *, (size_t)arguments.count + 1);
    int count = 0;
    for (int at = 0; at < arguments.count;) {
        const struct setting *setting = NULL;
        str value = {0};
        if (!take_flag(arguments, &at, &setting, &value)) {
            rest[count++] = arguments.items[at++];
            continue;
        }
        if (value.p == NULL)
            return bad(arena, setting, S("needs a value"), info);
        TRY(set(arena, setting, value, settings, info));
    }
    *out_rest = (struct arguments){.items = rest, .count = count};
    return OK;
}

enum err settings_read(struct arena *arena, struct arguments arguments, struct settings *out,
                       struct arguments *out_rest, struct errinfo *info)
{
    struct settings named = {0}; // flags and environment alone: they say which config file
    struct settings settings = {0};
    struct arguments rest = {0};
    TRY(read_environment(arena, &named, info));
    TRY(read_flags(arena, arguments, &named, &rest, info));
    TRY(set_defaults(arena, &settings, info));
    if (named.config.n > 0)
        TRY(read_config(arena, named.config, &settings, info));
    TRY(read_environment(arena, &settings, info));
    TRY(read_flags(arena, arguments, &settings, &rest, info));
    *out = settings;
    *out_rest = rest;
    return OK;
}

str settings_help(struct arena *arena)
{
    struct buf out;
    buf_init(&out, arena, HELP_MAX_BYTES);
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const struct setting *setting = &table[i];
        buf_add(&out, STR_JOIN(arena, S("  --"), setting->name,
                               setting->is_number ? S(" N") : S(" TEXT")));
        buf_add(&out, STR_JOIN(arena, S("\n        "), setting->help));
        if (setting->fallback.p != NULL)
            buf_add(&out, STR_JOIN(arena, S(" [default "), setting->fallback, S("]")));
        buf_add_byte(&out, '\n');
    }
    return buf_str(&out);
}
