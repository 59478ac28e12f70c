// subscribe.c -- subscriptions inside the organisation.
// SPDX-License-Identifier: Apache-2.0
#include "core/subscribe.h"

/* People are known to everybody, teams to those who reach them. */
static bool is_visible(const struct ctx *c, const struct private_subscriber *subscriber)
{
    return subscriber->kind == SUBSCRIBER_USER || ctx_reaches(c, subscriber->id);
}

enum err subscribers_of(struct ctx *c, int64_t object_id, struct private_subscriber_list *out)
{
    struct private_subscriber_list all = {0};
    TRY(private_subscribers(&c->store, object_id, &all));
    struct private_subscriber *kept =
        arena_array(c->store.arena, struct private_subscriber, all.count);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++) {
        if (!all.items[i].is_opt_out && is_visible(c, &all.items[i]))
            kept[count++] = all.items[i];
    }
    *out = (struct private_subscriber_list){.items = kept, .count = count};
    return OK;
}

static bool exists(const struct ctx *c, const struct private_subscriber *subscriber)
{
    if (subscriber->kind == SUBSCRIBER_USER)
        return directory_user(c->directory, subscriber->id) != NULL;
    return directory_team(c->directory, subscriber->id) != NULL && is_visible(c, subscriber);
}

/* "[2].id": what a refusal names. */
static str field_of(struct ctx *c, size_t index)
{
    struct arena *arena = c->store.arena;
    return STR_JOIN(arena, S("["), str_from_i64(arena, (int64_t)index), S("].id"));
}

static enum err add_one(struct ctx *c, int64_t object_id, struct private_subscriber subscriber,
                        size_t index, bool again)
{
    bool changed = false;
    const str field = field_of(c, index);
    if (!exists(c, &subscriber))
        return ctx_fail(c, ERR_INVALID, field,
                        STR_JOIN(c->store.arena, field,
                                 subscriber.kind == SUBSCRIBER_USER ? S(" names no user")
                                                                    : S(" names no team")));
    subscriber.object_id = object_id;
    subscriber.is_opt_out = false;
    TRY(private_subscriber_add(&c->store, &subscriber, c->now, &changed));
    if (!changed && !again)
        return ctx_fail(c, ERR_INVALID, field,
                        STR_JOIN(c->store.arena, field, S(" is subscribed already")));
    return OK;
}

enum err subscribers_add(struct ctx *c, int64_t object_id, struct private_subscriber_list added,
                         bool again)
{
    TRY(ctx_lock_directory(c)); // nobody is subscribed who is gone
    for (size_t i = 0; i < added.count; i++)
        TRY(add_one(c, object_id, added.items[i], i, again));
    return OK;
}

enum err subscribers_replace(struct ctx *c, int64_t object_id,
                             struct private_subscriber_list wanted)
{
    TRY(private_subscribers_clear(&c->store, object_id, c->who.team_id));
    return subscribers_add(c, object_id, wanted, true);
}

/* A team that the principal does not see is no team to him, unless he speaks for himself. */
static bool is_in_a_team(const struct ctx *c, const struct private_subscriber_list *all,
                         int64_t user_id)
{
    const bool is_himself = user_id == c->who.user_id;
    for (size_t i = 0; i < all->count; i++) {
        const struct private_subscriber *row = &all->items[i];
        if (row->kind == SUBSCRIBER_TEAM && (is_himself || is_visible(c, row)) &&
            directory_is_member(c->directory, row->id, user_id))
            return true;
    }
    return false;
}

static bool is_subscribed(const struct private_subscriber_list *all,
                          const struct private_subscriber *wanted)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct private_subscriber *row = &all->items[i];
        if (row->kind == wanted->kind && row->id == wanted->id && !row->is_opt_out)
            return true;
    }
    return false;
}

enum err subscribers_remove(struct ctx *c, int64_t object_id, enum subscriber_kind kind,
                            int64_t subscriber_id)
{
    struct private_subscriber row = {.object_id = object_id, .kind = kind, .id = subscriber_id};
    struct private_subscriber_list all = {0};
    bool changed = false;
    TRY(private_subscribers(&c->store, object_id, &all));
    if (kind == SUBSCRIBER_USER && is_in_a_team(c, &all, subscriber_id)) {
        row.is_opt_out = true;
        return private_subscriber_add(&c->store, &row, c->now, &changed);
    }
    if (!is_visible(c, &row) || !is_subscribed(&all, &row))
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("nobody like that is subscribed"));
    return private_subscriber_remove(&c->store, &row, &changed);
}
