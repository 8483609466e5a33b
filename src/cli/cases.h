// cases: the worked patients of a guideline, read, reviewed and compared with what they expect.
//
// A case is one JSON file of cases/ (docs/author.md): `about`, `asOf`, `record`, `expect`, and
// nothing else. Everything in it is read strictly; a fault has file, line and column. An
// expectation is a part of a finding in the form of the NDJSON output: it selects one by `kind`
// ("finding" when not given), `finding` and `about`, and every key it gives must be equal.

#ifndef CLI_CASES_H
#define CLI_CASES_H

#include "cli/tally.h"
#include "finding/finding.h"

typedef struct {
    const Json *json;
    const Item *item;
    Str about;  // data NULL: not given
    Holds holds;
    bool has_holds;
} Expectation;

typedef struct {
    const Guideline *guideline;
    Str file, text;
    Str about;
    DateTime as_of;
    const Json *record;  // a list of resources
    const Expectation *expectations;
    size_t expectation_count;
} Case;

// All cases of a guideline that can be read, by file name; each that cannot is a fault.
void cases_read(const Guideline *guideline, Arena *arena, Tally *tally, const Case **cases,
                size_t *count);

// The record of a case; `more` is a further resource, or NULL. Lives in the arena.
bool case_record(const Case *one, const GuidelineSet *set, const Json *more, Arena *arena,
                 Record **record, Err *err);

// What the review of a case came to.
typedef struct {
    const ReviewOptions *options;
    Record *record;
    const Finding *findings;
    size_t count;
} CaseReview;

// Compares it with what the case expects: one fault for each difference. met[i]: expectation i was
// met. True when all were and nothing failed while it was evaluated.
bool case_compare(const Case *one, const CaseReview *review, bool *met, Tally *tally);

// Does the record hold what real records hold and tidy ones do not: something entered in error or
// refuted, a date without its day, a date after the instant, a quantity without a unit, an id that
// comes twice?
bool case_is_dirty(const Case *one);

// Where a value of the case stands; the file when that cannot be told.
Spot case_spot(const Case *one, const Json *value);

#endif
