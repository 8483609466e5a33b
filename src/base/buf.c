#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum { FIRST_SIZE = 256 };

void buf_grow(Buf *buf, size_t count) {
    size_t wanted;
    if (__builtin_add_overflow(buf->len, count, &wanted) || wanted > PTRDIFF_MAX)
        memory_out(SIZE_MAX);
    size_t size = buf->size < FIRST_SIZE ? FIRST_SIZE : buf->size;
    while (size < wanted) size = size > PTRDIFF_MAX / 2 ? wanted : size * 2;
    char *data = realloc(buf->data, size);
    if (data == NULL) memory_out(size);
    buf->data = data;
    buf->size = size;
}

void buf_printf(Buf *buf, const char *format, ...) {
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length > 0) {
        // vsnprintf ends with a NUL, which is not counted.
        char *end = buf_reserve(buf, (size_t)length + 1);
        vsnprintf(end, (size_t)length + 1, format, again);
        buf->len += (size_t)length;
    }
    va_end(again);
}

void buf_reset(Buf *buf) {
    buf->len = 0;
}

void buf_free(Buf *buf) {
    free(buf->data);
    *buf = (Buf){0};
}

Str arena_printf(Arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    size_t len = length > 0 ? (size_t)length : 0;
    char *text = arena_alloc(arena, len + 1, 1);
    if (len > 0) vsnprintf(text, len + 1, format, again);
    va_end(again);
    return (Str){text, len};
}
