// page_structure.c -- the elements of a status page.
// SPDX-License-Identifier: Apache-2.0
#include "core/page_structure.h"

// The list while it is made.
struct layout {
    struct ctx *c;
    int64_t page_id;
    struct page_element *items;
    size_t count;
};

static bool holds(const struct layout *l, enum element_kind kind, int64_t id)
{
    for (size_t i = 0; i < l->count; i++) {
        if (l->items[i].kind == kind && l->items[i].target_id == id)
            return true;
    }
    return false;
}

static enum err refuse(struct ctx *c, str field, str why)
{
    return ctx_fail(c, ERR_INVALID, field, STR_JOIN(c->store.arena, field, why));
}

/* What the page shows already may stay on it, whoever asks. */
static bool may_show(const struct layout *l, int64_t service_id)
{
    const struct directory *d = l->c->directory;
    const struct service *service = directory_service(d, service_id);
    return service != NULL && (ctx_reaches_object(l->c, service->id) ||
                               directory_page_holds(d, l->page_id, service_id));
}

static bool has_group(const struct layout *l, int64_t group_id)
{
    const struct page_group_list groups = directory_groups_of(l->c->directory, l->page_id);
    for (size_t i = 0; i < groups.count; i++) {
        if (groups.items[i].id == group_id)
            return true;
    }
    return false;
}

// ---- from a structure ----

// Where in the client's structure an element stands.
struct place {
    size_t tops;     // at the top, so far
    size_t children; // in the newest group, so far
};

static str name_next(struct arena *arena, struct place *place, bool is_child)
{
    if (!is_child) {
        place->tops++;
        place->children = 0;
    }
    const str top = STR_JOIN(arena, S("structure.elements["),
                             str_from_i64(arena, (int64_t)place->tops - 1), S("]"));
    if (!is_child)
        return STR_JOIN(arena, top, S(".id"));
    const str child = str_from_i64(arena, (int64_t)place->children++);
    return STR_JOIN(arena, top, S(".children["), child, S("].id"));
}

static enum err check_element(const struct layout *l, const struct page_element *element, str name)
{
    if (element->kind == ELEMENT_SERVICE && !may_show(l, element->target_id))
        return refuse(l->c, name, S(" names no service"));
    if (element->kind == ELEMENT_GROUP && !has_group(l, element->target_id))
        return refuse(l->c, name, S(" names no group of this page"));
    if (holds(l, element->kind, element->target_id))
        return refuse(l->c, name, S(" is in the structure twice"));
    return OK;
}

static enum err lay_structure(struct layout *l, const struct page_element_list *structure)
{
    struct place place = {0};
    for (size_t i = 0; i < structure->count; i++) {
        const struct page_element *element = &structure->items[i];
        const str name = name_next(l->c->store.arena, &place, element->group_id != 0);
        TRY(check_element(l, element, name));
        l->items[l->count++] = *element;
    }
    return OK;
}

// ---- from services ----

static bool is_wanted(const struct id_list *services, const struct page_element *element)
{
    if (services == NULL || element->kind == ELEMENT_GROUP)
        return true;
    for (size_t i = 0; i < services->count; i++) {
        if (services->items[i] == element->target_id)
            return true;
    }
    return false;
}

static void lay_present(struct layout *l, struct page_element_list present,
                        const struct id_list *services)
{
    for (size_t i = 0; i < present.count; i++) {
        if (is_wanted(services, &present.items[i]))
            l->items[l->count++] = present.items[i];
    }
}

static enum err lay_services(struct layout *l, const struct id_list *services)
{
    struct arena *arena = l->c->store.arena;
    for (size_t i = 0; i < services->count; i++) {
        const int64_t id = services->items[i];
        const str name =
            STR_JOIN(arena, S("services["), str_from_i64(arena, (int64_t)i), S("].id"));
        if (!may_show(l, id))
            return refuse(l->c, name, S(" names no service"));
        if (!holds(l, ELEMENT_SERVICE, id))
            l->items[l->count++] =
                (struct page_element){.kind = ELEMENT_SERVICE, .target_id = id, .options = S("")};
    }
    return OK;
}

// ---- the whole ----

enum err page_structure_settle(struct ctx *c, int64_t page_id, const struct page_wish *wish,
                               struct page_element_list *out)
{
    const struct page_element_list present = directory_elements_of(c->directory, page_id);
    const size_t most = present.count + (wish->structure == NULL ? 0 : wish->structure->count) +
                        (wish->services == NULL ? 0 : wish->services->count);
    struct layout l = {.c = c,
                       .page_id = page_id,
                       .items = arena_array(c->store.arena, struct page_element, most)};
    if (wish->structure != NULL)
        TRY(lay_structure(&l, wish->structure));
    else
        lay_present(&l, present, wish->services);
    if (wish->services != NULL)
        TRY(lay_services(&l, wish->services));
    if (l.count > PAGE_ELEMENTS_MAX)
        return refuse(c, S("services"), S(" and groups of a page are at most 1000"));
    if (c->directory->page_elements.count - present.count + l.count > DIRECTORY_MAX_ROWS)
        return refuse(c, S("services"), S(" and groups of all pages are at most 100000"));
    *out = (struct page_element_list){.items = l.items, .count = l.count};
    return OK;
}

struct page_element_list page_structure_without(struct ctx *c, const struct page_group *group)
{
    const struct page_element_list present = directory_elements_of(c->directory, group->page_id);
    struct page_element *kept = arena_array(c->store.arena, struct page_element, present.count);
    size_t count = 0;
    for (size_t i = 0; i < present.count; i++) {
        struct page_element element = present.items[i];
        if (element.kind == ELEMENT_GROUP && element.target_id == group->id)
            continue;
        if (element.group_id == group->id)
            element.group_id = 0;
        kept[count++] = element;
    }
    return (struct page_element_list){.items = kept, .count = count};
}
