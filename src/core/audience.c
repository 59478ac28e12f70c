// audience.c -- finding and telling subscribers.
// SPDX-License-Identifier: Apache-2.0
#include "core/audience.h"

#include "store/history_store.h"
#include "store/subscriber_store.h"

// ---- pages ----

static bool page_shows_any(const struct directory *d, int64_t page_id, struct impact_list impacts)
{
    for (size_t i = 0; i < impacts.count; i++) {
        if (directory_page_holds(d, page_id, impacts.items[i].service_id))
            return true;
    }
    return false;
}

static struct id_list pages_showing(struct ctx *c, struct impact_list impacts, bool is_private)
{
    const struct directory *d = c->directory;
    int64_t *ids = arena_array(c->store.arena, int64_t, d->pages.count);
    size_t count = 0;
    for (size_t i = 0; i < d->pages.count; i++) {
        const struct status_page *page = &d->pages.items[i];
        if (page->is_activated && page->is_private == is_private &&
            page_shows_any(d, page->id, impacts))
            ids[count++] = page->id;
    }
    return (struct id_list){.items = ids, .count = count};
}

// ---- users ----

// One subscribed object: its rows, in a run of a list sorted by object.
struct object_rows {
    const struct private_subscriber *items;
    size_t count;
};

static struct object_rows next_object(const struct private_subscriber_list *all, size_t *at)
{
    const struct object_rows rows = {.items = all->items + *at};
    size_t end = *at;
    while (end < all->count && all->items[end].object_id == rows.items->object_id)
        end++;
    const size_t count = end - *at;
    *at = end;
    return (struct object_rows){.items = rows.items, .count = count};
}

static bool has_opted_out(struct object_rows rows, int64_t user_id)
{
    for (size_t i = 0; i < rows.count; i++) {
        if (rows.items[i].is_opt_out && rows.items[i].id == user_id)
            return true;
    }
    return false;
}

/* Marks those of the object's subscribers who want to be told; `told` has a place for each user of
 * the directory. */
static void mark_users(const struct directory *d, struct object_rows rows, bool *told)
{
    for (size_t i = 0; i < rows.count; i++) {
        const struct private_subscriber *row = &rows.items[i];
        const struct team_member_list members = directory_members_of(d, row->id);
        const struct user_account *user = directory_user(d, row->id);
        if (row->kind == SUBSCRIBER_USER && !row->is_opt_out && user != NULL)
            told[user - d->users.items] = true;
        for (size_t m = 0; row->kind == SUBSCRIBER_TEAM && m < members.count; m++) {
            user = directory_user(d, members.items[m].user_id);
            if (user != NULL && !has_opted_out(rows, user->id))
                told[user - d->users.items] = true;
        }
    }
}

static struct id_list objects_of(struct ctx *c, const struct audience *a, int64_t incident_id)
{
    const struct id_list parts[] = {a->services, a->public_pages, a->private_pages};
    int64_t *ids =
        arena_array(c->store.arena, int64_t, parts[0].count + parts[1].count + parts[2].count + 1);
    size_t count = 0;
    for (size_t p = 0; p < ARRAY_LEN(parts); p++) {
        for (size_t i = 0; i < parts[p].count; i++)
            ids[count++] = parts[p].items[i];
    }
    if (incident_id != 0)
        ids[count++] = incident_id;
    return (struct id_list){.items = ids, .count = count};
}

static enum err find_users(struct ctx *c, struct id_list objects, struct id_list *out)
{
    const struct directory *d = c->directory;
    struct private_subscriber_list rows = {0};
    TRY(private_subscribers_of(&c->store, objects, &rows));
    bool *told = arena_array(c->store.arena, bool, d->users.count);
    int64_t *ids = arena_array(c->store.arena, int64_t, d->users.count);
    size_t count = 0;
    for (size_t at = 0; at < rows.count;)
        mark_users(d, next_object(&rows, &at), told);
    for (size_t i = 0; i < d->users.count; i++) {
        if (told[i])
            ids[count++] = d->users.items[i].id;
    }
    *out = (struct id_list){.items = ids, .count = count};
    return OK;
}

enum err audience_has(struct ctx *c, struct id_list objects, int64_t user_id, bool *out)
{
    const struct directory *d = c->directory;
    const struct user_account *user = directory_user(d, user_id);
    struct private_subscriber_list rows = {0};
    TRY(private_subscribers_of(&c->store, objects, &rows));
    memset(out, 0, objects.count * sizeof(*out));
    for (size_t at = 0; user != NULL && at < rows.count;) {
        bool *told = arena_array(c->store.arena, bool, d->users.count);
        const struct object_rows one = next_object(&rows, &at);
        mark_users(d, one, told);
        for (size_t i = 0; i < objects.count; i++) {
            if (objects.items[i] == one.items->object_id)
                out[i] = told[user - d->users.items];
        }
    }
    return OK;
}

// ---- the whole ----

static struct id_list services_of(struct ctx *c, struct impact_list impacts)
{
    int64_t *ids = arena_array(c->store.arena, int64_t, impacts.count);
    for (size_t i = 0; i < impacts.count; i++)
        ids[i] = impacts.items[i].service_id;
    return (struct id_list){.items = ids, .count = impacts.count};
}

enum err audience_find(struct ctx *c, struct impact_list impacts, int64_t incident_id,
                       struct audience *out)
{
    struct audience a = {
        .services = services_of(c, impacts),
        .public_pages = pages_showing(c, impacts, false),
        .private_pages = pages_showing(c, impacts, true),
    };
    int64_t of_public = 0;
    int64_t of_private = 0;
    TRY(find_users(c, objects_of(c, &a, incident_id), &a.users));
    TRY(audience_count(&c->store, a.public_pages, a.services, &of_public));
    TRY(audience_count(&c->store, a.private_pages, a.services, &of_private));
    a.addresses = of_public + of_private;
    *out = a;
    return OK;
}

// ---- sending ----

static enum err write_notices(struct ctx *c, struct notice notice, struct id_list people,
                              bool are_users)
{
    while (people.count > 0) {
        struct id_run ids = {0};
        TRY(ctx_next_ids(c, people.count, &ids));
        const struct id_list some = {.items = people.items, .count = ids.count};
        notice.id = ids.first;
        TRY(outbox_insert_updates(&c->store, &notice, some, are_users));
        people.items += ids.count;
        people.count -= ids.count;
    }
    return OK;
}

enum err audience_tell(struct ctx *c, const struct audience *a, int64_t incident_id,
                       int64_t entry_id)
{
    const struct notice notice = {
        .incident_id = incident_id,
        .kind = NOTICE_UPDATE,
        .entry_id = entry_id,
        .via = S(""),
        .due_at = c->now,
        .created_at = c->now,
    };
    struct id_list of_public = {0};
    struct id_list of_private = {0};
    TRY(audience_list(&c->store, a->public_pages, a->services, &of_public));
    TRY(audience_list(&c->store, a->private_pages, a->services, &of_private));
    TRY(write_notices(c, notice, a->users, true));
    TRY(write_notices(c, notice, of_public, false));
    return write_notices(c, notice, of_private, false);
}
