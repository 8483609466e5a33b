// summary: what is kept of a patient for the worklist, on the heap, after the patient's arena is
// gone.
//
// Rows come from *yes* and from *overdue*, and from *unknown* only where the finding's tier says
// so; all other unknowns are one number, the questions that are open.

#ifndef FINDING_SUMMARY_H
#define FINDING_SUMMARY_H

#include "finding/finding.h"

typedef struct {
    Tier tier;
    Holds holds;
    Str title, says;
    int64_t overdue_days;  // of a due row; 0 otherwise
} SummaryRow;

struct PatientSummary {
    Str id, name, about;  // "17 y, male"
    Tier tier;            // of its first row; TIER_NONE without rows
    SummaryRow *rows;     // by tier, then as they came
    size_t row_count;
    size_t open_questions;
    Arena *arena;  // of this summary
};

// Is this finding a row of the worklist, and of which tier?
bool summary_is_row(const Finding *finding, Tier *tier);
int64_t finding_overdue(const Finding *finding);  // the longest, in days; 0: none

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
