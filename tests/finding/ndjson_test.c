// ndjson: the contract of one finding on one line: keys, their order, what is left out.

#include "finding/finding.h"

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

// The line of a finding, without the hashes and the reasons.
static Str line_of(Clinic *clinic, const char *id) {
    Buf text = {0};
    finding_write_ndjson(&text, &clinic->options, STR("Patient/p"), clinic_find(clinic, id));
    Str line = arena_str(clinic->patient, buf_str(&text));
    buf_free(&text);
    return line;
}

TEST(ndjson_contract) {
    Clinic *clinic = clinic_new("tests/finding/data", NULL);
    clinic->options.detail = DETAIL_DATA;
    clinic_review(clinic, RECORD);
    const Finding *finding = clinic_find(clinic, "fracture-risk");
    Str want = arena_printf(
        clinic->patient,
        "{\"patient\":\"Patient/p\",\"kind\":\"finding\",\"guideline\":\"bone-metastasis\","
        "\"version\":\"1.0.0\",\"status\":\"draft\",\"finding\":\"fracture-risk\","
        "\"about\":\"BodyStructure/femur-1\",\"holds\":\"unknown\",\"tier\":\"amber\","
        "\"score\":{\"low\":8,\"high\":10,\"name\":\"Mirels\"},"
        "\"says\":\"Mirels 8 to 10 of 12: it depends on how much of the bone's diameter is "
        "destroyed.\",\"evidence\":["
        "{\"input\":\"lesion-site\",\"about\":\"BodyStructure/femur-1\",\"resource\":"
        "\"Observation/1\",\"path\":\"valueCodeableConcept\",\"shown\":\"lower-limb\",\"date\":"
        "\"2026-05-02\"},"
        "{\"input\":\"lesion-pain\",\"about\":\"BodyStructure/femur-1\",\"resource\":"
        "\"Observation/2\",\"path\":\"valueCodeableConcept\",\"shown\":\"moderate\",\"date\":"
        "\"2026-05-02\"},"
        "{\"input\":\"lesion-nature\",\"about\":\"BodyStructure/femur-1\",\"resource\":"
        "\"Observation/3\",\"path\":\"valueCodeableConcept\",\"shown\":\"lytic\",\"date\":"
        "\"2026-05-02\"}],"
        "\"missing\":[{\"input\":\"lesion-size\",\"about\":\"BodyStructure/femur-1\",\"ask\":\"How "
        "much of the bone's diameter is destroyed?\"}],"
        "\"sources\":[{\"id\":\"mirels-1989\",\"at\":\"Table 2\",\"read\":\"secondary\"}],"
        "\"asOf\":\"2026-11-22T00:00:00Z\",\"guidelines\":\"%s\",\"inputs\":\"%s\"}\n",
        clinic->set->hash, finding->inputs_hash);
    Str got = line_of(clinic, "fracture-risk");
    CHECK_ROW(str_eq(got, want), "got\n%.*swant\n%.*s", STR_ARG(got), STR_ARG(want));
    clinic_free(clinic);
}

TEST(ndjson_detail) {
    Clinic *clinic = clinic_new("tests/finding/data", NULL);
    clinic->options.detail = DETAIL_NONE;
    clinic_review(clinic, RECORD);
    CHECK_STR(line_of(clinic, "fracture-risk"),
              "{\"patient\":\"Patient/p\",\"kind\":\"finding\",\"guideline\":\"bone-metastasis\","
              "\"version\":\"1.0.0\",\"status\":\"draft\",\"finding\":\"fracture-risk\","
              "\"about\":\"BodyStructure/femur-1\",\"holds\":\"unknown\",\"tier\":\"amber\","
              "\"score\":{\"low\":8,\"high\":10,\"name\":\"Mirels\"}}\n");
    clinic->options.detail = DETAIL_FULL;
    clinic_review(clinic, RECORD);
    Str full = line_of(clinic, "fracture-risk");
    const char *settles =
        "\"ask\":\"How much of the bone's diameter is destroyed?\",\"rank\":1,\"settles\":true,"
        "\"canSettle\":true,\"changesTier\":true,\"answers\":[{\"answer\":\"less than a third\","
        "\"holds\":\"no\",\"tier\":\"green\",\"low\":8,\"high\":8,\"settles\":true,"
        "\"changesTier\":true},";
    CHECK(has(full, settles));
    CHECK(!has(full, "cannotMatter"));
    CHECK(has(full, "\"reason\":{\"is\":\"Fracture Risk\",\"value\":null,"));
    // it is JSON, whatever the detail
    Json value;
    CHECK(json_read(full, NULL, &json_limits, clinic->patient, &value, &clinic->err));
    clinic_free(clinic);
}

TEST(ndjson_escapes) {
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: One?\n@answers: Answers\n*/\ndefine \"Is One\": Last([Observation: "
        "code ~ \"One\"] O return all (O.value as FHIR.string).value)\ndefine \"Answers\": { 'a' "
        "}\n"
        "/*\n@finding: f\n@yes: It says {one}.\n*/\ndefine \"F\": \"Is One\" != 'a'\n");
    clinic->options.detail = DETAIL_DATA;
    clinic_review(clinic, ANSWER("1", "one", "2026",
                                 "\"valueString\":\"<b>\\\"q\\\" \\\\ \\u0001\\n"
                                 "\\u2028 \\ud83d\\ude00</b>\""));
    Str line = line_of(clinic, "f");
    CHECK(has(line, "\"says\":\"It says <b>\\\"q\\\" \\\\ \\u0001\\n"));
    CHECK_INT((int64_t)((const char *)memchr(line.data, '\n', line.len) - line.data),
              (int64_t)line.len - 1);  // one line
    Json value;
    CHECK(json_read(line, NULL, &json_limits, clinic->patient, &value, &clinic->err));
    CHECK_STR(json_string(&value, STR("says")),
              "It says <b>\"q\" \\ \001\n\xe2\x80\xa8 \xf0\x9f\x98\x80</b>.");
    clinic_free(clinic);
}

TEST(ndjson_kinds) {
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: One?\n*/\ndefine \"Is One\": exists [Observation]\n"
        "/*\n@option: o\n@title: An option\n@for: It may help.\n@against: It may harm.\n*/\n"
        "define \"O\": not \"Is One\"\n"
        "/*\n@due: d\n*/\ndefine \"D\": { Tuple { window: Interval[@2026-01-01, @2026-01-31], "
        "done: "
        "@2026-01-15 }, Tuple { window: Interval[@2026-11-01, @2026-11-20], done: null as Date }, "
        "Tuple { "
        "window: Interval[@2026-11-20, @2026-11-30], done: null as Date } }\n"
        "/*\n@event: e\n*/\ndefine \"E\": { Tuple { at: Interval[@2026-01-01, @2026-02-01], lane: "
        "'treatment', what: 'An operation', basis: { 'Procedure/1' } } }\n");
    clinic->options.detail = DETAIL_NONE;
    clinic_review(clinic, "");
#define START "\"guideline\":\"g\",\"version\":\"1.0.0\",\"status\":\"draft\",\"finding\":"
    CHECK_STR(line_of(clinic, "o"),
              "{\"patient\":\"Patient/p\",\"kind\":\"option\"," START "\"o\",\"holds\":\"yes\"}\n");
    CHECK_STR(line_of(clinic, "d"),
              "{\"patient\":\"Patient/p\",\"kind\":\"due\"," START
              "\"d\",\"holds\":\"yes\",\"due\":["
              "{\"from\":\"2026-01-01\",\"to\":\"2026-01-31\",\"done\":\"2026-01-15\"},"
              "{\"from\":\"2026-11-01\",\"to\":\"2026-11-20\",\"overdueDays\":2},"
              "{\"from\":\"2026-11-20\",\"to\":\"2026-11-30\",\"dueNow\":true}]}\n");
    CHECK_STR(
        line_of(clinic, "e"),
        "{\"patient\":\"Patient/p\",\"kind\":\"event\"," START "\"e\",\"events\":[{\"from\":"
        "\"2026-01-01\",\"to\":\"2026-02-01\",\"lane\":\"treatment\",\"what\":\"An operation\","
        "\"basis\":[\"Procedure/1\"]}]}\n");
    clinic->options.detail = DETAIL_DATA;
    clinic_review(clinic, "");
    CHECK(has(line_of(clinic, "o"),
              "\"holds\":\"yes\",\"for\":\"It may help.\",\"against\":\"It may harm.\","));
    clinic_free(clinic);
}

TEST(ndjson_cannot_matter) {
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: One?\n*/\ndefine \"Is One\": Last([Observation: code ~ \"One\"] O "
        "return all (O.value as FHIR.boolean).value)\n"
        "/*\n@input: two\n@ask: Two?\n*/\ndefine \"Is Two\": Last([Observation: code ~ \"Two\"] O "
        "return all (O.value as FHIR.boolean).value)\n"
        "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\" and (\"Is Two\" or true)\n");
    clinic_review(clinic, "");
    CHECK(has(line_of(clinic, "f"),
              "\"holds\":\"no\",\"settles\":true}]}],\"cannotMatter\":[\"two\"],"));
    clinic_free(clinic);
}
