// clauses: what each expression of a program came to for one patient.
//
// The program has to be checked with CheckOptions.watched. While an Eval is watched, every
// expression but literals is noted: how often it was true, false, null, something else or failed,
// and its last value. All of it lives in the arena that is given.
//
//     Clauses *clauses = clauses_new(arena);
//     eval_observe(eval, clauses_observer(clauses));
//     ... eval_define(...) ...
//     eval_observe(eval, NULL);
//     const Clause *clause = clause_find(clauses, node);

#ifndef FINDING_CLAUSES_H
#define FINDING_CLAUSES_H

#include "cql/eval.h"

typedef enum { CAME_TRUE, CAME_FALSE, CAME_NULL, CAME_VALUE, CAME_FAILED, CAME_KINDS } Came;

typedef struct {
    const Node *node;
    uint32_t times[CAME_KINDS];
    Value last;
} Clause;

typedef struct Clauses Clauses;

Clauses *clauses_new(Arena *arena);
const EvalObserver *clauses_observer(Clauses *clauses);
// NULL: it was never evaluated.
const Clause *clause_find(const Clauses *clauses, const Node *node);
uint64_t clause_times(const Clause *clause);  // all of them; 0 for NULL
// True when it came to the same kind each time (*came); false otherwise, and for NULL.
bool clause_came(const Clause *clause, Came *came);

#endif
