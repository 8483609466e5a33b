// Nodes of the program as the checker makes them, folding of constants, and its error messages.

#include <stdarg.h>
#include <stdio.h>

#include "cql/check_internal.h"

Node *make_node(Checker *c, NodeKind kind, const Type *type, AstPlace place, size_t kid_count) {
    Node *node = ARENA_NEW(c->arena, Node);
    node->kind = (uint8_t)kind;
    node->type = type;
    node->place = place;
    node->library = c->library;
    node->kid_count = (uint16_t)kid_count;
    node->kids = ARENA_ARRAY(c->arena, const Node *, kid_count + 1);
    return node;
}

// Kinds whose value follows from their kids alone. Of operators only conversions and the sign: they
// have no side and know no time.
static bool may_fold(const Node *node) {
    switch (node->kind) {
    case NODE_TUPLE:
    case NODE_LIST:
    case NODE_INTERVAL:
    case NODE_INTERVAL_MAP:
        break;
    case NODE_OP:
        if ((node->as.op.row->flags & OP_CONVERSION) == 0 &&
            strcmp(node->as.op.row->name, "Negate") != 0)
            return false;
        break;
    default:
        return false;
    }
    for (uint16_t i = 0; i < node->kid_count; i++) {
        if (node->kids[i]->kind != NODE_LITERAL) return false;
    }
    return true;
}

Node *make_done(Checker *c, Node *node) {
    if (node == NULL) return NULL;
    bool watched = c->options.watched && node->kind != NODE_LITERAL;
    bool observed = c->options.observed && eval_is_observed(node);
    node->eval = watched ? eval_watched : observed ? eval_observed : node_evaluator(node);
    Value value;
    if (!may_fold(node) || !eval_constant(node, c->arena, c->options.now, &value)) return node;
    return make_literal(c, node->type, node->place, value);
}

Node *make_literal(Checker *c, const Type *type, AstPlace place, Value value) {
    Node *node = make_node(c, NODE_LITERAL, type, place, 0);
    node->as.literal = value;
    return make_done(c, node);
}

Node *make_local(Checker *c, const Type *type, AstPlace place, uint32_t slot) {
    Node *node = make_node(c, NODE_LOCAL, type, place, 0);
    node->slot = slot;
    return make_done(c, node);
}

Node *make_op(Checker *c, const OpRow *row, const Type *result, Precision precision, AstPlace place,
              Args args) {
    size_t count = args.count;
    Node *node = make_node(c, NODE_OP, result, place, count);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, count + 1);
    for (size_t i = 0; i < count; i++) {
        node_kid(node, i, args.items[i]);
        types[i] = args.items[i]->type;
    }
    node->as.op.row = row;
    node->as.op.call =
        (OpCall){.precision = precision, .count = (uint8_t)count, .types = types, .result = result};
    return make_done(c, node);
}

uint32_t new_slot(Checker *c) {
    return c->frame++;
}

static void add_error(Checker *c, ErrCode code, AstPlace place, const char *text) {
    DiagnosticSpot spot = {.place = place};
    if (c->library != NULL) {
        spot.file = c->library->file;
        spot.source = c->library->source;
    }
    diagnostics_add(c->list, code, &spot, "%s", text);
}

enum { MAX_MESSAGE = 1000 };

Node *wrong(Checker *c, AstPlace place, const char *format, ...) {
    char text[MAX_MESSAGE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    add_error(c, ERR_CHECK, place, text);
    return NULL;
}

bool wrong_with(Checker *c, ErrCode code, AstPlace place, const char *format, ...) {
    char text[MAX_MESSAGE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    add_error(c, code, place, text);
    return false;
}

const char *type_text(Checker *c, const Type *type) {
    if (type->kind == TYPE_ANY) return "null";
    Buf buf = {0};
    type_write_short(&buf, type);
    buf_add_char(&buf, '\0');
    const char *text = arena_str(c->arena, buf_str(&buf)).data;
    buf_free(&buf);
    return text;
}
