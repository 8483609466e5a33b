#include "serve/refresh.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "serve/log.h"
#include "serve/writer.h"

enum {
    AT_ONCE = 4,
    LOOK_S = 3,
    AFTER_FAILURE_S = 15,
    SWEEP_S = 3600,
    YIELD_US = 1000,
    YIELDS = 50
};

struct Refresh {
    Server *server;
    Desk *desk;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ends;
    bool closing;
    int64_t swept_s;
};

// Waits; false: it is time to end.
static bool rest(Refresh *refresh, int64_t seconds) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&refresh->lock);
    int waited = 0;
    while (!refresh->closing && waited == 0 && seconds > 0)
        waited = pthread_cond_timedwait(&refresh->ends, &refresh->lock, &until);
    bool goes_on = !refresh->closing;
    pthread_mutex_unlock(&refresh->lock);
    return goes_on;
}

static void let_writers_pass(const Server *server) {
    for (int i = 0; i < YIELDS && atomic_load(&server->writers) > 0; i++) usleep(YIELD_US);
}

// Old sessions and addresses go; they open nothing any more.
static void sweep(Refresh *refresh) {
    Err err = {0};
    int64_t now = clock_now();
    const Limits *limits = &refresh->server->options->limits;
    Store *store = desk_store(refresh->desk);
    if (now - refresh->swept_s < SWEEP_S) return;
    refresh->swept_s = now;
    if (!writer_begin(refresh->server, store, &err)) return;
    bool ok = sessions_sweep(
        store, (SessionClock){now, limits->idle_minutes * 60, limits->session_hours * 3600}, &err);
    writer_end(refresh->server, store, ok, &err);
}

// All that waits. False: it is time to end.
static bool evaluate(Refresh *refresh, bool *failed) {
    Err err = {0};
    int64_t begun = clock_ms();
    size_t rounds = 0;
    bool more = false;
    do {
        let_writers_pass(refresh->server);
        if (!desk_refresh(refresh->desk, AT_ONCE, &more, &err)) {
            // What the store says holds nothing of a record; another message might.
            log_event("refresh-failed", "code=%s says=\"%s\"", err_code_name(err.code),
                      err.code == ERR_IO ? err.message : "");
            *failed = true;
            return true;
        }
        rounds++;
        if (!rest(refresh, 0)) return false;
    } while (more);
    if (rounds > 1) log_event("refreshed", "ms=%lld", (long long)(clock_ms() - begun));
    return true;
}

static void *work(void *argument) {
    Refresh *refresh = argument;
    while (true) {
        bool failed = false;
        if (!evaluate(refresh, &failed)) return NULL;
        sweep(refresh);
        if (!rest(refresh, failed ? AFTER_FAILURE_S : LOOK_S)) return NULL;
    }
}

bool refresh_open(Server *server, Refresh **result, Err *err) {
    Refresh *refresh = calloc(1, sizeof *refresh);
    if (refresh == NULL) memory_out(sizeof *refresh);
    refresh->server = server;
    pthread_mutex_init(&refresh->lock, NULL);
    pthread_cond_init(&refresh->ends, NULL);
    if (!desk_open(server->options->clinic, &refresh->desk, err)) {
        free(refresh);
        return false;
    }
    if (pthread_create(&refresh->thread, NULL, work, refresh) != 0) {
        desk_close(refresh->desk);
        free(refresh);
        return err_set(err, ERR_IO, "cannot start a thread");
    }
    *result = refresh;
    return true;
}

void refresh_close(Refresh *refresh) {
    if (refresh == NULL) return;
    pthread_mutex_lock(&refresh->lock);
    refresh->closing = true;
    pthread_cond_signal(&refresh->ends);
    pthread_mutex_unlock(&refresh->lock);
    pthread_join(refresh->thread, NULL);
    desk_close(refresh->desk);
    pthread_cond_destroy(&refresh->ends);
    pthread_mutex_destroy(&refresh->lock);
    free(refresh);
}
