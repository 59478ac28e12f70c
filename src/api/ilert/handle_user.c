// handle_user.c -- people.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/configure.h"

static const struct page_rule user_pages = {.usual = 50, .most = 100};

static const str languages[] = {S("de"), S("en")};
static const str regions[] = {S("DE"), S("GB"), S("CH"), S("CN"), S("IN"),
                              S("US"), S("FR"), S("ES"), S("CA"), S("IE")};

// ---- reading ----

static enum err answer_user(struct api_request *q, const struct user_account *user)
{
    if (user == NULL)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such user"));
    ilert_write_user(q, ITEM, user);
    return OK;
}

static const struct route_parameter list_parameters[] = {
    ILERT_PAGE(user_pages),
};
const struct route_doc ilert_user_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_user_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    struct page page = {0};
    TRY(ilert_page_read(q, user_pages, &page));
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < d->users.count; i++) {
        if (ilert_is_on_page(page, i))
            ilert_write_user(q, ITEM, &d->users.items[i]);
    }
    jw_end(&q->w);
    return OK;
}

enum err ilert_user_get(struct api_request *q)
{
    return answer_user(q, directory_user(q->ctx.directory, ilert_path_id(q, 0)));
}

enum err ilert_user_current(struct api_request *q)
{
    return answer_user(q, directory_user(q->ctx.directory, q->ctx.who.user_id));
}

static const struct bind_field search_fields[] = {
    {.name = S("email"), .type = BIND_TEXT, .required = true, .offset = 0, .format = S("email")},
};
const struct route_doc ilert_user_search_doc = {.body = {BIND_TABLE(search_fields)}};

enum err ilert_user_search(struct api_request *q)
{
    str email = {0};
    TRY(ilert_bind(q, search_fields, ARRAY_LEN(search_fields), &email));
    return answer_user(q, user_by_email(&q->ctx, email));
}

// ---- writing ----

struct user_body {
    str first_name;
    str last_name;
    str email;
    str time_zone;
    str position;
    str department;
    int language;
    int region;
    int role;
    str shift_color;
    str muted_until;
};

static const struct bind_field user_fields[] = {
    BIND_FIELD("firstName", TEXT, struct user_body, first_name, .max = NAME_MAX_BYTES),
    BIND_FIELD("lastName", TEXT, struct user_body, last_name, .max = NAME_MAX_BYTES),
    BIND_FIELD("email", TEXT, struct user_body, email, .max = EMAIL_MAX_BYTES,
               .format = S("email")),
    BIND_FIELD("timezone", TEXT, struct user_body, time_zone),
    BIND_FIELD("position", TEXT, struct user_body, position, .max = NAME_MAX_BYTES),
    BIND_FIELD("department", TEXT, struct user_body, department, .max = NAME_MAX_BYTES),
    BIND_FIELD("language", WORD, struct user_body, language, .words = languages,
               .word_count = ARRAY_LEN(languages)),
    BIND_FIELD("region", WORD, struct user_body, region, .words = regions,
               .word_count = ARRAY_LEN(regions)),
    BIND_FIELD("role", WORD, struct user_body, role, .words = ilert_role_words,
               .word_count = ROLE_COUNT),
    BIND_FIELD("shiftColor", TEXT, struct user_body, shift_color),
    BIND_FIELD("mutedUntil", TEXT, struct user_body, muted_until, .format = S("date-time")),
};

/* "#rrggbb" */
static bool is_color(str text)
{
    static const str digits = S("0123456789abcdefABCDEF");
    if (text.n != 7 || text.p[0] != '#')
        return false;
    for (size_t i = 1; i < text.n; i++) {
        if (str_find(digits, text.p[i]) == digits.n)
            return false;
    }
    return true;
}

static enum err check_body(struct api_request *q, const struct user_body *body)
{
    TRY(ilert_time_zone(q, S("timezone"), body->time_zone));
    if (body->shift_color.p != NULL && !is_color(body->shift_color))
        return api_fail(q, ERR_INVALID, S("shiftColor"),
                        S("shiftColor must be a colour such as #1a2b3c"));
    return OK;
}

/* What the body says, over what is there. */
static enum err merge(struct api_request *q, struct user_account *user)
{
    struct user_body body = {
        .first_name = user->first_name,
        .last_name = user->last_name,
        .email = user->email,
        .time_zone = user->time_zone,
        .position = user->job_title,
        .department = user->department,
        .language = -1,
        .region = -1,
        .role = (int)user->role,
        .shift_color = user->shift_color,
    };
    TRY(ilert_bind(q, user_fields, ARRAY_LEN(user_fields), &body));
    TRY(check_body(q, &body));
    TRY(ilert_time(q, S("mutedUntil"), body.muted_until, &user->muted_until));
    user->first_name = body.first_name;
    user->last_name = body.last_name;
    user->email = body.email;
    user->time_zone = body.time_zone;
    user->job_title = body.position;
    user->department = body.department;
    user->language = body.language < 0 ? user->language : languages[body.language];
    user->region = body.region < 0 ? user->region : regions[body.region];
    user->role = (enum role)body.role;
    user->shift_color = body.shift_color;
    return OK;
}

static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    return answer_user(q, directory_user(q->ctx.directory, id));
}

static const struct route_parameter create_parameters[] = {
    PARAMETER("send-no-invitation", BOOL, "Taken and ignored: no invitation is ever sent"),
};
const struct route_doc ilert_user_create_doc = {
    .query = PARAMETER_TABLE(create_parameters),
    .body = {BIND_TABLE(user_fields)},
    .required = S("firstName lastName email"),
};
const struct route_doc ilert_user_update_doc = {.body = {BIND_TABLE(user_fields)}};

/* Invitations are not sent, so ?send-no-invitation has nothing to stop. Who is made by a key of one
 * team is a member of that team. */
enum err ilert_user_create(struct api_request *q)
{
    struct user_account user = {.role = ROLE_USER};
    TRY(merge(q, &user));
    TRY(ilert_require(q, S("firstName"), user.first_name));
    TRY(ilert_require(q, S("lastName"), user.last_name));
    TRY(ilert_require(q, S("email"), user.email));
    TRY(user_create(&q->ctx, &user, q->ctx.who.team_id));
    return answer_written(q, user.id);
}

enum err ilert_user_update(struct api_request *q)
{
    const struct user_account *found = directory_user(q->ctx.directory, ilert_path_id(q, 0));
    if (found == NULL)
        return answer_user(q, NULL);
    struct user_account user = *found;
    TRY(merge(q, &user));
    TRY(user_change(&q->ctx, &user));
    return answer_written(q, user.id);
}

enum err ilert_user_update_current(struct api_request *q)
{
    TRY(ctx_lock_directory(&q->ctx));
    const struct user_account *found = directory_user(q->ctx.directory, q->ctx.who.user_id);
    if (found == NULL)
        return answer_user(q, NULL);
    struct user_account user = *found;
    TRY(merge(q, &user));
    TRY(user_change(&q->ctx, &user));
    return answer_written(q, user.id);
}

enum err ilert_user_delete(struct api_request *q)
{
    const struct user_account *user = directory_user(q->ctx.directory, ilert_path_id(q, 0));
    if (user == NULL)
        return answer_user(q, NULL);
    TRY(user_remove(&q->ctx, user->id));
    return OK;
}
