// Projections: what is read, what is skipped, how "_x" joins "x", how a resource is chosen.

#include "json/json.h"

#include <stdio.h>

#include "test.h"

#define NAME(text) .name = {(text), sizeof(text) - 1}
#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static uint16_t key_of(Str name) {
    return (uint16_t)(100 + name.len);
}

// What a value is, PAIRs shown as <value|extension>, SKIPPED as ~type, keys as #key.
static void show(Buf *buf, const Json *value) {
    bool is_object = value->kind == JSON_OBJECT;
    if (value->kind == JSON_PAIR) {
        buf_add_char(buf, '<');
        show(buf, &value->as.items[0]);
        buf_add_char(buf, '|');
        show(buf, &value->as.items[1]);
        buf_add_char(buf, '>');
    } else if (value->kind == JSON_SKIPPED) {
        buf_printf(buf, "~%.*s", STR_ARG(json_text(value)));
    } else if (is_object || value->kind == JSON_ARRAY) {
        buf_add_char(buf, is_object ? '{' : '[');
        for (uint32_t i = 0; i < value->count; i++) {
            const Json *item = &value->as.items[i];
            if (i > 0) buf_add_char(buf, ' ');
            if (is_object) buf_printf(buf, "%.*s#%d:", STR_ARG(json_name(item)), item->key);
            show(buf, item);
        }
        buf_add_char(buf, is_object ? '}' : ']');
    } else {
        json_write(buf, value, false);
    }
}

typedef struct {
    const char *text;
    const char *want;
} Row;

static void check_rows(const JsonProjection *projection, const Row *rows, size_t count) {
    Buf buf = {0};
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        Json value;
        Err err = {0};
        buf_reset(&buf);
        Str text = {rows[i].text, strlen(rows[i].text)};
        if (json_read(text, projection, &json_limits, arena, &value, &err)) {
            show(&buf, &value);
        } else {
            buf_printf(&buf, "%s@%llu", err.code == ERR_LIMIT ? "limit" : "parse",
                       (unsigned long long)err.byte);
        }
        CHECK_ROW(str_eq(buf_str(&buf), (Str){rows[i].want, strlen(rows[i].want)}),
                  "%s: got %.*s, want %s", rows[i].text, STR_ARG(buf), rows[i].want);
        arena_free(arena);
    }
    buf_free(&buf);
}

TEST(json_project_reads_what_is_wanted) {
    static const JsonWanted inner_rows[] = {{NAME("code"), .key = 7}};
    static JsonProjection inner = {.wanted = inner_rows, .count = COUNT(inner_rows)};
    static const JsonWanted rows[] = {
        {NAME("id"), .key = 1},
        {NAME("coding"), .key = 2, .below = &inner},
        {NAME("all"), .key = 3},
    };
    JsonProjection projection = {.wanted = rows, .count = COUNT(rows), .key_of = key_of};
    Arena *arena = arena_new();
    json_projection_freeze(&inner, arena);
    json_projection_freeze(&projection, arena);
    static const Row cases[] = {
        {"{}", "{}"},
        {"{\"id\":1}", "{id#1:1}"},
        {"{\"x\":{\"id\":2},\"id\":1,\"y\":[]}", "{id#1:1}"},
        {"{\"i\\u0064\":1}", "{id#1:1}"},
        {"{\"ID\":1,\"idd\":2,\"i\":3,\"\":4}", "{}"},
        {"{\"coding\":[{\"code\":\"a\",\"system\":\"s\"},{\"display\":\"d\"}]}",
         "{coding#2:[{code#7:\"a\"} {}]}"},
        {"{\"coding\":{\"id\":1,\"code\":{\"code\":1}}}", "{coding#2:{code#7:{code#0:1}}}"},
        {"{\"coding\":5}", "{coding#2:5}"},
        {"{\"all\":{\"ab\":[{\"c\":1}]}}", "{all#3:{ab#102:[{c#101:1}]}}"},
        {"[{\"id\":1,\"x\":2},{\"x\":3}]", "[{id#1:1} {}]"},
        // Strict in what is read, balance and UTF-8 in what is skipped.
        {"{\"x\":{\"a\":tru,,\"b\"},\"id\":1}", "{id#1:1}"},
        {"{\"x\":tru,\"id\":1}", "parse@5"},
        {"{\"x\":01,\"id\":1}", "parse@5"},
        {"{\"x\":,\"id\":1}", "parse@5"},
        {"{\"x\":{\"a\":[1}},\"id\":1}", "parse@12"},
        {"{\"x\":\"a\\qb\",\"id\":1}", "{id#1:1}"},
        {"{\"x\":\"a\xFF\",\"id\":1}", "parse@7"},
        {"{\"x\":[\"a\xFF\"],\"id\":1}", "parse@8"},
        {"{\"x\":\"\\\xFF\",\"id\":1}", "parse@7"},
        {"{\"id\":1,\"id\":2}", "parse@8"},
        {"{\"x\":1,\"x\":2}", "{}"},
        {"{\"all\":{\"a\":1,\"a\":2}}", "parse@14"},
    };
    check_rows(&projection, cases, COUNT(cases));
    arena_free(arena);
}

TEST(json_project_joins_primitive_extensions) {
    static const JsonWanted rows[] = {
        {NAME("birthDate"), .key = 1}, {NAME("_birthDate"), .key = 1, .extension_of = true},
        {NAME("given"), .key = 2},     {NAME("_given"), .key = 2, .extension_of = true},
        {NAME("all"), .key = 3},
    };
    JsonProjection projection = {.wanted = rows, .count = COUNT(rows), .key_of = key_of};
    Arena *arena = arena_new();
    json_projection_freeze(&projection, arena);
    static const Row cases[] = {
        {"{\"birthDate\":\"1970\"}", "{birthDate#1:\"1970\"}"},
        {"{\"birthDate\":\"1970\",\"_birthDate\":{\"id\":\"b\"}}",
         "{birthDate#1:<\"1970\"|{id#102:\"b\"}>}"},
        {"{\"_birthDate\":{\"id\":\"b\"},\"birthDate\":\"1970\"}",
         "{birthDate#1:<\"1970\"|{id#102:\"b\"}>}"},
        {"{\"_birthDate\":{\"id\":\"b\"}}", "{birthDate#1:<null|{id#102:\"b\"}>}"},
        {"{\"birthDate\":\"1970\",\"_birthDate\":null}", "{birthDate#1:\"1970\"}"},
        {"{\"given\":[\"A\",null,\"C\"],\"_given\":[null,{\"id\":\"b\"},{}]}",
         "{given#2:[\"A\" <null|{id#102:\"b\"}> <\"C\"|{}>]}"},
        {"{\"given\":[\"A\"],\"_given\":[null,{\"id\":\"b\"}]}",
         "{given#2:[\"A\" <null|{id#102:\"b\"}>]}"},
        {"{\"_given\":[{\"id\":\"a\"},null]}", "{given#2:[<null|{id#102:\"a\"}> null]}"},
        {"{\"given\":[],\"_given\":[]}", "{given#2:[]}"},
        {"{\"given\":\"A\",\"_given\":[{}]}", "parse@13"},
        {"{\"given\":[\"A\"],\"_given\":{}}", "parse@15"},
        {"{\"given\":[{}],\"_given\":[{}]}", "parse@14"},
        {"{\"given\":[\"A\"],\"_given\":[5]}", "parse@15"},
        {"{\"birthDate\":\"1970\",\"_birthDate\":\"x\"}", "parse@20"},
        {"{\"birthDate\":{},\"_birthDate\":{}}", "parse@16"},
        {"{\"_birthDate\":{},\"_birthDate\":{}}", "parse@17"},
        // Below a member that is read whole, key_of stands for the names without underscore.
        {"{\"all\":{\"_url\":{\"_x\":{}},\"url\":1,\"__y\":2,\"_\":3}}",
         "{all#3:{url#103:<1|{x#101:<null|{}>}> __y#103:2 _#101:3}}"},
    };
    check_rows(&projection, cases, COUNT(cases));
    arena_free(arena);
}

TEST(json_project_without_key_of_leaves_underscores_alone) {
    static const Row cases[] = {{"{\"_x\":{},\"x\":1}", "{_x#0:{} x#0:1}"}};
    check_rows(NULL, cases, COUNT(cases));
}

static const JsonProjection *choose(const void *ctx, Str type) {
    return str_eq(type, STR("Patient")) || type.data == NULL ? ctx : NULL;
}

TEST(json_project_chooses_by_resource_type) {
    static const JsonWanted rows[] = {{NAME("id"), .key = 1}};
    static JsonProjection patient = {.wanted = rows, .count = COUNT(rows)};
    JsonProjection resource = {.choose = choose, .ctx = &patient};
    Arena *arena = arena_new();
    json_projection_freeze(&patient, arena);
    static const Row cases[] = {
        {"{\"resourceType\":\"Patient\",\"id\":1,\"x\":2}", "{id#1:1}"},
        {"{\"id\":1,\"x\":{\"resourceType\":\"Claim\"},\"resourceType\":\"Patient\"}", "{id#1:1}"},
        {"{\"id\":1,\"resourceType\":\"Claim\"}", "~Claim"},
        {"{\"resourceType\":\"Cl\\u0061im\",\"id\":{}}", "~Claim"},
        {"{\"id\":1}", "{id#1:1}"},
        {"{}", "{}"},
        {"[{\"resourceType\":\"Claim\"},{\"resourceType\":\"Patient\",\"id\":2}]",
         "[~Claim {id#1:2}]"},
        {"5", "5"},
        {"{\"resourceType\":5}", "parse@16"},
        {"{\"resourceType\":\"Patient\",\"resourceType\":\"Claim\"}", "parse@26"},
        {"{\"resourceType\":\"Claim\",\"id\":[}", "parse@30"},
        {"{\"resourceType\":\"Claim\",\"id\":[", "parse@30"},
        {"{\"id\":[", "parse@7"},
        {"{\"id\" 1}", "parse@6"},
        {"{\"id\":1 \"x\":1}", "parse@8"},
    };
    check_rows(&resource, cases, COUNT(cases));
    arena_free(arena);
}

static bool is_number(const JsonWanted *wanted, const Json *value) {
    return value->kind == JSON_NUMBER && wanted->type == 7;
}

TEST(json_project_asks_what_fits_and_counts_what_it_skips) {
    static const JsonWanted rows[] = {{NAME("id"), .fits = is_number, .type = 7},
                                      {NAME("odd"), .fits = is_number, .type = 8},
                                      {NAME("any")}};
    JsonProjection projection = {.wanted = rows, .count = COUNT(rows)};
    static const struct {
        const char *text;
        bool fits;
        uint64_t skipped;
    } cases[] = {
        {"{\"id\":1,\"any\":\"x\"}", true, 0},
        {"[{\"id\":1},{\"id\":\"1\"}]", false, 0},
        {"{\"any\":{\"id\":\"1\"}}", true, 0},  // not below `any`
        {"{\"odd\":1}", false, 0},
        {"{\"x\":[1,2],\"id\":1,\"y\":\"ab\",\"z\":null}", true, 5 + 4 + 4},
    };
    Arena *arena = arena_new();
    json_projection_freeze(&projection, arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        JsonFitting read;
        Err err = {0};
        CHECK(json_read_fitting(str_from(cases[i].text), &projection, &json_limits, arena, &read,
                                &err));
        CHECK_ROW(read.fits == cases[i].fits && read.skipped == cases[i].skipped, "%s: %llu",
                  cases[i].text, (unsigned long long)read.skipped);
    }
    arena_free(arena);
}

// More names than are looked for one by one, and names that differ in the middle only.
TEST(json_project_tells_many_names_apart) {
    enum { NAMES = 500 };
    Arena *arena = arena_new();
    JsonWanted *wanted = ARENA_ARRAY(arena, JsonWanted, NAMES);
    Buf buf = {0};
    buf_add_char(&buf, '{');
    for (uint16_t i = 0; i < NAMES; i++) {
        wanted[i].name =
            arena_printf(arena, "%.*snames%03dsame", i % 20, "aaaaaaaaaaaaaaaaaaaa", i);
        wanted[i].key = i;
        buf_printf(&buf, "\"%.*s\":%d,\"%.*sx\":0,", STR_ARG(wanted[i].name), i,
                   STR_ARG(wanted[i].name));
    }
    buf.data[buf.len - 1] = '}';
    JsonProjection projection = {.wanted = wanted, .count = NAMES};
    json_projection_freeze(&projection, arena);
    Json value;
    Err err;
    CHECK(json_read(buf_str(&buf), &projection, &json_limits, arena, &value, &err));
    CHECK_INT(value.count, NAMES);
    for (uint16_t i = 0; i < value.count; i++) {
        const Json *member = &value.as.items[i];
        CHECK_ROW(member->key == i && str_eq(json_name(member), wanted[i].name), "%d", i);
    }
    buf_free(&buf);
    arena_free(arena);
}
