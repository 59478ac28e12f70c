// sqlite_functions.c -- functions that our statements call: PostgreSQL has them from a migration.
//
// set_bits(bits, changes): a copy of the blob with each change made. Changes are decimal numbers
// with a blank between them: 2 * n sets bit n to 0, 2 * n + 1 sets it to 1. Bit n is bit n % 8 of
// byte n / 8, the lowest first.
//
// strpos(text, part): where the part begins, from 1; 0: nowhere. Counts bytes, where PostgreSQL's
// counts characters. instr() takes seven times as long.
// SPDX-License-Identifier: Apache-2.0
#include "db/sqlite_priv.h"

enum { BITS_PER_BYTE = 8 };

/* False when it is no number or the blob has no such bit. */
static bool change_bit(unsigned char *bits, size_t count, str text)
{
    int64_t change = 0;
    if (!str_to_i64(text, &change) || change < 0 || (size_t)change / 2 >= count * BITS_PER_BYTE)
        return false;
    const size_t place = (size_t)change / 2;
    const unsigned char mask = (unsigned char)(1U << place % BITS_PER_BYTE);
    unsigned char *byte = &bits[place / BITS_PER_BYTE];
    *byte = (unsigned char)(change % 2 != 0 ? *byte | mask : *byte & ~mask);
    return true;
}

static bool change_bits(unsigned char *bits, size_t count, str changes)
{
    bool is_good = true;
    while (changes.n > 0 && is_good)
        is_good = change_bit(bits, count, str_cut(&changes, ' '));
    return is_good;
}

static void set_bits(sqlite3_context *context, int argument_count, sqlite3_value **arguments)
{
    (void)argument_count;
    const void *old = sqlite3_value_blob(arguments[0]);
    const size_t count = (size_t)sqlite3_value_bytes(arguments[0]);
    const void *text = sqlite3_value_text(arguments[1]);
    const str changes = {text, (size_t)sqlite3_value_bytes(arguments[1])};
    unsigned char *bits = sqlite3_malloc64(count + 1); // some bytes even of an empty blob
    if (bits == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (count > 0)
        memcpy(bits, old, count);
    if (change_bits(bits, count, changes)) {
        sqlite3_result_blob64(context, bits, count, sqlite3_free);
        return;
    }
    sqlite3_free(bits);
    sqlite3_result_error(context, "set_bits: a change names no bit", -1);
}

static void find_part(sqlite3_context *context, int argument_count, sqlite3_value **arguments)
{
    (void)argument_count;
    const unsigned char *text = sqlite3_value_text(arguments[0]);
    const unsigned char *part = sqlite3_value_text(arguments[1]);
    if (text == NULL || part == NULL)
        return;
    const size_t text_bytes = (size_t)sqlite3_value_bytes(arguments[0]);
    const size_t part_bytes = (size_t)sqlite3_value_bytes(arguments[1]);
    const unsigned char *found = memmem(text, text_bytes, part, part_bytes);
    sqlite3_result_int64(context, found == NULL ? 0 : found - text + 1);
}

typedef void sqlite_function(sqlite3_context *context, int count, sqlite3_value **arguments);

static enum err add_function(struct sqlite_db *lite, const char *name, sqlite_function *function)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    const int code =
        sqlite3_create_function_v2(lite->handle, name, 2, flags, NULL, function, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_fail(lite, code);
}

enum err sqlite_add_functions(struct sqlite_db *lite)
{
    TRY(add_function(lite, "set_bits", set_bits));
    return add_function(lite, "strpos", find_part);
}
