// publish: the guidelines as FHIR R4 resources that other systems read.
//
//   Library         one for each CQL library: its text, what it includes, which value sets and code
//                   systems it names, its sources, its parameters and results, and every retrieve
//   PlanDefinition  one for each guideline: an action for each finding, option, gate and due item,
//                   with the condition as CQL that gives what `vigil review` says (yes true, no
//                   false, not known null), texts, sources with their place, and the data it reads
//   Questionnaire   one for each guideline: an item for each @input, whose answer is stored as the
//                   Observation of @record (SDC, observation-based extraction)
//   ValueSet, CodeSystem   those of terms/ that a library names, as they are; and our own codes
//   StructureDefinition    the extensions that are ours
//
// One file each, "Type-id.json", in the order of their names; the same guidelines give the same
// bytes. The condition of an action about each thing is true when it is true of one of them.
//
//     if (!publish_all(set, arena, &files, &count, err)) ...
//
// Source: FHIR R4 (4.0.1); SDC 3.0 (launchContext, observationExtract); cqf-cqlType as in Using CQL
// with FHIR.

#ifndef GUIDELINE_PUBLISH_H
#define GUIDELINE_PUBLISH_H

#include "guideline/guideline.h"

typedef struct {
    Str name;  // "PlanDefinition-osteosarcoma-relapse.json"
    Str text;
} Published;

// The set's publisher has a base. ERR_CHECK when two things would have the same name.
bool publish_all(const GuidelineSet *set, Arena *arena, const Published **files, size_t *count,
                 Err *err);

#endif
