// The writer: escapes, order, PAIRs; what is written reads as the same value.

#include "json/json.h"

#include "grow.h"
#include "test.h"

static void check_string(Str text, const char *want) {
    Buf buf = {0};
    json_write_string(&buf, text);
    CHECK_STR(buf_str(&buf), want);
    buf_free(&buf);
}

TEST(json_write_string_escapes) {
    check_string(STR_NONE, "\"\"");
    check_string(STR("a/\"\\\x7f"), "\"a/\\\"\\\\\x7f\"");
    check_string(STR("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    check_string(STR("\x01\x1f\0z"), "\"\\u0001\\u001f\\u0000z\"");
    check_string(STR("sixteen bytes or\nmore, \"quoted\""),
                 "\"sixteen bytes or\\nmore, \\\"quoted\\\"\"");
    check_string(STR("\xC3\xA9\xF0\x9F\x98\x80"), "\"\xC3\xA9\xF0\x9F\x98\x80\"");
}

TEST(json_write_string_replaces_what_is_not_utf8) {
    check_string(STR("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
    check_string(STR("\xC3"), "\"\xEF\xBF\xBD\"");
    check_string(STR("\xE2\x82"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
    check_string(STR("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
    check_string(STR("\xC3\"\n"), "\"\xEF\xBF\xBD\\\"\\n\"");
}

static uint16_t key_of(Str name) {
    return (uint16_t)name.len;
}

static void check_written(const char *text, bool is_fhir, bool sorted, const char *want) {
    Arena *arena = arena_new();
    const JsonWanted wanted[] = {{.name = STR("x"), .key = 1}};
    JsonProjection projection = {.wanted = wanted, .count = 1, .key_of = key_of};
    json_projection_freeze(&projection, arena);
    Json value = {0};
    Err err = {0};
    Str input = {text, strlen(text)};
    CHECK_ROW(json_read(input, is_fhir ? &projection : NULL, &json_limits, arena, &value, &err),
              "%s: %s", text, err.message);
    Buf buf = {0};
    json_write(&buf, &value, sorted);
    CHECK_STR(buf_str(&buf), want);
    buf_free(&buf);
    arena_free(arena);
}

TEST(json_write_minifies_and_sorts) {
    check_written(" [ 1.50 , -0 , 1E+2 , \"\\u00e9\" , null , true , false , { } ] ", false, false,
                  "[1.50,-0,1E+2,\"\xC3\xA9\",null,true,false,{}]");
    check_written("{\"b\":{\"z\":1,\"y\":2},\"a\":[{\"d\":1,\"c\":2}],\"\":0,\"ab\":3}", false,
                  true, "{\"\":0,\"a\":[{\"c\":2,\"d\":1}],\"ab\":3,\"b\":{\"y\":2,\"z\":1}}");
    check_written("{\"b\":1,\"a\":2}", false, false, "{\"b\":1,\"a\":2}");
    check_written("{\"\\n\\\"\":1}", false, true, "{\"\\n\\\"\":1}");
}

TEST(json_write_sorts_many_members) {
    Buf text = {0};
    Buf want = {0};
    buf_add_char(&text, '{');
    buf_add_char(&want, '{');
    for (int i = 0; i < 90; i++) {
        buf_printf(&text, "%s\"m%02d\":%d", i > 0 ? "," : "", 89 - i, i);
        buf_printf(&want, "%s\"m%02d\":%d", i > 0 ? "," : "", i, 89 - i);
    }
    buf_add(&text, (Str){"}", 2});
    buf_add(&want, (Str){"}", 2});
    check_written(text.data, false, true, want.data);
    buf_free(&text);
    buf_free(&want);
}

TEST(json_write_takes_pairs_apart) {
    check_written("{\"x\":{\"b\":1,\"_b\":{\"id\":2},\"a\":3}}", true, false,
                  "{\"x\":{\"b\":1,\"_b\":{\"id\":2},\"a\":3}}");
    check_written("{\"x\":{\"_b\":{\"id\":2}}}", true, false, "{\"x\":{\"_b\":{\"id\":2}}}");
    check_written("{\"x\":{\"g\":[\"A\",null],\"_g\":[null,{\"id\":2}]}}", true, false,
                  "{\"x\":{\"g\":[\"A\",null],\"_g\":[null,{\"id\":2}]}}");
    check_written(
        "{\"x\":{\"z\":1,\"_z\":{},\"Z\":2,\"_Z\":{},\"_y\":{},\"__\":3,\"a\":4,\"\":5}}", true,
        true, "{\"x\":{\"\":5,\"Z\":2,\"_Z\":{},\"__\":3,\"_y\":{},\"_z\":{},\"a\":4,\"z\":1}}");
}

TEST(json_write_and_read_is_the_same_value) {
    Random random = {31};
    Buf text = {0};
    Buf once = {0};
    Buf twice = {0};
    for (int i = 0; i < 300; i++) {
        Arena *arena = arena_new();
        Json first = {0};
        Json second = {0};
        Err err;
        buf_reset(&text);
        buf_reset(&once);
        buf_reset(&twice);
        grow_value(&random, &text, 6);
        CHECK(json_read(buf_str(&text), NULL, &json_limits, arena, &first, &err));
        json_write(&once, &first, i % 2 == 0);
        CHECK(json_read(buf_str(&once), NULL, &json_limits, arena, &second, &err));
        json_write(&twice, &second, i % 2 == 0);
        CHECK(json_equal(&first, &second));
        CHECK(json_hash(&first) == json_hash(&second));
        CHECK_ROW(str_eq(buf_str(&once), buf_str(&twice)), "%.*s", STR_ARG(text));
        arena_free(arena);
    }
    buf_free(&text);
    buf_free(&once);
    buf_free(&twice);
}

TEST(json_writer_puts_commas) {
    Buf buf = {0};
    JsonWriter writer = {.buf = &buf};
    json_begin(&writer, '{');
    json_key(&writer, "a");
    json_begin(&writer, '[');
    json_put_int(&writer, INT64_MIN);
    json_put_null(&writer);
    json_begin(&writer, '{');
    json_end(&writer, '}');
    json_begin(&writer, '[');
    json_end(&writer, ']');
    json_put_raw(&writer, STR("{\"r\":1.0}"));
    json_end(&writer, ']');
    json_key_str(&writer, STR("b\""));
    json_put_bool(&writer, true);
    json_key(&writer, "c");
    json_put_string(&writer, STR("\n"));
    json_end(&writer, '}');
    CHECK_STR(buf_str(&buf), "{\"a\":[-9223372036854775808,null,{},[],{\"r\":1.0}],\"b\\\"\":true,"
                             "\"c\":\"\\n\"}");
    buf_free(&buf);
}
