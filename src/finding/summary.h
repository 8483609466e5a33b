// summary: what is kept of a patient for the worklist, on the heap, after the patient's arena is
// gone.
//
// Rows come from *yes* (not where its tier is green: nothing need be done) and from *overdue*, and
// from *unknown* only where the finding's tier says so; all other unknowns are one number, the
// questions that are open.

#ifndef FINDING_SUMMARY_H
#define FINDING_SUMMARY_H

#include "finding/finding.h"

typedef struct {
    Tier tier;
    Holds holds;
    Str title, says;
    int64_t overdue_days;  // of a due row; 0 otherwise
    // of a due row: the end of its window; else the latest date of what speaks for it; "" if none
    Str since;
    // what the record says, in words: see finding_record_words
    const Str *record;
    size_t record_count;
    size_t order;  // as they came
    bool local;    // a map of site/ stands behind it
} SummaryRow;

struct PatientSummary {
    Str id, name, about;  // "17 y, male"
    Tier tier;            // of its first row; TIER_NONE without rows
    // by tier; findings, what is so before what may be, then what is overdue, longest first
    SummaryRow *rows;
    size_t row_count;
    size_t open_questions;
    Arena *arena;  // of this summary
};

// Is this finding a row of the worklist, and of which tier?
bool summary_is_row(const Finding *finding, Tier *tier);
int64_t finding_overdue(const Finding *finding);  // the longest, in days; 0: none

// "pain-score" as "pain score".
Str id_words(Arena *arena, Str id);

// The data that speak for a conclusion, in words, each once and at most `most`: "New lump above the
// knee", "night pain", "pain score: 6". An input that was answered with no is left out.
const Str *finding_record_words(Arena *arena, const Finding *finding, size_t most, size_t *count);
// The first and the last date of these data; "" when none is dated.
void finding_record_dates(const Finding *finding, Str *first, Str *last);
// The window that is overdue longest; NULL: none.
const DueWindow *finding_overdue_window(const Finding *finding);

// "Jonas M." and "17 y, male", for people to read; "" when not recorded.
Str patient_name(Arena *arena, const Record *record);
Str patient_about(Arena *arena, const Record *record, DateTime as_of);
// Inputs that some unknown finding lacks, each once.
size_t open_questions(Arena *arena, const Finding *findings, size_t count,
                      const Missing ***missing);

// Patients by tier, then in input order.
const PatientSummary **summaries_sorted(Arena *arena, const PatientSummary *const *patients,
                                        size_t count);

#endif
