// The operators by data: tests/cql/ops/*.test. Those that begin with "# CQL 1.5.3 appendix B"
// follow that chapter: `# == Chapter: Section`, then a comment a statement, with its blocks behind
// it; tests/cql/sections says how many statements each section has, and counts them.
//
// program: an expression; input: "-", "overflow" for --overflow error, or the instant of
// evaluation; expected: the value as a CQL literal, or "error" with the phase it came from.

#include "cql/check.h"
#include "cql/eval.h"

#include "base/buf.h"

#include "test.h"

typedef struct {
    Buf out;
} Context;

static void evaluate(Str expression, Str input, Buf *out) {
    Arena *arena = arena_new();
    Arena *values = arena_new();
    Err err = {0};
    EvalOptions options = {.known_at_ms = INT64_MAX,
                           .overflow_error = str_eq(input, STR("overflow"))};
    if (!datetime_parse(input, 0, &options.now, &err))
        datetime_parse(STR("2026-11-22T12:30:15.250+00:00"), 0, &options.now, &err);
    err = (Err){0};
    Checker *checker =
        checker_new(&(CheckOptions){.arena = arena, .terms = terms_new(arena), .now = options.now});
    const Declaration *define;
    Program *program;
    if (!checker_add_expression(checker, expression, &define, &err)) {
        buf_add(out, STR("error parse"));
    } else if (!checker_finish(checker, &program, &err)) {
        buf_add(out, STR("error check"));
    } else {
        Eval *eval = eval_new(program, &options, NULL);
        eval_start(eval, NULL, values);
        Value value;
        bool ok = eval_define(eval, define, STR_NONE, &value, &err);
        if (ok) {
            value_write_cql(out, value);
        } else {
            buf_add(out, STR("error run"));
        }
        eval_free(eval);
    }
    arena_free(values);
    arena_free(arena);
}

static Str run(void *ctx, Str program, Str input) {
    Context *context = ctx;
    buf_reset(&context->out);
    evaluate(program, input, &context->out);
    return buf_str(&context->out);
}

TEST(ops_data) {
    Context context = {0};
    data_test_run_all("tests/cql/ops/*.test", run, &context);
    buf_free(&context.out);
}
