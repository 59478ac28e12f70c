// request.c -- what handlers ask of their request.
// SPDX-License-Identifier: Apache-2.0
#include "api/api.h"

#include "core/access.h"

enum { BASIC_MAX_BYTES = 512 };

void api_header(struct api_request *q, str name, str value)
{
    for (size_t i = 0; i < HTTP_RESPONSE_HEADERS; i++) {
        if (q->headers[i].name.p != NULL)
            continue;
        q->headers[i] = (struct http_header){.name = name, .value = value};
        return;
    }
    CHECK(!"an answer has few further header fields");
}

str api_param(const struct api_request *q, size_t index)
{
    CHECK(index < API_MAX_PARAMS && q->params[index].p != NULL);
    return q->params[index];
}

enum err api_bind(struct api_request *q, const struct bind_field *fields, size_t count, void *out)
{
    return json_bind(q->ctx.store.arena, q->body, fields, count, out, &q->ctx.error);
}

enum err api_bind_object(struct api_request *q, str name, const struct json *object,
                         const struct bind_field *fields, size_t count, void *out)
{
    struct arena *arena = q->ctx.store.arena;
    struct errinfo *error = &q->ctx.error;
    if (object == NULL || object->kind != JSON_OBJECT)
        return fail_as(error, FLAW_FORM, name, STR_JOIN(arena, name, S(" must be an object")));
    const enum err outcome = json_bind(arena, object, fields, count, out, error);
    if (outcome == ERR_INVALID && name.n > 0) {
        error->field = STR_JOIN(arena, name, S("."), error->field);
        error->message = STR_JOIN(arena, name, S("."), error->message);
    }
    return outcome;
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The password of "name:password" in base64; absent when it is none. */
static str basic_password(const struct api_request *q, str encoded)
{
    char *text = arena_alloc(q->ctx.store.arena, BASIC_MAX_BYTES);
    size_t n = 0;
    unsigned bits = 0;
    int held = 0;
    while (str_ends(encoded, S("=")))
        encoded.n--;
    for (size_t i = 0; i < encoded.n; i++) {
        const int digit = base64_digit(encoded.p[i]);
        if (digit < 0 || n == BASIC_MAX_BYTES)
            return (str){0};
        bits = bits << 6 | (unsigned)digit;
        held += 6;
        if (held < 8)
            continue;
        held -= 8;
        text[n++] = (char)(bits >> held & 0xFF);
    }
    str password = {text, n};
    (void)str_cut(&password, ':');
    return password;
}

str api_credential(const struct api_request *q)
{
    const str key = http_header(q->http, S("x-api-key"));
    if (key.p != NULL)
        return key;
    const str field = http_header(q->http, S("Authorization"));
    if (str_eq_nocase(str_slice(field, 0, 7), S("Bearer ")))
        return str_trim(str_slice(field, 7, field.n));
    if (str_eq_nocase(str_slice(field, 0, 6), S("Basic ")))
        return basic_password(q, str_trim(str_slice(field, 6, field.n)));
    return field;
}

enum err api_authenticate_key(struct api_request *q)
{
    return access_by_key(&q->ctx, api_credential(q));
}

void api_render_message(struct api_request *q)
{
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("message"), q->ctx.error.message);
    jw_end(&q->w);
}

void api_render_message_and_field(struct api_request *q)
{
    const struct errinfo *error = &q->ctx.error;
    jw_obj(&q->w, ITEM);
    jw_str(&q->w, S("message"), error->message);
    jw_str(&q->w, S("error"), error->field.n > 0 ? error->field : err_name(error->kind));
    jw_end(&q->w);
}
