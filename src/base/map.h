// map: a hash map from text to a number or a pointer.
//
// Entries keep the order they were put in, so that walking a map gives the same
// order in every run although the hash is seeded anew by each process (hostile keys cannot
// be made to collide). A map lives in an arena; the keys stay the caller's and
// must live as long. Nothing is ever removed. Many threads may read a map that
// nobody writes.
//
//     Map *map = map_new(arena);
//     map_put(map, STR("Condition/c7"), 12);
//     uint64_t at;
//     if (map_get(map, STR("Condition/c7"), &at)) ...
//     for (size_t i = 0; i < map_count(map); i++) use(map_key(map, i), map_value(map, i));

#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdint.h>

#include "base/arena.h"

typedef struct Map Map;

Map *map_new(Arena *arena);

// Sets the value of a key; what it was before is gone.
void map_put(Map *map, Str key, uint64_t value);
// False, and *value untouched, when the key is not there.
bool map_get(const Map *map, Str key, uint64_t *value);
bool map_has(const Map *map, Str key);

// The same with pointers. A map holds numbers or pointers, not both.
void map_put_pointer(Map *map, Str key, const void *pointer);
// NULL when the key is not there.
void *map_pointer(const Map *map, Str key);

// Entries in the order in which their keys were first put.
size_t map_count(const Map *map);
Str map_key(const Map *map, size_t i);
uint64_t map_value(const Map *map, size_t i);

// A hash of bytes, for tables of one's own. hash_seed() is drawn once a process.
uint64_t str_hash(Str text, uint64_t seed);
uint64_t hash_seed(void);
// A hash and one more word. Begun with hash_seed(), words cannot be chosen that collide.
uint64_t hash_mix(uint64_t hash, uint64_t word);

#endif
