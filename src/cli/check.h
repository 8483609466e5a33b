// check: what the parts of `vigil check` share; nobody else includes it.

#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "cli/cases.h"
#include "cli/coverage.h"

// What the cases show of an item.
typedef struct {
    unsigned stated;   // by expectations that were met: bits by Holds
    bool is_dead_end;  // it was unknown and nothing was missing
} ItemCases;

typedef struct {
    const GuidelineSet *set;
    Arena *arena;    // of the run
    Arena *patient;  // of one case
    Tally tally;
    ItemCases *items;  // by index in set->items
    Coverage *coverage;
    Eval *eval;  // for `as_of`
    DateTime as_of;
} Check;

Spot library_spot(const Library *library, AstPlace place);
Spot item_spot(const Item *item);  // its tag

// The Eval of an instant, not started on any record.
Eval *check_eval(Check *check, DateTime as_of);

// All cases of a guideline, each by itself and what they have to show together.
void check_cases(Check *check, const Guideline *guideline);

// Each answer to each input, stored in the record of each case: it must be read back.
void check_answers(Check *check, const Guideline *guideline, const Case *cases, size_t count);

#endif
