// Every engine gives the same values and the same errors; what a projection leaves is what the
// whole value would have had. Random texts, damaged texts, and the edges of blocks.

#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "grow.h"
#include "test.h"
#include "json/scan.h"

enum { TEXTS = 400, DEPTH = 7 };

static const char *const engines[] = {"scalar", "avx2"};
enum { ENGINES = sizeof engines / sizeof engines[0] };

typedef struct {
    bool ok;
    Json value;
    Err err;
} Result;

// Reads a copy of exactly this length, so that a read behind its end is seen by the sanitizer.
static Result read_copy(Str text, const JsonProjection *projection, Arena *arena) {
    char *copy = malloc(text.len + 1);
    memcpy(copy, text.data, text.len);
    char *exact = realloc(copy, text.len == 0 ? 1 : text.len);
    Result result = {0};
    Str again = {exact, text.len};
    result.ok = json_read(again, projection, &json_limits, arena, &result.value, &result.err);
    // Values are slices of the text: written into the arena before it goes.
    if (result.ok) {
        Buf buf = {0};
        json_write(&buf, &result.value, false);
        Str kept = arena_str(arena, buf_str(&buf));
        buf_free(&buf);
        Err err;
        CHECK(json_read(kept, NULL, &json_limits, arena, &result.value, &err));
    }
    free(exact);
    return result;
}

static bool same_result(const Result *a, const Result *b) {
    if (a->ok != b->ok) return false;
    if (a->ok) return json_equal(&a->value, &b->value);
    return a->err.code == b->err.code && a->err.byte == b->err.byte &&
           strcmp(a->err.message, b->err.message) == 0;
}

// Reads with each engine; all must agree. Returns what the last one gave.
static Result read_all(Str text, const JsonProjection *projection, Arena *arena) {
    Result first = {0};
    Result last = {0};
    for (size_t i = 0; i < ENGINES; i++) {
        if (!json_use(engines[i])) continue;
        last = read_copy(text, projection, arena);
        if (i == 0) first = last;
        CHECK_ROW(same_result(&first, &last), "%s: %d@%llu %s, scalar: %d@%llu %s, of %.*s",
                  engines[i], last.err.code, (unsigned long long)last.err.byte, last.err.message,
                  first.err.code, (unsigned long long)first.err.byte, first.err.message,
                  STR_ARG(text));
    }
    return last;
}

TEST(json_engines_the_scalar_one_is_always_there) {
    CHECK(json_use("scalar"));
    CHECK(strcmp(json_engine(), "scalar") == 0);
    CHECK(!json_use("abacus"));
    CHECK(strcmp(json_engine(), "scalar") == 0);
    json_use("avx2");
}

// An engine may leave what is wrong to the scalar code, but not what is right: that would be slow.
TEST(json_engines_do_not_doubt_what_is_right) {
    Random random = {99};
    Buf buf = {0};
    for (int i = 0; i < TEXTS; i++) {
        buf_reset(&buf);
        buf_add_char(&buf, '[');
        grow_value(&random, &buf, DEPTH);
        buf_add(&buf, STR(",[[[[{},[{\"a\":[\"\\\"\"]}],[{}]]]],[[]]]]"));
        size_t len = buf.len;
        buf_add(&buf, STR("]}\n\\"));  // not its business
        for (size_t engine = 0; engine < ENGINES; engine++) {
            if (!json_use(engines[engine])) continue;
            const char *after = json_engine_now()->skip(buf.data, buf.data + buf.len, 64);
            CHECK_ROW(after == buf.data + len, "%s: %.*s", engines[engine], STR_ARG(buf));
        }
    }
    buf_free(&buf);
}

TEST(json_engines_agree_and_a_projection_cuts_the_whole) {
    Random random = {20261122};
    Buf buf = {0};
    for (int i = 0; i < TEXTS; i++) {
        Arena *arena = arena_new();
        buf_reset(&buf);
        grow_value(&random, &buf, DEPTH);
        const JsonProjection *projection = grow_projection(&random, arena, 3);
        Result whole = read_all(buf_str(&buf), NULL, arena);
        Result projected = read_all(buf_str(&buf), projection, arena);
        CHECK_ROW(whole.ok, "%s at %llu of %.*s", whole.err.message,
                  (unsigned long long)whole.err.byte, STR_ARG(buf));
        Json cut = grow_cut(arena, &whole.value, projection);
        CHECK_ROW(projected.ok && json_equal(&cut, &projected.value), "%.*s", STR_ARG(buf));
        CHECK(json_hash(&cut) == json_hash(&projected.value));
        arena_free(arena);
    }
    buf_free(&buf);
}

TEST(json_engines_agree_on_damaged_texts) {
    static const char bytes[] = {'"',  '\\',   '{',    '}',    '[', ']',
                                 '\n', '\x01', '\x80', '\xC3', 'x', ','};
    Random random = {7};
    Buf buf = {0};
    for (int i = 0; i < TEXTS * 4; i++) {
        Arena *arena = arena_new();
        buf_reset(&buf);
        buf_add(&buf, STR("{\"skipped\":"));
        grow_value(&random, &buf, DEPTH);
        buf_add_char(&buf, '}');
        const JsonProjection *projection = grow_projection(&random, arena, 2);
        uint32_t place = random_below(&random, (uint32_t)buf.len);
        if (random_below(&random, 4) == 0) buf.len = place;
        if (place < buf.len) buf.data[place] = bytes[random_below(&random, sizeof bytes)];
        Result whole = read_all(buf_str(&buf), NULL, arena);
        Result projected = read_all(buf_str(&buf), projection, arena);
        // What is read whole is not refused when less is read.
        CHECK_ROW(projected.ok || !whole.ok, "%.*s", STR_ARG(buf));
        arena_free(arena);
    }
    buf_free(&buf);
}

// A small document that has one of everything.
static const char small[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p\\u0031\",\"a\":[1,-2.5e3,true,null,{\"b\":[[]]}],"
    "\"text\":{\"div\":\"<div class=\\\"x\\\">\xC3\xA9\xE2\x82\xAC "
    "{[</div>\",\"n\":{\"m\":[{},[\"\"]]}},"
    "\"gender\":\"other\"}";

static const JsonProjection *id_only(Arena *arena) {
    JsonWanted *wanted = ARENA_NEW(arena, JsonWanted);
    *wanted = (JsonWanted){.name = STR("id"), .key = 1};
    JsonProjection *projection = ARENA_NEW(arena, JsonProjection);
    *projection = (JsonProjection){.wanted = wanted, .count = 1};
    json_projection_freeze(projection, arena);
    return projection;
}

TEST(json_engines_a_text_cut_anywhere_is_refused_at_its_end) {
    Arena *arena = arena_new();
    const JsonProjection *projection = id_only(arena);
    CHECK(read_all((Str){small, sizeof small - 1}, projection, arena).ok);
    for (size_t len = 0; len < sizeof small - 1; len++) {
        Str text = {small, len};
        CHECK_ROW(!read_all(text, NULL, arena).ok, "%zu bytes", len);
        Result result = read_all(text, projection, arena);
        CHECK_ROW(!result.ok && result.err.byte <= len, "%zu bytes", len);
    }
    arena_free(arena);
}

TEST(json_engines_any_byte_may_be_any_other) {
    for (size_t place = 0; place < sizeof small - 1; place++) {
        Arena *arena = arena_new();
        const JsonProjection *projection = id_only(arena);
        char text[sizeof small];
        memcpy(text, small, sizeof small);
        for (unsigned byte = 0; byte < 256; byte += place % 3 == 0 ? 1 : 17) {
            text[place] = (char)byte;
            Str changed = {text, sizeof small - 1};
            Result whole = read_all(changed, NULL, arena);
            Result projected = read_all(changed, projection, arena);
            CHECK_ROW(projected.ok || !whole.ok, "byte %zu = %u", place, byte);
        }
        arena_free(arena);
    }
}

// `filler` bytes of string push what follows over the edges of blocks.
TEST(json_engines_see_every_place_of_a_block) {
    static const struct {
        const char *what;
        const char *inside;  // of a skipped array, after the filler
        bool ok;
    } rows[] = {
        {"nothing", "", true},
        {"brackets in a string", ",\"}]{[\"", true},
        {"an escaped quote", ",\"\\\"]\"", true},
        {"an escaped backslash", ",\"\\\\\",[]", true},
        {"a run of backslashes", ",\"\\\\\\\\\\\\\\\"]\"", true},
        {"many brackets", ",[[],[],{},[{}],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]",
         true},
        {"deep", ",[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]", true},
        {"beyond ASCII", ",\"\xE2\x82\xAC\"", true},
        {"not UTF-8", ",\"\xE2\x82\"", false},
        {"a control character", ",\"\x1F\"", false},
        {"an escaped control character", ",\"\\\n\"", false},
        {"a backslash outside", ",\\\"\"", false},
        {"a wrong bracket", ",[[],{]]", false},
        {"a wrong bracket, far in", ",[[[[[[[[[[[[[{},{},{}]]]]]]]]]]]}]", false},
        {"a string without end", ",\"", false},
    };
    Arena *arena = arena_new();
    const JsonProjection *projection = id_only(arena);
    Buf buf = {0};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        for (size_t filler = 0; filler < 330; filler += filler < 140 ? 1 : 7) {
            buf_reset(&buf);
            buf_add(&buf, STR("{\"skip\":[\""));
            for (size_t i = 0; i < filler; i++) buf_add_char(&buf, 'f');
            buf_add_char(&buf, '"');
            buf_add(&buf, (Str){rows[row].inside, strlen(rows[row].inside)});
            buf_add(&buf, STR("],\"id\":\"x\"}"));
            Result result = read_all(buf_str(&buf), projection, arena);
            CHECK_ROW(result.ok == rows[row].ok, "%s after %zu bytes", rows[row].what, filler);
            if (result.ok) CHECK_STR(json_string(&result.value, STR("id")), "x");
        }
    }
    buf_free(&buf);
    arena_free(arena);
}

TEST(json_engines_skip_as_deep_as_allowed) {
    Arena *arena = arena_new();
    const JsonProjection *projection = id_only(arena);
    Buf buf = {0};
    for (int depth = 1; depth <= 70; depth++) {
        for (int wide = 0; wide < 2; wide++) {
            buf_reset(&buf);
            buf_add(&buf, STR("{\"skip\":"));
            for (int i = 1; i < depth; i++) {
                buf_add(&buf,
                        wide ? STR("[\"                                        \",") : STR("["));
            }
            buf_add_char(&buf, '0');
            for (int i = 1; i < depth; i++) buf_add_char(&buf, ']');
            buf_add_char(&buf, '}');
            Result result = read_all(buf_str(&buf), projection, arena);
            CHECK_ROW(result.ok == (depth <= 64), "%d deep", depth);
            if (!result.ok) CHECK(result.err.code == ERR_LIMIT);
        }
    }
    buf_free(&buf);
    arena_free(arena);
}
