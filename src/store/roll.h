// roll: who is on record: the rows of the table of patients, as their Patient resources say.
// Private to store/.

#ifndef STORE_ROLL_H
#define STORE_ROLL_H

#include "record/record.h"
#include "store/store.h"

// What is read of a Patient for a row of the roll.
void roll_needs(RecordNeeds *needs);

typedef struct {
    Str id;
    int64_t subject;
} RollPlace;

// Enters or changes the row of a patient. *links: what the resource says of replacements is not
// what the one before it said (roll_merge is due).
bool roll_put(Store *store, RollPlace place, const Json *patient, bool *links, Err *err);
// Removes it, with what was concluded; what people did and decided stays.
bool roll_remove(Store *store, RollPlace place, bool *links, Err *err);
bool roll_has(Store *store, Str id, bool *has, Err *err);
// Two people came with this id (or no longer did): their record is not reviewed.
bool roll_two(Store *store, Str id, bool two, Err *err);

// Works out anew who stands for whom, and raises the revisions of all whom that changes.
bool roll_merge(Store *store, Err *err);

#endif
