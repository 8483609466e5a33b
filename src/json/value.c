// What can be asked of a value: its members, whether it equals another, its hash.

#include "json/json.h"

#include "base/map.h"
#include "json/number.h"
#include "json/text.h"

enum { FEW_MEMBERS = 16 };  // so many are looked for one after the other

// ---- members

const Json *json_member(const Json *value, Str name) {
    if (value->kind != JSON_OBJECT) return NULL;
    for (uint32_t i = 0; i < value->count; i++) {
        if (str_eq(json_name(&value->as.items[i]), name)) return &value->as.items[i];
    }
    return NULL;
}

const Json *json_member_key(const Json *object, uint16_t first, uint16_t last) {
    if (object->kind != JSON_OBJECT) return NULL;
    for (uint32_t i = 0; i < object->count; i++) {
        const Json *member = &object->as.items[i];
        if (member->key >= first && member->key <= last) return member;
    }
    return NULL;
}

static Str text_of(const Json *member) {
    if (member != NULL && member->kind == JSON_PAIR) member = &member->as.items[0];
    if (member == NULL || member->kind != JSON_STRING) return STR_NONE;
    return json_text(member);
}

Str json_string(const Json *object, Str name) {
    return text_of(json_member(object, name));
}

Str json_string_key(const Json *object, uint16_t key) {
    return text_of(json_member_key(object, key, key));
}

// ---- equality

static bool items_equal(const Json *a, const Json *b) {
    for (uint32_t i = 0; i < a->count; i++) {
        if (!json_equal(&a->as.items[i], &b->as.items[i])) return false;
    }
    return true;
}

// Members in another order: both sorted by name.
static bool sorted_equal(const Json *a, const Json *b) {
    Arena *scratch = arena_new();
    const Json **left = ARENA_ARRAY(scratch, const Json *, a->count);
    const Json **right = ARENA_ARRAY(scratch, const Json *, b->count);
    json_sort_members(a->as.items, a->count, left);
    json_sort_members(b->as.items, b->count, right);
    bool equal = true;
    for (uint32_t i = 0; equal && i < a->count; i++) {
        equal = json_same_name(left[i], right[i]) && json_equal(left[i], right[i]);
    }
    arena_free(scratch);
    return equal;
}

static bool objects_equal(const Json *a, const Json *b) {
    uint32_t same = 0;
    while (same < a->count && json_same_name(&a->as.items[same], &b->as.items[same])) same++;
    if (same == a->count) return items_equal(a, b);
    if (a->count > FEW_MEMBERS) return sorted_equal(a, b);
    for (uint32_t i = 0; i < a->count; i++) {
        const Json *other = json_member(b, json_name(&a->as.items[i]));
        if (other == NULL || !json_equal(&a->as.items[i], other)) return false;
    }
    return true;
}

bool json_equal(const Json *a, const Json *b) {
    if (a->kind != b->kind) return false;
    switch ((JsonKind)a->kind) {
    case JSON_NULL:
    case JSON_FALSE:
    case JSON_TRUE:
        return true;
    case JSON_NUMBER:
        return json_number_equal(json_text(a), json_text(b));
    case JSON_STRING:
    case JSON_SKIPPED:
        return str_eq(json_text(a), json_text(b));
    case JSON_ARRAY:
    case JSON_PAIR:
        return a->count == b->count && items_equal(a, b);
    case JSON_OBJECT:
        return a->count == b->count && objects_equal(a, b);
    }
    return false;
}

// ---- hash: seeded, because texts and names are whoever's wrote the record

uint64_t json_hash(const Json *value) {
    uint64_t hash = hash_mix(hash_seed(), value->kind);
    switch ((JsonKind)value->kind) {
    case JSON_NULL:
    case JSON_FALSE:
    case JSON_TRUE:
        return hash;
    case JSON_NUMBER:
        return hash_mix(hash, json_number_hash(json_text(value)));
    case JSON_STRING:
    case JSON_SKIPPED:
        return str_hash(json_text(value), hash);
    case JSON_ARRAY:
    case JSON_PAIR:
        for (uint32_t i = 0; i < value->count; i++) {
            hash = hash_mix(hash, json_hash(&value->as.items[i]));
        }
        return hash_mix(hash, value->count);
    case JSON_OBJECT: {
        uint64_t sum = 0;  // in no order
        for (uint32_t i = 0; i < value->count; i++) {
            const Json *member = &value->as.items[i];
            sum += hash_mix(str_hash(json_name(member), hash), json_hash(member));
        }
        return hash_mix(hash_mix(hash, sum), value->count);
    }
    }
    return hash;
}
