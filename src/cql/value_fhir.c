#include "cql/value_fhir.h"

static bool has_items(const Json *json) {
    return json->kind == JSON_ARRAY || json->kind == JSON_PAIR || json->kind == JSON_OBJECT;
}

// All of it, whatever is found on the way.
static bool spend_all(Budget *budget, const Json *json) {
    if (!has_items(json)) return budget_spend(budget, 1 + json->count / 16);
    if (!budget_spend(budget, 1)) return false;
    for (uint32_t i = 0; i < json->count; i++) {
        if (!spend_all(budget, &json->as.items[i])) return false;
    }
    return true;
}

static bool same_names(const Json *a, const Json *b) {
    for (uint32_t i = 0; i < a->count; i++) {
        if (!str_eq(json_name(&a->as.items[i]), json_name(&b->as.items[i]))) return false;
    }
    return true;
}

// Nearly always both have their members in one order, and differ soon.
bool fhir_equal(Budget *budget, const Json *a, const Json *b) {
    if (a == b) return true;
    if (a->kind != b->kind) return false;
    if (!has_items(a)) return budget_spend(budget, 1 + a->count / 16) && json_equal(a, b);
    if (a->count != b->count || !budget_spend(budget, 1 + a->count)) return false;
    if (a->kind == JSON_OBJECT && !same_names(a, b))
        return spend_all(budget, a) && json_equal(a, b);
    for (uint32_t i = 0; i < a->count; i++) {
        if (!fhir_equal(budget, &a->as.items[i], &b->as.items[i])) return false;
    }
    return true;
}

uint64_t fhir_hash(Budget *budget, const Json *json) {
    return spend_all(budget, json) ? json_hash(json) : 0;
}

static bool measure(const Json *json, uint32_t depth, FhirExtent most, FhirExtent *extent) {
    if (depth > extent->depth) extent->depth = depth;
    if (++extent->size > most.size || depth > most.depth) return false;
    for (uint32_t i = 0; has_items(json) && i < json->count; i++) {
        if (!measure(&json->as.items[i], depth + 1, most, extent)) return false;
    }
    return true;
}

bool fhir_extent(const Json *json, FhirExtent most, FhirExtent *extent) {
    *extent = (FhirExtent){0};
    return measure(json, 1, most, extent);
}
