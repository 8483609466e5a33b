// decimal_stat: the functions of decimal.h over many numbers, rounded once.
//
// Nothing is rounded on the way: sums, squares and products are whole numbers of any size. With
// the units u of n numbers, the variance in units is (n * sum of u*u - (sum of u)^2) / (n * (n -
// 1)) / 10^8, and its root needs no 10^8 at all, since the root of 10^-16 is 10^-8.

#include <mpfr.h>

#include "base/whole.h"

bool decimal_mean(const Decimal *numbers, size_t count, Decimal *result) {
    if (count == 0) return false;
    mpz_t sum;
    mpz_t part;
    mpz_init(sum);
    mpz_init(part);
    for (size_t i = 0; i < count; i++) {
        whole_set(part, numbers[i].units);
        mpz_add(sum, sum, part);
    }
    mpz_set_ui(part, count);
    whole_divide(sum, sum, part);
    bool fits = whole_to_decimal(sum, result);
    mpz_clear(sum);
    mpz_clear(part);
    return fits;
}

// n * sum of squares - square of the sum; never negative.
static void spread(const Decimal *numbers, size_t count, mpz_t result) {
    mpz_t sum;
    mpz_t part;
    mpz_init(sum);
    mpz_init(part);
    mpz_set_ui(result, 0);
    for (size_t i = 0; i < count; i++) {
        whole_set(part, numbers[i].units);
        mpz_add(sum, sum, part);
        mpz_addmul(result, part, part);
    }
    mpz_mul_ui(result, result, count);
    mpz_submul(result, sum, sum);
    mpz_clear(sum);
    mpz_clear(part);
}

// The root of top / bottom, half up: (floor(root(4 * top / bottom)) + 1) / 2, cut.
static void divide_and_root(mpz_t top, const mpz_t bottom) {
    mpz_mul_2exp(top, top, 2);
    mpz_fdiv_q(top, top, bottom);
    mpz_sqrt(top, top);
    mpz_add_ui(top, top, 1);
    mpz_fdiv_q_2exp(top, top, 1);
}

bool decimal_variance(const Decimal *numbers, size_t count, DecimalSpread kind, Decimal *result) {
    size_t less = kind == VARIANCE_SAMPLE || kind == DEVIATION_SAMPLE ? 1 : 0;
    if (count <= less) return false;
    mpz_t top;
    mpz_t bottom;
    mpz_init(top);
    mpz_init_set_ui(bottom, count);
    mpz_mul_ui(bottom, bottom, count - less);
    spread(numbers, count, top);
    if (kind == DEVIATION_SAMPLE || kind == DEVIATION_POPULATION) {
        divide_and_root(top, bottom);
    } else {
        mpz_mul_ui(bottom, bottom, (unsigned long)DECIMAL_ONE);
        whole_divide(top, top, bottom);
    }
    bool fits = whole_to_decimal(top, result);
    mpz_clear(top);
    mpz_clear(bottom);
    return fits;
}

// ---- geometric mean

enum { FIRST_PRECISION = 256, LAST_PRECISION = 8192 };

// The n-th root of the product of the units without their signs, rounded in `direction` all the
// way, as a whole number.
static void root_of_product(const Decimal *numbers, size_t count, mpfr_prec_t precision,
                            mpfr_rnd_t direction, mpz_t result) {
    mpfr_t product;
    mpz_t part;
    mpfr_init2(product, precision);
    mpz_init(part);
    mpfr_set_ui(product, 1, direction);
    for (size_t i = 0; i < count; i++) {
        whole_set(part, numbers[i].units);
        mpz_abs(part, part);
        mpfr_mul_z(product, product, part, direction);
    }
    mpfr_rootn_ui(product, product, count, direction);
    mpfr_round(product, product);
    mpfr_get_z(result, product, MPFR_RNDZ);
    mpfr_clear(product);
    mpz_clear(part);
}

// Rounded down and up; where the two still differ with the last precision the root lies between two
// decimals, and the one away from zero is right.
static bool geometric_mean(const Decimal *numbers, size_t count, Decimal *result) {
    mpz_t low;
    mpz_t high;
    mpz_init(low);
    mpz_init(high);
    for (mpfr_prec_t precision = FIRST_PRECISION; precision <= LAST_PRECISION; precision *= 2) {
        root_of_product(numbers, count, precision, MPFR_RNDD, low);
        root_of_product(numbers, count, precision, MPFR_RNDU, high);
        if (mpz_cmp(low, high) == 0) break;
    }
    bool fits = whole_to_decimal(high, result);
    mpz_clear(low);
    mpz_clear(high);
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
    return fits;
}

bool decimal_geometric_mean(const Decimal *numbers, size_t count, Decimal *result) {
    bool zero = false;
    size_t negative = 0;
    for (size_t i = 0; i < count; i++) {
        zero = zero || numbers[i].units == 0;
        negative += numbers[i].units < 0;
    }
    if (count == 0) return false;
    if (zero || count == 1) {
        *result = zero ? decimal_from_int(0) : numbers[0];
        return true;
    }
    return negative % 2 == 0 && geometric_mean(numbers, count, result);
}

bool decimal_multiply_divide(const Decimal *factors, size_t count, Decimal by, Decimal *result) {
    if (by.units == 0) return false;
    mpz_t top;
    mpz_t bottom;
    mpz_t part;
    mpz_init_set_ui(top, (unsigned long)DECIMAL_ONE);
    mpz_init(bottom);
    mpz_init(part);
    whole_set(bottom, by.units);
    for (size_t i = 0; i < count; i++) {
        whole_set(part, factors[i].units);
        mpz_mul(top, top, part);
        // One 10^8 is what the product of two has too much; the quotient wants one more.
        if (i > 0) mpz_mul_ui(bottom, bottom, (unsigned long)DECIMAL_ONE);
    }
    whole_divide(top, top, bottom);
    bool fits = whole_to_decimal(top, result);
    mpz_clear(top);
    mpz_clear(bottom);
    mpz_clear(part);
    return fits;
}
