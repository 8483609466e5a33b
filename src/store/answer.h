// answer: resources that were made here, as answers to questions. They stand in the record like any
// other, and no load removes them.

#ifndef STORE_ANSWER_H
#define STORE_ANSWER_H

#include "store/store.h"

typedef struct {
    Str patient;   // id, without "Patient/"
    Str type, id;  // of the resource: "Observation", "..."
    Str json;      // the resource itself, which says the same
    int64_t known_at_ms;
} StoreAnswer;

// Puts it, or another in its place; raises the revision of the patient. ERR_MISSING: nobody has
// this id. Between store_begin and store_commit.
bool store_answer_put(Store *store, const StoreAnswer *answer, Err *err);
// Takes it away again. ERR_MISSING: there is no such answer (what was loaded is not removed so).
bool store_answer_remove(Store *store, Str type, Str id, Err *err);

#endif
