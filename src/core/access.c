// access.c -- keys and tokens.
// SPDX-License-Identifier: Apache-2.0
#include "core/access.h"

static enum err unauthenticated(struct ctx *c)
{
    return ctx_fail(c, ERR_UNAUTHENTICATED, (str){0}, S("the API key is missing or not valid"));
}

/* The key whose token this was, while it is still taken. That ends by the clock, so it is not
 * remembered. */
static const struct api_key *find_rotated(const struct ctx *c, str hash)
{
    const struct retired_token *token = directory_retired_by_hash(c->directory, hash);
    const bool is_taken = token != NULL && c->now < token->valid_until;
    return is_taken ? directory_key(c->directory, token->key_id) : NULL;
}

static const struct api_key *find_key(struct ctx *c, str key)
{
    const int64_t version = c->directory->version;
    const int64_t known = c->memo == NULL ? 0 : key_memo_find(c->memo, key, version);
    if (known != 0)
        return directory_key(c->directory, known);
    const str hash = api_key_hash(c->secrets, c->store.arena, key);
    const struct api_key *found = directory_key_by_hash(c->directory, hash);
    if (found == NULL)
        return find_rotated(c, hash);
    if (c->memo != NULL)
        key_memo_add(c->memo, key, version, found->id);
    return found;
}

enum err access_by_key(struct ctx *c, str key)
{
    if (key.n == 0 || key.n > API_KEY_MAX_BYTES)
        return unauthenticated(c);
    const struct api_key *found = find_key(c, key);
    if (found == NULL || found->revoked_at != 0)
        return unauthenticated(c);
    c->who = (struct principal){
        .kind = ACTOR_API_KEY,
        .id = found->id,
        .scopes = found->scopes,
        .team_id = found->team_id,
        .user_id = found->user_id,
        .is_issued = found->roles.p != NULL,
    };
    return OK;
}

enum err access_by_token(struct ctx *c, str token, const struct integration **out)
{
    const struct integration *found = directory_integration_by_token(c->directory, token);
    if (found == NULL || found->archived_at != 0)
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no integration has this token"));
    c->who = (struct principal){
        .kind = ACTOR_INTEGRATION,
        .id = found->id,
        .scopes = SCOPE_INTAKE,
        .team_id = found->team_id,
    };
    *out = found;
    return OK;
}

enum err access_select_team(struct ctx *c, int64_t team_id, const struct team **out)
{
    const struct team *team = directory_team(c->directory, team_id);
    if (team == NULL || !ctx_reaches(c, team_id))
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such team"));
    *out = team;
    return OK;
}

const struct team *access_home_team(const struct ctx *c)
{
    const struct team *own = directory_team(c->directory, c->who.team_id);
    return own != NULL ? own : directory_default_team(c->directory);
}
