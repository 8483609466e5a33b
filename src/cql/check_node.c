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
    node->eval =
        c->options.observed && eval_is_observed(node) ? eval_observed : node_evaluator(node);
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

Node *wrong(Checker *c, AstPlace place, const char *format, ...) {
    if (c->err->code != ERR_NONE) return NULL;  // the first one counts
    char text[sizeof c->err->message];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    err_set(c->err, ERR_CHECK, "%s", text);
    err_at(c->err, c->library == NULL ? STR("") : c->library->file, (int)place.line,
           (int)place.column);
    return NULL;
}

const char *type_text(Checker *c, const Type *type) {
    return arena_printf(c->arena, "%.*s%c", STR_ARG(type_name(c->arena, type)), 0).data;
}

// Edits (insert, delete, change, swap of neighbours) that make `a` of `b`, at most `limit`; limit +
// 1 if more.
static size_t edits(Str a, Str b, size_t limit) {
    enum { LONGEST = 64 };
    if (a.len > LONGEST || b.len > LONGEST) return limit + 1;
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b.len; j++) rows[0][j] = j;
    size_t *before = rows[2];
    size_t *last = rows[0];
    size_t *row = rows[1];
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = a.data[i - 1];
            char y = b.data[j - 1];
            bool same = x == y || ((x ^ y) == 0x20 && (x | 0x20) >= 'a' && (x | 0x20) <= 'z');
            size_t best = last[j - 1] + (same ? 0 : 1);
            if (last[j] + 1 < best) best = last[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            if (i > 1 && j > 1 && x == b.data[j - 2] && a.data[i - 2] == y &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        size_t *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b.len];
}

const char *did_you_mean(Checker *c, Str name, const Str *names, size_t count) {
    size_t limit = name.len / 3 + 1;
    const Str *best = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t distance = edits(name, names[i], limit);
        if (distance > limit || (distance == limit && best != NULL)) continue;
        best = &names[i];
        limit = distance;
    }
    if (best == NULL) return "";
    return arena_printf(c->arena, ": did you mean '%.*s'?%c", STR_ARG(*best), 0).data;
}
