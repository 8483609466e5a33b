// terms_internal: what the files of terms/ share about code systems, value sets and maps.
//
// Everything lives in the arena of the Terms. A list here grows by copying into a
// larger one; the old one stays behind.

#ifndef TERMS_TERMS_INTERNAL_H
#define TERMS_TERMS_INTERNAL_H

#include "base/map.h"
#include "terms/terms.h"

typedef struct {
    Str system;
    Str code;
    Str display;
    uint64_t hash;
} CodeEntry;

typedef struct {
    uint32_t *items;
    uint32_t count;
    uint32_t room;
} IdList;

// A code that the filter takes: of its system, and of this form.
typedef struct CodeFilter CodeFilter;
struct CodeFilter {
    CodeFilter *next;
    Str system;
    Str prefix;         // when `regex` is NULL
    const void *regex;  // a pcre2_code, anchored at both ends
};

// One entry of compose.include or compose.exclude, as it was written.
typedef struct Include Include;
struct Include {
    Include *next;
    Str system;  // may be empty when there are value sets
    IdList concepts;
    bool lists_concepts;
    CodeFilter *filters;  // all of them have to hold
    bool is_a;            // of `ancestor` in the loaded code system
    bool with_self;
    Str ancestor;
    Str *value_sets;  // all of them have to hold the code
    size_t value_set_count;
};

typedef enum { SET_LOADED, SET_RESOLVING, SET_RESOLVED } SetState;

struct ValueSet {
    Terms *terms;
    ValueSet *next;  // in the order loaded
    ValueSet *same_url;
    Str url;
    Str version;
    Str source;
    Include *includes;
    Include *excludes;
    SetState state;
    IdList listed;           // sorted by system and code, each once, after the freeze
    CodeFilter *filters;     // any of these takes a code
    CodeFilter *unwanted;    // unless one of these does,
    uint64_t *unwanted_ids;  // or it is one of these; NULL: none
    uint64_t *ids;           // all codes with an id that are in the set, by list or by filter
};

typedef struct CodeSystem CodeSystem;
struct CodeSystem {
    Str url;
    Str source;
    Str content;
    IdList concepts;
    uint32_t *parents;  // index of the concept above + 1, 0 at the top
    uint32_t parents_room;
};

struct Terms {
    Arena *arena;
    uint64_t seed;
    bool frozen;
    CodeEntry *codes;  // codes[0] is nobody's
    uint32_t code_count;
    uint32_t code_room;
    uint32_t *slots;
    uint32_t slot_count;
    Map *sets;  // url -> the ValueSet loaded first, the others by same_url
    ValueSet *first_set;
    ValueSet *last_set;
    Map *systems;  // url -> CodeSystem
    Map *targets;  // "system|code" of a house code -> Target
    Map *units;
};

typedef struct {
    uint32_t id;
    Str source;
} Target;

void id_list_add(Arena *arena, IdList *list, uint32_t id);

// By canonical URL, as terms_value_set().
ValueSet *value_set_find(const Terms *terms, Str url, Str version);

// The text of a member, "" when there is none; copied into the arena.
Str terms_keep(Terms *terms, const Json *object, const char *name);

bool value_set_load(Terms *terms, const Json *resource, Str source, Err *err);
// A set whose codes are given as a list of {system, code, display}.
bool value_set_load_list(Terms *terms, Str url, Str version, const Json *codes, Str source,
                         Err *err);
bool value_sets_resolve(Terms *terms, Err *err);
bool code_system_load(Terms *terms, const Json *resource, Str source, Err *err);
bool concept_map_load(Terms *terms, const Json *resource, Str source, Err *err);

// Adds to *filters what the pattern says; a bad pattern is ERR_CHECK.
bool code_filter_add(Terms *terms, Str system, Str pattern, CodeFilter **filters, Err *err);
// Does the filter take the code? (The system is the caller's business.)
bool code_filter_takes(const CodeFilter *filter, Str code);

#endif
