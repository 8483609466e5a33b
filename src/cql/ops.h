// ops: the system operators and functions of CQL, one row each.
//
// A row says for which argument types an implementation is right, in the signature's own words; the
// checker picks the row once, at load (overloads, conversions), so an implementation never looks
// for its type again. The rows stand in one file a chapter of CQL's appendix B (ops_arithmetic.c,
// ops_string.c, ...); ops.c joins them.
//
//     {"Add", "Integer, Integer -> Integer", 0, add_integer, "Arithmetic, Add"},
//     {"IndexOf", "List<T>, T -> Integer", OP_FUNCTION, index_of, "List, IndexOf"},

#ifndef CQL_OPS_H
#define CQL_OPS_H

#include "cql/type.h"
#include "cql/value.h"

// What an operator may see and use. One a thread.
typedef struct {
    Arena *arena;         // results live here
    DateTime now;         // the evaluation instant; its offset is the default time zone
    bool overflow_error;  // --overflow error: out of range is an error, not null
    const Terms *terms;
    Err *
        // an operator that fails sets it (code ERR_RUN) and returns null; the evaluator stops the
        // patient
        err;
    bool failed;
    Budget budget;  // for what walks its arguments; when it is spent, the evaluator fails
    void (*message)(void *ctx, Str severity, Str code,
                    Str text);  // Message() below Error; may be NULL
    void *message_ctx;
    Value patient_birth;  // Date or null, for Age operators (System.Date)
} Runtime;

// What is known of a call at load.
typedef struct {
    Precision precision;       // "before day of", "duration in months"; NONE if there is none
    uint8_t count;             // arguments
    const Type *const *types;  // static types of the arguments after conversion
    const Type *result;        // static type of the result
} OpCall;

typedef Value OpEval(Runtime *runtime, const OpCall *call, const Value *args);

enum {
    OP_FUNCTION = 1,  // may be called by its name, like Count(...) or ToString(...)
    OP_NULLS = 2,     // sees nulls; without it a null argument gives null without a call
    OP_RANGES =
        4,  // sees VALUE_UNCERTAIN; without it an uncertain argument gives null without a call
    OP_PRECISION = 8,   // takes a precision ("day of")
    OP_CONVERSION = 16  // an implicit conversion as well: ToDecimal(Integer), ToConcept(Code), ...
};

typedef struct {
    const char
        *name;  // as the specification (ELM) spells it: "Add", "SameOrBefore", "ProperIncludedIn"
    const char *
        // "Integer, Integer -> Integer"; T, C, R, S are type variables; System types, List<>,
        // Interval<>, Any
        signature;
    unsigned flags;
    OpEval *eval;
    const char *section;  // chapter and heading of CQL 1.5.3 appendix B
} OpRow;

// All rows of that name, in the order of the tables; *count 0 if there is none. Sorted by name, so
// neighbours.
const OpRow *const *ops_find(Str name, size_t *count);
// All rows, for the list of names ("did you mean") and for tests.
const OpRow *const *ops_all(size_t *count);

// Each chapter's table, ended by a row with name NULL.
extern const OpRow ops_logical[], ops_arithmetic[], ops_comparison[], ops_string[], ops_datetime[],
    ops_interval[], ops_list[], ops_aggregate[], ops_type[], ops_clinical[], ops_nullological[],
    ops_message[];

// Sets runtime->err and runtime->failed; returns null.
Value op_fail(Runtime *runtime, const char *format, ...)
    __attribute__((format(printf, 2, 3), cold));
// Overflow, division by zero, ...: null, or an error under --overflow error.
Value op_overflow(Runtime *runtime, const char *operation);

#endif
