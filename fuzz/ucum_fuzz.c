// Any text is a unit or is refused; a conversion there and back comes home, and order agrees with
// it.

#include <assert.h>

#include "terms/ucum.h"
#include "terms/ucum_measure.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// Three texts, apart by line feeds.
static Str next(Str *text) {
    const char *feed = text->len == 0 ? NULL : memchr(text->data, '\n', text->len);
    size_t length = feed == NULL ? text->len : (size_t)(feed - text->data);
    Str part = {text->data, length};
    size_t taken = feed == NULL ? length : length + 1;
    *text = (Str){text->data + taken, text->len - taken};
    return part;
}

static void check_product(Str a, Str b) {
    Arena *arena = arena_new();
    Err err;
    Str unit;
    Decimal factor;
    if (unit_multiply(arena, a, b, &unit, &factor)) {
        assert(unit_check(unit, &err));
        assert(factor.units > 0);
    }
    if (unit_divide(arena, a, b, &unit, &factor)) {
        assert(unit_check(unit, &err));
        assert(factor.units > 0);
    }
    arena_free(arena);
}

// Does the unit convert along a rising straight line? Curves (bel, slope) lose more than rounding
// does, and pH falls where the concentration rises.
static bool is_straight(Str unit) {
    Measure measure;
    Err err;
    if (!unit_measure(unit, &measure, &err) || measure.special == NULL) return true;
    Str code = str_from(measure.special->code);
    return str_eq(code, STR("Cel")) || str_eq(code, STR("[degF]")) || str_eq(code, STR("[degRe]"));
}

static void check_order(Decimal value, Str a, Str b) {
    int order = 9;
    int back = 9;
    Decimal converted;
    bool known = quantity_order(value, a, value, b, &order);
    assert(known == quantity_order(value, b, value, a, &back));
    if (known) assert((order < 0) == (back > 0) && (order == 0) == (back == 0));
    if (known && unit_convert(value, a, b, &converted) && decimal_compare(converted, value) != 0) {
        // What it is in the other unit says which one is greater, as far as 8 places go.
        Int128 off = converted.units - value.units;
        if (off > 1) assert(order > 0);
        if (off < -1) assert(order < 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Str text = {(const char *)bytes, size};
    Str a = next(&text);
    Str b = next(&text);
    Str number = next(&text);
    Err err = {0};
    Decimal value = decimal_from_int(7);
    Decimal there;
    Decimal back;
    bool good = unit_check(a, &err);
    assert(good || (err.code == ERR_PARSE && err.message[0] != '\0'));
    UnitsRelation relation = units_relate(a, b);
    assert(relation == units_relate(b, a));
    assert(units_relate(a, a) == UNITS_SAME);
    check_product(a, b);
    if (number.len > 0 && !decimal_parse(number, &value, &err)) return 0;
    bool converts = unit_convert(value, a, b, &there);
    assert(!converts || relation == UNITS_SAME || relation == UNITS_COMPARABLE);
    if (relation == UNITS_SAME) assert(converts && there.units == value.units);
    // A number large enough to keep its digits comes home within what was rounded away.
    if (converts && unit_convert(there, b, a, &back) && there.units > DECIMAL_ONE * 1000 &&
        value.units > DECIMAL_ONE && is_straight(a) && is_straight(b)) {
        Int128 off = back.units - value.units;
        if (off < 0) off = -off;
        assert(relation == UNITS_COMPARABLE || off == 0);
        // A straight line: half a unit of `there`, in proportion (Cel and K have an offset of 274).
        assert(off / 2 <= (value.units + 500 * DECIMAL_ONE) / (there.units / 2) + 1);
    }
    if (is_straight(a) && is_straight(b)) check_order(value, a, b);
    return 0;
}
