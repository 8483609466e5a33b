// Operators by which CQL turns silence into an answer, refused outside lib/, inputs and @each
// lists: those that name null, aggregates over what may be null or was made distinct, and the forms
// of cql/silence.h.

#include "cql/maybe_null.h"
#include "cql/silence.h"
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

// ---- aggregates, and what else skips nulls

enum { MAX_DEPTH = 40 };

static bool is_op(const Node *node, const char *name) {
    return node->kind == NODE_OP && strcmp(node->as.op.row->name, name) == 0;
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
    if (is_distinct(node->kids[0], 0)) {
        complain(scope->lint, scope->declaration->library, node->place, "silence",
                 "%s over a 'return' without 'all', or a union: equal values count once; write "
                 "'return all', or flatten { A, B }",
                 name);
    } else if (list_may_hold_null(node->kids[0], 0)) {
        complain(scope->lint, scope->declaration->library, node->place, "silence",
                 "%s skips nulls, and this list may hold some: write a function of lib/ that is "
                 "null when a part is (Score.total)",
                 name);
    }
    return true;
}

// An `else` that only words something may stand for what is not known as well.
static bool is_wording(const Node *node) {
    return node->type->kind == TYPE_STRING;
}

static void see_silence(void *ctx, Silence what, const Node *node) {
    static const char *const texts[] = {
        [SILENCE_EQUIVALENT] = "'~' takes null for a no: write a function of lib/ that says so "
                               "(Logic.saidOneOf), or one that keeps null",
        [SILENCE_ELSE] =
            "the condition may be null, and then this is the 'else': give null for it, "
            "or write Logic.saidYes where silence may count as no",
        [SILENCE_EXISTS] = "'exists' passes over a row whose condition is null: write "
                           "Logic.anyHolds over the conditions",
        [SILENCE_COUNT] = "Count passes over a row whose condition is null: write a function of "
                          "lib/ that keeps null",
        [SILENCE_MEMBER] =
            "'in' a list takes null for a no: write a function of lib/ that says so, "
            "or one that keeps null",
        [SILENCE_IN] = "the list may hold nulls, and then a no is not known: write a function of "
                       "lib/ that keeps null",
    };
    const Scope *scope = ctx;
    if (what == SILENCE_AGGREGATE || (what == SILENCE_ELSE && is_wording(node))) return;
    complain(scope->lint, scope->declaration->library, node->place, "silence", "%s", texts[what]);
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
        silence_find(declaration, see_silence, &scope);
    }
}
