// An observed program gives the values of one that is not, for every operator; what it tells of is
// what came of its conditions, with the operands that were looked at.

#include "cql/check.h"
#include "cql/eval.h"

#include "test.h"

typedef struct {
    Buf out;
    Arena *arena;
} Watch;

static void on_seen(void *ctx, const Node *node, const Value *operands, size_t count, Value value) {
    Watch *watch = ctx;
    Str text = {node->library->source.data + node->place.offset, node->place.length};
    buf_printf(&watch->out, "%.*s:", STR_ARG(text));
    for (size_t i = 0; i < count; i++) {
        buf_add_char(&watch->out, ' ');
        value_write_cql(&watch->out, operands[i]);
    }
    buf_add(&watch->out, STR(" -> "));
    value_write_cql(&watch->out, value);
    buf_add_char(&watch->out, '\n');
}

static void on_call(void *ctx, const Node *call) {
    Watch *watch = ctx;
    if (call == NULL) {
        buf_add(&watch->out, STR("back\n"));
    } else {
        buf_printf(&watch->out, "call %.*s\n", STR_ARG(call->as.declaration->name));
    }
}

// The last define of a library, or an expression, evaluated while it is observed.
static void evaluate(Watch *watch, Str text, Str input, bool observe, Buf *out) {
    Err err = {0};
    EvalOptions options = {.known_at_ms = INT64_MAX,
                           .overflow_error = str_eq(input, STR("overflow"))};
    arena_reset(watch->arena);
    buf_reset(&watch->out);
    if (!datetime_parse(input, 0, &options.now, &err))
        datetime_parse(STR("2026-11-22T12:30:15.250+00:00"), 0, &options.now, &err);
    err = (Err){0};
    Checker *checker = checker_new(&(CheckOptions){.arena = watch->arena,
                                                   .terms = terms_new(watch->arena),
                                                   .now = options.now,
                                                   .observed = true});
    const Declaration *define = NULL;
    Program *program;
    Library *library = NULL;
    bool read = str_starts(text, STR("library "))
                    ? checker_add(checker, text, STR("Test.cql"), &library, &err)
                    : checker_add_expression(checker, text, &define, &err);
    if (!read) {
        buf_add(out, STR("error parse"));
        return;
    }
    if (!checker_finish(checker, &program, &err)) {
        buf_add(out, STR("error check"));
        return;
    }
    if (define == NULL) define = library->declarations[library->declaration_count - 1];
    Eval *eval = eval_new(program, &options, NULL);
    EvalObserver observer = {.seen = on_seen, .call = on_call, .ctx = watch};
    Value value;
    eval_start(eval, NULL, watch->arena);
    if (observe) eval_observe(eval, &observer);
    if (eval_define(eval, define, STR_NONE, &value, &err)) {
        value_write_cql(out, value);
    } else {
        buf_add(out, STR("error run"));
    }
    eval_free(eval);
}

typedef struct {
    Watch watch;
    Buf out;
} Context;

static Str run(void *ctx, Str program, Str input) {
    Context *context = ctx;
    buf_reset(&context->out);
    evaluate(&context->watch, program, input, true, &context->out);
    return buf_str(&context->out);
}

TEST(eval_observed_operators_give_the_same_values) {
    Context context = {.watch = {.arena = arena_new()}};
    data_test_run_all("tests/cql/ops/*.test", run, &context);
    arena_free(context.watch.arena);
    buf_free(&context.watch.out);
    buf_free(&context.out);
}

static void tells(const char *text, bool observe, const char *wanted) {
    Watch watch = {.arena = arena_new()};
    Buf value = {0};
    evaluate(&watch, str_from(text), STR("-"), observe, &value);
    CHECK_STR(buf_str(&watch.out), wanted);
    buf_free(&value);
    buf_free(&watch.out);
    arena_free(watch.arena);
}

TEST(eval_observed_conditions_are_told_with_their_operands) {
    tells("1 < 2 and 3 = 4", true,
          "1 < 2: 1 2 -> true\n3 = 4: 3 4 -> false\n1 < 2 and 3 = 4: -> false\n");
    // what follows a false is not looked at
    tells("2 < 1 and 3 = 4", true, "2 < 1: 2 1 -> false\n2 < 1 and 3 = 4: -> false\n");
    // nor is the second operand of a comparison when the first is null
    tells("(null as Integer) < 2", true, "(null as Integer) < 2: null -> null\n");
    tells("if 5 in Interval[1, 5] then 'a' else 'b'", true,
          "5 in Interval[1, 5]: 5 Interval[1, 5] -> true\n");
}

TEST(eval_observed_calls_are_told_before_what_they_do) {
    tells(
        "library T define function over(n Integer, limit Integer): n > limit define X: over(7, 6)",
        true, "call over\nn > limit: 7 6 -> true\nback\nover(7, 6): -> true\n");
}

TEST(eval_observed_programs_tell_nothing_when_nobody_listens) {
    tells("1 < 2 and 3 = 4", false, "");
}
