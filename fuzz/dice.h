// dice: the bytes of a fuzzer as decisions, so that a changed byte is another record or library,
// not a text that is refused.
//
// Each throw takes a byte; when these have run out, numbers follow that depend on all of them: a
// short input makes as rich a thing as a long one.

#ifndef FUZZ_DICE_H
#define FUZZ_DICE_H

#include <stdint.h>

#include "base/str.h"

typedef struct {
    const uint8_t *bytes;
    size_t left;
    uint64_t state;
} Dice;

static inline Dice dice_of(Str bytes) {
    Dice dice = {(const uint8_t *)bytes.data, bytes.len, 0x9E3779B97F4A7C15U};
    for (size_t i = 0; i < bytes.len; i++)
        dice.state = (dice.state ^ dice.bytes[i]) * 0x100000001B3U;
    return dice;
}

// A number below `limit`, which is at most 2^16.
static inline uint32_t dice_below(Dice *dice, uint32_t limit) {
    uint32_t thrown;
    if (dice->left >= 2 && limit > 256) {
        thrown = dice->bytes[0] + 256U * dice->bytes[1];
        dice->bytes += 2;
        dice->left -= 2;
    } else if (dice->left > 0) {
        thrown = *dice->bytes++;
        dice->left--;
    } else {
        dice->state ^= dice->state << 13;
        dice->state ^= dice->state >> 7;
        dice->state ^= dice->state << 17;
        thrown = (uint32_t)(dice->state >> 40);
    }
    return thrown % limit;
}

static inline bool dice_one_in(Dice *dice, uint32_t sides) {
    return dice_below(dice, sides) == sides - 1;
}

#define DICE_PICK(dice, rows) ((rows)[dice_below((dice), sizeof(rows) / sizeof((rows)[0]))])

#endif
