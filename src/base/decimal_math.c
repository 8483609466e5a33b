// decimal_math: the functions of decimal.h that are not exact: exp, ln, log, power, sqrt.
//
// Each is computed twice with MPFR, rounded down and rounded up, from an argument rounded down
// and up. When both bounds round to the same eighth place that is the answer, correctly rounded;
// otherwise the precision is doubled (Ziv's strategy). Only a result that lies exactly between two
// eighth places (0.5^9) never settles; it is found by the precision running out and rounded away
// from zero, as everywhere in decimal.h.

#include <assert.h>
#include <mpfr.h>

#include "base/whole.h"

enum { FIRST_PRECISION = 192, LAST_PRECISION = 4096 };

typedef struct {
    mpfr_t low, high;
} Bounds;

static void bounds_open(Bounds *bounds, mpfr_prec_t precision) {
    mpfr_init2(bounds->low, precision);
    mpfr_init2(bounds->high, precision);
}

static void bounds_close(Bounds *bounds) {
    mpfr_clear(bounds->low);
    mpfr_clear(bounds->high);
}

static void bounds_set(Bounds *bounds, Decimal decimal) {
    mpz_t units;
    mpz_init(units);
    whole_set(units, decimal.units);
    mpfr_set_z(bounds->low, units, MPFR_RNDD);
    mpfr_set_z(bounds->high, units, MPFR_RNDU);
    mpfr_div_ui(bounds->low, bounds->low, (unsigned long)DECIMAL_ONE, MPFR_RNDD);
    mpfr_div_ui(bounds->high, bounds->high, (unsigned long)DECIMAL_ONE, MPFR_RNDU);
    mpz_clear(units);
}

typedef enum { SETTLED, UNSETTLED, TOO_LARGE } Outcome;

// The number rounded half away from zero. False when it is no decimal.
static bool to_decimal(mpfr_t number, mpfr_rnd_t direction, Decimal *decimal) {
    mpfr_mul_ui(number, number, (unsigned long)DECIMAL_ONE, direction);
    mpfr_round(number, number);
    if (!mpfr_number_p(number) || (!mpfr_zero_p(number) && mpfr_get_exp(number) > 96)) return false;
    mpz_t units;
    mpz_init(units);
    mpfr_get_z(units, number, MPFR_RNDZ);
    bool fits = whole_to_decimal(units, decimal);
    mpz_clear(units);
    return fits;
}

static Outcome settle(Bounds *bounds, bool last, Decimal *result) {
    Decimal low;
    Decimal high;
    bool low_fits = to_decimal(bounds->low, MPFR_RNDD, &low);
    bool high_fits = to_decimal(bounds->high, MPFR_RNDU, &high);
    // Only one of them fits at the very end of the range.
    if (!low_fits && !high_fits) return TOO_LARGE;
    if (low_fits != high_fits) return last ? TOO_LARGE : UNSETTLED;
    if (low.units != high.units && !last) return UNSETTLED;
    *result = high.units > 0 ? high : low;
    return SETTLED;
}

// Bounds of a function of one or two arguments, at the precision they were opened with.
typedef void Function(Bounds *result, const Bounds *a, const Bounds *b);

static bool evaluate(Function *function, Decimal a, Decimal b, Decimal *result) {
    Outcome outcome = UNSETTLED;
    for (mpfr_prec_t precision = FIRST_PRECISION; outcome == UNSETTLED; precision *= 2) {
        Bounds left;
        Bounds right;
        Bounds value;
        bounds_open(&left, precision);
        bounds_open(&right, precision);
        bounds_open(&value, precision);
        bounds_set(&left, a);
        bounds_set(&right, b);
        function(&value, &left, &right);
        outcome = settle(&value, precision >= LAST_PRECISION, result);
        bounds_close(&left);
        bounds_close(&right);
        bounds_close(&value);
    }
    // MPFR keeps constants for each thread; they would stay behind when the thread ends.
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
    return outcome == SETTLED;
}

static void bounds_exp(Bounds *result, const Bounds *a, const Bounds *b) {
    (void)b;
    mpfr_exp(result->low, a->low, MPFR_RNDD);
    mpfr_exp(result->high, a->high, MPFR_RNDU);
}

static void bounds_ln(Bounds *result, const Bounds *a, const Bounds *b) {
    (void)b;
    mpfr_log(result->low, a->low, MPFR_RNDD);
    mpfr_log(result->high, a->high, MPFR_RNDU);
}

static void bounds_sqrt(Bounds *result, const Bounds *a, const Bounds *b) {
    (void)b;
    mpfr_sqrt(result->low, a->low, MPFR_RNDD);
    mpfr_sqrt(result->high, a->high, MPFR_RNDU);
}

// The extremes of an operation over the four corners. Both are monotone in each argument there.
typedef int Corner(mpfr_t result, const mpfr_t a, const mpfr_t b, mpfr_rnd_t direction);

static void corners(Bounds *result, Corner *corner, const Bounds *a, const Bounds *b) {
    mpfr_t value;
    mpfr_init2(value, mpfr_get_prec(result->low));
    corner(result->low, a->low, b->low, MPFR_RNDD);
    corner(result->high, a->low, b->low, MPFR_RNDU);
    const mpfr_t *const others[][2] = {
        {&a->low, &b->high}, {&a->high, &b->low}, {&a->high, &b->high}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        corner(value, *others[i][0], *others[i][1], MPFR_RNDD);
        mpfr_min(result->low, result->low, value, MPFR_RNDD);
        corner(value, *others[i][0], *others[i][1], MPFR_RNDU);
        mpfr_max(result->high, result->high, value, MPFR_RNDU);
    }
    mpfr_clear(value);
}

static void bounds_power(Bounds *result, const Bounds *a, const Bounds *b) {
    corners(result, mpfr_pow, a, b);
}

static void bounds_log(Bounds *result, const Bounds *a, const Bounds *b) {
    Bounds above;
    Bounds below;
    bounds_open(&above, mpfr_get_prec(result->low));
    bounds_open(&below, mpfr_get_prec(result->low));
    bounds_ln(&above, a, NULL);
    bounds_ln(&below, b, NULL);
    corners(result, mpfr_div, &above, &below);
    bounds_close(&above);
    bounds_close(&below);
}

bool decimal_exp(Decimal exponent, Decimal *result) {
    return evaluate(bounds_exp, exponent, exponent, result);
}

bool decimal_ln(Decimal argument, Decimal *result) {
    return argument.units > 0 && evaluate(bounds_ln, argument, argument, result);
}

bool decimal_log(Decimal argument, Decimal base, Decimal *result) {
    if (argument.units <= 0 || base.units <= 0 || base.units == DECIMAL_ONE) return false;
    return evaluate(bounds_log, argument, base, result);
}

bool decimal_sqrt(Decimal argument, Decimal *result) {
    return argument.units >= 0 && evaluate(bounds_sqrt, argument, argument, result);
}

bool decimal_power(Decimal base, Decimal exponent, Decimal *result) {
    if (exponent.units == 0) {
        *result = decimal_from_int(1);
        return true;
    }
    if (base.units == 0) {
        if (exponent.units < 0) return false;
        *result = (Decimal){0, 0};
        return true;
    }
    if (base.units > 0) return evaluate(bounds_power, base, exponent, result);
    // A negative number has only whole powers; their sign is that of the exponent's parity.
    if (!decimal_is_whole(exponent)) return false;
    Decimal power;
    if (!evaluate(bounds_power, decimal_negate(base), exponent, &power)) return false;
    bool odd = exponent.units / DECIMAL_ONE % 2 != 0;
    *result = odd ? decimal_negate(power) : power;
    return true;
}
