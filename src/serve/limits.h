// limits: how much anybody may ask of the server, in one table with names, defaults and help.

#ifndef SERVE_LIMITS_H
#define SERVE_LIMITS_H

#include <stdint.h>

#include "base/err.h"

// clang-format off
// name, default, what it says
#define SERVE_LIMITS(X)                                                                  \
    X(connections,      1000, "connections at a time")                                   \
    X(per_address,       300, "connections at a time from one address; 0: any number")   \
    X(header_bytes,    16384, "of a request's head")                                     \
    X(address_bytes,    2048, "of the address in it")                                    \
    X(body_bytes,    1048576, "of a request's body")                                     \
    X(receive_seconds,    15, "for a whole request to come in; also an idle connection") \
    X(send_seconds,       60, "for an answer to be taken")                               \
    X(stop_seconds,       10, "for what runs when the program is told to stop")          \
    X(session_rate,       40, "requests a second of one session")                        \
    X(session_burst,     300, "requests of one session at once")                         \
    X(address_rate,      400, "requests a second from one address; 0: any number")       \
    X(address_burst,    2000, "requests from one address at once")                       \
    X(sign_in_tries,      10, "of one address; one more every 30 s")                     \
    X(sign_in_minutes,    15, "a one-time address is good for")                          \
    X(idle_minutes,       30, "until an unused session ends")                            \
    X(session_hours,      12, "until any session ends")
// clang-format on

typedef struct {
#define X(name, value, help) int64_t name;
    SERVE_LIMITS(X)
#undef X
} Limits;

Limits limits_default(void);
// "body-bytes=2000000"
bool limits_set(Limits *limits, Str text, Err *err);
// A line each, for --help.
void limits_print(void);

#endif
