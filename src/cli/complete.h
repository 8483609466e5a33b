// complete: what could stand where somebody types in a session: commands, files, patients, names of
// the session and its includes, elements behind a point, types behind a bracket, operators, words.

#ifndef CLI_COMPLETE_H
#define CLI_COMPLETE_H

#include "cli/line.h"
#include "cli/session.h"

typedef struct {
    Session *session;
    const char *const *commands;  // ":load", ..., ended by NULL
} CompleteIn;

// A LineComplete; ctx is a CompleteIn.
void complete(void *ctx, Line *line, Str text);

#endif
