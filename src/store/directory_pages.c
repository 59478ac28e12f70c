// directory_pages.c -- reading what the world is shown: pages, templates, maintenance windows.
// SPDX-License-Identifier: Apache-2.0
#include "store/directory_source.h"

#include "sql_queries.h"
#include "store/directory_store.h"

const str element_kind_words[ELEMENT_KIND_COUNT] = {S("service"), S("group")};

static enum err read_object_team(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct object_team *owner = out;
    owner->object_id = row_i64(row);
    owner->team_id = row_i64(row);
    return row_end(row);
}

static enum err read_page(struct row *row, struct arena *arena, void *out)
{
    struct status_page *page = out;
    page->id = row_i64(row);
    page->name = row_str(row, arena);
    page->subdomain = row_str(row, arena);
    page->domain = row_str(row, arena);
    page->time_zone = row_str(row, arena);
    page->is_private = row_bool(row);
    page->is_activated = row_bool(row);
    page->presentation = row_str(row, arena);
    page->created_at = row_i64(row);
    page->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_group(struct row *row, struct arena *arena, void *out)
{
    struct page_group *group = out;
    group->page_id = row_i64(row);
    group->id = row_i64(row);
    group->name = row_str(row, arena);
    return row_end(row);
}

static enum err read_element(struct row *row, struct arena *arena, void *out)
{
    struct page_element *element = out;
    element->page_id = row_i64(row);
    element->position = (int)row_i64(row);
    const str kind = row_str(row, arena);
    element->target_id = row_i64(row);
    element->group_id = row_i64(row);
    element->options = row_str(row, arena);
    TRY(row_end(row));
    element->kind = (enum element_kind)stored_word(element_kind_words, ELEMENT_KIND_COUNT, kind);
    return OK;
}

static enum err read_template(struct row *row, struct arena *arena, void *out)
{
    struct incident_template *template = out;
    template->id = row_i64(row);
    template->name = row_str(row, arena);
    template->summary = row_str(row, arena);
    const str status = row_str(row, arena);
    template->message = row_str(row, arena);
    template->notifies = row_bool(row);
    template->created_at = row_i64(row);
    template->updated_at = row_i64(row);
    TRY(row_end(row));
    template->status =
        (enum public_status)stored_word(public_status_words, PUBLIC_STATUS_COUNT, status);
    return OK;
}

static enum err read_window(struct row *row, struct arena *arena, void *out)
{
    struct maintenance_window *window = out;
    window->id = row_i64(row);
    window->summary = row_str(row, arena);
    window->description = row_str(row, arena);
    window->time_zone = row_str(row, arena);
    window->starts_at = row_i64(row);
    window->ends_at = row_i64(row);
    window->tells_creation = row_bool(row);
    window->tells_start = row_bool(row);
    window->tells_end = row_bool(row);
    window->created_by = row_i64(row);
    window->created_at = row_i64(row);
    window->updated_at = row_i64(row);
    window->covers_from = row_i64(row);
    window->removed_at = row_i64(row);
    return row_end(row);
}

static enum err read_window_target(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct window_target *target = out;
    target->window_id = row_i64(row);
    target->target_id = row_i64(row);
    return row_end(row);
}

const struct directory_source directory_page_sources[DIRECTORY_PAGE_SOURCES] = {
    SOURCE(OBJECT_TEAM_LIST, object_team, object_teams, read_object_team),
    SOURCE(PAGE_LIST, status_page, pages, read_page),
    SOURCE(PAGE_GROUP_LIST, page_group, page_groups, read_group),
    SOURCE(PAGE_ELEMENT_LIST, page_element, page_elements, read_element),
    SOURCE(TEMPLATE_LIST, incident_template, templates, read_template),
};

const struct directory_source directory_window_sources[DIRECTORY_WINDOW_SOURCES] = {
    SOURCE(WINDOW_LIST, maintenance_window, windows, read_window),
    SOURCE(WINDOW_TARGET_LIST, window_target, window_targets, read_window_target),
};
