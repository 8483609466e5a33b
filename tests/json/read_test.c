// The reader: what it takes, what it refuses and where, and what a projection leaves.

#include "json/json.h"

#include <stdio.h>

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
