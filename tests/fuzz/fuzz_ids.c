// fuzz_ids.c -- an id that is accepted is the one that is written, and what is written is accepted.
//
// The first byte is the kind; the rest is taken once as the text of an id, once as the numbers of a
// row.
// SPDX-License-Identifier: Apache-2.0
#include "base/ids.h"
#include "fuzz.h"

enum {
    KINDS = ID_SEVERITY,
    SECONDS_DIGITS = 8,
    MS_DIGITS = 10,
    OBJECT_ID_BITS = 44,
    ULID_BITS = 56
};

static const struct id_secret secret = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};

/* The digits of an accepted id's time. */
static int64_t read_time(str digits, str alphabet)
{
    int64_t time = 0;
    for (size_t i = 0; i < digits.n; i++) {
        size_t digit = 0;
        while (!str_eq_nocase(str_slice(alphabet, digit, 1), str_slice(digits, i, 1)))
            CHECK(++digit < alphabet.n);
        time = time * (int64_t)alphabet.n + (int64_t)digit;
    }
    return time;
}

static void check_object_id(enum id_kind kind, str text)
{
    char again[OBJECT_ID_BYTES];
    int64_t id = -1;
    if (!object_id_read(&secret, kind, text, &id)) {
        CHECK(id == -1);
        return;
    }
    CHECK(id >= 0 && id >> OBJECT_ID_BITS == 0);
    const int64_t seconds = read_time(str_slice(text, 0, SECONDS_DIGITS), S("0123456789abcdef"));
    object_id_write(&secret, kind, id, seconds * MSEC_PER_SECOND, again);
    CHECK(str_eq_nocase(text, (str){again, sizeof(again)}));
}

static void check_ulid(enum id_kind kind, str text)
{
    char again[ULID_BYTES];
    int64_t id = -1;
    if (!ulid_read(&secret, kind, text, &id)) {
        CHECK(id == -1);
        return;
    }
    CHECK(id >= 0 && id >> ULID_BITS == 0);
    const str alphabet = S("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    ulid_write(&secret, kind, id, read_time(str_slice(text, 0, MS_DIGITS), alphabet), again);
    CHECK(str_eq_nocase(text, (str){again, sizeof(again)}));
}

/* What is written comes back. That a changed one does not is for the unit tests: by chance one in a
 * million would. */
static void check_row(enum id_kind kind, uint64_t id, int64_t time)
{
    char text[ULID_BYTES];
    const int64_t small_id = (int64_t)(id >> (64 - OBJECT_ID_BITS));
    const int64_t large_id = (int64_t)(id >> (64 - ULID_BITS));
    int64_t back = -1;
    object_id_write(&secret, kind, small_id, time, text);
    CHECK(object_id_read(&secret, kind, (str){text, OBJECT_ID_BYTES}, &back) && back == small_id);
    ulid_write(&secret, kind, large_id, time, text);
    CHECK(ulid_read(&secret, kind, (str){text, ULID_BYTES}, &back) && back == large_id);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct {
        uint64_t id;
        int64_t time;
    } row;
    if (count == 0)
        return 0;
    const enum id_kind kind = (enum id_kind)(ID_ORG + bytes[0] % KINDS);
    const str rest = {(const char *)bytes + 1, count - 1};
    check_object_id(kind, rest);
    check_ulid(kind, rest);
    if (rest.n >= sizeof(row)) {
        memcpy(&row, rest.p, sizeof(row));
        check_row(kind, row.id, row.time);
    }
    return 0;
}
