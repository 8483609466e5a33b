// Comparisons with a literal: found once in the program, noted while it runs.
//
// A function that compares with its parameter compares with a literal when some call hands it one.
// Which call that was is known while it runs from the calls that are running: the innermost one
// must be of that function; its argument is a literal, or again a parameter of the function it
// stands in, and so on outwards.

#include "cli/coverage_internal.h"
#include "cql/maybe_null.h"
#include "cql/value_point.h"
#include "cql/walk.h"

enum { MAX_PARAMETERS = 64, MAX_HANDS = 16 };

typedef enum { COMPARE_NONE, COMPARE_ORDER, COMPARE_SAME, COMPARE_IN, COMPARE_HOLDS } CompareKind;

static CompareKind kind_of(const Node *node) {
    static const struct {
        const char *name;
        CompareKind kind;
    } kinds[] = {
        {"Less", COMPARE_ORDER},           {"LessOrEqual", COMPARE_ORDER},
        {"Greater", COMPARE_ORDER},        {"GreaterOrEqual", COMPARE_ORDER},
        {"Before", COMPARE_ORDER},         {"After", COMPARE_ORDER},
        {"SameOrBefore", COMPARE_ORDER},   {"SameOrAfter", COMPARE_ORDER},
        {"Equal", COMPARE_SAME},           {"Equivalent", COMPARE_SAME},
        {"SameAs", COMPARE_SAME},          {"In", COMPARE_IN},
        {"ProperIn", COMPARE_IN},          {"IncludedIn", COMPARE_IN},
        {"ProperIncludedIn", COMPARE_IN},  {"Contains", COMPARE_HOLDS},
        {"ProperContains", COMPARE_HOLDS}, {"Includes", COMPARE_HOLDS},
        {"ProperIncludes", COMPARE_HOLDS},
    };
    if (node->kind != NODE_OP || node->kid_count != 2) return COMPARE_NONE;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(node->as.op.row->name, kinds[i].name) == 0) return kinds[i].kind;
    }
    return COMPARE_NONE;
}

bool is_comparison(const Node *node) {
    return kind_of(node) != COMPARE_NONE;
}

// ---- operands

static bool is_literal_value(Value value) {
    switch (value.kind) {
    case VALUE_INTEGER:
    case VALUE_LONG:
    case VALUE_DECIMAL:
    case VALUE_QUANTITY:
    case VALUE_DATE:
    case VALUE_DATETIME:
    case VALUE_TIME:
    case VALUE_STRING:
        return true;
    case VALUE_INTERVAL:
        return is_literal_value(value.as.interval->low) ||
               is_literal_value(value.as.interval->high);
    case VALUE_LIST:
        return value.count > 0 && is_literal_value(value.as.items[0]);
    default:
        return false;
    }
}

static bool is_arithmetic(const Node *node) {
    static const char *const names[] = {"Add",    "Subtract",        "Multiply", "Divide",
                                        "Modulo", "TruncatedDivide", "Negate",   "Abs",
                                        "Round",  "DateFrom",        NULL};
    if (node->kind == NODE_INTERVAL || node->kind == NODE_LIST || node->kind == NODE_AS)
        return true;
    if (node->kind != NODE_OP) return false;
    if ((node->as.op.row->flags & OP_CONVERSION) != 0) return true;
    for (const char *const *name = names; *name != NULL; name++) {
        if (strcmp(node->as.op.row->name, *name) == 0) return true;
    }
    return false;
}

// A define that is nothing but a constant: it has a name, and is a literal all the same.
static bool is_constant(const Node *node, int depth) {
    if (node == NULL || depth == 0) return false;
    if (node->kind == NODE_LITERAL) return is_literal_value(node->as.literal);
    if (node->kind == NODE_DEFINE) return is_constant(node->as.declaration->body, depth - 1);
    if (!is_arithmetic(node)) return false;
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (!is_constant(node->kids[i], depth - 1)) return false;
    }
    return node->kid_count > 0;
}

Operand operand_of(const Node *node, const Declaration *owner) {
    Operand operand = {0};
    if (node->kind == NODE_LITERAL || node->kind == NODE_DEFINE) {
        operand.literal = is_constant(node, MAX_HANDS);
    } else if (node->kind == NODE_LOCAL) {
        if (owner->is_function && node->slot < owner->parameter_count &&
            node->slot < MAX_PARAMETERS)
            operand.parameters = (uint64_t)1 << node->slot;
    } else if (is_arithmetic(node)) {
        for (uint16_t i = 0; i < node->kid_count; i++) {
            Operand part = operand_of(node->kids[i], owner);
            operand.literal = operand.literal || part.literal;
            operand.parameters |= part.parameters;
        }
    }
    return operand;
}

// ---- what a chain of conditions rules out

static bool same_expression(const Node *a, const Node *b) {
    if (a->kind != b->kind || a->kid_count != b->kid_count) return false;
    for (uint16_t i = 0; i < a->kid_count; i++) {
        if (!same_expression(a->kids[i], b->kids[i])) return false;
    }
    switch ((NodeKind)a->kind) {
    case NODE_LITERAL:
        return value_same(a->as.literal, b->as.literal);
    case NODE_LOCAL:
        return a->slot == b->slot;
    case NODE_DEFINE:
    case NODE_CALL:
        return a->as.declaration == b->as.declaration;
    case NODE_OP:
        return a->as.op.row == b->as.op.row && a->as.op.call.precision == b->as.op.call.precision;
    case NODE_TUPLE_GET:
        return a->as.index == b->as.index;
    case NODE_FHIR_ELEMENT:
        return a->as.fhir.element == b->as.fhir.element;
    default:
        return false;
    }
}

unsigned comparison_rules_out(const Node *earlier, const Node *later) {
    static const struct {
        const char *earlier, *later;
        unsigned outcomes;
    } pairs[] = {
        {"Less", "GreaterOrEqual", SAW_FALSE},
        {"Greater", "LessOrEqual", SAW_FALSE},
        {"LessOrEqual", "Greater", SAW_FALSE | SAW_EQUAL},
        {"GreaterOrEqual", "Less", SAW_FALSE | SAW_EQUAL},
    };
    if (kind_of(earlier) != COMPARE_ORDER || kind_of(later) != COMPARE_ORDER ||
        !same_expression(earlier->kids[0], later->kids[0]) ||
        !same_expression(earlier->kids[1], later->kids[1]))
        return 0;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (strcmp(earlier->as.op.row->name, pairs[i].earlier) == 0 &&
            strcmp(later->as.op.row->name, pairs[i].later) == 0)
            return pairs[i].outcomes;
    }
    return 0;
}

// ---- finding them

static bool is_point(const Node *node) {
    return node->type->kind != TYPE_INTERVAL && node->type->kind != TYPE_LIST;
}

static bool is_fixed(const Node *node, const Declaration *owner, uint64_t parameters) {
    Operand operand = operand_of(node, owner);
    return operand.literal || (operand.parameters & parameters) != 0;
}

// The ends of an interval that are made of literals.
static unsigned fixed_ends(const Node *interval, const Declaration *owner, uint64_t parameters) {
    if (interval->type->kind != TYPE_INTERVAL) return 0;
    if (interval->kind == NODE_INTERVAL) {
        return (is_fixed(interval->kids[0], owner, parameters) ? SAW_EQUAL : 0U) |
               (is_fixed(interval->kids[1], owner, parameters) ? SAW_HIGH_END : 0U);
    }
    if (interval->kind == NODE_LITERAL) {
        const Interval *value = interval->as.literal.as.interval;
        return (value->low.kind != VALUE_NULL ? SAW_EQUAL : 0U) |
               (value->high.kind != VALUE_NULL ? SAW_HIGH_END : 0U);
    }
    return is_fixed(interval, owner, parameters) ? SAW_EQUAL | SAW_HIGH_END : 0U;
}

static bool is_end_of_points(const Node *node) {
    if (node->kind != NODE_OP ||
        (strcmp(node->as.op.row->name, "Start") != 0 && strcmp(node->as.op.row->name, "End") != 0))
        return false;
    return node->type->kind == TYPE_INTEGER || node->type->kind == TYPE_DECIMAL;
}

bool compares_ends_of_points(const Node *node) {
    return is_comparison(node) &&
           (is_end_of_points(node->kids[0]) || is_end_of_points(node->kids[1]));
}

static unsigned outcomes_of(const Point *point, uint64_t parameters) {
    const Node *node = point->node;
    const Declaration *owner = point->owner;
    const Node *left = node->kids[0];
    const Node *right = node->kids[1];
    unsigned demanded = SAW_TRUE | SAW_FALSE;
    if (!compares_ends_of_points(node) && node_may_be_null(node, point->known | parameters))
        demanded |= SAW_NULL;
    switch (kind_of(node)) {
    case COMPARE_ORDER:
        return is_point(left) && is_point(right) ? demanded | SAW_EQUAL : demanded;
    case COMPARE_IN:
        return is_point(left) ? demanded | fixed_ends(right, owner, parameters) : demanded;
    case COMPARE_HOLDS:
        return is_point(right) ? demanded | fixed_ends(left, owner, parameters) : demanded;
    default:
        return demanded;  // of = and ~ true is equality
    }
}

static unsigned demanded_of(const Point *point, uint64_t parameters) {
    return outcomes_of(point, parameters) & ~point->impossible;
}

typedef struct {
    Coverage *coverage;
    const Declaration *owner;
    const Node *call;     // that hands over the literal; NULL: direct
    uint64_t parameters;  // that hold it
    int depth;
} Search;

static void add(Search *search, Point *point) {
    Coverage *coverage = search->coverage;
    for (Comparison *c = point->comparisons; c != NULL; c = c->next) {
        if (c->call == search->call) return;
    }
    if (coverage->comparison_count == coverage->comparison_size) {
        size_t size = coverage->comparison_size == 0 ? 64 : coverage->comparison_size * 2;
        const Comparison **grown = ARENA_ARRAY(coverage->arena, const Comparison *, size);
        if (coverage->comparison_count > 0)
            memcpy(grown, coverage->comparisons, coverage->comparison_count * sizeof *grown);
        coverage->comparisons = grown;
        coverage->comparison_size = size;
    }
    Comparison *made = ARENA_NEW(coverage->arena, Comparison);
    *made = (Comparison){.node = point->node,
                         .call = search->call,
                         .demanded = demanded_of(point, search->parameters),
                         .next = point->comparisons};
    point->comparisons = made;
    coverage->comparisons[coverage->comparison_count++] = made;
}

static bool see(void *ctx, const Node *node);

// Into a function whose parameters hold a literal.
static void hand_over(const Search *from, const Node *call, const Node *origin,
                      uint64_t parameters) {
    const Declaration *function = call->as.declaration;
    if (from->depth == MAX_HANDS || !coverage_looks_at(from->coverage, function->library)) return;
    Search into = {from->coverage, function, origin, parameters, from->depth + 1};
    node_walk(function->body, see, &into);
}

static void see_call(const Search *search, const Node *node) {
    uint64_t literals = 0;
    uint64_t handed = 0;
    for (uint16_t i = 0; i < node->kid_count && i < MAX_PARAMETERS; i++) {
        Operand argument = operand_of(node->kids[i], search->owner);
        if (argument.literal) literals |= (uint64_t)1 << i;
        if (!argument.literal && (argument.parameters & search->parameters) != 0)
            handed |= (uint64_t)1 << i;
    }
    if (search->call == NULL && literals != 0) hand_over(search, node, node, literals);
    if (search->call != NULL && handed != 0) hand_over(search, node, search->call, handed);
}

static bool see(void *ctx, const Node *node) {
    Search *search = ctx;
    if (node->kind == NODE_CALL) see_call(search, node);
    Point *point = is_comparison(node) ? coverage_point(search->coverage, node) : NULL;
    if (point == NULL) return true;
    Operand left = operand_of(node->kids[0], search->owner);
    Operand right = operand_of(node->kids[1], search->owner);
    point->parameters = left.parameters | right.parameters;
    bool direct = search->call == NULL && (left.literal || right.literal) &&
                  !(is_constant(node->kids[0], MAX_HANDS) && is_constant(node->kids[1], MAX_HANDS));
    bool handed = search->call != NULL && (point->parameters & search->parameters) != 0;
    if (direct || handed) add(search, point);
    return true;
}

void comparisons_find(Coverage *coverage, const bool *reached) {
    const Program *program = coverage->set->program;
    for (size_t i = 0; i < program->declaration_count; i++) {
        const Declaration *declaration = program->declarations[i];
        if (!reached[declaration->index] || !coverage_looks_at(coverage, declaration->library))
            continue;
        Search search = {.coverage = coverage, .owner = declaration};
        node_walk(declaration->body, see, &search);
    }
}

// ---- while it runs

// The call that handed the literal to this parameter of a function that runs; NULL: none did. A
// call that stands in that function itself, and whose arguments are just being evaluated, is passed
// over.
static const Node *origin_of(const Coverage *coverage, const Declaration *owner, uint32_t slot) {
    for (size_t i = coverage->depth; i > 0 && i <= MOST_CALLS; i--) {
        const Node *call = coverage->calls[i - 1];
        const Point *point = coverage_point(coverage, call);
        if (point == NULL) return NULL;
        if (call->as.declaration != owner && point->owner == owner) continue;
        if (call->as.declaration != owner || slot >= call->kid_count) return NULL;
        Operand argument = operand_of(call->kids[slot], point->owner);
        if (argument.literal) return call;
        if (argument.parameters == 0) return NULL;
        owner = point->owner;
        slot = (uint32_t)__builtin_ctzll(argument.parameters);
    }
    return NULL;
}

static bool meets(const Node *node, Value a, Value b) {
    int order;
    Precision precision = node->as.op.call.precision;
    bool known = precision == PRECISION_NONE ? value_order(a, b, &order)
                                             : point_order(a, b, precision, &order);
    return known && order == 0;
}

static unsigned saw_ends(const Node *node, Value point, Value interval) {
    if (interval.kind != VALUE_INTERVAL || point.kind == VALUE_INTERVAL) return 0;
    return (meets(node, point, interval.as.interval->low) ? SAW_EQUAL : 0U) |
           (meets(node, point, interval.as.interval->high) ? SAW_HIGH_END : 0U);
}

static unsigned saw(const Node *node, const Value *operands, size_t count, Value value) {
    Tri tri = value_to_tri(value);
    unsigned seen = tri == TRI_TRUE ? SAW_TRUE : tri == TRI_FALSE ? SAW_FALSE : SAW_NULL;
    if (count < 2) return seen;
    switch (kind_of(node)) {
    case COMPARE_ORDER:
        return meets(node, operands[0], operands[1]) ? seen | SAW_EQUAL : seen;
    case COMPARE_IN:
        return seen | saw_ends(node, operands[0], operands[1]);
    case COMPARE_HOLDS:
        return seen | saw_ends(node, operands[1], operands[0]);
    default:
        return seen;
    }
}

void comparison_saw(const Coverage *coverage, const Point *point, const Value *operands,
                    size_t count, Value value) {
    unsigned seen = saw(point->node, operands, count, value);
    for (Comparison *c = point->comparisons; c != NULL; c = c->next) {
        if (c->call == NULL) c->seen |= seen;
    }
    for (uint64_t left = point->parameters; left != 0; left &= left - 1) {
        const Node *call = origin_of(coverage, point->owner, (uint32_t)__builtin_ctzll(left));
        for (Comparison *c = point->comparisons; c != NULL && call != NULL; c = c->next) {
            if (c->call == call) c->seen |= seen;
        }
    }
}
