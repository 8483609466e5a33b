// site: a hospital's own codes and units, made ours once, when its record is read.

#ifndef RECORD_SITE_H
#define RECORD_SITE_H

#include "record/record.h"

// What was read of a resource, with our coding beside each house coding of a CodeableConcept (a
// Coding that stands alone is replaced) and UCUM units in quantities. Gives back `resource` itself
// when nothing in it is mapped.
const Json *site_apply(const Terms *terms, FhirType type, const Json *resource, Arena *arena);

#endif
