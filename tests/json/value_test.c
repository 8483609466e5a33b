// Values: members, equality, hash.

#include "json/json.h"

#include <stdio.h>

#include "test.h"

static Json read(const char *text, Arena *arena) {
    Json value = {0};
    Err err = {0};
    CHECK_ROW(json_read((Str){text, strlen(text)}, NULL, &json_limits, arena, &value, &err),
              "%s: %s", text, err.message);
    return value;
}

TEST(json_member_finds_or_is_null) {
    Arena *arena = arena_new();
    Json value = read("{\"a\":\"x\",\"b\":1,\"\":null}", arena);
    CHECK(json_member(&value, STR("b")) == &value.as.items[1]);
    CHECK(json_member(&value, STR("")) == &value.as.items[2]);
    CHECK(json_member(&value, STR("c")) == NULL);
    CHECK(json_member(&value.as.items[0], STR("a")) == NULL);
    CHECK_STR(json_string(&value, STR("a")), "x");
    CHECK(json_string(&value, STR("b")).data == NULL);
    CHECK(json_string(&value, STR("c")).data == NULL);
    Json number = read("5", arena);
    CHECK(json_member(&number, STR("a")) == NULL);
    CHECK(json_member_key(&number, 0, 9) == NULL);
    arena_free(arena);
}

TEST(json_member_key_looks_for_a_range) {
    const Json members[] = {{.kind = JSON_TRUE, .key = 3}, {.kind = JSON_NULL, .key = 7}};
    const Json object = {.kind = JSON_OBJECT, .count = 2, .as.items = members};
    CHECK(json_member_key(&object, 7, 7) == &members[1]);
    CHECK(json_member_key(&object, 4, 9) == &members[1]);
    CHECK(json_member_key(&object, 1, 3) == &members[0]);
    CHECK(json_member_key(&object, 4, 6) == NULL);
}

TEST(json_equal_compares_by_value) {
    static const struct {
        const char *a;
        const char *b;
        bool equal;
    } rows[] = {
        {"1", "1.0", true},
        {"1", "10e-1", true},
        {"100", "1E2", true},
        {"1e+2", "100.000", true},
        {"0", "-0.0e9", true},
        {"0.00", "0e5", true},
        {"-1", "1", false},
        {"1.01", "1.1", false},
        {"10", "1", false},
        {"101", "11", false},
        {"0.1", "0.01", false},
        {"12345678901234567890123", "12345678901234567890124", false},
        {"12345678901234567890123", "12345678901234567890.123e3", true},
        {"0.000000001", "0.000000002", false},
        {"1e99999999999999999999", "1e99999999999999999999", true},
        {"1e999999999", "1e999999998", false},
        {"1.5", "\"1.5\"", false},
        {"null", "false", false},
        {"true", "true", true},
        {"\"a\"", "\"\\u0061\"", true},
        {"\"a\"", "\"b\"", false},
        {"[1,2]", "[1.0,2]", true},
        {"[1,2]", "[2,1]", false},
        {"[1]", "[1,1]", false},
        {"[]", "{}", false},
        {"{\"a\":1,\"b\":[2]}", "{\"b\":[2.0],\"a\":1}", true},
        {"{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}", false},
        {"{\"a\":1,\"b\":2}", "{\"b\":1,\"a\":2}", false},
        {"{\"a\":1}", "{\"b\":1}", false},
        {"{\"a\":1}", "{\"a\":1,\"b\":2}", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Json a = read(rows[i].a, arena);
        Json b = read(rows[i].b, arena);
        CHECK_ROW(json_equal(&a, &b) == rows[i].equal, "%s = %s", rows[i].a, rows[i].b);
        CHECK_ROW(json_equal(&b, &a) == rows[i].equal, "%s = %s", rows[i].b, rows[i].a);
        CHECK_ROW((json_hash(&a) == json_hash(&b)) == rows[i].equal, "hash of %s, %s", rows[i].a,
                  rows[i].b);
        arena_free(arena);
    }
}

TEST(json_equal_of_many_members_in_another_order) {
    Arena *arena = arena_new();
    Buf forward = {0};
    Buf backward = {0};
    buf_add_char(&forward, '{');
    buf_add_char(&backward, '{');
    for (int i = 0; i < 100; i++) {
        buf_printf(&forward, "%s\"m%d\":%d", i > 0 ? "," : "", i, i);
        buf_printf(&backward, "%s\"m%d\":%d", i > 0 ? "," : "", 99 - i, 99 - i);
    }
    buf_add(&forward, STR("}"));
    buf_add(&backward, STR("}"));
    Json a;
    Json b;
    Err err;
    CHECK(json_read(buf_str(&forward), NULL, &json_limits, arena, &a, &err));
    CHECK(json_read(buf_str(&backward), NULL, &json_limits, arena, &b, &err));
    CHECK(json_equal(&a, &b) && json_hash(&a) == json_hash(&b));
    backward.data[backward.len - 2] = '1';  // "m0":0
    CHECK(json_read(buf_str(&backward), NULL, &json_limits, arena, &b, &err));
    CHECK(!json_equal(&a, &b) && json_hash(&a) != json_hash(&b));
    buf_free(&forward);
    buf_free(&backward);
    arena_free(arena);
}
