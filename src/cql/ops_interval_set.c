// ops_interval_set: union, intersect, except and collapse of intervals (CQL 1.5.3 appendix B,
// Interval Operators). A bound of a result is a bound of an argument, as it was written: open
// ones stay open.

#include "cql/ops_internal.h"

typedef struct {
    Value value;
    bool closed;
} Bound;

typedef struct {
    const Interval *interval;
    PointRange start, end;
} Ranged;

static void ranged(Value value, Ranged *out) {
    out->interval = value.as.interval;
    interval_start(out->interval, NULLS_UNKNOWN, &out->start);
    interval_end(out->interval, NULLS_UNKNOWN, &out->end);
}

static Bound low_of(const Ranged *a) {
    return (Bound){a->interval->low, a->interval->low_closed};
}

static Bound high_of(const Ranged *a) {
    return (Bound){a->interval->high, a->interval->high_closed};
}

// The bound of a when `first_wins`, of b when it does not, and not known when that is not.
static Bound choose(Tri first_wins, Bound a, Bound b) {
    if (first_wins == TRI_UNKNOWN) return (Bound){value_null(), false};
    return first_wins == TRI_TRUE ? a : b;
}

static Value interval_of(Runtime *runtime, Bound low, Bound high) {
    return value_interval(runtime->arena, low.value, low.closed, high.value, high.closed);
}

static Tri overlap(const Ranged *a, const Ranged *b) {
    return tri_and(range_less_or_equal(&a->start, &b->end, PRECISION_NONE),
                   range_less_or_equal(&b->start, &a->end, PRECISION_NONE));
}

// Does a end right before b starts?
static Tri meets_before(const Ranged *a, const Ranged *b) {
    PointRange next;
    if (!a->end.known) return TRI_UNKNOWN;
    if (!point_successor(a->end.low, &next.low_room, &next.low)) return TRI_FALSE;
    point_range(next.low, &next);
    return range_same(&next, &b->start, PRECISION_NONE);
}

Value op_interval_union(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    Ranged a;
    Ranged b;
    ranged(args[0], &a);
    ranged(args[1], &b);
    Tri joined = tri_or(overlap(&a, &b), tri_or(meets_before(&a, &b), meets_before(&b, &a)));
    if (joined != TRI_TRUE) return value_null();
    Tri starts_first = range_less_or_equal(&a.start, &b.start, PRECISION_NONE);
    Tri ends_last = range_less_or_equal(&b.end, &a.end, PRECISION_NONE);
    return interval_of(runtime, choose(starts_first, low_of(&a), low_of(&b)),
                       choose(ends_last, high_of(&a), high_of(&b)));
}

Value op_interval_intersect(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    Ranged a;
    Ranged b;
    ranged(args[0], &a);
    ranged(args[1], &b);
    if (overlap(&a, &b) != TRI_TRUE) return value_null();
    Tri starts_last = range_less_or_equal(&b.start, &a.start, PRECISION_NONE);
    Tri ends_first = range_less_or_equal(&a.end, &b.end, PRECISION_NONE);
    return interval_of(runtime, choose(starts_last, low_of(&a), low_of(&b)),
                       choose(ends_first, high_of(&a), high_of(&b)));
}

// What is left of a: its part before b, or its part after b; null when b covers a, when both
// parts are left, and when that is not known.
Value op_interval_except(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    Ranged a;
    Ranged b;
    ranged(args[0], &a);
    ranged(args[1], &b);
    Tri overlapping = overlap(&a, &b);
    if (overlapping == TRI_FALSE) return args[0];
    if (overlapping == TRI_UNKNOWN) return value_null();
    Tri before = range_less(&a.start, &b.start, PRECISION_NONE);
    Tri after = range_less(&b.end, &a.end, PRECISION_NONE);
    if (before == TRI_TRUE && after == TRI_FALSE) {
        Bound cut = {b.interval->low, !b.interval->low_closed};
        return interval_of(runtime, low_of(&a), cut);
    }
    if (before == TRI_FALSE && after == TRI_TRUE) {
        Bound cut = {b.interval->high, !b.interval->high_closed};
        return interval_of(runtime, cut, high_of(&a));
    }
    return value_null();
}

// ---- collapse

// By start; an unknown start comes first. Merge sort keeps equal ones in their order.
static int order_of_starts(const Ranged *a, const Ranged *b) {
    if (!a->start.known || !b->start.known) {
        return (int)a->start.known - (int)b->start.known;
    }
    int order;
    return point_order(a->start.low, b->start.low, PRECISION_NONE, &order) ? order : 0;
}

static void sort_ranged(const Ranged **rows, const Ranged **room, size_t count) {
    if (count < 2) return;
    size_t half = count / 2;
    sort_ranged(rows, room, half);
    sort_ranged(rows + half, room, count - half);
    size_t a = 0;
    size_t b = half;
    for (size_t i = 0; i < count; i++) {
        bool take_a = b == count || (a < half && order_of_starts(rows[a], rows[b]) <= 0);
        room[i] = take_a ? rows[a++] : rows[b++];
    }
    for (size_t i = 0; i < count; i++) rows[i] = room[i];
}

static bool is_moment(Value value) {
    return value.kind == VALUE_DATE || value.kind == VALUE_DATETIME || value.kind == VALUE_TIME;
}

// The coarsest precision of the bounds: that is what meeting is judged by.
static Precision coarsest(const Ranged *const *rows, size_t count) {
    Precision precision = PRECISION_NONE;
    for (size_t i = 0; i < count; i++) {
        const Value bounds[] = {rows[i]->interval->low, rows[i]->interval->high};
        for (size_t k = 0; k < 2; k++) {
            if (!is_moment(bounds[k])) continue;
            if (precision == PRECISION_NONE || bounds[k].detail < precision) {
                precision = (Precision)bounds[k].detail;
            }
        }
    }
    return precision;
}

typedef struct {
    Runtime *runtime;
    const QuantityValue *per;  // NULL: one step of the points
    Precision precision;       // of dates and times
} Collapse;

// The last point that may lie between two intervals that are merged: the end, one `per` on.
static bool reach_of(const Collapse *collapse, Value end, PointRoom *room, Value *reach) {
    const QuantityValue *per = collapse->per;
    if (is_moment(end)) {
        end = point_cut(end, collapse->precision);
        if (per == NULL) return point_successor(end, room, reach);
        *reach = op_move(collapse->runtime, end, per, 1);
        return !value_is_null(*reach);
    }
    if (per == NULL) return point_successor(end, room, reach);
    Value step = end.kind == VALUE_QUANTITY ? value_quantity(collapse->runtime->arena, per->value,
                                                             per->unit, per->calendar)
                                            : value_decimal(collapse->runtime->arena, per->value);
    if (end.kind == VALUE_QUANTITY && str_eq(per->unit, STR("1"))) {
        QuantityValue like = *end.as.quantity;
        step = value_quantity(collapse->runtime->arena, per->value, like.unit, like.calendar);
    }
    if (end.kind == VALUE_INTEGER) {
        end = value_decimal(collapse->runtime->arena, decimal_from_int(end.as.integer));
    } else if (end.kind == VALUE_LONG) {
        end = value_decimal(collapse->runtime->arena, decimal_from_int(end.as.whole));
    }
    return op_add(collapse->runtime->arena, end, step, reach);
}

static Tri joins(const Collapse *collapse, const PointRange *end, const Ranged *next) {
    Tri within = range_less_or_equal(&next->start, end, collapse->precision);
    if (within == TRI_TRUE || !end->known) return within;
    PointRoom room;
    Value reach;
    if (!reach_of(collapse, end->low, &room, &reach)) return within;
    PointRange limit;
    point_range(reach, &limit);
    return tri_or(within, range_less_or_equal(&next->start, &limit, collapse->precision));
}

static Value merged(const Collapse *collapse, const Ranged *const *rows, size_t count) {
    Value *results = ARENA_ARRAY(collapse->runtime->arena, Value, count);
    size_t found = 0;
    for (size_t i = 0; i < count;) {
        const Ranged *first = rows[i];
        const Ranged *last = first;    // whose end is the latest that is known so far
        const Ranged *endless = NULL;  // one whose end is not known: then nor is that of the whole
        size_t next = i + 1;
        for (; next < count && joins(collapse, &last->end, rows[next]) == TRI_TRUE; next++) {
            if (!rows[next]->end.known) {
                endless = rows[next];
            } else if (range_less(&last->end, &rows[next]->end, PRECISION_NONE) == TRI_TRUE) {
                last = rows[next];
            }
        }
        Bound high = high_of(endless == NULL ? last : endless);
        results[found++] = interval_of(collapse->runtime, low_of(first), high);
        i = next;
    }
    return value_list(results, found);
}

// Of one that is sorted and merged.
enum { INTERVAL_UNITS = 8 * BUDGET_STEP };

// Neither end known, and no closed end to stand for "from ever" or "for ever".
static bool says_nothing(const Interval *interval) {
    return value_is_null(interval->low) && value_is_null(interval->high) && !interval->low_closed &&
           !interval->high_closed;
}

Value op_collapse(Runtime *runtime, const OpCall *call, const Value *args) {
    if (value_is_null(args[0])) return value_null();
    size_t size = args[0].count;
    Ranged *all = ARENA_ARRAY(runtime->arena, Ranged, size);
    const Ranged **rows = ARENA_ARRAY(runtime->arena, const Ranged *, size);
    const Ranged **room = ARENA_ARRAY(runtime->arena, const Ranged *, size);
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        Value item = args[0].as.items[i];
        if (item.kind != VALUE_INTERVAL || says_nothing(item.as.interval)) continue;
        if (!budget_spend(&runtime->budget, INTERVAL_UNITS)) return value_null();
        ranged(item, &all[count]);
        rows[count] = &all[count];
        count++;
    }
    sort_ranged(rows, room, count);
    Collapse collapse = {.runtime = runtime, .precision = coarsest(rows, count)};
    Precision unit;
    if (call->count > 1 && args[1].kind == VALUE_QUANTITY) {
        collapse.per = args[1].as.quantity;
        bool timed = collapse.precision != PRECISION_NONE;
        if (timed && quantity_calendar_unit(collapse.per, &unit)) {
            if (unit == PRECISION_WEEK) unit = PRECISION_DAY;
            if (unit < collapse.precision) collapse.precision = unit;
        }
    }
    return merged(&collapse, rows, count);
}
