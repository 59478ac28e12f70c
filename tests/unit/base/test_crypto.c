// test_crypto.c -- published vectors, and what random bytes can be held to.
// SPDX-License-Identifier: Apache-2.0
#include "base/crypto.h"

#include "expect.h"

#include <pthread.h>

static str hex_of_sha256(struct arena *arena, const str *parts, size_t count)
{
    unsigned char digest[SHA256_BYTES];
    crypto_sha256(parts, count, digest);
    return crypto_hex(arena, digest, sizeof(digest));
}

/* FIPS 180-2, appendix B. */
static void sha256_gives_the_published_digests(void **state)
{
    const str empty = S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const str abc = S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const str longer = S("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    const str text = S("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    expect_text(hex_of_sha256(*state, NULL, 0), empty);
    expect_text(hex_of_sha256(*state, (str[]){{0}}, 1), empty);
    expect_text(hex_of_sha256(*state, (str[]){S("abc")}, 1), abc);
    expect_text(hex_of_sha256(*state, &text, 1), longer);
}

static void sha256_of_parts_is_that_of_the_whole(void **state)
{
    const str whole = hex_of_sha256(*state, (str[]){S("abc")}, 1);
    expect_text(hex_of_sha256(*state, (str[]){S("a"), S(""), S("bc")}, 3), whole);
}

/* RFC 4231, cases 1 and 2; then an empty text and a key of the block's length (by Python). */
static void hmac_sha256_gives_the_published_codes(void **state)
{
    static const char block[64] = {0};
    const struct {
        str key, text, hex;
    } rows[] = {
        {S("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"),
         S("Hi There"), S("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")},
        {S("Jefe"), S("what do ya want for nothing?"),
         S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")},
        {S("k"), S(""), S("8bb990c40a7d61cb97597a942125025be50ac8beb74436e3735b98893a7f6620")},
        {{block, sizeof(block)},
         S("x"),
         S("4cbc96099a6467ce002461f10549b4898265ebe6188b45efacc44293516e62c4")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        unsigned char code[SHA256_BYTES];
        crypto_hmac_sha256(rows[i].key, rows[i].text, code);
        expect_text(crypto_hex(*state, code, sizeof(code)), rows[i].hex);
    }
}

static void use_no_key(void)
{
    unsigned char code[SHA256_BYTES];
    crypto_hmac_sha256(S(""), S("x"), code);
}

static void use_a_key_beyond_the_block(void)
{
    static const char key[65];
    unsigned char code[SHA256_BYTES];
    crypto_hmac_sha256((str){key, sizeof(key)}, S("x"), code);
}

static void an_hmac_key_outside_its_limits_stops_the_process(void **state)
{
    (void)state;
    assert_true(aborts(use_no_key));
    assert_true(aborts(use_a_key_beyond_the_block));
}

static void *hash_many_times(void *wrong)
{
    static const unsigned char abc[] = {0xba, 0x78, 0x16, 0xbf};
    for (int i = 0; i < 1000; i++) {
        unsigned char digest[SHA256_BYTES];
        crypto_sha256((str[]){S("abc")}, 1, digest);
        if (memcmp(digest, abc, sizeof(abc)) != 0)
            *(bool *)wrong = true;
        crypto_hmac_sha256(S("k"), S("abc"), digest);
    }
    return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
    (void)state;
    pthread_t threads[4];
    bool wrong[ARRAY_LEN(threads)] = {false};
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hash_many_times, &wrong[i]), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_false(wrong[i]);
    }
}

static void random_bytes_differ_and_fill_what_was_asked(void **state)
{
    (void)state;
    unsigned char seen[64] = {0};
    for (int i = 0; i < 100; i++) {
        unsigned char bytes[sizeof(seen)];
        crypto_random(bytes, sizeof(bytes));
        for (size_t at = 0; at < sizeof(seen); at++)
            seen[at] |= bytes[at];
    }
    for (size_t at = 0; at < sizeof(seen); at++)
        assert_int_equal(seen[at], 0xFF); // a bit never set in 100 draws: 2^-91
}

static void random_text_is_lower_case_base32_without_padding(void **state)
{
    static const size_t digits[] = {0, 2, 4, 5, 7, 8, 10};
    const str alphabet = S("abcdefghijklmnopqrstuvwxyz234567");
    for (size_t bytes = 0; bytes < ARRAY_LEN(digits); bytes++)
        assert_int_equal(crypto_random_text(*state, bytes).n, digits[bytes]);
    bool seen[8][32] = {{false}};
    for (int i = 0; i < 2000; i++) {
        const str text = crypto_random_text(*state, 5);
        for (size_t at = 0; at < text.n; at++) {
            const size_t digit = str_find(alphabet, text.p[at]);
            assert_true(digit < alphabet.n);
            seen[at][digit] = true;
        }
    }
    for (size_t i = 0; i < sizeof(seen); i++) // a digit never seen at its place: 2^-83
        expect_row(seen[i / 32][i % 32], i);
}

static void equal_means_the_same_bytes(void **state)
{
    (void)state;
    assert_true(crypto_equal(S("secret"), S("secret")));
    assert_false(crypto_equal(S("secret"), S("secreT")));
    assert_false(crypto_equal(S("secret"), S("secre")));
    assert_true(crypto_equal(S(""), (str){0}));
}

static void hex_is_written_in_lower_case_and_read_in_either(void **state)
{
    unsigned char bytes[4] = {0};
    const unsigned char wanted[] = {0x00, 0x7F, 0xAB, 0xFF};
    expect_text(crypto_hex(*state, wanted, sizeof(wanted)), S("007fabff"));
    assert_true(crypto_unhex(S("007FaBff"), bytes, sizeof(bytes)));
    assert_memory_equal(bytes, wanted, sizeof(wanted));
    assert_true(crypto_unhex(S(""), bytes, 0));
}

static void what_is_no_hex_of_that_length_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    static const str bad[] = {S("007fabf"),  S("007fabfff"), S("007fabfg"),
                              S("g07fabff"), S("007fab f"),  S("007fab:f"),
                              S("007fab@f"), S("007fab`f"),  S("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
                              S("")};
    unsigned char bytes[4] = {1, 2, 3, 4};
    const unsigned char before[] = {1, 2, 3, 4};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        expect_row(!crypto_unhex(bad[i], bytes, sizeof(bytes)), i);
    assert_memory_equal(bytes, before, sizeof(before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ARENA(sha256_gives_the_published_digests),
        WITH_ARENA(sha256_of_parts_is_that_of_the_whole),
        WITH_ARENA(hmac_sha256_gives_the_published_codes),
        cmocka_unit_test(an_hmac_key_outside_its_limits_stops_the_process),
        cmocka_unit_test(threads_do_not_disturb_each_other),
        cmocka_unit_test(random_bytes_differ_and_fill_what_was_asked),
        WITH_ARENA(random_text_is_lower_case_base32_without_padding),
        cmocka_unit_test(equal_means_the_same_bytes),
        WITH_ARENA(hex_is_written_in_lower_case_and_read_in_either),
        cmocka_unit_test(what_is_no_hex_of_that_length_is_refused_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
