#include "cql/value_quantity.h"

#include "base/map.h"
#include "terms/ucum.h"

static const struct {
    const char *ucum;
    Precision precision;
} definite_units[] = {
    {"wk", PRECISION_WEEK},    {"d", PRECISION_DAY},    {"h", PRECISION_HOUR},
    {"min", PRECISION_MINUTE}, {"s", PRECISION_SECOND}, {"ms", PRECISION_MILLISECOND},
};

enum { DEFINITE_UNITS = sizeof definite_units / sizeof definite_units[0] };

static Str text_of(const char *text) {
    return (Str){text, strlen(text)};
}

static bool is_calendar(const QuantityValue *quantity, Precision *unit) {
    return quantity->calendar && precision_find(quantity->unit, unit);
}

bool quantity_calendar_unit(const QuantityValue *quantity, Precision *unit) {
    if (quantity->calendar) return precision_find(quantity->unit, unit);
    for (size_t i = 0; i < DEFINITE_UNITS; i++) {
        if (str_eq(quantity->unit, text_of(definite_units[i].ucum))) {
            *unit = definite_units[i].precision;
            return true;
        }
    }
    return false;
}

// Months in the calendar unit; 0 for units of a fixed length.
static int months_in(const QuantityValue *quantity) {
    Precision unit;
    if (!is_calendar(quantity, &unit)) return 0;
    return unit == PRECISION_YEAR ? 12 : unit == PRECISION_MONTH ? 1 : 0;
}

// The unit as UCUM writes it; years and months of the calendar are not for here.
static Str ucum_unit(const QuantityValue *quantity) {
    Precision unit;
    if (quantity->unit.len == 0) return STR("1");
    if (!is_calendar(quantity, &unit)) return quantity->unit;
    for (size_t i = 0; i < DEFINITE_UNITS; i++) {
        if (definite_units[i].precision == unit) return text_of(definite_units[i].ucum);
    }
    return quantity->unit;
}

// A year or month of the calendar in a unit of fixed length (1 year ~ 1 'a' ~ 365 days).
static bool variable_to_definite(const QuantityValue *quantity, Str unit, Decimal *number) {
    bool year = months_in(quantity) == 12;
    if (str_eq(unit, STR("a")) || str_eq(unit, STR("mo"))) {
        return unit_convert(quantity->value, year ? STR("a") : STR("mo"), unit, number);
    }
    Decimal days;
    return decimal_multiply(quantity->value, decimal_from_int(year ? 365 : 30), &days) &&
           unit_convert(days, STR("d"), unit, number);
}

static bool definite_to_variable(const QuantityValue *quantity, const QuantityValue *target,
                                 Decimal *number) {
    bool year = months_in(target) == 12;
    Str unit = ucum_unit(quantity);
    if (str_eq(unit, STR("a")) || str_eq(unit, STR("mo"))) {
        return unit_convert(quantity->value, unit, year ? STR("a") : STR("mo"), number);
    }
    Decimal days;
    return unit_convert(quantity->value, unit, STR("d"), &days) &&
           decimal_divide(days, decimal_from_int(year ? 365 : 30), number);
}

bool quantity_convert(const QuantityValue *quantity, const QuantityValue *target,
                      Comparison comparison, Decimal *number) {
    int from = months_in(quantity);
    int to = months_in(target);
    if (from > 0 && to > 0) {
        Decimal months;
        return decimal_multiply(quantity->value, decimal_from_int(from), &months) &&
               decimal_divide(months, decimal_from_int(to), number);
    }
    if (from > 0 || to > 0) {
        if (comparison == COMPARE_EQUAL) return false;
        return from > 0 ? variable_to_definite(quantity, ucum_unit(target), number)
                        : definite_to_variable(quantity, target, number);
    }
    Str unit = ucum_unit(quantity);
    Str wanted = ucum_unit(target);
    if (str_eq(unit, wanted)) {
        *number = quantity->value;
        return true;
    }
    return unit_convert(quantity->value, unit, wanted, number);
}

bool quantity_compare(const QuantityValue *a, const QuantityValue *b, int *order) {
    int months_a = months_in(a);
    int months_b = months_in(b);
    if (months_a == 0 && months_b == 0) {
        Str unit_a = ucum_unit(a);
        Str unit_b = ucum_unit(b);
        if (!str_eq(unit_a, unit_b))
            return quantity_order(a->value, unit_a, b->value, unit_b, order);
        *order = decimal_compare(a->value, b->value);
        return true;
    }
    Decimal left;
    Decimal right;
    if (months_a == 0 || months_b == 0 ||
        !decimal_multiply(a->value, decimal_from_int(months_a), &left) ||
        !decimal_multiply(b->value, decimal_from_int(months_b), &right)) {
        return false;
    }
    *order = decimal_compare(left, right);
    return true;
}

uint64_t quantity_value_hash(uint64_t hash, const QuantityValue *quantity) {
    int months = months_in(quantity);
    if (months == 0) return quantity_hash(hash, quantity->value, ucum_unit(quantity));
    Decimal number = quantity->value;  // where the product does not fit, it equals nothing
    decimal_multiply(number, decimal_from_int(months), &number);
    hash = hash_mix(hash + 1, (uint64_t)number.units);
    return hash_mix(hash, (uint64_t)(number.units >> 64));
}

static int places_without_zeros(Decimal number) {
    int places = DECIMAL_PLACES;
    Int128 units = number.units;
    for (; places > 0 && units % 10 == 0; places--) units /= 10;
    return places;
}

bool decimal_equivalent(Decimal a, Decimal b) {
    int places_a = places_without_zeros(a);
    int places_b = places_without_zeros(b);
    int places = places_a < places_b ? places_a : places_b;
    Decimal left;
    Decimal right;
    if (!decimal_round(a, places, &left) || !decimal_round(b, places, &right)) return false;
    return decimal_compare(left, right) == 0;
}

bool quantity_equivalent(const QuantityValue *a, const QuantityValue *b) {
    Decimal number;
    if (quantity_convert(b, a, COMPARE_EQUIVALENT, &number)) {
        return decimal_equivalent(a->value, number);
    }
    return false;
}

bool quantity_is_finer(const QuantityValue *a, const QuantityValue *b) {
    QuantityValue one = *b;
    one.value = decimal_from_int(1);
    Decimal number;
    return quantity_convert(&one, a, COMPARE_EQUAL, &number) &&
           decimal_compare(number, decimal_from_int(1)) >= 0;
}
