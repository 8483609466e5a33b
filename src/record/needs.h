// needs: what the rest of record/ asks a RecordNeeds; the public half stands in record.h.

#ifndef RECORD_NEEDS_H
#define RECORD_NEEDS_H

#include "record/record.h"

// Does this member of this resource say when it became known (see record_known_at_ms)?
bool needs_is_known_date(const RecordNeeds *needs, FhirType resource, uint16_t key);

#endif
