// eval_internal: what the files of the evaluator share; nobody else includes it.

#ifndef CQL_EVAL_INTERNAL_H
#define CQL_EVAL_INTERNAL_H

#include <assert.h>

#include "cql/eval.h"

enum {
    MAX_CALLS = 256,           // functions within functions
    STACK_VALUES = 64 * 1024,  // locals of all of them
    READ_MOMENTS = 512
};

// Which inputs something rests on: bits by the number of the input's cell.
typedef struct {
    uint64_t *words;
    uint32_t count;
} ReadSet;

// A date-time of the record, as it was read last.
typedef struct {
    const Json *json;
    DateTime moment;
} ReadMoment;

typedef enum { CELL_EMPTY, CELL_RUNNING, CELL_DONE, CELL_FAILED } CellState;

typedef struct {
    uint32_t generation;  // of the overlay it belongs to; 0 for the base
    uint8_t state;
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
    Cell *next;         // of the same declaration
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
    uint64_t steps;  // since the outermost call

    Cell **cells;       // by declaration
    Value *retrieved;   // by Retrieve.cache; kind VALUE_UNCERTAIN: not yet
    Value *parameters;  // by parameter, evaluated at eval_new
    ReadSet *reading;   // of the cell that is being evaluated; NULL: not tracked

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

    bool fresh;  // eval_fresh is running
    const Declaration *fresh_declaration;
    EvalHide *hide;
    void *hide_ctx;
    const Resource **seen;
    size_t seen_count, seen_size;

    const EvalObserver *observer;  // of an observed program; NULL

    bool profiling;
    uint64_t *profile_calls;
    uint64_t *profile_ns;
};

static inline Value eval_node(Eval *eval, const Node *node) {
    return node->eval(eval, node);
}

// The value of a cell, evaluated if need be.
Value eval_cell(Eval *eval, const Declaration *declaration, Str about);
// Calls a function with its arguments already evaluated into eval->top[0..count).
Value eval_body(Eval *eval, const Declaration *declaration);

// The evaluator of a kind of node, for the checker; NODE_OP: by arity and flags.
NodeEval *node_evaluator(const Node *node);
NodeEval eval_query_node, eval_exists_node, eval_retrieve_node, eval_fhir_element_node,
    eval_fhir_convert_node, eval_observed;

// Counts a step. True: the evaluation has failed, now or before, and has to stop.
bool eval_stops(Eval *eval);

// A growing list in the arena.
typedef struct {
    Value *items;
    size_t count, size;
} Values;
void values_add(Arena *arena, Values *values, Value value);

// Drops later doubles of value_same; keeps the order. In place; returns the new count.
size_t values_distinct(Arena *arena, Value *items, size_t count);

Value fhir_element_of(Eval *eval, Value owner, const FhirElement *element);
Value fhir_convert(Eval *eval, Value value, Conversion conversion);
// Adds the place of `node` to an error that has none yet.
void eval_place(Eval *eval, const Node *node);
Value eval_fail_at(Eval *eval, const Node *node, const char *message);

#endif
