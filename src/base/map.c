#include "base/map.h"

#include <assert.h>
#include <stdint.h>
#include <sys/auxv.h>

// Open addressing with linear probing over a table of entry numbers (0: empty),
// at most half full; the entries themselves stand densely in the order put.

typedef struct {
    Str key;
    uint64_t hash;
    uint64_t value;
} Entry;

struct Map {
    Arena *arena;
    uint64_t seed;
    Entry *entries;
    uint32_t *table;  // entry number + 1
    size_t count;
    size_t slots;  // a power of two
};

enum { FIRST_SLOTS = 16 };

// Folds the 128-bit product of two odd-ended words: each input bit reaches
// every output bit.
static uint64_t mix(uint64_t a, uint64_t b) {
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load(const char *bytes, size_t count) {
    uint64_t word = 0;
    memcpy(&word, bytes, count);
    return word;
}

uint64_t str_hash(Str text, uint64_t seed) {
    const uint64_t odd_a = 0x9e3779b97f4a7c15U;
    const uint64_t odd_b = 0xd1342543de82ef95U;
    uint64_t hash = seed ^ mix(text.len + odd_a, odd_b);
    const char *at = text.data;
    size_t left = text.len;
    for (; left >= sizeof(uint64_t); left -= sizeof(uint64_t), at += sizeof(uint64_t)) {
        hash = mix(hash ^ load(at, sizeof(uint64_t)), odd_a);
    }
    if (left > 0) hash = mix(hash ^ load(at, left), odd_b);
    return mix(hash, odd_a);
}

uint64_t hash_mix(uint64_t hash, uint64_t word) {
    return mix(hash ^ word, 0x9e3779b97f4a7c15U);
}

uint64_t hash_seed(void) {
    // 16 random bytes that the kernel gives each process at its start.
    uintptr_t bytes = getauxval(AT_RANDOM);
    uint64_t seed = 0;
    if (bytes != 0) memcpy(&seed, (const void *)bytes, sizeof seed);
    return seed;
}

Map *map_new(Arena *arena) {
    Map *map = ARENA_NEW(arena, Map);
    map->arena = arena;
    map->seed = hash_seed();
    return map;
}

// The slot that holds the key, or the empty one where it belongs.
static size_t slot_of(const Map *map, Str key, uint64_t hash) {
    size_t slot = hash & (map->slots - 1);
    for (; map->table[slot] != 0; slot = (slot + 1) & (map->slots - 1)) {
        const Entry *entry = &map->entries[map->table[slot] - 1];
        if (entry->hash == hash && str_eq(entry->key, key)) break;
    }
    return slot;
}

// Doubles the table; the old one stays behind in the arena, in sum less than the new one.
static void grow(Map *map) {
    size_t slots = map->slots == 0 ? FIRST_SLOTS : map->slots * 2;
    assert(slots / 2 < UINT32_MAX);
    Entry *entries = ARENA_ARRAY(map->arena, Entry, slots / 2);
    if (map->count > 0) memcpy(entries, map->entries, map->count * sizeof *entries);
    map->entries = entries;
    map->slots = slots;
    map->table = ARENA_ARRAY(map->arena, uint32_t, slots);
    for (size_t i = 0; i < map->count; i++) {
        size_t slot = entries[i].hash & (slots - 1);
        while (map->table[slot] != 0) slot = (slot + 1) & (slots - 1);
        map->table[slot] = (uint32_t)(i + 1);
    }
}

void map_put(Map *map, Str key, uint64_t value) {
    if (map->count * 2 >= map->slots) grow(map);
    uint64_t hash = str_hash(key, map->seed);
    size_t slot = slot_of(map, key, hash);
    if (map->table[slot] == 0) {
        map->entries[map->count++] = (Entry){.key = key, .hash = hash};
        map->table[slot] = (uint32_t)map->count;
    }
    map->entries[map->table[slot] - 1].value = value;
}

static const Entry *find(const Map *map, Str key) {
    if (map->count == 0) return NULL;
    size_t slot = slot_of(map, key, str_hash(key, map->seed));
    return map->table[slot] == 0 ? NULL : &map->entries[map->table[slot] - 1];
}

bool map_get(const Map *map, Str key, uint64_t *value) {
    const Entry *entry = find(map, key);
    if (entry == NULL) return false;
    *value = entry->value;
    return true;
}

bool map_has(const Map *map, Str key) {
    return find(map, key) != NULL;
}

void map_put_pointer(Map *map, Str key, const void *pointer) {
    map_put(map, key, (uintptr_t)pointer);
}

void *map_pointer(const Map *map, Str key) {
    const Entry *entry = find(map, key);
    return entry == NULL ? NULL : (void *)(uintptr_t)entry->value;
}

size_t map_count(const Map *map) {
    return map->count;
}

Str map_key(const Map *map, size_t i) {
    assert(i < map->count);
    return map->entries[i].key;
}

uint64_t map_value(const Map *map, size_t i) {
    assert(i < map->count);
    return map->entries[i].value;
}
