// record: the whole record of a patient in the store, ready to be evaluated.
//
// That is what is about them and about those who were merged into them, and what of the rest of the
// store (a Medication, a Practitioner) these refer to: the Record that a review of the same input
// would build. What was projected is kept as a pack, and made anew when the record changed,
// or when the needs or options->hash differ. (Maps of a site are applied afterwards.) The store
// notes which shared resources a record looked for, so that a change of one of these raises its
// revision.
//
//     StoredRecord stored;
//     StoreRecordOptions options = {set->program->needs, set->terms, hash};
//     if (!store_record(store, &options, patient_id, arena, &stored, err)) ...
//     eval_start(eval, stored.record, arena); ...       // then keep stored.revision as `evaluated`

#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "record/record.h"
#include "store/store.h"

typedef struct {
    const RecordNeeds *needs;
    const Terms *terms;
    Str hash;  // of what the packs should not outlive beside the needs: the guideline set
} StoreRecordOptions;

typedef struct {
    Record *record;     // in the arena
    int64_t revision;   // of the record as it was read
    uint64_t left_out;  // resources that cannot be read with these needs: say so beside the result
} StoredRecord;

// `patient`: an id, without "Patient/"; of one who was merged: the record of who stands for them.
// ERR_MISSING: nobody has this id. ERR_RUN: two people came with this id, or their Patient cannot
// be read: there is nothing to evaluate, and the error says why. Within a transaction the pack is
// kept with it; without one it takes a short one of its own when the pack is not of this revision,
// and so may be ERR_IO (busy). A store opened with STORE_READ keeps nothing.
bool store_record(Store *store, const StoreRecordOptions *options, Str patient, Arena *arena,
                  StoredRecord *stored, Err *err);

// The resource as it was received, pretty or not. ERR_MISSING.
bool store_resource(Store *store, Str type, Str id, Arena *arena, Str *json, Err *err);

#endif
