// terminal: text for a terminal: made harmless, wrapped, coloured.
//
// Text from a record is data: control characters, escape sequences and marks that turn the
// direction of writing come out as U+FFFD.

#ifndef FINDING_TERMINAL_H
#define FINDING_TERMINAL_H

#include "finding/finding.h"

// `text` with everything that could steer a terminal replaced, line ends as blanks, at most `most`
// characters (0: all).
void terminal_text(Buf *out, Str text, size_t most);

typedef enum { INK_PLAIN, INK_BOLD, INK_DIM, INK_RED, INK_AMBER, INK_GREEN, INK_ALARM } Ink;
void terminal_ink(Buf *out, const TextStyle *style, Ink ink);  // INK_PLAIN ends a colour
Ink terminal_tier_ink(Tier tier);

// A paragraph: `text` wrapped at the width, lines after the first indented by `indent`. `column` is
// where the first line starts.
void terminal_wrap(Buf *out, const TextStyle *style, Str text, size_t column, size_t indent);

// printf and wrap: starts at column `indent`, and its other lines too.
void terminal_line(Buf *out, const TextStyle *style, size_t indent, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
// One line: what does not fit the width is cut at a blank, with "…".
void terminal_cut(Buf *out, const TextStyle *style, size_t indent, Str text);

// A word as wide as every other of its kind: "RED       ". TIER_NONE: blanks.
enum { TERMINAL_LABEL = 10 };
void terminal_label(Buf *out, const TextStyle *style, Tier tier);

// The rest of the line behind a patient's id: "  Jonas M., 17 y, male".
void terminal_person(Buf *out, Str name, Str about);

// Parts that the review and the explanation share (text.c): title, state and what it says; when
// something is due.
void finding_write_conclusion(Buf *out, const TextStyle *style, const Finding *finding);
void due_write_text(Buf *out, const TextStyle *style, const Finding *finding);

#endif
