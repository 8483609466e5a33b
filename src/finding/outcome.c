// The outcome of an item: its state, tier and score under the present answers (the record's, or
// those being tried).

#include "finding/review.h"

static const char *keep(Review *review, const Err *err) {
    Str place = err->source[0] == '\0' ? (Str){0}
                                       : arena_printf(review->arena, " (%s:%d:%d)", err->source,
                                                      err->line, err->column);
    return arena_printf(review->arena, "%s%.*s%c", err->message, STR_ARG(place), 0).data;
}

static bool evaluate(Review *review, const Declaration *declaration, Str about, Value *value,
                     const char **error) {
    Err err = {0};
    if (eval_define(review->eval, declaration, about, value, &err)) return true;
    *error = keep(review, &err);
    return false;
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

static void finding_outcome(const Item *item, Outcome *o) {
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
    if (tier.kind == VALUE_STRING && tier_find(value_str(tier), &named)) o->tier = named;
}

static Decimal number_of(Value value) {
    return value.kind == VALUE_INTEGER ? decimal_from_int(value.as.integer)
                                       : value_to_decimal(value);
}

static const Value *band_of(Value bands, Decimal points) {
    for (uint32_t i = 0; bands.kind == VALUE_LIST && i < bands.count; i++) {
        Value range = value_tuple_get(bands.as.items[i], STR("points"));
        if (range.kind != VALUE_INTERVAL) continue;
        if (decimal_compare(points, number_of(range.as.interval->low)) >= 0 &&
            decimal_compare(points, number_of(range.as.interval->high)) <= 0) {
            return &bands.as.items[i];
        }
    }
    return NULL;
}

// The range of a score and the bands of its ends.
static void add_score(Review *review, const Item *score, Str about, Outcome *o) {
    Value value;
    Value bands = value_null();
    if (!evaluate(review, score->declaration, score->each == NULL ? (Str){0} : about, &value,
                  &o->error))
        return;
    if (value.kind != VALUE_INTERVAL) return;
    const Interval *range = value.as.interval;
    if (range->low.kind == VALUE_NULL || range->high.kind == VALUE_NULL) return;
    if (!evaluate(review, score->bands, (Str){0}, &bands, &o->error)) return;
    o->has_score = true;
    o->score_low = number_of(range->low);
    o->score_high = number_of(range->high);
    o->band_low = band_of(bands, o->score_low);
    o->band_high = band_of(bands, o->score_high);
}

static Tri gate_of(Review *review, const Item *gate, Str about, Outcome *o) {
    Value value = value_null();
    if (!evaluate(review, gate->declaration, gate->each == NULL ? (Str){0} : about, &value,
                  &o->error))
        return TRI_UNKNOWN;
    return value_to_tri(value);
}

// An option is worth discussing if it says so and all its gates are open.
static void option_outcome(Review *review, const Item *item, Str about, Outcome *o) {
    Tri all = value_to_tri(o->value);
    for (size_t i = 0; i < item->gate_count && all != TRI_FALSE; i++) {
        Tri gate = gate_of(review, item->gates[i], about, o);
        if (gate == TRI_FALSE || all == TRI_TRUE) all = gate;
    }
    o->holds = all == TRI_TRUE ? HOLDS_YES : all == TRI_FALSE ? HOLDS_NO : HOLDS_UNKNOWN;
}

static int64_t day_of(DateTime date) {
    enum { MS_PER_DAY = 86400000 };
    return date.local_ms / MS_PER_DAY;
}

// Something is due when a window has opened, nothing was done in it, and no later examination made
// it pointless (the CQL leaves such windows out). Windows yet to come do not count.
static void due_outcome(Review *review, Outcome *o) {
    o->holds = o->value.kind == VALUE_LIST ? HOLDS_NO : HOLDS_UNKNOWN;
    for (uint32_t i = 0; o->value.kind == VALUE_LIST && i < o->value.count; i++) {
        Value window = value_tuple_get(o->value.as.items[i], STR("window"));
        Value done = value_tuple_get(o->value.as.items[i], STR("done"));
        if (window.kind != VALUE_INTERVAL || done.kind != VALUE_NULL) continue;
        Value low = window.as.interval->low;
        if (low.kind != VALUE_DATE) continue;
        if (day_of(value_datetime(low)) <= day_of(datetime_date(review->options->as_of)))
            o->holds = HOLDS_YES;
    }
}

static Outcome item_outcome(Review *review, const Item *item, Str about) {
    Outcome o = {.holds = HOLDS_UNKNOWN, .tier = TIER_NONE, .value = value_null()};
    Str own = item->each == NULL ? (Str){0} : about;
    if (item->when != NULL) {
        Value when = value_null();
        evaluate(review, item->when, item->when->is_function ? about : (Str){0}, &when, &o.error);
        Tri applies = value_to_tri(when);
        if (o.error == NULL && applies == TRI_FALSE) {
            o.holds = HOLDS_NOT_APPLICABLE;
            return o;
        }
        if (applies == TRI_UNKNOWN) {
            o.tier = (Tier)(item->kind == KIND_FINDING ? item->tier_unknown : TIER_NONE);
            return o;
        }
    }
    if (item->kind == KIND_SCORE) {
        add_score(review, item, about, &o);
        o.holds = o.has_score ? HOLDS_YES : HOLDS_UNKNOWN;
        return o;
    }
    if (!evaluate(review, item->declaration, own, &o.value, &o.error)) {
        o.tier = (Tier)(item->kind == KIND_FINDING ? item->tier_unknown : TIER_NONE);
        return o;
    }
    switch ((ItemKind)item->kind) {
    case KIND_FINDING:
        finding_outcome(item, &o);
        if (item->show_count > 0) add_score(review, item->shows[0], about, &o);
        break;
    case KIND_OPTION:
        option_outcome(review, item, about, &o);
        break;
    case KIND_DUE:
        due_outcome(review, &o);
        break;
    default:
        o.holds = HOLDS_YES;
        break;
    }
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

bool outcome_same(const Outcome *a, const Outcome *b) {
    if (a->holds != b->holds || a->tier != b->tier || a->has_score != b->has_score) return false;
    if (!a->has_score) return true;
    bool low = (a->band_low == NULL) == (b->band_low == NULL) &&
               (a->band_low == NULL || value_same(*a->band_low, *b->band_low));
    bool high = (a->band_high == NULL) == (b->band_high == NULL) &&
                (a->band_high == NULL || value_same(*a->band_high, *b->band_high));
    return low && high;
}

// ---- inputs

typedef struct {
    InputKey *keys;
    size_t count, size;
} Keys;

static void add_reads(Review *review, const Declaration *declaration, Str about, Keys *keys) {
    size_t count;
    const InputKey *read = eval_inputs_read(review->eval, declaration, about, &count);
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < keys->count && !(keys->keys[k].declaration == read[i].declaration &&
                                    str_eq(keys->keys[k].about, read[i].about)))
            k++;
        if (k < keys->count) continue;
        if (keys->count == keys->size) {
            size_t size = keys->size == 0 ? 32 : keys->size * 2;
            InputKey *grown = ARENA_ARRAY(review->arena, InputKey, size);
            if (keys->count > 0) memcpy(grown, keys->keys, keys->count * sizeof *grown);
            keys->keys = grown;
            keys->size = size;
        }
        keys->keys[keys->count++] = read[i];
    }
}

const InputKey *inputs_of(Review *review, const Item *item, Str about, size_t *count) {
    Keys keys = {0};
    Str own = item->each == NULL ? (Str){0} : about;
    if (item->when != NULL)
        add_reads(review, item->when, item->when->is_function ? about : (Str){0}, &keys);
    add_reads(review, item->declaration, own, &keys);
    for (size_t i = 0; i < item->gate_count; i++) {
        add_reads(review, item->gates[i]->declaration,
                  item->gates[i]->each == NULL ? (Str){0} : about, &keys);
    }
    for (size_t i = 0; i < item->show_count; i++) {
        add_reads(review, item->shows[i]->declaration,
                  item->shows[i]->each == NULL ? (Str){0} : about, &keys);
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
