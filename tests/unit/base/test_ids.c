// test_ids.c -- SipHash's own vectors; ids that come back, and nothing else that does.
// SPDX-License-Identifier: Apache-2.0
#include "base/ids.h"

#include "base/crypto.h"
#include "expect.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

static const struct id_secret secret = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
static const int64_t untouched = 42;

// ---- SipHash-2-4 ----

// The reference implementation's vectors: key 00 01 .. 0f, text 00 01 .. of 0 to 63 bytes, the hash
// as little-endian bytes.
// clang-format off
static const str siphash_vectors[] = {
    S("310e0edd47db6f72"), S("fd67dc93c539f874"), S("5a4fa9d909806c0d"), S("2d7efbd796666785"),
    S("b7877127e09427cf"), S("8da699cd64557618"), S("cee3fe586e46c9cb"), S("37d1018bf50002ab"),
    S("6224939a79f5f593"), S("b0e4a90bdf82009e"), S("f3b9dd94c5bb5d7a"), S("a7ad6b22462fb3f4"),
    S("fbe50e86bc8f1e75"), S("903d84c02756ea14"), S("eef27a8e90ca23f7"), S("e545be4961ca29a1"),
    S("db9bc2577fcc2a3f"), S("9447be2cf5e99a69"), S("9cd38d96f0b3c14b"), S("bd6179a71dc96dbb"),
    S("98eea21af25cd6be"), S("c7673b2eb0cbf2d0"), S("883ea3e395675393"), S("c8ce5ccd8c030ca8"),
    S("94af49f6c650adb8"), S("eab8858ade92e1bc"), S("f315bb5bb835d817"), S("adcf6b0763612e2f"),
    S("a5c91da7acaa4dde"), S("716595876650a2a6"), S("28ef495c53a387ad"), S("42c341d8fa92d832"),
    S("ce7cf2722f512771"), S("e37859f94623f3a7"), S("381205bb1ab0e012"), S("ae97a10fd434e015"),
    S("b4a31508beff4d31"), S("81396229f0907902"), S("4d0cf49ee5d4dcca"), S("5c73336a76d8bf9a"),
    S("d0a704536ba93e0e"), S("925958fcd6420cad"), S("a915c29bc8067318"), S("952b79f3bc0aa6d4"),
    S("f21df2e41d4535f9"), S("87577519048f53a9"), S("10a56cf5dfcd9adb"), S("eb75095ccd986cd0"),
    S("51a9cb9ecba312e6"), S("96afadfc2ce666c7"), S("72fe52975a4364ee"), S("5a1645b276d592a1"),
    S("b274cb8ebf87870a"), S("6f9bb4203de7b381"), S("eaecb2a30b22a87f"), S("9924a43cc1315724"),
    S("bd838d3aafbf8db7"), S("0b1a2a3265d51aea"), S("135079a3231ce660"), S("932b2846e4d70666"),
    S("e1915f5cb1eca46c"), S("f325965ca16d629f"), S("575ff28e60381be5"), S("724506eb4c328a95"),
};
// clang-format on

static void siphash_gives_the_vectors_of_its_authors(void **state)
{
    unsigned char text[ARRAY_LEN(siphash_vectors)];
    for (size_t n = 0; n < ARRAY_LEN(siphash_vectors); n++) {
        unsigned char hash[8];
        text[n] = (unsigned char)n;
        const uint64_t number = siphash24(secret.bytes, text, n);
        for (size_t i = 0; i < sizeof(hash); i++)
            hash[i] = (unsigned char)(number >> 8 * i);
        expect_text(crypto_hex(*state, hash, sizeof(hash)), siphash_vectors[n]);
    }
}

static uint64_t siphash_by_openssl(const unsigned char key[16], const void *bytes, size_t count)
{
    size_t size = 8, written = 0;
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size),
        OSSL_PARAM_construct_end(),
    };
    unsigned char hash[8] = {0};
    uint64_t number = 0;
    assert_non_null(EVP_Q_mac(NULL, "SIPHASH", NULL, NULL, params, key, 16, bytes, count, hash,
                              sizeof(hash), &written));
    for (size_t i = 0; i < sizeof(hash); i++)
        number |= (uint64_t)hash[i] << 8 * i;
    return number;
}

static void siphash_agrees_with_openssl_on_any_text_and_key(void **state)
{
    (void)state;
    enum { MAX_BYTES = 512 };
    uint64_t seed = 11;
    for (size_t n = 0; n < MAX_BYTES; n++) {
        unsigned char text[MAX_BYTES];
        unsigned char key[16];
        for (size_t i = 0; i < n; i++)
            text[i] = (unsigned char)next_random(&seed);
        for (size_t i = 0; i < sizeof(key); i++)
            key[i] = (unsigned char)next_random(&seed);
        assert_true(siphash24(key, text, n) == siphash_by_openssl(key, text, n));
    }
}

// ---- ids ----

// The two formats, as the tests below go through both.
static const struct format {
    size_t digits;
    unsigned id_bits;
    msec latest;
    str alphabet;
    void (*write)(const struct id_secret *, enum id_kind, int64_t, msec, char *);
    bool (*read)(const struct id_secret *, enum id_kind, str, int64_t *);
} formats[] = {
    {
        .digits = OBJECT_ID_BYTES,
        .id_bits = 44,
        .latest = (INT64_C(1) << 32) * MSEC_PER_SECOND - 1,
        .alphabet = S("0123456789abcdef"),
        .write = object_id_write,
        .read = object_id_read,
    },
    {
        .digits = ULID_BYTES,
        .id_bits = 56,
        .latest = (INT64_C(1) << 48) - 1,
        .alphabet = S("0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
        .write = ulid_write,
        .read = ulid_read,
    },
};

struct sample {
    char text[ULID_BYTES];
    enum id_kind kind;
    int64_t id;
    msec created_at;
};

static struct sample random_sample(const struct format *format, uint64_t *seed)
{
    const unsigned bits = 1 + (unsigned)(next_random(seed) % format->id_bits);
    struct sample sample = {
        .kind = (enum id_kind)(ID_ORG + next_random(seed) % (ID_SEVERITY - ID_ORG + 1)),
        .id = (int64_t)(next_random(seed) >> (64 - bits)),
        .created_at = (msec)(next_random(seed) % ((uint64_t)format->latest + 1)),
    };
    format->write(&secret, sample.kind, sample.id, sample.created_at, sample.text);
    return sample;
}

static str text_of(const struct format *format, const struct sample *sample)
{
    return (str){sample->text, format->digits};
}

/* The layout is part of every id given out; these were computed by a second implementation. */
static void ids_given_out_once_stay_as_they_are(void **state)
{
    (void)state;
    static const struct {
        enum id_kind kind;
        int64_t id;
        msec created_at;
        str object_id;
        str ulid;
    } rows[] = {
        {ID_INCIDENT, 1, 0, S("0000000000000000001d98c7"), S("000000000000000000000NE71P")},
        {ID_INCIDENT, 123456, INT64_C(1795161600123), S("6afffe000000001e2400b1f5"),
         S("01M7VZGC3V00000001W901MBBX")},
        {ID_TEAM, INT64_C(17592186044415), INT64_C(1795161600123), S("6afffe00fffffffffffe30ab"),
         S("01M7VZGC3V007ZZZZZZZZZVR98")},
        {ID_SEVERITY, 0, INT64_C(4294967295999), S("ffffffff000000000005a362"),
         S("03WZZZZZZZ00000000000D2H1N")},
        {ID_INCIDENT, 5, -5, S("0000000000000000005840a1"), S("000000000000000000002HJ423")},
        {ID_INCIDENT, 5, INT64_C(100000000000000000), S("ffffffff00000000005aabca"),
         S("7ZZZZZZZZZ00000000002QZSWS")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[ULID_BYTES];
        object_id_write(&secret, rows[i].kind, rows[i].id, rows[i].created_at, text);
        expect_text(((str){text, OBJECT_ID_BYTES}), rows[i].object_id);
        ulid_write(&secret, rows[i].kind, rows[i].id, rows[i].created_at, text);
        expect_text(((str){text, ULID_BYTES}), rows[i].ulid);
    }
}

static void every_id_comes_back(void **state)
{
    uint64_t seed = 1;
    for (size_t i = 0; i < 20000; i++) {
        const struct format *format = &formats[i % ARRAY_LEN(formats)];
        const struct sample sample = random_sample(format, &seed);
        int64_t id = untouched;
        assert_true(format->read(&secret, sample.kind, text_of(format, &sample), &id));
        assert_true(id == sample.id);
    }
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        const int64_t largest = (INT64_C(1) << formats[i].id_bits) - 1;
        char text[ULID_BYTES];
        int64_t id = untouched;
        formats[i].write(&secret, ID_USER, largest, formats[i].latest, text);
        assert_true(formats[i].read(&secret, ID_USER, (str){text, formats[i].digits}, &id));
        assert_true(id == largest);
    }
    (void)state;
}

static void the_letter_case_does_not_matter(void **state)
{
    uint64_t seed = 2;
    for (size_t i = 0; i < 200; i++) {
        const struct format *format = &formats[i % ARRAY_LEN(formats)];
        struct sample sample = random_sample(format, &seed);
        int64_t id = untouched;
        for (size_t at = 0; at < format->digits; at++)
            if (sample.text[at] >= 'A' && (i / 2 + at) % 2 == 0)
                sample.text[at] = (char)(sample.text[at] ^ 0x20);
        assert_true(format->read(&secret, sample.kind, text_of(format, &sample), &id));
        assert_true(id == sample.id);
    }
    (void)state;
}

/* With a check of 20 bits one change in a million would pass; the fixed seed meets none. */
static void an_id_with_any_character_changed_is_refused(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (size_t i = 0; i < 200; i++) {
        const struct format *format = &formats[i % ARRAY_LEN(formats)];
        const struct sample sample = random_sample(format, &seed);
        for (size_t at = 0; at < format->digits; at++)
            for (size_t digit = 0; digit < format->alphabet.n; digit++) {
                struct sample changed = sample;
                int64_t id = untouched;
                changed.text[at] = format->alphabet.p[digit];
                if (changed.text[at] == sample.text[at])
                    continue;
                expect_row(!format->read(&secret, sample.kind, text_of(format, &changed), &id), i);
                assert_true(id == untouched);
            }
    }
}

static void an_id_is_of_its_kind_and_its_secret_only(void **state)
{
    (void)state;
    const struct id_secret other = {{1}};
    uint64_t seed = 4;
    for (size_t i = 0; i < 200; i++) {
        const struct format *format = &formats[i % ARRAY_LEN(formats)];
        const struct sample sample = random_sample(format, &seed);
        const str text = text_of(format, &sample);
        int64_t id = untouched;
        for (enum id_kind kind = ID_ORG; kind <= ID_SEVERITY; kind++)
            expect_row(format->read(&secret, kind, text, &id) == (kind == sample.kind), i);
        expect_row(!format->read(&other, sample.kind, text, &id), i);
    }
}

static void what_does_not_look_like_an_id_is_refused(void **state)
{
    (void)state;
    static const str bad[] = {
        S(""),
        S("0"),
        S("0000000000000000001d98c"),    // a digit short
        S("0000000000000000001d98c70"),  // one more
        S(" 000000000000000001d98c7"),   //
        S("0000000000000000001d98g7"),   // no such digit
        S("0000000000000000001d98c\0"),  //
        S("00000000000000000000000000"), // wrong check
        S("80000000000000000000000000"), // above 128 bits
        S("Z0000000000000000000000000"), //
        S("000000000000000000000NE7IP"), // I, L, O and U are no digits
        S("000000000000000000000NE7LP"), //
        S("OOOOOOOOOOOOOOOOOOOOONE71P"), //
        S("UUUUUUUUUUUUUUUUUUUUUUUUUU"), //
        S("000000000000000000000NE71\xFF"),
    };
    int64_t id = untouched;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        expect_row(!object_id_read(&secret, ID_INCIDENT, bad[i], &id), i);
        expect_row(!ulid_read(&secret, ID_INCIDENT, bad[i], &id), i);
    }
    assert_false(ulid_read(&secret, ID_INCIDENT, (str){0}, &id));
    assert_true(id == untouched);
}

static int compare(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static void ids_sort_by_time_and_then_by_row(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (size_t i = 0; i < 10000; i++) {
        const struct format *format = &formats[i % ARRAY_LEN(formats)];
        const msec unit = format->digits == OBJECT_ID_BYTES ? MSEC_PER_SECOND : 1;
        const struct sample a = random_sample(format, &seed);
        struct sample b = random_sample(format, &seed);
        if (i % 4 < 2)
            b.created_at = a.created_at; // the same moment: the rows decide
        format->write(&secret, b.kind, b.id, b.created_at, b.text);
        const int by_time =
            compare((uint64_t)(a.created_at / unit), (uint64_t)(b.created_at / unit));
        const int wanted = by_time != 0 ? by_time : compare((uint64_t)a.id, (uint64_t)b.id);
        const int order = str_cmp(text_of(format, &a), text_of(format, &b));
        if (wanted != 0)
            assert_int_equal(order < 0 ? -1 : order > 0, wanted);
    }
}

static void a_ulid_tells_its_time(void **state)
{
    static const msec times[] = {0, 1, 1800000000123, ((msec)1 << 48) - 1};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        char text[ULID_BYTES];
        ulid_write(&secret, ID_TIMELINE_ENTRY, INT64_C(1) << 55, times[i], text);
        assert_int_equal(ulid_time((str){text, sizeof(text)}), times[i]);
    }
}

static void write_an_id_beyond_the_object_id(void)
{
    char text[OBJECT_ID_BYTES];
    object_id_write(&secret, ID_INCIDENT, INT64_C(1) << 44, 0, text);
}

static void write_an_id_beyond_the_ulid(void)
{
    char text[ULID_BYTES];
    ulid_write(&secret, ID_INCIDENT, INT64_C(1) << 56, 0, text);
}

static void write_a_negative_id(void)
{
    char text[ULID_BYTES];
    ulid_write(&secret, ID_INCIDENT, -1, 0, text);
}

static void a_row_id_that_does_not_fit_stops_the_process(void **state)
{
    (void)state;
    assert_true(aborts(write_an_id_beyond_the_object_id));
    assert_true(aborts(write_an_id_beyond_the_ulid));
    assert_true(aborts(write_a_negative_id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(siphash_gives_the_vectors_of_its_authors),
        cmocka_unit_test(siphash_agrees_with_openssl_on_any_text_and_key),
        cmocka_unit_test(ids_given_out_once_stay_as_they_are),
        cmocka_unit_test(every_id_comes_back),
        cmocka_unit_test(the_letter_case_does_not_matter),
        cmocka_unit_test(an_id_with_any_character_changed_is_refused),
        cmocka_unit_test(an_id_is_of_its_kind_and_its_secret_only),
        cmocka_unit_test(what_does_not_look_like_an_id_is_refused),
        cmocka_unit_test(ids_sort_by_time_and_then_by_row),
        cmocka_unit_test(a_ulid_tells_its_time),
        cmocka_unit_test(a_row_id_that_does_not_fit_stops_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
