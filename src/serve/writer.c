#include "serve/writer.h"

#include <pthread.h>

static void leave(Server *server) {
    pthread_mutex_unlock(&server->writer);
    atomic_fetch_sub(&server->writers, 1);
}

bool writer_begin(Server *server, Store *store, Err *err) {
    atomic_fetch_add(&server->writers, 1);
    pthread_mutex_lock(&server->writer);
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
