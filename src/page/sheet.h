// sheet: one patient on one page of paper, for a tumour board: as data, as JSON, as PDF.
//
// A Sheet is made of lines, and a line of pieces of text that are plain, strong, quiet, not known
// (hatched) or an answer that was given here. What stands where comes from the layout of the page
// (guidelines/page.json): there is no clinical word in this code. It is made of the record alone:
// what-if never gets here. What the store knows besides (board, owner, alarms, answers, decisions)
// is given as SheetNotes. Everything lives in the arena that was given.
//
//     SheetSource source = {.options = &options, .record = record, .findings = findings, ...};
//     const Sheet *sheet = sheet_new(&source, arena);
//     sheet_write_json(&out, sheet);
//     if (!sheet_write_pdf(&out, sheet, err)) ...

#ifndef PAGE_SHEET_H
#define PAGE_SHEET_H

#include "finding/finding.h"

typedef enum { PIECE_PLAIN, PIECE_STRONG, PIECE_QUIET, PIECE_UNKNOWN, PIECE_ANSWERED } PieceKind;

typedef struct {
    Str text;
    uint8_t kind;  // a PieceKind
} SheetPiece;

typedef struct {
    Tier tier;  // its shape stands before the line; TIER_NONE: none
    const SheetPiece *pieces;
    size_t count;
} SheetLine;

typedef struct {
    SheetLine *items;
    size_t count, size;
} SheetLines;

// ---- what the store knows; what is empty is left out

typedef struct {
    Str guideline, finding, about;
    Tier tier;
    Str title, says;
    Str opened, until;                  // instants
    bool over;                          // `until` has passed
    Str acknowledged, acknowledged_by;  // an instant, a name
    bool holds;                         // the record still gives it
} SheetAlarm;

typedef struct {
    Str resource;  // "Observation/a1", as the findings name it
    Str at, by;    // when it was given, and by whom
} SheetAnswer;

typedef struct {
    Str day, decision, owner, due;  // of an earlier board, still to be done
    bool outdated;                  // made on a record that has changed since
} SheetDecision;

typedef struct {
    Str name, mrn;  // as the store has them; name "": as the record says
    Str board_day;  // ISO date
    Str owner;      // who has taken the patient
    const SheetAlarm *alarms;
    size_t alarm_count;
    const SheetAnswer *answers;
    size_t answer_count;
    const SheetDecision *decisions;
    size_t decision_count;
} SheetNotes;

// ---- the sheet

typedef struct {
    Str name, birth, sex, mrn, died;  // ISO dates
    Str age;                          // "24", "23 or 24", ""
} SheetPerson;

typedef struct {
    Str from, to;  // ISO dates
    enum { BAND_TREATMENT, BAND_STATUS, BAND_UNKNOWN } kind;
    Str text;
} SheetBand;

typedef struct {
    Str at;  // ISO date
    Str text;
    Tier tier;  // TIER_NONE: a plain mark
} SheetMark;

typedef struct {
    Str from, to;  // "" when nothing is dated: then there are no bands
    const SheetBand *bands;
    size_t band_count;
    const SheetMark *marks;  // by date
    size_t mark_count;
} SheetCourse;

typedef struct {
    Str title;
    SheetLines lines;
} SheetColumn;

typedef struct {
    DateTime as_of;
    Str as_of_text;  // ISO 8601, UTC, to the second
    bool fictitious;
    SheetPerson person;
    SheetLine heading;  // the tumour
    SheetLines facts;   // stage, relapse, intent: what stands below the heading
    Str board, board_day, owner;
    SheetLines waits;  // alarms first by tier, each with its shape; empty: none
    SheetLine looked;  // which emergencies were looked for, and which are not known
    SheetCourse course;
    SheetColumn *columns;
    size_t column_count;
    SheetColumn discussion;  // earlier decisions that are open, then questions
    size_t questions;        // how many of its lines, from the end, are questions
    const Str *spaces;       // headings of what is written by hand
    size_t space_count;
    SheetColumn fresh;    // tiers: green fresh enough, amber too old, unknown
    SheetColumn options;  // unranked
    SheetLines foot;
} Sheet;

typedef struct {
    const ReviewOptions *options;
    Eval *eval;  // still at this record, for the gates of options; NULL: they are not said
    Record *record;
    const Finding *findings;
    size_t count;
    const Json *layout;       // NULL: none
    const SheetNotes *notes;  // NULL: there is no store
    bool fictitious;
} SheetSource;

const Sheet *sheet_new(const SheetSource *source, Arena *arena);

// Reviews the record and makes its sheet; `source` needs neither record nor findings.
const Sheet *sheet_of_record(SheetSource source, Eval *eval, Record *record, Arena *arena);

// docs/api.md, "The sheet".
void sheet_write_json(Buf *out, const Sheet *sheet);
// A4, landscape, one page, always: what does not fit is cut with how much more there is. False: the
// font is not installed, or nothing can be drawn.
bool sheet_write_pdf(Buf *out, const Sheet *sheet, Err *err);

// Several sheets in one file, a page each. Nothing of a sheet is needed after it was added.
typedef struct SheetFile SheetFile;
bool sheet_file_open(Buf *out, DateTime as_of, Arena *arena, SheetFile **file, Err *err);
void sheet_file_add(SheetFile *file, const Sheet *sheet);
bool sheet_file_close(SheetFile *file, Err *err);

#endif
