// missing: which silence matters, found by trying, within its limits.

#include "finding/review.h"

#include "finding_fixture.h"

#define BOOLEAN(name, id)                                        \
    "/*\n@input: " id "\n@ask: " name "?\n*/\ndefine \"Is " name \
    "\": Last([Observation: code ~ \"" name "\"] O return all (O.value as FHIR.boolean).value)\n"
#define THREE BOOLEAN("One", "one") BOOLEAN("Two", "two") BOOLEAN("Three", "three")
#define FINDING(logic) \
    "/*\n@finding: f\n@tier: yes red, unknown unknown, no green\n*/\ndefine \"F\": " logic "\n"

TEST(missing_of_logic) {
    const struct {
        const char *logic, *record, *missing;
    } rows[] = {
        {"\"Is One\" and \"Is Two\"", "",
         "one settles tier: yes=unknown, no=no; two settles tier: "
         "yes=unknown, no=no"},
        {"\"Is One\" or \"Is Two\"", "",
         "one settles tier: yes=yes, no=unknown; two settles tier: "
         "yes=yes, no=unknown"},
        {"\"Is One\" and \"Is Two\"", SAYS("1", "one", "true"), "two always tier: yes=yes, no=no"},
        // settled already: nothing is missing, though something is silent
        {"\"Is One\" and \"Is Two\"", SAYS("1", "one", "false"), ""},
        // read, but of no consequence
        {"\"Is One\" and (\"Is Two\" or true)", "", "one always tier: yes=yes, no=no"},
        // only together: neither answer alone changes anything
        {"\"Is One\" = \"Is Two\"", "",
         "one tier with two: yes=unknown, no=unknown; two tier with one: yes=unknown, no=unknown"},
        // the third is silent and does not matter: it is not drawn in by the pair
        {"\"Is One\" = \"Is Two\" and (\"Is Three\" or not \"Is Three\" or true)", "",
         "one tier with two: yes=unknown, no=unknown; two tier with one: yes=unknown, no=unknown"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Str text = arena_printf(arena, THREE FINDING("%s") "%c", rows[i].logic, 0);
        Clinic *clinic = clinic_of(text.data);
        clinic_review(clinic, rows[i].record);
        Str missing = clinic_missing(clinic, "f");
        CHECK_ROW(str_eq(missing, str_from(rows[i].missing)), "%s: got %.*s", rows[i].logic,
                  STR_ARG(missing));
        clinic_free(clinic);
        arena_free(arena);
    }
}

// An answer that changes the tier and not the state counts, and says so.
TEST(missing_changes_only_the_tier) {
    Clinic *clinic = clinic_of(
        THREE "/*\n@finding: f\n*/\ndefine \"F\": Tuple { holds: \"Is One\", tier: case when \"Is "
              "Two\" then 'red' else 'amber' end }\n");
    clinic_review(clinic, "");
    CHECK_STR(clinic_missing(clinic, "f"), "one always: yes=yes, no=no; two tier: yes=unknown, "
                                           "no=unknown");
    clinic_free(clinic);
}

// A question whose @when is not met is not asked.
TEST(missing_asks_only_whom_it_is_for) {
    Clinic *clinic = clinic_of(
        BOOLEAN("One", "one") "/*\n@input: two\n@ask: Two?\n@when: Is One\n*/\ndefine \"Is Two\": "
                              "Last([Observation: code ~ \"Two\"] O return all (O.value as "
                              "FHIR.boolean).value)\n" FINDING("\"Is Two\""));
    clinic_review(clinic, SAYS("1", "one", "true"));
    CHECK_STR(clinic_missing(clinic, "f"), "two always tier: yes=yes, no=no");
    clinic_review(clinic, "");
    CHECK_STR(clinic_missing(clinic, "f"), "two always tier: yes=yes, no=no");
    clinic_review(clinic, SAYS("1", "one", "false"));
    CHECK_STR(clinic_missing(clinic, "f"), "");
    clinic_free(clinic);
}

// Only names, not ranks, when no reasons are asked for.
TEST(missing_by_detail) {
    Clinic *clinic = clinic_of(THREE FINDING("\"Is One\" and (\"Is Two\" or true)"));
    clinic->options.detail = DETAIL_DATA;
    clinic_review(clinic, "");
    CHECK_STR(clinic_missing(clinic, "f"), "one; two");
    CHECK(!clinic_find(clinic, "f")->missing[0].ranked);
    clinic->options.detail = DETAIL_NONE;
    clinic_review(clinic, "");
    CHECK_STR(clinic_missing(clinic, "f"), "");
    CHECK_STR(clinic_state(clinic, "f"), "unknown unknown");
    clinic_free(clinic);
}

// What is read only once another is known: `null + x` is null before x is read.
TEST(missing_behind_another) {
    Clinic *clinic = clinic_of(
        "/*\n@input: a\n@ask: A?\n@answers: Answers\n*/\ndefine \"A1\": First([Condition] O return "
        "all ToInteger(O.id.value))\n"
        "/*\n@input: b\n@ask: B?\n@answers: Answers\n*/\ndefine \"B1\": First([Procedure] O return "
        "all ToInteger(O.id.value))\n"
        "define \"Answers\": { 0, 5 }\n/*\n@finding: f\n*/\ndefine \"F\": \"A1\" + \"B1\" > 3\n");
    clinic_review(clinic, "");
    CHECK_STR(clinic_missing(clinic, "f"),
              "a with b: 0=unknown, 5=unknown; b with a: 0=unknown, 5=unknown");
    clinic_free(clinic);
}

// Twelve silent inputs of five answers each: far more pairs than may be tried.
TEST(missing_within_its_trials) {
    Buf text = {0};
    for (int i = 0; i < 12; i++)
        buf_printf(&text,
                   "/*\n@input: i%d\n@ask: I%d?\n@answers: Answers\n*/\ndefine \"I%d\": "
                   "First([Observation] O return all (O.value as FHIR.integer).value)\n",
                   i, i, i);
    buf_add(&text, STR("define \"Answers\": { 0, 1, 2, 3, 4 }\n/*\n@finding: f\n*/\ndefine \"F\": "
                       "Score.atLeast(Score.total({ "));
    for (int i = 0; i < 12; i++)
        buf_printf(&text, "%sScore.part(\"I%d\", 0, 4)", i > 0 ? ", " : "", i);
    buf_add(&text, STR(" }), 24)\n"));
    buf_add_char(&text, '\0');
    Clinic *clinic = clinic_of(text.data);
    buf_free(&text);
    eval_profile(clinic->eval, true);
    clinic_review(clinic, "");
    const Finding *finding = clinic_find(clinic, "f");
    uint64_t calls = eval_profile_get(clinic->eval, finding->item->declaration->index).calls;
    CHECK_INT(finding->holds, HOLDS_UNKNOWN);
    CHECK_ROW(calls == 1 + MISSING_EVALUATIONS, "%llu evaluations", (unsigned long long)calls);
    // no two of them change anything, and each may: all are named
    CHECK(!finding->tried_all);
    CHECK_INT((int64_t)finding->missing_count, 12);
    CHECK(finding->missing[11].open && finding->missing[11].rank == 1);
    CHECK_INT((int64_t)finding->idle_count, 0);
    clinic_free(clinic);
}

// What depends on the input alone runs again: the other part of the finding is taken as it was.
TEST(missing_runs_only_what_depends) {
    Clinic *clinic = clinic_of(
        THREE "define \"Side\": \"Is Two\" and \"Is Three\"\n" FINDING("\"Is One\" and \"Side\""));
    eval_profile(clinic->eval, true);
    clinic_review(clinic, SAYS("2", "two", "true") "," SAYS("3", "three", "true"));
    const Declaration *side =
        library_declaration(program_library(clinic->set->program, STR("A")), STR("Side"));
    CHECK_INT((int64_t)eval_profile_get(clinic->eval, side->index).calls, 1);
    CHECK_STR(clinic_missing(clinic, "f"), "one always tier: yes=yes, no=no");
    clinic_free(clinic);
}

// Twelve silent inputs of five answers, and only the last two, together, settle it: the trials go
// round, so they have their turn.
TEST(missing_late_pairs_have_a_turn) {
    Buf text = {0};
    for (int i = 0; i < 12; i++)
        buf_printf(&text,
                   "/*\n@input: i%d\n@ask: I%d?\n@answers: Answers\n*/\ndefine \"I%d\": "
                   "First([Observation] O return all (O.value as FHIR.integer).value)\n",
                   i, i, i);
    buf_add(&text, STR("define \"Answers\": { 0, 1, 2, 3, 4 }\n/*\n@finding: f\n*/\ndefine \"F\": "
                       "Score.atLeast(Score.total({ "));
    for (int i = 0; i < 10; i++) buf_printf(&text, "Score.part(\"I%d\", 0, 4), ", i);
    buf_add(&text,
            STR("Score.part(\"I10\" * 10, 0, 40), Score.part(\"I11\" * 10, 0, 40) }), 70)\n"));
    buf_add_char(&text, '\0');
    Clinic *clinic = clinic_of(text.data);
    buf_free(&text);
    clinic_review(clinic, "");
    const Finding *finding = clinic_find(clinic, "f");
    CHECK(finding->missing_count >= 2);
    CHECK_STR(finding->missing[0].input->id, "i10");
    CHECK_STR(finding->missing[1].input->id, "i11");
    CHECK_INT(finding->missing[0].rank, 1);
    CHECK_INT((int64_t)finding->missing[0].pair, 2);
    // the trials ran out before all pairs were tried: the others are named too, after these
    CHECK_INT((int64_t)finding->missing_count, 12);
    CHECK(finding->missing[2].open && finding->missing[2].rank == 2);
    clinic_free(clinic);
}

// What silence cannot change is told from what was only not seen to change anything.
TEST(missing_that_cannot_matter) {
    const struct {
        const char *logic, *record, *idle;
    } rows[] = {
        {"\"Is One\" and (\"Is Two\" or true)", "", "two"},
        {"\"Is One\" and \"Is Two\"", "", ""},
        // with two and three both yes it is yes: two matters, though no answer alone, nor a pair
        // with one, shows it
        {"\"Is One\" or (\"Is Two\" and \"Is Three\")", "", ""},
        {"\"Is One\" and (\"Is Three\" or \"Is Two\")", SAYS("3", "three", "true"), ""},
        {"(\"Is Two\" or \"Is Three\") and \"Is One\"", SAYS("3", "three", "true"), "two"},
        {"(\"Is Two\" and \"Is Three\") or \"Is One\"", SAYS("3", "three", "false"), "two"},
        // `~` makes a no of silence: that settles nothing
        {"(\"Is Two\" ~ true) or \"Is One\"", "", ""},
        {"(\"Is Two\" ~ true and false) or \"Is One\"", "", "two"},
        {"if \"Is Two\" then \"Is Three\" else \"Is One\"", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Str text = arena_printf(arena, THREE FINDING("%s") "%c", rows[i].logic, 0);
        Clinic *clinic = clinic_of(text.data);
        clinic_review(clinic, rows[i].record);
        const Finding *finding = clinic_find(clinic, "f");
        Buf idle = {0};
        for (size_t k = 0; k < finding->idle_count; k++) {
            const Item *input = guideline_input(clinic->set, finding->idle[k].declaration);
            buf_printf(&idle, "%s%.*s", k > 0 ? ", " : "", STR_ARG(input->id));
        }
        CHECK_INT(finding->holds, HOLDS_UNKNOWN);
        CHECK_ROW(str_eq(buf_str(&idle), str_from(rows[i].idle)), "%s: got %.*s", rows[i].logic,
                  (int)idle.len, idle.data);
        buf_free(&idle);
        clinic_free(clinic);
        arena_free(arena);
    }
}

// A size in milligrams: the comparison is null, and the datum is named with what was found.
TEST(missing_unit_does_not_convert) {
    Clinic *clinic = clinic_of(
        "/*\n@input: size\n@ask: How large?\n@answers: Sizes\n*/\ndefine \"Size\": "
        "Last([Observation: code ~ \"One\"] O return all FHIRHelpers.ToQuantity(O.value as "
        "FHIR.Quantity))\ndefine \"Sizes\": { 2 'cm', 9 'cm' }\n" FINDING("\"Size\" > 5 'cm'"));
    clinic_review(clinic, ANSWER("1", "one", "2026-05-02",
                                 "\"valueQuantity\":{\"value\":7,\"unit\":\"mg\",\"system\":"
                                 "\"http://unitsofmeasure.org\",\"code\":\"mg\"}"));
    CHECK_STR(clinic_state(clinic, "f"), "unknown unknown");
    CHECK_STR(clinic_missing(clinic, "f"), "size always tier: 2 cm=no, 9 cm=yes");
    CHECK_STR(clinic_find(clinic, "f")->missing[0].found, "7 mg");
    clinic_review(clinic, ANSWER("1", "one", "2026-05-02",
                                 "\"valueQuantity\":{\"value\":70,\"unit\":\"mm\",\"system\":"
                                 "\"http://unitsofmeasure.org\",\"code\":\"mm\"}"));
    CHECK_STR(clinic_state(clinic, "f"), "yes red");
    CHECK_INT((int64_t)clinic_find(clinic, "f")->missing_count, 0);
    clinic_free(clinic);
}
