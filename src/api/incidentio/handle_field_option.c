// handle_field_option.c -- /v1/custom_field_options.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/configuration.h"
#include "api/incidentio/fields.h"
#include "api/incidentio/incidentio.h"
#include "core/custom_field.h"

enum { SORT_KEY_USUAL = 1000 };

static const struct page_rule_io option_pages = {.rule = {.usual = 25, .most = 250},
                                                 .accepted = 250};

static enum err find_option(struct api_request *q, const struct custom_field_option **out)
{
    const struct custom_field_option *option =
        directory_field_option(q->ctx.directory, incidentio_path_id(q, 0, ID_FIELD_OPTION));
    if (option == NULL)
        return incidentio_no_such(q, S("custom field option"));
    *out = option;
    return OK;
}

static enum err answer(struct api_request *q, int64_t id)
{
    TRY(ctx_refresh(&q->ctx));
    const struct custom_field_option *option = directory_field_option(q->ctx.directory, id);
    CHECK(option != NULL);
    jw_obj(&q->w, ITEM);
    incidentio_write_option(q, S("custom_field_option"), option);
    jw_end(&q->w);
    return OK;
}

// ---- reading ----

static const struct route_parameter list_parameters[] = {
    PARAMETER("custom_field_id", TEXT, "The field whose options these are", .required = true),
    PARAMETER("page_size", INTEGER, "How many at most", .page = &option_pages.rule),
    PARAMETER("after", TEXT, "Those made after this option"),
};
const struct route_doc incidentio_option_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

/* They lie by sort key, and are listed as they were made. */
static const struct custom_field_option *next_made(struct custom_field_option_list options,
                                                   int64_t after)
{
    const struct custom_field_option *next = NULL;
    for (size_t i = 0; i < options.count; i++) {
        const struct custom_field_option *option = &options.items[i];
        if (option->id > after && (next == NULL || option->id < next->id))
            next = option;
    }
    return next;
}

static enum err read_field_id(struct api_request *q, int64_t *out)
{
    const str text = query_get(&q->query, S("custom_field_id"));
    TRY(incidentio_require(q, S("custom_field_id"), text.n > 0 ? text : (str){0}));
    const int64_t id = incidentio_id(q, ID_CUSTOM_FIELD, text);
    if (directory_field(q->ctx.directory, id) == NULL)
        return incidentio_refuse(q, S("custom_field_id"), S(" names no custom field"));
    *out = id;
    return OK;
}

enum err incidentio_option_list(struct api_request *q)
{
    int64_t field_id = 0;
    struct list_page page = {0};
    TRY(read_field_id(q, &field_id));
    TRY(incidentio_read_page(q, ID_FIELD_OPTION, &option_pages, &page));
    const struct custom_field_option_list options =
        directory_options_of(q->ctx.directory, field_id);
    const struct custom_field_option *next = next_made(options, page.after_id);
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("custom_field_options"));
    for (; next != NULL && list_page_takes(&page, next->id, next->created_at);
         next = next_made(options, next->id))
        incidentio_write_option(q, ITEM, next);
    incidentio_end_page(q, &page);
    return OK;
}

enum err incidentio_option_get(struct api_request *q)
{
    const struct custom_field_option *option = NULL;
    TRY(find_option(q, &option));
    return answer(q, option->id);
}

// ---- writing ----

struct option_body {
    str field_id;
    str value;
    struct bind_integer sort_key;
};

#define OPTION_VALUE                                                                               \
    BIND_FIELD("value", TEXT, struct option_body, value, .required = true,                         \
               .max = OPTION_VALUE_MAX_BYTES)
#define OPTION_SORT_KEY(...)                                                                       \
    BIND_FIELD("sort_key", INTEGER, struct option_body, sort_key, .min = -OPTION_SORT_KEY_MAX,     \
               .max = OPTION_SORT_KEY_MAX, __VA_ARGS__)

static const struct bind_field create_fields[] = {
    BIND_FIELD("custom_field_id", TEXT, struct option_body, field_id, .required = true),
    OPTION_VALUE,
    OPTION_SORT_KEY(),
};
const struct route_doc incidentio_option_create_doc = {.body = {BIND_TABLE(create_fields)}};

enum err incidentio_option_create(struct api_request *q)
{
    struct option_body body = {.sort_key = {.value = SORT_KEY_USUAL}};
    TRY(api_bind(q, create_fields, ARRAY_LEN(create_fields), &body));
    struct custom_field_option option = {
        .field_id = incidentio_id(q, ID_CUSTOM_FIELD, body.field_id),
        .value = body.value,
        .sort_key = body.sort_key.value,
    };
    TRY(field_option_create(&q->ctx, &option));
    return answer(q, option.id);
}

static const struct bind_field update_fields[] = {
    OPTION_VALUE,
    OPTION_SORT_KEY(.required = true),
};
const struct route_doc incidentio_option_update_doc = {.body = {BIND_TABLE(update_fields)}};

enum err incidentio_option_update(struct api_request *q)
{
    const struct custom_field_option *found = NULL;
    struct option_body body = {0};
    TRY(find_option(q, &found));
    TRY(api_bind(q, update_fields, ARRAY_LEN(update_fields), &body));
    struct custom_field_option option = *found;
    option.value = body.value;
    option.sort_key = body.sort_key.value;
    TRY(field_option_change(&q->ctx, &option));
    return answer(q, option.id);
}

enum err incidentio_option_delete(struct api_request *q)
{
    const struct custom_field_option *option = NULL;
    TRY(find_option(q, &option));
    return field_option_remove(&q->ctx, option);
}
