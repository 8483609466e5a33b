// load: puts everything of some inputs into the store: what is new, newer or deleted there.
//
// Inputs have the forms that reviews read (reader.h). Loading is an upsert: run again, it changes
// nothing; killed and run again, it comes to the same store. It writes in transactions of a part of
// a second, so that others get their turn, and raises the revision of each patient whose record
// changed. Trouble is told as a review tells it.

#ifndef STORE_LOAD_H
#define STORE_LOAD_H

#include "record/reader.h"
#include "store/store.h"

typedef struct {
    bool snapshot;  // what the inputs do not hold is removed, but for what was answered here
    unsigned jobs;  // threads that read and compress
    const char *tmp_dir;
    void (*trouble)(void *ctx, const ReaderTrouble *trouble);
    void (*progress)(void *ctx, uint64_t bytes_read, uint64_t bytes_total, uint64_t patients);
    void *ctx;
} LoadOptions;

typedef struct {
    ReaderSummary input;
    uint64_t patients;  // that came
    uint64_t fresh, changed, same, older, removed;
    uint64_t patients_removed;
    uint64_t waiting;      // resources whose patient is not in the store
    bool removed_nothing;  // something was left out: a snapshot then removes nothing
    // nanoseconds of the processor, over all threads, and of the clock
    uint64_t unpack_ns, pack_ns, write_ns, commit_ns, total_ns;
    uint64_t commits;
} LoadSummary;

bool store_load(Store *store, const char *const *paths, size_t count, const LoadOptions *options,
                LoadSummary *summary, Err *err);

#endif
