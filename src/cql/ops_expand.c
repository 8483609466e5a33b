// ops_expand: expand, of a list of intervals and of one (CQL 1.5.3 appendix B, Expand).
//
// From the start on, steps of `per`. Bounds finer than `per` are cut to it, so the result may
// reach further than the interval. Coarser numbers stand for all their finer ones (10 is 10.0
// to 10.9 per 0.1); coarser dates do not, they give nothing.

#include "cql/ops_internal.h"

enum { MAX_STEPS = 1 << 20 };

typedef struct {
    Runtime *runtime;
    bool points;  // the starts alone
    Value *items;
    size_t count, size;
} Steps;

static bool add_step(Steps *steps, Value low, Value high) {
    Arena *arena = steps->runtime->arena;
    if (steps->count >= MAX_STEPS) {
        op_fail(steps->runtime, "expand gives more than %d parts", MAX_STEPS);
        return false;
    }
    uint64_t units = steps->points ? BUDGET_STEP : 4 * BUDGET_STEP;
    if (!budget_spend(&steps->runtime->budget, units)) return false;
    if (steps->count == steps->size) {
        size_t size = steps->size == 0 ? 16 : steps->size * 2;
        Value *items = ARENA_ARRAY(arena, Value, size);
        for (size_t i = 0; i < steps->count; i++) items[i] = steps->items[i];
        steps->items = items;
        steps->size = size;
    }
    steps->items[steps->count++] =
        steps->points ? low : value_interval(arena, low, true, high, true);
    return true;
}

// ---- numbers

static Int128 unit_of_places(int places) {
    Int128 unit = DECIMAL_ONE;
    for (int i = 0; i < places; i++) unit /= 10;
    return unit;
}

static Int128 cut(Int128 units, Int128 to) {
    Int128 rest = units % to;
    if (rest < 0) rest += to;
    return units - rest;
}

typedef enum { AS_INTEGER, AS_LONG, AS_DECIMAL, AS_QUANTITY } NumberForm;

static Value number_value(Steps *steps, Int128 units, int places, NumberForm form,
                          const QuantityValue *like) {
    Arena *arena = steps->runtime->arena;
    Decimal number = {units, (uint8_t)places};
    switch (form) {
    case AS_INTEGER:
        return value_integer((int32_t)(units / DECIMAL_ONE));
    case AS_LONG:
        return value_long((int64_t)(units / DECIMAL_ONE));
    case AS_DECIMAL:
        return value_decimal(arena, number);
    case AS_QUANTITY:
        return value_quantity(arena, number, like->unit, like->calendar);
    }
    return value_null();
}

static int places_needed(Decimal number) {
    int places = DECIMAL_PLACES;
    for (Int128 units = number.units; places > 0 && units % 10 == 0; units /= 10) places--;
    return places;
}

// low and high: the ends; per: the step, in the same unit.
static bool expand_numbers(Steps *steps, Decimal low, Decimal high, Decimal per, NumberForm form,
                           const QuantityValue *like) {
    int places = places_needed(per);
    if (form == AS_INTEGER || form == AS_LONG) places = 0;
    Int128 unit = unit_of_places(places);
    Int128 from = cut(low.units, unit);
    Int128 to = cut(high.units, unit);
    if (high.places < places) to += unit_of_places(high.places) - unit;
    if (per.units <= 0) return true;
    for (Int128 at = from; at + per.units - unit <= to; at += per.units) {
        Value first = number_value(steps, at, places, form, like);
        Value last = number_value(steps, at + per.units - unit, places, form, like);
        if (!add_step(steps, first, last)) return false;
    }
    return true;
}

static Decimal decimal_of(Value value) {
    if (value.kind == VALUE_INTEGER) return decimal_from_int(value.as.integer);
    if (value.kind == VALUE_LONG) return (Decimal){(Int128)value.as.whole * DECIMAL_ONE, 0};
    if (value.kind == VALUE_QUANTITY) return value.as.quantity->value;
    return value_to_decimal(value);
}

// Without `per`: one of the last place that both bounds have.
static Decimal natural_step(Decimal low, Decimal high) {
    int places = low.places < high.places ? low.places : high.places;
    return (Decimal){unit_of_places(places), (uint8_t)places};
}

static bool expand_number(Steps *steps, Value low, Value high, Value per) {
    Decimal from = decimal_of(low);
    Decimal to = decimal_of(high);
    Decimal step = natural_step(from, to);
    const QuantityValue *like = low.kind == VALUE_QUANTITY ? low.as.quantity : NULL;
    if (like != NULL && !quantity_convert(high.as.quantity, like, COMPARE_EQUAL, &to)) return true;
    if (per.kind == VALUE_DECIMAL) {
        return expand_numbers(steps, from, to, value_to_decimal(per), AS_DECIMAL, NULL);
    }
    if (per.kind == VALUE_INTEGER) step = decimal_from_int(per.as.integer);
    if (per.kind == VALUE_QUANTITY) {
        step = per.as.quantity->value;
        bool plain = str_eq(per.as.quantity->unit, STR("1"));
        if (like == NULL && !plain) return true;
        if (like != NULL && !plain &&
            !quantity_convert(per.as.quantity, like, COMPARE_EQUAL, &step)) {
            return true;
        }
    }
    NumberForm form = low.kind == VALUE_INTEGER ? AS_INTEGER
                      : low.kind == VALUE_LONG  ? AS_LONG
                      : like != NULL            ? AS_QUANTITY
                                                : AS_DECIMAL;
    if ((form == AS_INTEGER || form == AS_LONG) && !decimal_is_whole(step)) {
        op_fail(steps->runtime, "expand: whole numbers need a whole number after `per`");
        return false;
    }
    return expand_numbers(steps, from, to, step, form, like);
}

// ---- dates and times

static bool moved(Value moment, int64_t amount, Precision unit, Value *result) {
    DateTime at = value_datetime(moment);
    DateTime there;
    bool ok = moment.kind == VALUE_TIME ? time_add(at, amount, unit, &there)
                                        : datetime_add(at, amount, unit, &there);
    if (!ok) return false;
    *result = value_moment((ValueKind)moment.kind, there);
    return true;
}

// The value as precise as `precision`; false when it is not that precise.
static bool cut_moment(Value *moment, Precision precision) {
    if (moment->detail < precision) return false;
    DateTime at = value_datetime(*moment);
    DateTime shorter;
    bool ok = moment->kind == VALUE_TIME
                  ? time_make(datetime_civil(at), precision, &shorter)
                  : datetime_make(datetime_civil(at), precision, at.offset, &shorter);
    if (ok) *moment = value_moment((ValueKind)moment->kind, shorter);
    return ok;
}

static bool is_after(Value a, Value b) {
    int order;
    return !point_order(a, b, PRECISION_NONE, &order) || order > 0;
}

static bool expand_moments(Steps *steps, Value low, Value high, int64_t amount, Precision unit) {
    Precision precision = unit == PRECISION_WEEK ? PRECISION_DAY : unit;
    if (amount <= 0 || !cut_moment(&low, precision) || !cut_moment(&high, precision)) return true;
    Value at = low;
    for (int64_t step = 1; step <= MAX_STEPS; step++) {
        Value next;
        Value last;
        int64_t distance;
        bool more = !__builtin_mul_overflow(amount, step, &distance) &&
                    moved(low, distance, unit, &next) && is_after(next, at);
        if (more) {
            if (!moved(next, -1, precision, &last)) return true;
        } else {  // the last step of the day, or of the calendar
            if (amount != 1 || unit == PRECISION_WEEK) return true;
            last = at;
        }
        if (is_after(last, high)) return true;
        if (!add_step(steps, at, last)) return false;
        if (!more) return true;
        at = next;
    }
    op_fail(steps->runtime, "expand gives more than %d parts", MAX_STEPS);
    return false;
}

static bool expand_moment(Steps *steps, Value low, Value high, Value per) {
    Precision unit = (Precision)(low.detail < high.detail ? low.detail : high.detail);
    int64_t amount = 1;
    if (per.kind == VALUE_QUANTITY && (!quantity_calendar_unit(per.as.quantity, &unit) ||
                                       !decimal_fits_int64(per.as.quantity->value, &amount))) {
        op_fail(steps->runtime, "expand: dates and times need a whole number of a calendar unit");
        return false;
    }
    return expand_moments(steps, low, high, amount, unit);
}

static bool expand_one(Steps *steps, const Interval *interval, Value per) {
    PointRange start;
    PointRange end;
    interval_start(interval, NULLS_UNKNOWN, &start);
    interval_end(interval, NULLS_UNKNOWN, &end);
    bool bounded = !value_is_null(interval->low) && !value_is_null(interval->high);
    if (!bounded || !start.known || !end.known) return true;
    if (start.low.kind == VALUE_DATE || start.low.kind == VALUE_DATETIME ||
        start.low.kind == VALUE_TIME) {
        return expand_moment(steps, start.low, end.low, per);
    }
    // An open bound is a smallest step away from what was written; cut to `per` it must not
    // grow the digits that were written.
    Value high = interval->high_closed ? interval->high : end.low;
    return expand_number(steps, start.low, high, per);
}

Value op_expand_interval(Runtime *runtime, const OpCall *call, const Value *args) {
    if (value_is_null(args[0])) return value_null();
    Steps steps = {.runtime = runtime, .points = true};
    Value per = call->count > 1 ? args[1] : value_null();
    if (!expand_one(&steps, args[0].as.interval, per)) return value_null();
    return value_list(steps.items, steps.count);
}

Value op_expand_list(Runtime *runtime, const OpCall *call, const Value *args) {
    if (value_is_null(args[0])) return value_null();
    Steps steps = {.runtime = runtime};
    Value per = call->count > 1 ? args[1] : value_null();
    for (size_t i = 0; i < args[0].count; i++) {
        Value item = args[0].as.items[i];
        if (item.kind != VALUE_INTERVAL) continue;
        if (!expand_one(&steps, item.as.interval, per)) return value_null();
    }
    return op_distinct_list(runtime, value_list(steps.items, steps.count));
}
