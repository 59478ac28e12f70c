// world_services.c -- services, pages and subscribers for the tests of core.
// SPDX-License-Identifier: Apache-2.0
#include "world_services.h"

#include "core/incident_change.h"
#include "core/service.h"
#include "sql_queries.h"

static int64_t next_id(struct world *w)
{
    int64_t id = 0;
    assert_ok(ctx_next_id(&w->c, &id));
    return id;
}

void world_reload(struct world *w)
{
    w->c.directory_changed = true;
    world_commit(w, w->c.now - START);
}

int64_t add_service(struct world *w, str name)
{
    struct service service = {.team_id = w->ops, .name = name, .description = S("")};
    assert_ok(service_create(&w->c, &service, NULL));
    world_reload(w);
    return service.id;
}

int64_t add_page(struct world *w, enum page_look look, struct id_list services)
{
    const struct store *s = &w->c.store;
    const int64_t page_id = next_id(w);
    assert_ok(db_exec(s->db, LOOK_ADD_PAGE,
                      P(s->org_id, page_id, S("Page"), look == PAGE_PRIVATE, look != PAGE_OFF)));
    for (size_t i = 0; i < services.count; i++) {
        const bool is_grouped = i > 0 && i + 1 == services.count;
        assert_ok(db_exec(s->db, LOOK_ADD_ELEMENT,
                          P(s->org_id, page_id, (int64_t)i, services.items[i],
                            db_optional(is_grouped ? next_id(w) : 0))));
    }
    world_reload(w);
    return page_id;
}

void add_window(struct world *w, int64_t service_id, msec from, msec until, msec removed)
{
    const struct store *s = &w->c.store;
    const int64_t window_id = next_id(w);
    const msec end = removed != 0 && removed < until ? removed : until;
    assert_ok(db_exec(s->db, LOOK_ADD_WINDOW,
                      P(s->org_id, window_id, START + from, START + end,
                        db_optional(removed == 0 ? 0 : START + removed), w->admin)));
    assert_ok(db_exec(s->db, LOOK_ADD_WINDOW_TARGET, P(s->org_id, window_id, service_id)));
    world_reload(w);
}

static int64_t add_row(struct world *w, int64_t page_id, str target, msec confirmed_at,
                       bool is_filtered)
{
    const struct store *s = &w->c.store;
    const int64_t id = next_id(w);
    const str kind = address_kind_words[ADDRESS_EMAIL];
    assert_ok(db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_INSERT,
                      P(s->org_id, page_id, id, kind, target, S("en"), db_optional(confirmed_at),
                        is_filtered, START)));
    assert_ok(db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_RECOUNT, P(s->org_id, kind, target)));
    return id;
}

int64_t add_address(struct world *w, int64_t page_id, str target, struct id_list services)
{
    const struct store *s = &w->c.store;
    const int64_t id = add_row(w, page_id, target, START, services.count > 0);
    for (size_t i = 0; i < services.count; i++)
        assert_ok(db_exec(s->db, SQL_PUBLIC_SUBSCRIBER_SERVICE_INSERT,
                          P(s->org_id, id, services.items[i])));
    return id;
}

int64_t add_unconfirmed(struct world *w, int64_t page_id, str target)
{
    return add_row(w, page_id, target, 0, false);
}

static void add_private(struct world *w, const struct private_subscriber *subscriber)
{
    bool changed = false;
    assert_ok(private_subscriber_add(&w->c.store, subscriber, w->c.now, &changed));
    assert_true(changed);
}

void add_subscriber(struct world *w, int64_t object_id, enum subscriber_kind kind, int64_t id)
{
    add_private(w, &(struct private_subscriber){.object_id = object_id, .kind = kind, .id = id});
}

void add_opt_out(struct world *w, int64_t object_id, int64_t user_id)
{
    add_private(
        w, &(struct private_subscriber){.object_id = object_id, .id = user_id, .is_opt_out = true});
}

struct public_draft public_draft(const struct world *w, str summary, enum public_status status)
{
    struct impact *impact = arena_new(w->c.store.arena, struct impact);
    *impact = (struct impact){.service_id = w->mail, .impact = SERVICE_MAJOR_OUTAGE};
    return (struct public_draft){
        .summary = summary,
        .has_status = true,
        .status = status,
        .has_impacts = true,
        .impacts = {.items = impact, .count = 1},
    };
}

int64_t publish(struct world *w, const struct public_draft *draft)
{
    int64_t id = 0;
    assert_ok(public_incident_create(&w->c, draft, &id));
    return id;
}

void update(struct world *w, int64_t incident_id, const struct public_draft *draft)
{
    const struct incident_handle handle = handle_of(w, incident_id);
    struct incident incident = {0};
    assert_ok(incident_load_locked(&w->c, &handle, &incident));
    assert_ok(public_incident_update(&w->c, &incident, draft));
}

str affected_by(struct world *w, int64_t incident_id)
{
    return look(&w->c.store, LOOK_AFFECTED, P(w->c.store.org_id, incident_id));
}

str periods_of(struct world *w, int64_t incident_id)
{
    return look(&w->c.store, LOOK_PERIODS, P(w->c.store.org_id, incident_id, START));
}
