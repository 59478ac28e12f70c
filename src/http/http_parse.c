// http_parse.c -- the head of a request.
//
// The scan looks only at line ends and lengths, a line at a time, so that a head that trickles in
// is looked at once, whatever its pieces. The parse takes the lines apart and then decides the
// framing: where the body ends is the one question on which a proxy and we must never differ.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_parse.h"

#include "http/http_bytes.h"
#include "http/limits.h"

bool http_refuse(struct http_refusal *why, int status, str message)
{
    *why = (struct http_refusal){.status = status, .message = message};
    return false;
}

// -- Scan --

static enum http_progress stop_scan(struct http_refusal *why, int status, str message)
{
    (void)http_refuse(why, status, message);
    return HTTP_REFUSED;
}

static enum http_progress request_line_too_long(struct http_refusal *why)
{
    return stop_scan(why, 414, S("The request line is longer than 8 KB"));
}

static enum http_progress fields_too_long(struct http_refusal *why)
{
    return stop_scan(why, 431, S("The header fields are longer than 32 KB"));
}

// The limits hold for a part of a line too, with room for the CR that may be its last byte: a line
// is refused at the same byte however it was cut on its way.
static enum http_progress check_part(const struct http_head_scan *scan, size_t end,
                                     struct http_refusal *why)
{
    if (!scan->in_fields && end - scan->line_start > HTTP_MAX_REQUEST_LINE_BYTES + 1)
        return request_line_too_long(why);
    if (scan->in_fields && end - scan->fields_start > HTTP_MAX_HEADER_BYTES + 1)
        return fields_too_long(why);
    return HTTP_MORE;
}

static enum http_progress end_request_line(struct http_head_scan *scan, bool is_empty,
                                           struct http_refusal *why)
{
    if (!is_empty) {
        scan->in_fields = true;
        scan->fields_start = scan->line_start;
        return HTTP_MORE;
    }
    if (scan->start > 0)
        return stop_scan(why, 400, S("Empty lines stand before the request line"));
    scan->start = scan->line_start;
    return HTTP_MORE;
}

static enum http_progress end_line(struct http_head_scan *scan, str bytes, size_t end,
                                   struct http_refusal *why)
{
    const size_t length = end - scan->line_start; // with its CR
    if (check_part(scan, end, why) == HTTP_REFUSED)
        return HTTP_REFUSED;
    if (scan->in_fields && length != 1 && end + 1 - scan->fields_start > HTTP_MAX_HEADER_BYTES)
        return fields_too_long(why);
    if (length == 0 || bytes.p[end - 1] != '\r')
        return stop_scan(why, 400, S("A line ends without a carriage return"));
    scan->line_start = end + 1;
    scan->seen = end + 1;
    if (!scan->in_fields)
        return end_request_line(scan, length == 1, why);
    if (length == 1)
        return HTTP_DONE;
    if (++scan->field_count > HTTP_MAX_HEADER_FIELDS)
        return stop_scan(why, 431, S("There are more than 100 header fields"));
    return HTTP_MORE;
}

enum http_progress http_head_scan(struct http_head_scan *scan, str bytes, struct http_refusal *why)
{
    enum http_progress progress = HTTP_MORE;
    while (progress == HTTP_MORE) {
        const size_t end = scan->seen + str_find(str_slice(bytes, scan->seen, bytes.n), '\n');
        if (end == bytes.n) {
            scan->seen = end;
            return check_part(scan, end, why);
        }
        progress = end_line(scan, bytes, end, why);
    }
    return progress;
}

// -- Request line --

static const str method_names[HTTP_OTHER] = {
    [HTTP_GET] = S("GET"),         [HTTP_HEAD] = S("HEAD"),   [HTTP_POST] = S("POST"),
    [HTTP_PUT] = S("PUT"),         [HTTP_PATCH] = S("PATCH"), [HTTP_DELETE] = S("DELETE"),
    [HTTP_OPTIONS] = S("OPTIONS"),
};

static bool is_token_text(str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!http_is_token((unsigned char)text.p[i]))
            return false;
    return text.n > 0;
}

static bool is_host_text(str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!http_is_host((unsigned char)text.p[i]))
            return false;
    return true;
}

static bool parse_method(str text, struct http_request *request, struct http_refusal *why)
{
    if (!is_token_text(text))
        return http_refuse(why, 400, S("The method is not a token"));
    request->method_text = text;
    request->method = HTTP_GET;
    while (request->method < HTTP_OTHER && !str_eq(method_names[request->method], text))
        request->method++;
    return true;
}

static bool parse_version(str text, struct http_request *request, struct http_refusal *why)
{
    request->is_http_1_0 = str_eq(text, S("HTTP/1.0"));
    if (request->is_http_1_0 || str_eq(text, S("HTTP/1.1")))
        return true;
    const bool is_version = text.n == 8 && str_starts(text, S("HTTP/")) && text.p[6] == '.' &&
                            text.p[5] >= '0' && text.p[5] <= '9' && text.p[7] >= '0' &&
                            text.p[7] <= '9';
    if (is_version)
        return http_refuse(why, 505, S("Only HTTP/1.1 and HTTP/1.0 are spoken here"));
    return http_refuse(why, 400, S("The request line does not end in an HTTP version"));
}

// The path and query of "http://host/path?query"; absent if it is none.
static str cut_authority(str target)
{
    const str schemes[] = {S("http://"), S("https://")};
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        if (!str_eq_nocase(str_slice(target, 0, schemes[i].n), schemes[i]))
            continue;
        const str rest = str_slice(target, schemes[i].n, target.n);
        const size_t slash = str_find(rest, '/');
        const size_t end = str_find(str_slice(rest, 0, slash), '?');
        const str host = str_slice(rest, 0, end);
        return host.n > 0 && is_host_text(host) ? str_slice(rest, end, rest.n) : (str){0};
    }
    return (str){0};
}

static bool split_target(struct http_request *request, struct http_refusal *why)
{
    str rest = request->target;
    if (request->method == HTTP_OPTIONS && str_eq(rest, S("*"))) {
        request->path = rest;
        return true;
    }
    if (!str_starts(rest, S("/")))
        rest = cut_authority(rest);
    if (rest.p == NULL)
        return http_refuse(why, 400, S("The request target is neither a path nor an http URL"));
    request->path = str_cut(&rest, '?');
    request->query = rest;
    if (request->path.n == 0)
        request->path = S("/");
    return true;
}

static bool parse_target(str text, struct http_request *request, struct http_refusal *why)
{
    for (size_t i = 0; i < text.n; i++)
        if (!http_is_target((unsigned char)text.p[i]))
            return http_refuse(why, 400, S("The request target holds a forbidden byte"));
    request->target = text;
    return split_target(request, why);
}

static bool parse_request_line(str line, struct http_request *request, struct http_refusal *why)
{
    const str method = str_cut(&line, ' ');
    const str target = str_cut(&line, ' ');
    return parse_method(method, request, why) && parse_version(line, request, why) &&
           parse_target(target, request, why);
}

// -- Fields --

static bool parse_field(str line, struct http_header *out, struct http_refusal *why)
{
    const size_t colon = str_find(line, ':');
    const str name = str_slice(line, 0, colon);
    if (colon == line.n || !is_token_text(name)) // a blank before the colon, a folded line, NUL
        return http_refuse(why, 400, S("A header field has no proper name"));
    const str value = str_trim(str_slice(line, colon + 1, line.n));
    for (size_t i = 0; i < value.n; i++)
        if (!http_is_text((unsigned char)value.p[i]))
            return http_refuse(why, 400, S("A header field holds a control byte"));
    *out = (struct http_header){.name = name, .value = value};
    return true;
}

// The fields that may stand once and decide how the connection goes on.
enum once { ONCE_HOST, ONCE_LENGTH, ONCE_CODING, ONCE_EXPECT, ONCE_COUNT };

static const struct {
    str name;
    str when_doubled;
} once_fields[ONCE_COUNT] = {
    [ONCE_HOST] = {S("Host"), S("Host is given twice")},
    [ONCE_LENGTH] = {S("Content-Length"), S("Content-Length is given twice")},
    [ONCE_CODING] = {S("Transfer-Encoding"), S("Transfer-Encoding is given twice")},
    [ONCE_EXPECT] = {S("Expect"), S("Expect is given twice")},
};

struct framing {
    str once[ONCE_COUNT]; // absent until seen
    bool close;
    bool keep_alive;
};

static void note_connection(str value, struct framing *framing)
{
    while (value.p != NULL) {
        const str option = str_trim(str_cut(&value, ','));
        framing->close |= str_eq_nocase(option, S("close"));
        framing->keep_alive |= str_eq_nocase(option, S("keep-alive"));
    }
}

static bool note_field(const struct http_header *field, struct framing *framing,
                       struct http_refusal *why)
{
    for (size_t i = 0; i < ONCE_COUNT; i++) {
        if (!str_eq_nocase(field->name, once_fields[i].name))
            continue;
        if (framing->once[i].p != NULL)
            return http_refuse(why, 400, once_fields[i].when_doubled);
        framing->once[i] = field->value;
        return true;
    }
    if (str_eq_nocase(field->name, S("Connection")))
        note_connection(field->value, framing);
    return true;
}

// -- Framing --

static bool check_host(str host, const struct http_head *head, struct http_refusal *why)
{
    if (host.p == NULL && !head->request.is_http_1_0)
        return http_refuse(why, 400, S("Host is missing"));
    return is_host_text(host) || http_refuse(why, 400, S("Host is no host name"));
}

static bool decide_coding(str coding, struct http_head *head, struct http_refusal *why)
{
    if (coding.p == NULL)
        return true;
    if (head->request.is_http_1_0)
        return http_refuse(why, 400, S("HTTP/1.0 has no Transfer-Encoding"));
    if (coding.n == 0)
        return http_refuse(why, 400, S("Transfer-Encoding is empty"));
    head->is_chunked = str_eq_nocase(coding, S("chunked"));
    return head->is_chunked ||
           http_refuse(why, 501, S("The only transfer coding known here is chunked"));
}

static bool decide_length(str text, struct http_head *head, struct http_refusal *why)
{
    int64_t length = 0;
    if (text.p == NULL)
        return true;
    if (str_starts(text, S("-")) || !str_to_i64(text, &length))
        return http_refuse(why, 400, S("Content-Length is no number"));
    if (length > HTTP_MAX_BODY_BYTES)
        return http_refuse(why, 413, S("The body is larger than 1 MB"));
    head->content_length = (size_t)length;
    return true;
}

static bool decide_expect(str expect, struct http_head *head, struct http_refusal *why)
{
    const bool is_known = str_eq_nocase(expect, S("100-continue"));
    if (expect.p != NULL && !is_known)
        return http_refuse(why, 417, S("The only expectation known here is 100-continue"));
    head->expects_continue = is_known && !head->request.is_http_1_0;
    return true;
}

static bool decide_framing(const struct framing *framing, struct http_head *head,
                           struct http_refusal *why)
{
    const str *once = framing->once;
    if (once[ONCE_LENGTH].p != NULL && once[ONCE_CODING].p != NULL)
        return http_refuse(why, 400, S("Content-Length and Transfer-Encoding contradict"));
    head->keep_alive = !framing->close && (framing->keep_alive || !head->request.is_http_1_0);
    return check_host(once[ONCE_HOST], head, why) && decide_coding(once[ONCE_CODING], head, why) &&
           decide_length(once[ONCE_LENGTH], head, why) &&
           decide_expect(once[ONCE_EXPECT], head, why);
}

static str cut_line(str *rest)
{
    const str line = str_cut(rest, '\n');
    return (str){line.p, line.n - 1}; // the scan saw a CR before every LF
}

bool http_head_parse(struct arena *arena, const struct http_head_scan *scan, str bytes,
                     struct http_head *out, struct http_refusal *why)
{
    str rest = str_slice(bytes, scan->start, scan->line_start - scan->start);
    struct http_head head = {0};
    struct framing framing = {0};
    struct http_header *fields = arena_array(arena, struct http_header, scan->field_count);

    if (!parse_request_line(cut_line(&rest), &head.request, why))
        return false;
    for (size_t i = 0; i < scan->field_count; i++) {
        if (!parse_field(cut_line(&rest), &fields[i], why) ||
            !note_field(&fields[i], &framing, why))
            return false;
    }
    head.request.headers = fields;
    head.request.header_count = scan->field_count;
    if (!decide_framing(&framing, &head, why))
        return false;
    *out = head;
    return true;
}
