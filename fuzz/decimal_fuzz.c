// Any text is a decimal that survives writing, or is refused; and numbers obey arithmetic.

#include <assert.h>

#include "base/decimal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_write(Decimal decimal) {
    for (int places = 0; places < 2; places++) {
        Buf buf = {0};
        Decimal again;
        Err err;
        if (places) {
            decimal_write_places(&buf, decimal, 1);
        } else {
            decimal_write(&buf, decimal);
        }
        assert(decimal_parse(buf_str(&buf), &again, &err));
        assert(again.units == decimal.units);
        assert(places == 0 || again.places >= decimal.places);
        assert(decimal_parse_json(buf_str(&buf), &again, &err) && again.units == decimal.units);
        buf_free(&buf);
    }
}

static void check_text(Str text) {
    Decimal decimal = {0};
    Decimal json = {0};
    Err err = {0};
    bool ok = decimal_parse(text, &decimal, &err);
    assert(ok || (err.code == ERR_PARSE && err.message[0] != '\0'));
    if (ok) {
        check_write(decimal);
        assert(decimal_parse_json(text, &json, &err));
        assert(json.units == decimal.units && json.places == decimal.places);
    } else if (decimal_parse_json(text, &json, &err)) {
        check_write(json);
    }
}

static Decimal take(const uint8_t *bytes) {
    Int128 units = 0;
    memcpy(&units, bytes, sizeof units);
    return (Decimal){units % (DECIMAL_MAX_UNITS + 1), DECIMAL_PLACES};
}

static void check_pair(Decimal a, Decimal b) {
    Decimal sum;
    Decimal back;
    Decimal other;
    assert(decimal_compare(a, b) == -decimal_compare(b, a));
    assert(decimal_compare(a, a) == 0);
    if (decimal_add(a, b, &sum)) {
        assert(decimal_subtract(sum, b, &back) && back.units == a.units);
        assert(decimal_add(b, a, &other) && other.units == sum.units);
    }
    bool product = decimal_multiply(a, b, &sum);
    assert(product == decimal_multiply(b, a, &other));
    assert(!product || sum.units == other.units);
    Decimal quotient;
    if (decimal_truncated_divide(a, b, &quotient)) {
        // a = quotient * b + rest, the rest smaller than b and of the sign of a.
        Decimal rest;
        assert(decimal_modulo(a, b, &rest));
        assert(decimal_compare(decimal_abs(rest), decimal_abs(b)) < 0);
        assert(rest.units == 0 || (rest.units < 0) == (a.units < 0));
        assert(decimal_multiply(quotient, b, &sum) && decimal_add(sum, rest, &back));
        assert(back.units == a.units);
    }
    if (decimal_divide(a, b, &quotient)) {
        // Half a unit off at most, times b.
        Int128 wanted = a.units < 0 ? -a.units : a.units;
        Int128 got = quotient.units < 0 ? -quotient.units : quotient.units;
        Int128 by = b.units < 0 ? -b.units : b.units;
        Int128 exact = wanted * DECIMAL_ONE;
        Int128 reached;
        if (!__builtin_mul_overflow(got, by, &reached)) {
            Int128 off = exact > reached ? exact - reached : reached - exact;
            assert(off * 2 <= by);
        }
    }
}

static void check_one(Decimal a) {
    Decimal low;
    Decimal high;
    Decimal result;
    check_write(a);
    if (decimal_floor(a, &low) && decimal_ceiling(a, &high)) {
        assert(decimal_compare(low, a) <= 0 && decimal_compare(a, high) <= 0);
        assert(decimal_is_whole(low) && decimal_is_whole(high));
        assert(high.units - low.units == (decimal_is_whole(a) ? 0 : DECIMAL_ONE));
    }
    Decimal previous = a;
    for (int places = DECIMAL_PLACES; places >= 0; places--) {
        if (!decimal_round(a, places, &result)) break;
        Decimal twice;
        assert(decimal_round(result, places, &twice) && twice.units == result.units);
        previous = result;
    }
    (void)previous;
    if (decimal_sqrt(a, &result)) {
        // (r - 0.5)^2 <= a < (r + 0.5)^2 in units, that is |a*10^8 - r^2| <= r + 1.
        Int128 r = result.units;
        Int128 off = a.units * DECIMAL_ONE - r * r;
        assert(off <= r + 1 && off >= -r - 1);
    }
    Decimal back;
    if (decimal_ln(a, &result) && decimal_exp(result, &back)) {
        // ln is half a unit off, so exp is off by that share of a, and a unit.
        Int128 off = back.units > a.units ? back.units - a.units : a.units - back.units;
        assert(off <= a.units / DECIMAL_ONE + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    check_text((Str){(const char *)bytes, size});
    if (size >= 2 * sizeof(Int128)) {
        Decimal a = take(bytes);
        Decimal b = take(bytes + sizeof(Int128));
        // Numbers of every size, not only huge ones.
        for (int shrink = 0; shrink < 4; shrink++, a.units /= 10000000, b.units /= 100000) {
            check_one(a);
            check_pair(a, b);
            check_pair(b, a);
        }
    }
    return 0;
}
