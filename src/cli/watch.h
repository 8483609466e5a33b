// watch: does the work again whenever a file below a folder has changed.

#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "base/err.h"

// Calls `work` now, and again after each change of a file below `folder` whose name ends in .cql,
// .json or .md; never returns unless the folder cannot be read any more (false, with err). The work
// is done in a process of its own: what it spends is given back, and its end is not ours. Changes
// that follow each other within a moment count as one, as editors save a file in steps.
bool watch(const char *folder, int (*work)(void *ctx), void *ctx, Err *err);

#endif
