// resource_set: each resource once, in the order in which they came, found again.

#include "cql/resource_set.h"

#include "test.h"

TEST(resource_set_keeps_order_and_drops_doubles) {
    enum { COUNT = 1000 };
    Arena *arena = arena_new();
    Resource *resources = ARENA_ARRAY(arena, Resource, COUNT);
    ResourceSet set = {0};
    CHECK(resource_set_find(&set, &resources[0]) == SIZE_MAX);
    for (size_t i = COUNT; i-- > 0;) {
        resource_set_add(arena, &set, &resources[i]);
        resource_set_add(arena, &set, &resources[COUNT - 1]);
    }
    CHECK_INT((int64_t)set.count, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        CHECK_INT((int64_t)resource_set_find(&set, &resources[i]), (int64_t)(COUNT - 1 - i));
    Resource other = {0};
    CHECK(resource_set_find(&set, &other) == SIZE_MAX);
    arena_free(arena);
}
