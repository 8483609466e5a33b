// eval_fresh: what a value rests on, and what it is without some of it; only what asked for what is
// hidden runs again. eval_memo: what functions made of the same arguments.

#include "cql/check.h"
#include "cql/eval.h"
#include "record/reader.h"
#include "test.h"

typedef struct {
    Arena *arena;  // of the program and of the patient
    const Library *library;
    Eval *eval;
    Err err;
} Desk;

static const char records[] =
    "[{\"resourceType\":\"Patient\",\"id\":\"p\"},"
    "{\"resourceType\":\"Observation\",\"id\":\"a\",\"subject\":{\"reference\":\"Patient/p\"},"
    "\"valueInteger\":1},"
    "{\"resourceType\":\"Observation\",\"id\":\"b\",\"subject\":{\"reference\":\"Patient/p\"},"
    "\"valueInteger\":2},"
    "{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":\"Patient/p\"}}]";

static Desk *desk_new(const char *text) {
    Arena *arena = arena_new();
    Desk *desk = ARENA_NEW(arena, Desk);
    desk->arena = arena;
    Terms *terms = terms_new(arena);
    Checker *checker =
        checker_new(&(CheckOptions){.arena = arena, .terms = terms, .show_results = true});
    Library *library;
    Program *program;
    Json value;
    Record *record;
    CHECK(checker_add(checker, str_from(text), STR("T.cql"), &library, &desk->err));
    CHECK(checker_finish(checker, &program, &desk->err));
    CHECK(json_read(str_from(records), NULL, &json_limits, arena, &value, &desk->err));
    CHECK(reader_from_json(&value, program->needs, terms, arena, &record, &desk->err));
    desk->library = library;
    desk->eval =
        eval_new(program, &(EvalOptions){.known_at_ms = INT64_MAX, .track_inputs = true}, NULL);
    eval_start(desk->eval, record, arena);
    eval_profile(desk->eval, true);
    return desk;
}

static void desk_free(Desk *desk) {
    eval_free(desk->eval);
    arena_free(desk->arena);
}

static const Declaration *define_of(Desk *desk, const char *name) {
    return library_declaration(desk->library, str_from(name));
}

static int64_t calls_of(Desk *desk, const char *name) {
    return (int64_t)eval_profile_get(desk->eval, define_of(desk, name)->index).calls;
}

static Str words(Desk *desk, Value value) {
    Buf text = {0};
    value_write_cql(&text, value);
    Str kept = arena_str(desk->arena, buf_str(&text));
    buf_free(&text);
    return kept;
}

static Str value_of(Desk *desk, const char *name) {
    Value value = value_null();
    CHECK(eval_define(desk->eval, define_of(desk, name), STR_NONE, &value, &desk->err));
    return words(desk, value);
}

static bool hides_id(void *ctx, const Resource *resource, bool known) {
    (void)known;
    const Str *id = ctx;
    return str_eq(resource->id, *id);
}

static Str value_without(Desk *desk, const char *name, const char *id) {
    Value value = value_null();
    Str hidden = str_from(id);
    const EvalFresh fresh = {.hide = hides_id, .ctx = &hidden};
    eval_fresh_begin(desk->eval, &fresh);
    CHECK(eval_fresh_value(desk->eval, define_of(desk, name), STR_NONE, &value, &desk->err));
    eval_fresh_end(desk->eval);
    return words(desk, value);
}

// "b a": the ids that were handed out, in order.
static Str handed_out(Desk *desk, const char *name) {
    const ResourceSet *set = eval_handed_out(desk->eval, define_of(desk, name), STR_NONE);
    Buf text = {0};
    for (size_t i = 0; i < set->count; i++)
        buf_printf(&text, "%s%.*s", i > 0 ? " " : "", STR_ARG(set->items[i]->id));
    Str kept = arena_str(desk->arena, buf_str(&text));
    buf_free(&text);
    return kept;
}

#define HEAD                                                                             \
    "library T\nusing FHIR version '4.0.1'\ninclude FHIRHelpers version '4.0.1' called " \
    "FHIRHelpers\ncontext Patient\n"

TEST(fresh_runs_only_what_asked) {
    Desk *desk = desk_new(HEAD "define \"Values\": [Observation] O return all (O.value as "
                               "FHIR.integer).value\n"
                               "define \"Sum Of Them\": Sum(\"Values\")\n"
                               "define \"Ill\": exists [Condition]\n"
                               "define \"All\": Tuple { ill: \"Ill\", sum: \"Sum Of Them\" }\n");
    CHECK_STR(value_of(desk, "All"), "Tuple { ill: true, sum: 3 }");
    CHECK_STR(handed_out(desk, "All"), "c a b");
    CHECK_STR(handed_out(desk, "Sum Of Them"), "a b");
    CHECK_STR(value_without(desk, "All", "a"), "Tuple { ill: true, sum: 2 }");
    CHECK_INT(calls_of(desk, "Ill"), 1);
    CHECK_INT(calls_of(desk, "Values"), 2);
    CHECK_STR(value_without(desk, "All", "c"), "Tuple { ill: false, sum: 3 }");
    CHECK_INT(calls_of(desk, "Values"), 2);
    CHECK_INT(calls_of(desk, "Ill"), 2);
    // nothing of it is kept
    CHECK_STR(value_of(desk, "All"), "Tuple { ill: true, sum: 3 }");
    CHECK_STR(value_without(desk, "All", "nobody"), "Tuple { ill: true, sum: 3 }");
    CHECK_INT(calls_of(desk, "Values"), 2);
    desk_free(desk);
}

// A retrieve by codes that are computed is not kept: what asked it runs again, and its resources
// are known all the same.
TEST(fresh_of_a_changing_retrieve) {
    Desk *desk = desk_new(
        HEAD "define \"Codes\": { Code { code: 'x', system: 'urn:s' } }\n"
             "define \"By Code\": Count([Observation: \"Codes\"])\n"
             "define \"Both\": Tuple { coded: \"By Code\", some: Count([Observation]) }\n");
    CHECK_STR(value_of(desk, "Both"), "Tuple { coded: 0, some: 2 }");
    CHECK_STR(handed_out(desk, "Both"), "a b");
    CHECK_STR(value_without(desk, "Both", "b"), "Tuple { coded: 0, some: 1 }");
    CHECK_INT(calls_of(desk, "By Code"), 3);
    desk_free(desk);
}

// The same function of the same resource runs once, whoever asks; one that asks for resources each
// time.
TEST(memo_of_functions) {
    Desk *desk = desk_new(
        HEAD "define function number(o FHIR.Observation): (o.value as FHIR.integer).value\n"
             "define function ill(o FHIR.Observation): exists [Condition] and o is not null\n"
             "define \"One\": [Observation] O where number(O) > 1 return all number(O)\n"
             "define \"Two\": [Observation] O return all number(O)\n"
             "define \"Three\": [Observation] O return all ill(O)\n"
             "define \"Four\": [Observation] O return all ill(O)\n");
    CHECK_STR(value_of(desk, "One"), "{2}");
    CHECK_STR(value_of(desk, "Two"), "{1, 2}");
    CHECK_INT(calls_of(desk, "number"), 2);
    CHECK_STR(value_of(desk, "Three"), "{true, true}");
    CHECK_STR(value_of(desk, "Four"), "{true, true}");
    CHECK_INT(calls_of(desk, "ill"), 4);
    CHECK_STR(value_without(desk, "Three", "c"), "{false, false}");
    CHECK_STR(value_without(desk, "Two", "a"), "{2}");
    CHECK_INT(calls_of(desk, "number"), 2);
    desk_free(desk);
}
