// pool: a fixed number of threads that work through a bounded queue.
//
// pool_submit() waits while the queue is full, so memory stays bounded however fast the reader is.
// With one worker (or none) there is no thread: the item is worked on at once by the caller. Items
// start in the order submitted; who needs order out puts a number in the item.

#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/err.h"

typedef struct Pool Pool;

// Called on a worker thread; `worker` is 0..workers-1. Calls of one worker never overlap.
typedef void PoolTask(void *context, unsigned worker, void *item);

typedef struct {
    unsigned workers;
    size_t queue;  // items that may wait, at least 1
    PoolTask *task;
    void *context;
} PoolOptions;

bool pool_new(const PoolOptions *options, Pool **pool, Err *err);
// One thread submits.
void pool_submit(Pool *pool, void *item);
// Returns when all that was submitted is done.
void pool_wait(Pool *pool);
// Waits for what was submitted, then ends the threads.
void pool_free(Pool *pool);

// Processors this process may run on, at least 1.
unsigned pool_processors(void);

#endif
