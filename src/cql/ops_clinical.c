// ops_clinical: ages, membership in value sets and code systems, and Message (CQL 1.5.3
// appendix B, Clinical Operators, Errors and Messaging).

#include "cql/ops_internal.h"

#include <strings.h>

// ---- ages

// Whole periods between birth and an instant. From hours on, a birth date is the beginning of
// a DateTime whose time of day is not known.
static Value age(Runtime *runtime, Value birth, Value at, Precision unit) {
    if (value_is_null(birth) || value_is_null(at)) return value_null();
    DateTime from = value_datetime(birth);
    DateTime to = value_datetime(at);
    if (birth.kind == VALUE_DATE) from.offset = runtime->now.offset;
    if (at.kind == VALUE_DATE) to.offset = runtime->now.offset;
    int64_t low;
    int64_t high;
    if (!datetime_duration(from, to, unit, &low, &high)) return value_null();
    if (low < INT32_MIN || high > INT32_MAX) return op_overflow(runtime, "an age");
    return value_uncertain((int32_t)low, (int32_t)high);
}

// Today for a Date in years to days, Now otherwise.
static Value as_of(Runtime *runtime, Value birth, Precision unit) {
    if (birth.kind == VALUE_DATE && unit <= PRECISION_DAY) {
        return value_moment(VALUE_DATE, datetime_date(runtime->now));
    }
    return value_moment(VALUE_DATETIME, runtime->now);
}

OP(calculate_age) {
    return age(runtime, args[0], as_of(runtime, args[0], call->precision), call->precision);
}

OP(calculate_age_at) {
    return age(runtime, args[0], args[1], call->precision);
}

// ---- membership

static const ValueSet *set_of(Runtime *runtime, Value vocabulary) {
    const VocabularyValue *value = vocabulary.as.vocabulary;
    if (value->set == NULL) {
        op_fail(runtime, "the value set '%.*s' is not there", STR_ARG(value->id));
    }
    return value->set;
}

// A code that names no system is in no value set.
static bool has_code(const ValueSet *set, const CodeValue *code) {
    return code->code.data != NULL && code->system.len > 0 &&
           value_set_has(set, code->system, code->code);
}

static bool has_concept(const ValueSet *set, const ConceptValue *concept) {
    for (size_t i = 0; i < concept->count; i++) {
        if (has_code(set, &concept->codes[i])) return true;
    }
    return false;
}

// A bare string cannot say its system: with several of them in the set it is ambiguous.
// The codes are sorted by system, so the first and the last tell.
static bool has_string(Runtime *runtime, const ValueSet *set, Str code) {
    size_t count = value_set_count(set);
    if (count > 1) {
        Str first;
        Str last;
        Str ignored;
        value_set_code(set, 0, &first, &ignored, &ignored);
        value_set_code(set, count - 1, &last, &ignored, &ignored);
        if (!str_eq(first, last)) {
            Str url = value_set_url(set);
            op_fail(runtime,
                    "a String in '%.*s' is ambiguous: it has codes of several systems; "
                    "write a Code",
                    STR_ARG(url));
            return false;
        }
    }
    return value_set_has(set, STR(""), code);
}

static bool has_value(Runtime *runtime, const ValueSet *set, Value value) {
    switch (value.kind) {
    case VALUE_CODE:
        return has_code(set, value.as.code);
    case VALUE_CONCEPT:
        return has_concept(set, value.as.concept);
    case VALUE_STRING:
        return has_string(runtime, set, value_str(value));
    default:
        return false;
    }
}

static Value failed_or(Runtime *runtime, bool truth) {
    return runtime->failed ? value_null() : value_boolean(truth);
}

// No code is in no value set; a value set that is null is not known.
OP(in_value_set) {
    if (value_is_null(args[1])) return value_null();
    const ValueSet *set = set_of(runtime, args[1]);
    if (set == NULL) return value_null();
    return failed_or(runtime, has_value(runtime, set, args[0]));
}

OP(any_in_value_set) {
    if (value_is_null(args[1])) return value_null();
    const ValueSet *set = set_of(runtime, args[1]);
    if (set == NULL) return value_null();
    bool found = false;
    for (size_t i = 0; !value_is_null(args[0]) && i < args[0].count && !found; i++) {
        found = has_value(runtime, set, args[0].as.items[i]);
    }
    return failed_or(runtime, found);
}

// Code systems are not loaded: a code counts as being in the system it names.
static bool of_system(Value value, Str system) {
    if (value.kind == VALUE_CODE) return str_eq(value.as.code->system, system);
    if (value.kind != VALUE_CONCEPT) return false;
    for (size_t i = 0; i < value.as.concept->count; i++) {
        if (str_eq(value.as.concept->codes[i].system, system)) return true;
    }
    return false;
}

static Value text_in_system(Runtime *runtime) {
    return op_fail(runtime, "a String in a code system cannot be told: write a Code");
}

OP(in_code_system) {
    if (value_is_null(args[1])) return value_null();
    if (args[0].kind == VALUE_STRING) return text_in_system(runtime);
    return value_boolean(of_system(args[0], args[1].as.vocabulary->id));
}

OP(any_in_code_system) {
    if (value_is_null(args[1])) return value_null();
    for (size_t i = 0; !value_is_null(args[0]) && i < args[0].count; i++) {
        if (args[0].as.items[i].kind == VALUE_STRING) return text_in_system(runtime);
        if (of_system(args[0].as.items[i], args[1].as.vocabulary->id)) return value_boolean(true);
    }
    return value_boolean(false);
}

OP(expand_value_set) {
    const ValueSet *set = set_of(runtime, args[0]);
    if (set == NULL) return value_null();
    size_t count = value_set_count(set);
    Value *codes = ARENA_ARRAY(runtime->arena, Value, count);
    for (size_t i = 0; i < count; i++) {
        CodeValue code = {0};
        value_set_code(set, i, &code.system, &code.code, &code.display);
        if (code.display.len == 0) code.display = STR_NONE;
        codes[i] = value_code(runtime->arena, code);
    }
    return value_list_flat(codes, count);
}

// ---- Message

static Str text_or(Value value, Str otherwise) {
    return value.kind == VALUE_STRING ? value_str(value) : otherwise;
}

// Only 'Error' stops the evaluation. Of the source nothing is passed on: it may be about a
// patient.
OP(message) {
    if (value_to_tri(args[1]) != TRI_TRUE) return args[0];
    Str code = text_or(args[2], STR(""));
    Str severity = text_or(args[3], STR("Message"));
    Str text = text_or(args[4], STR(""));
    if (severity.len == 5 && strncasecmp(severity.data, "Error", 5) == 0) {
        return op_fail(runtime, "%.*s: %.*s", STR_ARG(code), STR_ARG(text));
    }
    if (runtime->message != NULL) runtime->message(runtime->message_ctx, severity, code, text);
    return args[0];
}

#define MEMBER(name, any, set, eval, any_eval, section)                         \
    {name, "String, " set " -> Boolean", OP_NULLS, eval, section},              \
        {name, "Code, " set " -> Boolean", OP_NULLS, eval, section},            \
        {name, "Concept, " set " -> Boolean", OP_NULLS, eval, section},         \
        {any, "List<String>, " set " -> Boolean", OP_NULLS, any_eval, section}, \
        {any, "List<Code>, " set " -> Boolean", OP_NULLS, any_eval, section}, { \
        any, "List<Concept>, " set " -> Boolean", OP_NULLS, any_eval, section   \
    }

// clang-format off
const OpRow ops_clinical[] = {
    {"CalculateAge", "Date -> Integer", OP_PRECISION, calculate_age, "Clinical, CalculateAge"},
    {"CalculateAge", "DateTime -> Integer", OP_PRECISION, calculate_age,
     "Clinical, CalculateAge"},
    {"CalculateAgeAt", "Date, Date -> Integer", OP_PRECISION, calculate_age_at,
     "Clinical, CalculateAgeAt"},
    {"CalculateAgeAt", "DateTime, DateTime -> Integer", OP_PRECISION, calculate_age_at,
     "Clinical, CalculateAgeAt"},
    MEMBER("InValueSet", "AnyInValueSet", "ValueSet", in_value_set, any_in_value_set,
           "Clinical, In (Valueset)"),
    MEMBER("InCodeSystem", "AnyInCodeSystem", "CodeSystem", in_code_system, any_in_code_system,
           "Clinical, In (Codesystem)"),
    {"ExpandValueSet", "ValueSet -> List<Code>", OP_FUNCTION | OP_CONVERSION, expand_value_set,
     "Clinical, ExpandValueSet"},
    {NULL, NULL, 0, NULL, NULL},
};

const OpRow ops_message[] = {
    {"Message", "T, Boolean, String, String, String -> T", OP_FUNCTION | OP_NULLS | OP_RANGES,
     message, "Errors and Messaging, Message"},
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on
