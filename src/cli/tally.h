// tally: what a check finds, counted; what is wrong is printed with its place and the line it is
// on.
//
//     guidelines/pain/Pain.cql:41:3: a message that says what to write instead
//       define "Pain": exists [Condition]
//                             ^^^^^^^^^^^
//
// Faults and remarks go to standard error, as every error of the program does.

#ifndef CLI_TALLY_H
#define CLI_TALLY_H

#include <stdint.h>

#include "cql/ast.h"

typedef struct {
    uint64_t passed, failed, remarks;
} Tally;

// A file, its text, and a place in it; line 0: the file as a whole. The text may be empty.
typedef struct {
    Str file, text;
    AstPlace place;
} Spot;

// The place of `length` bytes at `at` within the text; of the whole file when `at` lies outside it.
Spot spot_of(Str file, Str text, const char *at, size_t length);

void tally_pass(Tally *tally);
void tally_fail(Tally *tally, const Spot *spot, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// Worth knowing, no fault.
void tally_remark(Tally *tally, const Spot *spot, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
