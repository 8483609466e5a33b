// value_point: what intervals are made of: points with a next and a last one, and ranges of
// points for a bound that is not known.
//
// A bound of an interval may be open, null or both, so "the start" is a range: a single point
// when it is known, otherwise everything it may still be: `Interval(null, 5]` starts somewhere
// up to 5. Comparing two ranges gives TRI_UNKNOWN only where both answers are possible.
//
// Nothing here needs an arena: a point that does not fit into a Value itself lies in a
// PointRoom, and the Value is good for as long as its room. point_keep() copies it out.
//
// Source: CQL 1.5.3 appendix B, "Start", "End", "Successor", "Predecessor"; appendix H.

#ifndef CQL_VALUE_POINT_H
#define CQL_VALUE_POINT_H

#include "cql/value.h"

static inline Tri tri_not(Tri a) {
    return a == TRI_UNKNOWN ? a : a == TRI_TRUE ? TRI_FALSE : TRI_TRUE;
}
static inline Tri tri_and(Tri a, Tri b) {
    if (a == TRI_FALSE || b == TRI_FALSE) return TRI_FALSE;
    return a == TRI_TRUE && b == TRI_TRUE ? TRI_TRUE : TRI_UNKNOWN;
}
static inline Tri tri_or(Tri a, Tri b) {
    return tri_not(tri_and(tri_not(a), tri_not(b)));
}
static inline Tri tri_of(bool truth) {
    return truth ? TRI_TRUE : TRI_FALSE;
}

typedef struct {
    Int128 units;
    QuantityValue quantity;
} PointRoom;

// A Decimal as a Value; its units lie in the room if they need it.
Value point_decimal(PointRoom *room, Decimal number);
Value point_quantity(PointRoom *room, Decimal number, const QuantityValue *like);
// The same value, good for as long as the arena.
Value point_keep(Arena *arena, Value point);

// False at the end of the range, and for values that have no successor.
bool point_successor(Value point, PointRoom *room, Value *result);
bool point_predecessor(Value point, PointRoom *room, Value *result);
// The smallest or greatest value of `kind`; quantities in `unit`. False if the kind has none.
bool point_extreme(ValueKind kind, bool greatest, Str unit, PointRoom *room, Value *result);

// value_order, to `precision` for dates and times.
bool point_order(Value a, Value b, Precision precision, int *order);

typedef struct {
    Value low, high;  // null: no limit on that side
    bool known;       // both are one point
    int infinite;     // -1, 1: before or after every point; 0: an ordinary point
    PointRoom low_room, high_room;
} PointRange;

// What a closed null bound means when nothing tells the type of the point: the end of every
// type, or not known.
typedef enum { NULLS_INFINITE, NULLS_UNKNOWN } NullBounds;

// A date or time cut to a coarser precision; any other point, and one as coarse, as it is.
Value point_cut(Value point, Precision precision);
void interval_start(const Interval *interval, NullBounds nulls, PointRange *start);
void interval_end(const Interval *interval, NullBounds nulls, PointRange *end);
void point_range(Value point, PointRange *range);

Tri range_less(const PointRange *a, const PointRange *b, Precision precision);
Tri range_less_or_equal(const PointRange *a, const PointRange *b, Precision precision);
Tri range_same(const PointRange *a, const PointRange *b, Precision precision);

// The kind of the interval's points, VALUE_NULL when both bounds are null.
ValueKind interval_kind(const Interval *interval);

#endif
