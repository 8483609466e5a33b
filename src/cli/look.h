// look: what stands in a record and no guideline knows: codes, and units of measure.
//
// A concept is known when one of its codings is: named by a library, in a value set, or mapped by
// site/. FHIR's own codes (statuses, categories) are not looked at. Of quantities those count whose
// Observation (or other resource) has a known code: a unit is wrong when it is no UCUM, or when
// every input that retrieves the code compares quantities, none of which it converts to.

#ifndef CLI_LOOK_H
#define CLI_LOOK_H

#include "cli/sights.h"
#include "guideline/graph.h"

typedef struct Look Look;

// Frozen: for all threads. `known_at_ms` as in EvalOptions.
const Look *look_new(const GuidelineSet *set, int64_t known_at_ms, Arena *arena);

// Adds what is not known of one patient.
void look_at(const Look *look, Record *record, Sights *codes, Sights *units);

#endif
