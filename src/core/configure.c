// configure.c -- teams.
// SPDX-License-Identifier: Apache-2.0
#include "core/configure.h"

#include "model/escalation.h"
#include "store/directory_store.h"
#include "store/incident_store.h"
#include "store/subscriber_store.h"

enum { UID_LETTERS = 4 };

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
    TRY(ctx_permit_organisation(c));
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

enum err team_change(struct ctx *c, struct team *team)
{
    team->updated_at = c->now;
    c->directory_changed = true;
    return team_update(&c->store, team);
}

// ---- members ----

static enum err add_member(struct ctx *c, int64_t team_id, struct team_member member, str field)
{
    if (directory_user(c->directory, member.user_id) == NULL)
        return ctx_fail(c, ERR_INVALID, field,
                        STR_JOIN(c->store.arena, field, S(" names no user")));
    member.team_id = team_id;
    return team_member_insert(&c->store, &member);
}

enum err team_check_room(struct ctx *c, int64_t team_id)
{
    if (directory_members_of(c->directory, team_id).count < TEAM_MEMBERS_MAX)
        return OK;
    return ctx_fail(c, ERR_INVALID, S("members"), S("members of a team are at most 10000"));
}

enum err team_members_replace(struct ctx *c, int64_t team_id, struct team_member_list members)
{
    struct arena *arena = c->store.arena;
    c->directory_changed = true;
    TRY(team_members_delete(&c->store, team_id));
    for (size_t i = 0; i < members.count; i++) {
        const str index = str_from_i64(arena, (int64_t)i);
        TRY(add_member(c, team_id, members.items[i],
                       STR_JOIN(arena, S("members["), index, S("].user.id"))));
    }
    return OK;
}

enum err team_member_add(struct ctx *c, const struct team *team, struct team_member member)
{
    struct team changed = *team;
    if (!directory_is_member(c->directory, team->id, member.user_id))
        TRY(team_check_room(c, team->id));
    TRY(add_member(c, team->id, member, S("user.id")));
    return team_change(c, &changed);
}

enum err team_member_remove(struct ctx *c, const struct team *team, int64_t user_id)
{
    struct team changed = *team;
    bool was_member = false;
    TRY(team_member_delete(&c->store, team->id, user_id, &was_member));
    if (!was_member)
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such member"));
    return team_change(c, &changed);
}

// ---- the end of a team ----

/* Archived and revoked ones count: incidents and their history go on naming them. */
static str use_of_team(struct ctx *c, int64_t team_id)
{
    const struct directory *d = c->directory;
    struct arena *arena = c->store.arena;
    const struct escalation_policy *policy = escalation_naming(d, TARGET_TEAM, team_id);
    for (size_t i = 0; i < d->services.count; i++) {
        if (d->services.items[i].team_id == team_id)
            return STR_JOIN(arena, S("this team has the service "), d->services.items[i].name);
    }
    for (size_t i = 0; i < d->integrations.count; i++) {
        if (d->integrations.items[i].team_id == team_id)
            return STR_JOIN(arena, S("this team has the integration "),
                            d->integrations.items[i].name);
    }
    for (size_t i = 0; i < d->policies.count && policy == NULL; i++) {
        if (d->policies.items[i].team_id == team_id)
            policy = &d->policies.items[i];
    }
    if (policy != NULL)
        return STR_JOIN(arena, S("this team is used by the escalation policy "), policy->name);
    for (size_t i = 0; i < d->keys.count; i++) {
        if (d->keys.items[i].team_id == team_id)
            return STR_JOIN(arena, S("this team has the API key "), d->keys.items[i].name);
    }
    return (str){0};
}

static enum err check_team_unused(struct ctx *c, const struct team *team)
{
    bool has_incidents = false;
    if (team->is_default)
        return ctx_fail(c, ERR_INVALID, S("id"), S("the default team cannot be deleted"));
    const str use = use_of_team(c, team->id);
    if (use.p != NULL)
        return ctx_fail(c, ERR_INVALID, S("id"), use);
    TRY(incident_lock_team(&c->store, team->id));
    TRY(incident_of_team(&c->store, team->id, &has_incidents));
    return has_incidents ? ctx_fail(c, ERR_INVALID, S("id"), S("this team has incidents")) : OK;
}

enum err team_remove(struct ctx *c, const struct team *team)
{
    TRY(ctx_permit_organisation(c));
    TRY(check_team_unused(c, team));
    c->directory_changed = true;
    TRY(team_members_delete(&c->store, team->id));
    TRY(object_teams_forget(&c->store, team->id));
    TRY(targets_forget(&c->store, TARGET_TEAM, team->id));
    TRY(private_subscriber_forget(&c->store, team->id));
    return team_delete(&c->store, team->id);
}
