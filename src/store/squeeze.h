// squeeze: texts made small for the store (zstd), and back.

#ifndef STORE_SQUEEZE_H
#define STORE_SQUEEZE_H

#include "base/arena.h"
#include "base/err.h"

enum { SQUEEZE_MAX = 256 << 20 };  // bytes of a text that comes back

Str squeeze(Arena *arena, Str text);
// ERR_IO when the bytes are no such text, or one that is larger than SQUEEZE_MAX.
bool unsqueeze(Arena *arena, Str bytes, Str *text, Err *err);

#endif
