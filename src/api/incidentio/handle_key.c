// handle_key.c -- /v1/identity and /v1/api_keys.
//
// A token is in the answer to the request that made it and nowhere else.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/people.h"

static const struct page_rule_io pages = {{.usual = 25, .most = 250}, .accepted = 250};

// ---- who asks ----

static void write_words(struct api_request *q, str key, struct word_list words)
{
    jw_arr(&q->w, key);
    for (size_t i = 0; i < words.count; i++)
        jw_str(&q->w, ITEM, words.items[i]);
    jw_end(&q->w);
}

enum err incidentio_identity(struct api_request *q)
{
    const struct api_key *key = directory_key(q->ctx.directory, q->ctx.who.id);
    const struct team *team = directory_team(q->ctx.directory, key->team_id);
    const struct word_list roles = incidentio_key_roles(q, key);
    const struct word_list none = {0};
    jw_obj(&q->w, ITEM);
    jw_obj(&q->w, S("identity"));
    jw_str(&q->w, S("dashboard_url"), q->public_url);
    jw_str(&q->w, S("name"), key->name);
    write_words(q, S("roles"), team == NULL ? roles : none);
    write_words(q, S("team_roles"), team == NULL ? none : roles);
    jw_arr(&q->w, S("teams"));
    incidentio_write_team_slim(q, ITEM, team);
    jw_end(&q->w);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

// ---- reading ----

static enum err find_key(struct api_request *q, const struct api_key **out)
{
    const struct api_key *key = api_key_in_reach(&q->ctx, incidentio_path_id(q, 0, ID_API_KEY));
    if (key == NULL)
        return incidentio_no_such(q, S("API key"));
    *out = key;
    return OK;
}

/* `token` absent: it was made before. */
static enum err answer_key(struct api_request *q, int64_t id, str token)
{
    TRY(ctx_refresh(&q->ctx));
    const struct api_key *key = directory_key(q->ctx.directory, id);
    CHECK(key != NULL);
    jw_obj(&q->w, ITEM);
    incidentio_write_key(q, S("api_key"), key);
    incidentio_write_text(q, S("token"), token);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_key_get(struct api_request *q)
{
    const struct api_key *key = NULL;
    TRY(find_key(q, &key));
    return answer_key(q, key->id, (str){0});
}

static const struct route_parameter list_parameters[] = {
    PARAMETER("page_size", INTEGER, "How many at most", .page = &pages.rule),
    PARAMETER("after", TEXT, "The id that the page begins behind"),
};
const struct route_doc incidentio_key_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err incidentio_key_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    struct list_page page = {0};
    TRY(incidentio_read_page(q, ID_API_KEY, &pages, &page));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("api_keys"));
    for (size_t i = 0; i < d->keys.count && !page.has_more; i++) {
        const struct api_key *key = api_key_in_reach(&q->ctx, d->keys.items[i].id);
        if (key != NULL && list_page_takes(&page, key->id, key->created_at))
            incidentio_write_key(q, ITEM, key);
    }
    incidentio_end_page(q, &page);
    return OK;
}

// ---- writing ----

struct key_body {
    str name;
    str comments;
    struct str_list role_names;
    struct str_list team_ids;
    struct str_list team_role_names;
};

static const struct bind_field key_fields[] = {
    BIND_FIELD("name", TEXT, struct key_body, name, .required = true, .max = KEY_NAME_MAX_BYTES),
    BIND_FIELD("comments", TEXT, struct key_body, comments, .max = KEY_COMMENTS_MAX_BYTES),
    BIND_FIELD("role_names", TEXT_LIST, struct key_body, role_names),
    BIND_FIELD("team_ids", TEXT_LIST, struct key_body, team_ids),
    BIND_FIELD("team_role_names", TEXT_LIST, struct key_body, team_role_names),
};
const struct route_doc incidentio_key_write_doc = {
    .body = {BIND_TABLE(key_fields)},
    .required = S("role_names team_ids team_role_names"),
};

/* A list that must be there and may be empty. */
static enum err need_list(struct api_request *q, str field, const struct str_list *list)
{
    if (list->is_set)
        return OK;
    return fail_as(&q->ctx.error, FLAW_MISSING, field,
                   STR_JOIN(q->ctx.store.arena, field, S(" must be given, if only as []")));
}

static enum err read_teams(struct api_request *q, const struct str_list *list, struct id_list *out)
{
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, list->count);
    for (size_t i = 0; i < list->count; i++) {
        ids[i] = incidentio_id(q, ID_TEAM, list->items[i]);
        if (directory_team(q->ctx.directory, ids[i]) == NULL)
            return incidentio_refuse(q, S("team_ids"), S(" names no team"));
    }
    *out = (struct id_list){.items = ids, .count = list->count};
    return OK;
}

static enum err read_wish(struct api_request *q, struct key_wish *out)
{
    struct key_body body = {0};
    TRY(api_bind(q, key_fields, ARRAY_LEN(key_fields), &body));
    TRY(need_list(q, S("role_names"), &body.role_names));
    TRY(need_list(q, S("team_ids"), &body.team_ids));
    TRY(need_list(q, S("team_role_names"), &body.team_role_names));
    TRY(read_teams(q, &body.team_ids, &out->team_ids));
    out->name = body.name;
    out->comments = body.comments;
    out->roles = (struct word_list){body.role_names.items, body.role_names.count};
    out->team_roles = (struct word_list){body.team_role_names.items, body.team_role_names.count};
    return OK;
}

enum err incidentio_key_create(struct api_request *q)
{
    struct key_wish wish = {0};
    struct api_key key = {0};
    str token = {0};
    TRY(read_wish(q, &wish));
    TRY(api_key_issue(&q->ctx, &wish, &key, &token));
    return answer_key(q, key.id, token);
}

enum err incidentio_key_update(struct api_request *q)
{
    const struct api_key *key = NULL;
    struct key_wish wish = {0};
    TRY(find_key(q, &key));
    TRY(read_wish(q, &wish));
    TRY(api_key_change(&q->ctx, key, &wish));
    return answer_key(q, key->id, (str){0});
}

enum err incidentio_key_delete(struct api_request *q)
{
    const struct api_key *key = NULL;
    TRY(find_key(q, &key));
    return api_key_remove(&q->ctx, key->id);
}

struct rotate_body {
    struct bind_integer grace_minutes;
};

static const struct bind_field rotate_fields[] = {
    BIND_FIELD("grace_period_minutes", INTEGER, struct rotate_body, grace_minutes, .required = true,
               .min = 0, .max = KEY_GRACE_MINUTES_MAX),
};
const struct route_doc incidentio_key_rotate_doc = {.body = {BIND_TABLE(rotate_fields)}};

enum err incidentio_key_rotate(struct api_request *q)
{
    const struct api_key *key = NULL;
    struct rotate_body body = {0};
    str token = {0};
    TRY(find_key(q, &key));
    TRY(api_bind(q, rotate_fields, ARRAY_LEN(rotate_fields), &body));
    TRY(api_key_rotate(&q->ctx, key, body.grace_minutes.value, &token));
    return answer_key(q, key->id, token);
}
