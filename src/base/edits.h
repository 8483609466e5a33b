// edits: how far two spellings are apart, for "did you mean".

#ifndef BASE_EDITS_H
#define BASE_EDITS_H

#include "base/str.h"

// Edits (insert, delete, change, swap of neighbours; none for upper against lower case) that make
// `a` of `b`; limit + 1 when they are more than `limit` or a text is longer than 64 bytes.
size_t str_edits(Str a, Str b, size_t limit);

// The text nearest to `name` among those offered one by one: at most a third of its length away,
// one when it is short; of two as near the first. `best` is empty when none is near.
typedef struct {
    Str name, best;
    size_t distance;  // of `best`
    size_t offered;
} Nearest;

static inline Nearest nearest_to(Str name) {
    return (Nearest){.name = name};
}
void nearest_offer(Nearest *nearest, Str text);

// The same of an array; NULL if none is near.
const Str *str_nearest(Str name, const Str *texts, size_t count);

#endif
