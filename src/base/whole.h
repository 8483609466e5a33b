// whole: whole numbers of any size, for what must not be rounded between the first step and the
// last. Thin over GMP: to and from the units of a Decimal, and the one rounding there is.
//
// Every mpz_t given to these functions has been initialised by the caller, who clears it.

#ifndef BASE_WHOLE_H
#define BASE_WHOLE_H

#include <gmp.h>

#include "base/decimal.h"

void whole_set(mpz_t number, Int128 value);
// Units of a Decimal, with as many places as it needs; false when it is out of range.
bool whole_to_decimal(const mpz_t units, Decimal *result);
// top / bottom, half away from zero; bottom is not 0. The quotient may be one of the two.
void whole_divide(mpz_t quotient, const mpz_t top, const mpz_t bottom);

#endif
