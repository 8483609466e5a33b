#include "serve/trail.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
#include "serve/log.h"
#include "serve/writer.h"

struct Trail {
    Server *server;
    Store *store;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t has_some;
    Exchange *first, *last;
    bool closing;
};

bool trail_write(Store *store, const Exchange *exchange, Err *err) {
    int64_t now = clock_now();
    if (exchange->touches && !session_touch(store, exchange->secret, now, err)) return false;
    if (exchange->audit_action.len == 0) return true;
    AuditRow row = {.at = store_now(exchange->arena),
                    .person = exchange->session.person.id,
                    .action = exchange->audit_action,
                    .patient = exchange->words.key,
                    .what = exchange->audit_what};
    return audit_add(store, &row, err);
}

static bool write_all(Trail *trail, const Exchange *list, Err *err) {
    if (!writer_begin(trail->server, trail->store, err)) return false;
    bool ok = true;
    for (; ok && list != NULL; list = list->next) ok = trail_write(trail->store, list, err);
    return writer_end(trail->server, trail->store, ok, err);
}

static void answer_all(Exchange *list, const Err *err) {
    while (list != NULL) {
        Exchange *exchange = list;
        list = list->next;  // once it is answered it is no longer ours
        if (err != NULL) exchange_fail(exchange, err);
        exchange_answer(exchange);
    }
}

static void *work(void *argument) {
    Trail *trail = argument;
    while (true) {
        pthread_mutex_lock(&trail->lock);
        while (trail->first == NULL && !trail->closing)
            pthread_cond_wait(&trail->has_some, &trail->lock);
        Exchange *list = trail->first;
        trail->first = NULL;
        trail->last = NULL;
        pthread_mutex_unlock(&trail->lock);
        if (list == NULL) return NULL;
        Err err = {0};
        bool ok = write_all(trail, list, &err);
        if (!ok)
            log_event("trail-failed", "code=%s says=\"%s\"", err_code_name(err.code), err.message);
        answer_all(list, ok ? NULL : &err);
    }
}

bool trail_open(Server *server, Trail **result, Err *err) {
    Trail *trail = calloc(1, sizeof *trail);
    if (trail == NULL) memory_out(sizeof *trail);
    trail->server = server;
    pthread_mutex_init(&trail->lock, NULL);
    pthread_cond_init(&trail->has_some, NULL);
    bool ok = store_open(server->options->store, STORE_OPEN, &trail->store, err);
    if (ok && pthread_create(&trail->thread, NULL, work, trail) != 0)
        ok = err_set(err, ERR_IO, "cannot start a thread");
    if (ok) {
        *result = trail;
        return true;
    }
    store_close(trail->store);
    free(trail);
    return false;
}

void trail_put(Trail *trail, Exchange *exchange) {
    exchange->next = NULL;
    pthread_mutex_lock(&trail->lock);
    if (trail->last == NULL) {
        trail->first = exchange;
    } else {
        trail->last->next = exchange;
    }
    trail->last = exchange;
    pthread_cond_signal(&trail->has_some);
    pthread_mutex_unlock(&trail->lock);
}

void trail_close(Trail *trail) {
    if (trail == NULL) return;
    pthread_mutex_lock(&trail->lock);
    trail->closing = true;
    pthread_cond_signal(&trail->has_some);
    pthread_mutex_unlock(&trail->lock);
    pthread_join(trail->thread, NULL);
    store_close(trail->store);
    pthread_cond_destroy(&trail->has_some);
    pthread_mutex_destroy(&trail->lock);
    free(trail);
}
