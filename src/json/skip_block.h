// skip_block: what the vector engines share: from the masks of 64 bytes to the end of a skip.
//
// An engine turns 64 bytes into a Block, a bit a byte. json_block_step() then finds which
// brackets stand outside strings and follows their nesting. Everything here is inlined into the
// engine, so that it is compiled for its instruction set.

#ifndef JSON_SKIP_BLOCK_H
#define JSON_SKIP_BLOCK_H

#include <stdint.h>

#include "base/str.h"

enum { BLOCK = 64 };

typedef struct {
    uint64_t quotes;
    uint64_t backslashes;
    uint64_t controls;  // bytes below 0x20
    uint64_t opens;     // '{' and '['
    uint64_t closes;    // '}' and ']'
    uint64_t braces;    // of opens and closes: those that are '{' or '}'; elsewhere anything
} Block;

typedef struct {
    uint64_t in_string;   // all ones: the block before ended inside a string
    uint64_t is_escaped;  // 1: it ended with a backslash that escapes the next byte
    uint64_t kinds;       // a bit an open bracket, innermost lowest: 1 for '{'
    uint32_t depth;
    uint32_t room;
} Skip;

typedef enum { STEP_ON, STEP_END, STEP_DOUBT } Step;

#define ALWAYS_INLINE static inline __attribute__((always_inline))

// The bytes that a backslash escapes. Backslashes are rare, so they are taken one by one.
ALWAYS_INLINE uint64_t escaped_bytes(uint64_t backslashes, uint64_t *is_escaped) {
    uint64_t escaped = *is_escaped;
    *is_escaped = 0;
    backslashes &= ~escaped;
    while (backslashes != 0) {
        uint64_t bit = backslashes & -backslashes;
        *is_escaped = bit >> 63;
        escaped |= bit << 1;
        backslashes &= ~(bit | bit << 1);
    }
    return escaped;
}

// `prefix_xor` of the quotes: ones from each opening quote up to its closing quote.
// STEP_END: the bracket at *place closes the skip.
ALWAYS_INLINE Step json_block_step(Skip *skip, Block block, uint64_t (*prefix_xor)(uint64_t),
                                   unsigned *place) {
    if ((block.backslashes | skip->is_escaped) != 0) {
        block.quotes &= ~escaped_bytes(block.backslashes, &skip->is_escaped);
    }
    uint64_t strings = prefix_xor(block.quotes) ^ skip->in_string;
    uint64_t brackets = (block.opens | block.closes) & ~strings;
    uint64_t doubts = (block.controls & strings) | (block.backslashes & ~strings);
    while (brackets != 0) {
        unsigned at = (unsigned)__builtin_ctzll(brackets);
        brackets &= brackets - 1;
        uint64_t is_brace = block.braces >> at & 1;
        if ((block.opens >> at & 1) != 0) {
            if (skip->depth == skip->room) return STEP_DOUBT;
            skip->depth++;
            skip->kinds = skip->kinds << 1 | is_brace;
            continue;
        }
        if ((skip->kinds & 1) != is_brace) return STEP_DOUBT;
        skip->kinds >>= 1;
        if (--skip->depth > 0) continue;
        // What stands behind the end is not this skip's business.
        *place = at;
        return (doubts & (((uint64_t)1 << at) - 1)) == 0 ? STEP_END : STEP_DOUBT;
    }
    skip->in_string = (uint64_t)((int64_t)strings >> 63);
    return doubts == 0 ? STEP_ON : STEP_DOUBT;
}

#endif
