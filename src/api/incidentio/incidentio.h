// incidentio.h -- what all resources of the incident.io dialect share.
//
// Ids are ULIDs, times have six decimals and Z, objects and lists are wrapped under their name.
// Handlers and their documents are declared in the header of their resource.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/api.h"
#include "base/ids.h"
#include "model/directory.h"

struct incident_handle;

extern const struct dialect incidentio_dialect;

/* Writes {type, status, request_id, errors}; nothing where there is no such route. */
void incidentio_render_error(struct api_request *q);

// ---- reading (read.c) ----

/* The row id in a ULID of that kind; 0 for anything else. */
int64_t incidentio_id(const struct api_request *q, enum id_kind kind, str text);

/* Of a parameter of the path. */
int64_t incidentio_path_id(const struct api_request *q, size_t index, enum id_kind kind);

/* ERR_NOT_FOUND, with a sentence. Inline, as ctx_fail is. */
MUST_CHECK static inline enum err incidentio_no_such(struct api_request *q, str what)
{
    return api_fail(q, ERR_NOT_FOUND, (str){0}, STR_JOIN(q->ctx.store.arena, S("no such "), what));
}

/* ERR_INVALID naming the field; the sentence begins with it. `why`: " must be ...". */
MUST_CHECK static inline enum err incidentio_refuse(struct api_request *q, str field, str why)
{
    return api_fail(q, ERR_INVALID, field, STR_JOIN(q->ctx.store.arena, field, why));
}

/* ERR_INVALID unless the member is a list (else 400) of at most `most` items. */
MUST_CHECK enum err incidentio_list(struct api_request *q, str name, const struct json *array,
                                    size_t most);

/* How refusals name an item of a list: "entries.3". */
str incidentio_item_name(struct api_request *q, str list, size_t index);

/* page_size (up to rule.most, and from there to `accepted` served as rule.most), 0 and above that
 * are refused; an empty value is as none. */
struct page_rule_io {
    struct page_rule rule;
    int64_t accepted;
};
MUST_CHECK enum err incidentio_page_size(struct api_request *q, const struct page_rule_io *rule,
                                         int64_t *out);
MUST_CHECK enum err incidentio_page_size_of(struct api_request *q, str text,
                                            const struct page_rule_io *rule, int64_t *out);

/* `after` of a list: the row id of its ULID; 0 without one. ERR_INVALID for what is no id of that
 * kind. */
MUST_CHECK enum err incidentio_after(struct api_request *q, enum id_kind kind, int64_t *out);

// A page of a list that lies in memory in the order of the ids. `left` 0 ends it.
struct list_page {
    enum id_kind kind;
    int64_t after_id;
    int64_t size;
    int64_t left;
    int64_t last_id; // of the row taken last, as is the next
    msec last_created_at;
    bool has_more;
};

/* `after` and page_size of the query. */
MUST_CHECK enum err incidentio_read_page(struct api_request *q, enum id_kind kind,
                                         const struct page_rule_io *rule, struct list_page *out);

/* Is the row to be written? Not before the page nor behind it. */
bool list_page_takes(struct list_page *page, int64_t id, msec created_at);

/* Which of the words the text is; its refusal says them all. */
MUST_CHECK enum err incidentio_word(struct api_request *q, str field, const str *words,
                                    size_t count, str text, int *out);

// What sort_by says of lists by creation.
enum { ORDER_NEWEST_FIRST, ORDER_OLDEST_FIRST, ORDER_COUNT };
extern const str incidentio_order_words[ORDER_COUNT];

/* A date and time, or a bare date that means its midnight in UTC. An absent text leaves *out alone.
 */
MUST_CHECK enum err incidentio_time(struct api_request *q, str field, str text, msec *out);

// ---- incidents that are named (find.c) ----

/* ERR_INVALID naming what was not sent. */
MUST_CHECK enum err incidentio_refuse_missing(struct api_request *q, str field, str why);

/* The incident of that name: its ULID, its number, INC-n, or what it is called elsewhere. */
MUST_CHECK enum err incidentio_find_incident(struct api_request *q, str text,
                                             struct incident_handle *out);

/* The incident that a parameter or member names, by its ULID or INC-n. ERR_INVALID naming the field
 * for none in reach; FLAW_MISSING for an absent or empty text. */
MUST_CHECK enum err incidentio_incident_named(struct api_request *q, str field, str text,
                                              struct incident_handle *out);

// ---- writing (write.c) ----

str incidentio_id_text(struct api_request *q, enum id_kind kind, int64_t id, msec created_at);
void incidentio_write_id(struct api_request *q, str key, enum id_kind kind, int64_t id,
                         msec created_at);
/* "2026-11-20T08:00:00.123000Z"; 0 writes nothing. */
void incidentio_write_time(struct api_request *q, str key, msec at);
/* Absent and empty write nothing. */
void incidentio_write_text(struct api_request *q, str key, str value);

/* created_at and updated_at, which is created_at for what never changed. */
void incidentio_write_times(struct api_request *q, msec created_at, msec updated_at);

/* Minutes with at most one decimal: 40.7. */
void incidentio_write_minutes(struct api_request *q, str key, msec span);

// What is large to read lies in an arena of its own, given back before the answer is sent.
struct aside {
    struct arena scratch;
    struct arena *arena; // the request's
};

/* From here to the end the request allocates aside; the answer, and why there is none, stay. */
void incidentio_begin_aside(struct api_request *q, struct aside *aside);
void incidentio_end_aside(struct api_request *q, struct aside *aside);

/* Is the answer as long as a page may be? Then a list ends, whatever page_size asks for, behind the
 * row that was written last: each page has one, and of large rows too each can be read. */
bool incidentio_page_is_full(const struct api_request *q);

/* {"page_size", "after"}; `after` absent on the last page; total below 0: not told. */
void incidentio_write_page(struct api_request *q, int64_t page_size, str after, int64_t total);

/* Ends the array of rows, writes where the next page begins, ends the answer. */
void incidentio_end_page(struct api_request *q, const struct list_page *page);

/* A person's name in one piece. */
str incidentio_user_name(struct api_request *q, const struct user_account *user);

/* UserV2 and ActorV2, as a member under `key` (ITEM in arrays). Of somebody who is no more:
 * nothing.
 */
void incidentio_write_user(struct api_request *q, str key, const struct user_account *user);
void incidentio_write_actor(struct api_request *q, str key, enum actor_kind kind, int64_t id);

/* The vendor's members, where ours follow: inside an object that the caller begins and ends. */
void incidentio_write_severity_members(struct api_request *q, const struct severity *severity);
void incidentio_write_status_members(struct api_request *q, const struct incident_status *status);

void incidentio_write_severity(struct api_request *q, str key, const struct severity *severity);
void incidentio_write_status(struct api_request *q, str key, const struct incident_status *status);
void incidentio_write_type(struct api_request *q, str key, const struct incident_type *type);
void incidentio_write_role(struct api_request *q, str key, const struct incident_role *role);
