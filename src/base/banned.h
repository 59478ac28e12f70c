// banned.h -- calls that do not compile here; force-included into every source file.
//
// Each has a safe counterpart in base: str, buf, arena, clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The declarations must be seen before the names are poisoned.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Macros in some libc headers.
#undef alloca
#undef sprintf
#undef vsprintf
#undef strncpy
#undef strcpy
#undef strcat
#undef strncat
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok atoi atol atof gmtime     \
    localtime asctime ctime gets system alloca
