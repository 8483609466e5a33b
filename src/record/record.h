// record: one patient's resources, indexed by type.
//
// A Record and all it points at live in one arena and one input buffer and die together
// (arena_reset). It holds resources *about* this patient (subject, patient, beneficiary, ... never
// performer or author), and sees the run's shared table of resources about nobody (Medication,
// Practitioner, Organization, Location, Device). Of each resource only what the projection asks for
// was read. Order within a type is input order; a type/id that came twice stands once, the greater
// meta.lastUpdated wins (later in the input on a tie) and is counted.

#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/datetime.h"
#include "record/fhir.h"
#include "terms/terms.h"
#include "json/json.h"

typedef struct {
    FhirType type;
    uint32_t bytes;  // of its JSON in the input; 0 when it stood in a Bundle
    uint32_t item;   // which of RecordParts.items it was; private to record/
    Str id;          // "" if it has none
    bool is_local;   // a map of site/ changed a code or unit in it
    const Json *json;
    // Ids (terms.h) of the codings of its code path, 0-terminated, in order; NULL until
    // record_code_ids() made them.
    const uint32_t *code_ids;
} Resource;

typedef struct Record Record;
struct Record {
    Arena *arena;
    const Terms *terms;
    Str patient_id;  // without "Patient/"
    // NULL when the Patient resource itself is missing: that is an error of the input, reported by
    // the reader; the record is not evaluated.
    const Json *patient;
    uint32_t resource_count;
    uint32_t duplicate_count;
    const Str *
        // patients that this one replaced (Patient.link), whose resources stand here too
        merged_ids;
    size_t merged_count;
    struct RecordType *types;   // by FhirType; private to record.c
    struct RecordIndex *index;  // private to record.c
    const struct RecordNeeds *needs;
    const struct SharedTable *shared;
};

// The resources of one type in input order; *count 0 when there is none. Of a type that is about
// nobody (Medication, Practitioner, ...): those that came with this patient, otherwise those of the
// run.
Resource *record_of_type(const Record *record, FhirType type, size_t *count);
// Resolves "Type/id" (relative), "urn:uuid:...", an absolute URL that ends in Type/id, or "#id"
// within the resource `from`; NULL if it is not there, or was not read.
const Json *record_resolve(const Record *record, Str reference, const Json *from, FhirType *type);
// Latest of issued, recordedDate, authoredOn, the end of effective or performed and the like, as ms
// since year 1 UTC (end of its precision); INT64_MIN when nothing says. A retrieve hides a resource
// that became known after the --known-at instant.
int64_t record_known_at_ms(const Record *record, const Resource *resource);
// The code ids of a resource, made at the first call (its code path; also through a reference to a
// Medication).
const uint32_t *record_code_ids(Record *record, Resource *resource);

// ---- what to read
// Paths that the loaded libraries look at; frozen once, then used by all threads.
typedef struct RecordNeeds RecordNeeds;
RecordNeeds *record_needs_new(Arena *arena);
// "This program reads element `name` of type `type`"; `whole` also all that is below (a result that
// shows the element, equality of whole elements). Needs hold for the type wherever it occurs.
void record_need(RecordNeeds *needs, FhirType type, Str element, bool whole);
// It is retrieved: its id, meta.lastUpdated, whom it is about, its dates. record_need() of a
// resource type includes this.
void record_need_resource(RecordNeeds *needs, FhirType resource);
void record_need_everything(RecordNeeds *needs);  // read all (tests, `vigil inputs`)
// Is anything of resources of this type asked for (so far)?
bool record_needs_type(const RecordNeeds *needs, FhirType resource);
void record_needs_freeze(RecordNeeds *needs);
const JsonProjection *
record_projection(const RecordNeeds *needs);  // of one resource (has `choose`)

#endif
