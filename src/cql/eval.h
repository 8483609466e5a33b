// eval: runs a Program over one patient's Record.
//
// An Eval belongs to one thread. eval_start() points it at a record; every define is then evaluated
// at most once (lazily), its value kept in a cell until the next eval_start(). With overrides, only
// the cells whose value rested on an overridden input are evaluated again. Nothing here reads a
// clock: `now` is a parameter.
//
//     Eval *eval = eval_new(program, now, arena);
//     eval_start(eval, record);
//     if (!eval_define(eval, declaration, STR(""), &value, err)) ...

#ifndef CQL_EVAL_H
#define CQL_EVAL_H

#include "cql/program.h"
#include "cql/resource_set.h"

// A row of a query, an element of a path, a call of a function: each is a step. What operators do
// with long lists and texts, and with what is in them, counts too: BUDGET_STEP elements are a step.
// Every pair of 4,000 observations fits in; what explodes stops in a second or two.
enum { EVAL_MAX_STEPS = 20000000 };

typedef struct {
    DateTime now;         // --as-of; its offset is the default time zone
    int64_t known_at_ms;  // --known-at; INT64_MAX: everything is known
    bool overflow_error;
    bool track_inputs;   // keep for each cell which inputs it read
    size_t max_memory;   // bytes of one patient's evaluation; 0: 1 GB
    uint64_t max_steps;  // rows and calls of one eval_define or eval_call; 0: EVAL_MAX_STEPS
} EvalOptions;

// `parameters` are values by index of program->parameters (kind VALUE_NULL with `given` false: use
// the default).
typedef struct {
    bool given;
    Value value;
} EvalParameter;

Eval *eval_new(const Program *program, const EvalOptions *options, const EvalParameter *parameters);
void eval_free(Eval *eval);
// The next patient; record NULL: no patient (bare expressions). Its arena is where values go.
void eval_start(Eval *eval, Record *record, Arena *arena);

// The value of an expression of literals, at load: no patient, no parameters. False: it fails when
// it runs (and may be left to that).
bool eval_constant(const Node *node, Arena *arena, DateTime now, Value *value);

// The value of a define (about empty) or of an @each function (about a reference). False: the
// evaluation of this declaration failed (err has the message and the place in the CQL); others can
// go on.
bool eval_define(Eval *eval, const Declaration *declaration, Str about, Value *value, Err *err);
bool eval_call(Eval *eval, const Declaration *function, const Value *args, Value *value, Err *err);
Runtime *eval_runtime(Eval *eval);
const Program *eval_program(const Eval *eval);
Record *eval_record(Eval *eval);

// ---- inputs (for finding/)
typedef struct {
    const Declaration *declaration;
    Str about;
} InputKey;
// The inputs that were read when this declaration was evaluated, in order of first reading; *count
// of them.
const InputKey *eval_inputs_read(Eval *eval, const Declaration *declaration, Str about,
                                 size_t *count);

// Answers to try: until eval_override_end, these inputs have these values. Cells that did not read
// one of them are not evaluated again.
void eval_override_begin(Eval *eval, const InputKey *keys, const Value *values, size_t count);
void eval_override_end(Eval *eval);

// ---- evidence (for finding/): what the value of a declaration rests on, and what it is without
// some of it. Other inputs are opaque here too: what they rest on is not asked.
//
// The resources that retrieves handed out on the way to its value, in the order in which they were.
// They are noted while it is evaluated, so this costs little. None before it was evaluated, and
// when it failed.
const ResourceSet *eval_handed_out(Eval *eval, const Declaration *declaration, Str about);
// Its value when retrieves do not hand out those for which `hide` says true. Only what asked for
// one of these, and came to something else without it, is evaluated again; nothing of it is kept
// after eval_fresh_end. Several declarations can be asked with the same hidden, each may hide more:
// of what its own base did not ask, `hide` may say something else for each.
// `known`: its base asked for it.
typedef bool EvalHide(void *ctx, const Resource *resource, bool known);
typedef struct {
    EvalHide *hide;
    void *ctx;
} EvalFresh;
void eval_fresh_begin(Eval *eval, const EvalFresh *fresh);
bool eval_fresh_value(Eval *eval, const Declaration *declaration, Str about, Value *value,
                      Err *err);
void eval_fresh_end(Eval *eval);
// All inputs that were evaluated for this patient and are not null, in the order of first asking.
const InputKey *eval_inputs_known(Eval *eval, size_t *count);

// ---- parts of a declaration's body, for explanations: between enter and leave, its expressions
// can be evaluated with its one argument (about) in place. A part that fails is null.
typedef struct {
    Value *locals, *top;
} EvalFrame;
EvalFrame eval_enter(Eval *eval, const Declaration *declaration, Str about);
Value eval_part(Eval *eval, const Node *node);
void eval_leave(Eval *eval, EvalFrame frame);
// One row of a query with one source: what it gives, or what kept it out (a `such that`, the source
// of a `with` that has no rows, the `where`; NULL: nothing). Its locals then stand as they were for
// this row, for eval_part.
typedef struct {
    Value result;
    const Node *refused;
} EvalRow;
EvalRow eval_row(Eval *eval, const Query *query, Value item);

// ---- observation, for coverage: of a program that was checked with CheckOptions.observed. `seen`
// hears of every Boolean expression but literals what it came to, of an operator with two operands
// also these (as many as were looked at); `call` of every call of a function, its arguments not yet
// evaluated, and with NULL of its return. Of a program that was checked with CheckOptions.watched
// `seen` hears of every expression but literals, and `failed` of those that came to nothing because
// something in them failed; neither operands nor calls are told. NULL ends the observation.
typedef struct {
    void (*seen)(void *ctx, const Node *node, const Value *operands, size_t count, Value value);
    void (*call)(void *ctx, const Node *call);
    void (*failed)(void *ctx, const Node *node);
    void *ctx;
} EvalObserver;
void eval_observe(Eval *eval, const EvalObserver *observer);
bool eval_is_observed(const Node *node);

// ---- profile by declaration (Declaration.index), when switched on: how often its body ran, and
// the nanoseconds in it, with and without those of what it asked for. What calls itself counts its
// whole time once a call.
typedef struct {
    uint64_t calls, own_ns, all_ns;
} EvalProfile;
void eval_profile(Eval *eval, bool on);
EvalProfile eval_profile_get(const Eval *eval, uint32_t declaration);

#endif
