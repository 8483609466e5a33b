// bucket: how often somebody may ask: a bucket of tokens for each address or session.
//
// The table has a fixed size; who comes when it is full takes the place of the one who asked
// longest ago among a few. Any thread may use it.

#ifndef SERVE_BUCKET_H
#define SERVE_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Buckets Buckets;

Buckets *buckets_new(void);
void buckets_free(Buckets *buckets);

typedef struct {
    double rate;   // tokens that come back in a second; 0: nothing is limited
    double burst;  // tokens of a full bucket
} BucketLimit;

// Takes one token of `who` at `now_ms` (any clock that does not go back). False: there is none;
// *wait_s: when there is one again.
bool bucket_take(Buckets *buckets, uint64_t who, int64_t now_ms, BucketLimit limit,
                 unsigned *wait_s);

#endif
