// terms: codes, value sets, and what a hospital calls them.
//
// A Terms is filled at load, frozen, and then shared by all threads. Each code that a value set
// or a library names has an id (1, 2, ...); codes nobody named have id 0, so membership is one
// look-up of (system, code) and one bit. A value set that is named and not there is an error
// that names it, never an empty list.
//
// Source: FHIR R4 ValueSet (compose.include.concept, expansion.contains), CodeSystem,
// ConceptMap.

#ifndef TERMS_TERMS_H
#define TERMS_TERMS_H

#include "json/json.h"

typedef struct Terms Terms;
typedef struct ValueSet ValueSet;

Terms *terms_new(Arena *arena);

// Id of a code, given one if it has none. `display` may be empty; the first one given is kept.
uint32_t terms_code_add(Terms *terms, Str system, Str code, Str display);

// A FHIR ValueSet, CodeSystem or ConceptMap (site map), a Bundle of these, or the code file of the
// CQL peers ({url:{version:[{code,system}]}}). `source` names it in errors. A ValueSet takes its
// codes from expansion.contains if present (cut off: ERR_CHECK), otherwise from compose: concepts,
// included and excluded value sets, a whole CodeSystem that was loaded too, what is-a or
// descendent-of a code of such, and patterns, a FHIR filter with property "code", op "regex":
//     {"system": "http://hl7.org/fhir/sid/icd-10", "filter":
//         [{"property": "code", "op": "regex", "value": "C4[01](\\..*)?"}]}
// The pattern has to match the whole code. A compose that cannot be expanded offline is
// ERR_MISSING, here or at the freeze, and says what is missing. Of a ConceptMap only targets that
// are equivalent or wider count; a narrower one is ERR_CHECK, for it would say more than the
// record.
bool terms_load(Terms *terms, const Json *resource, Str source, Err *err);
// A file, or all *.json files of a folder (in name order).
bool terms_load_path(Terms *terms, const char *path, Err *err);

// Resolves includes and builds the bit sets. After it nothing may be added.
bool terms_freeze(Terms *terms, Err *err);

// By canonical URL, or URL|version; version "" takes the only or the latest one. NULL if there
// is none.
const ValueSet *terms_value_set(const Terms *terms, Str url, Str version);
Str value_set_url(const ValueSet *set);
size_t value_set_count(const ValueSet *set);  // of codes listed one by one
// The i-th code, sorted by system, code.
void value_set_code(const ValueSet *set, size_t i, Str *system, Str *code, Str *display);

// Thread-safe after the freeze. 0: nobody named it (it may still be in a set given by prefix or
// regex).
uint32_t terms_code_id(const Terms *terms, Str system, Str code);
Str terms_code_display(const Terms *terms, uint32_t id);
void terms_code_get(const Terms *terms, uint32_t id, Str *system, Str *code);
bool value_set_has_id(const ValueSet *set, uint32_t id);
// Does the set also take codes by prefix or regex, which ids cannot answer for?
bool value_set_has_filters(const ValueSet *set);
// With an empty system: is the code in the set with any system (CQL: String in ValueSet).
bool value_set_has(const ValueSet *set, Str system, Str code);
// Does anything that was loaded know the code: by name, in a value set, or by a site map?
bool terms_knows(const Terms *terms, Str system, Str code);

// Site maps: the code(s) of ours that a house code stands for; false if the map has none. A
// coding also counts as its target.
bool terms_has_map(const Terms *terms);
bool terms_map(const Terms *terms, Str system, Str code, Str *to_system, Str *to_code,
               Str *to_display);
// House unit -> UCUM; the text itself when there is no map.
Str terms_unit(const Terms *terms, Str unit);

#endif
