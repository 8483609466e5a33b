#include "base/datetime.h"

#include <assert.h>

// The proleptic Gregorian calendar, days counted from 0001-01-01 (day 0, a Monday). A value is the
// first millisecond of the range it stands for; the range's length follows from the precision.
// Arithmetic is in datetime_math.c.

enum { MAX_OFFSET = 14 * 60 };

static const int64_t MS_SECOND = 1000;
static const int64_t MS_MINUTE = 60000;
static const int64_t MS_HOUR = 3600000;
static const int64_t MS_DAY = 86400000;

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static int64_t days_before_year(int64_t year) {
    int64_t past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400;
}

static int days_before_month(int year, int month) {
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    return before[month - 1] + (month > 2 && is_leap(year));
}

Civil datetime_civil(DateTime moment) {
    int64_t days = moment.local_ms / MS_DAY;
    int64_t ms = moment.local_ms % MS_DAY;
    // 400 years have 146,097 days; that many years of equal length are wrong by one at most.
    int year = (int)((days * 400 + 591) / 146097) + 1;
    if (days < days_before_year(year)) year--;
    if (days >= days_before_year(year + 1)) year++;
    int left = (int)(days - days_before_year(year));
    int month = left / 31 + 1;  // too early by one at most
    if (month < 12 && left >= days_before_month(year, month + 1)) month++;
    left -= days_before_month(year, month);
    return (Civil){
        .year = year,
        .month = month,
        .day = left + 1,
        .hour = (int)(ms / MS_HOUR),
        .minute = (int)(ms / MS_MINUTE % 60),
        .second = (int)(ms / MS_SECOND % 60),
        .millisecond = (int)(ms % MS_SECOND),
    };
}

static bool clock_make(Civil civil, Precision precision, int64_t *ms) {
    if (precision < PRECISION_HOUR) civil.hour = 0;
    if (precision < PRECISION_MINUTE) civil.minute = 0;
    if (precision < PRECISION_SECOND) civil.second = 0;
    if (precision < PRECISION_MILLISECOND) civil.millisecond = 0;
    if (civil.hour < 0 || civil.hour > 23 || civil.minute < 0 || civil.minute > 59) return false;
    if (civil.second < 0 || civil.second > 59) return false;
    if (civil.millisecond < 0 || civil.millisecond > 999) return false;
    *ms = civil.hour * MS_HOUR + civil.minute * MS_MINUTE + civil.second * MS_SECOND +
          civil.millisecond;
    return true;
}

bool datetime_make(Civil civil, Precision precision, int offset, DateTime *moment) {
    assert(precision != PRECISION_NONE && precision != PRECISION_WEEK);
    if (precision < PRECISION_MONTH) civil.month = 1;
    if (precision < PRECISION_DAY) civil.day = 1;
    if (civil.year < 1 || civil.year > 9999 || civil.month < 1 || civil.month > 12) return false;
    if (civil.day < 1 || civil.day > days_in_month(civil.year, civil.month)) return false;
    if (offset < -MAX_OFFSET || offset > MAX_OFFSET) return false;
    int64_t ms;
    if (!clock_make(civil, precision, &ms)) return false;
    int64_t days =
        days_before_year(civil.year) + days_before_month(civil.year, civil.month) + civil.day - 1;
    *moment = (DateTime){days * MS_DAY + ms, (int16_t)offset, (uint8_t)precision};
    return true;
}

bool time_make(Civil civil, Precision precision, DateTime *moment) {
    int64_t ms;
    if (precision < PRECISION_HOUR || !clock_make(civil, precision, &ms)) return false;
    *moment = (DateTime){ms, 0, (uint8_t)precision};
    return true;
}

// ---- reading. A Scan moves over the text; what does not match stays where it is.

typedef struct {
    Str text;
    size_t at;
} Scan;

static inline bool scan_char(Scan *scan, char c) {
    if (scan->at == scan->text.len || scan->text.data[scan->at] != c) return false;
    scan->at++;
    return true;
}

static inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Exactly two digits.
static inline bool scan_two(Scan *scan, int *number) {
    if (scan->text.len - scan->at < 2) return false;
    const char *at = scan->text.data + scan->at;
    if (!is_digit(at[0]) || !is_digit(at[1])) return false;
    scan->at += 2;
    *number = (at[0] - '0') * 10 + (at[1] - '0');
    return true;
}

static inline bool scan_four(Scan *scan, int *number) {
    int high;
    int low;
    if (!scan_two(scan, &high) || !scan_two(scan, &low)) return false;
    *number = high * 100 + low;
    return true;
}

static bool scan_date(Scan *scan, Civil *civil, Precision *precision) {
    if (!scan_four(scan, &civil->year)) return false;
    *precision = PRECISION_YEAR;
    if (!scan_char(scan, '-')) return true;
    if (!scan_two(scan, &civil->month)) return false;
    *precision = PRECISION_MONTH;
    if (!scan_char(scan, '-')) return true;
    *precision = PRECISION_DAY;
    return scan_two(scan, &civil->day);
}

// Digits of a second's fraction: at least one, cut to three.
static bool scan_fraction(Scan *scan, int *millisecond) {
    int unit = 100;
    size_t start = scan->at;
    for (; scan->at < scan->text.len && is_digit(scan->text.data[scan->at]); scan->at++) {
        *millisecond += (scan->text.data[scan->at] - '0') * unit;
        unit /= 10;
    }
    return scan->at > start;
}

static bool scan_milliseconds(Scan *scan, Civil *civil, Precision *precision) {
    if (!scan_char(scan, '.')) return true;
    *precision = PRECISION_MILLISECOND;
    return scan_fraction(scan, &civil->millisecond);
}

static bool scan_clock(Scan *scan, Civil *civil, Precision *precision) {
    if (!scan_two(scan, &civil->hour)) return false;
    *precision = PRECISION_HOUR;
    if (!scan_char(scan, ':')) return true;
    if (!scan_two(scan, &civil->minute)) return false;
    *precision = PRECISION_MINUTE;
    if (!scan_char(scan, ':')) return true;
    if (!scan_two(scan, &civil->second)) return false;
    *precision = PRECISION_SECOND;
    return scan_milliseconds(scan, civil, precision);
}

// Eight bytes at once: is each '0' of `form` a digit, and each other byte the same?
static inline bool has_form(const char *at, const char *form) {
    uint64_t bytes;
    uint64_t wanted;
    memcpy(&bytes, at, sizeof bytes);
    memcpy(&wanted, form, sizeof wanted);
    // 1 where '0' stands: it has bit 4 and neither of 3 and 6, which '-', ':' and 'T' do not.
    uint64_t digits = (wanted >> 4 & ~(wanted >> 3) & ~(wanted >> 6)) & 0x0101010101010101U;
    bytes ^= wanted;  // now a digit is its number, and a sign is 0
    uint64_t highest = 0x7F7F7F7F7F7F7F7FU - digits * 9;
    return (((bytes & 0x7F7F7F7F7F7F7F7FU) + highest) & 0x8080808080808080U) == 0 &&
           (bytes & 0x8080808080808080U) == 0;
}

static inline int two_at(const char *digits) {
    return (digits[0] - '0') * 10 + (digits[1] - '0');
}

// As most moments are written, to the second: no part of it has to be looked for.
static bool scan_second(Scan *scan, Civil *civil) {
    static const char form[] = "0000-00-00T00:00:00";
    const char *at = scan->text.data + scan->at;
    if (scan->text.len - scan->at < sizeof form - 1) return false;
    if (!has_form(at, form) || !has_form(at + 8, form + 8) || !has_form(at + 11, form + 11))
        return false;
    *civil = (Civil){.year = two_at(at) * 100 + two_at(at + 2),
                     .month = two_at(at + 5),
                     .day = two_at(at + 8),
                     .hour = two_at(at + 11),
                     .minute = two_at(at + 14),
                     .second = two_at(at + 17)};
    scan->at += sizeof form - 1;
    return true;
}

// "Z", "+02:00", or nothing.
static bool scan_offset(Scan *scan, int *offset) {
    if (scan_char(scan, 'Z')) {
        *offset = 0;
        return true;
    }
    bool west = scan_char(scan, '-');
    if (!west && !scan_char(scan, '+')) return true;
    int hours;
    int minutes;
    if (!scan_two(scan, &hours) || !scan_char(scan, ':')) return false;
    if (!scan_two(scan, &minutes) || minutes > 59) return false;
    *offset = west ? -(hours * 60 + minutes) : hours * 60 + minutes;
    return true;
}

bool date_parse(Str text, DateTime *date, Err *err) {
    Scan scan = {text, 0};
    Civil civil = {0};
    Precision precision;
    if (scan_date(&scan, &civil, &precision) && scan.at == text.len &&
        datetime_make(civil, precision, 0, date)) {
        return true;
    }
    return err_set(err, ERR_PARSE, "not a date: expected year, year-month or year-month-day");
}

bool datetime_parse(Str text, int offset, DateTime *moment, Err *err) {
    Scan scan = {text, 0};
    Civil civil = {0};
    Precision precision = PRECISION_SECOND;
    bool ok;
    if (scan_second(&scan, &civil)) {
        ok = scan_milliseconds(&scan, &civil, &precision) && scan_offset(&scan, &offset);
    } else {
        ok = scan_date(&scan, &civil, &precision);
        if (ok && scan_char(&scan, 'T') && scan.at < text.len) {
            ok = precision == PRECISION_DAY && scan_clock(&scan, &civil, &precision) &&
                 scan_offset(&scan, &offset);
        }
    }
    if (ok && scan.at == text.len && datetime_make(civil, precision, offset, moment)) return true;
    return err_set(err, ERR_PARSE,
                   "not a date and time: expected YYYY-MM-DDThh:mm:ss.fff with Z or an offset, "
                   "or the beginning of it");
}

bool time_parse(Str text, DateTime *time, Err *err) {
    Scan scan = {text, 0};
    Civil civil = {0};
    Precision precision;
    int offset = 0;  // CQL 1.5.3 ToTime: an offset may stand there and means nothing
    scan_char(&scan, 'T');
    if (scan_clock(&scan, &civil, &precision) && scan_offset(&scan, &offset) &&
        scan.at == text.len && time_make(civil, precision, time)) {
        return true;
    }
    return err_set(err, ERR_PARSE, "not a time: expected hh:mm:ss.fff, or the beginning of it");
}

// ---- writing

// Exactly `count` digits. (Dates are most of what a result holds: printf was half of the writing.)
static void write_digits(Buf *buf, size_t count, int number) {
    char *digits = buf_reserve(buf, count);
    for (size_t i = count; i > 0; i--, number /= 10) digits[i - 1] = (char)('0' + number % 10);
    buf->len += count;
}

static void write_part(Buf *buf, char mark, size_t count, int number) {
    buf_add_char(buf, mark);
    write_digits(buf, count, number);
}

static void write_date(Buf *buf, Civil civil, Precision precision) {
    write_digits(buf, 4, civil.year);
    if (precision >= PRECISION_MONTH) write_part(buf, '-', 2, civil.month);
    if (precision >= PRECISION_DAY) write_part(buf, '-', 2, civil.day);
}

static void write_clock(Buf *buf, Civil civil, Precision precision) {
    write_digits(buf, 2, civil.hour);
    if (precision >= PRECISION_MINUTE) write_part(buf, ':', 2, civil.minute);
    if (precision >= PRECISION_SECOND) write_part(buf, ':', 2, civil.second);
    if (precision >= PRECISION_MILLISECOND) write_part(buf, '.', 3, civil.millisecond);
}

void date_write(Buf *buf, DateTime date) {
    write_date(buf, datetime_civil(date), (Precision)date.precision);
}

void datetime_write(Buf *buf, DateTime moment) {
    Civil civil = datetime_civil(moment);
    Precision precision = (Precision)moment.precision;
    write_date(buf, civil, precision);
    if (precision < PRECISION_HOUR) return;
    buf_add_char(buf, 'T');
    write_clock(buf, civil, precision);
    int size = moment.offset < 0 ? -moment.offset : moment.offset;
    write_part(buf, moment.offset < 0 ? '-' : '+', 2, size / 60);
    write_part(buf, ':', 2, size % 60);
}

void time_write(Buf *buf, DateTime time) {
    write_clock(buf, datetime_civil(time), (Precision)time.precision);
}

// ---- the range a value stands for

static int64_t span_ms(DateTime moment) {
    switch ((Precision)moment.precision) {
    case PRECISION_YEAR:
        return (is_leap(datetime_civil(moment).year) ? 366 : 365) * MS_DAY;
    case PRECISION_MONTH: {
        Civil civil = datetime_civil(moment);
        return days_in_month(civil.year, civil.month) * MS_DAY;
    }
    case PRECISION_DAY:
        return MS_DAY;
    case PRECISION_HOUR:
        return MS_HOUR;
    case PRECISION_MINUTE:
        return MS_MINUTE;
    case PRECISION_SECOND:
        return MS_SECOND;
    case PRECISION_MILLISECOND:
    case PRECISION_NONE:
    case PRECISION_WEEK:
        break;
    }
    return 1;
}

int64_t datetime_low_ms(DateTime moment) {
    return moment.local_ms - moment.offset * MS_MINUTE;
}

int64_t datetime_high_ms(DateTime moment) {
    return datetime_low_ms(moment) + span_ms(moment) - 1;
}

DateTime datetime_at_offset(DateTime moment, int offset) {
    if (moment.precision < PRECISION_HOUR) return moment;
    int64_t local_ms = moment.local_ms + (offset - moment.offset) * MS_MINUTE;
    // The first and the last hours of the calendar have no other wall clock.
    if (local_ms < 0 || local_ms >= days_before_year(10000) * MS_DAY) return moment;
    moment.local_ms = local_ms;
    moment.offset = (int16_t)offset;
    return moment;
}

DateTime datetime_date(DateTime moment) {
    if (moment.precision > PRECISION_DAY) {
        moment.local_ms -= moment.local_ms % MS_DAY;
        moment.precision = PRECISION_DAY;
    }
    moment.offset = 0;
    return moment;
}

// ---- words

static const struct {
    const char *one;
    const char *many;
} words[] = {
    [PRECISION_NONE] = {"", ""},
    [PRECISION_YEAR] = {"year", "years"},
    [PRECISION_MONTH] = {"month", "months"},
    [PRECISION_WEEK] = {"week", "weeks"},
    [PRECISION_DAY] = {"day", "days"},
    [PRECISION_HOUR] = {"hour", "hours"},
    [PRECISION_MINUTE] = {"minute", "minutes"},
    [PRECISION_SECOND] = {"second", "seconds"},
    [PRECISION_MILLISECOND] = {"millisecond", "milliseconds"},
};

const char *precision_name(Precision precision) {
    return words[precision].one;
}

bool precision_find(Str word, Precision *precision) {
    for (Precision i = PRECISION_YEAR; i <= PRECISION_MILLISECOND; i++) {
        if (str_eq(word, str_from(words[i].one)) || str_eq(word, str_from(words[i].many))) {
            *precision = i;
            return true;
        }
    }
    return false;
}
