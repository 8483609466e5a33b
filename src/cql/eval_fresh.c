// Evidence: each cell notes which kept retrieves its value rests on (what other inputs rest on is
// their own affair), and which cells its body asked. When resources are hidden, a cell is taken as
// it is
// - if none of its retrieves handed out one of them, or
// - if its own body asked none of those that did, and all cells it asked come to the same without
//   them: its evaluation would be the same.
// All others are evaluated again into the overlay. That serves all inputs that are asked with the
// same resources hidden, unless the evaluation asked what its base had not: what is hidden there is
// for each input to say.

#include "cql/eval_internal.h"

// ---- what a cell rests on

static bool has_number(const ReadSet *set, uint32_t number) {
    uint32_t word = number / 64;
    return word < set->count && (set->words[word] >> number % 64 & 1) != 0;
}

static void sources_add(Eval *eval, SourceSet *set, uint32_t number) {
    if (has_number(&set->numbers, number)) return;
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

void sources_note(Eval *eval, uint32_t number) {
    Cell *cell = eval->noting;
    if (cell == NULL) return;
    sources_add(eval, &cell->sources, number);
    reads_add(eval->arena, &cell->own, number);
}

void sources_note_changing(Eval *eval) {
    if (eval->noting != NULL) eval->noting->sources.changing = true;
}

static bool has_kid(const Cell *cell, const Cell *kid) {
    for (uint32_t i = cell->kid_count; i-- > 0;) {
        if (cell->kids[i] == kid) return true;
    }
    return false;
}

void sources_note_kid(Eval *eval, Cell *kid) {
    Cell *cell = eval->noting;
    if (has_kid(cell, kid)) return;
    cell->sources.changing = cell->sources.changing || kid->sources.changing;
    for (uint32_t i = 0; i < kid->sources.count; i++)
        sources_add(eval, &cell->sources, kid->sources.order[i]);
    if (cell->kid_count == cell->kid_size) {
        uint32_t size = cell->kid_size == 0 ? 4 : cell->kid_size * 2;
        Cell **kids = ARENA_ARRAY(eval->arena, Cell *, size);
        if (cell->kid_count > 0) memcpy(kids, cell->kids, cell->kid_count * sizeof(Cell *));
        cell->kids = kids;
        cell->kid_size = size;
    }
    cell->kids[cell->kid_count++] = kid;
}

// ---- evaluation with something hidden

// Does some of what this retrieve gives hide now? `known`: the base asked it, too.
static bool hides_rows(Eval *eval, Retrieved *kept, bool known) {
    const EvalFresh *fresh = eval->freshly;
    if (kept->generation == eval->generation) return kept->hides;
    kept->generation = eval->generation;
    kept->hides = false;
    kept->left = kept->rows;
    for (uint32_t i = 0; fresh->hide != NULL && i < kept->rows.count; i++) {
        if (!fresh->hide(fresh->ctx, kept->resources[i], known)) continue;
        kept->hides = true;
        break;
    }
    if (!kept->hides) return false;
    Value *left = ARENA_ARRAY(eval->arena, Value, kept->rows.count);
    size_t count = 0;
    for (uint32_t i = 0; i < kept->rows.count; i++) {
        if (!fresh->hide(fresh->ctx, kept->resources[i], known))
            left[count++] = kept->rows.as.items[i];
    }
    kept->left = value_list_flat(left, count);
    return true;
}

// Of what the base did not ask, what is hidden is for each input to say, so it is not kept.
Value fresh_rows(Eval *eval, Retrieved *kept, uint32_t number) {
    bool known = eval->within == NULL || has_number(&eval->within->own, number);
    if (!known) {
        eval->strayed = true;
        kept->generation = 0;
    }
    hides_rows(eval, kept, known);
    if (!known) kept->generation = 0;
    for (uint32_t i = 0; eval->seen != NULL && i < kept->rows.count; i++)
        resource_set_add(eval->arena, eval->seen, kept->resources[i]);
    return kept->left;
}

bool fresh_shows(Eval *eval, const Resource *resource) {
    const EvalFresh *fresh = eval->freshly;
    eval->strayed = true;
    if (fresh->hide != NULL && fresh->hide(fresh->ctx, resource, false)) return false;
    if (eval->seen != NULL) resource_set_add(eval->arena, eval->seen, resource);
    return true;
}

void fresh_asks_cell(Eval *eval, const Cell *asked) {
    if (asked->input == 0 && eval->within != NULL && !has_kid(eval->within, asked))
        eval->strayed = true;
}

// Do all cells that its body asked come to the same? Up to the first that does not, its evaluation
// would ask just these, in this order. *strayed: so it is for the input that is asked only.
static bool kids_are_same(Eval *eval, const Cell *cell, bool *strayed) {
    ReadSet *reading = eval->reading;
    const Cell *within = eval->within;
    bool outer_strayed = eval->strayed;
    bool same = true;
    eval->reading = NULL;
    eval->within = cell;
    eval->strayed = false;
    for (uint32_t i = 0; same && i < cell->kid_count; i++) {
        const Cell *kid = cell->kids[i];
        Value value = eval_cell(eval, kid->declaration, kid->about);
        same = !eval->runtime.failed && kid->base.state == CELL_DONE &&
               value_same(value, kid->base.value);
        eval->runtime.failed = false;
    }
    eval->reading = reading;
    eval->within = within;
    *strayed = eval->strayed;
    eval->strayed = eval->strayed || outer_strayed;
    return same;
}

static bool asks_hiding(Eval *eval, const Cell *cell, const ReadSet *only) {
    for (uint32_t i = 0; i < cell->sources.count; i++) {
        uint32_t number = cell->sources.order[i];
        if ((only == NULL || has_number(only, number)) &&
            hides_rows(eval, &eval->retrieved[number], true))
            return true;
    }
    return false;
}

bool fresh_is_untouched(Eval *eval, Cell *cell) {
    if (cell->input != 0 && cell != eval->fresh_cell) {
        bool of_itself = cell->declaration == eval->fresh_declaration && eval->fresh_own.count > 0;
        return !of_itself;
    }
    if (cell->same_in == eval->generation) return true;
    if (eval->freshly->hide == NULL || cell->sources.changing ||
        reads_meet(&cell->base.reads, &eval->fresh_own))
        return false;
    if (cell->overlay.generation == eval->generation && cell->overlay.state != CELL_EMPTY)
        return false;
    bool strayed = false;
    bool same = !asks_hiding(eval, cell, NULL) ||
                (!asks_hiding(eval, cell, &cell->own) && kids_are_same(eval, cell, &strayed));
    if (same && !strayed) cell->same_in = eval->generation;
    return same;
}

void eval_fresh_begin(Eval *eval, const EvalFresh *fresh) {
    assert(eval->generation == 0 && eval->options.track_inputs);
    eval->generation = ++eval->last_generation;
    eval->fresh = true;
    eval->freshly = fresh;
}

void eval_fresh_end(Eval *eval) {
    eval->fresh = false;
    eval->generation = 0;
}

// Does the input rest on itself, about another thing? Then that one is not opaque to it.
static bool reads_itself(const Eval *eval, const Cell *cell) {
    for (uint32_t i = 0; cell->declaration->is_function && i < eval->input_count; i++) {
        if (eval->inputs[i].declaration == cell->declaration &&
            has_number(&cell->base.reads, i + 1))
            return true;
    }
    return false;
}

bool eval_fresh_value(Eval *eval, const Declaration *declaration, Str about, Value *value,
                      Err *err) {
    eval_begin(eval);
    Cell *cell = cell_find(eval, declaration, about);
    eval->fresh_turn++;
    eval->fresh_cell = cell;
    eval->fresh_declaration = declaration;
    eval->fresh_own = (ReadSet){0};
    eval->within = NULL;
    eval->strayed = false;
    if (reads_itself(eval, cell)) {
        // what was evaluated for others took those inputs as they are
        eval->generation = ++eval->last_generation;
        for (uint32_t i = 0; i < eval->input_count; i++) {
            if (eval->inputs[i].declaration == declaration)
                reads_add(eval->arena, &eval->fresh_own, i + 1);
        }
    }
    Value result = eval_cell(eval, declaration, about);
    if (eval->fresh_own.count > 0) eval->generation = ++eval->last_generation;
    return eval_finish(eval, result, value, err);
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
        eval_fresh_begin(eval, &nothing_hidden);
        eval_fresh_value(eval, declaration, about, &value, &err);
        eval_fresh_end(eval);
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
