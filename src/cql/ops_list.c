// ops_list: lists (CQL 1.5.3 appendix B, List Operators; Slice from CQL 2.0).
//
// Elements are found by "=" with null equal to null. Where "=" is not known for an element,
// and no other one decides, membership is not known either.

#include "cql/ops_internal.h"

// ---- membership

static Tri equal_or_both_null(Budget *budget, Value a, Value b) {
    if (!budget_spend(budget, 2)) return TRI_UNKNOWN;
    if (value_is_null(a) || value_is_null(b)) return tri_of(a.kind == b.kind);
    return value_equal_within(budget, a, b);
}

static Tri is_in(Budget *budget, Value list, Value element) {
    Tri found = TRI_FALSE;
    for (size_t i = 0; i < list.count && found != TRI_TRUE && budget->left > 0; i++) {
        found = tri_or(found, equal_or_both_null(budget, list.as.items[i], element));
    }
    return found;
}

static Value contains(Budget *budget, Value list, Value element) {
    if (value_is_null(list)) return value_boolean(false);
    return value_tri(is_in(budget, list, element));
}

Value op_list_contains(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    return contains(&runtime->budget, args[0], args[1]);
}

Value op_list_in(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    return contains(&runtime->budget, args[1], args[0]);
}

// Is the element in the list, and some other one too? Whether a null is another one than a
// value is not known; whether a value is another one than the null looked for is.
static Value properly_contains(Budget *budget, Value list, Value element) {
    if (value_is_null(list)) return value_boolean(false);
    Tri other = TRI_FALSE;
    for (size_t i = 0; i < list.count && budget_spend(budget, 1); i++) {
        Value item = list.as.items[i];
        Tri equal = value_is_null(element) ? tri_of(value_is_null(item))
                                           : value_equal_within(budget, item, element);
        other = tri_or(other, tri_not(equal));
    }
    return value_tri(tri_and(is_in(budget, list, element), other));
}

Value op_list_properly_contains(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    return properly_contains(&runtime->budget, args[0], args[1]);
}

Value op_list_properly_in(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    return properly_contains(&runtime->budget, args[1], args[0]);
}

static Tri includes(Budget *budget, Value list, Value part) {
    Tri all = TRI_TRUE;
    for (size_t i = 0; i < part.count && all != TRI_FALSE && budget->left > 0; i++) {
        all = tri_and(all, is_in(budget, list, part.as.items[i]));
    }
    return all;
}

// Included, and with more in it: by the number of elements, as the specification says.
static Tri properly_includes(Budget *budget, Value list, Value part) {
    return tri_and(includes(budget, list, part), tri_of(list.count > part.count));
}

Value op_list_includes(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    return value_tri(includes(&runtime->budget, args[0], args[1]));
}

Value op_list_included_in(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    return value_tri(includes(&runtime->budget, args[1], args[0]));
}

Value op_list_properly_includes(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    return value_tri(properly_includes(&runtime->budget, args[0], args[1]));
}

Value op_list_properly_included_in(Runtime *runtime, const OpCall *call OP_UNUSED,
                                   const Value *args) {
    return value_tri(properly_includes(&runtime->budget, args[1], args[0]));
}

OP(exists) {
    if (value_is_null(args[0])) return value_boolean(false);
    for (size_t i = 0; i < args[0].count; i++) {
        if (!value_is_null(args[0].as.items[i])) return value_boolean(true);
    }
    return value_boolean(false);
}

OP(index_of) {
    Tri unknown = TRI_FALSE;
    for (size_t i = 0; i < args[0].count; i++) {
        Tri equal = equal_or_both_null(&runtime->budget, args[0].as.items[i], args[1]);
        if (equal == TRI_TRUE && unknown == TRI_FALSE) return value_integer((int32_t)i);
        unknown = tri_or(unknown, equal);
    }
    return unknown == TRI_FALSE ? value_integer(-1) : value_null();
}

// ---- parts

static Value part(Value list, size_t from, size_t to) {
    if (to > list.count) to = list.count;
    if (from >= to) return value_list(NULL, 0);
    return value_list_of(list, list.as.items + from, to - from);
}

OP(list_indexer) {
    int32_t index = args[1].as.integer;
    if (index < 0 || (uint32_t)index >= args[0].count) return value_null();
    return args[0].as.items[index];
}

OP(first) {
    return args[0].count == 0 ? value_null() : args[0].as.items[0];
}

OP(last) {
    return args[0].count == 0 ? value_null() : args[0].as.items[args[0].count - 1];
}

OP(list_length) {
    return value_integer(value_is_null(args[0]) ? 0 : (int32_t)args[0].count);
}

OP(singleton_from) {
    if (args[0].count > 1)
        return op_fail(runtime, "singleton from: the list has %u elements", args[0].count);
    return first(runtime, call, args);
}

// Without a number nothing is skipped; a negative one leaves nothing.
OP(skip) {
    if (value_is_null(args[0]) || value_is_null(args[1])) return args[0];
    int32_t number = args[1].as.integer;
    return number < 0 ? value_list(NULL, 0) : part(args[0], (size_t)number, args[0].count);
}

OP(take) {
    if (value_is_null(args[0])) return value_null();
    int32_t number = value_is_null(args[1]) ? 0 : args[1].as.integer;
    return part(args[0], 0, number < 0 ? 0 : (size_t)number);
}

OP(tail) {
    return part(args[0], 1, args[0].count);
}

// A negative position counts from the end.
static size_t position(Value list, Value given, size_t otherwise) {
    if (value_is_null(given)) return otherwise;
    int64_t index = given.as.integer;
    if (index < 0) index += list.count;
    if (index < 0) return 0;
    return (size_t)index > list.count ? list.count : (size_t)index;
}

OP(slice) {
    if (value_is_null(args[0])) return value_null();
    size_t from = call->count > 1 ? position(args[0], args[1], 0) : 0;
    size_t to = call->count > 2 ? position(args[0], args[2], args[0].count) : args[0].count;
    return part(args[0], from, to);
}

OP(flatten) {
    size_t count = 0;
    for (size_t i = 0; i < args[0].count; i++) {
        if (args[0].as.items[i].kind == VALUE_LIST) count += args[0].as.items[i].count;
    }
    if (count > OP_MAX_RESULT) return op_fail(runtime, "Flatten gives too many elements");
    Value *items = ARENA_ARRAY(runtime->arena, Value, count);
    count = 0;
    for (size_t i = 0; i < args[0].count; i++) {
        Value list = args[0].as.items[i];
        for (size_t k = 0; list.kind == VALUE_LIST && k < list.count; k++) {
            items[count++] = list.as.items[k];
        }
    }
    return value_list(items, count);
}

enum { FUNCTION_NULLS = OP_FUNCTION | OP_NULLS };

// clang-format off
const OpRow ops_list[] = {
    {"Contains", "List<T>, T -> Boolean", OP_NULLS, op_list_contains, "List, Contains"},
    {"In", "T, List<T> -> Boolean", OP_NULLS, op_list_in, "List, In"},
    {"ProperContains", "List<T>, T -> Boolean", OP_NULLS, op_list_properly_contains,
     "List, Properly Includes"},
    {"ProperIn", "T, List<T> -> Boolean", OP_NULLS, op_list_properly_in,
     "List, Properly Included In"},
    {"Exists", "List<T> -> Boolean", FUNCTION_NULLS, exists, "List, Exists"},
    {"IndexOf", "List<T>, T -> Integer", OP_FUNCTION, index_of, "List, IndexOf"},
    {"Indexer", "List<T>, Integer -> T", OP_FUNCTION, list_indexer, "List, Indexer"},
    {"First", "List<T> -> T", OP_FUNCTION, first, "List, First"},
    {"Last", "List<T> -> T", OP_FUNCTION, last, "List, Last"},
    {"Length", "List<T> -> Integer", FUNCTION_NULLS, list_length, "List, Length"},
    {"SingletonFrom", "List<T> -> T", OP_FUNCTION, singleton_from, "List, Singleton From"},
    {"Skip", "List<T>, Integer -> List<T>", FUNCTION_NULLS, skip, "List, Skip"},
    {"Take", "List<T>, Integer -> List<T>", FUNCTION_NULLS, take, "List, Take"},
    {"Tail", "List<T> -> List<T>", OP_FUNCTION, tail, "List, Tail"},
    {"Slice", "List<T> -> List<T>", OP_FUNCTION, slice, "CQL 2.0, List, Slice"},
    {"Slice", "List<T>, Integer -> List<T>", FUNCTION_NULLS, slice, "CQL 2.0, List, Slice"},
    {"Slice", "List<T>, Integer, Integer -> List<T>", FUNCTION_NULLS, slice,
     "CQL 2.0, List, Slice"},
    {"Flatten", "List<List<T>> -> List<T>", OP_FUNCTION, flatten, "List, Flatten"},
    {"Distinct", "List<T> -> List<T>", OP_FUNCTION, op_distinct, "List, Distinct"},
    {"Union", "List<T>, List<T> -> List<T>", OP_NULLS, op_list_union, "List, Union"},
    {"Intersect", "List<T>, List<T> -> List<T>", 0, op_list_intersect, "List, Intersect"},
    {"Except", "List<T>, List<T> -> List<T>", OP_NULLS, op_list_except, "List, Except"},
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on
