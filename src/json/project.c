#include "json/project.h"

#include <assert.h>

#include "json/text.h"

// Open addressing on a hash of the length and of the first and last four bytes, which tells the
// names of FHIR apart; a table at most a quarter full, so an unwanted name mostly meets an empty
// slot.
typedef struct {
    uint64_t mask;
    const JsonWanted *slots[];
} Index;

static inline uint64_t hash_name(Str name) {
    uint32_t first = 0;
    uint32_t last = 0;
    if (name.len >= 4) {
        memcpy(&first, name.data, 4);
        memcpy(&last, name.data + name.len - 4, 4);
    } else {
        for (size_t i = 0; i < name.len; i++) first = first << 8 | (unsigned char)name.data[i];
    }
    uint64_t mixed = ((uint64_t)last << 32 | first) + name.len * 0x9E3779B97F4A7C15U;
    mixed *= 0xD6E8FEB86659FD93U;
    return mixed >> 40;
}

void json_projection_freeze(JsonProjection *projection, Arena *arena) {
    assert(projection->count <= JSON_MAX_WANTED);
    size_t size = 4;
    while (size < projection->count * 4) size *= 2;
    Index *index = arena_alloc(arena, 1, sizeof *index + size * sizeof index->slots[0]);
    index->mask = size - 1;
    for (size_t i = 0; i < projection->count; i++) {
        const JsonWanted *wanted = &projection->wanted[i];
        assert(wanted->name.len <= UINT8_MAX);
        assert(!wanted->extension_of || json_is_extension(wanted->name));
        uint64_t slot = hash_name(wanted->name) & index->mask;
        while (index->slots[slot] != NULL) {
            assert(!str_eq(index->slots[slot]->name, wanted->name));
            slot = (slot + 1) & index->mask;
        }
        index->slots[slot] = wanted;
    }
    projection->index = index;
}

// Like str_eq(), without a call for what is short.
static inline bool same_name(Str a, Str b) {
    if (a.len != b.len) return false;
    if (a.len > 16 || a.len < 4) return str_eq(a, b);
    uint64_t first[2] = {0};
    uint64_t last[2] = {0};
    size_t width = a.len < 8 ? 4 : 8;
    if (width == 4) {
        memcpy(&first[0], a.data, 4);
        memcpy(&first[1], b.data, 4);
        memcpy(&last[0], a.data + a.len - 4, 4);
        memcpy(&last[1], b.data + b.len - 4, 4);
    } else {
        memcpy(&first[0], a.data, 8);
        memcpy(&first[1], b.data, 8);
        memcpy(&last[0], a.data + a.len - 8, 8);
        memcpy(&last[1], b.data + b.len - 8, 8);
    }
    return first[0] == first[1] && last[0] == last[1];
}

const JsonWanted *json_project_find(const JsonProjection *projection, Str name) {
    const Index *index = projection->index;
    uint64_t slot = hash_name(name) & index->mask;
    for (const JsonWanted *wanted; (wanted = index->slots[slot]) != NULL;) {
        if (same_name(wanted->name, name)) return wanted;
        slot = (slot + 1) & index->mask;
    }
    return NULL;
}
