// bundle_internal: what the files of the Bundle share; nobody else includes it.

#ifndef FINDING_BUNDLE_INTERNAL_H
#define FINDING_BUNDLE_INTERNAL_H

#include "finding/bundle.h"
#include "guideline/own.h"
#include "guideline/parts.h"

typedef struct {
    JsonWriter w;
    const ReviewOptions *options;
    const Publisher *publisher;
    Arena *arena;
    const Record *record;
    Str patient;  // "Patient/p1"
    Str as_of;    // an instant as FHIR writes it
} Bundling;

// The UUID of a resource; `finding` NULL: of the guideline's own. `number` tells several of one
// finding apart.
Str bundle_id(const Bundling *b, const char *type, const Guideline *guideline,
              const Finding *finding, size_t number);

// Opens an entry and its resource, which has its type, id and tags; the caller writes on.
void bundle_entry_begin(Bundling *b, const char *type, Str id, const Guideline *guideline,
                        const Finding *finding);
void bundle_entry_end(Bundling *b);

// bundle_data.c: the elements of @details, as components of the open list; the Task that asks for
// the status of @suggests, unless the Condition has it.
void bundle_detail_components(Bundling *b, const Finding *finding);
void bundle_suggestion(Bundling *b, const Finding *finding, Str observation);

// The resources of one finding.
void bundle_conclusion(Bundling *b, const Finding *finding);

#endif
