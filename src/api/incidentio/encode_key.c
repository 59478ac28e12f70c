// encode_key.c -- API keys with their roles.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/people.h"
#include "model/key_role.h"

static struct word_list given_roles(str *words, str roles)
{
    size_t count = 0;
    for (str rest = roles; rest.n > 0 && count < KEY_ROLE_COUNT;)
        words[count++] = str_cut(&rest, ' ');
    return (struct word_list){.items = words, .count = count};
}

/* The vendor has no word for everything. */
static struct word_list covered_roles(str *words, unsigned scopes)
{
    size_t count = 0;
    for (size_t i = 0; i < KEY_ROLE_COUNT; i++) {
        const struct key_role *role = &key_roles[i];
        const unsigned needed = role->gives | role->covered;
        if (key_role_is_served(role) && role->gives != SCOPE_ALL && (needed & ~scopes) == 0)
            words[count++] = role->word;
    }
    return (struct word_list){.items = words, .count = count};
}

struct word_list incidentio_key_roles(struct api_request *q, const struct api_key *api_key)
{
    str *words = arena_array(q->ctx.store.arena, str, KEY_ROLE_COUNT);
    return api_key->roles.p != NULL ? given_roles(words, api_key->roles)
                                    : covered_roles(words, api_key->scopes);
}

static void write_roles(struct api_request *q, str key, struct word_list words)
{
    jw_arr(&q->w, key);
    for (size_t i = 0; i < words.count; i++) {
        const struct key_role *role = key_role_find(words.items[i]);
        jw_obj(&q->w, ITEM);
        jw_str(&q->w, S("description"), role->description);
        jw_str(&q->w, S("name"), role->word);
        jw_end(&q->w);
    }
    jw_end(&q->w);
}

/* The key that made it, or else whom it stands for. */
static void write_creator(struct api_request *q, const struct api_key *api_key)
{
    if (api_key->creator_key_id != 0) {
        incidentio_write_actor(q, S("creator"), ACTOR_API_KEY, api_key->creator_key_id);
        return;
    }
    jw_obj(&q->w, S("creator"));
    incidentio_write_user(q, S("user"), directory_user(q->ctx.directory, api_key->user_id));
    jw_end(&q->w);
}

void incidentio_write_key(struct api_request *q, str key, const struct api_key *api_key)
{
    const struct team *team = directory_team(q->ctx.directory, api_key->team_id);
    const struct word_list roles = incidentio_key_roles(q, api_key);
    const struct word_list none = {0};
    const msec issued_at = api_key->token_issued_at;
    jw_obj(&q->w, key);
    incidentio_write_text(q, S("comments"), api_key->comments);
    incidentio_write_time(q, S("created_at"), api_key->created_at);
    write_creator(q, api_key);
    incidentio_write_id(q, S("id"), ID_API_KEY, api_key->id, api_key->created_at);
    jw_str(&q->w, S("name"), api_key->name);
    write_roles(q, S("roles"), team == NULL ? roles : none);
    jw_arr(&q->w, S("team_ids"));
    if (team != NULL)
        incidentio_write_id(q, ITEM, ID_TEAM, team->id, team->created_at);
    jw_end(&q->w);
    write_roles(q, S("team_roles"), team == NULL ? none : roles);
    incidentio_write_time(q, S("token_last_issued_at"),
                          issued_at != 0 ? issued_at : api_key->created_at);
    jw_end(&q->w);
}
