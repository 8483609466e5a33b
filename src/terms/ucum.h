// ucum: units of measure.
//
// A Unit is a factor and a vector of base dimensions; quantities of the same dimension convert
// into each other in exact decimals (factors are ratios of whole numbers where UCUM says so).
// Special units (Cel, [degF], pH, ...) convert by their function. Arbitrary units ([IU]) only
// compare with themselves. CQL's calendar units ("year", "month" ...) are no UCUM units; week,
// day, hour, minute, second, millisecond equal wk, d, h, min, s, ms; year and month are only
// equivalent (~) to a and mo.
//
// Source: The Unified Code for Units of Measure 2.2, sections 2-4; CQL 1.5.3 appendix B
// "Quantity operators".

#ifndef TERMS_UCUM_H
#define TERMS_UCUM_H

#include "base/decimal.h"
#include "base/err.h"

typedef enum { UNITS_SAME, UNITS_COMPARABLE, UNITS_DIFFERENT, UNITS_UNKNOWN } UnitsRelation;

// Is `unit` a UCUM unit (or "1", "", or a calendar unit)? Says what is wrong with it otherwise.
bool unit_check(Str unit, Err *err);
UnitsRelation units_relate(Str a, Str b);
// The number that `value` of unit `from` is in unit `to`. False when they do not convert or the
// result does not fit.
bool unit_convert(Decimal value, Str from, Str to, Decimal *result);
// Units of a product or quotient in simplest form, e.g. "g" * "g" -> "g2", "g/cm3" * "cm3" ->
// "g", "cm" / "cm" -> "1". *factor is what the number has to be multiplied by. False when the
// unit cannot be written.
bool unit_multiply(Arena *arena, Str a, Str b, Str *unit, Decimal *factor);
bool unit_divide(Arena *arena, Str a, Str b, Str *unit, Decimal *factor);
// Three-valued order of two quantities after conversion: false when they do not compare.
bool quantity_order(Decimal a, Str unit_a, Decimal b, Str unit_b, int *order);
// `hash` and the quantity: the same for two whose order is 0.
uint64_t quantity_hash(uint64_t hash, Decimal value, Str unit);

#endif
