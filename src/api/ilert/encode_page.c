// encode_page.c -- status pages and their groups.
//
// How the services of all the pages of an answer are, and have been, is asked once, before anything
// is written.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/page.h"

#include "api/ilert/ilert.h"
#include "core/audience.h"
#include "core/service.h"
#include "core/uptime.h"
#include "model/service_status.h"

// What an answer is written from.
struct page_view {
    struct api_request *q;
    enum page_shape shape;
    unsigned includes;
    struct service_status_map now; // of all services that the pages show
    struct id_list timed;          // those whose uptime is shown, in order
    struct uptime *uptimes;        // one for each
};

// ---- how services are ----

/* NULL for a group. */
static const struct service *service_of(const struct directory *d,
                                        const struct page_element *element)
{
    return element->kind == ELEMENT_SERVICE ? directory_service(d, element->target_id) : NULL;
}

/* What the pages show, with repetition. */
static struct id_list services_of(struct api_request *q, struct id_list pages)
{
    const struct directory *d = q->ctx.directory;
    size_t most = 0;
    size_t count = 0;
    for (size_t i = 0; i < pages.count; i++)
        most += directory_elements_of(d, pages.items[i]).count;
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, most);
    for (size_t i = 0; i < pages.count; i++) {
        const struct page_element_list elements = directory_elements_of(d, pages.items[i]);
        for (size_t n = 0; n < elements.count; n++) {
            if (elements.items[n].kind == ELEMENT_SERVICE)
                ids[count++] = elements.items[n].target_id;
        }
    }
    return (struct id_list){.items = ids, .count = count};
}

/* Those of the services that let their uptime be shown. */
static struct id_list timed_services(struct api_request *q, struct id_list services)
{
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, services.count);
    size_t count = 0;
    for (size_t i = 0; i < services.count; i++) {
        const struct service *service = directory_service(q->ctx.directory, services.items[i]);
        if (service != NULL && service->shows_uptime)
            ids[count++] = service->id;
    }
    return (struct id_list){.items = ids, .count = count};
}

static enum err look_at(struct api_request *q, struct id_list pages, struct page_view *view)
{
    view->q = q;
    TRY(service_statuses(&q->ctx, services_of(q, pages), &view->now));
    if ((view->includes & PAGE_UPTIME) == 0)
        return OK;
    view->timed = timed_services(q, view->now.services);
    if (view->timed.count > HISTORY_SERVICES_MAX)
        return api_fail(q, ERR_INVALID, S("include"),
                        STR_JOIN(q->ctx.store.arena, S("include can be uptime of at most "),
                                 str_from_i64(q->ctx.store.arena, HISTORY_SERVICES_MAX),
                                 S(" services")));
    return service_uptimes(&q->ctx, view->timed, &view->uptimes);
}

static enum service_status status_of(const struct page_view *view, const struct service *service)
{
    return service_status_in(&view->now, service->id);
}

/* Of a group, or with 0 of the whole page. */
static enum service_status worst_of(const struct page_view *view, int64_t page_id, int64_t group_id)
{
    const struct directory *d = view->q->ctx.directory;
    const struct page_element_list elements = directory_elements_of(d, page_id);
    enum service_status worst = SERVICE_OPERATIONAL;
    for (size_t i = 0; i < elements.count; i++) {
        if (group_id != 0 && elements.items[i].group_id != group_id)
            continue;
        const struct service *service = service_of(d, &elements.items[i]);
        if (service != NULL)
            worst = service_status_worse(worst, status_of(view, service));
    }
    return worst;
}

// ---- what a page shows ----

/* What GET answers has no alias, by the vendor's document; what a write answers has. */
static void write_service(const struct page_view *view, const struct service *service)
{
    struct service shown = *service;
    const size_t timed = id_list_find(view->timed, service->id);
    if (view->shape != PAGE_WRITTEN)
        shown.alias = (str){0};
    jw_obj(&view->q->w, ITEM);
    ilert_write_service_members(view->q, &shown, status_of(view, service));
    if (timed < view->timed.count)
        ilert_write_uptime(view->q, &view->uptimes[timed]);
    jw_end(&view->q->w);
}

static void write_services(const struct page_view *view, int64_t page_id)
{
    const struct directory *d = view->q->ctx.directory;
    const struct page_element_list elements = directory_elements_of(d, page_id);
    jw_arr(&view->q->w, S("services"));
    for (size_t i = 0; i < elements.count; i++) {
        const struct service *service = service_of(d, &elements.items[i]);
        if (service != NULL)
            write_service(view, service);
    }
    jw_end(&view->q->w);
}

/* Leaves the object open. */
static void begin_element(struct json_writer *w, const struct page_element *element)
{
    str rest = element->options;
    jw_obj(w, ITEM);
    jw_i64(w, S("id"), element->target_id);
    jw_str(w, S("type"), ilert_element_words[element->kind]);
    if (rest.n == 0)
        return;
    jw_arr(w, S("options"));
    while (rest.p != NULL)
        jw_str(w, ITEM, str_cut(&rest, ','));
    jw_end(w);
}

/* The group at `at`, with those behind it that are in it; where what comes next is. */
static size_t write_group_element(struct json_writer *w, struct page_element_list elements,
                                  size_t at)
{
    const int64_t group_id = elements.items[at].target_id;
    begin_element(w, &elements.items[at++]);
    jw_arr(w, S("children"));
    for (; at < elements.count && elements.items[at].group_id == group_id; at++) {
        begin_element(w, &elements.items[at]);
        jw_end(w);
    }
    jw_end(w);
    jw_end(w);
    return at;
}

static void write_structure(struct api_request *q, int64_t page_id)
{
    const struct page_element_list elements = directory_elements_of(q->ctx.directory, page_id);
    jw_obj(&q->w, S("structure"));
    jw_arr(&q->w, S("elements"));
    for (size_t i = 0; i < elements.count;) {
        if (elements.items[i].kind == ELEMENT_GROUP) {
            i = write_group_element(&q->w, elements, i);
            continue;
        }
        begin_element(&q->w, &elements.items[i++]);
        jw_end(&q->w);
    }
    jw_end(&q->w);
    jw_end(&q->w);
}

// ---- groups ----

static void write_group(const struct page_view *view, const struct page_group *group)
{
    struct json_writer *w = &view->q->w;
    jw_obj(w, ITEM);
    jw_i64(w, S("id"), group->id);
    jw_str(w, S("name"), group->name);
    jw_str(w, S("status"), service_status_words[worst_of(view, group->page_id, group->id)]);
    jw_end(w);
}

enum err ilert_write_group(struct api_request *q, const struct page_group *group)
{
    struct page_view view = {0};
    TRY(look_at(q, (struct id_list){.items = &group->page_id, .count = 1}, &view));
    write_group(&view, group);
    return OK;
}

enum err ilert_write_groups(struct api_request *q, int64_t page_id, struct page page)
{
    const struct page_group_list groups = directory_groups_of(q->ctx.directory, page_id);
    struct page_view view = {0};
    TRY(look_at(q, (struct id_list){.items = &page_id, .count = 1}, &view));
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < groups.count; i++) {
        if (ilert_is_on_page(page, i))
            write_group(&view, &groups.items[i]);
    }
    jw_end(&q->w);
    return OK;
}

static void write_included_groups(const struct page_view *view, int64_t page_id)
{
    const struct page_group_list groups = directory_groups_of(view->q->ctx.directory, page_id);
    jw_arr(&view->q->w, S("groups"));
    for (size_t i = 0; i < groups.count; i++)
        write_group(view, &groups.items[i]);
    jw_end(&view->q->w);
}

// ---- pages ----

static void write_row(const struct page_view *view, const struct status_page *page)
{
    struct api_request *q = view->q;
    jw_i64(&q->w, S("id"), page->id);
    jw_str(&q->w, S("name"), page->name);
    ilert_write_text(q, S("domain"), page->domain);
    ilert_write_text(q, S("subdomain"), page->subdomain);
    ilert_write_text(q, S("timezone"), page->time_zone);
    jw_str(&q->w, S("visibility"), ilert_visibility_words[page->is_private]);
    jw_bool(&q->w, S("activated"), page->is_activated);
    jw_str(&q->w, S("status"), service_status_words[worst_of(view, page->id, 0)]);
    ilert_look_write(q, page->presentation, view->shape);
    ilert_write_teams(q, page->id);
}

static enum err write_page(const struct page_view *view, const struct status_page *page,
                           bool subscribed)
{
    struct api_request *q = view->q;
    jw_obj(&q->w, ITEM);
    write_row(view, page);
    write_services(view, page->id);
    if (view->shape != PAGE_LISTED)
        write_structure(q, page->id);
    if ((view->includes & PAGE_SUBSCRIBED) != 0)
        jw_bool(&q->w, S("subscribed"), subscribed);
    if ((view->includes & PAGE_GROUPS) != 0)
        write_included_groups(view, page->id);
    jw_end(&q->w);
    return OK;
}

static enum err write_all(struct page_view *view, struct id_list pages)
{
    struct api_request *q = view->q;
    bool *subscribed = arena_array(q->ctx.store.arena, bool, pages.count);
    if ((view->includes & PAGE_SUBSCRIBED) != 0)
        TRY(audience_has(&q->ctx, pages, q->ctx.who.user_id, subscribed));
    for (size_t i = 0; i < pages.count; i++)
        TRY(write_page(view, directory_page(q->ctx.directory, pages.items[i]), subscribed[i]));
    return OK;
}

enum err ilert_write_page(struct api_request *q, const struct status_page *page,
                          enum page_shape shape, unsigned includes)
{
    const struct id_list one = {.items = &page->id, .count = 1};
    struct page_view view = {.shape = shape, .includes = includes};
    TRY(look_at(q, one, &view));
    return write_all(&view, one);
}

enum err ilert_write_pages(struct api_request *q, struct id_list pages, unsigned includes)
{
    struct page_view view = {.shape = PAGE_LISTED, .includes = includes};
    TRY(look_at(q, pages, &view));
    jw_arr(&q->w, ITEM);
    TRY(write_all(&view, pages));
    jw_end(&q->w);
    return OK;
}
