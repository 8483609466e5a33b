// ops_logical: and, or, not, xor, implies, and what asks for null (CQL 1.5.3 appendix B,
// Logical Operators, Nullological Operators). Three-valued: null stands for not known.

#include "cql/ops_internal.h"

OP(and_tri) {
    return value_tri(tri_and(value_to_tri(args[0]), value_to_tri(args[1])));
}

OP(or_tri) {
    return value_tri(tri_or(value_to_tri(args[0]), value_to_tri(args[1])));
}

OP(implies_tri) {
    return value_tri(tri_or(tri_not(value_to_tri(args[0])), value_to_tri(args[1])));
}

OP(xor_boolean) {
    return value_boolean(args[0].as.boolean != args[1].as.boolean);
}

OP(not_boolean) {
    return value_boolean(!args[0].as.boolean);
}

OP(is_null) {
    return value_boolean(value_is_null(args[0]));
}

OP(is_true) {
    return value_boolean(value_to_tri(args[0]) == TRI_TRUE);
}

OP(is_false) {
    return value_boolean(value_to_tri(args[0]) == TRI_FALSE);
}

OP(coalesce_list) {
    for (size_t i = 0; i < args[0].count; i++) {
        if (!value_is_null(args[0].as.items[i])) return args[0].as.items[i];
    }
    return value_null();
}

// clang-format off
const OpRow ops_logical[] = {
    {"And", "Boolean, Boolean -> Boolean", OP_NULLS, and_tri, "Logical, And"},
    {"Or", "Boolean, Boolean -> Boolean", OP_NULLS, or_tri, "Logical, Or"},
    {"Implies", "Boolean, Boolean -> Boolean", OP_NULLS, implies_tri, "Logical, Implies"},
    {"Xor", "Boolean, Boolean -> Boolean", 0, xor_boolean, "Logical, Xor"},
    {"Not", "Boolean -> Boolean", 0, not_boolean, "Logical, Not"},
    {NULL, NULL, 0, NULL, NULL},
};

const OpRow ops_nullological[] = {
    {"IsNull", "Any -> Boolean", OP_FUNCTION | OP_NULLS | OP_RANGES, is_null,
     "Nullological, IsNull"},
    {"IsTrue", "Boolean -> Boolean", OP_FUNCTION | OP_NULLS, is_true, "Nullological, IsTrue"},
    {"IsFalse", "Boolean -> Boolean", OP_FUNCTION | OP_NULLS, is_false, "Nullological, IsFalse"},
    {"Coalesce", "List<T> -> T", OP_FUNCTION, coalesce_list, "Nullological, Coalesce"},
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on
