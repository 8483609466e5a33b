// resource_set: resources of one patient in the order in which they came, each once.
//
//     ResourceSet *set = ARENA_NEW(arena, ResourceSet);
//     resource_set_add(arena, set, resource);
//     size_t at = resource_set_find(set, resource);

#ifndef CQL_RESOURCE_SET_H
#define CQL_RESOURCE_SET_H

#include "record/record.h"

// Zeroed: empty. It lives in the arena that it was filled from.
typedef struct {
    const Resource **items;
    size_t count, size;
    uint32_t *table;  // number + 1, by address
    size_t table_size;
} ResourceSet;

void resource_set_add(Arena *arena, ResourceSet *set, const Resource *resource);
// Its place in `items`; SIZE_MAX when it is not there.
size_t resource_set_find(const ResourceSet *set, const Resource *resource);

#endif
