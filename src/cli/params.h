// params: values of a library's parameters from a file: {"Name": {"type": "DateTime", "value":
// "2024-06-01"}}.
//
// Types: DateTime, Date, Integer, Decimal, String, Boolean, and Interval<DateTime>, Interval<Date>
// with "low", "high" and perhaps "lowClosed", "highClosed" (closed unless it says false).

#ifndef CLI_PARAMS_H
#define CLI_PARAMS_H

#include "cql/eval.h"

// By index of program->parameters; NULL when `path` is NULL. A name that the library does not
// declare is an error.
bool params_read(const char *path, const Program *program, const Library *library, DateTime now,
                 Arena *arena, EvalParameter **parameters, Err *err);

#endif
