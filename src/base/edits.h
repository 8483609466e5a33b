// edits: how far two spellings are apart, for "did you mean".

#ifndef BASE_EDITS_H
#define BASE_EDITS_H

#include "base/str.h"

// Edits (insert, delete, change, swap of neighbours; none for upper against lower case) that make
// `a` of `b`; limit + 1 when they are more than `limit` or a text is longer than 64 bytes.
size_t str_edits(Str a, Str b, size_t limit);

// The text among `count` that is nearest to `name`, at most a third of its length away, one when it
// is short; NULL if none is. Of two as near the first.
const Str *str_nearest(Str name, const Str *texts, size_t count);

#endif
