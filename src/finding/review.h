// review: what the files of finding/ share while one patient is reviewed; nobody else includes it.

#ifndef FINDING_REVIEW_H
#define FINDING_REVIEW_H

#include "finding/finding.h"
#include "finding/words.h"

// A score as far as it is known.
typedef struct {
    bool known;
    Decimal low, high;
    const Value *band_low, *band_high;  // rows of the bands; NULL outside all
} ScoreRange;

// What an item comes to under the present answers.
typedef struct {
    Holds holds;
    Tier tier;
    const ScoreRange *scores;  // of a score: its own; of a finding: those of @shows, in order
    size_t score_count;
    Value value;  // what the declaration gave
    const char *error;
    InputKey *consulted;  // the declarations that were asked on the way to it
    size_t consulted_count;
} Outcome;

typedef struct EvidenceEntry EvidenceEntry;
struct EvidenceEntry {
    EvidenceEntry *next;  // of the same declaration
    InputKey key;
    Value value;  // with nothing hidden
    const ResourceSet *seen;
    bool *counts;  // by the order of `seen`: without it the value changes
    bool waits;    // to be asked, while groups are tried
    bool tried;    // `counts` is known
    bool done;     // `items` are
    bool derived;  // no resource of its own shows it: other inputs do, or the Patient
    const Evidence *items;
    size_t count;
};

typedef struct {
    const ReviewOptions *options;
    Eval *eval;
    Record *record;
    Arena *arena;
    EvidenceEntry **evidence;  // by declaration; NULL before the first
} Review;

// outcome.c
Outcome outcome_of(Review *review, const Item *item, Str about);
bool outcome_same(const Outcome *a, const Outcome *b);  // state, tier, bands
// Is it yes, no or not applicable; of a score: does it lie in one band?
bool outcome_settled(const Item *item, const Outcome *outcome);
// One row of a @due: its window, and what the instant says of it.
DueWindow due_window(const Review *review, Value row);
void fill_due(Review *review, Finding *finding, Value list);
// data.c: fills finding->at_low, at_high and details.
void fill_data(Review *review, Finding *finding, const Outcome *outcome);
// Message and place, in the arena.
const char *error_words(Review *review, const Err *err);

// The inputs that the outcome rests on (its @when, its gates, itself), each once.
const InputKey *inputs_of(Review *review, const Outcome *outcome, size_t *count);
// The same, those last that only say whether it applies: it does, as things stand.
const InputKey *inputs_to_ask(Review *review, const Item *item, const Outcome *outcome,
                              size_t *count);
// These, *own of them, and then what those rest on that no resource of their own shows.
const InputKey *inputs_behind(Review *review, const Outcome *outcome, size_t *own, size_t *count);
Value input_value(Review *review, InputKey key);

// missing.c: fills finding->missing and finding->idle.
void find_missing(Review *review, Finding *finding, const Outcome *base);

// matter.c: matters[i] is false when no answer to keys[i] (a silent input that the outcome read)
// can change the outcome, whatever else is answered.
void find_mattering(Review *review, const Item *item, const Outcome *outcome, const InputKey *keys,
                    size_t count, bool *matters);

// evidence.c: tries for all inputs that were asked so far, before evidence_of: what is hidden for
// one is hidden for all.
void evidence_prepare(Review *review);
// Fills finding->evidence.
void find_evidence(Review *review, Finding *finding, const Outcome *outcome);
const Evidence *evidence_of(Review *review, InputKey key, size_t *count);
bool evidence_is_derived(Review *review, InputKey key);

// reason.c: fills finding->reason.
void find_reason(Review *review, Finding *finding);

// explain.c: "yes → yes (amber); no → still not known"; "" where it was not tried.
Str missing_effect_words(Arena *arena, const Finding *finding, const Missing *missing);
// "recorded as 5 mg, in a unit that does not convert to those asked for"; "" where nothing was.
Str missing_found_words(Arena *arena, const Missing *missing);

// words.c
Str fill_text(Review *review, const Finding *finding, const Outcome *outcome, Str text);

#endif
