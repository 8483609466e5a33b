// Missing data, found by trying: an input that gave null counts as missing if some answer to it,
// alone or with one other, changes the state, the tier or the band. Pairs only when no single
// answer settles the finding; at most MISSING_EVALUATIONS trials.

#include "finding/answers.h"
#include "finding/review.h"

enum { MISSING_OPENED = 16 };  // questions that only an answer to another opens

typedef struct {
    InputKey key;
    const Item *input;
    const Value *answers;
    size_t answer_count;
    bool changes, changes_tier, settles, always;
    size_t pair;  // index + 1
} Candidate;

static Outcome try_answers(Review *review, const Finding *finding, const InputKey *keys,
                           const Value *values, size_t count, unsigned *left) {
    (*left)--;
    eval_override_begin(review->eval, keys, values, count);
    Outcome outcome = outcome_of(review, finding->item, finding->about);
    eval_override_end(review->eval);
    return outcome;
}

static bool is_settled(const Outcome *outcome) {
    return outcome->holds == HOLDS_YES || outcome->holds == HOLDS_NO ||
           outcome->holds == HOLDS_NOT_APPLICABLE;
}

static void try_alone(Review *review, const Finding *finding, const Outcome *base,
                      Candidate *candidate, unsigned *left) {
    candidate->always = candidate->answer_count > 0;
    for (size_t i = 0; i<candidate->answer_count && * left> 0; i++) {
        Outcome outcome =
            try_answers(review, finding, &candidate->key, &candidate->answers[i], 1, left);
        if (!outcome_same(&outcome, base)) candidate->changes = true;
        if (outcome.tier != base->tier) candidate->changes_tier = true;
        if (is_settled(&outcome)) candidate->settles = true;
        if (!is_settled(&outcome)) candidate->always = false;
    }
}

static void try_pairs(Review *review, const Finding *finding, const Outcome *base,
                      Candidate *candidates, size_t count, unsigned *left) {
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count; k++) {
            bool changed = false;
            for (size_t a = 0; a < candidates[i].answer_count && !changed; a++) {
                for (size_t b = 0; b < candidates[k].answer_count && !changed; b++) {
                    if (*left == 0) return;
                    InputKey keys[2] = {candidates[i].key, candidates[k].key};
                    Value values[2] = {candidates[i].answers[a], candidates[k].answers[b]};
                    Outcome outcome = try_answers(review, finding, keys, values, 2, left);
                    changed = !outcome_same(&outcome, base);
                    candidates[i].changes_tier =
                        candidates[i].changes_tier || outcome.tier != base->tier;
                }
            }
            if (!changed) continue;
            if (candidates[i].pair == 0) candidates[i].pair = k + 1;
            if (candidates[k].pair == 0) candidates[k].pair = i + 1;
            candidates[i].changes = candidates[k].changes = true;
        }
    }
}

static bool is_candidate(const Candidate *candidates, size_t count, InputKey key) {
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].key.declaration == key.declaration &&
            str_eq(candidates[i].key.about, key.about))
            return true;
    }
    return false;
}

// The inputs that are read, and null, only once this answer is given.
static size_t opened_by(Review *review, const Finding *finding, const Candidate *candidates,
                        size_t count, size_t chosen, Value answer, Candidate *opened) {
    size_t opened_count = 0;
    size_t read_count;
    eval_override_begin(review->eval, &candidates[chosen].key, &answer, 1);
    outcome_of(review, finding->item, finding->about);
    const InputKey *read = inputs_of(review, finding->item, finding->about, &read_count);
    for (size_t i = 0; i < read_count && opened_count < MISSING_OPENED; i++) {
        const Item *input = guideline_input(review->options->set, read[i].declaration);
        if (input != NULL && !is_candidate(candidates, count, read[i]) &&
            value_is_null(input_value(review, read[i])))
            opened[opened_count++] = (Candidate){.key = read[i], .input = input};
    }
    eval_override_end(review->eval);
    return opened_count;
}

// An answer can lead to a question that nobody had reason to ask before: when the cough began that
// is now there. Such a pair is tried like any other.
static void try_openings(Review *review, const Finding *finding, const Outcome *base,
                         Candidate *candidates, size_t *count, unsigned *left) {
    const size_t first = *count;
    for (size_t i = 0; i < first; i++) {
        for (size_t a = 0; a<candidates[i].answer_count && * left> 0; a++) {
            Candidate opened[MISSING_OPENED];
            Value answer = candidates[i].answers[a];
            size_t opened_count = opened_by(review, finding, candidates, *count, i, answer, opened);
            (*left)--;
            for (size_t k = 0; k < opened_count && *count < first + MISSING_OPENED; k++) {
                Candidate *next = &opened[k];
                next->answers = input_answers(review->eval, next->input, &next->answer_count);
                for (size_t b = 0; b < next->answer_count && !next->changes && *left > 0; b++) {
                    InputKey keys[2] = {candidates[i].key, next->key};
                    Value values[2] = {answer, next->answers[b]};
                    Outcome outcome = try_answers(review, finding, keys, values, 2, left);
                    next->changes = !outcome_same(&outcome, base);
                    next->changes_tier = outcome.tier != base->tier;
                }
                if (!next->changes) continue;
                next->pair = i + 1;
                candidates[*count] = *next;
                (*count)++;
                candidates[i].changes = true;
                if (candidates[i].pair == 0) candidates[i].pair = *count;
            }
        }
    }
}

// What settles the finding whatever the answer comes first, then what some answer settles, then
// what changes the tier.
static int rank(const Candidate *c) {
    return (c->always ? 0 : c->settles ? 1 : 2) * 2 + (c->changes_tier ? 0 : 1);
}

static void keep_missing(Review *review, Finding *finding, const Candidate *candidates,
                         size_t count, bool ranked) {
    Missing *missing = ARENA_ARRAY(review->arena, Missing, count);
    size_t *place = ARENA_ARRAY(review->arena, size_t, count + 1);
    size_t kept = 0;
    for (int r = 0; r < 6; r++) {
        for (size_t i = 0; i < count; i++) {
            const Candidate *c = &candidates[i];
            if ((ranked && !c->changes) || rank(c) != r) continue;
            place[i] = kept + 1;
            missing[kept++] = (Missing){.input = c->input,
                                        .about = c->key.about,
                                        .settles = c->settles,
                                        .always = c->always,
                                        .changes_tier = c->changes_tier,
                                        .ranked = ranked,
                                        .pair = c->pair};
        }
    }
    for (size_t i = 0; i < kept; i++) {
        if (missing[i].pair > 0) missing[i].pair = place[missing[i].pair - 1];
    }
    finding->missing = missing;
    finding->missing_count = kept;
}

void find_missing(Review *review, Finding *finding, const Outcome *base) {
    size_t read_count;
    const InputKey *read = inputs_of(review, finding->item, finding->about, &read_count);
    Candidate *candidates = ARENA_ARRAY(review->arena, Candidate, read_count + MISSING_OPENED);
    size_t count = 0;
    for (size_t i = 0; i < read_count; i++) {
        const Item *input = guideline_input(review->options->set, read[i].declaration);
        if (input == NULL || !value_is_null(input_value(review, read[i]))) continue;
        candidates[count++] = (Candidate){.key = read[i], .input = input};
    }
    bool ranked = review->options->detail == DETAIL_FULL;
    bool any_settles = false;
    unsigned left = MISSING_EVALUATIONS;
    for (size_t i = 0; ranked && i < count; i++) {
        candidates[i].answers =
            input_answers(review->eval, candidates[i].input, &candidates[i].answer_count);
        try_alone(review, finding, base, &candidates[i], &left);
        any_settles = any_settles || candidates[i].settles;
    }
    if (ranked && !any_settles) try_openings(review, finding, base, candidates, &count, &left);
    if (ranked && !any_settles) try_pairs(review, finding, base, candidates, count, &left);
    keep_missing(review, finding, candidates, count, ranked);
}
