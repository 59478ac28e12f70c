// public_subscriber.c -- addresses of status pages.
//
// Each row notes whether its address is on no other page (is_alone), so that most of an audience is
// counted by an index. The note hangs on rows of other pages: whoever adds or removes addresses
// holds the organisation's lock.
// SPDX-License-Identifier: Apache-2.0
#include "core/public_subscriber.h"

#include "core/configure.h"

enum { PHONE_LEAST_DIGITS = 5, PHONE_MOST_DIGITS = 15 }; // ITU-T E.164

// ---- one address ----

/* +4915112345678 */
static bool is_phone(str text)
{
    if (text.n < 1 + PHONE_LEAST_DIGITS || text.n > 1 + PHONE_MOST_DIGITS || text.p[0] != '+')
        return false;
    for (size_t i = 1; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
    }
    return true;
}

static bool has_blank(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] <= ' ' || text.p[i] == 0x7F)
            return true;
    }
    return false;
}

static bool is_url(str text)
{
    const str scheme = str_starts(text, S("https://")) ? S("https://") : S("http://");
    const str rest = str_slice(text, scheme.n, text.n);
    return text.n <= TARGET_MAX_BYTES && str_starts(text, scheme) && rest.n > 0 &&
           rest.p[0] != '/' && !has_blank(text);
}

static bool is_target(enum address_kind kind, str text)
{
    switch (kind) {
    case ADDRESS_EMAIL:
        return email_is_plausible(text);
    case ADDRESS_SMS:
        return is_phone(text);
    case ADDRESS_WEBHOOK:
        return is_url(text);
    case ADDRESS_KIND_COUNT:
        break;
    }
    return false;
}

static enum err refuse(struct ctx *c, size_t index, str member, str why)
{
    struct arena *arena = c->store.arena;
    const str field = STR_JOIN(arena, S("["), str_from_i64(arena, (int64_t)index), S("]."), member);
    return ctx_fail(c, ERR_INVALID, field, STR_JOIN(arena, field, why));
}

static enum err refuse_target(struct ctx *c, size_t index, enum address_kind kind)
{
    static const str whys[ADDRESS_KIND_COUNT] = {
        [ADDRESS_EMAIL] = S(" must be an e-mail address"),
        [ADDRESS_SMS] = S(" must be a telephone number such as +4915112345678"),
        [ADDRESS_WEBHOOK] = S(" must be an http or https URL"),
    };
    return refuse(c, index, S("target"), whys[kind]);
}

static enum err check(struct ctx *c, int64_t page_id, struct public_subscriber *subscriber,
                      size_t index)
{
    if (!is_target(subscriber->kind, subscriber->target))
        return refuse_target(c, index, subscriber->kind);
    if (subscriber->kind == ADDRESS_EMAIL)
        subscriber->target = str_lower(c->store.arena, subscriber->target);
    for (size_t i = 0; i < subscriber->services.count; i++) {
        if (!directory_page_holds(c->directory, page_id, subscriber->services.items[i]))
            return refuse(c, index, S("services"), S(" must be services of the page"));
    }
    subscriber->is_filtered = subscriber->services.count > 0;
    return OK;
}

enum err public_subscribers_of(struct ctx *c, int64_t page_id, struct page page,
                               struct public_subscriber_list *out)
{
    return public_subscriber_list(&c->store, page_id, page, out);
}

// ---- writing ----

static enum err renew(struct ctx *c, int64_t page_id, struct public_subscriber *subscriber)
{
    struct public_subscriber present = {0};
    TRY(public_subscriber_by_address(&c->store, page_id, subscriber->kind, subscriber->target,
                                     &present));
    subscriber->id = present.id;
    subscriber->created_at = present.created_at;
    if (present.confirmed_at != 0)
        subscriber->confirmed_at = present.confirmed_at;
    TRY(public_subscriber_update(&c->store, page_id, subscriber));
    return public_subscriber_services_set(&c->store, subscriber->id, subscriber->services);
}

static enum err add(struct ctx *c, int64_t page_id, struct public_subscriber *subscriber)
{
    bool inserted = false;
    TRY(ctx_next_id(c, &subscriber->id));
    subscriber->created_at = c->now;
    TRY(public_subscriber_insert(&c->store, page_id, subscriber, &inserted));
    if (!inserted)
        return renew(c, page_id, subscriber);
    if (subscriber->is_filtered)
        TRY(public_subscriber_services_set(&c->store, subscriber->id, subscriber->services));
    return public_subscriber_recount(&c->store, subscriber->kind, subscriber->target);
}

static bool has_filter(struct public_subscriber_list added)
{
    for (size_t i = 0; i < added.count; i++) {
        if (added.items[i].services.count > 0)
            return true;
    }
    return false;
}

enum err public_subscribers_add(struct ctx *c, int64_t page_id, struct public_subscriber_list added)
{
    if (has_filter(added))
        TRY(ctx_lock_directory(c)); // the page goes on showing what they want to hear of
    for (size_t i = 0; i < added.count; i++)
        TRY(check(c, page_id, &added.items[i], i));
    TRY(public_subscribers_lock(&c->store));
    const enum err held = page_hold(&c->store, page_id);
    if (held == ERR_NOT_FOUND)
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such status page"));
    TRY(held);
    for (size_t i = 0; i < added.count; i++)
        TRY(add(c, page_id, &added.items[i]));
    return OK;
}

enum err public_subscriber_remove(struct ctx *c, int64_t page_id, int64_t id)
{
    struct public_subscriber present = {0};
    TRY(public_subscribers_lock(&c->store));
    const enum err found = public_subscriber_get(&c->store, page_id, id, &present);
    if (found == ERR_NOT_FOUND)
        return ctx_fail(c, ERR_NOT_FOUND, (str){0}, S("no such subscriber"));
    TRY(found);
    TRY(public_subscriber_delete(&c->store, page_id, id));
    return public_subscriber_recount(&c->store, present.kind, present.target);
}
