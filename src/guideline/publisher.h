// publisher: publish.json, which says under whose URL the guidelines and what comes of them stand.
//
//     {"canonical": "https://vigil.example", "publisher": "...", "copyright": "...",
//      "severity": {"emergency": "high"}}
//
// It lies beside sources.json; one in site/ counts instead of it. Every URL of a FHIR resource that
// we write begins with `canonical`. `severity` gives a tier FHIR's word for it (high, moderate,
// low), where that is plain: a decision about patients, and so none of C. Keys that nobody reads
// are an error.

#ifndef GUIDELINE_PUBLISHER_H
#define GUIDELINE_PUBLISHER_H

#include "guideline/guideline.h"

// `file` is for errors. The texts live in the arena.
bool publisher_read(Str text, Str file, Arena *arena, Publisher *publisher, Err *err);

// Another base, for one run. ERR_USAGE when it is no absolute URL without '|', '#', '?' or a slash
// at its end.
bool publisher_rebase(Publisher *publisher, Str canonical, Err *err);

// ERR_MISSING, with what to write, when there is no base.
bool publisher_has_base(const Publisher *publisher, Err *err);

#endif
