#include "serve/bucket.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/memory.h"

enum { PLACES = 8192, TRIED = 8 };

typedef struct {
    uint64_t who;
    int64_t at_ms;  // when `tokens` was true; 0: a free place
    double tokens;
} Bucket;

struct Buckets {
    pthread_mutex_t lock;
    Bucket places[PLACES];
};

Buckets *buckets_new(void) {
    Buckets *buckets = calloc(1, sizeof *buckets);
    if (buckets == NULL) memory_out(sizeof *buckets);
    pthread_mutex_init(&buckets->lock, NULL);
    return buckets;
}

void buckets_free(Buckets *buckets) {
    if (buckets == NULL) return;
    pthread_mutex_destroy(&buckets->lock);
    free(buckets);
}

// The bucket of `who`, or the one among its places that was used longest ago, made theirs.
static Bucket *bucket_of(Buckets *buckets, uint64_t who, int64_t now_ms, double burst) {
    Bucket *oldest = NULL;
    for (size_t i = 0; i < TRIED; i++) {
        Bucket *place = &buckets->places[(who + i) % PLACES];
        if (place->at_ms != 0 && place->who == who) return place;
        if (oldest == NULL || place->at_ms < oldest->at_ms) oldest = place;
    }
    *oldest = (Bucket){who, now_ms, burst};
    return oldest;
}

bool bucket_take(Buckets *buckets, uint64_t who, int64_t now_ms, BucketLimit limit,
                 unsigned *wait_s) {
    if (limit.rate <= 0) return true;
    pthread_mutex_lock(&buckets->lock);
    Bucket *bucket = bucket_of(buckets, who, now_ms, limit.burst);
    double gained = (double)(now_ms - bucket->at_ms) / 1000.0 * limit.rate;
    bucket->tokens = gained > 0 ? bucket->tokens + gained : bucket->tokens;
    if (bucket->tokens > limit.burst) bucket->tokens = limit.burst;
    bucket->at_ms = now_ms;
    bool taken = bucket->tokens >= 1;
    if (taken) {
        bucket->tokens -= 1;
    } else {
        *wait_s = 1 + (unsigned)((1 - bucket->tokens) / limit.rate);
    }
    pthread_mutex_unlock(&buckets->lock);
    return taken;
}
