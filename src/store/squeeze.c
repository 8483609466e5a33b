#include "store/squeeze.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/memory.h"

enum { LEVEL = 3 };

Str squeeze(Arena *arena, Str text) {
    size_t room = ZSTD_compressBound(text.len);
    char *bytes = arena_alloc(arena, room, 1);
    size_t written = ZSTD_compress(bytes, room, text.data, text.len, LEVEL);
    if (ZSTD_isError(written)) memory_out(room);
    return (Str){bytes, written};
}

bool unsqueeze(Arena *arena, Str bytes, Str *text, Err *err) {
    unsigned long long size = ZSTD_getFrameContentSize(bytes.data, bytes.len);
    if (size > SQUEEZE_MAX) return err_set(err, ERR_IO, "the store is damaged: restore a backup");
    char *data = arena_alloc(arena, (size_t)size + 1, 1);
    size_t written = ZSTD_decompress(data, (size_t)size, bytes.data, bytes.len);
    if (ZSTD_getErrorCode(written) == ZSTD_error_memory_allocation) memory_out((size_t)size);
    if (ZSTD_isError(written) || written != size)
        return err_set(err, ERR_IO, "the store is damaged: restore a backup");
    *text = (Str){data, written};
    return true;
}
