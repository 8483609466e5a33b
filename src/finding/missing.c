// Missing data, found by trying: an input that gave null counts as missing if some answer to it,
// alone or with one other, changes the state, the tier or the band. Pairs only when no single
// answer settles the finding; at most MISSING_EVALUATIONS trials.
//
// `null + x` is null before x is read. So an input that is read only once another has an answer is
// a candidate too, for a pair with that one.

#include "finding/answers.h"
#include "finding/review.h"

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

enum { LATER_CANDIDATES = 64 };  // read only under an answer to another

typedef struct {
    Review *review;
    const Finding *finding;
    const Outcome *base;
    Candidate *candidates;
    size_t count, size;
    size_t first;   // candidates that were read without any answer
    unsigned left;  // trials
} Trials;

// A question that is not for this patient is not asked.
static bool is_asked(Review *review, const Item *input, Str about) {
    Value when = value_null();
    Err err = {0};
    if (input->when == NULL) return true;
    return !eval_define(review->eval, input->when, input->when->is_function ? about : (Str){0},
                        &when, &err) ||
           value_to_tri(when) != TRI_FALSE;
}

static void add_candidate(Trials *t, InputKey key) {
    const Item *input = guideline_input(t->review->options->set, key.declaration);
    if (input == NULL || t->count == t->size) return;
    for (size_t i = 0; i < t->count; i++) {
        if (t->candidates[i].key.declaration == key.declaration &&
            str_eq(t->candidates[i].key.about, key.about))
            return;
    }
    if (!value_is_null(input_value(t->review, key)) || !is_asked(t->review, input, key.about))
        return;
    Candidate *candidate = &t->candidates[t->count++];
    *candidate = (Candidate){.key = key, .input = input};
    candidate->answers = input_answers(t->review->eval, input, &candidate->answer_count);
}

static Outcome try_answers(Trials *t, const InputKey *keys, const Value *values, size_t count) {
    t->left--;
    eval_override_begin(t->review->eval, keys, values, count);
    Outcome outcome = outcome_of(t->review, t->finding->item, t->finding->about);
    size_t read_count = 0;
    const InputKey *read = count == 1 ? inputs_of(t->review, &outcome, &read_count) : NULL;
    eval_override_end(t->review->eval);
    for (size_t i = 0; i < read_count; i++) add_candidate(t, read[i]);
    return outcome;
}

static void try_alone(Trials *t, size_t index) {
    Candidate *candidate = &t->candidates[index];
    Outcome *alone = ARENA_ARRAY(t->review->arena, Outcome, candidate->answer_count);
    size_t count = 0;
    bool was_read = index < t->first;  // otherwise no answer to it alone is ever looked at
    candidate->always = candidate->answer_count > 0;
    for (; count < candidate->answer_count && (t->left > 0 || !was_read); count++) {
        alone[count] =
            was_read ? try_answers(t, &candidate->key, &candidate->answers[count], 1) : *t->base;
        bool settled = outcome_settled(t->finding->item, &alone[count]);
        if (!outcome_same(&alone[count], t->base)) candidate->changes = true;
        if (alone[count].tier != t->base->tier) candidate->changes_tier = true;
        if (settled) candidate->settles = true;
        if (!settled) candidate->always = false;
    }
    if (count < candidate->answer_count) candidate->always = false;
    candidate->alone = alone;
    candidate->alone_count = count;
}

typedef struct {
    Candidate *first, *second;
    bool first_counts, second_counts;
} Pair;

// Two answers together: each of the two counts where it makes a difference to the other.
static void weigh_pair(const Outcome *both, const Outcome *base, Pair *pair, size_t a, size_t b) {
    if (outcome_same(both, base)) return;
    bool tier = both->tier != base->tier;
    if (!outcome_same(both, &pair->second->alone[b])) {
        pair->first_counts = true;
        pair->first->changes_tier = pair->first->changes_tier || tier;
    }
    if (!outcome_same(both, &pair->first->alone[a])) {
        pair->second_counts = true;
        pair->second->changes_tier = pair->second->changes_tier || tier;
    }
}

// False: no trials are left.
static bool try_pair(Trials *t, Pair *pair) {
    for (size_t a = 0; a < pair->first->alone_count; a++) {
        for (size_t b = 0; b < pair->second->alone_count; b++) {
            if (pair->first_counts && pair->second_counts) return true;
            if (t->left == 0) return false;
            InputKey keys[2] = {pair->first->key, pair->second->key};
            Value values[2] = {pair->first->answers[a], pair->second->answers[b]};
            Outcome both = try_answers(t, keys, values, 2);
            weigh_pair(&both, t->base, pair, a, b);
        }
    }
    return true;
}

static void try_pairs(Trials *t) {
    bool more = true;
    for (size_t i = 0; more && i < t->count; i++) {
        for (size_t k = i + 1; more && k < t->count; k++) {
            Pair pair = {.first = &t->candidates[i], .second = &t->candidates[k]};
            more = try_pair(t, &pair);
            if (pair.first_counts && pair.first->pair == 0) pair.first->pair = k + 1;
            if (pair.second_counts && pair.second->pair == 0) pair.second->pair = i + 1;
            pair.first->changes = pair.first->changes || pair.first_counts;
            pair.second->changes = pair.second->changes || pair.second_counts;
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
    Trials t = {.review = review,
                .finding = finding,
                .base = base,
                .size = read_count + LATER_CANDIDATES,
                .left = MISSING_EVALUATIONS};
    t.candidates = ARENA_ARRAY(review->arena, Candidate, t.size);
    for (size_t i = 0; i < read_count; i++) add_candidate(&t, read[i]);
    t.first = t.count;
    bool ranked = review->options->detail == DETAIL_FULL;
    bool any_settles = false;
    for (size_t i = 0; ranked && i < t.count; i++) {
        try_alone(&t, i);
        any_settles = any_settles || t.candidates[i].settles;
    }
    if (ranked && !any_settles) try_pairs(&t);
    keep_missing(review, finding, t.candidates, t.count, ranked);
}
