// ucum_convert: a number of one unit in another, exactly where UCUM says exactly.
//
// Numbers are ratios of whole numbers (GMP) from the one end to the other, and are rounded to the
// eighth place once. Special units are straight lines (degrees of temperature), which stay exact,
// or curves (pH, bel, slope), which go through MPFR with far more digits than a Decimal has.

#include <mpfr.h>

#include "base/map.h"
#include "base/whole.h"
#include "terms/ucum_measure.h"

enum { CURVE_PRECISION = 320 };

typedef enum { LINE, LOGARITHM, TANGENT } SpecialKind;

typedef struct {
    const char *code;
    SpecialKind kind;
    // LINE: (number + first/100) * second/third is the number of the inner unit.
    // LOGARITHM: number = first * log of the inner number to the base `second` (0: e).
    unsigned long second;
    unsigned long third;
    long first;
} Special;

// UCUM 2.2, tables of section 4: Cel, [degF], [degRe], [pH], the levels, the homeopathic potencies.
static const Special specials[] = {
    {"Cel", LINE, 1, 1, 27315},          {"[degF]", LINE, 5, 9, 45967},
    {"[degRe]", LINE, 5, 4, 21852},      {"[pH]", LOGARITHM, 10, 0, -1},
    {"Np", LOGARITHM, 0, 0, 1},          {"B", LOGARITHM, 10, 0, 1},
    {"B[SPL]", LOGARITHM, 10, 0, 2},     {"B[V]", LOGARITHM, 10, 0, 2},
    {"B[mV]", LOGARITHM, 10, 0, 2},      {"B[uV]", LOGARITHM, 10, 0, 2},
    {"B[10.nV]", LOGARITHM, 10, 0, 2},   {"B[W]", LOGARITHM, 10, 0, 1},
    {"B[kW]", LOGARITHM, 10, 0, 1},      {"bit_s", LOGARITHM, 2, 0, 1},
    {"[hp'_X]", LOGARITHM, 10, 0, -1},   {"[hp'_C]", LOGARITHM, 100, 0, -1},
    {"[hp'_M]", LOGARITHM, 1000, 0, -1}, {"[hp'_Q]", LOGARITHM, 50000, 0, -1},
    {"[p'diop]", TANGENT, 0, 0, 0},      {"%[slope]", TANGENT, 0, 0, 0},
};

static const Special *special_of(const Measure *measure) {
    for (size_t i = 0; measure->special != NULL && i < sizeof specials / sizeof specials[0]; i++) {
        if (strcmp(specials[i].code, measure->special->code) == 0) return &specials[i];
    }
    return NULL;
}

// ---- whole numbers and ratios

static void set_whole(mpz_t number, Whole whole) {
    uint64_t words[2] = {(uint64_t)whole, (uint64_t)(whole >> 64)};
    mpz_import(number, 2, -1, sizeof words[0], 0, 0, words);
}

static void set_decimal(mpq_t number, Decimal decimal) {
    whole_set(mpq_numref(number), decimal.units);
    whole_set(mpq_denref(number), DECIMAL_ONE);
    mpq_canonicalize(number);
}

static void scale_ten(mpq_t number, int ten) {
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, (unsigned long)(ten < 0 ? -ten : ten));
    if (ten > 0) mpz_mul(mpq_numref(number), mpq_numref(number), power);
    if (ten < 0) mpz_mul(mpq_denref(number), mpq_denref(number), power);
    mpq_canonicalize(number);
    mpz_clear(power);
}

// Times pi^exponent, as exactly as UCUM writes it.
static void scale_pi(mpq_t number, int exponent) {
    if (exponent == 0) return;
    mpq_t pi;
    mpq_init(pi);
    mpz_set_str(mpq_numref(pi), "31415926535897932384626433832795028841971693993751058209749445923",
                10);
    scale_ten(pi, -64);
    for (int i = 0; i < (exponent < 0 ? -exponent : exponent); i++) {
        if (exponent > 0) {
            mpq_mul(number, number, pi);
        } else {
            mpq_div(number, number, pi);
        }
    }
    mpq_clear(pi);
}

// Times the factor of the unit, or divided by it.
static void scale_unit(mpq_t number, const Measure *unit, bool divide) {
    mpq_t factor;
    mpq_init(factor);
    set_whole(mpq_numref(factor), divide ? unit->bottom : unit->top);
    set_whole(mpq_denref(factor), divide ? unit->top : unit->bottom);
    mpq_canonicalize(factor);
    mpq_mul(number, number, factor);
    scale_ten(number, divide ? -unit->ten : unit->ten);
    scale_pi(number, divide ? -unit->pi : unit->pi);
    mpq_clear(factor);
}

static void scale_prefix(mpq_t number, const UnitPrefix *prefix, bool divide) {
    if (prefix == NULL) return;
    scale_ten(number, divide ? -prefix->ten : prefix->ten);
    if (divide) {
        mpq_div_2exp(number, number, (mp_bitcnt_t)prefix->two);
    } else {
        mpq_mul_2exp(number, number, (mp_bitcnt_t)prefix->two);
    }
}

static void line_in(mpq_t number, const Special *line) {
    mpq_t part;
    mpq_init(part);
    mpq_set_si(part, line->first, 100);
    mpq_canonicalize(part);
    mpq_add(number, number, part);
    mpq_set_ui(part, line->second, line->third);
    mpq_mul(number, number, part);
    mpq_clear(part);
}

static void line_out(mpq_t number, const Special *line) {
    mpq_t part;
    mpq_init(part);
    mpq_set_ui(part, line->second, line->third);
    mpq_div(number, number, part);
    mpq_set_si(part, line->first, 100);
    mpq_canonicalize(part);
    mpq_sub(number, number, part);
    mpq_clear(part);
}

// Rounded half away from zero to 8 places. False when it is no Decimal.
static bool to_decimal(const mpq_t number, Decimal *result) {
    mpz_t units;
    mpz_init(units);
    mpz_mul_ui(units, mpq_numref(number), (unsigned long)DECIMAL_ONE);
    whole_divide(units, units, mpq_denref(number));
    bool fits = whole_to_decimal(units, result);
    mpz_clear(units);
    return fits;
}

// ---- curves

// The number of the inner unit; false where the function has none.
static void curve_in(mpfr_t number, const Special *special) {
    if (special->kind == TANGENT) {
        mpfr_div_ui(number, number, 100, MPFR_RNDN);
        mpfr_atan(number, number, MPFR_RNDN);
        return;
    }
    mpfr_div_si(number, number, special->first, MPFR_RNDN);
    if (special->second == 0) {
        mpfr_exp(number, number, MPFR_RNDN);
    } else {
        mpfr_ui_pow(number, special->second, number, MPFR_RNDN);
    }
}

static void curve_out(mpfr_t number, const Special *special) {
    if (special->kind == TANGENT) {
        mpfr_tan(number, number, MPFR_RNDN);
        mpfr_mul_ui(number, number, 100, MPFR_RNDN);
        return;
    }
    mpfr_log(number, number, MPFR_RNDN);
    if (special->second != 0) {
        mpfr_t base;
        mpfr_init2(base, CURVE_PRECISION);
        mpfr_log_ui(base, special->second, MPFR_RNDN);
        mpfr_div(number, number, base, MPFR_RNDN);
        mpfr_clear(base);
    }
    mpfr_mul_si(number, number, special->first, MPFR_RNDN);
}

// Applies a curve to a ratio. False when the result is no number, or out of all proportion.
static bool through_curve(mpq_t number, const Special *special, bool out) {
    const long limit = 4000;  // bits of exponent
    mpfr_t value;
    mpfr_init2(value, CURVE_PRECISION);
    mpfr_set_q(value, number, MPFR_RNDN);
    if (out) {
        curve_out(value, special);
    } else {
        curve_in(value, special);
    }
    bool ok = mpfr_number_p(value) != 0;
    if (ok && !mpfr_zero_p(value)) {
        mpfr_exp_t exponent = mpfr_get_exp(value);
        ok = exponent < limit && exponent > -limit;
    }
    if (ok) mpfr_get_q(number, value);
    mpfr_clear(value);
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
    return ok;
}

// ---- units

// To the base units, and from them.
static bool to_base(mpq_t number, const Measure *from) {
    const Special *special = special_of(from);
    scale_prefix(number, from->prefix, false);
    if (special != NULL && special->kind == LINE) line_in(number, special);
    if (special != NULL && special->kind != LINE && !through_curve(number, special, false)) {
        return false;
    }
    scale_unit(number, from, false);
    return true;
}

static bool from_base(mpq_t number, const Measure *to) {
    const Special *special = special_of(to);
    scale_unit(number, to, true);
    if (special != NULL && special->kind == LINE) line_out(number, special);
    if (special != NULL && special->kind != LINE && !through_curve(number, special, true)) {
        return false;
    }
    scale_prefix(number, to->prefix, true);
    return true;
}

bool measure_convert(Decimal value, const Measure *from, const Measure *to, Decimal *result) {
    mpq_t number;
    mpq_init(number);
    set_decimal(number, value);
    bool ok = true;
    if (from->special != NULL && from->special == to->special) {
        scale_prefix(number, from->prefix, false);
        scale_prefix(number, to->prefix, true);
    } else {
        ok = to_base(number, from) && from_base(number, to);
    }
    ok = ok && to_decimal(number, result);
    mpq_clear(number);
    return ok;
}

static uint64_t hash_whole(uint64_t hash, const mpz_t whole) {
    hash = hash_mix(hash, (uint64_t)mpz_sgn(whole));
    for (size_t i = 0; i < mpz_size(whole); i++) {
        hash = hash_mix(hash, mpz_getlimbn(whole, (mp_size_t)i));
    }
    return hash;
}

bool measure_hash(uint64_t hash, Decimal value, const Measure *measure, uint64_t *result) {
    mpq_t number;
    mpq_init(number);
    set_decimal(number, value);
    bool ok = to_base(number, measure);
    if (ok) *result = hash_whole(hash_whole(hash, mpq_numref(number)), mpq_denref(number));
    mpq_clear(number);
    return ok;
}

bool measure_order(Decimal a, const Measure *from, Decimal b, const Measure *to, int *order) {
    mpq_t left;
    mpq_t right;
    mpq_init(left);
    mpq_init(right);
    set_decimal(left, a);
    set_decimal(right, b);
    bool ok = true;
    if (from->special != NULL && from->special == to->special) {
        scale_prefix(left, from->prefix, false);
        scale_prefix(right, to->prefix, false);
    } else {
        ok = to_base(left, from) && to_base(right, to);
    }
    if (ok) *order = mpq_cmp(left, right);
    mpq_clear(left);
    mpq_clear(right);
    return ok;
}
