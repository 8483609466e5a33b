// Whatever bytes arrive: engines agree, what is written reads as the same value, and a projection
// leaves what the whole value has. The first two bytes choose the projection, the rest is the text.

#include <assert.h>
#include <stdint.h>

#include "../tests/json/grow.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool read_with(const char *engine, Str text, const JsonProjection *projection, Arena *arena,
                      Json *value, Err *err) {
    *err = (Err){0};
    if (!json_use(engine)) json_use("scalar");
    bool ok = json_read(text, projection, &json_limits, arena, value, err);
    if (!ok) {
        assert(err->code == ERR_PARSE || err->code == ERR_LIMIT);
        assert(err->byte <= text.len && err->message[0] != '\0');
    }
    return ok;
}

// Reads with both engines, which must agree.
static bool read_both(Str text, const JsonProjection *projection, Arena *arena, Json *value) {
    Json other;
    Err err;
    Err other_err;
    bool ok = read_with("scalar", text, projection, arena, value, &err);
    assert(read_with("avx2", text, projection, arena, &other, &other_err) == ok);
    if (ok) {
        assert(json_equal(value, &other));
        assert(json_hash(value) == json_hash(&other));
    } else {
        assert(err.byte == other_err.byte && err.code == other_err.code);
    }
    return ok;
}

static void check_written(const Json *value, const JsonProjection *projection, bool sorted,
                          Arena *arena) {
    Buf once = {0};
    Buf twice = {0};
    Json again;
    json_write(&once, value, sorted);
    bool ok = read_both(buf_str(&once), projection, arena, &again);
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
    bool is_whole = read_both(text, NULL, arena, &whole);
    bool is_projected = read_both(text, projection, arena, &projected);
    if (is_whole) {
        assert(is_projected);
        Json cut = grow_cut(arena, &whole, projection);
        assert(json_equal(&cut, &projected));
        check_written(&whole, NULL, true, arena);
        check_written(&whole, NULL, false, arena);
    }
    if (is_projected) check_written(&projected, projection, true, arena);
    if (read_both(text, fhir, arena, &joined)) check_written(&joined, fhir, true, arena);
    arena_free(arena);
    return 0;
}
