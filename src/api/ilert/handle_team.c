// handle_team.c -- teams and their members.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/configure.h"

enum { LIST_MEMBERS_MAX = TEAM_MEMBERS_MAX }; // shown by a list in all

static const struct page_rule team_pages = {.usual = 50, .most = 100};

// ---- reading ----

static enum err no_team(struct api_request *q)
{
    return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such team"));
}

static enum err find_team(struct api_request *q, const struct team **out)
{
    const struct team *team = directory_team(q->ctx.directory, ilert_path_id(q, 0));
    if (team == NULL || !ctx_reaches(&q->ctx, team->id))
        return no_team(q);
    *out = team;
    return OK;
}

static bool has_member_of(const struct directory *d, int64_t team_id, struct id_list users)
{
    for (size_t i = 0; i < users.count; i++) {
        if (directory_is_member(d, team_id, users.items[i]))
            return true;
    }
    return users.count == 0;
}

/* Those behind so many members come without: absent, so that sending the answer back changes
 * nothing. */
static void write_of_list(struct api_request *q, const struct team *team, size_t *members)
{
    *members += directory_members_of(q->ctx.directory, team->id).count;
    if (*members <= LIST_MEMBERS_MAX)
        ilert_write_team(q, team);
    else
        ilert_write_team_slim(q, team);
}

static const struct route_parameter list_parameters[] = {
    ILERT_PAGE(team_pages),
    PARAMETER("members", IDS, "Only those that one of these users is a member of"),
};
const struct route_doc ilert_team_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_team_list(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    struct page page = {0};
    struct id_list users = {0};
    size_t n = 0;
    size_t members = 0;
    TRY(ilert_page_read(q, team_pages, &page));
    TRY(ilert_ids_param(q, S("members"), &users));
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < d->teams.count; i++) {
        const struct team *team = &d->teams.items[i];
        if (ctx_reaches(&q->ctx, team->id) && has_member_of(d, team->id, users) &&
            ilert_is_on_page(page, n++))
            write_of_list(q, team, &members);
    }
    jw_end(&q->w);
    return OK;
}

enum err ilert_team_get(struct api_request *q)
{
    const struct team *team = NULL;
    TRY(find_team(q, &team));
    ilert_write_team(q, team);
    return OK;
}

enum err ilert_team_by_name(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    for (size_t i = 0; i < d->teams.count; i++) {
        const struct team *team = &d->teams.items[i];
        if (str_eq(team->name, api_param(q, 0)) && ctx_reaches(&q->ctx, team->id)) {
            ilert_write_team(q, team);
            return OK;
        }
    }
    return no_team(q);
}

// ---- members in bodies ----

struct member_body {
    const struct json *user;
    int role; // of member_roles
};

static const enum role member_roles[] = {ROLE_STAKEHOLDER, ROLE_RESPONDER, ROLE_USER, ROLE_ADMIN};
static const str member_role_words[] = {S("STAKEHOLDER"), S("RESPONDER"), S("USER"), S("ADMIN")};

static const struct bind_field member_fields[] = {
    BIND_FIELD("user", OBJECT, struct member_body, user, .members = BIND_TABLE(ilert_id_fields)),
    BIND_FIELD("role", WORD, struct member_body, role, .words = member_role_words,
               .word_count = ARRAY_LEN(member_role_words)),
};

static enum role role_in_team(const struct directory *d, int64_t team_id, int64_t user_id)
{
    const struct team_member *member = directory_member(d, team_id, user_id);
    return member == NULL ? ROLE_USER : member->role;
}

/* {user: {id}, role}, called `name` in refusals; without a role he keeps the one he has in the team
 * (0: in none yet). */
static enum err read_member(struct api_request *q, str name, const struct json *object,
                            int64_t team_id, struct team_member *out)
{
    struct arena *arena = q->ctx.store.arena;
    struct member_body body = {.role = -1};
    struct team_member member = {.team_id = team_id};
    TRY(ilert_bind_object(q, name, object, member_fields, ARRAY_LEN(member_fields), &body));
    const str user = name.n == 0 ? S("user") : STR_JOIN(arena, name, S(".user"));
    TRY(ilert_id(q, user, body.user, &member.user_id));
    if (member.user_id == 0)
        return ilert_require(q, STR_JOIN(arena, user, S(".id")), (str){0});
    member.role = body.role < 0 ? role_in_team(q->ctx.directory, team_id, member.user_id)
                                : member_roles[body.role];
    *out = member;
    return OK;
}

static enum err read_members(struct api_request *q, const struct json *list, int64_t team_id,
                             struct team_member_list *out)
{
    struct arena *arena = q->ctx.store.arena;
    if (list->kind != JSON_ARRAY || list->count > TEAM_MEMBERS_MAX)
        return api_fail(q, ERR_INVALID, S("members"),
                        S("members must be an array of at most 10000 objects"));
    struct team_member *members = arena_array(arena, struct team_member, list->count);
    size_t count = 0;
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        const str index = str_from_i64(arena, (int64_t)count);
        const str name = STR_JOIN(arena, S("members["), index, S("]"));
        TRY(read_member(q, name, item, team_id, &members[count++]));
    }
    *out = (struct team_member_list){.items = members, .count = count};
    return OK;
}

// ---- writing ----

struct team_body {
    str name;
    str uid;
    int visibility;
    const struct json *members;
};

static const struct bind_field team_fields[] = {
    BIND_FIELD("name", TEXT, struct team_body, name, .max = NAME_MAX_BYTES),
    BIND_FIELD("uid", TEXT, struct team_body, uid, .max = UID_MAX_BYTES),
    BIND_FIELD("visibility", WORD, struct team_body, visibility, .words = ilert_visibility_words,
               .word_count = ARRAY_LEN(ilert_visibility_words)),
    BIND_FIELD("members", ANY, struct team_body, members, .members = BIND_TABLE(member_fields)),
};
const struct route_doc ilert_team_create_doc = {
    .body = {BIND_TABLE(team_fields)},
    .required = S("name"),
};
const struct route_doc ilert_team_update_doc = {.body = {BIND_TABLE(team_fields)}};

/* What the body says, over what is there. A uid is for a new team: counter ids begin with it. */
static enum err merge(struct api_request *q, struct team *team,
                      struct team_member_list *out_members, bool *out_has_members)
{
    struct team_body body = {.name = team->name, .visibility = team->is_private};
    TRY(ilert_bind(q, team_fields, ARRAY_LEN(team_fields), &body));
    TRY(ilert_require(q, S("name"), body.name));
    if (body.members != NULL)
        TRY(read_members(q, body.members, team->id, out_members));
    team->name = body.name;
    team->is_private = body.visibility == 1;
    if (team->id == 0)
        team->uid = body.uid;
    *out_has_members = body.members != NULL;
    return OK;
}

static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct team *team = directory_team(q->ctx.directory, id);
    CHECK(team != NULL);
    ilert_write_team(q, team);
    return OK;
}

enum err ilert_team_create(struct api_request *q)
{
    struct team team = {0};
    struct team_member_list members = {0};
    bool has_members = false;
    TRY(merge(q, &team, &members, &has_members));
    TRY(team_create(&q->ctx, &team));
    TRY(team_members_replace(&q->ctx, team.id, members));
    return answer_written(q, team.id);
}

enum err ilert_team_update(struct api_request *q)
{
    const struct team *found = NULL;
    struct team_member_list members = {0};
    bool has_members = false;
    TRY(find_team(q, &found));
    struct team team = *found;
    TRY(merge(q, &team, &members, &has_members));
    TRY(team_change(&q->ctx, &team));
    if (has_members)
        TRY(team_members_replace(&q->ctx, team.id, members));
    return answer_written(q, team.id);
}

enum err ilert_team_delete(struct api_request *q)
{
    const struct team *team = NULL;
    TRY(find_team(q, &team));
    TRY(team_remove(&q->ctx, team));
    return OK;
}

const struct route_doc ilert_team_member_doc = {
    .body = {BIND_TABLE(member_fields)},
    .required = S("user"),
};

enum err ilert_team_member_add(struct api_request *q)
{
    const struct team *team = NULL;
    struct team_member member = {0};
    TRY(find_team(q, &team));
    TRY(read_member(q, (str){0}, q->body, team->id, &member));
    TRY(team_member_add(&q->ctx, team, member));
    TRY(ctx_refresh(&q->ctx));
    ilert_write_member(q, &member);
    return OK;
}

enum err ilert_team_member_remove(struct api_request *q)
{
    const struct team *team = NULL;
    TRY(find_team(q, &team));
    TRY(team_member_remove(&q->ctx, team, ilert_path_id(q, 1)));
    return OK;
}
