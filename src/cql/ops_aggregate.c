// ops_aggregate: Sum, Avg, Median and the rest (CQL 1.5.3 appendix B, Aggregate Functions).
//
// Nulls are left out; a list of nothing else, and an empty one, is null (0 for Count, true
// for AllTrue, false for AnyTrue). Means, variances and their roots are rounded once.

#include "cql/ops_internal.h"

#include "base/decimal.h"
#include "cql/value_quantity.h"

// The elements that are known; none when one is only known to lie in a range: what rests on all of
// them is not known then, and leaving it out would say that it is.
typedef struct {
    Value *items;
    size_t count;
} Known;

static Known known_of(Arena *arena, Value list) {
    Known known = {ARENA_ARRAY(arena, Value, list.count), 0};
    for (size_t i = 0; i < list.count; i++) {
        if (list.as.items[i].kind == VALUE_UNCERTAIN) return (Known){0};
        if (op_is_known(list.as.items[i])) known.items[known.count++] = list.as.items[i];
    }
    return known;
}

OP(count) {
    size_t found = 0;
    for (size_t i = 0; !value_is_null(args[0]) && i < args[0].count; i++) {
        found += !value_is_null(args[0].as.items[i]);
    }
    return value_integer((int32_t)found);
}

OP(all_true) {
    for (size_t i = 0; !value_is_null(args[0]) && i < args[0].count; i++) {
        if (value_to_tri(args[0].as.items[i]) == TRI_FALSE) return value_boolean(false);
    }
    return value_boolean(true);
}

OP(any_true) {
    for (size_t i = 0; !value_is_null(args[0]) && i < args[0].count; i++) {
        if (value_to_tri(args[0].as.items[i]) == TRI_TRUE) return value_boolean(true);
    }
    return value_boolean(false);
}

typedef bool Step(Arena *arena, Value a, Value b, Value *result);

// Folds the known elements; null when there is none or one is not known (a VALUE_UNCERTAIN).
static Value fold(Runtime *runtime, Value list, Step *step, const char *name) {
    Value total = value_null();
    for (size_t i = 0; i < list.count; i++) {
        Value item = list.as.items[i];
        if (item.kind == VALUE_UNCERTAIN) return value_null();
        if (value_is_null(item)) continue;
        if (value_is_null(total)) {
            total = item;
        } else if (!step(runtime->arena, total, item, &total)) {
            return op_overflow(runtime, name);
        }
    }
    return total;
}

OP(sum) {
    return fold(runtime, args[0], op_add, "Sum");
}

OP(product) {
    return fold(runtime, args[0], op_multiply, "Product");
}

// The element that comes last in the order (first, when the direction is -1); null when none is
// known to. Whatever came before the one that is, it takes its place; so a second look at all
// others tells whether the last taken is it.
static Value extreme(Budget *budget, Value list, int direction) {
    Value best = value_null();
    for (size_t i = 0; i < list.count; i++) {
        Value item = list.as.items[i];
        int order = direction;
        if (value_is_null(item)) continue;
        bool known = value_is_null(best) || value_order_within(budget, item, best, &order);
        if (known && order * direction > 0) best = item;
    }
    for (size_t i = 0; i < list.count && !value_is_null(best); i++) {
        Value item = list.as.items[i];
        int order;
        if (value_is_null(item) || value_same_within(budget, item, best)) continue;
        if (!value_order_within(budget, item, best, &order) || order * direction > 0)
            best = value_null();
    }
    return best;
}

OP(maximum) {
    return extreme(&runtime->budget, args[0], 1);
}

OP(minimum) {
    return extreme(&runtime->budget, args[0], -1);
}

// The known elements as decimals; quantities in the finest of their units, which is *unit.
typedef struct {
    Decimal *items;
    size_t count;
    const QuantityValue *unit;  // NULL: plain numbers
} Numbers;

static bool numbers_of(Arena *arena, Value list, Numbers *numbers) {
    Known known = known_of(arena, list);
    *numbers = (Numbers){ARENA_ARRAY(arena, Decimal, known.count), known.count, NULL};
    for (size_t i = 0; i < known.count && known.items[i].kind == VALUE_QUANTITY; i++) {
        const QuantityValue *one = known.items[i].as.quantity;
        if (numbers->unit == NULL || !quantity_is_finer(numbers->unit, one)) numbers->unit = one;
    }
    for (size_t i = 0; i < known.count; i++) {
        if (numbers->unit == NULL) {
            numbers->items[i] = value_to_decimal(known.items[i]);
        } else if (!quantity_convert(known.items[i].as.quantity, numbers->unit, COMPARE_EQUAL,
                                     &numbers->items[i])) {
            return false;
        }
    }
    return true;
}

static Value number_like(Arena *arena, Decimal number, const QuantityValue *like) {
    return like == NULL ? value_decimal(arena, number)
                        : value_quantity(arena, number, like->unit, like->calendar);
}

OP(average) {
    Numbers numbers;
    Decimal number;
    if (!numbers_of(runtime->arena, args[0], &numbers)) return op_overflow(runtime, "Avg");
    if (numbers.count == 0) return value_null();
    if (!decimal_mean(numbers.items, numbers.count, &number)) return op_overflow(runtime, "Avg");
    return number_like(runtime->arena, number, numbers.unit);
}

OP(median) {
    Known known = known_of(runtime->arena, args[0]);
    if (known.count == 0) return value_null();
    const Value *sorted = op_sorted(runtime, known.items, known.count);
    int order;
    for (size_t i = 1; i < known.count; i++) {  // units that do not fit have no middle
        if (!value_order(sorted[i - 1], sorted[i], &order)) return value_null();
    }
    size_t middle = known.count / 2;
    if (known.count % 2 == 1) return sorted[middle];
    Value both;
    bool ok = op_add(runtime->arena, sorted[middle - 1], sorted[middle], &both) &&
              op_divide(runtime->arena, both, decimal_from_int(2), &both);
    return ok ? both : op_overflow(runtime, "Median");
}

// Values without an order (codes, tuples) are counted against each other: this bounds it.
enum { MAX_UNORDERED = 10000 };

static size_t times_in(Budget *budget, const Known *known, Value value) {
    size_t times = 0;
    for (size_t i = 0; i < known->count && budget_spend(budget, 1); i++) {
        times += value_same_within(budget, known->items[i], value);
    }
    return times;
}

// The value that occurs most; of several, the least, or the first where there is no order.
OP(mode) {
    Known known = known_of(runtime->arena, args[0]);
    if (known.count == 0) return value_null();
    int order;
    bool ordered = value_order(known.items[0], known.items[0], &order);
    if (!ordered && known.count > MAX_UNORDERED) {
        return op_fail(runtime, "Mode: more than %d values without an order", MAX_UNORDERED);
    }
    const Value *items = ordered ? op_sorted(runtime, known.items, known.count) : known.items;
    Value best = items[0];
    size_t most = 0;
    for (size_t i = 0; i < known.count;) {
        size_t next = i + 1;
        while (ordered && next < known.count &&
               value_same_within(&runtime->budget, items[next], items[i]))
            next++;
        size_t times = ordered ? next - i : times_in(&runtime->budget, &known, items[i]);
        if (times > most) {
            most = times;
            best = items[i];
        }
        i = next;
    }
    return best;
}

// A list of one has no sample variance.
static Value variance(Runtime *runtime, Value list, DecimalSpread kind, const char *name) {
    Numbers numbers;
    Decimal number;
    if (!numbers_of(runtime->arena, list, &numbers)) return op_overflow(runtime, name);
    bool sample = kind == VARIANCE_SAMPLE || kind == DEVIATION_SAMPLE;
    if (numbers.count <= (sample ? 1 : 0)) return value_null();
    if (!decimal_variance(numbers.items, numbers.count, kind, &number)) {
        return op_overflow(runtime, name);
    }
    return number_like(runtime->arena, number, numbers.unit);
}

OP(sample_variance) {
    return variance(runtime, args[0], VARIANCE_SAMPLE, "Variance");
}

OP(population_variance) {
    return variance(runtime, args[0], VARIANCE_POPULATION, "PopulationVariance");
}

OP(sample_deviation) {
    return variance(runtime, args[0], DEVIATION_SAMPLE, "StdDev");
}

OP(population_deviation) {
    return variance(runtime, args[0], DEVIATION_POPULATION, "PopulationStdDev");
}

// Power(Product(X), 1 / Count(X)), without rounding the exponent or running out of digits between.
OP(geometric_mean) {
    Numbers numbers;
    Decimal number;
    if (!numbers_of(runtime->arena, args[0], &numbers))
        return op_overflow(runtime, "GeometricMean");
    if (numbers.count == 0) return value_null();
    return decimal_geometric_mean(numbers.items, numbers.count, &number)
               ? value_decimal(runtime->arena, number)
               : op_overflow(runtime, "GeometricMean");
}

#define NUMBERS(name, eval, section)                                      \
    {name, "List<Integer> -> Integer", OP_FUNCTION, eval, section},       \
        {name, "List<Long> -> Long", OP_FUNCTION, eval, section},         \
        {name, "List<Decimal> -> Decimal", OP_FUNCTION, eval, section}, { \
        name, "List<Quantity> -> Quantity", OP_FUNCTION, eval, section    \
    }
#define ORDERED(name, eval, section)                                                        \
    NUMBERS(name, eval, section), {name, "List<Date> -> Date", OP_FUNCTION, eval, section}, \
        {name, "List<DateTime> -> DateTime", OP_FUNCTION, eval, section},                   \
        {name, "List<Time> -> Time", OP_FUNCTION, eval, section}, {                         \
        name, "List<String> -> String", OP_FUNCTION, eval, section                          \
    }
#define STATISTIC(name, eval, section)                                 \
    {name, "List<Decimal> -> Decimal", OP_FUNCTION, eval, section}, {  \
        name, "List<Quantity> -> Quantity", OP_FUNCTION, eval, section \
    }

// clang-format off
const OpRow ops_aggregate[] = {
    {"AllTrue", "List<Boolean> -> Boolean", OP_FUNCTION | OP_NULLS, all_true,
     "Aggregate, AllTrue"},
    {"AnyTrue", "List<Boolean> -> Boolean", OP_FUNCTION | OP_NULLS, any_true,
     "Aggregate, AnyTrue"},
    {"Count", "List<T> -> Integer", OP_FUNCTION | OP_NULLS, count, "Aggregate, Count"},
    NUMBERS("Sum", sum, "Aggregate, Sum"),
    NUMBERS("Product", product, "Aggregate, Product"),
    ORDERED("Max", maximum, "Aggregate, Max"),
    ORDERED("Min", minimum, "Aggregate, Min"),
    STATISTIC("Avg", average, "Aggregate, Avg"),
    STATISTIC("Median", median, "Aggregate, Median"),
    {"Mode", "List<T> -> T", OP_FUNCTION, mode, "Aggregate, Mode"},
    STATISTIC("Variance", sample_variance, "Aggregate, Variance"),
    STATISTIC("PopulationVariance", population_variance, "Aggregate, Population Variance"),
    STATISTIC("StdDev", sample_deviation, "Aggregate, StdDev"),
    STATISTIC("PopulationStdDev", population_deviation, "Aggregate, Population StdDev"),
    {"GeometricMean", "List<Decimal> -> Decimal", OP_FUNCTION, geometric_mean,
     "Aggregate, GeometricMean"},
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on
