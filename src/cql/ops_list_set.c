// ops_list_set: lists as sets (distinct, union, intersect, except) and in order, both in
// time about proportional to their length (CQL 1.5.3 appendix B, List Operators).
//
// Elements are the same by value_same: "=" with null equal to null. The first of equal
// elements stays, so the order of the result is that of the arguments.

#include "cql/ops_internal.h"

// Open addressing; slots hold the number of an element + 1. Below SMALL elements, comparing
// them all is faster than hashing.
enum { SMALL = 8, FIND_UNITS = 2 * BUDGET_STEP };

typedef struct {
    Budget *budget;
    const Value *items;  // elements that are in the set, by number
    uint32_t *slots;
    size_t mask;
    size_t count;
} Set;

static Set set_new(Runtime *runtime, const Value *items, size_t most) {
    size_t size = 16;
    while (size < most * 2) size *= 2;
    Set set = {.budget = &runtime->budget, .items = items, .mask = size - 1};
    if (most > SMALL) set.slots = ARENA_ARRAY(runtime->arena, uint32_t, size);
    return set;
}

static bool set_find_small(const Set *set, Value value) {
    for (size_t i = 0; i < set->count; i++) {
        if (value_same_within(set->budget, set->items[i], value)) return true;
    }
    return false;
}

// Finds `value`, or the free slot where it belongs.
static bool set_find(const Set *set, Value value, size_t *slot) {
    if (!budget_spend(set->budget, FIND_UNITS)) return true;
    if (set->slots == NULL) return set_find_small(set, value);
    size_t at = (size_t)value_hash_within(set->budget, value) & set->mask;
    for (; set->slots[at] != 0 && budget_spend(set->budget, 1); at = (at + 1) & set->mask) {
        if (value_same_within(set->budget, set->items[set->slots[at] - 1], value)) return true;
    }
    *slot = at;
    return false;
}

static bool set_has(const Set *set, Value value) {
    size_t slot;
    return set_find(set, value, &slot);
}

// Appends `value` to the elements, which the caller may write to, unless it is there. A number that
// is uncertain is the same as no other: nobody has to find it.
static void set_add(Set *set, Value *items, Value value) {
    size_t slot;
    bool is_uncertain = value.kind == VALUE_UNCERTAIN;
    if (!is_uncertain && set_find(set, value, &slot)) return;
    items[set->count++] = value;
    if (set->slots != NULL && !is_uncertain) set->slots[slot] = (uint32_t)set->count;
}

static Set set_of(Runtime *runtime, Value list) {
    Value *items = ARENA_ARRAY(runtime->arena, Value, list.count);
    Set set = set_new(runtime, items, list.count);
    for (size_t i = 0; i < list.count; i++) set_add(&set, items, list.as.items[i]);
    return set;
}

Value op_distinct_list(Runtime *runtime, Value list) {
    if (list.count < 2) return list;
    Set set = set_of(runtime, list);
    return set.count == list.count ? list : value_list_of(list, set.items, set.count);
}

Value op_distinct(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    return op_distinct_list(runtime, args[0]);
}

// A null argument counts as an empty list; two of them are no list at all.
Value op_list_union(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    size_t most = (size_t)args[0].count + args[1].count;
    Value *items = ARENA_ARRAY(runtime->arena, Value, most);
    Set set = set_new(runtime, items, most);
    for (size_t k = 0; k < 2; k++) {
        size_t count = value_is_null(args[k]) ? 0 : args[k].count;
        for (size_t i = 0; i < count; i++) set_add(&set, items, args[k].as.items[i]);
    }
    return value_list(items, set.count);
}

// The elements of `list` that are, or are not, in `other`; each once.
static Value selected(Runtime *runtime, Value list, const Set *other, bool wanted) {
    Value *items = ARENA_ARRAY(runtime->arena, Value, list.count);
    Set set = set_new(runtime, items, list.count);
    for (size_t i = 0; i < list.count; i++) {
        if (set_has(other, list.as.items[i]) == wanted) set_add(&set, items, list.as.items[i]);
    }
    return value_list_of(list, items, set.count);
}

Value op_list_intersect(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    Set other = set_of(runtime, args[1]);
    return selected(runtime, args[0], &other, true);
}

Value op_list_except(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    if (value_is_null(args[0])) return value_null();
    Value list = value_is_null(args[1]) ? value_list(NULL, 0) : args[1];
    Set other = set_of(runtime, list);
    return selected(runtime, args[0], &other, false);
}

// ---- order

static void merge_sort(Budget *budget, Value *items, Value *room, size_t count) {
    if (count < 2) return;
    size_t half = count / 2;
    merge_sort(budget, items, room, half);
    merge_sort(budget, items + half, room, count - half);
    size_t a = 0;
    size_t b = half;
    for (size_t i = 0; i < count; i++) {
        bool take_a =
            b == count || (a < half && value_sort_order_within(budget, items[a], items[b]) <= 0);
        room[i] = take_a ? items[a++] : items[b++];
    }
    for (size_t i = 0; i < count; i++) items[i] = room[i];
}

Value *op_sorted(Runtime *runtime, const Value *items, size_t count) {
    Value *sorted = ARENA_ARRAY(runtime->arena, Value, count);
    Value *room = ARENA_ARRAY(runtime->arena, Value, count);
    for (size_t i = 0; i < count; i++) sorted[i] = items[i];
    merge_sort(&runtime->budget, sorted, room, count);
    return sorted;
}
