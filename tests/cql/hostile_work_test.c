// Work that is no row of a query: what operators do with long lists and texts, and with values that
// are small to keep and endless to walk. It counts as steps, and the error names the define.

#include "cql/hostile_bench.h"
#include "test.h"

static void doubled_defines(Buf *text, char name, const char *first, const char *format) {
    enum { TIMES = 60 };
    buf_printf(text, "define %c0: %s\n", name, first);
    for (int i = 1; i <= TIMES; i++) {
        buf_printf(text, "define %c%d: ", name, i);
        for (const char *at = format; *at != '\0'; at++) {
            if (*at == '%') {
                buf_printf(text, "%c%d", name, i - 1);
            } else {
                buf_add_char(text, *at);
            }
        }
        buf_add_char(text, '\n');
    }
}

static const EvalOptions few_steps = {.max_steps = 100000};
#define TOO_MANY_STEPS "run: E needs more than 100000 steps"

// Sixty lists, each twice in the next one: small to keep, never walked to the end.
TEST(hostile_cql_values_that_double_are_not_walked_for_ever) {
    static const char *const steps[] = {"{ %, % }", "Tuple { a: % as Any, b: % as Any }",
                                        "{ % as Any, Tuple { a: % as Any } as Any }"};
    static const char *const ends[] = {"D60 = F60",
                                       "D60 ~ F60",
                                       "distinct { D60, F60 }",
                                       "{ D60 } union { F60 }",
                                       "{ D60 } intersect { F60 }",
                                       "F60 in { D60 }",
                                       "IndexOf({ D60 }, F60)",
                                       "{ D60 } includes { F60 }",
                                       "Mode({ D60, F60 })",
                                       "({ 1, 2 }) X return if X = 1 then D60 else F60",
                                       "Descendants({ D60 })"};
    Bench bench = bench_new();
    Buf text = {0};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        for (size_t k = 0; k < sizeof ends / sizeof ends[0]; k++) {
            buf_reset(&text);
            buf_add(&text, STR("library T\n"));
            doubled_defines(&text, 'D', "{ 1 }", steps[i]);
            doubled_defines(&text, 'F', "{ 1 }", steps[i]);
            buf_printf(&text, "define E: %s\n", ends[k]);
            Str got = come_to_within(&bench, buf_str(&text), NULL, few_steps);
            CHECK_ROW(str_eq(got, STR(TOO_MANY_STEPS)), "%s, %s: %.*s", steps[i], ends[k],
                      SHORT(got));
        }
    }
    buf_free(&text);
    bench_free(&bench);
}

TEST(hostile_cql_lists_that_double_are_not_asked_what_they_are_for_ever) {
    Bench bench = bench_new();
    Buf text = {0};
    buf_add(&text, STR("library T\n"));
    doubled_defines(&text, 'D', "{ 1 }", "{ %, % }");
    buf_add(&text, STR("define E: (D60 as Any) as "));
    repeat(&text, "List<", 61);
    buf_add(&text, STR("Integer"));
    repeat(&text, ">", 61);
    CHECK_STR(come_to_within(&bench, buf_str(&text), NULL, few_steps), TOO_MANY_STEPS);
    buf_reset(&text);
    buf_add(&text, STR("library T\n"));
    doubled_defines(&text, 'D', "{ }", "{ %, % }");
    buf_add(&text, STR("define E: Children(D60)"));
    CHECK_STR(come_to_within(&bench, buf_str(&text), NULL, few_steps), TOO_MANY_STEPS);
    buf_free(&text);
    bench_free(&bench);
}

#define THOUSANDS                                                                             \
    "library T define A: {0,1,2,3,4,5,6,7,8,9} define K: from A a, A b, A c, A d return all " \
    "a + 10 * b + 100 * c + 1000 * d "
// S12: 32 KB; X and Y are as long, and differ in the last byte.
static const char long_texts[] =
    "define S0: 'aaaaaaaa' define S1: S0 + S0 define S2: S1 + S1 define S3: S2 + S2 "
    "define S4: S3 + S3 define S5: S4 + S4 define S6: S5 + S5 define S7: S6 + S6 "
    "define S8: S7 + S7 define S9: S8 + S8 define S10: S9 + S9 define S11: S10 + S10 "
    "define S12: S11 + S11 define X: S12 + 'x' define Y: S12 + 'y' ";

TEST(hostile_cql_work_on_long_lists_and_texts_counts_as_steps) {
    static const char *const ends[] = {
        "K k where Count(K) = 0",
        "K k where -1 in K",
        "K includes K",
        "K k where IndexOf(K, -1) = 0",
        "K k where Count(K union K) = 0",
        "K k where Count(flatten { K, K }) = 0",
        "K k where Median(K k return all 1.0 * k) = 0.5",
        "Mode((K) k return all Tuple { a: k })",
        "Count(expand { Interval[0, 1000000] } per 1)",
        "K k where Count(collapse ((K) k return all Interval[2 * k, 2 * k])) = 0",
        "Count(Children((K) k return all Tuple { a: K }))",
        "Concept { codes: (K) k return all Code { code: ToString(k), system: 'x' } } ~ "
        "Concept { codes: (K) k return all Code { code: ToString(k), system: 'y' } }",
        "K k where Ln(2.5) = 0.0",
        "K k where Power(1.00000001, 2147483647.0) = 0.0",
        "K k where X = Y",
        "K k where X ~ Y",
        "K k where X < Y",
        "((K) k return all X) contains Y",
        "Count(distinct ((K) k return all X))",
        "First(((K) k return all if k mod 2 = 0 then X else Y) t sort asc)",
        "Max((K) k return all if k mod 2 = 0 then X else Y)",
        "K k where Upper(X) = X",
        "K k where Length(X) = 0",
        "K k where Substring(X, 32768) = 'y'",
        "K k where Count(Split(X, 'a')) = 0",
        "K k where LastPositionOf('b', X) = 0",
        "K k where Matches('femur', '((a{1,50}){1,50})x')",
        "Matches(X, 'a*c|a*d')",
        "Matches(X, '(aa?){1,14}(b|c)')",
        "ReplaceMatches(X, 'a*c|a*d', 'z')",
        "SplitOnMatches(X, 'a*c|a*d')",
    };
    Bench bench = bench_new();
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        Str text = arena_printf(bench.arena, THOUSANDS "%s define E: %s", long_texts, ends[i]);
        Str got = come_to_within(&bench, text, NULL, few_steps);
        CHECK_ROW(str_eq(got, STR(TOO_MANY_STEPS)), "%s: %.*s", ends[i], SHORT(got));
    }
    bench_free(&bench);
}

// What took time with the square of the text does not.
TEST(hostile_cql_long_texts_take_time_with_their_length) {
    static const Row rows[] = {
        {"Count(SplitOnMatches(S17, 'a'))", "1048577"},
        {"LastPositionOf('b' + S16, S17)", "-1"},
        {"LastPositionOf(S16, 'x' + S17 + 'b')", "524289"},
        {"ReplaceMatches(S17, 'a', S16)", "run: a string longer than 16777216 bytes"},
        {"Length(ReplaceMatches(S17, 'a', S1))", "16777216"},
    };
    Bench bench = bench_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str text = arena_printf(
            bench.arena,
            "library T %s define S13: S12 + S12 define S14: S13 + S13 define S15: S14 + S14 "
            "define S16: S15 + S15 define S17: S16 + S16 define E: %s",
            long_texts, rows[i].expression);
        Str got = come_to(&bench, text, NULL);
        CHECK_ROW(str_eq(got, str_from(rows[i].want)), "%s: %.*s", rows[i].expression, SHORT(got));
    }
    bench_free(&bench);
}

// One define of many operators, each of which takes memory.
TEST(hostile_cql_an_expression_that_has_failed_takes_no_more_memory) {
    enum { TIMES = 300, MEMORY = 4 << 20 };
    static const char *const parts[] = {"Length(S12 + 'x') + ",
                                        "Count(expand Interval[1, 10000] per 1) + "};
    Buf text = {0};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        Bench bench = bench_new();
        buf_reset(&text);
        buf_printf(&text, "library T %s define E: ", long_texts);
        repeat(&text, parts[i], TIMES);
        buf_add(&text, STR("0"));
        Err err = {0};
        Program *program;
        const Declaration *define;
        CHECK(check_text(&bench, buf_str(&text), &program, &define, &err));
        size_t before = arena_used(bench.arena);
        Str got = come_to_within(&bench, buf_str(&text), NULL,
                                 (EvalOptions){.max_memory = 2 * before + MEMORY});
        CHECK_STR(got, "run: E needs more memory than is allowed for one patient");
        CHECK(arena_used(bench.arena) < 2 * before + 2 * MEMORY);
        bench_free(&bench);
    }
    buf_free(&text);
}
