#include "json/project.h"

#include <assert.h>

#include "json/text.h"

// Open addressing on the print of a name: its first and last four bytes, which with the length tell
// the names of FHIR apart. The table is at most a quarter full, so an unwanted name mostly meets an
// empty slot.
typedef struct {
    uint64_t print;
    const JsonWanted *wanted;  // NULL: an empty slot
} Slot;

typedef struct {
    uint64_t mask;
    Slot slots[];
} Index;

static inline uint64_t print_of(Str name) {
    const char *bytes = name.data;
    if (name.len >= 4) {
        uint32_t first;
        uint32_t last;
        memcpy(&first, bytes, 4);
        memcpy(&last, bytes + name.len - 4, 4);
        return (uint64_t)last << 32 | first;
    }
    if (name.len == 0) return 0;
    return (uint64_t)(unsigned char)bytes[0] | (uint64_t)(unsigned char)bytes[name.len / 2] << 8 |
           (uint64_t)(unsigned char)bytes[name.len - 1] << 16;
}

static inline uint64_t slot_of(uint64_t print, size_t len) {
    return ((print + len * 0x9E3779B97F4A7C15U) * 0xD6E8FEB86659FD93U) >> 40;
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
        uint64_t print = print_of(wanted->name);
        uint64_t slot = slot_of(print, wanted->name.len) & index->mask;
        while (index->slots[slot].wanted != NULL) {
            assert(!str_eq(index->slots[slot].wanted->name, wanted->name));
            slot = (slot + 1) & index->mask;
        }
        index->slots[slot] = (Slot){print, wanted};
    }
    projection->index = index;
}

// Names with the same print. What lies between the first and last four bytes is compared without a
// call as long as it is short.
static inline bool is_same(Str a, Str b) {
    if (a.len != b.len) return false;
    if (a.len <= 8) return true;
    if (a.len > 16) return memcmp(a.data, b.data, a.len) == 0;
    uint64_t first[2];
    uint64_t last[2];
    memcpy(&first[0], a.data, 8);
    memcpy(&first[1], b.data, 8);
    memcpy(&last[0], a.data + a.len - 8, 8);
    memcpy(&last[1], b.data + b.len - 8, 8);
    return first[0] == first[1] && last[0] == last[1];
}

const JsonWanted *json_project_find(const JsonProjection *projection, Str name) {
    const Index *index = projection->index;
    uint64_t print = print_of(name);
    for (uint64_t at = slot_of(print, name.len);; at++) {
        const Slot *slot = &index->slots[at & index->mask];
        if (slot->wanted == NULL) return NULL;
        if (slot->print == print && is_same(slot->wanted->name, name)) return slot->wanted;
    }
}
