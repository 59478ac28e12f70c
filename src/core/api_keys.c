// api_keys.c -- what a key may be given, and its tokens.
//
// The roles that were asked for are kept as they were given, for showing; what counts are the
// scopes they come down to.
// SPDX-License-Identifier: Apache-2.0
#include "core/api_keys.h"

#include "base/buf.h"
#include "model/key_role.h"
#include "store/directory_store.h"

enum {
    KEY_RANDOM_BYTES = 25, // 200 bits
    KEY_HINT_BYTES = 4,
    ROLES_MAX_BYTES = 4096,
};

// ---- tokens ----

static str make_token(struct ctx *c, struct api_key *key)
{
    const str text = STR_JOIN(c->store.arena, S("tocsin_"),
                              crypto_random_text(c->store.arena, KEY_RANDOM_BYTES));
    key->key_hash = api_key_hash(c->secrets, c->store.arena, text);
    key->hint = str_slice(text, text.n - KEY_HINT_BYTES, KEY_HINT_BYTES);
    key->token_issued_at = c->now;
    return text;
}

enum err api_key_create(struct ctx *c, struct api_key *key, str *out)
{
    msec unused = 0;
    TRY(ctx_stamp(c, &key->id, &key->created_at, &unused));
    const str text = make_token(c, key);
    TRY(api_key_insert(&c->store, key));
    *out = text;
    return OK;
}

enum err api_key_remove(struct ctx *c, int64_t id)
{
    bool changed = false;
    TRY(api_key_revoke(&c->store, id, c->now, &changed));
    TRY(retired_tokens_delete(&c->store, id));
    c->directory_changed = true;
    return changed ? OK : ctx_fail(c, ERR_NOT_FOUND, S("id"), S("no key has this id"));
}

const struct api_key *api_key_in_reach(const struct ctx *c, int64_t id)
{
    const struct api_key *key = directory_key(c->directory, id);
    const bool is_seen = key != NULL && key->revoked_at == 0 && ctx_reaches(c, key->team_id);
    return is_seen ? key : NULL;
}

bool key_name_is_plain(str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if ((unsigned char)name.p[i] < ' ' || name.p[i] == 0x7F)
            return false;
    }
    return name.n > 0;
}

// ---- from roles to scopes ----

static enum err refuse(struct ctx *c, str field, str word, str why)
{
    return ctx_fail(c, ERR_INVALID, field, STR_JOIN(c->store.arena, field, S(": "), word, why));
}

/* The principal has all of these scopes. */
static enum err check_has(struct ctx *c, unsigned scopes)
{
    const unsigned lacking = scopes & ~c->who.scopes;
    const str scope = scope_word(lacking & -lacking); // the lowest bit
    if (lacking == 0)
        return OK;
    return ctx_fail(
        c, ERR_FORBIDDEN, scope,
        STR_JOIN(c->store.arena, S("this key does not have the permission "), scope, S(" itself")));
}

static enum err sum_roles(struct ctx *c, str field, struct word_list words, unsigned *out)
{
    unsigned scopes = 0;
    for (size_t i = 0; i < words.count; i++) {
        const struct key_role *role = key_role_find(words.items[i]);
        if (role == NULL)
            return refuse(c, field, words.items[i], S(" is no role"));
        if (!key_role_is_served(role))
            return refuse(c, field, words.items[i], S(" is a role that keys are not given here"));
        scopes |= role->gives;
    }
    *out = scopes;
    return OK;
}

/* A role that says less than a scope does is not given as more. */
static enum err check_covered(struct ctx *c, str field, struct word_list words, unsigned scopes)
{
    for (size_t i = 0; i < words.count; i++) {
        const unsigned open = key_role_find(words.items[i])->covered & ~scopes;
        const str cover = key_role_giving(open & -open)->word;
        if (open != 0)
            return refuse(c, field, words.items[i],
                          STR_JOIN(c->store.arena, S(" is given only together with "), cover));
    }
    return OK;
}

/* Each once, as they were given. */
static str join_words(struct arena *arena, struct word_list words)
{
    struct buf out;
    buf_init(&out, arena, ROLES_MAX_BYTES);
    for (size_t i = 0; i < words.count; i++) {
        if (word_find(words.items, i, words.items[i]) >= 0)
            continue;
        buf_add(&out, i > 0 ? S(" ") : S(""));
        buf_add(&out, words.items[i]);
    }
    return buf_str(&out);
}

static enum err settle_team(struct ctx *c, const struct key_wish *wish, struct api_key *key)
{
    if (wish->team_ids.count != 1)
        return ctx_fail(c, ERR_INVALID, S("team_ids"),
                        S("team_ids must name one team when team_role_names is given"));
    if (!ctx_reaches(c, wish->team_ids.items[0]))
        return ctx_fail(c, ERR_INVALID, S("team_ids"), S("team_ids names no team"));
    key->team_id = wish->team_ids.items[0];
    return OK;
}

/* A key reaches the whole organisation or one team, and may do the same everywhere it reaches. */
static enum err settle_reach(struct ctx *c, const struct key_wish *wish, struct api_key *key)
{
    key->team_id = 0;
    if (wish->team_roles.count > 0 && wish->roles.count > 0)
        return ctx_fail(c, ERR_INVALID, S("team_role_names"),
                        S("team_role_names must be empty when role_names is not: a key reaches the "
                          "organisation or one team"));
    if (wish->team_roles.count > 0)
        return settle_team(c, wish, key);
    if (wish->team_ids.count > 0)
        return ctx_fail(c, ERR_INVALID, S("team_role_names"),
                        S("team_role_names must be given when team_ids is"));
    if (wish->roles.count == 0)
        return ctx_fail(c, ERR_INVALID, S("role_names"),
                        S("role_names must hold a role unless team_role_names does"));
    return ctx_permit_organisation(c);
}

static enum err apply(struct ctx *c, const struct key_wish *wish, struct api_key *key)
{
    const bool is_of_team = wish->team_roles.count > 0;
    const struct word_list words = is_of_team ? wish->team_roles : wish->roles;
    const str field = is_of_team ? S("team_role_names") : S("role_names");
    unsigned scopes = 0;
    if (!key_name_is_plain(wish->name))
        return ctx_fail(c, ERR_INVALID, S("name"), S("name must be without control characters"));
    TRY(settle_reach(c, wish, key));
    TRY(sum_roles(c, field, words, &scopes));
    TRY(check_covered(c, field, words, scopes));
    TRY(check_has(c, scopes));
    key->name = wish->name;
    key->comments = wish->comments.p == NULL ? key->comments : wish->comments;
    key->roles = join_words(c->store.arena, words);
    key->scopes = scopes;
    return OK;
}

// ---- made, changed, rotated ----

static enum err check_room(struct ctx *c)
{
    const struct directory *d = c->directory;
    size_t in_use = 0;
    for (size_t i = 0; i < d->keys.count; i++)
        in_use += d->keys.items[i].revoked_at == 0;
    return in_use < KEYS_IN_USE_MAX
               ? OK
               : ctx_fail(c, ERR_INVALID, (str){0}, S("there are at most 5000 keys in use"));
}

enum err api_key_issue(struct ctx *c, const struct key_wish *wish, struct api_key *out,
                       str *out_token)
{
    struct api_key key = {
        .comments = S(""), .user_id = c->who.user_id, .creator_key_id = c->who.id};
    TRY(apply(c, wish, &key));
    TRY(check_room(c));
    TRY(api_key_create(c, &key, out_token));
    *out = key;
    return OK;
}

enum err api_key_change(struct ctx *c, const struct api_key *present, const struct key_wish *wish)
{
    struct api_key key = *present;
    if (present->id == c->who.id)
        return ctx_fail(c, ERR_INVALID, S("id"), S("a key cannot change itself"));
    TRY(apply(c, wish, &key));
    c->directory_changed = true;
    return api_key_update(&c->store, &key);
}

static enum err retire(struct ctx *c, const struct api_key *present, int64_t grace_minutes)
{
    const struct retired_token token = {
        .key_hash = present->key_hash,
        .key_id = present->id,
        .valid_until = c->now + grace_minutes * MSEC_PER_MINUTE,
    };
    if (grace_minutes == 0)
        return retired_tokens_delete(&c->store, present->id);
    TRY(retired_tokens_expire(&c->store, c->now));
    size_t living = 0;
    for (size_t i = 0; i < c->directory->retired_tokens.count; i++) {
        const struct retired_token *other = &c->directory->retired_tokens.items[i];
        living += other->key_id == present->id && other->valid_until > c->now;
    }
    if (living >= RETIRED_TOKENS_MAX)
        return ctx_fail(c, ERR_INVALID, S("grace_period_minutes"),
                        S("grace_period_minutes must be 0: ten older tokens of this key are still "
                          "taken"));
    return retired_token_insert(&c->store, &token);
}

enum err api_key_rotate(struct ctx *c, const struct api_key *present, int64_t grace_minutes,
                        str *out_token)
{
    struct api_key key = *present;
    TRY(check_has(c, present->scopes));
    TRY(retire(c, present, grace_minutes));
    *out_token = make_token(c, &key);
    c->directory_changed = true;
    return api_key_update(&c->store, &key);
}
