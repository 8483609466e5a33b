// reason: the minimal reasons of each form of the language, down to the datum.

#include "finding/review.h"

#include "finding_fixture.h"

#define BOOLEAN(name, id)                                        \
    "/*\n@input: " id "\n@ask: " name "?\n*/\ndefine \"Is " name \
    "\": Last([Observation: code ~ \"" name "\"] O return all (O.value as FHIR.boolean).value)\n"
#define NUMBER                                                                                \
    "/*\n@input: size\n@ask: Size?\n@answers: Sizes\n*/\ndefine \"Size\": Last([Observation]" \
    " O return all (O.value as FHIR.integer).value)\ndefine \"Sizes\": { 1, 9 }\n"
#define FINDING(logic) "/*\n@finding: f\n@tier: yes red\n*/\ndefine \"F\": " logic "\n"
#define YES1 SAYS("1", "one", "true")
#define YES2 SAYS("2", "two", "true")
#define YES3 SAYS("3", "three", "true")
#define NO1 SAYS("1", "one", "false")
#define NO2 SAYS("2", "two", "false")
#define SIZE(id, number) ANSWER(id, "one", "2026-05-0" id, "\"valueInteger\":" number)

static void write_tree(Arena *arena, Buf *out, const Reason *reason) {
    Str name = reason->input != NULL ? reason->input->id : reason->text;
    buf_printf(out, "%.*s=%.*s", STR_ARG(name), STR_ARG(step_words(arena, reason->value)));
    if (reason->repeated) buf_add(out, STR(" again"));
    for (size_t i = 0; i < reason->evidence_count; i++) {
        const Evidence *evidence = &reason->evidence[i];
        Str at = evidence->resource.len > 0 ? evidence->resource : evidence->shown;
        buf_printf(out, " @%.*s", STR_ARG(at));
    }
    if (reason->note.len > 0) buf_printf(out, " (%.*s)", STR_ARG(reason->note));
    if (reason->kid_count == 0) return;
    buf_add(out, STR(" {"));
    for (size_t i = 0; i < reason->kid_count; i++) {
        if (i > 0) buf_add(out, STR("; "));
        write_tree(arena, out, reason->kids[i]);
    }
    buf_add(out, STR("}"));
}

typedef struct {
    const char *logic, *record, *reason;
} Row;

static void check_rows(const char *before, const Row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new();
        Str text = arena_printf(arena, "%s" FINDING("%s") "%c", before, rows[i].logic, 0);
        Clinic *clinic = clinic_of(text.data);
        clinic_review(clinic, rows[i].record);
        Buf tree = {0};
        const Finding *finding = clinic_find(clinic, "f");
        if (finding->reason != NULL) write_tree(clinic->patient, &tree, finding->reason);
        CHECK_ROW(str_eq(buf_str(&tree), str_from(rows[i].reason)),
                  "%s:\n    got  %.*s\n    want %s", rows[i].logic, (int)tree.len, tree.data,
                  rows[i].reason);
        buf_free(&tree);
        clinic_free(clinic);
        arena_free(arena);
    }
}
#define CHECK_ROWS(before, rows) check_rows(before, rows, sizeof rows / sizeof rows[0])

TEST(reason_of_logic) {
    static const Row rows[] = {
        // one part makes it false: only that one, the first
        {"\"Is One\" and \"Is Two\"", NO1 "," NO2, "F=no {one=no @Observation/1}"},
        {"\"Is One\" and \"Is Two\"", YES1 "," NO2, "F=no {two=no @Observation/2}"},
        {"\"Is One\" and \"Is Two\"", YES1 "," YES2,
         "F=yes {one=yes @Observation/1; two=yes @Observation/2}"},
        {"\"Is One\" and \"Is Two\"", YES1, "F=not known {two=not known}"},
        {"\"Is One\" or \"Is Two\"", YES1 "," YES2, "F=yes {one=yes @Observation/1}"},
        {"\"Is One\" or \"Is Two\"", NO1 "," NO2,
         "F=no {one=no @Observation/1; two=no @Observation/2}"},
        {"not (\"Is One\" or \"Is Two\")", NO1 "," YES2, "F=no {two=yes @Observation/2}"},
        {"\"Is One\" implies \"Is Two\"", NO1, "F=yes {one=no @Observation/1}"},
        {"\"Is One\" implies \"Is Two\"", YES1 "," YES2, "F=yes {two=yes @Observation/2}"},
        {"\"Is One\" implies \"Is Two\"", YES1 "," NO2,
         "F=no {one=yes @Observation/1; two=no @Observation/2}"},
        {"\"Is One\" implies \"Is Two\"", YES1, "F=not known {two=not known}"},
        {"\"Is One\" xor \"Is Two\"", YES1 "," NO2,
         "F=yes {one=yes @Observation/1; two=no @Observation/2}"},
    };
    CHECK_ROWS(BOOLEAN("One", "one") BOOLEAN("Two", "two"), rows);
}

TEST(reason_of_choices) {
    static const Row rows[] = {
        {"if \"Is One\" then \"Is Two\" else \"Is Three\"", YES1 "," YES2 "," YES3,
         "F=yes {one=yes @Observation/1; two=yes @Observation/2}"},
        {"if \"Is One\" then \"Is Two\" else \"Is Three\"", NO1 "," YES3,
         "F=yes {one=no @Observation/1; three=yes @Observation/3}"},
        {"case when \"Is One\" then \"Is Two\" when \"Is Two\" then true else false end",
         NO1 "," YES2, "F=yes {two=yes @Observation/2}"},
        {"Coalesce(\"Is One\", \"Is Two\", \"Is Three\")", YES2 "," YES3,
         "F=yes {two=yes @Observation/2}"},
        {"\"Is One\" is not null", YES1, "F=yes {one=yes @Observation/1}"},
        {"\"Is One\" is true", "", "F=no {one=not known}"},
    };
    CHECK_ROWS(BOOLEAN("One", "one") BOOLEAN("Two", "two") BOOLEAN("Three", "three"), rows);
}

TEST(reason_of_comparisons) {
    static const Row rows[] = {
        {"\"Size\" > 5", SIZE("1", "7"), "F=yes {\"Size\" > 5=yes {size=7 @Observation/1}}"},
        {"\"Size\" > 5", "", "F=not known {\"Size\" > 5=not known {size=not known}}"},
        {"\"Size\" > \"Limit\"", SIZE("1", "3"), "F=no {size=3 @Observation/1; Limit=4 {2 + 2=4}}"},
        {"\"Size\" in Interval[\"Limit\", 9]", SIZE("1", "7"),
         "F=yes {size=7 @Observation/1; Interval[\"Limit\", 9]=4 to 9 {Limit=4 {2 + 2=4}}}"},
        {"\"Size\" in { \"Limit\", 7 }", SIZE("1", "4"),
         "F=yes {size=4 @Observation/1; Limit=4 {2 + 2=4}}"},
        {"\"Size\" in { \"Limit\", 7 }", SIZE("1", "7"), "F=yes {size=7 @Observation/1}"},
        {"\"Size\" + \"Limit\" > 9", "",
         "F=not known {\"Size\" + \"Limit\" > 9=not known {\"Size\" + \"Limit\"=not known "
         "{size=not known}}}"},
        {"\"Limit\" + \"Size\" > 9", SIZE("1", "7"),
         "F=yes {\"Limit\" + \"Size\" > 9=yes {\"Limit\" + \"Size\"=11 {Limit=4 {2 + 2=4}; size=7 "
         "@Observation/1}}}"},
        {"Today() - 1 month after day of \"Day\"", "",
         "F=yes {Today() - 1 month=2026-10-22 {Today()=2026-11-22}; Day=2026-01-02 {@2026-01-01 + "
         "1 day=2026-01-02}}"},
        {"\"Day\" during Interval[\"Day\", Today()]", "",
         "F=yes {Day=2026-01-02 {@2026-01-01 + 1 day=2026-01-02}; Interval[\"Day\", "
         "Today()]=2026-01-02 to 2026-11-22 {Today()=2026-11-22}}"},
    };
    CHECK_ROWS(NUMBER "define \"Limit\": 2 + 2\ndefine \"Day\": @2026-01-01 + 1 day\n", rows);
}

TEST(reason_of_rows) {
    static const Row rows[] = {
        // a witness; who comes later is not asked
        {"exists ([Observation: code ~ \"One\"] O where (O.value as FHIR.integer).value > 5)",
         SIZE("1", "3") "," SIZE("2", "7") "," SIZE("3", "8"), "F=yes @Observation/2"},
        {"\"Any\"", SIZE("1", "3") "," SIZE("2", "7"),
         "F=yes {Any=yes {Large=1 row @Observation/2}}"},
        {"exists [Observation: code ~ \"One\"]", SIZE("1", "3"), "F=yes @Observation/1"},
        {"exists [Observation: code ~ \"Two\"]", SIZE("1", "3"),
         "F=no (none of 1 Observation fits)"},
        {"exists [Condition]", SIZE("1", "3"), "F=no (the record holds no Condition)"},
        // the nearest miss is the one that meets most
        {"exists ([Observation] O where O.status.value = 'final' and (O.value as "
         "FHIR.integer).value "
         "> 5 and O.id.value = '9')",
         SIZE("1", "3") "," SIZE("2", "7") "," SIZE("3", "1"),
         "F=no @Observation/2 (none of 3 fits; the nearest:) {O.id.value = '9'=no {O.id.value=2}}"},
        {"exists ([Observation] O with [Condition] C such that C.id = O.id)", SIZE("1", "3"),
         "F=no @Observation/1 (none of 1 fits:) {[Condition]=0 rows (the record holds no "
         "Condition)}"},
        {"Count([Observation: code ~ \"One\"]) > 1", SIZE("1", "3") "," SIZE("2", "7"),
         "F=yes {Count([Observation: code ~ \"One\"]) > 1=yes {Count([Observation: code ~ "
         "\"One\"])=2 @Observation/1 @Observation/2}}"},
        {"Count([Observation: code ~ \"One\"]) > 3",
         SIZE("1", "1") "," SIZE("2", "2") "," SIZE("3", "3") "," SIZE("4", "4"),
         "F=yes {Count([Observation: code ~ \"One\"]) > 3=yes {Count([Observation: code ~ "
         "\"One\"])=4 @Observation/1 @Observation/2 @Observation/3 (and 1 more)}}"},
        {"Max([Observation] O return all (O.value as FHIR.integer).value) > 5",
         SIZE("1", "3") "," SIZE("2", "7"),
         "F=yes {Max([Observation] O return all (O.value as FHIR.integer).value) > 5=yes "
         "{Max([Observation] O return all (O.value as FHIR.integer).value)=7 @Observation/2}}"},
        {"First([Observation] O return all (O.value as FHIR.integer).value) > 5",
         SIZE("1", "3") "," SIZE("2", "7"),
         "F=no {First([Observation] O return all (O.value as FHIR.integer).value) > 5=no "
         "{First([Observation] O return all (O.value as FHIR.integer).value)=3 @Observation/1}}"},
        {"Last([Observation] O return all (O.value as FHIR.integer).value) > 5",
         SIZE("1", "7") "," SIZE("2", "7"),
         "F=yes {Last([Observation] O return all (O.value as FHIR.integer).value) > 5=yes "
         "{Last([Observation] O return all (O.value as FHIR.integer).value)=7 @Observation/2}}"},
        {"exists (({ \"None\" }) T where T is not null)", "",
         "F=no {None=not known {First([Condition])=not known (the record holds no Condition)}}"},
    };
    CHECK_ROWS("define \"Large\": [Observation] O where (O.value as FHIR.integer).value > 5\n"
               "define \"Any\": exists \"Large\"\ndefine \"None\": First([Condition]).id.value\n",
               rows);
}

// A row of a table is explained by what chose it, and a function of one String by its body.
TEST(reason_of_tables_and_functions) {
    static const Row rows[] = {
        {"(First(\"Table\" T where T.plan = \"Plan\"('x'))).holds", YES1,
         "F=yes {Plan=a {one=yes @Observation/1}}"},
        {"(First(\"Table\" T where T.plan = \"Plan\"('x'))).holds", NO1,
         "F=no {Plan=b {one=no @Observation/1}}"},
    };
    CHECK_ROWS(
        BOOLEAN("One", "one") "define function \"Plan\"(x String): if \"Is One\" then 'a' else "
                              "'b'\n"
                              "define \"Table\": { Tuple { plan: 'a', holds: true }, "
                              "Tuple { plan: 'b', holds: false } }\n",
        rows);
}
