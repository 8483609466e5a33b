// ops_boundary: Precision, LowBoundary, HighBoundary: how exact a value was written, and the
// least and greatest it can mean (CQL 1.5.3 appendix B, Arithmetic Operators).

#include "cql/ops_internal.h"

typedef struct {
    int digits;
    Precision precision;
} Digits;

static const Digits date_digits[] = {{4, PRECISION_YEAR},        {6, PRECISION_MONTH},
                                     {8, PRECISION_DAY},         {10, PRECISION_HOUR},
                                     {12, PRECISION_MINUTE},     {14, PRECISION_SECOND},
                                     {17, PRECISION_MILLISECOND}};
static const Digits time_digits[] = {
    {2, PRECISION_HOUR}, {4, PRECISION_MINUTE}, {6, PRECISION_SECOND}, {9, PRECISION_MILLISECOND}};

static const Digits *digits_of(ValueKind kind, size_t *count) {
    if (kind == VALUE_TIME) {
        *count = sizeof time_digits / sizeof time_digits[0];
        return time_digits;
    }
    *count = kind == VALUE_DATE ? 3 : sizeof date_digits / sizeof date_digits[0];
    return date_digits;
}

Value op_precision(Runtime *runtime OP_UNUSED, const OpCall *call OP_UNUSED, const Value *args) {
    if (args[0].kind == VALUE_DECIMAL) return value_integer(value_to_decimal(args[0]).places);
    size_t count;
    const Digits *digits = digits_of((ValueKind)args[0].kind, &count);
    for (size_t i = 0; i < count; i++) {
        if (digits[i].precision == args[0].detail) return value_integer(digits[i].digits);
    }
    return value_null();
}

static Int128 place_unit(int places) {
    Int128 unit = DECIMAL_ONE;
    for (int i = 0; i < places; i++) unit /= 10;
    return unit;
}

// 1.587 means 1.58700000 to 1.58799999 to eight places, and below zero the other way round.
static Value decimal_boundary(Runtime *runtime, Decimal number, int places, bool high) {
    if (places < 0 || places > DECIMAL_PLACES) return value_null();
    Int128 unit = place_unit(places);
    bool outwards = high == (number.units >= 0);
    Int128 magnitude = number.units < 0 ? -number.units : number.units;
    if (places >= number.places) {
        if (outwards) magnitude += place_unit(number.places) - unit;
    } else {
        Int128 rest = magnitude % unit;
        magnitude -= rest;
        if (outwards && rest != 0) magnitude += unit;
    }
    Decimal boundary = {number.units < 0 ? -magnitude : magnitude, (uint8_t)places};
    if (decimal_compare(boundary, decimal_max()) > 0 ||
        decimal_compare(boundary, decimal_min()) < 0) {
        return op_overflow(runtime, high ? "HighBoundary" : "LowBoundary");
    }
    return value_decimal(runtime->arena, boundary);
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

// Sets what lies below the precision of the value to its greatest.
static Civil last_of(DateTime moment) {
    Civil civil = datetime_civil(moment);
    if (moment.precision < PRECISION_MONTH) civil.month = 12;
    if (moment.precision < PRECISION_DAY) civil.day = days_in_month(civil.year, civil.month);
    if (moment.precision < PRECISION_HOUR) civil.hour = 23;
    if (moment.precision < PRECISION_MINUTE) civil.minute = 59;
    if (moment.precision < PRECISION_SECOND) civil.second = 59;
    if (moment.precision < PRECISION_MILLISECOND) civil.millisecond = 999;
    return civil;
}

static Value moment_boundary(Value value, int digits, bool high) {
    size_t count;
    const Digits *rows = digits_of((ValueKind)value.kind, &count);
    DateTime moment = value_datetime(value);
    Civil civil = high ? last_of(moment) : datetime_civil(moment);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].digits != digits) continue;
        DateTime boundary;
        bool ok = value.kind == VALUE_TIME
                      ? time_make(civil, rows[i].precision, &boundary)
                      : datetime_make(civil, rows[i].precision, moment.offset, &boundary);
        return ok ? value_moment((ValueKind)value.kind, boundary) : value_null();
    }
    return value_null();
}

static int finest_digits(ValueKind kind) {
    size_t count;
    const Digits *rows = digits_of(kind, &count);
    return rows[count - 1].digits;
}

static Value boundary(Runtime *runtime, const OpCall *call, const Value *args, bool high) {
    if (value_is_null(args[0])) return value_null();
    bool given = call->count > 1 && !value_is_null(args[1]);
    if (args[0].kind == VALUE_DECIMAL) {
        int places = given ? args[1].as.integer : DECIMAL_PLACES;
        return decimal_boundary(runtime, value_to_decimal(args[0]), places, high);
    }
    int digits = given ? args[1].as.integer : finest_digits((ValueKind)args[0].kind);
    return moment_boundary(args[0], digits, high);
}

Value op_low_boundary(Runtime *runtime, const OpCall *call, const Value *args) {
    return boundary(runtime, call, args, false);
}

Value op_high_boundary(Runtime *runtime, const OpCall *call, const Value *args) {
    return boundary(runtime, call, args, true);
}
