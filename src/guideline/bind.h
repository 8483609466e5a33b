// bind: tags become Items: names resolved, types checked. Used by load.c only.

#ifndef GUIDELINE_BIND_H
#define GUIDELINE_BIND_H

#include "guideline/guideline.h"
#include "guideline/sources.h"

typedef struct {
    Arena *arena;
    const Program *program;
    const Source *sources;
    size_t source_count;
    Item **items;  // all so far
    size_t count, size;
    Err *err;
} Binder;

// The @guideline of a library; *found false when it has none. A tag that a library may not have is
// an error.
bool bind_library(Binder *binder, const Library *library, Guideline *guideline, bool *found);
// The items of a library's declarations, added to binder->items.
bool bind_declarations(Binder *binder, const Library *library, const Guideline *guideline);
// A tag where nobody reads it (in lib/, in a `//` comment, in a comment that stands before no
// define, in a folder without @guideline) is an error: it would be taken for one that counts.
bool bind_stray_tags(Binder *binder, const Library *library);
// Second pass, when all items are known: @shows and @gates name items of the same guideline.
bool bind_references(Binder *binder);

#endif
