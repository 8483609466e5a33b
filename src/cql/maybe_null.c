#include "cql/maybe_null.h"

enum { MAX_STEPS = 4096, ALL_LOCALS = 64 };  // more nodes than that: it may

typedef struct {
    int left;  // steps
    const Node *const *known;
    size_t known_count;
} Asking;

static bool is_one_of(const char *name, const char *const *names) {
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0) return true;
    }
    return false;
}

static bool may(const Node *node, uint64_t known, Asking *asking);
static bool holds(const Node *list, uint64_t known, Asking *asking);

// ---- the same expression twice

// Without what only changes its type.
static const Node *unconverted(const Node *node) {
    for (;;) {
        bool converts = node->kind == NODE_FHIR_CONVERT || node->kind == NODE_AS ||
                        (node->kind == NODE_OP && (node->as.op.row->flags & OP_CONVERSION) != 0);
        if (!converts) return node;
        node = node->kids[0];
    }
}

static bool same_part(const Node *a, const Node *b) {
    switch ((NodeKind)a->kind) {
    case NODE_LOCAL:
        return a->slot == b->slot;
    case NODE_DEFINE:
    case NODE_CALL:
        return a->as.declaration == b->as.declaration;
    case NODE_PARAMETER:
        return a->as.parameter == b->as.parameter;
    case NODE_FHIR_ELEMENT:
        return a->as.fhir.element == b->as.fhir.element;
    case NODE_TUPLE_GET:
        return a->as.index == b->as.index;
    case NODE_PART:
        return a->as.part == b->as.part;
    case NODE_OP:
        return a->as.op.row == b->as.op.row;
    case NODE_PATIENT:
        return true;
    default:
        return false;
    }
}

bool node_is_same(const Node *a, const Node *b) {
    a = unconverted(a);
    b = unconverted(b);
    if (a == b) return true;
    if (a->kind != b->kind || a->kid_count != b->kid_count || !same_part(a, b)) return false;
    for (uint16_t i = 0; i < a->kid_count; i++) {
        if (!node_is_same(a->kids[i], b->kids[i])) return false;
    }
    return true;
}

// ---- values

static bool any_may(const Node *node, uint16_t from, uint64_t known, Asking *asking) {
    for (uint16_t i = from; i < node->kid_count; i++) {
        if (may(node->kids[i], known, asking)) return true;
    }
    return false;
}

static bool is_operator(const Node *node, const char *name) {
    return node->kind == NODE_OP && strcmp(node->as.op.row->name, name) == 0;
}

uint64_t node_known_after(const Node *condition, bool truth, uint64_t known) {
    if (is_operator(condition, "Not")) return node_known_after(condition->kids[0], !truth, known);
    if (condition->kind == (truth ? NODE_AND : NODE_OR)) {
        for (uint16_t i = 0; i < condition->kid_count; i++)
            known = node_known_after(condition->kids[i], truth, known);
        return known;
    }
    if (condition->kind != NODE_IS_NULL || truth) return known;
    const Node *asked = condition->kids[0];
    bool is_local = asked->kind == NODE_LOCAL && asked->slot < ALL_LOCALS;
    return is_local ? known | (uint64_t)1 << asked->slot : known;
}

// What follows `x is not null and`, or `x is null or`, knows x.
static bool logic_may(const Node *node, uint64_t known, Asking *asking) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (may(node->kids[i], known, asking)) return true;
        known = node_known_after(node->kids[i], node->kind != NODE_OR, known);
    }
    return false;
}

// A condition that is decided by what is known: `x is null` of a known x.
static bool is_decided(const Node *condition, uint64_t known, bool *truth) {
    if (is_operator(condition, "Not")) {
        bool decided = is_decided(condition->kids[0], known, truth);
        *truth = !*truth;
        return decided;
    }
    const Node *asked = condition->kind == NODE_IS_NULL ? condition->kids[0] : NULL;
    *truth = false;
    return asked != NULL && asked->kind == NODE_LOCAL && asked->slot < ALL_LOCALS &&
           (known >> asked->slot & 1) != 0;
}

static bool if_may(const Node *node, uint64_t known, Asking *asking) {
    const Node *condition = node->kids[0];
    for (uint16_t i = 1; i <= 2; i++) {
        bool truth;
        if (is_decided(condition, known, &truth) && truth != (i == 1)) continue;
        if (may(node->kids[i], node_known_after(condition, i == 1, known), asking)) return true;
    }
    return false;
}

// Operators that see nulls and answer all the same; those that are null exactly when an operand is.
static bool operator_may(const Node *node, uint64_t known, Asking *asking) {
    static const char *const never[] = {"Count",   "Exists", "Equivalent", "Now",
                                        "Today",   "IsNull", "TimeOfDay",  "AllTrue",
                                        "AnyTrue", "IsTrue", "IsFalse",    NULL};
    static const char *const strict[] = {
        "Add",          "Subtract",    "Multiply",     "Negate",          "Abs",
        "Not",          "Xor",         "Less",         "LessOrEqual",     "Greater",
        "Equal",        "SameAs",      "Before",       "After",           "GreaterOrEqual",
        "SameOrBefore", "SameOrAfter", "In",           "Contains",        "IncludedIn",
        "Includes",     "ProperIn",    "DateFrom",     "ToDecimal",       "ToDateTime",
        "ToConcept",    "InValueSet",  "InCodeSystem", "DurationBetween", "DifferenceBetween",
        "Flatten",      "Distinct",    "Union",        "ProperContains",  NULL};
    // a moment without its year is null, without the rest it is less precise
    static const char *const first[] = {"DateTime", "Date", "Time", NULL};
    const char *name = node->as.op.row->name;
    if (is_one_of(name, never)) return false;
    // a null is in a list or not: only a list that is null itself has no answer
    if (strcmp(name, "In") == 0 && node->kids[1]->type->kind == TYPE_LIST)
        return may(node->kids[1], known, asking);
    if (strcmp(name, "Contains") == 0 && node->kids[0]->type->kind == TYPE_LIST)
        return may(node->kids[0], known, asking);
    bool is_year =
        strcmp(name, "DateTimeComponentFrom") == 0 && node->as.op.call.precision == PRECISION_YEAR;
    if (is_year || is_one_of(name, first)) return may(node->kids[0], known, asking);
    return !is_one_of(name, strict) || any_may(node, 0, known, asking);
}

static bool query_may(const Query *query, uint64_t known, Asking *asking) {
    if (query->aggregate != NULL || !query->is_list) return true;
    return query->source_count == 1 && may(query->sources[0].expression, known, asking);
}

// The function's own locals: arguments that are not null are known in it.
static bool call_may(const Node *node, uint64_t known, Asking *asking) {
    if (node->as.declaration->is_input) return true;
    uint64_t arguments = 0;
    for (uint16_t i = 0; i < node->kid_count && i < ALL_LOCALS; i++) {
        if (!may(node->kids[i], known, asking)) arguments |= (uint64_t)1 << i;
    }
    return may(node->as.declaration->body, arguments, asking);
}

// An element of a tuple that is written out, be it in a define.
static bool element_may(const Node *node, uint64_t known, Asking *asking) {
    const Node *tuple = node->kids[0];
    if (tuple->kind == NODE_DEFINE && !tuple->as.declaration->is_input) {
        tuple = tuple->as.declaration->body;
        known = 0;
    }
    return tuple == NULL || tuple->kind != NODE_TUPLE ||
           may(tuple->kids[node->as.index], known, asking);
}

static bool case_may(const Node *node, uint64_t known, Asking *asking) {
    uint16_t first = node->flag != 0 ? 1 : 0;
    for (uint16_t i = first; i + 1 < node->kid_count; i += 2) {
        if (may(node->kids[i + 1], known, asking)) return true;
    }
    return may(node->kids[node->kid_count - 1], known, asking);
}

static bool may(const Node *node, uint64_t known, Asking *asking) {
    if (node == NULL || --asking->left < 0) return true;
    for (size_t i = 0; i < asking->known_count; i++) {
        if (node_is_same(node, asking->known[i])) return false;
    }
    switch ((NodeKind)node->kind) {
    case NODE_LITERAL:
        return node->as.literal.kind == VALUE_NULL;
    case NODE_LOCAL:
        return node->slot >= ALL_LOCALS || (known >> node->slot & 1) == 0;
    case NODE_DEFINE:
        return node->as.declaration->is_input || may(node->as.declaration->body, 0, asking);
    case NODE_CALL:
        return call_may(node, known, asking);
    case NODE_OP:
        return operator_may(node, known, asking);
    case NODE_AND:
    case NODE_OR:
    case NODE_IMPLIES:
        return logic_may(node, known, asking);
    case NODE_IF:
        return if_may(node, known, asking);
    case NODE_CASE:
        return case_may(node, known, asking);
    case NODE_COALESCE:
        for (uint16_t i = 0; i < node->kid_count; i++) {
            if (!may(node->kids[i], known, asking)) return false;
        }
        return true;
    case NODE_TUPLE_GET:
        return element_may(node, known, asking);
    case NODE_MAP:
        return may(node->kids[0], known, asking);
    case NODE_QUERY:
        return query_may(node->as.query, known, asking);
    case NODE_IS_NULL:
    case NODE_IS_TRUE:
    case NODE_IS_FALSE:
    case NODE_TUPLE:
    case NODE_LIST:
    case NODE_INTERVAL:
    case NODE_INSTANCE:
    case NODE_EXISTS:
    case NODE_RETRIEVE:
    case NODE_IS:
    case NODE_PATIENT:
        return false;
    default:
        return true;
    }
}

// ---- lists

static bool any_holds(const Node *node, uint16_t from, uint64_t known, Asking *asking) {
    for (uint16_t i = from; i < node->kid_count; i++) {
        if (holds(node->kids[i], known, asking)) return true;
    }
    return false;
}

static bool literal_holds(Value list) {
    for (uint32_t i = 0; list.kind == VALUE_LIST && i < list.count; i++) {
        if (list.as.items[i].kind == VALUE_NULL) return true;
    }
    return list.kind != VALUE_LIST;
}

static uint64_t bind(uint64_t known, uint32_t slot, bool may_be) {
    if (slot >= ALL_LOCALS) return known;
    uint64_t bit = (uint64_t)1 << slot;
    return may_be ? known & ~bit : known | bit;
}

static uint64_t known_rows(const Query *query, uint64_t known, Asking *asking) {
    for (uint16_t i = 0; i < query->source_count; i++) {
        const QuerySource *source = &query->sources[i];
        bool may_be = source->is_list ? holds(source->expression, known, asking)
                                      : may(source->expression, known, asking);
        known = bind(known, source->slot, may_be);
    }
    for (uint16_t i = 0; i < query->let_count; i++)
        known = bind(known, query->lets[i].slot, may(query->lets[i].expression, known, asking));
    return known;
}

static bool rows_hold(const Query *query, uint64_t known, Asking *asking) {
    if (query->aggregate != NULL) return true;
    known = known_rows(query, known, asking);
    if (query->where != NULL) known = node_known_after(query->where, true, known);
    return may(query->result, known, asking);
}

static bool operator_holds(const Node *node, uint64_t known, Asking *asking) {
    static const char *const parts[] = {"Distinct", "Except", "Intersect", "Skip",
                                        "Tail",     "Take",   NULL};
    if (is_operator(node, "Flatten") && node->kids[0]->kind == NODE_LIST)
        return any_holds(node->kids[0], 0, known, asking);
    if (is_operator(node, "Union")) return any_holds(node, 0, known, asking);
    return !is_one_of(node->as.op.row->name, parts) || holds(node->kids[0], known, asking);
}

static bool map_holds(const Node *map, uint64_t known, Asking *asking) {
    bool may_be = holds(map->kids[0], known, asking);
    return may(map->kids[1], bind(known, map->slot, may_be), asking);
}

static bool holds(const Node *list, uint64_t known, Asking *asking) {
    if (list == NULL || --asking->left < 0) return true;
    switch ((NodeKind)list->kind) {
    case NODE_LITERAL:
        return literal_holds(list->as.literal);
    case NODE_LIST:
        return any_may(list, 0, known, asking);
    case NODE_RETRIEVE:
    case NODE_FHIR_ELEMENT:
        return false;
    case NODE_DEFINE:
        return list->as.declaration->is_input || holds(list->as.declaration->body, 0, asking);
    case NODE_QUERY:
        return rows_hold(list->as.query, known, asking);
    case NODE_MAP:
        return map_holds(list, known, asking);
    case NODE_IF:
        return any_holds(list, 1, known, asking);
    case NODE_OP:
        return operator_holds(list, known, asking);
    default:
        return true;
    }
}

// ---- from outside

uint64_t query_known_rows(const Query *query, uint64_t known) {
    Asking asking = {.left = MAX_STEPS};
    return known_rows(query, known, &asking);
}

bool node_may_be_null(const Node *node, uint64_t known) {
    Asking asking = {.left = MAX_STEPS};
    return may(node, known, &asking);
}

bool node_may_be_null_but(const Node *node, uint64_t known, const Node *const *others,
                          size_t count) {
    Asking asking = {MAX_STEPS, others, count};
    return may(node, known, &asking);
}

bool list_may_hold_null(const Node *list, uint64_t known) {
    Asking asking = {.left = MAX_STEPS};
    return holds(list, known, &asking);
}
