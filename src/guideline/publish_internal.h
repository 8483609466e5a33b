// publish_internal: what the writers of publish share; nobody but publish*.c includes it.

#ifndef GUIDELINE_PUBLISH_INTERNAL_H
#define GUIDELINE_PUBLISH_INTERNAL_H

#include "cql/eval.h"
#include "guideline/own.h"
#include "guideline/parts.h"
#include "guideline/publish.h"

typedef struct {
    const GuidelineSet *set;
    const Publisher *publisher;
    const Graph *graph;
    Eval *eval;  // without a patient, for what @answers lists
    Arena *arena;
    Err *err;
    Buf text;  // of the resource that is being written
    JsonWriter w;
    Published *files;
    size_t count, size;
    Str name;  // of the file that is being written
} Publishing;

// What stands at the head of everything that is published.
typedef struct {
    const char *type;
    Str id, version, name, title, status, date, description;
    Str url;  // "": made from type and id
} Head;

// Opens the resource: type to status, date, publisher, description; the caller writes on.
void publish_begin(Publishing *p, const Head *head);
// Opens it with nothing but its name as a file.
void publish_begin_bare(Publishing *p, const char *type, Str id);
bool publish_end(Publishing *p);

// "bone-metastasis" as "BoneMetastasis": what FHIR wants of a name (letters, digits, '_').
Str publish_name(Arena *arena, Str text);
// Is the library one of those that are published: of lib/, or of a guideline of the set?
bool publish_has(const Publishing *p, const Library *library);
// The guideline in whose folder the library lies; NULL for lib/.
const Guideline *publish_guideline(const Publishing *p, const Library *library);
// Draft as long as one guideline is.
Str publish_status(const Publishing *p, const Library *library);
Str publish_library_url(const Publishing *p, const Library *library);
// {"language": "text/cql", "expression": ..., "reference": the library}
void publish_expression(Publishing *p, Str cql, const Library *library);
// As CQL writes a name: in quotes.
Str publish_quoted(Arena *arena, Str name);

// The retrieves that any of `declarations` (by Declaration.index) holds, each once, as
// DataRequirements of an array that is opened under `key` when there is one.
void publish_requirements(Publishing *p, const char *key, const bool *declarations);

bool publish_library(Publishing *p, const Library *library);
bool publish_plan(Publishing *p, const Guideline *guideline);
bool publish_questionnaire(Publishing *p, const Guideline *guideline);
bool publish_terms(Publishing *p);  // value sets, code systems, extensions

#endif
