// grow: random JSON texts and projections, the same for the same seed. For tests and fuzzers.

#ifndef TESTS_JSON_GROW_H
#define TESTS_JSON_GROW_H

#include <stdint.h>

#include "json/json.h"

typedef struct {
    uint64_t state;  // not 0
} Random;

static inline uint32_t random_below(Random *random, uint32_t limit) {
    random->state ^= random->state << 13;
    random->state ^= random->state >> 7;
    random->state ^= random->state << 17;
    return (uint32_t)((random->state * 0x2545F4914F6CDD1DU) >> 33) % limit;
}

static const char *const grow_names[] = {
    "id",     "url",           "code",       "value", "resourceType", "system", "valueQuantity",
    "coding", "valueDateTime", "subject",    "x",     "extension",    "text",   "\xC3\xA9t\xC3\xA9",
    "status", "onsetDateTime", "onsetPeriod"};
enum { GROW_NAMES = sizeof grow_names / sizeof grow_names[0] };

static inline void grow_blank(Random *random, Buf *buf) {
    static const char *const blanks[] = {"", "", "", "", "", " ", "\n  ", "\t\r\n "};
    const char *blank = blanks[random_below(random, 8)];
    buf_add(buf, (Str){blank, strlen(blank)});
}

static inline void grow_string(Random *random, Buf *buf) {
    static const char *const parts[] = {
        "a", "Bone", "{", "]", ",", ":",        "\\\"",    "\\\\",           "\\n",
        "[", "}",    "/", " ", "/", "\xC3\xBC", "\\u20ac", "\\ud83d\\ude00", "\xF0\x9F\x98\x80"};
    buf_add_char(buf, '"');
    uint32_t plain = random_below(random, 4) == 0 ? random_below(random, 150) : 0;
    while (plain-- > 0) buf_add_char(buf, 'p');
    for (uint32_t i = random_below(random, 6); i > 0; i--) {
        const char *part = parts[random_below(random, 18)];
        buf_add(buf, (Str){part, strlen(part)});
    }
    buf_add_char(buf, '"');
}

static inline void grow_value(Random *random, Buf *buf, int depth) {
    static const char *const scalars[] = {"null", "true",    "false", "0",  "-1.50",
                                          "1e9",  "12.5E-3", "123",   "[]", "{}"};
    uint32_t kind = random_below(random, 5);
    if (depth == 0 || kind == 0) {
        const char *scalar = scalars[random_below(random, 10)];
        buf_add(buf, (Str){scalar, strlen(scalar)});
    } else if (kind == 1) {
        grow_string(random, buf);
    } else if (kind == 2) {
        buf_add_char(buf, '[');
        for (uint32_t i = 0, count = random_below(random, 8); i < count; i++) {
            if (i > 0) buf_add_char(buf, ',');
            grow_blank(random, buf);
            grow_value(random, buf, depth - 1);
            grow_blank(random, buf);
        }
        buf_add_char(buf, ']');
    } else {
        buf_add_char(buf, '{');
        grow_blank(random, buf);
        uint32_t name = random_below(random, GROW_NAMES);
        for (uint32_t i = 0, count = random_below(random, 6); i < count; i++) {
            if (i > 0) buf_add_char(buf, ',');
            grow_blank(random, buf);
            buf_add_char(buf, '"');  // neighbours in the list, so that no name stands twice
            const char *text = grow_names[(name + i) % GROW_NAMES];
            buf_add(buf, (Str){text, strlen(text)});
            buf_add_char(buf, '"');
            grow_blank(random, buf);
            buf_add_char(buf, ':');
            grow_blank(random, buf);
            grow_value(random, buf, depth - 1);
            grow_blank(random, buf);
        }
        buf_add_char(buf, '}');
    }
}

// A projection of some of the names, `depth` levels of them.
static inline const JsonProjection *grow_projection(Random *random, Arena *arena, int depth) {
    JsonProjection *projection = ARENA_NEW(arena, JsonProjection);
    JsonWanted *wanted = ARENA_ARRAY(arena, JsonWanted, GROW_NAMES);
    for (uint32_t i = 0; i < GROW_NAMES; i++) {
        if (random_below(random, 3) > 0) continue;
        wanted[projection->count++] = (JsonWanted){
            .name = {grow_names[i], strlen(grow_names[i])},
            .key = (uint16_t)(i + 1),
            .below = depth == 0 || random_below(random, 3) == 0
                         ? NULL
                         : grow_projection(random, arena, depth - 1),
        };
    }
    projection->wanted = wanted;
    json_projection_freeze(projection, arena);
    return projection;
}

// What `projection` leaves of a value that was read whole.
static inline Json grow_cut(Arena *arena, const Json *whole, const JsonProjection *projection) {
    Json cut = *whole;
    bool has_items = whole->kind == JSON_ARRAY || whole->kind == JSON_OBJECT;
    if (projection == NULL || !has_items || whole->count == 0) return cut;
    Json *items = ARENA_ARRAY(arena, Json, whole->count);
    cut.as.items = items;
    cut.count = 0;
    for (uint32_t i = 0; i < whole->count; i++) {
        const Json *item = &whole->as.items[i];
        const JsonProjection *below = whole->kind == JSON_ARRAY ? projection : NULL;
        bool is_wanted = whole->kind == JSON_ARRAY;
        for (size_t row = 0; !is_wanted && row < projection->count; row++) {
            is_wanted = str_eq(projection->wanted[row].name, json_name(item));
            below = projection->wanted[row].below;
        }
        if (is_wanted) items[cut.count++] = grow_cut(arena, item, below);
    }
    return cut;
}

#endif
