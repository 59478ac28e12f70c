// http_listen.c -- listening sockets.
//
// The first socket of an address is bound exclusively, so that a second server on the same port is
// an error, and opened to siblings afterwards: SO_REUSEPORT is set once it is bound. The kernel
// then spreads connections over the siblings.
// SPDX-License-Identifier: Apache-2.0
#include "http/http.h"
#include "http/limits.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct address {
    struct sockaddr_storage storage;
    socklen_t size;
};

static enum err explain(struct arena *arena, str what, int error, str *why)
{
    char text[128];
    const char *reason = strerror_r(error, text, sizeof(text));
    *why = STR_JOIN(arena, S("Cannot listen on "), what, S(": "), str_from_cstr(reason));
    return ERR_UNAVAILABLE;
}

static enum err close_and_explain(struct arena *arena, int fd, str what, str *why)
{
    const int error = errno;
    if (fd >= 0)
        (void)close(fd);
    return explain(arena, what, error, why);
}

static int open_socket(int family)
{
    return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static bool set_option(int fd, int level, int option)
{
    return setsockopt(fd, level, option, &(int){1}, sizeof(int)) == 0;
}

// -- TCP --

// "[::1]:80" or "127.0.0.1:80".
static bool parse_address(struct arena *arena, str text, struct address *out)
{
    const bool is_ipv6 = str_starts(text, S("["));
    const size_t host_end = is_ipv6 ? str_find(text, ']') : str_find(text, ':');
    const str host = is_ipv6 ? str_slice(text, 1, host_end - 1) : str_slice(text, 0, host_end);
    const str colon = str_slice(text, is_ipv6 ? host_end + 1 : host_end, 1);
    const str port_text = str_slice(text, (size_t)(colon.p - text.p) + 1, text.n);
    int64_t port = -1;
    if (!str_eq(colon, S(":")) || !str_to_i64(port_text, &port) || port < 0 || port > UINT16_MAX)
        return false;

    struct sockaddr_in *v4 = (void *)&out->storage;
    struct sockaddr_in6 *v6 = (void *)&out->storage;
    const in_port_t net_port = htons((uint16_t)port);
    if (is_ipv6)
        *v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = net_port};
    else
        *v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = net_port};
    out->size = is_ipv6 ? sizeof(*v6) : sizeof(*v4);
    void *bytes = is_ipv6 ? (void *)&v6->sin6_addr : (void *)&v4->sin_addr;
    return inet_pton(is_ipv6 ? AF_INET6 : AF_INET, str_cstr(arena, host), bytes) == 1;
}

static bool get_address(int fd, struct address *out)
{
    out->size = sizeof(out->storage);
    return getsockname(fd, (struct sockaddr *)&out->storage, &out->size) == 0;
}

static int get_port(const struct address *address)
{
    const in_port_t port = address->storage.ss_family == AF_INET6
                               ? ((const struct sockaddr_in6 *)&address->storage)->sin6_port
                               : ((const struct sockaddr_in *)&address->storage)->sin_port;
    return ntohs(port);
}

static bool bind_to(int fd, const struct address *address)
{
    return bind(fd, (const struct sockaddr *)&address->storage, address->size) == 0;
}

// Connections inherit TCP_NODELAY: answers are sent whole, there is nothing to wait for.
static bool listen_tcp(int fd)
{
    return set_option(fd, IPPROTO_TCP, TCP_NODELAY) && listen(fd, HTTP_LISTEN_BACKLOG) == 0;
}

enum err http_listen(struct arena *arena, str address, int *out_fd, int *out_port, str *why)
{
    struct address parsed;
    if (!parse_address(arena, address, &parsed)) {
        *why = STR_JOIN(arena, S("\""), address, S("\" is no address like 127.0.0.1:8080"));
        return ERR_INVALID;
    }
    const int fd = open_socket(parsed.storage.ss_family);
    if (fd < 0 || !set_option(fd, SOL_SOCKET, SO_REUSEADDR) || !bind_to(fd, &parsed) ||
        !set_option(fd, SOL_SOCKET, SO_REUSEPORT) || !listen_tcp(fd) || !get_address(fd, &parsed))
        return close_and_explain(arena, fd, address, why);
    *out_fd = fd;
    *out_port = get_port(&parsed);
    return OK;
}

enum err http_listen_sibling(struct arena *arena, int first_fd, int *out_fd, str *why)
{
    struct address address;
    CHECK(get_address(first_fd, &address));
    const int fd = open_socket(address.storage.ss_family);
    if (fd < 0 || !set_option(fd, SOL_SOCKET, SO_REUSEADDR) ||
        !set_option(fd, SOL_SOCKET, SO_REUSEPORT) || !bind_to(fd, &address) || !listen_tcp(fd))
        return close_and_explain(arena, fd, S("the same port again"), why);
    *out_fd = fd;
    return OK;
}

// -- Unix --

static bool is_answered(const struct address *address)
{
    const int fd = open_socket(AF_UNIX);
    const bool answered =
        fd >= 0 && connect(fd, (const struct sockaddr *)&address->storage, address->size) == 0;
    if (fd >= 0)
        (void)close(fd);
    return answered;
}

// Only a socket that nobody answers is removed, never a file.
static bool remove_stale(const char *path, const struct address *address)
{
    struct stat found;
    if (lstat(path, &found) != 0)
        return errno == ENOENT;
    if (!S_ISSOCK(found.st_mode) || is_answered(address)) {
        errno = EADDRINUSE;
        return false;
    }
    return unlink(path) == 0;
}

enum err http_listen_unix(struct arena *arena, str path, int *out_fd, str *why)
{
    struct address address = {.size = sizeof(struct sockaddr_un)};
    struct sockaddr_un *name = (void *)&address.storage;
    name->sun_family = AF_UNIX;
    if (path.n == 0 || path.n >= sizeof(name->sun_path))
        return explain(arena, path, ENAMETOOLONG, why);
    memcpy(name->sun_path, path.p, path.n);

    // fchmod before bind: the file is born with mode 0600.
    const int fd = open_socket(AF_UNIX);
    if (fd < 0 || !remove_stale(name->sun_path, &address) || fchmod(fd, 0600) != 0 ||
        !bind_to(fd, &address) || listen(fd, HTTP_LISTEN_BACKLOG) != 0)
        return close_and_explain(arena, fd, path, why);
    *out_fd = fd;
    return OK;
}
