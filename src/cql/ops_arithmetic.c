// ops_arithmetic: numbers and quantities (CQL 1.5.3 appendix B, Arithmetic Operators).
//
// A result that cannot be represented is null (or an error, as --overflow says). Division by
// zero and arguments outside a function's domain are null always.

#include "cql/ops_internal.h"

#include "terms/ucum.h"

// ---- Integer and Long

static Value integer_or_overflow(Runtime *runtime, bool overflow, int32_t number,
                                 const char *operation) {
    return overflow ? op_overflow(runtime, operation) : value_integer(number);
}

static Value long_or_overflow(Runtime *runtime, bool overflow, int64_t number,
                              const char *operation) {
    return overflow ? op_overflow(runtime, operation) : value_long(number);
}

typedef struct {
    int64_t low, high;
} Range;

static Range range_of(Value value) {
    if (value.kind == VALUE_INTEGER) return (Range){value.as.integer, value.as.integer};
    return (Range){value.as.range.low, value.as.range.high};
}

static Value range_or_overflow(Runtime *runtime, Range range, const char *operation) {
    if (range.low < INT32_MIN || range.high > INT32_MAX) return op_overflow(runtime, operation);
    return value_uncertain((int32_t)range.low, (int32_t)range.high);
}

OP(add_integer) {
    Range a = range_of(args[0]);
    Range b = range_of(args[1]);
    return range_or_overflow(runtime, (Range){a.low + b.low, a.high + b.high}, "Add");
}

OP(subtract_integer) {
    Range a = range_of(args[0]);
    Range b = range_of(args[1]);
    return range_or_overflow(runtime, (Range){a.low - b.high, a.high - b.low}, "Subtract");
}

OP(multiply_integer) {
    Range a = range_of(args[0]);
    Range b = range_of(args[1]);
    int64_t corners[] = {a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high};
    Range product = {corners[0], corners[0]};
    for (size_t i = 1; i < 4; i++) {
        if (corners[i] < product.low) product.low = corners[i];
        if (corners[i] > product.high) product.high = corners[i];
    }
    return range_or_overflow(runtime, product, "Multiply");
}

OP(negate_integer) {
    Range a = range_of(args[0]);
    return range_or_overflow(runtime, (Range){-a.high, -a.low}, "Negate");
}

OP(add_long) {
    int64_t sum;
    bool overflow = __builtin_add_overflow(args[0].as.whole, args[1].as.whole, &sum);
    return long_or_overflow(runtime, overflow, sum, "Add");
}

OP(subtract_long) {
    int64_t difference;
    bool overflow = __builtin_sub_overflow(args[0].as.whole, args[1].as.whole, &difference);
    return long_or_overflow(runtime, overflow, difference, "Subtract");
}

OP(multiply_long) {
    int64_t product;
    bool overflow = __builtin_mul_overflow(args[0].as.whole, args[1].as.whole, &product);
    return long_or_overflow(runtime, overflow, product, "Multiply");
}

OP(negate_long) {
    int64_t number;
    bool overflow = __builtin_sub_overflow((int64_t)0, args[0].as.whole, &number);
    return long_or_overflow(runtime, overflow, number, "Negate");
}

OP(abs_integer) {
    int32_t number = args[0].as.integer;
    bool overflow = number < 0 && __builtin_sub_overflow(0, number, &number);
    return integer_or_overflow(runtime, overflow, number, "Abs");
}

OP(abs_long) {
    int64_t number = args[0].as.whole;
    bool overflow = number < 0 && __builtin_sub_overflow((int64_t)0, number, &number);
    return long_or_overflow(runtime, overflow, number, "Abs");
}

OP(divide_integer) {
    int64_t divisor = args[1].as.integer;
    if (divisor == 0) return value_null();
    int64_t quotient = args[0].as.integer / divisor;
    return integer_or_overflow(runtime, quotient > INT32_MAX, (int32_t)quotient, "TruncatedDivide");
}

OP(modulo_integer) {
    int64_t divisor = args[1].as.integer;
    return divisor == 0 ? value_null() : value_integer((int32_t)(args[0].as.integer % divisor));
}

OP(divide_long) {
    int64_t divisor = args[1].as.whole;
    if (divisor == 0) return value_null();
    if (divisor == -1) return negate_long(runtime, call, args);
    return value_long(args[0].as.whole / divisor);
}

OP(modulo_long) {
    int64_t divisor = args[1].as.whole;
    if (divisor == 0) return value_null();
    return value_long(divisor == -1 ? 0 : args[0].as.whole % divisor);
}

// base ^ exponent in whole numbers; false: it does not fit, or is no whole number. At most
// 64 steps: beyond that only 0, 1 and -1 stay small.
static bool whole_power(int64_t base, int64_t exponent, int64_t *power) {
    if (base == 1 || base == -1) {
        *power = base == -1 && exponent % 2 != 0 ? -1 : 1;
        return true;
    }
    if (exponent < 0) return false;
    if (base == 0) {
        *power = exponent == 0;
        return true;
    }
    int64_t result = 1;
    for (int64_t i = 0; i < exponent; i++) {
        if (__builtin_mul_overflow(result, base, &result)) return false;
    }
    *power = result;
    return true;
}

OP(power_integer) {
    int64_t power;
    bool fits = whole_power(args[0].as.integer, args[1].as.integer, &power) && power >= INT32_MIN &&
                power <= INT32_MAX;
    return fits ? value_integer((int32_t)power) : op_overflow(runtime, "Power");
}

OP(power_long) {
    int64_t power;
    bool fits = whole_power(args[0].as.whole, args[1].as.whole, &power);
    return fits ? value_long(power) : op_overflow(runtime, "Power");
}

// ---- Decimal and Quantity

static Value decimal_or_overflow(Runtime *runtime, bool fits, Decimal number,
                                 const char *operation) {
    return fits ? value_decimal(runtime->arena, number) : op_overflow(runtime, operation);
}

// A quantity in the unit of `like`.
static Value quantity_like(Arena *arena, Decimal number, const QuantityValue *like) {
    return value_quantity(arena, number, like->unit, like->calendar);
}

typedef bool DecimalOperation(Decimal a, Decimal b, Decimal *result);

// Both quantities in the finer of their units (CQL 1.5.3, Add: "the most granular unit").
static bool combine_quantities(Arena *arena, const QuantityValue *a, const QuantityValue *b,
                               DecimalOperation *operation, Value *result) {
    const QuantityValue *unit = quantity_is_finer(a, b) ? a : b;
    Decimal left;
    Decimal right;
    Decimal number;
    if (!quantity_convert(a, unit, COMPARE_EQUAL, &left) ||
        !quantity_convert(b, unit, COMPARE_EQUAL, &right) || !operation(left, right, &number)) {
        return false;
    }
    *result = quantity_like(arena, number, unit);
    return true;
}

static bool combine(Arena *arena, Value a, Value b, DecimalOperation *operation, Value *result) {
    if (a.kind == VALUE_QUANTITY) {
        return combine_quantities(arena, a.as.quantity, b.as.quantity, operation, result);
    }
    Decimal number;
    if (!operation(value_to_decimal(a), value_to_decimal(b), &number)) return false;
    *result = value_decimal(arena, number);
    return true;
}

OP(add_decimal) {
    Value sum;
    return combine(runtime->arena, args[0], args[1], decimal_add, &sum)
               ? sum
               : op_overflow(runtime, "Add");
}

OP(subtract_decimal) {
    Value difference;
    return combine(runtime->arena, args[0], args[1], decimal_subtract, &difference)
               ? difference
               : op_overflow(runtime, "Subtract");
}

// Quantities whose units do not fit are null, and no overflow.
static Value combined_or_null(Runtime *runtime, const Value *args, DecimalOperation *operation,
                              const char *name) {
    Value result;
    if (combine(runtime->arena, args[0], args[1], operation, &result)) return result;
    Decimal converted;
    bool comparable =
        quantity_convert(args[0].as.quantity, args[1].as.quantity, COMPARE_EQUAL, &converted);
    return comparable ? op_overflow(runtime, name) : value_null();
}

OP(add_quantity) {
    return combined_or_null(runtime, args, decimal_add, "Add");
}

OP(subtract_quantity) {
    return combined_or_null(runtime, args, decimal_subtract, "Subtract");
}

OP(multiply_decimal) {
    Decimal product;
    bool fits = decimal_multiply(value_to_decimal(args[0]), value_to_decimal(args[1]), &product);
    return decimal_or_overflow(runtime, fits, product, "Multiply");
}

static bool is_plain_number(const QuantityValue *quantity) {
    return quantity->unit.len == 0 || str_eq(quantity->unit, STR("1"));
}

static bool multiply_quantities(Arena *arena, const QuantityValue *a, const QuantityValue *b,
                                Value *result) {
    Decimal number;
    Decimal factor;
    Str unit;
    if (is_plain_number(a) || is_plain_number(b)) {
        if (!decimal_multiply(a->value, b->value, &number)) return false;
        *result = quantity_like(arena, number, is_plain_number(a) ? b : a);
        return true;
    }
    if (!unit_multiply(arena, a->unit, b->unit, &unit, &factor)) return false;
    const Decimal factors[] = {a->value, b->value, factor};
    if (!decimal_multiply_divide(factors, 3, decimal_from_int(1), &number)) return false;
    int places =
        a->value.places + b->value.places;  // a product keeps them all, like decimal_multiply
    if (places > DECIMAL_PLACES) places = DECIMAL_PLACES;
    if (number.places < places) number.places = (uint8_t)places;
    *result = value_quantity(arena, number, unit, false);
    return true;
}

OP(multiply_quantity) {
    Value product;
    return multiply_quantities(runtime->arena, args[0].as.quantity, args[1].as.quantity, &product)
               ? product
               : op_overflow(runtime, "Multiply");
}

static bool divide_quantities(Arena *arena, const QuantityValue *a, const QuantityValue *b,
                              Value *result) {
    Decimal number;
    Decimal factor;
    Str unit;
    bool same = str_eq(a->unit, b->unit);
    if (is_plain_number(b) || same) {
        if (!decimal_divide(a->value, b->value, &number)) return false;
        *result = is_plain_number(b) ? quantity_like(arena, number, a)
                                     : value_quantity(arena, number, STR("1"), false);
        return true;
    }
    if (!unit_divide(arena, a->unit, b->unit, &unit, &factor)) return false;
    const Decimal factors[] = {a->value, factor};
    if (!decimal_multiply_divide(factors, 2, b->value, &number)) return false;
    *result = value_quantity(arena, number, unit, false);
    return true;
}

OP(divide_decimal) {
    Decimal by = value_to_decimal(args[1]);
    Decimal quotient;
    if (by.units == 0) return value_null();
    bool fits = decimal_divide(value_to_decimal(args[0]), by, &quotient);
    return decimal_or_overflow(runtime, fits, quotient, "Divide");
}

OP(divide_quantity) {
    Value quotient;
    if (args[1].as.quantity->value.units == 0) return value_null();
    return divide_quantities(runtime->arena, args[0].as.quantity, args[1].as.quantity, &quotient)
               ? quotient
               : op_overflow(runtime, "Divide");
}

OP(truncated_divide_decimal) {
    Decimal by = value_to_decimal(args[1]);
    Decimal quotient;
    if (by.units == 0) return value_null();
    bool fits = decimal_truncated_divide(value_to_decimal(args[0]), by, &quotient);
    return decimal_or_overflow(runtime, fits, quotient, "TruncatedDivide");
}

OP(modulo_decimal) {
    Decimal by = value_to_decimal(args[1]);
    Decimal rest;
    if (by.units == 0) return value_null();
    bool fits = decimal_modulo(value_to_decimal(args[0]), by, &rest);
    return decimal_or_overflow(runtime, fits, rest, "Modulo");
}

// Of quantities of one dimension, `div` and `mod` keep the unit of the dividend, as the public test
// suite has it.
static Value whole_division(Runtime *runtime, const Value *args, DecimalOperation *operation,
                            const char *name) {
    const QuantityValue *dividend = args[0].as.quantity;
    Decimal divisor;
    Decimal result;
    if (is_plain_number(args[1].as.quantity)) {
        divisor = args[1].as.quantity->value;
    } else if (!quantity_convert(args[1].as.quantity, dividend, COMPARE_EQUAL, &divisor)) {
        return value_null();
    }
    if (divisor.units == 0) return value_null();
    if (!operation(dividend->value, divisor, &result)) return op_overflow(runtime, name);
    return quantity_like(runtime->arena, result, dividend);
}

// Of other dimensions: the whole part, with the unit of the quotient.
static Value divide_whole_units(Runtime *runtime, const QuantityValue *a, const QuantityValue *b) {
    Decimal number;
    Decimal factor;
    Str unit;
    if (b->value.units == 0 || !unit_divide(runtime->arena, a->unit, b->unit, &unit, &factor))
        return value_null();
    if (!decimal_multiply(a->value, factor, &number) ||
        !decimal_truncated_divide(number, b->value, &number))
        return op_overflow(runtime, "TruncatedDivide");
    return value_quantity(runtime->arena, number, unit, false);
}

OP(truncated_divide_quantity) {
    const QuantityValue *a = args[0].as.quantity;
    const QuantityValue *b = args[1].as.quantity;
    Decimal same;
    if (!is_plain_number(b) && !quantity_convert(b, a, COMPARE_EQUAL, &same))
        return divide_whole_units(runtime, a, b);
    return whole_division(runtime, args, decimal_truncated_divide, "TruncatedDivide");
}

OP(modulo_quantity) {
    return whole_division(runtime, args, decimal_modulo, "Modulo");
}

OP(negate_decimal) {
    return value_decimal(runtime->arena, decimal_negate(value_to_decimal(args[0])));
}

OP(negate_quantity) {
    const QuantityValue *quantity = args[0].as.quantity;
    return quantity_like(runtime->arena, decimal_negate(quantity->value), quantity);
}

OP(abs_decimal) {
    return value_decimal(runtime->arena, decimal_abs(value_to_decimal(args[0])));
}

OP(abs_quantity) {
    const QuantityValue *quantity = args[0].as.quantity;
    return quantity_like(runtime->arena, decimal_abs(quantity->value), quantity);
}

bool op_add(Arena *arena, Value a, Value b, Value *result) {
    if (a.kind == VALUE_INTEGER) {
        int32_t sum;
        if (__builtin_add_overflow(a.as.integer, b.as.integer, &sum)) return false;
        *result = value_integer(sum);
        return true;
    }
    if (a.kind == VALUE_LONG) {
        int64_t sum;
        if (__builtin_add_overflow(a.as.whole, b.as.whole, &sum)) return false;
        *result = value_long(sum);
        return true;
    }
    return combine(arena, a, b, decimal_add, result);
}

bool op_subtract(Arena *arena, Value a, Value b, Value *result) {
    if (a.kind == VALUE_INTEGER) {
        int32_t difference;
        if (__builtin_sub_overflow(a.as.integer, b.as.integer, &difference)) return false;
        *result = value_integer(difference);
        return true;
    }
    if (a.kind == VALUE_LONG) {
        int64_t difference;
        if (__builtin_sub_overflow(a.as.whole, b.as.whole, &difference)) return false;
        *result = value_long(difference);
        return true;
    }
    return combine(arena, a, b, decimal_subtract, result);
}

// Quantities multiply as their numbers do, in the unit of the first: a product of
// measurements in an aggregate keeps it (CQL 1.5.3, Product).
bool op_multiply(Arena *arena, Value a, Value b, Value *result) {
    if (a.kind == VALUE_INTEGER) {
        int32_t product;
        if (__builtin_mul_overflow(a.as.integer, b.as.integer, &product)) return false;
        *result = value_integer(product);
        return true;
    }
    if (a.kind == VALUE_LONG) {
        int64_t product;
        if (__builtin_mul_overflow(a.as.whole, b.as.whole, &product)) return false;
        *result = value_long(product);
        return true;
    }
    return combine(arena, a, b, decimal_multiply, result);
}

bool op_divide(Arena *arena, Value a, Decimal by, Value *result) {
    Decimal quotient;
    if (a.kind == VALUE_QUANTITY) {
        if (!decimal_divide(a.as.quantity->value, by, &quotient)) return false;
        *result = quantity_like(arena, quotient, a.as.quantity);
        return true;
    }
    if (!decimal_divide(value_to_decimal(a), by, &quotient)) return false;
    *result = value_decimal(arena, quotient);
    return true;
}

// ---- functions of a Decimal

// Outside Integer's range is null, never an error: the suite asks so even where overflow is one.
static Value decimal_to_integer(bool fits, Decimal number) {
    int64_t whole;
    if (!fits || !decimal_fits_int64(number, &whole) || whole < INT32_MIN || whole > INT32_MAX) {
        return value_null();
    }
    return value_integer((int32_t)whole);
}

OP(ceiling) {
    Decimal number;
    bool fits = decimal_ceiling(value_to_decimal(args[0]), &number);
    return decimal_to_integer(fits, number);
}

OP(floor_decimal) {
    Decimal number;
    bool fits = decimal_floor(value_to_decimal(args[0]), &number);
    return decimal_to_integer(fits, number);
}

OP(truncate_decimal) {
    return decimal_to_integer(true, decimal_truncate(value_to_decimal(args[0])));
}

// Without a precision, or with null for one: to the whole number.
OP(round_decimal) {
    if (value_is_null(args[0])) return value_null();
    int places = call->count > 1 && !value_is_null(args[1]) ? args[1].as.integer : 0;
    if (places < 0) return value_null();
    Decimal rounded;
    if (places > DECIMAL_PLACES) places = DECIMAL_PLACES;
    bool fits = decimal_round(value_to_decimal(args[0]), places, &rounded);
    return decimal_or_overflow(runtime, fits, rounded, "Round");
}

// They are sums of many terms of many digits.
enum { SERIES_UNITS = 8192, PRODUCTS = 8 };

OP(exp_decimal) {
    Decimal power;
    if (!budget_spend(&runtime->budget, SERIES_UNITS)) return value_null();
    bool fits = decimal_exp(value_to_decimal(args[0]), &power);
    return decimal_or_overflow(runtime, fits, power, "Exp");
}

OP(ln_decimal) {
    Decimal logarithm;
    if (!budget_spend(&runtime->budget, SERIES_UNITS)) return value_null();
    bool fits = decimal_ln(value_to_decimal(args[0]), &logarithm);
    return decimal_or_overflow(runtime, fits, logarithm, "Ln");
}

OP(log_decimal) {
    Decimal logarithm;
    if (!budget_spend(&runtime->budget, SERIES_UNITS)) return value_null();
    bool fits = decimal_log(value_to_decimal(args[0]), value_to_decimal(args[1]), &logarithm);
    return fits ? value_decimal(runtime->arena, logarithm) : value_null();
}

// Squares and cubes are products.
static uint64_t power_units(Decimal exponent) {
    int64_t whole;
    bool small = decimal_is_whole(exponent) && decimal_fits_int64(exponent, &whole) &&
                 whole >= -PRODUCTS && whole <= PRODUCTS;
    return small ? SERIES_UNITS / PRODUCTS : SERIES_UNITS;
}

OP(power_decimal) {
    Decimal power;
    if (!budget_spend(&runtime->budget, power_units(value_to_decimal(args[1]))))
        return value_null();
    bool fits = decimal_power(value_to_decimal(args[0]), value_to_decimal(args[1]), &power);
    return decimal_or_overflow(runtime, fits, power, "Power");
}

// ---- the ends and steps of types

OP(successor) {
    PointRoom room;
    Value next;
    if (!point_successor(args[0], &room, &next)) return op_overflow(runtime, "Successor");
    return point_keep(runtime->arena, next);
}

OP(predecessor) {
    PointRoom room;
    Value next;
    if (!point_predecessor(args[0], &room, &next)) return op_overflow(runtime, "Predecessor");
    return point_keep(runtime->arena, next);
}

static Value extreme(Runtime *runtime, const OpCall *call, bool greatest) {
    static const ValueKind kinds[] = {
        [TYPE_INTEGER] = VALUE_INTEGER, [TYPE_LONG] = VALUE_LONG,
        [TYPE_DECIMAL] = VALUE_DECIMAL, [TYPE_QUANTITY] = VALUE_QUANTITY,
        [TYPE_DATE] = VALUE_DATE,       [TYPE_DATETIME] = VALUE_DATETIME,
        [TYPE_TIME] = VALUE_TIME,
    };
    PointRoom room;
    Value point;
    uint8_t kind = call->types[0]->kind;
    bool has = kind < sizeof kinds / sizeof kinds[0] &&
               point_extreme(kinds[kind], greatest, STR("1"), &room, &point);
    return has ? point_keep(runtime->arena, point) : value_null();
}

// The argument only says which type: the type of the call counts, not the value.
OP(minimum) {
    return extreme(runtime, call, false);
}

OP(maximum) {
    return extreme(runtime, call, true);
}

#define BINARY(name, integer, whole, decimal, quantity, section)                      \
    {name, "Integer, Integer -> Integer", OP_FUNCTION | OP_RANGES, integer, section}, \
        {name, "Long, Long -> Long", OP_FUNCTION, whole, section},                    \
        {name, "Decimal, Decimal -> Decimal", OP_FUNCTION, decimal, section}, {       \
        name, "Quantity, Quantity -> Quantity", OP_FUNCTION, quantity, section        \
    }
#define DIVISION(name, integer, whole, decimal, quantity, section)              \
    {name, "Integer, Integer -> Integer", OP_FUNCTION, integer, section},       \
        {name, "Long, Long -> Long", OP_FUNCTION, whole, section},              \
        {name, "Decimal, Decimal -> Decimal", OP_FUNCTION, decimal, section}, { \
        name, "Quantity, Quantity -> Quantity", OP_FUNCTION, quantity, section  \
    }
#define UNARY(name, flags, integer, whole, decimal, quantity, section)     \
    {name, "Integer -> Integer", OP_FUNCTION | (flags), integer, section}, \
        {name, "Long -> Long", OP_FUNCTION, whole, section},               \
        {name, "Decimal -> Decimal", OP_FUNCTION, decimal, section}, {     \
        name, "Quantity -> Quantity", OP_FUNCTION, quantity, section       \
    }
#define ENDS(name, eval, section)                                  \
    {name, "Integer -> Integer", OP_NULLS, eval, section},         \
        {name, "Long -> Long", OP_NULLS, eval, section},           \
        {name, "Decimal -> Decimal", OP_NULLS, eval, section},     \
        {name, "Quantity -> Quantity", OP_NULLS, eval, section},   \
        {name, "Date -> Date", OP_NULLS, eval, section},           \
        {name, "DateTime -> DateTime", OP_NULLS, eval, section}, { \
        name, "Time -> Time", OP_NULLS, eval, section              \
    }
#define STEPS(name, eval, section)                                    \
    UNARY(name, 0, eval, eval, eval, eval, section),                  \
        {name, "Date -> Date", OP_FUNCTION, eval, section},           \
        {name, "DateTime -> DateTime", OP_FUNCTION, eval, section}, { \
        name, "Time -> Time", OP_FUNCTION, eval, section              \
    }
#define BOUNDARY(name, eval, section)                                                   \
    {name, "Decimal, Integer -> Decimal", OP_FUNCTION | OP_NULLS, eval, section},       \
        {name, "Date, Integer -> Date", OP_FUNCTION | OP_NULLS, eval, section},         \
        {name, "DateTime, Integer -> DateTime", OP_FUNCTION | OP_NULLS, eval, section}, \
        {name, "Time, Integer -> Time", OP_FUNCTION | OP_NULLS, eval, section},         \
        {name, "Decimal -> Decimal", OP_FUNCTION, eval, section},                       \
        {name, "Date -> Date", OP_FUNCTION, eval, section},                             \
        {name, "DateTime -> DateTime", OP_FUNCTION, eval, section}, {                   \
        name, "Time -> Time", OP_FUNCTION, eval, section                                \
    }

// clang-format off
const OpRow ops_arithmetic[] = {
    BINARY("Add", add_integer, add_long, add_decimal, add_quantity, "Arithmetic, Add"),
    BINARY("Subtract", subtract_integer, subtract_long, subtract_decimal, subtract_quantity,
           "Arithmetic, Subtract"),
    BINARY("Multiply", multiply_integer, multiply_long, multiply_decimal, multiply_quantity,
           "Arithmetic, Multiply"),
    {"Divide", "Decimal, Decimal -> Decimal", OP_FUNCTION, divide_decimal, "Arithmetic, Divide"},
    {"Divide", "Quantity, Quantity -> Quantity", OP_FUNCTION, divide_quantity,
     "Arithmetic, Divide"},
    DIVISION("TruncatedDivide", divide_integer, divide_long, truncated_divide_decimal,
             truncated_divide_quantity, "Arithmetic, Truncated Divide"),
    DIVISION("Modulo", modulo_integer, modulo_long, modulo_decimal, modulo_quantity,
             "Arithmetic, Modulo"),
    UNARY("Negate", OP_RANGES, negate_integer, negate_long, negate_decimal, negate_quantity,
          "Arithmetic, Negate"),
    UNARY("Abs", 0, abs_integer, abs_long, abs_decimal, abs_quantity, "Arithmetic, Abs"),
    {"Ceiling", "Decimal -> Integer", OP_FUNCTION, ceiling, "Arithmetic, Ceiling"},
    {"Floor", "Decimal -> Integer", OP_FUNCTION, floor_decimal, "Arithmetic, Floor"},
    {"Truncate", "Decimal -> Integer", OP_FUNCTION, truncate_decimal, "Arithmetic, Truncate"},
    {"Round", "Decimal -> Decimal", OP_FUNCTION, round_decimal, "Arithmetic, Round"},
    {"Round", "Decimal, Integer -> Decimal", OP_FUNCTION | OP_NULLS, round_decimal,
     "Arithmetic, Round"},
    {"Exp", "Decimal -> Decimal", OP_FUNCTION, exp_decimal, "Arithmetic, Exp"},
    {"Ln", "Decimal -> Decimal", OP_FUNCTION, ln_decimal, "Arithmetic, Ln"},
    {"Log", "Decimal, Decimal -> Decimal", OP_FUNCTION, log_decimal, "Arithmetic, Log"},
    {"Power", "Integer, Integer -> Integer", OP_FUNCTION, power_integer, "Arithmetic, Power"},
    {"Power", "Long, Long -> Long", OP_FUNCTION, power_long, "Arithmetic, Power"},
    {"Power", "Decimal, Decimal -> Decimal", OP_FUNCTION, power_decimal, "Arithmetic, Power"},
    STEPS("Successor", successor, "Arithmetic, Successor"),
    STEPS("Predecessor", predecessor, "Arithmetic, Predecessor"),
    ENDS("MinValue", minimum, "Arithmetic, Minimum"),
    ENDS("MaxValue", maximum, "Arithmetic, Maximum"),
    {"Precision", "Decimal -> Integer", OP_FUNCTION, op_precision, "Arithmetic, Precision"},
    {"Precision", "Date -> Integer", OP_FUNCTION, op_precision, "Arithmetic, Precision"},
    {"Precision", "DateTime -> Integer", OP_FUNCTION, op_precision, "Arithmetic, Precision"},
    {"Precision", "Time -> Integer", OP_FUNCTION, op_precision, "Arithmetic, Precision"},
    BOUNDARY("LowBoundary", op_low_boundary, "Arithmetic, LowBoundary"),
    BOUNDARY("HighBoundary", op_high_boundary, "Arithmetic, HighBoundary"),
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on
