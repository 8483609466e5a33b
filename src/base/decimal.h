// decimal: exact decimal numbers of CQL: 28 digits, 8 of them after the point.
//
// A Decimal is a whole number of hundred-millionths. It also remembers with how
// many places it was written, because CQL's Precision() and boundaries look at
// that ("1.50" has two); comparison and arithmetic do not. Nothing here is ever a
// double. An operation whose result does not fit returns false and leaves *result
// alone; CQL then answers null (or an error, as --overflow says).
//
// Source: CQL 1.5.3, author's guide, "Decimal": -(10^28-1)/10^8 .. (10^28-1)/10^8;
// results with more than 8 places are rounded half away from zero, the only rounding that the
// specification states ("Round").

#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/buf.h"
#include "base/err.h"

__extension__ typedef __int128 Int128;

enum { DECIMAL_PLACES = 8 };
#define DECIMAL_ONE ((Int128)100000000)
// The largest number of units, 10^28 - 1.
#define DECIMAL_MAX_UNITS ((Int128)10000000000000 * 1000000000000000 - 1)

typedef struct {
    Int128 units;    // the number times 10^8
    uint8_t places;  // how many places it was written with, 0..8
} Decimal;

// "12", "-3.250", "+1.5"; ".5", "5." and an exponent are refused. More than 8 places, or a number
// beyond the range, is ERR_PARSE.
bool decimal_parse(Str text, Decimal *decimal, Err *err);
// As FHIR JSON writes numbers: an exponent is allowed; places beyond 8 are
// rounded; out of range is ERR_PARSE.
bool decimal_parse_json(Str text, Decimal *decimal, Err *err);
Decimal decimal_from_int(int64_t number);

// Shortest form: no trailing zeros, no exponent, no negative zero: "3", "0.33333333".
void decimal_write(Buf *buf, Decimal decimal);
// With the places it was written with, at least `least`: "1.50", "3.0".
void decimal_write_places(Buf *buf, Decimal decimal, int least);

int decimal_compare(Decimal a, Decimal b);  // <0, 0, >0
bool decimal_is_whole(Decimal decimal);
bool decimal_fits_int64(Decimal decimal, int64_t *whole);  // true only if whole

bool decimal_add(Decimal a, Decimal b, Decimal *result);
bool decimal_subtract(Decimal a, Decimal b, Decimal *result);
bool decimal_multiply(Decimal a, Decimal b, Decimal *result);  // exact product, rounded once
bool decimal_divide(Decimal a, Decimal b, Decimal *result);    // false also for b = 0
bool decimal_modulo(Decimal a, Decimal b, Decimal *result);    // sign of a
bool decimal_truncated_divide(Decimal a, Decimal b, Decimal *result);
Decimal decimal_negate(Decimal decimal);
Decimal decimal_abs(Decimal decimal);
// CQL Round, to `places` places (0..8; more changes nothing, fewer is false): half away from
// zero, so 0.5 gives 1 and -0.5 gives -1.
bool decimal_round(Decimal decimal, int places, Decimal *result);
Decimal decimal_truncate(Decimal decimal);
bool decimal_ceiling(Decimal decimal, Decimal *result);
bool decimal_floor(Decimal decimal, Decimal *result);
// What has no end is correctly rounded: the Decimal nearest to the true value, as for * and /.
bool decimal_exp(Decimal exponent, Decimal *result);
bool decimal_ln(Decimal argument, Decimal *result);  // false for argument <= 0
bool decimal_log(Decimal argument, Decimal base, Decimal *result);
bool decimal_power(Decimal base, Decimal exponent, Decimal *result);
// Square root; false for a negative number.
bool decimal_sqrt(Decimal argument, Decimal *result);

// Over many numbers, rounded once: nothing between overflows. False for an empty list.
bool decimal_mean(const Decimal *numbers, size_t count, Decimal *result);
typedef enum {
    VARIANCE_SAMPLE,  // over n - 1: false for a list of one
    VARIANCE_POPULATION,
    DEVIATION_SAMPLE,  // its root
    DEVIATION_POPULATION
} DecimalSpread;
bool decimal_variance(const Decimal *numbers, size_t count, DecimalSpread kind, Decimal *result);
// The n-th root of the product; false when the product is negative and n is not 1.
bool decimal_geometric_mean(const Decimal *numbers, size_t count, Decimal *result);
// The product of the factors divided by `by`; false for by = 0.
bool decimal_multiply_divide(const Decimal *factors, size_t count, Decimal by, Decimal *result);

Decimal decimal_max(void);
Decimal decimal_min(void);

#endif
