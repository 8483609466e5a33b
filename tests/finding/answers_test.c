// How an answer looks as an Observation, type by type.

#include "finding/answers.h"

#include "test.h"

static const CodeValue question = {.code = {"weeks", 5}, .system = {"http://q", 8}};

static Str written(Arena *arena, Value answer, Str about) {
    Item input = {.kind = KIND_INPUT, .record = &question};
    AnswerPlace place = {
        .input = &input, .about = about, .patient = STR("Patient/p1"), .id = STR("a1")};
    Err err = {0};
    datetime_parse(STR("2026-11-22T00:00:00Z"), 0, &place.at, &err);
    Buf buf = {0};
    bool ok = answer_write(&buf, &place, answer);
    Str text = ok ? arena_str(arena, buf_str(&buf)) : STR("no place");
    CHECK(ok || buf.len == 0);
    buf_free(&buf);
    return text;
}

#define HEAD                                                                                     \
    "{\"resourceType\":\"Observation\",\"id\":\"a1\",\"status\":\"final\",\"code\":{\"coding\":" \
    "[{\"system\":\"http://q\",\"code\":\"weeks\"}]},\"subject\":{\"reference\":\"Patient/p1\"},"
#define AT "\"effectiveDateTime\":\"2026-11-22T00:00:00+00:00\","

static void is_written(Value answer, const char *value) {
    Arena *arena = arena_new();
    Str wanted = arena_printf(arena, HEAD AT "%s}%c", value, 0);
    CHECK_STR(written(arena, answer, STR_NONE), wanted.data);
    arena_free(arena);
}

static Value moment(ValueKind kind, const char *text) {
    DateTime value;
    Err err = {0};
    CHECK(datetime_parse(str_from(text), 0, &value, &err));
    return value_moment(kind, value);
}

static Value number(Arena *arena, const char *text) {
    Decimal value = {0};
    Err err = {0};
    CHECK(decimal_parse(str_from(text), &value, &err));
    return value_decimal(arena, value);
}

TEST(answers_of_one_value) {
    Arena *arena = arena_new();
    CodeValue code = {.code = STR("spine"), .system = STR("http://s"), .display = STR("Spine")};
    is_written(value_boolean(true), "\"valueBoolean\":true");
    is_written(value_integer(-7), "\"valueInteger\":-7");
    is_written(value_string(STR("a \"b\"")), "\"valueString\":\"a \\\"b\\\"\"");
    is_written(moment(VALUE_DATE, "2026-11"), "\"valueDateTime\":\"2026-11\"");
    is_written(moment(VALUE_DATETIME, "2026-11-02T10:00:00Z"),
               "\"valueDateTime\":\"2026-11-02T10:00:00+00:00\"");
    is_written(number(arena, "1.50"), "\"valueQuantity\":{\"value\":1.50}");
    is_written(value_concept(arena, &code, 1, STR("Spine")),
               "\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://s\",\"code\":\"spine\","
               "\"display\":\"Spine\"}],\"text\":\"Spine\"}");
    arena_free(arena);
}

TEST(answers_of_quantities_use_ucum) {
    Arena *arena = arena_new();
    is_written(value_quantity(arena, decimal_from_int(4), STR("cm"), false),
               "\"valueQuantity\":{\"value\":4,\"unit\":\"cm\",\"system\":"
               "\"http://unitsofmeasure.org\",\"code\":\"cm\"}");
    is_written(value_quantity(arena, decimal_from_int(6), STR("week"), true),
               "\"valueQuantity\":{\"value\":6,\"unit\":\"week\",\"system\":"
               "\"http://unitsofmeasure.org\",\"code\":\"wk\"}");
    arena_free(arena);
}

TEST(answers_of_intervals) {
    Arena *arena = arena_new();
    is_written(value_interval(arena, value_integer(1), true, value_integer(3), true),
               "\"valueRange\":{\"low\":{\"value\":1},\"high\":{\"value\":3}}");
    is_written(value_interval(arena, moment(VALUE_DATE, "2026-01-01"), true,
                              moment(VALUE_DATE, "2026-02-01"), true),
               "\"valuePeriod\":{\"start\":\"2026-01-01\",\"end\":\"2026-02-01\"}");
    CHECK_STR(written(arena, value_interval(arena, value_integer(1), true, value_integer(3), false),
                      STR_NONE),
              "no place");
    CHECK_STR(
        written(arena,
                value_interval(arena, value_string(STR("a")), true, value_string(STR("b")), true),
                STR_NONE),
        "no place");
    CHECK_STR(written(arena, value_null(), STR_NONE), "no place");
    arena_free(arena);
}

TEST(answers_about_a_thing_have_it_as_focus) {
    Arena *arena = arena_new();
    CHECK_STR(written(arena, value_boolean(false), STR("BodyStructure/b1")), HEAD
              "\"focus\":[{\"reference\":\"BodyStructure/b1\"}]," AT "\"valueBoolean\":false}");
    arena_free(arena);
}
