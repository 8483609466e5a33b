// http: receives requests and sends answers, with libmicrohttpd, in one thread of its own.
//
// What the head of a request says is judged here, before a desk sees it: lengths, host, rate,
// address, session cookie, where a change comes from, its type. What is refused is still received
// to its end, so that the answer is read.

#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "base/pool.h"
#include "serve/connections.h"
#include "serve/exchange.h"

typedef struct Http Http;

bool http_start(Server *server, Pool *pool, Connections *connections, Http **http, Err *err);
// No new connection from now on.
void http_quiesce(Http *http);
// Nothing may be with the pool or the trail any more.
void http_stop(Http *http);

#endif
