// ops_interval: intervals and timing (CQL 1.5.3 appendix B, Interval Operators; Date and Time
// Operators, Before ... Same Or After).
//
// Bounds are ranges of points (value_point.h), so each relation below is written once, as the
// specification words it, and three-valued logic does the rest.

#include "cql/ops_internal.h"

typedef struct {
    PointRange start, end;
} Span;

static void interval_span(Value interval, NullBounds nulls, Span *span) {
    interval_start(interval.as.interval, nulls, &span->start);
    interval_end(interval.as.interval, nulls, &span->end);
}

// A point counts as an interval of one.
static void span_of(Value value, NullBounds nulls, Span *span) {
    if (value.kind == VALUE_INTERVAL) {
        interval_span(value, nulls, span);
        return;
    }
    point_range(value, &span->start);
    point_range(value, &span->end);
}

typedef Tri Relation(const Span *a, const Span *b, Precision precision);

static Value relate(const OpCall *call, const Value *args, NullBounds nulls, Relation *relation) {
    Span a;
    Span b;
    span_of(args[0], nulls, &a);
    span_of(args[1], nulls, &b);
    return value_tri(relation(&a, &b, call->precision));
}

static Tri is_before(const Span *a, const Span *b, Precision p) {
    return range_less(&a->end, &b->start, p);
}

static Tri is_on_or_before(const Span *a, const Span *b, Precision p) {
    return range_less_or_equal(&a->end, &b->start, p);
}

static Tri is_same(const Span *a, const Span *b, Precision p) {
    return tri_and(range_same(&a->start, &b->start, p), range_same(&a->end, &b->end, p));
}

static Tri includes(const Span *a, const Span *b, Precision p) {
    return tri_and(range_less_or_equal(&a->start, &b->start, p),
                   range_less_or_equal(&b->end, &a->end, p));
}

static Tri properly_includes(const Span *a, const Span *b, Precision p) {
    Tri larger = tri_or(range_less(&a->start, &b->start, p), range_less(&b->end, &a->end, p));
    return tri_and(includes(a, b, p), larger);
}

// A point properly in an interval lies strictly between its ends: so the test suite, and CQL
// up to 1.5; the text of 1.5.3 only excludes the interval that is nothing but the point.
static Tri properly_contains(const Span *a, const Span *b, Precision p) {
    return tri_and(range_less(&a->start, &b->start, p), range_less(&b->end, &a->end, p));
}

static Tri starts(const Span *a, const Span *b, Precision p) {
    return tri_and(range_same(&a->start, &b->start, p), range_less_or_equal(&a->end, &b->end, p));
}

static Tri ends(const Span *a, const Span *b, Precision p) {
    return tri_and(range_less_or_equal(&b->start, &a->start, p), range_same(&a->end, &b->end, p));
}

static Tri overlaps(const Span *a, const Span *b, Precision p) {
    return tri_and(range_less_or_equal(&a->start, &b->end, p),
                   range_less_or_equal(&b->start, &a->end, p));
}

static Tri overlaps_before(const Span *a, const Span *b, Precision p) {
    return tri_and(overlaps(a, b, p), range_less(&a->start, &b->start, p));
}

static Tri overlaps_after(const Span *a, const Span *b, Precision p) {
    return tri_and(overlaps(a, b, p), range_less(&b->end, &a->end, p));
}

// The next point; at `precision` the next day, month, ... False when there is none.
static bool next_point(Value point, Precision precision, PointRoom *room, Value *next) {
    return point_successor(point_cut(point, precision), room, next);
}

// Each end of the range one step on; an end with no successor is no limit any more.
static void next_range(const PointRange *range, Precision precision, PointRange *next) {
    next->infinite = range->infinite;
    next->high = value_null();
    if (value_is_null(range->low) ||
        !next_point(range->low, precision, &next->low_room, &next->low)) {
        next->low = value_null();
    }
    next->known = range->known && !value_is_null(next->low);
    if (range->known) {
        next->high = next->low;
    } else if (value_is_null(range->high) ||
               !next_point(range->high, precision, &next->high_room, &next->high)) {
        next->high = value_null();
    }
}

static Tri meets_before(const Span *a, const Span *b, Precision p) {
    PointRange next;
    next_range(&a->end, p, &next);
    // behind the greatest value of the type nothing can start
    if (a->end.known && !value_is_null(a->end.low) && value_is_null(next.low)) return TRI_FALSE;
    return range_same(&next, &b->start, p);
}

static Tri meets_after(const Span *a, const Span *b, Precision p) {
    return meets_before(b, a, p);
}

static Tri meets(const Span *a, const Span *b, Precision p) {
    return tri_or(meets_before(a, b, p), meets_after(a, b, p));
}

#define RELATION(name, nulls, relation)             \
    OP(name) {                                      \
        return relate(call, args, nulls, relation); \
    }
// The same with its arguments the other way round.
#define INVERSE(name, nulls, relation)                 \
    OP(name) {                                         \
        const Value swapped[] = {args[1], args[0]};    \
        return relate(call, swapped, nulls, relation); \
    }

RELATION(op_before, NULLS_UNKNOWN, is_before)
INVERSE(op_after, NULLS_UNKNOWN, is_before)
RELATION(op_same_or_before, NULLS_UNKNOWN, is_on_or_before)
INVERSE(op_same_or_after, NULLS_UNKNOWN, is_on_or_before)
RELATION(op_same_as, NULLS_UNKNOWN, is_same)
RELATION(op_includes, NULLS_INFINITE, includes)
INVERSE(op_included_in, NULLS_INFINITE, includes)
RELATION(op_properly_includes, NULLS_INFINITE, properly_includes)
INVERSE(op_properly_included_in, NULLS_INFINITE, properly_includes)
RELATION(op_starts, NULLS_UNKNOWN, starts)
RELATION(op_ends, NULLS_UNKNOWN, ends)
RELATION(op_overlaps, NULLS_UNKNOWN, overlaps)
RELATION(op_overlaps_before, NULLS_UNKNOWN, overlaps_before)
RELATION(op_overlaps_after, NULLS_UNKNOWN, overlaps_after)
RELATION(op_meets, NULLS_UNKNOWN, meets)
RELATION(op_meets_before, NULLS_UNKNOWN, meets_before)
RELATION(op_meets_after, NULLS_UNKNOWN, meets_after)

// A point in no interval is false; no point in an interval is null (CQL 1.5.3, In).
static Value contains(const OpCall *call, Value interval, Value point, Relation *relation) {
    if (value_is_null(point)) return value_null();
    if (value_is_null(interval)) return value_boolean(false);
    const Value args[] = {interval, point};
    return relate(call, args, NULLS_INFINITE, relation);
}

OP(op_contains) {
    return contains(call, args[0], args[1], includes);
}

OP(op_in) {
    return contains(call, args[1], args[0], includes);
}

OP(op_properly_contains) {
    return contains(call, args[0], args[1], properly_contains);
}

OP(op_properly_in) {
    return contains(call, args[1], args[0], properly_contains);
}

// ---- ends and measures

static ValueKind kind_of_type(const Type *type) {
    switch (type->kind) {
    case TYPE_INTEGER:
        return VALUE_INTEGER;
    case TYPE_LONG:
        return VALUE_LONG;
    case TYPE_DECIMAL:
        return VALUE_DECIMAL;
    case TYPE_QUANTITY:
        return VALUE_QUANTITY;
    case TYPE_DATE:
        return VALUE_DATE;
    case TYPE_DATETIME:
        return VALUE_DATETIME;
    case TYPE_TIME:
        return VALUE_TIME;
    default:
        return VALUE_NULL;
    }
}

// A closed null bound of an interval that has no other bound: only the static type tells
// which minimum or maximum is meant.
static Value typed_end(Runtime *runtime, const OpCall *call, bool closed, bool greatest) {
    PointRoom room;
    Value point;
    const Type *type = call->types[0];
    if (!closed || type->kind != TYPE_INTERVAL) return value_null();
    if (!point_extreme(kind_of_type(type->as.of), greatest, STR("1"), &room, &point)) {
        return value_null();
    }
    return point_keep(runtime->arena, point);
}

OP(op_start) {
    const Interval *interval = args[0].as.interval;
    PointRange start;
    interval_start(interval, NULLS_UNKNOWN, &start);
    if (start.known) return point_keep(runtime->arena, start.low);
    if (!value_is_null(interval->low)) return value_null();
    return typed_end(runtime, call, interval->low_closed, false);
}

OP(op_end) {
    const Interval *interval = args[0].as.interval;
    PointRange end;
    interval_end(interval, NULLS_UNKNOWN, &end);
    if (end.known) return point_keep(runtime->arena, end.low);
    if (!value_is_null(interval->high)) return value_null();
    return typed_end(runtime, call, interval->high_closed, true);
}

OP(point_from) {
    Span span;
    interval_span(args[0], NULLS_UNKNOWN, &span);
    Tri single = range_same(&span.start, &span.end, PRECISION_NONE);
    if (single == TRI_UNKNOWN) return value_null();
    if (single == TRI_FALSE) {
        return op_fail(runtime, "point from: the interval holds more than one point");
    }
    return point_keep(runtime->arena, span.start.low);
}

static bool measure(Runtime *runtime, Value interval, Span *span, Value *width) {
    interval_span(interval, NULLS_UNKNOWN, span);
    return span->start.known && span->end.known &&
           op_subtract(runtime->arena, span->end.low, span->start.low, width);
}

OP(width) {
    Span span;
    Value result;
    return measure(runtime, args[0], &span, &result) ? result : value_null();
}

// (end - start) + the size of a point: one step of the start.
OP(size) {
    Span span;
    Value result;
    Value step;
    PointRoom room;
    Value next;
    if (!measure(runtime, args[0], &span, &result)) return value_null();
    if (!point_successor(span.start.low, &room, &next) ||
        !op_subtract(runtime->arena, next, span.start.low, &step) ||
        !op_add(runtime->arena, result, step, &result)) {
        return op_overflow(runtime, "Size");
    }
    return result;
}

#define INTERVALS(name, eval, section) \
    { name, "Interval<T>, Interval<T> -> Boolean", OP_PRECISION, eval, section }
// Of intervals and of lists, in one place: for an untyped null the first row that fits is
// taken, and two of a kind come before a thing and its element.
#define INCLUSION(name, interval, list, heading)                                                   \
    {name, "Interval<T>, Interval<T> -> Boolean", OP_PRECISION, interval, "Interval, " heading}, { \
        name, "List<T>, List<T> -> Boolean", 0, list, "List, " heading                             \
    }
#define TIMING(name, eval, point, section)                                       \
    {name, "Interval<T>, Interval<T> -> Boolean", OP_PRECISION, eval, section},  \
        {name, "T, Interval<T> -> Boolean", OP_PRECISION, eval, section},        \
        {name, "Interval<T>, T -> Boolean", OP_PRECISION, eval, section},        \
        {name, "Date, Date -> Boolean", OP_PRECISION, point, section},           \
        {name, "DateTime, DateTime -> Boolean", OP_PRECISION, point, section}, { \
        name, "Time, Time -> Boolean", OP_PRECISION, point, section              \
    }
#define MEASURE(name, eval, section)                                          \
    {name, "Interval<Integer> -> Integer", OP_FUNCTION, eval, section},       \
        {name, "Interval<Long> -> Long", OP_FUNCTION, eval, section},         \
        {name, "Interval<Decimal> -> Decimal", OP_FUNCTION, eval, section}, { \
        name, "Interval<Quantity> -> Quantity", OP_FUNCTION, eval, section    \
    }

enum { TIMED = OP_PRECISION, TIMED_NULLS = OP_PRECISION | OP_NULLS };

// clang-format off
const OpRow ops_interval[] = {
    TIMING("Before", op_before, op_point_before, "Interval, Before"),
    TIMING("After", op_after, op_point_after, "Interval, After"),
    TIMING("SameOrBefore", op_same_or_before, op_point_same_or_before, "Interval, Same Or Before"),
    TIMING("SameOrAfter", op_same_or_after, op_point_same_or_after, "Interval, Same Or After"),
    INTERVALS("SameAs", op_same_as, "Interval, Same As"),
    {"SameAs", "Date, Date -> Boolean", TIMED, op_point_same, "Date and Time, Same As"},
    {"SameAs", "DateTime, DateTime -> Boolean", TIMED, op_point_same, "Date and Time, Same As"},
    {"SameAs", "Time, Time -> Boolean", TIMED, op_point_same, "Date and Time, Same As"},
    {"Contains", "Interval<T>, T -> Boolean", TIMED_NULLS, op_contains, "Interval, Contains"},
    {"In", "T, Interval<T> -> Boolean", TIMED_NULLS, op_in, "Interval, In"},
    {"ProperContains", "Interval<T>, T -> Boolean", TIMED_NULLS, op_properly_contains,
     "Interval, Properly Includes"},
    {"ProperIn", "T, Interval<T> -> Boolean", TIMED_NULLS, op_properly_in,
     "Interval, Properly Included In"},
    INCLUSION("Includes", op_includes, op_list_includes, "Includes"),
    {"Includes", "Interval<T>, T -> Boolean", TIMED_NULLS, op_contains, "Interval, Includes"},
    {"Includes", "List<T>, T -> Boolean", OP_NULLS, op_list_contains, "List, Includes"},
    INCLUSION("IncludedIn", op_included_in, op_list_included_in, "Included In"),
    {"IncludedIn", "T, Interval<T> -> Boolean", TIMED_NULLS, op_in, "Interval, Included In"},
    {"IncludedIn", "T, List<T> -> Boolean", OP_NULLS, op_list_in, "List, Included In"},
    INCLUSION("ProperIncludes", op_properly_includes, op_list_properly_includes,
              "Properly Includes"),
    {"ProperIncludes", "Interval<T>, T -> Boolean", TIMED_NULLS, op_properly_contains,
     "Interval, Properly Includes"},
    {"ProperIncludes", "List<T>, T -> Boolean", OP_NULLS, op_list_properly_contains,
     "List, Properly Includes"},
    INCLUSION("ProperIncludedIn", op_properly_included_in, op_list_properly_included_in,
              "Properly Included In"),
    {"ProperIncludedIn", "T, Interval<T> -> Boolean", TIMED_NULLS, op_properly_in,
     "Interval, Properly Included In"},
    {"ProperIncludedIn", "T, List<T> -> Boolean", OP_NULLS, op_list_properly_in,
     "List, Properly Included In"},
    INTERVALS("Starts", op_starts, "Interval, Starts"),
    INTERVALS("Ends", op_ends, "Interval, Ends"),
    INTERVALS("Overlaps", op_overlaps, "Interval, Overlaps"),
    INTERVALS("OverlapsBefore", op_overlaps_before, "Interval, Overlaps"),
    INTERVALS("OverlapsAfter", op_overlaps_after, "Interval, Overlaps"),
    INTERVALS("Meets", op_meets, "Interval, Meets"),
    INTERVALS("MeetsBefore", op_meets_before, "Interval, Meets"),
    INTERVALS("MeetsAfter", op_meets_after, "Interval, Meets"),
    {"Start", "Interval<T> -> T", 0, op_start, "Interval, Start"},
    {"End", "Interval<T> -> T", 0, op_end, "Interval, End"},
    {"PointFrom", "Interval<T> -> T", 0, point_from, "Interval, Point From"},
    MEASURE("Width", width, "Interval, Width"),
    MEASURE("Size", size, "Interval, Size"),
    {"Union", "Interval<T>, Interval<T> -> Interval<T>", 0, op_interval_union, "Interval, Union"},
    {"Intersect", "Interval<T>, Interval<T> -> Interval<T>", 0, op_interval_intersect,
     "Interval, Intersect"},
    {"Except", "Interval<T>, Interval<T> -> Interval<T>", 0, op_interval_except,
     "Interval, Except"},
    {"Collapse", "List<Interval<T>> -> List<Interval<T>>", 0, op_collapse, "Interval, Collapse"},
    {"Collapse", "List<Interval<T>>, Quantity -> List<Interval<T>>", OP_NULLS, op_collapse,
     "Interval, Collapse"},
    {"Expand", "List<Interval<T>> -> List<Interval<T>>", 0, op_expand_list, "Interval, Expand"},
    {"Expand", "List<Interval<Integer>>, Integer -> List<Interval<Integer>>", OP_NULLS,
     op_expand_list, "Interval, Expand"},
    {"Expand", "List<Interval<Integer>>, Decimal -> List<Interval<Decimal>>", OP_NULLS,
     op_expand_list, "Interval, Expand"},
    {"Expand", "List<Interval<T>>, Quantity -> List<Interval<T>>", OP_NULLS, op_expand_list,
     "Interval, Expand"},
    {"Expand", "Interval<T> -> List<T>", 0, op_expand_interval, "Interval, Expand"},
    {"Expand", "Interval<Integer>, Integer -> List<Integer>", OP_NULLS, op_expand_interval,
     "Interval, Expand"},
    {"Expand", "Interval<Integer>, Decimal -> List<Decimal>", OP_NULLS, op_expand_interval,
     "Interval, Expand"},
    {"Expand", "Interval<T>, Quantity -> List<T>", OP_NULLS, op_expand_interval,
     "Interval, Expand"},
    {NULL, NULL, 0, NULL, NULL},
};
// clang-format on
