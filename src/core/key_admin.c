// key_admin.c -- keys for the command line.
// SPDX-License-Identifier: Apache-2.0
#include "core/key_admin.h"

#include "base/buf.h"
#include "core/api_keys.h"
#include "core/configure.h"

enum { LIST_MAX_BYTES = 1024 * 1024 };

static enum err read_scopes(struct ctx *c, const struct key_order *order, unsigned *out)
{
    unsigned scopes = order->scope_count == 0 ? SCOPE_ALL : 0;
    for (size_t i = 0; i < order->scope_count; i++) {
        const unsigned bit = scope_find(order->scopes[i]);
        if (bit == 0)
            return ctx_fail(c, ERR_INVALID, S("scope"),
                            S("scope must be read, respond, manage, admin, intake or private"));
        scopes |= bit;
    }
    *out = scopes;
    return OK;
}

/* Keys made by the owner of the machine act for the first administrator. */
static int64_t administrator_of(const struct directory *d)
{
    for (size_t i = 0; i < d->users.count; i++) {
        if (d->users.items[i].role == ROLE_ADMIN)
            return d->users.items[i].id;
    }
    return d->users.count > 0 ? d->users.items[0].id : 0;
}

enum err key_admin_create(struct ctx *c, const struct key_order *order, str *out_text)
{
    struct api_key key = {.name = order->name};
    if (!key_name_is_plain(order->name) || order->name.n > NAME_MAX_BYTES)
        return ctx_fail(c, ERR_INVALID, S("name"),
                        S("name must be 1 to 255 bytes without control characters"));
    TRY(read_scopes(c, order, &key.scopes));
    TRY(ctx_lock_directory(c));
    key.user_id = administrator_of(c->directory);
    if (order->team_uid.p != NULL) {
        const struct team *team = directory_team_by_uid(c->directory, order->team_uid);
        if (team == NULL)
            return ctx_fail(c, ERR_NOT_FOUND, S("team"), S("no team has this uid"));
        key.team_id = team->id;
    }
    return api_key_create(c, &key, out_text);
}

enum err key_admin_revoke(struct ctx *c, str id)
{
    int64_t number = 0;
    if (!str_to_i64(id, &number))
        return ctx_fail(c, ERR_NOT_FOUND, S("id"), S("no key has this id"));
    return api_key_remove(c, number);
}

static void add_scopes(struct buf *out, unsigned scopes)
{
    bool is_first = true;
#define X(name, text, bit)                                                                         \
    if ((scopes & (bit)) != 0) {                                                                   \
        buf_add(out, is_first ? S("") : S(","));                                                   \
        buf_add(out, S(text));                                                                     \
        is_first = false;                                                                          \
    }
    SCOPES(X)
#undef X
}

static void add_key(struct buf *out, const struct directory *d, const struct api_key *key)
{
    const struct team *team = directory_team(d, key->team_id);
    buf_add_i64(out, key->id);
    buf_add_byte(out, '\t');
    buf_add(out, key->name);
    buf_add_byte(out, '\t');
    buf_add(out, team == NULL ? S("all teams") : team->uid);
    buf_add_byte(out, '\t');
    add_scopes(out, key->scopes);
    buf_add(out, S("\t..."));
    buf_add(out, key->hint);
    buf_add_byte(out, '\n');
}

str key_admin_list(struct ctx *c)
{
    struct buf out;
    buf_init(&out, c->store.arena, LIST_MAX_BYTES);
    for (size_t i = 0; i < c->directory->keys.count; i++) {
        if (c->directory->keys.items[i].revoked_at == 0)
            add_key(&out, c->directory, &c->directory->keys.items[i]);
    }
    return buf_str(&out);
}
