#include "cql/diagnostics.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cql/parse.h"

enum { MAX_MESSAGE = 1000 };

Diagnostics *diagnostics_new(Arena *arena) {
    Diagnostics *list = ARENA_NEW(arena, Diagnostics);
    list->arena = arena;
    list->items = ARENA_ARRAY(arena, Diagnostic, DIAGNOSTICS_MAX);
    return list;
}

static bool is_known(const Diagnostics *list, const DiagnosticSpot *spot, const char *text) {
    for (size_t i = 0; i < list->count; i++) {
        const Diagnostic *other = &list->items[i];
        if (other->spot.place.offset == spot->place.offset &&
            other->spot.place.line == spot->place.line && strcmp(other->text, text) == 0 &&
            str_eq(other->spot.file, spot->file))
            return true;
    }
    return false;
}

static const char *kept(Arena *arena, const char *text) {
    return arena_printf(arena, "%s%c", text, 0).data;
}

void diagnostics_add(Diagnostics *list, ErrCode code, const DiagnosticSpot *spot,
                     const char *format, ...) {
    char message[MAX_MESSAGE];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    char *hint = strchr(message, '\n');
    if (hint != NULL) *hint++ = '\0';
    if (is_known(list, spot, message)) return;
    size_t *counted = code == ERR_NONE ? &list->warnings : &list->errors;
    *counted += 1;
    if (list->count == DIAGNOSTICS_MAX) return;
    uint32_t number = (uint32_t)list->count;
    list->items[list->count++] =
        (Diagnostic){.code = code,
                     .number = number,
                     .spot = *spot,
                     .text = kept(list->arena, message),
                     .hint = hint == NULL ? NULL : kept(list->arena, hint)};
}

static int in_order(const void *a, const void *b) {
    const Diagnostic *x = a;
    const Diagnostic *y = b;
    Str one = x->spot.file;
    Str two = y->spot.file;
    size_t shorter = one.len < two.len ? one.len : two.len;
    int order = shorter == 0 ? 0 : memcmp(one.data, two.data, shorter);
    if (order == 0) order = (one.len > two.len) - (one.len < two.len);
    if (order != 0) return order;
    uint32_t first = x->spot.place.offset;
    uint32_t second = y->spot.place.offset;
    if (first != second) return first < second ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

void diagnostics_sort(Diagnostics *list) {
    if (list->count > 1) qsort(list->items, list->count, sizeof *list->items, in_order);
}

void err_join_hint(Err *err) {
    char *hint = strchr(err->message, '\n');
    if (hint == NULL) return;
    size_t rest = strlen(hint + 1);
    size_t room = sizeof err->message - (size_t)(hint - err->message) - 3;
    if (rest > room) rest = room;
    memmove(hint + 2, hint + 1, rest);
    memcpy(hint, "; ", 2);
    hint[2 + rest] = '\0';
}

void diagnostics_first(const Diagnostics *list, Err *err) {
    for (size_t i = 0; i < list->count; i++) {
        const Diagnostic *one = &list->items[i];
        if (one->code == ERR_NONE) continue;
        err_set(err, one->code, "%s%s%s", one->text, one->hint == NULL ? "" : "; ",
                one->hint == NULL ? "" : one->hint);
        err->byte = one->spot.place.offset;
        err_at(err, one->spot.file, (int)one->spot.place.line, (int)one->spot.place.column);
        return;
    }
}

// ---- for people

// Names in a message may hold what would move the cursor of a terminal.
static void write_plain(Buf *buf, const char *text) {
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20 || c == 0x7f) {
            buf_add_char(buf, '?');
        } else {
            buf_add_char(buf, *text);
        }
    }
}

static void write_one(Buf *buf, const Diagnostic *one) {
    const DiagnosticSpot *spot = &one->spot;
    if (spot->file.len > 0) buf_printf(buf, "%.*s:", STR_ARG(spot->file));
    if (spot->file.len > 0 && spot->place.line > 0)
        buf_printf(buf, "%u:%u:", spot->place.line, spot->place.column);
    if (spot->file.len > 0) buf_add_char(buf, ' ');
    if (one->code == ERR_NONE) buf_add(buf, STR("warning: "));
    write_plain(buf, one->text);
    buf_add_char(buf, '\n');
    if (spot->place.line > 0 && spot->source.len > 0) source_show(buf, spot->source, &spot->place);
    if (one->hint == NULL) return;
    buf_add(buf, STR("  "));
    write_plain(buf, one->hint);
    buf_add_char(buf, '\n');
}

static void write_count(Buf *buf, size_t count, const char *what) {
    buf_printf(buf, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

static size_t count_files(const Diagnostics *list) {
    size_t files = 0;
    for (size_t i = 0; i < list->count; i++)
        files += i == 0 || !str_eq(list->items[i].spot.file, list->items[i - 1].spot.file);
    return files;
}

void diagnostics_write(Buf *buf, const Diagnostics *list) {
    for (size_t i = 0; i < list->count; i++) write_one(buf, &list->items[i]);
    size_t left = list->errors + list->warnings - list->count;
    if (left > 0) buf_printf(buf, "... and %zu more\n", left);
    if (list->errors > 0) write_count(buf, list->errors, "error");
    if (list->errors > 0 && list->warnings > 0) buf_add(buf, STR(", "));
    if (list->warnings > 0) write_count(buf, list->warnings, "warning");
    size_t files = count_files(list);
    if (files > 1) {
        buf_printf(buf, " in %zu files", files);
    } else if (files == 1 && list->items[0].spot.file.len > 0) {
        buf_printf(buf, " in %.*s", STR_ARG(list->items[0].spot.file));
    }
    if (files > 0) buf_add_char(buf, '\n');
}
