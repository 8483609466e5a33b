// Arena, Buf, Map: what everything above stands on.

#include <stdio.h>

#include "base/buf.h"
#include "base/map.h"
#include "test.h"

TEST(arena_memory_is_zeroed_and_reused) {
    Arena *arena = arena_new();
    for (int round = 0; round < 3; round++) {
        unsigned char *small = arena_alloc(arena, 7, 3);
        bool zero = true;
        for (int i = 0; i < 21; i++) zero = zero && small[i] == 0;
        CHECK(zero);
        memset(small, 0xff, 21);
        CHECK((uintptr_t)arena_alloc(arena, 1, 1) % 16 == 0);
        char *large = arena_alloc(arena, 1, 3 << 20);
        large[0] = large[(3 << 20) - 1] = 1;
        CHECK(arena_used(arena) >= 3 << 20);
        arena_reset(arena);
        CHECK_INT((int64_t)arena_used(arena), 0);
    }
    CHECK_STR(arena_str(arena, STR("femur")), "femur");
    CHECK_STR(arena_str(arena, STR_NONE), "");
    arena_free(arena);
    arena_free(NULL);
}

TEST(buf_grows_and_prints) {
    Buf buf = {0};
    buf_add(&buf, STR_NONE);
    CHECK_INT((int64_t)buf.len, 0);
    for (int i = 0; i < 1000; i++) buf_printf(&buf, "%d,", i);
    buf_add_char(&buf, '\0');
    CHECK_INT((int64_t)buf.len, 3891);
    CHECK(memcmp(buf.data + 3886, "999,", 5) == 0);
    buf_reset(&buf);
    buf_add(&buf, STR("nothing"));
    CHECK_STR(buf_str(&buf), "nothing");
    buf_printf(&buf, "%s", "");
    CHECK_STR(buf_str(&buf), "nothing");
    buf_free(&buf);
    buf_free(&buf);
    Arena *arena = arena_new();
    CHECK_STR(arena_printf(arena, "%s %d", "Mirels", 9), "Mirels 9");
    CHECK_STR(arena_printf(arena, "%s", ""), "");
    arena_free(arena);
}

TEST(str_order_starts_ends) {
    CHECK(str_compare(STR("a"), STR("ab")) < 0);
    CHECK(str_compare(STR("b"), STR("ab")) > 0);
    CHECK(str_compare(STR(""), STR_NONE) == 0);
    CHECK(str_compare(STR("\xc3\xa4"), STR("z")) > 0);
    CHECK(str_starts(STR("C40.2"), STR("C40")) && !str_starts(STR("C4"), STR("C40")));
    CHECK(str_ends(STR("a.json"), STR(".json")) && !str_ends(STR("json"), STR(".json")));
    CHECK(str_ends(STR_NONE, STR("")) && str_starts(STR_NONE, STR_NONE));
}

enum { MANY = 20000 };

TEST(map_holds_many_in_order) {
    Arena *arena = arena_new();
    Map *map = map_new(arena);
    uint64_t value = 9;
    CHECK(!map_get(map, STR("nothing"), &value) && value == 9);
    for (int i = 0; i < MANY; i++) {
        map_put(map, arena_printf(arena, "Condition/c%d", i), (uint64_t)i);
    }
    CHECK_INT((int64_t)map_count(map), MANY);
    int wrong = 0;
    for (int i = 0; i < MANY; i++) {
        char key[40];
        snprintf(key, sizeof key, "Condition/c%d", i);
        wrong += !map_get(map, str_from(key), &value) || value != (uint64_t)i;
        wrong += !str_eq(map_key(map, (size_t)i), str_from(key));
        wrong += map_value(map, (size_t)i) != (uint64_t)i;
    }
    CHECK_INT(wrong, 0);
    CHECK(!map_has(map, STR("Condition/c20000")));
    map_put(map, STR("Condition/c5"), 77);
    CHECK_INT((int64_t)map_count(map), MANY);
    CHECK(map_get(map, STR("Condition/c5"), &value) && value == 77);
    arena_free(arena);
}

TEST(map_keys_are_bytes) {
    Arena *arena = arena_new();
    Map *map = map_new(arena);
    map_put(map, (Str){"a\0b", 3}, 1);
    map_put(map, (Str){"a\0c", 3}, 2);
    map_put(map, STR_NONE, 3);
    uint64_t value = 0;
    CHECK(map_get(map, (Str){"a\0c", 3}, &value) && value == 2);
    CHECK(map_get(map, STR(""), &value) && value == 3);
    CHECK(!map_has(map, STR("a")));
    arena_free(arena);
}

TEST(map_of_pointers) {
    Arena *arena = arena_new();
    Map *map = map_new(arena);
    int lesion = 4;
    CHECK(map_pointer(map, STR("lesion")) == NULL);
    map_put_pointer(map, STR("lesion"), &lesion);
    CHECK(map_pointer(map, STR("lesion")) == &lesion);
    CHECK(map_pointer(map, STR("lesions")) == NULL);
    arena_free(arena);
}

TEST(hash_depends_on_every_byte_and_on_the_seed) {
    char text[65] = {0};
    uint64_t plain = str_hash((Str){text, 64}, 1);
    int same = 0;
    for (size_t i = 0; i < 64; i++) {
        text[i] = 1;
        same += str_hash((Str){text, 64}, 1) == plain;
        text[i] = 0;
        same += str_hash((Str){text, i}, 1) == plain;
    }
    CHECK_INT(same, 0);
    CHECK(str_hash((Str){text, 64}, 2) != plain);
}
