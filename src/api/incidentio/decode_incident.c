// decode_incident.c -- what clients say of an incident when they declare or edit it.
//
// Where an id is asked for a name serves too, as long as it names one thing.
// SPDX-License-Identifier: Apache-2.0
#include "api/incidentio/fields.h"
#include "api/incidentio/incidentio.h"
#include "api/incidentio/incidents.h"
#include "api/incidentio/names.h"

#include "base/crypto.h"

enum {
    NAME_MAX_BYTES = 500,
    SUMMARY_MAX_BYTES = 20000,
    LINK_MAX_BYTES = 2000,
    KEY_MAX_BYTES = 255,
    LIST_MAX_ITEMS = 500, // roles or timestamps of one request
};

const str incidentio_issue_providers[ISSUE_PROVIDER_COUNT] = {
    S("asana"),  S("azure_devops"), S("click_up"),    S("linear"),   S("jira"),   S("jira_server"),
    S("github"), S("gitlab"),       S("service_now"), S("shortcut"), S("notion"),
};

static const str visibility_words[] = {S("public"), S("private")};

// ---- the tables ----

struct incident_body {
    // of both
    str name;
    str summary;
    str severity;
    str status;
    const struct json *fields;
    const struct json *roles;
    const struct json *moments;
    // of a create
    str request_key;
    int visibility;
    int mode;
    str type;
    const struct json *retrospective;
    // of an edit
    str call_url;
    struct bind_bool has_debrief;
    const struct json *issue;
};

struct assignee_body {
    str id;
    str email;
    str slack_user_id;
};

static const struct bind_field assignee_fields[] = {
    BIND_FIELD("id", TEXT, struct assignee_body, id),
    BIND_FIELD("email", TEXT, struct assignee_body, email),
    BIND_FIELD("slack_user_id", TEXT, struct assignee_body, slack_user_id),
};

struct assignment_body {
    str role;
    const struct json *assignee;
};

static const struct bind_field assignment_fields[] = {
    BIND_FIELD("incident_role_id", TEXT, struct assignment_body, role, .required = true),
    BIND_FIELD("assignee", OBJECT, struct assignment_body, assignee,
               .members = BIND_TABLE(assignee_fields)),
};

struct moment_body {
    str timestamp;
    str value;
};

static const struct bind_field moment_fields[] = {
    BIND_FIELD("incident_timestamp_id", TEXT, struct moment_body, timestamp, .required = true),
    BIND_FIELD("value", TEXT, struct moment_body, value, .format = S("date-time")),
};

static const struct bind_field common_fields[] = {
    BIND_FIELD("name", TEXT, struct incident_body, name, .max = NAME_MAX_BYTES),
    BIND_FIELD("summary", TEXT, struct incident_body, summary, .max = SUMMARY_MAX_BYTES),
    BIND_FIELD("severity_id", TEXT, struct incident_body, severity),
    BIND_FIELD("incident_status_id", TEXT, struct incident_body, status),
    BIND_FIELD("custom_field_entries", ANY, struct incident_body, fields,
               .members = BIND_TABLE(incidentio_field_entry_fields)),
    BIND_FIELD("incident_role_assignments", ANY, struct incident_body, roles,
               .members = BIND_TABLE(assignment_fields)),
    BIND_FIELD("incident_timestamp_values", ANY, struct incident_body, moments,
               .members = BIND_TABLE(moment_fields)),
};

struct retrospective_body {
    str postmortem_url;
};

static const struct bind_field retrospective_fields[] = {
    BIND_FIELD("postmortem_document_url", TEXT, struct retrospective_body, postmortem_url,
               .max = LINK_MAX_BYTES),
};

static const struct bind_field create_fields[] = {
    BIND_FIELD("idempotency_key", TEXT, struct incident_body, request_key, .required = true,
               .max = KEY_MAX_BYTES),
    BIND_FIELD("visibility", WORD, struct incident_body, visibility, .required = true,
               .words = visibility_words, .word_count = ARRAY_LEN(visibility_words)),
    BIND_FIELD("mode", WORD, struct incident_body, mode, .words = incident_mode_words,
               .word_count = MODE_COUNT),
    BIND_FIELD("incident_type_id", TEXT, struct incident_body, type),
    BIND_FIELD("retrospective_incident_options", OBJECT, struct incident_body, retrospective,
               .members = BIND_TABLE(retrospective_fields)),
};

struct issue_body {
    int provider;
    str name;
    str permalink;
};

static const struct bind_field issue_fields[] = {
    BIND_FIELD("provider", WORD, struct issue_body, provider, .required = true,
               .words = incidentio_issue_providers, .word_count = ISSUE_PROVIDER_COUNT),
    BIND_FIELD("issue_name", TEXT, struct issue_body, name, .required = true,
               .max = NAME_MAX_BYTES),
    BIND_FIELD("issue_permalink", TEXT, struct issue_body, permalink, .required = true,
               .max = LINK_MAX_BYTES),
};

static const struct bind_field edit_fields[] = {
    BIND_FIELD("call_url", TEXT, struct incident_body, call_url, .max = LINK_MAX_BYTES),
    BIND_FIELD("has_debrief", BOOL, struct incident_body, has_debrief),
    BIND_FIELD("external_issue_reference", OBJECT, struct incident_body, issue,
               .members = BIND_TABLE(issue_fields)),
};

struct edit_body {
    const struct json *incident;
    struct bind_bool notifies;
};

static const struct bind_field all_edit_fields[] = {
    BIND_FIELD("incident", OBJECT, struct edit_body, incident, .required = true,
               .members = BIND_TABLE(common_fields)),
    BIND_FIELD("notify_incident_channel", BOOL, struct edit_body, notifies, .required = true),
};

// ---- names of members and of things ----

// A body that is being read.
struct reading {
    struct api_request *q;
    str prefix; // of its members' names; absent: none
    bool is_new;
};

static str member(const struct reading *r, str name)
{
    return r->prefix.p == NULL ? name : STR_JOIN(r->q->ctx.store.arena, r->prefix, S("."), name);
}

static str member_of(const struct reading *r, str owner, str name)
{
    return STR_JOIN(r->q->ctx.store.arena, owner, S("."), name);
}

// Rows of the directory that a client names one of.
struct offer {
    const char *items;
    size_t count;
    size_t size; // of a row
    size_t id_at;
    size_t name_at;
    enum id_kind kind;
    str why; // when it names none, or several
};

#define OFFER(list, row, id_kind, sentence)                                                        \
    (struct offer)                                                                                 \
    {                                                                                              \
        .items = (const char *)(list).items, .count = (list).count, .size = sizeof(struct row),    \
        .id_at = offsetof(struct row, id), .name_at = offsetof(struct row, name),                  \
        .kind = (id_kind), .why = S(sentence)                                                      \
    }

/* An absent text leaves *out alone. */
static enum err read_named(const struct reading *r, str field, str text, struct offer offer,
                           int64_t *out)
{
    struct named_row named = {.text = text, .wanted_id = incidentio_id(r->q, offer.kind, text)};
    if (text.p == NULL)
        return OK;
    for (size_t i = 0; i < offer.count; i++) {
        int64_t id = 0;
        str name = {0};
        memcpy(&id, offer.items + i * offer.size + offer.id_at, sizeof(id));
        memcpy(&name, offer.items + i * offer.size + offer.name_at, sizeof(name));
        named_row_offer(&named, id, name);
    }
    const int64_t found = named_row_id(&named);
    if (found == 0)
        return incidentio_refuse(r->q, field, offer.why);
    *out = found;
    return OK;
}

static enum err read_severity(const struct reading *r, str text, int64_t *out)
{
    return read_named(
        r, member(r, S("severity_id")), text,
        OFFER(r->q->ctx.directory->severities, severity, ID_SEVERITY, " must name a severity"),
        out);
}

static enum err read_status(const struct reading *r, str text, int64_t *out)
{
    return read_named(
        r, member(r, S("incident_status_id")), text,
        OFFER(r->q->ctx.directory->statuses, incident_status, ID_STATUS, " must name a status"),
        out);
}

static enum err read_type(const struct reading *r, str text, int64_t *out)
{
    return read_named(r, member(r, S("incident_type_id")), text,
                      OFFER(r->q->ctx.directory->types, incident_type, ID_INCIDENT_TYPE,
                            " must name an incident type"),
                      out);
}

// ---- roles ----

static const struct user_account *find_user(const struct reading *r,
                                            const struct assignee_body *body)
{
    const struct directory *d = r->q->ctx.directory;
    if (body->id.n > 0)
        return directory_user(d, incidentio_id(r->q, ID_USER, body->id));
    for (size_t i = 0; i < d->users.count; i++) {
        if (body->email.n > 0 && str_eq_nocase(d->users.items[i].email, body->email))
            return &d->users.items[i];
    }
    return NULL;
}

/* An assignee without anything that names somebody is nobody. */
static enum err read_assignee(const struct reading *r, str field, const struct json *object,
                              int64_t *out)
{
    struct assignee_body body = {0};
    if (object == NULL)
        return OK;
    TRY(api_bind_object(r->q, field, object, assignee_fields, ARRAY_LEN(assignee_fields), &body));
    if (body.id.n + body.email.n + body.slack_user_id.n == 0)
        return OK;
    const struct user_account *user = find_user(r, &body);
    if (user == NULL)
        return incidentio_refuse(r->q, field, S(" must name a user by id or email"));
    if (body.email.n > 0 && !str_eq_nocase(user->email, body.email))
        return incidentio_refuse(r->q, field, S(" must have the id and the email of one user"));
    *out = user->id;
    return OK;
}

static enum err read_assignment(const struct reading *r, str name, const struct json *item,
                                struct role_assignment *out)
{
    const struct directory *d = r->q->ctx.directory;
    const str field = member_of(r, name, S("incident_role_id"));
    struct assignment_body body = {0};
    TRY(api_bind_object(r->q, name, item, assignment_fields, ARRAY_LEN(assignment_fields), &body));
    TRY(read_named(
        r, field, body.role,
        OFFER(d->incident_roles, incident_role, ID_INCIDENT_ROLE, " must name an incident role"),
        &out->role_id));
    if (!r->is_new && directory_incident_role(d, out->role_id)->kind == INCIDENT_ROLE_REPORTER)
        return incidentio_refuse(r->q, field,
                                 S(" must not be the reporter, who is named at creation"));
    return read_assignee(r, member_of(r, name, S("assignee")), body.assignee, &out->user_id);
}

static enum err read_roles(const struct reading *r, const struct json *array,
                           struct coordination *out)
{
    const str name = member(r, S("incident_role_assignments"));
    size_t n = 0;
    if (array == NULL)
        return OK;
    TRY(incidentio_list(r->q, name, array, LIST_MAX_ITEMS));
    struct role_assignment *items =
        arena_array(r->q->ctx.store.arena, struct role_assignment, array->count);
    for (const struct json *item = array->first; item != NULL; item = item->next, n++)
        TRY(read_assignment(r, incidentio_item_name(r->q, name, n), item, &items[n]));
    out->roles_name = name;
    out->roles = (struct role_assignment_list){.items = items, .count = n};
    return OK;
}

// ---- moments ----

static enum err read_moment(const struct reading *r, str name, const struct json *item,
                            struct timestamp_value *out)
{
    struct moment_body body = {0};
    TRY(api_bind_object(r->q, name, item, moment_fields, ARRAY_LEN(moment_fields), &body));
    TRY(read_named(r, member_of(r, name, S("incident_timestamp_id")), body.timestamp,
                   OFFER(r->q->ctx.directory->timestamps, incident_timestamp, ID_TIMESTAMP,
                         " must name a timestamp"),
                   &out->timestamp_id));
    if (body.value.n == 0)
        return OK;
    return incidentio_time(r->q, member_of(r, name, S("value")), body.value, &out->at);
}

static enum err read_moments(const struct reading *r, const struct json *array,
                             struct coordination *out)
{
    const str name = member(r, S("incident_timestamp_values"));
    size_t n = 0;
    if (array == NULL)
        return OK;
    TRY(incidentio_list(r->q, name, array, LIST_MAX_ITEMS));
    struct timestamp_value *items =
        arena_array(r->q->ctx.store.arena, struct timestamp_value, array->count);
    for (const struct json *item = array->first; item != NULL; item = item->next, n++)
        TRY(read_moment(r, incidentio_item_name(r->q, name, n), item, &items[n]));
    out->moments_name = name;
    out->moments = (struct timestamp_value_list){.items = items, .count = n};
    return OK;
}

// ---- whole bodies ----

static enum err read_lists(const struct reading *r, const struct incident_body *body,
                           struct coordination *out)
{
    TRY(read_roles(r, body->roles, out));
    TRY(read_moments(r, body->moments, out));
    return incidentio_read_field_entries(r->q, member(r, S("custom_field_entries")), body->fields,
                                         &out->fields);
}

static str hash_of(struct api_request *q)
{
    unsigned char digest[SHA256_BYTES];
    crypto_sha256(&q->http->body, 1, digest);
    return crypto_hex(q->ctx.store.arena, digest, sizeof(digest));
}

static enum err read_retrospective(const struct reading *r, const struct json *object,
                                   struct declaration *out)
{
    const str name = S("retrospective_incident_options");
    struct retrospective_body body = {0};
    if (object == NULL)
        return OK;
    TRY(api_bind_object(r->q, name, object, retrospective_fields, ARRAY_LEN(retrospective_fields),
                        &body));
    TRY(ctx_check_link(&r->q->ctx, member_of(r, name, S("postmortem_document_url")),
                       body.postmortem_url));
    out->postmortem_url = body.postmortem_url;
    return OK;
}

enum err incidentio_read_declaration(struct api_request *q, struct declaration *out)
{
    const struct reading r = {.q = q, .is_new = true};
    struct incident_body body = {.visibility = -1, .mode = MODE_STANDARD};
    TRY(api_bind(q, create_fields, ARRAY_LEN(create_fields), &body));
    TRY(api_bind(q, common_fields, ARRAY_LEN(common_fields), &body));
    struct declaration declaration = {
        .request_key = body.request_key,
        .request_hash = hash_of(q),
        .name = body.name,
        .mode = (enum incident_mode)body.mode,
        .is_private = body.visibility == 1,
        .beside = {.summary = body.summary},
    };
    TRY(read_type(&r, body.type, &declaration.type_id));
    TRY(read_severity(&r, body.severity, &declaration.severity_id));
    TRY(read_status(&r, body.status, &declaration.status_id));
    TRY(read_retrospective(&r, body.retrospective, &declaration));
    TRY(read_lists(&r, &body, &declaration.beside));
    *out = declaration;
    return OK;
}

/* An empty object takes the reference away. */
static enum err read_issue(const struct reading *r, const struct json *object,
                           struct coordination *out)
{
    const str name = member(r, S("external_issue_reference"));
    struct issue_reference *issue = arena_new(r->q->ctx.store.arena, struct issue_reference);
    struct issue_body body = {.provider = -1};
    if (object == NULL)
        return OK;
    out->issue = issue;
    if (object->count == 0)
        return OK;
    TRY(api_bind_object(r->q, name, object, issue_fields, ARRAY_LEN(issue_fields), &body));
    TRY(ctx_check_link(&r->q->ctx, member_of(r, name, S("issue_permalink")), body.permalink));
    *issue = (struct issue_reference){.provider = incidentio_issue_providers[body.provider],
                                      .name = body.name,
                                      .permalink = body.permalink};
    return OK;
}

static enum err read_edited(const struct reading *r, const struct incident_body *body,
                            struct coordination *out)
{
    struct coordination wanted = {
        .name = body->name,
        .summary = body->summary,
        .call_url = body->call_url,
        .sets_debrief = body->has_debrief.is_set,
        .has_debrief = body->has_debrief.value,
    };
    int64_t status_id = 0;
    if (body->name.p != NULL && body->name.n == 0)
        return incidentio_refuse(r->q, member(r, S("name")), S(" must not be empty"));
    TRY(ctx_check_link(&r->q->ctx, member(r, S("call_url")), body->call_url));
    TRY(read_severity(r, body->severity, &wanted.severity_id));
    TRY(read_status(r, body->status, &status_id));
    wanted.status = directory_status(r->q->ctx.directory, status_id);
    TRY(read_issue(r, body->issue, &wanted));
    TRY(read_lists(r, body, &wanted));
    *out = wanted;
    return OK;
}

enum err incidentio_read_edit(struct api_request *q, struct coordination *out)
{
    const struct reading r = {.q = q, .prefix = S("incident")};
    struct edit_body edit = {0};
    struct incident_body body = {0};
    TRY(api_bind(q, all_edit_fields, ARRAY_LEN(all_edit_fields), &edit));
    TRY(api_bind_object(q, r.prefix, edit.incident, common_fields, ARRAY_LEN(common_fields),
                        &body));
    TRY(api_bind_object(q, r.prefix, edit.incident, edit_fields, ARRAY_LEN(edit_fields), &body));
    return read_edited(&r, &body, out);
}

const struct route_doc incidentio_incident_create_doc = {
    .body = {BIND_TABLE(create_fields), BIND_TABLE(common_fields)},
};
const struct route_doc incidentio_incident_edit_doc = {.body = {BIND_TABLE(all_edit_fields)}};
