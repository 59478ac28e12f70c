// status_page.c -- status pages and their groups.
// SPDX-License-Identifier: Apache-2.0
#include "core/status_page.h"

#include "core/configure.h"
#include "store/directory_store.h"
#include "store/page_store.h"
#include "store/subscriber_store.h"

// ---- names in the DNS ----

static bool is_label(str text)
{
    for (size_t i = 0; i < text.n; i++) {
        const char ch = text.p[i];
        if ((ch < 'a' || ch > 'z') && (ch < '0' || ch > '9') && ch != '-')
            return false;
    }
    return text.n > 0 && text.n <= SUBDOMAIN_MAX_BYTES && text.p[0] != '-' &&
           text.p[text.n - 1] != '-';
}

/* Two labels at least: "status.example.org". */
static bool is_domain(str text)
{
    if (text.n > DOMAIN_MAX_BYTES || str_find(text, '.') == text.n)
        return false;
    while (text.p != NULL) {
        if (!is_label(str_cut(&text, '.')))
            return false;
    }
    return true;
}

static enum err settle_names(struct ctx *c, struct status_page *page)
{
    if (page->subdomain.p != NULL)
        page->subdomain = str_lower(c->store.arena, page->subdomain);
    if (page->domain.p != NULL)
        page->domain = str_lower(c->store.arena, page->domain);
    if (page->subdomain.p != NULL && !is_label(page->subdomain))
        return ctx_fail(c, ERR_INVALID, S("subdomain"),
                        S("subdomain must be 1 to 63 letters, digits and inner hyphens"));
    if (page->domain.p != NULL && !is_domain(page->domain))
        return ctx_fail(c, ERR_INVALID, S("domain"),
                        S("domain must be a host name such as status.example.org"));
    return OK;
}

// ---- pages ----

static enum err judge_write(struct ctx *c, enum err written)
{
    if (written == ERR_CONFLICT)
        return ctx_fail(c, ERR_INVALID, S("subdomain"), S("subdomain is taken by another page"));
    return written;
}

static enum err settle_teams(struct ctx *c, int64_t page_id, const struct id_list *teams)
{
    struct id_list settled = {0};
    TRY(teams_settle(c, page_id, teams, &settled));
    return object_teams_set(&c->store, page_id, settled);
}

enum err page_create(struct ctx *c, struct status_page *page, const struct id_list *teams,
                     const struct page_wish *shown)
{
    struct page_element_list elements = {0};
    if (c->directory->pages.count >= PAGES_MAX)
        return ctx_fail(c, ERR_INVALID, S("id"), S("id of a new page: there are 1000 already"));
    TRY(settle_names(c, page));
    TRY(page_structure_settle(c, 0, shown, &elements));
    TRY(ctx_stamp(c, &page->id, &page->created_at, &page->updated_at));
    TRY(settle_teams(c, page->id, teams));
    TRY(judge_write(c, page_insert(&c->store, page)));
    return page_elements_set(&c->store, page->id, elements);
}

static enum err check_visibility(struct ctx *c, const struct status_page *page)
{
    const struct status_page *present = directory_page(c->directory, page->id);
    CHECK(present != NULL);
    if (present->is_activated && present->is_private != page->is_private)
        return ctx_fail(c, ERR_INVALID, S("visibility"),
                        S("visibility cannot change once the page is activated"));
    return OK;
}

static bool shows(struct page_element_list elements, int64_t service_id)
{
    for (size_t i = 0; i < elements.count; i++) {
        if (elements.items[i].kind == ELEMENT_SERVICE && elements.items[i].target_id == service_id)
            return true;
    }
    return false;
}

/* Subscribers' filters name services of the page only. */
static enum err set_elements(struct ctx *c, int64_t page_id, struct page_element_list elements)
{
    const struct page_element_list present = directory_elements_of(c->directory, page_id);
    int64_t *dropped = arena_array(c->store.arena, int64_t, present.count);
    size_t count = 0;
    for (size_t i = 0; i < present.count; i++) {
        if (present.items[i].kind == ELEMENT_SERVICE &&
            !shows(elements, present.items[i].target_id))
            dropped[count++] = present.items[i].target_id;
    }
    if (count > 0)
        TRY(subscriber_filters_part(&c->store, page_id,
                                    (struct id_list){.items = dropped, .count = count}));
    return page_elements_set(&c->store, page_id, elements);
}

enum err page_change(struct ctx *c, struct status_page *page, const struct id_list *teams,
                     const struct page_wish *shown)
{
    struct page_element_list elements = {0};
    TRY(check_visibility(c, page));
    TRY(settle_names(c, page));
    TRY(page_structure_settle(c, page->id, shown, &elements));
    page->updated_at = c->now;
    c->directory_changed = true;
    if (teams != NULL)
        TRY(settle_teams(c, page->id, teams));
    TRY(judge_write(c, page_update(&c->store, page)));
    if (shown->services == NULL && shown->structure == NULL)
        return OK;
    return set_elements(c, page->id, elements);
}

enum err page_remove(struct ctx *c, const struct status_page *page)
{
    c->directory_changed = true;
    TRY(public_subscribers_lock(&c->store));
    TRY(public_subscribers_drop(&c->store, page->id));
    TRY(private_subscribers_drop(&c->store, page->id));
    TRY(object_teams_set(&c->store, page->id, (struct id_list){0}));
    TRY(page_elements_set(&c->store, page->id, (struct page_element_list){0}));
    TRY(page_groups_delete(&c->store, page->id));
    return page_delete(&c->store, page->id);
}

// ---- groups ----

enum err page_group_create(struct ctx *c, struct page_group *group)
{
    msec unused = 0;
    if (directory_groups_of(c->directory, group->page_id).count >= PAGE_GROUPS_MAX)
        return ctx_fail(c, ERR_INVALID, S("id"), S("the page has 1000 groups already"));
    if (c->directory->page_groups.count >= DIRECTORY_MAX_ROWS)
        return ctx_fail(c, ERR_INVALID, S("id"), S("all pages have 100000 groups already"));
    TRY(ctx_stamp(c, &group->id, &unused, &unused));
    return page_group_insert(&c->store, group);
}

enum err page_group_rename(struct ctx *c, const struct page_group *group)
{
    c->directory_changed = true;
    return page_group_update(&c->store, group);
}

enum err page_group_remove(struct ctx *c, const struct page_group *group)
{
    c->directory_changed = true;
    TRY(page_elements_set(&c->store, group->page_id, page_structure_without(c, group)));
    return page_group_delete(&c->store, group->id);
}
