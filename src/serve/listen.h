// listen: the address a server is reached at.

#ifndef SERVE_LISTEN_H
#define SERVE_LISTEN_H

#include "base/err.h"

typedef struct {
    char host[128];  // as it is written in an address: "127.0.0.1", "[::1]"
    unsigned port;
    bool is_loopback;
    int socket;
} Listener;

// "127.0.0.1:8080", "[::1]:8080", ":8080" (every address); port 0: a free one. Listens.
bool listener_open(const char *text, Listener *listener, Err *err);

#endif
