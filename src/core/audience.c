// audience.c -- finding and telling subscribers.
// SPDX-License-Identifier: Apache-2.0
#include "core/audience.h"

#include "store/history_store.h"
#include "store/subscriber_store.h"

// ---- pages ----

static bool is_affected(struct impact_list impacts, int64_t service_id)
{
    for (size_t i = 0; i < impacts.count; i++) {
        if (impacts.items[i].service_id == service_id)
            return true;
    }
    return false;
}

static bool page_shows_any(const struct directory *d, int64_t page_id, struct impact_list impacts)
{
    const struct page_element_list elements = directory_elements_of(d, page_id);
    for (size_t i = 0; i < elements.count; i++) {
        if (elements.items[i].kind == ELEMENT_SERVICE &&
            is_affected(impacts, elements.items[i].target_id))
            return true;
    }
    return false;
}

/* Fills the two lists of pages: activated, and showing one of the services. */
static void find_pages(struct ctx *c, struct impact_list impacts, struct audience *a)
{
    const struct directory *d = c->directory;
    int64_t *of_public = arena_array(c->store.arena, int64_t, d->pages.count);
    int64_t *of_private = arena_array(c->store.arena, int64_t, d->pages.count);
    a->public_pages.items = of_public;
    a->private_pages.items = of_private;
    for (size_t i = 0; i < d->pages.count; i++) {
        const struct status_page *page = &d->pages.items[i];
        if (!page->is_activated || !page_shows_any(d, page->id, impacts))
            continue;
        if (page->is_private)
            of_private[a->private_pages.count++] = page->id;
        else
            of_public[a->public_pages.count++] = page->id;
    }
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

/* The user's place in the directory; false for one who is no more. */
static bool place_of(const struct directory *d, int64_t user_id, size_t *out)
{
    const struct user_account *user = directory_user(d, user_id);
    if (user != NULL)
        *out = (size_t)(user - d->users.items);
    return user != NULL;
}

// For each user of the directory: is he told; and the last object that he does not want to hear of.
struct marks {
    bool *told;
    int64_t *refused;
};

static void mark_team(const struct directory *d, const struct private_subscriber *row,
                      struct marks *marks)
{
    const struct team_member_list members = directory_members_of(d, row->id);
    for (size_t i = 0; i < members.count; i++) {
        size_t place = 0;
        if (place_of(d, members.items[i].user_id, &place) &&
            marks->refused[place] != row->object_id)
            marks->told[place] = true;
    }
}

/* Marks those of the object's subscribers who want to be told. Who opted out stands before the
 * teams: users come first. */
static void mark_users(const struct directory *d, struct object_rows rows, struct marks *marks)
{
    for (size_t i = 0; i < rows.count; i++) {
        const struct private_subscriber *row = &rows.items[i];
        size_t place = 0;
        if (row->kind == SUBSCRIBER_TEAM)
            mark_team(d, row, marks);
        else if (place_of(d, row->id, &place) && row->is_opt_out)
            marks->refused[place] = row->object_id;
        else if (place_of(d, row->id, &place))
            marks->told[place] = true;
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
    struct marks marks = {
        .told = arena_array(c->store.arena, bool, d->users.count),
        .refused = arena_array(c->store.arena, int64_t, d->users.count),
    };
    int64_t *ids = arena_array(c->store.arena, int64_t, d->users.count);
    size_t count = 0;
    for (size_t at = 0; at < rows.count;)
        mark_users(d, next_object(&rows, &at), &marks);
    for (size_t i = 0; i < d->users.count; i++) {
        if (marks.told[i])
            ids[count++] = d->users.items[i].id;
    }
    *out = (struct id_list){.items = ids, .count = count};
    return OK;
}

/* Does this object's row, or that of a team, mean the user, and did he not opt out? */
static bool means_user(const struct directory *d, struct object_rows rows, int64_t user_id)
{
    bool by_team = false;
    for (size_t i = 0; i < rows.count; i++) {
        const struct private_subscriber *row = &rows.items[i];
        if (row->kind == SUBSCRIBER_USER && row->id == user_id)
            return !row->is_opt_out;
        by_team =
            by_team || (row->kind == SUBSCRIBER_TEAM && directory_is_member(d, row->id, user_id));
    }
    return by_team;
}

enum err audience_has(struct ctx *c, struct id_list objects, int64_t user_id, bool *out)
{
    struct private_subscriber_list rows = {0};
    TRY(private_subscribers_of(&c->store, objects, &rows));
    memset(out, 0, objects.count * sizeof(*out));
    for (size_t at = 0; at < rows.count;) {
        const struct object_rows one = next_object(&rows, &at);
        for (size_t i = 0; i < objects.count; i++) {
            if (objects.items[i] == one.items->object_id)
                out[i] = means_user(c->directory, one, user_id);
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
    struct audience a = {.services = services_of(c, impacts)};
    int64_t of_public = 0;
    int64_t of_private = 0;
    find_pages(c, impacts, &a);
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
