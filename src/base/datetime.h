// datetime: dates and times as hospitals write them, often incomplete.
//
// One struct serves CQL's Date, DateTime and Time. A part that was not written
// is not a zero: `precision` says how far it goes, and the parts below it hold
// their minimum. Comparing "2024" with "2024-05" has no answer: TRI_UNKNOWN, which
// CQL calls null. It must never be rounded to a yes or a no.
//
// Source: CQL 1.5.3 appendix B (Date-Time operators, comparison), appendix H (time interval
// calculations); FHIR R4 datatypes date, dateTime, instant, time.

#ifndef BASE_DATETIME_H
#define BASE_DATETIME_H

#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"

typedef enum { TRI_FALSE, TRI_TRUE, TRI_UNKNOWN } Tri;

typedef enum {
    PRECISION_NONE,  // in a comparison: "as far as both go"
    PRECISION_YEAR,
    PRECISION_MONTH,
    PRECISION_WEEK,  // only as a unit of durations and differences
    PRECISION_DAY,
    PRECISION_HOUR,
    PRECISION_MINUTE,
    PRECISION_SECOND,
    PRECISION_MILLISECOND
} Precision;

typedef struct {
    int64_t local_ms;   // milliseconds since 0001-01-01T00:00 (Time: since midnight), as the clock
                        // on the wall said; parts below the precision at their minimum
    int16_t offset;     // minutes east of UTC; 0 for Date and Time
    uint8_t precision;  // a Precision
} DateTime;

typedef struct {
    int year, month, day, hour, minute, second, millisecond;
} Civil;

Civil datetime_civil(DateTime moment);
// false when not on the calendar (year 1..9999, month 1..12, ...). Parts below `precision` are
// ignored.
bool datetime_make(Civil civil, Precision precision, int offset, DateTime *moment);
bool time_make(Civil civil, Precision precision, DateTime *moment);

// "2024", "2024-05", "2024-05-03".
bool date_parse(Str text, DateTime *date, Err *err);
// A date, or with a time as CQL ("2024-05-03T10", "T10:30", ...) and FHIR write it; `offset`
// (minutes) is taken when the text has none. Fractions of a second: 1..n digits, cut to
// milliseconds.
bool datetime_parse(Str text, int offset, DateTime *moment, Err *err);
bool time_parse(Str text, DateTime *time, Err *err);  // "10", "10:30", "10:30:00.000"

// ISO 8601, as precise as the value; a DateTime has its offset from the hour on.
void date_write(Buf *buf, DateTime date);
void datetime_write(Buf *buf, DateTime moment);
void time_write(Buf *buf, DateTime time);

// The instant in ms since 0001-01-01T00:00Z of the first and of the last ms that the value may
// mean.
int64_t datetime_low_ms(DateTime moment);
int64_t datetime_high_ms(DateTime moment);

// CQL comparison to `precision` (NONE: as far as both go; a difference in precision of otherwise
// equal values is unknown; seconds and milliseconds are one precision, unless MILLISECOND is
// asked for by name). DateTimes of different offset are brought to one offset first, but only when
// hours or finer are compared (appendix B). *order <0, 0, >0 is set unless the result is false,
// which means unknown.
bool datetime_order(DateTime a, DateTime b, Precision precision, int *order);
// For Time values, and for Dates (no offset).
bool local_order(DateTime a, DateTime b, Precision precision, int *order);

// Addition of a calendar duration (CQL: month end is clamped; a unit finer than the precision of
// the value is first converted to it, truncated). False on overflow of the calendar. Time wraps
// around midnight.
bool datetime_add(DateTime moment, int64_t amount, Precision unit, DateTime *result);
bool time_add(DateTime time, int64_t amount, Precision unit, DateTime *result);

// "years between" (whole periods passed) and "difference in years" (boundaries crossed), as a
// range, since values may be incomplete; *low = *high when certain. False: the unit does not apply.
// Different offsets: years and months go by the wall clocks, and so do differences in weeks and
// days; durations in weeks and days, and all finer units, go by the time that has passed.
bool datetime_duration(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high);
bool datetime_difference(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high);
bool time_duration(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high);
bool time_difference(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high);

// The value one step of its precision later or earlier; false at the end of the range.
bool datetime_successor(DateTime moment, DateTime *result);
bool datetime_predecessor(DateTime moment, DateTime *result);
bool time_successor(DateTime time, DateTime *result);
bool time_predecessor(DateTime time, DateTime *result);

// The same wall-clock instant seen from another offset (only from hour precision on; else
// unchanged).
DateTime datetime_at_offset(DateTime moment, int offset);
// The date part; precision at most DAY.
DateTime datetime_date(DateTime moment);

const char *precision_name(Precision precision);      // "year" ... "millisecond"
bool precision_find(Str word, Precision *precision);  // singular or plural

#endif
