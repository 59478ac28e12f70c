// ids.c -- row ids dressed as ObjectIds and ULIDs.
//
// Both are one big-endian number: time, then id, then check bits, so that their texts sort as
// (time, id) do.
//
//   _id   96 bits   seconds 32 | id 44 | check 20     24 digits of 4 bits
//   ULID 128 bits   ms      48 | id 56 | check 24     26 digits of 5 bits, the first at most 7
//
// SPDX-License-Identifier: Apache-2.0
#include "base/ids.h"

#include <endian.h>

struct id_parts {
    enum id_kind kind;
    uint64_t time; // in the format's unit
    uint64_t id;
};

struct id_format {
    const char *alphabet; // one character a digit, in the case that is written
    unsigned digit_bits;
    size_t digits;
    unsigned time_bits;
    unsigned id_bits;
    unsigned check_bits;
};

static const struct id_format object_id_format = {
    .alphabet = "0123456789abcdef",
    .digit_bits = 4,
    .digits = OBJECT_ID_BYTES,
    .time_bits = 32,
    .id_bits = 44,
    .check_bits = 20,
};

static const struct id_format ulid_format = {
    .alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", // Crockford: no I, L, O, U
    .digit_bits = 5,
    .digits = ULID_BYTES,
    .time_bits = 48,
    .id_bits = 56,
    .check_bits = 24,
};

static uint64_t rotate_left(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], int rounds)
{
    while (rounds-- > 0) {
        v[0] += v[1];
        v[1] = rotate_left(v[1], 13) ^ v[0];
        v[0] = rotate_left(v[0], 32);
        v[2] += v[3];
        v[3] = rotate_left(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = rotate_left(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = rotate_left(v[1], 17) ^ v[2];
        v[2] = rotate_left(v[2], 32);
    }
}

static void sip_absorb(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_rounds(v, 2);
    v[0] ^= word;
}

static uint64_t load_le64(const unsigned char *p, size_t count)
{
    uint64_t word = 0;
    memcpy(&word, p, count);
    return le64toh(word);
}

uint64_t siphash24(const unsigned char key[16], const void *bytes, size_t count)
{
    const uint64_t k0 = load_le64(key, 8);
    const uint64_t k1 = load_le64(key + 8, 8);
    uint64_t v[4] = {
        k0 ^ UINT64_C(0x736f6d6570736575),
        k1 ^ UINT64_C(0x646f72616e646f6d),
        k0 ^ UINT64_C(0x6c7967656e657261),
        k1 ^ UINT64_C(0x7465646279746573),
    };
    const unsigned char *p = bytes;
    size_t left = count;
    for (; left >= 8; left -= 8, p += 8)
        sip_absorb(v, load_le64(p, 8));
    sip_absorb(v, load_le64(p, left) | (uint64_t)count << 56);
    v[2] ^= 0xff;
    sip_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static uint64_t largest(unsigned bits)
{
    return UINT64_MAX >> (64 - bits);
}

/* The number of check bits goes in too, so that the formats share no check. */
static uint64_t check_of(const struct id_format *format, const struct id_secret *secret,
                         struct id_parts parts)
{
    const uint64_t words[] = {
        htole64((uint64_t)format->check_bits << 32 | parts.kind),
        htole64(parts.time),
        htole64(parts.id),
    };
    return siphash24(secret->bytes, words, sizeof(words)) & largest(format->check_bits);
}

static void write_id(const struct id_format *format, const struct id_secret *secret,
                     struct id_parts parts, char *out)
{
    CHECK(parts.id <= largest(format->id_bits));
    unsigned __int128 number = parts.time;
    number = number << format->id_bits | parts.id;
    number = number << format->check_bits | check_of(format, secret, parts);
    for (size_t i = format->digits; i-- > 0; number >>= format->digit_bits)
        out[i] = format->alphabet[(uint64_t)number & largest(format->digit_bits)];
}

static char in_case_of(char c, char model)
{
    const bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    return (char)(is_letter ? (c & ~0x20) | (model & 0x20) : c);
}

static bool read_number(const struct id_format *format, str text, unsigned __int128 *out)
{
    const size_t radix = (size_t)1 << format->digit_bits;
    const str alphabet = {format->alphabet, radix};
    unsigned __int128 number = 0;
    if (text.n != format->digits)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        const size_t digit = str_find(alphabet, in_case_of(text.p[i], alphabet.p[10]));
        if (digit == radix || number >> (128 - format->digit_bits) != 0)
            return false;
        number = number << format->digit_bits | digit;
    }
    *out = number;
    return true;
}

static bool read_id(const struct id_format *format, const struct id_secret *secret,
                    enum id_kind kind, str text, int64_t *out_id)
{
    unsigned __int128 number = 0;
    if (!read_number(format, text, &number))
        return false;
    const uint64_t check = (uint64_t)number & largest(format->check_bits);
    number >>= format->check_bits;
    const struct id_parts parts = {
        .kind = kind,
        .time = (uint64_t)(number >> format->id_bits),
        .id = (uint64_t)number & largest(format->id_bits),
    };
    if (check != check_of(format, secret, parts))
        return false;
    *out_id = (int64_t)parts.id;
    return true;
}

/* The nearest time that the format can say. */
static uint64_t fit_time(const struct id_format *format, int64_t time)
{
    const uint64_t latest = largest(format->time_bits);
    return time < 0 ? 0 : (uint64_t)time > latest ? latest : (uint64_t)time;
}

void object_id_write(const struct id_secret *secret, enum id_kind kind, int64_t id, msec created_at,
                     char out[OBJECT_ID_BYTES])
{
    const struct id_parts parts = {
        .kind = kind,
        .time = fit_time(&object_id_format, created_at / MSEC_PER_SECOND),
        .id = (uint64_t)id,
    };
    write_id(&object_id_format, secret, parts, out);
}

bool object_id_read(const struct id_secret *secret, enum id_kind kind, str text, int64_t *out_id)
{
    return read_id(&object_id_format, secret, kind, text, out_id);
}

void ulid_write(const struct id_secret *secret, enum id_kind kind, int64_t id, msec created_at,
                char out[ULID_BYTES])
{
    const struct id_parts parts = {
        .kind = kind,
        .time = fit_time(&ulid_format, created_at),
        .id = (uint64_t)id,
    };
    write_id(&ulid_format, secret, parts, out);
}

bool ulid_read(const struct id_secret *secret, enum id_kind kind, str text, int64_t *out_id)
{
    return read_id(&ulid_format, secret, kind, text, out_id);
}

msec ulid_time(str text)
{
    unsigned __int128 number = 0;
    const bool is_read = read_number(&ulid_format, text, &number);
    CHECK(is_read);
    return (msec)(number >> (ulid_format.id_bits + ulid_format.check_bits));
}
