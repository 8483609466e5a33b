// feed: the secret addresses under which calendars are read without a session.
//
// Only a hash of a secret is kept. A patient has one address at a time: a new one ends the one
// before, and so takes it back.

#ifndef STORE_FEED_H
#define STORE_FEED_H

#include "store/store.h"

typedef struct {
    Str patient;  // FHIR's id
    Str made, ended;
} StoreFeed;

// Within a transaction.
bool store_feed_new(Store *store, Str secret, Str patient, int64_t person, Str at, Err *err);
bool store_feed_end(Store *store, Str patient, Str at, Err *err);
// ERR_MISSING: there never was one of this secret. One that has ended is found, with `ended`.
bool store_feed(Store *store, Str secret, Arena *arena, StoreFeed *feed, Err *err);

#endif
