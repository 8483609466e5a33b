// diagnostics: all that is wrong or doubtful in CQL, with its place, for people.
//
// Parser, checker and warnings add to one list; whoever loads a library prints it. The list is
// bounded: DIAGNOSTICS_MAX are kept, the rest is only counted. What is said twice of one place is
// kept once. Texts are copied into the list's arena; file and source must live as long.
//
//     Diagnostics *list = diagnostics_new(arena);
//     DiagnosticSpot spot = {file, source, place};
//     diagnostics_add(list, ERR_CHECK, &spot, "'=' cannot be used with %s and %s\nwrite '~'", a,
//     b); diagnostics_sort(list); diagnostics_write(&buf, list);
//
// A message is one line; behind a newline in it stands the hint: what to write instead.

#ifndef CQL_DIAGNOSTICS_H
#define CQL_DIAGNOSTICS_H

#include "base/err.h"
#include "cql/ast.h"

enum { DIAGNOSTICS_MAX = 200 };

typedef struct {
    Str file, source;
    AstPlace place;  // line 0: of no place
} DiagnosticSpot;

typedef struct {
    ErrCode code;  // ERR_NONE: a warning
    uint32_t number;
    DiagnosticSpot spot;
    const char *text;
    const char *hint;  // NULL: none
} Diagnostic;

typedef struct {
    Arena *arena;
    Diagnostic *items;
    size_t count;             // of those kept
    size_t errors, warnings;  // of all
} Diagnostics;

Diagnostics *diagnostics_new(Arena *arena);
// Code ERR_NONE adds a warning.
void diagnostics_add(Diagnostics *list, ErrCode code, const DiagnosticSpot *spot,
                     const char *format, ...) __attribute__((format(printf, 4, 5), cold));

// By file, then by place.
void diagnostics_sort(Diagnostics *list);

// The first error (of a sorted list) as an Err; its hint follows the text after "; ".
void diagnostics_first(const Diagnostics *list, Err *err);
// The same in an Err that still has a newline before its hint.
void err_join_hint(Err *err);

// Each with file:line:column, the line of the source and carets, then how many there are: "20
// errors, 3 warnings in Example.cql".
void diagnostics_write(Buf *buf, const Diagnostics *list);

#endif
