// A walk that takes down what is known not to be null: the rows of a query, what `is null` was
// asked of before.

#include "cql/silence.h"

#include "cql/maybe_null.h"

enum { MAX_TESTED = 32, MAX_DEPTH = 400 };

typedef struct {
    SilenceFound *found;
    void *ctx;
    unsigned depth;
} Walk;

// What is known where a node stands.
typedef struct {
    uint64_t locals;
    const Node *tested[MAX_TESTED];
    size_t count;
} Known;

static bool is_operator(const Node *node, const char *name) {
    return node->kind == NODE_OP && strcmp(node->as.op.row->name, name) == 0;
}

static bool may(const Node *node, const Known *known) {
    return node != NULL && node_may_be_null_but(node, known->locals, known->tested, known->count);
}

// What is known once a condition came to `truth`, besides.
static void learn(Known *known, const Node *condition, bool truth) {
    if (condition == NULL) return;
    if (is_operator(condition, "Not")) {
        learn(known, condition->kids[0], !truth);
    } else if (condition->kind == (truth ? NODE_AND : NODE_OR)) {
        for (uint16_t i = 0; i < condition->kid_count; i++) learn(known, condition->kids[i], truth);
    } else if (condition->kind == NODE_IS_NULL && !truth && known->count < MAX_TESTED) {
        known->tested[known->count++] = condition->kids[0];
        known->locals = node_known_after(condition, false, known->locals);
    }
}

// `C.code in "Value Set"`: a row without the code is none of these, and everybody means it so.
static bool asks_for_code(const Node *node) {
    return is_operator(node, "InValueSet") || is_operator(node, "AnyInValueSet") ||
           is_operator(node, "InCodeSystem") || is_operator(node, "AnyInCodeSystem");
}

// May a condition be null? Behind `x is not null and` x is known.
static bool condition_may(const Node *node, const Known *known, bool of_row) {
    if (node == NULL || (of_row && asks_for_code(node))) return false;
    if (is_operator(node, "Not")) return condition_may(node->kids[0], known, of_row);
    if (node->kind != NODE_AND && node->kind != NODE_OR) return may(node, known);
    Known inner = *known;
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (condition_may(node->kids[i], &inner, of_row)) return true;
        learn(&inner, node->kids[i], node->kind == NODE_AND);
    }
    return false;
}

static void walk(Walk *w, const Node *node, const Known *known);

static void walk_branches(Walk *w, const Node *node, Known known) {
    uint16_t i = 0;
    bool silent = false;
    const Node *comparand = node->kind == NODE_CASE && node->flag != 0 ? node->kids[i++] : NULL;
    if (comparand != NULL) walk(w, comparand, &known);
    for (; i + 1 < node->kid_count; i += 2) {
        bool asked = comparand != NULL ? may(comparand, &known) || may(node->kids[i], &known)
                                       : condition_may(node->kids[i], &known, false);
        silent = silent || asked;
        walk(w, node->kids[i], &known);
        Known then = known;
        learn(&then, node->kids[i], true);
        walk(w, node->kids[i + 1], &then);
        learn(&known, node->kids[i], false);
    }
    const Node *otherwise = node->kids[i];
    bool keeps = otherwise->kind == NODE_LITERAL && otherwise->as.literal.kind == VALUE_NULL;
    if (silent && !keeps) w->found(w->ctx, SILENCE_ELSE, node);
    walk(w, otherwise, &known);
}

static void walk_logic(Walk *w, const Node *node, Known known) {
    for (uint16_t i = 0; i < node->kid_count; i++) {
        walk(w, node->kids[i], &known);
        learn(&known, node->kids[i], node->kind != NODE_OR);
    }
}

static void walk_query(Walk *w, const Query *query, Known known) {
    for (uint16_t i = 0; i < query->source_count; i++)
        walk(w, query->sources[i].expression, &known);
    known.locals = query_known_rows(query, known.locals);
    for (uint16_t i = 0; i < query->let_count; i++) walk(w, query->lets[i].expression, &known);
    for (uint16_t i = 0; i < query->relation_count; i++) {
        walk(w, query->relations[i].source.expression, &known);
        walk(w, query->relations[i].such_that, &known);
    }
    walk(w, query->where, &known);
    learn(&known, query->where, true);
    walk(w, query->aggregate_start, &known);
    walk(w, query->aggregate, &known);
    walk(w, query->result, &known);
    for (uint16_t i = 0; i < query->sort_count; i++) walk(w, query->sort[i].key, &known);
}

// Rows that are not counted because their condition is null.
static bool rows_may_be_lost(const Query *query, Known known) {
    if (query == NULL) return false;
    known.locals = query_known_rows(query, known.locals);
    if (condition_may(query->where, &known, true)) return true;
    for (uint16_t i = 0; i < query->relation_count; i++) {
        const QueryRelation *relation = &query->relations[i];
        Known inner = known;
        bool may_be = relation->source.is_list &&
                      list_may_hold_null(relation->source.expression, known.locals);
        if (relation->source.slot < 64 && !may_be)
            inner.locals |= (uint64_t)1 << relation->source.slot;
        if (condition_may(relation->such_that, &inner, true)) return true;
    }
    return false;
}

// Through the defines that a list is named by.
static const Node *list_body(const Node *list) {
    for (unsigned depth = 0; depth < 16 && list->kind == NODE_DEFINE; depth++) {
        if (list->as.declaration->is_input || list->as.declaration->body == NULL) return list;
        list = list->as.declaration->body;
    }
    return list;
}

static bool is_aggregate(const Node *node) {
    static const char *const names[] = {
        "Sum",     "Avg",           "Min",    "Max",      "Median",           "Mode",
        "Product", "GeometricMean", "StdDev", "Variance", "PopulationStdDev", "PopulationVariance",
        "AllTrue", "AnyTrue"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (is_operator(node, names[i])) return true;
    }
    return false;
}

static void see_operator(Walk *w, const Node *node, const Known *known) {
    bool counts = is_operator(node, "Count");
    if (counts || is_operator(node, "Exists")) {
        const Node *list = list_body(node->kids[0]);
        Known none = {0};
        bool lost = list->kind == NODE_QUERY &&
                    rows_may_be_lost(list->as.query, list == node->kids[0] ? *known : none);
        if (lost) w->found(w->ctx, counts ? SILENCE_COUNT : SILENCE_EXISTS, node);
    } else if (is_operator(node, "Equivalent")) {
        if (may(node->kids[0], known) || may(node->kids[1], known))
            w->found(w->ctx, SILENCE_EQUIVALENT, node);
    } else if (is_operator(node, "In") || is_operator(node, "Contains")) {
        bool in = is_operator(node, "In");
        const Node *list = node->kids[in ? 1 : 0];
        if (list->type->kind != TYPE_LIST) return;
        if (list_may_hold_null(list, known->locals)) {
            w->found(w->ctx, SILENCE_IN, node);
        } else if (may(node->kids[in ? 0 : 1], known)) {
            w->found(w->ctx, SILENCE_MEMBER, node);
        }
    } else if (is_aggregate(node) && list_may_hold_null(node->kids[0], known->locals)) {
        w->found(w->ctx, SILENCE_AGGREGATE, node);
    }
}

static void walk_kids(Walk *w, const Node *node, const Known *known) {
    for (uint16_t i = 0; i < node->kid_count; i++) walk(w, node->kids[i], known);
}

static void walk(Walk *w, const Node *node, const Known *known) {
    if (node == NULL || w->depth >= MAX_DEPTH) return;
    w->depth++;
    switch ((NodeKind)node->kind) {
    case NODE_IF:
    case NODE_CASE:
        walk_branches(w, node, *known);
        break;
    case NODE_AND:
    case NODE_OR:
    case NODE_IMPLIES:
        walk_logic(w, node, *known);
        break;
    case NODE_EXISTS:
        if (rows_may_be_lost(node->as.query, *known)) w->found(w->ctx, SILENCE_EXISTS, node);
        walk_query(w, node->as.query, *known);
        break;
    case NODE_QUERY:
        walk_query(w, node->as.query, *known);
        break;
    case NODE_OP:
        see_operator(w, node, known);
        walk_kids(w, node, known);
        break;
    default:
        walk_kids(w, node, known);
        break;
    }
    w->depth--;
}

void silence_find(const Declaration *declaration, SilenceFound *found, void *ctx) {
    Walk w = {.found = found, .ctx = ctx};
    Known known = {0};
    walk(&w, declaration->body, &known);
}
