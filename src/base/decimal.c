#include "base/decimal.h"

#include <assert.h>

// All numbers are below 10^28 in magnitude, so that a number times 10^8 fits
// 128 bits with room to spare: division needs no wider integer, and
// multiplication takes one factor apart at the decimal point.

enum { MAX_DIGITS = 36 };  // of a mantissa that is kept exactly

static Int128 magnitude(Int128 units) {
    return units < 0 ? -units : units;
}

static bool in_range(Int128 units) {
    return magnitude(units) <= DECIMAL_MAX_UNITS;
}

static int max_places(Decimal a, Decimal b) {
    return a.places > b.places ? a.places : b.places;
}

static bool give(Int128 units, int places, Decimal *result) {
    if (!in_range(units)) return false;
    *result = (Decimal){units, (uint8_t)places};
    return true;
}

// Places that the number needs: 8 less the zeros at its end.
static int needed_places(Int128 units) {
    int places = DECIMAL_PLACES;
    if (units == 0) return 0;
    for (; places > 0 && units % 10 == 0; places--) units /= 10;
    return places;
}

static Int128 power_of_ten(int exponent) {
    Int128 power = 1;
    for (int i = 0; i < exponent; i++) power *= 10;
    return power;
}

// numerator / denominator, both >= 0, rounded half up.
static Int128 divide_rounded(Int128 numerator, Int128 denominator) {
    Int128 quotient = numerator / denominator;
    Int128 rest = numerator % denominator;
    return rest >= denominator - rest ? quotient + 1 : quotient;
}

Decimal decimal_from_int(int64_t number) {
    return (Decimal){number * DECIMAL_ONE, 0};
}

Decimal decimal_max(void) {
    return (Decimal){DECIMAL_MAX_UNITS, DECIMAL_PLACES};
}

Decimal decimal_min(void) {
    return (Decimal){-DECIMAL_MAX_UNITS, DECIMAL_PLACES};
}

// ---- reading and writing

// A number taken apart: mantissa * 10^scale, the mantissa cut after MAX_DIGITS
// digits (what is cut cannot reach a place that is kept).
typedef struct {
    Int128 mantissa;
    int64_t scale;
    size_t digits;  // significant ones in the mantissa
    size_t places;  // written after the point
    bool negative;
} Scanned;

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static void take_digit(Scanned *number, char digit, bool after_point) {
    if (number->digits < MAX_DIGITS) {
        number->mantissa = number->mantissa * 10 + (digit - '0');
        if (number->mantissa != 0) number->digits++;
        number->scale -= after_point;
    } else {
        number->scale += !after_point;
    }
}

// Sign, digits, point, digits. Returns how much was read, 0 when it is no number.
static size_t scan_number(Str text, Scanned *number) {
    *number = (Scanned){0};
    size_t at = 0;
    if (at < text.len && (text.data[at] == '-' || text.data[at] == '+')) {
        number->negative = text.data[at++] == '-';
    }
    size_t start = at;
    while (at < text.len && is_digit(text.data[at])) take_digit(number, text.data[at++], false);
    if (at == start) return 0;
    if (at == text.len || text.data[at] != '.') return at;
    start = ++at;
    while (at < text.len && is_digit(text.data[at])) take_digit(number, text.data[at++], true);
    number->places = at - start;
    return at == start ? 0 : at;
}

// "e+5" at the end. Exponents beyond a few thousand are all the same: out of range, or zero.
static size_t scan_exponent(Str text, size_t at, int64_t *exponent) {
    const int64_t ceiling = 1000000000;
    if (at == text.len || (text.data[at] != 'e' && text.data[at] != 'E')) return at;
    at++;
    bool negative = false;
    if (at < text.len && (text.data[at] == '-' || text.data[at] == '+')) {
        negative = text.data[at++] == '-';
    }
    size_t start = at;
    int64_t value = 0;
    for (; at < text.len && is_digit(text.data[at]); at++) {
        if (value < ceiling) value = value * 10 + (text.data[at] - '0');
    }
    *exponent = negative ? -value : value;
    return at == start ? 0 : at;
}

// The units of a scanned number, rounded to 8 places; false when out of range.
static bool to_units(const Scanned *number, Int128 *units) {
    int64_t shift = number->scale + DECIMAL_PLACES;
    Int128 value = number->mantissa;
    if (value == 0 || shift < -MAX_DIGITS - 1) {
        value = 0;
    } else if (shift < 0) {
        value = divide_rounded(value, power_of_ten((int)-shift));
    } else {
        for (; shift > 0; shift--) {
            if (value > DECIMAL_MAX_UNITS) return false;
            value *= 10;
        }
    }
    *units = number->negative ? -value : value;
    return in_range(value);
}

// The text itself may be a patient's: it is not quoted.
static bool parse_failed(const char *why, Err *err) {
    return err_set(err, ERR_PARSE, "the number %s", why);
}

bool decimal_parse(Str text, Decimal *decimal, Err *err) {
    Scanned number;
    size_t read = scan_number(text, &number);
    if (read == 0 || read != text.len) {
        return parse_failed("is not written as a decimal, such as 3 or -1.50", err);
    }
    if (number.places > DECIMAL_PLACES) {
        return parse_failed("has more than 8 places after the point", err);
    }
    Int128 units;
    if (!to_units(&number, &units)) {
        return parse_failed("is beyond the range of a decimal (20 digits and 8 places)", err);
    }
    *decimal = (Decimal){units, (uint8_t)number.places};
    return true;
}

bool decimal_parse_json(Str text, Decimal *decimal, Err *err) {
    Scanned number;
    int64_t exponent = 0;
    size_t read = scan_number(text, &number);
    if (read > 0) read = scan_exponent(text, read, &exponent);
    if (read == 0 || read != text.len)
        return parse_failed("is not written as JSON writes numbers", err);
    int64_t places = (int64_t)number.places - exponent;
    number.scale += exponent;
    Int128 units;
    if (!to_units(&number, &units)) {
        return parse_failed("is beyond the range of a decimal (20 digits and 8 places)", err);
    }
    if (places < 0) places = 0;
    if (places > DECIMAL_PLACES) places = DECIMAL_PLACES;
    *decimal = (Decimal){units, (uint8_t)places};
    return true;
}

static void write_with(Buf *buf, Int128 units, int places) {
    char text[48];
    size_t at = sizeof text;
    Int128 left = magnitude(units);
    for (int i = 0; i < DECIMAL_PLACES; i++, left /= 10) {
        if (DECIMAL_PLACES - i <= places) text[--at] = (char)('0' + (int)(left % 10));
    }
    if (places > 0) text[--at] = '.';
    do {
        text[--at] = (char)('0' + (int)(left % 10));
        left /= 10;
    } while (left != 0);
    if (units < 0) text[--at] = '-';
    buf_add(buf, (Str){text + at, sizeof text - at});
}

void decimal_write(Buf *buf, Decimal decimal) {
    write_with(buf, decimal.units, needed_places(decimal.units));
}

void decimal_write_places(Buf *buf, Decimal decimal, int least) {
    int places = needed_places(decimal.units);
    if (places < decimal.places) places = decimal.places;
    if (places < least) places = least;
    write_with(buf, decimal.units, places < DECIMAL_PLACES ? places : DECIMAL_PLACES);
}

// ---- comparing

int decimal_compare(Decimal a, Decimal b) {
    return (a.units > b.units) - (a.units < b.units);
}

bool decimal_is_whole(Decimal decimal) {
    return decimal.units % DECIMAL_ONE == 0;
}

bool decimal_fits_int64(Decimal decimal, int64_t *whole) {
    Int128 value = decimal.units / DECIMAL_ONE;
    if (!decimal_is_whole(decimal) || value < INT64_MIN || value > INT64_MAX) return false;
    *whole = (int64_t)value;
    return true;
}

// ---- arithmetic

bool decimal_add(Decimal a, Decimal b, Decimal *result) {
    return give(a.units + b.units, max_places(a, b), result);
}

bool decimal_subtract(Decimal a, Decimal b, Decimal *result) {
    return give(a.units - b.units, max_places(a, b), result);
}

bool decimal_multiply(Decimal a, Decimal b, Decimal *result) {
    Int128 left = magnitude(a.units);
    Int128 right = magnitude(b.units);
    Int128 product;
    if (__builtin_mul_overflow(left / DECIMAL_ONE, right, &product)) return false;
    if (product > DECIMAL_MAX_UNITS) return false;
    product += divide_rounded(left % DECIMAL_ONE * right, DECIMAL_ONE);
    int places = a.places + b.places;
    bool negative = (a.units < 0) != (b.units < 0);
    return give(negative ? -product : product, places < DECIMAL_PLACES ? places : DECIMAL_PLACES,
                result);
}

bool decimal_divide(Decimal a, Decimal b, Decimal *result) {
    if (b.units == 0) return false;
    Int128 quotient = divide_rounded(magnitude(a.units) * DECIMAL_ONE, magnitude(b.units));
    bool negative = (a.units < 0) != (b.units < 0);
    return give(negative ? -quotient : quotient, needed_places(quotient), result);
}

bool decimal_modulo(Decimal a, Decimal b, Decimal *result) {
    if (b.units == 0) return false;
    return give(a.units % b.units, max_places(a, b), result);
}

bool decimal_truncated_divide(Decimal a, Decimal b, Decimal *result) {
    if (b.units == 0) return false;
    Int128 quotient = a.units / b.units;  // C truncates towards zero
    if (magnitude(quotient) > DECIMAL_MAX_UNITS / DECIMAL_ONE) return false;
    return give(quotient * DECIMAL_ONE, 0, result);
}

Decimal decimal_negate(Decimal decimal) {
    return (Decimal){-decimal.units, decimal.places};
}

Decimal decimal_abs(Decimal decimal) {
    return (Decimal){magnitude(decimal.units), decimal.places};
}

bool decimal_round(Decimal decimal, int places, Decimal *result) {
    if (places < 0) return false;
    if (places >= decimal.places && places >= needed_places(decimal.units)) {
        *result = decimal;
        return true;
    }
    Int128 step = power_of_ten(DECIMAL_PLACES - places);
    Int128 units = divide_rounded(magnitude(decimal.units), step) * step;
    return give(decimal.units < 0 ? -units : units, places, result);
}

Decimal decimal_truncate(Decimal decimal) {
    return (Decimal){decimal.units - decimal.units % DECIMAL_ONE, 0};
}

bool decimal_ceiling(Decimal decimal, Decimal *result) {
    Int128 whole = decimal_truncate(decimal).units;
    return give(whole < decimal.units ? whole + DECIMAL_ONE : whole, 0, result);
}

bool decimal_floor(Decimal decimal, Decimal *result) {
    Int128 whole = decimal_truncate(decimal).units;
    return give(whole > decimal.units ? whole - DECIMAL_ONE : whole, 0, result);
}
