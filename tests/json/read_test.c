// The reader: what it takes, what it refuses and where, and what a projection leaves.

#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "test.h"

// Reads; what came out is written again into *buf, an error as "code@byte".
static void read_again(Str text, const JsonProjection *projection, const JsonLimits *limits,
                       Buf *buf) {
    Arena *arena = arena_new();
    Json value;
    Err err = {0};
    buf_reset(buf);
    if (json_read(text, projection, limits, arena, &value, &err)) {
        json_write(buf, &value, false);
    } else {
        buf_printf(buf, "%s@%llu", err.code == ERR_LIMIT ? "limit" : "parse",
                   (unsigned long long)err.byte);
    }
    arena_free(arena);
}

typedef struct {
    Str text;
    const char *want;
} Row;

static void check_rows(const Row *rows, size_t count) {
    Buf buf = {0};
    for (size_t i = 0; i < count; i++) {
        read_again(rows[i].text, NULL, &json_limits, &buf);
        CHECK_ROW(str_eq(buf_str(&buf), (Str){rows[i].want, strlen(rows[i].want)}),
                  "%.*s: got %.*s, want %s", STR_ARG(rows[i].text), STR_ARG(buf), rows[i].want);
    }
    buf_free(&buf);
}
#define S(literal) \
    { (literal), sizeof(literal) - 1 }  // STR is no constant in a static table
#define CHECK_ROWS(rows) check_rows((rows), sizeof(rows) / sizeof((rows)[0]))

TEST(json_read_takes_what_rfc_8259_allows) {
    static const Row rows[] = {
        {S("null"), "null"},
        {S(" true\r\n\t"), "true"},
        {S("false"), "false"},
        {S("0"), "0"},
        {S("-0"), "-0"},
        {S("-0.0e-0"), "-0.0e-0"},
        {S("1.50"), "1.50"},
        {S("1E+2"), "1E+2"},
        {S("123456789012345678901234567890.5"), "123456789012345678901234567890.5"},
        {S("\"\""), "\"\""},
        {S("\"a\\u0041\\n\\/\\\"\\\\\\b\\f\\r\\t\""), "\"aA\\n/\\\"\\\\\\b\\f\\r\\t\""},
        {S("\"\\u00e9\\u20ac\\uD83D\\ude00\""), "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""},
        {S("\"\\u001f\x7f\""), "\"\\u001f\x7f\""},
        {S("\"\xEF\xBF\xBF\""), "\"\xEF\xBF\xBF\""},
        {S("[]"), "[]"},
        {S("[ ]"), "[]"},
        {S("[1,[2],{}]"), "[1,[2],{}]"},
        {S("{}"), "{}"},
        {S("{ \"a\" : 1 , \"\" : [ ] }"), "{\"a\":1,\"\":[]}"},
        {S("{\"a\":{\"a\":1},\"\\u0062\":2}"), "{\"a\":{\"a\":1},\"b\":2}"},
    };
    CHECK_ROWS(rows);
}

TEST(json_read_refuses_and_says_where) {
    static const Row rows[] = {
        {S(""), "parse@0"},
        {S("  "), "parse@2"},
        {S("\xEF\xBB\xBF{}"), "parse@0"},
        {S("nul"), "parse@0"},
        {S("True"), "parse@0"},
        {S("NaN"), "parse@0"},
        {S("truex"), "parse@4"},
        {S("1 2"), "parse@2"},
        {S("{}}"), "parse@2"},
        {S("-"), "parse@1"},
        {S("+1"), "parse@0"},
        {S(".5"), "parse@0"},
        {S("01"), "parse@0"},
        {S("-01"), "parse@1"},
        {S("1."), "parse@2"},
        {S("1.e1"), "parse@2"},
        {S("1e"), "parse@2"},
        {S("1e+"), "parse@3"},
        {S("0x1"), "parse@1"},
        {S("\""), "parse@1"},
        {S("\"a\\"), "parse@3"},
        {S("\"a\nb\""), "parse@2"},
        {S("\"\\n\x01\""), "parse@3"},
        {S("\"\\\x01\""), "parse@2"},
        {S("\"a\\x\""), "parse@2"},
        {S("\"\\u12\""), "parse@1"},
        {S("\"\\u12G4\""), "parse@1"},
        {S("\"\\u0000\""), "parse@1"},
        {S("\"\\ud800\""), "parse@1"},
        {S("\"\\udc00\""), "parse@1"},
        {S("\"\\ud800\\u0041\""), "parse@1"},
        {S("\"\\ud800\\ud800\""), "parse@1"},
        {S("\"\xff\""), "parse@1"},
        {S("\"\xC0\x80\""), "parse@1"},
        {S("\"\xE0\x80\x80\""), "parse@1"},
        {S("\"\xED\xA0\x80\""), "parse@1"},
        {S("\"\xF0\x80\x80\x80\""), "parse@1"},
        {S("\"\xF4\x90\x80\x80\""), "parse@1"},
        {S("\"\xF5\x80\x80\x80\""), "parse@1"},
        {S("\"ab\xE2\x82\""), "parse@3"},
        {S("\"ab\xE2\x82"), "parse@3"},
        {S("["), "parse@1"},
        {S("[1"), "parse@2"},
        {S("[1,]"), "parse@3"},
        {S("[,1]"), "parse@1"},
        {S("[1 2]"), "parse@3"},
        {S("[1}"), "parse@2"},
        {S("{\"a\":1,}"), "parse@7"},
        {S("{\"a\":}"), "parse@5"},
        {S("{\"a\" 1}"), "parse@5"},
        {S("{a:1}"), "parse@1"},
        {S("{\"a\":1"), "parse@6"},
        {S("{\"a\":1]"), "parse@6"},
        {S("{\"a\":1,\"b\":2,\"a\":3}"), "parse@13"},
        {S("{\"a\":1,\"\\u0061\":3}"), "parse@0"},
        {S("[\"a\0b\"]"), "parse@3"},
        {S("[1]\0"), "parse@3"},
    };
    CHECK_ROWS(rows);
}

TEST(json_read_leaves_the_value_alone_when_it_fails) {
    Arena *arena = arena_new();
    Json value = {.kind = JSON_TRUE, .count = 42};
    Err err;
    CHECK(!json_read(STR("[1,2"), NULL, &json_limits, arena, &value, &err));
    CHECK(value.kind == JSON_TRUE && value.count == 42);
    CHECK(!json_read(STR_NONE, NULL, &json_limits, arena, &value, &err));
    arena_free(arena);
}

TEST(json_read_says_nothing_of_the_text_in_errors) {
    static const char *const texts[] = {"{\"Smith\":1,\"Smith\":2}", "[\"Smith\\q\"]", "Smith",
                                        "{\"a\":Smith}", "[\"Smith"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        Arena *arena = arena_new();
        Json value;
        Err err;
        Str text = {texts[i], strlen(texts[i])};
        CHECK(!json_read(text, NULL, &json_limits, arena, &value, &err));
        CHECK(strstr(err.message, "Smith") == NULL && err.message[0] != '\0');
        arena_free(arena);
    }
}

static const char *read_limited(const char *text, JsonLimits limits) {
    Arena *arena = arena_new();
    Json value;
    Err err;
    Str input = {text, strlen(text)};
    bool ok = json_read(input, NULL, &limits, arena, &value, &err);
    arena_free(arena);
    return ok ? "ok" : err.code == ERR_LIMIT ? "limit" : "parse";
}

TEST(json_read_keeps_to_its_limits) {
    const JsonLimits deep = {.max_depth = 2, .max_elements = 100, .max_length = 100};
    CHECK(strcmp(read_limited("[[1]]", deep), "ok") == 0);
    CHECK(strcmp(read_limited("[[[]]]", deep), "limit") == 0);
    CHECK(strcmp(read_limited("{\"a\":{\"b\":{}}}", deep), "limit") == 0);
    const JsonLimits wide = {.max_depth = 9, .max_elements = 2, .max_length = 100};
    CHECK(strcmp(read_limited("[1,2]", wide), "ok") == 0);
    CHECK(strcmp(read_limited("[1,2,3]", wide), "limit") == 0);
    CHECK(strcmp(read_limited("{\"a\":1,\"b\":2}", wide), "ok") == 0);
    CHECK(strcmp(read_limited("{\"a\":1,\"b\":2,\"c\":3}", wide), "limit") == 0);
    const JsonLimits lengthy = {.max_depth = 9, .max_elements = 9, .max_length = 5};
    CHECK(strcmp(read_limited("12345", lengthy), "ok") == 0);
    CHECK(strcmp(read_limited("123456", lengthy), "limit") == 0);
    const JsonLimits beyond = {.max_depth = 1000, .max_elements = 9, .max_length = 500};
    Buf buf = {0};
    for (int i = 0; i < 65; i++) buf_add_char(&buf, '[');
    for (int i = 0; i < 65; i++) buf_add_char(&buf, ']');
    buf_add_char(&buf, '\0');
    CHECK(strcmp(read_limited(buf.data, beyond), "limit") == 0);
    buf_free(&buf);
}

TEST(json_read_nesting_of_100000_is_an_error) {
    Buf buf = {0};
    for (int i = 0; i < 100000; i++) buf_add(&buf, i % 2 == 0 ? STR("[") : STR("{\"a\":"));
    Buf out = {0};
    read_again(buf_str(&buf), NULL, &json_limits, &out);
    CHECK_STR(buf_str(&out), "limit@192");
    buf_free(&buf);
    buf_free(&out);
}

TEST(json_read_the_name_of_a_member_has_255_bytes) {
    Buf buf = {0};
    Buf out = {0};
    for (size_t len = 254; len < 258; len++) {
        buf_reset(&buf);
        buf_add(&buf, STR("{\""));
        for (size_t i = 0; i < len; i++) buf_add_char(&buf, 'n');
        buf_add(&buf, STR("\":1}"));
        read_again(buf_str(&buf), NULL, &json_limits, &out);
        CHECK_ROW(str_eq(buf_str(&out), len > 255 ? STR("limit@1") : buf_str(&buf)), "%zu", len);
    }
    buf_free(&buf);
    buf_free(&out);
}

// Many members take another way to see whether one stands twice.
TEST(json_read_finds_twins_among_many) {
    Buf buf = {0};
    Buf out = {0};
    for (int twin = -1; twin < 40; twin += 13) {
        buf_reset(&buf);
        buf_add_char(&buf, '{');
        for (int i = 0; i < 40; i++) buf_printf(&buf, "\"m%02d\":1,", i);
        size_t place = buf.len;
        buf_printf(&buf, "\"m%02d\":2}", twin < 0 ? 99 : twin);
        read_again(buf_str(&buf), NULL, &json_limits, &out);
        if (twin < 0) {
            CHECK(str_eq(buf_str(&out), buf_str(&buf)));
            continue;
        }
        Err want = {.byte = place};
        CHECK_ROW(out.len > 6 && strtoull(out.data + 6, NULL, 10) == want.byte, "twin of %d", twin);
    }
    buf_free(&buf);
    buf_free(&out);
}
