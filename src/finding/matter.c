// Which of the silent inputs can still matter. Most logic over inputs is monotone: a condition that
// is yes or no though something below it is silent stays so, whatever the answer is (`false and x`,
// `true or x`, `3 > 2`). So an input matters only if a way leads to it from the conclusion that
// does not pass a settled monotone condition. What makes an answer of silence (`~`, a choice, a
// list that holds a null) settles nothing; where it cannot be told from the values (rows of a
// query, the inside of a function), it counts as a way.

#include "cql/walk.h"
#include "finding/review.h"

enum { MOST_SEEN = 1024, MOST_DEPTH = 200 };

typedef struct {
    Review *review;
    const Item *item;
    InputKey seen[MOST_SEEN];  // declarations that a way leads to
    size_t count;
    unsigned depth;
    bool everything;           // could not be told
    uint8_t *monotone, *free;  // by declaration: what is known of it
} Ways;

enum { NOT_YET, YES, NO };

static void go(Ways *ways, const Node *node);

static void go_declaration(Ways *ways, const Declaration *declaration, Str about) {
    for (size_t i = 0; i < ways->count; i++) {
        if (ways->seen[i].declaration == declaration && str_eq(ways->seen[i].about, about)) return;
    }
    if (ways->count == MOST_SEEN || ways->depth == MOST_DEPTH) {
        ways->everything = true;
        return;
    }
    ways->seen[ways->count++] = (InputKey){declaration, about};
    if (declaration->is_input || declaration->body == NULL) return;
    ways->depth++;
    EvalFrame frame = eval_enter(ways->review->eval, declaration, about);
    go(ways, declaration->body);
    eval_leave(ways->review->eval, frame);
    ways->depth--;
}

// Without values: of a query, or the body of a function.
static bool go_blind(void *ctx, const Node *node) {
    Ways *ways = ctx;
    if (node->kind == NODE_DEFINE) go_declaration(ways, node->as.declaration, STR_NONE);
    if (node->kind != NODE_CALL) return !ways->everything;
    // about what, is not known here
    ways->everything = node->as.declaration->each || ways->depth >= MOST_DEPTH;
    if (ways->everything) return false;
    ways->depth++;
    node_walk(node->as.declaration->body, go_blind, ways);
    ways->depth--;
    return !ways->everything;
}

// ---- what silence cannot change

typedef struct {
    Ways *ways;
    bool free;
} Free;

static bool is_free_declaration(Ways *ways, const Declaration *declaration);

static bool look_free(void *ctx, const Node *node) {
    Free *free = ctx;
    if (node->kind == NODE_DEFINE || node->kind == NODE_CALL)
        free->free = free->free && is_free_declaration(free->ways, node->as.declaration);
    return free->free;
}

// No input stands behind it.
static bool is_free(Ways *ways, const Node *node) {
    Free free = {ways, true};
    node_walk(node, look_free, &free);
    return free.free;
}

static bool is_free_declaration(Ways *ways, const Declaration *declaration) {
    uint8_t *known = &ways->free[declaration->index];
    if (*known != NOT_YET) return *known == YES;
    *known = NO;  // one that leads to itself
    bool free = !declaration->is_input && is_free(ways, declaration->body);
    *known = free ? YES : NO;
    return free;
}

static bool is_monotone(Ways *ways, const Node *node);

static bool is_monotone_declaration(Ways *ways, const Declaration *declaration) {
    uint8_t *known = &ways->monotone[declaration->index];
    if (declaration->is_input || declaration->body == NULL) return true;
    if (*known != NOT_YET) return *known == YES;
    *known = NO;
    bool monotone = is_monotone(ways, declaration->body);
    *known = monotone ? YES : NO;
    return monotone;
}

static bool is_scalar(const Type *type) {
    return type->kind != TYPE_LIST && type->kind != TYPE_INTERVAL && type->kind != TYPE_TUPLE &&
           type->kind != TYPE_CHOICE && type->kind != TYPE_ANY;
}

// An operator that is null where an operand is; its operands are one datum each.
static bool is_strict(const Node *node) {
    if ((node->as.op.row->flags & OP_NULLS) != 0) return false;
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (!is_scalar(node->kids[i]->type)) return false;
    }
    return true;
}

static bool is_monotone(Ways *ways, const Node *node) {
    switch ((NodeKind)node->kind) {
    case NODE_LITERAL:
    case NODE_LOCAL:
    case NODE_PARAMETER:
        return true;
    case NODE_DEFINE:
        return is_monotone_declaration(ways, node->as.declaration);
    case NODE_CALL:
        if (!is_monotone_declaration(ways, node->as.declaration)) return false;
        break;
    case NODE_AND:
    case NODE_OR:
    case NODE_IMPLIES:
        break;
    case NODE_OP:
        if (!is_strict(node)) return is_free(ways, node);
        break;
    default:
        return is_free(ways, node);
    }
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (!is_monotone(ways, node->kids[i])) return false;
    }
    return true;
}

static bool is_settled(Ways *ways, const Node *node) {
    if (node->type->kind != TYPE_BOOLEAN) return false;
    Tri tri = value_to_tri(eval_part(ways->review->eval, node));
    if (tri == TRI_UNKNOWN) return false;
    bool decides =
        (node->kind == NODE_AND && tri == TRI_FALSE) || (node->kind == NODE_OR && tri == TRI_TRUE);
    for (uint16_t i = 0; decides && i < node->kid_count; i++) {
        const Node *kid = node->kids[i];
        if (value_to_tri(eval_part(ways->review->eval, kid)) == tri && is_monotone(ways, kid))
            return true;
    }
    return is_monotone(ways, node);
}

// ---- the ways

// The branches that are still open. A condition that is no may be so of silence.
static void go_branches(Ways *ways, const Node *node) {
    uint16_t first = node->kind == NODE_CASE && node->flag != 0 ? 1 : 0;
    uint16_t last = (uint16_t)(node->kid_count - 1);
    if (first == 1) go(ways, node->kids[0]);
    for (uint16_t i = first; i < last; i += 2) {
        Tri tri =
            first == 1 ? TRI_UNKNOWN : value_to_tri(eval_part(ways->review->eval, node->kids[i]));
        if (tri == TRI_UNKNOWN) go(ways, node->kids[i]);
        if (tri != TRI_FALSE) go(ways, node->kids[i + 1]);
        if (tri == TRI_TRUE) return;
    }
    go(ways, node->kids[last]);
}

// Only whether it holds and how much it presses is the conclusion; the rest are words.
static void go_tuple(Ways *ways, const Node *node) {
    bool own = node == ways->item->declaration->body && ways->item->holds_index >= 0;
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (!own || i == ways->item->holds_index || i == ways->item->tier_index)
            go(ways, node->kids[i]);
    }
}

static void go(Ways *ways, const Node *node) {
    if (ways->everything || is_settled(ways, node)) return;
    switch ((NodeKind)node->kind) {
    case NODE_DEFINE:
        go_declaration(ways, node->as.declaration, STR_NONE);
        return;
    case NODE_CALL:
        if (node->as.declaration->each) {
            Value about = eval_part(ways->review->eval, node->kids[0]);
            if (about.kind == VALUE_STRING)
                go_declaration(ways, node->as.declaration, value_str(about));
            return;
        }
        go_blind(ways, node);
        break;
    case NODE_IF:
    case NODE_CASE:
        go_branches(ways, node);
        return;
    case NODE_TUPLE:
        go_tuple(ways, node);
        return;
    case NODE_QUERY:
    case NODE_EXISTS:
    case NODE_RETRIEVE:
    case NODE_MAP:
    case NODE_INTERVAL_MAP:
        node_walk(node, go_blind, ways);
        return;
    default:
        break;
    }
    for (uint16_t i = 0; i < node->kid_count; i++) go(ways, node->kids[i]);
}

void find_mattering(Review *review, const Item *item, const Outcome *outcome, const InputKey *keys,
                    size_t count, bool *matters) {
    Ways *ways = ARENA_NEW(review->arena, Ways);
    size_t declarations = eval_program(review->eval)->declaration_count;
    *ways = (Ways){.review = review,
                   .item = item,
                   .monotone = ARENA_ARRAY(review->arena, uint8_t, declarations),
                   .free = ARENA_ARRAY(review->arena, uint8_t, declarations)};
    for (size_t i = 0; i < outcome->consulted_count; i++) {
        go_declaration(ways, outcome->consulted[i].declaration, outcome->consulted[i].about);
    }
    for (size_t i = 0; i < count; i++) {
        matters[i] = ways->everything;
        for (size_t k = 0; k < ways->count && !matters[i]; k++)
            matters[i] = ways->seen[k].declaration == keys[i].declaration &&
                         str_eq(ways->seen[k].about, keys[i].about);
    }
}
