// needs: what the rest of record/ and store/ asks a RecordNeeds; the public half stands in
// record.h.

#ifndef RECORD_NEEDS_H
#define RECORD_NEEDS_H

#include "record/record.h"

// The text of each resource is kept, as it stands in the input (Found.text), and what a Bundle says
// of deletions is read: for who stores resources. Before the freeze.
void record_need_text(RecordNeeds *needs);
bool needs_keeps_text(const RecordNeeds *needs);

// Of what is read: other needs, another hash.
uint64_t needs_hash(const RecordNeeds *needs);

// Does this member of this resource say when it became known (see record_known_at_ms)?
bool needs_is_known_date(const RecordNeeds *needs, FhirType resource, uint16_t key);

#endif
