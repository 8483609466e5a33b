#include "finding/clauses.h"

struct Clauses {
    Arena *arena;
    EvalObserver observer;
    Clause *table;  // by address of the node; node NULL: free
    size_t count, size;
};

static Clause *place_of(Clause *table, size_t size, const Node *node) {
    uint64_t hash = (uint64_t)(uintptr_t)node * 0x9e3779b97f4a7c15U;
    size_t at = (size_t)(hash >> 32U) & (size - 1);
    while (table[at].node != NULL && table[at].node != node) at = (at + 1) & (size - 1);
    return &table[at];
}

static Clause *clause_of(Clauses *clauses, const Node *node) {
    if (clauses->count * 2 >= clauses->size) {
        size_t size = clauses->size * 2;
        Clause *table = ARENA_ARRAY(clauses->arena, Clause, size);
        for (size_t i = 0; i < clauses->size; i++) {
            const Clause *old = &clauses->table[i];
            if (old->node != NULL) *place_of(table, size, old->node) = *old;
        }
        clauses->table = table;
        clauses->size = size;
    }
    Clause *clause = place_of(clauses->table, clauses->size, node);
    if (clause->node == NULL) clauses->count++;
    clause->node = node;
    return clause;
}

static void on_seen(void *ctx, const Node *node, const Value *operands, size_t count, Value value) {
    (void)operands;
    (void)count;
    Clause *clause = clause_of(ctx, node);
    Came came = value.kind == VALUE_NULL      ? CAME_NULL
                : value.kind != VALUE_BOOLEAN ? CAME_VALUE
                : value.as.boolean            ? CAME_TRUE
                                              : CAME_FALSE;
    clause->times[came]++;
    clause->last = value;
}

static void on_failed(void *ctx, const Node *node) {
    clause_of(ctx, node)->times[CAME_FAILED]++;
}

Clauses *clauses_new(Arena *arena) {
    enum { FIRST_SIZE = 1024 };
    Clauses *clauses = ARENA_NEW(arena, Clauses);
    *clauses = (Clauses){.arena = arena, .size = FIRST_SIZE};
    clauses->table = ARENA_ARRAY(arena, Clause, FIRST_SIZE);
    clauses->observer = (EvalObserver){.seen = on_seen, .failed = on_failed, .ctx = clauses};
    return clauses;
}

const EvalObserver *clauses_observer(Clauses *clauses) {
    return &clauses->observer;
}

const Clause *clause_find(const Clauses *clauses, const Node *node) {
    const Clause *clause = place_of(clauses->table, clauses->size, node);
    return clause->node == NULL ? NULL : clause;
}

uint64_t clause_times(const Clause *clause) {
    uint64_t times = 0;
    for (size_t i = 0; clause != NULL && i < CAME_KINDS; i++) times += clause->times[i];
    return times;
}

bool clause_came(const Clause *clause, Came *came) {
    size_t kinds = 0;
    for (size_t i = 0; clause != NULL && i < CAME_KINDS; i++) {
        if (clause->times[i] == 0) continue;
        *came = (Came)i;
        kinds++;
    }
    return kinds == 1;
}
