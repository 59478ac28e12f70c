// http_output.c -- the answers of one connection on their way to the socket.
// SPDX-License-Identifier: Apache-2.0
#include "http/http_output.h"

#include "http/limits.h"

#include <errno.h>
#include <sys/socket.h>

enum { LONGEST_COPY_BYTES = HTTP_MAX_ANSWER_HEAD_BYTES + HTTP_COPY_BODY_BYTES };

bool http_output_is_empty(const struct http_output *output)
{
    return output->start == output->end && output->body.n == 0;
}

bool http_output_has_room(const struct http_output *output)
{
    return output->body.n == 0 && HTTP_BUFFER_BYTES - output->end >= LONGEST_COPY_BYTES;
}

static void append(struct http_output *output, str bytes)
{
    if (bytes.n > 0)
        memcpy(output->bytes + output->end, bytes.p, bytes.n);
    output->end += bytes.n;
}

bool http_output_add(struct http_output *output, const struct http_answer *answer, str body)
{
    CHECK(http_output_has_room(output));
    struct buf head = {
        .p = output->bytes + output->end, // fixed: capacity and maximum are the same
        .capacity = HTTP_MAX_ANSWER_HEAD_BYTES,
        .max = HTTP_MAX_ANSWER_HEAD_BYTES,
    };
    http_answer_head(&head, answer);
    if (head.overflow)
        return false;
    output->end += head.n;
    if (body.n <= HTTP_COPY_BODY_BYTES)
        append(output, body);
    else
        output->body = body;
    return true;
}

void http_output_add_interim(struct http_output *output, str head)
{
    CHECK(http_output_has_room(output) && head.n <= LONGEST_COPY_BYTES);
    append(output, head);
}

// sendmsg only reads what it is given, though its type does not say so.
static struct iovec make_part(str bytes)
{
    struct iovec part = {.iov_len = bytes.n};
    memcpy(&part.iov_base, &bytes.p, sizeof(part.iov_base));
    return part;
}

static ssize_t send_once(const struct http_output *output, int fd)
{
    const str copied = {output->bytes + output->start, output->end - output->start};
    if (output->body.n == 0)
        return send(fd, copied.p, copied.n, MSG_NOSIGNAL | MSG_DONTWAIT);
    struct iovec parts[] = {make_part(copied), make_part(output->body)};
    const struct msghdr message = {.msg_iov = parts, .msg_iovlen = ARRAY_LEN(parts)};
    return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void note_sent(struct http_output *output, size_t count)
{
    const size_t copied = output->end - output->start;
    const size_t of_copied = count < copied ? count : copied;
    output->start += of_copied;
    output->body = str_slice(output->body, count - of_copied, output->body.n);
    if (output->start == output->end)
        output->start = output->end = 0;
}

enum http_sent http_output_send(struct http_output *output, int fd, size_t *out_count)
{
    *out_count = 0;
    while (!http_output_is_empty(output)) {
        const ssize_t sent = send_once(output, fd);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK ? HTTP_SENT_PART : HTTP_SENT_FAILED;
        note_sent(output, (size_t)sent);
        *out_count += (size_t)sent;
    }
    return HTTP_SENT_ALL;
}
