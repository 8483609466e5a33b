// questions: what is not on record and would tell something, those first that could be most urgent.

#ifndef FINDING_QUESTIONS_H
#define FINDING_QUESTIONS_H

#include "finding/finding.h"

typedef struct {
    const Missing *missing;
    size_t order;
    size_t findings, settles, others;  // that it changes
    Tier tier;                         // the most urgent that a finding it changes has when yes
    const Finding *first;              // that finding, to name
} Question;

// Each input that some unknown finding lacks, once: by the tier that a yes could have, then by how
// many findings it settles or changes. Lives in the arena.
size_t questions_ranked(Arena *arena, const Finding *findings, size_t count,
                        const Question **questions);

#endif
