// What has no end, against two oracles that share nothing with the sources: whole numbers of any
// size decide where the true value is a fraction or a root of one (ties too), and MPFR with two
// thousand bits decides for exp, ln and log.
//
// A result r, in hundred-millionths, is right when the true value lies within [r - 1/2, r + 1/2),
// mirrored below zero. Numbers come from a fixed seed: the same in every run.

#include <mpfr.h>

#include "base/whole.h"
#include "test.h"

enum { ORACLE_BITS = 2000, RANDOM_ROUNDS = 1000 };

static uint64_t seed;

static uint64_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

// Up to `bits` bits, so that small and large ones are alike frequent.
static Decimal random_decimal(unsigned bits, bool negative) {
    unsigned size = 1 + (unsigned)(next_random() % bits);
    Int128 units = (Int128)next_random() << 32 ^ (Int128)(next_random() >> 16);
    units &= ((Int128)1 << size) - 1;
    if (units > DECIMAL_MAX_UNITS) units = DECIMAL_MAX_UNITS;
    if (units == 0) units = 1;
    return (Decimal){negative && (next_random() & 1) != 0 ? -units : units, DECIMAL_PLACES};
}

static Decimal number(const char *text) {
    Decimal decimal = {0};
    Err err;
    CHECK_ROW(decimal_parse(str_from(text), &decimal, &err), "%s", text);
    return decimal;
}

static const char *shown(Arena *arena, Decimal decimal) {
    Buf buf = {0};
    decimal_write(&buf, decimal);
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return arena_printf(arena, "%.*s%c", STR_ARG(text), 0).data;
}

// ---- the oracle for fractions: top / bottom in units, half away from zero

static bool right_fraction(const mpz_t top, const mpz_t bottom, Decimal got) {
    mpz_t twice;
    mpz_t border;
    mpz_init(twice);
    mpz_init(border);
    // | 2 * top - 2 * got * bottom | against bottom, and on the border away from zero.
    whole_set(border, got.units);
    mpz_mul(border, border, bottom);
    mpz_sub(twice, top, border);
    mpz_mul_2exp(twice, twice, 1);
    int side = mpz_sgn(twice) * mpz_sgn(bottom);
    int distance = mpz_cmpabs(twice, bottom);
    bool towards_zero = side * mpz_sgn(top) * mpz_sgn(bottom) > 0;
    mpz_clear(twice);
    mpz_clear(border);
    return distance < 0 || (distance == 0 && !towards_zero);
}

static bool right_power(Decimal base, int exponent, Decimal got) {
    mpz_t top;
    mpz_t bottom;
    mpz_init(top);
    mpz_init(bottom);
    whole_set(top, base.units);
    whole_set(bottom, DECIMAL_ONE);
    unsigned long size = (unsigned long)(exponent < 0 ? -exponent : exponent);
    mpz_pow_ui(top, top, size);
    mpz_pow_ui(bottom, bottom, size);
    if (exponent < 0) mpz_swap(top, bottom);
    mpz_mul_ui(top, top, (unsigned long)DECIMAL_ONE);
    bool right = right_fraction(top, bottom, got);
    mpz_clear(top);
    mpz_clear(bottom);
    return right;
}

// How twice_units / (2 * 10^8) stands to base^(top/bottom): both sides to the power `bottom`, as
// whole numbers.
static int root_order(Decimal base, unsigned long top, unsigned long bottom, Int128 twice_units) {
    mpz_t left;
    mpz_t right;
    mpz_t scale;
    mpz_init(left);
    mpz_init(right);
    mpz_init(scale);
    whole_set(left, twice_units);
    mpz_pow_ui(left, left, bottom);
    whole_set(scale, DECIMAL_ONE);
    mpz_pow_ui(scale, scale, top);
    mpz_mul(left, left, scale);
    whole_set(right, base.units);
    mpz_pow_ui(right, right, top);
    whole_set(scale, 2 * DECIMAL_ONE);
    mpz_pow_ui(scale, scale, bottom);
    mpz_mul(right, right, scale);
    int order = mpz_cmp(left, right);
    mpz_clear(left);
    mpz_clear(right);
    mpz_clear(scale);
    return order;
}

static bool right_root(Decimal base, unsigned long top, unsigned long bottom, Decimal got) {
    bool not_below = got.units == 0 || root_order(base, top, bottom, 2 * got.units - 1) <= 0;
    return not_below && root_order(base, top, bottom, 2 * got.units + 1) > 0;
}

// ---- the oracle for curves

typedef int Curve(mpfr_t result, const mpfr_t argument, mpfr_rnd_t direction);

static void set_number(mpfr_t result, Decimal decimal) {
    mpz_t units;
    mpz_init(units);
    whole_set(units, decimal.units);
    mpfr_set_z(result, units, MPFR_RNDN);
    mpfr_div_ui(result, result, (unsigned long)DECIMAL_ONE, MPFR_RNDN);
    mpz_clear(units);
}

// The nearest Decimal; false when there is none.
static bool nearest(mpfr_t value, Decimal *result) {
    mpz_t units;
    mpz_init(units);
    mpfr_mul_ui(value, value, (unsigned long)DECIMAL_ONE, MPFR_RNDN);
    mpfr_round(value, value);
    bool finite = mpfr_number_p(value) && (mpfr_zero_p(value) || mpfr_get_exp(value) < 200);
    if (finite) mpfr_get_z(units, value, MPFR_RNDN);
    bool fits = finite && whole_to_decimal(units, result);
    mpz_clear(units);
    return fits;
}

static bool oracle(Curve *curve, Decimal argument, Decimal *result) {
    mpfr_t value;
    mpfr_init2(value, ORACLE_BITS);
    set_number(value, argument);
    curve(value, value, MPFR_RNDN);
    bool fits = nearest(value, result);
    mpfr_clear(value);
    return fits;
}

static void check_curve(Arena *arena, const char *name, Curve *curve,
                        bool (*function)(Decimal, Decimal *), Decimal argument) {
    Decimal want = {0};
    Decimal got = {0};
    bool fits = oracle(curve, argument, &want);
    bool given = function(argument, &got);
    CHECK_ROW(fits == given && want.units == got.units, "%s(%s): got %s, want %s", name,
              shown(arena, argument), given ? shown(arena, got) : "nothing",
              fits ? shown(arena, want) : "nothing");
}

TEST(decimal_math_division_is_correctly_rounded) {
    Arena *arena = arena_new();
    seed = 88172645463325252U;
    mpz_t top;
    mpz_t bottom;
    mpz_init(top);
    mpz_init(bottom);
    for (int i = 0; i < RANDOM_ROUNDS; i++) {
        Decimal a = random_decimal(93, true);
        Decimal b = random_decimal(93, true);
        Decimal got;
        // Every third is a tie or one unit beside it: a = b * (q + 1/2) for an even b.
        if (i % 3 == 0) {
            b = (Decimal){2 * (Int128)(1 + next_random() % 1000000) * DECIMAL_ONE, 0};
            Int128 odd = 2 * (Int128)(next_random() % 1000000) + 1;
            a = (Decimal){b.units / DECIMAL_ONE / 2 * odd + (Int128)(next_random() % 3) - 1, 8};
        }
        if (!decimal_divide(a, b, &got)) continue;
        whole_set(top, a.units);
        whole_set(bottom, b.units);
        mpz_mul_ui(top, top, (unsigned long)DECIMAL_ONE);
        CHECK_ROW(right_fraction(top, bottom, got), "%s / %s: %s", shown(arena, a), shown(arena, b),
                  shown(arena, got));
        const Decimal one[] = {a};
        Decimal again;
        CHECK(decimal_multiply_divide(one, 1, b, &again) && again.units == got.units);
        if (!decimal_multiply(a, b, &got)) continue;
        whole_set(top, a.units);
        whole_set(bottom, b.units);
        mpz_mul(top, top, bottom);
        whole_set(bottom, DECIMAL_ONE);
        CHECK_ROW(right_fraction(top, bottom, got), "%s * %s: %s", shown(arena, a), shown(arena, b),
                  shown(arena, got));
        const Decimal two[] = {a, b};
        CHECK(decimal_multiply_divide(two, 2, decimal_from_int(1), &again) &&
              again.units == got.units);
    }
    mpz_clear(top);
    mpz_clear(bottom);
    arena_free(arena);
}

TEST(decimal_math_curves_are_correctly_rounded) {
    Arena *arena = arena_new();
    seed = 2463534242U;
    static const char *const hard[] = {
        "0.00000001",  "0.00000002",  "0.99999999",  "1.00000001", "1",
        "2",           "10",          "2.71828183",  "2.71828182", "46.05170185",
        "46.05170186", "46.05170187", "20.3",        "0.69314718", "99999999999999999999.99999999",
        "27.63102112", "18.42068074", "19.11382792",
    };
    for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++) {
        Decimal argument = number(hard[i]);
        check_curve(arena, "Ln", mpfr_log, decimal_ln, argument);
        check_curve(arena, "Sqrt", mpfr_sqrt, decimal_sqrt, argument);
        check_curve(arena, "Exp", mpfr_exp, decimal_exp, argument);
        check_curve(arena, "Exp", mpfr_exp, decimal_exp, decimal_negate(argument));
    }
    for (int i = 0; i < RANDOM_ROUNDS; i++) {
        check_curve(arena, "Ln", mpfr_log, decimal_ln, random_decimal(93, false));
        check_curve(arena, "Sqrt", mpfr_sqrt, decimal_sqrt, random_decimal(93, false));
        check_curve(arena, "Exp", mpfr_exp, decimal_exp, random_decimal(33, true));
    }
    mpfr_free_cache();
    arena_free(arena);
}

TEST(decimal_math_log_is_correctly_rounded) {
    Arena *arena = arena_new();
    seed = 88675123U;
    mpfr_t top;
    mpfr_t bottom;
    mpfr_init2(top, ORACLE_BITS);
    mpfr_init2(bottom, ORACLE_BITS);
    for (int i = 0; i < RANDOM_ROUNDS; i++) {
        Decimal argument = random_decimal(93, false);
        Decimal base = random_decimal(60, false);
        Decimal want = {0};
        Decimal got = {0};
        if (base.units == DECIMAL_ONE) continue;
        // A power of the base: the logarithm is whole, and its bounds lie on both sides.
        if (i % 4 == 0) {
            base = decimal_from_int(2 + (int64_t)(next_random() % 9));
            CHECK(decimal_power(base, decimal_from_int((int64_t)(next_random() % 8)), &argument));
        }
        set_number(top, argument);
        set_number(bottom, base);
        mpfr_log(top, top, MPFR_RNDN);
        mpfr_log(bottom, bottom, MPFR_RNDN);
        mpfr_div(top, top, bottom, MPFR_RNDN);
        bool fits = nearest(top, &want);
        bool given = decimal_log(argument, base, &got);
        CHECK_ROW(fits == given && want.units == got.units, "Log(%s, %s): got %s, want %s",
                  shown(arena, argument), shown(arena, base), shown(arena, got),
                  shown(arena, want));
    }
    mpfr_clear(top);
    mpfr_clear(bottom);
    mpfr_free_cache();
    arena_free(arena);
}

static void check_whole_power(Arena *arena, Decimal base, int exponent) {
    Decimal got = {0};
    Decimal beyond = decimal_max();
    bool given = decimal_power(base, decimal_from_int(exponent), &got);
    if (!given) {  // then the true value is nearer to the next one than to the last Decimal
        if (base.units < 0 && exponent % 2 != 0) beyond = decimal_min();
        CHECK_ROW(!right_power(base, exponent, beyond), "%s ^ %d does fit", shown(arena, base),
                  exponent);
        return;
    }
    CHECK_ROW(right_power(base, exponent, got), "%s ^ %d: %s", shown(arena, base), exponent,
              shown(arena, got));
}

TEST(decimal_math_whole_powers_are_correctly_rounded) {
    static const struct {
        const char *base;
        int exponent;
    } hard[] = {
        // Ties: nine places, the last a five.
        {"0.5", 9},
        {"-0.5", 9},
        {"0.05", 7},
        {"0.005", 3},
        {"1.5", 9},
        {"-1.5", 9},
        {"2", -9},
        {"-2", -9},
        {"0.25", 5},
        {"1.125", 3},
        {"-1.125", 3},
        {"8", -3},
        {"20", -9},
        {"0.000025", 2},
        // The ends of the range.
        {"10", 19},
        {"10", 20},
        {"10", 21},
        {"-10", 19},
        {"-10", 20},
        {"-10", 21},
        {"10", -8},
        {"10", -9},
        {"-10", -9},
        {"4", -14},
        {"5", -11},
        {"2", 66},
        {"2", 67},
        {"-2", 67},
        {"9999999999.99999999", 2},
        {"10000000000", 2},
        {"0.00000001", -2},
        {"0.00000001", -3},
        {"4641588.83361277", 3},
        {"4641588.83361278", 3},
        {"99999999999999999999.99999999", 1},
        {"1.00000001", 1000},
        {"0.99999999", 1000},
        {"1.00000001", -1000},
        {"-1", 99},
        {"-1", -98},
    };
    Arena *arena = arena_new();
    seed = 521288629U;
    for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++) {
        check_whole_power(arena, number(hard[i].base), hard[i].exponent);
    }
    for (int i = 0; i < RANDOM_ROUNDS; i++) {
        int exponent = (int)(next_random() % 40) - 12;
        check_whole_power(arena, random_decimal(exponent > 4 ? 40 : 93, true), exponent);
        // Few digits: where ties are.
        Decimal few = {(1 + (Int128)(next_random() % 200)) * 500000, DECIMAL_PLACES};
        check_whole_power(arena, few, (int)(next_random() % 10));
    }
    arena_free(arena);
}

TEST(decimal_math_roots_are_correctly_rounded) {
    static const struct {
        const char *base, *exponent;
        unsigned long top, bottom;
    } hard[] = {
        {"4", "0.5", 1, 2},
        {"0.25", "0.5", 1, 2},
        {"0.000025", "1.5", 3, 2},  // 0.000000125: a tie
        {"0.00000001", "0.5", 1, 2},
        {"0.00000002", "0.5", 1, 2},
        {"99999999999999999999.99999999", "0.5", 1, 2},
        {"99999999999999999999.99999999", "0.25", 1, 4},
        {"32", "0.2", 1, 5},
        {"0.00032", "0.2", 1, 5},
        {"16", "0.75", 3, 4},
        {"1024", "0.1", 1, 10},
        {"2", "2.5", 5, 2},
        {"2.25", "4.5", 9, 2},  // 1.5 ^ 9: a tie
        {"256", "0.125", 1, 8},
        {"1.00000001", "0.5", 1, 2},
        {"0.99999999", "0.01", 1, 100},
    };
    static const struct {
        const char *exponent;
        unsigned long top, bottom;
    } exponents[] = {{"0.5", 1, 2}, {"0.25", 1, 4},  {"1.5", 3, 2},
                     {"0.2", 1, 5}, {"0.04", 1, 25}, {"0.375", 3, 8}};
    Arena *arena = arena_new();
    seed = 362436069U;
    for (size_t i = 0; i < sizeof hard / sizeof hard[0]; i++) {
        Decimal got = {0};
        CHECK(decimal_power(number(hard[i].base), number(hard[i].exponent), &got));
        CHECK_ROW(right_root(number(hard[i].base), hard[i].top, hard[i].bottom, got), "%s ^ %s: %s",
                  hard[i].base, hard[i].exponent, shown(arena, got));
    }
    for (int i = 0; i < RANDOM_ROUNDS; i++) {
        size_t row = (size_t)(next_random() % (sizeof exponents / sizeof exponents[0]));
        Decimal base = random_decimal(exponents[row].top > exponents[row].bottom ? 60 : 93, false);
        Decimal got = {0};
        // Every other one is a square, and the root of its whole number exact.
        if (i % 2 == 0) {
            Int128 root = 1 + (Int128)(next_random() % 100000000);
            base = (Decimal){root * root, DECIMAL_PLACES};
        }
        if (!CHECK(decimal_power(base, number(exponents[row].exponent), &got))) continue;
        CHECK_ROW(right_root(base, exponents[row].top, exponents[row].bottom, got), "%s ^ %s: %s",
                  shown(arena, base), exponents[row].exponent, shown(arena, got));
    }
    Decimal got;
    CHECK(!decimal_power(number("-4"), number("0.5"), &got));
    CHECK(!decimal_power(number("0"), number("-1"), &got));
    arena_free(arena);
}

// The definition, in fractions: sum of (x - mean)^2 over n - less, with all over n * (n - less).
static void check_spread(Arena *arena, const Decimal *numbers, size_t count, bool sample) {
    mpz_t top;
    mpz_t bottom;
    mpz_t sum;
    mpz_t part;
    mpz_init(top);
    mpz_init(sum);
    mpz_init(part);
    for (size_t i = 0; i < count; i++) {
        whole_set(part, numbers[i].units);
        mpz_add(sum, sum, part);
    }
    for (size_t i = 0; i < count; i++) {  // (n x - sum)^2, so all is n^2 too large
        whole_set(part, numbers[i].units);
        mpz_mul_ui(part, part, count);
        mpz_sub(part, part, sum);
        mpz_addmul(top, part, part);
    }
    mpz_init_set_ui(bottom, count * count * (count - sample));
    Decimal root = {0};
    Decimal variance = {0};
    Decimal mean = {0};
    CHECK(
        decimal_variance(numbers, count, sample ? DEVIATION_SAMPLE : DEVIATION_POPULATION, &root));
    // root^2 <= 4 top / bottom between (2 root - 1)^2 and (2 root + 1)^2
    mpz_mul_2exp(top, top, 2);
    for (int side = -1; side <= 1; side += 2) {
        whole_set(part, 2 * root.units + side);
        mpz_mul(part, part, part);
        mpz_mul(part, part, bottom);
        int order = mpz_cmp(part, top);
        CHECK_ROW(side < 0 ? order <= 0 || root.units == 0 : order > 0, "a deviation of %s",
                  shown(arena, root));
    }
    mpz_fdiv_q_2exp(top, top, 2);
    mpz_mul_ui(bottom, bottom, (unsigned long)DECIMAL_ONE);
    if (decimal_variance(numbers, count, sample ? VARIANCE_SAMPLE : VARIANCE_POPULATION,
                         &variance)) {
        CHECK_ROW(right_fraction(top, bottom, variance), "a variance of %s",
                  shown(arena, variance));
    }
    mpz_set_ui(bottom, count);
    CHECK(decimal_mean(numbers, count, &mean) && right_fraction(sum, bottom, mean));
    mpz_clear(top);
    mpz_clear(bottom);
    mpz_clear(sum);
    mpz_clear(part);
}

// got is the n-th root of the product: between (2 got - 1)^n and (2 got + 1)^n over 2^n.
static void check_geometric_mean(Arena *arena, const Decimal *numbers, size_t count) {
    mpz_t product;
    mpz_t part;
    Decimal got = {0};
    mpz_init_set_ui(product, 1);
    mpz_init(part);
    for (size_t i = 0; i < count; i++) {
        whole_set(part, decimal_abs(numbers[i]).units);
        mpz_mul(product, product, part);
    }
    mpz_mul_2exp(product, product, count);
    CHECK(decimal_geometric_mean(numbers, count, &got));
    for (int side = -1; side <= 1; side += 2) {
        whole_set(part, 2 * got.units + side);
        mpz_pow_ui(part, part, count);
        int order = mpz_cmp(part, product);
        CHECK_ROW(side < 0 ? order <= 0 || got.units == 0 : order > 0, "a geometric mean of %s",
                  shown(arena, got));
    }
    mpz_clear(product);
    mpz_clear(part);
}

TEST(decimal_math_statistics_are_correctly_rounded) {
    Arena *arena = arena_new();
    seed = 123456789U;
    Decimal numbers[40];
    for (int round = 0; round < 400; round++) {
        size_t count = 2 + (size_t)(next_random() % 39);
        unsigned bits = round % 2 == 0 ? 93 : 12;  // few digits: ties, and all alike
        for (size_t i = 0; i < count; i++) numbers[i] = random_decimal(bits, true);
        check_spread(arena, numbers, count, true);
        check_spread(arena, numbers, count, false);
        for (size_t i = 0; i < count; i++) numbers[i] = decimal_abs(numbers[i]);
        check_geometric_mean(arena, numbers, count);
    }
    // A sum beyond the range, with a mean inside it.
    numbers[0] = decimal_max();
    numbers[1] = decimal_max();
    Decimal got;
    CHECK(decimal_mean(numbers, 2, &got) && got.units == DECIMAL_MAX_UNITS);
    CHECK(decimal_geometric_mean(numbers, 2, &got) && got.units == DECIMAL_MAX_UNITS);
    CHECK(!decimal_mean(numbers, 0, &got));
    CHECK(!decimal_variance(numbers, 1, VARIANCE_SAMPLE, &got));
    CHECK(decimal_variance(numbers, 1, VARIANCE_POPULATION, &got) && got.units == 0);
    // 0.00000001 and 0.00000004: two hundred-millionths, exactly. 1 and 2: a root, no tie.
    const Decimal small[] = {{1, 8}, {4, 8}};
    CHECK(decimal_geometric_mean(small, 2, &got) && got.units == 2);
    // sqrt(1 * 6.25) is 2.5: the tie goes up.
    const Decimal tie[] = {{25, 8}, {1, 8}, {25, 8}, {1, 8}};
    CHECK(decimal_geometric_mean(tie, 4, &got) && got.units == 5);
    const Decimal halves[] = {{1, 8}, {1, 8}, {1, 8}, {2, 8}};
    CHECK(decimal_mean(halves, 4, &got) && got.units == 1);
    const Decimal half[] = {{1, 8}, {2, 8}};
    CHECK(decimal_mean(half, 2, &got) && got.units == 2);
    const Decimal negative[] = {{-1, 8}, {-2, 8}};
    CHECK(decimal_mean(negative, 2, &got) && got.units == -2);
    CHECK(!decimal_geometric_mean((const Decimal[]){{-1, 8}, {2, 8}}, 2, &got));
    CHECK(decimal_geometric_mean((const Decimal[]){{-1, 8}, {-4, 8}}, 2, &got) && got.units == 2);
    arena_free(arena);
}
