// http_answer.c -- the head of an answer.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_answer.h"

#include "http/http_bytes.h"

// clang-format off
static const str reasons[600] = {
    [200] = S("OK"), [201] = S("Created"), [202] = S("Accepted"), [204] = S("No Content"),
    [206] = S("Partial Content"),
    [301] = S("Moved Permanently"), [302] = S("Found"), [303] = S("See Other"),
    [304] = S("Not Modified"), [307] = S("Temporary Redirect"), [308] = S("Permanent Redirect"),
    [400] = S("Bad Request"), [401] = S("Unauthorized"), [403] = S("Forbidden"),
    [404] = S("Not Found"), [405] = S("Method Not Allowed"), [406] = S("Not Acceptable"),
    [408] = S("Request Timeout"), [409] = S("Conflict"), [410] = S("Gone"),
    [411] = S("Length Required"), [412] = S("Precondition Failed"), [413] = S("Content Too Large"),
    [414] = S("URI Too Long"), [415] = S("Unsupported Media Type"), [417] = S("Expectation Failed"),
    [422] = S("Unprocessable Content"), [428] = S("Precondition Required"),
    [429] = S("Too Many Requests"), [431] = S("Request Header Fields Too Large"),
    [500] = S("Internal Server Error"), [501] = S("Not Implemented"), [502] = S("Bad Gateway"),
    [503] = S("Service Unavailable"), [504] = S("Gateway Timeout"),
    [505] = S("HTTP Version Not Supported"),
};
// clang-format on

str http_reason(int status)
{
    CHECK(status >= 100 && status < (int)ARRAY_LEN(reasons));
    return reasons[status].p == NULL ? S("") : reasons[status];
}

bool http_answer_has_body(int status)
{
    return status != 204 && status != 304;
}

static bool is_text(str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!http_is_text((unsigned char)text.p[i]))
            return false;
    return true;
}

static void add_field(struct buf *out, str name, str value)
{
    if (!is_text(name) || !is_text(value))
        return;
    buf_add(out, name);
    buf_add(out, S(": "));
    buf_add(out, value);
    buf_add(out, S("\r\n"));
}

static void add_body_fields(struct buf *out, const struct http_response *response)
{
    if (response->content_type.p != NULL)
        add_field(out, S("Content-Type"), response->content_type);
    else if (response->body.n > 0)
        buf_add(out, S("Content-Type: application/json; charset=utf-8\r\n"));
    buf_add(out, S("Content-Length: "));
    buf_add_i64(out, (int64_t)response->body.n);
    buf_add(out, S("\r\n"));
}

static str persistence_field(enum http_persistence persistence)
{
    switch (persistence) {
    case HTTP_PERSISTS:
        return S("");
    case HTTP_PERSISTS_TELLS:
        return S("Connection: keep-alive\r\n");
    case HTTP_CLOSES:
        return S("Connection: close\r\n");
    }
    return S("");
}

void http_answer_head(struct buf *out, const struct http_answer *answer)
{
    const struct http_response *response = answer->response;
    buf_add(out, S("HTTP/1.1 "));
    buf_add_i64(out, response->status);
    buf_add(out, S(" "));
    buf_add(out, http_reason(response->status));
    buf_add(out, S("\r\nDate: "));
    buf_add(out, answer->date);
    buf_add(out, S("\r\n"));
    if (http_answer_has_body(response->status))
        add_body_fields(out, response);
    buf_add(out, S("X-Request-Id: "));
    buf_add(out, answer->request_id);
    buf_add(out, S("\r\n"));
    for (size_t i = 0; i < HTTP_RESPONSE_HEADERS; i++)
        if (response->headers[i].name.p != NULL)
            add_field(out, response->headers[i].name, response->headers[i].value);
    buf_add(out, persistence_field(answer->persistence));
    buf_add(out, S("\r\n"));
}

static const char days[] = "SunMonTueWedThuFriSat";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

void http_date_format(msec now, char out[HTTP_DATE_BYTES])
{
    const time_t seconds = now / MSEC_PER_SECOND;
    struct tm at;
    char text[64];
    CHECK(gmtime_r(&seconds, &at) != NULL);
    const int n =
        snprintf(text, sizeof(text), "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
                 days + (size_t)at.tm_wday * 3, at.tm_mday, months + (size_t)at.tm_mon * 3,
                 at.tm_year + 1900, at.tm_hour, at.tm_min, at.tm_sec);
    CHECK(n == HTTP_DATE_BYTES);
    memcpy(out, text, HTTP_DATE_BYTES);
}
