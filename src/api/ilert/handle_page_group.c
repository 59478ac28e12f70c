// handle_page_group.c -- the groups of a status page.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/page.h"

#include "api/ilert/ilert.h"
#include "core/configure.h"
#include "core/status_page.h"

static const struct page_rule group_pages = {.usual = 50, .most = 100};

static enum err refuse_missing(struct api_request *q)
{
    return api_fail(q, ERR_NOT_FOUND, (str){0}, S("the status page has no such group"));
}

static enum err find_group(struct api_request *q, const struct page_group **out)
{
    const struct status_page *page = NULL;
    TRY(ilert_page_find(q, &page));
    const struct page_group_list groups = directory_groups_of(q->ctx.directory, page->id);
    for (size_t i = 0; i < groups.count; i++) {
        if (groups.items[i].id == ilert_path_id(q, 1)) {
            *out = &groups.items[i];
            return OK;
        }
    }
    return refuse_missing(q);
}

// ---- reading ----

static const struct route_parameter list_parameters[] = {ILERT_PAGE(group_pages)};
const struct route_doc ilert_group_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

enum err ilert_group_list(struct api_request *q)
{
    const struct status_page *page = NULL;
    struct page part = {0};
    TRY(ilert_page_read(q, group_pages, &part));
    TRY(ilert_page_find(q, &page));
    return ilert_write_groups(q, page->id, part);
}

enum err ilert_group_get(struct api_request *q)
{
    const struct page_group *group = NULL;
    TRY(find_group(q, &group));
    return ilert_write_group(q, group);
}

enum err ilert_group_by_name(struct api_request *q)
{
    const struct status_page *page = NULL;
    TRY(ilert_page_find(q, &page));
    const struct page_group_list groups = directory_groups_of(q->ctx.directory, page->id);
    for (size_t i = 0; i < groups.count; i++) {
        if (str_eq(groups.items[i].name, api_param(q, 1)))
            return ilert_write_group(q, &groups.items[i]);
    }
    return refuse_missing(q);
}

// ---- writing ----

static const struct bind_field group_fields[] = {
    BIND_FIELD("name", TEXT, struct page_group, name, .max = NAME_MAX_BYTES),
};

const struct route_doc ilert_group_create_doc = {
    .body = {BIND_TABLE(group_fields)},
    .required = S("name"),
};
const struct route_doc ilert_group_update_doc = {.body = {BIND_TABLE(group_fields)}};

static enum err answer_written(struct api_request *q, const struct page_group *group)
{
    TRY(ctx_refresh(&q->ctx));
    return ilert_write_group(q, group);
}

enum err ilert_group_create(struct api_request *q)
{
    const struct status_page *page = NULL;
    TRY(ilert_page_find(q, &page));
    struct page_group group = {.page_id = page->id};
    TRY(ilert_bind(q, group_fields, ARRAY_LEN(group_fields), &group));
    if (group.name.n == 0)
        return api_fail(q, ERR_INVALID, S("name"), S("name is required"));
    TRY(page_group_create(&q->ctx, &group));
    return answer_written(q, &group);
}

enum err ilert_group_update(struct api_request *q)
{
    const struct page_group *found = NULL;
    TRY(find_group(q, &found));
    struct page_group group = *found;
    TRY(ilert_bind(q, group_fields, ARRAY_LEN(group_fields), &group));
    TRY(page_group_rename(&q->ctx, &group));
    return answer_written(q, &group);
}

enum err ilert_group_delete(struct api_request *q)
{
    const struct page_group *group = NULL;
    TRY(find_group(q, &group));
    return page_group_remove(&q->ctx, group);
}
