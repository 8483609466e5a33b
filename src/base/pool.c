#include "base/pool.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

typedef struct {
    Pool *pool;
    unsigned number;
    pthread_t thread;
} Worker;

struct Pool {
    PoolOptions options;
    Worker *workers;
    unsigned started;
    void **ring;
    size_t first;    // of the ring's oldest item
    size_t waiting;  // items in the ring
    size_t running;  // items a worker has taken and not finished
    bool closing;
    pthread_mutex_t lock;
    pthread_cond_t has_item;
    pthread_cond_t has_room;
    pthread_cond_t idle;
};

static void *work(void *argument) {
    Worker *worker = argument;
    Pool *pool = worker->pool;
    pthread_mutex_lock(&pool->lock);
    while (true) {
        while (pool->waiting == 0 && !pool->closing) {
            pthread_cond_wait(&pool->has_item, &pool->lock);
        }
        if (pool->waiting == 0) break;
        void *item = pool->ring[pool->first];
        pool->first = (pool->first + 1) % pool->options.queue;
        pool->waiting--;
        pool->running++;
        pthread_cond_signal(&pool->has_room);
        pthread_mutex_unlock(&pool->lock);
        pool->options.task(pool->options.context, worker->number, item);
        pthread_mutex_lock(&pool->lock);
        pool->running--;
        if (pool->running == 0 && pool->waiting == 0) pthread_cond_broadcast(&pool->idle);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static void *zeroed(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL) memory_out(size);
    return memory;
}

bool pool_new(const PoolOptions *options, Pool **result, Err *err) {
    Pool *pool = zeroed(1, sizeof *pool);
    pool->options = *options;
    if (pool->options.queue == 0) pool->options.queue = 1;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->has_item, NULL);
    pthread_cond_init(&pool->has_room, NULL);
    pthread_cond_init(&pool->idle, NULL);
    pool->ring = zeroed(pool->options.queue, sizeof *pool->ring);
    unsigned wanted = options->workers > 1 ? options->workers : 0;
    pool->workers = zeroed(wanted + 1, sizeof *pool->workers);
    for (; pool->started < wanted; pool->started++) {
        Worker *worker = &pool->workers[pool->started];
        worker->pool = pool;
        worker->number = pool->started;
        int failed = pthread_create(&worker->thread, NULL, work, worker);
        if (failed != 0) {
            pool_free(pool);
            return err_set(err, ERR_IO, "cannot start a thread: %s", strerror(failed));
        }
    }
    *result = pool;
    return true;
}

void pool_submit(Pool *pool, void *item) {
    if (pool->started == 0) {
        pool->options.task(pool->options.context, 0, item);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    assert(!pool->closing);
    while (pool->waiting == pool->options.queue) pthread_cond_wait(&pool->has_room, &pool->lock);
    pool->ring[(pool->first + pool->waiting) % pool->options.queue] = item;
    pool->waiting++;
    pthread_cond_signal(&pool->has_item);
    pthread_mutex_unlock(&pool->lock);
}

void pool_wait(Pool *pool) {
    pthread_mutex_lock(&pool->lock);
    while (pool->waiting > 0 || pool->running > 0) pthread_cond_wait(&pool->idle, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void pool_free(Pool *pool) {
    if (pool == NULL) return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->has_item);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->started; i++) pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->idle);
    pthread_cond_destroy(&pool->has_room);
    pthread_cond_destroy(&pool->has_item);
    pthread_mutex_destroy(&pool->lock);
    free(pool->workers);
    free(pool->ring);
    free(pool);
}

unsigned pool_processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? (unsigned)count : 1;
}
