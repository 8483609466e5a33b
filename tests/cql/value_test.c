// Values: forms, relations and hashes; the points that intervals are made of.

#include "cql/value.h"

#include "cql/value_point.h"
#include "cql/value_text.h"

#include "test.h"

static Value decimal(Arena *arena, Str text) {
    Decimal number = {0};
    Err err = {0};
    CHECK(decimal_parse(text, &number, &err));
    return value_decimal(arena, number);
}

static Value moment(ValueKind kind, Str text) {
    DateTime parsed = {0};
    Err err = {0};
    CHECK(kind == VALUE_TIME   ? time_parse(text, &parsed, &err)
          : kind == VALUE_DATE ? date_parse(text, &parsed, &err)
                               : datetime_parse(text, 0, &parsed, &err));
    return value_moment(kind, parsed);
}

static Value quantity(Arena *arena, Str number, Str unit, bool calendar) {
    return value_quantity(arena, value_to_decimal(decimal(arena, number)), unit, calendar);
}

static Value code(Arena *arena, Str system, Str text) {
    return value_code(arena, (CodeValue){.code = text, .system = system});
}

typedef struct {
    Value value;
    const char *cql, *json;
} Form;

static void check_forms(const Form *forms, size_t count) {
    Buf buf = {0};
    for (size_t i = 0; i < count; i++) {
        buf_reset(&buf);
        value_write_cql(&buf, forms[i].value);
        CHECK_STR(buf_str(&buf), forms[i].cql);
        buf_reset(&buf);
        value_write_json(&buf, forms[i].value);
        CHECK_STR(buf_str(&buf), forms[i].json);
    }
    buf_free(&buf);
}

TEST(value_forms_of_simple_values) {
    Arena *arena = arena_new();
    const Form forms[] = {
        {value_null(), "null", "null"},
        {value_boolean(true), "true", "true"},
        {value_integer(-3), "-3", "-3"},
        {value_long(5000000000), "5000000000L", "\"5000000000\""},
        {decimal(arena, STR("1.50")), "1.50", "\"1.5\""},
        {decimal(arena, STR("3")), "3.0", "\"3\""},
        {decimal(arena, STR("99999999999999999999.99999999")), "99999999999999999999.99999999",
         "\"99999999999999999999.99999999\""},
        {value_string(STR("a'b\\\n\x01")), "'a\\'b\\\\\\n\\u0001'", "\"a'b\\\\\\n\\u0001\""},
        {moment(VALUE_DATE, STR("2024-05")), "@2024-05", "\"2024-05\""},
        {moment(VALUE_DATETIME, STR("2024")), "@2024T", "\"2024\""},
        {moment(VALUE_DATETIME, STR("2024-05-03T10:30:00.25Z")), "@2024-05-03T10:30:00.250+00:00",
         "\"2024-05-03T10:30:00.250+00:00\""},
        {moment(VALUE_TIME, STR("10:30")), "@T10:30", "\"T10:30\""},
        {quantity(arena, STR("12.50"), STR("g/dL"), false), "12.50 'g/dL'",
         "{\"value\":\"12.5\",\"unit\":\"g/dL\"}"},
        {quantity(arena, STR("2"), STR("day"), true), "2 days",
         "{\"value\":\"2\",\"unit\":\"day\"}"},
        {value_uncertain(3, 5), "Interval[3, 5]", "{\"uncertain\":[3,5]}"},
        {value_uncertain(3, 3), "3", "3"},
    };
    check_forms(forms, sizeof forms / sizeof forms[0]);
    arena_free(arena);
}

TEST(value_forms_of_structures) {
    Arena *arena = arena_new();
    const Value items[] = {value_integer(1), value_null()};
    const Str names[] = {STR("a"), STR("b c")};
    const CodeValue codes[] = {{STR("x"), STR("s"), {0}, STR("X")}};
    RatioValue ratio = {*quantity(arena, STR("1"), STR("mg"), false).as.quantity,
                        *quantity(arena, STR("2"), STR("L"), false).as.quantity};
    VocabularyValue set = {.id = STR("urn:v"), .version = STR("1")};
    const Form forms[] = {
        {value_list(items, 2), "{1, null}", "[1,null]"},
        {value_tuple(arena, names, items, 2), "Tuple { a: 1, \"b c\": null }",
         "{\"a\":1,\"b c\":null}"},
        {value_interval(arena, items[0], true, items[1], false), "Interval[1, null)",
         "{\"low\":1,\"lowClosed\":true,\"high\":null,\"highClosed\":false}"},
        {value_code(arena, codes[0]), "Code { code: 'x', system: 's', display: 'X' }",
         "{\"code\":\"x\",\"system\":\"s\",\"display\":\"X\"}"},
        {value_concept(arena, codes, 1, STR_NONE),
         "Concept { codes: {Code { code: 'x', system: 's', display: 'X' }} }",
         "{\"codes\":[{\"code\":\"x\",\"system\":\"s\",\"display\":\"X\"}]}"},
        {{.kind = VALUE_RATIO, .as.ratio = &ratio},
         "1 'mg':2 'L'",
         "{\"numerator\":{\"value\":\"1\",\"unit\":\"mg\"},"
         "\"denominator\":{\"value\":\"2\",\"unit\":\"L\"}}"},
        {{.kind = VALUE_VALUESET, .as.vocabulary = &set},
         "ValueSet { id: 'urn:v', version: '1' }",
         "{\"id\":\"urn:v\",\"version\":\"1\"}"},
    };
    check_forms(forms, sizeof forms / sizeof forms[0]);
    arena_free(arena);
}

// A value with the keys of FHIR, as records have them.
static Json keyed(Arena *arena, Str text) {
    const JsonWanted row = {.name = STR("x")};
    JsonProjection projection = {.wanted = &row, .count = 1, .key_of = fhir_key_find};
    json_projection_freeze(&projection, arena);
    Str outer = arena_printf(arena, "{\"x\":%.*s}", STR_ARG(text));
    Json value = {0};
    Err err = {0};
    CHECK(json_read(outer, &projection, &json_limits, arena, &value, &err));
    return value.as.items[0];
}

TEST(value_forms_of_fhir_values) {
    Arena *arena = arena_new();
    Err err = {0};
    Json element;
    Buf buf = {0};
    Json resource = keyed(arena, STR("{\"resourceType\":\"Patient\",\"id\":\"p1\"}"));
    value_write_json(&buf, value_fhir(fhir_type_find(STR("Patient")), &resource));
    CHECK_STR(buf_str(&buf), "\"Patient/p1\"");
    CHECK(json_read(STR("{\"use\":\"old\",\"family\":\"X\"}"), NULL, &json_limits, arena, &element,
                    &err));
    buf_reset(&buf);
    value_write_json(&buf, value_fhir(fhir_type_find(STR("HumanName")), &element));
    CHECK_STR(buf_str(&buf), "{\"family\":\"X\",\"use\":\"old\"}");
    buf_free(&buf);
    arena_free(arena);
}

// Each two are the same value, so they must meet in a hash table.
TEST(value_same_values_hash_alike) {
    Arena *arena = arena_new();
    const Value one[] = {value_integer(1), value_null()};
    const Value same_one[] = {value_long(1), value_null()};
    const Value pairs[][2] = {
        {value_integer(1), decimal(arena, STR("1.00"))},
        {decimal(arena, STR("1.5")), decimal(arena, STR("1.50"))},
        {value_long(7), value_integer(7)},
        {moment(VALUE_DATETIME, STR("2024-05-03T10:00:00.000+00:00")),
         moment(VALUE_DATETIME, STR("2024-05-03T12:00:00.000+02:00"))},
        {quantity(arena, STR("1"), STR("m"), false), quantity(arena, STR("100"), STR("cm"), false)},
        {quantity(arena, STR("1"), STR("day"), true), quantity(arena, STR("24"), STR("h"), false)},
        {value_list(one, 2), value_list(same_one, 2)},
        {value_interval(arena, one[0], true, value_integer(5), false),
         value_interval(arena, value_integer(0), false, value_integer(4), true)},
        {value_interval(arena, one[0], true, one[1], false),
         value_interval(arena, one[0], true, one[1], false)},
        {code(arena, STR("s"), STR("x")), code(arena, STR("s"), STR("x"))},
        {value_null(), value_null()},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        CHECK_ROW(value_same(pairs[i][0], pairs[i][1]), "pair %zu is not the same", i);
        CHECK_ROW(value_same(pairs[i][1], pairs[i][0]), "pair %zu is not the same back", i);
        CHECK_ROW(value_hash(pairs[i][0]) == value_hash(pairs[i][1]), "pair %zu: hashes", i);
    }
    arena_free(arena);
}

TEST(value_different_values_are_not_the_same) {
    Arena *arena = arena_new();
    const Value values[] = {
        value_null(),
        value_integer(1),
        value_boolean(true),
        value_string(STR("1")),
        decimal(arena, STR("1.5")),
        moment(VALUE_DATE, STR("2024")),
        moment(VALUE_DATE, STR("2024-01")),
        moment(VALUE_TIME, STR("10")),
        quantity(arena, STR("1"), STR("m"), false),
        quantity(arena, STR("1"), STR("a"), false),
        quantity(arena, STR("1"), STR("year"), true),
        code(arena, STR("s"), STR("x")),
        code(arena, STR("t"), STR("x")),
        value_list(NULL, 0),
        value_tuple(arena, NULL, NULL, 0),
    };
    size_t count = sizeof values / sizeof values[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            CHECK_ROW(value_same(values[i], values[k]) == (i == k), "values %zu and %zu", i, k);
        }
    }
    arena_free(arena);
}

TEST(value_uncertain_integers_compare_as_ranges) {
    Value range = value_uncertain(3, 5);
    int order;
    CHECK(value_order(range, value_integer(6), &order) && order < 0);
    CHECK(value_order(range, value_integer(2), &order) && order > 0);
    CHECK(!value_order(range, value_integer(5), &order));
    CHECK(value_equal(range, value_integer(4)) == TRI_UNKNOWN);
    CHECK(value_equal(range, value_integer(9)) == TRI_FALSE);
    CHECK(!value_equivalent(range, value_integer(4)));
}

TEST(value_sort_order_is_total_over_partial_dates) {
    Value year = moment(VALUE_DATE, STR("2024"));
    Value day = moment(VALUE_DATE, STR("2024-05-03"));
    Value month = moment(VALUE_DATE, STR("2024-01"));
    CHECK(value_sort_order(value_null(), year) < 0);
    CHECK(value_sort_order(year, month) < 0);
    CHECK(value_sort_order(month, day) < 0);
    CHECK(value_sort_order(year, day) < 0);
    CHECK(value_sort_order(day, year) > 0);
    CHECK(value_sort_order(year, year) == 0);
}

TEST(value_points_step_within_their_type) {
    Arena *arena = arena_new();
    PointRoom room;
    Value next;
    CHECK(point_successor(value_integer(5), &room, &next) && next.as.integer == 6);
    CHECK(!point_successor(value_integer(INT32_MAX), &room, &next));
    CHECK(!point_predecessor(value_long(INT64_MIN), &room, &next));
    CHECK(!point_successor(value_string(STR("a")), &room, &next));
    CHECK(point_successor(decimal(arena, STR("92233720368.54775807")), &room, &next));
    CHECK(decimal_compare(value_to_decimal(point_keep(arena, next)),
                          value_to_decimal(decimal(arena, STR("92233720368.54775808")))) == 0);
    CHECK(!point_successor(decimal(arena, STR("99999999999999999999.99999999")), &room, &next));
    arena_free(arena);
}

TEST(value_text_counts_characters) {
    Str text = STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z");  // a, e acute, euro, an emoji, z
    CHECK_INT((int64_t)text_length(text), 5);
    CHECK_INT((int64_t)text_offset(text, 2), 3);
    CHECK_INT((int64_t)text_offset(text, 4), 10);
    CHECK_INT((int64_t)text_offset(text, 9), (int64_t)text.len);
    for (Str rest = text; rest.len > 0;) {
        uint32_t character;
        char bytes[4];
        size_t length = text_decode(rest, &character);
        CHECK(str_eq((Str){bytes, text_encode(character, bytes)}, (Str){rest.data, length}));
        rest = (Str){rest.data + length, rest.len - length};
    }
}

TEST(value_text_case_follows_unicode) {
    static const uint32_t pairs[][2] = {{'a', 'A'},        {0xe9, 0xc9},   {0x3c9, 0x3a9},
                                        {0x44f, 0x42f},    {0x101, 0x100}, {0x1f00, 0x1f08},
                                        {0x10428, 0x10400}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        CHECK_INT(text_upper(pairs[i][0]), pairs[i][1]);
        CHECK_INT(text_lower(pairs[i][1]), pairs[i][0]);
    }
    CHECK_INT(text_upper(0xdf), 0xdf);
    CHECK_INT(text_upper('1'), '1');
    CHECK(text_equivalent(STR("A\tb"), STR("a B")));
    CHECK(!text_equivalent(STR("a b"), STR("ab")));
    CHECK(!text_equivalent(STR("a"), STR("ab")));
}
