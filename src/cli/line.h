// line: a line from a person at a terminal, with editing, history and completion, or from a file.
//
// On a terminal libedit reads (emacs keys; vi keys and the like by ~/.editrc). Ctrl-C gives the
// line up, Ctrl-D on an empty line ends. The history lives in memory; only when the environment
// names a file in VIGIL_HISTORY is it kept there: what is typed may name a patient.

#ifndef CLI_LINE_H
#define CLI_LINE_H

#include <stdbool.h>

#include "base/buf.h"

// What could stand for the word that ends `line`: adds candidates with line_offer(). `start` is
// the byte where the word begins.
typedef struct Line Line;
typedef void LineComplete(void *ctx, Line *line, Str text);

Line *line_new(LineComplete *complete, void *ctx);
void line_free(Line *line);
bool line_is_terminal(const Line *line);

typedef enum { LINE_READ, LINE_GIVEN_UP, LINE_END } LineState;
// The next line, without its end, until the next call.
LineState line_read(Line *line, const char *prompt, Str *text);
// Remembers what was typed as one entry.
void line_remember(Line *line, Str text);

// From LineComplete: the bytes of `text` from `start` on may become `candidate`.
void line_offer(Line *line, size_t start, Str candidate);

#endif
