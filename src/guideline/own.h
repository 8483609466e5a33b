// own: the few codes and extensions of FHIR resources that are Vigil's own: marks, tiers, states of
// what is due.
//
// They are words for what every guideline means by a tier or by "overdue", not clinical content.
// Each set is published as a CodeSystem, each extension as a StructureDefinition (publish.h), so
// that whoever gets a Bundle can look them up.

#ifndef GUIDELINE_OWN_H
#define GUIDELINE_OWN_H

#include "guideline/parts.h"

typedef enum { OWN_MARK, OWN_TIER, OWN_DUE, OWN_SYSTEM_COUNT } OwnSystem;

typedef struct {
    const char *code, *display, *definition;
} OwnCode;

typedef struct {
    const char *id, *name, *title, *description;
    const OwnCode *codes;
    size_t count;
} OwnCodeSystem;

typedef struct {
    const char *id, *name, *title, *description;
    const char *type;             // of its value: "string"
    const char *const *contexts;  // where it may stand; ended by NULL
} OwnExtension;

const OwnCodeSystem *own_system(OwnSystem system);
// A code of that system, which must have it.
CodeValue own_code(Arena *arena, const Publisher *publisher, OwnSystem system, const char *code);
const OwnExtension *own_extensions(size_t *count);

#endif
