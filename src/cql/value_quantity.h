// value_quantity: comparing and converting quantities, calendar durations among them.
//
// Years and months have no fixed length: they convert into each other, but to days, or to
// UCUM's 'a' and 'mo', only for equivalence (~). Weeks and below are the UCUM units.
//
// Source: CQL 1.5.3 appendix B, "Equal", "Equivalent"; author's guide, "Quantity Operators".

#ifndef CQL_VALUE_QUANTITY_H
#define CQL_VALUE_QUANTITY_H

#include "cql/value.h"

typedef enum { COMPARE_EQUAL, COMPARE_EQUIVALENT } Comparison;

// The number `quantity` has in the unit of `target`; false when the units do not convert.
bool quantity_convert(const QuantityValue *quantity, const QuantityValue *target,
                      Comparison comparison, Decimal *number);
// Exact order after conversion; false when the units do not compare.
bool quantity_compare(const QuantityValue *a, const QuantityValue *b, int *order);
// Of quantities that quantity_compare() calls equal, whatever their units: the same.
uint64_t quantity_value_hash(uint64_t hash, const QuantityValue *quantity);
bool quantity_equivalent(const QuantityValue *a, const QuantityValue *b);
// Is the unit of `a` at least as fine as that of `b`?
bool quantity_is_finer(const QuantityValue *a, const QuantityValue *b);
// "~" of decimals: rounded to the places of the less precise one, trailing zeros aside.
bool decimal_equivalent(Decimal a, Decimal b);
// The calendar unit: of calendar durations, and of UCUM's wk, d, h, min, s, ms. False for others.
bool quantity_calendar_unit(const QuantityValue *quantity, Precision *unit);

#endif
