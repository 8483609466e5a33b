// ops_type: conversions (CQL 1.5.3 appendix B, Type Operators).
//
// One function a target type takes a value of any kind that converts to it; ToX and
// ConvertsToX are the same function, asked for the value or whether there is one.

#include "cql/ops_internal.h"

#include "terms/ucum.h"

#include <strings.h>

typedef Value Convert(Runtime *runtime, Value value);

static Value to_boolean(Runtime *runtime OP_UNUSED, Value value) {
    static const char *const yes[] = {"true", "t", "yes", "y", "1"};
    static const char *const no[] = {"false", "f", "no", "n", "0"};
    int64_t number;
    switch (value.kind) {
    case VALUE_BOOLEAN:
        return value;
    case VALUE_INTEGER:
        number = value.as.integer;
        break;
    case VALUE_LONG:
        number = value.as.whole;
        break;
    case VALUE_DECIMAL:
        if (!decimal_fits_int64(value_to_decimal(value), &number)) return value_null();
        break;
    case VALUE_STRING:
        for (size_t i = 0; i < 5; i++) {
            Str text = value_str(value);
            if (text.len == strlen(yes[i]) && strncasecmp(text.data, yes[i], text.len) == 0) {
                return value_boolean(true);
            }
            if (text.len == strlen(no[i]) && strncasecmp(text.data, no[i], text.len) == 0) {
                return value_boolean(false);
            }
        }
        return value_null();
    default:
        return value_null();
    }
    return number == 0 || number == 1 ? value_boolean(number == 1) : value_null();
}

// (+|-)?#0 within int64.
static bool read_whole(Str text, int64_t *number) {
    bool negative = text.len > 0 && text.data[0] == '-';
    size_t at = text.len > 0 && (negative || text.data[0] == '+') ? 1 : 0;
    int64_t read = 0;
    if (at == text.len) return false;
    for (; at < text.len; at++) {
        int digit = text.data[at] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(read, 10, &read) ||
            __builtin_sub_overflow(read, digit, &read)) {
            return false;
        }
    }
    if (!negative && __builtin_sub_overflow((int64_t)0, read, &read)) return false;
    *number = read;
    return true;
}

static Value to_long(Runtime *runtime OP_UNUSED, Value value) {
    int64_t number;
    switch (value.kind) {
    case VALUE_BOOLEAN:
        return value_long(value.as.boolean);
    case VALUE_INTEGER:
        return value_long(value.as.integer);
    case VALUE_UNCERTAIN:  // it stays a range of whole numbers
    case VALUE_LONG:
        return value;
    case VALUE_STRING:
        return read_whole(value_str(value), &number) ? value_long(number) : value_null();
    default:
        return value_null();
    }
}

static Value to_integer(Runtime *runtime, Value value) {
    Value number = to_long(runtime, value);
    if (number.kind != VALUE_LONG || number.as.whole < INT32_MIN || number.as.whole > INT32_MAX) {
        return value_null();
    }
    return value_integer((int32_t)number.as.whole);
}

static size_t count_digits(Str text, size_t at) {
    size_t count = 0;
    while (at + count < text.len && text.data[at + count] >= '0' && text.data[at + count] <= '9') {
        count++;
    }
    return count;
}

// The (+|-)?#0(.0#)? at the start of `text`; 0: there is none.
static size_t number_length(Str text) {
    size_t at = text.len > 0 && (text.data[0] == '-' || text.data[0] == '+') ? 1 : 0;
    size_t digits = count_digits(text, at);
    if (digits == 0) return 0;
    at += digits;
    if (at == text.len || text.data[at] != '.') return at;
    size_t places = count_digits(text, at + 1);
    return places == 0 ? at : at + 1 + places;
}

// Places beyond what a Decimal holds are rounded away: "limited in precision and scale".
static bool read_decimal(Str text, Decimal *number) {
    Err ignored = {0};
    if (text.len > 0 && text.data[0] == '+') text = (Str){text.data + 1, text.len - 1};
    return decimal_parse(text, number, &ignored) || decimal_parse_json(text, number, &ignored);
}

static Value to_decimal(Runtime *runtime, Value value) {
    Decimal number;
    switch (value.kind) {
    case VALUE_BOOLEAN:
        return value_decimal(runtime->arena, decimal_from_int(value.as.boolean));
    case VALUE_INTEGER:
        return value_decimal(runtime->arena, decimal_from_int(value.as.integer));
    case VALUE_LONG:
        return value_decimal(runtime->arena, decimal_from_int(value.as.whole));
    case VALUE_UNCERTAIN:  // it stays a range of whole numbers
    case VALUE_DECIMAL:
        return value;
    case VALUE_STRING: {
        Str text = value_str(value);
        bool ok = text.len > 0 && number_length(text) == text.len && read_decimal(text, &number);
        return ok ? value_decimal(runtime->arena, number) : value_null();
    }
    default:
        return value_null();
    }
}

static Str without_blanks(Str text) {
    while (text.len > 0 && text.data[0] == ' ') text = (Str){text.data + 1, text.len - 1};
    while (text.len > 0 && text.data[text.len - 1] == ' ') text.len--;
    return text;
}

// Nothing, 'unit' or a calendar word.
static bool read_unit(Str text, Str *unit, bool *calendar) {
    Err ignored = {0};
    Precision word;
    *calendar = false;
    *unit = STR("1");
    if (text.len == 0) return true;
    bool quoted = text.len >= 3 && text.data[0] == '\'' && text.data[text.len - 1] == '\'';
    if (quoted) text = (Str){text.data + 1, text.len - 2};
    if (precision_find(text, &word)) {
        *unit = op_text(precision_name(word));
        *calendar = true;
        return true;
    }
    *unit = text;
    return quoted && unit_check(*unit, &ignored);
}

static Value quantity_from_text(Runtime *runtime, Str text) {
    text = without_blanks(text);
    size_t length = number_length(text);
    Decimal number;
    Str unit;
    bool calendar;
    if (length == 0 || !read_decimal((Str){text.data, length}, &number)) return value_null();
    Str rest = without_blanks((Str){text.data + length, text.len - length});
    if (!read_unit(rest, &unit, &calendar)) return value_null();
    return value_quantity(runtime->arena, number, unit, calendar);
}

static Value ratio_as_quantity(Runtime *runtime, const RatioValue *ratio) {
    const QuantityValue *a = &ratio->numerator;
    const QuantityValue *b = &ratio->denominator;
    Decimal number;
    Decimal factor = decimal_from_int(1);
    Str unit = STR("1");
    if (b->value.units == 0 || !decimal_divide(a->value, b->value, &number)) return value_null();
    if (!str_eq(a->unit, b->unit) &&
        (!unit_divide(runtime->arena, a->unit, b->unit, &unit, &factor) ||
         !decimal_multiply(number, factor, &number))) {
        return value_null();
    }
    return value_quantity(runtime->arena, number, unit, false);
}

static Value to_quantity(Runtime *runtime, Value value) {
    switch (value.kind) {
    case VALUE_QUANTITY:
        return value;
    case VALUE_STRING:
        return quantity_from_text(runtime, value_str(value));
    case VALUE_RATIO:
        return ratio_as_quantity(runtime, value.as.ratio);
    case VALUE_INTEGER:
    case VALUE_LONG:
    case VALUE_DECIMAL: {
        Value number = to_decimal(runtime, value);
        return value_quantity(runtime->arena, value_to_decimal(number), STR("1"), false);
    }
    default:
        return value_null();
    }
}

// <quantity>:<quantity>; a colon within a quoted unit does not divide.
static Value to_ratio(Runtime *runtime, Value value) {
    if (value.kind == VALUE_RATIO) return value;
    if (value.kind != VALUE_STRING) return value_null();
    Str text = value_str(value);
    bool quoted = false;
    for (size_t at = 0; at < text.len; at++) {
        if (text.data[at] == '\'') quoted = !quoted;
        if (text.data[at] != ':' || quoted) continue;
        Value a = quantity_from_text(runtime, (Str){text.data, at});
        Value b = quantity_from_text(runtime, (Str){text.data + at + 1, text.len - at - 1});
        if (value_is_null(a) || value_is_null(b)) return value_null();
        RatioValue *ratio = ARENA_NEW(runtime->arena, RatioValue);
        *ratio = (RatioValue){*a.as.quantity, *b.as.quantity};
        return (Value){.kind = VALUE_RATIO, .as.ratio = ratio};
    }
    return value_null();
}

static Value to_datetime(Runtime *runtime, Value value) {
    DateTime moment;
    Err ignored = {0};
    switch (value.kind) {
    case VALUE_DATETIME:
        return value;
    case VALUE_DATE:
        moment = value_datetime(value);
        moment.offset = runtime->now.offset;
        return value_moment(VALUE_DATETIME, moment);
    case VALUE_STRING:
        if (!datetime_parse(value_str(value), runtime->now.offset, &moment, &ignored)) {
            return value_null();
        }
        return value_moment(VALUE_DATETIME, moment);
    default:
        return value_null();
    }
}

static Value to_date(Runtime *runtime, Value value) {
    if (value.kind == VALUE_DATE) return value;
    Value moment = to_datetime(runtime, value);
    if (value_is_null(moment)) return moment;
    return value_moment(VALUE_DATE, datetime_date(value_datetime(moment)));
}

// A time of day may come with a T before it and an offset after it, which is not kept.
static Value to_time(Runtime *runtime OP_UNUSED, Value value) {
    if (value.kind == VALUE_TIME) return value;
    if (value.kind != VALUE_STRING) return value_null();
    Str text = value_str(value);
    DateTime time;
    Err ignored = {0};
    if (text.len > 0 && text.data[0] == 'T') text = (Str){text.data + 1, text.len - 1};
    if (text.len > 0 && text.data[text.len - 1] == 'Z') {
        text.len--;
    } else if (text.len > 6 && (text.data[text.len - 6] == '+' || text.data[text.len - 6] == '-') &&
               text.data[text.len - 3] == ':') {
        text.len -= 6;
    }
    return time_parse(text, &time, &ignored) ? value_moment(VALUE_TIME, time) : value_null();
}

// ---- ToString

static void write_quantity(Buf *buf, const QuantityValue *quantity) {
    decimal_write_places(buf, quantity->value, 0);
    if (quantity->calendar) {
        bool one = quantity->value.units == DECIMAL_ONE;
        buf_printf(buf, " %.*s%s", STR_ARG(quantity->unit), one ? "" : "s");
    } else {
        buf_printf(buf, " '%.*s'", STR_ARG(quantity->unit));
    }
}

// The offset is left out where it is that of the evaluation, which reading it back assumes.
static void write_datetime(Buf *buf, DateTime moment, int default_offset) {
    DateTime time;
    if (moment.precision < PRECISION_HOUR || moment.offset != default_offset ||
        !time_make(datetime_civil(moment), (Precision)moment.precision, &time)) {
        datetime_write(buf, moment);
        return;
    }
    date_write(buf, datetime_date(moment));
    buf_add_char(buf, 'T');
    time_write(buf, time);
}

static bool write_text(Runtime *runtime, Buf *buf, Value value) {
    switch (value.kind) {
    case VALUE_BOOLEAN:
        buf_add(buf, value.as.boolean ? STR("true") : STR("false"));
        return true;
    case VALUE_INTEGER:
        buf_printf(buf, "%d", value.as.integer);
        return true;
    case VALUE_LONG:
        buf_printf(buf, "%lld", (long long)value.as.whole);
        return true;
    case VALUE_DECIMAL:
        decimal_write_places(buf, value_to_decimal(value), 1);
        return true;
    case VALUE_STRING:
        buf_add(buf, value_str(value));
        return true;
    case VALUE_DATE:
        date_write(buf, value_datetime(value));
        return true;
    case VALUE_DATETIME:
        write_datetime(buf, value_datetime(value), runtime->now.offset);
        return true;
    case VALUE_TIME:
        time_write(buf, value_datetime(value));
        return true;
    case VALUE_QUANTITY:
        write_quantity(buf, value.as.quantity);
        return true;
    case VALUE_RATIO:
        write_quantity(buf, &value.as.ratio->numerator);
        buf_add_char(buf, ':');
        write_quantity(buf, &value.as.ratio->denominator);
        return true;
    default:
        return false;
    }
}

static Value to_string(Runtime *runtime, Value value) {
    Buf buf = {0};
    Value text = value_null();
    if (write_text(runtime, &buf, value)) {
        text = value_string(arena_str(runtime->arena, buf_str(&buf)));
    }
    buf_free(&buf);
    return text;
}

// ---- ToConcept

static Value to_concept(Runtime *runtime, Value value) {
    if (value.kind == VALUE_CODE) {
        return value_concept(runtime->arena, value.as.code, 1, value.as.code->display);
    }
    if (value.kind != VALUE_LIST) return value_null();
    CodeValue *codes = ARENA_ARRAY(runtime->arena, CodeValue, value.count);
    size_t count = 0;
    for (size_t i = 0; i < value.count; i++) {
        if (value.as.items[i].kind == VALUE_CODE) codes[count++] = *value.as.items[i].as.code;
    }
    return value_concept(runtime->arena, codes, count, STR_NONE);
}

// ---- units

// A word of the calendar as target is a calendar unit.
static bool converted(const QuantityValue *quantity, Str unit, Decimal *number, bool *calendar) {
    Precision word;
    *calendar = precision_find(unit, &word);
    QuantityValue target = {.unit = *calendar ? op_text(precision_name(word)) : unit,
                            .calendar = *calendar};
    return quantity_convert(quantity, &target, COMPARE_EQUAL, number);
}

OP(convert_quantity) {
    Decimal number;
    bool calendar;
    Precision word;
    Str unit = value_str(args[1]);
    if (!converted(args[0].as.quantity, unit, &number, &calendar)) return value_null();
    if (calendar && precision_find(unit, &word)) unit = op_text(precision_name(word));
    return value_quantity(runtime->arena, number, unit, calendar);
}

OP(can_convert_quantity) {
    Decimal number;
    bool calendar;
    return value_boolean(converted(args[0].as.quantity, value_str(args[1]), &number, &calendar));
}

#define TO(name)                                                      \
    OP(op_##name) {                                                   \
        return name(runtime, args[0]);                                \
    }                                                                 \
    OP(converts_##name) {                                             \
        return value_boolean(!value_is_null(name(runtime, args[0]))); \
    }

TO(to_boolean)
TO(to_integer)
TO(to_long)
TO(to_decimal)
TO(to_quantity)
TO(to_ratio)
TO(to_date)
TO(to_datetime)
TO(to_time)
TO(to_string)

OP(op_to_concept) {
    return to_concept(runtime, args[0]);
}

enum { EXPLICIT = OP_FUNCTION, IMPLICIT = OP_FUNCTION | OP_CONVERSION };

// clang-format off
const OpRow ops_type[] = {
    {"ToBoolean", "Integer -> Boolean", EXPLICIT, op_to_boolean, "Type, ToBoolean"},
    {"ToBoolean", "Long -> Boolean", EXPLICIT, op_to_boolean, "Type, ToBoolean"},
    {"ToBoolean", "Decimal -> Boolean", EXPLICIT, op_to_boolean, "Type, ToBoolean"},
    {"ToBoolean", "String -> Boolean", EXPLICIT, op_to_boolean, "Type, ToBoolean"},
    {"ToInteger", "Boolean -> Integer", EXPLICIT, op_to_integer, "Type, ToInteger"},
    {"ToInteger", "Long -> Integer", EXPLICIT, op_to_integer, "Type, ToInteger"},
    {"ToInteger", "String -> Integer", EXPLICIT, op_to_integer, "Type, ToInteger"},
    {"ToLong", "Boolean -> Long", EXPLICIT, op_to_long, "Type, ToLong"},
    {"ToLong", "Integer -> Long", IMPLICIT | OP_RANGES, op_to_long, "Type, ToLong"},
    {"ToLong", "String -> Long", EXPLICIT, op_to_long, "Type, ToLong"},
    {"ToDecimal", "Boolean -> Decimal", EXPLICIT, op_to_decimal, "Type, ToDecimal"},
    {"ToDecimal", "Integer -> Decimal", IMPLICIT | OP_RANGES, op_to_decimal, "Type, ToDecimal"},
    {"ToDecimal", "Long -> Decimal", IMPLICIT, op_to_decimal, "Type, ToDecimal"},
    {"ToDecimal", "String -> Decimal", EXPLICIT, op_to_decimal, "Type, ToDecimal"},
    {"ToQuantity", "Integer -> Quantity", IMPLICIT, op_to_quantity, "Type, ToQuantity"},
    {"ToQuantity", "Long -> Quantity", IMPLICIT, op_to_quantity, "Type, ToQuantity"},
    {"ToQuantity", "Decimal -> Quantity", IMPLICIT, op_to_quantity, "Type, ToQuantity"},
    {"ToQuantity", "Ratio -> Quantity", EXPLICIT, op_to_quantity, "Type, ToQuantity"},
    {"ToQuantity", "String -> Quantity", EXPLICIT, op_to_quantity, "Type, ToQuantity"},
    {"ToRatio", "String -> Ratio", EXPLICIT, op_to_ratio, "Type, ToRatio"},
    {"ToDate", "DateTime -> Date", EXPLICIT, op_to_date, "Type, ToDate"},
    {"ToDate", "String -> Date", EXPLICIT, op_to_date, "Type, ToDate"},
    {"ToDateTime", "Date -> DateTime", IMPLICIT, op_to_datetime, "Type, ToDateTime"},
    {"ToDateTime", "String -> DateTime", EXPLICIT, op_to_datetime, "Type, ToDateTime"},
    {"ToTime", "String -> Time", EXPLICIT, op_to_time, "Type, ToTime"},
    {"ToString", "Boolean -> String", EXPLICIT, op_to_string, "Type, ToString"},
    {"ToString", "Integer -> String", EXPLICIT, op_to_string, "Type, ToString"},
    {"ToString", "Long -> String", EXPLICIT, op_to_string, "Type, ToString"},
    {"ToString", "Decimal -> String", EXPLICIT, op_to_string, "Type, ToString"},
    {"ToString", "Quantity -> String", EXPLICIT, op_to_string, "Type, ToString"},
    {"ToString", "Ratio -> String", EXPLICIT, op_to_string, "Type, ToString"},
    {"ToString", "Date -> String", EXPLICIT, op_to_string, "Type, ToString"},
    {"ToString", "DateTime -> String", EXPLICIT, op_to_string, "Type, ToString"},
    {"ToString", "Time -> String", EXPLICIT, op_to_string, "Type, ToString"},
    {"ToConcept", "Code -> Concept", IMPLICIT, op_to_concept, "Type, ToConcept"},
    {"ToConcept", "List<Code> -> Concept", EXPLICIT, op_to_concept, "Type, ToConcept"},
    {"ConvertsToBoolean", "Any -> Boolean", EXPLICIT, converts_to_boolean,
     "Type, ConvertsToBoolean"},
    {"ConvertsToInteger", "Any -> Boolean", EXPLICIT, converts_to_integer,
     "Type, ConvertsToInteger"},
    {"ConvertsToLong", "Any -> Boolean", EXPLICIT, converts_to_long, "Type, ConvertsToLong"},
    {"ConvertsToDecimal", "Any -> Boolean", EXPLICIT, converts_to_decimal,
     "Type, ConvertsToDecimal"},
    {"ConvertsToQuantity", "Any -> Boolean", EXPLICIT, converts_to_quantity,
     "Type, ConvertsToQuantity"},
    {"ConvertsToRatio", "Any -> Boolean", EXPLICIT, converts_to_ratio, "Type, ConvertsToRatio"},
    {"ConvertsToDate", "Any -> Boolean", EXPLICIT, converts_to_date, "Type, ConvertsToDate"},
    {"ConvertsToDateTime", "Any -> Boolean", EXPLICIT, converts_to_datetime,
     "Type, ConvertsToDateTime"},
    {"ConvertsToTime", "Any -> Boolean", EXPLICIT, converts_to_time, "Type, ConvertsToTime"},
    {"ConvertsToString", "Any -> Boolean", EXPLICIT, converts_to_string,
     "Type, ConvertsToString"},
    {"Children", "Any -> List<Any>", EXPLICIT, op_children, "Type, Children"},
    {"Descendants", "Any -> List<Any>", EXPLICIT, op_descendants, "Type, Descendants"},
    // A spelling that libraries use; the specification has the one above.
    {"Descendents", "Any -> List<Any>", EXPLICIT, op_descendants, "Type, Descendants"},
    {"ConvertQuantity", "Quantity, String -> Quantity", EXPLICIT, convert_quantity,
     "Type, ConvertQuantity"},
    {"CanConvertQuantity", "Quantity, String -> Boolean", EXPLICIT, can_convert_quantity,
     "Type, CanConvertQuantity"},
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on
