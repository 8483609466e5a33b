// What is due, and what is overdue: counted here from the instant and not in the CQL, so that every
// guideline means the same by it. The first and the last day of a window belong to it; overdue
// begins the day after. A day that is not complete (a month) counts as early as it may open and as
// late as it may close.

#include "finding/review.h"

#include <stdlib.h>

enum { MS_PER_DAY = 86400000 };

static int64_t day_of_ms(int64_t ms) {
    return ms / MS_PER_DAY;
}

static bool is_date(Value value) {
    return value.kind == VALUE_DATE || value.kind == VALUE_DATETIME;
}

static Str date_words(Arena *arena, Value value) {
    return is_date(value) ? value_words(arena, value) : STR_NONE;
}

// The end of an interval that belongs to it: an open one lies a step further in.
static Value closed_end(Value end, bool closed, bool (*step)(DateTime, DateTime *)) {
    DateTime moved;
    if (closed || !is_date(end)) return end;
    return step(value_datetime(end), &moved) ? value_moment((ValueKind)end.kind, moved) : end;
}

DueWindow due_window(const Review *review, Value row) {
    DueWindow due = {0};
    Value window = value_tuple_get(row, STR("window"));
    Value done = value_tuple_get(row, STR("done"));
    due.done = date_words(review->arena, done);
    if (window.kind != VALUE_INTERVAL) return due;
    const Interval *interval = window.as.interval;
    Value low = closed_end(interval->low, interval->low_closed, datetime_successor);
    Value high = closed_end(interval->high, interval->high_closed, datetime_predecessor);
    due.window_known = true;
    due.low = date_words(review->arena, low);
    due.high = date_words(review->arena, high);
    if (done.kind != VALUE_NULL) return due;
    int64_t today = day_of_ms(datetime_date(review->options->as_of).local_ms);
    // A closed end without a day has none: open since ever, never overdue.
    bool opened = is_date(low) ? day_of_ms(datetime_low_ms(value_datetime(low))) <= today
                               : interval->low_closed;
    int64_t last = is_date(high) ? day_of_ms(datetime_high_ms(value_datetime(high))) : INT64_MAX;
    if (!opened) return due;
    due.overdue_days = last < today ? today - last : 0;
    due.is_due = due.overdue_days == 0;
    return due;
}

// By the day on which a window opened, or the thing was done outside any.
static int by_day(const void *a, const void *b) {
    const DueWindow *x = a;
    const DueWindow *y = b;
    int order = str_compare(x->low.len > 0 ? x->low : x->done, y->low.len > 0 ? y->low : y->done);
    if (order == 0) order = str_compare(x->done, y->done);
    return order != 0 ? order : str_compare(x->high, y->high);
}

// The order of the rows is that of the record; that of the windows is that of the days.
void fill_due(Review *review, Finding *finding, Value list) {
    if (list.kind != VALUE_LIST) return;
    DueWindow *windows = ARENA_ARRAY(review->arena, DueWindow, list.count);
    for (uint32_t i = 0; i < list.count; i++) windows[i] = due_window(review, list.as.items[i]);
    if (list.count > 1) qsort(windows, list.count, sizeof *windows, by_day);
    finding->due = windows;
    finding->due_count = list.count;
}
