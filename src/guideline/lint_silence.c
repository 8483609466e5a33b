// Operators by which CQL turns silence into an answer, refused outside lib/, inputs and @each
// lists: those that name null, and aggregates over what may be null or was made distinct.

#include "cql/walk.h"
#include "guideline/lint_internal.h"

typedef struct {
    Lint *lint;
    const Declaration *declaration;
} Scope;

// ---- operators, as they were written

static const char *silent_operator(const Ast *ast) {
    static const char *const names[] = {"AnyTrue", "AllTrue", "Coalesce",
                                        "IsNull",  "IsTrue",  "IsFalse"};
    if (ast->kind == AST_CALL) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (str_eq(ast->text, (Str){names[i], strlen(names[i])})) return names[i];
        }
    }
    if (ast->kind != AST_OPERATOR) return NULL;
    return ast->op == AST_OP_IS_NULL    ? "'is null'"
           : ast->op == AST_OP_IS_TRUE  ? "'is true'"
           : ast->op == AST_OP_IS_FALSE ? "'is false'"
                                        : NULL;
}

static bool see_operator(void *ctx, const Ast *ast) {
    const Scope *scope = ctx;
    const char *name = silent_operator(ast);
    if (name != NULL) {
        complain(scope->lint, scope->declaration->library, ast->place, "silence",
                 "%s makes an answer of silence: write and, or, not, or a function of lib/ that "
                 "keeps null (Logic.anyHolds for a list)",
                 name);
    }
    return true;
}

// ---- aggregates: may the list hold nulls?

enum { MAX_SLOTS = 32, MAX_DEPTH = 40 };

// The locals of the queries around an expression, and whether they may be null.
typedef struct {
    struct {
        uint32_t slot;
        bool maybe_null;
    } slots[MAX_SLOTS];
    size_t count;
    unsigned depth;
} Nulls;

static bool holds_nulls(Nulls *nulls, const Node *list);
static bool is_maybe_null(Nulls *nulls, const Node *node);

static void bind_slot(Nulls *nulls, uint32_t slot, bool maybe_null) {
    if (nulls->count == MAX_SLOTS) return;  // an unbound local counts as null
    nulls->slots[nulls->count].slot = slot;
    nulls->slots[nulls->count++].maybe_null = maybe_null;
}

static bool slot_is_maybe_null(const Nulls *nulls, uint32_t slot) {
    for (size_t i = nulls->count; i > 0; i--) {
        if (nulls->slots[i - 1].slot == slot) return nulls->slots[i - 1].maybe_null;
    }
    return true;
}

// Another declaration has locals of its own.
static bool in_body(Nulls *nulls, const Declaration *declaration,
                    bool (*ask)(Nulls *nulls, const Node *node)) {
    if (nulls->depth == MAX_DEPTH || declaration->is_input || declaration->body == NULL)
        return true;
    Nulls inner = {.depth = nulls->depth + 1};
    return ask(&inner, declaration->body);
}

static bool rows_hold_nulls(Nulls *nulls, const Query *query) {
    size_t outer = nulls->count;
    for (uint16_t i = 0; i < query->source_count; i++) {
        const QuerySource *source = &query->sources[i];
        bool maybe = source->is_list ? holds_nulls(nulls, source->expression)
                                     : is_maybe_null(nulls, source->expression);
        bind_slot(nulls, source->slot, maybe);
    }
    for (uint16_t i = 0; i < query->let_count; i++)
        bind_slot(nulls, query->lets[i].slot, is_maybe_null(nulls, query->lets[i].expression));
    bool maybe = query->aggregate != NULL || is_maybe_null(nulls, query->result);
    nulls->count = outer;
    return maybe;
}

static bool is_op(const Node *node, const char *name) {
    return node->kind == NODE_OP && strcmp(node->as.op.row->name, name) == 0;
}

static bool any_kid(Nulls *nulls, const Node *node, size_t first,
                    bool (*ask)(Nulls *nulls, const Node *node)) {
    for (uint16_t i = (uint16_t)first; i < node->kid_count; i++) {
        if (ask(nulls, node->kids[i])) return true;
    }
    return false;
}

static bool is_maybe_null(Nulls *nulls, const Node *node) {
    switch ((NodeKind)node->kind) {
    case NODE_LITERAL:
        return node->as.literal.kind == VALUE_NULL;
    case NODE_LOCAL:
        return slot_is_maybe_null(nulls, node->slot);
    case NODE_DEFINE:
        return in_body(nulls, node->as.declaration, is_maybe_null);
    case NODE_TUPLE:
    case NODE_LIST:
    case NODE_INTERVAL:
    case NODE_EXISTS:
    case NODE_IS_NULL:
    case NODE_IS_TRUE:
    case NODE_IS_FALSE:
    case NODE_RETRIEVE:
        return false;
    case NODE_AND:
    case NODE_OR:
        return any_kid(nulls, node, 0, is_maybe_null);
    case NODE_IF:
        return any_kid(nulls, node, 1, is_maybe_null);
    default:
        return !is_op(node, "Count") && !is_op(node, "Exists");
    }
}

static bool holds_nulls(Nulls *nulls, const Node *list) {
    switch ((NodeKind)list->kind) {
    case NODE_LITERAL:
        for (uint32_t i = 0; list->as.literal.kind == VALUE_LIST && i < list->as.literal.count;
             i++) {
            if (list->as.literal.as.items[i].kind == VALUE_NULL) return true;
        }
        return list->as.literal.kind != VALUE_LIST;
    case NODE_LIST:
        return any_kid(nulls, list, 0, is_maybe_null);
    case NODE_RETRIEVE:
        return false;
    case NODE_DEFINE:
        return in_body(nulls, list->as.declaration, holds_nulls);
    case NODE_QUERY:
        return rows_hold_nulls(nulls, list->as.query);
    case NODE_OP:
        if (is_op(list, "Flatten") && list->kids[0]->kind == NODE_LIST)
            return any_kid(nulls, list->kids[0], 0, holds_nulls);
        return !is_op(list, "Union") || any_kid(nulls, list, 0, holds_nulls);
    default:
        return true;
    }
}

// Was the list made distinct by a `return` without `all` or by a union, here, in a query it comes
// from, or in a define it names?
static bool is_distinct(const Node *list, unsigned depth) {
    if (depth == MAX_DEPTH) return false;
    if (list->kind == NODE_DEFINE && list->as.declaration->body != NULL)
        return is_distinct(list->as.declaration->body, depth + 1);
    if (list->kind != NODE_QUERY) return is_op(list, "Union");
    bool distinct = list->as.query->distinct;
    for (uint16_t i = 0; i < list->as.query->source_count; i++)
        distinct = distinct || is_distinct(list->as.query->sources[i].expression, depth + 1);
    return distinct;
}

static bool is_aggregate(const Node *node) {
    static const char *const names[] = {"Sum",
                                        "Avg",
                                        "Min",
                                        "Max",
                                        "Count",
                                        "Median",
                                        "Mode",
                                        "Product",
                                        "GeometricMean",
                                        "StdDev",
                                        "Variance",
                                        "PopulationStdDev",
                                        "PopulationVariance"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (is_op(node, names[i])) return node->kid_count == 1;
    }
    return false;
}

static bool see_aggregate(void *ctx, const Node *node) {
    const Scope *scope = ctx;
    if (!is_aggregate(node)) return true;
    const char *name = node->as.op.row->name;
    Nulls nulls = {0};
    if (is_distinct(node->kids[0], 0)) {
        complain(scope->lint, scope->declaration->library, node->place, "silence",
                 "%s over a 'return' without 'all', or a union: equal values count once; write "
                 "'return all', or flatten { A, B }",
                 name);
    } else if (holds_nulls(&nulls, node->kids[0])) {
        complain(scope->lint, scope->declaration->library, node->place, "silence",
                 "%s skips nulls, and this list may hold some: write a function of lib/ that is "
                 "null when a part is (Score.total)",
                 name);
    }
    return true;
}

void lint_silence(Lint *lint) {
    const Program *program = lint->set->program;
    for (size_t i = 0; i < program->declaration_count; i++) {
        const Declaration *declaration = program->declarations[i];
        if (declaration->ast == NULL || !lint_is_guideline(lint, declaration->library) ||
            graph_stop_at_gate(lint->graph, declaration))
            continue;
        Scope scope = {lint, declaration};
        ast_walk(declaration->ast->expression, see_operator, &scope);
        node_walk(declaration->body, see_aggregate, &scope);
    }
}
