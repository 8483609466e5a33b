// The operators by data: tests/cql/ops/*.test, one file a chapter of CQL's appendix B.
//
// program: an expression; input: "-", or "overflow" for --overflow error; expected: the value
// as a CQL literal, or "error" with the phase it came from.

#include "cql/check.h"
#include "cql/eval.h"

#include "base/buf.h"

#include "test.h"

typedef struct {
    Buf out;
} Context;

static void evaluate(Str expression, bool overflow_error, Buf *out) {
    Arena *arena = arena_new();
    Arena *values = arena_new();
    Err err = {0};
    EvalOptions options = {.known_at_ms = INT64_MAX, .overflow_error = overflow_error};
    datetime_parse(STR("2026-11-22T12:30:15.250+00:00"), 0, &options.now, &err);
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
        bool ok = eval_define(eval, define, (Str){0}, &value, &err);
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
    evaluate(program, str_eq(input, STR("overflow")), &context->out);
    return buf_str(&context->out);
}

static void run_file(const char *path) {
    Context context = {0};
    data_test_run(path, run, &context);
    buf_free(&context.out);
}

TEST(ops_data_arithmetic) {
    run_file("tests/cql/ops/arithmetic.test");
}
TEST(ops_data_comparison) {
    run_file("tests/cql/ops/comparison.test");
}
TEST(ops_data_string) {
    run_file("tests/cql/ops/string.test");
}
TEST(ops_data_datetime) {
    run_file("tests/cql/ops/datetime.test");
}
TEST(ops_data_interval) {
    run_file("tests/cql/ops/interval.test");
}
TEST(ops_data_list) {
    run_file("tests/cql/ops/list.test");
}
TEST(ops_data_aggregate) {
    run_file("tests/cql/ops/aggregate.test");
}
TEST(ops_data_type) {
    run_file("tests/cql/ops/type.test");
}
TEST(ops_data_logical) {
    run_file("tests/cql/ops/logical.test");
}
