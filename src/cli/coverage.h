// coverage: which conditions the cases of a guideline have seen true, false and null, and which
// comparisons with a literal they have met at equality.
//
// A Coverage is made from the program of a GuidelineSet that was loaded with `observed`. While an
// Eval is observed by it, it notes what conditions came to. Only libraries of the guidelines and of
// lib/ count, and in them only what a finding, score, gate, option, due item or event can reach.
//
// A *comparison with a literal* is one of two operands of which one is made of numbers, quantities,
// dates and texts that stand in the source: in the operand itself, in arithmetic
// (`Today() - 6 weeks`), as an end of an interval, in a define that is nothing but a constant, or
// handed to a function as an argument, through any number of functions: then it counts once for
// each call that hands it over. Timing phrases with a quantity and `between` are comparisons of
// this kind. Not seen: literals kept in lists and tuples, and those that choose a branch.

#ifndef CLI_COVERAGE_H
#define CLI_COVERAGE_H

#include "cli/tally.h"
#include "cql/eval.h"
#include "guideline/guideline.h"

typedef struct Coverage Coverage;

Coverage *coverage_new(const GuidelineSet *set, Arena *arena);
// For eval_observe(); an Eval at a time.
const EvalObserver *coverage_observer(const Coverage *coverage);

// Every comparison with a literal must have been seen true, false, at equality and, where it can
// be, null: what was not is a fault. When one guideline of several is checked, those in lib/ are
// left to all of them together.
void coverage_demand(const Coverage *coverage, Tally *tally);

// Lists, on standard output, the outcomes of conditions and comparisons that no case reaches, then
// for every library how many of them are reached.
void coverage_print(const Coverage *coverage);

#endif
