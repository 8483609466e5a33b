// pack: what was projected of a record, as bytes, and back. Private to store/.

#ifndef STORE_PACK_H
#define STORE_PACK_H

#include "record/build.h"
#include "store/store.h"

// What a Record is built of.
typedef struct {
    Str patient;
    Str *merged;  // ids of those who were merged into the patient
    size_t merged_count;
    RecordItem *items;  // own in order of coming, then shared
    size_t own, shared;
    uint64_t left_out;
} RecordSource;

// A change of what is written makes this another one.
#define PACK_LAYOUT "1"

void pack_write(Buf *out, const RecordSource *source);
// Texts of *source are slices of `bytes`.
bool pack_read(Str bytes, const RecordNeeds *needs, Arena *arena, RecordSource *source, Err *err);

#endif
