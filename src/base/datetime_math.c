// datetime_math: comparing dates and times, adding to them, and counting between them.
//
// An incomplete value is the range from its first to its last moment, cut down to the steps that
// matter for the question; a question has an answer when all pairs of moments give the same.

#include <assert.h>

#include "base/datetime.h"

static const int64_t MS_MINUTE = 60000;
static const int64_t MS_DAY = 86400000;

// Rounds down, also before the start of the calendar, where a change of offset may lead.
static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

// Of a unit with a fixed length; 0 for year and month.
static int64_t unit_ms(Precision unit) {
    static const int64_t lengths[] = {
        [PRECISION_WEEK] = 7 * 86400000LL, [PRECISION_DAY] = 86400000LL,
        [PRECISION_HOUR] = 3600000LL,      [PRECISION_MINUTE] = 60000,
        [PRECISION_SECOND] = 1000,         [PRECISION_MILLISECOND] = 1,
    };
    return lengths[unit];
}

// Local milliseconds of the first and last step of `step` that a value may mean.
typedef struct {
    int64_t low;
    int64_t high;
} Range;

// Seconds and milliseconds are one precision with decimals, so a second without them is exact:
// 10:00:05 is 10:00:05.000. Only a question about milliseconds themselves takes them apart: there
// 10:00:05 is any of a thousand (CQL 1.5.3, author's guide, "Date, DateTime, and Time" and
// "Comparing Dates and Times").
typedef enum { ONE_DECIMAL, APART } Seconds;

static Seconds seconds_for(Precision asked) {
    return asked == PRECISION_MILLISECOND ? APART : ONE_DECIMAL;
}

static int64_t cut(int64_t local_ms, Precision step) {
    if (step >= PRECISION_DAY) return floor_divide(local_ms, unit_ms(step)) * unit_ms(step);
    DateTime whole = {local_ms, 0, PRECISION_MILLISECOND};
    bool made = datetime_make(datetime_civil(whole), step, 0, &whole);
    assert(made);
    return whole.local_ms;
}

static Range range_of(DateTime moment, Precision step, Seconds seconds) {
    Precision exact = seconds == APART ? PRECISION_MILLISECOND : PRECISION_SECOND;
    if (moment.precision >= exact) {
        int64_t ms = cut(moment.local_ms, step);
        return (Range){ms, ms};
    }
    int64_t last = moment.local_ms + (datetime_high_ms(moment) - datetime_low_ms(moment));
    return (Range){cut(moment.local_ms, step), cut(last, step)};
}

static void to_offset(DateTime *moment, int offset) {
    if (moment->precision < PRECISION_HOUR) return;
    moment->local_ms += (offset - moment->offset) * MS_MINUTE;
    moment->offset = (int16_t)offset;
}

// Brings two DateTimes to one offset. A value without a time has the offset of the evaluation, so
// the other one comes to it; two with a time meet at UTC. The result may lie a few hours outside
// the calendar: it is compared, never shown.
static void to_one_offset(DateTime *a, DateTime *b) {
    if (a->offset == b->offset) return;
    int offset = a->precision < PRECISION_HOUR   ? a->offset
                 : b->precision < PRECISION_HOUR ? b->offset
                                                 : 0;
    to_offset(a, offset);
    to_offset(b, offset);
}

// ---- order

bool local_order(DateTime a, DateTime b, Precision precision, int *order) {
    Precision step = precision == PRECISION_NONE ? PRECISION_MILLISECOND : precision;
    Range left = range_of(a, step, seconds_for(precision));
    Range right = range_of(b, step, seconds_for(precision));
    if (left.high < right.low) {
        *order = -1;
    } else if (left.low > right.high) {
        *order = 1;
    } else {
        bool exact = left.low == left.high && right.low == right.high;
        bool same =
            precision == PRECISION_NONE && a.precision == b.precision && left.low == right.low;
        if (!exact && !same) return false;
        *order = 0;
    }
    return true;
}

bool datetime_order(DateTime a, DateTime b, Precision precision, int *order) {
    if (precision == PRECISION_NONE || precision >= PRECISION_HOUR) to_one_offset(&a, &b);
    return local_order(a, b, precision, order);
}

// ---- addition

// The amount in the precision of the value, cut: 24 months are 2 years. Days become months of 30
// and years of 365 days.
static int64_t coarsen(int64_t amount, Precision unit, Precision precision) {
    if (unit <= precision) return amount;
    if (unit >= PRECISION_HOUR || unit == PRECISION_DAY) {
        if (precision >= PRECISION_DAY) return amount / (unit_ms(precision) / unit_ms(unit));
        amount /= MS_DAY / unit_ms(unit);
    } else if (unit == PRECISION_WEEK) {
        if (__builtin_mul_overflow(amount, 7, &amount)) return amount < 0 ? INT64_MIN : INT64_MAX;
    } else {
        return amount / 12;  // months in years
    }
    return amount / (precision == PRECISION_YEAR ? 365 : 30);
}

static bool add_months(DateTime moment, int64_t months, DateTime *result) {
    Civil civil = datetime_civil(moment);
    int64_t count;
    if (__builtin_add_overflow(months, (int64_t)civil.year * 12 + civil.month - 1, &count)) {
        return false;
    }
    if (count < 12 || count >= 120000) return false;
    int day = civil.day;
    civil.year = (int)(count / 12);
    civil.month = (int)(count % 12) + 1;
    // The last day of the month when there is no such day: 2012-02-29 + 1 year = 2013-02-28.
    for (civil.day = day; civil.day > 28; civil.day--) {
        if (datetime_make(civil, PRECISION_DAY, 0, result)) break;
    }
    return datetime_make(civil, (Precision)moment.precision, moment.offset, result);
}

static bool add_ms(DateTime moment, int64_t amount, int64_t length, DateTime *result) {
    const int64_t end = 3652059 * MS_DAY;  // 10000-01-01
    int64_t ms;
    if (__builtin_mul_overflow(amount, length, &ms)) return false;
    if (__builtin_add_overflow(ms, moment.local_ms, &ms)) return false;
    if (ms < 0 || ms >= end) return false;
    moment.local_ms = ms;
    *result = moment;
    return true;
}

bool datetime_add(DateTime moment, int64_t amount, Precision unit, DateTime *result) {
    Precision precision = (Precision)moment.precision;
    if (unit == PRECISION_NONE) return false;
    if (unit > precision) {
        amount = coarsen(amount, unit, precision);
        unit = precision;
    }
    if (unit == PRECISION_YEAR && __builtin_mul_overflow(amount, 12, &amount)) return false;
    if (unit <= PRECISION_MONTH) return add_months(moment, amount, result);
    return add_ms(moment, amount, unit_ms(unit), result);
}

bool time_add(DateTime time, int64_t amount, Precision unit, DateTime *result) {
    if (unit < PRECISION_HOUR) return false;
    if (unit > time.precision) {
        amount = coarsen(amount, unit, (Precision)time.precision);
        unit = (Precision)time.precision;
    }
    // Whole days change nothing, so the amount is cut before it is multiplied.
    int64_t length = unit_ms(unit);
    assert(length > 0);
    int64_t ms = amount % (MS_DAY / length) * length;
    time.local_ms = (time.local_ms + ms + MS_DAY) % MS_DAY;
    *result = time;
    return true;
}

bool datetime_successor(DateTime moment, DateTime *result) {
    return datetime_add(moment, 1, (Precision)moment.precision, result);
}

bool datetime_predecessor(DateTime moment, DateTime *result) {
    return datetime_add(moment, -1, (Precision)moment.precision, result);
}

static bool time_step(DateTime time, int direction, DateTime *result) {
    int64_t ms = time.local_ms + direction * unit_ms((Precision)time.precision);
    if (ms < 0 || ms >= MS_DAY) return false;
    time.local_ms = ms;
    *result = time;
    return true;
}

bool time_successor(DateTime time, DateTime *result) {
    return time_step(time, 1, result);
}

bool time_predecessor(DateTime time, DateTime *result) {
    return time_step(time, -1, result);
}

// ---- counting between

static int64_t months_of(int64_t local_ms) {
    Civil civil = datetime_civil((DateTime){local_ms, 0, PRECISION_MILLISECOND});
    return (int64_t)civil.year * 12 + civil.month - 1;
}

static int64_t plus_months(int64_t local_ms, int64_t months) {
    DateTime result = {0};
    bool on_calendar = add_months((DateTime){local_ms, 0, PRECISION_MILLISECOND}, months, &result);
    assert(on_calendar);  // the month of the other value, which is on the calendar
    return result.local_ms;
}

// Whole months from a to b, toward zero; a month ends on the last day when it has no such day.
static int64_t whole_months(int64_t a, int64_t b) {
    int64_t months = months_of(b) - months_of(a);
    int64_t reached = plus_months(a, months);
    if (months > 0 && reached > b) return months - 1;
    if (months < 0 && reached < b) return months + 1;
    return months;
}

static int64_t whole_units(int64_t a, int64_t b, Precision unit) {
    if (unit == PRECISION_YEAR) return whole_months(a, b) / 12;
    if (unit == PRECISION_MONTH) return whole_months(a, b);
    return (b - a) / unit_ms(unit);
}

static bool duration(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high) {
    if (unit == PRECISION_NONE) return false;
    // Both are counted in the steps of the finer one, and at least in days (or the unit): of two
    // days each counts from its start, but a day beside a time of day is any moment of it
    // (CQL 1.5.3 language semantics, "Determining Difference and Duration": days between
    // @2017-08-07T17:00 and @2017-08-14T is [6, 7]).
    Precision step = unit < PRECISION_DAY ? PRECISION_DAY : unit;
    if (step < a.precision) step = (Precision)a.precision;
    if (step < b.precision) step = (Precision)b.precision;
    Range left = range_of(a, step, seconds_for(unit));
    Range right = range_of(b, step, seconds_for(unit));
    *low = whole_units(left.high, right.low, unit);
    *high = whole_units(left.low, right.high, unit);
    return true;
}

bool datetime_duration(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high) {
    if (unit >= PRECISION_WEEK) to_one_offset(&a, &b);
    return duration(a, b, unit, low, high);
}

bool time_duration(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high) {
    return unit >= PRECISION_HOUR && duration(a, b, unit, low, high);
}

// Number of the unit's step since the start of the calendar. Weeks start on Sunday.
static int64_t step_number(int64_t local_ms, Precision unit) {
    if (unit == PRECISION_YEAR) return months_of(local_ms) / 12;
    if (unit == PRECISION_MONTH) return months_of(local_ms);
    if (unit == PRECISION_WEEK) return floor_divide(local_ms + MS_DAY, unit_ms(unit));
    return floor_divide(local_ms, unit_ms(unit));
}

static bool difference(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high) {
    if (unit == PRECISION_NONE) return false;
    Range left = range_of(a, PRECISION_MILLISECOND, seconds_for(unit));
    Range right = range_of(b, PRECISION_MILLISECOND, seconds_for(unit));
    *low = step_number(right.low, unit) - step_number(left.high, unit);
    *high = step_number(right.high, unit) - step_number(left.low, unit);
    return true;
}

bool datetime_difference(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high) {
    if (unit >= PRECISION_HOUR) to_one_offset(&a, &b);
    return difference(a, b, unit, low, high);
}

bool time_difference(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high) {
    return unit >= PRECISION_HOUR && difference(a, b, unit, low, high);
}
