// Missing data, found by trying: an input that gave null counts as missing if some answer to it,
// alone or with one other, changes the state, the tier or the band. Pairs only when no single
// answer settles the finding; at most MISSING_EVALUATIONS trials, and these go round: nobody has a
// second turn before all had one.
//
// `null + x` is null before x is read. So an input that is read only once another has an answer is
// a candidate too, for a pair with that one.

#include "finding/answers.h"
#include "finding/review.h"
#include "terms/ucum.h"

typedef struct {
    InputKey key;
    const Item *input;
    const Value *answers;
    size_t answer_count;
    Outcome *alone;  // by answer: what it comes to when only this one is known
    bool *tried;     // by answer
    Str found;       // what stands on record and cannot be read
    bool was_read;   // without any answer to another
    bool changes, changes_tier, settles, always, open;
    size_t pair;  // index + 1
} Candidate;

typedef struct {
    size_t first, second;  // candidates
    bool first_counts, second_counts;
} Pair;

enum { LATER_CANDIDATES = 64 };  // read only under an answer to another

typedef struct {
    Review *review;
    const Finding *finding;
    const Outcome *base;
    Candidate *candidates;
    size_t count, size;
    unsigned left;  // trials
} Trials;

// ---- who is asked

// A question that is not for this patient is not asked.
static bool is_asked(Review *review, const Item *input, Str about) {
    Value when = value_null();
    Err err = {0};
    if (input->when == NULL) return true;
    return !eval_define(review->eval, input->when, input->when->is_function ? about : STR_NONE,
                        &when, &err) ||
           value_to_tri(when) != TRI_FALSE;
}

static const QuantityValue *quantity_of(Value value) {
    if (value.kind == VALUE_QUANTITY) return value.as.quantity;
    if (value.kind != VALUE_INTERVAL) return NULL;
    Value low = value.as.interval->low;
    Value end = low.kind == VALUE_NULL ? value.as.interval->high : low;
    return end.kind == VALUE_QUANTITY ? end.as.quantity : NULL;
}

// A size in milligrams answers nothing: no unit of an answer converts to that of the value.
static bool is_unreadable(const Candidate *candidate, Value value) {
    const QuantityValue *own = quantity_of(value);
    size_t asked = 0;
    for (size_t i = 0; own != NULL && i < candidate->answer_count; i++) {
        const QuantityValue *answer = quantity_of(candidate->answers[i]);
        if (answer == NULL) continue;
        asked++;
        UnitsRelation relation = units_relate(own->unit, answer->unit);
        if (relation == UNITS_SAME || relation == UNITS_COMPARABLE) return false;
    }
    return asked > 0;
}

static void add_candidate(Trials *t, InputKey key, bool was_read) {
    const Item *input = guideline_input(t->review->options->set, key.declaration);
    if (input == NULL || t->count == t->size) return;
    for (size_t i = 0; i < t->count; i++) {
        if (t->candidates[i].key.declaration == key.declaration &&
            str_eq(t->candidates[i].key.about, key.about))
            return;
    }
    Value value = input_value(t->review, key);
    bool silent = value_is_null(value);
    if (!silent && quantity_of(value) == NULL) return;
    Candidate candidate = {.key = key, .input = input, .was_read = was_read};
    candidate.answers = input_answers(t->review->eval, input, &candidate.answer_count);
    if (!silent && !is_unreadable(&candidate, value)) return;
    if (!is_asked(t->review, input, key.about)) return;
    if (!silent) candidate.found = value_words(t->review->arena, value);
    candidate.alone = ARENA_ARRAY(t->review->arena, Outcome, candidate.answer_count);
    candidate.tried = ARENA_ARRAY(t->review->arena, bool, candidate.answer_count);
    t->candidates[t->count++] = candidate;
}

// ---- trials

static Outcome try_answers(Trials *t, const InputKey *keys, const Value *values, size_t count) {
    t->left--;
    eval_override_begin(t->review->eval, keys, values, count);
    Outcome outcome = outcome_of(t->review, t->finding->item, t->finding->about);
    size_t read_count = 0;
    const InputKey *read = count == 1 ? inputs_of(t->review, &outcome, &read_count) : NULL;
    eval_override_end(t->review->eval);
    for (size_t i = 0; i < read_count; i++) add_candidate(t, read[i], false);
    return outcome;
}

// The turn-th of so many answers: from both ends to the middle, for the outermost do most.
static size_t outermost(size_t turn, size_t count) {
    return turn % 2 == 0 ? turn / 2 : count - 1 - turn / 2;
}

// No answer is looked at, alone, of an input that is read only under an answer to another.
static void try_one(Trials *t, size_t index, size_t turn) {
    Candidate *candidate = &t->candidates[index];
    size_t answer = outermost(turn, candidate->answer_count);
    if (candidate->was_read && t->left == 0) return;
    Outcome outcome = candidate->was_read
                          ? try_answers(t, &candidate->key, &candidate->answers[answer], 1)
                          : *t->base;
    candidate->alone[answer] = outcome;
    candidate->tried[answer] = true;
}

static void judge(const Trials *t, Candidate *candidate) {
    candidate->always = candidate->answer_count > 0;
    for (size_t i = 0; i < candidate->answer_count; i++) {
        const Outcome *outcome = &candidate->alone[i];
        bool settled = candidate->tried[i] && outcome_settled(t->finding->item, outcome);
        candidate->always = candidate->always && settled;
        if (!candidate->tried[i]) continue;
        candidate->settles = candidate->settles || settled;
        candidate->changes = candidate->changes || !outcome_same(outcome, t->base);
        candidate->changes_tier = candidate->changes_tier || outcome->tier != t->base->tier;
    }
}

static void try_alone(Trials *t) {
    bool more = true;
    for (size_t turn = 0; more; turn++) {
        more = false;
        for (size_t i = 0; i < t->count; i++) {  // the list may grow meanwhile
            if (turn >= t->candidates[i].answer_count) continue;
            try_one(t, i, turn);
            more = true;
        }
    }
    for (size_t i = 0; i < t->count; i++) {
        Candidate *candidate = &t->candidates[i];
        for (size_t k = 0; !candidate->was_read && k < candidate->answer_count; k++) {
            candidate->alone[k] = *t->base;
            candidate->tried[k] = true;
        }
        judge(t, candidate);
    }
}

// Two answers together: each of the two counts where it makes a difference to the other.
static void weigh_pair(Trials *t, Pair *pair, size_t a, size_t b, const Outcome *both) {
    Candidate *first = &t->candidates[pair->first];
    Candidate *second = &t->candidates[pair->second];
    if (outcome_same(both, t->base)) return;
    bool tier = both->tier != t->base->tier;
    if (!outcome_same(both, &second->alone[b])) {
        pair->first_counts = true;
        first->changes_tier = first->changes_tier || tier;
    }
    if (!outcome_same(both, &first->alone[a])) {
        pair->second_counts = true;
        second->changes_tier = second->changes_tier || tier;
    }
}

// False: this pair has no further turn.
static bool try_pair(Trials *t, Pair *pair, size_t turn) {
    const Candidate *first = &t->candidates[pair->first];
    const Candidate *second = &t->candidates[pair->second];
    size_t ways = first->answer_count * second->answer_count;
    if (turn >= ways || (pair->first_counts && pair->second_counts)) return false;
    size_t x = turn % first->answer_count;
    size_t y = (x + turn / first->answer_count) % second->answer_count;
    size_t a = outermost(x, first->answer_count);
    size_t b = outermost(y, second->answer_count);
    if (!first->tried[a] || !second->tried[b]) return true;
    InputKey keys[2] = {first->key, second->key};
    Value values[2] = {first->answers[a], second->answers[b]};
    Outcome both = try_answers(t, keys, values, 2);
    weigh_pair(t, pair, a, b, &both);
    return true;
}

// Neighbours first, then those further apart: so everybody is in one of the first pairs.
static Pair *pairs_of(Trials *t, size_t *count) {
    size_t all = t->count < 2 ? 0 : t->count * (t->count - 1) / 2;
    size_t most = all < t->left ? all : t->left;
    Pair *pairs = ARENA_ARRAY(t->review->arena, Pair, most);
    *count = 0;
    for (size_t apart = 1; apart < t->count && *count < most; apart++) {
        for (size_t i = 0; i + apart < t->count && *count < most; i++)
            pairs[(*count)++] = (Pair){.first = i, .second = i + apart};
    }
    return pairs;
}

static void try_pairs(Trials *t) {
    size_t count;
    Pair *pairs = pairs_of(t, &count);
    bool more = true;
    for (size_t turn = 0; more && t->left > 0; turn++) {
        more = false;
        for (size_t i = 0; i < count && t->left > 0; i++)
            more = try_pair(t, &pairs[i], turn) || more;
    }
    for (size_t i = 0; i < count; i++) {
        Candidate *first = &t->candidates[pairs[i].first];
        Candidate *second = &t->candidates[pairs[i].second];
        first->changes = first->changes || pairs[i].first_counts;
        second->changes = second->changes || pairs[i].second_counts;
        if (pairs[i].first_counts && first->pair == 0) first->pair = pairs[i].second + 1;
        if (pairs[i].second_counts && second->pair == 0) second->pair = pairs[i].first + 1;
    }
}

// ---- what is kept

// What settles the finding whatever the answer comes first, then what some answer settles, then
// what changes the tier, then what changes anything, then what may.
// Of those that do as much, the one with the most urgent outcome among its answers comes first.
enum { TIERS = TIER_NONE + 1, CLASSES = 7 * TIERS };

static int most_urgent(const Candidate *c) {
    int tier = TIER_NONE;
    for (size_t i = 0; i < c->answer_count; i++)
        if (c->tried[i] && (int)c->alone[i].tier < tier) tier = (int)c->alone[i].tier;
    return tier;
}

static int class_of(const Candidate *c) {
    if (!c->changes) return CLASSES - 1;
    int effect = (c->always ? 0 : c->settles ? 1 : 2) * 2 + (c->changes_tier ? 0 : 1);
    return effect * TIERS + most_urgent(c);
}

static void keep_effects(const Trials *t, const Candidate *candidate, Missing *missing) {
    AnswerEffect *effects = ARENA_ARRAY(t->review->arena, AnswerEffect, candidate->answer_count);
    size_t kept = 0;
    for (size_t i = 0; i < candidate->answer_count; i++) {
        const Outcome *outcome = &candidate->alone[i];
        if (!candidate->tried[i]) continue;
        AnswerEffect *effect = &effects[kept++];
        *effect = (AnswerEffect){.answer = value_words(t->review->arena, candidate->answers[i]),
                                 .holds = outcome->holds,
                                 .tier = outcome->tier,
                                 .settles = outcome_settled(t->finding->item, outcome),
                                 .changes_tier = outcome->tier != t->base->tier};
        if (outcome->score_count == 0 || !outcome->scores[0].known) continue;
        effect->has_score = true;
        effect->score_low = outcome->scores[0].low;
        effect->score_high = outcome->scores[0].high;
    }
    missing->effects = effects;
    missing->effect_count = kept;
}

static void keep_missing(const Trials *t, Finding *finding, bool ranked) {
    Missing *missing = ARENA_ARRAY(t->review->arena, Missing, t->count);
    size_t *place = ARENA_ARRAY(t->review->arena, size_t, t->count + 1);
    size_t kept = 0;
    unsigned rank = 0;
    for (int class = 0; class < CLASSES; class ++) {
        size_t before = kept;
        for (size_t i = 0; i < t->count; i++) {
            const Candidate *c = &t->candidates[i];
            if ((ranked && !c->changes && !c->open) || class_of(c) != class) continue;
            place[i] = kept + 1;
            missing[kept] = (Missing){.input = c->input,
                                      .about = c->key.about,
                                      .settles = c->settles,
                                      .always = c->always,
                                      .changes_tier = c->changes_tier,
                                      .ranked = ranked,
                                      .rank = ranked ? rank + 1 : 0,
                                      .open = c->open,
                                      .found = c->found,
                                      .pair = c->pair};
            if (ranked) keep_effects(t, c, &missing[kept]);
            kept++;
        }
        rank += kept > before;
    }
    for (size_t i = 0; i < kept; i++) {
        if (missing[i].pair > 0) missing[i].pair = place[missing[i].pair - 1];
    }
    finding->missing = missing;
    finding->missing_count = kept;
}

// Of those that changed nothing: who cannot, and who may still. The latter are listed where not all
// was tried, or where else nothing would be.
static void sort_rest(Trials *t, Finding *finding) {
    Arena *arena = t->review->arena;
    InputKey *rest = ARENA_ARRAY(arena, InputKey, t->count);
    size_t *index = ARENA_ARRAY(arena, size_t, t->count);
    bool *matters = ARENA_ARRAY(arena, bool, t->count);
    InputKey *idle = ARENA_ARRAY(arena, InputKey, t->count);
    size_t count = 0;
    bool none = true;
    for (size_t i = 0; i < t->count; i++) {
        const Candidate *c = &t->candidates[i];
        none = none && !c->changes;
        if (c->changes || !c->was_read) continue;
        index[count] = i;
        rest[count++] = c->key;
    }
    if (count == 0) return;
    find_mattering(t->review, finding->item, t->base, rest, count, matters);
    bool list = t->left == 0 || (none && finding->holds == HOLDS_UNKNOWN);
    for (size_t i = 0; i < count; i++) {
        if (!matters[i]) idle[finding->idle_count++] = rest[i];
        t->candidates[index[i]].open = matters[i] && list;
    }
    finding->idle = idle;
}

void find_missing(Review *review, Finding *finding, const Outcome *base) {
    size_t read_count;
    const InputKey *read = inputs_to_ask(review, finding->item, base, &read_count);
    Trials t = {.review = review,
                .finding = finding,
                .base = base,
                .size = read_count + LATER_CANDIDATES,
                .left = MISSING_EVALUATIONS};
    t.candidates = ARENA_ARRAY(review->arena, Candidate, t.size);
    for (size_t i = 0; i < read_count; i++) add_candidate(&t, read[i], true);
    bool ranked = review->options->detail == DETAIL_FULL;
    if (ranked) {
        bool any_settles = false;
        try_alone(&t);
        for (size_t i = 0; i < t.count; i++) any_settles = any_settles || t.candidates[i].settles;
        if (!any_settles) try_pairs(&t);
        finding->tried_all = t.left > 0;
        sort_rest(&t, finding);
    }
    keep_missing(&t, finding, ranked);
}
