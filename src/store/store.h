// store: what Vigil keeps, in one file: records as they were received, what was concluded from
// them, who answered, took and decided what, and the trail of all of it.
//
// A Store is one connection and belongs to one thread at a time; open as many as there are threads
// that need one. Any number read while one writes. A write waits for another at most
// STORE_WAIT_MS, then fails with ERR_IO ("the store is busy"). Every change stands between
// store_begin and store_commit: what was committed is on the disk, whatever kills the program.
//
// SQLite stands behind it; nothing above knows that. Texts that are given back live in the caller's
// arena. Instants are texts in ISO 8601, UTC, to the second: "2026-11-22T09:40:00Z".
//
//     Store *store;
//     if (!store_open("clinic.db", STORE_CREATE, &store, err)) ...
//     if (!store_begin(store, err) || !store_put(store, &resource, &change, err) || ...
//     if (!store_commit(store, err)) ...

#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum { STORE_WAIT_MS = 5000 };

typedef enum {
    STORE_CREATE,  // opens, creates when there is none, migrates an older schema forward
    STORE_OPEN,    // the file must be there (ERR_MISSING); migrates
    STORE_READ     // nothing is changed; an older schema is an error
} StoreMode;

typedef struct Store Store;

bool store_open(const char *path, StoreMode mode, Store **store, Err *err);
void store_close(Store *store);

bool store_begin(Store *store, Err *err);
bool store_commit(Store *store, Err *err);
void store_rollback(Store *store);  // also after a failure; without effect when nothing was begun

// The clock, as the store writes it.
Str store_now(Arena *arena);

#endif
