// build: how the reader makes a Record of the resources it found. Private to record/ and store/.

#ifndef RECORD_BUILD_H
#define RECORD_BUILD_H

#include "record/record.h"

// One resource as it was found.
typedef struct {
    FhirType type;
    uint32_t bytes;
    Str id;
    Str full_url;      // Bundle.entry.fullUrl, "" if it has none
    const Json *json;  // NULL: it is there, and not read
} RecordItem;

typedef struct {
    const RecordNeeds *needs;
    const Terms *terms;
    const struct SharedTable *shared;  // may be NULL
    const RecordItem *items;           // in input order
    size_t count;
    Str patient_id;
    // Called for a type/id that stood there already; may be NULL.
    void (*duplicate)(void *ctx, const RecordItem *item);
    void *ctx;
} RecordParts;

Record *record_build(const RecordParts *parts, Arena *arena);

// The table of resources about nobody, for many records and threads; parts->patient_id is "".
const struct SharedTable *shared_build(const RecordParts *parts, Arena *arena);

// The part of a reference that names the resource: "http://host/fhir/Patient/7/_history/2" -> type
// Patient, id "7". type 0: a urn, or no FHIR type; id then is what follows the last colon or slash.
Str reference_id(Str reference, FhirType *type);

// Calls `found` for each reference that was read, leads to a type that is read, and leads nowhere;
// `from` is the resource it stands in.
// `in_bundle`: a urn that no entry has counts too.
void record_dangling(const Record *record, const RecordNeeds *needs, bool in_bundle,
                     void (*found)(void *ctx, const Resource *from, const Json *reference),
                     void *ctx);

#endif
