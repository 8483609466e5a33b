// lint: what `vigil check` demands of a guideline beyond what loading does.
//
// The gate (retrieves only in lib/, inputs, @each lists and events; no operator that turns silence
// into "no" outside them), sources with places, no bare constant, no unused define, no TODO or
// commented-out code, every literal with its source. Each complaint has its place and says what to
// write instead.
//
// What the contract leaves open is decided so:
// - A quantity of 1 is a limit like any other (`1 day`), and needs its source; the numbers 0 and 1,
//   and quantities of 0, do not.
// - A source that is only recalled may stand behind a definition, never behind a number: an item
//   all of whose sources are recalled may be a finding, a gate or an option, if no number but 0 and
//   1 stands in its logic (its own library and those beside it, inputs left out) and no digit in
//   its texts; never a score or a due item.
// - "Unused" is what nothing tagged leads to, however many other defines name it.

#ifndef GUIDELINE_LINT_H
#define GUIDELINE_LINT_H

#include "guideline/guideline.h"

typedef struct {
    const Library *library;
    AstPlace place;
    const char *rule;  // one of lint_rules
    const char *message;
    bool remark;  // worth knowing, no fault
} Complaint;

// The names of the rules, ended by NULL: "gate", "silence", "source", "literal", "constant",
// "unused", "value-set", "comment", "text", "bands", "record".
extern const char *const lint_rules[];

// All complaints, by file and place.
void guideline_lint(const GuidelineSet *set, Arena *arena, const Complaint **complaints,
                    size_t *count);

#endif
