// value_fhir: FHIR elements as values: compared and hashed within a budget, and how large those are
// that a library wrote itself.
//
// What the reader gives nests as deep as JSON may; a structure written in CQL can hold one written
// elsewhere, and so nests, and holds one element many times, as far as there are definitions.

#ifndef CQL_VALUE_FHIR_H
#define CQL_VALUE_FHIR_H

#include "cql/budget.h"
#include "json/json.h"

// As json_equal and json_hash.
bool fhir_equal(Budget *budget, const Json *a, const Json *b);
uint64_t fhir_hash(Budget *budget, const Json *json);

// How many elements deep it goes (1: it has none below it) and how many there are of it, itself
// included. False: more than `most` of either, and the outputs say nothing.
typedef struct {
    uint32_t depth, size;
} FhirExtent;
bool fhir_extent(const Json *json, FhirExtent most, FhirExtent *extent);

#endif
