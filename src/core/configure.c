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

/* Sorted and each once: [3, 1, 3] is [1, 3]. */
static void add_team(int64_t *ids, size_t *count, int64_t id)
{
    size_t at = 0;
    while (at < *count && ids[at] < id)
        at++;
    if (at < *count && ids[at] == id)
        return;
    memmove(ids + at + 1, ids + at, (*count - at) * sizeof(*ids));
    ids[at] = id;
    (*count)++;
}

static enum err refuse_team(struct ctx *c, size_t index)
{
    struct arena *arena = c->store.arena;
    const str field = STR_JOIN(arena, S("teams["), str_from_i64(arena, (int64_t)index), S("].id"));
    return ctx_fail(c, ERR_INVALID, field, STR_JOIN(arena, field, S(" names no team")));
}

enum err teams_settle(struct ctx *c, int64_t object_id, const struct id_list *asked,
                      struct id_list *out)
{
    const struct object_team_list present = directory_teams_of(c->directory, object_id);
    const size_t most = (asked == NULL ? 0 : asked->count) + present.count + 1;
    int64_t *ids = arena_array(c->store.arena, int64_t, most);
    size_t count = 0;
    for (size_t i = 0; asked != NULL && i < asked->count; i++) {
        if (directory_team(c->directory, asked->items[i]) == NULL ||
            !ctx_reaches(c, asked->items[i]))
            return refuse_team(c, i);
        add_team(ids, &count, asked->items[i]);
    }
    for (size_t i = 0; i < present.count; i++) {
        // What the principal does not see he does not take away.
        if (asked == NULL || !ctx_reaches(c, present.items[i].team_id))
            add_team(ids, &count, present.items[i].team_id);
    }
    if (c->who.team_id != 0)
        add_team(ids, &count, c->who.team_id);
    *out = (struct id_list){.items = ids, .count = count};
    return OK;
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
    const struct team_member member = {.team_id = team_id, .user_id = user->id, .role = user->role};
    return team_id == 0 ? OK : team_member_insert(&c->store, &member);
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
