// evidence: which resources stand behind an input's value, and how one is shown.

#ifndef FINDING_EVIDENCE_H
#define FINDING_EVIDENCE_H

#include "finding/finding.h"

// What has to be read of the resources that are read anyway, so that they can be shown; for
// GuidelineOptions.more_needs.
void evidence_needs(RecordNeeds *needs);

// How a resource is shown: what it states, where, and when.
Evidence evidence_from(Arena *arena, const Item *input, Str about, const Resource *resource);

#endif
