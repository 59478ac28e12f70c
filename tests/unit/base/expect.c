// expect.c -- what the tests of base and json share.
// SPDX-License-Identifier: Apache-2.0
#include "expect.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

void expect_text_at(str actual, str expected, const char *file, int line)
{
    if (str_eq(actual, expected))
        return;
    print_error("got    %zu bytes: %.*s\nwanted %zu bytes: %.*s\n", actual.n, STR(actual),
                expected.n, STR(expected));
    _fail(file, line);
}

void expect_row_at(bool holds, size_t row, const char *condition, const char *file, int line)
{
    if (holds)
        return;
    print_error("row %zu: %s\n", row, condition);
    _fail(file, line);
}

static _Noreturn void run_quietly(void (*body)(void))
{
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)dup2(nowhere, STDERR_FILENO);
    (void)signal(SIGABRT, SIG_DFL); // cmocka catches it otherwise
    body();
    _exit(0);
}

bool aborts(void (*body)(void))
{
    int status = 0;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        run_quietly(body);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static _Noreturn void give_up(const char *path)
{
    print_error("cannot read %s, which this test needs\n", path);
    exit(EXIT_FAILURE);
}

str read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        give_up(path);
    const size_t size = (size_t)ftell(file);
    char *bytes = arena_alloc_raw(arena, size);
    rewind(file);
    if (fread(bytes, 1, size, file) != size)
        give_up(path);
    (void)fclose(file);
    return (str){bytes, size};
}

uint64_t next_random(uint64_t *seed)
{
    *seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *seed;
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

int make_arena(void **state)
{
    struct arena *arena = malloc(sizeof(*arena));
    if (arena == NULL)
        return -1;
    arena_init(arena, TEST_BLOCK_BYTES);
    *state = arena;
    return 0;
}

int release_arena(void **state)
{
    arena_release(*state);
    free(*state);
    return 0;
}
