// args: the words of a command line, by a table of options that is also its help.
//
//     const Option options[] = {{"as-of", ARG_TEXT, &as_of, "INSTANT", "what Now() gives"}, {0}};
//     if (!args_read(argc, argv, options, arena, &args, err)) ...     // "--as-of X", "--as-of=X",
// "-f X"

#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include "base/arena.h"
#include "base/err.h"

typedef enum { ARG_FLAG, ARG_TEXT, ARG_LIST, ARG_NUMBER } ArgKind;

typedef struct {
    const char **items;
    size_t count;
} ArgList;

typedef struct {
    const char *name;  // without dashes; one letter: written with one dash
    ArgKind kind;
    void *target;       // bool *, const char **, ArgList *, unsigned *
    const char *value;  // how its value is called in the help; "a|b|c": one of these
    const char *help;
} Option;

// Fills the targets; words that are no options go to *words ("--" ends the options, "-" is a word).
bool args_read(int argc, char **argv, const Option *options, Arena *arena, ArgList *words,
               Err *err);

// "usage: ..." line, one line an option, then `examples`.
void args_help(const char *usage, const char *summary, const Option *options, const char *examples);

#endif
