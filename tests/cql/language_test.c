// The language as a whole: checker and evaluator, by data. Each block of tests/cql/language/*.test
// is an expression (or, when it begins with `library` or `define`, a library on one line whose last
// define counts), a record (a JSON list of resources, or "-" for none), and the value as a CQL
// literal, or the error as line:column: message.

#include "cql/check.h"
#include "cql/eval.h"
#include "cql/parse.h"
#include "record/reader.h"
#include "test.h"

typedef struct {
    Arena *arena;
    Terms *terms;
} Bench;

static const char value_set[] =
    "{\"resourceType\":\"ValueSet\",\"url\":\"http://example.org/vs/"
    "cancer\",\"compose\":{\"include\":[{\"system\":\"http://snomed.info/sct\","
    "\"concept\":[{\"code\":\"254837009\"},{\"code\":\"363406005\"}]}]}}";

static Str error_text(Arena *arena, const Err *err) {
    if (err->line == 0) return arena_printf(arena, "error: %s", err->message);
    return arena_printf(arena, "error: %d:%d: %s", err->line, err->column, err->message);
}

static bool check_program(Bench *bench, Str text, Program **program, const Declaration **define,
                          Err *err) {
    DateTime now;
    datetime_parse(STR("2026-11-22T00:00:00Z"), 0, &now, err);
    Checker *checker = checker_new(&(CheckOptions){
        .arena = bench->arena, .terms = bench->terms, .now = now, .show_results = true});
    static const char *const heads[] = {"library ", "using ",    "parameter ",
                                        "define ",  "valueset ", "codesystem "};
    bool library = false;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        library = library || str_starts(text, str_from(heads[i]));
    if (!library)
        return checker_add_expression(checker, text, define, err) &&
               checker_finish(checker, program, err);
    Library *added;
    if (!checker_add(checker, text, STR("Test.cql"), &added, err) ||
        !checker_finish(checker, program, err))
        return false;
    *define = added->declarations[added->declaration_count - 1];
    return true;
}

static bool read_record(Bench *bench, const Program *program, Str input, Record **record,
                        Err *err) {
    *record = NULL;
    if (str_eq(input, STR("-"))) return true;
    Json json;
    if (!json_read(input, NULL, &json_limits, bench->arena, &json, err)) return false;
    return reader_from_json(&json, program->needs, bench->terms, bench->arena, record, err);
}

static Str evaluate(void *context, Str text, Str input) {
    Bench *bench = context;
    arena_reset(bench->arena);
    bench->terms = terms_new(bench->arena);
    Json set;
    Err err = {0};
    Program *program;
    const Declaration *define;
    Record *record;
    Str source = arena_str(bench->arena, text);
    if (!json_read((Str){value_set, sizeof value_set - 1}, NULL, &json_limits, bench->arena, &set,
                   &err) ||
        !terms_load(bench->terms, &set, STR("test"), &err) ||
        !check_program(bench, source, &program, &define, &err) ||
        !read_record(bench, program, arena_str(bench->arena, input), &record, &err)) {
        return error_text(bench->arena, &err);
    }
    EvalOptions options = {.known_at_ms = INT64_MAX};
    datetime_parse(STR("2026-11-22T00:00:00Z"), 0, &options.now, &err);
    Eval *eval = eval_new(program, &options, NULL);
    eval_start(eval, record, bench->arena);
    Value value;
    Buf out = {0};
    Str result;
    if (eval_define(eval, define, STR_NONE, &value, &err)) {
        value_write_cql(&out, value);
        result = arena_str(bench->arena, buf_str(&out));
    } else {
        result = error_text(bench->arena, &err);
    }
    buf_free(&out);
    eval_free(eval);
    return result;
}

TEST(language_data) {
    Bench bench = {.arena = arena_new()};
    data_test_run_all("tests/cql/language/*.test", evaluate, &bench);
    arena_free(bench.arena);
}
