// ctx.c -- permission and ids of one use case.
// SPDX-License-Identifier: Apache-2.0
#include "core/ctx.h"

#include "base/link.h"

void ctx_not_before(struct ctx *c, msec at)
{
    if (c->now < at)
        c->now = at;
}

enum err ctx_check_link(struct ctx *c, str field, str link)
{
    if (link.n == 0 || link_is_good(link))
        return OK;
    return ctx_fail(
        c, ERR_INVALID, field,
        STR_JOIN(c->store.arena, field, S(" must be a link such as https://example.com/")));
}

enum err ctx_lock_directory(struct ctx *c)
{
    TRY(write_group_lock_directory(c->group, c->store.db));
    c->directory = write_group_directory(c->group);
    return OK;
}

enum err ctx_next_id(struct ctx *c, int64_t *out)
{
    CHECK(c->group != NULL);
    return write_group_next_id(c->group, c->store.db, out);
}

enum err ctx_next_ids(struct ctx *c, size_t wanted, struct id_run *out)
{
    CHECK(c->group != NULL);
    return write_group_next_ids(c->group, c->store.db, wanted, out);
}

enum err ctx_stamp(struct ctx *c, int64_t *id, msec *created_at, msec *updated_at)
{
    TRY(ctx_next_id(c, id));
    *created_at = c->now;
    *updated_at = c->now;
    c->directory_changed = true;
    return OK;
}

enum err ctx_refresh(struct ctx *c)
{
    if (!c->directory_changed)
        return OK;
    TRY(write_group_directory_changed(c->group, c->store.db));
    c->directory = write_group_directory(c->group);
    c->directory_changed = false;
    return OK;
}

enum err ctx_permit(struct ctx *c, enum scope scope)
{
    if ((c->who.scopes & (unsigned)scope) != 0)
        return OK;
    return ctx_fail(c, ERR_FORBIDDEN, (str){0},
                    S("this key does not have the permission for that"));
}

enum err ctx_permit_organisation(struct ctx *c)
{
    if (c->who.team_id == 0)
        return OK;
    return ctx_fail(c, ERR_FORBIDDEN, (str){0}, S("this key reaches one team only"));
}

bool ctx_reaches(const struct ctx *c, int64_t team_id)
{
    return c->who.team_id == 0 || c->who.team_id == team_id;
}

bool ctx_reaches_object(const struct ctx *c, int64_t object_id)
{
    return c->who.team_id == 0 || directory_is_shared(c->directory, object_id, c->who.team_id);
}

bool ctx_sees_private(const struct ctx *c)
{
    return (c->who.scopes & SCOPE_PRIVATE) != 0;
}
