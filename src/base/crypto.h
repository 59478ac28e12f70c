// crypto.h -- digests and random bytes, by OpenSSL.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/str.h"

enum { SHA256_BYTES = 32 };

/* SHA-256 of the parts one after the other. */
void crypto_sha256(const str *parts, size_t count, unsigned char out[SHA256_BYTES]);

/* HMAC-SHA-256 of `text`; `key` of 1 to 64 bytes. */
void crypto_hmac_sha256(str key, str text, unsigned char out[SHA256_BYTES]);

/* `count` bytes from the system's generator. A system without one stops the process. */
void crypto_random(void *out, size_t count);

/* `bytes` random bytes as lower-case letters and digits (base32, RFC 4648 alphabet in lower case),
 * in the arena. */
str crypto_random_text(struct arena *arena, size_t bytes);

/* Equal, in time that depends on the length alone. */
bool crypto_equal(str a, str b);

/* Lower-case hex of `bytes`, in the arena; and back, false unless every digit is hex and the count
 * is even. */
str crypto_hex(struct arena *arena, const unsigned char *bytes, size_t count);
bool crypto_unhex(str hex, unsigned char *out, size_t count);
