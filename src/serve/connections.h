// connections: cuts off who is too slow: a request that trickles in, an answer nobody takes.
//
// libmicrohttpd ends a connection on which nothing moves; a byte now and then keeps it. Here each
// connection has until a time for the whole of what is under way.

#ifndef SERVE_CONNECTIONS_H
#define SERVE_CONNECTIONS_H

#include "serve/limits.h"

typedef struct Connections Connections;
typedef struct Connection Connection;

typedef enum { CONNECTION_RECEIVES, CONNECTION_WORKS, CONNECTION_SENDS } ConnectionState;

Connections *connections_new(const Limits *limits);
void connections_free(Connections *all);

Connection *connection_add(Connections *all, int socket);
void connection_remove(Connections *all, Connection *connection);
void connection_is(Connections *all, Connection *connection, ConnectionState state);
// Cuts off those whose time is over; how many.
size_t connections_cut(Connections *all, int64_t now_ms);

#endif
