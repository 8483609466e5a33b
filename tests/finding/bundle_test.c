// bundle: conclusions as FHIR resources: each state, ids, what is no issue, text of a record.

#include "finding/bundle.h"

#include "finding_fixture.h"
#include "guideline/publisher.h"

// The Bundle of the reviewed patient, read again; its line in *line.
static Json bundle_of(Clinic *clinic, const char *severity, Str *line) {
    GuidelineSet *set = ARENA_NEW(clinic->arena, GuidelineSet);
    *set = *clinic->set;
    set->publisher = (Publisher){.canonical = STR("https://v.example")};
    if (severity != NULL) set->publisher.severity[TIER_RED] = str_from(severity);
    ReviewOptions options = clinic->options;
    options.set = set;
    Buf out = {0};
    bundle_write(&out, &options, clinic->record, clinic->findings, clinic->count);
    Str text = arena_str(clinic->patient, buf_str(&out));
    buf_free(&out);
    Json root = {0};
    CHECK(json_read(text, NULL, &json_limits, clinic->patient, &root, &clinic->err));
    if (line != NULL) *line = text;
    return root;
}

// "0", "code", ...: a member or an element; NULL when it is not there.
static const Json *step(const Json *json, Str name) {
    if (json == NULL) return NULL;
    if (json->kind != JSON_ARRAY) return json->kind == JSON_OBJECT ? json_member(json, name) : NULL;
    size_t at = (size_t)(name.data[0] - '0');
    return at < json->count ? &json->as.items[at] : NULL;
}

// The value at "code.coding.0.code", as JSON; "" when it is not there.
static Str at(Clinic *clinic, const Json *json, const char *path) {
    while (*path != '\0' && json != NULL) {
        const char *dot = strchr(path, '.');
        size_t len = dot == NULL ? strlen(path) : (size_t)(dot - path);
        json = step(json, (Str){path, len});
        path += len + (dot != NULL);
    }
    if (json == NULL) return STR_NONE;
    if (json->kind == JSON_STRING) return json_text(json);
    Buf buf = {0};
    json_write(&buf, json, false);
    Str text = arena_str(clinic->patient, buf_str(&buf));
    buf_free(&buf);
    return text;
}

// The `number`-th resource of that type with that code (NULL: any).
static const Json *resource(Clinic *clinic, const Json *bundle, const char *type, const char *code,
                            size_t number) {
    const Json *entries = json_member(bundle, STR("entry"));
    for (uint32_t i = 0; entries != NULL && i < entries->count; i++) {
        const Json *found = json_member(&entries->as.items[i], STR("resource"));
        if (!str_eq(at(clinic, found, "resourceType"), str_from(type))) continue;
        if (code != NULL && !str_eq(at(clinic, found, "code.coding.0.code"), str_from(code)))
            continue;
        if (number-- == 0) return found;
    }
    return NULL;
}

#define ASKS                                                                                      \
    "/*\n@input: one\n@ask: Is it one?\n@record: One\n*/\ndefine \"Is One\": Last([Observation: " \
    "code ~ \"One\"] O return all (O.value as FHIR.boolean).value)\n"                             \
    "/*\n@input: two\n@ask: Is it two?\n*/\ndefine \"Is Two\": Last([Observation: code ~ "        \
    "\"Two\"] O return all (O.value as FHIR.boolean).value)\n"
#define FINDING                                                                            \
    ASKS "/*\n@finding: f\n@title: A finding\n@when: W\n@source: second-1, page 3\n"       \
         "@tier: yes red, unknown amber, no green\n@yes: It is so.\n@unknown: Not known: " \
         "{missing}.\n*/\ndefine \"F\": \"Is One\"\ndefine \"W\": \"Is Two\"\n"

TEST(bundle_yes_is_an_issue) {
    Clinic *clinic = clinic_of(FINDING);
    clinic->options.detail = DETAIL_DATA;
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "true"));
    Json bundle = bundle_of(clinic, "high", NULL);
    CHECK_STR(at(clinic, &bundle, "type"), "collection");
    CHECK_STR(at(clinic, &bundle, "timestamp"), "2026-11-22T00:00:00Z");
    const Json *answer = resource(clinic, &bundle, "GuidanceResponse", NULL, 0);
    CHECK_STR(at(clinic, answer, "status"), "success");
    CHECK_STR(at(clinic, answer, "moduleCanonical"), "https://v.example/PlanDefinition/g|1.0.0");
    CHECK_STR(at(clinic, answer, "subject.reference"), "Patient/p");
    CHECK_STR(at(clinic, answer, "dataRequirement"), "");
    const Json *seen = resource(clinic, &bundle, "Observation", "finding.f", 0);
    CHECK_STR(at(clinic, seen, "valueBoolean"), "true");
    CHECK_STR(at(clinic, seen, "status"), "preliminary");
    CHECK_STR(at(clinic, seen, "code.coding.0.system"), "https://v.example/CodeSystem/g-items");
    CHECK_STR(at(clinic, seen, "note.0.text"), "It is so.");
    CHECK_STR(at(clinic, seen, "derivedFrom.0.reference"), "Observation/2");
    CHECK_STR(at(clinic, seen, "derivedFrom.1.reference"), "Observation/1");
    CHECK_STR(at(clinic, seen, "meta.tag.0.code"), "draft");
    CHECK_STR(at(clinic, seen, "meta.tag.1.code"), "not-read-in-full");
    CHECK_STR(at(clinic, seen, "meta.tag.2.code"), "red");
    const Json *issue = resource(clinic, &bundle, "DetectedIssue", "finding.f", 0);
    CHECK_STR(at(clinic, issue, "severity"), "high");
    CHECK_STR(at(clinic, issue, "detail"), "It is so.");
    CHECK_STR(at(clinic, issue, "patient.reference"), "Patient/p");
    Str own = at(clinic, issue, "evidence.0.detail.0.reference");
    CHECK_ROW(str_ends(own, at(clinic, seen, "id")) && str_starts(own, STR("urn:uuid:")),
              "the issue rests on %.*s", STR_ARG(own));
    CHECK_STR(at(clinic, issue, "evidence.1.detail.0.reference"), "Observation/2");
    // without a word for the tier there is no severity
    bundle = bundle_of(clinic, NULL, NULL);
    issue = resource(clinic, &bundle, "DetectedIssue", NULL, 0);
    CHECK(issue != NULL);
    CHECK_STR(at(clinic, issue, "severity"), "");
    clinic_free(clinic);
}

TEST(bundle_not_known_is_never_no) {
    Clinic *clinic = clinic_of(FINDING);
    clinic->options.detail = DETAIL_DATA;
    clinic->options.all = true;
    const struct {
        const char *record, *value, *absent, *status;
        size_t wanted;
    } rows[] = {
        {SAYS("2", "two", "true"), "", "unknown", "data-required", 1},
        {"", "", "unknown", "data-required", 1},
        {SAYS("1", "one", "false") "," SAYS("2", "two", "true"), "false", "", "success", 0},
        {SAYS("2", "two", "false"), "", "not-applicable", "success", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clinic_review(clinic, rows[i].record);
        Json bundle = bundle_of(clinic, "high", NULL);
        const Json *seen = resource(clinic, &bundle, "Observation", "finding.f", 0);
        const Json *answer = resource(clinic, &bundle, "GuidanceResponse", NULL, 0);
        CHECK_STR(at(clinic, seen, "valueBoolean"), rows[i].value);
        CHECK_STR(at(clinic, seen, "dataAbsentReason.coding.0.code"), rows[i].absent);
        CHECK_STR(at(clinic, answer, "status"), rows[i].status);
        CHECK(resource(clinic, &bundle, "DetectedIssue", NULL, 0) == NULL);
        const Json *wanted = step(answer, STR("dataRequirement"));
        CHECK_INT((int64_t)(wanted == NULL ? 0 : wanted->count), (int64_t)rows[i].wanted);
    }
    clinic_review(clinic, SAYS("2", "two", "true"));
    Json bundle = bundle_of(clinic, NULL, NULL);
    const Json *answer = resource(clinic, &bundle, "GuidanceResponse", NULL, 0);
    CHECK_STR(at(clinic, answer, "dataRequirement.0.type"), "Observation");
    CHECK_STR(at(clinic, answer, "dataRequirement.0.codeFilter.0.code.0.code"), "one");
    CHECK_STR(at(clinic, answer, "dataRequirement.0.extension.0.valueString"), "Is it one?");
    CHECK_STR(at(clinic, answer, "dataRequirement.0.extension.1.valueCoding.code"), "input.one");
    clinic_free(clinic);
}

TEST(bundle_same_bytes_other_ids) {
    Clinic *clinic = clinic_of(FINDING);
    Str first;
    Str second;
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "true"));
    Json bundle = bundle_of(clinic, NULL, &first);
    Str id = at(clinic, &bundle, "entry.0.resource.id");
    CHECK_INT((int64_t)id.len, 36);
    CHECK(id.data[14] == '8' && strchr("89ab", id.data[19]) != NULL);
    CHECK(memchr(first.data, '\n', first.len) == first.data + first.len - 1);
    bundle_of(clinic, NULL, &second);
    CHECK(str_eq(first, second));
    clinic->options.as_of.local_ms += 86400000;
    bundle = bundle_of(clinic, NULL, NULL);
    CHECK(!str_eq(id, at(clinic, &bundle, "entry.0.resource.id")));
    clinic_free(clinic);
}

#define LESION(id)                                                                      \
    "{\"resourceType\":\"BodyStructure\",\"id\":\"" id "\",\"patient\":{\"reference\":" \
    "\"Patient/p\"}}"
#define PART(id, code, answer)                                                                    \
    "{\"resourceType\":\"Observation\",\"id\":\"" id "\",\"status\":\"final\",\"subject\":{"      \
    "\"reference\":\"Patient/p\"},\"focus\":[{\"reference\":\"BodyStructure/femur-1\"}],"         \
    "\"code\":{\"coding\":[{\"system\":\"https://vigil.example/CodeSystem/bone-lesion\","         \
    "\"code\":\"" code "\"}]},\"effectiveDateTime\":\"2026-05-02\",\"valueCodeableConcept\":{"    \
    "\"coding\":[{\"system\":\"https://vigil.example/CodeSystem/bone-lesion\",\"code\":\"" answer \
    "\",\"display\":\"" answer "\"}]}}"

TEST(bundle_score_is_a_range_until_known) {
    Clinic *clinic = clinic_new("tests/finding/data", NULL);
    clinic_review(clinic,
                  LESION("femur-1") "," PART("1", "mirels-site", "lower-limb") "," PART(
                      "2", "mirels-pain", "moderate") "," PART("3", "mirels-nature", "lytic"));
    Json bundle = bundle_of(clinic, NULL, NULL);
    const Json *score = resource(clinic, &bundle, "Observation", "score.mirels", 0);
    CHECK_STR(at(clinic, score, "valueRange"), "{\"low\":{\"value\":8},\"high\":{\"value\":10}}");
    CHECK_STR(at(clinic, score, "focus.0.reference"), "BodyStructure/femur-1");
    const Json *risk = resource(clinic, &bundle, "RiskAssessment", "score.mirels", 0);
    CHECK_STR(at(clinic, risk, "prediction.0.outcome.text"), "Mirels");
    CHECK_STR(at(clinic, risk, "prediction.0.qualitativeRisk"), "");
    CHECK_STR(at(clinic, risk, "note.0.text"),
              "Not known: How much of the bone's diameter is destroyed? (BodyStructure/femur-1)");
    CHECK(str_ends(at(clinic, risk, "basis.0.reference"), at(clinic, score, "id")));
    CHECK_STR(at(clinic, risk, "basis.1.reference"), "Observation/1");
    const Json *finding = resource(clinic, &bundle, "Observation", "finding.fracture-risk", 0);
    CHECK_STR(at(clinic, finding, "component.0.valueRange.low.value"), "8");
    CHECK_STR(at(clinic, finding, "dataAbsentReason.coding.0.code"), "unknown");
    clinic_review(clinic,
                  LESION("femur-1") "," PART("1", "mirels-site", "lower-limb") "," PART(
                      "2", "mirels-pain", "moderate") "," PART("3", "mirels-nature",
                                                               "lytic") "," PART("4", "mirels-size",
                                                                                 "under-1-3"));
    bundle = bundle_of(clinic, NULL, NULL);
    score = resource(clinic, &bundle, "Observation", "score.mirels", 0);
    CHECK_STR(at(clinic, score, "valueInteger"), "8");
    risk = resource(clinic, &bundle, "RiskAssessment", "score.mirels", 0);
    CHECK_STR(at(clinic, risk, "prediction.0.qualitativeRisk.text"), "borderline");
    CHECK_STR(at(clinic, risk, "note"), "");
    // two things, two ids
    clinic_review(clinic, LESION("femur-1") "," LESION("femur-2"));
    bundle = bundle_of(clinic, NULL, NULL);
    const Json *one = resource(clinic, &bundle, "Observation", "score.mirels", 0);
    const Json *two = resource(clinic, &bundle, "Observation", "score.mirels", 1);
    CHECK(one != NULL && two != NULL && !str_eq(at(clinic, one, "id"), at(clinic, two, "id")));
    clinic_free(clinic);
}

#define WINDOW(from, to, done) \
    "Tuple { window: Interval[" from ", " to "], done: " done " as Date }"

TEST(bundle_due_is_one_observation_a_window) {
    Clinic *clinic = clinic_of(
        ASKS "/*\n@due: d\n@title: An image\n*/\ndefine \"D\": if \"Is One\" then { " WINDOW(
            "@2026-01-01", "@2026-01-31",
            "@2026-01-15") ", " WINDOW("@2026-03-01", "@2026-03-31",
                                       "null") ", " WINDOW("@2026-11-01", "@2026-12-01",
                                                           "null") ", " WINDOW("@2027-01-01",
                                                                               "@2027-01-31",
                                                                               "null") " } else "
                                                                                       "null\n");
    clinic_review(clinic, SAYS("1", "one", "true"));
    Json bundle = bundle_of(clinic, "high", NULL);
    static const char *const states[] = {"done", "overdue", "due", "planned"};
    for (size_t i = 0; i < 4; i++) {
        const Json *window = resource(clinic, &bundle, "Observation", "due.d", i);
        CHECK_STR(at(clinic, window, "valueCodeableConcept.coding.0.code"), states[i]);
    }
    const Json *done = resource(clinic, &bundle, "Observation", "due.d", 0);
    const Json *late = resource(clinic, &bundle, "Observation", "due.d", 1);
    CHECK_STR(at(clinic, done, "component.0.valueDateTime"), "2026-01-15");
    CHECK_STR(at(clinic, late, "effectivePeriod"),
              "{\"start\":\"2026-03-01\",\"end\":\"2026-03-31\"}");
    CHECK_STR(at(clinic, late, "component.0.valueInteger"), "236");
    const Json *issue = resource(clinic, &bundle, "DetectedIssue", "due.d", 0);
    CHECK_STR(at(clinic, issue, "detail"), "Overdue since 236 days: it was due by 2026-03-31.");
    CHECK(str_ends(at(clinic, issue, "evidence.0.detail.0.reference"), at(clinic, late, "id")));
    clinic_review(clinic, "");
    bundle = bundle_of(clinic, NULL, NULL);
    const Json *open = resource(clinic, &bundle, "Observation", "due.d", 0);
    CHECK_STR(at(clinic, open, "dataAbsentReason.coding.0.code"), "unknown");
    clinic_free(clinic);
}

TEST(bundle_an_error_is_told) {
    Clinic *clinic =
        clinic_of(ASKS "/*\n@finding: f\n@title: A finding\n@tier: yes red, unknown amber, "
                       "no green\n*/\ndefine \"F\": (singleton from ({ 1, 2 })) = 1 or "
                       "\"Is One\"\n");
    clinic_review(clinic, SAYS("1", "one", "true"));
    Json bundle = bundle_of(clinic, NULL, NULL);
    const Json *answer = resource(clinic, &bundle, "GuidanceResponse", NULL, 0);
    CHECK_STR(at(clinic, answer, "status"), "data-required");
    CHECK_STR(at(clinic, answer, "contained.0.resourceType"), "OperationOutcome");
    CHECK_STR(at(clinic, answer, "contained.0.issue.0.code"), "processing");
    CHECK(at(clinic, answer, "contained.0.issue.0.diagnostics").len > 0);
    CHECK_STR(at(clinic, answer, "evaluationMessage.0.reference"), "#trouble");
    const Json *seen = resource(clinic, &bundle, "Observation", "finding.f", 0);
    CHECK_STR(at(clinic, seen, "dataAbsentReason.coding.0.code"), "error");
    clinic_free(clinic);
}

// What an option says for and against stays a note; nothing is ordered.
TEST(bundle_option_is_no_order) {
    Clinic *clinic = clinic_of(ASKS "/*\n@option: o\n@title: An option\n@for: It helps.\n@against: "
                                    "It hurts.\n@gates: g\n*/\ndefine \"O\": \"Is One\"\n"
                                    "/*\n@gate: g\n*/\ndefine \"G\": \"Is Two\"\n");
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "true"));
    Str line;
    Json bundle = bundle_of(clinic, NULL, &line);
    const Json *seen = resource(clinic, &bundle, "Observation", "option.o", 0);
    CHECK_STR(at(clinic, seen, "valueBoolean"), "true");
    CHECK_STR(at(clinic, seen, "note.0.text"), "For: It helps.");
    CHECK_STR(at(clinic, seen, "note.1.text"), "Against: It hurts.");
    CHECK(resource(clinic, &bundle, "DetectedIssue", NULL, 0) == NULL);
    CHECK(!has(line, "Request"));
    clinic_free(clinic);
}

// Blanks that FHIR does not know and control characters of a record, in a text and in a reference.
TEST(bundle_text_of_a_record) {
    Clinic *clinic = clinic_of(
        "define \"Words\": { 'a' }\n/*\n@input: one\n@ask: One?\n@answers: Words\n*/\n"
        "define \"Is One\": First([Observation: code ~ \"One\"] O "
        "return all (O.value as FHIR.string).value)\n"
        "/*\n@finding: f\n@title: F\n@tier: yes red, unknown amber, no green\n@yes: Said: {says}.\n"
        "*/\ndefine \"F\": Tuple { holds: \"Is One\" is not null, says: \"Is One\" }\n");
    clinic_review(clinic,
                  ANSWER("1", "one", "2026-05-02",
                         "\"valueString\":\"\\u0001a\\u00a0b\\u2028c\\u001b[31m <b>\\\"x\\\""
                         "\""));
    Str line;
    Json bundle = bundle_of(clinic, NULL, &line);
    const Json *seen = resource(clinic, &bundle, "Observation", "finding.f", 0);
    CHECK_STR(at(clinic, seen, "note.0.text"), "Said: \xef\xbf\xbd"
                                               "a b c\xef\xbf\xbd[31m <b>\"x\".");
    clinic_free(clinic);
}
