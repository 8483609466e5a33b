// ucum_measure: what a unit comes to: an exact factor and its dimensions.

#ifndef TERMS_UCUM_MEASURE_H
#define TERMS_UCUM_MEASURE_H

#include <stdint.h>

#include "base/decimal.h"
#include "terms/ucum_table.h"

__extension__ typedef unsigned __int128 Whole;

// The seven base units of UCUM (m, s, g, rad, K, C, cd), and the calendar month of CQL, which has
// no fixed length.
enum { DIM_MONTH = 7, DIM_COUNT = 8, MAX_ARBITRARY = 4, MAX_EXPONENT = 99 };

typedef struct {
    Whole top;     // factor = top / bottom * 10^ten * pi^pi
    Whole bottom;  // in lowest terms, neither a multiple of ten
    int ten;
    int pi;
    int dims[DIM_COUNT];
    struct {
        const UnitAtom *atom;
        int exponent;  // not 0
    } arbitrary[MAX_ARBITRARY];
    int arbitrary_count;
    // A special unit, always alone. The factor and the dimensions are those of the unit that its
    // function works on; the number of the special unit is first multiplied by its prefix.
    const UnitAtom *special;
    const UnitPrefix *prefix;
} Measure;

// One factor of a product: a unit with its prefix, or a whole number, to a power.
typedef struct {
    Str text;  // with the prefix; a calendar unit as its UCUM code
    int exponent;
    bool number;
    Measure measure;  // of the text to the power 1
} UnitTerm;

enum { MAX_TERMS = 16 };

typedef struct {
    UnitTerm terms[MAX_TERMS];
    size_t count;
} UnitProduct;

// Reads a unit; "" is "1". Says what is wrong with it, without quoting it.
bool unit_product(Str unit, UnitProduct *product, Err *err);
bool unit_measure(Str unit, Measure *measure, Err *err);

bool measure_multiply(Measure *measure, const Measure *by);
bool measure_power(const Measure *base, int exponent, Measure *result);
bool measure_same_dimension(const Measure *a, const Measure *b);
bool measure_is_number(const Measure *measure);  // has no dimension

// value of unit `from` in unit `to`; the dimensions are the same. False when it does not fit.
bool measure_convert(Decimal value, const Measure *from, const Measure *to, Decimal *result);
// *result is `hash` with the value in base units. False when it has none.
bool measure_hash(uint64_t hash, Decimal value, const Measure *measure, uint64_t *result);
// Exact order of two values of the same dimension.
bool measure_order(Decimal a, const Measure *from, Decimal b, const Measure *to, int *order);

#endif
