// What a function makes of its arguments (is this Observation final, when was it, which of these is
// off its scale) is the same for this patient as long as nothing in it asks for resources or for an
// input. Guidelines ask such questions again and again, and evidence asks all of them once a hidden
// resource; so the answers are kept. Arguments are the same when they are the same bits: the same
// number, or the same place in memory, where nothing changes before the next patient.

#include "cql/eval_internal.h"
#include "cql/walk.h"

struct Memo {
    const Declaration *function;  // NULL: free
    const Value *args;
    Value answer;
};

enum { NOT_YET, CONSTANT, CHANGING };
enum { FIRST_SIZE = 256, MOST_ARGUMENTS = 6, MOST_MEMOS = 1 << 16 };

typedef struct {
    Eval *eval;
    bool changing;
} Walk;

static bool is_constant(Eval *eval, const Declaration *declaration);

static bool look(void *ctx, const Node *node) {
    Walk *walk = ctx;
    if (node->kind == NODE_RETRIEVE) walk->changing = true;
    if (node->kind == NODE_DEFINE || node->kind == NODE_CALL)
        walk->changing = walk->changing || !is_constant(walk->eval, node->as.declaration);
    return !walk->changing;
}

// Does its value rest on its arguments alone (and on the Patient, the instant, the parameters)? One
// that leads to itself counts as changing.
static bool is_constant(Eval *eval, const Declaration *declaration) {
    uint8_t *known = &eval->memo_kinds[declaration->index];
    if (*known != NOT_YET) return *known == CONSTANT;
    *known = CHANGING;
    Walk walk = {eval, declaration->is_input};
    node_walk(declaration->body, look, &walk);
    if (!walk.changing) *known = CONSTANT;
    return !walk.changing;
}

static uint64_t bits_of(Value value) {
    switch (value.kind) {
    case VALUE_NULL:
        return 0;
    case VALUE_BOOLEAN:
        return value.as.boolean;
    case VALUE_INTEGER:
        return (uint32_t)value.as.integer;
    default:
        return (uint64_t)value.as.whole;
    }
}

static bool same_bits(Value a, Value b) {
    return a.kind == b.kind && a.detail == b.detail && a.offset == b.offset && a.count == b.count &&
           bits_of(a) == bits_of(b);
}

static bool same_args(const Value *a, const Value *b, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (!same_bits(a[i], b[i])) return false;
    }
    return true;
}

static struct Memo *place_of(struct Memo *memos, size_t size, const Declaration *function,
                             const Value *args) {
    uint64_t hash = (uint64_t)(uintptr_t)function;
    for (uint32_t i = 0; i < function->parameter_count; i++)
        hash = ((hash ^ bits_of(args[i])) * 0x9e3779b97f4a7c15U) ^ hash >> 32U;
    size_t at = (size_t)(hash >> 32U) & (size - 1);
    while (memos[at].function != NULL &&
           (memos[at].function != function ||
            !same_args(memos[at].args, args, function->parameter_count)))
        at = (at + 1) & (size - 1);
    return &memos[at];
}

bool memo_serves(Eval *eval, const Declaration *function) {
    return eval->options.track_inputs && eval->observer == NULL && function->parameter_count > 0 &&
           function->parameter_count <= MOST_ARGUMENTS && is_constant(eval, function);
}

bool memo_find(Eval *eval, const Declaration *function, const Value *args, Value *answer) {
    if (eval->memo_size == 0) return false;
    const struct Memo *memo = place_of(eval->memos, eval->memo_size, function, args);
    if (memo->function == NULL) return false;
    *answer = memo->answer;
    return true;
}

static void grow(Eval *eval) {
    size_t size = eval->memo_size == 0 ? FIRST_SIZE : eval->memo_size * 2;
    struct Memo *memos = ARENA_ARRAY(eval->arena, struct Memo, size);
    for (size_t i = 0; i < eval->memo_size; i++) {
        const struct Memo *old = &eval->memos[i];
        if (old->function != NULL) *place_of(memos, size, old->function, old->args) = *old;
    }
    eval->memos = memos;
    eval->memo_size = size;
}

// A list that was made under an override, or with something hidden, does not come again.
static bool will_come_again(const Eval *eval, const Value *args, uint32_t count) {
    for (uint32_t i = 0; eval->generation != 0 && i < count; i++) {
        if (args[i].kind == VALUE_LIST || args[i].kind == VALUE_TUPLE) return false;
    }
    return true;
}

void memo_add(Eval *eval, const Declaration *function, const Value *args, Value answer) {
    uint32_t count = function->parameter_count;
    if (eval->runtime.failed || eval->memo_count >= MOST_MEMOS ||
        !will_come_again(eval, args, count))
        return;
    if (eval->memo_count * 2 >= eval->memo_size) grow(eval);
    const Value *kept = arena_copy(eval->arena, args, count, sizeof *args);
    *place_of(eval->memos, eval->memo_size, function, args) = (struct Memo){function, kept, answer};
    eval->memo_count++;
}
