// Any text as a CQL library, over one small record: it is refused with a place, or each of its
// defines has a value or an error.
//
// Properties: nothing crashes or runs on; a define that fails leaves the others as they are:
// evaluated in the other order, by another evaluator, with all of the record and not only what the
// library looks at, every define gives the same bytes.

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "cql/eval.h"
#include "everything.h"
#include "included.h"
#include "record/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SOURCE = 6000, MAX_MEMORY = 64 << 20, MAX_STEPS = 20000, MAX_DEFINES = 64 };

#define SUBJECT "\"subject\":{\"reference\":\"Patient/p\"}"
static const char record_text[] =
    "[{\"resourceType\":\"Patient\",\"id\":\"p\",\"gender\":\"female\",\"birthDate\":\"1999-12\","
    "\"name\":[{\"family\":\"Orrell\",\"given\":[\"Ann\",\"B\"]}],\"deceasedBoolean\":false},"
    "{\"resourceType\":\"Condition\",\"id\":\"c\"," SUBJECT ",\"code\":{\"coding\":[{\"system\":"
    "\"http://snomed.info/sct\",\"code\":\"254837009\",\"display\":\"x\"}]},\"onsetDateTime\":"
    "\"2020-03\",\"abatementAge\":{\"value\":21,\"unit\":\"a\"}},"
    "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\"," SUBJECT
    ",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"29463-7\"}]},"
    "\"effectiveDateTime\":\"2021-01-02T10:30:00+01:00\",\"valueQuantity\":{\"value\":61.50,"
    "\"unit\":\"kg\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}},"
    "{\"resourceType\":\"Observation\",\"id\":\"o2\",\"status\":\"final\"," SUBJECT
    ",\"code\":{\"text\":\"y\"},\"effectivePeriod\":{\"start\":\"2021\"},\"valueString\":\"z\"},"
    "{\"resourceType\":\"Encounter\",\"id\":\"e\",\"status\":\"finished\",\"class\":{\"code\":"
    "\"AMB\"}," SUBJECT ",\"period\":{\"start\":\"2021-01-02\",\"end\":\"2021-01-03T00:00:00Z\"}}]";
static void must(bool holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

typedef struct {
    Arena *arena;
    Terms *terms;
    DateTime now;
    const Program *program;
    const Library *library;
} World;

static Record *make_record(const World *world, const RecordNeeds *needs, Arena *arena) {
    Json json;
    Err err = {0};
    Record *record = NULL;
    must(json_read((Str){record_text, sizeof record_text - 1}, NULL, &json_limits, arena, &json,
                   &err) &&
             reader_from_json(&json, needs, world->terms, arena, &record, &err),
         "the record reads");
    return record;
}

static void write_one(Eval *eval, const Declaration *define, Buf *out) {
    Value value;
    Err err = {0};
    if (eval_define(eval, define, STR_NONE, &value, &err)) {
        value_write_json(out, value);
        buf_add_char(out, ' ');
        value_write_cql(out, value);
    } else {
        must(err.code == ERR_RUN && err.message[0] != '\0', "an error says something");
        buf_printf(out, "%d:%d %s", err.line, err.column, err.message);
    }
}

static void evaluate(const World *world, const RecordNeeds *needs, bool backwards, Buf *outs) {
    EvalOptions options = {.now = world->now,
                           .known_at_ms = INT64_MAX,
                           .track_inputs = backwards,
                           .max_memory = MAX_MEMORY,
                           .max_steps = MAX_STEPS};
    Arena *arena = arena_new();
    Eval *eval = eval_new(world->program, &options, NULL);
    eval_start(eval, make_record(world, needs, arena), arena);
    size_t count = world->library->declaration_count;
    for (size_t i = 0; i < count; i++) {
        size_t at = backwards ? count - 1 - i : i;
        const Declaration *define = world->library->declarations[at];
        if (at < MAX_DEFINES && !define->is_function) write_one(eval, define, &outs[at]);
    }
    eval_free(eval);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > MAX_SOURCE) return 0;
    World world = {.arena = arena_new()};
    Err err = {0};
    world.terms = terms_new(world.arena);
    datetime_parse(STR("2026-11-22T10:30:00Z"), 0, &world.now, &err);
    included_sets(world.terms, (Str){(const char *)data, size}, world.arena);
    Diagnostics *list = diagnostics_new(world.arena);
    Checker *checker = checker_new(&(CheckOptions){.arena = world.arena,
                                                   .terms = world.terms,
                                                   .find = included_find,
                                                   .now = world.now,
                                                   .show_results = true,
                                                   .diagnostics = list,
                                                   .warn = WARN_ALL});
    Library *library;
    Program *program;
    if (checker_add(checker, (Str){(const char *)data, size}, STR("Fuzz.cql"), &library, &err) &&
        checker_finish(checker, &program, &err)) {
        Buf first[MAX_DEFINES] = {{0}};
        Buf second[MAX_DEFINES] = {{0}};
        world.library = library;
        world.program = program;
        evaluate(&world, program->needs, false, first);
        evaluate(&world, everything(), true, second);
        for (size_t i = 0; i < MAX_DEFINES; i++) {
            must(str_eq(buf_str(&first[i]), buf_str(&second[i])),
                 "the same in any order, from all of the record");
            buf_free(&first[i]);
            buf_free(&second[i]);
        }
    } else {
        must(err.code != ERR_NONE && err.message[0] != '\0', "a refusal says something");
        must(err.code == ERR_LIMIT || err.line >= 1, "a refusal has a place");
        must(list->errors > 0, "it is in the list");
    }
    Buf shown = {0};
    diagnostics_write(&shown, list);
    buf_free(&shown);
    arena_free(world.arena);
    return 0;
}
