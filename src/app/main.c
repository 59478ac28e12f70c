// main.c -- tocsin: a self-hosted incident server. Chooses the subcommand.
// SPDX-License-Identifier: Apache-2.0
#include "app/commands.h"
#include "app/server.h"
#include "app/version.h"
#include "base/log.h"
#include "http/limits.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

static int run_serve(struct arena *arena, const struct settings *settings, struct arguments rest)
{
    if (rest.count > 0)
        return complain(STR_JOIN(arena, S("serve does not know "), str_from_cstr(rest.items[0]),
                                 S("; try tocsin help")));
    return serve(arena, settings);
}

static int run_check(struct arena *arena, const struct settings *settings, struct arguments rest)
{
    (void)rest;
    return command_check(arena, settings);
}

static int run_migrate(struct arena *arena, const struct settings *settings, struct arguments rest)
{
    (void)rest;
    return command_migrate(arena, settings);
}

static int run_routes(struct arena *arena, const struct settings *settings, struct arguments rest)
{
    (void)settings;
    (void)rest;
    return print_routes(arena);
}

static int run_version(struct arena *arena, const struct settings *settings, struct arguments rest)
{
    (void)arena;
    (void)settings;
    (void)rest;
    printf("tocsin %s\n", TOCSIN_VERSION);
    return EXIT_SUCCESS;
}

static int run_help(struct arena *arena, const struct settings *settings, struct arguments rest);

struct command {
    str name;
    int (*run)(struct arena *arena, const struct settings *settings, struct arguments rest);
    str help;
};

// clang-format off
static const struct command commands[] = {
    {S("serve"), run_serve, S("run the server until SIGTERM or Ctrl-C")},
    {S("key"), command_key,
     S("create --name NAME [--team UID] [--scope SCOPE]... | list | revoke ID")},
    {S("check"), run_check, S("verify settings and database, and say how to mend what is wrong")},
    {S("migrate"), run_migrate, S("bring the database up to date (serve does it too)")},
    {S("routes"), run_routes, S("list every route")},
    {S("version"), run_version, S("print the version")},
    {S("help"), run_help, S("print this")},
};
// clang-format on

static int run_help(struct arena *arena, const struct settings *settings, struct arguments rest)
{
    (void)settings;
    (void)rest;
    printf("usage: tocsin COMMAND [--SETTING VALUE]...\n\ncommands\n");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        printf("  %-8.*s %.*s\n", STR(commands[i].name), STR(commands[i].help));
    printf("\nsettings (also as TOCSIN_NAME in the environment, or `name = value` in the config "
           "file)\n%.*s",
           STR(settings_help(arena)));
    return EXIT_SUCCESS;
}

static void set_log_level(str word)
{
    static const str words[] = {S("debug"), S("info"), S("warning"), S("error")};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(words[i], word))
            log_set_level((enum log_level)i);
    }
}

static int run_command(struct arena *arena, const struct command *command,
                       struct arguments arguments)
{
    struct settings settings;
    struct arguments rest = {0};
    struct errinfo info = {0};
    if (settings_read(arena, arguments, &settings, &rest, &info) != OK)
        return complain(info.message);
    set_log_level(settings.log_level);
    return command->run(arena, &settings, rest);
}

static const struct command *find_command(str name)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (str_eq(commands[i].name, name))
            return &commands[i];
    }
    return NULL;
}

/* A descriptor that is closed at the start would become a socket or the database, and be written
 * to. */
static void open_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0)
            CHECK(open("/dev/null", O_RDWR) == fd); // the lowest that is free
    }
}

enum { OWN_MAPPING_BYTES = HTTP_ARENA_BLOCK_BYTES, KEPT_FREE_BYTES = 4 * 1024 * 1024 };

/* The allocator learns by itself to keep what was large once, for ever: told the bounds, it gives
 * the memory of large answers back. The blocks of requests have mappings of their own: the one that
 * is kept for the next request holds no other back. Another allocator (a sanitizer's) refuses, and
 * does as it does. */
static void give_memory_back(void)
{
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before the first thread starts; the next too
    (void)mallopt(M_MMAP_THRESHOLD, OWN_MAPPING_BYTES);
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_FREE_BYTES); // of each thread's heap
}

int main(int count, char **items)
{
    open_standard_descriptors();
    give_memory_back();
    struct arena arena;
    arena_init(&arena, 16 * 1024);
    const str name = count > 1 ? str_from_cstr(items[1]) : S("help");
    bool asks_help = false;
    for (int i = 1; i < count; i++)
        asks_help |= str_eq(str_from_cstr(items[i]), S("--help")) ||
                     str_eq(str_from_cstr(items[i]), S("-h"));
    const struct command *command = find_command(asks_help ? S("help") : name);
    int code = 0;
    if (command == NULL)
        code = complain(STR_JOIN(&arena, S("there is no command "), name, S("; try tocsin help")));
    else
        code =
            run_command(&arena, command,
                        (struct arguments){.items = items + 2, .count = count > 2 ? count - 2 : 0});
    arena_release(&arena);
    return code;
}
