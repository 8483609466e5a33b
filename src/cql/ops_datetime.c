// ops_datetime: dates, times and their arithmetic (CQL 1.5.3 appendix B, Date and Time
// Operators). The rows of timing (before, same as, ...) stand with the intervals.

#include "cql/ops_internal.h"

// ---- constructors

// The components given, up to the first null; false when one stands below a null.
static bool read_components(const Value *args, size_t count, int *components, size_t *given) {
    *given = 0;
    for (size_t i = 0; i < count; i++) {
        if (value_is_null(args[i])) continue;
        if (i != *given) return false;
        components[i] = args[i].as.integer;
        ++*given;
    }
    return true;
}

static Value fail_component(Runtime *runtime, const char *type) {
    return op_fail(runtime, "%s: a component is missing above one that is given", type);
}

static Value fail_calendar(Runtime *runtime, const char *type) {
    return op_fail(runtime, "%s: not on the calendar (years are 1 to 9999)", type);
}

static Value make_date(Runtime *runtime, const Value *args, size_t count, int offset,
                       ValueKind kind) {
    static const Precision precisions[] = {PRECISION_NONE,   PRECISION_YEAR,       PRECISION_MONTH,
                                           PRECISION_DAY,    PRECISION_HOUR,       PRECISION_MINUTE,
                                           PRECISION_SECOND, PRECISION_MILLISECOND};
    const char *type = kind == VALUE_DATE ? "Date" : "DateTime";
    int parts[7] = {1, 1, 1};
    size_t given;
    if (!read_components(args, count, parts, &given)) return fail_component(runtime, type);
    if (given == 0) return value_null();
    Civil civil = {parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]};
    DateTime moment;
    if (!datetime_make(civil, precisions[given], offset, &moment)) {
        return fail_calendar(runtime, type);
    }
    return value_moment(kind, moment);
}

OP(date_constructor) {
    return make_date(runtime, args, call->count, 0, VALUE_DATE);
}

enum { MAX_OFFSET = 14 * 60 };  // minutes

OP(datetime_constructor) {
    size_t count = call->count > 7 ? 7 : call->count;
    int offset = runtime->now.offset;
    if (call->count > 7 && !value_is_null(args[7])) {
        Decimal minutes;
        int64_t whole;
        Decimal hours = value_to_decimal(args[7]);
        if (!decimal_multiply(hours, decimal_from_int(60), &minutes) ||
            !decimal_fits_int64(decimal_truncate(minutes), &whole) || whole < -MAX_OFFSET ||
            whole > MAX_OFFSET) {
            return op_fail(runtime, "DateTime: an offset is -14.0 to 14.0 hours");
        }
        offset = (int)whole;
    }
    return make_date(runtime, args, count, offset, VALUE_DATETIME);
}

OP(time_constructor) {
    static const Precision precisions[] = {PRECISION_NONE, PRECISION_HOUR, PRECISION_MINUTE,
                                           PRECISION_SECOND, PRECISION_MILLISECOND};
    int parts[4] = {0};
    size_t given;
    if (!read_components(args, call->count, parts, &given)) {
        return fail_component(runtime, "Time");
    }
    if (given == 0) return value_null();
    Civil civil = {1, 1, 1, parts[0], parts[1], parts[2], parts[3]};
    DateTime time;
    if (!time_make(civil, precisions[given], &time)) {
        return op_fail(runtime, "Time: not a time of day");
    }
    return value_moment(VALUE_TIME, time);
}

OP(now) {
    return value_moment(VALUE_DATETIME, runtime->now);
}

OP(today) {
    return value_moment(VALUE_DATE, datetime_date(runtime->now));
}

static Value time_part(DateTime moment) {
    DateTime time;
    bool ok = moment.precision >= PRECISION_HOUR &&
              time_make(datetime_civil(moment), (Precision)moment.precision, &time);
    return ok ? value_moment(VALUE_TIME, time) : value_null();
}

OP(time_of_day) {
    return time_part(runtime->now);
}

// ---- components

// The specification speaks of the offset of the request here, and its example of the value's own;
// the reference engine and the suite keep the value's own.
OP(date_from) {
    return value_moment(VALUE_DATE, datetime_date(value_datetime(args[0])));
}

OP(time_from) {
    return time_part(value_datetime(args[0]));
}

OP(offset_from) {
    Decimal hours;
    if (!decimal_divide(decimal_from_int(args[0].offset), decimal_from_int(60), &hours)) {
        return value_null();
    }
    return value_decimal(runtime->arena, hours);
}

OP(component_from) {
    DateTime moment = value_datetime(args[0]);
    if (call->precision > moment.precision) return value_null();
    Civil civil = datetime_civil(moment);
    switch (call->precision) {
    case PRECISION_YEAR:
        return value_integer(civil.year);
    case PRECISION_MONTH:
        return value_integer(civil.month);
    case PRECISION_DAY:
        return value_integer(civil.day);
    case PRECISION_HOUR:
        return value_integer(civil.hour);
    case PRECISION_MINUTE:
        return value_integer(civil.minute);
    case PRECISION_SECOND:
        return value_integer(civil.second);
    case PRECISION_MILLISECOND:
        return value_integer(civil.millisecond);
    default:
        return value_null();
    }
}

// ---- durations

typedef bool Span(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high);

static Value span_value(Runtime *runtime, const int64_t range[2]) {
    if (range[0] < INT32_MIN || range[1] > INT32_MAX)
        return op_overflow(runtime, "a number of periods");
    return value_uncertain((int32_t)range[0], (int32_t)range[1]);
}

static Value span(Runtime *runtime, Span *between, DateTime a, DateTime b, Precision unit) {
    int64_t range[2];
    if (!between(a, b, unit, &range[0], &range[1])) return value_null();
    return span_value(runtime, range);
}

// One end of what a DateTime may mean, to the millisecond.
static DateTime to_the_millisecond(DateTime moment, bool last) {
    int64_t instant = last ? datetime_high_ms(moment) : datetime_low_ms(moment);
    return (DateTime){.local_ms = instant + (int64_t)moment.offset * 60000,
                      .offset = moment.offset,
                      .precision = PRECISION_MILLISECOND};
}

// A DateTime or Time that is not precise enough makes the other one count to the millisecond too: a
// day of a DateTime is some time of that day (CQL 1.5.3, appendix H).
static bool uncertain_duration(Span *between, DateTime a, DateTime b, Precision unit,
                               int64_t range[2]) {
    int64_t ignored;
    return between(to_the_millisecond(a, true), to_the_millisecond(b, false), unit, &range[0],
                   &ignored) &&
           between(to_the_millisecond(a, false), to_the_millisecond(b, true), unit, &ignored,
                   &range[1]);
}

OP(duration_between) {
    Span *between = args[0].kind == VALUE_TIME ? time_duration : datetime_duration;
    DateTime a = value_datetime(args[0]);
    DateTime b = value_datetime(args[1]);
    uint8_t coarser = a.precision < b.precision ? a.precision : b.precision;
    // A Date has no time of day: its days count from their start.
    bool uncertain = args[0].kind != VALUE_DATE && coarser < call->precision;
    if (!uncertain) return span(runtime, between, a, b, call->precision);
    int64_t range[2];
    if (!uncertain_duration(between, a, b, call->precision, range)) return value_null();
    return span_value(runtime, range);
}

OP(difference_between) {
    Span *between = args[0].kind == VALUE_TIME ? time_difference : datetime_difference;
    return span(runtime, between, value_datetime(args[0]), value_datetime(args[1]),
                call->precision);
}

// ---- arithmetic

// Only seconds keep a fraction, as milliseconds; above them it is dropped.
static bool whole_amount(const QuantityValue *by, Precision *unit, int64_t *amount) {
    Decimal number = by->value;
    if (*unit == PRECISION_SECOND && !decimal_is_whole(number)) {
        if (!decimal_multiply(number, decimal_from_int(1000), &number)) return false;
        *unit = PRECISION_MILLISECOND;
    }
    return decimal_fits_int64(decimal_truncate(number), amount);
}

Value op_move(Runtime *runtime, Value moment, const QuantityValue *by, int direction) {
    Precision unit;
    int64_t amount;
    if (!quantity_calendar_unit(by, &unit)) {
        return op_fail(runtime,
                       "'%.*s' cannot be added to a date or time: write a calendar duration "
                       "such as 2 years or 3 days",
                       STR_ARG(by->unit));
    }
    bool day_or_more = unit <= PRECISION_DAY;
    if (moment.kind == VALUE_TIME && day_or_more) {
        return op_fail(runtime, "a Time moves by hours, minutes, seconds or milliseconds");
    }
    DateTime moved;
    bool ok =
        whole_amount(by, &unit, &amount) &&
        !(direction < 0 && __builtin_sub_overflow((int64_t)0, amount, &amount)) &&
        (moment.kind == VALUE_TIME ? time_add(value_datetime(moment), amount, unit, &moved)
                                   : datetime_add(value_datetime(moment), amount, unit, &moved));
    return ok ? value_moment((ValueKind)moment.kind, moved)
              : op_overflow(runtime, direction < 0 ? "Subtract" : "Add");
}

OP(add_duration) {
    return op_move(runtime, args[0], args[1].as.quantity, 1);
}

OP(subtract_duration) {
    return op_move(runtime, args[0], args[1].as.quantity, -1);
}

#define INTEGERS_2 "Integer, Integer"
#define INTEGERS_3 INTEGERS_2 ", Integer"
#define INTEGERS_4 INTEGERS_3 ", Integer"
#define INTEGERS_5 INTEGERS_4 ", Integer"
#define INTEGERS_6 INTEGERS_5 ", Integer"
#define INTEGERS_7 INTEGERS_6 ", Integer"
#define CONSTRUCTOR(name, parameters, eval) \
    { name, parameters " -> " name, OP_FUNCTION | OP_NULLS, eval, "Date and Time, " name }
#define COMPONENT(type)                                                            \
    {                                                                              \
        "DateTimeComponentFrom", type " -> Integer", OP_PRECISION, component_from, \
            "Date and Time, Component From"                                        \
    }
#define BETWEEN(name, eval, section)                                            \
    {name, "Date, Date -> Integer", OP_PRECISION, eval, section},               \
        {name, "DateTime, DateTime -> Integer", OP_PRECISION, eval, section}, { \
        name, "Time, Time -> Integer", OP_PRECISION, eval, section              \
    }
#define MOVE(name, eval, section)                                     \
    {name, "Date, Quantity -> Date", 0, eval, section},               \
        {name, "DateTime, Quantity -> DateTime", 0, eval, section}, { \
        name, "Time, Quantity -> Time", 0, eval, section              \
    }

// clang-format off
const OpRow ops_datetime[] = {
    CONSTRUCTOR("Date", "Integer", date_constructor),
    CONSTRUCTOR("Date", INTEGERS_2, date_constructor),
    CONSTRUCTOR("Date", INTEGERS_3, date_constructor),
    CONSTRUCTOR("DateTime", "Integer", datetime_constructor),
    CONSTRUCTOR("DateTime", INTEGERS_2, datetime_constructor),
    CONSTRUCTOR("DateTime", INTEGERS_3, datetime_constructor),
    CONSTRUCTOR("DateTime", INTEGERS_4, datetime_constructor),
    CONSTRUCTOR("DateTime", INTEGERS_5, datetime_constructor),
    CONSTRUCTOR("DateTime", INTEGERS_6, datetime_constructor),
    CONSTRUCTOR("DateTime", INTEGERS_7, datetime_constructor),
    CONSTRUCTOR("DateTime", INTEGERS_7 ", Decimal", datetime_constructor),
    CONSTRUCTOR("Time", "Integer", time_constructor),
    CONSTRUCTOR("Time", INTEGERS_2, time_constructor),
    CONSTRUCTOR("Time", INTEGERS_3, time_constructor),
    CONSTRUCTOR("Time", INTEGERS_4, time_constructor),
    {"Now", " -> DateTime", OP_FUNCTION, now, "Date and Time, Now"},
    {"Today", " -> Date", OP_FUNCTION, today, "Date and Time, Today"},
    {"TimeOfDay", " -> Time", OP_FUNCTION, time_of_day, "Date and Time, TimeOfDay"},
    {"DateFrom", "DateTime -> Date", 0, date_from, "Date and Time, Component From"},
    {"TimeFrom", "DateTime -> Time", 0, time_from, "Date and Time, Component From"},
    {"TimezoneOffsetFrom", "DateTime -> Decimal", 0, offset_from,
     "Date and Time, Component From"},
    COMPONENT("Date"),
    COMPONENT("DateTime"),
    COMPONENT("Time"),
    BETWEEN("DurationBetween", duration_between, "Date and Time, Duration"),
    BETWEEN("DifferenceBetween", difference_between, "Date and Time, Difference"),
    MOVE("Add", add_duration, "Date and Time, Add"),
    MOVE("Subtract", subtract_duration, "Date and Time, Subtract"),
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on
