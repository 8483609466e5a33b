// Observation: a program that was checked to be observed has, in its conditions and calls, or (to
// be watched) everywhere, one of these evaluators instead of the plain one. It does what the plain
// one does, and says what came of it to whoever observes the Eval. A program that was not checked
// so never comes here.

#include "cql/eval_internal.h"

enum { MAX_OPERANDS = 2 };

void eval_observe(Eval *eval, const EvalObserver *observer) {
    eval->observer = observer;
}

bool eval_is_observed(const Node *node) {
    if (node->kind == NODE_LITERAL) return false;
    return node->kind == NODE_CALL || node->type->kind == TYPE_BOOLEAN;
}

// An operator of two operands, as the plain evaluators have it: the second operand is not looked at
// when the first is null and decides.
static Value operate(Eval *eval, const Node *node) {
    Value args[MAX_OPERANDS];
    unsigned flags = node->as.op.row->flags;
    uint16_t known = 0;
    bool decided = false;
    for (uint16_t i = 0; i < node->kid_count && !decided; i++) {
        args[known++] = eval_node(eval, node->kids[i]);
        decided = args[i].kind == VALUE_NULL && (flags & OP_NULLS) == 0;
    }
    for (uint16_t i = 0; i < known; i++)
        decided = decided || (args[i].kind == VALUE_UNCERTAIN && (flags & OP_RANGES) == 0);
    Value value = value_null();
    if (!decided) {
        value = eval_operate_two(eval, node, args);
    }
    if (!eval->runtime.failed) eval->observer->seen(eval->observer->ctx, node, args, known, value);
    return value;
}

Value eval_observed(Eval *eval, const Node *node) {
    const EvalObserver *observer = eval->observer;
    if (observer == NULL) return node_evaluator(node)(eval, node);
    if (node->kind == NODE_OP && node->kid_count == MAX_OPERANDS) return operate(eval, node);
    if (node->kind == NODE_CALL) observer->call(observer->ctx, node);
    Value value = node_evaluator(node)(eval, node);
    if (node->kind == NODE_CALL) observer->call(observer->ctx, NULL);
    if (node->type->kind == TYPE_BOOLEAN && !eval->runtime.failed)
        observer->seen(observer->ctx, node, NULL, 0, value);
    return value;
}

Value eval_watched(Eval *eval, const Node *node) {
    Value value = node_evaluator(node)(eval, node);
    const EvalObserver *observer = eval->observer;
    if (observer == NULL) return value;
    if (eval->runtime.failed) {
        observer->failed(observer->ctx, node);
    } else {
        observer->seen(observer->ctx, node, NULL, 0, value);
    }
    return value;
}
