// The outcome of an item: its state, tier and score under the present answers (the record's, or
// those being tried).

#include "finding/review.h"

const char *error_words(Review *review, const Err *err) {
    Str place = err->source[0] == '\0' ? (STR_NONE)
                                       : arena_printf(review->arena, " (%s:%d:%d)", err->source,
                                                      err->line, err->column);
    return arena_printf(review->arena, "%s%.*s%c", err->message, STR_ARG(place), 0).data;
}

// Notes what was asked, so that the inputs behind the outcome are those of this way through it and
// not of what else was evaluated before.
static void consult(Review *review, const Item *item, const Declaration *declaration, Str about,
                    Outcome *o) {
    if (o->consulted == NULL) {
        size_t most = 2 + 3 * (item->gate_count + item->show_count + 1);
        o->consulted = ARENA_ARRAY(review->arena, InputKey, most);
    }
    o->consulted[o->consulted_count++] = (InputKey){declaration, about};
}

static bool evaluate(Review *review, const Item *item, const Declaration *declaration, Str about,
                     Value *value, Outcome *o) {
    Err err = {0};
    consult(review, item, declaration, about, o);
    if (eval_define(review->eval, declaration, about, value, &err)) return true;
    if (o->error == NULL) o->error = error_words(review, &err);
    return false;
}

// Its @when, of `item` or of a gate or score that belongs to it; true without one.
static Tri applies(Review *review, const Item *item, const Item *part, Str about, Outcome *o) {
    if (part->when == NULL) return TRI_TRUE;
    Value when = value_null();
    Str own = part->when->is_function ? about : STR_NONE;
    if (!evaluate(review, item, part->when, own, &when, o)) return TRI_UNKNOWN;
    return value_to_tri(when);
}

static Holds holds_of(Value value) {
    Tri tri = value_to_tri(value);
    return tri == TRI_TRUE ? HOLDS_YES : tri == TRI_FALSE ? HOLDS_NO : HOLDS_UNKNOWN;
}

static Tier tier_of(const Item *item, Holds holds) {
    return (Tier)(holds == HOLDS_YES  ? item->tier_yes
                  : holds == HOLDS_NO ? item->tier_no
                                      : item->tier_unknown);
}

static void finding_outcome(Review *review, const Item *item, Outcome *o) {
    Value holds = o->value;
    if (item->holds_index >= 0) {
        holds = o->value.kind == VALUE_TUPLE ? o->value.as.tuple->items[item->holds_index]
                                             : value_null();
    }
    o->holds = holds_of(holds);
    o->tier = tier_of(item, o->holds);
    if (item->tier_index < 0 || o->value.kind != VALUE_TUPLE) return;
    Value tier = o->value.as.tuple->items[item->tier_index];
    Tier named;
    if (tier.kind != VALUE_STRING) return;
    if (tier_find(value_str(tier), &named)) {
        o->tier = named;
    } else {
        o->error = arena_printf(review->arena,
                                "the tier '%.*s' is none of emergency, red, amber, unknown, "
                                "green%c",
                                STR_ARG(value_str(tier)), 0)
                       .data;
    }
}

static Decimal number_of(Value value) {
    return value.kind == VALUE_INTEGER ? decimal_from_int(value.as.integer)
                                       : value_to_decimal(value);
}

static const Value *band_of(Value bands, Decimal points) {
    const Value *items = bands.as.items;
    for (uint32_t i = 0; bands.kind == VALUE_LIST && i < bands.count; i++) {
        Value range = value_tuple_get(items[i], STR("points"));
        if (range.kind != VALUE_INTERVAL) continue;
        if (decimal_compare(points, number_of(range.as.interval->low)) >= 0 &&
            decimal_compare(points, number_of(range.as.interval->high)) <= 0) {
            return &items[i];
        }
    }
    return NULL;
}

// The range of a score and the bands of its ends. Without a range it is not known.
static void read_score(Review *review, const Item *item, const Item *score, Str about, Outcome *o,
                       ScoreRange *range) {
    Value value = value_null();
    Value bands = value_null();
    Str own = score->each == NULL ? (STR_NONE) : about;
    if (!evaluate(review, item, score->declaration, own, &value, o)) return;
    if (value.kind != VALUE_INTERVAL) return;
    const Interval *points = value.as.interval;
    if (points->low.kind == VALUE_NULL || points->high.kind == VALUE_NULL) return;
    if (!points->low_closed || !points->high_closed) {
        o->error = "a score needs both ends closed: Interval[a, b]";
        return;
    }
    if (!evaluate(review, item, score->bands, STR_NONE, &bands, o)) return;
    *range =
        (ScoreRange){.known = true, .low = number_of(points->low), .high = number_of(points->high)};
    range->band_low = band_of(bands, range->low);
    range->band_high = band_of(bands, range->high);
}

// Of a score itself, or of those that a finding shows.
static void read_scores(Review *review, const Item *item, Str about, Outcome *o) {
    size_t count = item->kind == KIND_SCORE ? 1 : item->show_count;
    ScoreRange *ranges = ARENA_ARRAY(review->arena, ScoreRange, count);
    for (size_t i = 0; i < count; i++) {
        const Item *score = item->kind == KIND_SCORE ? item : item->shows[i];
        if (score == item || applies(review, item, score, about, o) == TRI_TRUE)
            read_score(review, item, score, about, o, &ranges[i]);
    }
    o->scores = ranges;
    o->score_count = count;
}

// A gate that is not for this patient does not stand in the way.
static Tri gate_of(Review *review, const Item *item, const Item *gate, Str about, Outcome *o) {
    Tri when = applies(review, item, gate, about, o);
    if (when != TRI_TRUE) return when == TRI_FALSE ? TRI_TRUE : TRI_UNKNOWN;
    Value value = value_null();
    Str own = gate->each == NULL ? (STR_NONE) : about;
    if (!evaluate(review, item, gate->declaration, own, &value, o)) return TRI_UNKNOWN;
    return value_to_tri(value);
}

// An option is worth discussing if it says so and all its gates are open.
static void option_outcome(Review *review, const Item *item, Str about, Outcome *o) {
    Tri all = value_to_tri(o->value);
    for (size_t i = 0; i < item->gate_count && all != TRI_FALSE; i++) {
        Tri gate = gate_of(review, item, item->gates[i], about, o);
        if (gate == TRI_FALSE || all == TRI_TRUE) all = gate;
    }
    o->holds = all == TRI_TRUE ? HOLDS_YES : all == TRI_FALSE ? HOLDS_NO : HOLDS_UNKNOWN;
}

// Something is due when a window has opened, nothing was done in it, and no later examination made
// it pointless (the CQL leaves such windows out). Windows yet to come do not count.
static void due_outcome(Review *review, Outcome *o) {
    o->holds = o->value.kind == VALUE_LIST ? HOLDS_NO : HOLDS_UNKNOWN;
    for (uint32_t i = 0; o->value.kind == VALUE_LIST && i < o->value.count; i++) {
        DueWindow due = due_window(review, o->value.as.items[i]);
        if (due.is_due || due.overdue_days > 0) o->holds = HOLDS_YES;
    }
}

static void kind_outcome(Review *review, const Item *item, Str about, Outcome *o) {
    switch ((ItemKind)item->kind) {
    case KIND_FINDING:
        finding_outcome(review, item, o);
        read_scores(review, item, about, o);
        break;
    case KIND_OPTION:
        option_outcome(review, item, about, o);
        break;
    case KIND_DUE:
        due_outcome(review, o);
        break;
    default:
        o->holds = HOLDS_YES;
        if (item->kind == KIND_EVENT && o->value.kind != VALUE_LIST)
            o->error = "an @event gives a list, be it empty: null says nothing";
        break;
    }
}

static Outcome item_outcome(Review *review, const Item *item, Str about) {
    Outcome o = {.holds = HOLDS_UNKNOWN, .tier = TIER_NONE, .value = value_null()};
    if (item->kind == KIND_FINDING) o.tier = (Tier)item->tier_unknown;
    Tri when = applies(review, item, item, about, &o);
    if (when == TRI_FALSE) {
        o.holds = HOLDS_NOT_APPLICABLE;
        o.tier = TIER_NONE;
    }
    if (when != TRI_TRUE) return o;
    if (item->kind == KIND_SCORE) {
        read_scores(review, item, about, &o);
        o.holds = o.scores[0].known ? HOLDS_YES : HOLDS_UNKNOWN;
        return o;
    }
    Str own = item->each == NULL ? (STR_NONE) : about;
    if (evaluate(review, item, item->declaration, own, &o.value, &o))
        kind_outcome(review, item, about, &o);
    return o;
}

// A part that fails while it is evaluated leaves the item unknown: never a yes or no that rests on
// half of it.
Outcome outcome_of(Review *review, const Item *item, Str about) {
    Outcome o = item_outcome(review, item, about);
    if (o.error != NULL) {
        o.holds = HOLDS_ERROR;
        o.tier = (Tier)(item->kind == KIND_FINDING ? item->tier_unknown : TIER_NONE);
    }
    return o;
}

static bool same_band(const Value *a, const Value *b) {
    return (a == NULL) == (b == NULL) && (a == NULL || value_same(*a, *b));
}

bool outcome_same(const Outcome *a, const Outcome *b) {
    if (a->holds != b->holds || a->tier != b->tier || a->score_count != b->score_count)
        return false;
    for (size_t i = 0; i < a->score_count; i++) {
        const ScoreRange *x = &a->scores[i];
        const ScoreRange *y = &b->scores[i];
        if (x->known != y->known || !same_band(x->band_low, y->band_low) ||
            !same_band(x->band_high, y->band_high))
            return false;
    }
    return true;
}

bool outcome_settled(const Item *item, const Outcome *outcome) {
    if (outcome->holds == HOLDS_NOT_APPLICABLE) return true;
    if (outcome->holds != HOLDS_YES && outcome->holds != HOLDS_NO) return false;
    if (item->kind != KIND_SCORE) return true;
    const ScoreRange *range = &outcome->scores[0];
    return range->known && same_band(range->band_low, range->band_high);
}

// ---- inputs

typedef struct {
    InputKey *keys;
    size_t count, size;
} Keys;

static void add_key(Review *review, InputKey key, Keys *keys) {
    for (size_t k = 0; k < keys->count; k++) {
        if (keys->keys[k].declaration == key.declaration && str_eq(keys->keys[k].about, key.about))
            return;
    }
    if (keys->count == keys->size) {
        size_t size = keys->size == 0 ? 32 : keys->size * 2;
        InputKey *grown = ARENA_ARRAY(review->arena, InputKey, size);
        if (keys->count > 0) memcpy(grown, keys->keys, keys->count * sizeof *grown);
        keys->keys = grown;
        keys->size = size;
    }
    keys->keys[keys->count++] = key;
}

// What a declaration read; an input itself (a @when may name one) is one opaque datum.
static void add_reads(Review *review, InputKey asked, Keys *keys) {
    if (asked.declaration->is_input) {
        add_key(review, asked, keys);
        return;
    }
    size_t count;
    const InputKey *read = eval_inputs_read(review->eval, asked.declaration, asked.about, &count);
    for (size_t i = 0; i < count; i++) add_key(review, read[i], keys);
}

const InputKey *inputs_to_ask(Review *review, const Item *item, const Outcome *outcome,
                              size_t *count) {
    Keys keys = {0};
    size_t first = item->when != NULL && outcome->consulted_count > 1 ? 1 : 0;
    for (size_t i = first; i < outcome->consulted_count; i++)
        add_reads(review, outcome->consulted[i], &keys);
    if (first > 0) add_reads(review, outcome->consulted[0], &keys);
    *count = keys.count;
    return keys.keys;
}

static Keys keys_of(Review *review, const Outcome *outcome) {
    Keys keys = {0};
    for (size_t i = 0; i < outcome->consulted_count; i++)
        add_reads(review, outcome->consulted[i], &keys);
    return keys;
}

const InputKey *inputs_of(Review *review, const Outcome *outcome, size_t *count) {
    Keys keys = keys_of(review, outcome);
    *count = keys.count;
    return keys.keys;
}

const InputKey *inputs_behind(Review *review, const Outcome *outcome, size_t *own, size_t *count) {
    Keys keys = keys_of(review, outcome);
    *own = keys.count;
    for (size_t i = 0; i < keys.count; i++) {
        size_t read_count;
        InputKey key = keys.keys[i];
        if (!evidence_is_derived(review, key)) continue;
        const InputKey *read =
            eval_inputs_read(review->eval, key.declaration, key.about, &read_count);
        for (size_t k = 0; k < read_count; k++) add_key(review, read[k], &keys);
    }
    *count = keys.count;
    return keys.keys;
}

Value input_value(Review *review, InputKey key) {
    Value value = value_null();
    Err err = {0};
    eval_define(review->eval, key.declaration, key.about, &value, &err);
    return value;
}
