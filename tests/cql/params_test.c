#include "cql/params.h"

#include "cql/check.h"
#include "test.h"

static const char library_text[] =
    "library P version '1'\n"
    "parameter \"Moment\" DateTime\n"
    "parameter \"Moments\" Interval<DateTime>\n"
    "parameter \"Number\" Decimal\n"
    "parameter \"Count\" Integer default 7\n"
    "parameter \"Numbers\" List<Integer>\n"
    "define All: Tuple { moment: \"Moment\", moments: \"Moments\", number: \"Number\" + 1,\n"
    "  count: \"Count\", numbers: \"Numbers\" }\n";

// What the library makes of the parameters, or the error.
static Str result(Arena *arena, const char *text) {
    Err err = {0};
    DateTime now;
    datetime_parse(STR("2026-11-22T10:30:00+01:00"), 0, &now, &err);
    Checker *checker =
        checker_new(&(CheckOptions){.arena = arena, .terms = terms_new(arena), .now = now});
    Library *library;
    Program *program = NULL;
    CHECK(checker_add(checker, str_from(library_text), STR("P.cql"), &library, &err));
    CHECK(checker_finish(checker, &program, &err));
    EvalParameter *parameters = NULL;
    ParamsOf of = {program, library, now, arena};
    if (!params_take(str_from(text), STR("p.json"), &of, &parameters, &err)) {
        return arena_printf(arena, "%s: %s", err.source, err.message);
    }
    Eval *eval = eval_new(program, &(EvalOptions){.now = now}, parameters);
    eval_start(eval, NULL, arena);
    Value value = value_null();
    CHECK(eval_define(eval, library_declaration(library, STR("All")), STR_NONE, &value, &err));
    Buf out = {0};
    value_write_cql(&out, value);
    Str written = arena_str(arena, buf_str(&out));
    buf_free(&out);
    eval_free(eval);
    return written;
}

TEST(params_have_the_declared_type) {
    static const struct {
        const char *text, *result;
    } rows[] = {
        {"{}", "Tuple { count: 7, moment: null, moments: null, number: null, numbers: null }"},
        {"{\"Moment\":{\"type\":\"DateTime\",\"value\":\"2020-02\"},"
         "\"Moments\":{\"type\":\"Interval<DateTime>\",\"low\":\"2020\",\"highClosed\":false},"
         "\"Number\":{\"type\":\"Decimal\",\"value\":3},\"Count\":{\"type\":\"Integer\"}}",
         "Tuple { count: null, moment: @2020-02T, moments: Interval[@2020T, null), number: 4.0, "
         "numbers: null }"},
        // The program was checked for the declared type: another one would be read as that.
        {"{\"Moment\":{\"type\":\"String\",\"value\":\"x\"}}",
         "p.json: parameter 'Moment': the library declares it as DateTime, not as 'String'"},
        {"{\"Moments\":{\"type\":\"Boolean\",\"value\":true}}",
         "p.json: parameter 'Moments': the library declares it as Interval<DateTime>, not as "
         "'Boolean'"},
        {"{\"Number\":{\"type\":\"Integer\",\"value\":3}}",
         "p.json: parameter 'Number': the library declares it as Decimal, not as 'Integer'"},
        {"{\"Numbers\":{\"type\":\"List<Integer>\",\"value\":[3]}}",
         "p.json: parameter 'Numbers': type 'List<Integer>' does not go with this value"},
        {"{\"Moments\":{\"type\":\"Interval<DateTime>\",\"low\":\"2021\",\"high\":\"2020\"}}",
         "p.json: parameter 'Moments': its low end is greater than its high end"},
        {"{\"Moment\":3}",
         "p.json: parameter 'Moment': it has no \"type\"; write \"type\": \"DateTime\""},
        {"{\"Other\":{\"type\":\"Integer\",\"value\":3}}",
         "p.json: the library has no parameter 'Other'"},
        {"[]", "p.json: parameters are an object: {\"Name\":{\"type\":..,\"value\":..}}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Str got = result(arena, rows[i].text);
        CHECK_ROW(str_eq(got, str_from(rows[i].result)), "%s\n  got  %.*s\n  want %s", rows[i].text,
                  STR_ARG(got), rows[i].result);
        arena_free(arena);
    }
}
