// crypto.c -- OpenSSL 3 behind five functions.
//
// An algorithm is looked up among the providers by name, which takes a lock and microseconds, so
// each is fetched once for the process and never freed. None of these calls fails with valid
// arguments but for want of memory: a failure stops the process.
// SPDX-License-Identifier: Apache-2.0
#include "base/crypto.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>

enum { HMAC_BLOCK_BYTES = 64, HEX_PER_BYTE = 2, BASE32_BITS = 5 };

static pthread_once_t fetched = PTHREAD_ONCE_INIT;
static EVP_MD *sha256;
static EVP_MAC_CTX *hmac_sha256; // bound to SHA-256, without a key: copied for each use

static void fetch(void)
{
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string("digest", digest, 0),
        OSSL_PARAM_construct_end(),
    };
    sha256 = EVP_MD_fetch(NULL, digest, NULL);
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    CHECK(sha256 != NULL && hmac != NULL);
    hmac_sha256 = EVP_MAC_CTX_new(hmac);
    CHECK(hmac_sha256 != NULL && EVP_MAC_CTX_set_params(hmac_sha256, params) == 1);
    EVP_MAC_free(hmac); // the context holds a reference
}

void crypto_sha256(const str *parts, size_t count, unsigned char out[SHA256_BYTES])
{
    CHECK(pthread_once(&fetched, fetch) == 0);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CHECK(context != NULL && EVP_DigestInit_ex2(context, sha256, NULL) == 1);
    for (size_t i = 0; i < count; i++)
        CHECK(EVP_DigestUpdate(context, parts[i].p, parts[i].n) == 1);
    CHECK(EVP_DigestFinal_ex(context, out, NULL) == 1);
    EVP_MD_CTX_free(context);
}

void crypto_hmac_sha256(str key, str text, unsigned char out[SHA256_BYTES])
{
    CHECK(key.n >= 1 && key.n <= HMAC_BLOCK_BYTES);
    CHECK(pthread_once(&fetched, fetch) == 0);
    EVP_MAC_CTX *context = EVP_MAC_CTX_dup(hmac_sha256);
    size_t written = 0;
    CHECK(context != NULL && EVP_MAC_init(context, (const unsigned char *)key.p, key.n, NULL) == 1);
    CHECK(EVP_MAC_update(context, (const unsigned char *)text.p, text.n) == 1);
    CHECK(EVP_MAC_final(context, out, &written, SHA256_BYTES) == 1 && written == SHA256_BYTES);
    EVP_MAC_CTX_free(context);
}

void crypto_random(void *out, size_t count)
{
    CHECK(count <= INT_MAX && RAND_bytes(out, (int)count) == 1);
}

static str write_base32(struct arena *arena, const unsigned char *bytes, size_t count)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    const size_t digits = (count * CHAR_BIT + BASE32_BITS - 1) / BASE32_BITS;
    char *text = arena_alloc_raw(arena, digits);
    for (size_t i = 0; i < digits; i++) {
        const size_t bit = i * BASE32_BITS;
        const size_t at = bit / CHAR_BIT;
        const unsigned pair = (unsigned)bytes[at] << 8 | (at + 1 < count ? bytes[at + 1] : 0U);
        text[i] = alphabet[pair >> (16 - BASE32_BITS - bit % CHAR_BIT) & 31];
    }
    return (str){text, digits};
}

str crypto_random_text(struct arena *arena, size_t bytes)
{
    unsigned char *random = arena_alloc_raw(arena, bytes);
    crypto_random(random, bytes);
    return write_base32(arena, random, bytes);
}

bool crypto_equal(str a, str b)
{
    return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

str crypto_hex(struct arena *arena, const unsigned char *bytes, size_t count)
{
    static const char alphabet[] = "0123456789abcdef";
    char *text = arena_alloc_raw(arena, count * HEX_PER_BYTE);
    for (size_t i = 0; i < count; i++) {
        text[i * HEX_PER_BYTE] = alphabet[bytes[i] >> 4];
        text[i * HEX_PER_BYTE + 1] = alphabet[bytes[i] & 15];
    }
    return (str){text, count * HEX_PER_BYTE};
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool crypto_unhex(str hex, unsigned char *out, size_t count)
{
    if (hex.n != count * HEX_PER_BYTE)
        return false;
    for (size_t i = 0; i < hex.n; i++)
        if (hex_value(hex.p[i]) < 0)
            return false;
    for (size_t i = 0; i < count; i++)
        out[i] = (unsigned char)(hex_value(hex.p[i * HEX_PER_BYTE]) * 16 +
                                 hex_value(hex.p[i * HEX_PER_BYTE + 1]));
    return true;
}
