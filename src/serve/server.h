// server: one process that answers: it receives, lets desks work, writes the trail, and stops.
//
// One thread receives and sends (libmicrohttpd). A request that needs a desk is put aside until a
// thread of the pool has answered it; what was looked at is sent when its row stands in the trail
// (trail.h). Another thread evaluates patients whose record changed. docs/operator.md says what an
// operator sees of this.

#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include "page/desk.h"
#include "serve/limits.h"

typedef struct {
    const Clinic *clinic;
    const char *store;  // file
    const char *as_of;  // "2026-11-22T00:00:00Z"; NULL: the clock
    bool fictitious;
    Limits limits;
    const char *assets;        // a folder instead of what is embedded; NULL
    const char *const *hosts;  // names under which the server may be asked; none: any
    size_t host_count;
    const char *certificate, *key;  // PEM; NULL: no TLS
    unsigned workers;               // desks
    int socket;                     // listens already
    unsigned port;
} ServerOptions;

// Answers until SIGTERM or SIGINT, which the caller has blocked in all threads. The exit status.
int server_run(const ServerOptions *options);

#endif
