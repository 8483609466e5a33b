// repl: `vigil cql` without an expression: one line after another, from a terminal or a file.

#ifndef CLI_REPL_H
#define CLI_REPL_H

#include "cli/session.h"

typedef struct {
    SessionOptions session;
    const char *file;  // a library to begin with; NULL
    ArgList data;
    const char *patient;  // NULL: the first
} ReplOptions;

// Ends with the exit status of the first thing that went wrong; on a terminal with 0.
int repl(ReplOptions *options);

#endif
