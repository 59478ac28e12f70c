// page_store.c -- status pages and their addresses.
// SPDX-License-Identifier: Apache-2.0
#include "store/page_store.h"

#include "sql_queries.h"
#include "store/directory_store.h"

// ---- pages ----

enum err page_insert(struct store *s, const struct status_page *page)
{
    return db_exec(s->db, SQL_PAGE_INSERT,
                   P(s->org_id, page->id, page->name, page->subdomain, page->domain,
                     page->time_zone, page->is_private, page->is_activated, page->presentation,
                     page->created_at));
}

enum err page_update(struct store *s, const struct status_page *page)
{
    return db_exec(s->db, SQL_PAGE_UPDATE,
                   P(s->org_id, page->id, page->name, page->subdomain, page->domain,
                     page->time_zone, page->is_private, page->is_activated, page->presentation,
                     page->updated_at));
}

enum err page_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_PAGE_DELETE, P(s->org_id, id));
}

enum err page_hold(struct store *s, int64_t id)
{
    int64_t unused = 0;
    return db_one(s->db, s->arena, SQL_PAGE_HOLD, P(s->org_id, id), row_read_i64, &unused);
}

enum err page_group_insert(struct store *s, const struct page_group *group)
{
    return db_exec(s->db, SQL_PAGE_GROUP_INSERT,
                   P(s->org_id, group->id, group->page_id, group->name));
}

enum err page_group_update(struct store *s, const struct page_group *group)
{
    return db_exec(s->db, SQL_PAGE_GROUP_UPDATE, P(s->org_id, group->id, group->name));
}

enum err page_group_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_PAGE_GROUP_DELETE, P(s->org_id, id));
}

enum err page_groups_delete(struct store *s, int64_t page_id)
{
    return db_exec(s->db, SQL_PAGE_GROUPS_DELETE, P(s->org_id, page_id));
}

enum err page_elements_set(struct store *s, int64_t page_id, struct page_element_list elements)
{
    TRY(db_exec(s->db, SQL_PAGE_ELEMENTS_DELETE, P(s->org_id, page_id)));
    for (size_t i = 0; i < elements.count; i++) {
        const struct page_element *element = &elements.items[i];
        TRY(db_exec(s->db, SQL_PAGE_ELEMENT_INSERT,
                    P(s->org_id, page_id, (int64_t)i, element_kind_words[element->kind],
                      element->target_id, db_optional(element->group_id), element->options)));
    }
    return OK;
}

// ---- addresses: written ----

enum err public_subscribers_lock(struct store *s)
{
    int64_t unused = 0;
    return db_one(s->db, s->arena, SQL_PUBLIC_SUBSCRIBERS_LOCK, P(s->org_id), row_read_i64,
                  &unused);
}

enum err public_subscriber_insert(struct store *s, int64_t page_id,
                                  const struct public_subscriber *subscriber, bool *out_inserted)
{
    int64_t inserted = 0;
    TRY(db_exec_count(s->db, SQL_PUBLIC_SUBSCRIBER_INSERT,
                      P(s->org_id, page_id, subscriber->id, address_kind_words[subscriber->kind],
                        subscriber->target, subscriber->locale,
                        db_optional(subscriber->confirmed_at), subscriber->is_filtered,
                        subscriber->created_at),
                      &inserted));
    *out_inserted = inserted > 0;
    return OK;
}

enum err public_subscriber_update(struct store *s, int64_t page_id,
                                  const struct public_subscriber *subscriber)
{
    return db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_UPDATE,
                   P(s->org_id, page_id, subscriber->id, subscriber->locale,
                     db_optional(subscriber->confirmed_at), subscriber->is_filtered));
}

enum err public_subscriber_services_set(struct store *s, int64_t id, struct id_list services)
{
    TRY(db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_SERVICES_DELETE, P(s->org_id, id)));
    for (size_t i = 0; i < services.count; i++)
        TRY(db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_SERVICE_INSERT,
                    P(s->org_id, id, services.items[i])));
    return OK;
}

enum err public_subscriber_delete(struct store *s, int64_t page_id, int64_t id)
{
    TRY(db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_SERVICES_DELETE, P(s->org_id, id)));
    return db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_DELETE, P(s->org_id, page_id, id));
}

enum err public_subscriber_recount(struct store *s, enum address_kind kind, str target)
{
    return db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_RECOUNT,
                   P(s->org_id, address_kind_words[kind], target));
}

enum err public_subscribers_drop(struct store *s, int64_t page_id)
{
    TRY(db_exec(s->db, SQL_PUBLIC_SUBSCRIBERS_PART, P(s->org_id, page_id)));
    TRY(db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_FILTERS_DELETE, P(s->org_id, page_id)));
    return db_exec(s->db, SQL_PUBLIC_SUBSCRIBERS_DELETE, P(s->org_id, page_id));
}

// ---- addresses: read ----

static enum err read_subscriber(struct row *row, struct arena *arena, void *out)
{
    struct public_subscriber *subscriber = out;
    subscriber->id = row_i64(row);
    const str kind = row_str(row, arena);
    subscriber->target = row_str(row, arena);
    subscriber->locale = row_str(row, arena);
    subscriber->confirmed_at = row_i64(row);
    subscriber->is_filtered = row_bool(row);
    subscriber->created_at = row_i64(row);
    TRY(row_end(row));
    const int index = word_find(address_kind_words, ADDRESS_KIND_COUNT, kind);
    CHECK(index >= 0);
    subscriber->kind = (enum address_kind)index;
    return OK;
}

enum err public_subscriber_get(struct store *s, int64_t page_id, int64_t id,
                               struct public_subscriber *out)
{
    return db_one(s->db, s->arena, SQL_PUBLIC_SUBSCRIBER_GET, P(s->org_id, page_id, id),
                  read_subscriber, out);
}

enum err public_subscriber_by_address(struct store *s, int64_t page_id, enum address_kind kind,
                                      str target, struct public_subscriber *out)
{
    return db_one(s->db, s->arena, SQL_PUBLIC_SUBSCRIBER_BY_ADDRESS,
                  P(s->org_id, page_id, address_kind_words[kind], target), read_subscriber, out);
}

// A service that a subscriber wants to hear of.
struct wanted {
    int64_t subscriber_id;
    int64_t service_id;
};

static enum err read_wanted(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct wanted *wanted = out;
    wanted->subscriber_id = row_i64(row);
    wanted->service_id = row_i64(row);
    return row_end(row);
}

enum { WANTED_MAX_ROWS = 200000 };

/* Both lists are by subscriber. */
static void share_out(struct arena *arena, struct public_subscriber_list *list,
                      const struct wanted *wanted, size_t count)
{
    int64_t *ids = arena_array(arena, int64_t, count);
    size_t at = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct public_subscriber *subscriber = &list->items[i];
        subscriber->services.items = ids + at;
        for (; at < count && wanted[at].subscriber_id == subscriber->id; at++) {
            ids[at] = wanted[at].service_id;
            subscriber->services.count++;
        }
    }
}

static enum err read_services(struct store *s, struct public_subscriber_list *list)
{
    int64_t *ids = arena_array(s->arena, int64_t, list->count);
    struct db_rows rows = {0};
    for (size_t i = 0; i < list->count; i++)
        ids[i] = list->items[i].id;
    const struct id_list subscribers = {.items = ids, .count = list->count};
    TRY(db_many(s->db, s->arena, SQL_PUBLIC_SUBSCRIBER_SERVICES_LIST,
                P(s->org_id, id_list_json(s->arena, subscribers)), read_wanted,
                sizeof(struct wanted), WANTED_MAX_ROWS, &rows));
    share_out(s->arena, list, rows.items, rows.count);
    return OK;
}

enum err public_subscriber_list(struct store *s, int64_t page_id, struct page page,
                                struct public_subscriber_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_PUBLIC_SUBSCRIBER_LIST,
                P(s->org_id, page_id, page.take, page.skip), read_subscriber,
                sizeof(struct public_subscriber), (size_t)page.take, &rows));
    struct public_subscriber_list list = {.items = rows.items, .count = rows.count};
    TRY(read_services(s, &list));
    *out = list;
    return OK;
}
