// write.c -- what several of incident.io's objects hold.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/incidentio.h"
#include "api/incidentio/people.h"

#include "base/rfc3339.h"

enum { MICROSECONDS_BYTES = RFC3339_MS_BYTES + 3, SCRATCH_BLOCK_BYTES = 64 * 1024 };

str incidentio_id_text(struct api_request *q, enum id_kind kind, int64_t id, msec created_at)
{
    char *text = arena_alloc(q->ctx.store.arena, ULID_BYTES);
    ulid_write(&q->ctx.secrets->ids, kind, id, created_at, text);
    return (str){text, ULID_BYTES};
}

void incidentio_write_id(struct api_request *q, str key, enum id_kind kind, int64_t id,
                         msec created_at)
{
    char text[ULID_BYTES];
    ulid_write(&q->ctx.secrets->ids, kind, id, created_at, text);
    jw_str(&q->w, key, (str){text, sizeof(text)});
}

void incidentio_write_time(struct api_request *q, str key, msec at)
{
    const str rest = S("000Z"); // in place of the Z
    char text[MICROSECONDS_BYTES];
    if (at == 0)
        return;
    rfc3339_format_ms(at, text);
    memcpy(text + RFC3339_MS_BYTES - 1, rest.p, rest.n);
    jw_str(&q->w, key, (str){text, sizeof(text)});
}

void incidentio_write_text(struct api_request *q, str key, str value)
{
    if (value.n > 0)
        jw_str(&q->w, key, value);
}

void incidentio_write_times(struct api_request *q, msec created_at, msec updated_at)
{
    incidentio_write_time(q, S("created_at"), created_at);
    incidentio_write_time(q, S("updated_at"), updated_at != 0 ? updated_at : created_at);
}

void incidentio_write_minutes(struct api_request *q, str key, msec span)
{
    const int64_t tenths = (span + MSEC_PER_MINUTE / 20) / (MSEC_PER_MINUTE / 10);
    const str whole = str_from_i64(q->ctx.store.arena, tenths / 10);
    const str part = str_from_i64(q->ctx.store.arena, tenths % 10);
    jw_raw(&q->w, key,
           tenths % 10 == 0 ? whole : STR_JOIN(q->ctx.store.arena, whole, S("."), part));
}

void incidentio_begin_aside(struct api_request *q, struct aside *aside)
{
    aside->arena = q->ctx.store.arena;
    arena_init(&aside->scratch, SCRATCH_BLOCK_BYTES);
    q->ctx.store.arena = &aside->scratch;
}

void incidentio_end_aside(struct api_request *q, struct aside *aside)
{
    q->ctx.store.arena = aside->arena;
    q->ctx.error.field = str_copy(aside->arena, q->ctx.error.field);
    q->ctx.error.message = str_copy(aside->arena, q->ctx.error.message);
    arena_release(&aside->scratch);
}

bool incidentio_page_is_full(const struct api_request *q)
{
    return q->answer.n >= q->ctx.preferences->page_bytes;
}

void incidentio_write_page(struct api_request *q, int64_t page_size, str after, int64_t total)
{
    jw_obj(&q->w, S("pagination_meta"));
    incidentio_write_text(q, S("after"), after);
    jw_i64(&q->w, S("page_size"), page_size);
    if (total >= 0)
        jw_i64(&q->w, S("total_record_count"), total);
    jw_end(&q->w);
}

void incidentio_end_page(struct api_request *q, const struct list_page *page)
{
    jw_end(&q->w);
    const str after = page->has_more
                          ? incidentio_id_text(q, page->kind, page->last_id, page->last_created_at)
                          : (str){0};
    incidentio_write_page(q, page->size, after, -1);
    jw_end(&q->w);
}

// ---- people and what else acts ----

str incidentio_user_name(struct api_request *q, const struct user_account *user)
{
    if (user->last_name.n == 0)
        return user->first_name;
    return STR_JOIN(q->ctx.store.arena, user->first_name, S(" "), user->last_name);
}

void incidentio_write_user(struct api_request *q, str key, const struct user_account *user)
{
    if (user == NULL)
        return;
    jw_obj(&q->w, key);
    incidentio_write_text(q, S("email"), user->email);
    incidentio_write_id(q, S("id"), ID_USER, user->id, user->created_at);
    jw_str(&q->w, S("name"), incidentio_user_name(q, user));
    jw_str(&q->w, S("role"), incidentio_base_role_words[incidentio_base_role(user->role)]);
    jw_end(&q->w);
}

static void write_named(struct api_request *q, str key, enum id_kind kind, int64_t id,
                        msec created_at, str name)
{
    jw_obj(&q->w, key);
    incidentio_write_id(q, S("id"), kind, id, created_at);
    jw_str(&q->w, S("name"), name);
    jw_end(&q->w);
}

void incidentio_write_actor(struct api_request *q, str key, enum actor_kind kind, int64_t id)
{
    const struct api_key *api_key =
        kind == ACTOR_API_KEY ? directory_key(q->ctx.directory, id) : NULL;
    const struct integration *integration =
        kind == ACTOR_INTEGRATION ? directory_integration(q->ctx.directory, id) : NULL;
    jw_obj(&q->w, key);
    if (api_key != NULL)
        write_named(q, S("api_key"), ID_API_KEY, id, api_key->created_at, api_key->name);
    else if (integration != NULL)
        write_named(q, S("workflow"), ID_INTEGRATION, id, integration->created_at,
                    integration->name);
    else
        write_named(q, S("workflow"), ID_ORG, q->ctx.directory->org.id,
                    q->ctx.directory->org.created_at, S("Tocsin"));
    jw_end(&q->w);
}

// ---- configuration that incidents show ----

void incidentio_write_severity_members(struct api_request *q, const struct severity *severity)
{
    jw_str(&q->w, S("description"), severity->description);
    incidentio_write_id(q, S("id"), ID_SEVERITY, severity->id, severity->created_at);
    jw_str(&q->w, S("name"), severity->name);
    jw_i64(&q->w, S("rank"), severity->rank);
    incidentio_write_times(q, severity->created_at, severity->updated_at);
}

void incidentio_write_severity(struct api_request *q, str key, const struct severity *severity)
{
    jw_obj(&q->w, key);
    incidentio_write_severity_members(q, severity);
    jw_end(&q->w);
}

void incidentio_write_status_members(struct api_request *q, const struct incident_status *status)
{
    jw_str(&q->w, S("category"), status_category_words[status->category]);
    jw_str(&q->w, S("description"), status->description);
    incidentio_write_id(q, S("id"), ID_STATUS, status->id, status->created_at);
    jw_str(&q->w, S("name"), status->name);
    jw_i64(&q->w, S("rank"), status->rank);
    incidentio_write_times(q, status->created_at, status->updated_at);
}

void incidentio_write_status(struct api_request *q, str key, const struct incident_status *status)
{
    jw_obj(&q->w, key);
    incidentio_write_status_members(q, status);
    jw_end(&q->w);
}

void incidentio_write_type(struct api_request *q, str key, const struct incident_type *type)
{
    jw_obj(&q->w, key);
    jw_str(&q->w, S("create_in_triage"), type->create_in_triage ? S("always") : S("optional"));
    jw_str(&q->w, S("description"), type->description);
    incidentio_write_id(q, S("id"), ID_INCIDENT_TYPE, type->id, type->created_at);
    jw_bool(&q->w, S("is_default"), type->is_default);
    jw_str(&q->w, S("name"), type->name);
    jw_bool(&q->w, S("private_incidents_only"), type->is_private_only);
    incidentio_write_times(q, type->created_at, type->updated_at);
    jw_end(&q->w);
}

void incidentio_write_role(struct api_request *q, str key, const struct incident_role *role)
{
    jw_obj(&q->w, key);
    jw_str(&q->w, S("description"), role->description);
    incidentio_write_id(q, S("id"), ID_INCIDENT_ROLE, role->id, role->created_at);
    jw_str(&q->w, S("instructions"), role->instructions);
    jw_str(&q->w, S("name"), role->name);
    jw_bool(&q->w, S("required"), false);
    jw_str(&q->w, S("role_type"), incident_role_kind_words[role->kind]);
    jw_str(&q->w, S("shortform"), role->shortform);
    incidentio_write_times(q, role->created_at, role->updated_at);
    jw_end(&q->w);
}
