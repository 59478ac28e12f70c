// secrets.c -- the three secrets of a database.
// SPDX-License-Identifier: Apache-2.0
#include "core/secrets.h"

#include "store/meta_store.h"

enum { SHARE_HASH_BYTES = 16 };

static enum err load_secret(struct store *s, str name, unsigned char *out, size_t bytes)
{
    unsigned char fresh[SHA256_BYTES];
    CHECK(bytes <= sizeof(fresh));
    crypto_random(fresh, bytes);
    str hex = {0};
    TRY(meta_get_or_insert(s, name, crypto_hex(s->arena, fresh, bytes), &hex));
    return crypto_unhex(hex, out, bytes) ? OK : ERR_INTERNAL;
}

enum err secrets_load(struct store *s, struct secrets *out)
{
    struct secrets secrets;
    TRY(load_secret(s, S("id_secret"), secrets.ids.bytes, sizeof(secrets.ids.bytes)));
    TRY(load_secret(s, S("key_pepper"), secrets.key_pepper, sizeof(secrets.key_pepper)));
    TRY(load_secret(s, S("share_secret"), secrets.share, sizeof(secrets.share)));
    *out = secrets;
    return OK;
}

static str bytes_str(const unsigned char *bytes, size_t count)
{
    return (str){(const char *)bytes, count};
}

str share_token(const struct secrets *secrets, struct arena *arena, int64_t incident_id,
                msec created_at)
{
    char id[OBJECT_ID_BYTES];
    object_id_write(&secrets->ids, ID_INCIDENT, incident_id, created_at, id);
    const str id_text = {id, sizeof(id)};
    unsigned char hash[SHA256_BYTES];
    crypto_hmac_sha256(bytes_str(secrets->share, sizeof(secrets->share)), id_text, hash);
    return STR_JOIN(arena, id_text, S("-"), crypto_hex(arena, hash, SHARE_HASH_BYTES));
}

bool share_token_read(const struct secrets *secrets, struct arena *arena, str token,
                      int64_t *out_id)
{
    if (token.n != SHARE_TOKEN_BYTES || token.p[OBJECT_ID_BYTES] != '-')
        return false;
    const str id_text = str_slice(token, 0, OBJECT_ID_BYTES);
    unsigned char hash[SHA256_BYTES];
    crypto_hmac_sha256(bytes_str(secrets->share, sizeof(secrets->share)), id_text, hash);
    if (!crypto_equal(str_slice(token, OBJECT_ID_BYTES + 1, token.n),
                      crypto_hex(arena, hash, SHARE_HASH_BYTES)))
        return false;
    return object_id_read(&secrets->ids, ID_INCIDENT, id_text, out_id);
}

str api_key_hash(const struct secrets *secrets, struct arena *arena, str key)
{
    unsigned char hash[SHA256_BYTES];
    crypto_hmac_sha256(bytes_str(secrets->key_pepper, sizeof(secrets->key_pepper)), key, hash);
    return crypto_hex(arena, hash, sizeof(hash));
}
