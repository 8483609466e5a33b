// Rows follow CQL 1.5.3 appendix B (Date and Time Operators) and appendix H (Time Interval
// Calculations). Dates end in nothing, DateTimes in what follows a T; Times start with T.

#include "base/datetime.h"

#include <stdio.h>

#include "test.h"

static bool is_time(const char *text) {
    return text[0] == 'T';
}

static DateTime parse(const char *text) {
    DateTime moment = {0};
    Err err;
    Str str = str_from(text);
    bool ok =
        is_time(text) ? time_parse(str, &moment, &err) : datetime_parse(str, 0, &moment, &err);
    CHECK_ROW(ok, "%s should parse", text);
    return moment;
}

static Str show(Buf *buf, DateTime moment, bool time) {
    buf_reset(buf);
    if (time) {
        time_write(buf, moment);
    } else {
        datetime_write(buf, moment);
    }
    return buf_str(buf);
}

TEST(datetime_parse_and_write) {
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"2024", "2024"},
        {"2024T", "2024"},
        {"2024-02", "2024-02"},
        {"2024-02-29", "2024-02-29"},
        {"2024-02-29T", "2024-02-29"},
        {"2024-02-29T10", "2024-02-29T10+00:00"},
        {"2024-02-29T10:05", "2024-02-29T10:05+00:00"},
        {"2024-02-29T10:05:07Z", "2024-02-29T10:05:07+00:00"},
        {"2024-02-29T10:05:07.1+02:00", "2024-02-29T10:05:07.100+02:00"},
        {"2024-02-29T10:05:07.1239999-05:30", "2024-02-29T10:05:07.123-05:30"},
        {"2024-02-29T10-14:00", "2024-02-29T10-14:00"},
        {"0001-01-01T00:00:00.000", "0001-01-01T00:00:00.000+00:00"},
        {"9999-12-31T23:59:59.999", "9999-12-31T23:59:59.999+00:00"},
        {"2000-02-29", "2000-02-29"},
        {"1900-12-31", "1900-12-31"},
        {"T10", "10"},
        {"T10:30", "10:30"},
        {"T10:30:00", "10:30:00"},
        {"T14:30:00.0+05:30", "14:30:00.000"},
        {"T23:59:59.999", "23:59:59.999"},
    };
    Buf buf = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        DateTime moment = parse(rows[i].text);
        CHECK_STR(show(&buf, moment, is_time(rows[i].text)), rows[i].written);
    }
    buf_free(&buf);
}

TEST(datetime_parse_refuses) {
    static const char *const rows[] = {
        "",
        "T",
        "24",
        "2024-",
        "2024-1",
        "2024-13",
        "2024-00",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "0000",
        "0000-01-01",
        "10000",
        "2024-02-29 10:00",
        "2024-02-29t10",
        "2024-02T10:00",
        "2024T10",
        "2024-02-29T24:00",
        "2024-02-29T10:60",
        "2024-02-29T10:00:60",
        "2024-02-29T1",
        "2024-02-29T10:0",
        "2024-02-29T10:00:00.",
        "2024-02-29T10:00:00.x",
        "2024-02-29T10:00+15:00",
        "2024-02-29T10:00+14:01",
        "2024-02-29T10:00+1",
        "2014/01/01",
        "2024-02-29T10:00+01",
        "2024-02-29T10:00ZZ",
        "2024-02-29TZ",
        "-2024",
        "+2024",
        "2024-02-29x",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        DateTime moment = {.local_ms = 77};
        Err err = {0};
        CHECK_ROW(!datetime_parse(str_from(rows[i]), 0, &moment, &err), "\"%s\"", rows[i]);
        CHECK(err.code == ERR_PARSE && moment.local_ms == 77);
    }
    DateTime moment;
    Err err;
    CHECK(!date_parse(STR("2024-02-29T10"), &moment, &err));
    CHECK(!date_parse(STR("2024T"), &moment, &err));
    CHECK(date_parse(STR("2024-02"), &moment, &err) && moment.precision == PRECISION_MONTH);
    CHECK(!datetime_parse((Str){"2024\0", 5}, 0, &moment, &err));
    CHECK(!time_parse(STR("25"), &moment, &err));
    CHECK(!time_parse(STR("T14-30-00.0"), &moment, &err));
    CHECK(!time_parse(STR(""), &moment, &err));
}

// Any byte in any place: a sign is that sign, a digit is a digit and counts there, or it is
// refused.
TEST(datetime_parse_looks_at_every_byte) {
    static const char form[] = "2023-11-17T12:11:13";
    static const int worth[] = {1000, 100, 10, 1, 0, 10, 1, 0, 10, 1, 0, 10, 1, 0, 10, 1, 0, 10, 1};
    for (size_t at = 0; at < sizeof form - 1; at++) {
        for (int byte = 0; byte < 256; byte++) {
            if (at == 13 && (byte == '+' || byte == '-')) continue;  // then an offset follows
            char text[sizeof form];
            memcpy(text, form, sizeof form);
            text[at] = (char)byte;
            bool is_sign = worth[at] == 0;
            bool fits = is_sign ? text[at] == form[at] : byte >= '0' && byte <= '9';
            Civil civil = {2023, 11, 17, 12, 11, 13, 0};
            int *parts[] = {&civil.year,   &civil.year,  &civil.year,   &civil.year,  NULL,
                            &civil.month,  &civil.month, NULL,          &civil.day,   &civil.day,
                            NULL,          &civil.hour,  &civil.hour,   NULL,         &civil.minute,
                            &civil.minute, NULL,         &civil.second, &civil.second};
            if (fits && !is_sign) *parts[at] += (text[at] - form[at]) * worth[at];
            DateTime want;
            DateTime got;
            Err err = {0};
            fits = fits && datetime_make(civil, PRECISION_SECOND, 60, &want);
            bool ok = datetime_parse((Str){text, sizeof form - 1}, 60, &got, &err);
            CHECK_ROW(ok == fits && (!ok || (got.local_ms == want.local_ms && got.offset == 60 &&
                                             got.precision == PRECISION_SECOND)),
                      "byte %d at %zu", byte, at);
        }
    }
}

TEST(datetime_default_offset) {
    DateTime moment;
    Err err;
    CHECK(datetime_parse(STR("2024-02-29T10:00"), 120, &moment, &err) && moment.offset == 120);
    CHECK(datetime_parse(STR("2024-02-29T10:00Z"), 120, &moment, &err) && moment.offset == 0);
    CHECK(datetime_parse(STR("2024-02-29"), 120, &moment, &err) && moment.offset == 120);
}

// Every day of the calendar, back and forth.
TEST(datetime_civil_of_every_day) {
    Civil civil = {.year = 1, .month = 1, .day = 1};
    int wrong = 0;
    for (int64_t day = 0; day < 3652059; day++) {
        DateTime moment = {day * 86400000, 0, PRECISION_DAY};
        Civil got = datetime_civil(moment);
        wrong += got.year != civil.year || got.month != civil.month || got.day != civil.day;
        DateTime made;
        wrong += !datetime_make(got, PRECISION_DAY, 0, &made) || made.local_ms != moment.local_ms;
        civil.day++;
        if (!datetime_make(civil, PRECISION_DAY, 0, &made)) {
            civil.day = 1;
            civil.month++;
        }
        if (civil.month == 13) {
            civil.month = 1;
            civil.year++;
        }
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(civil.year, 10000);
}

TEST(datetime_order_follows_the_specification) {
    static const struct {
        const char *a, *b;
        Precision precision;
        char order;  // '<', '=', '>' or '?'
    } rows[] = {
        {"2012-02-12", "2012-02-13", PRECISION_NONE, '<'},
        {"2014", "2014-02-15", PRECISION_NONE, '?'},
        {"2015", "2014-02-15", PRECISION_NONE, '>'},
        {"2013", "2014-02-15", PRECISION_NONE, '<'},
        {"2014", "2014", PRECISION_NONE, '='},
        {"2014-05", "2014-05", PRECISION_NONE, '='},
        {"2014", "2014", PRECISION_YEAR, '='},
        {"2014", "2014", PRECISION_MONTH, '?'},
        {"2014-10", "2014-10-12", PRECISION_DAY, '?'},
        {"2005-10-10", "2005-09", PRECISION_DAY, '>'},
        {"2004-11-10", "2004-10-10", PRECISION_YEAR, '='},
        {"2004-12-10", "2004-11-10", PRECISION_MONTH, '>'},
        {"2014-12-20", "2014-12-20T15", PRECISION_MINUTE, '?'},
        {"2014-12-20T15", "2014-12-20T15:30", PRECISION_HOUR, '='},
        {"2014-12-20T15", "2014-12-20T15:30", PRECISION_NONE, '?'},
        // Seconds and milliseconds are one precision.
        {"2014-12-20T15:30:01", "2014-12-20T15:30:01.000", PRECISION_NONE, '='},
        {"2014-12-20T15:30:01", "2014-12-20T15:30:01.001", PRECISION_NONE, '<'},
        {"2014-12-20T15:30:01", "2014-12-20T15:30:01.900", PRECISION_SECOND, '='},
        // Unless it is milliseconds that were asked for.
        {"2014-12-20T15:30:01", "2014-12-20T15:30:01", PRECISION_MILLISECOND, '?'},
        {"2014-12-20T15:30:01", "2014-12-20T15:30:01.999", PRECISION_MILLISECOND, '?'},
        {"2014-12-20T15:30:01", "2014-12-20T15:30:02.000", PRECISION_MILLISECOND, '<'},
        // Offsets.
        {"2012-03-10T10:20:00.999+07:00", "2012-03-10T08:20:00.999+06:00", PRECISION_HOUR, '>'},
        {"2012-03-10T10:20:00.999+07:00", "2012-03-10T09:20:00.999+06:00", PRECISION_HOUR, '='},
        {"2012-03-10T10:20:00.999+07:00", "2012-03-10T10:20:00.999+06:00", PRECISION_HOUR, '<'},
        {"2012-03-10T10:20:00.999+07:00", "2012-03-10T09:20:00.999+06:00", PRECISION_NONE, '='},
        {"2012-03-10T23:00-05:00", "2012-03-11T02:00Z", PRECISION_NONE, '>'},
        {"2012-03-10T23:00-05:00", "2012-03-11T02:00Z", PRECISION_DAY, '<'},
        {"2012-03-10T23:00-05:00", "2012-03-11", PRECISION_NONE, '?'},
        {"0001-01-01T00:00+14:00", "0001-01-01T00:00-14:00", PRECISION_NONE, '<'},
        {"9999-12-31T23:59-14:00", "9999-12-31T23:59+14:00", PRECISION_HOUR, '>'},
        // Times.
        {"T13:59:59.999", "T14:59:59.999", PRECISION_HOUR, '<'},
        {"T23:55:22.555", "T23:55:25.900", PRECISION_MINUTE, '='},
        {"T23:55:25.555", "T23:55:25.900", PRECISION_SECOND, '='},
        {"T12:30", "T11:55", PRECISION_HOUR, '>'},
        {"T10:00:00.000", "T22:00:00.000", PRECISION_NONE, '<'},
        {"T10", "T10:15", PRECISION_NONE, '?'},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        DateTime a = parse(rows[i].a);
        DateTime b = parse(rows[i].b);
        int order = 0;
        int back = 0;
        bool time = is_time(rows[i].a);
        bool known = time ? local_order(a, b, rows[i].precision, &order)
                          : datetime_order(a, b, rows[i].precision, &order);
        bool known_back = time ? local_order(b, a, rows[i].precision, &back)
                               : datetime_order(b, a, rows[i].precision, &back);
        char got = !known ? '?' : order < 0 ? '<' : order > 0 ? '>' : '=';
        CHECK_ROW(got == rows[i].order, "%s %c %s to %s, want %c", rows[i].a, got, rows[i].b,
                  precision_name(rows[i].precision), rows[i].order);
        CHECK_ROW(known == known_back && order == -back, "%s and %s, turned", rows[i].a, rows[i].b);
    }
}

TEST(datetime_add_follows_the_specification) {
    static const struct {
        const char *a;
        int64_t amount;
        Precision unit;
        const char *want;  // NULL: no result
    } rows[] = {
        {"2005-10-10", 5, PRECISION_YEAR, "2010-10-10"},
        {"2005-05-10", 5, PRECISION_MONTH, "2005-10-10"},
        {"2005-05-10", 10, PRECISION_MONTH, "2006-03-10"},
        {"2018-05-02", 3, PRECISION_WEEK, "2018-05-23"},
        {"2018-05-23", 52, PRECISION_WEEK, "2019-05-22"},
        {"2023-03-02", 52, PRECISION_WEEK, "2024-02-29"},
        {"2024-02-28", 52, PRECISION_WEEK, "2025-02-26"},
        {"2016-06-10", 21, PRECISION_DAY, "2016-07-01"},
        {"2005-05-10T05", 5, PRECISION_HOUR, "2005-05-10T10+00:00"},
        {"2005-05-10", 5, PRECISION_HOUR, "2005-05-10"},
        {"2005-05-10", 25, PRECISION_HOUR, "2005-05-11"},
        {"2005-05-10", -25, PRECISION_HOUR, "2005-05-09"},
        {"2014", 24, PRECISION_MONTH, "2016"},
        {"2014", 18, PRECISION_MONTH, "2015"},
        {"2014", -18, PRECISION_MONTH, "2013"},
        {"2014", -25, PRECISION_MONTH, "2012"},
        {"2014-06", 1, PRECISION_YEAR, "2015-06"},
        {"2016-06-10T05", 19, PRECISION_HOUR, "2016-06-11T00+00:00"},
        {"2016-06-10T05:05", 55, PRECISION_MINUTE, "2016-06-10T06:00+00:00"},
        {"2016-06-10T05:05:05", 55, PRECISION_SECOND, "2016-06-10T05:06:00+00:00"},
        {"2016-06-10T05:05:05.005", 995, PRECISION_MILLISECOND, "2016-06-10T05:05:06.000+00:00"},
        {"2016-06-10T05:05:05.005", -6, PRECISION_MILLISECOND, "2016-06-10T05:05:04.999+00:00"},
        {"2012-02-29", 1, PRECISION_YEAR, "2013-02-28"},
        {"2012-02-29", 4, PRECISION_YEAR, "2016-02-29"},
        {"2012-01-31", 1, PRECISION_MONTH, "2012-02-29"},
        {"2012-03-31", -1, PRECISION_MONTH, "2012-02-29"},
        {"2012-10-31T10:30", -1, PRECISION_MONTH, "2012-09-30T10:30+00:00"},
        {"2014", 730, PRECISION_DAY, "2016"},
        {"2014", 735, PRECISION_DAY, "2016"},
        {"2014", 104, PRECISION_WEEK, "2015"},
        {"2014-06", -33, PRECISION_DAY, "2014-05"},
        {"2016-05", -31535999, PRECISION_SECOND, "2015-05"},
        {"2016-10-01T10:20:30", -15, PRECISION_HOUR, "2016-09-30T19:20:30+00:00"},
        {"2016-10-01T10:20:30+05:00", -15, PRECISION_HOUR, "2016-09-30T19:20:30+05:00"},
        {"9999-12-31", 1, PRECISION_DAY, NULL},
        {"0001-01-01", -1, PRECISION_DAY, NULL},
        {"2014", 7986, PRECISION_YEAR, NULL},
        {"2014", 7985, PRECISION_YEAR, "9999"},
        {"2014", -2014, PRECISION_YEAR, NULL},
        {"2014", -2013, PRECISION_YEAR, "0001"},
        {"2014-05-05", INT64_MAX, PRECISION_YEAR, NULL},
        {"2014-05-05", INT64_MIN, PRECISION_MONTH, NULL},
        {"2014-05-05", INT64_MAX, PRECISION_WEEK, NULL},
        {"2014-05", INT64_MAX, PRECISION_WEEK, NULL},
        {"2014-05-05T10:00:00.000", INT64_MIN, PRECISION_MILLISECOND, NULL},
        {"T15:59:59.999", 5, PRECISION_HOUR, "20:59:59.999"},
        {"T15:59:59.999", 1, PRECISION_MILLISECOND, "16:00:00.000"},
        {"T15:59:59.999", 300, PRECISION_MINUTE, "20:59:59.999"},
        {"T15:59:59.999", -301, PRECISION_MINUTE, "10:58:59.999"},
        {"T15:59:59.0", -1, PRECISION_MILLISECOND, "15:59:58.999"},
        {"T23:30", 45, PRECISION_MINUTE, "00:15"},
        {"T00:30", -45, PRECISION_MINUTE, "23:45"},
        {"T10", 90, PRECISION_MINUTE, "11"},
        {"T10:00", INT64_MAX, PRECISION_HOUR, "17:00"},
        {"T10:00", INT64_MIN, PRECISION_HOUR, "02:00"},
        {"T10:00", 1, PRECISION_DAY, NULL},
    };
    Buf buf = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        DateTime result = {0};
        bool time = is_time(rows[i].a);
        bool ok = time ? time_add(parse(rows[i].a), rows[i].amount, rows[i].unit, &result)
                       : datetime_add(parse(rows[i].a), rows[i].amount, rows[i].unit, &result);
        CHECK_ROW(ok == (rows[i].want != NULL), "%s + %lld %s", rows[i].a,
                  (long long)rows[i].amount, precision_name(rows[i].unit));
        if (!ok || rows[i].want == NULL) continue;
        Str got = show(&buf, result, time);
        CHECK_ROW(str_eq(got, str_from(rows[i].want)), "%s + %lld %s: got %.*s, want %s", rows[i].a,
                  (long long)rows[i].amount, precision_name(rows[i].unit), STR_ARG(got),
                  rows[i].want);
    }
    buf_free(&buf);
}

typedef bool Between(DateTime a, DateTime b, Precision unit, int64_t *low, int64_t *high);

typedef struct {
    const char *a, *b;
    Precision unit;
    int64_t low, high;
} BetweenRow;

static void check_between(const char *what, const BetweenRow *row, Between *dates, Between *times) {
    int64_t low = -99999;
    int64_t high = -99999;
    Between *between = is_time(row->a) ? times : dates;
    bool ok = between(parse(row->a), parse(row->b), row->unit, &low, &high);
    CHECK_ROW(ok && low == row->low && high == row->high,
              "%s in %s between %s and %s: got [%lld, %lld], want [%lld, %lld]", what,
              precision_name(row->unit), row->a, row->b, (long long)low, (long long)high,
              (long long)row->low, (long long)row->high);
}

TEST(datetime_duration_counts_whole_periods) {
    static const BetweenRow rows[] = {
        {"2005", "2010", PRECISION_YEAR, 4, 5},
        {"2005-05", "2010-04", PRECISION_YEAR, 4, 4},
        {"2014-01-31", "2014-02-01", PRECISION_MONTH, 0, 0},
        {"2010-10-12T12:05", "2008-08-15T08:08", PRECISION_DAY, -788, -788},
        {"2014-01-15", "2014-02", PRECISION_DAY, 17, 44},
        {"2005", "2006-05", PRECISION_MONTH, 4, 16},
        {"2005", "2006-02", PRECISION_MONTH, 1, 13},
        {"2005", "2006-07", PRECISION_MONTH, 6, 18},
        {"2012-03-10T10:20:00", "2013-03-10T09:20:00", PRECISION_YEAR, 0, 0},
        {"2012-03-10", "2013-03-10", PRECISION_YEAR, 1, 1},
        {"2012-03-10T22:05:09", "2012-03-20T07:19:33", PRECISION_WEEK, 1, 1},
        {"2012-03-10T22:05:09", "2012-03-24T07:19:33", PRECISION_WEEK, 1, 1},
        {"2012-03-10T06:05:09", "2012-03-24T07:19:33", PRECISION_WEEK, 2, 2},
        {"2017-11-05T01:30:00-06:00", "2017-11-05T01:15:00-07:00", PRECISION_MINUTE, 45, 45},
        {"2017-03-12T00:00:00.000-07:00", "2017-03-13T00:00:00.000-06:00", PRECISION_DAY, 0, 0},
        // Appendix H, the examples of each scenario.
        {"2012-03-10T22:05:09", "2013-02-18T19:10:03", PRECISION_YEAR, 0, 0},
        {"2012-03-10T22:05:09", "2013-03-10T22:05:09", PRECISION_YEAR, 1, 1},
        {"2012-03-10T22:05:09", "2013-03-20T04:01:30", PRECISION_YEAR, 1, 1},
        {"2012-02-20", "2014-02-10", PRECISION_YEAR, 1, 1},
        {"2012-03-10T11:16:02", "2013-08-15T21:34:16", PRECISION_YEAR, 1, 1},
        {"2012-02-29T10:18:56", "2014-02-28T19:02:34", PRECISION_YEAR, 2, 2},
        {"2012-02-20T10:20:56", "2011-03-19T19:16:02", PRECISION_YEAR, 0, 0},
        {"2013-05-11T20:06:10", "2012-05-11T20:06:10", PRECISION_YEAR, -1, -1},
        {"2013-05-15T10:19:55", "2012-05-10T12:20:25", PRECISION_YEAR, -1, -1},
        {"2013-03-20T05:01:30", "2011-03-30T06:45:50", PRECISION_YEAR, -1, -1},
        {"2014-08-12T09:10:15", "2013-05-14T01:17:10", PRECISION_YEAR, -1, -1},
        {"2015-11-05T05:50:45", "2013-03-29T11:01:05", PRECISION_YEAR, -2, -2},
        {"2012-03-01T14:05:45", "2012-03-31T23:01:49", PRECISION_MONTH, 0, 0},
        {"2012-03-10T22:05:09", "2013-06-30T13:00:23", PRECISION_MONTH, 15, 15},
        {"2012-03-10T22:05:09", "2013-01-09T07:19:33", PRECISION_MONTH, 9, 9},
        {"2013-10-15T13:07:40", "2013-10-02T10:13:59", PRECISION_MONTH, 0, 0},
        {"2014-05-10T21:02:45", "2013-01-08T11:13:06", PRECISION_MONTH, -16, -16},
        {"2012-06-11T12:16:17", "2011-08-21T05:48:02", PRECISION_MONTH, -9, -9},
        {"2013-05-26T23:06:11", "2013-05-12T20:25:30", PRECISION_WEEK, -2, -2},
        {"2012-01-31T12:30:00", "2012-02-01T09:00:00", PRECISION_DAY, 0, 0},
        {"2012-01-31T12:30:00", "2012-02-01T14:00:00", PRECISION_DAY, 1, 1},
        {"2011-12-05T05:00:00", "2011-12-04T08:45:00", PRECISION_DAY, 0, 0},
        {"2011-12-05T05:00:00", "2011-12-04T01:30:00", PRECISION_DAY, -1, -1},
        {"2012-03-01T03:10:00", "2012-03-01T05:09:00", PRECISION_HOUR, 1, 1},
        {"2012-02-29T23:10:00", "2012-03-01T00:10:00", PRECISION_HOUR, 1, 1},
        {"2012-03-01T03:10", "2012-03-01T04:00", PRECISION_HOUR, 0, 0},
        {"2013-10-10T12:30:00", "2013-10-10T08:40:00", PRECISION_HOUR, -3, -3},
        {"2013-10-10T12:00:00", "2013-10-10T11:30:00", PRECISION_HOUR, 0, 0},
        {"2012-03-01T03:10:00", "2012-03-01T05:20:00", PRECISION_MINUTE, 130, 130},
        {"2012-12-30T00:20:00", "2012-12-29T22:00:00", PRECISION_MINUTE, -140, -140},
        // Month ends.
        {"2012-01-31", "2012-02-29", PRECISION_MONTH, 1, 1},
        {"2012-02-29", "2012-01-31", PRECISION_MONTH, 0, 0},
        {"2012-03-31", "2012-02-29", PRECISION_MONTH, -1, -1},
        // Hours of a day that has none.
        {"2000-04-01", "2000-04-01T12", PRECISION_HOUR, -11, 12},
        {"2000-04-01T12", "2000-04-01T14:30", PRECISION_HOUR, 1, 2},
        // A day beside a time of day is any moment of it: the specification's own example.
        {"2017-08-07T17:00", "2017-08-14", PRECISION_DAY, 6, 7},
        {"2017-08-14", "2017-08-07T17:00", PRECISION_DAY, -7, -6},
        {"2017-08-07", "2017-08-14", PRECISION_DAY, 7, 7},
        {"2000-02-29", "2021-03-01T00:00", PRECISION_YEAR, 21, 21},
        {"0001-01-01T00:00:00.000", "9999-12-31T23:59:59.999", PRECISION_MILLISECOND,
         315537897599999, 315537897599999},
        {"T20:26:15.555", "T23:25:15.555", PRECISION_HOUR, 2, 2},
        {"T23:20:16.555", "T23:25:15.555", PRECISION_MINUTE, 4, 4},
        {"T23:25:10.556", "T23:25:15.555", PRECISION_SECOND, 4, 4},
        {"T23:25:25.555", "T23:25:25.560", PRECISION_MILLISECOND, 5, 5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_between("duration", &rows[i], datetime_duration, time_duration);
    }
    int64_t low;
    int64_t high;
    CHECK(!time_duration(parse("T10"), parse("T11"), PRECISION_DAY, &low, &high));
    CHECK(!datetime_duration(parse("2010"), parse("2011"), PRECISION_NONE, &low, &high));
}

TEST(datetime_difference_counts_boundaries) {
    static const BetweenRow rows[] = {
        {"2000", "2005-12", PRECISION_YEAR, 5, 5},
        {"2000-10-15T10:30", "2000-10-25T10:00", PRECISION_DAY, 10, 10},
        {"2000-04-01T12", "2000-04-01T20", PRECISION_HOUR, 8, 8},
        {"2000-10-10T10:05:45", "2000-10-10T10:05:50", PRECISION_SECOND, 5, 5},
        {"2000-10-10T10:05:45.500-06:00", "2000-10-10T10:05:45.900-07:00", PRECISION_MILLISECOND,
         3600400, 3600400},
        {"2000-10-15", "2000-10-28", PRECISION_WEEK, 1, 1},
        {"2000-10-15", "2000-10-29", PRECISION_WEEK, 2, 2},
        {"2012-03-10T22:05:09", "2012-03-24T07:19:33", PRECISION_WEEK, 2, 2},
        {"2012-03-11", "2012-03-10", PRECISION_WEEK, -1, -1},
        {"2016", "1998", PRECISION_YEAR, -18, -18},
        {"2005", "2006-07", PRECISION_MONTH, 7, 18},
        {"2012-01-02", "2012", PRECISION_MONTH, 0, 11},
        {"2017-03-12T01:00:00-07:00", "2017-03-12T03:00:00-06:00", PRECISION_HOUR, 1, 1},
        {"2017-11-05T01:30:00-06:00", "2017-11-05T01:15:00-07:00", PRECISION_MINUTE, 45, 45},
        {"2017-03-12T00:00:00-07:00", "2017-03-13T00:00:00-06:00", PRECISION_DAY, 1, 1},
        {"2012-12-31T03:10:00", "2013-01-01T10:10:00", PRECISION_YEAR, 1, 1},
        {"2016-10-10T09:00:00", "2016-10-12T00:00:00", PRECISION_DAY, 2, 2},
        {"2017-03-12T01:12:05.1-05:00", "2017-03-12T03:22:27.6-04:00", PRECISION_HOUR, 1, 1},
        {"T20", "T23:25:15.555", PRECISION_HOUR, 3, 3},
        {"T20:20:15.555", "T20:25:15.555", PRECISION_MINUTE, 5, 5},
        {"T20:20:15.555", "T20:20:20.555", PRECISION_SECOND, 5, 5},
        {"T20:20:15.555", "T20:20:15.550", PRECISION_MILLISECOND, -5, -5},
        {"T20", "T21", PRECISION_MINUTE, 1, 119},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_between("difference", &rows[i], datetime_difference, time_difference);
    }
}

TEST(datetime_range_offset_and_date) {
    DateTime month = parse("2024-02");
    DateTime utc = parse("2024-02-29T10:00Z");
    CHECK_INT(datetime_high_ms(month) - datetime_low_ms(month) + 1, 29 * 86400000LL);
    CHECK_INT(datetime_low_ms(parse("2024-02-29T12:00+02:00")), datetime_low_ms(utc));
    CHECK_INT(datetime_high_ms(parse("2024-02-29T12:00:00+02:00")), datetime_low_ms(utc) + 999);
    CHECK_INT(datetime_low_ms(parse("0001")), 0);
    Buf buf = {0};
    CHECK_STR(show(&buf, datetime_at_offset(utc, 330), false), "2024-02-29T15:30+05:30");
    CHECK_STR(show(&buf, datetime_at_offset(parse("2024-02-29"), 330), false), "2024-02-29");
    CHECK_STR(show(&buf, datetime_at_offset(parse("0001-01-01T00:00"), -60), false),
              "0001-01-01T00:00+00:00");
    CHECK_STR(show(&buf, datetime_date(parse("2024-02-29T23:00-05:00")), false), "2024-02-29");
    CHECK_STR(show(&buf, datetime_date(month), false), "2024-02");
    buf_free(&buf);
}

TEST(datetime_neighbours) {
    static const struct {
        const char *a, *after, *before;
    } rows[] = {
        {"2000", "2001", "1999"},
        {"2000-12", "2001-01", "2000-11"},
        {"2000-02-28", "2000-02-29", "2000-02-27"},
        {"2000-01-01T00:00:00.000", "2000-01-01T00:00:00.001+00:00",
         "1999-12-31T23:59:59.999+00:00"},
        {"9999-12-31T23:59:59.999", NULL, "9999-12-31T23:59:59.998+00:00"},
        {"0001-01-01T00:00:00.000", "0001-01-01T00:00:00.001+00:00", NULL},
        {"9999", NULL, "9998"},
        {"0001", "0002", NULL},
        {"T23:59:59.999", NULL, "23:59:59.998"},
        {"T00:00", "00:01", NULL},
        {"T23", NULL, "22"},
    };
    Buf buf = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool time = is_time(rows[i].a);
        DateTime a = parse(rows[i].a);
        DateTime result = {0};
        bool after = time ? time_successor(a, &result) : datetime_successor(a, &result);
        CHECK_ROW(after == (rows[i].after != NULL), "after %s", rows[i].a);
        if (after && rows[i].after != NULL) CHECK_STR(show(&buf, result, time), rows[i].after);
        bool before = time ? time_predecessor(a, &result) : datetime_predecessor(a, &result);
        CHECK_ROW(before == (rows[i].before != NULL), "before %s", rows[i].a);
        if (before && rows[i].before != NULL) CHECK_STR(show(&buf, result, time), rows[i].before);
    }
    buf_free(&buf);
}

TEST(precision_words) {
    Precision precision = PRECISION_NONE;
    CHECK(precision_find(STR("weeks"), &precision) && precision == PRECISION_WEEK);
    CHECK(precision_find(STR("millisecond"), &precision) && precision == PRECISION_MILLISECOND);
    CHECK(!precision_find(STR(""), &precision) && !precision_find(STR("Year"), &precision));
    CHECK(precision == PRECISION_MILLISECOND);
    CHECK_STR(str_from(precision_name(PRECISION_DAY)), "day");
}
