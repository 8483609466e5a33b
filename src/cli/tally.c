#include "cli/tally.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cql/parse.h"

static bool continues_character(char c) {
    return ((unsigned char)c & 0xc0U) == 0x80;
}

Spot spot_of(Str file, Str text, const char *at, size_t length) {
    Spot spot = {.file = file, .text = text};
    uintptr_t start = (uintptr_t)text.data;
    uintptr_t place = (uintptr_t)at;
    if (at == NULL || place < start || place - start > text.len) return spot;
    spot.place = (AstPlace){.line = 1, .column = 1, .offset = (uint32_t)(place - start)};
    for (size_t i = 0; i < place - start; i++) {
        if (text.data[i] == '\n') {
            spot.place.line++;
            spot.place.column = 1;
        } else if (!continues_character(text.data[i])) {
            spot.place.column++;
        }
    }
    spot.place.length = (uint32_t)length;
    spot.place.end_line = spot.place.line;
    spot.place.end_column = spot.place.column;
    for (size_t i = 0; i < length && at[i] != '\n'; i++) {
        if (!continues_character(at[i])) spot.place.end_column++;
    }
    return spot;
}

static void print_at(const Spot *spot, const char *prefix, const char *format, va_list args) {
    fflush(stdout);
    fprintf(stderr, "%.*s:", STR_ARG(spot->file));
    if (spot->place.line > 0) fprintf(stderr, "%u:%u:", spot->place.line, spot->place.column);
    fprintf(stderr, " %s", prefix);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    if (spot->place.line == 0 || spot->text.len == 0) return;
    Buf shown = {0};
    source_show(&shown, spot->text, &spot->place);
    fwrite(shown.data, 1, shown.len, stderr);
    buf_free(&shown);
}

void tally_pass(Tally *tally) {
    tally->passed++;
}

void tally_fail(Tally *tally, const Spot *spot, const char *format, ...) {
    va_list args;
    va_start(args, format);
    print_at(spot, "", format, args);
    va_end(args);
    tally->failed++;
}

void tally_remark(Tally *tally, const Spot *spot, const char *format, ...) {
    va_list args;
    va_start(args, format);
    print_at(spot, "remark: ", format, args);
    va_end(args);
    tally->remarks++;
}
