#include "base/whole.h"

__extension__ typedef unsigned __int128 Size;

void whole_set(mpz_t number, Int128 value) {
    bool negative = value < 0;
    Size size = negative ? -(Size)value : (Size)value;
    uint64_t words[2] = {(uint64_t)size, (uint64_t)(size >> 64)};
    mpz_import(number, 2, -1, sizeof words[0], 0, 0, words);
    if (negative) mpz_neg(number, number);
}

bool whole_to_decimal(const mpz_t units, Decimal *result) {
    if (mpz_sizeinbase(units, 2) > 96) return false;
    uint64_t words[2] = {0, 0};
    mpz_export(words, NULL, -1, sizeof words[0], 0, 0, units);
    Int128 size = (Int128)((Size)words[1] << 64 | words[0]);
    if (size > DECIMAL_MAX_UNITS) return false;
    int places = size == 0 ? 0 : DECIMAL_PLACES;
    for (Int128 left = size; places > 0 && left % 10 == 0; left /= 10) places--;
    *result = (Decimal){mpz_sgn(units) < 0 ? -size : size, (uint8_t)places};
    return true;
}

// (2 * |top| + |bottom|) / (2 * |bottom|), cut, with the sign put back.
void whole_divide(mpz_t quotient, const mpz_t top, const mpz_t bottom) {
    mpz_t twice;
    mpz_t half;
    mpz_init(twice);
    mpz_init(half);
    bool negative = mpz_sgn(top) * mpz_sgn(bottom) < 0;
    mpz_abs(half, bottom);
    mpz_abs(twice, top);
    mpz_mul_2exp(twice, twice, 1);
    mpz_add(twice, twice, half);
    mpz_mul_2exp(half, half, 1);
    mpz_tdiv_q(quotient, twice, half);
    if (negative) mpz_neg(quotient, quotient);
    mpz_clear(twice);
    mpz_clear(half);
}
