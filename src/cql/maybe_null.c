#include "cql/maybe_null.h"

enum { MAX_STEPS = 4096, ALL_LOCALS = 64 };  // more nodes than that: it may

static bool is_one_of(const char *name, const char *const *names) {
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0) return true;
    }
    return false;
}

static bool may(const Node *node, uint64_t known, int *left);

static bool any_may(const Node *node, uint16_t from, uint64_t known, int *left) {
    for (uint16_t i = from; i < node->kid_count; i++) {
        if (may(node->kids[i], known, left)) return true;
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
static bool logic_may(const Node *node, uint64_t known, int *left) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (may(node->kids[i], known, left)) return true;
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

static bool if_may(const Node *node, uint64_t known, int *left) {
    const Node *condition = node->kids[0];
    for (uint16_t i = 1; i <= 2; i++) {
        bool truth;
        if (is_decided(condition, known, &truth) && truth != (i == 1)) continue;
        if (may(node->kids[i], node_known_after(condition, i == 1, known), left)) return true;
    }
    return false;
}

// Operators that see nulls and answer all the same; those that are null exactly when an operand is.
static bool operator_may(const Node *node, uint64_t known, int *left) {
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
        return may(node->kids[1], known, left);
    if (strcmp(name, "Contains") == 0 && node->kids[0]->type->kind == TYPE_LIST)
        return may(node->kids[0], known, left);
    bool is_year =
        strcmp(name, "DateTimeComponentFrom") == 0 && node->as.op.call.precision == PRECISION_YEAR;
    if (is_year || is_one_of(name, first)) return may(node->kids[0], known, left);
    return !is_one_of(name, strict) || any_may(node, 0, known, left);
}

static bool query_may(const Query *query, uint64_t known, int *left) {
    if (query->aggregate != NULL || !query->is_list) return true;
    return query->source_count == 1 && may(query->sources[0].expression, known, left);
}

// The function's own locals: arguments that are not null are known in it.
static bool call_may(const Node *node, uint64_t known, int *left) {
    uint64_t arguments = 0;
    for (uint16_t i = 0; i < node->kid_count && i < ALL_LOCALS; i++) {
        if (!may(node->kids[i], known, left)) arguments |= (uint64_t)1 << i;
    }
    return may(node->as.declaration->body, arguments, left);
}

static bool case_may(const Node *node, uint64_t known, int *left) {
    uint16_t first = node->flag != 0 ? 1 : 0;
    for (uint16_t i = first; i + 1 < node->kid_count; i += 2) {
        if (may(node->kids[i + 1], known, left)) return true;
    }
    return may(node->kids[node->kid_count - 1], known, left);
}

static bool may(const Node *node, uint64_t known, int *left) {
    if (node == NULL || --*left < 0) return true;
    switch ((NodeKind)node->kind) {
    case NODE_LITERAL:
        return node->as.literal.kind == VALUE_NULL;
    case NODE_LOCAL:
        return node->slot >= ALL_LOCALS || (known >> node->slot & 1) == 0;
    case NODE_DEFINE:
        return node->as.declaration->is_input || may(node->as.declaration->body, 0, left);
    case NODE_CALL:
        return call_may(node, known, left);
    case NODE_OP:
        return operator_may(node, known, left);
    case NODE_AND:
    case NODE_OR:
    case NODE_IMPLIES:
        return logic_may(node, known, left);
    case NODE_IF:
        return if_may(node, known, left);
    case NODE_CASE:
        return case_may(node, known, left);
    case NODE_COALESCE:
        for (uint16_t i = 0; i < node->kid_count; i++) {
            if (!may(node->kids[i], known, left)) return false;
        }
        return true;
    case NODE_MAP:
        return may(node->kids[0], known, left);
    case NODE_QUERY:
        return query_may(node->as.query, known, left);
    case NODE_IS_NULL:
    case NODE_IS_TRUE:
    case NODE_IS_FALSE:
    case NODE_TUPLE:
    case NODE_LIST:
    case NODE_INTERVAL:
    case NODE_EXISTS:
    case NODE_RETRIEVE:
    case NODE_IS:
    case NODE_PATIENT:
        return false;
    default:
        return true;
    }
}

bool node_may_be_null(const Node *node, uint64_t known) {
    int left = MAX_STEPS;
    return may(node, known, &left);
}
