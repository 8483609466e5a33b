// ops_internal: what the chapters of operators share.
//
// Not for callers: they find an operator through ops.h.

#ifndef CQL_OPS_INTERNAL_H
#define CQL_OPS_INTERNAL_H

#include "cql/ops.h"
#include "cql/value_point.h"
#include "cql/value_quantity.h"

#include "base/buf.h"

#define OP_UNUSED __attribute__((unused))
// The head of an operator's implementation; not each needs all three.
#define OP(name)                                                                \
    static Value name(Runtime *runtime OP_UNUSED, const OpCall *call OP_UNUSED, \
                      const Value *args OP_UNUSED)

enum { OP_MAX_RESULT = 1 << 24 };  // elements of a list or bytes of a text that an operator makes

static inline Str op_text(const char *text) {
    return (Str){text, strlen(text)};
}
static inline Value op_boolean(bool truth) {
    return value_boolean(truth);
}
// A null in `elements`' place counts for nothing in aggregates.
static inline bool op_is_known(Value value) {
    return value.kind != VALUE_NULL && value.kind != VALUE_UNCERTAIN;
}

// Arithmetic of any number or Quantity; false: overflow or units that do not fit
// (ops_arithmetic.c).
bool op_add(Arena *arena, Value a, Value b, Value *result);
bool op_subtract(Arena *arena, Value a, Value b, Value *result);
bool op_multiply(Arena *arena, Value a, Value b, Value *result);
// Decimal or Quantity by a Decimal.
bool op_divide(Arena *arena, Value a, Decimal by, Value *result);

// Date, DateTime or Time, moved by a quantity of time; sets the error for a unit that is no time
// (ops_datetime.c).
Value op_move(Runtime *runtime, Value moment, const QuantityValue *by, int direction);

// ops_boundary.c
OpEval op_precision, op_low_boundary, op_high_boundary;
// ops_interval_set.c
OpEval op_interval_union, op_interval_intersect, op_interval_except, op_collapse;
// ops_expand.c
OpEval op_expand_interval, op_expand_list;
// ops_compare.c: SameAs, Before ... of points.
OpEval op_point_same, op_point_before, op_point_after, op_point_same_or_before,
    op_point_same_or_after;

// Membership in lists (ops_list.c); the rows of Includes stand with the intervals.
OpEval op_list_contains, op_list_in, op_list_properly_contains, op_list_properly_in;
OpEval op_list_includes, op_list_included_in, op_list_properly_includes,
    op_list_properly_included_in;
// ops_children.c
OpEval op_children, op_descendants;

// Set operations on lists, by value_same (ops_list_set.c).
OpEval op_distinct, op_list_union, op_list_intersect, op_list_except;
Value op_distinct_list(Runtime *runtime, Value list);
// Order of `sort` over a list, stable (ops_list_set.c).
Value *op_sorted(Runtime *runtime, const Value *items, size_t count);

#endif
