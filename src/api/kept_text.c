// kept_text.c -- writing a text aside, and keeping it.
// SPDX-License-Identifier: Apache-2.0
#include "api/kept_text.h"

struct kept_answer kept_text_begin(struct api_request *q)
{
    const struct kept_answer kept = {.answer = q->answer, .w = q->w};
    buf_init(&q->answer, q->ctx.store.arena, API_MAX_ANSWER_BYTES);
    json_writer_init(&q->w, &q->answer);
    return kept;
}

enum err kept_text_end(struct api_request *q, const struct kept_answer *kept, str *out)
{
    const bool is_whole = json_writer_ok(&q->w);
    const str text = buf_str(&q->answer);
    q->answer = kept->answer;
    q->w = kept->w;
    if (!is_whole)
        return api_fail(q, ERR_TOO_LARGE, (str){0}, S("the incident is too large to be shown"));
    *out = text;
    return OK;
}

static bool may_keep(const struct api_request *q)
{
    return q->ctx.group == NULL;
}

static struct text_key key_of(const struct api_request *q, int view,
                              const struct incident_handle *handle)
{
    return (struct text_key){
        .view = view,
        .id = handle->id,
        .version = handle->version,
        .directory_version = q->ctx.directory->version,
    };
}

str kept_text_find(struct api_request *q, int view, const struct incident_handle *handle,
                   int64_t *out_note)
{
    if (!may_keep(q))
        return (str){0};
    return text_cache_get(q->texts, q->ctx.store.arena, key_of(q, view, handle), out_note);
}

void kept_text_put(struct api_request *q, int view, const struct incident_handle *handle, str text,
                   int64_t note)
{
    if (may_keep(q))
        text_cache_put(q->texts, key_of(q, view, handle), text, note);
}
