// profile: where the evaluation of a library spent its time, by define and function.

#ifndef CLI_PROFILE_H
#define CLI_PROFILE_H

#include "cql/eval.h"

// Prints on standard error what ran: milliseconds in it alone, with what it asked for, and how
// often it ran, of all `evals` (which were profiled) together; the most time of its own first.
void profile_print(const Program *program, Eval *const *evals, unsigned count);

#endif
