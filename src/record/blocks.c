#include "record/blocks.h"

#include <time.h>

#include "record/run.h"

enum { BLOCK_SIZE = 1 << 18 };

// One text of an item.
typedef struct {
    Place place;
    size_t start, len;  // in Item.copy
    bool has_lines;
} Piece;

void block_flush(Run *run) {
    Item *item = run->open_block;
    if (item == NULL) return;
    run->open_block = NULL;
    run_submit(run, item);
}

void block_add(Run *run, Str text, Place place, bool has_lines) {
    if (run->open_block != NULL && run->open_block->copy.len + text.len > BLOCK_SIZE)
        block_flush(run);
    if (run->open_block == NULL) {
        run->open_block = run_item(run, ITEM_TEXT);
        buf_reset(&run->open_block->copy);
        buf_reset(&run->open_block->pieces);
    }
    Item *item = run->open_block;
    Piece piece = {place, item->copy.len, text.len, has_lines};
    buf_add(&item->copy, text);
    buf_add(&item->pieces, (Str){(const char *)&piece, sizeof piece});
}

static uint64_t clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static void unpack_pieces(const Run *run, const Item *item, Block *block) {
    UnpackOptions options = {
        .needs = run->options->needs, .limits = &run->limits, .strict = run->options->strict};
    for (size_t i = 0; i < block->count; i++) {
        BlockText *text = &block->texts[i];
        Piece piece;
        memcpy(&piece, item->pieces.data + i * sizeof piece, sizeof piece);
        text->text = (Str){item->copy.data + piece.start, piece.len};
        text->place = piece.place;
        if (piece.has_lines) text->place.lines = lines_of(text->text, block->arena);
        unpack(&options, text->text, text->place, block->arena, &text->unpacked);
        block->bytes += piece.len;
    }
}

static void report(Run *run, const Block *block) {
    for (size_t i = 0; i < block->count; i++) {
        turn_count_text(run, &block->texts[i].unpacked, block->texts[i].text.len);
        turn_report(run, &block->texts[i].unpacked.troubles);
    }
    turn_report(run, &block->troubles);
}

void block_work(Run *run, unsigned worker, Item *item) {
    const struct ReaderBlocks *blocks = run->options->blocks;
    Arena *arena = run->arenas[worker];
    Block block = {.count = item->pieces.len / sizeof(Piece), .arena = arena};
    block.texts = ARENA_ARRAY(arena, BlockText, block.count);
    uint64_t start = clock_ns();
    unpack_pieces(run, item, &block);
    block.unpack_ns = clock_ns() - start;
    blocks->prepare(blocks->ctx, worker, &block);
    Err err = {0};
    turn_take(item);
    bool ok = run_is_stopped(run) || blocks->take(blocks->ctx, &block, &err);
    report(run, &block);
    turn_end(item);
    if (!ok) run_stop(run, &err);
}
