// bundle: all conclusions about one patient as one FHIR R4 Bundle (type collection) on one line.
//
// For each guideline a GuidanceResponse: what was evaluated when, and which data it lacks
// (data-required while a conclusion is unknown, data-requested while only a score is a range).
// Then, for each conclusion, in the order of the review:
//
//   Observation     always. A finding or option: valueBoolean; a score: valueInteger, or valueRange
//                   while items are missing; something due: one for each window, with its state; an
//                   event of the course. Unknown is dataAbsentReason "unknown" (or "error",
//                   "not-applicable"), never false. derivedFrom and workflow-supportingInfo name
//                   the resources it rests on, workflow-relatedArtifact the sources.
//                   What @details names are its components; @at is its effective time, issued then
//                   says when Vigil concluded it.
//   Task            a finding that holds and @suggests a status for the Condition it is about:
//                   intent "proposal", code "change"; not when the Condition has that status.
//   DetectedIssue   what holds and is a row of the worklist: a finding that is yes and not green,
//                   and what is overdue. Severity only where publish.json gives the tier one.
//   RiskAssessment  a score that is known, with its band.
//
// No ServiceRequest, no RequestGroup: an option that is worth discussing, and an examination that
// is due, are no orders. Draft guidelines give status "preliminary"; marks (draft, local, source
// not read in full) and the tier are in meta.tag. Ids are UUIDs (RFC 9562, version 8) made from
// what the resource is about, so that the same record, guidelines and instant give the same bytes.
// References among the entries are urn:uuid, those to the record as the record has them.

#ifndef FINDING_BUNDLE_H
#define FINDING_BUNDLE_H

#include "finding/finding.h"

// Adds the line. The set's publisher has a base (publisher_has_base); the findings were made with
// at least DETAIL_DATA.
void bundle_write(Buf *out, const ReviewOptions *options, const Record *record,
                  const Finding *findings, size_t count);

#endif
