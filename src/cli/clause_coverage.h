// clause_coverage: which clauses of the guidelines a case has evaluated.
//
// A clause is an expression of a library of the guidelines or of lib/ that a finding, score, input,
// gate, option, due item or event can reach; literals are none. It is covered when some case
// evaluated it, whatever came of it. That is less than coverage.h asks (each condition true, false
// and null), and it is what other CQL tools call clause coverage.

#ifndef CLI_CLAUSE_COVERAGE_H
#define CLI_CLAUSE_COVERAGE_H

#include "cli/tally.h"
#include "guideline/guideline.h"

// What of a hundred clauses must be covered.
enum { CLAUSES_DEMANDED = 95 };

// Evaluates all cases of the guidelines in the folder; prints every outermost clause that none
// evaluated, for each library how many are covered, and all together. One check each for the whole
// and for each guideline's folder: at least CLAUSES_DEMANDED percent. False: they cannot be loaded
// or a case cannot be read.
bool clauses_cover(const GuidelineOptions *options, Arena *arena, Tally *tally, Err *err);

#endif
