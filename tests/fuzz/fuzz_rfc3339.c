// fuzz_rfc3339.c -- an instant that was parsed is written and parsed again, and so is any number.
// SPDX-License-Identifier: Apache-2.0
#include "base/rfc3339.h"
#include "fuzz.h"

static const msec first_instant = INT64_C(-62167219200000);
static const msec last_instant = INT64_C(253402300799999);
static const msec day = INT64_C(24) * 60 * MSEC_PER_MINUTE;

/* What is written is well formed, is read back as `at`, and is written the same again. */
static void check_written(msec at)
{
    char text[RFC3339_MS_BYTES];
    char again[RFC3339_MS_BYTES];
    msec back = 0;
    rfc3339_format_ms(at, text);
    CHECK(rfc3339_parse((str){text, sizeof(text)}, &back) && back == at);
    rfc3339_format_ms(back, again);
    CHECK(memcmp(text, again, sizeof(text)) == 0);
}

static void check_text(str text)
{
    msec at = 0;
    if (rfc3339_parse(text, &at)) {
        CHECK(at >= first_instant && at <= last_instant);
        CHECK(text.n >= sizeof("2026-11-20T08:00:00Z") - 1);
        check_written(at);
    }
    if (rfc3339_parse_date(text, &at)) {
        CHECK(text.n == sizeof("2026-11-20") - 1 && at % day == 0);
        check_written(at);
    }
}

static void check_number(msec at)
{
    char text[RFC3339_MS_BYTES];
    msec back = 0;
    rfc3339_format_ms(at, text);
    CHECK(rfc3339_parse((str){text, sizeof(text)}, &back));
    CHECK(back == (at < first_instant ? first_instant : at > last_instant ? last_instant : at));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    msec number = 0;
    check_text((str){(const char *)bytes, count});
    if (count >= sizeof(number)) {
        memcpy(&number, bytes, sizeof(number));
        check_number(number);
        check_number(number % last_instant);
    }
    return 0;
}
