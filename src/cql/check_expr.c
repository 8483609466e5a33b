// Expressions: one function a kind of AST node, chosen in check(). Each returns a typed Node or
// NULL with the error set.

#include "cql/check_internal.h"

// Queries that are looked at twice, within each other, could take for ever.
enum { MAX_DEPTH = 400, MAX_STEPS = 2000000, MAX_TYPE = 1000 };

Node *check_to(Checker *c, const Ast *ast, const Type *type, const char *what) {
    Node *node = check(c, ast);
    if (node == NULL) return NULL;
    if (conversion_cost(c, node->type, type) >= COST_NONE) {
        return wrong(c, ast->place, "%s must be %s, not %s%s", what, type_text(c, type),
                     type_text(c, node->type), wanted_hint(node->type, type));
    }
    return convert(c, node, type);
}

// ---- operators

static Node *check_logic(Checker *c, const Ast *ast, NodeKind kind, const char *what) {
    const Type *boolean = type_system(TYPE_BOOLEAN);
    Node *node = make_node(c, kind, boolean, ast->place, ast->kid_count);
    bool ok = true;
    for (uint32_t i = 0; i < ast->kid_count; i++) {
        Node *kid = check_to(c, ast->kids[i], boolean, what);
        ok = ok && kid != NULL;
        node_kid(node, i, kid);
    }
    return ok ? make_done(c, node) : NULL;
}

static Node *negated(Checker *c, Node *node, AstPlace place) {
    return node == NULL ? NULL
                        : call_operator(c, "Not", NULL, PRECISION_NONE, place, (Args){&node, 1});
}

static Node *fold_left(Checker *c, const Ast *ast, const char *name) {
    Node *left = check(c, ast->kids[0]);
    for (uint32_t i = 1; i < ast->kid_count; i++) {
        Node *args[2] = {left, check(c, ast->kids[i])};
        left = call_operator(c, name, NULL, PRECISION_NONE, ast->place, (Args){args, 2});
    }
    return left;
}

// `exists` over a query without sort, aggregate or distinct stops at the first row.
static Node *check_exists(Checker *c, const Ast *ast) {
    Node *kid = check(c, ast->kids[0]);
    if (kid == NULL) return NULL;
    if (kid->kind == NODE_QUERY && kid->as.query->is_list && kid->as.query->aggregate == NULL) {
        Node *node = make_node(c, NODE_EXISTS, type_system(TYPE_BOOLEAN), ast->place, 0);
        node->as.query = kid->as.query;
        return make_done(c, node);
    }
    return call_operator(c, "Exists", NULL, PRECISION_NONE, ast->place, (Args){&kid, 1});
}

static Node *test_node(Checker *c, const Ast *ast, NodeKind kind) {
    Node *kid = kind == NODE_IS_NULL
                    ? check(c, ast->kids[0])
                    : check_to(c, ast->kids[0], type_system(TYPE_BOOLEAN), "what is tested here");
    if (kid == NULL) return NULL;
    Node *node = make_node(c, kind, type_system(TYPE_BOOLEAN), ast->place, 1);
    node_kid(node, 0, kid);
    return make_done(c, node);
}

static bool is_vocabulary(const Node *node) {
    return node != NULL &&
           (node->type->kind == TYPE_VALUESET || node->type->kind == TYPE_CODESYSTEM);
}

// `x in y`: membership in a list, an interval, a value set or a code system.
static Node *check_in(Checker *c, const Ast *ast, bool contains) {
    Node *args[2] = {check(c, ast->kids[contains ? 1 : 0]), check(c, ast->kids[contains ? 0 : 1])};
    if (args[0] == NULL || args[1] == NULL) return NULL;
    if (is_vocabulary(args[1])) {
        bool set = args[1]->type->kind == TYPE_VALUESET;
        bool list = args[0]->type->kind == TYPE_LIST;
        const char *name = set ? (list ? "AnyInValueSet" : "InValueSet")
                               : (list ? "AnyInCodeSystem" : "InCodeSystem");
        return call_operator(c, name, NULL, PRECISION_NONE, ast->place, (Args){args, 2});
    }
    if (contains) {
        Node *swapped[2] = {args[1], args[0]};
        return call_operator(c, "Contains", NULL, ast->precision, ast->place, (Args){swapped, 2});
    }
    return call_operator(c, "In", NULL, ast->precision, ast->place, (Args){args, 2});
}

// -2147483648 is one literal: its digits alone would be out of range.
static Node *check_negate(Checker *c, const Ast *ast) {
    const Ast *kid = ast->kids[0];
    if (kid->kind == AST_INTEGER && str_eq(kid->text, STR("2147483648"))) {
        return make_literal(c, type_system(TYPE_INTEGER), ast->place, value_integer(INT32_MIN));
    }
    if (kid->kind == AST_LONG && str_eq(kid->text, STR("9223372036854775808"))) {
        return make_literal(c, type_system(TYPE_LONG), ast->place, value_long(INT64_MIN));
    }
    Node *arg = check(c, kid);
    return call_operator(c, "Negate", NULL, PRECISION_NONE, ast->place, (Args){&arg, 1});
}

// `duration in days of x`, `days between a and b`.
static Node *check_duration(Checker *c, const Ast *ast) {
    Node *args[2] = {check(c, ast->kids[0]), ast->kid_count > 1 ? check(c, ast->kids[1]) : NULL};
    if (args[0] == NULL || (ast->kid_count > 1 && args[1] == NULL)) return NULL;
    if (ast->kid_count == 1) {
        Node *interval = args[0];
        args[0] = call_operator(c, "Start", NULL, PRECISION_NONE, ast->place, (Args){&interval, 1});
        args[1] = call_operator(c, "End", NULL, PRECISION_NONE, ast->place, (Args){&interval, 1});
    }
    return call_operator(c, ast_op_name(ast->op), NULL, ast->precision, ast->place,
                         (Args){args, 2});
}

// `expand x per day`: the precision is one of that unit.
static Node *check_per(Checker *c, const Ast *ast) {
    Node *args[2] = {check(c, ast->kids[0]), ast->kid_count > 1 ? check(c, ast->kids[1]) : NULL};
    if (args[0] == NULL || (ast->kid_count > 1 && args[1] == NULL)) return NULL;
    if (ast->kid_count == 1) {
        if (ast->precision == PRECISION_NONE) {
            args[1] = make_literal(c, type_system(TYPE_QUANTITY), ast->place, value_null());
        } else {
            Value one = value_quantity(c->arena, decimal_from_int(1),
                                       str_of(precision_name(ast->precision)), true);
            args[1] = make_literal(c, type_system(TYPE_QUANTITY), ast->place, one);
        }
    }
    return call_operator(c, ast_op_name(ast->op), NULL, PRECISION_NONE, ast->place,
                         (Args){args, 2});
}

static Node *check_operator(Checker *c, const Ast *ast) {
    const char *name = ast_op_name(ast->op);
    switch (ast->op) {
    case AST_OP_AND:
        return check_logic(c, ast, NODE_AND, "what 'and' joins");
    case AST_OP_OR:
        return check_logic(c, ast, NODE_OR, "what 'or' joins");
    case AST_OP_IMPLIES:
        return check_logic(c, ast, NODE_IMPLIES, "what 'implies' joins");
    case AST_OP_XOR:
        return fold_left(c, ast, "Xor");
    case AST_OP_EXISTS:
        return check_exists(c, ast);
    case AST_OP_IS_NULL:
        return test_node(c, ast, NODE_IS_NULL);
    case AST_OP_IS_TRUE:
        return test_node(c, ast, NODE_IS_TRUE);
    case AST_OP_IS_FALSE:
        return test_node(c, ast, NODE_IS_FALSE);
    case AST_OP_IN:
        return check_in(c, ast, false);
    case AST_OP_CONTAINS:
        return check_in(c, ast, true);
    case AST_OP_NEGATE:
        return check_negate(c, ast);
    case AST_OP_POSITIVE:
        return check(c, ast->kids[0]);
    case AST_OP_DURATION_BETWEEN:
    case AST_OP_DIFFERENCE_BETWEEN:
        return check_duration(c, ast);
    case AST_OP_EXPAND:
    case AST_OP_COLLAPSE:
        return check_per(c, ast);
    default:
        break;
    }
    Node *args[2] = {check(c, ast->kids[0]), ast->kid_count > 1 ? check(c, ast->kids[1]) : NULL};
    if (args[0] == NULL || (ast->kid_count > 1 && args[1] == NULL)) return NULL;
    switch (ast->op) {
    case AST_OP_NOT_EQUAL:
        return negated(c,
                       call_operator(c, "Equal", NULL, PRECISION_NONE, ast->place, (Args){args, 2}),
                       ast->place);
    case AST_OP_NOT_EQUIVALENT:
        return negated(
            c, call_operator(c, "Equivalent", NULL, PRECISION_NONE, ast->place, (Args){args, 2}),
            ast->place);
    case AST_OP_ADD:
        return call_operator(c, "Add", "Concatenate", PRECISION_NONE, ast->place, (Args){args, 2});
    case AST_OP_CONCATENATE:
        return call_operator(c, "ConcatenateAmp", NULL, PRECISION_NONE, ast->place,
                             (Args){args, 2});
    default:
        return call_operator(c, name, NULL, ast->precision, ast->place,
                             (Args){args, ast->kid_count});
    }
}

// `x between a and b`: for points two comparisons, for an interval inclusion.
// An interval between two points is during the closed interval of them.
static Node *interval_between(Checker *c, const Ast *ast, Node *const *kids) {
    const Type *point = kids[0]->type->as.of;
    for (int i = 1; i < 3; i++) {
        if (conversion_cost(c, kids[i]->type, point) >= COST_NONE)
            return wrong(c, kids[i]->place, "an interval of %s cannot be between %s",
                         type_text(c, point), type_text(c, kids[i]->type));
    }
    Node *range = make_node(c, NODE_INTERVAL, kids[0]->type, ast->place, 2);
    node_kid(range, 0, convert(c, kids[1], point));
    node_kid(range, 1, convert(c, kids[2], point));
    range->as.interval.low_closed = range->as.interval.high_closed = true;
    Node *during[2] = {kids[0], make_done(c, range)};
    bool properly = (ast->flag & AST_PROPERLY) != 0;
    return call_operator(c, properly ? "ProperIncludedIn" : "IncludedIn", NULL, PRECISION_NONE,
                         ast->place, (Args){during, 2});
}

static Node *check_between(Checker *c, const Ast *ast) {
    Node *kids[3];
    for (int i = 0; i < 3; i++) kids[i] = check(c, ast->kids[i]);
    if (kids[0] == NULL || kids[1] == NULL || kids[2] == NULL) return NULL;
    if (kids[0]->type->kind == TYPE_INTERVAL) return interval_between(c, ast, kids);
    bool properly = (ast->flag & AST_PROPERLY) != 0;
    Node *low[2] = {kids[0], kids[1]};
    Node *high[2] = {kids[0], kids[2]};
    Node *both = make_node(c, NODE_AND, type_system(TYPE_BOOLEAN), ast->place, 2);
    Node *first = call_operator(c, properly ? "Greater" : "GreaterOrEqual", NULL, PRECISION_NONE,
                                ast->place, (Args){low, 2});
    Node *second = call_operator(c, properly ? "Less" : "LessOrEqual", NULL, PRECISION_NONE,
                                 ast->place, (Args){high, 2});
    if (first == NULL || second == NULL) return NULL;
    node_kid(both, 0, first);
    node_kid(both, 1, second);
    return make_done(c, both);
}

static Node *check_as(Checker *c, const Ast *ast) {
    Node *kid = check(c, ast->kids[0]);
    const Type *type = check_type(c, ast->kids[1]);
    if (kid == NULL || type == NULL) return NULL;
    bool is = ast->kind == AST_IS;
    if (kid->type->kind != TYPE_ANY && kid->type->kind != TYPE_CHOICE &&
        !type_is_a(type, kid->type) && conversion_cost(c, kid->type, type) > COST_CAST && !is &&
        kid->type->kind != TYPE_LIST && kid->type->kind != TYPE_INTERVAL) {
        return wrong(c, ast->place, "%s is never %s\nwrite 'convert ... to %s'",
                     type_text(c, kid->type), type_text(c, type), type_text(c, type));
    }
    Node *node =
        make_node(c, is ? NODE_IS : NODE_AS, is ? type_system(TYPE_BOOLEAN) : type, ast->place, 1);
    node_kid(node, 0, kid);
    node->as.target = type;
    node->flag = !is && (ast->flag & AST_STRICT) != 0;
    return make_done(c, node);
}

static Node *check_convert(Checker *c, const Ast *ast) {
    Node *kid = check(c, ast->kids[0]);
    if (kid == NULL) return NULL;
    if (ast->kids[1] == NULL) {
        Node *args[2] = {
            kid, make_literal(c, type_system(TYPE_STRING), ast->place, value_string(ast->more))};
        return call_operator(c, "ConvertQuantity", NULL, PRECISION_NONE, ast->place,
                             (Args){args, 2});
    }
    const Type *type = check_type(c, ast->kids[1]);
    if (type == NULL) return NULL;
    int cost = conversion_cost(c, kid->type, type);
    if (cost < COST_NONE) return convert(c, kid, type);
    if (type->kind == TYPE_LIST && type->as.of->kind == TYPE_CODE &&
        conversion_cost(c, kid->type, type_system(TYPE_CONCEPT)) < COST_NONE)
        return property(c, convert(c, kid, type_system(TYPE_CONCEPT)), STR("codes"), ast->place);
    if (type->kind == TYPE_CONCEPT && kid->type->kind == TYPE_LIST)
        return call_operator(c, "ToConcept", NULL, PRECISION_NONE, ast->place, (Args){&kid, 1});
    const char *name = arena_printf(c->arena, "To%s%c", type_text(c, type), 0).data;
    return call_operator(c, name, NULL, PRECISION_NONE, ast->place, (Args){&kid, 1});
}

static Node *check_if(Checker *c, const Ast *ast) {
    Node *when = check_to(c, ast->kids[0], type_system(TYPE_BOOLEAN), "the condition of 'if'");
    Node *then = check(c, ast->kids[1]);
    Node *otherwise = check(c, ast->kids[2]);
    if (when == NULL || then == NULL || otherwise == NULL) return NULL;
    const Type *types[2] = {then->type, otherwise->type};
    const Type *type = common_type(c, types, 2);
    Node *node = make_node(c, NODE_IF, type, ast->place, 3);
    node_kid(node, 0, when);
    node_kid(node, 1, convert(c, then, type));
    node_kid(node, 2, convert(c, otherwise, type));
    return make_done(c, node);
}

// The condition of one `when`: Boolean, or equal to the comparand (in a local).
static Node *check_when(Checker *c, const Ast *when, Node *comparand) {
    if (comparand == NULL)
        return check_to(c, when->kids[0], type_system(TYPE_BOOLEAN), "the condition of 'when'");
    Node *args[2] = {comparand, check(c, when->kids[0])};
    return call_operator(c, "Equal", NULL, PRECISION_NONE, when->place, (Args){args, 2});
}

static Node *check_case(Checker *c, const Ast *ast) {
    uint32_t whens = ast->kid_count - 2;
    bool compares = ast->kids[0] != NULL;
    Node *node = make_node(c, NODE_CASE, NULL, ast->place, whens * 2 + 1 + (compares ? 1 : 0));
    node->flag = compares;
    uint32_t at = 0;
    bool ok = true;
    Node *local = NULL;
    if (compares) {
        Node *comparand = check(c, ast->kids[0]);
        ok = comparand != NULL;
        node->slot = new_slot(c);
        if (ok) local = make_local(c, comparand->type, comparand->place, node->slot);
        node_kid(node, at++, comparand);
    }
    Node **results = ARENA_ARRAY(c->arena, Node *, whens + 1);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, whens + 1);
    for (uint32_t i = 0; i < whens; i++) {
        const Ast *when = ast->kids[i + 1];
        Node *condition = compares && local == NULL ? NULL : check_when(c, when, local);
        results[i] = check(c, when->kids[1]);
        ok = ok && condition != NULL && results[i] != NULL;
        if (ok) types[i] = results[i]->type;
        node_kid(node, at + 2 * i, condition);
    }
    results[whens] = check(c, ast->kids[ast->kid_count - 1]);
    if (!ok || results[whens] == NULL) return NULL;
    types[whens] = results[whens]->type;
    node->type = common_type(c, types, whens + 1);
    for (uint32_t i = 0; i < whens; i++)
        node_kid(node, at + 2 * i + 1, convert(c, results[i], node->type));
    node_kid(node, at + 2 * whens, convert(c, results[whens], node->type));
    return make_done(c, node);
}

static Node *check_index(Checker *c, const Ast *ast) {
    Node *args[2] = {check(c, ast->kids[0]), check(c, ast->kids[1])};
    return call_operator(c, "Indexer", NULL, PRECISION_NONE, ast->place, (Args){args, 2});
}

static Node *check_this(Checker *c, const Ast *ast) {
    for (Variable *v = c->scope; v != NULL; v = v->outer) {
        if (!v->is_row && !str_eq(v->name, STR("$this"))) continue;
        // No type: what is wrong with it was told where it comes from.
        return v->type == NULL ? NULL : make_local(c, v->type, ast->place, v->slot);
    }
    return wrong(c, ast->place, "$this has a meaning only in 'sort by'");
}

// False, and told, when there is too much of it.
static bool is_bounded(Checker *c, const Ast *ast) {
    if (c->depth >= MAX_DEPTH)
        return wrong(c, ast->place, "this expression is nested too deeply") != NULL;
    c->steps++;
    if (c->steps == MAX_STEPS) wrong(c, ast->place, "this expression is too long");
    return c->steps < MAX_STEPS;
}

// Values nest as deep as their types do, and both are walked by recursion. Definitions build on
// each other, so that their types may grow far beyond what one expression can nest.
static Node *with_bounded_type(Checker *c, const Ast *ast, Node *node) {
    if (node == NULL || node->type == NULL || node->type->size <= MAX_TYPE) return node;
    return wrong(c, ast->place, "the type of this expression is made of more than %d types",
                 MAX_TYPE);
}

Node *check(Checker *c, const Ast *ast) {
    if (!is_bounded(c, ast)) return NULL;
    c->depth++;
    Node *node = NULL;
    switch ((AstKind)ast->kind) {
    case AST_NULL:
    case AST_BOOLEAN:
    case AST_INTEGER:
    case AST_LONG:
    case AST_DECIMAL:
    case AST_STRING:
    case AST_DATE:
    case AST_DATETIME:
    case AST_TIME:
    case AST_QUANTITY:
    case AST_RATIO:
    case AST_EXTENT:
        node = check_literal(c, ast);
        break;
    case AST_INTERVAL:
    case AST_LIST:
    case AST_TUPLE:
    case AST_INSTANCE:
    case AST_CODE:
    case AST_CONCEPT:
        node = check_selector(c, ast);
        break;
    case AST_IDENTIFIER:
        node = check_identifier(c, ast);
        break;
    case AST_MEMBER:
        node = check_member(c, ast);
        break;
    case AST_CALL:
    case AST_METHOD:
        node = check_call(c, ast);
        break;
    case AST_INDEX:
        node = check_index(c, ast);
        break;
    case AST_THIS:
        node = check_this(c, ast);
        break;
    case AST_OPERATOR:
        node = check_operator(c, ast);
        break;
    case AST_TIMING:
        node = check_timing(c, ast);
        break;
    case AST_BETWEEN:
        node = check_between(c, ast);
        break;
    case AST_IS:
    case AST_AS:
        node = check_as(c, ast);
        break;
    case AST_CONVERT:
        node = check_convert(c, ast);
        break;
    case AST_IF:
        node = check_if(c, ast);
        break;
    case AST_CASE:
        node = check_case(c, ast);
        break;
    case AST_RETRIEVE:
        node = check_retrieve(c, ast);
        break;
    case AST_QUERY:
        node = check_query(c, ast);
        break;
    default:
        node = wrong(c, ast->place, "%s is not supported here", ast_kind_name(ast->kind));
        break;
    }
    c->depth--;
    return with_bounded_type(c, ast, node);
}
