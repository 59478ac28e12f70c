// time_zone.c -- a zone is a file of the system's time zone database.
// SPDX-License-Identifier: Apache-2.0
#include "api/time_zone.h"

#include <sys/stat.h>

enum { TIME_ZONE_MAX_BYTES = 64 };

static bool is_zone_name(str text)
{
    if (text.n == 0 || text.n > TIME_ZONE_MAX_BYTES || text.p[0] == '/' || text.p[0] == '.')
        return false;
    for (size_t i = 0; i < text.n; i++) {
        const char ch = text.p[i];
        const bool is_letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
        if (!is_letter && !(ch >= '0' && ch <= '9') && str_find(S("/_+-"), ch) == 4)
            return false;
    }
    return true;
}

bool time_zone_exists(struct arena *arena, str name)
{
    struct stat status;
    if (!is_zone_name(name))
        return false;
    const str path = STR_JOIN(arena, S("/usr/share/zoneinfo/"), name);
    return stat(str_cstr(arena, path), &status) == 0 && S_ISREG(status.st_mode);
}
