#include "terms/ucum.h"

#include "base/map.h"
#include "terms/ucum_measure.h"

bool unit_check(Str unit, Err *err) {
    Measure measure;
    return unit_measure(unit, &measure, err);
}

// Both as measures; false when one of them is no unit.
static bool measures(Str a, Str b, Measure *left, Measure *right) {
    Err unused;
    return unit_measure(a, left, &unused) && unit_measure(b, right, &unused);
}

static bool same_factor(const Measure *a, const Measure *b) {
    bool same_prefix = a->special == NULL || a->prefix == b->prefix;
    return a->special == b->special && same_prefix && a->top == b->top && a->bottom == b->bottom &&
           a->ten == b->ten && a->pi == b->pi;
}

static bool is_one(Str unit) {
    return unit.len == 0 || str_eq(unit, STR("1"));
}

static bool same_text(Str a, Str b) {
    return str_eq(a, b) || (is_one(a) && is_one(b));
}

UnitsRelation units_relate(Str a, Str b) {
    Measure left;
    Measure right;
    if (same_text(a, b)) return UNITS_SAME;
    if (!measures(a, b, &left, &right)) return UNITS_UNKNOWN;
    if (!measure_same_dimension(&left, &right)) return UNITS_DIFFERENT;
    return same_factor(&left, &right) ? UNITS_SAME : UNITS_COMPARABLE;
}

bool unit_convert(Decimal value, Str from, Str to, Decimal *result) {
    Measure left;
    Measure right;
    if (same_text(from, to)) {
        *result = value;
        return true;
    }
    if (!measures(from, to, &left, &right) || !measure_same_dimension(&left, &right)) return false;
    if (same_factor(&left, &right)) {
        *result = value;
        return true;
    }
    return measure_convert(value, &left, &right, result);
}

bool quantity_order(Decimal a, Str unit_a, Decimal b, Str unit_b, int *order) {
    Measure left;
    Measure right;
    if (same_text(unit_a, unit_b)) {
        *order = decimal_compare(a, b);
        return true;
    }
    return measures(unit_a, unit_b, &left, &right) && measure_same_dimension(&left, &right) &&
           measure_order(a, &left, b, &right, order);
}

uint64_t quantity_hash(uint64_t hash, Decimal value, Str unit) {
    Measure measure;
    Err err;
    if (unit_measure(unit, &measure, &err) && measure_hash(hash, value, &measure, &hash)) {
        return hash;
    }
    hash = hash_mix(str_hash(unit, hash), (uint64_t)value.units);  // equals only its own text
    return hash_mix(hash, (uint64_t)(value.units >> 64));
}

// ---- products

// What the product is multiplied by, next to its unit.
typedef struct {
    UnitProduct unit;
    Measure factor;
    bool merging;  // also units of one dimension: "g" and "mg"
} Product;

static bool multiply_power(Measure *measure, const Measure *by, int exponent) {
    Measure power;
    return measure_power(by, exponent, &power) && measure_multiply(measure, &power);
}

// The ratio of two units of one dimension, to a power, goes into the factor.
static bool exchange(Product *product, const UnitTerm *from, int from_exponent, const UnitTerm *to,
                     int to_exponent) {
    return multiply_power(&product->factor, &from->measure, from_exponent) &&
           multiply_power(&product->factor, &to->measure, to_exponent);
}

// Adds a unit to a power: to the same unit, or to one of the same dimension, when there is one.
static bool add_term(Product *product, const UnitTerm *term, int exponent) {
    if (term->measure.special != NULL) return false;
    if (term->number) return multiply_power(&product->factor, &term->measure, exponent);
    for (size_t i = 0; i < product->unit.count; i++) {
        UnitTerm *there = &product->unit.terms[i];
        bool same = str_eq(there->text, term->text);
        bool alike = product->merging && !measure_is_number(&term->measure) &&
                     measure_same_dimension(&there->measure, &term->measure);
        if (!same && !alike) continue;
        if (!same && !exchange(product, term, exponent, there, -exponent)) return false;
        there->exponent += exponent;
        if (there->exponent > MAX_EXPONENT || there->exponent < -MAX_EXPONENT) return false;
        return true;
    }
    if (product->unit.count == MAX_TERMS) return false;
    product->unit.terms[product->unit.count] = *term;
    product->unit.terms[product->unit.count++].exponent = exponent;
    return true;
}

// "g.mL/cm3": the mL and the cm3 cancel, although neither is the other.
static bool cancel_powers(Product *product) {
    for (size_t i = 0; i < product->unit.count; i++) {
        for (size_t k = i + 1; k < product->unit.count; k++) {
            UnitTerm *a = &product->unit.terms[i];
            UnitTerm *b = &product->unit.terms[k];
            Measure both = {.top = 1, .bottom = 1};
            if (a->exponent == 0 || b->exponent == 0 || measure_is_number(&a->measure)) continue;
            if (!multiply_power(&both, &a->measure, a->exponent) ||
                !multiply_power(&both, &b->measure, b->exponent)) {
                return false;
            }
            if (!measure_is_number(&both)) continue;
            if (!exchange(product, a, a->exponent, b, b->exponent)) return false;
            a->exponent = 0;
            b->exponent = 0;
        }
    }
    return true;
}

// "1", "g", "mg/dL", "/s", "m2.kg/s2"
static Str write_unit(Arena *arena, const UnitProduct *unit) {
    Buf buf = {0};
    for (int sign = 1; sign >= -1; sign -= 2) {
        for (size_t i = 0; i < unit->count; i++) {
            const UnitTerm *term = &unit->terms[i];
            int exponent = term->exponent * sign;
            if (exponent <= 0) continue;
            if (sign < 0) {
                buf_add_char(&buf, '/');
            } else if (buf.len > 0) {
                buf_add_char(&buf, '.');
            }
            buf_add(&buf, term->text);
            if (exponent > 1) buf_printf(&buf, "%d", exponent);
        }
    }
    Str text = buf.len == 0 ? STR("1") : arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

static const Measure number_one = {.top = 1, .bottom = 1};

static bool add_terms(Product *product, Str unit, int sign) {
    UnitProduct terms;
    Err unused;
    if (!unit_product(unit, &terms, &unused)) return false;
    for (size_t i = 0; i < terms.count; i++) {
        if (!add_term(product, &terms.terms[i], terms.terms[i].exponent * sign)) return false;
    }
    return true;
}

// *exact: the factor is a Decimal without rounding.
static bool combine_terms(Str a, Str b, int sign, Product *product, Decimal *factor, bool *exact) {
    int order = 1;
    product->unit.count = 0;
    product->factor = number_one;
    if (!add_terms(product, a, 1) || !add_terms(product, b, sign)) return false;
    if (product->merging && !cancel_powers(product)) return false;
    *exact = measure_convert(decimal_from_int(1), &product->factor, &number_one, factor) &&
             measure_order(*factor, &number_one, decimal_from_int(1), &product->factor, &order) &&
             order == 0;
    return true;
}

static bool combine(Arena *arena, Str a, Str b, int sign, Str *unit, Decimal *factor) {
    Product product;
    Measure left;
    Measure right;
    Err unused;
    bool exact = false;
    *factor = decimal_from_int(1);
    if (!measures(a, b, &left, &right)) return false;
    if (is_one(b) || (sign > 0 && is_one(a))) {
        // Also of a special unit: twice 37 Cel are 74 Cel, as CQL counts.
        Str other = is_one(b) ? a : b;
        *unit = is_one(other) ? STR("1") : arena_str(arena, other);
        return true;
    }
    if (sign < 0 && str_eq(a, b)) {
        *unit = STR("1");
        return true;
    }
    // Units of one dimension become one, unless that would cost digits: ug/kg stays ug/kg.
    product.merging = true;
    if (!combine_terms(a, b, sign, &product, factor, &exact)) return false;
    if (!exact) {
        product.merging = false;
        if (!combine_terms(a, b, sign, &product, factor, &exact)) return false;
    }
    if (!exact && factor->units == 0) return false;
    *unit = write_unit(arena, &product.unit);
    // Each part may be a unit, and the product beyond what can be computed.
    return unit_check(*unit, &unused);
}

bool unit_multiply(Arena *arena, Str a, Str b, Str *unit, Decimal *factor) {
    return combine(arena, a, b, 1, unit, factor);
}

bool unit_divide(Arena *arena, Str a, Str b, Str *unit, Decimal *factor) {
    return combine(arena, a, b, -1, unit, factor);
}
