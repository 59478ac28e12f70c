// replay.c -- runs every file of the folders it is given through a fuzz target, by any compiler.
//
// An input that once broke a target lies in regression/ and is an ordinary test from then on.
// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void replay_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rbe");
    uint8_t *bytes = malloc(size); // exactly, so that ASan sees a read past the end
    CHECK(file != NULL && (bytes != NULL || size == 0));
    CHECK(fread(bytes, 1, size, file) == size);
    (void)fclose(file);
    (void)printf("# %s\n", path); // the last one told is the one that broke
    (void)fflush(stdout);
    CHECK(LLVMFuzzerTestOneInput(bytes, size) == 0);
    free(bytes);
}

static int replay_folder(const char *path)
{
    int files = 0;
    DIR *folder = opendir(path);
    CHECK(folder != NULL);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char file[4096];
        struct stat status;
        CHECK(snprintf(file, sizeof(file), "%s/%s", path, entry->d_name) < (int)sizeof(file));
        CHECK(stat(file, &status) == 0);
        if (!S_ISREG(status.st_mode))
            continue;
        replay_file(file, (size_t)status.st_size);
        files++;
    }
    (void)closedir(folder);
    return files;
}

int main(int argc, char **argv)
{
    (void)printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        const int files = replay_folder(argv[i]); // a folder that lost its files tests nothing
        (void)printf("%s %d - %d files of %s\n", files > 0 ? "ok" : "not ok", i, files, argv[i]);
    }
    return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
