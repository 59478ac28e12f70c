// configure.c -- teams, people, keys.
// SPDX-License-Identifier: Apache-2.0
#include "core/configure.h"

#include "store/directory_store.h"

enum {
    KEY_RANDOM_BYTES = 25, // 200 bits
    KEY_HINT_BYTES = 4,
    UID_LETTERS = 4,
};

// ---- teams ----

static bool is_lower_alnum(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9');
}

static bool uid_is_valid(str uid)
{
    if (uid.n == 0 || uid.n > UID_MAX_BYTES)
        return false;
    for (size_t i = 0; i < uid.n; i++) {
        if (!is_lower_alnum(uid.p[i]))
            return false;
    }
    return !str_eq(uid, S("inc")); // INC-n is the organisation's
}

/* The first letters of the name, with a number behind them until nobody has it. */
static str uid_from_name(struct ctx *c, str name)
{
    char letters[UID_LETTERS + 1];
    size_t count = 0;
    const str lower = str_lower(c->store.arena, name);
    for (size_t i = 0; i < lower.n && count < UID_LETTERS; i++) {
        if (is_lower_alnum(lower.p[i]))
            letters[count++] = lower.p[i];
    }
    const str stem = count == 0 ? S("team") : str_copy(c->store.arena, (str){letters, count});
    str uid = stem;
    for (int64_t n = 2; directory_team_by_uid(c->directory, uid) != NULL || !uid_is_valid(uid); n++)
        uid = STR_JOIN(c->store.arena, stem, str_from_i64(c->store.arena, n));
    return uid;
}

enum err team_create(struct ctx *c, struct team *team)
{
    if (c->who.team_id != 0)
        return ctx_fail(c, ERR_FORBIDDEN, (str){0}, S("this key reaches one team only"));
    if (team->uid.p == NULL)
        team->uid = uid_from_name(c, team->name);
    team->uid = str_lower(c->store.arena, team->uid);
    if (!uid_is_valid(team->uid))
        return ctx_fail(c, ERR_INVALID, S("uid"),
                        S("uid must be 1 to 12 letters and digits, and not inc"));
    TRY(ctx_stamp(c, &team->id, &team->created_at, &team->updated_at));
    const enum err inserted = team_insert(&c->store, team);
    if (inserted == ERR_CONFLICT)
        return ctx_fail(c, ERR_INVALID, S("uid"), S("uid is taken by another team"));
    return inserted;
}

// ---- people ----

static bool email_is_plausible(str email)
{
    const size_t at = str_find(email, '@');
    const str domain = str_slice(email, at + 1, email.n);
    for (size_t i = 0; i < email.n; i++) {
        if ((unsigned char)email.p[i] <= ' ' || email.p[i] == 0x7F)
            return false;
    }
    return email.n <= EMAIL_MAX_BYTES && at > 0 && domain.n > 0 &&
           str_find(domain, '@') == domain.n;
}

enum err user_create(struct ctx *c, struct user_account *user, int64_t team_id)
{
    user->email = str_lower(c->store.arena, user->email);
    if (!email_is_plausible(user->email))
        return ctx_fail(c, ERR_INVALID, S("email"), S("email must be an e-mail address"));
    TRY(ctx_stamp(c, &user->id, &user->created_at, &user->updated_at));
    const enum err inserted = user_insert(&c->store, user);
    if (inserted == ERR_CONFLICT)
        return ctx_fail(c, ERR_INVALID, S("email"), S("email belongs to another user"));
    TRY(inserted);
    return team_id == 0 ? OK : team_member_insert(&c->store, team_id, user->id);
}

// ---- keys ----

enum err api_key_create(struct ctx *c, struct api_key *key, str *out)
{
    const str text = STR_JOIN(c->store.arena, S("tocsin_"),
                              crypto_random_text(c->store.arena, KEY_RANDOM_BYTES));
    msec unused = 0;
    TRY(ctx_stamp(c, &key->id, &key->created_at, &unused));
    key->key_hash = api_key_hash(c->secrets, c->store.arena, text);
    key->hint = str_slice(text, text.n - KEY_HINT_BYTES, KEY_HINT_BYTES);
    TRY(api_key_insert(&c->store, key));
    *out = text;
    return OK;
}

enum err api_key_remove(struct ctx *c, int64_t id)
{
    bool changed = false;
    TRY(api_key_revoke(&c->store, id, c->now, &changed));
    c->directory_changed = true;
    return changed ? OK : ctx_fail(c, ERR_NOT_FOUND, S("id"), S("no key has this id"));
}
