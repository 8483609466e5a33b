#include "terms/ucum.h"

#include "terms/ucum_table.h"
#include "test.h"

static Decimal number(const char *text) {
    Decimal decimal = {0};
    Err err;
    CHECK_ROW(decimal_parse(str_from(text), &decimal, &err), "%s", text);
    return decimal;
}

TEST(ucum_table_is_sorted_and_sound) {
    for (size_t i = 0; i < unit_atom_count(); i++) {
        const UnitAtom *atom = unit_atom(i);
        Err err = {0};
        CHECK_ROW(unit_atom_find(str_from(atom->code)) == atom, "%s is out of order", atom->code);
        CHECK_ROW(unit_check(str_from(atom->code), &err), "%s: %s", atom->code, err.message);
    }
    CHECK_INT((int64_t)unit_atom_count(), 312);
}

static const struct {
    const char *value, *from, *to, *want;  // want NULL: they do not convert
} conversions[] = {
    {"5", "mg/dL", "g/L", "0.05"},
    {"13.5", "g/dL", "g/L", "135"},
    {"13.5", "g%", "g/L", "135"},
    {"4.5", "10*3/uL", "10*9/L", "4.5"},
    {"4500", "/uL", "10*3/uL", "4.5"},
    {"4500", "{cells}/uL", "10*9/L", "4.5"},
    {"4.5", "10^3/uL", "10*6/mL", "4.5"},
    {"120", "mm[Hg]", "kPa", "15.99864"},
    {"120", "mm[Hg]", "Pa", "15998.64"},
    {"10", "cm[H2O]", "Pa", "980.665"},
    {"150", "[lb_av]", "kg", "68.0388555"},
    {"1", "[oz_av]", "g", "28.34952313"},
    {"1", "[stone_av]", "kg", "6.35029318"},
    {"5", "[ft_i]", "cm", "152.4"},
    {"72", "[in_i]", "m", "1.8288"},
    {"1", "[mi_i]", "km", "1.609344"},
    {"1200", "m", "[ft_us]", "3937"},
    {"37", "Cel", "[degF]", "98.6"},
    {"98.6", "[degF]", "Cel", "37"},
    {"-40", "Cel", "[degF]", "-40"},
    {"0", "K", "Cel", "-273.15"},
    {"37", "Cel", "K", "310.15"},
    {"310150", "mK", "Cel", "37"},
    {"80", "[degRe]", "Cel", "100"},
    {"5", "[degR]", "K", "2.77777778"},
    {"38000", "mCel", "[degF]", "100.4"},
    {"1", "[IU]", "[iU]", "1"},
    {"2500", "[IU]", "k[IU]", "2.5"},
    {"5", "[IU]/mL", "k[IU]/L", "5"},
    {"5", "m[IU]/L", "u[IU]/mL", "5"},
    {"5", "[IU]", "mg", NULL},
    {"5", "[IU]", "[arb'U]", NULL},
    {"5", "[CFU]/mL", "[PFU]/mL", NULL},
    {"50", "%", "1", "0.5"},
    {"0.5", "", "%", "50"},
    {"50", "%", "[ppth]", "500"},
    {"60", "/min", "Hz", "1"},
    {"60", "{beats}/min", "/s", "1"},
    {"25", "kg/m2", "g/cm2", "2.5"},
    {"1.73", "m2", "cm2", "17300"},
    {"75", "mg/m2", "g/m2", "0.075"},
    {"250", "U/L", "ukat/L", "4.16666667"},
    {"1", "ukat/L", "U/L", "60"},
    {"1", "mol", "mmol", "1000"},
    {"1", "eq/L", "mol/L", "1"},
    {"2", "mol", "1", NULL},
    {"7", "wk", "d", "49"},
    {"1", "a", "d", "365.25"},
    {"1", "mo", "d", "30.4375"},
    {"1", "a", "mo", "12"},
    {"90", "min", "h", "1.5"},
    {"1", "Gy", "cGy", "100"},
    {"1", "Gy", "RAD", "100"},
    {"1", "Sv", "REM", "100"},
    {"1", "Ci", "GBq", "37"},
    {"1", "kcal", "kJ", "4.184"},
    {"1", "[Cal]", "cal", "1000"},
    {"180", "deg", "rad", "3.14159265"},
    {"1", "circ", "deg", "360"},
    {"90", "'", "deg", "1.5"},
    {"45", "deg", "%[slope]", "100"},
    {"100", "[p'diop]", "deg", "45"},
    {"7.4", "[pH]", "nmol/L", "39.81071706"},
    {"40", "nmol/L", "[pH]", "7.39794001"},
    {"10", "dB", "B", "1"},
    {"3", "B", "1", "1000"},
    {"20", "dB[SPL]", "Pa", "0.0002"},
    {"1", "Np", "1", "2.71828183"},
    {"3", "bit_s", "1", "8"},
    {"1", "MiBy", "bit", "8388608"},
    {"1", "KiBy", "By", "1024"},
    {"1", "J", "N.m", "1"},
    {"1", "kg.m/s2", "N", "1"},
    {"1", "m2/s2.kg", "J", "1"},
    {"1", "kg/(m.s2)", "Pa", "1"},
    {"1", "/(/s)", "s", "1"},
    {"1", "2.m", "m", "2"},
    {"1", "m3", "L", "1000"},
    {"1", "dag", "g", "10"},
    {"1", "m/s/s", "m/s2", "1"},
    {"1", "m/s.s", "m", "1"},
    {"3", "weeks", "days", "21"},
    {"1", "day", "h", "24"},
    {"2", "years", "months", "24"},
    {"1", "year", "a", NULL},
    {"1", "month", "mo", NULL},
    {"1", "year", "days", NULL},
    {"1", "g", "m", NULL},
    {"1", "g", "g2", NULL},
    {"0", "[pH]", "m", NULL},
    {"-1", "nmol/L", "[pH]", NULL},
    {"0", "nmol/L", "[pH]", NULL},
    {"99999999999999999999", "km", "m", NULL},
    {"99999999999999999999", "B", "1", NULL},
    {"-99999999999999999999", "B", "1", "0"},
    {"1", "foo", "bar", NULL},
    {"1", "foo", "foo", "1"},
    {"1", "m99", "cm99", NULL},
    {"7", "10*0", "1", "7"},
    {"7", "m0.g", "mg", "7000"},
};

TEST(ucum_convert_common_units) {
    for (size_t i = 0; i < sizeof conversions / sizeof conversions[0]; i++) {
        Decimal result = {0};
        bool ok = unit_convert(number(conversions[i].value), str_from(conversions[i].from),
                               str_from(conversions[i].to), &result);
        CHECK_ROW(ok == (conversions[i].want != NULL), "%s '%s' in '%s': %s", conversions[i].value,
                  conversions[i].from, conversions[i].to, ok ? "a number" : "no number");
        if (!ok || conversions[i].want == NULL) continue;
        Buf buf = {0};
        decimal_write(&buf, result);
        CHECK_ROW(str_eq(buf_str(&buf), str_from(conversions[i].want)),
                  "%s '%s' in '%s': got %.*s, want %s", conversions[i].value, conversions[i].from,
                  conversions[i].to, STR_ARG(buf_str(&buf)), conversions[i].want);
        buf_free(&buf);
    }
}

TEST(ucum_check_accepts_and_refuses) {
    static const char *const good[] = {
        "",          "1",  "m",     "{score}",    "mg/dL{plasma}",   "10*3/uL", "10*-3",
        "m+2",       "m0", "10*0",  "/min",       "m[H2O]",          "(m)",     "mL/min/{1.73_m2}",
        "[in_i'Hg]", "%",  "u[IU]", "ng/mL{FEU}", "[ft_i].[lbf_av]", "day",     "months",
    };
    static const char *const bad[] = {
        "mmHg",
        "Mg[",
        "mg/",
        "mg//dL",
        "(m",
        "m)",
        "{a",
        "}",
        "m{a{b}}",
        "[",
        "[lb",
        "m100",
        "m-",
        "2m",
        "0",
        ".",
        "m.",
        " m",
        "m ",
        "k[lb_av]",
        "kmin",
        "Cel/s",
        "Cel2",
        "[pH].m",
        "mm[",
        "*",
        "10*3x",
        "kg.(m/s)2",
        "cells",
        "-m",
        "m^2",
        "µg",
        "99999999999999999999",
        "[degF]/h",
        "((((((((((((((((((((m))))))))))))))))))))",
        "m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m.m",
    };
    Err err = {0};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CHECK_ROW(unit_check(str_from(good[i]), &err), "%s: %s", good[i], err.message);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        err = (Err){0};
        CHECK_ROW(!unit_check(str_from(bad[i]), &err), "'%s' is no unit", bad[i]);
        CHECK_ROW(err.code == ERR_PARSE && err.message[0] != '\0', "%s", bad[i]);
    }
    CHECK(!unit_check((Str){"m\0", 2}, &err));
    char text[5000];
    memset(text, '(', sizeof text);
    CHECK(!unit_check((Str){text, sizeof text}, &err));
    memset(text, '/', sizeof text);
    CHECK(!unit_check((Str){text, 150}, &err));
}

TEST(ucum_relations) {
    CHECK(units_relate(STR("mg"), STR("mg")) == UNITS_SAME);
    CHECK(units_relate(STR("L"), STR("l")) == UNITS_SAME);
    CHECK(units_relate(STR("1"), STR("")) == UNITS_SAME);
    CHECK(units_relate(STR("10*3/uL"), STR("10*9/L")) == UNITS_SAME);
    CHECK(units_relate(STR("days"), STR("d")) == UNITS_SAME);
    CHECK(units_relate(STR("mg"), STR("g")) == UNITS_COMPARABLE);
    CHECK(units_relate(STR("Cel"), STR("K")) == UNITS_COMPARABLE);
    CHECK(units_relate(STR("mg"), STR("m")) == UNITS_DIFFERENT);
    CHECK(units_relate(STR("year"), STR("a")) == UNITS_DIFFERENT);
    CHECK(units_relate(STR("mg"), STR("mmHg")) == UNITS_UNKNOWN);
    CHECK(units_relate(STR("mmHg"), STR("mmHg")) == UNITS_SAME);
}

TEST(ucum_order_is_exact) {
    int order = 9;
    CHECK(quantity_order(number("1"), STR("[in_i]"), number("2.54"), STR("cm"), &order));
    CHECK_INT(order, 0);
    // One Charriere is a third of a millimetre, which no Decimal is.
    CHECK(quantity_order(number("1"), STR("[Ch]"), number("0.33333333"), STR("mm"), &order));
    CHECK(order > 0);
    CHECK(quantity_order(number("0.00000001"), STR("ug"), number("0"), STR("kg"), &order));
    CHECK(order > 0);
    CHECK(quantity_order(number("37"), STR("Cel"), number("98.6"), STR("[degF]"), &order));
    CHECK_INT(order, 0);
    CHECK(quantity_order(number("36.9"), STR("Cel"), number("98.6"), STR("[degF]"), &order));
    CHECK(order < 0);
    CHECK(!quantity_order(number("1"), STR("g"), number("1"), STR("m"), &order));
    CHECK(!quantity_order(number("1"), STR("foo"), number("1"), STR("g"), &order));
    CHECK(quantity_order(number("1"), STR("foo"), number("2"), STR("foo"), &order) && order < 0);
    CHECK(
        quantity_order(number("99999999999999999999"), STR("Ym"), number("1"), STR("ym"), &order));
    CHECK(order > 0);
}

TEST(ucum_products_and_quotients) {
    static const struct {
        char operation;
        const char *a, *b, *unit, *factor;  // unit NULL: no result
    } rows[] = {
        {'*', "g", "g", "g2", "1"},
        {'*', "cm", "cm", "cm2", "1"},
        {'*', "g/cm3", "cm3", "g", "1"},
        {'*', "g/cm3", "mL", "g", "1"},
        {'*', "mg/dL", "L", "mg", "10"},
        {'*', "cm", "m", "cm2", "100"},
        {'*', "m", "1", "m", "1"},
        {'*', "", "m", "m", "1"},
        {'*', "", "1", "1", "1"},
        {'*', "mg/kg/d", "kg", "mg/d", "1"},
        {'*', "m/s", "s/m", "1", "1"},
        {'*', "Cel", "1", "Cel", "1"},
        {'*', "Cel", "m", NULL, NULL},
        {'*', "foo", "m", NULL, NULL},
        {'*', "foo", "1", NULL, NULL},
        {'/', "cm", "cm", "1", "1"},
        {'/', "cm2", "cm", "cm", "1"},
        {'/', "g/cm3", "g/cm3", "1", "1"},
        {'/', "g", "mg", "1", "1000"},
        {'/', "kg", "m2", "kg/m2", "1"},
        {'/', "mg", "dL", "mg/dL", "1"},
        {'/', "ug", "kg", "ug/kg", "1"},
        {'/', "1", "s", "/s", "1"},
        {'/', "", "s2", "/s2", "1"},
        {'/', "m", "m/s", "s", "1"},
        {'/', "[in_i]", "cm", "1", "2.54"},
        {'/', "cm", "[in_i]", "cm/[in_i]", "1"},
        {'/', "Cel", "Cel", "1", "1"},
        {'/', "Cel", "K", NULL, NULL},
        {'/', "m99", "/m99", NULL, NULL},
        // Each part is a unit, but their factors are more than what is computed with.
        {'*', "eq10/u", "9", NULL, NULL},
        {'/', "eq10/u", "eq9", NULL, NULL},
        {'*', "eq5", "u5", NULL, NULL},
        {'/', "{score}", "{score}", "1", "1"},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str unit = {0};
        Decimal factor = {0};
        bool ok =
            rows[i].operation == '*'
                ? unit_multiply(arena, str_from(rows[i].a), str_from(rows[i].b), &unit, &factor)
                : unit_divide(arena, str_from(rows[i].a), str_from(rows[i].b), &unit, &factor);
        CHECK_ROW(ok == (rows[i].unit != NULL), "%s %c %s", rows[i].a, rows[i].operation,
                  rows[i].b);
        if (!ok || rows[i].unit == NULL) continue;
        CHECK_ROW(str_eq(unit, str_from(rows[i].unit)), "%s %c %s: got %.*s, want %s", rows[i].a,
                  rows[i].operation, rows[i].b, STR_ARG(unit), rows[i].unit);
        CHECK_ROW(decimal_compare(factor, number(rows[i].factor)) == 0, "%s %c %s: the factor",
                  rows[i].a, rows[i].operation, rows[i].b);
        Err err;
        CHECK(unit_check(unit, &err));
    }
    arena_free(arena);
}
