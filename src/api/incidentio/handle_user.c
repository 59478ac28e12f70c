// handle_user.c -- /v2/users.
//
// Nobody is ever deactivated, so that include_inactive changes nothing; nobody is known to Slack.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/people.h"
#include "api/time_zone.h"
#include "core/configure.h"

static const struct page_rule_io pages = {{.usual = 25, .most = 10000}, .accepted = 10000};

// ---- reading ----

static enum err answer_user(struct api_request *q, const struct user_account *user)
{
    if (user == NULL)
        return incidentio_no_such(q, S("user"));
    jw_obj(&q->w, ITEM);
    incidentio_write_user_with_roles(q, S("user"), user);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_user_get(struct api_request *q)
{
    return answer_user(q, directory_user(q->ctx.directory, incidentio_path_id(q, 0, ID_USER)));
}

struct user_query {
    str email; // empty: any
    bool is_of_slack;
    struct list_page page;
};

static enum err read_query(struct api_request *q, struct user_query *out)
{
    const str inactive = query_get(&q->query, S("include_inactive"));
    if (inactive.n > 0 && !str_eq(inactive, S("true")) && !str_eq(inactive, S("false")))
        return incidentio_refuse(q, S("include_inactive"), S(" must be true or false"));
    out->email = query_get(&q->query, S("email"));
    out->is_of_slack = query_get(&q->query, S("slack_user_id")).n > 0;
    return incidentio_read_page(q, ID_USER, &pages, &out->page);
}

static bool is_asked_for(const struct user_query *query, const struct user_account *user)
{
    return !query->is_of_slack && (query->email.n == 0 || str_eq_nocase(query->email, user->email));
}

static const struct route_parameter list_parameters[] = {
    PARAMETER("email", TEXT, "Only the user with this address, letter case aside"),
    PARAMETER("slack_user_id", TEXT, "Nobody is known to Slack: only an empty one finds users"),
    PARAMETER("include_inactive", BOOL, "Changes nothing: all users are active"),
    PARAMETER("page_size", INTEGER, "How many at most", .page = &pages.rule),
    PARAMETER("after", TEXT, "The id that the page begins behind"),
};
const struct route_doc incidentio_user_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err incidentio_user_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    struct user_query query = {0};
    TRY(read_query(q, &query));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("users"));
    for (size_t i = 0; i < d->users.count && !query.page.has_more; i++) {
        const struct user_account *user = &d->users.items[i];
        if (is_asked_for(&query, user) && list_page_takes(&query.page, user->id, user->created_at))
            incidentio_write_user_with_roles(q, ITEM, user);
    }
    incidentio_end_page(q, &query.page);
    return OK;
}

// ---- making one, which the vendor leaves to its dashboard ----

struct user_body {
    str name;
    str email;
    str time_zone;
    int role;
};

static const struct bind_field user_fields[] = {
    BIND_FIELD("name", TEXT, struct user_body, name, .required = true, .max = NAME_MAX_BYTES),
    BIND_FIELD("email", TEXT, struct user_body, email, .required = true, .max = EMAIL_MAX_BYTES,
               .format = S("email")),
    BIND_FIELD("role", WORD, struct user_body, role, .words = incidentio_base_role_words,
               .word_count = BASE_ROLE_COUNT),
    BIND_FIELD("time_zone", TEXT, struct user_body, time_zone),
};
const struct route_doc incidentio_user_create_doc = {.body = {BIND_TABLE(user_fields)}};

static enum err read_body(struct api_request *q, struct user_account *out)
{
    struct user_body body = {.role = BASE_ROLE_RESPONDER};
    TRY(api_bind(q, user_fields, ARRAY_LEN(user_fields), &body));
    if (body.time_zone.n > 0 && !time_zone_exists(q->ctx.store.arena, body.time_zone))
        return incidentio_refuse(q, S("time_zone"), S(" must be one such as Europe/Berlin"));
    str rest = body.name; // "Ada King Lovelace" is Ada, and King Lovelace
    out->first_name = str_cut(&rest, ' ');
    out->last_name = rest.p == NULL ? S("") : rest;
    out->email = body.email;
    out->time_zone = body.time_zone.n > 0 ? body.time_zone : (str){0};
    out->role = incidentio_role_made(body.role);
    return OK;
}

/* Who is made by a key of one team is a member of that team. */
enum err incidentio_user_create(struct api_request *q)
{
    struct user_account user = {0};
    TRY(read_body(q, &user));
    TRY(user_create(&q->ctx, &user, q->ctx.who.team_id));
    TRY(ctx_refresh(&q->ctx));
    return answer_user(q, directory_user(q->ctx.directory, user.id));
}
