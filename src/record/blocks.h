// blocks: all resources of all inputs, as they stand there, for who keeps them.
//
// Texts (lines, whole files) come in blocks of about a megabyte. `prepare` is called for several
// blocks at a time, on the threads that read; `take` one block after the other in the order of the
// input. The needs of the reader say record_need_text() (needs.h).
// What a block points at lives until `take` returns. Private to record/ and store/.

#ifndef RECORD_BLOCKS_H
#define RECORD_BLOCKS_H

#include "record/unpack.h"

typedef struct {
    Str text;
    Place place;
    Unpacked unpacked;
} BlockText;

typedef struct {
    BlockText *texts;
    size_t count;
    uint64_t bytes;
    Arena *arena;
    Troubles troubles;               // for prepare and take to add to
    void *prepared;                  // prepare's
    uint64_t unpack_ns, prepare_ns;  // of the processor
} Block;

struct ReaderBlocks {
    void (*prepare)(void *ctx, unsigned worker, Block *block);
    bool (*take)(void *ctx, Block *block, Err *err);  // false stops the run
    void *ctx;
};

#endif
