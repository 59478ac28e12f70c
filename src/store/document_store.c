// document_store.c -- one statement a function.
// SPDX-License-Identifier: Apache-2.0
#include "store/document_store.h"

#include "sql_queries.h"

enum { DOCUMENTS_OF_PAGE_MAX = 2500 }; // post-mortems of a page of incidents

// ---- who worked on them ----

static enum err read_activity(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct activity *activity = out;
    activity->incident_id = row_i64(row);
    activity->user_id = row_i64(row);
    activity->at = row_i64(row);
    return row_end(row);
}

enum err activities_of(struct store *s, struct id_list incidents, struct activity_list *out)
{
    struct db_rows rows = {0};
    CHECK(incidents.count <= ACTIVE_INCIDENTS_MAX);
    TRY(db_many(s->db, s->arena, SQL_ACTIVITY_LIST,
                P(s->org_id, id_list_json(s->arena, incidents), ACTIVITIES_MAX), read_activity,
                sizeof(struct activity), ACTIVE_INCIDENTS_MAX * ACTIVITIES_MAX, &rows));
    *out = (struct activity_list){.items = rows.items, .count = rows.count};
    return OK;
}

static enum err read_participant(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct participant *participant = out;
    participant->user_id = row_i64(row);
    participant->part = (enum participation)row_i64(row);
    return row_end(row);
}

enum err participants_of(struct store *s, int64_t incident_id, struct participant_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_PARTICIPANT_LIST, P(s->org_id, incident_id, PARTICIPANTS_MAX),
                read_participant, sizeof(struct participant), PARTICIPANTS_MAX, &rows));
    *out = (struct participant_list){.items = rows.items, .count = rows.count};
    return OK;
}

// ---- post-mortems ----

static enum err read_postmortem(struct row *row, struct arena *arena, void *out)
{
    struct postmortem *p = out;
    p->id = row_i64(row);
    p->incident_id = row_i64(row);
    p->incident_created_at = row_i64(row);
    p->team_id = row_i64(row);
    p->is_private = row_bool(row);
    p->title = row_str(row, arena);
    p->status = (enum postmortem_status)row_i64(row);
    p->provider = row_str(row, arena);
    p->url = row_str(row, arena);
    p->editor_id = row_i64(row);
    p->created_at = row_i64(row);
    p->updated_at = row_i64(row);
    return row_end(row);
}

static enum err read_text(struct row *row, struct arena *arena, void *out)
{
    str *text = out;
    *text = row_str(row, arena);
    return row_end(row);
}

enum err postmortem_insert(struct store *s, const struct postmortem *p)
{
    return db_exec(s->db, SQL_POSTMORTEM_INSERT,
                   P(s->org_id, p->id, p->incident_id, p->team_id, p->is_private, p->title,
                     (int)p->status, p->provider, p->url, db_optional(p->editor_id), p->created_at,
                     p->markdown));
}

enum err postmortem_update(struct store *s, const struct postmortem *p)
{
    return db_exec(s->db, SQL_POSTMORTEM_UPDATE,
                   P(s->org_id, p->id, (int)p->status, p->provider, p->url, p->updated_at));
}

enum err postmortem_get(struct store *s, int64_t id, struct postmortem *out)
{
    return db_one(s->db, s->arena, SQL_POSTMORTEM_GET, P(s->org_id, id), read_postmortem, out);
}

enum err postmortem_text(struct store *s, int64_t id, str *out)
{
    return db_one(s->db, s->arena, SQL_POSTMORTEM_CONTENT, P(s->org_id, id), read_text, out);
}

static enum err read_postmortems(struct store *s, unsigned sql, struct db_params params,
                                 struct postmortem_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, sql, params, read_postmortem, sizeof(struct postmortem),
                DOCUMENTS_OF_PAGE_MAX, &rows));
    *out = (struct postmortem_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err postmortems_of_incidents(struct store *s, struct id_list incidents,
                                  struct postmortem_list *out)
{
    return read_postmortems(s, SQL_POSTMORTEM_LIST_OF,
                            P(s->org_id, id_list_json(s->arena, incidents), DOCUMENTS_OF_PAGE_MAX),
                            out);
}

static enum err read_of_incident(struct store *s, const struct postmortem_query *q,
                                 struct postmortem_list *out)
{
    return read_postmortems(s,
                            q->oldest_first ? SQL_POSTMORTEMS_OLDEST_OF_INCIDENT
                                            : SQL_POSTMORTEMS_NEWEST_OF_INCIDENT,
                            P(s->org_id, q->incident_id, q->after_at, q->after_id, q->take), out);
}

static enum err read_strand(struct store *s, const struct postmortem_query *q, bool is_private,
                            struct postmortem_list *out)
{
    if (q->team.team_id != 0)
        return read_postmortems(
            s, q->oldest_first ? SQL_POSTMORTEMS_OLDEST_OF_TEAM : SQL_POSTMORTEMS_NEWEST_OF_TEAM,
            P(s->org_id, q->team.team_id, is_private, q->after_at, q->after_id, q->take), out);
    return read_postmortems(s, q->oldest_first ? SQL_POSTMORTEMS_OLDEST : SQL_POSTMORTEMS_NEWEST,
                            P(s->org_id, is_private, q->after_at, q->after_id, q->take), out);
}

static bool is_older(const struct postmortem *a, const struct postmortem *b)
{
    return a->created_at < b->created_at || (a->created_at == b->created_at && a->id < b->id);
}

/* The first `take` of two lists that are in order. */
static struct postmortem_list merge(struct arena *arena, const struct postmortem_query *q,
                                    struct postmortem_list a, struct postmortem_list b)
{
    const size_t both = a.count + b.count;
    const size_t count = both < (size_t)q->take ? both : (size_t)q->take;
    struct postmortem *items = arena_array(arena, struct postmortem, count);
    for (size_t i = 0, j = 0; i + j < count;) {
        const bool is_from_a =
            j == b.count || (i < a.count && is_older(&a.items[i], &b.items[j]) == q->oldest_first);
        const size_t place = i + j;
        items[place] = is_from_a ? a.items[i++] : b.items[j++];
    }
    return (struct postmortem_list){.items = items, .count = count};
}

enum err postmortems_page(struct store *s, const struct postmortem_query *query,
                          struct postmortem_list *out)
{
    struct postmortem_query q = *query;
    struct postmortem_list open = {0};
    struct postmortem_list private = {0};
    if (!q.oldest_first && q.after_id == 0) {
        q.after_at = INT64_MAX;
        q.after_id = INT64_MAX;
    }
    if (q.incident_id != 0)
        return read_of_incident(s, &q, out);
    TRY(read_strand(s, &q, false, &open));
    if (!q.team.hides_private)
        TRY(read_strand(s, &q, true, &private));
    *out = merge(s->arena, &q, open, private);
    return OK;
}

// ---- attachments ----

static enum err read_attachment(struct row *row, struct arena *arena, void *out)
{
    struct attachment *a = out;
    a->id = row_i64(row);
    a->incident_id = row_i64(row);
    a->incident_created_at = row_i64(row);
    a->type = (enum resource_type)row_i64(row);
    a->external_id = row_str(row, arena);
    a->title = row_str(row, arena);
    a->permalink = row_str(row, arena);
    a->created_at = row_i64(row);
    return row_end(row);
}

static enum err read_attachments(struct store *s, unsigned sql, struct db_params params,
                                 struct attachment_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, sql, params, read_attachment, sizeof(struct attachment),
                ATTACHMENTS_MAX, &rows));
    *out = (struct attachment_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err attachment_insert(struct store *s, const struct attachment *a)
{
    return db_exec(s->db, SQL_ATTACHMENT_INSERT,
                   P(s->org_id, a->id, a->incident_id, (int)a->type, a->external_id, a->title,
                     a->permalink, a->created_at));
}

enum err attachment_find(struct store *s, const struct attachment *like, struct attachment *out)
{
    return db_one(s->db, s->arena, SQL_ATTACHMENT_FIND,
                  P(s->org_id, like->incident_id, (int)like->type, like->external_id),
                  read_attachment, out);
}

enum err attachment_get(struct store *s, int64_t id, struct attachment *out)
{
    return db_one(s->db, s->arena, SQL_ATTACHMENT_GET, P(s->org_id, id), read_attachment, out);
}

enum err attachment_delete(struct store *s, int64_t id)
{
    return db_exec(s->db, SQL_ATTACHMENT_DELETE, P(s->org_id, id));
}

enum err attachments_of(struct store *s, int64_t incident_id, struct attachment_list *out)
{
    return read_attachments(s, SQL_ATTACHMENTS_OF_INCIDENT,
                            P(s->org_id, incident_id, ATTACHMENTS_MAX), out);
}

enum err attachments_of_resource(struct store *s, enum resource_type type, str external_id,
                                 struct team_view team, struct attachment_list *out)
{
    return read_attachments(
        s, SQL_ATTACHMENTS_OF_RESOURCE,
        P(s->org_id, (int)type, external_id, team.team_id, team.hides_private, ATTACHMENTS_MAX),
        out);
}

// ---- members ----

static enum err read_membership(struct row *row, struct arena *arena, void *out)
{
    (void)arena;
    struct membership *membership = out;
    membership->id = row_i64(row);
    membership->incident_created_at = row_i64(row);
    membership->created_at = row_i64(row);
    membership->updated_at = row_i64(row);
    return row_end(row);
}

enum err membership_insert(struct store *s, const struct membership *m)
{
    return db_exec(s->db, SQL_MEMBERSHIP_INSERT,
                   P(s->org_id, m->incident_id, m->user_id, m->id, m->created_at));
}

enum err membership_get(struct store *s, struct membership *m)
{
    return db_one(s->db, s->arena, SQL_MEMBERSHIP_GET, P(s->org_id, m->incident_id, m->user_id),
                  read_membership, m);
}

enum err membership_delete(struct store *s, const struct membership *m, bool *out_deleted)
{
    int64_t changed = 0;
    TRY(db_exec_count(s->db, SQL_MEMBERSHIP_DELETE, P(s->org_id, m->incident_id, m->user_id),
                      &changed));
    *out_deleted = changed > 0;
    return OK;
}

enum err incident_memberships_forget(struct store *s, int64_t user_id)
{
    return db_exec(s->db, SQL_INCIDENT_MEMBERSHIPS_FORGET, P(s->org_id, user_id));
}
