// handle_attachment.c -- /v1/incident_attachments.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/documents.h"
#include "api/incidentio/incidentio.h"
#include "core/attachment.h"

enum { TITLE_MAX_BYTES = 255, EMOJI_MAX_BYTES = 100, LINK_MAX_BYTES = 2000 };

// ---- writing ----

static void write_attachment(struct api_request *q, str key, const struct attachment *attachment)
{
    jw_obj(&q->w, key);
    incidentio_write_id(q, S("id"), ID_ATTACHMENT, attachment->id, attachment->created_at);
    incidentio_write_id(q, S("incident_id"), ID_INCIDENT, attachment->incident_id,
                        attachment->incident_created_at);
    jw_obj(&q->w, S("resource"));
    jw_str(&q->w, S("external_id"), attachment->external_id);
    jw_str(&q->w, S("permalink"), attachment->permalink);
    jw_str(&q->w, S("resource_type"), resource_type_words[attachment->type]);
    jw_str(&q->w, S("title"), attachment->title);
    jw_end(&q->w);
    jw_end(&q->w);
}

// ---- the list ----

static const struct route_parameter list_parameters[] = {
    PARAMETER("incident_id", TEXT,
              "The incident: its ULID, its number or INC-n; or else the next two"),
    PARAMETER("external_id", TEXT, "What the resource is called where it is"),
    PARAMETER("resource_type", WORD, "What it is there", .words = resource_type_words,
              .word_count = RESOURCE_TYPE_COUNT),
};
const struct route_doc incidentio_attachment_list_doc = {.query = PARAMETER_TABLE(list_parameters)};

static enum err find_of_resource(struct api_request *q, struct attachment_list *out)
{
    const str external_id = query_get(&q->query, S("external_id"));
    const str word = query_get(&q->query, S("resource_type"));
    const int type = word_find(resource_type_words, RESOURCE_TYPE_COUNT, word);
    if (external_id.n == 0 && word.n == 0)
        return incidentio_refuse_missing(q, S("incident_id"),
                                         S(" is required, or external_id and resource_type"));
    if (external_id.n == 0)
        return incidentio_refuse_missing(q, S("external_id"), S(" is required with resource_type"));
    if (word.n == 0)
        return incidentio_refuse_missing(q, S("resource_type"), S(" is required with external_id"));
    if (type < 0)
        return incidentio_refuse(q, S("resource_type"), S(" must be a type of resource"));
    return attachment_search(&q->ctx, (enum resource_type)type, external_id, out);
}

static enum err find_attachments(struct api_request *q, struct attachment_list *out)
{
    const str incident = query_get(&q->query, S("incident_id"));
    struct incident_handle handle = {0};
    if (incident.n == 0)
        return find_of_resource(q, out);
    TRY(incidentio_incident_named(q, S("incident_id"), incident, &handle));
    return attachment_list(&q->ctx, handle.id, out);
}

enum err incidentio_attachment_list(struct api_request *q)
{
    struct attachment_list list = {0};
    TRY(find_attachments(q, &list));
    jw_obj(&q->w, ITEM);
    jw_arr(&q->w, S("incident_attachments"));
    for (size_t i = 0; i < list.count; i++)
        write_attachment(q, ITEM, &list.items[i]);
    jw_end(&q->w);
    jw_end(&q->w);
    return OK;
}

// ---- attaching ----

struct resource_body {
    str emoji;
    str external_id;
    int type;
    str title;
    str url;
};

static const struct bind_field resource_fields[] = {
    BIND_FIELD("emoji", TEXT, struct resource_body, emoji, .max = EMOJI_MAX_BYTES),
    BIND_FIELD("external_id", TEXT, struct resource_body, external_id, .max = LINK_MAX_BYTES),
    BIND_FIELD("resource_type", WORD, struct resource_body, type, .required = true,
               .words = resource_type_words, .word_count = RESOURCE_TYPE_COUNT),
    BIND_FIELD("title", TEXT, struct resource_body, title, .max = TITLE_MAX_BYTES),
    BIND_FIELD("url", TEXT, struct resource_body, url, .max = LINK_MAX_BYTES),
};

struct attachment_body {
    str incident_id;
    const struct json *resource;
};

static const struct bind_field create_fields[] = {
    BIND_FIELD("incident_id", TEXT, struct attachment_body, incident_id, .required = true),
    BIND_FIELD("resource", OBJECT, struct attachment_body, resource, .required = true,
               .members = BIND_TABLE(resource_fields)),
};
const struct route_doc incidentio_attachment_create_doc = {.body = {BIND_TABLE(create_fields)}};

static enum err check_resource(struct api_request *q, const struct resource_body *body)
{
    const bool is_link = body->type == RESOURCE_ARBITRARY_URL;
    if (body->external_id.n == 0 && body->url.n == 0)
        return incidentio_refuse_missing(q, is_link ? S("resource.url") : S("resource.external_id"),
                                         is_link ? S(" is required")
                                                 : S(" is required, or resource.url"));
    if (body->external_id.n > 0 && (body->url.n > 0 || is_link))
        return incidentio_refuse(q, S("resource.external_id"),
                                 is_link ? S(" is not for links: they have a resource.url")
                                         : S(" must not come together with resource.url"));
    if (!is_link && body->title.n > 0)
        return incidentio_refuse(q, S("resource.title"), S(" is for links alone"));
    if (!is_link && body->emoji.n > 0)
        return incidentio_refuse(q, S("resource.emoji"), S(" is for links alone"));
    return OK;
}

static enum err read_resource(struct api_request *q, const struct json *object,
                              struct attachment *out)
{
    struct resource_body body = {.type = -1};
    TRY(api_bind_object(q, S("resource"), object, resource_fields, ARRAY_LEN(resource_fields),
                        &body));
    TRY(check_resource(q, &body));
    const str name = body.url.n > 0 ? body.url : body.external_id;
    out->type = (enum resource_type)body.type;
    out->external_id = name;
    out->title = body.title.n > 0 ? body.title : name;
    out->permalink = body.url.n > 0 ? body.url : S("");
    return OK;
}

enum err incidentio_attachment_create(struct api_request *q)
{
    struct attachment_body body = {0};
    struct incident_handle handle = {0};
    struct attachment attachment = {0};
    TRY(api_bind(q, create_fields, ARRAY_LEN(create_fields), &body));
    TRY(incidentio_incident_named(q, S("incident_id"), body.incident_id, &handle));
    TRY(read_resource(q, body.resource, &attachment));
    attachment.incident_id = handle.id;
    TRY(attachment_create(&q->ctx, &attachment));
    jw_obj(&q->w, ITEM);
    write_attachment(q, S("incident_attachment"), &attachment);
    jw_end(&q->w);
    return OK;
}

enum err incidentio_attachment_delete(struct api_request *q)
{
    return attachment_remove(&q->ctx, incidentio_path_id(q, 0, ID_ATTACHMENT));
}
