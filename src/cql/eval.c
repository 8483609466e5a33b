// Cells and calls. A cell is (declaration, about); a define has one, an @each function one for each
// reference it was asked about. A cell keeps the set of inputs that its value rests on: under
// overrides a cell whose set does not meet the overridden inputs is taken as it is, any other is
// evaluated into the overlay, which is forgotten (by its generation number) when the overrides end.

#include "cql/eval_internal.h"

#include <stdlib.h>
#include <time.h>

#include "base/map.h"

Eval *eval_new(const Program *program, const EvalOptions *options,
               const EvalParameter *parameters) {
    Arena *own = arena_new();
    Eval *eval = ARENA_NEW(own, Eval);
    eval->program = program;
    eval->options = *options;
    if (eval->options.max_memory == 0) eval->options.max_memory = (size_t)1 << 30;
    if (eval->options.max_steps == 0) eval->options.max_steps = EVAL_MAX_STEPS;
    eval->stack = ARENA_ARRAY(own, Value, STACK_VALUES);
    eval->locals = eval->top = eval->stack;
    eval->moments = ARENA_ARRAY(own, ReadMoment, READ_MOMENTS);
    eval->cells = ARENA_ARRAY(own, Cell *, program->declaration_count + 1);
    eval->retrieved = ARENA_ARRAY(own, Retrieved, program->retrieve_count + 1);
    eval->parameters = ARENA_ARRAY(own, Value, program->parameter_count + 1);
    eval->profiles = ARENA_ARRAY(own, EvalProfile, program->declaration_count + 1);
    eval->memo_kinds = ARENA_ARRAY(own, uint8_t, program->declaration_count + 1);
    eval->runtime = (Runtime){.arena = own,
                              .now = options->now,
                              .overflow_error = options->overflow_error,
                              .terms = program->terms,
                              .err = &eval->err};
    eval->arena = own;
    eval->own = own;
    eval_begin(eval);
    for (size_t i = 0; i < program->parameter_count; i++) {
        const Parameter *parameter = &program->parameters[i];
        eval->parameters[i] = parameters != NULL && parameters[i].given ? parameters[i].value
                              : parameter->fallback != NULL ? eval_node(eval, parameter->fallback)
                                                            : value_null();
    }
    return eval;
}

void eval_free(Eval *eval) {
    if (eval != NULL) arena_free(eval->own);
}

Runtime *eval_runtime(Eval *eval) {
    return &eval->runtime;
}

const Program *eval_program(const Eval *eval) {
    return eval->program;
}

Record *eval_record(Eval *eval) {
    return eval->record;
}

// The patient's date of birth for AgeInYears() and its kin; null if it is not recorded.
static Value birth_date(Record *record) {
    const Json *birth = record == NULL || record->patient == NULL
                            ? NULL
                            : json_member(record->patient, STR("birthDate"));
    if (birth != NULL && birth->kind == JSON_PAIR) birth = &birth->as.items[0];
    DateTime date;
    Err ignored;
    if (birth == NULL || birth->kind != JSON_STRING ||
        !date_parse(json_text(birth), &date, &ignored)) {
        return value_null();
    }
    return value_moment(VALUE_DATE, date);
}

void eval_start(Eval *eval, Record *record, Arena *arena) {
    const Program *program = eval->program;
    eval->record = record;
    eval->arena = eval->runtime.arena = arena;
    eval->runtime.failed = false;
    eval->runtime.patient_birth = birth_date(record);
    eval->locals = eval->top = eval->stack;
    eval->calls = 0;
    eval_begin(eval);
    eval->running = eval->spender = NULL;
    memset(eval->moments, 0, READ_MOMENTS * sizeof *eval->moments);
    memset(eval->cells, 0, program->declaration_count * sizeof *eval->cells);
    memset(eval->retrieved, 0, program->retrieve_count * sizeof *eval->retrieved);
    eval->reading = NULL;
    eval->noting = NULL;
    eval->memos = NULL;
    eval->memo_count = eval->memo_size = 0;
    eval->inputs = NULL;
    eval->input_cells = NULL;
    eval->input_count = eval->input_size = 0;
    eval->generation = eval->last_generation = 0;
    eval->override_count = 0;
    eval->overridden = (ReadSet){0};
    eval->fresh = false;
}

// ---- sets of inputs

void reads_add(Arena *arena, ReadSet *set, uint32_t number) {
    uint32_t word = number / 64;
    if (word >= set->count) {
        uint64_t *words = ARENA_ARRAY(arena, uint64_t, word + 2);
        if (set->count > 0) memcpy(words, set->words, set->count * sizeof *words);
        set->words = words;
        set->count = word + 2;
    }
    set->words[word] |= (uint64_t)1 << number % 64;
}

static void reads_join(Arena *arena, ReadSet *set, const ReadSet *more) {
    if (more->count > set->count) {
        uint64_t *words = ARENA_ARRAY(arena, uint64_t, more->count);
        if (set->count > 0) memcpy(words, set->words, set->count * sizeof *words);
        set->words = words;
        set->count = more->count;
    }
    for (uint32_t i = 0; i < more->count; i++) set->words[i] |= more->words[i];
}

bool reads_meet(const ReadSet *a, const ReadSet *b) {
    uint32_t count = a->count < b->count ? a->count : b->count;
    for (uint32_t i = 0; i < count; i++) {
        if ((a->words[i] & b->words[i]) != 0) return true;
    }
    return false;
}

// ---- cells

static void number_input(Eval *eval, Cell *cell) {
    if (eval->input_count == eval->input_size) {
        uint32_t size = eval->input_size == 0 ? 64 : eval->input_size * 2;
        InputKey *inputs = ARENA_ARRAY(eval->arena, InputKey, size);
        Cell **cells = ARENA_ARRAY(eval->arena, Cell *, size);
        if (eval->input_count > 0) {
            memcpy(inputs, eval->inputs, eval->input_count * sizeof *inputs);
            memcpy(cells, eval->input_cells, eval->input_count * sizeof(Cell *));
        }
        eval->inputs = inputs;
        eval->input_cells = cells;
        eval->input_size = size;
    }
    eval->inputs[eval->input_count] = (InputKey){cell->declaration, cell->about};
    eval->input_cells[eval->input_count] = cell;
    cell->input = ++eval->input_count;
}

static Cell *cell_new(Eval *eval, const Declaration *declaration, Str about) {
    Cell *cell = ARENA_NEW(eval->arena, Cell);
    cell->declaration = declaration;
    cell->about = about;
    if (declaration->is_input && eval->options.track_inputs) number_input(eval, cell);
    return cell;
}

// A define has one; a function may be asked about each of a hundred thousand observations.
Cell *cell_find(Eval *eval, const Declaration *declaration, Str about) {
    Cell *first = eval->cells[declaration->index];
    Cell **link = &eval->cells[declaration->index];
    int count = 0;
    for (; *link != NULL; link = &(*link)->next, count++) {
        if (str_eq((*link)->about, about)) return *link;
    }
    if (count < FEW_CELLS) {
        *link = cell_new(eval, declaration, about);
        return *link;
    }
    if (first->more == NULL) first->more = map_new(eval->arena);
    Cell *cell = map_pointer(first->more, about);
    if (cell != NULL) return cell;
    cell = cell_new(eval, declaration, about);
    map_put_pointer(first->more, about, cell);
    return cell;
}

static const Value *override_find(const Eval *eval, const Cell *cell) {
    if (cell->input == 0) return NULL;
    for (size_t i = 0; i < eval->override_count; i++) {
        if (eval->override_keys[i].declaration == cell->declaration &&
            str_eq(eval->override_keys[i].about, cell->about)) {
            return &eval->override_values[i];
        }
    }
    return NULL;
}

// Where the value of this cell stands or will stand under the present overrides.
static CellValue *cell_place(Eval *eval, Cell *cell) {
    if (eval->generation == 0) return &cell->base;
    if (cell->base.state == CELL_DONE &&
        (eval->fresh ? fresh_is_untouched(eval, cell)
                     : !reads_meet(&cell->base.reads, &eval->overridden))) {
        return &cell->base;
    }
    CellValue *overlay = &cell->overlay;
    bool other_way = eval->fresh && overlay->turn != 0 && overlay->turn != eval->fresh_turn;
    if (overlay->generation != eval->generation || other_way)
        *overlay = (CellValue){.generation = eval->generation};
    return overlay;
}

static uint64_t clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static Value profiled_body(Eval *eval, const Declaration *declaration) {
    EvalProfile *profile = &eval->profiles[declaration->index];
    uint64_t outer = eval->profiled_below;
    eval->profiled_below = 0;
    uint64_t started = clock_ns();
    Value value = eval_node(eval, declaration->body);
    uint64_t all = clock_ns() - started;
    profile->calls++;
    profile->all_ns += all;
    profile->own_ns += all > eval->profiled_below ? all - eval->profiled_below : 0;
    eval->profiled_below = outer + all;
    return value;
}

Value eval_body(Eval *eval, const Declaration *declaration) {
    Value *frame = eval->top;
    if (eval_stops(eval)) return value_null();
    if (eval->calls >= MAX_CALLS ||
        (size_t)(eval->stack + STACK_VALUES - frame) < declaration->frame_size + 64U) {
        return op_fail(&eval->runtime, "'%.*s' calls itself too often", STR_ARG(declaration->name));
    }
    Value *outer = eval->locals;
    eval->locals = frame;
    eval->top = frame + declaration->frame_size;
    eval->calls++;
    for (uint32_t i = declaration->parameter_count; i < declaration->frame_size; i++)
        frame[i] = value_null();
    Value value =
        eval->profiling ? profiled_body(eval, declaration) : eval_node(eval, declaration->body);
    eval->calls--;
    eval->top = frame;
    eval->locals = outer;
    return value;
}

// Evaluates the body of `cell` into `place`, noting the inputs it reads.
static void cell_evaluate(Eval *eval, Cell *cell, CellValue *place) {
    ReadSet *outer = eval->reading;
    Cell *outer_noting = eval->noting;
    const Cell *outer_within = eval->within;
    bool outer_strayed = eval->strayed;
    const Declaration *outer_running = eval->running;
    ReadSet reads = {0};
    eval->running = cell->declaration;
    eval->reading = eval->options.track_inputs ? &reads : NULL;
    eval->noting = eval->options.track_inputs && place == &cell->base ? cell : NULL;
    eval->within = eval->fresh ? cell : NULL;
    eval->strayed = false;
    place->state = CELL_RUNNING;
    if (cell->declaration->parameter_count == 1) *eval->top = value_string(cell->about);
    place->value = eval_body(eval, cell->declaration);
    eval->reading = outer;
    eval->noting = outer_noting;
    eval->within = outer_within;
    eval->running = outer_running;
    place->turn = eval->strayed ? eval->fresh_turn : 0;
    eval->strayed = eval->strayed || outer_strayed;
    place->reads = reads;
    place->state = CELL_DONE;
    if (eval->runtime.failed) {
        place->state = CELL_FAILED;
        Err *kept = ARENA_NEW(eval->arena, Err);
        *kept = eval->err;
        place->err = kept;
    }
}

Value eval_cell(Eval *eval, const Declaration *declaration, Str about) {
    Cell *cell = cell_find(eval, declaration, about);
    if (cell->input != 0 && eval->reading != NULL)
        reads_add(eval->arena, eval->reading, cell->input);
    const Value *answer = eval->override_count > 0 ? override_find(eval, cell) : NULL;
    if (answer != NULL) return *answer;
    if (eval->fresh) fresh_asks_cell(eval, cell);
    CellValue *place = cell_place(eval, cell);
    if (place->turn != 0 && eval->fresh) eval->strayed = true;
    if (place->state == CELL_EMPTY) {
        // What has failed already runs on to its end on nulls; the error is not this one's.
        if (eval->runtime.failed) return value_null();
        cell_evaluate(eval, cell, place);
    }
    if (place->state == CELL_RUNNING) {
        return op_fail(&eval->runtime, "'%.*s' rests on itself", STR_ARG(declaration->name));
    }
    // What an input read on its way (other inputs in its body) is its own affair: to its readers it
    // is one opaque datum.
    if (cell->input == 0 && eval->reading != NULL)
        reads_join(eval->arena, eval->reading, &place->reads);
    if (cell->input == 0 && eval->noting != NULL) sources_note_kid(eval, cell);
    if (place->state == CELL_FAILED) {
        eval->err = *place->err;
        eval->runtime.failed = true;
        return value_null();
    }
    return place->value;
}

bool eval_constant(const Node *node, Arena *arena, DateTime now, Value *value) {
    Value stack[64] = {{0}};
    Eval eval = {.arena = arena, .stack = stack, .locals = stack, .top = stack};
    eval.options = (EvalOptions){.max_memory = (size_t)1 << 26, .max_steps = 10000};
    eval.runtime = (Runtime){.arena = arena, .now = now, .err = &eval.err};
    eval_begin(&eval);
    Value result = eval_node(&eval, node);
    if (eval.runtime.failed) return false;
    *value = result;
    return true;
}

// ---- from outside

static Str name_of(const Declaration *declaration) {
    return declaration == NULL ? STR("the expression") : declaration->name;
}

Str eval_running_name(const Eval *eval) {
    return name_of(eval->running);
}

void eval_begin(Eval *eval) {
    uint64_t most = eval->options.max_steps;
    if (eval->calls > 0) return;
    eval->runtime.budget.left = most > UINT64_MAX / BUDGET_STEP ? UINT64_MAX : most * BUDGET_STEP;
}

bool eval_spends(Eval *eval, uint64_t units) {
    if (eval->runtime.failed) return true;
    if (!budget_spend(&eval->runtime.budget, units)) {
        Str name = eval_running_name(eval);
        op_fail(&eval->runtime, "%.*s needs more than %llu steps", STR_ARG(name),
                (unsigned long long)eval->options.max_steps);
    } else if (arena_used(eval->arena) > eval->options.max_memory) {
        // Nothing of it is given back before the next patient, so those that come later fail too.
        if (eval->spender == NULL) eval->spender = eval->running;
        Str name = name_of(eval->spender);
        op_fail(&eval->runtime, "%.*s needs more memory than is allowed for one patient",
                STR_ARG(name));
    }
    return eval->runtime.failed;
}

bool eval_stops(Eval *eval) {
    return eval_spends(eval, BUDGET_STEP);
}

bool eval_finish(Eval *eval, Value result, Value *value, Err *err) {
    if (eval->runtime.failed) {
        eval->runtime.failed = false;
        *err = eval->err;
        return false;
    }
    *value = result;
    return true;
}

bool eval_define(Eval *eval, const Declaration *declaration, Str about, Value *value, Err *err) {
    eval_begin(eval);
    Value result = eval_cell(eval, declaration, about);
    return eval_finish(eval, result, value, err);
}

bool eval_call(Eval *eval, const Declaration *function, const Value *args, Value *value, Err *err) {
    eval_begin(eval);
    for (uint32_t i = 0; i < function->parameter_count; i++) eval->top[i] = args[i];
    Value result = eval_body(eval, function);
    return eval_finish(eval, result, value, err);
}

const InputKey *eval_inputs_read(Eval *eval, const Declaration *declaration, Str about,
                                 size_t *count) {
    Cell *cell = cell_find(eval, declaration, about);
    const ReadSet *reads = &cell_place(eval, cell)->reads;
    size_t most = 0;
    for (uint32_t i = 0; i < reads->count; i++)
        most += (size_t)__builtin_popcountll(reads->words[i]);
    InputKey *keys = ARENA_ARRAY(eval->arena, InputKey, most);
    *count = 0;
    for (uint32_t i = 0; i < reads->count; i++) {
        for (uint64_t word = reads->words[i]; word != 0; word &= word - 1)
            keys[(*count)++] = eval->inputs[i * 64 + (uint32_t)__builtin_ctzll(word) - 1];
    }
    return keys;
}

const InputKey *eval_inputs_known(Eval *eval, size_t *count) {
    InputKey *keys = ARENA_ARRAY(eval->arena, InputKey, eval->input_count + 1);
    *count = 0;
    for (uint32_t i = 0; i < eval->input_count; i++) {
        const CellValue *base = &eval->input_cells[i]->base;
        if (base->state == CELL_DONE && !value_is_null(base->value))
            keys[(*count)++] = eval->inputs[i];
    }
    return keys;
}

void eval_override_begin(Eval *eval, const InputKey *keys, const Value *values, size_t count) {
    assert(eval->generation == 0);
    eval->generation = ++eval->last_generation;
    eval->override_keys = keys;
    eval->override_values = values;
    eval->override_count = count;
    eval->overridden = (ReadSet){0};
    for (size_t i = 0; i < count; i++) {
        Cell *cell = cell_find(eval, keys[i].declaration, keys[i].about);
        assert(cell->input != 0);
        reads_add(eval->arena, &eval->overridden, cell->input);
    }
}

void eval_override_end(Eval *eval) {
    eval->generation = 0;
    eval->override_count = 0;
    eval->overridden = (ReadSet){0};
}

EvalFrame eval_enter(Eval *eval, const Declaration *declaration, Str about) {
    EvalFrame outer = {eval->locals, eval->top};
    eval_begin(eval);
    assert((size_t)(eval->stack + STACK_VALUES - eval->top) > declaration->frame_size + 64U);
    eval->locals = eval->top;
    eval->top += declaration->frame_size + 1;
    for (uint32_t i = 0; i < declaration->frame_size; i++) eval->locals[i] = value_null();
    if (declaration->parameter_count == 1) eval->locals[0] = value_string(about);
    return outer;
}

Value eval_part(Eval *eval, const Node *node) {
    Value value = eval_node(eval, node);
    if (!eval->runtime.failed) return value;
    eval->runtime.failed = false;
    return value_null();
}

void eval_leave(Eval *eval, EvalFrame frame) {
    eval->locals = frame.locals;
    eval->top = frame.top;
}

void eval_profile(Eval *eval, bool on) {
    eval->profiling = on;
}

EvalProfile eval_profile_get(const Eval *eval, uint32_t declaration) {
    return eval->profiles[declaration];
}
