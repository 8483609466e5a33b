// sheet_internal: what the files of the sheet share; nobody outside page/sheet*.c includes it.

#ifndef PAGE_SHEET_INTERNAL_H
#define PAGE_SHEET_INTERNAL_H

#include "page/sheet.h"

// ---- sheet_line.c: lines while they grow
typedef struct {
    Arena *arena;
    SheetPiece *pieces;
    size_t count, size;
    Tier tier;
} LineMaker;

LineMaker line_maker(Arena *arena);
// Text of ours, of a guideline or of a record; nothing when it is empty. Controls and marks of
// direction are replaced, and what is longer than the paper could hold is cut.
void line_add(LineMaker *line, PieceKind kind, Str text);
void line_printf(LineMaker *line, PieceKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
SheetLine line_made(const LineMaker *line);
void lines_add(SheetLines *lines, Arena *arena, SheetLine line);
// Bytes of text in it.
size_t line_length(const SheetLine *line);

// Days since year 1 of the first or the last day that an ISO date may mean; false when it is none.
bool iso_day(Str iso, bool last, int64_t *day);
// "20 Nov 2026", as precise as it is; what is no ISO date comes back as it is.
Str day_text(Arena *arena, Str iso);
// "20 Nov 2026" to "22 Nov 2026"; one of them when the other is empty or the same.
Str days_text(Arena *arena, Str low, Str high);
// "Fri 20 Nov 2026, 21:14" of an instant, in UTC.
Str moment_text(Arena *arena, Str iso);
// "2026-11-22T09:40:00Z".
Str instant_iso(Arena *arena, DateTime instant);
// The same text, ISO dates in it written out.
Str text_with_days(Arena *arena, Str text);

// ---- sheet_find.c: the layout, and what it names
typedef struct {
    Str name, title;
    bool titled;  // by the layout
} SheetEntry;

// An array of names or of objects with `finding` and `title`; *count 0 when there is none.
SheetEntry *layout_entries(const Json *array, Arena *arena, size_t *count);
const Json *layout_array(const Json *object, const char *name);   // NULL
const Json *layout_object(const Json *object, const char *name);  // NULL
Str layout_text(const Json *object, const char *name, Str otherwise);
// Is this the item "guideline/id"?
bool item_is_named(const Item *item, Str name);
bool item_is_in(const Item *item, const SheetEntry *entries, size_t count);

// ---- sheet_say.c: findings as lines
// What a thing of the record is called, or its reference; "" for the patient.
Str thing_words(const SheetSource *source, Str reference);
// The same of what a finding is about; "" for the patient, and where there is but one such finding.
Str about_words(const SheetSource *source, const Finding *finding);
// Its title with what it is about; "" when it has none.
Str finding_label(const SheetSource *source, const Finding *finding, const SheetEntry *entry,
                  Arena *arena);
// A mark when it rests on an answer that was given here.
void line_add_answered(LineMaker *line, const SheetSource *source, const Finding *finding);
// What a finding of any kind but an event says, without its label.
void line_add_finding(LineMaker *line, const SheetSource *source, const Finding *finding);
// Not known, or it could not be evaluated, and nothing narrows it down.
bool finding_is_blank(const Finding *finding);
// A column: what is known in the order of the layout, events of its lanes, then in one line what is
// not known.
SheetLines column_lines(const SheetSource *source, const Json *column, Arena *arena);

// ---- sheet_course.c
SheetCourse sheet_course(const SheetSource *source, const Json *layout, Arena *arena);

// ---- sheet_pdf.c
// What stands on the page, a text a line: what was cut ends with "…".
bool sheet_write_texts(Buf *out, const Sheet *sheet, Err *err);

// ---- sheet_parts.c
SheetLines sheet_waits(const SheetSource *source, Arena *arena);
SheetLine sheet_looked(const SheetSource *source, bool emergency, Arena *arena);
SheetLines sheet_fresh(const SheetSource *source, Arena *arena);
SheetLines sheet_options(const SheetSource *source, Arena *arena);
SheetLines sheet_foot(const SheetSource *source, Arena *arena);

#endif
