// configure_people.c -- people.
//
// Whom a key stands for is never deleted: the history names keys, and so their makers.
// SPDX-License-Identifier: Apache-2.0
#include "core/configure.h"

#include "model/escalation.h"
#include "store/coordination_store.h"
#include "store/directory_store.h"
#include "store/document_store.h"
#include "store/history_store.h"
#include "store/subscriber_store.h"

bool email_is_plausible(str email)
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

static enum err settle_email(struct ctx *c, struct user_account *user)
{
    user->email = str_lower(c->store.arena, user->email);
    if (!email_is_plausible(user->email))
        return ctx_fail(c, ERR_INVALID, S("email"), S("email must be an e-mail address"));
    return OK;
}

/* The outcome of storing him. */
static enum err refuse_taken(struct ctx *c, enum err stored)
{
    if (stored == ERR_CONFLICT)
        return ctx_fail(c, ERR_INVALID, S("email"), S("email belongs to another user"));
    return stored;
}

/* What decides who may do what and who is woken is the organisation's to give: nobody raises
 * himself, nor another by way of one team. */
static enum err permit_standing(struct ctx *c, str field)
{
    struct arena *arena = c->store.arena;
    if (c->who.team_id != 0)
        return ctx_fail(
            c, ERR_FORBIDDEN, (str){0},
            STR_JOIN(arena, field, S(" can be changed by a key of the whole organisation only")));
    if ((c->who.scopes & SCOPE_ADMIN) == 0)
        return ctx_fail(
            c, ERR_FORBIDDEN, S("admin"),
            STR_JOIN(arena, field, S(" can be changed by a key with the permission admin only")));
    return OK;
}

enum err user_create(struct ctx *c, struct user_account *user, int64_t team_id)
{
    if (user->role > ROLE_USER)
        TRY(permit_standing(c, S("role")));
    if (team_id != 0)
        TRY(team_check_room(c, team_id));
    TRY(settle_email(c, user));
    TRY(ctx_stamp(c, &user->id, &user->created_at, &user->updated_at));
    TRY(refuse_taken(c, user_insert(&c->store, user)));
    const struct team_member member = {.team_id = team_id, .user_id = user->id, .role = user->role};
    return team_id == 0 ? OK : team_member_insert(&c->store, &member);
}

const struct user_account *user_by_email(const struct ctx *c, str email)
{
    for (size_t i = 0; i < c->directory->users.count; i++) {
        if (str_eq_nocase(c->directory->users.items[i].email, email))
            return &c->directory->users.items[i];
    }
    return NULL;
}

static bool is_last_administrator(const struct directory *d, int64_t user_id)
{
    for (size_t i = 0; i < d->users.count; i++) {
        if (d->users.items[i].role == ROLE_ADMIN && d->users.items[i].id != user_id)
            return false;
    }
    return directory_user(d, user_id)->role == ROLE_ADMIN;
}

/* People are the organisation's; everybody is his own. */
static enum err permit_change(struct ctx *c, int64_t user_id)
{
    return c->who.user_id == user_id ? OK : ctx_permit_organisation(c);
}

enum err user_change(struct ctx *c, struct user_account *user)
{
    const struct user_account *present = directory_user(c->directory, user->id);
    TRY(permit_change(c, user->id));
    if (user->role != present->role)
        TRY(permit_standing(c, S("role")));
    if (!str_eq_nocase(user->email, present->email))
        TRY(permit_standing(c, S("email")));
    if (user->role != ROLE_ADMIN && is_last_administrator(c->directory, user->id))
        return ctx_fail(c, ERR_INVALID, S("role"),
                        S("role must stay what it is: this is the last administrator"));
    TRY(settle_email(c, user));
    user->updated_at = c->now;
    c->directory_changed = true;
    return refuse_taken(c, user_update(&c->store, user));
}

// ---- the end of a user ----

static str use_of_user(struct ctx *c, int64_t user_id)
{
    const struct directory *d = c->directory;
    struct arena *arena = c->store.arena;
    const struct escalation_policy *policy = escalation_naming(d, TARGET_USER, user_id);
    if (c->who.user_id == user_id)
        return S("this user made the API key of this request");
    for (size_t i = 0; i < d->keys.count; i++) {
        if (d->keys.items[i].user_id == user_id)
            return STR_JOIN(arena, S("this user made the API key "), d->keys.items[i].name);
    }
    if (is_last_administrator(d, user_id))
        return S("this user is the last administrator");
    if (policy != NULL)
        return STR_JOIN(arena, S("this user is named by the escalation policy "), policy->name);
    return (str){0};
}

enum err user_remove(struct ctx *c, int64_t user_id)
{
    bool is_responder = false;
    bool is_assigned = false;
    TRY(permit_change(c, user_id));
    const str use = use_of_user(c, user_id);
    if (use.p != NULL)
        return ctx_fail(c, ERR_INVALID, S("id"), use);
    TRY(responder_of_open(&c->store, user_id, &is_responder));
    if (is_responder)
        return ctx_fail(c, ERR_INVALID, S("id"), S("this user responds to an open incident"));
    c->directory_changed = true;
    TRY(memberships_delete(&c->store, user_id));
    TRY(incident_memberships_forget(&c->store, user_id));
    TRY(targets_forget(&c->store, TARGET_USER, user_id));
    TRY(private_subscriber_forget(&c->store, user_id));
    TRY(user_delete(&c->store, user_id)); // and then: see incident_hold.h
    TRY(user_assigned(&c->store, user_id, &is_assigned));
    return is_assigned ? ctx_fail(c, ERR_INVALID, S("id"), S("this user has a role in an incident"))
                       : OK;
}
