// parts: what the FHIR R4 resources that we write are made of: texts, codes, references, citations,
// data requirements, and the URLs and ids of our own things.
//
// Two writers use them: what is published of the guidelines (publish.h) and the conclusions about a
// patient (finding/bundle.h), so that a code in the one is the code in the other. An empty text
// writes nothing: FHIR knows no empty string. Text of a record is data: control characters become
// U+FFFD, blanks other than ' ' and line ends become ' ' (FHIR R4, string).

#ifndef GUIDELINE_PARTS_H
#define GUIDELINE_PARTS_H

#include "guideline/graph.h"
#include "guideline/guideline.h"

// The text as FHIR may hold it.
Str part_clean(Arena *arena, Str text);

// ---- members and elements of a list; `key` NULL: an element
void part_text(JsonWriter *w, Arena *arena, const char *key, Str text);
void part_word(JsonWriter *w, const char *key, const char *word);
void part_coding(JsonWriter *w, Arena *arena, const char *key, CodeValue code);
// A CodeableConcept: its coding (none without a code) and its text.
void part_concept(JsonWriter *w, Arena *arena, const char *key, CodeValue code, Str text);
// {"reference": ...}
void part_reference(JsonWriter *w, Arena *arena, const char *key, Str reference);
void part_number(JsonWriter *w, const char *key, Decimal number);

// ---- what is ours
// "<canonical>/Type/id"
Str part_url(Arena *arena, const Publisher *publisher, const char *type, Str id);
// The same with "|version", when there is one.
Str part_canonical(Arena *arena, const Publisher *publisher, const char *type, Str id, Str version);
// The name as an id: what FHIR allows in none becomes '-', at most 64 characters.
Str part_id(Arena *arena, Str name);
// Of the CodeSystem that names a guideline's items: "osteosarcoma-relapse-items".
Str part_items_id(Arena *arena, const Guideline *guideline);
// Of an item, in that CodeSystem: code "finding.pain", display its title.
CodeValue part_item_code(Arena *arena, const Publisher *publisher, const Item *item);
// Of an element of a finding's @details: code "finding.relapse.mode".
CodeValue part_detail_code(Arena *arena, const Publisher *publisher, const Item *item, Str name);
// An extension of ours, opened; the caller writes its value and ends it with '}'.
void part_extension(JsonWriter *w, Arena *arena, const Publisher *publisher, const char *id);

// A RelatedArtifact of type "citation": the source, its place, and how far it was read.
void part_citation(JsonWriter *w, Arena *arena, const Publisher *publisher,
                   const Citation *citation);
// The source in full: "Mirels H. Title. Journal 1989."
Str part_source_words(Arena *arena, const Source *source);

// ---- data requirements
// The Observation in which an answer to the input is stored; with the question, and the thing.
void part_input_requirement(JsonWriter *w, Arena *arena, const GuidelineSet *set, const Item *input,
                            Str about);
// What a retrieve asks a record for.
void part_retrieve(JsonWriter *w, Arena *arena, const Terms *terms, const Retrieve *retrieve);

#endif
