// eval: what stops an evaluation that explodes, and what it says.

#include "cql/eval.h"

#include "cql/check.h"
#include "test.h"

typedef struct {
    Arena *arena;   // of the program
    Arena *values;  // of the patient
    Library *library;
    Eval *eval;
    Err err;
} Desk;

static Desk *desk_new(const char *text, const EvalOptions *options) {
    Arena *arena = arena_new();
    Desk *desk = ARENA_NEW(arena, Desk);
    *desk = (Desk){.arena = arena, .values = arena_new()};
    Checker *checker = checker_new(&(CheckOptions){.arena = arena, .terms = terms_new(arena)});
    Program *program;
    CHECK(checker_add(checker, str_from(text), STR("T.cql"), &desk->library, &desk->err));
    CHECK(checker_finish(checker, &program, &desk->err));
    desk->eval = eval_new(program, options, NULL);
    eval_start(desk->eval, NULL, desk->values);
    return desk;
}

static void desk_free(Desk *desk) {
    eval_free(desk->eval);
    arena_free(desk->values);
    arena_free(desk->arena);
}

// The value of a define, or the message of its error.
static Str outcome(Desk *desk, const char *name) {
    const Declaration *define = library_declaration(desk->library, str_from(name));
    Value value;
    Buf text = {0};
    CHECK(define != NULL);
    if (!eval_define(desk->eval, define, STR_NONE, &value, &desk->err)) {
        return str_from(desk->err.message);
    }
    value_write_cql(&text, value);
    Str kept = arena_str(desk->arena, buf_str(&text));
    buf_free(&text);
    return kept;
}

static const char exploding[] =
    "library T\n"
    "define Ten: { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }\n"
    "define Many: from Ten A, Ten B, Ten C, Ten D return all Tuple { a: A, b: B, c: C, d: D }\n"
    "define \"How Many\": Count(Many)\n"
    "define Pairs: from Ten A, Ten B return all A + B\n"
    "define Small: 1\n";

TEST(eval_memory_stops_and_names_the_define) {
    Desk *desk = desk_new(exploding, &(EvalOptions){.max_memory = 200000});
    const char *message = "Many needs more memory than is allowed for one patient";
    CHECK_STR(outcome(desk, "How Many"), message);
    CHECK(arena_used(desk->values) < 400000);
    CHECK_STR(outcome(desk, "Small"), message);  // there is nothing left, and Many took it
    arena_reset(desk->values);
    eval_start(desk->eval, NULL, desk->values);  // the next patient
    CHECK_STR(outcome(desk, "Small"), "1");
    CHECK(!str_eq(outcome(desk, "Pairs"), str_from(message)));
    desk_free(desk);
}

TEST(eval_steps_stop_and_name_the_define) {
    Desk *desk = desk_new(exploding, &(EvalOptions){.max_steps = 1000});
    CHECK_STR(outcome(desk, "How Many"), "Many needs more than 1000 steps");
    CHECK_STR(outcome(desk, "Small"), "1");
    CHECK(!str_starts(outcome(desk, "Pairs"), STR("Pairs needs")));
    desk_free(desk);
}

TEST(eval_an_error_stays_with_its_define) {
    Desk *desk = desk_new("library T\n"
                          "define Days: { 1, 2 }\n"
                          "define Bad: Interval[predecessor of Date(2012, 3, 42), First(Days D\n"
                          "  return all Date(2012, 3, D))]\n"
                          "define Good: Sum(Days)\n"
                          "define Worse: ToString(start of Bad)\n",
                          &(EvalOptions){0});
    const char *message = "Date: not on the calendar (years are 1 to 9999)";
    CHECK_STR(outcome(desk, "Bad"), message);
    CHECK_STR(outcome(desk, "Good"), "3");
    CHECK_STR(outcome(desk, "Worse"), message);
    desk_free(desk);
}
