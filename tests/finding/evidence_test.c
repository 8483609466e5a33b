// evidence: which resources stand behind an answer, found by hiding, and how one is shown.

#include "finding/evidence.h"

#include "finding_fixture.h"

#define EVER                                                                                      \
    "/*\n@input: one\n@ask: Was it ever one?\n*/\ndefine \"Is One\": exists ([Observation: code " \
    "~ "                                                                                          \
    "\"One\"] O where (O.value as FHIR.boolean).value)\n"                                         \
    "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\"\n"

TEST(evidence_by_hiding) {
    Clinic *clinic = clinic_of(EVER);
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "one",
                                                            "false") "," SAYS("3", "two", "true"));
    CHECK_STR(clinic_evidence(clinic, "f"), "one=Observation/1 valueBoolean yes 2026-05-02");
    // two that say the same: hiding one changes nothing, each alone gives the answer
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "one",
                                                            "false") "," SAYS("3", "one", "true"));
    CHECK_STR(clinic_evidence(clinic, "f"),
              "one=Observation/3 valueBoolean yes 2026-05-02; one=Observation/1 valueBoolean yes "
              "2026-05-02");
    // nothing was found: no record says so, and the Patient stands for all of it
    clinic_review(clinic, "");
    CHECK_STR(clinic_evidence(clinic, "f"), "one=Patient/p  no ");
    clinic_free(clinic);
}

// One is needed and two say the same: all three count.
TEST(evidence_needed_and_doubled) {
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: One after two?\n*/\ndefine \"Is One\": exists [Observation: code ~ "
        "\"One\"] and exists [Observation: code ~ \"Two\"]\n"
        "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\"\n");
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "true") "," SAYS(
                              "3", "two", "true") "," SAYS("4", "three", "true"));
    CHECK_STR(clinic_evidence(clinic, "f"),
              "one=Observation/3 valueBoolean yes 2026-05-02; one=Observation/2 valueBoolean yes "
              "2026-05-02; one=Observation/1 valueBoolean yes 2026-05-02");
    clinic_free(clinic);
}

// Two of each kind, and the answer takes one of both: no single one matters, none is enough alone.
TEST(evidence_of_two_kinds_doubled) {
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: One after two?\n*/\ndefine \"Is One\": exists [Observation: code ~ "
        "\"One\"] and exists [Observation: code ~ \"Two\"]\n"
        "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\"\n");
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "one", "true") "," SAYS(
                              "3", "two", "true") "," SAYS("4", "two", "true"));
    CHECK_STR(clinic_evidence(clinic, "f"),
              "one=Observation/4 valueBoolean yes 2026-05-02; one=Observation/2 valueBoolean yes "
              "2026-05-02");
    clinic_free(clinic);
}

// What was not looked at, for the first answer sufficed, does not stand in for it.
TEST(evidence_of_the_first_answer) {
    Clinic *clinic =
        clinic_of("/*\n@input: one\n@ask: One, or else two?\n*/\ndefine \"Is One\": Coalesce(First("
                  "[Observation: code ~ \"One\"] O return (O.value as FHIR.boolean).value), First("
                  "[Observation: code ~ \"Two\"] O return (O.value as FHIR.boolean).value))\n"
                  "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\"\n");
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "true"));
    CHECK_STR(clinic_evidence(clinic, "f"), "one=Observation/1 valueBoolean yes 2026-05-02");
    clinic_free(clinic);
}

// An answer that does not rest on what was read: no record is evidence for it.
TEST(evidence_of_the_patient) {
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: Born?\n*/\ndefine \"Is One\": exists [Observation] and false or "
        "Patient.birthDate.value < @2000\n"
        "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\"\n");
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "true"));
    CHECK_STR(clinic_evidence(clinic, "f"), "one=Patient/p  yes ");
    clinic_free(clinic);
}

// The oldest of many is what counts; of two so old, the newer is enough.
TEST(evidence_of_the_oldest) {
    enum { MANY = 700 };
    static const char *const wanted[] = {"one=Observation/0 valueBoolean yes 2020-01-01",
                                         "one=Observation/1 valueBoolean yes 2020-01-02"};
    for (int doubled = 0; doubled < 2; doubled++) {
        Clinic *clinic = clinic_of(EVER);
        Buf text = {0};
        buf_printf(&text, "%s", ANSWER("0", "one", "2020-01-01", "\"valueBoolean\":true"));
        if (doubled == 1)
            buf_printf(&text, ",%s", ANSWER("1", "one", "2020-01-02", "\"valueBoolean\":true"));
        for (int i = 2; i < MANY; i++)
            buf_printf(&text, "," ANSWER("%d", "one", "2026-05-02", "\"valueBoolean\":false"), i);
        buf_add_char(&text, '\0');
        clinic_review(clinic, text.data);
        buf_free(&text);
        CHECK_STR(clinic_evidence(clinic, "f"), wanted[doubled]);
        clinic_free(clinic);
    }
}

// An input that rests on another is shown, and with it what that one rests on.
TEST(evidence_behind_an_input) {
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: Was it ever one?\n*/\ndefine \"Is One\": exists [Observation: code "
        "~ \"One\"]\n"
        "/*\n@input: two\n@ask: Was it not one?\n*/\ndefine \"Is Two\": not \"Is One\"\n"
        "/*\n@finding: f\n*/\ndefine \"F\": \"Is Two\"\n");
    clinic_review(clinic, SAYS("1", "one", "true"));
    CHECK_STR(clinic_evidence(clinic, "f"),
              "two=Patient/p  no ; one=Observation/1 valueBoolean yes 2026-05-02");
    clinic_free(clinic);
}

TEST(evidence_is_bounded) {
    Clinic *clinic =
        clinic_of("/*\n@input: one\n@ask: How many?\n@answers: Answers\n*/\ndefine \"Is One\": "
                  "Count([Observation: code ~ \"One\"])\ndefine \"Answers\": { 0, 1 }\n"
                  "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\" > 0\n");
    Buf text = {0};
    for (int i = 0; i < 50; i++)
        buf_printf(&text, "%s" ANSWER("%d", "one", "2026-05-02", "\"valueBoolean\":true"),
                   i > 0 ? "," : "", i);
    buf_add_char(&text, '\0');
    clinic_review(clinic, text.data);
    buf_free(&text);
    const Finding *finding = clinic_find(clinic, "f");
    CHECK_INT((int64_t)finding->evidence_count, EVIDENCE_RESOURCES);
    CHECK_STR(finding->evidence[0].resource, "Observation/49");  // the newest
    clinic_free(clinic);
}

TEST(evidence_shown) {
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: Any?\n*/\ndefine \"Is One\": exists [Observation] or exists "
        "[Condition] or exists [MedicationAdministration]\n"
        "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\"\n");
    const struct {
        const char *resource, *evidence;
    } rows[] = {
        {ANSWER("1", "one", "2026-05",
                "\"valueQuantity\":{\"value\":2.20,\"comparator\":\"<\","
                "\"unit\":\"cm\",\"code\":\"cm\"}"),
         "one=Observation/1 valueQuantity <2.20 cm 2026-05"},
        {ANSWER("1", "one", "2026",
                "\"valueCodeableConcept\":{\"text\":\"as said\",\"coding\":[{"
                "\"code\":\"x\",\"display\":\"as coded\"}]}"),
         "one=Observation/1 valueCodeableConcept as said 2026"},
        {ANSWER("1", "one", "2026-05-02T10:00:00Z", "\"valueInteger\":7"),
         "one=Observation/1 valueInteger 7 2026-05-02T10:00:00Z"},
        {ANSWER("1", "one", "2026-05-02", "\"valueString\":\"hot\\u0007 \\\"words\\\"\""),
         "one=Observation/1 valueString hot\a \"words\" 2026-05-02"},
        {ANSWER("1", "one", "2026-05-02", "\"note\":[]"), "one=Observation/1 code one 2026-05-02"},
        {"{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":\"Patient/p\"},"
         "\"code\":{\"coding\":[{\"code\":\"C40\",\"display\":\"Bone\"}]},\"onsetDateTime\":"
         "\"2024\","
         "\"recordedDate\":\"2025-01-01\"}",
         "one=Condition/c code Bone 2024"},
        {"{\"resourceType\":\"MedicationAdministration\",\"id\":\"m\",\"status\":\"completed\","
         "\"subject\":{\"reference\":\"Patient/p\"},\"medicationCodeableConcept\":{\"text\":\"a "
         "drug\"},\"effectivePeriod\":{\"start\":\"2024-01-01\",\"end\":\"2024-01-02\"}}",
         "one=MedicationAdministration/m medicationCodeableConcept a drug 2024-01-01"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clinic_review(clinic, rows[i].resource);
        CHECK_STR(clinic_evidence(clinic, "f"), rows[i].evidence);
    }
    clinic_free(clinic);
}

// A value that site/ gives to a parameter counts, and what it can change is local.
TEST(evidence_parameter_is_local) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql",
              "/*\n@guideline: g\n@title: T\n@status: draft\n*/\nlibrary A version '1.0.0'\n"
              "using FHIR version '4.0.1'\ninclude FHIRHelpers version '4.0.1' called FHIRHelpers\n"
              "parameter \"Cut\" Integer default 9\ncontext Patient\n"
              "/*\n@input: i\n@ask: How many?\n@answers: Counts\n*/\ndefine \"How Many\": "
              "Count([Observation])\n"
              "define \"Counts\": {0, 9}\n"
              "/*\n@finding: f\n*/\ndefine \"F\": \"How Many\" >= \"Cut\"\n");
    Clinic *clinic = clinic_new(desk->root, NULL);
    clinic_review(clinic, SAYS("1", "one", "true"));
    CHECK_STR(clinic_state(clinic, "f"), "no");
    CHECK(!clinic_find(clinic, "f")->local);
    clinic_free(clinic);
    desk_file(desk, "site/site.json",
              "{\"parameters\":{\"A\":{\"Cut\":{\"type\":\"Integer\",\"value\":1}}}}");
    clinic = clinic_new(desk->root, path_join(desk->arena, desk->root, STR("site")));
    clinic_review(clinic, SAYS("1", "one", "true"));
    CHECK_STR(clinic_state(clinic, "f"), "yes");
    CHECK(clinic_find(clinic, "f")->local);
    clinic_free(clinic);
    desk_free(desk);
}

// A house code that a map of site/ stands for: what rests on it is local.
TEST(evidence_is_local) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql",
              "/*\n@guideline: g\n@title: T\n@status: draft\n*/\nlibrary A version '1.0.0'\n"
              "using FHIR version '4.0.1'\ninclude FHIRHelpers version '4.0.1' called FHIRHelpers\n"
              "codesystem \"C\": 'urn:c' code \"One\": 'one' from \"C\"\ncontext Patient\n"
              "/*\n@input: one\n@ask: One?\n*/\ndefine \"Is One\": exists [Observation: code ~ "
              "\"One\"]\n/*\n@finding: f\n*/\ndefine \"F\": \"Is One\"\n");
    desk_file(desk, "site/map.json",
              "{\"resourceType\":\"ConceptMap\",\"url\":\"urn:m\",\"group\":[{\"source\":\"urn:h\","
              "\"target\":\"urn:c\",\"element\":[{\"code\":\"EINS\",\"target\":[{\"code\":\"one\","
              "\"equivalence\":\"equivalent\"}]}]}]}");
    Clinic *clinic = clinic_new(desk->root, path_join(desk->arena, desk->root, STR("site")));
    clinic_review(clinic, "{\"resourceType\":\"Observation\",\"id\":\"1\",\"status\":\"final\","
                          "\"subject\":{\"reference\":\"Patient/p\"},\"code\":{\"coding\":[{"
                          "\"system\":\"urn:h\",\"code\":\"EINS\"}]}}");
    CHECK_STR(clinic_state(clinic, "f"), "yes");
    CHECK(clinic_find(clinic, "f")->local);
    const Finding *finding = clinic_find(clinic, "f");
    CHECK(finding->evidence_count == 1 && finding->evidence[0].local);
    CHECK(has(clinic_ndjson(clinic), "\"local\":true"));
    clinic_review(clinic, SAYS("1", "one", "true"));
    CHECK_STR(clinic_state(clinic, "f"), "yes");
    CHECK(!clinic_find(clinic, "f")->local);
    clinic_free(clinic);
    desk_free(desk);
}
