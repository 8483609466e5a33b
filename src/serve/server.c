#include "serve/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/pool.h"
#include "serve/http.h"
#include "serve/log.h"
#include "serve/refresh.h"
#include "serve/trail.h"
#include "serve/work.h"

enum { LOOK_MS = 250, FEWEST_DESKS = 2 };

typedef struct {
    Server shared;
    Desk **desks;
    unsigned desk_count;
    Pool *pool;
    Connections *connections;
    Http *http;
    Refresh *refresh;
} Running;

static void work_task(void *context, unsigned worker, void *item) {
    const Running *running = context;
    work_answer(item, running->desks[worker]);
}

static bool open_desks(Running *running, Err *err) {
    const ServerOptions *options = running->shared.options;
    unsigned count = options->workers == 0 ? pool_processors() : options->workers;
    if (count < FEWEST_DESKS) count = FEWEST_DESKS;
    running->desks = calloc(count, sizeof(Desk *));
    if (running->desks == NULL) memory_out(sizeof *running->desks);
    for (; running->desk_count < count; running->desk_count++) {
        if (!desk_open(options->clinic, &running->desks[running->desk_count], err)) return false;
    }
    // Each connection has one request at a time: the queue never fills.
    PoolOptions pool = {.workers = count,
                        .queue = (size_t)options->limits.connections + 1,
                        .task = work_task,
                        .context = running};
    return pool_new(&pool, &running->pool, err);
}

static bool start(Running *running, Err *err) {
    Server *server = &running->shared;
    const ServerOptions *options = server->options;
    snprintf(server->cookie, sizeof server->cookie, "%svigil-%u",
             options->certificate != NULL ? "__Host-" : "", options->port);
    pthread_mutex_init(&server->writer, NULL);
    pthread_mutex_init(&server->check_lock, NULL);
    server->buckets = buckets_new();
    running->connections = connections_new(&options->limits);
    return open_desks(running, err) && trail_open(server, &server->trail, err) &&
           refresh_open(server, &running->refresh, err) &&
           http_start(server, running->pool, running->connections, &running->http, err);
}

// Also of what was only half started. What runs was waited for.
static void stop(Running *running) {
    Server *server = &running->shared;
    refresh_close(running->refresh);
    pool_free(running->pool);
    trail_close(server->trail);
    http_stop(running->http);
    for (unsigned i = 0; i < running->desk_count; i++) desk_close(running->desks[i]);
    free(running->desks);
    connections_free(running->connections);
    buckets_free(server->buckets);
    pthread_mutex_destroy(&server->check_lock);
    pthread_mutex_destroy(&server->writer);
}

static int wait_for_signal(const Running *running) {
    struct timespec time = {0, LOOK_MS * 1000000L};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    while (true) {
        int got = sigtimedwait(&set, NULL, &time);
        if (got > 0) return got;
        size_t cut = connections_cut(running->connections, clock_ms());
        if (cut > 0) log_event("slow", "cut=%zu", cut);
    }
}

// Lets what runs end. False: it takes too long.
static bool drain(Running *running) {
    Server *server = &running->shared;
    int64_t end = clock_ms() + server->options->limits.stop_seconds * 1000;
    atomic_store(&server->stopping, true);
    http_quiesce(running->http);
    while (atomic_load(&server->running) > 0) {
        if (clock_ms() > end) return false;
        usleep(10000);
        connections_cut(running->connections, clock_ms());
    }
    return true;
}

int server_run(const ServerOptions *options) {
    enum { CUT_SHORT = 75 };
    Err err = {0};
    Running *running = calloc(1, sizeof *running);
    if (running == NULL) memory_out(sizeof *running);
    running->shared.options = options;
    signal(SIGPIPE, SIG_IGN);
    if (!start(running, &err)) {
        fprintf(stderr, "%s\n", err.message);
        stop(running);
        free(running);
        return err_exit_status(err.code);
    }
    log_event("start", "pid=%d desks=%u", (int)getpid(), running->desk_count);
    int64_t begun = clock_ms();
    int got = wait_for_signal(running);
    bool ended = drain(running);
    log_event("stop", "signal=%d after_ms=%lld whole=%s", got, (long long)(clock_ms() - begun),
              ended ? "yes" : "no");
    // Somebody still works for an answer that nobody waits for: nothing is pulled from under them.
    if (!ended) _exit(CUT_SHORT);
    stop(running);
    free(running);
    return 0;
}
