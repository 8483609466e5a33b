// exchange: one request and its answer, from the first line received to the last byte sent.
//
// One thread at a time holds it: the one that receives, then one of the pool, then the one that
// writes the trail, then again the first. Its memory is one arena, reused for the next request.

#ifndef SERVE_EXCHANGE_H
#define SERVE_EXCHANGE_H

#include <pthread.h>
#include <stdatomic.h>

#include "serve/bucket.h"
#include "serve/reply.h"
#include "serve/route.h"
#include "serve/server.h"
#include "store/audit.h"
#include "store/people.h"

struct MHD_Connection;
typedef struct Trail Trail;
typedef struct Connection Connection;

// What all threads of the server share.
typedef struct {
    const ServerOptions *options;
    char cookie[48];  // name of the session's; other servers on this machine have another
    Trail *trail;
    Buckets *buckets;
    pthread_mutex_t writer;  // one writes to the store at a time: waiting here is fairer than there
    atomic_int writers;      // that wait for it or hold it: the refresh thread lets them pass
    atomic_int running;      // exchanges that were given to the pool and not yet answered
    atomic_bool stopping;
    pthread_mutex_t check_lock;
    AuditCheck check;      // how far the trail was followed
    int64_t check_from_s;  // when it was begun
} Server;

typedef enum { STAGE_HEAD, STAGE_BODY, STAGE_WORK, STAGE_READY } Stage;

struct Exchange {
    Server *server;
    struct MHD_Connection *wire;
    Connection *connection;
    Exchange *next;
    Arena *arena;
    Stage stage;
    uint64_t id;  // random, for the log
    int64_t begun_ms;

    Str method, path, query;  // as sent
    char address[64];         // of who asks, without port
    const Route *route;       // NULL: refused before
    RouteWords words;
    Str secret;                // of the session; empty
    bool is_running, is_near;  // asks in the clear from this machine
    Codings takes;
    Str etag;  // If-None-Match
    Buf body;
    size_t received;

    Session session;               // person.id 0: nobody
    bool touches;                  // the session's last use is to be noted
    Str audit_action, audit_what;  // action empty: no row
    Reply reply;
};

// The error that `says` so, as JSON; code "ERR_MISSING".
void exchange_refuse(Exchange *exchange, int status, const char *code, const char *says);
void exchange_fail(Exchange *exchange, const Err *err);

// Sends what stands in exchange->reply: called by the threads of the pool and of the trail.
void exchange_answer(Exchange *exchange);

int64_t clock_ms(void);   // does not go back
int64_t clock_now(void);  // seconds since 1970

#endif
