// backup: the whole store as one file, while others work with it, and back.

#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "base/err.h"

// Copies the store to a new file (ERR_USAGE when there is one of that name), as it is at one
// instant, and checks the copy.
bool store_backup(const char *store, const char *file, Err *err);

// Checks a backup and puts it in the place of a store. With `replace` a store that is there is
// given up for it; ERR_IO when another program has that one open. Whatever ends the program, there
// is the old store or the new one.
bool store_restore(const char *file, const char *store, bool replace, Err *err);

#endif
