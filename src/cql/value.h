// value: what a CQL expression yields, in 16 bytes.
//
// A Value is passed by value. What it points at lives in the arena of the patient (or of the
// program, for literals) and is never changed once the Value has been handed on. Null is a value;
// it has no type of its own. Integers between dates that are incomplete are VALUE_UNCERTAIN: a
// range; comparisons of it may be null, and any operator that does not know about ranges gives
// null.

#ifndef CQL_VALUE_H
#define CQL_VALUE_H

#include "base/arena.h"
#include "base/datetime.h"
#include "base/decimal.h"
#include "cql/budget.h"
#include "record/fhir.h"
#include "terms/terms.h"

typedef enum {
    VALUE_NULL,
    VALUE_BOOLEAN,
    VALUE_INTEGER,
    VALUE_LONG,
    VALUE_DECIMAL,
    VALUE_STRING,
    VALUE_DATE,
    VALUE_DATETIME,
    VALUE_TIME,
    VALUE_QUANTITY,
    VALUE_RATIO,
    VALUE_CODE,
    VALUE_CONCEPT,
    VALUE_VALUESET,    // System.ValueSet
    VALUE_CODESYSTEM,  // System.CodeSystem
    VALUE_INTERVAL,
    VALUE_LIST,
    VALUE_TUPLE,
    VALUE_FHIR,      // an element or resource of a record
    VALUE_UNCERTAIN  // Integer somewhere in [low, high]
} ValueKind;

typedef struct Value Value;
typedef struct Interval Interval;
typedef struct Tuple Tuple;
typedef struct QuantityValue QuantityValue;
typedef struct RatioValue RatioValue;
typedef struct CodeValue CodeValue;
typedef struct ConceptValue ConceptValue;
typedef struct VocabularyValue VocabularyValue;

struct Value {
    uint8_t kind;  // a ValueKind
    // DECIMAL: places | 0x80 when `decimal` points at the units; date-times: Precision; FHIR that
    // is not in the record: how deep it may go
    uint8_t detail;
    // DATETIME: minutes east of UTC; FHIR: the FhirType, as uint16_t; LIST, TUPLE, INTERVAL: how
    // many of these are within each other, itself included
    int16_t offset;
    // STRING: bytes; LIST: elements; CONCEPT: codes; FHIR: 0, or of what is not in the record the
    // most elements that it may have, itself included
    uint32_t count;
    union {
        bool boolean;
        int32_t integer;
        int64_t whole;          // LONG; DECIMAL that fits; local_ms of date-times
        const Int128 *decimal;  // DECIMAL that does not fit int64
        const char *text;
        const Value *items;
        const Interval *interval;
        const Tuple *tuple;
        const QuantityValue *quantity;
        const RatioValue *ratio;
        const CodeValue *code;
        const ConceptValue *concept;
        const VocabularyValue *vocabulary;
        const Json *fhir;
        struct {
            int32_t low, high;
        } range;
    } as;
};

struct Interval {
    Value low, high;  // a null bound: unknown when open, the end of the type's range when closed
    bool low_closed, high_closed;
};
struct Tuple {
    uint32_t count;
    const Str *names;  // sorted; shared with the Type
    Value items[];     // in the order of names
};
struct QuantityValue {
    Decimal value;
    // as written; "1" when none; calendar units in the singular ("year"), quoted UCUM units bare
    // ("a")
    Str unit;
    bool calendar;  // written as a calendar unit (4 days), not as a UCUM unit (4 'd')
};
struct RatioValue {
    QuantityValue numerator, denominator;
};
struct CodeValue {
    Str code, system, version, display;  // NULL data: not there
};
struct ConceptValue {
    uint32_t count;
    const CodeValue *codes;
    Str display;
};
struct VocabularyValue {  // ValueSet or CodeSystem
    Str id, version, name;
    const ValueSet *set;  // NULL for a CodeSystem
};

static inline Value value_null(void) {
    return (Value){.kind = VALUE_NULL};
}
static inline bool value_is_null(Value value) {
    return value.kind == VALUE_NULL;
}
static inline Value value_boolean(bool truth) {
    return (Value){.kind = VALUE_BOOLEAN, .as.boolean = truth};
}
static inline Value value_tri(Tri tri) {
    return tri == TRI_UNKNOWN ? value_null() : value_boolean(tri == TRI_TRUE);
}
// Null (or an uncertain value) is TRI_UNKNOWN.
static inline Tri value_to_tri(Value value) {
    return value.kind != VALUE_BOOLEAN ? TRI_UNKNOWN : value.as.boolean ? TRI_TRUE : TRI_FALSE;
}
static inline Value value_integer(int32_t number) {
    return (Value){.kind = VALUE_INTEGER, .as.integer = number};
}
static inline Value value_long(int64_t number) {
    return (Value){.kind = VALUE_LONG, .as.whole = number};
}
static inline Value value_uncertain(int32_t low, int32_t high) {
    if (low == high) return value_integer(low);
    return (Value){.kind = VALUE_UNCERTAIN, .as.range = {low, high}};
}
static inline Value value_string(Str text) {
    return (Value){.kind = VALUE_STRING, .count = (uint32_t)text.len, .as.text = text.data};
}
static inline Str value_str(Value value) {
    return (Str){value.as.text, value.count};
}
// `kind` is VALUE_DATE, VALUE_DATETIME or VALUE_TIME.
static inline Value value_moment(ValueKind kind, DateTime moment) {
    return (Value){.kind = (uint8_t)kind,
                   .detail = moment.precision,
                   .offset = moment.offset,
                   .as.whole = moment.local_ms};
}
static inline DateTime value_datetime(Value value) {
    return (DateTime){
        .local_ms = value.as.whole, .offset = value.offset, .precision = value.detail};
}
// How many lists, tuples and intervals are within each other in the deepest of these values.
int16_t value_depth(const Value *items, size_t count);
static inline Value value_list(const Value *items, size_t count) {
    return (Value){.kind = VALUE_LIST,
                   .offset = (int16_t)(value_depth(items, count) + 1),
                   .count = (uint32_t)count,
                   .as.items = items};
}
// A list of things that are no list, tuple or interval.
static inline Value value_list_flat(const Value *items, size_t count) {
    return (Value){.kind = VALUE_LIST, .offset = 1, .count = (uint32_t)count, .as.items = items};
}
// A list of some of the elements of `list`.
static inline Value value_list_of(Value list, const Value *items, size_t count) {
    return (Value){
        .kind = VALUE_LIST, .offset = list.offset, .count = (uint32_t)count, .as.items = items};
}
static inline Value value_fhir(FhirType type, const Json *json) {
    return (Value){.kind = VALUE_FHIR, .offset = (int16_t)type, .as.fhir = json};
}
static inline FhirType value_fhir_type(Value value) {
    return (FhirType)(uint16_t)value.offset;
}

Value value_decimal(Arena *arena, Decimal number);
static inline Decimal value_to_decimal(Value value) {
    if ((value.detail & 0x80) != 0) return (Decimal){*value.as.decimal, value.detail & 0x7f};
    return (Decimal){value.as.whole, value.detail};
}
Value value_interval(Arena *arena, Value low, bool low_closed, Value high, bool high_closed);
// A calendar unit is kept in the singular.
Value value_quantity(Arena *arena, Decimal number, Str unit, bool calendar);
Value value_code(Arena *arena, CodeValue code);
Value value_concept(Arena *arena, const CodeValue *codes, size_t count, Str display);
// `names` sorted and outliving the value; items in the same order.
Value value_tuple(Arena *arena, const Str *names, const Value *items, size_t count);
// One whose items have been put in place, and will not change.
Value value_tuple_made(const Tuple *tuple);
// The element of that name; null if the tuple has none.
Value value_tuple_get(Value tuple, Str name);

// Walks of values go as deep as these, so whoever makes a value has to look whether it is deeper:
// the types of a library nest at most a thousand deep, but lists can also be within each other
// behind the type Any.
enum { VALUE_MAX_DEPTH = 1000 };
static inline bool value_is_too_deep(Value value) {
    bool nests =
        value.kind == VALUE_LIST || value.kind == VALUE_TUPLE || value.kind == VALUE_INTERVAL;
    return nests && value.offset > VALUE_MAX_DEPTH;
}

// ---- relations of CQL, over values of any kind (value.c; CQL 1.5.3 appendix B)
//
// Those _within take from the budget what they look at; when it is spent, what they give counts for
// nothing. The others have BUDGET_ALONE, and when that is spent it cannot be told, and is not the
// same.
Tri value_equal_within(Budget *budget, Value a, Value b);
bool value_equivalent_within(Budget *budget, Value a, Value b);
bool value_order_within(Budget *budget, Value a, Value b, int *order);
int value_sort_order_within(Budget *budget, Value a, Value b);
bool value_same_within(Budget *budget, Value a, Value b);
uint64_t value_hash_within(Budget *budget, Value value);

Tri value_equal(Value a, Value b);        // "=": TRI_UNKNOWN when it cannot be told
bool value_equivalent(Value a, Value b);  // "~": never null
// "<" and ">" of Integer, Long, Decimal, String, dates, times, Quantity, and uncertain ranges:
// false when unknown.
bool value_order(Value a, Value b, int *order);
// The least and the greatest number that a number or an uncertain value can be; false for others.
bool value_ends(Value value, Decimal *low, Decimal *high);
// Total order for `sort`: nulls first; values that do not compare keep their order (0).
int value_sort_order(Value a, Value b);
// Same value for `distinct`: "=" with null equal to null (CQL 1.5.3, Distinct). Two FHIR values
// that are the same node are equal at once.
bool value_same(Value a, Value b);
uint64_t value_hash(Value value);  // value_same values hash alike

// ---- forms
// Both stop after VALUE_MAX_WRITTEN bytes, in the middle of the value: a list may hold one value
// many times, and so be written far larger than it is. Whoever writes has to look at buf->len.
enum { VALUE_MAX_WRITTEN = 16 << 20 };
// One CQL literal on one line, as `vigil cql 'EXPRESSION'` prints it.
void value_write_cql(Buf *buf, Value value);
// The canonical JSON of the result files, so that other engines' results compare. FHIR resources as
// "Type/id", primitives as their value, other elements as JSON with sorted keys.
void value_write_json(Buf *buf, Value value);

#endif
