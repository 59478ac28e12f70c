// admin_client.c -- one HTTP/1.1 request over a Unix socket, read to its end. Both ends are this
// program.
// SPDX-License-Identifier: Apache-2.0
#include "app/admin_client.h"

#include "base/buf.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { ANSWER_MAX_BYTES = 2 * 1024 * 1024, PATIENCE_SECONDS = 10 };

static int connect_to(str path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path.n == 0 || path.n >= sizeof(address.sun_path))
        return -1;
    memcpy(address.sun_path, path.p, path.n);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    const struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    (void)close(fd);
    return -1;
}

static bool send_all(int fd, str bytes)
{
    while (bytes.n > 0) {
        const ssize_t sent = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes = str_slice(bytes, (size_t)sent, bytes.n);
    }
    return true;
}

static str read_all(struct arena *arena, int fd)
{
    struct buf answer;
    buf_init(&answer, arena, ANSWER_MAX_BYTES);
    for (;;) {
        char chunk[4096];
        const ssize_t n = read(fd, chunk, sizeof(chunk));
        if (n <= 0)
            return buf_str(&answer);
        buf_add(&answer, (str){chunk, (size_t)n});
    }
}

/* "HTTP/1.1 200 OK" head, blank line, body. */
static enum err read_answer(str text, struct admin_answer *out)
{
    const size_t head_end = str_find_str(text, S("\r\n\r\n"));
    int64_t status = 0;
    if (head_end == text.n || !str_to_i64(str_slice(text, 9, 3), &status))
        return ERR_INTERNAL;
    *out =
        (struct admin_answer){.status = (int)status, .body = str_slice(text, head_end + 4, text.n)};
    return OK;
}

enum err admin_ask(struct arena *arena, str socket_path, str method, str path, str body,
                   struct admin_answer *out)
{
    const int fd = connect_to(socket_path);
    if (fd < 0)
        return ERR_UNAVAILABLE;
    const str request =
        STR_JOIN(arena, method, S(" "), path,
                 S(" HTTP/1.1\r\nHost: admin\r\nConnection: close\r\nContent-Length: "),
                 str_from_i64(arena, (int64_t)body.n), S("\r\n\r\n"), body);
    const bool sent = send_all(fd, request);
    const str answer = sent ? read_all(arena, fd) : S("");
    (void)close(fd);
    return read_answer(answer, out);
}
