// schema: the tables, as steps from one version to the next. Private to store/.

#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/store.h"

// Brings the file to the newest version, each step in a transaction of its own; ERR_CHECK when it
// is newer than this program.
bool schema_migrate(Store *store, Err *err);
// Is it of the newest version? Otherwise ERR_CHECK.
bool schema_check(Store *store, Err *err);

#endif
