// eval_internal: what the files of the evaluator share; nobody else includes it.

#ifndef CQL_EVAL_INTERNAL_H
#define CQL_EVAL_INTERNAL_H

#include <assert.h>

#include "cql/eval.h"

enum {
    MAX_CALLS = 256,           // functions within functions
    STACK_VALUES = 64 * 1024,  // locals of all of them
    READ_MOMENTS = 512,
    FEW_CELLS = 16  // of one declaration, which are looked through one by one
};

// Which inputs something rests on: bits by the number of the input's cell.
typedef struct {
    uint64_t *words;
    uint32_t count;
} ReadSet;

// Which kept retrieves something rests on, in the order of their first use; `changing` when one was
// asked whose result is not kept.
typedef struct {
    ReadSet numbers;
    uint32_t *order;
    uint32_t count, size;
    bool changing;
} SourceSet;

// The result of a retrieve that is kept for the patient.
typedef struct {
    bool known;
    Value rows;
    const Resource **resources;  // of the rows; NULL when nobody will ask
    uint32_t generation;         // of the eval_fresh that `hides` and `left` belong to
    bool hides;                  // some of the rows are hidden
    Value left;                  // the rows without these
} Retrieved;

// A date-time of the record, as it was read last.
typedef struct {
    const Json *json;
    DateTime moment;
} ReadMoment;

typedef enum { CELL_EMPTY, CELL_RUNNING, CELL_DONE, CELL_FAILED } CellState;

typedef struct {
    uint32_t generation;  // of the overlay it belongs to; 0 for the base
    uint8_t state;
    uint32_t turn;  // of eval_fresh_value: it went a way that holds for this one only; 0: for all
    Value value;
    ReadSet reads;
    const Err *err;  // of CELL_FAILED
} CellValue;

// One (declaration, about) of this patient.
typedef struct Cell Cell;
struct Cell {
    const Declaration *declaration;
    Str about;
    uint32_t input;  // number among the inputs met, from 1; 0: no input
    CellValue base;
    CellValue overlay;  // under the present overrides
    SourceSet sources;  // of the base, with those of its kids
    ReadSet own;        // those that its own body asked
    Cell **kids;        // that are no inputs, in the order in which its body first asked them
    uint32_t kid_count, kid_size;
    uint32_t same_in;  // the generation of eval_fresh_begin in which it is as its base
    Cell *next;        // of the same declaration
    struct Map *more;  // of the first cell: those after FEW_CELLS, by what they are about
};

struct Eval {
    Runtime runtime;
    const Program *program;
    EvalOptions options;
    Record *record;
    Arena *arena;  // of the patient
    Arena *own;    // of this Eval
    Err err;

    Value *stack;
    Value *locals;  // of the running declaration
    Value *top;     // first free
    uint32_t calls;

    Cell **cells;          // by declaration
    Retrieved *retrieved;  // by Retrieve.cache - 1
    Value *parameters;     // by parameter, evaluated at eval_new
    ReadSet *reading;      // of the cell that is being evaluated; NULL: not tracked
    Cell *noting;          // whose sources and kids are noted; NULL under overrides too

    const Declaration *running;  // the define, or function of a cell, that is being evaluated
    const Declaration *spender;  // whose evaluation used up the memory of this patient

    // By address: queries read the dates of a few rows again and again.
    ReadMoment *moments;

    InputKey *inputs;  // by number - 1
    Cell **input_cells;
    uint32_t input_count, input_size;

    uint32_t generation;  // of the overlay; 0: none
    uint32_t last_generation;
    ReadSet overridden;
    const InputKey *override_keys;
    const Value *override_values;
    size_t override_count;

    bool fresh;  // between eval_fresh_begin and eval_fresh_end
    const EvalFresh *freshly;
    const Cell *fresh_cell;  // whose value is asked
    const Declaration *fresh_declaration;
    ReadSet fresh_own;    // inputs of that declaration, when it rests on itself: not opaque to it
    uint32_t fresh_turn;  // counts what is asked
    const Cell *within;   // the cell that is being evaluated freshly
    bool strayed;         // what is being evaluated went another way than its base
    ResourceSet *seen;    // NULL: nobody asks

    struct Memo *memos;  // eval_memo.c; by address
    size_t memo_count, memo_size;
    uint8_t *memo_kinds;  // by declaration

    const EvalObserver *observer;  // of an observed program; NULL

    bool profiling;
    EvalProfile *profiles;    // by declaration
    uint64_t profiled_below;  // nanoseconds of what the running body asked for
};

static inline Value eval_node(Eval *eval, const Node *node) {
    return node->eval(eval, node);
}

// The cell of (declaration, about), made if need be.
Cell *cell_find(Eval *eval, const Declaration *declaration, Str about);
// Back to the caller from outside: the value, or why there is none.
bool eval_finish(Eval *eval, Value result, Value *value, Err *err);
// The value of a cell, evaluated if need be.
Value eval_cell(Eval *eval, const Declaration *declaration, Str about);
// Calls a function with its arguments already evaluated into eval->top[0..count).
Value eval_body(Eval *eval, const Declaration *declaration);

// The evaluator of a kind of node, for the checker; NODE_OP: by arity and flags.
NodeEval *node_evaluator(const Node *node);
NodeEval eval_query_node, eval_exists_node, eval_retrieve_node, eval_fhir_element_node,
    eval_fhir_convert_node, eval_fhir_instance, eval_observed, eval_watched;

void reads_add(Arena *arena, ReadSet *set, uint32_t number);
bool reads_meet(const ReadSet *a, const ReadSet *b);

// eval_fresh.c: what a value rests on, and how it is without it.
// While a base is evaluated: it asked this kept retrieve, or one that is not kept; this cell.
void sources_note(Eval *eval, uint32_t number);
void sources_note_changing(Eval *eval);
void sources_note_kid(Eval *eval, Cell *kid);
// Is the value of this cell the same though resources are hidden?
bool fresh_is_untouched(Eval *eval, Cell *cell);
// The cell that is evaluated freshly asks this one: did its base, too?
void fresh_asks_cell(Eval *eval, const Cell *asked);
// What a kept retrieve gives when resources are hidden.
Value fresh_rows(Eval *eval, Retrieved *kept, uint32_t number);
// Of one that is not kept: may the resource be seen?
bool fresh_shows(Eval *eval, const Resource *resource);
// The result of a retrieve, and the resources of its rows.
Value retrieve_run(Eval *eval, const Retrieve *retrieve, const Resource ***resources);

// eval_memo.c: what functions made of the same arguments before, where that cannot have changed.
bool memo_serves(Eval *eval, const Declaration *function);
bool memo_find(Eval *eval, const Declaration *function, const Value *args, Value *answer);
void memo_add(Eval *eval, const Declaration *function, const Value *args, Value answer);

// Before something is asked from outside: all steps are there again, unless something is running.
void eval_begin(Eval *eval);
// Counts a step. True: the evaluation has failed, now or before, and has to stop.
bool eval_stops(Eval *eval);
// Counts what is no step of its own; the same.
bool eval_spends(Eval *eval, uint64_t units);
// Who to name in an error: the define, or function of a cell, that is being evaluated.
Str eval_running_name(const Eval *eval);
// What `node` has made, or null and an error when it nests too deep to be walked.
Value eval_made(Eval *eval, const Node *node, Value value);
// What the operator of `node` makes of its two arguments.
Value eval_operate_two(Eval *eval, const Node *node, const Value *args);

// A growing list in the arena.
typedef struct {
    Value *items;
    size_t count, size;
} Values;
void values_add(Arena *arena, Values *values, Value value);

// Drops later doubles of value_same; keeps the order. In place; returns the new count.
size_t values_distinct(Eval *eval, Value *items, size_t count);

Value fhir_element_of(Eval *eval, Value owner, const FhirElement *element);
Value fhir_convert(Eval *eval, Value value, Conversion conversion);
// Adds the place of `node` to an error that has none yet.
void eval_place(Eval *eval, const Node *node);
Value eval_fail_at(Eval *eval, const Node *node, const char *message);

#endif
