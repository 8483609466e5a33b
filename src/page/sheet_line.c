// Lines of pieces, and dates as people write them.

#include <stdarg.h>
#include <stdio.h>

#include "finding/terminal.h"
#include "page/sheet_internal.h"

enum { PIECE_MOST = 600 };  // characters of one piece

LineMaker line_maker(Arena *arena) {
    return (LineMaker){.arena = arena, .tier = TIER_NONE};
}

static void add_piece(LineMaker *line, PieceKind kind, Str text) {
    if (line->count == line->size) {
        size_t size = line->size == 0 ? 4 : line->size * 2;
        SheetPiece *pieces = ARENA_ARRAY(line->arena, SheetPiece, size);
        if (line->count > 0) memcpy(pieces, line->pieces, line->count * sizeof *pieces);
        line->pieces = pieces;
        line->size = size;
    }
    line->pieces[line->count++] = (SheetPiece){text, (uint8_t)kind};
}

void line_add(LineMaker *line, PieceKind kind, Str text) {
    if (text.len == 0) return;
    Buf safe = {0};
    terminal_text(&safe, text, PIECE_MOST);
    add_piece(line, kind, arena_str(line->arena, buf_str(&safe)));
    buf_free(&safe);
}

void line_printf(LineMaker *line, PieceKind kind, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (length <= 0) return;
    size_t len = (size_t)length < sizeof text ? (size_t)length : sizeof text - 1;
    line_add(line, kind, (Str){text, len});
}

SheetLine line_made(const LineMaker *line) {
    return (SheetLine){line->tier, line->pieces, line->count};
}

void lines_add(SheetLines *lines, Arena *arena, SheetLine line) {
    if (line.count == 0) return;
    if (lines->count == lines->size) {
        size_t size = lines->size == 0 ? 8 : lines->size * 2;
        SheetLine *items = ARENA_ARRAY(arena, SheetLine, size);
        if (lines->count > 0) memcpy(items, lines->items, lines->count * sizeof *items);
        lines->items = items;
        lines->size = size;
    }
    lines->items[lines->count++] = line;
}

size_t line_length(const SheetLine *line) {
    size_t length = 0;
    for (size_t i = 0; i < line->count; i++) length += line->pieces[i].text.len;
    return length;
}

// ---- dates

bool iso_day(Str iso, bool last, int64_t *day) {
    enum { DAY_MS = 86400000, LONGEST = 10 };
    DateTime date;
    Err ignored;
    if (iso.len > LONGEST) iso.len = LONGEST;
    if (!date_parse(iso, &date, &ignored)) return false;
    *day = (last ? datetime_high_ms(date) : datetime_low_ms(date)) / DAY_MS;
    return true;
}

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The length of an ISO date of at least a year and a month at the start of `text`; 0: none.
static size_t date_length(Str text) {
    static const char form[] = "dddd-dd-dd";
    size_t at = 0;
    while (at < sizeof form - 1 && at < text.len &&
           (form[at] == 'd' ? is_digit(text.data[at]) : text.data[at] == form[at]))
        at++;
    return at >= sizeof form - 1 ? sizeof form - 1 : at >= 7 ? 7 : 0;
}

Str day_text(Arena *arena, Str iso) {
    size_t length = date_length(iso);
    DateTime date;
    Err ignored;
    if (length == 0 || !date_parse((Str){iso.data, length}, &date, &ignored)) return iso;
    Civil civil = datetime_civil(date);
    const char *month = months[civil.month - 1];
    if (length == 7) return arena_printf(arena, "%s %d", month, civil.year);
    return arena_printf(arena, "%d %s %d", civil.day, month, civil.year);
}

Str days_text(Arena *arena, Str low, Str high) {
    Str first = low.len > 0 ? low : high;
    if (high.len == 0 || str_eq(first, high)) return day_text(arena, first);
    Str a = day_text(arena, first);
    Str b = day_text(arena, high);
    return arena_printf(arena, "%.*s – %.*s", STR_ARG(a), STR_ARG(b));
}

Str moment_text(Arena *arena, Str iso) {
    static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    enum { DAY_MS = 86400000 };
    DateTime at;
    Err ignored;
    if (!datetime_parse(iso, 0, &at, &ignored) || at.precision < PRECISION_DAY)
        return day_text(arena, iso);
    bool timed = at.precision >= PRECISION_MINUTE;
    if (timed) at = datetime_at_offset(at, 0);
    Civil civil = datetime_civil(at);
    // 0001-01-01 was a Monday.
    const char *weekday = weekdays[at.local_ms / DAY_MS % 7];
    Str day =
        arena_printf(arena, "%s %d %s %d", weekday, civil.day, months[civil.month - 1], civil.year);
    if (!timed) return day;
    return arena_printf(arena, "%.*s, %02d:%02d", STR_ARG(day), civil.hour, civil.minute);
}

Str instant_iso(Arena *arena, DateTime instant) {
    Civil civil = datetime_civil(datetime_at_offset(instant, 0));
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", civil.year, civil.month, civil.day,
                        civil.hour, civil.minute, civil.second);
}

static bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || (c & 0x80) != 0;
}

Str text_with_days(Arena *arena, Str text) {
    Buf out = {0};
    for (size_t at = 0; at < text.len;) {
        Str rest = {text.data + at, text.len - at};
        size_t length = at > 0 && is_word(text.data[at - 1]) ? 0 : date_length(rest);
        if (length > 0 && length < rest.len && is_word(rest.data[length])) length = 0;
        if (length == 0) {
            buf_add_char(&out, text.data[at++]);
            continue;
        }
        buf_add(&out, day_text(arena, (Str){rest.data, length}));
        at += length;
    }
    Str written = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return written;
}
