// What can be null, as far as the program tells: a row an expression. `P` is a parameter, of which
// nothing is known; `x` is the argument of a function.

#include "cql/maybe_null.h"

#include "cql/check.h"

#include "test.h"

typedef struct {
    const char *expression;
    bool may;
} Row;

static bool may_be_null(const char *source, uint64_t known, Arena *arena, bool *may) {
    Err err = {0};
    DateTime now;
    datetime_parse(STR("2026-11-22T00:00:00Z"), 0, &now, &err);
    Checker *checker =
        checker_new(&(CheckOptions){.arena = arena, .terms = terms_new(arena), .now = now});
    Library *library;
    Program *program;
    if (!checker_add(checker, str_from(source), STR("Test.cql"), &library, &err) ||
        !checker_finish(checker, &program, &err))
        return CHECK_ROW(false, "%s: %s", source, err.message);
    *may = node_may_be_null(library->declarations[library->declaration_count - 1]->body, known);
    return true;
}

static void check_rows(const char *head, const Row *rows, size_t count, uint64_t known) {
    Arena *arena = arena_new();
    for (size_t i = 0; i < count; i++) {
        bool may = false;
        Str source = arena_printf(arena, "library T parameter P Integer %s%s%c", head,
                                  rows[i].expression, 0);
        if (may_be_null(source.data, known, arena, &may))
            CHECK_ROW(may == rows[i].may, "%s: %s", rows[i].expression, may ? "may" : "may not");
    }
    arena_free(arena);
}

TEST(maybe_null_of_expressions) {
    static const Row rows[] = {
        {"1", false},
        {"null as Integer", true},
        {"P", true},
        {"P > 6", true},
        {"5 > 6", false},
        {"P is null", false},
        {"not (P > 6)", true},
        {"P > 6 or 1 > 2", true},
        {"Count({P}) > 2", false},
        {"exists ({P})", false},
        {"P ~ 3", false},
        {"Coalesce(P, 3)", false},
        {"Coalesce(P, P + 1)", true},
        {"if P > 6 then 1 else 2", false},
        {"if P > 6 then 1 else P", true},
        {"case when P > 6 then 1 when P > 3 then 2 else null end", true},
        {"case when P > 6 then 1 else 2 end", false},
        {"case P when 6 then 1 else 2 end", false},
        {"Today() - 28 days", false},
        {"Max({1, 2})", true},
        {"P in Interval[1, 2]", true},
        {"Interval[1, 2] contains P", true},
        {"P in {1, 2}", false},  // CQL 1.5.3, List, In: a null is in a list or it is not
        {"{1, 2} contains P", false},
        {"year from Today()", false},
        {"month from Today()", true},
        {"Tuple { a: P }", false},
        {"({P, 1}) X where X > 0", false},
        {"({P, 1}) X aggregate R starting 0: X", true},
    };
    check_rows("define D: ", rows, sizeof rows / sizeof rows[0], 0);
}

TEST(maybe_null_knows_what_was_asked_before) {
    static const Row rows[] = {
        {"x > 6", true},
        {"x is not null and x > 6", false},
        {"x is null or x > 6", false},
        {"x is not null and y is not null and x > y", false},
        {"x is not null or x > 6", true},
        {"x is null and x > 6", true},
        {"if x is null then 0 else x", false},
        {"if x is not null then 0 else x", true},
        {"if x is null or y is null then 0 else x + y", false},
    };
    check_rows("define function f(x Integer, y Integer): ", rows, sizeof rows / sizeof rows[0], 0);
}

TEST(maybe_null_knows_its_arguments) {
    static const Row rows[] = {
        {"x > 6", false}, {"x > y", true}, {"if x is null then y else x", false}};
    check_rows("define function f(x Integer, y Integer): ", rows, sizeof rows / sizeof rows[0], 1);
    static const Row calls[] = {{"f(3)", false}, {"f(P)", true}, {"g(P)", false}};
    check_rows("define function f(x Integer): x > 6 "
               "define function g(x Integer): x is not null and x > 6 define D: ",
               calls, sizeof calls / sizeof calls[0], 0);
}
