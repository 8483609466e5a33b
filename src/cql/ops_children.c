// ops_children: Children and Descendants of structured System values (CQL 1.5.3 appendix B,
// Type Operators). Elements that are null are left out; elements of FHIR values are not given.

#include "cql/ops_internal.h"

typedef struct {
    Runtime *runtime;
    Value *items;
    size_t count, size;
    bool full;  // or the budget is spent: no more are taken
} Found;

static void add(Found *found, Value value) {
    if (value_is_null(value) || found->full) return;
    if (found->count >= OP_MAX_RESULT)
        op_fail(found->runtime, "Children and Descendants give too many");
    if (found->runtime->failed || !budget_spend(&found->runtime->budget, 1)) {
        found->full = true;
        return;
    }
    if (found->count == found->size) {
        size_t size = found->size == 0 ? 16 : found->size * 2;
        Value *items = ARENA_ARRAY(found->runtime->arena, Value, size);
        for (size_t i = 0; i < found->count; i++) items[i] = found->items[i];
        found->items = items;
        found->size = size;
    }
    found->items[found->count++] = value;
}

static void add_text(Found *found, Str text) {
    if (text.data != NULL) add(found, value_string(text));
}

static Value quantity_of(Found *found, const QuantityValue *quantity) {
    return value_quantity(found->runtime->arena, quantity->value, quantity->unit,
                          quantity->calendar);
}

static void add_code(Found *found, const CodeValue *code) {
    add_text(found, code->code);
    add_text(found, code->system);
    add_text(found, code->version);
    add_text(found, code->display);
}

static void add_concept(Found *found, const ConceptValue *concept) {
    for (size_t i = 0; i < concept->count && !found->full; i++) {
        add(found, value_code(found->runtime->arena, concept->codes[i]));
    }
    add_text(found, concept->display);
}

static void add_interval(Found *found, const Interval *interval) {
    add(found, interval->low);
    add(found, value_boolean(interval->low_closed));
    add(found, interval->high);
    add(found, value_boolean(interval->high_closed));
}

static void add_items(Found *found, const Value *items, size_t count) {
    for (size_t i = 0; i < count && !found->full; i++) add(found, items[i]);
}

static void add_children(Found *found, Value value);

// A list among the elements counts as its elements.
static void add_tuple(Found *found, const Tuple *tuple) {
    for (size_t i = 0; i < tuple->count; i++) {
        Value item = tuple->items[i];
        if (item.kind == VALUE_LIST) {
            add_items(found, item.as.items, item.count);
        } else {
            add(found, item);
        }
    }
}

static void add_children(Found *found, Value value) {
    switch (value.kind) {
    case VALUE_LIST:
        for (size_t i = 0; i < value.count && !found->full; i++) {
            found->full = !budget_spend(&found->runtime->budget, BUDGET_WALK);
            add_children(found, value.as.items[i]);
        }
        return;
    case VALUE_TUPLE:
        add_tuple(found, value.as.tuple);
        return;
    case VALUE_QUANTITY:
        add(found, value_decimal(found->runtime->arena, value.as.quantity->value));
        add_text(found, value.as.quantity->unit);
        return;
    case VALUE_RATIO:
        add(found, quantity_of(found, &value.as.ratio->numerator));
        add(found, quantity_of(found, &value.as.ratio->denominator));
        return;
    case VALUE_CODE:
        add_code(found, value.as.code);
        return;
    case VALUE_CONCEPT:
        add_concept(found, value.as.concept);
        return;
    case VALUE_INTERVAL:
        add_interval(found, value.as.interval);
        return;
    case VALUE_FHIR:
        op_fail(found->runtime, "Children and Descendants do not take FHIR values");
        return;
    default:
        return;
    }
}

Value op_children(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    Found found = {.runtime = runtime};
    add_children(&found, args[0]);
    return runtime->failed ? value_null() : value_list(found.items, found.count);
}

// Level by level: what was found is looked into in turn.
Value op_descendants(Runtime *runtime, const OpCall *call OP_UNUSED, const Value *args) {
    Found found = {.runtime = runtime};
    add_children(&found, args[0]);
    for (size_t i = 0; i < found.count && !runtime->failed && !found.full; i++) {
        add_children(&found, found.items[i]);
    }
    return runtime->failed ? value_null() : value_list(found.items, found.count);
}
