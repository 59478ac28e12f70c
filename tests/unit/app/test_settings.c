// test_settings.c -- flags, environment, config file, defaults: in this order, each within its
// range.
// SPDX-License-Identifier: Apache-2.0
#include "app/settings.h"

#include "expect.h"

#include <unistd.h>

// ---- what the program is started with ----

// A case starts with an arena, an empty folder and no setting in the environment.
struct start {
    struct arena arena;
    char folder[32];
    char *config; // a path in the folder
};

static const char *const variables[] = {
    "TOCSIN_LISTEN",
    "TOCSIN_DATABASE",
    "TOCSIN_PUBLIC_URL",
    "TOCSIN_CONFIG",
    "TOCSIN_LOG_LEVEL",
    "TOCSIN_SYNCHRONOUS",
    "TOCSIN_THREADS",
    "TOCSIN_CACHE_MB",
    "TOCSIN_MAX_CONNECTIONS",
    "TOCSIN_MAX_CONNECTIONS_PER_ADDRESS",
    "TOCSIN_DATABASE_CONNECTIONS",
};

static int make_start(void **state)
{
    struct start *start = calloc(1, sizeof(*start));
    *start = (struct start){.folder = "/tmp/tocsin-settings-XXXXXX"};
    arena_init(&start->arena, TEST_BLOCK_BYTES);
    for (size_t i = 0; i < ARRAY_LEN(variables); i++)
        unsetenv(variables[i]);
    if (mkdtemp(start->folder) == NULL)
        return -1;
    start->config = str_cstr(
        &start->arena, STR_JOIN(&start->arena, str_from_cstr(start->folder), S("/tocsin.conf")));
    *state = start;
    return 0;
}

static int end_start(void **state)
{
    struct start *start = *state;
    unlink(start->config);
    rmdir(start->folder);
    arena_release(&start->arena);
    free(start);
    return 0;
}

#define WITH_START(test) cmocka_unit_test_setup_teardown(test, make_start, end_start)

static void write_config(const struct start *start, str text)
{
    FILE *file = fopen(start->config, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
    assert_int_equal(fclose(file), 0);
    setenv("TOCSIN_CONFIG", start->config, 1);
}

enum { MOST_ARGUMENTS = 8 };

struct reading {
    struct settings settings;
    struct arguments rest;
    struct errinfo info;
    enum err err;
};

/* Reads with these arguments, up to a NULL. */
static struct reading read_with(struct start *start, const char *const *arguments)
{
    struct reading reading = {.settings = {.threads = -42}};
    char **items = arena_array(&start->arena, char *, MOST_ARGUMENTS);
    int count = 0;
    for (; arguments != NULL && arguments[count] != NULL; count++)
        items[count] = str_cstr(&start->arena, str_from_cstr(arguments[count]));
    reading.err = settings_read(&start->arena, (struct arguments){items, count}, &reading.settings,
                                &reading.rest, &reading.info);
    return reading;
}

#define READ_WITH(start, ...) read_with((start), (const char *const[]){__VA_ARGS__, NULL})

static void expect_refusal(const struct reading *reading, str field)
{
    assert_int_equal(reading->err, ERR_INVALID);
    assert_int_equal(reading->info.kind, ERR_INVALID);
    expect_text(reading->info.field, field);
    assert_true(str_find_str(reading->info.message, field) < reading->info.message.n);
    assert_int_equal(reading->settings.threads, -42); // untouched
}

// ---- where a value comes from ----

static void without_anything_the_defaults_hold(void **state)
{
    const struct reading reading = read_with(*state, NULL);
    const struct settings *settings = &reading.settings;
    assert_int_equal(reading.err, OK);
    assert_int_equal(reading.rest.count, 0);
    expect_text(settings->listen, S("127.0.0.1:8080"));
    expect_text(settings->database, S("sqlite:tocsin.db"));
    assert_null(settings->public_url.p);
    assert_null(settings->config.p);
    expect_text(settings->log_level, S("info"));
    expect_text(settings->synchronous, S("full"));
    assert_int_equal(settings->threads, 0);
    assert_int_equal(settings->cache_mb, 16);
    assert_int_equal(settings->search_cache_mb, 16);
    assert_int_equal(settings->page_kb, 8192);
    assert_int_equal(settings->max_connections, 10000);
    assert_int_equal(settings->max_connections_per_address, 1000);
    assert_int_equal(settings->database_connections, 8);
    assert_int_equal(settings->workload_gap_minutes, 15);
    assert_int_equal(settings->working_hours.from_minute, 8 * 60);
    assert_int_equal(settings->working_hours.until_minute, 18 * 60);
    assert_int_equal(settings->sleeping_hours.from_minute, 22 * 60);
    assert_int_equal(settings->sleeping_hours.until_minute, 7 * 60);
}

struct source_row {
    str name;
    const char *variable;
    size_t offset;
    bool is_number;
    str in_file, in_environment, in_flag;
};

#define SOURCES(setting, env, member, number, one, two, three)                                     \
    {                                                                                              \
        S(setting), env, offsetof(struct settings, member), number, S(one), S(two), S(three)       \
    }

// clang-format off
static const struct source_row source_rows[] = {
    SOURCES("listen", "TOCSIN_LISTEN", listen, false, "a:1", "b:2", "c:3"),
    SOURCES("database", "TOCSIN_DATABASE", database, false, "sqlite:a", "sqlite:b", "postgres://c"),
    SOURCES("public-url", "TOCSIN_PUBLIC_URL", public_url, false,
            "http://a", "http://b", "http://c"),
    SOURCES("log-level", "TOCSIN_LOG_LEVEL", log_level, false, "debug", "warning", "error"),
    SOURCES("synchronous", "TOCSIN_SYNCHRONOUS", synchronous, false, "normal", "full", "normal"),
    SOURCES("workload-gap-minutes", "TOCSIN_WORKLOAD_GAP_MINUTES", workload_gap_minutes, true,
            "1", "2", "3"),
    SOURCES("threads", "TOCSIN_THREADS", threads, true, "1", "2", "3"),
    SOURCES("cache-mb", "TOCSIN_CACHE_MB", cache_mb, true, "1", "2", "3"),
    SOURCES("search-cache-mb", "TOCSIN_SEARCH_CACHE_MB", search_cache_mb, true, "1", "2", "3"),
    SOURCES("page-kb", "TOCSIN_PAGE_KB", page_kb, true, "1", "2", "3"),
    SOURCES("max-connections", "TOCSIN_MAX_CONNECTIONS", max_connections, true, "1", "2", "3"),
    SOURCES("max-connections-per-address", "TOCSIN_MAX_CONNECTIONS_PER_ADDRESS",
            max_connections_per_address, true, "1", "2", "3"),
    SOURCES("database-connections", "TOCSIN_DATABASE_CONNECTIONS", database_connections, true,
            "1", "2", "3"),
};
// clang-format on

static str value_of(struct start *start, const struct reading *reading,
                    const struct source_row *row)
{
    const char *at = (const char *)&reading->settings + row->offset;
    str text = {0};
    int64_t number = 0;
    assert_int_equal(reading->err, OK);
    if (!row->is_number) {
        memcpy(&text, at, sizeof(text));
        return text;
    }
    memcpy(&number, at, sizeof(number));
    return str_from_i64(&start->arena, number);
}

static void a_flag_wins_over_the_environment_and_that_over_the_file(void **state)
{
    struct start *start = *state;
    for (size_t i = 0; i < ARRAY_LEN(source_rows); i++) {
        const struct source_row *row = &source_rows[i];
        struct arena *arena = &start->arena;
        const char *flag = str_cstr(arena, STR_JOIN(arena, S("--"), row->name));
        write_config(start, STR_JOIN(arena, row->name, S(" = "), row->in_file, S("\n")));
        struct reading reading = read_with(start, NULL);
        expect_text(value_of(start, &reading, row), row->in_file);
        setenv(row->variable, str_cstr(arena, row->in_environment), 1);
        reading = read_with(start, NULL);
        expect_text(value_of(start, &reading, row), row->in_environment);
        reading = READ_WITH(start, flag, str_cstr(arena, row->in_flag));
        expect_text(value_of(start, &reading, row), row->in_flag);
        unsetenv(row->variable);
    }
}

static void the_config_file_is_named_by_flag_or_environment(void **state)
{
    struct start *start = *state;
    write_config(start, S("threads = 5\n"));
    assert_int_equal(read_with(start, NULL).settings.threads, 5);
    unsetenv("TOCSIN_CONFIG");
    const struct reading reading = READ_WITH(start, "--config", start->config);
    assert_int_equal(reading.settings.threads, 5);
    expect_text(reading.settings.config, str_from_cstr(start->config));
    assert_int_equal(read_with(start, NULL).settings.threads, 0);
    setenv("TOCSIN_CONFIG", "/nowhere", 1); // the flag wins, as ever
    assert_int_equal(READ_WITH(start, "--config", start->config).settings.threads, 5);
}

// ---- flags ----

static void a_flag_has_its_value_behind_it_or_behind_an_equals_sign(void **state)
{
    struct start *start = *state;
    static const struct {
        const char *arguments[MOST_ARGUMENTS];
        str listen;
    } rows[] = {
        {{"--listen", "a:1"}, S("a:1")},
        {{"--listen=a:1"}, S("a:1")},
        {{"--listen="}, S("")},
        {{"--listen", ""}, S("")},
        {{"--listen=a=b"}, S("a=b")},
        {{"--listen", "a:1", "--listen=b:2"}, S("b:2")}, // the last one counts
        {{"--listen", "--threads"}, S("--threads")},     // a value is a value
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct reading reading = read_with(start, rows[i].arguments);
        expect_row(reading.err == OK && reading.rest.count == 0, i);
        expect_text(reading.settings.listen, rows[i].listen);
    }
}

static void what_is_no_setting_is_left_in_its_order(void **state)
{
    const struct reading reading =
        READ_WITH(*state, "create", "--name", "x", "--threads", "3", "-v", "--scope=read", "--");
    static const char *const left[] = {"create", "--name", "x", "-v", "--scope=read", "--"};
    assert_int_equal(reading.err, OK);
    assert_int_equal(reading.settings.threads, 3);
    assert_int_equal(reading.rest.count, ARRAY_LEN(left));
    for (size_t i = 0; i < ARRAY_LEN(left); i++)
        assert_string_equal(reading.rest.items[i], left[i]);
}

static void a_flag_without_a_value_is_refused(void **state)
{
    const struct reading reading = READ_WITH(*state, "--threads", "3", "--listen");
    expect_refusal(&reading, S("listen"));
}

// ---- ranges ----

struct range_row {
    const char *flag;
    const char *value;
    bool is_valid;
};

static const struct range_row range_rows[] = {
    {"threads", "0", true},
    {"threads", "64", true},
    {"threads", "65", false},
    {"threads", "-1", false},
    {"threads", "", false},
    {"threads", "four", false},
    {"threads", "4x", false},
    {"threads", " 4", false},
    {"threads", "4.0", false},
    {"threads", "99999999999999999999", false},
    {"cache-mb", "0", true},
    {"cache-mb", "4096", true},
    {"cache-mb", "4097", false},
    {"search-cache-mb", "0", true},
    {"search-cache-mb", "4096", true},
    {"search-cache-mb", "4097", false},
    {"page-kb", "0", false},
    {"page-kb", "1", true},
    {"page-kb", "32768", true},
    {"page-kb", "32769", false},
    {"max-connections", "1", true},
    {"max-connections", "0", false},
    {"max-connections", "1000000", true},
    {"max-connections", "1000001", false},
    {"max-connections-per-address", "0", false},
    {"max-connections-per-address", "1000001", false},
    {"database-connections", "0", false},
    {"database-connections", "64", true},
    {"database-connections", "65", false},
    {"log-level", "debug", true},
    {"log-level", "INFO", false},
    {"log-level", "", false},
    {"log-level", "trace", false},
    {"log-level", "debug info", false},
    {"synchronous", "full", true},
    {"synchronous", "off", false},
    {"workload-gap-minutes", "1440", true},
    {"workload-gap-minutes", "0", false},
    {"working-hours", "22:00-06:00", true},
    {"working-hours", "8-18", false},
    {"sleeping-hours", "", false},
};

static void every_value_is_within_its_range(void **state)
{
    struct start *start = *state;
    for (size_t i = 0; i < ARRAY_LEN(range_rows); i++) {
        const str name = str_from_cstr(range_rows[i].flag);
        const char *flag = str_cstr(&start->arena, STR_JOIN(&start->arena, S("--"), name));
        const struct reading reading = READ_WITH(start, flag, range_rows[i].value);
        expect_row((reading.err == OK) == range_rows[i].is_valid, i);
        if (!range_rows[i].is_valid)
            expect_refusal(&reading, name);
    }
}

static void a_bad_value_is_refused_wherever_it_stands(void **state)
{
    struct start *start = *state;
    setenv("TOCSIN_THREADS", "many", 1);
    struct reading reading = read_with(start, NULL);
    expect_refusal(&reading, S("threads"));
    reading = READ_WITH(start, "--threads", "3"); // a flag does not mend it
    expect_refusal(&reading, S("threads"));
    unsetenv("TOCSIN_THREADS");
    write_config(start, S("threads = many\n"));
    reading = read_with(start, NULL);
    expect_refusal(&reading, S("threads"));
}

// ---- the config file ----

static void lines_of_a_file_are_read_leniently(void **state)
{
    struct start *start = *state;
    static const struct {
        str text;
        str listen;
    } rows[] = {
        {S(""), S("127.0.0.1:8080")},
        {S("\n\n"), S("127.0.0.1:8080")},
        {S("listen=a:1"), S("a:1")},
        {S("listen = a:1\n"), S("a:1")},
        {S(" \tlisten\t =  a:1 \t\n"), S("a:1")},
        {S("# listen = x\nlisten = a:1\n  # = y\n"), S("a:1")},
        {S("#listen = a:1\n"), S("127.0.0.1:8080")},
        {S("listen = a:1\nthreads = 3\nlisten = b:2\n"), S("b:2")},
        {S("listen = a=b\n"), S("a=b")},
        {S("listen = a b\n"), S("a b")},
        {S("listen = a:1 # note\n"), S("a:1 # note")}, // a comment has its own line
        {S("listen =\n"), S("")},
        {S("\r\nlisten = a:1\r\n# x\r\n\r\n"), S("a:1")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        write_config(start, rows[i].text);
        const struct reading reading = read_with(start, NULL);
        expect_row(reading.err == OK, i);
        expect_text(reading.settings.listen, rows[i].listen);
    }
}

static void a_line_that_sets_nothing_is_refused(void **state)
{
    struct start *start = *state;
    static const struct {
        str text;
        str field;
    } rows[] = {
        {S("liste = a:1\n"), S("liste")},
        {S("Listen = a:1\n"), S("Listen")},
        {S("listen = a:1\nport = 80\n"), S("port")},
        {S("--listen = a:1\n"), S("--listen")},
        {S("listen\n"), S("listen")},
        {S("listen a:1\n"), S("listen a:1")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        write_config(start, rows[i].text);
        const struct reading reading = read_with(start, NULL);
        expect_refusal(&reading, rows[i].field);
    }
}

static void a_file_that_cannot_be_read_is_refused(void **state)
{
    struct start *start = *state;
    setenv("TOCSIN_CONFIG", start->config, 1); // not there
    struct reading reading = read_with(start, NULL);
    expect_refusal(&reading, S("config"));
    setenv("TOCSIN_CONFIG", start->folder, 1);
    reading = read_with(start, NULL);
    expect_refusal(&reading, S("config"));
}

static void a_file_has_at_most_64_kilobytes(void **state)
{
    enum { KB_64 = 64 * 1024 };
    struct start *start = *state;
    char *text = arena_alloc_raw(&start->arena, KB_64);
    memset(text, '\n', KB_64);
    write_config(start, (str){text, KB_64 - 1});
    assert_int_equal(read_with(start, NULL).err, OK);
    write_config(start, (str){text, KB_64});
    const struct reading reading = read_with(start, NULL);
    expect_refusal(&reading, S("config"));
}

// ---- help ----

static void the_help_lists_every_setting_with_its_default(void **state)
{
    struct start *start = *state;
    const str help = settings_help(&start->arena);
    static const str lines[] = {
        S("  --listen TEXT\n"),
        S("  --database TEXT\n"),
        S("  --public-url TEXT\n"),
        S("  --config TEXT\n"),
        S("  --log-level TEXT\n"),
        S("  --synchronous TEXT\n"),
        S("  --threads N\n"),
        S("  --cache-mb N\n"),
        S("  --search-cache-mb N\n"),
        S("  --page-kb N\n"),
        S("  --max-connections N\n"),
        S("  --max-connections-per-address N\n"),
        S("  --database-connections N\n"),
        S("[default 127.0.0.1:8080]\n"),
        S("[default sqlite:tocsin.db]\n"),
        S("[default info]\n"),
        S("[default full]\n"),
        S("[default 0]\n"),
        S("[default 16]\n"),
        S("[default 10000]\n"),
        S("[default 1000]\n"),
        S("[default 8]\n"),
    };
    for (size_t i = 0; i < ARRAY_LEN(lines); i++)
        expect_row(str_find_str(help, lines[i]) < help.n, i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_START(without_anything_the_defaults_hold),
        WITH_START(a_flag_wins_over_the_environment_and_that_over_the_file),
        WITH_START(the_config_file_is_named_by_flag_or_environment),
        WITH_START(a_flag_has_its_value_behind_it_or_behind_an_equals_sign),
        WITH_START(what_is_no_setting_is_left_in_its_order),
        WITH_START(a_flag_without_a_value_is_refused),
        WITH_START(every_value_is_within_its_range),
        WITH_START(a_bad_value_is_refused_wherever_it_stands),
        WITH_START(lines_of_a_file_are_read_leniently),
        WITH_START(a_line_that_sets_nothing_is_refused),
        WITH_START(a_file_that_cannot_be_read_is_refused),
        WITH_START(a_file_has_at_most_64_kilobytes),
        WITH_START(the_help_lists_every_setting_with_its_default),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
