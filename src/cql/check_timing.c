// Timing phrases, as the specification spells them out: "A starts 3 days or more before start B"
// becomes start of A same or before start of B - 3 days. CQL 1.5.3, language semantics, "Timing
// Phrases".

#include "cql/check_internal.h"

static Node *boundary(Checker *c, const Ast *ast, AstBoundary which) {
    Node *node = check(c, ast);
    if (node == NULL || which == BOUNDARY_NONE) return node;
    return call_operator(c, which == BOUNDARY_START ? "Start" : "End", NULL, PRECISION_NONE,
                         ast->place, (Args){&node, 1});
}

static bool is_interval(Checker *c, const Node *node) {
    Conversion conversion;
    const Type *type = node->type;
    if (type->kind == TYPE_FHIR) type = system_type_of(c, type->model, &conversion);
    return type != NULL && type->kind == TYPE_INTERVAL;
}

static bool is_list(const Node *node) {
    return node->type->kind == TYPE_LIST;
}

// One end of an interval; a point as it is.
static Node *end_of(Checker *c, Node *node, bool end, AstPlace place) {
    if (!is_interval(c, node)) return node;
    return call_operator(c, end ? "End" : "Start", NULL, PRECISION_NONE, place, (Args){&node, 1});
}

static Node *shifted(Checker *c, Node *node, Node *quantity, bool later, AstPlace place) {
    Node *args[2] = {node, quantity};
    return call_operator(c, later ? "Add" : "Subtract", NULL, PRECISION_NONE, place,
                         (Args){args, 2});
}

static Node *compare(Checker *c, const char *name, const AstTiming *timing, Node *left, Node *right,
                     AstPlace place) {
    Node *args[2] = {left, right};
    return call_operator(c, name, NULL, timing->precision, place, (Args){args, 2});
}

// From where to where a point may lie.
typedef struct {
    Node *low, *high;
    bool low_closed, high_closed;
} Reach;

// `point` within `reach`, and `anchor` is not null: the interval of a null
// point would hold everything.
static Node *within(Checker *c, const AstTiming *timing, Node *point, const Reach *reach,
                    Node *anchor, AstPlace place) {
    Node *low = reach->low;
    Node *high = reach->high;
    if (low == NULL || high == NULL || point == NULL) return NULL;
    Node *interval = make_node(c, NODE_INTERVAL, type_interval(c->types, low->type), place, 2);
    node_kid(interval, 0, low);
    node_kid(interval, 1, high);
    interval->flag = 1;
    interval->as.interval.low_closed = reach->low_closed;
    interval->as.interval.high_closed = reach->high_closed;
    Node *in = compare(c, "In", timing, point, make_done(c, interval), place);
    if (in == NULL) return NULL;
    Node *is_null = make_node(c, NODE_IS_NULL, type_system(TYPE_BOOLEAN), place, 1);
    node_kid(is_null, 0, anchor);
    Node *known = make_done(c, is_null);
    known = call_operator(c, "Not", NULL, PRECISION_NONE, place, (Args){&known, 1});
    Node *both = make_node(c, NODE_AND, type_system(TYPE_BOOLEAN), place, 2);
    node_kid(both, 0, in);
    node_kid(both, 1, known);
    return make_done(c, both);
}

// before and after, with an offset. `left` and `right` may still be intervals: before takes end of
// left and start of right.
static Node *offset_phrase(Checker *c, const AstTiming *timing, Node *left, Node *right,
                           AstPlace place) {
    bool after = timing->relation == AST_AFTER || timing->relation == AST_ON_OR_AFTER;
    bool on_or = timing->relation == AST_ON_OR_BEFORE || timing->relation == AST_ON_OR_AFTER;
    Node *quantity = check(c, timing->quantity);
    Node *a = end_of(c, left, !after, place);
    Node *b = end_of(c, right, after, place);
    if (quantity == NULL || a == NULL || b == NULL) return NULL;
    // A date meets a date-time as a date-time, before anything is added to it.
    const Type *types[2] = {a->type, b->type};
    const Type *common = common_type(c, types, 2);
    if (conversion_cost(c, a->type, common) < COST_NONE) a = convert(c, a, common);
    if (conversion_cost(c, b->type, common) < COST_NONE) b = convert(c, b, common);
    Node *moved = shifted(c, b, quantity, after, place);
    if (moved == NULL) return NULL;
    switch ((AstOffset)timing->offset) {
    case OFFSET_EXACT:
        return compare(c, "SameAs", timing, a, moved, place);
    case OFFSET_OR_MORE:
        return compare(c, after ? "SameOrAfter" : "SameOrBefore", timing, a, moved, place);
    case OFFSET_MORE_THAN:
        return compare(c, after ? "After" : "Before", timing, a, moved, place);
    default:
        break;
    }
    bool far_closed = timing->offset == OFFSET_OR_LESS;
    const Reach later = {b, moved, on_or, far_closed};
    const Reach earlier = {moved, b, far_closed, on_or};
    return within(c, timing, a, after ? &later : &earlier, b, place);
}

static Node *within_phrase(Checker *c, const AstTiming *timing, Node *left, Node *right,
                           AstPlace place) {
    Node *quantity = check(c, timing->quantity);
    if (quantity == NULL) return NULL;
    Node *low_anchor = end_of(c, right, false, place);
    Node *high_anchor = end_of(c, right, true, place);
    if (low_anchor == NULL || high_anchor == NULL) return NULL;
    const Type *types[2] = {left->type, low_anchor->type};
    const Type *common = common_type(c, types, 2);
    if (!is_interval(c, left) && conversion_cost(c, low_anchor->type, common) < COST_NONE) {
        low_anchor = convert(c, low_anchor, common);
        high_anchor = convert(c, high_anchor, common);
    }
    Node *low = shifted(c, low_anchor, quantity, false, place);
    Node *high = shifted(c, high_anchor, quantity, true, place);
    bool closed = !timing->properly;
    const Reach reach = {low, high, closed, closed};
    if (!is_interval(c, left)) return within(c, timing, left, &reach, low_anchor, place);
    Node *both = make_node(c, NODE_AND, type_system(TYPE_BOOLEAN), place, 2);
    for (size_t i = 0; i < 2; i++) {
        Node *point = end_of(c, left, i == 1, place);
        Node *one = within(c, timing, point, &reach, low_anchor, place);
        if (one == NULL) return NULL;
        node_kid(both, i, one);
    }
    return make_done(c, both);
}

// Inclusion between a point and an interval or list is membership.
static const char *relation_name(Checker *c, const AstTiming *timing, const Node *left,
                                 const Node *right) {
    bool left_holds = is_interval(c, left) || is_list(left);
    bool right_holds = is_interval(c, right) || is_list(right);
    // A bare null beside `includes` is a list or interval that is null (appendix B, Includes);
    // beside `properly includes` it is an element.
    bool has_null = left->type->kind == TYPE_ANY || right->type->kind == TYPE_ANY;
    bool plain = timing->relation == AST_INCLUDES || timing->relation == AST_INCLUDED_IN;
    if (plain && has_null) return ast_relation_name((AstRelation)timing->relation);
    switch ((AstRelation)timing->relation) {
    case AST_INCLUDED_IN:
        return !left_holds && right_holds ? "In" : "IncludedIn";
    case AST_PROPER_INCLUDED_IN:
        return !left_holds && right_holds ? "ProperIn" : "ProperIncludedIn";
    case AST_INCLUDES:
        return left_holds && !right_holds ? "Contains" : "Includes";
    case AST_PROPER_INCLUDES:
        return left_holds && !right_holds ? "ProperContains" : "ProperIncludes";
    default:
        return ast_relation_name((AstRelation)timing->relation);
    }
}

Node *check_timing(Checker *c, const Ast *ast) {
    const AstTiming *timing = ast->timing;
    Node *left = boundary(c, ast->kids[0], (AstBoundary)timing->left);
    Node *right = boundary(c, ast->kids[1], (AstBoundary)timing->right);
    if (left == NULL || right == NULL) return NULL;
    if (timing->relation == AST_WITHIN) return within_phrase(c, timing, left, right, ast->place);
    if (timing->offset != OFFSET_NONE) return offset_phrase(c, timing, left, right, ast->place);
    const char *name = relation_name(c, timing, left, right);
    // An untyped null beside a list or an interval: an interval or list itself, as the author's
    // guide reads "included in null".
    return compare(c, name, timing, left, right, ast->place);
}
