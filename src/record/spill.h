// spill: resources that have to wait for the rest of their patient, in partitions by patient.
// Private to record/.
//
// What waits is the projected JSON. Partitions are memory until all of them together pass a limit;
// then they become files, so that one partition at a time has to fit memory. The files have no
// name: whatever ends the program, nothing of a patient stays behind.
// One thread at a time.

#ifndef RECORD_SPILL_H
#define RECORD_SPILL_H

#include "record/patients.h"

typedef struct Spill Spill;

// One resource that waited. `head` and the texts are slices of the partition.
typedef struct {
    uint64_t ordinal;  // order of input
    Place place;
    FhirType type;
    uint32_t bytes;
    Str patient_id;  // "" for a resource about nobody
    Str full_url;
    Str id;
    Str json;
} Spilled;

typedef struct {
    Spilled *rows;
    size_t count;
} SpilledRows;

// `expected`: bytes of the input if known, else 0. tmp_dir NULL: $TMPDIR or /tmp.
Spill *spill_new(const char *tmp_dir, uint64_t expected, Arena *arena);
// Removes what is on disk.
void spill_free(Spill *spill);

// A resource about a patient, or about nobody (patient_id ""): those are kept apart, as partition
// 0.
bool spill_put(Spill *spill, const Found *found, uint64_t ordinal, Err *err);
size_t spill_partitions(const Spill *spill);  // 1 .. count are patients, 0 is about nobody
// Bytes that wait, and those of them on disk.
uint64_t spill_bytes(const Spill *spill);
uint64_t spill_disk_bytes(const Spill *spill);

// Reads a partition into `buf` (emptied first), and lists what is in it, in the arena.
bool spill_load(Spill *spill, size_t partition, Buf *buf, Arena *arena, SpilledRows *rows,
                Err *err);

#endif
