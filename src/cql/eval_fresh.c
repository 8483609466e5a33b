// Evidence: each cell notes which kept retrieves its value rests on (what other inputs rest on is
// their own affair). When resources are hidden, a cell is taken as it is if none of its retrieves
// handed out one of them: its evaluation would be the same. All others are evaluated again into the
// overlay.

#include "cql/eval_internal.h"

// ---- what a cell rests on

static bool has_source(const SourceSet *set, uint32_t number) {
    uint32_t word = number / 64;
    return word < set->numbers.count && (set->numbers.words[word] >> number % 64 & 1) != 0;
}

void sources_add(Eval *eval, SourceSet *set, uint32_t number) {
    if (has_source(set, number)) return;
    reads_add(eval->arena, &set->numbers, number);
    if (set->count == set->size) {
        uint32_t size = set->size == 0 ? 8 : set->size * 2;
        uint32_t *order = ARENA_ARRAY(eval->arena, uint32_t, size);
        if (set->count > 0) memcpy(order, set->order, set->count * sizeof *order);
        set->order = order;
        set->size = size;
    }
    set->order[set->count++] = number;
}

void sources_join(Eval *eval, SourceSet *set, const SourceSet *more) {
    set->changing = set->changing || more->changing;
    for (uint32_t i = 0; i < more->count; i++) sources_add(eval, set, more->order[i]);
}

// ---- evaluation with something hidden

// Does some of what this retrieve gives hide now?
static bool hides_rows(Eval *eval, Retrieved *kept) {
    const EvalFresh *fresh = eval->freshly;
    if (kept->generation == eval->generation) return kept->hides;
    kept->generation = eval->generation;
    kept->hides = false;
    kept->left = kept->rows;
    for (uint32_t i = 0; fresh->hide != NULL && i < kept->rows.count; i++) {
        if (!fresh->hide(fresh->ctx, kept->resources[i])) continue;
        kept->hides = true;
        break;
    }
    if (!kept->hides) return false;
    Value *left = ARENA_ARRAY(eval->arena, Value, kept->rows.count);
    size_t count = 0;
    for (uint32_t i = 0; i < kept->rows.count; i++) {
        if (!fresh->hide(fresh->ctx, kept->resources[i])) left[count++] = kept->rows.as.items[i];
    }
    kept->left = value_list(left, count);
    return true;
}

Value fresh_rows(Eval *eval, Retrieved *kept) {
    hides_rows(eval, kept);
    for (uint32_t i = 0; eval->seen != NULL && i < kept->rows.count; i++)
        resource_set_add(eval->arena, eval->seen, kept->resources[i]);
    return kept->left;
}

bool fresh_shows(Eval *eval, const Resource *resource) {
    const EvalFresh *fresh = eval->freshly;
    if (fresh->hide != NULL && fresh->hide(fresh->ctx, resource)) return false;
    if (eval->seen != NULL) resource_set_add(eval->arena, eval->seen, resource);
    return true;
}

bool fresh_is_untouched(Eval *eval, const Cell *cell) {
    if (cell->input != 0) return cell->declaration != eval->fresh_declaration;
    if (eval->freshly->hide == NULL || cell->sources.changing ||
        reads_meet(&cell->base.reads, &eval->fresh_own))
        return false;
    for (uint32_t i = 0; i < cell->sources.count; i++) {
        if (hides_rows(eval, &eval->retrieved[cell->sources.order[i]])) return false;
    }
    return true;
}

bool eval_fresh(Eval *eval, const Declaration *declaration, Str about, const EvalFresh *fresh,
                Value *value, Err *err) {
    assert(eval->generation == 0 && eval->options.track_inputs);
    if (eval->calls == 0) eval->steps = 0;
    eval->generation = ++eval->last_generation;
    eval->fresh = true;
    eval->freshly = fresh;
    eval->fresh_declaration = declaration;
    eval->fresh_own = (ReadSet){0};
    for (uint32_t i = 0; declaration->is_function && i < eval->input_count; i++) {
        if (eval->inputs[i].declaration == declaration)
            reads_add(eval->arena, &eval->fresh_own, i + 1);
    }
    Value result = eval_cell(eval, declaration, about);
    eval->fresh = false;
    eval->generation = 0;
    return eval_finish(eval, result, value, err);
}

// Does the input rest on itself, about another thing? Then that one is not opaque to it.
static bool reads_itself(const Eval *eval, const Cell *cell) {
    for (uint32_t i = 0; cell->declaration->is_function && i < eval->input_count; i++) {
        uint32_t number = i + 1;
        if (eval->inputs[i].declaration == cell->declaration &&
            number / 64 < cell->base.reads.count &&
            (cell->base.reads.words[number / 64] >> number % 64 & 1) != 0)
            return true;
    }
    return false;
}

// What was noted says it all, unless a retrieve was asked whose result is not kept, or the input
// rests on itself: then it is evaluated once more.
const ResourceSet *eval_handed_out(Eval *eval, const Declaration *declaration, Str about) {
    Cell *cell = cell_find(eval, declaration, about);
    ResourceSet *seen = ARENA_NEW(eval->arena, ResourceSet);
    if (cell->base.state != CELL_DONE) return seen;
    if (cell->sources.changing || reads_itself(eval, cell)) {
        const EvalFresh nothing_hidden = {0};
        Value value;
        Err err = {0};
        eval->seen = seen;
        eval_fresh(eval, declaration, about, &nothing_hidden, &value, &err);
        eval->seen = NULL;
        return seen;
    }
    for (uint32_t i = 0; i < cell->sources.count; i++) {
        const Retrieved *kept = &eval->retrieved[cell->sources.order[i]];
        for (uint32_t k = 0; k < kept->rows.count; k++)
            resource_set_add(eval->arena, seen, kept->resources[k]);
    }
    return seen;
}
