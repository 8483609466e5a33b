// everything: needs of all that R4 knows, for fuzzers that read without a library.

#ifndef FUZZ_EVERYTHING_H
#define FUZZ_EVERYTHING_H

#include "record/record.h"

// Made once: it costs more than a run. What is made stays reachable, for the leak checker.
static inline const RecordNeeds *everything(void) {
    static RecordNeeds *needs;
    static Arena *arena;
    if (needs != NULL) return needs;
    arena = arena_new();
    needs = record_needs_new(arena);
    record_need_everything(needs);
    record_needs_freeze(needs);
    return needs;
}

#endif
