#include "cql/value_point.h"

#include <assert.h>

Value point_decimal(PointRoom *room, Decimal number) {
    if (number.units >= INT64_MIN && number.units <= INT64_MAX) {
        return (Value){
            .kind = VALUE_DECIMAL, .detail = number.places, .as.whole = (int64_t)number.units};
    }
    room->units = number.units;
    return (Value){.kind = VALUE_DECIMAL,
                   .detail = (uint8_t)(number.places | 0x80),
                   .as.decimal = &room->units};
}

Value point_quantity(PointRoom *room, Decimal number, const QuantityValue *like) {
    room->quantity =
        (QuantityValue){.value = number, .unit = like->unit, .calendar = like->calendar};
    return (Value){.kind = VALUE_QUANTITY, .as.quantity = &room->quantity};
}

Value point_keep(Arena *arena, Value point) {
    if (point.kind == VALUE_DECIMAL) return value_decimal(arena, value_to_decimal(point));
    if (point.kind == VALUE_QUANTITY) {
        const QuantityValue *quantity = point.as.quantity;
        return value_quantity(arena, quantity->value, quantity->unit, quantity->calendar);
    }
    return point;
}

// The step of a quantity is 1 when it was written as a whole number, the smallest Decimal
// otherwise (CQL 1.5.3, Successor).
static bool step_decimal(Decimal number, int direction, bool whole, Decimal *result) {
    Int128 units = whole ? DECIMAL_ONE : 1;
    Decimal step = {direction * units, whole ? 0 : DECIMAL_PLACES};
    return decimal_add(number, step, result);
}

static bool step_moment(Value point, int direction, Value *result) {
    DateTime moment = value_datetime(point);
    DateTime stepped;
    bool ok;
    if (point.kind == VALUE_TIME) {
        ok = direction > 0 ? time_successor(moment, &stepped) : time_predecessor(moment, &stepped);
    } else {
        ok = direction > 0 ? datetime_successor(moment, &stepped)
                           : datetime_predecessor(moment, &stepped);
    }
    if (ok) *result = value_moment((ValueKind)point.kind, stepped);
    return ok;
}

static bool step(Value point, int direction, PointRoom *room, Value *result) {
    switch (point.kind) {
    case VALUE_INTEGER: {
        int32_t number;
        if (__builtin_add_overflow(point.as.integer, direction, &number)) return false;
        *result = value_integer(number);
        return true;
    }
    case VALUE_LONG: {
        int64_t number;
        if (__builtin_add_overflow(point.as.whole, direction, &number)) return false;
        *result = value_long(number);
        return true;
    }
    case VALUE_DECIMAL: {
        Decimal number;
        if (!step_decimal(value_to_decimal(point), direction, false, &number)) return false;
        *result = point_decimal(room, number);
        return true;
    }
    case VALUE_QUANTITY: {
        const QuantityValue *quantity = point.as.quantity;
        bool whole = quantity->value.places == 0;
        Decimal number;
        if (!step_decimal(quantity->value, direction, whole, &number)) return false;
        *result = point_quantity(room, number, quantity);
        return true;
    }
    case VALUE_DATE:
    case VALUE_DATETIME:
    case VALUE_TIME:
        return step_moment(point, direction, result);
    default:
        return false;
    }
}

bool point_successor(Value point, PointRoom *room, Value *result) {
    return step(point, 1, room, result);
}

bool point_predecessor(Value point, PointRoom *room, Value *result) {
    return step(point, -1, room, result);
}

static Value extreme_moment(ValueKind kind, bool greatest) {
    static const Civil first = {.year = 1, .month = 1, .day = 1};
    static const Civil last = {9999, 12, 31, 23, 59, 59, 999};
    Civil civil = greatest ? last : first;
    DateTime moment = {0};
    if (kind == VALUE_TIME) {
        time_make(civil, PRECISION_MILLISECOND, &moment);
    } else {
        Precision precision = kind == VALUE_DATE ? PRECISION_DAY : PRECISION_MILLISECOND;
        datetime_make(civil, precision, 0, &moment);
    }
    return value_moment(kind, moment);
}

bool point_extreme(ValueKind kind, bool greatest, Str unit, PointRoom *room, Value *result) {
    switch (kind) {
    case VALUE_INTEGER:
        *result = value_integer(greatest ? INT32_MAX : INT32_MIN);
        return true;
    case VALUE_LONG:
        *result = value_long(greatest ? INT64_MAX : INT64_MIN);
        return true;
    case VALUE_DECIMAL:
        *result = point_decimal(room, greatest ? decimal_max() : decimal_min());
        return true;
    case VALUE_QUANTITY: {
        QuantityValue like = {.unit = unit};
        *result = point_quantity(room, greatest ? decimal_max() : decimal_min(), &like);
        return true;
    }
    case VALUE_DATE:
    case VALUE_DATETIME:
    case VALUE_TIME:
        *result = extreme_moment(kind, greatest);
        return true;
    default:
        return false;
    }
}

bool point_order(Value a, Value b, Precision precision, int *order) {
    if (a.kind == VALUE_TIME && b.kind == VALUE_TIME) {
        return local_order(value_datetime(a), value_datetime(b), precision, order);
    }
    bool dated = (a.kind == VALUE_DATE || a.kind == VALUE_DATETIME) &&
                 (b.kind == VALUE_DATE || b.kind == VALUE_DATETIME);
    if (!dated) return value_order(a, b, order);
    if (a.kind == VALUE_DATE && b.kind == VALUE_DATE) {
        return local_order(value_datetime(a), value_datetime(b), precision, order);
    }
    return datetime_order(value_datetime(a), value_datetime(b), precision, order);
}

Value point_cut(Value point, Precision precision) {
    bool timed =
        point.kind == VALUE_DATE || point.kind == VALUE_DATETIME || point.kind == VALUE_TIME;
    if (!timed || precision == PRECISION_NONE || precision >= point.detail) return point;
    DateTime moment = value_datetime(point);
    DateTime whole = moment;
    bool made = point.kind == VALUE_TIME
                    ? time_make(datetime_civil(moment), precision, &whole)
                    : datetime_make(datetime_civil(moment), precision, moment.offset, &whole);
    assert(made);
    return value_moment((ValueKind)point.kind, whole);
}

void point_range(Value point, PointRange *range) {
    range->low = point;
    range->high = point;
    range->known = !value_is_null(point);
    range->infinite = 0;
}

ValueKind interval_kind(const Interval *interval) {
    Value bound = interval->low.kind != VALUE_NULL ? interval->low : interval->high;
    return (ValueKind)bound.kind;
}

static Str interval_unit(const Interval *interval) {
    Value bound = interval->low.kind != VALUE_NULL ? interval->low : interval->high;
    return bound.kind == VALUE_QUANTITY ? bound.as.quantity->unit : STR("1");
}

// The point a bound stands for; null if that cannot be told. An open bound without a
// neighbour (open at the end of its type) is null too.
static Value bound_point(Value bound, bool closed, int inwards, PointRoom *room) {
    Value point = value_null();
    if (value_is_null(bound) || closed) return bound;
    if (!step(bound, inwards, room, &point)) return value_null();
    return point;
}

void interval_start(const Interval *interval, NullBounds nulls, PointRange *start) {
    Value low = bound_point(interval->low, interval->low_closed, 1, &start->low_room);
    point_range(low, start);
    if (start->known) return;
    if (value_is_null(interval->low) && interval->low_closed) {
        ValueKind kind = interval_kind(interval);
        if (point_extreme(kind, false, interval_unit(interval), &start->low_room, &start->low)) {
            point_range(start->low, start);
            return;
        }
        if (nulls == NULLS_INFINITE) {
            start->infinite = -1;
            return;
        }
    }
    // Not known: at most where the interval ends.
    start->high = bound_point(interval->high, interval->high_closed, -1, &start->high_room);
}

void interval_end(const Interval *interval, NullBounds nulls, PointRange *end) {
    Value high = bound_point(interval->high, interval->high_closed, -1, &end->high_room);
    point_range(high, end);
    if (end->known) return;
    if (value_is_null(interval->high) && interval->high_closed) {
        ValueKind kind = interval_kind(interval);
        if (point_extreme(kind, true, interval_unit(interval), &end->high_room, &end->high)) {
            point_range(end->high, end);
            return;
        }
        if (nulls == NULLS_INFINITE) {
            end->infinite = 1;
            return;
        }
    }
    end->low = bound_point(interval->low, interval->low_closed, 1, &end->low_room);
}

Tri range_less(const PointRange *a, const PointRange *b, Precision precision) {
    if (a->infinite != 0 || b->infinite != 0) {
        if (a->infinite == b->infinite) return TRI_UNKNOWN;
        return tri_of(a->infinite < b->infinite);
    }
    int order;
    if (!value_is_null(a->high) && !value_is_null(b->low) &&
        point_order(a->high, b->low, precision, &order) && order < 0) {
        return TRI_TRUE;
    }
    if (!value_is_null(a->low) && !value_is_null(b->high) &&
        point_order(a->low, b->high, precision, &order) && order >= 0) {
        return TRI_FALSE;
    }
    return TRI_UNKNOWN;
}

Tri range_less_or_equal(const PointRange *a, const PointRange *b, Precision precision) {
    return tri_not(range_less(b, a, precision));
}

Tri range_same(const PointRange *a, const PointRange *b, Precision precision) {
    if (a->infinite != 0 || b->infinite != 0) {
        return a->infinite == b->infinite ? TRI_UNKNOWN : TRI_FALSE;
    }
    int order;
    if (a->known && b->known) {
        if (!point_order(a->low, b->low, precision, &order)) return TRI_UNKNOWN;
        return tri_of(order == 0);
    }
    bool apart = range_less(a, b, precision) == TRI_TRUE || range_less(b, a, precision) == TRI_TRUE;
    return apart ? TRI_FALSE : TRI_UNKNOWN;
}
