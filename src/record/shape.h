// shape: does what was read of a resource have the shape that FHIR gives it?
//
// A string where an object belongs must not look like "nothing recorded": the reader refuses
// the resource and says where. JSON null counts as absent; members that R4 does not know are not
// looked at.

#ifndef RECORD_SHAPE_H
#define RECORD_SHAPE_H

#include "record/record.h"

typedef struct {
    const Json *at;
    FhirType type;  // whose member it is
    const FhirElement *element;
    const char *what;  // what belongs there
} ShapeFault;

// False and *fault when something of `object`, a `type`, has the wrong kind of value. A date that
// is none, or a number that no decimal or integer holds, is no such fault (what rests on it cannot
// be evaluated): the first one is put into *bad_value (its `at` stays NULL when there is none).
bool shape_check(FhirType type, const Json *object, ShapeFault *fault, ShapeFault *bad_value);

// For JsonWanted.fits, with the type that a value should have and whether it should be a list:
// false where shape_check may find something. When all of a resource fits, shape_check finds
// nothing.
bool shape_fits(const JsonWanted *wanted, const Json *value);

#endif
