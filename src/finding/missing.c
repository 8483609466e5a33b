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
    const Outcome *alone;  // by answer: what it comes to when only this one is known
    size_t alone_count;    // fewer than answers when the trials ran out
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

static void try_alone(Review *review, const Finding *finding, const Outcome *base,
                      Candidate *candidate, unsigned *left) {
    Outcome *alone = ARENA_ARRAY(review->arena, Outcome, candidate->answer_count);
    size_t count = 0;
    candidate->always = candidate->answer_count > 0;
    for (; count<candidate->answer_count && * left> 0; count++) {
        alone[count] =
            try_answers(review, finding, &candidate->key, &candidate->answers[count], 1, left);
        bool settled = outcome_settled(finding->item, &alone[count]);
        if (!outcome_same(&alone[count], base)) candidate->changes = true;
        if (alone[count].tier != base->tier) candidate->changes_tier = true;
        if (settled) candidate->settles = true;
        if (!settled) candidate->always = false;
    }
    if (count < candidate->answer_count) candidate->always = false;
    candidate->alone = alone;
    candidate->alone_count = count;
}

// Two answers together: each of the two counts where it makes a difference to the other.
static void weigh_pair(const Outcome *both, const Outcome *base, Candidate *first, size_t a,
                       Candidate *second, size_t b, bool *first_counts, bool *second_counts) {
    if (outcome_same(both, base)) return;
    bool tier = both->tier != base->tier;
    if (!outcome_same(both, &second->alone[b])) {
        *first_counts = true;
        first->changes_tier = first->changes_tier || tier;
    }
    if (!outcome_same(both, &first->alone[a])) {
        *second_counts = true;
        second->changes_tier = second->changes_tier || tier;
    }
}

static void try_pairs(Review *review, const Finding *finding, const Outcome *base,
                      Candidate *candidates, size_t count, unsigned *left) {
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count; k++) {
            Candidate *first = &candidates[i];
            Candidate *second = &candidates[k];
            bool first_counts = false;
            bool second_counts = false;
            for (size_t a = 0; a < first->alone_count && !(first_counts && second_counts); a++) {
                for (size_t b = 0; b < second->alone_count && !(first_counts && second_counts);
                     b++) {
                    if (*left == 0) return;
                    InputKey keys[2] = {first->key, second->key};
                    Value values[2] = {first->answers[a], second->answers[b]};
                    Outcome both = try_answers(review, finding, keys, values, 2, left);
                    weigh_pair(&both, base, first, a, second, b, &first_counts, &second_counts);
                }
            }
            if (first_counts && first->pair == 0) first->pair = k + 1;
            if (second_counts && second->pair == 0) second->pair = i + 1;
            first->changes = first->changes || first_counts;
            second->changes = second->changes || second_counts;
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
    Outcome outcome = outcome_of(review, finding->item, finding->about);
    const InputKey *read = inputs_of(review, &outcome, &read_count);
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
        for (size_t a = 0; *left > 0 && a < candidates[i].answer_count; a++) {
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

static void keep_effects(Review *review, const Candidate *candidate, Missing *missing) {
    AnswerEffect *effects = ARENA_ARRAY(review->arena, AnswerEffect, candidate->alone_count);
    for (size_t i = 0; i < candidate->alone_count; i++) {
        const Outcome *outcome = &candidate->alone[i];
        effects[i] = (AnswerEffect){.answer = value_words(review->arena, candidate->answers[i]),
                                    .holds = outcome->holds,
                                    .tier = outcome->tier};
        if (outcome->score_count == 0 || !outcome->scores[0].known) continue;
        effects[i].has_score = true;
        effects[i].score_low = outcome->scores[0].low;
        effects[i].score_high = outcome->scores[0].high;
    }
    missing->effects = effects;
    missing->effect_count = candidate->alone_count;
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
            missing[kept] = (Missing){.input = c->input,
                                      .about = c->key.about,
                                      .settles = c->settles,
                                      .always = c->always,
                                      .changes_tier = c->changes_tier,
                                      .ranked = ranked,
                                      .pair = c->pair};
            keep_effects(review, c, &missing[kept++]);
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
    const InputKey *read = inputs_of(review, base, &read_count);
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
