// A number is taken apart without copying it: a sign, its digits from the first to the last that
// is not zero (the point among them is stepped over), and the power of ten of the last one.

#include "json/number.h"

#include "base/map.h"

typedef struct {
    const char *first;  // first digit that is not zero; NULL: the number is zero
    const char *last;   // last one
    bool is_negative;
    int64_t power;  // of ten, of the last digit
} Number;

// A number is shorter than 2^32 digits; an exponent beyond this is as good as endless.
static const int64_t FAR = INT64_C(1) << 60;

static int64_t exponent(const char *at, const char *end) {
    bool is_negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    int64_t value = 0;
    for (; at < end; at++) value = value >= FAR / 10 ? FAR : value * 10 + (*at - '0');
    return is_negative ? -value : value;
}

static Number take_apart(Str text) {
    Number number = {0};
    const char *end = text.data + text.len;
    const char *at = text.data;
    if (at < end && *at == '-') {
        number.is_negative = true;
        at++;
    }
    int64_t places = 0;  // digits after the point so far
    int64_t last_places = 0;
    int64_t whole = 0;  // whole digits after the last that is not zero
    bool has_point = false;
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.') {
            has_point = true;
            continue;
        }
        if (has_point) places++;
        whole += !has_point;
        if (*at == '0') continue;
        if (number.first == NULL) number.first = at;
        number.last = at;
        last_places = places;
        if (!has_point) whole = 0;
    }
    if (number.first == NULL) return (Number){0};
    // The last digit stands after the point, or `whole` digits before it.
    number.power = last_places > 0 ? -last_places : whole;
    if (at < end) number.power += exponent(at + 1, end);
    return number;
}

// The digit from `*at` on, the point left out; '\0' after the last.
static char next_digit(const char **at, const char *last) {
    if (*at != NULL && *at <= last && **at == '.') (*at)++;
    if (*at == NULL || *at > last) return '\0';
    return *(*at)++;
}

bool json_number_equal(Str a, Str b) {
    Number left = take_apart(a);
    Number right = take_apart(b);
    if (left.is_negative != right.is_negative || left.power != right.power) return false;
    for (;;) {
        char digit = next_digit(&left.first, left.last);
        if (digit != next_digit(&right.first, right.last)) return false;
        if (digit == '\0') return true;
    }
}

uint64_t json_number_hash(Str text) {
    Number number = take_apart(text);
    uint64_t hash = hash_mix(hash_seed() + number.is_negative, (uint64_t)number.power);
    for (char digit; (digit = next_digit(&number.first, number.last)) != '\0';) {
        hash = hash_mix(hash, (uint64_t)(unsigned char)digit);
    }
    return hash;
}
