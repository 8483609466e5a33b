#include "base/decimal.h"

#include <stdio.h>

#include "test.h"

static Decimal parse(const char *text) {
    Decimal decimal = {0};
    Err err;
    CHECK_ROW(decimal_parse(str_from(text), &decimal, &err), "%s should parse", text);
    return decimal;
}

// What `decimal` is in shortest form, held against `want`.
static void check_decimal(Decimal decimal, const char *want, const char *row) {
    Buf buf = {0};
    decimal_write(&buf, decimal);
    CHECK_ROW(str_eq(buf_str(&buf), str_from(want)), "%s: got %.*s, want %s", row,
              STR_ARG(buf_str(&buf)), want);
    buf_free(&buf);
}

TEST(decimal_parse_and_write) {
    static const struct {
        const char *text, *shortest, *as_written, *least_one;
    } rows[] = {
        {"0", "0", "0", "0.0"},
        {"-0", "0", "0", "0.0"},
        {"-0.00", "0", "0.00", "0.00"},
        {"12", "12", "12", "12.0"},
        {"-3.250", "-3.25", "-3.250", "-3.250"},
        {"+1.5", "1.5", "1.5", "1.5"},
        {"000.10", "0.1", "0.10", "0.10"},
        {"0.00000001", "0.00000001", "0.00000001", "0.00000001"},
        {"1.58700", "1.587", "1.58700", "1.58700"},
        {"99999999999999999999.99999999", "99999999999999999999.99999999",
         "99999999999999999999.99999999", "99999999999999999999.99999999"},
        {"-99999999999999999999.99999999", "-99999999999999999999.99999999",
         "-99999999999999999999.99999999", "-99999999999999999999.99999999"},
        {"00000000000000000000000000000000000000000000000000007", "7", "7", "7.0"},
    };
    Buf buf = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Decimal decimal = parse(rows[i].text);
        check_decimal(decimal, rows[i].shortest, rows[i].text);
        buf_reset(&buf);
        decimal_write_places(&buf, decimal, 0);
        CHECK_STR(buf_str(&buf), rows[i].as_written);
        buf_reset(&buf);
        decimal_write_places(&buf, decimal, 1);
        CHECK_STR(buf_str(&buf), rows[i].least_one);
    }
    buf_free(&buf);
}

TEST(decimal_parse_refuses) {
    static const char *const rows[] = {
        "",
        "-",
        "+",
        ".5",
        "5.",
        "1e3",
        "1.2.3",
        "0x10",
        " 1",
        "1 ",
        "--1",
        "1,5",
        "NaN",
        "0.000000001",
        "100000000000000000000",
        "-100000000000000000000",
        "999999999999999999999999999999999999999999999999999999999999999999999999999999999999",
        "10000000000000000000000000000.00000000",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Decimal decimal = {.units = 77};
        Err err = {0};
        CHECK_ROW(!decimal_parse(str_from(rows[i]), &decimal, &err), "\"%s\" should not parse",
                  rows[i]);
        CHECK(err.code == ERR_PARSE && err.message[0] != '\0');
        CHECK(decimal.units == 77);
    }
    Decimal decimal;
    Err err;
    CHECK(!decimal_parse((Str){"1\0002", 3}, &decimal, &err));
}

TEST(decimal_parse_json_numbers) {
    static const struct {
        const char *text, *want;  // NULL: refused
        int places;
    } rows[] = {
        {"1.50", "1.5", 2},
        {"1.5e1", "15", 0},
        {"1.50E+1", "15", 1},
        {"15e-1", "1.5", 1},
        {"1e-8", "0.00000001", 8},
        {"5e-9", "0.00000001", 8},
        {"4.9999999999e-9", "0", 8},
        {"-5e-9", "-0.00000001", 8},
        {"0.123456785", "0.12345679", 8},
        {"1e19", "10000000000000000000", 0},
        {"1e20", NULL, 0},
        {"0e999999999999999999999999", "0", 0},
        {"1e-99999999999999999999", "0", 8},
        {"1e99999999999999999999", NULL, 0},
        {"100000000000000000000000000000000000000000000000e-40", "10000000", 8},
        {"0.0000000000000000000000000000000000000000000000000000000000001e60", "0.1", 1},
        {"1e", NULL, 0},
        {"e5", NULL, 0},
        {"1e+", NULL, 0},
        {"1e5x", NULL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Decimal decimal = {0};
        Err err;
        bool ok = decimal_parse_json(str_from(rows[i].text), &decimal, &err);
        CHECK_ROW(ok == (rows[i].want != NULL), "%s", rows[i].text);
        if (!ok || rows[i].want == NULL) continue;
        check_decimal(decimal, rows[i].want, rows[i].text);
        CHECK_INT(decimal.places, rows[i].places);
    }
}

typedef bool Binary(Decimal a, Decimal b, Decimal *result);

typedef struct {
    Binary *operation;
    const char *name, *a, *b, *want;  // want NULL: no result
} BinaryRow;

static void check_binary(const BinaryRow *row) {
    char name[200];
    snprintf(name, sizeof name, "%s %s %s", row->a, row->name, row->b);
    Decimal result = {0};
    bool ok = row->operation(parse(row->a), parse(row->b), &result);
    if (!CHECK_ROW(ok == (row->want != NULL), "%s: %s", name, ok ? "a result" : "no result"))
        return;
    if (ok) check_decimal(result, row->want, name);
}

#define MAX "99999999999999999999.99999999"

TEST(decimal_exact_arithmetic) {
    static const BinaryRow rows[] = {
        {decimal_add, "+", "0.1", "0.2", "0.3"},
        {decimal_add, "+", MAX, "0.00000001", NULL},
        {decimal_add, "+", MAX, "-" MAX, "0"},
        {decimal_subtract, "-", "2", "1.1", "0.9"},
        {decimal_subtract, "-", "-" MAX, "0.00000001", NULL},
        {decimal_multiply, "*", "1.5", "-1.5", "-2.25"},
        {decimal_multiply, "*", "0.00000001", "0.5", "0.00000001"},
        {decimal_multiply, "*", "0.00000001", "0.49999999", "0"},
        {decimal_multiply, "*", "-0.00000001", "0.5", "-0.00000001"},
        {decimal_multiply, "*", "9999999999.99999999", "9999999999.99999999",
         "99999999999999999800"},
        {decimal_multiply, "*", "10000000000", "10000000000", NULL},
        {decimal_multiply, "*", MAX, "1", MAX},
        {decimal_multiply, "*", MAX, "1.00000001", NULL},
        {decimal_multiply, "*", MAX, MAX, NULL},
        {decimal_multiply, "*", MAX, "0", "0"},
        {decimal_multiply, "*", MAX, "-0.00000001", "-1000000000000"},
        {decimal_divide, "/", "10", "3", "3.33333333"},
        {decimal_divide, "/", "2", "3", "0.66666667"},
        {decimal_divide, "/", "-2", "3", "-0.66666667"},
        {decimal_divide, "/", "1", "8", "0.125"},
        {decimal_divide, "/", "0.00000001", "2", "0.00000001"},
        {decimal_divide, "/", "-0.00000001", "2", "-0.00000001"},
        {decimal_divide, "/", "0.00000001", "3", "0"},
        {decimal_divide, "/", "1", "0", NULL},
        {decimal_divide, "/", "0", "0", NULL},
        {decimal_divide, "/", MAX, "0.1", NULL},
        {decimal_divide, "/", MAX, MAX, "1"},
        {decimal_divide, "/", "1", MAX, "0"},
        {decimal_modulo, "mod", "10", "3", "1"},
        {decimal_modulo, "mod", "10.5", "3", "1.5"},
        {decimal_modulo, "mod", "-10.5", "3", "-1.5"},
        {decimal_modulo, "mod", "10.5", "-3", "1.5"},
        {decimal_modulo, "mod", "3.5", "3", "0.5"},
        {decimal_modulo, "mod", "1", "0", NULL},
        {decimal_modulo, "mod", MAX, "0.00000007", "0.00000003"},
        {decimal_truncated_divide, "div", "10.1", "3.1", "3"},
        {decimal_truncated_divide, "div", "-10.1", "3.1", "-3"},
        {decimal_truncated_divide, "div", "-10.1", "-3.1", "3"},
        {decimal_truncated_divide, "div", "10.1", "0.0", NULL},
        {decimal_truncated_divide, "div", MAX, "0.5", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) check_binary(&rows[i]);
}

// Values beyond the suite's from another arbitrary-precision library, at 60 digits.
TEST(decimal_inexact_functions) {
    static const BinaryRow rows[] = {
        {decimal_power, "^", "0", "0", "1"},
        {decimal_power, "^", "2", "2", "4"},
        {decimal_power, "^", "-2", "2", "4"},
        {decimal_power, "^", "-2", "3", "-8"},
        {decimal_power, "^", "-2", "-3", "-0.125"},
        {decimal_power, "^", "2", "-2", "0.25"},
        {decimal_power, "^", "10", "-8", "0.00000001"},
        {decimal_power, "^", "10", "-9", "0"},
        {decimal_power, "^", "2", "30", "1073741824"},
        {decimal_power, "^", "2", "66", "73786976294838206464"},
        {decimal_power, "^", "2", "67", NULL},
        {decimal_power, "^", "0.5", "9", "0.00195313"},  // a tie: 0.001953125
        {decimal_power, "^", "-0.5", "9", "-0.00195313"},
        {decimal_power, "^", "2", "-9", "0.00195313"},
        {decimal_power, "^", "0.25", "4.5", "0.00195313"},
        {decimal_power, "^", "0.25", "0.5", "0.5"},
        {decimal_power, "^", "2", "0.5", "1.41421356"},
        {decimal_power, "^", "-2", "0.5", NULL},
        {decimal_power, "^", "0", "-1", NULL},
        {decimal_power, "^", "0", "2.5", "0"},
        {decimal_power, "^", "1", MAX, "1"},
        {decimal_power, "^", "0.9", MAX, "0"},
        {decimal_power, "^", "1.00000001", MAX, NULL},
        {decimal_power, "^", MAX, MAX, NULL},
        {decimal_power, "^", MAX, "-" MAX, "0"},
        {decimal_log, "log", "16", "2", "4"},
        {decimal_log, "log", "0.125", "2", "-3"},
        {decimal_log, "log", "1", "100", "0"},
        {decimal_log, "log", "100", "0.1", "-2"},
        {decimal_log, "log", "2", "10", "0.30103"},
        {decimal_log, "log", "1000", "2", "9.96578428"},
        {decimal_log, "log", "1", "1", NULL},
        {decimal_log, "log", "2", "1", NULL},
        {decimal_log, "log", "0", "2", NULL},
        {decimal_log, "log", "2", "-2", NULL},
        {decimal_log, "log", MAX, "1.00000001", "4605170209.01394226"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) check_binary(&rows[i]);
}

typedef bool Unary(Decimal a, Decimal *result);

TEST(decimal_functions_of_one_number) {
    static const struct {
        Unary *operation;
        const char *name, *a, *want;
    } rows[] = {
        {decimal_exp, "exp", "0", "1"},
        {decimal_exp, "exp", "1", "2.71828183"},
        {decimal_exp, "exp", "-1", "0.36787944"},
        {decimal_exp, "exp", "46", "94961194206024488745.13364912"},
        {decimal_exp, "exp", "47", NULL},
        {decimal_exp, "exp", "1000", NULL},
        {decimal_exp, "exp", MAX, NULL},
        {decimal_exp, "exp", "-" MAX, "0"},
        {decimal_ln, "ln", "1", "0"},
        {decimal_ln, "ln", "1000", "6.90775528"},
        {decimal_ln, "ln", "0.00000001", "-18.42068074"},
        {decimal_ln, "ln", "0", NULL},
        {decimal_ln, "ln", "-1", NULL},
        {decimal_sqrt, "sqrt", "2", "1.41421356"},
        {decimal_sqrt, "sqrt", "0.01", "0.1"},
        {decimal_sqrt, "sqrt", "0", "0"},
        {decimal_sqrt, "sqrt", "-1", NULL},
        {decimal_sqrt, "sqrt", MAX, "10000000000"},
        {decimal_ceiling, "ceiling", "1.1", "2"},
        {decimal_ceiling, "ceiling", "-1.1", "-1"},
        {decimal_ceiling, "ceiling", "1", "1"},
        {decimal_ceiling, "ceiling", "-0.5", "0"},
        {decimal_ceiling, "ceiling", MAX, NULL},
        {decimal_floor, "floor", "1.1", "1"},
        {decimal_floor, "floor", "-0.1", "-1"},
        {decimal_floor, "floor", "-1", "-1"},
        {decimal_floor, "floor", "-" MAX, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Decimal result = {0};
        bool ok = rows[i].operation(parse(rows[i].a), &result);
        CHECK_ROW(ok == (rows[i].want != NULL), "%s %s", rows[i].name, rows[i].a);
        if (ok && rows[i].want != NULL) check_decimal(result, rows[i].want, rows[i].a);
    }
}

TEST(decimal_round_is_half_away_from_zero) {
    static const struct {
        const char *a;
        int places;
        const char *want;
    } rows[] = {
        {"0.5", 0, "1"},
        {"0.4", 0, "0"},
        {"-0.5", 0, "-1"},
        {"-0.4", 0, "0"},
        {"-1.5", 0, "-2"},
        {"2.5", 0, "3"},
        {"3.14159", 2, "3.14"},
        {"3.14159", 3, "3.142"},
        {"1.25", 1, "1.3"},
        {"-1.25", 1, "-1.3"},
        {"1.5", 8, "1.5"},
        {"1.5", 20, "1.5"},
        {"0.12345678", 7, "0.1234568"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Decimal result = {0};
        CHECK(decimal_round(parse(rows[i].a), rows[i].places, &result));
        check_decimal(result, rows[i].want, rows[i].a);
    }
    Decimal result = {.units = 5};
    CHECK(!decimal_round(decimal_max(), 0, &result));
    CHECK(!decimal_round(parse("1"), -1, &result));
    CHECK(result.units == 5);
    check_decimal(decimal_truncate(parse("-1.9")), "-1", "truncate");
}

TEST(decimal_places_are_kept) {
    Decimal result;
    CHECK(decimal_add(parse("1.50"), parse("1"), &result));
    CHECK_INT(result.places, 2);
    CHECK(decimal_multiply(parse("1.50"), parse("2.0"), &result));
    CHECK_INT(result.places, 3);
    CHECK(decimal_multiply(parse("1.00000"), parse("2.00000"), &result));
    CHECK_INT(result.places, 8);
    CHECK(decimal_divide(parse("10"), parse("4"), &result));
    CHECK_INT(result.places, 1);
    CHECK_INT(decimal_from_int(4).places, 0);
    CHECK_INT(decimal_truncate(parse("4.25")).places, 0);
}

TEST(decimal_order_and_whole_numbers) {
    CHECK(decimal_compare(parse("1.50"), parse("1.5")) == 0);
    CHECK(decimal_compare(parse("-1"), parse("1")) < 0);
    CHECK(decimal_compare(decimal_max(), decimal_min()) > 0);
    int64_t whole = 7;
    CHECK(decimal_fits_int64(parse("-9223372036854775808"), &whole) && whole == INT64_MIN);
    CHECK(decimal_fits_int64(parse("9223372036854775807.0"), &whole) && whole == INT64_MAX);
    CHECK(!decimal_fits_int64(parse("9223372036854775808"), &whole));
    CHECK(!decimal_fits_int64(parse("1.5"), &whole) && whole == INT64_MAX);
    check_decimal(decimal_from_int(INT64_MIN), "-9223372036854775808", "from_int");
    check_decimal(decimal_negate(parse("1.5")), "-1.5", "negate");
    check_decimal(decimal_abs(parse("-1.5")), "1.5", "abs");
}
