// gather: what a record is built of, from the resources as they were received. Private to store/.

#ifndef STORE_GATHER_H
#define STORE_GATHER_H

#include "store/pack.h"
#include "store/record.h"

// Of source->patient. `keys` (of int64_t): what was looked for among the resources about nobody,
// found or not.
bool gather_source(Store *store, const StoreRecordOptions *options, Arena *arena,
                   RecordSource *source, Buf *keys, Err *err);

#endif
