// Implicit conversions: what a value of one type costs as another, and the nodes that do it.
//
// CQL 1.5.3, developer's guide, "Conversion Precedence": exact, subtype, compatible (null), cast
// (choices), conversion to a simple type, conversion to a structured type. Promotion and demotion
// of lists and intervals are off, as in the reference translator.

#include "cql/check_internal.h"

static bool is_simple(const Type *type) {
    return type->kind >= TYPE_BOOLEAN && type->kind <= TYPE_TIME;
}

// Which row of the operators converts between System types; NULL if none.
static const OpRow *system_conversion(const Type *from, const Type *to) {
    static const struct {
        TypeKind from, to;
        const char *name;
    } rows[] = {
        {TYPE_INTEGER, TYPE_LONG, "ToLong"},      {TYPE_INTEGER, TYPE_DECIMAL, "ToDecimal"},
        {TYPE_LONG, TYPE_DECIMAL, "ToDecimal"},   {TYPE_INTEGER, TYPE_QUANTITY, "ToQuantity"},
        {TYPE_LONG, TYPE_QUANTITY, "ToQuantity"}, {TYPE_DECIMAL, TYPE_QUANTITY, "ToQuantity"},
        {TYPE_DATE, TYPE_DATETIME, "ToDateTime"}, {TYPE_CODE, TYPE_CONCEPT, "ToConcept"},
    };
    size_t count;
    if (from->kind == TYPE_VALUESET && to->kind == TYPE_LIST && to->as.of->kind == TYPE_CODE)
        return ops_find(STR("ExpandValueSet"), &count)[0];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].from != from->kind || rows[i].to != to->kind) continue;
        const OpRow *const *found = ops_find(str_of(rows[i].name), &count);
        Buf name = {0};
        type_write(&name, from);
        for (size_t k = 0; k < count; k++) {
            Str signature = str_of(found[k]->signature);
            if (signature.len > name.len && memcmp(signature.data, name.data, name.len) == 0 &&
                signature.data[name.len] == ' ') {
                buf_free(&name);
                return found[k];
            }
        }
        buf_free(&name);
    }
    return NULL;
}

const Type *system_type_of(Checker *c, FhirType type, Conversion *conversion) {
    static const TypeKind primitives[] = {
        [FHIR_BOOLEAN] = TYPE_BOOLEAN, [FHIR_INTEGER] = TYPE_INTEGER,
        [FHIR_DECIMAL] = TYPE_DECIMAL, [FHIR_STRING] = TYPE_STRING,
        [FHIR_DATE] = TYPE_DATE,       [FHIR_DATETIME] = TYPE_DATETIME,
        [FHIR_TIME] = TYPE_TIME,
    };
    FhirPrimitive primitive = fhir_primitive(type);
    if (primitive != FHIR_NOT_PRIMITIVE) {
        *conversion = CONVERT_VALUE;
        return type_system(primitives[primitive]);
    }
    const struct {
        const char *name;
        Conversion conversion;
        const Type *to;
    } rows[] = {
        {"Quantity", CONVERT_QUANTITY, type_system(TYPE_QUANTITY)},
        {"Period", CONVERT_PERIOD, type_interval(c->types, type_system(TYPE_DATETIME))},
        {"Range", CONVERT_RANGE, type_interval(c->types, type_system(TYPE_QUANTITY))},
        {"Ratio", CONVERT_RATIO, type_system(TYPE_RATIO)},
        {"Coding", CONVERT_CODING, type_system(TYPE_CODE)},
        {"CodeableConcept", CONVERT_CONCEPT, type_system(TYPE_CONCEPT)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        FhirType base = fhir_type_find(str_of(rows[i].name));
        if (type != 0 && fhir_type_is_a(type, base)) {
            *conversion = rows[i].conversion;
            return rows[i].to;
        }
    }
    return NULL;
}

static int choice_cost(Checker *c, const Type *from, const Type *to) {
    int best = COST_NONE;
    if (to->kind == TYPE_CHOICE && from->kind != TYPE_CHOICE) {
        for (uint32_t i = 0; i < to->count; i++) {
            if (conversion_cost(c, from, to->as.choices[i]) <= COST_CAST) best = COST_CAST;
        }
        return best;
    }
    for (uint32_t i = 0; i < from->count; i++) {
        int cost = conversion_cost(c, from->as.choices[i], to);
        if (cost == COST_NONE) continue;
        cost = cost <= COST_CAST ? COST_CAST : cost + 1;
        if (cost < best) best = cost;
    }
    return best;
}

static int tuple_cost(Checker *c, const Type *from, const Type *to) {
    if (from->count != to->count) return COST_NONE;
    int worst = COST_EXACT;
    for (uint32_t i = 0; i < from->count; i++) {
        if (!str_eq(from->as.tuple.names[i], to->as.tuple.names[i])) return COST_NONE;
        int cost = conversion_cost(c, from->as.tuple.types[i], to->as.tuple.types[i]);
        if (cost > COST_CAST) return COST_NONE;
        if (cost > worst) worst = cost;
    }
    return worst;
}

int conversion_cost(Checker *c, const Type *from, const Type *to) {
    if (from == to) return COST_EXACT;
    if (from->kind == TYPE_ANY) return COST_COMPATIBLE;
    if (from->kind == TYPE_CHOICE || to->kind == TYPE_CHOICE) return choice_cost(c, from, to);
    if (type_is_a(from, to)) return COST_SUBTYPE;
    if (from->kind == TYPE_FHIR) {
        Conversion conversion;
        const Type *system = system_type_of(c, from->model, &conversion);
        if (system == NULL || to->kind == TYPE_FHIR) return COST_NONE;
        int rest = conversion_cost(c, system, to);
        if (rest == COST_NONE) return COST_NONE;
        return (is_simple(to) ? COST_SIMPLE : COST_CLASS) + (rest == COST_EXACT ? 0 : rest);
    }
    if (from->kind == TYPE_LIST && to->kind == TYPE_LIST)
        return conversion_cost(c, from->as.of, to->as.of);
    if (from->kind == TYPE_INTERVAL && to->kind == TYPE_INTERVAL)
        return conversion_cost(c, from->as.of, to->as.of);
    if (from->kind == TYPE_TUPLE && to->kind == TYPE_TUPLE) return tuple_cost(c, from, to);
    if (system_conversion(from, to) != NULL) return is_simple(to) ? COST_SIMPLE : COST_CLASS;
    return COST_NONE;
}

static Node *with_type(Checker *c, Node *node, const Type *type) {
    if (node->type == type) return node;
    Node *same = ARENA_NEW(c->arena, Node);
    *same = *node;
    same->type = type;
    return same;
}

static Node *as_type(Checker *c, Node *node, const Type *type) {
    Node *as = make_node(c, NODE_AS, type, node->place, 1);
    node_kid(as, 0, node);
    as->as.target = type;
    return make_done(c, as);
}

// Every alternative that can become a `to`, tried in turn: the value has one type, the others give
// null.
static Node *from_choice(Checker *c, Node *node, const Type *to) {
    const Type *from = node->type;
    size_t count = 0;
    bool cast = false;
    for (uint32_t i = 0; i < from->count; i++) {
        int cost = conversion_cost(c, from->as.choices[i], to);
        cast = cast || cost <= COST_CAST;
        count += cost != COST_NONE ? 1 : 0;
    }
    if (cast && (count == 1 || to->kind == TYPE_CHOICE)) return as_type(c, node, to);
    Node *either = make_node(c, NODE_COALESCE, to, node->place, count);
    size_t at = 0;
    Node *one = NULL;
    for (uint32_t i = 0; i < from->count; i++) {
        if (conversion_cost(c, from->as.choices[i], to) == COST_NONE) continue;
        one = convert(c, as_type(c, node, from->as.choices[i]), to);
        node_kid(either, at++, one);
    }
    return count == 1 ? one : make_done(c, either);
}

static Node *map_list(Checker *c, Node *node, const Type *to) {
    uint32_t slot = new_slot(c);
    Node *map = make_node(c, NODE_MAP, to, node->place, 2);
    map->slot = slot;
    node_kid(map, 0, node);
    node_kid(map, 1, convert(c, make_local(c, node->type->as.of, node->place, slot), to->as.of));
    return make_done(c, map);
}

static Node *map_interval(Checker *c, Node *node, const Type *to) {
    uint32_t slot = new_slot(c);
    Node *map = make_node(c, NODE_INTERVAL_MAP, to, node->place, 2);
    map->slot = slot;
    node_kid(map, 0, node);
    node_kid(map, 1, convert(c, make_local(c, node->type->as.of, node->place, slot), to->as.of));
    map->eval = node_evaluator(map);  // not folded: it works in a local
    return map;
}

static Node *from_fhir(Checker *c, Node *node, const Type *to) {
    Conversion conversion = CONVERT_VALUE;
    const Type *system = system_type_of(c, node->type->model, &conversion);
    Node *made = make_node(c, NODE_FHIR_CONVERT, system, node->place, 1);
    node_kid(made, 0, node);
    made->as.conversion = conversion;
    need_conversion(c, node->type->model, conversion);
    return convert(c, make_done(c, made), to);
}

// Null, or a list or interval of nothing else: is of any type.
static bool is_untyped(Value value) {
    if (value.kind == VALUE_INTERVAL)
        return is_untyped(value.as.interval->low) && is_untyped(value.as.interval->high);
    if (value.kind != VALUE_LIST) return value.kind == VALUE_NULL;
    for (uint32_t i = 0; i < value.count; i++) {
        if (!is_untyped(value.as.items[i])) return false;
    }
    return true;
}

// Only what is a `to` whatever it holds keeps its value as it stands. Of a choice, or of what has
// no type (what Children() finds), each value is looked at: one of another type becomes null.
Node *convert(Checker *c, Node *node, const Type *to) {
    if (node == NULL) return NULL;
    const Type *from = node->type;
    int cost = conversion_cost(c, from, to);
    assert(cost != COST_NONE);
    if (cost == COST_EXACT) return node;
    if (node->kind == NODE_LITERAL && cost <= COST_CAST && is_untyped(node->as.literal))
        return with_type(c, node, to);
    if (from->kind == TYPE_ANY) return as_type(c, node, to);
    if (from->kind == TYPE_CHOICE) return from_choice(c, node, to);
    if (type_is_a(from, to)) return with_type(c, node, to);
    if (from->kind == TYPE_FHIR) return from_fhir(c, node, to);
    if (from->kind == TYPE_LIST && to->kind == TYPE_LIST) return map_list(c, node, to);
    if (from->kind == TYPE_INTERVAL && to->kind == TYPE_INTERVAL) return map_interval(c, node, to);
    if (cost <= COST_CAST) return as_type(c, node, to);  // a tuple; or a value, as an alternative
    return make_op(c, system_conversion(from, to), to, PRECISION_NONE, node->place,
                   (Args){&node, 1});
}

// Is what this type says of its values less than all: does it say nothing of some?
static bool holds_any(const Type *type) {
    if (type->kind == TYPE_LIST || type->kind == TYPE_INTERVAL) return holds_any(type->as.of);
    if (type->kind == TYPE_TUPLE) {
        for (uint32_t i = 0; i < type->count; i++) {
            if (holds_any(type->as.tuple.types[i])) return true;
        }
    }
    return type->kind == TYPE_ANY;
}

const Type *common_type(Checker *c, const Type *const *types, size_t count) {
    const Type *common = type_system(TYPE_ANY);
    bool mixed = false;  // of what was seen: no one of it may be cast away again
    for (size_t i = 0; i < count; i++) {
        if (types[i]->kind == TYPE_ANY) continue;  // the untyped null is of any type
        int up = conversion_cost(c, types[i], common);
        int down = mixed ? COST_NONE : conversion_cost(c, common, types[i]);
        // A list of choices and a list of one of them: nothing is to be cast away.
        if (type_is_a(common, types[i]) && !holds_any(types[i])) down = COST_EXACT;
        if (common->kind == TYPE_ANY || (down < up && down != COST_NONE)) {
            common = types[i];
        } else if (up == COST_NONE) {
            const Type *both[2] = {common, types[i]};
            common = type_choice(c->types, both, 2);
            mixed = true;
        }
    }
    // What could become a Quantity cannot always become a choice of one: 1 in {1, 2 'kg', 'a'}.
    for (size_t i = 0; mixed && i < count; i++) {
        if (conversion_cost(c, types[i], common) < COST_NONE) continue;
        const Type *both[2] = {common, types[i]};
        common = type_choice(c->types, both, 2);
    }
    return common;
}
