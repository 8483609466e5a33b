// Any text is a date or a time that survives writing, or is refused; and dates obey the calendar.

#include <assert.h>

#include "base/datetime.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

typedef bool Parse(Str text, DateTime *moment, Err *err);
typedef void Write(Buf *buf, DateTime moment);

static bool parse_datetime(Str text, DateTime *moment, Err *err) {
    return datetime_parse(text, 60, moment, err);
}

static bool same(DateTime a, DateTime b) {
    return a.local_ms == b.local_ms && a.precision == b.precision &&
           (a.offset == b.offset || a.precision < PRECISION_HOUR);
}

static bool check_text(Str text, Parse *parse, Write *write, DateTime *moment) {
    Err err = {0};
    if (!parse(text, moment, &err)) {
        assert(err.code == ERR_PARSE && err.message[0] != '\0');
        return false;
    }
    Buf buf = {0};
    DateTime again = {0};
    write(&buf, *moment);
    assert(parse(buf_str(&buf), &again, &err) && same(again, *moment));
    buf_free(&buf);
    return true;
}

static void check_pair(DateTime a, DateTime b) {
    for (Precision p = PRECISION_NONE; p <= PRECISION_MILLISECOND; p++) {
        if (p == PRECISION_WEEK) continue;
        int order = 0;
        int back = 0;
        bool known = datetime_order(a, b, p, &order);
        assert(known == datetime_order(b, a, p, &back) && order == -back);
        int itself = 9;
        if (datetime_order(a, a, p, &itself)) assert(itself == 0);
        // What is certain holds for the first and the last moment.
        if (known && order < 0 && p == PRECISION_NONE && a.precision == PRECISION_MILLISECOND &&
            b.precision == PRECISION_MILLISECOND) {
            assert(datetime_high_ms(a) < datetime_low_ms(b));
        }
    }
    for (Precision unit = PRECISION_YEAR; unit <= PRECISION_MILLISECOND; unit++) {
        int64_t low;
        int64_t high;
        int64_t back_low;
        int64_t back_high;
        assert(datetime_duration(a, b, unit, &low, &high) && low <= high);
        assert(datetime_difference(a, b, unit, &low, &high) && low <= high);
        assert(datetime_difference(b, a, unit, &back_low, &back_high));
        assert(low == -back_high && high == -back_low);
    }
}

static void check_add(DateTime a, int64_t amount) {
    DateTime result;
    DateTime back;
    for (Precision unit = PRECISION_YEAR; unit <= PRECISION_MILLISECOND; unit++) {
        if (!datetime_add(a, amount, unit, &result)) continue;
        assert(result.precision == a.precision && result.offset == a.offset);
        if (amount == INT64_MIN || unit <= PRECISION_MONTH || unit > a.precision) continue;
        assert(datetime_add(result, -amount, unit, &back) && same(back, a));
        // Whole periods added are whole periods passed.
        int64_t low;
        int64_t high;
        assert(datetime_duration(a, result, unit, &low, &high));
        assert(low <= amount && amount <= high);
    }
    if (datetime_successor(a, &result)) {
        assert(datetime_predecessor(result, &back) && same(back, a));
        assert(datetime_low_ms(result) == datetime_high_ms(a) + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size < sizeof(int64_t) + 1) return 0;
    int64_t amount;
    memcpy(&amount, bytes, sizeof amount);
    size_t cut = bytes[sizeof amount];
    Str text = {(const char *)bytes + sizeof amount + 1, size - sizeof amount - 1};
    if (cut > text.len) cut = text.len;
    DateTime a;
    DateTime b;
    DateTime time;
    bool first = check_text((Str){text.data, cut}, parse_datetime, datetime_write, &a);
    bool second =
        check_text((Str){text.data + cut, text.len - cut}, parse_datetime, datetime_write, &b);
    check_text((Str){text.data, cut}, date_parse, date_write, &time);
    if (first) {
        check_add(a, amount);
        check_add(a, amount % 1000);
    }
    if (first && second) check_pair(a, b);
    if (check_text((Str){text.data, cut}, time_parse, time_write, &time)) {
        for (Precision unit = PRECISION_HOUR; unit <= (Precision)time.precision; unit++) {
            DateTime later;
            DateTime back;
            assert(time_add(time, amount % 100000, unit, &later));
            assert(time_add(later, -(amount % 100000), unit, &back) && same(back, time));
        }
    }
    return 0;
}
