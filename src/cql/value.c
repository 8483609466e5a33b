#include "cql/value.h"

#include "base/map.h"
#include "cql/value_fhir.h"
#include "cql/value_point.h"
#include "cql/value_quantity.h"
#include "cql/value_text.h"

// ---- making values

Value value_decimal(Arena *arena, Decimal number) {
    if (number.units >= INT64_MIN && number.units <= INT64_MAX) {
        return (Value){
            .kind = VALUE_DECIMAL, .detail = number.places, .as.whole = (int64_t)number.units};
    }
    Int128 *units = ARENA_NEW(arena, Int128);
    *units = number.units;
    return (Value){
        .kind = VALUE_DECIMAL, .detail = (uint8_t)(number.places | 0x80), .as.decimal = units};
}

static bool nests(Value value) {
    return value.kind >= VALUE_INTERVAL && value.kind <= VALUE_TUPLE;
}

int16_t value_depth(const Value *items, size_t count) {
    int16_t depth = 0;
    for (size_t i = 0; i < count; i++) {
        if (nests(items[i]) && items[i].offset > depth) depth = items[i].offset;
    }
    return depth;
}

Value value_interval(Arena *arena, Value low, bool low_closed, Value high, bool high_closed) {
    Interval *interval = ARENA_NEW(arena, Interval);
    *interval = (Interval){low, high, low_closed, high_closed};
    int below = nests(low) ? low.offset : 0;
    if (nests(high) && high.offset > below) below = high.offset;
    return (Value){.kind = VALUE_INTERVAL, .offset = (int16_t)(below + 1), .as.interval = interval};
}

Value value_quantity(Arena *arena, Decimal number, Str unit, bool calendar) {
    QuantityValue *quantity = ARENA_NEW(arena, QuantityValue);
    bool plural = calendar && unit.len > 0 && unit.data[unit.len - 1] == 's';
    if (plural) unit.len--;
    *quantity = (QuantityValue){number, unit.len == 0 ? STR("1") : unit, calendar};
    return (Value){.kind = VALUE_QUANTITY, .as.quantity = quantity};
}

Value value_code(Arena *arena, CodeValue code) {
    CodeValue *kept = ARENA_NEW(arena, CodeValue);
    *kept = code;
    return (Value){.kind = VALUE_CODE, .as.code = kept};
}

Value value_concept(Arena *arena, const CodeValue *codes, size_t count, Str display) {
    ConceptValue *concept = ARENA_NEW(arena, ConceptValue);
    *concept = (ConceptValue){(uint32_t)count, codes, display};
    return (Value){.kind = VALUE_CONCEPT, .count = (uint32_t)count, .as.concept = concept};
}

Value value_tuple_made(const Tuple *tuple) {
    int16_t depth = value_depth(tuple->items, tuple->count);
    return (Value){.kind = VALUE_TUPLE, .offset = (int16_t)(depth + 1), .as.tuple = tuple};
}

Value value_tuple(Arena *arena, const Str *names, const Value *items, size_t count) {
    Tuple *tuple = arena_alloc(arena, 1, sizeof(Tuple) + count * sizeof(Value));
    tuple->count = (uint32_t)count;
    tuple->names = names;
    for (size_t i = 0; i < count; i++) tuple->items[i] = items[i];
    return value_tuple_made(tuple);
}

Value value_tuple_get(Value tuple, Str name) {
    if (tuple.kind != VALUE_TUPLE) return value_null();
    for (size_t i = 0; i < tuple.as.tuple->count; i++) {
        if (str_eq(tuple.as.tuple->names[i], name)) return tuple.as.tuple->items[i];
    }
    return value_null();
}

// ---- order

static bool is_number(Value value) {
    return value.kind == VALUE_INTEGER || value.kind == VALUE_LONG || value.kind == VALUE_DECIMAL;
}

static Decimal number_of(Value value) {
    if (value.kind == VALUE_INTEGER) return decimal_from_int(value.as.integer);
    if (value.kind == VALUE_LONG) {  // may be beyond a Decimal's range: only for comparison
        return (Decimal){.units = (Int128)value.as.whole * DECIMAL_ONE};
    }
    return value_to_decimal(value);
}

static int order_whole(int64_t a, int64_t b) {
    return a < b ? -1 : a > b;
}

static int order_numbers(Value a, Value b) {
    if (a.kind == VALUE_INTEGER && b.kind == VALUE_INTEGER) {
        return order_whole(a.as.integer, b.as.integer);
    }
    if (a.kind == VALUE_LONG && b.kind == VALUE_LONG) return order_whole(a.as.whole, b.as.whole);
    return decimal_compare(number_of(a), number_of(b));
}

// By code points, which is the order of the bytes of UTF-8.
static int order_text(Str a, Str b) {
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static bool is_range(Value value) {
    return is_number(value) || value.kind == VALUE_UNCERTAIN;
}

bool value_ends(Value value, Decimal *low, Decimal *high) {
    bool uncertain = value.kind == VALUE_UNCERTAIN;
    if (!uncertain && !is_number(value)) return false;
    *low = number_of(uncertain ? value_integer(value.as.range.low) : value);
    *high = number_of(uncertain ? value_integer(value.as.range.high) : value);
    return true;
}

static bool order_ranges(Value a, Value b, int *order) {
    Decimal a_low;
    Decimal a_high;
    Decimal b_low;
    Decimal b_high;
    if (!value_ends(a, &a_low, &a_high) || !value_ends(b, &b_low, &b_high)) return false;
    if (decimal_compare(a_high, b_low) < 0) {
        *order = -1;
    } else if (decimal_compare(a_low, b_high) > 0) {
        *order = 1;
    } else {
        return false;
    }
    return true;
}

static bool is_dated(Value value) {
    return value.kind == VALUE_DATE || value.kind == VALUE_DATETIME;
}

bool value_order(Value a, Value b, int *order) {
    if (is_number(a) && is_number(b)) {
        *order = order_numbers(a, b);
        return true;
    }
    if (is_range(a) && is_range(b)) return order_ranges(a, b, order);
    if (a.kind == VALUE_STRING && b.kind == VALUE_STRING) {
        *order = order_text(value_str(a), value_str(b));
        return true;
    }
    if ((is_dated(a) && is_dated(b)) || (a.kind == VALUE_TIME && b.kind == VALUE_TIME)) {
        return point_order(a, b, PRECISION_NONE, order);
    }
    if (a.kind == VALUE_QUANTITY && b.kind == VALUE_QUANTITY) {
        return quantity_compare(a.as.quantity, b.as.quantity, order);
    }
    return false;
}

// Dates whose order is not known are sorted by where they begin, the less precise one first,
// so that sorting does not depend on what else is in the list.
static int order_beginnings(Value a, Value b) {
    int order = a.kind == VALUE_TIME ? order_whole(a.as.whole, b.as.whole)
                                     : order_whole(datetime_low_ms(value_datetime(a)),
                                                   datetime_low_ms(value_datetime(b)));
    return order != 0 ? order : order_whole(a.detail, b.detail);
}

int value_sort_order(Value a, Value b) {
    if (a.kind == VALUE_NULL || b.kind == VALUE_NULL) {
        return (b.kind == VALUE_NULL) - (a.kind == VALUE_NULL);
    }
    int order;
    if (value_order(a, b, &order)) return order;
    bool moments = (is_dated(a) && is_dated(b)) || (a.kind == VALUE_TIME && b.kind == VALUE_TIME);
    return moments ? order_beginnings(a, b) : 0;
}

bool value_order_within(Budget *budget, Value a, Value b, int *order) {
    if (a.kind == VALUE_QUANTITY && !budget_spend(budget, BUDGET_STEP / 2)) return false;  // units
    bool texts = a.kind == VALUE_STRING && b.kind == VALUE_STRING;
    if (texts && !budget_spend_text(budget, a.count < b.count ? a.count : b.count)) return false;
    return value_order(a, b, order);
}

int value_sort_order_within(Budget *budget, Value a, Value b) {
    int order = 0;
    if (!budget_spend(budget, BUDGET_WALK)) return 0;
    if (a.kind == b.kind && (a.kind == VALUE_STRING || a.kind == VALUE_QUANTITY))
        return value_order_within(budget, a, b, &order) ? order : 0;
    return value_sort_order(a, b);
}

// ---- "="

// One element of a structure: both absent are equal, one absent is not known.
static Tri equal_element(Budget *budget, Value a, Value b) {
    if (!budget_spend(budget, BUDGET_WALK)) return TRI_UNKNOWN;
    if (value_is_null(a) && value_is_null(b)) return TRI_TRUE;
    return value_equal_within(budget, a, b);
}

static Tri equal_text(Str a, Str b) {
    if (a.data == NULL || b.data == NULL) {
        return a.data == b.data ? TRI_TRUE : TRI_UNKNOWN;
    }
    return tri_of(str_eq(a, b));
}

static Tri equal_codes(const CodeValue *a, const CodeValue *b) {
    Tri equal = tri_and(equal_text(a->code, b->code), equal_text(a->system, b->system));
    equal = tri_and(equal, equal_text(a->version, b->version));
    return tri_and(equal, equal_text(a->display, b->display));
}

static Tri equal_concepts(Budget *budget, const ConceptValue *a, const ConceptValue *b) {
    if (a->count != b->count) return TRI_FALSE;
    if (!budget_spend(budget, a->count)) return TRI_UNKNOWN;
    Tri equal = equal_text(a->display, b->display);
    for (size_t i = 0; i < a->count; i++) {
        equal = tri_and(equal, equal_codes(&a->codes[i], &b->codes[i]));
    }
    return equal;
}

static Tri equal_quantities(const QuantityValue *a, const QuantityValue *b) {
    int order;
    return quantity_compare(a, b, &order) ? tri_of(order == 0) : TRI_UNKNOWN;
}

static Tri equal_intervals(const Interval *a, const Interval *b) {
    PointRange from;
    PointRange to;
    interval_start(a, NULLS_UNKNOWN, &from);
    interval_start(b, NULLS_UNKNOWN, &to);
    Tri equal = range_same(&from, &to, PRECISION_NONE);
    interval_end(a, NULLS_UNKNOWN, &from);
    interval_end(b, NULLS_UNKNOWN, &to);
    return tri_and(equal, range_same(&from, &to, PRECISION_NONE));
}

static Tri equal_lists(Budget *budget, Value a, Value b) {
    if (a.count != b.count) return TRI_FALSE;
    Tri equal = TRI_TRUE;
    for (size_t i = 0; i < a.count && equal != TRI_FALSE; i++) {
        equal = tri_and(equal, equal_element(budget, a.as.items[i], b.as.items[i]));
    }
    return equal;
}

static Tri equal_tuples(Budget *budget, const Tuple *a, const Tuple *b) {
    if (a->count != b->count) return TRI_FALSE;
    Tri equal = TRI_TRUE;
    for (size_t i = 0; i < a->count; i++) {
        if (!str_eq(a->names[i], b->names[i])) return TRI_FALSE;
        equal = tri_and(equal, equal_element(budget, a->items[i], b->items[i]));
    }
    return equal;
}

static Tri equal_vocabularies(const VocabularyValue *a, const VocabularyValue *b) {
    return tri_and(equal_text(a->id, b->id), equal_text(a->version, b->version));
}

static Tri equal_ratios(const RatioValue *a, const RatioValue *b) {
    return tri_and(equal_quantities(&a->numerator, &b->numerator),
                   equal_quantities(&a->denominator, &b->denominator));
}

// Values that have an order: equal when neither is less. Two ranges that overlap may be.
static Tri equal_ordered(Value a, Value b) {
    int order;
    return value_order(a, b, &order) ? tri_of(order == 0) : TRI_UNKNOWN;
}

static bool have_order(Value a, Value b) {
    return (is_number(a) && is_number(b)) || (is_dated(a) && is_dated(b)) ||
           (is_range(a) && is_range(b));
}

static Tri equal_texts(Budget *budget, Str a, Str b) {
    if (a.len != b.len) return TRI_FALSE;
    return budget_spend_text(budget, a.len) ? tri_of(str_eq(a, b)) : TRI_UNKNOWN;
}

Tri value_equal_within(Budget *budget, Value a, Value b) {
    if (value_is_null(a) || value_is_null(b)) return TRI_UNKNOWN;
    if (a.kind != b.kind) return have_order(a, b) ? equal_ordered(a, b) : TRI_FALSE;
    switch ((ValueKind)a.kind) {
    case VALUE_NULL:
        return TRI_UNKNOWN;
    case VALUE_BOOLEAN:
        return tri_of(a.as.boolean == b.as.boolean);
    case VALUE_INTEGER:
    case VALUE_LONG:
    case VALUE_DECIMAL:
    case VALUE_DATE:
    case VALUE_DATETIME:
    case VALUE_TIME:
    case VALUE_UNCERTAIN:
        return equal_ordered(a, b);
    case VALUE_STRING:
        return equal_texts(budget, value_str(a), value_str(b));
    case VALUE_QUANTITY:
        return equal_quantities(a.as.quantity, b.as.quantity);
    case VALUE_RATIO:
        return equal_ratios(a.as.ratio, b.as.ratio);
    case VALUE_CODE:
        return equal_codes(a.as.code, b.as.code);
    case VALUE_CONCEPT:
        return equal_concepts(budget, a.as.concept, b.as.concept);
    case VALUE_VALUESET:
    case VALUE_CODESYSTEM:
        return equal_vocabularies(a.as.vocabulary, b.as.vocabulary);
    case VALUE_INTERVAL:
        return equal_intervals(a.as.interval, b.as.interval);
    case VALUE_LIST:
        return equal_lists(budget, a, b);
    case VALUE_TUPLE:
        return equal_tuples(budget, a.as.tuple, b.as.tuple);
    case VALUE_FHIR:
        return tri_of(fhir_equal(budget, a.as.fhir, b.as.fhir));
    }
    return TRI_UNKNOWN;
}

Tri value_equal(Value a, Value b) {
    Budget budget = {BUDGET_ALONE};
    Tri equal = value_equal_within(&budget, a, b);
    return budget.left == 0 ? TRI_UNKNOWN : equal;
}

// ---- "~"

static bool equivalent_text(Str a, Str b) {
    if (a.data == NULL || b.data == NULL) return a.data == b.data;
    return str_eq(a, b);
}

// By code and system alone (CQL 1.5.3, Clinical Operators, Equivalent).
static bool equivalent_codes(const CodeValue *a, const CodeValue *b) {
    return equivalent_text(a->code, b->code) && equivalent_text(a->system, b->system);
}

static bool equivalent_concepts(Budget *budget, const ConceptValue *a, const ConceptValue *b) {
    for (size_t i = 0; i < a->count; i++) {
        if (!budget_spend(budget, 2 * (uint64_t)b->count)) return false;
        for (size_t j = 0; j < b->count; j++) {
            if (equivalent_codes(&a->codes[i], &b->codes[j])) return true;
        }
    }
    return false;
}

// The same ratio: a/b ~ c/d when a*d = c*b, in the units of the first.
static bool equivalent_ratios(const RatioValue *a, const RatioValue *b) {
    Decimal numerator;
    Decimal denominator;
    Decimal left;
    Decimal right;
    return quantity_convert(&b->numerator, &a->numerator, COMPARE_EQUIVALENT, &numerator) &&
           quantity_convert(&b->denominator, &a->denominator, COMPARE_EQUIVALENT, &denominator) &&
           decimal_multiply(a->numerator.value, denominator, &left) &&
           decimal_multiply(numerator, a->denominator.value, &right) &&
           decimal_equivalent(left, right);
}

// A bound as a value: null when it is not known, so that two unknown ones are equivalent.
static Value range_value(const PointRange *range) {
    return range->known ? range->low : value_null();
}

typedef bool SameValue(Budget *budget, Value a, Value b);

static bool alike_intervals(Budget *budget, const Interval *a, const Interval *b, SameValue *same) {
    PointRange from;
    PointRange to;
    if (!budget_spend(budget, BUDGET_STEP)) return false;
    interval_start(a, NULLS_UNKNOWN, &from);
    interval_start(b, NULLS_UNKNOWN, &to);
    if (!same(budget, range_value(&from), range_value(&to))) return false;
    interval_end(a, NULLS_UNKNOWN, &from);
    interval_end(b, NULLS_UNKNOWN, &to);
    return same(budget, range_value(&from), range_value(&to));
}

static bool alike_lists(Budget *budget, Value a, Value b, SameValue *same) {
    if (a.count != b.count) return false;
    for (size_t i = 0; i < a.count; i++) {
        if (!budget_spend(budget, BUDGET_WALK) || !same(budget, a.as.items[i], b.as.items[i]))
            return false;
    }
    return true;
}

static bool alike_tuples(Budget *budget, const Tuple *a, const Tuple *b, SameValue *same) {
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!budget_spend(budget, BUDGET_WALK) || !str_eq(a->names[i], b->names[i]) ||
            !same(budget, a->items[i], b->items[i])) {
            return false;
        }
    }
    return true;
}

static bool equivalent_mixed(Budget *budget, Value a, Value b) {
    if (a.kind == VALUE_CODE && b.kind == VALUE_CONCEPT) {
        ConceptValue concept = {.count = 1, .codes = a.as.code};
        return equivalent_concepts(budget, &concept, b.as.concept);
    }
    if (a.kind == VALUE_CONCEPT && b.kind == VALUE_CODE) return equivalent_mixed(budget, b, a);
    return have_order(a, b) && equal_ordered(a, b) == TRI_TRUE;
}

bool value_equivalent_within(Budget *budget, Value a, Value b) {
    if (value_is_null(a) || value_is_null(b)) return a.kind == b.kind;
    if (a.kind != b.kind) return equivalent_mixed(budget, a, b);
    switch ((ValueKind)a.kind) {
    case VALUE_STRING:
        return budget_spend_text(budget, 8 * (size_t)(a.count < b.count ? a.count : b.count)) &&
               text_equivalent(value_str(a), value_str(b));
    case VALUE_DECIMAL:
        return decimal_equivalent(value_to_decimal(a), value_to_decimal(b));
    case VALUE_QUANTITY:
        return quantity_equivalent(a.as.quantity, b.as.quantity);
    case VALUE_RATIO:
        return equivalent_ratios(a.as.ratio, b.as.ratio);
    case VALUE_CODE:
        return equivalent_codes(a.as.code, b.as.code);
    case VALUE_CONCEPT:
        return equivalent_concepts(budget, a.as.concept, b.as.concept);
    case VALUE_INTERVAL:
        return alike_intervals(budget, a.as.interval, b.as.interval, value_equivalent_within);
    case VALUE_LIST:
        return alike_lists(budget, a, b, value_equivalent_within);
    case VALUE_TUPLE:
        return alike_tuples(budget, a.as.tuple, b.as.tuple, value_equivalent_within);
    default:
        return value_equal_within(budget, a, b) == TRI_TRUE;
    }
}

bool value_equivalent(Value a, Value b) {
    Budget budget = {BUDGET_ALONE};
    return value_equivalent_within(&budget, a, b) && budget.left > 0;
}

// ---- same, for distinct

bool value_same_within(Budget *budget, Value a, Value b) {
    if (value_is_null(a) || value_is_null(b)) return a.kind == b.kind;
    if (a.kind != b.kind) return value_equal_within(budget, a, b) == TRI_TRUE;
    switch (a.kind) {
    case VALUE_INTERVAL:
        return a.as.interval == b.as.interval ||
               alike_intervals(budget, a.as.interval, b.as.interval, value_same_within);
    case VALUE_LIST:
        return (a.count == b.count && a.as.items == b.as.items) ||
               alike_lists(budget, a, b, value_same_within);
    case VALUE_TUPLE:
        return a.as.tuple == b.as.tuple ||
               alike_tuples(budget, a.as.tuple, b.as.tuple, value_same_within);
    default:
        return value_equal_within(budget, a, b) == TRI_TRUE;
    }
}

bool value_same(Value a, Value b) {
    Budget budget = {BUDGET_ALONE};
    return value_same_within(&budget, a, b) && budget.left > 0;
}

// ---- hash: seeded, and of all that makes values differ, because whoever writes a record chooses
// its values; where many hashes were alike, `distinct` would compare each with each

static uint64_t hash_number(Decimal number) {
    uint64_t hash = hash_mix(hash_seed(), (uint64_t)number.units);
    return hash_mix(hash, (uint64_t)(number.units >> 64));
}

// A Date and a DateTime may be the same, and so may an instant seen from two offsets; the
// latter only where hours are known.
static uint64_t hash_moment(uint64_t hash, Value value) {
    DateTime moment = value_datetime(value);
    bool instant = value.kind == VALUE_DATETIME && moment.precision >= PRECISION_HOUR;
    return hash_mix(hash, (uint64_t)(instant ? datetime_low_ms(moment) : moment.local_ms));
}

// An uncertain number is the same as no other, so what holds one is the same only as itself: by its
// place, or each of many would be compared with all before it.
static uint64_t hash_item(Budget *budget, const Value *item) {
    if (item->kind == VALUE_UNCERTAIN) return (uint64_t)(uintptr_t)item;
    return value_hash_within(budget, *item);
}

static uint64_t hash_interval(Budget *budget, uint64_t hash, const Interval *interval) {
    if (interval->low.kind == VALUE_UNCERTAIN || interval->high.kind == VALUE_UNCERTAIN)
        return hash_mix(hash, (uint64_t)(uintptr_t)interval);
    PointRange bound;
    if (!budget_spend(budget, BUDGET_STEP)) return hash;
    interval_start(interval, NULLS_UNKNOWN, &bound);
    hash = hash_mix(hash, value_hash_within(budget, range_value(&bound)));
    interval_end(interval, NULLS_UNKNOWN, &bound);
    return hash_mix(hash, value_hash_within(budget, range_value(&bound)));
}

static uint64_t hash_all(Budget *budget, uint64_t hash, const Value *items, size_t count) {
    for (size_t i = 0; i < count && budget_spend(budget, BUDGET_WALK); i++) {
        hash = hash_mix(hash, hash_item(budget, &items[i]));
    }
    return hash_mix(hash, count);
}

static uint64_t hash_code(uint64_t hash, const CodeValue *code) {
    hash = str_hash(code->system, str_hash(code->code, hash));
    return str_hash(code->display, str_hash(code->version, hash));
}

static uint64_t hash_concept(uint64_t hash, const ConceptValue *concept) {
    for (uint32_t i = 0; i < concept->count; i++) hash = hash_code(hash, &concept->codes[i]);
    return str_hash(concept->display, hash);
}

static uint64_t hash_ratio(uint64_t hash, const RatioValue *ratio) {
    hash = quantity_value_hash(hash, &ratio->numerator);
    return quantity_value_hash(hash, &ratio->denominator);
}

uint64_t value_hash_within(Budget *budget, Value value) {
    uint64_t seed = hash_seed() + value.kind;
    switch ((ValueKind)value.kind) {
    case VALUE_NULL:
        return seed;
    case VALUE_UNCERTAIN:
        return hash_mix(hash_mix(seed, (uint64_t)value.as.range.low),
                        (uint64_t)value.as.range.high);
    case VALUE_BOOLEAN:
        return hash_mix(seed, value.as.boolean);
    case VALUE_INTEGER:
    case VALUE_LONG:
    case VALUE_DECIMAL:
        return hash_number(number_of(value));
    case VALUE_STRING:
        return budget_spend_text(budget, value.count) ? str_hash(value_str(value), seed) : seed;
    case VALUE_DATE:
    case VALUE_DATETIME:
    case VALUE_TIME:
        return hash_moment(hash_seed(), value);
    case VALUE_QUANTITY:
        return quantity_value_hash(seed, value.as.quantity);
    case VALUE_RATIO:
        return hash_ratio(seed, value.as.ratio);
    case VALUE_CODE:
        return hash_code(seed, value.as.code);
    case VALUE_CONCEPT:
        budget_spend(budget, value.as.concept->count);
        return hash_concept(seed, value.as.concept);
    case VALUE_VALUESET:
    case VALUE_CODESYSTEM:
        return str_hash(value.as.vocabulary->id, seed);
    case VALUE_INTERVAL:
        return hash_interval(budget, seed, value.as.interval);
    case VALUE_LIST:
        return hash_all(budget, seed, value.as.items, value.count);
    case VALUE_TUPLE:
        return hash_all(budget, seed, value.as.tuple->items, value.as.tuple->count);
    case VALUE_FHIR:
        return fhir_hash(budget, value.as.fhir);
    }
    return seed;
}

uint64_t value_hash(Value value) {
    Budget budget = {BUDGET_ALONE};
    return value_hash_within(&budget, value);
}
