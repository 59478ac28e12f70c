// handle_subscriber.c -- users and teams subscribed to incidents, services and status pages.
// SPDX-License-Identifier: Apache-2.0
#include "api/ilert/ilert.h"

#include "core/incident_find.h"
#include "core/subscribe.h"

// ---- shared by the three ----

struct subscriber_body {
    struct bind_integer id;
    int kind;
};

static const struct bind_field subscriber_fields[] = {
    BIND_FIELD("id", INTEGER, struct subscriber_body, id, .required = true, .min = 1),
    BIND_FIELD("type", WORD, struct subscriber_body, kind, .required = true,
               .words = ilert_subscriber_words, .word_count = SUBSCRIBER_KIND_COUNT),
};

const struct route_doc ilert_subscribers_doc = {.body = {BIND_TABLE(subscriber_fields)}};

static enum err read_one(struct api_request *q, str name, const struct json *item,
                         struct private_subscriber *out)
{
    struct subscriber_body body = {.kind = -1};
    TRY(ilert_bind_object(q, name, item, subscriber_fields, ARRAY_LEN(subscriber_fields), &body));
    *out =
        (struct private_subscriber){.kind = (enum subscriber_kind)body.kind, .id = body.id.value};
    return OK;
}

enum err ilert_subscribers_read(struct api_request *q, struct private_subscriber_list *out)
{
    struct arena *arena = q->ctx.store.arena;
    const bool is_list = q->body->kind == JSON_ARRAY;
    const size_t count = is_list ? q->body->count : 1;
    if (count > PRIVATE_SUBSCRIBERS_MAX)
        return api_fail(q, ERR_INVALID, S("body"), S("the body has too many subscribers"));
    struct private_subscriber *items = arena_array(arena, struct private_subscriber, count);
    const struct json *item = is_list ? q->body->first : q->body;
    for (size_t i = 0; i < count; i++, item = item->next) {
        const str name = STR_JOIN(arena, S("["), str_from_i64(arena, (int64_t)i), S("]"));
        TRY(read_one(q, is_list ? name : (str){0}, item, &items[i]));
    }
    *out = (struct private_subscriber_list){.items = items, .count = count};
    return OK;
}

static str name_of(struct api_request *q, const struct private_subscriber *subscriber)
{
    const struct directory *d = q->ctx.directory;
    const struct user_account *user = directory_user(d, subscriber->id);
    const struct team *team = directory_team(d, subscriber->id);
    if (subscriber->kind == SUBSCRIBER_TEAM)
        return team == NULL || !ctx_reaches(&q->ctx, team->id) ? (str){0} : team->name;
    if (user == NULL)
        return (str){0};
    return str_trim(STR_JOIN(q->ctx.store.arena, user->first_name, S(" "), user->last_name));
}

enum err ilert_write_subscribers(struct api_request *q, int64_t object_id)
{
    struct private_subscriber_list list = {0};
    TRY(subscribers_of(&q->ctx, object_id, &list));
    jw_arr(&q->w, ITEM);
    for (size_t i = 0; i < list.count; i++) {
        const str name = name_of(q, &list.items[i]);
        if (name.p == NULL)
            continue; // not within reach
        jw_obj(&q->w, ITEM);
        jw_i64(&q->w, S("id"), list.items[i].id);
        jw_str(&q->w, S("name"), name);
        jw_str(&q->w, S("type"), ilert_subscriber_words[list.items[i].kind]);
        jw_end(&q->w);
    }
    jw_end(&q->w);
    return OK;
}

static const struct route_parameter unsubscribe_parameters[] = {
    PARAMETER("subscriber-type", WORD, "Whose id it is", .required = true,
              .words = ilert_subscriber_words, .word_count = SUBSCRIBER_KIND_COUNT),
};
const struct route_doc ilert_unsubscribe_doc = {.query = PARAMETER_TABLE(unsubscribe_parameters)};

enum err ilert_subscriber_delete(struct api_request *q, int64_t object_id, size_t param)
{
    const str text = query_get(&q->query, S("subscriber-type"));
    const int kind = word_find(ilert_subscriber_words, SUBSCRIBER_KIND_COUNT, text);
    if (kind < 0)
        return api_fail(q, ERR_INVALID, S("subscriber-type"),
                        S("subscriber-type must be one of USER, TEAM"));
    return subscribers_remove(&q->ctx, object_id, (enum subscriber_kind)kind,
                              ilert_path_id(q, param));
}

// ---- of an incident ----

static enum err find_incident(struct api_request *q, int64_t *out)
{
    struct incident_handle handle = {0};
    TRY(incident_find(&q->ctx, api_param(q, 0), 0, &handle));
    *out = handle.id;
    return OK;
}

enum err ilert_incident_subscribers(struct api_request *q)
{
    int64_t id = 0;
    TRY(find_incident(q, &id));
    return ilert_write_subscribers(q, id);
}

enum err ilert_incident_subscribe(struct api_request *q)
{
    struct private_subscriber_list added = {0};
    int64_t id = 0;
    TRY(find_incident(q, &id));
    TRY(ilert_subscribers_read(q, &added));
    return subscribers_add(&q->ctx, id, added, false);
}

enum err ilert_incident_unsubscribe(struct api_request *q)
{
    int64_t id = 0;
    TRY(find_incident(q, &id));
    return ilert_subscriber_delete(q, id, 1);
}

// ---- of a service ----

static enum err find_service(struct api_request *q, int64_t *out)
{
    const struct service *service = ilert_service(q, ilert_path_id(q, 0));
    if (service == NULL)
        return api_fail(q, ERR_NOT_FOUND, (str){0}, S("no such service"));
    *out = service->id;
    return OK;
}

enum err ilert_service_subscribers(struct api_request *q)
{
    int64_t id = 0;
    TRY(find_service(q, &id));
    return ilert_write_subscribers(q, id);
}

enum err ilert_service_subscribers_set(struct api_request *q)
{
    struct private_subscriber_list wanted = {0};
    int64_t id = 0;
    TRY(find_service(q, &id));
    TRY(ilert_subscribers_read(q, &wanted));
    TRY(subscribers_replace(&q->ctx, id, wanted));
    return ilert_write_subscribers(q, id);
}

enum err ilert_service_unsubscribe(struct api_request *q)
{
    int64_t id = 0;
    TRY(find_service(q, &id));
    return ilert_subscriber_delete(q, id, 1);
}
