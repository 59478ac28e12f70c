// idempotency.c -- kept answers.
// SPDX-License-Identifier: Apache-2.0
#include "api/idempotency.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "core/kept_answers.h"

static const str header_name = S("Idempotency-Key");

static str idempotency_key(const struct api_request *q)
{
    if (q->route == NULL || (q->route->flags & ROUTE_IDEMPOTENT) == 0)
        return (str){0};
    return http_header(q->http, header_name);
}

enum err idempotency_check(struct api_request *q)
{
    const str key = idempotency_key(q);
    if (key.p == NULL)
        return OK;
    if (key.n == 0 || key.n > IDEMPOTENCY_KEY_MAX_BYTES || !utf8_is_valid(key))
        return api_fail(q, ERR_INVALID, header_name,
                        S("Idempotency-Key must be 1 to 255 bytes of UTF-8"));
    return OK;
}

static str request_hash(struct api_request *q)
{
    const int64_t team_id = q->team == NULL ? 0 : q->team->id;
    const str parts[] = {
        q->http->method_text,
        S(" "),
        q->http->path,
        S(" "),
        str_from_i64(q->ctx.store.arena, team_id),
        S("\n"),
        q->http->body,
    };
    unsigned char digest[SHA256_BYTES];
    crypto_sha256(parts, ARRAY_LEN(parts), digest);
    return crypto_hex(q->ctx.store.arena, digest, sizeof(digest));
}

static enum err replay(struct api_request *q, const struct kept_answer *kept, str hash)
{
    if (!str_eq(kept->request_hash, hash))
        return api_fail(q, ERR_CONFLICT, header_name,
                        S("Idempotency-Key was used for another request"));
    q->status = kept->status;
    buf_add(&q->answer, kept->body);
    return OK;
}

enum err idempotency_run(struct pending *p, struct db *db, const struct directory *directory,
                         struct write_group *group)
{
    struct api_request *q = &p->q;
    const str key = idempotency_key(q);
    if (key.p == NULL)
        return pending_run(p, db, directory, group);
    q->ctx.store.db = db;
    q->ctx.error = (struct errinfo){0};
    const str hash = request_hash(q);
    struct kept_answer kept = {0};
    TRY(kept_answer_claim(&q->ctx, key, hash, q->ctx.now - IDEMPOTENCY_KEEP_MS, &kept));
    if (kept.status != 0) {
        buf_init(&q->answer, q->ctx.store.arena, API_MAX_ANSWER_BYTES);
        return replay(q, &kept, hash);
    }
    TRY(pending_run(p, db, directory, group));
    return kept_answer_store(&q->ctx, key, q->status, buf_str(&q->answer));
}

// ---- refusals ----

static enum err run_keep(struct job *job, struct db *db)
{
    struct api_request *q = &pending_of(job)->q;
    struct kept_answer kept = {0};
    q->ctx.store.db = db;
    const str key = idempotency_key(q);
    TRY(kept_answer_claim(&q->ctx, key, request_hash(q), q->ctx.now - IDEMPOTENCY_KEEP_MS, &kept));
    return kept.status != 0 ? OK : kept_answer_store(&q->ctx, key, q->status, buf_str(&q->answer));
}

/* The refusal is answered whether or not it could be kept: nothing was changed by it. */
static void keep_done(struct job *job, enum err outcome)
{
    (void)outcome;
    pending_answer(pending_of(job));
}

bool idempotency_keep_refusal(struct pending *p)
{
    // What the handler itself refused: who is not let in writes nothing at all.
    const bool is_final = p->q.status == 400 || p->q.status == 404;
    if (!is_final || !p->was_handled || idempotency_key(&p->q).p == NULL)
        return false;
    p->job = (struct job){.run = run_keep, .done = keep_done, .mode = DB_WRITE};
    return executor_submit(p->api->executor, &p->job) == OK;
}
