// warn: CQL that is right and most likely not meant.
//
// Of a checked library: names that nothing uses, comparisons that always give the same, types that
// can never be, and the forms that make an answer of what is not known (silence.h). There is no way
// to switch one off but to write what was meant.

#ifndef CQL_WARN_H
#define CQL_WARN_H

#include "cql/diagnostics.h"
#include "cql/program.h"

// Private defines and functions, parameters, included libraries, value sets, codes and their like,
// without a use in the program. The library must have no syntax error.
void warn_unused(const Program *program, const Library *library, Diagnostics *list);

// Aliases and lets without a use in their query.
void warn_queries(const Library *library, Diagnostics *list);

// Comparisons and types that always give the same; what makes an answer of silence. Declarations
// without a body (wrong ones) are left out.
void warn_values(const Program *program, const Library *library, Diagnostics *list);
void warn_silence(const Program *program, const Library *library, Diagnostics *list);

void warn_at(Diagnostics *list, const Library *library, AstPlace place, const char *format, ...)
    __attribute__((format(printf, 4, 5), cold));

#endif
