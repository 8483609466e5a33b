#include "finding/terminal.h"

#include <stdarg.h>
#include <stdio.h>

enum { DEFAULT_WIDTH = 100, LEAST_WIDTH = 40 };

// One character of valid UTF-8 at `at`; invalid bytes are one character each with code U+FFFD.
static uint32_t next_character(Str text, size_t at, size_t *length) {
    const unsigned char *p = (const unsigned char *)text.data + at;
    size_t left = text.len - at;
    *length = 1;
    if (p[0] < 0x80) return p[0];
    size_t need = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc2 ? 2 : 0;
    if (need == 0 || need > left) return 0xfffd;
    uint32_t code = p[0] & (0xffU >> (need + 1));
    for (size_t i = 1; i < need; i++) {
        if ((p[i] & 0xc0U) != 0x80U) return 0xfffd;
        code = code << 6 | (p[i] & 0x3fU);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < least[need] || code > 0x10ffff) return 0xfffd;
    *length = need;
    return code;
}

// Controls (C0, C1, DEL), marks of direction, invisible joiners, separators of lines, byte order
// marks, tags.
static bool is_harmful(uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad || code == 0x61c ||
           (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
           (code >= 0xfff0 && code <= 0xfffd) || (code >= 0xe0000 && code <= 0xe0fff) ||
           (code >= 0xd800 && code <= 0xdfff);
}

void terminal_text(Buf *out, Str text, size_t most) {
    size_t shown = 0;
    for (size_t at = 0; at < text.len;) {
        size_t length;
        uint32_t code = next_character(text, at, &length);
        if (most > 0 && shown == most) {
            buf_add(out, STR("…"));
            return;
        }
        if (code == '\n' || code == '\t' || code == '\r') {
            buf_add_char(out, ' ');
        } else if (is_harmful(code)) {
            buf_add(out, STR("\xef\xbf\xbd"));
        } else {
            buf_add(out, (Str){text.data + at, length});
        }
        shown++;
        at += length;
    }
}

void terminal_ink(Buf *out, const TextStyle *style, Ink ink) {
    static const char *const codes[] = {
        [INK_PLAIN] = "0",  [INK_BOLD] = "1",   [INK_DIM] = "2",        [INK_RED] = "1;31",
        [INK_AMBER] = "33", [INK_GREEN] = "32", [INK_ALARM] = "1;37;41"};
    if (style->color) buf_printf(out, "\033[%sm", codes[ink]);
}

Ink terminal_tier_ink(Tier tier) {
    static const Ink inks[] = {
        [TIER_EMERGENCY] = INK_ALARM, [TIER_RED] = INK_RED,     [TIER_AMBER] = INK_AMBER,
        [TIER_UNKNOWN] = INK_DIM,     [TIER_GREEN] = INK_GREEN, [TIER_NONE] = INK_PLAIN};
    return inks[tier];
}

static size_t character_count(Str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) count += ((unsigned char)text.data[i] & 0xc0U) != 0x80U;
    return count;
}

static size_t width_of(const TextStyle *style) {
    return style->width == 0            ? DEFAULT_WIDTH
           : style->width < LEAST_WIDTH ? LEAST_WIDTH
                                        : style->width;
}

void terminal_wrap(Buf *out, const TextStyle *style, Str text, size_t column, size_t indent) {
    size_t width = width_of(style);
    Buf safe = {0};
    terminal_text(&safe, text, 0);
    size_t at = 0;
    bool first = true;
    while (at < safe.len) {
        size_t end = at;
        while (end < safe.len && safe.data[end] != ' ') end++;
        Str word = {safe.data + at, end - at};
        size_t length = character_count(word);
        if (!first && column + 1 + length > width) {
            buf_printf(out, "\n%*s", (int)indent, "");
            column = indent;
            first = true;
        }
        if (!first) buf_add_char(out, ' ');
        column += length + (first ? 0 : 1);
        buf_add(out, word);
        first = false;
        while (end < safe.len && safe.data[end] == ' ') end++;
        at = end;
    }
    buf_add_char(out, '\n');
    buf_free(&safe);
}

void terminal_line(Buf *out, const TextStyle *style, size_t indent, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    Buf text = {0};
    char *room = buf_reserve(&text, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(room, (size_t)len + 1, format, args);
    va_end(args);
    text.len = (size_t)len;
    buf_printf(out, "%*s", (int)indent, "");
    terminal_wrap(out, style, buf_str(&text), indent, indent);
    buf_free(&text);
}

void terminal_cut(Buf *out, const TextStyle *style, size_t indent, Str text) {
    size_t room = width_of(style) - indent;
    Buf safe = {0};
    terminal_text(&safe, text, 0);
    buf_printf(out, "%*s", (int)indent, "");
    size_t at = 0;
    size_t blank = 0;
    size_t shown = 0;
    for (; at < safe.len && shown < room; at++) {
        bool last = at + 1 == safe.len || ((unsigned char)safe.data[at + 1] & 0xc0U) != 0x80U;
        if (safe.data[at] == ' ') blank = at;
        shown += last;
    }
    if (at < safe.len) {
        // No blank far enough in: cut within the word, one character for the mark.
        size_t end = blank;
        if (end == 0) {
            end = at - 1;
            while (end > 0 && ((unsigned char)safe.data[end] & 0xc0U) == 0x80U) end--;
        }
        buf_add(out, (Str){safe.data, end});
        buf_add(out, STR("…"));
    } else {
        buf_add(out, buf_str(&safe));
    }
    buf_add_char(out, '\n');
    buf_free(&safe);
}

void terminal_label(Buf *out, const TextStyle *style, Tier tier) {
    static const char *const labels[] = {
        [TIER_EMERGENCY] = "EMERGENCY", [TIER_RED] = "RED",     [TIER_AMBER] = "AMBER",
        [TIER_UNKNOWN] = "unknown",     [TIER_GREEN] = "green", [TIER_NONE] = ""};
    Str name = str_from(labels[tier]);
    terminal_ink(out, style, terminal_tier_ink(tier));
    buf_add(out, name);
    terminal_ink(out, style, INK_PLAIN);
    buf_printf(out, "%*s", (int)(TERMINAL_LABEL - name.len), "");
}

void terminal_person(Buf *out, Str name, Str about) {
    enum { MOST = 60 };
    if (name.len > 0) buf_add(out, STR("  "));
    terminal_text(out, name, MOST);
    if (about.len > 0) buf_add(out, name.len > 0 ? STR(", ") : STR("  "));
    terminal_text(out, about, MOST);
    buf_add_char(out, '\n');
}
