// buf: text that is being built.
//
// A Buf grows as it is written to and owns heap memory until buf_free(). It is
// for output (a line of NDJSON, a page) and for files read whole; text that
// belongs to a patient lives in the patient's Arena instead.
//
//     Buf buf = {0};
//     buf_add(&buf, STR("Mirels "));
//     buf_printf(&buf, "%d", 9);
//     fwrite(buf.data, 1, buf.len, stdout);
//     buf_free(&buf);

#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/str.h"

typedef struct {
    char *data;
    size_t len;
    size_t size;  // bytes allocated
} Buf;

void buf_grow(Buf *buf, size_t count);  // the slow half of buf_reserve()
void buf_printf(Buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Room for `count` more bytes; returns where they start. The caller adds to len.
static inline char *buf_reserve(Buf *buf, size_t count) {
    if (count > buf->size - buf->len || buf->data == NULL) buf_grow(buf, count);
    return buf->data + buf->len;
}

static inline void buf_add(Buf *buf, Str text) {
    if (text.len == 0) return;
    memcpy(buf_reserve(buf, text.len), text.data, text.len);
    buf->len += text.len;
}

static inline void buf_add_char(Buf *buf, char c) {
    *buf_reserve(buf, 1) = c;
    buf->len++;
}

// Empties without giving memory back.
void buf_reset(Buf *buf);
void buf_free(Buf *buf);

// What is in the buffer; valid until the next write.
static inline Str buf_str(const Buf *buf) {
    return (Str){buf->data, buf->len};
}

// printf into an arena.
Str arena_printf(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
