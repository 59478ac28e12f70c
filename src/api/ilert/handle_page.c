// handle_page.c -- status pages.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/page.h"

#include "api/ilert/ilert.h"
#include "core/configure.h"
#include "core/status_page.h"

enum { TEAMS_MAX = 100 };

static const struct page_rule list_pages = {.usual = 25, .most = 50};

// The first alone in a list.
static const str include_words[] = {S("subscribed"), S("uptime"), S("groups"), S("structure")};

static enum err refuse_missing(struct api_request *q)
{
    return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such status page"));
}

enum err ilert_page_find(struct api_request *q, const struct status_page **out)
{
    const struct status_page *page = directory_page(q->ctx.directory, ilert_path_id(q, 0));
    if (page == NULL || !ctx_reaches_object(&q->ctx, page->id))
        return refuse_missing(q);
    *out = page;
    return OK;
}

// ---- reading ----

/* Those within reach, as many as the page of the list takes. */
static struct id_list page_of_pages(struct api_request *q, struct page page)
{
    const struct directory *d = q->ctx.directory;
    int64_t *ids = arena_array(q->ctx.store.arena, int64_t, (size_t)page.take);
    size_t count = 0;
    size_t n = 0;
    for (size_t i = 0; i < d->pages.count; i++) {
        const int64_t id = d->pages.items[i].id;
        if (ctx_reaches_object(&q->ctx, id) && ilert_is_on_page(page, n++))
            ids[count++] = id;
    }
    return (struct id_list){.items = ids, .count = count};
}

static const struct route_parameter list_parameters[] = {
    ILERT_PAGE(list_pages),
    PARAMETER("include", WORDS, "What to add to each", .words = include_words, .word_count = 1),
};
const struct route_doc ilert_page_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_page_list(struct api_request *q)
{
    unsigned includes = 0;
    struct page page = {0};
    TRY(ilert_words_param(q, S("include"), include_words, 1, &includes));
    TRY(ilert_page_read(q, list_pages, &page));
    return ilert_write_pages(q, page_of_pages(q, page), includes);
}

static const struct route_parameter get_parameters[] = {
    PARAMETER("include", WORDS, "What to add; the structure is always there",
              .words = include_words, .word_count = ARRAY_LEN(include_words)),
};
const struct route_doc ilert_page_get_doc = {.query = PARAMETER_TABLE(get_parameters)};

enum err ilert_page_get(struct api_request *q)
{
    const struct status_page *page = NULL;
    unsigned includes = 0;
    TRY(ilert_words_param(q, S("include"), include_words, ARRAY_LEN(include_words), &includes));
    TRY(ilert_page_find(q, &page));
    return ilert_write_page(q, page, PAGE_WHOLE, includes);
}

enum err ilert_page_by_name(struct api_request *q)
{
    const struct directory *d = q->ctx.directory;
    for (size_t i = 0; i < d->pages.count; i++) {
        const struct status_page *page = &d->pages.items[i];
        if (str_eq(page->name, api_param(q, 0)) && ctx_reaches_object(&q->ctx, page->id))
            return ilert_write_page(q, page, PAGE_WHOLE, 0);
    }
    return refuse_missing(q);
}

// ---- writing ----

struct page_body {
    str name;
    str subdomain;
    str domain;
    str time_zone;
    int visibility;
    struct bind_bool activated;
    const struct json *teams;
    const struct json *services;
    const struct json *structure;
};

static const struct bind_field page_fields[] = {
    BIND_FIELD("name", TEXT, struct page_body, name, .max = NAME_MAX_BYTES),
    BIND_FIELD("subdomain", TEXT, struct page_body, subdomain, .max = SUBDOMAIN_MAX_BYTES),
    BIND_FIELD("domain", TEXT, struct page_body, domain, .max = DOMAIN_MAX_BYTES),
    BIND_FIELD("timezone", TEXT, struct page_body, time_zone),
    BIND_FIELD("visibility", WORD, struct page_body, visibility, .words = ilert_visibility_words,
               .word_count = ARRAY_LEN(ilert_visibility_words)),
    BIND_FIELD("activated", BOOL, struct page_body, activated),
    BIND_FIELD("teams", ANY, struct page_body, teams, .members = BIND_TABLE(ilert_id_fields)),
    BIND_FIELD("services", ANY, struct page_body, services, .members = BIND_TABLE(ilert_id_fields)),
    BIND_FIELD("structure", OBJECT, struct page_body, structure,
               .members = BIND_TABLE(ilert_structure_fields)),
};

// What a body says of a page besides its row.
struct page_relations {
    struct id_list teams;
    struct id_list services;
    struct page_element_list structure;
    const struct id_list *asked_teams; // NULL: none sent
    struct page_wish wish;
};

static enum err read_relations(struct api_request *q, const struct page_body *body,
                               struct page_relations *out)
{
    bool has_structure = false;
    TRY(ilert_ids(q, S("teams"), body->teams, TEAMS_MAX, &out->teams));
    TRY(ilert_ids(q, S("services"), body->services, PAGE_ELEMENTS_MAX, &out->services));
    if (body->structure != NULL)
        TRY(ilert_structure_read(q, body->structure, &out->structure, &has_structure));
    if (body->teams != NULL)
        out->asked_teams = &out->teams;
    if (body->services != NULL)
        out->wish.services = &out->services;
    if (has_structure)
        out->wish.structure = &out->structure;
    return OK;
}

static enum err require(struct api_request *q, const struct page_body *body)
{
    if (body->name.n == 0)
        return api_fail(q, ERR_INVALID, S("name"), S("name is required"));
    if (body->visibility < 0)
        return api_fail(q, ERR_INVALID, S("visibility"),
                        S("visibility is required: PUBLIC or PRIVATE"));
    return OK;
}

/* What the body says, over what is there; a page without an id is new. */
static enum err merge(struct api_request *q, struct status_page *page, struct page_relations *out)
{
    struct page_body body = {
        .name = page->name,
        .subdomain = page->subdomain,
        .domain = page->domain,
        .time_zone = page->time_zone,
        .visibility = page->id == 0 ? -1 : (int)page->is_private,
        .activated = {.value = page->is_activated},
    };
    TRY(ilert_bind(q, page_fields, ARRAY_LEN(page_fields), &body));
    TRY(require(q, &body));
    TRY(ilert_time_zone(q, S("timezone"), body.time_zone));
    TRY(read_relations(q, &body, out));
    TRY(ilert_look_merge(q, page->presentation, body.visibility == 1, &page->presentation));
    page->name = body.name;
    page->subdomain = body.subdomain;
    page->domain = body.domain;
    page->time_zone = body.time_zone;
    page->is_private = body.visibility == 1;
    page->is_activated = body.activated.value;
    return OK;
}

/* The page as it is now that it is written. */
static enum err answer_written(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct status_page *page = directory_page(q->ctx.directory, id);
    CHECK(page != NULL);
    return ilert_write_page(q, page, PAGE_WRITTEN, 0);
}

const struct route_doc ilert_page_create_doc = {
    .body = {BIND_TABLE(page_fields), BIND_TABLE(ilert_look_fields)},
    .required = S("name visibility"),
};
const struct route_doc ilert_page_update_doc = {
    .body = {BIND_TABLE(page_fields), BIND_TABLE(ilert_look_fields)}};

enum err ilert_page_create(struct api_request *q)
{
    struct status_page page = {0};
    struct page_relations relations = {0};
    TRY(merge(q, &page, &relations));
    TRY(page_create(&q->ctx, &page, relations.asked_teams, &relations.wish));
    return answer_written(q, page.id);
}

enum err ilert_page_update(struct api_request *q)
{
    const struct status_page *found = NULL;
    struct page_relations relations = {0};
    TRY(ilert_page_find(q, &found));
    struct status_page page = *found;
    TRY(merge(q, &page, &relations));
    TRY(page_change(&q->ctx, &page, relations.asked_teams, &relations.wish));
    return answer_written(q, page.id);
}

enum err ilert_page_delete(struct api_request *q)
{
    const struct status_page *page = NULL;
    TRY(ilert_page_find(q, &page));
    return page_remove(&q->ctx, page);
}
