// Whatever bytes arrive: engines agree, what is written reads as the same value, and a projection
// leaves what the whole value has. The first two bytes choose the projection, the rest is the text.

#include <assert.h>
#include <stdint.h>

#include "../tests/json/grow.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const engines[] = {"scalar", "avx2", "avx512"};

static bool read_with(Str text, const JsonProjection *projection, Arena *arena, Json *value,
                      Err *err) {
    *err = (Err){0};
    bool ok = json_read(text, projection, &json_limits, arena, value, err);
    if (!ok) {
        assert(err->code == ERR_PARSE || err->code == ERR_LIMIT);
        assert(err->byte <= text.len && err->message[0] != '\0');
    }
    return ok;
}

static bool same_bytes(const Json *a, const Json *b) {
    Buf one = {0};
    Buf other = {0};
    json_write(&one, a, false);
    json_write(&other, b, false);
    bool same = str_eq(buf_str(&one), buf_str(&other));
    buf_free(&one);
    buf_free(&other);
    return same;
}

// Reads with every engine that this machine has, which must agree: on the value, its members in
// order, or on the error and its place.
static bool read_all(Str text, const JsonProjection *projection, Arena *arena, Json *value) {
    Err err = {0};
    bool ok = json_use(engines[0]) && read_with(text, projection, arena, value, &err);
    for (size_t i = 1; i < sizeof engines / sizeof engines[0]; i++) {
        Json other;
        Err other_err;
        if (!json_use(engines[i])) continue;
        assert(read_with(text, projection, arena, &other, &other_err) == ok);
        if (ok) {
            assert(json_equal(value, &other) && json_hash(value) == json_hash(&other));
            assert(same_bytes(value, &other));
        } else {
            assert(err.byte == other_err.byte && err.code == other_err.code);
            assert(strcmp(err.message, other_err.message) == 0);
        }
    }
    return ok;
}

static void check_written(const Json *value, const JsonProjection *projection, bool sorted,
                          Arena *arena) {
    Buf once = {0};
    Buf twice = {0};
    Json again;
    json_write(&once, value, sorted);
    bool ok = read_all(buf_str(&once), projection, arena, &again);
    assert(ok && json_equal(value, &again));
    json_write(&twice, &again, sorted);
    assert(!sorted || str_eq(buf_str(&once), buf_str(&twice)));
    buf_free(&once);
    buf_free(&twice);
}

static uint16_t key_of(Str name) {
    return (uint16_t)(name.len + 1);
}

// FHIR's "_x" joins "x", here in everything below "x" of the outermost object.
static const JsonProjection *fhir_projection(Arena *arena) {
    JsonWanted *wanted = ARENA_NEW(arena, JsonWanted);
    *wanted = (JsonWanted){.name = STR("x"), .key = 1};
    JsonProjection *projection = ARENA_NEW(arena, JsonProjection);
    *projection = (JsonProjection){.wanted = wanted, .count = 1, .key_of = key_of};
    json_projection_freeze(projection, arena);
    return projection;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (size < 2) return 0;
    Random random = {bytes[0] + 256u * bytes[1] + 1};
    Str text = {(const char *)bytes + 2, size - 2};
    Arena *arena = arena_new();
    const JsonProjection *projection = grow_projection(&random, arena, 2);
    const JsonProjection *fhir = fhir_projection(arena);
    Json whole;
    Json projected;
    Json joined;
    bool is_whole = read_all(text, NULL, arena, &whole);
    bool is_projected = read_all(text, projection, arena, &projected);
    if (is_whole) {
        assert(is_projected);
        Json cut = grow_cut(arena, &whole, projection);
        assert(json_equal(&cut, &projected));
        check_written(&whole, NULL, true, arena);
        check_written(&whole, NULL, false, arena);
    }
    if (is_projected) check_written(&projected, projection, true, arena);
    if (read_all(text, fhir, arena, &joined)) check_written(&joined, fhir, true, arena);
    arena_free(arena);
    return 0;
}
