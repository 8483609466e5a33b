#include "serve/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

typedef union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} Bound;

static bool is_loopback(const Bound *bound) {
    if (bound->any.sa_family == AF_INET) return (ntohl(bound->v4.sin_addr.s_addr) >> 24) == 127;
    return bound->any.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&bound->v6.sin6_addr);
}

static bool bind_first(const struct addrinfo *found, const char *text, Listener *listener,
                       Err *err) {
    int one = 1;
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return err_set(err, ERR_IO, "no socket: %s", strerror(errno));
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
        err_set(err, ERR_IO, "cannot listen on %s: %s", text, strerror(errno));
        close(fd);
        return false;
    }
    listener->socket = fd;
    Bound bound = {.v6 = {0}};
    socklen_t size = sizeof bound;
    if (getsockname(fd, &bound.any, &size) != 0) abort();
    listener->port =
        ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
    listener->is_loopback = is_loopback(&bound);
    return true;
}

static bool is_port(const char *text) {
    char *end;
    unsigned long port = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && port <= UINT16_MAX;
}

bool listener_open(const char *text, Listener *listener, Err *err) {
    const char *colon = strrchr(text, ':');
    Listener opened = {.socket = -1};
    if (colon == NULL || !is_port(colon + 1) || (size_t)(colon - text) >= sizeof opened.host)
        return err_set(err, ERR_USAGE, "'%s' is no address: write 127.0.0.1:8080", text);
    memcpy(opened.host, text, (size_t)(colon - text));
    // Brackets belong to the written form only.
    char name[sizeof opened.host];
    size_t length = strlen(opened.host);
    bool bracketed = length > 1 && opened.host[0] == '[' && opened.host[length - 1] == ']';
    snprintf(name, sizeof name, "%.*s", (int)(bracketed ? length - 2 : length),
             opened.host + (bracketed ? 1 : 0));
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
                             .ai_family = AF_UNSPEC};
    struct addrinfo *found;
    int result = getaddrinfo(name[0] == '\0' ? NULL : name, colon + 1, &hints, &found);
    if (result != 0)
        return err_set(err, ERR_USAGE, "'%s' is no address: %s", text, gai_strerror(result));
    bool ok = bind_first(found, text, &opened, err);
    freeaddrinfo(found);
    if (ok) *listener = opened;
    return ok;
}
