// tags: the metadata that stands in the block comment right before a CQL declaration.
//
//     block = "/*" prose? { tag } "*/"      tag = bol "@" name ":" value      name =
// [a-z][a-z0-9_]*
//
// A value runs to the next tag or the end, trimmed, line ends become one blank; no '@', no '"', not
// empty. Anything else that looks like a tag (in a `//` comment, after other text on its line, with
// a hyphen in its name) is an error with its place, because the reference translator would read it
// otherwise.

#ifndef GUIDELINE_TAGS_H
#define GUIDELINE_TAGS_H

#include "base/err.h"
#include "cql/ast.h"

typedef struct {
    Str name;
    Str value;
    AstPlace place;  // of the tag in the library's source
} Tag;

typedef struct {
    const Tag *items;
    size_t count;
} Tags;

// The tags of one comment; none for NULL. `file` is for errors.
bool tags_read(const AstComment *comment, Str file, Arena *arena, Tags *tags, Err *err);

// The value of the tag of that name; NULL data if there is none.
Str tags_value(const Tags *tags, const char *name);

#endif
