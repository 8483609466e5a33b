// ops_compare: =, ~, <, <=, >, >= (CQL 1.5.3 appendix B, Comparison Operators).

#include "cql/ops_internal.h"

OP(equal) {
    return value_tri(value_equal_within(&runtime->budget, args[0], args[1]));
}

OP(equivalent) {
    return value_boolean(value_equivalent_within(&runtime->budget, args[0], args[1]));
}

// An order that is not known may still rule one of the answers out: @2014 <= @2014-05 is not
// known, but [1, 3] <= 3 holds for each of its numbers.
static Tri less_range(Value a, Value b) {
    Decimal a_low;
    Decimal a_high;
    Decimal b_low;
    Decimal b_high;
    if (!value_ends(a, &a_low, &a_high) || !value_ends(b, &b_low, &b_high)) return TRI_UNKNOWN;
    if (decimal_compare(a_high, b_low) < 0) return TRI_TRUE;
    return decimal_compare(a_low, b_high) >= 0 ? TRI_FALSE : TRI_UNKNOWN;
}

static Tri less(Value a, Value b) {
    if (a.kind == VALUE_UNCERTAIN || b.kind == VALUE_UNCERTAIN) return less_range(a, b);
    int order;
    return value_order(a, b, &order) ? tri_of(order < 0) : TRI_UNKNOWN;
}

OP(op_less) {
    return value_tri(less(args[0], args[1]));
}

OP(op_less_or_equal) {
    return value_tri(tri_not(less(args[1], args[0])));
}

OP(op_greater) {
    return value_tri(less(args[1], args[0]));
}

OP(op_greater_or_equal) {
    return value_tri(tri_not(less(args[0], args[1])));
}

#define ORDER_ROWS(name, eval, section)                                  \
    {name, "Integer, Integer -> Boolean", OP_RANGES, eval, section},     \
        {name, "Long, Long -> Boolean", OP_RANGES, eval, section},       \
        {name, "Decimal, Decimal -> Boolean", OP_RANGES, eval, section}, \
        {name, "String, String -> Boolean", 0, eval, section},           \
        {name, "Date, Date -> Boolean", 0, eval, section},               \
        {name, "DateTime, DateTime -> Boolean", 0, eval, section},       \
        {name, "Time, Time -> Boolean", 0, eval, section}, {             \
        name, "Quantity, Quantity -> Boolean", 0, eval, section          \
    }

// clang-format off
const OpRow ops_comparison[] = {
    {"Equal", "T, T -> Boolean", OP_RANGES, equal, "Comparison, Equal"},
    {"Equivalent", "Code, Concept -> Boolean", OP_NULLS, equivalent, "Clinical, Equivalent"},
    {"Equivalent", "Concept, Code -> Boolean", OP_NULLS, equivalent, "Clinical, Equivalent"},
    {"Equivalent", "T, T -> Boolean", OP_NULLS | OP_RANGES, equivalent, "Comparison, Equivalent"},
    ORDER_ROWS("Less", op_less, "Comparison, Less"),
    ORDER_ROWS("LessOrEqual", op_less_or_equal, "Comparison, Less Or Equal"),
    ORDER_ROWS("Greater", op_greater, "Comparison, Greater"),
    ORDER_ROWS("GreaterOrEqual", op_greater_or_equal, "Comparison, Greater Or Equal"),
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on

// ---- timing of single points; the rows are with those of dates and intervals

static Tri before(const OpCall *call, Value a, Value b) {
    int order;
    return point_order(a, b, call->precision, &order) ? tri_of(order < 0) : TRI_UNKNOWN;
}

Value op_point_before(Runtime *runtime OP_UNUSED, const OpCall *call, const Value *args) {
    return value_tri(before(call, args[0], args[1]));
}

Value op_point_after(Runtime *runtime OP_UNUSED, const OpCall *call, const Value *args) {
    return value_tri(before(call, args[1], args[0]));
}

Value op_point_same_or_before(Runtime *runtime OP_UNUSED, const OpCall *call, const Value *args) {
    return value_tri(tri_not(before(call, args[1], args[0])));
}

Value op_point_same_or_after(Runtime *runtime OP_UNUSED, const OpCall *call, const Value *args) {
    return value_tri(tri_not(before(call, args[0], args[1])));
}

Value op_point_same(Runtime *runtime OP_UNUSED, const OpCall *call, const Value *args) {
    int order;
    bool known = point_order(args[0], args[1], call->precision, &order);
    return value_tri(known ? tri_of(order == 0) : TRI_UNKNOWN);
}
