// http_chunked.c -- a body sent in chunks.
//
// A machine with one state for each place in the grammar and one step a byte; only chunk data is
// taken in runs. What the grammar lets servers tolerate (blanks after the size, bare line feeds) is
// refused: two readers that tolerate differently see two different bodies.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_chunked.h"

#include "http/http_bytes.h"
#include "http/limits.h"

enum {
    IN_SIZE,
    IN_EXTENSION,
    AT_SIZE_LF,
    IN_DATA,
    AT_DATA_CR,
    AT_DATA_LF,
    AT_TRAILER, // the start of a trailer field, or of the last line
    IN_TRAILER_NAME,
    IN_TRAILER_VALUE,
    AT_TRAILER_LF,
    AT_LAST_LF,
    AT_END,
};

enum { MAX_SIZE_DIGITS = 16 }; // 64 bits

static bool end_size(struct http_chunked *chunked, struct http_refusal *why)
{
    if (chunked->digits == 0)
        return http_refuse(why, 400, S("A chunk has no size"));
    chunked->state = AT_SIZE_LF;
    return true;
}

static bool step_size(struct http_chunked *chunked, unsigned char byte, struct http_refusal *why)
{
    const int value = http_hex_value(byte);
    if (value >= 0) {
        chunked->left = chunked->left * 16 + (unsigned)value;
        if (++chunked->digits > MAX_SIZE_DIGITS)
            return http_refuse(why, 400, S("A chunk's size has too many digits"));
        return true;
    }
    if (byte == '\r')
        return end_size(chunked, why);
    if (byte != ';' || chunked->digits == 0)
        return http_refuse(why, 400, S("A chunk's size is no hex number"));
    chunked->state = IN_EXTENSION;
    return true;
}

static bool step_extension(struct http_chunked *chunked, unsigned char byte,
                           struct http_refusal *why)
{
    if (byte == '\r')
        return end_size(chunked, why);
    if (!http_is_text(byte))
        return http_refuse(why, 400, S("A chunk extension holds a control byte"));
    if (++chunked->extension_bytes > HTTP_MAX_CHUNK_EXTENSION_BYTES)
        return http_refuse(why, 400, S("A chunk extension is longer than 256 bytes"));
    return true;
}

static bool expect(struct http_chunked *chunked, bool is_right, int next, struct http_refusal *why)
{
    if (!is_right)
        return http_refuse(why, 400, S("A chunk is not ended by CRLF"));
    chunked->state = next;
    return true;
}

// The size line is whole: the size is judged before any of its data is read.
static bool start_data(struct http_chunked *chunked, const struct buf *body,
                       struct http_refusal *why)
{
    if (chunked->left > body->max - body->n)
        return http_refuse(why, 413, S("The body is larger than 1 MB"));
    chunked->state = chunked->left > 0 ? IN_DATA : AT_TRAILER;
    chunked->digits = 0;
    chunked->extension_bytes = 0;
    return true;
}

static bool step_trailer(struct http_chunked *chunked, unsigned char byte, struct http_refusal *why)
{
    const bool in_value = chunked->state == IN_TRAILER_VALUE;
    if (++chunked->trailer_bytes > HTTP_MAX_TRAILER_BYTES)
        return http_refuse(why, 431, S("The trailer is longer than 4 KB"));
    if (byte == '\r' && chunked->state != IN_TRAILER_NAME)
        chunked->state = in_value ? AT_TRAILER_LF : AT_LAST_LF;
    else if (byte == ':' && chunked->state == IN_TRAILER_NAME)
        chunked->state = IN_TRAILER_VALUE;
    else if (!in_value && http_is_token(byte))
        chunked->state = IN_TRAILER_NAME;
    else if (!in_value || !http_is_text(byte))
        return http_refuse(why, 400, S("A trailer field is malformed"));
    return true;
}

static bool step(struct http_chunked *chunked, unsigned char byte, const struct buf *body,
                 struct http_refusal *why)
{
    switch (chunked->state) {
    case IN_SIZE:
        return step_size(chunked, byte, why);
    case IN_EXTENSION:
        return step_extension(chunked, byte, why);
    case AT_SIZE_LF:
        return expect(chunked, byte == '\n', IN_DATA, why) && start_data(chunked, body, why);
    case AT_DATA_CR:
        return expect(chunked, byte == '\r', AT_DATA_LF, why);
    case AT_DATA_LF:
        return expect(chunked, byte == '\n', IN_SIZE, why);
    case AT_TRAILER_LF:
        return expect(chunked, byte == '\n', AT_TRAILER, why);
    case AT_LAST_LF:
        return expect(chunked, byte == '\n', AT_END, why);
    default:
        return step_trailer(chunked, byte, why);
    }
}

static size_t take_data(struct http_chunked *chunked, str bytes, struct buf *body)
{
    const str data = str_slice(bytes, 0, chunked->left);
    buf_add(body, data);
    chunked->left -= data.n;
    if (chunked->left == 0)
        chunked->state = AT_DATA_CR;
    return data.n;
}

enum http_progress http_chunked_feed(struct http_chunked *chunked, str bytes, struct buf *body,
                                     size_t *out_used, struct http_refusal *why)
{
    size_t at = 0;
    while (at < bytes.n && chunked->state != AT_END) {
        if (chunked->state == IN_DATA)
            at += take_data(chunked, str_slice(bytes, at, bytes.n), body);
        else if (!step(chunked, (unsigned char)bytes.p[at++], body, why))
            return HTTP_REFUSED;
    }
    *out_used = at;
    return chunked->state == AT_END ? HTTP_DONE : HTTP_MORE;
}
