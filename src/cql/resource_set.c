#include "cql/resource_set.h"

static size_t place_of(const ResourceSet *set, const Resource *resource) {
    uint64_t hash = (uint64_t)(uintptr_t)resource * 0x9e3779b97f4a7c15U;
    size_t at = (size_t)(hash >> 32) & (set->table_size - 1);
    while (set->table[at] != 0 && set->items[set->table[at] - 1] != resource)
        at = (at + 1) & (set->table_size - 1);
    return at;
}

static void grow(Arena *arena, ResourceSet *set) {
    size_t size = set->size == 0 ? 16 : set->size * 2;
    const Resource **items = ARENA_ARRAY(arena, const Resource *, size);
    if (set->count > 0) memcpy(items, set->items, set->count * sizeof *items);
    *set = (ResourceSet){.items = items, .count = set->count, .size = size, .table_size = size * 2};
    set->table = ARENA_ARRAY(arena, uint32_t, set->table_size);
    for (size_t i = 0; i < set->count; i++) set->table[place_of(set, items[i])] = (uint32_t)i + 1;
}

void resource_set_add(Arena *arena, ResourceSet *set, const Resource *resource) {
    if (set->count == set->size) grow(arena, set);
    size_t at = place_of(set, resource);
    if (set->table[at] != 0) return;
    set->items[set->count++] = resource;
    set->table[at] = (uint32_t)set->count;
}

size_t resource_set_find(const ResourceSet *set, const Resource *resource) {
    if (set->count == 0) return SIZE_MAX;
    uint32_t number = set->table[place_of(set, resource)];
    return number == 0 ? SIZE_MAX : number - 1;
}
