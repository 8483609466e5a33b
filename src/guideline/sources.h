// sources: guidelines/sources.json, the bibliography in CSL-JSON, with how far each source was read
// ("read").

#ifndef GUIDELINE_SOURCES_H
#define GUIDELINE_SOURCES_H

#include "guideline/guideline.h"

// All sources, by id. `file` is for errors.
bool bibliography_read(Str text, Str file, Arena *arena, const Source **sources, size_t *count,
                       Err *err);
const Source *source_find(const Source *sources, size_t count, Str id);

#endif
