// openapi.c -- the document in its own order: info, servers, security, paths, components.
//
// Paths come in the order of the table, each with all its methods. Of a good answer the status is
// told and not the shape, which is the vendor's own documentation.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi.h"

#include "api/dispatch.h"
#include "api/openapi_input.h"

enum { OPERATION_ID_MAX_BYTES = 256 };

// ---- answers ----

static str reason_of(int status)
{
    switch (status) {
    case 201:
        return S("Created");
    case 202:
        return S("Accepted");
    case 204:
        return S("Done; there is nothing to say");
    default:
        return S("Done");
    }
}

static void write_etag(struct json_writer *w)
{
    jw_obj(w, S("headers"));
    jw_obj(w, S("ETag"));
    jw_obj(w, S("schema"));
    jw_str(w, S("type"), S("string"));
    jw_end(w);
    jw_end(w);
    jw_end(w);
}

static void write_success(struct json_writer *w, int status, bool has_etag)
{
    jw_obj(w, str_from_i64(w->out->arena, status));
    jw_str(w, S("description"), reason_of(status));
    if (has_etag)
        write_etag(w);
    if (status != 204) {
        openapi_open_json(w);
        openapi_close_json(w);
    }
    jw_end(w);
}

static void write_refusal(struct json_writer *w, str status)
{
    jw_obj(w, status);
    jw_str(w, S("$ref"), S("#/components/responses/Refusal"));
    jw_end(w);
}

static void write_responses(struct json_writer *w, const struct route *route,
                            const struct route_doc *doc)
{
    jw_obj(w, S("responses"));
    write_success(w, route->status == 0 ? 200 : route->status, doc->may_be_304);
    if (doc->may_be_304) {
        jw_obj(w, S("304"));
        jw_str(w, S("description"), S("It has not changed"));
        jw_end(w);
    }
    if (doc->may_be_412)
        write_refusal(w, S("412"));
    write_refusal(w, S("4XX"));
    write_refusal(w, S("5XX"));
    jw_end(w);
}

// ---- operations ----

static void add_camel(struct buf *out, str words)
{
    bool begins_word = true;
    for (size_t i = 0; i < words.n; i++) {
        const char c = words.p[i];
        const bool is_small = c >= 'a' && c <= 'z';
        const bool is_other = !is_small && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9');
        if (!is_other)
            buf_add_byte(out, is_small && begins_word ? (char)(c - 'a' + 'A') : c);
        begins_word = is_other;
    }
}

/* "putServicesByIdPrivateSubscribers" */
static str operation_id(struct arena *arena, const struct route *route)
{
    struct buf out;
    buf_init(&out, arena, OPERATION_ID_MAX_BYTES);
    buf_add(&out, str_lower(arena, method_name(route->method)));
    for (str rest = route->path; rest.p != NULL;) {
        const str segment = str_cut(&rest, '/');
        if (str_eq(segment, S("api")))
            continue; // all begin with it
        if (str_starts(segment, S("{")))
            buf_add(&out, S("By"));
        add_camel(&out, segment);
    }
    return buf_str(&out);
}

/* What the path is about: its first segment that is neither "api" nor a version. */
static str tag_of(str path)
{
    str segment = {0};
    for (str rest = str_slice(path, 1, path.n); rest.p != NULL;) {
        segment = str_cut(&rest, '/');
        const bool is_version = segment.n == 2 && segment.p[0] == 'v';
        if (!is_version && !str_eq(segment, S("api")))
            break;
    }
    return segment;
}

/* A route without a key lets everybody in, or has its credential in its path. */
static void write_security(struct json_writer *w, const struct route *route)
{
    const str scope = scope_word(route->permission);
    if (scope.p != NULL)
        jw_str(w, S("x-required-scope"), scope);
    if (route_wants_key(route))
        return;
    jw_arr(w, S("security"));
    jw_end(w);
}

static void write_operation(struct json_writer *w, const struct dialect *dialect,
                            const struct route *route)
{
    static const struct route_doc nothing = {0};
    const struct route_doc *doc = route->doc != NULL ? route->doc : &nothing;
    jw_obj(w, str_lower(w->out->arena, method_name(route->method)));
    jw_str(w, S("operationId"), operation_id(w->out->arena, route));
    jw_str(w, S("summary"), route->summary);
    jw_arr(w, S("tags"));
    jw_str(w, ITEM, tag_of(route->path));
    jw_end(w);
    write_security(w, route);
    openapi_write_parameters(w, dialect, route, doc);
    openapi_write_body(w, route, doc);
    write_responses(w, route, doc);
    jw_end(w);
}

static bool is_told_before(const struct dialect *dialect, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (str_eq(dialect->routes[i].path, dialect->routes[index].path))
            return true;
    }
    return false;
}

static void write_path(struct json_writer *w, const struct dialect *dialect, size_t first)
{
    const str path = dialect->routes[first].path;
    jw_obj(w, path);
    for (size_t i = first; i < dialect->route_count; i++) {
        if (str_eq(dialect->routes[i].path, path))
            write_operation(w, dialect, &dialect->routes[i]);
    }
    jw_end(w);
}

// ---- the whole ----

static void write_info(struct json_writer *w, const struct dialect *dialect, str version)
{
    jw_obj(w, S("info"));
    jw_str(w, S("title"), S("Tocsin"));
    jw_str(w, S("description"),
           STR_JOIN(w->out->arena, S("What this server speaks of the API of "), dialect->name));
    jw_str(w, S("version"), version);
    jw_end(w);
}

static void write_servers(struct json_writer *w, str url)
{
    jw_arr(w, S("servers"));
    jw_obj(w, ITEM);
    jw_str(w, S("url"), url);
    jw_end(w);
    jw_end(w);
}

// The ways to send a key (api_credential).
static const str credentials[] = {S("bearer"), S("basic"), S("apiKey")};

/* Any one of them. */
static void write_credentials(struct json_writer *w)
{
    jw_arr(w, S("security"));
    for (size_t i = 0; i < ARRAY_LEN(credentials); i++) {
        jw_obj(w, ITEM);
        jw_arr(w, credentials[i]);
        jw_end(w);
        jw_end(w);
    }
    jw_end(w);
}

static void write_security_schemes(struct json_writer *w)
{
    jw_obj(w, S("securitySchemes"));
    jw_obj(w, S("bearer"));
    jw_str(w, S("type"), S("http"));
    jw_str(w, S("scheme"), S("bearer"));
    jw_end(w);
    jw_obj(w, S("basic"));
    jw_str(w, S("type"), S("http"));
    jw_str(w, S("scheme"), S("basic"));
    jw_str(w, S("description"), S("The key is the password; any name will do"));
    jw_end(w);
    jw_obj(w, S("apiKey"));
    jw_str(w, S("type"), S("apiKey"));
    jw_str(w, S("in"), S("header"));
    jw_str(w, S("name"), S("x-api-key"));
    jw_end(w);
    jw_end(w);
}

static void write_components(struct json_writer *w, const struct dialect *dialect)
{
    jw_obj(w, S("components"));
    jw_obj(w, S("responses"));
    jw_obj(w, S("Refusal"));
    jw_str(w, S("description"), S("It was refused, and nothing was changed"));
    openapi_open_json(w);
    if (dialect->doc != NULL)
        openapi_write_object(w, &dialect->doc->refusal, 1, (str){0});
    openapi_close_json(w);
    jw_end(w);
    jw_end(w);
    write_security_schemes(w);
    jw_end(w);
}

void openapi_write(struct json_writer *w, const struct dialect *dialect, str server_url,
                   str version)
{
    jw_obj(w, ITEM);
    jw_str(w, S("openapi"), S("3.0.3"));
    write_info(w, dialect, version);
    write_servers(w, server_url);
    write_credentials(w);
    jw_obj(w, S("paths"));
    for (size_t i = 0; i < dialect->route_count; i++) {
        if (!is_told_before(dialect, i))
            write_path(w, dialect, i);
    }
    jw_end(w);
    write_components(w, dialect);
    jw_end(w);
}

enum err openapi_answer(struct api_request *q)
{
    openapi_write(&q->w, q->dialect, q->public_url, q->loop->api->version);
    return OK;
}
