// explain: an explanation reads as an argument: the conclusion, because of what, the datum, the
// place.

#include "finding/review.h"

#include "finding_fixture.h"

#define CODE "https://vigil.example/CodeSystem/bone-lesion"
#define PART(id, code, answer)                                                               \
    "{\"resourceType\":\"Observation\",\"id\":\"" id "\",\"status\":\"final\",\"subject\":{" \
    "\"reference\":\"Patient/p\"},\"focus\":[{\"reference\":\"BodyStructure/femur-1\"}],"    \
    "\"code\":{\"coding\":[{\"system\":\"" CODE "\",\"code\":\"" code "\"}]},"               \
    "\"effectiveDateTime\":\"2026-05-02\",\"valueCodeableConcept\":{\"coding\":[{"           \
    "\"system\":\"" CODE "\",\"code\":\"" answer "\",\"display\":\"" answer "\"}]}}"
#define LESION                                                                           \
    "{\"resourceType\":\"BodyStructure\",\"id\":\"femur-1\",\"patient\":{\"reference\":" \
    "\"Patient/p\"}},"
#define RECORD                                              \
    LESION PART("1", "mirels-site", "lower-limb") "," PART( \
        "2", "mirels-pain", "moderate") "," PART("3", "mirels-nature", "lytic")

static Str explanation_of(Clinic *clinic, const char *id) {
    Buf out = {0};
    finding_write_explanation(&out, &(TextStyle){0}, &clinic->options, clinic->record,
                              clinic_find(clinic, id));
    Str text = arena_str(clinic->patient, buf_str(&out));
    buf_free(&out);
    return text;
}

#define ASK(name, id)                                                \
    "/*\n@input: " id "\n@ask: Is it " id "?\n*/\ndefine \"Is " name \
    "\": Last([Observation: code ~ \"" name "\"] O return all (O.value as FHIR.boolean).value)\n"
#define ASKS ASK("One", "one") ASK("Two", "two") ASK("Three", "three")

TEST(explain_a_score) {
    Clinic *clinic = clinic_new("tests/finding/data", NULL);
    clinic_review(clinic, RECORD);
    CHECK_STR(
        explanation_of(clinic, "fracture-risk"),
        "Patient/p  35 or 36 y\n"
        "bone-metastasis 1.0.0 (draft), on 2026-11-22\n"
        "\n"
        "AMBER     This lesion may break the bone — unknown (BodyStructure/femur-1)\n"
        "          Mirels 8 to 10 of 12: it depends on how much of the bone's diameter is "
        "destroyed.\n"
        "\n"
        "What is known:\n"
        "  Score.atLeast(\"Mirels\"(lesion), 9): not known [Mirels:50]\n"
        "    Mirels: 8 to 10 [Mirels:59]\n"
        "      Score.part(\"Site Points\"(\"Lesion Site\"(lesion)), 1, 3): 2 [Mirels:61]\n"
        "        Where in the limb is the lesion? lower-limb\n"
        "          * 2026-05-02 mirels-site: lower-limb (Observation/1, valueCodeableConcept)\n"
        "      Score.part(\"Pain Points\"(\"Lesion Pain\"(lesion)), 1, 3): 2 [Mirels:62]\n"
        "        How bad is the pain from the lesion? moderate\n"
        "          * 2026-05-02 mirels-pain: moderate (Observation/2, valueCodeableConcept)\n"
        "      Score.part(\"Nature Points\"(\"Lesion Nature\"(lesion)), 1, 3): 3 [Mirels:63]\n"
        "        Is the lesion blastic, mixed or lytic? lytic\n"
        "          * 2026-05-02 mirels-nature: lytic (Observation/3, valueCodeableConcept)\n"
        "\n"
        "Not known, because the record does not answer:\n"
        "  less than a third → no (green), score 8; a third to two thirds → yes (red), score 9; "
        "more than two\n"
        "  thirds → yes (red), score 10\n"
        "    ? How much of the bone's diameter is destroyed? BodyStructure/femur-1 [lesion-size, "
        "Mirels:130]\n"
        "\n"
        "Decided by \"Fracture Risk\" in Mirels, line 49.\n"
        "\n"
        "Sources (validated score):\n"
        "  mirels-1989, Table 2 (read: secondary): Mirels H. Metastatic disease in long bones. "
        "CORR 1989.\n"
        "  Nobody here has read a source of this in full.\n"
        "\n");
    clinic_review(clinic, RECORD "," PART("4", "mirels-size", "over-2-3"));
    CHECK_STR(
        explanation_of(clinic, "fracture-risk"),
        "Patient/p  35 or 36 y\n"
        "bone-metastasis 1.0.0 (draft), on 2026-11-22\n"
        "\n"
        "RED       This lesion may break the bone — yes (BodyStructure/femur-1)\n"
        "          Mirels 10 of 12: fixation before radiotherapy is advised.\n"
        "\n"
        "Because:\n"
        "  Score.atLeast(\"Mirels\"(lesion), 9): yes [Mirels:50]\n"
        "    Mirels: 10 [Mirels:59]\n"
        "      Score.part(\"Site Points\"(\"Lesion Site\"(lesion)), 1, 3): 2 [Mirels:61]\n"
        "        Where in the limb is the lesion? lower-limb\n"
        "          * 2026-05-02 mirels-site: lower-limb (Observation/1, valueCodeableConcept)\n"
        "      Score.part(\"Pain Points\"(\"Lesion Pain\"(lesion)), 1, 3): 2 [Mirels:62]\n"
        "        How bad is the pain from the lesion? moderate\n"
        "          * 2026-05-02 mirels-pain: moderate (Observation/2, valueCodeableConcept)\n"
        "      Score.part(\"Nature Points\"(\"Lesion Nature\"(lesion)), 1, 3): 3 [Mirels:63]\n"
        "        Is the lesion blastic, mixed or lytic? lytic\n"
        "          * 2026-05-02 mirels-nature: lytic (Observation/3, valueCodeableConcept)\n"
        "      Score.part(\"Size Points\"(\"Lesion Size\"(lesion)), 1, 3): 3 [Mirels:64]\n"
        "        How much of the bone's diameter is destroyed? over-2-3\n"
        "          * 2026-05-02 mirels-size: over-2-3 (Observation/4, valueCodeableConcept)\n"
        "\n"
        "Decided by \"Fracture Risk\" in Mirels, line 49.\n"
        "\n"
        "Sources (validated score):\n"
        "  mirels-1989, Table 2 (read: secondary): Mirels H. Metastatic disease in long bones. "
        "CORR 1989.\n"
        "  Nobody here has read a source of this in full.\n"
        "\n");
    clinic_free(clinic);
}

TEST(explain_an_option) {
    Clinic *clinic = clinic_of(
        ASKS
        "/*\n@option: o\n@title: A drug\n@gates: g\n@gates: h\n@source: full-1, page 3\n@for: It "
        "helps.\n*/\ndefine \"Drug\": \"Is One\"\n"
        "/*\n@gate: g\n@title: The kidneys allow it\n*/\ndefine \"Kidneys\": not \"Is Two\"\n"
        "/*\n@gate: h\n@title: The heart allows it\n*/\ndefine \"Heart\": \"Is Three\"\n");
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "false"));
    CHECK_STR(explanation_of(clinic, "o"),
              "Patient/p  35 or 36 y\n"
              "g 1.0.0 (draft), on 2026-11-22\n"
              "\n"
              "          A drug — unknown\n"
              "          for: It helps.\n"
              "\n"
              "What is known:\n"
              "  Drug: yes [A:36]\n"
              "    Is it one? yes\n"
              "      * 2026-05-02 one: yes (Observation/1, valueBoolean)\n"
              "  The kidneys allow it: yes [A:41]\n"
              "    Is it two? no\n"
              "      * 2026-05-02 two: no (Observation/2, valueBoolean)\n"
              "\n"
              "Not known, because the record does not answer:\n"
              "  yes → yes; no → no\n"
              "    ? Is it three? [three, A:27]\n"
              "\n"
              "Decided by \"Drug\" in A, line 36.\n"
              "\n"
              "Sources:\n"
              "  full-1, page 3 (read: full): Read.\n"
              "\n");
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "true"));
    CHECK_STR(explanation_of(clinic, "o"),
              "Patient/p  35 or 36 y\n"
              "g 1.0.0 (draft), on 2026-11-22\n"
              "\n"
              "          A drug — no\n"
              "          for: It helps.\n"
              "\n"
              "Because:\n"
              "  The kidneys allow it: no [A:41]\n"
              "    Is it two? yes\n"
              "      * 2026-05-02 two: yes (Observation/2, valueBoolean)\n"
              "\n"
              "Decided by \"Drug\" in A, line 36.\n"
              "\n"
              "Sources:\n"
              "  full-1, page 3 (read: full): Read.\n"
              "\n");
    clinic_free(clinic);
}

TEST(explain_minimal) {
    Clinic *clinic = clinic_of(
        ASKS
        "/*\n@finding: any\n@title: Any\n*/\ndefine \"Any\": Tuple { holds: \"Some\", tier: "
        "\"Tier\" "
        "}\ndefine \"Some\": \"Is One\" or \"Is Two\" or \"Is Three\"\n"
        "define \"Tier\": case when 'red' in \"Tiers\" then 'red' else 'amber' end\n"
        "define \"Tiers\": { if \"Is One\" then 'amber' else 'green', if \"Is Three\" then 'red' "
        "else 'green' }\n"
        "/*\n@finding: all\n@title: All\n@when: Some\n*/\ndefine \"All\": \"Is One\" and \"Is "
        "Two\" "
        "and \"Is Three\"\n");
    // of a true `or` the first part that is true; of the tier what chose it
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "false") "," SAYS(
                              "3", "three", "true"));
    CHECK_STR(explanation_of(clinic, "any"),
              "Patient/p  35 or 36 y\n"
              "g 1.0.0 (draft), on 2026-11-22\n"
              "\n"
              "RED       Any — yes\n"
              "\n"
              "Because:\n"
              "  Some: yes [A:33]\n"
              "    Is it one? yes\n"
              "      * 2026-05-02 one: yes (Observation/1, valueBoolean)\n"
              "  Tier: red [A:34]\n"
              "    Is it three? yes\n"
              "      * 2026-05-02 three: yes (Observation/3, valueBoolean)\n"
              "\n"
              "Decided by \"Any\" in A, line 32.\n"
              "\n");
    // of a false `and` the part that is false
    CHECK_STR(explanation_of(clinic, "all"),
              "Patient/p  35 or 36 y\n"
              "g 1.0.0 (draft), on 2026-11-22\n"
              "\n"
              "          All — no\n"
              "\n"
              "Because:\n"
              "  Is it two? no\n"
              "    * 2026-05-02 two: no (Observation/2, valueBoolean)\n"
              "\n"
              "Decided by \"All\" in A, line 41.\n"
              "\n");
    clinic->options.all = true;
    clinic_review(clinic, SAYS("1", "one", "false") "," SAYS("2", "two", "false") "," SAYS(
                              "3", "three", "false"));
    CHECK_STR(explanation_of(clinic, "all"),
              "Patient/p  35 or 36 y\n"
              "g 1.0.0 (draft), on 2026-11-22\n"
              "\n"
              "          All — n/a\n"
              "\n"
              "It is only for those of whom this holds:\n"
              "  Some: no [A:33]\n"
              "    Is it one? no\n"
              "      * 2026-05-02 one: no (Observation/1, valueBoolean)\n"
              "    Is it two? no\n"
              "      * 2026-05-02 two: no (Observation/2, valueBoolean)\n"
              "    Is it three? no\n"
              "      * 2026-05-02 three: no (Observation/3, valueBoolean)\n"
              "\n"
              "Decided by \"All\" in A, line 41.\n"
              "\n");
    clinic_free(clinic);
}

TEST(explain_what_failed) {
    Clinic *clinic = clinic_of(ASKS "/*\n@finding: f\n@title: F\n*/\ndefine \"F\": singleton from "
                                    "({ \"Is One\", \"Is Two\" })\n");
    clinic_review(clinic, "");
    CHECK(has(explanation_of(clinic, "f"),
              "could not be evaluated: singleton from: the list has 2 elements"));
    clinic_free(clinic);
}
