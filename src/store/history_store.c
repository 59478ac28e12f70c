// history_store.c -- responders, suppressed events, timeline, outbox.
// SPDX-License-Identifier: Apache-2.0
#include "store/history_store.h"

#include "sql_queries.h"

enum err responder_insert(struct store *s, const struct incident *incident, int64_t user_id,
                          msec now, bool *out_changed)
{
    int64_t changed = 0;
    TRY(db_exec_count(s->db, SQL_RESPONDER_INSERT,
                      P(s->org_id, incident->id, user_id, incident->created_at, now), &changed));
    *out_changed = changed > 0;
    return OK;
}

enum err responder_delete(struct store *s, int64_t incident_id, int64_t user_id, bool *out_changed)
{
    int64_t changed = 0;
    TRY(db_exec_count(s->db, SQL_RESPONDER_DELETE, P(s->org_id, incident_id, user_id), &changed));
    *out_changed = changed > 0;
    return OK;
}

enum err responder_list(struct store *s, int64_t incident_id, struct id_list *out)
{
    return id_list_read(s, SQL_RESPONDER_LIST, P(s->org_id, incident_id), HISTORY_MAX_ROWS, out);
}

enum err responder_of_open(struct store *s, int64_t user_id, bool *out)
{
    return row_exists(s, SQL_RESPONDER_OF_OPEN, P(s->org_id, user_id), out);
}

// ---- suppressed events ----

static enum err read_suppressed(struct row *row, struct arena *arena, void *out)
{
    struct suppressed_event *event = out;
    event->id = row_i64(row);
    event->title = row_str(row, arena);
    event->metadata = row_str(row, arena);
    event->created_at = row_i64(row);
    return row_end(row);
}

enum err suppressed_insert(struct store *s, int64_t incident_id,
                           const struct suppressed_event *event)
{
    return db_exec(
        s->db, SQL_SUPPRESSED_INSERT,
        P(s->org_id, incident_id, event->id, event->title, event->metadata, event->created_at));
}

enum err suppressed_page(struct store *s, int64_t incident_id, struct page page,
                         struct suppressed_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_SUPPRESSED_LIST,
                P(s->org_id, incident_id, page.take, page.skip), read_suppressed,
                sizeof(struct suppressed_event), INCIDENT_PAGE_MAX, &rows));
    *out = (struct suppressed_list){.items = rows.items, .count = rows.count};
    return OK;
}

enum err suppressed_get(struct store *s, int64_t incident_id, int64_t id,
                        struct suppressed_event *out)
{
    return db_one(s->db, s->arena, SQL_SUPPRESSED_GET, P(s->org_id, incident_id, id),
                  read_suppressed, out);
}

enum err suppressed_count(struct store *s, int64_t incident_id, int64_t *out)
{
    return db_one(s->db, s->arena, SQL_SUPPRESSED_COUNT, P(s->org_id, incident_id), row_read_i64,
                  out);
}

// ---- timeline ----

static enum err read_timeline(struct row *row, struct arena *arena, void *out)
{
    struct timeline_entry *entry = out;
    entry->id = row_i64(row);
    const str kind = row_str(row, arena);
    entry->at = row_i64(row);
    const str actor_kind = row_str(row, arena);
    entry->actor_id = row_i64(row);
    entry->old_value = row_str(row, arena);
    entry->new_value = row_str(row, arena);
    TRY(row_end(row));
    const int kind_index = word_find(timeline_kind_words, TIMELINE_KIND_COUNT, kind);
    const int actor_index = word_find(actor_kind_words, ACTOR_KIND_COUNT, actor_kind);
    CHECK(kind_index >= 0 && actor_index >= 0);
    entry->kind = (enum timeline_kind)kind_index;
    entry->actor_kind = (enum actor_kind)actor_index;
    return OK;
}

enum err timeline_insert(struct store *s, int64_t incident_id, const struct timeline_entry *entry)
{
    const bool is_public = entry->kind == TIMELINE_UPDATE;
    return db_exec(s->db, SQL_TIMELINE_INSERT,
                   P(s->org_id, incident_id, entry->id, timeline_kind_words[entry->kind], entry->at,
                     actor_kind_words[entry->actor_kind], db_optional(entry->actor_id),
                     entry->old_value, entry->new_value, is_public, entry->message, entry->notifies,
                     db_optional(entry->status_id), db_optional(entry->team_id)));
}

static void turn_round(struct timeline_entry *entries, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        const struct timeline_entry first = entries[i];
        entries[i] = entries[count - 1 - i];
        entries[count - 1 - i] = first;
    }
}

enum err timeline_of(struct store *s, int64_t incident_id, int64_t take, struct timeline_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_TIMELINE_LIST, P(s->org_id, incident_id, take), read_timeline,
                sizeof(struct timeline_entry), TIMELINE_PAGE_MAX, &rows));
    turn_round(rows.items, rows.count);
    *out = (struct timeline_list){.items = rows.items, .count = rows.count};
    return OK;
}

static enum err read_update(struct row *row, struct arena *arena, void *out)
{
    struct public_update *update = out;
    update->id = row_i64(row);
    update->at = row_i64(row);
    const str actor_kind = row_str(row, arena);
    update->actor_id = row_i64(row);
    const str status = row_str(row, arena);
    update->message = row_str(row, arena);
    update->notifies = row_bool(row);
    TRY(row_end(row));
    const int actor_index = word_find(actor_kind_words, ACTOR_KIND_COUNT, actor_kind);
    const int status_index = word_find(public_status_words, PUBLIC_STATUS_COUNT, status);
    CHECK(actor_index >= 0 && status_index >= 0);
    update->actor_kind = (enum actor_kind)actor_index;
    update->status = (enum public_status)status_index;
    return OK;
}

enum err updates_of(struct store *s, int64_t incident_id, struct public_update_list *out)
{
    struct db_rows rows = {0};
    TRY(db_many(s->db, s->arena, SQL_UPDATES_LIST, P(s->org_id, incident_id, TIMELINE_PAGE_MAX),
                read_update, sizeof(struct public_update), TIMELINE_PAGE_MAX, &rows));
    *out = (struct public_update_list){.items = rows.items, .count = rows.count};
    return OK;
}

// ---- outbox ----

enum err outbox_insert(struct store *s, const struct notice *notice)
{
    const bool by_policy = notice->policy_id != 0;
    return db_exec(s->db, SQL_OUTBOX_INSERT,
                   P(s->org_id, notice->id, notice->incident_id, notice_kind_words[notice->kind],
                     notice->user_id, notice->via, db_optional(notice->policy_id),
                     by_policy ? db_param_i64(notice->step) : (struct db_param){0}, notice->due_at,
                     notice->created_at, db_optional(notice->subscriber_id),
                     db_optional(notice->entry_id)));
}

enum err outbox_insert_updates(struct store *s, const struct notice *notice, struct id_list people,
                               bool are_users)
{
    CHECK(notice->kind == NOTICE_UPDATE && notice->due_at == notice->created_at);
    return db_exec(s->db, SQL_OUTBOX_INSERT_UPDATES,
                   P(s->org_id, notice->id, notice->incident_id, notice->entry_id, notice->due_at,
                     are_users, id_list_json(s->arena, people)));
}

enum err outbox_cancel(struct store *s, int64_t incident_id, enum notice_kind kind)
{
    return db_exec(s->db, SQL_OUTBOX_CANCEL, P(s->org_id, incident_id, notice_kind_words[kind]));
}

enum err outbox_paged_users(struct store *s, int64_t incident_id, msec now, struct id_list *out)
{
    return id_list_read(s, SQL_OUTBOX_PAGED_USERS, P(s->org_id, incident_id, now), HISTORY_MAX_ROWS,
                        out);
}
