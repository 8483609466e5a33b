// guideline: the knowledge in guidelines/, loaded, bound to its CQL, and checked against the
// contract of the tags.
//
// A GuidelineSet is a Program (all libraries of a folder of guidelines) plus what the tags say of
// its declarations: findings, scores, inputs, gates, options, due items and events, each with its
// texts, sources, and the things it names resolved. It is frozen and shared by all threads. A wrong
// guideline loads nothing: the error has file, line, column and what to write instead.
//
//     GuidelineSet *set;
//     if (!guideline_load(&options, arena, &set, err)) ...

#ifndef GUIDELINE_GUIDELINE_H
#define GUIDELINE_GUIDELINE_H

#include "cql/check.h"
#include "cql/eval.h"
#include "guideline/tags.h"

typedef enum {
    KIND_FINDING,
    KIND_SCORE,
    KIND_INPUT,
    KIND_GATE,
    KIND_OPTION,
    KIND_DUE,
    KIND_EVENT,
    KIND_COUNT
} ItemKind;

// in the order of the worklist
typedef enum { TIER_EMERGENCY, TIER_RED, TIER_AMBER, TIER_UNKNOWN, TIER_GREEN, TIER_NONE } Tier;

// How far somebody read it; READ_OWN: a numbered decision of our own, cited like a source.
typedef enum { READ_FULL, READ_ABSTRACT, READ_SECONDARY, READ_RECALLED, READ_OWN } SourceRead;

typedef struct {
    Str id;
    Str authors;  // "Mirels H", "Kempf-Bielack B, Bielack SS, et al."
    Str title, journal, year, doi, pmid, url;
    uint8_t read;  // a SourceRead
} Source;

typedef struct {
    const Source *source;
    Str at;  // the place in it: "Table 2"
} Citation;

typedef struct Item Item;
typedef struct Guideline Guideline;

// A band of a score: what a value in it is called and says.
typedef struct {
    Decimal low, high;  // closed
    Str name, says;
} Band;

struct Item {
    uint8_t kind;  // an ItemKind
    Str id;        // "fracture-risk"; unique within its guideline and kind
    const Guideline *guideline;
    const Declaration *declaration;
    Str title, strength;
    const Declaration *each;  // List<String>; NULL: about the patient
    const Declaration *when;  // NULL: always
    const Citation *citations;
    size_t citation_count;
    SourceRead best_read;  // of its sources: the one read furthest
    bool recalled_only;

    // finding
    uint8_t tier_yes, tier_unknown, tier_no;  // a Tier; TIER_NONE when not given
    Str text_yes, text_no, text_unknown;
    const Item *const *shows;
    size_t show_count;
    int holds_index, tier_index;  // in its tuple; -1 when the result is a Boolean, or has no tier
    int at_index;                 // of @at, when it happened: Date or Interval<Date>; -1
    const uint16_t *details;      // of @details: elements that are data, for other systems
    size_t detail_count;
    const CodeValue *suggests;  // clinicalStatus for the Condition it is about; NULL
    // score
    const Declaration *bands;
    // input
    Str ask;
    const Declaration *answers;  // NULL for Boolean
    const CodeValue *record;     // the Observation that stores an answer; NULL if not given
    // option
    Str text_for, text_against;
    const Item *const *gates;
    size_t gate_count;
    // due
    const CodeValue *of;

    bool is_off;  // switched off in site/
    Str off_reason;
    bool is_local;   // a parameter that is set in site/ can change it
    AstPlace place;  // of the tag that names it
};

struct Guideline {
    Str id, title, status, for_whom, limits, reviewed, expires;
    Str version;  // of the library that has @guideline
    Str folder;
    const Library *library;
    const Item *const *items;  // in the order of files, then of the source
    size_t item_count;
};

// Who stands behind what is published (publisher.h).
typedef struct {
    Str canonical;  // base of all URLs: "https://vigil.example"; "" when nobody said
    Str name;
    Str copyright;
    Str severity[TIER_NONE];  // FHIR's word for a tier, of a DetectedIssue; "" where none is given
} Publisher;

// A ValueSet or CodeSystem as it was read.
typedef struct {
    Str file;
    const Json *json;
} TermsFile;

typedef struct {
    const Program *program;
    Terms *terms;
    const Guideline *const *guidelines;  // by id
    size_t guideline_count;
    const Item *const *items;  // all, in the same order
    size_t item_count;
    const Source *sources;
    size_t source_count;
    char hash[72];  // "sha256:..." over all files that were read, names and bytes, in name order
    const Item *const *by_declaration;  // by Declaration.index; NULL when it is no item
    const EvalParameter *parameters;    // as site/ sets them, for eval_new; NULL: none
    Publisher publisher;
    const TermsFile *terms_files;  // of terms/, in name order
    size_t terms_file_count;
    bool is_part;          // one guideline of several: lib/ serves others, too
    const Json *layout;    // of page.json, checked: which finding stands where; NULL: there is none
    char layout_hash[72];  // of that file, which is not in `hash`; ""
} GuidelineSet;

typedef struct {
    // holds lib/, terms/, sources.json and one folder a guideline; or one guideline's folder within
    // it
    const char *folder;
    const char *site;                        // local maps, parameters, findings switched off; NULL
    const char *canonical;                   // base of URLs instead of publish.json's; NULL
    DateTime now;                            // default time zone
    bool show_results;                       // read whole elements
    bool observed, watched;                  // see CheckOptions
    Diagnostics *diagnostics;                // all errors in the CQL; NULL: the first, in *err
    bool warn;                               // what is doubtful is added to them, too
    void (*more_needs)(RecordNeeds *needs);  // what findings show besides; NULL
} GuidelineOptions;

bool guideline_load(const GuidelineOptions *options, Arena *arena, const GuidelineSet **set,
                    Err *err);

const Guideline *guideline_find(const GuidelineSet *set, Str id);
const Item *guideline_item(const Guideline *guideline, ItemKind kind, Str id);
// The input that a declaration is; NULL if it is none.
const Item *guideline_input(const GuidelineSet *set, const Declaration *declaration);
const char *item_kind_name(ItemKind kind);  // "finding"
const char *tier_name(Tier tier);           // "amber"
bool tier_find(Str name, Tier *tier);
const char *
source_read_name(SourceRead read);  // "full", "abstract", "secondary", "recalled", "own"
const char *source_read_words(SourceRead read);  // "read: full"; "our own decision"
// What to say of an item that cites nothing that was read in full; NULL: nothing.
const char *item_unread_words(const Item *item);

#endif
