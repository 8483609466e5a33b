#include "serve/writer.h"

#include <pthread.h>
#include <time.h>

static void leave(Server *server) {
    pthread_mutex_unlock(&server->writer);
    atomic_fetch_sub(&server->writers, 1);
}

bool writer_begin(Server *server, Store *store, Err *err) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += STORE_WAIT_MS / 1000;
    atomic_fetch_add(&server->writers, 1);
    if (pthread_mutex_timedlock(&server->writer, &until) != 0) {
        atomic_fetch_sub(&server->writers, 1);
        return err_set(err, ERR_IO, "the store is busy: others write to it; try again");
    }
    if (store_begin(store, err)) return true;
    leave(server);
    return false;
}

bool writer_end(Server *server, Store *store, bool ok, Err *err) {
    ok = ok && store_commit(store, err);
    if (!ok) store_rollback(store);
    leave(server);
    return ok;
}
