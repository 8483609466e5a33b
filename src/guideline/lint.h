// lint: what `vigil check` demands of a guideline beyond what loading does.
//
// The gate (retrieves only in lib/, inputs, @each lists and events; no operator that turns silence
// into "no" outside them), sources with places, no bare constant, no unused define, no TODO or
// commented-out code, every literal with its source. Each complaint has its place and says what to
// write instead.

#ifndef GUIDELINE_LINT_H
#define GUIDELINE_LINT_H

#include "guideline/guideline.h"

typedef struct {
    const Library *library;
    AstPlace place;
    // "gate", "silence", "source", "literal", "unused", "constant", "comment", "value-set", "text"
    const char *rule;
    const char *message;
} Complaint;

// All complaints, by file and place.
void guideline_lint(const GuidelineSet *set, Arena *arena, const Complaint **complaints,
                    size_t *count);

#endif
