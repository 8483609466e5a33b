// params: values of a library's parameters as JSON: {"Name": {"type": "DateTime", "value":
// "2024-06-01"}}.
//
// Types: DateTime, Date, Integer, Decimal, String, Boolean, and Interval<DateTime>, Interval<Date>
// with "low", "high" and perhaps "lowClosed", "highClosed" (closed unless it says false).

#ifndef CQL_PARAMS_H
#define CQL_PARAMS_H

#include "cql/eval.h"

typedef struct {
    const Program *program;
    const Library *library;  // whose parameters they are
    DateTime now;            // its offset is that of a date-time without one
    Arena *arena;            // where the values go
} ParamsOf;

// By index of program->parameters; NULL when `path` is NULL. A name that the library does not
// declare, and a type that is not the declared one, is an error.
bool params_read(const char *path, const ParamsOf *of, EvalParameter **parameters, Err *err);
// The same from text that came from `file`.
bool params_take(Str text, Str file, const ParamsOf *of, EvalParameter **parameters, Err *err);

// The same from JSON that was read already, into values[0 .. program->parameter_count).
bool params_json(const Json *object, const ParamsOf *of, EvalParameter *values, Err *err);

#endif
