#include "cql/hostile_bench.h"

#include "record/reader.h"
#include "test.h"

Bench bench_new(void) {
    return (Bench){.arena = arena_new()};
}

void bench_free(Bench *bench) {
    buf_free(&bench->text);
    arena_free(bench->arena);
}

static const Declaration *last_of(const Library *library) {
    return library->declarations[library->declaration_count - 1];
}

bool check_text(Bench *bench, Str text, Program **program, const Declaration **define, Err *err) {
    Checker *checker =
        checker_new(&(CheckOptions){.arena = bench->arena, .terms = terms_new(bench->arena)});
    Library *library = NULL;
    if (!str_starts(text, STR("library "))) {
        return checker_add_expression(checker, text, define, err) &&
               checker_finish(checker, program, err);
    }
    if (!checker_add(checker, text, STR("T.cql"), &library, err) ||
        !checker_finish(checker, program, err)) {
        return false;
    }
    *define = last_of(library);
    return true;
}

static Record *read_record(Bench *bench, const Program *program, const char *list) {
    Json json;
    Record *record = NULL;
    Err err = {0};
    bool ok = json_read(str_from(list), NULL, &json_limits, bench->arena, &json, &err) &&
              reader_from_json(&json, program->needs, terms_new(bench->arena), bench->arena,
                               &record, &err);
    CHECK_ROW(ok, "%s", err.message);
    return record;
}

Str come_to_within(Bench *bench, Str text, const char *list, EvalOptions options) {
    Program *program;
    const Declaration *define;
    Err err = {0};
    if (!check_text(bench, text, &program, &define, &err)) {
        return arena_printf(bench->arena, "check: %s", err.message);
    }
    Record *record = list == NULL ? NULL : read_record(bench, program, list);
    options.known_at_ms = INT64_MAX;
    datetime_parse(STR("2026-11-22T00:00:00Z"), 0, &options.now, &err);
    Eval *eval = eval_new(program, &options, NULL);
    eval_start(eval, record, bench->arena);
    Value value;
    Str result;
    for (size_t i = 0; i < program->declaration_count; i++) {
        Declaration *declaration = program->declarations[i];
        declaration->each = str_eq(declaration->name, STR("Each"));
        if (!declaration->is_function) eval_define(eval, declaration, STR_NONE, &value, &(Err){0});
    }
    buf_reset(&bench->text);
    if (eval_define(eval, define, STR_NONE, &value, &err)) {
        value_write_cql(&bench->text, value);
        result = arena_str(bench->arena, buf_str(&bench->text));
    } else {
        result = arena_printf(bench->arena, "run: %s", err.message);
    }
    eval_free(eval);
    return result;
}

Str come_to(Bench *bench, Str text, const char *list) {
    return come_to_within(bench, text, list, (EvalOptions){0});
}

void repeat(Buf *buf, const char *text, size_t count) {
    for (size_t i = 0; i < count; i++) buf_add(buf, str_from(text));
}
