// handle_list.c -- GET /v2/incidents: the page that the filters find, and how many there are.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/filter.h"
#include "api/incidentio/incidentio.h"
#include "api/incidentio/incidents.h"
#include "api/incidentio/list.h"
#include "core/incident_search.h"

static struct handle_list handles_of(struct arena *arena, const struct incident_search_page *page)
{
    struct incident_handle *handles = arena_array(arena, struct incident_handle, page->count);
    for (size_t i = 0; i < page->count; i++)
        handles[i] = page->items[i].handle;
    return (struct handle_list){.items = handles, .count = page->count};
}

/* The cursor behind the first `count`; absent when nothing is there. */
static str cursor_behind(struct api_request *q, const struct incident_search_page *page,
                         size_t count)
{
    if (count == 0 || (!page->has_more && count == page->count))
        return (str){0};
    const struct incident_found *last = &page->items[count - 1];
    return incidentio_id_text(q, ID_INCIDENT, last->handle.id, last->created_at);
}

enum err incidentio_incident_list(struct api_request *q)
{
    struct incident_search search = {0};
    struct incident_search_page page = {0};
    size_t count = 0;
    TRY(incidentio_read_search(q, &search));
    TRY(incident_search(&q->ctx, &search, &page));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("incidents"));
    TRY(incidentio_write_incidents(q, handles_of(q->ctx.store.arena, &page), &count));
    jw_end(&q->w);
    incidentio_write_page(q, search.take, cursor_behind(q, &page, count), page.total);
    jw_end(&q->w);
    return OK;
}

// ---- for the API document ----

#define MANY(name, text) PARAMETER(name, TEXT, text "; may be sent several times")

static const struct route_parameter list_parameters[] = {
    PARAMETER("page_size", INTEGER, "Incidents of a page; up to 500 are served as 250",
              .page = &incidentio_list_page),
    PARAMETER("after", TEXT, "The id of an incident: those behind it in the order"),
    PARAMETER("sort_by", WORD, "The order", .words = incidentio_order_words,
              .word_count = ORDER_COUNT),
    PARAMETER("filter_mode", WORD, "Whether all filters must match, or any; mode always must",
              .words = incidentio_filter_mode_words, .word_count = FILTER_MODE_COUNT),
    MANY("status[one_of]", "Id or name of a status; also not_in"),
    MANY("status_category[one_of]", "A category, active and post-incident too; also not_in"),
    MANY("severity[one_of]", "Id or name of a severity; also not_in, and gte and lte by rank"),
    MANY("incident_type[one_of]", "Id or name of an incident type; also not_in"),
    PARAMETER("created_at[date_range]", TEXT, "Two dates or times with a ~ between; also gte, lte"),
    PARAMETER("updated_at[date_range]", TEXT, "Two dates or times with a ~ between; also gte, lte"),
    MANY("mode[one_of]", "A mode; without it standard and retrospective"),
    MANY("incident_role[ID][one_of]", "Id, e-mail or name of the user; also is_blank, is_set"),
    MANY("custom_field[ID][one_of]", "A value; also not_in, is, contains, starts_with, gte, lte, "
                                     "is_blank and is_set, as the type of the field allows"),
};

const struct route_doc incidentio_list_doc = {
    .query = PARAMETER_TABLE(list_parameters),
};
