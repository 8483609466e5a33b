// review: the worked example of the contract, the states of every kind, and that nothing but
// record, guidelines and instant decides what comes out.

#include "finding/finding.h"

#include "finding_fixture.h"

#define LESION                                                                           \
    "{\"resourceType\":\"BodyStructure\",\"id\":\"femur-1\",\"patient\":{\"reference\":" \
    "\"Patient/p\"}}"
#define PART(id, code, answer, date)                                                              \
    "{\"resourceType\":\"Observation\",\"id\":\"" id "\",\"status\":\"final\",\"subject\":{"      \
    "\"reference\":\"Patient/p\"},\"focus\":[{\"reference\":\"BodyStructure/femur-1\"}],"         \
    "\"code\":{\"coding\":[{\"system\":\"https://vigil.example/CodeSystem/bone-lesion\","         \
    "\"code\":\"" code "\"}]},\"effectiveDateTime\":\"" date "\",\"valueCodeableConcept\":{"      \
    "\"coding\":[{\"system\":\"https://vigil.example/CodeSystem/bone-lesion\",\"code\":\"" answer \
    "\",\"display\":\"" answer "\"}]}}"
#define SITE PART("1", "mirels-site", "lower-limb", "2026-05-01")
#define PAIN PART("2", "mirels-pain", "moderate", "2026-05-02")
#define NATURE PART("3", "mirels-nature", "lytic", "2026-05-03")
#define THREE LESION "," SITE "," PAIN "," NATURE

static const char folder[] = "tests/finding/data";

TEST(review_worked_example) {
    Clinic *clinic = clinic_new(folder, NULL);
    clinic_review(clinic, THREE);
    CHECK_INT((int64_t)clinic->count, 2);
    CHECK_STR(clinic_state(clinic, "fracture-risk"), "unknown amber [8, 10]");
    CHECK_STR(clinic_missing(clinic, "fracture-risk"),
              "lesion-size always tier: less than a third=no, a third to two thirds=yes, more than "
              "two thirds=yes");
    CHECK_STR(clinic_find(clinic, "fracture-risk")->says,
              "Mirels 8 to 10 of 12: it depends on how much of the bone's diameter is destroyed.");
    CHECK_STR(clinic_state(clinic, "mirels"), "yes [8, 10]");
    CHECK_STR(clinic_missing(clinic, "mirels"),
              "lesion-size always: less than a third=yes, a third to two thirds=yes, more than two "
              "thirds=yes");
    clinic_review(clinic, THREE "," PART("4", "mirels-size", "under-1-3", "2026-05-04"));
    CHECK_STR(clinic_state(clinic, "fracture-risk"), "no green [8, 8]");
    CHECK_STR(clinic_state(clinic, "mirels"), "yes [8, 8]");
    CHECK_STR(clinic_find(clinic, "mirels")->band_name, "borderline");
    CHECK_STR(clinic_find(clinic, "mirels")->says, "Consider fixation.");
    clinic_review(clinic, THREE "," PART("4", "mirels-size", "1-3-to-2-3", "2026-05-04"));
    CHECK_STR(clinic_state(clinic, "fracture-risk"), "yes red [9, 9]");
    clinic_review(clinic, THREE "," PART("4", "mirels-size", "over-2-3", "2026-05-04"));
    CHECK_STR(clinic_state(clinic, "fracture-risk"), "yes red [10, 10]");
    CHECK_STR(clinic_missing(clinic, "fracture-risk"), "");
    clinic_free(clinic);
}

TEST(review_no_lesion_no_finding) {
    Clinic *clinic = clinic_new(folder, NULL);
    clinic_review(clinic, "");
    CHECK_INT((int64_t)clinic->count, 0);
    clinic_review(clinic, LESION);
    CHECK_STR(clinic_state(clinic, "fracture-risk"), "unknown amber [4, 12]");
    clinic_free(clinic);
}

// ---- states

#define ASKS                                                                                     \
    "/*\n@input: one\n@ask: Is it one?\n*/\ndefine \"Is One\": Last([Observation: code ~ "       \
    "\"One\"] O "                                                                                \
    "return all (O.value as FHIR.boolean).value)\n"                                              \
    "/*\n@input: two\n@ask: Is it two?\n*/\ndefine \"Is Two\": Last([Observation: code ~ "       \
    "\"Two\"] O "                                                                                \
    "return all (O.value as FHIR.boolean).value)\n"                                              \
    "/*\n@input: three\n@ask: Is it three?\n*/\ndefine \"Is Three\": Last([Observation: code ~ " \
    "\"Three\"] O return all (O.value as FHIR.boolean).value)\n"

TEST(review_when) {
    Clinic *clinic =
        clinic_of(ASKS "/*\n@finding: f\n@when: W\n@tier: yes red, unknown amber, no green\n*/\n"
                       "define \"F\": \"Is One\"\ndefine \"W\": \"Is Two\"\n");
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "true"));
    CHECK_STR(clinic_state(clinic, "f"), "yes red");
    // null: unknown, and what would say whether it applies is missing
    clinic_review(clinic, SAYS("1", "one", "true"));
    CHECK_STR(clinic_state(clinic, "f"), "unknown amber");
    CHECK_STR(clinic_missing(clinic, "f"), "two always tier: yes=yes, no=n/a");
    CHECK_STR(clinic_evidence(clinic, "f"), "");
    // false: it does not apply, and is there only when all is asked for
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "false"));
    CHECK_INT((int64_t)clinic->count, 0);
    clinic->options.all = true;
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "false"));
    CHECK_STR(clinic_state(clinic, "f"), "n/a");
    CHECK_STR(clinic_missing(clinic, "f"), "");
    clinic_free(clinic);
}

TEST(review_when_of_each_thing) {
    Clinic *clinic = clinic_of(
        "define \"Things\": { 'Condition/1', 'Condition/2', 'Condition/1', null as String }\n"
        "/*\n@input: dead\n@ask: Dead?\n*/\ndefine \"Dead\": exists [Observation]\n"
        "/*\n@finding: f\n@each: Things\n@when: W\n*/\ndefine function \"F\"(thing String): "
        "\"Dead\"\n"
        "define function \"W\"(thing String): thing = 'Condition/2'\n");
    clinic->options.all = true;
    clinic_review(clinic, "");
    // a thing that is named twice is one; null is none
    CHECK_INT((int64_t)clinic->count, 2);
    CHECK_STR(clinic->findings[0].about, "Condition/1");
    CHECK_INT(clinic->findings[0].holds, HOLDS_NOT_APPLICABLE);
    CHECK_STR(clinic->findings[1].about, "Condition/2");
    CHECK_INT(clinic->findings[1].holds, HOLDS_NO);
    clinic_free(clinic);
}

TEST(review_errors_stop_only_their_own) {
    Clinic *clinic = clinic_of(
        ASKS
        "/*\n@finding: bad\n@tier: yes red, unknown amber, no green\n*/\n"
        "define \"Bad\": singleton from ({ \"Is One\", \"Is Two\" })\n"
        "/*\n@finding: good\n*/\ndefine \"Good\": \"Is One\"\n"
        "/*\n@finding: rests\n*/\ndefine \"Rests\": \"Is One\" and \"Bad\"\n"
        "/*\n@option: o\n@gates: g\n*/\ndefine \"O\": \"Is One\"\n"
        "/*\n@gate: g\n*/\ndefine \"G\": \"Bad\"\n"
        "/*\n@event: e\n*/\ndefine \"E\": null as List<Tuple { at Interval<Date>, lane String, "
        "what String, basis List<String> }>\n"
        "/*\n@finding: tiers\n*/\ndefine \"Tiers\": Tuple { holds: \"Is One\", tier: 'crimson' }\n"
        "/*\n@score: s\n@bands: Bands\n*/\ndefine \"S\": if \"Is One\" then Interval[1, 3) else "
        "null\ndefine \"Bands\": { Tuple { points: Interval[0, 3], name: 'n', says: 's' } }\n");
    clinic_review(clinic, SAYS("1", "one", "true"));
    CHECK_STR(clinic_state(clinic, "good"), "yes");
    CHECK_STR(clinic_state(clinic, "bad"), "unknown amber");
    CHECK_STR(clinic_state(clinic, "rests"), "unknown");
    CHECK_STR(clinic_state(clinic, "o"), "unknown");
    const char *error = clinic_find(clinic, "bad")->error;
    CHECK_ROW(error != NULL && strstr(error, "g/A.cql:32:15") != NULL, "%s", error);
    CHECK(clinic_find(clinic, "o")->error != NULL);
    CHECK_STR(str_from(clinic_find(clinic, "e")->error),
              "an @event gives a list, be it empty: null says nothing");
    CHECK_STR(str_from(clinic_find(clinic, "tiers")->error),
              "the tier 'crimson' is none of emergency, red, amber, unknown, green");
    CHECK_STR(str_from(clinic_find(clinic, "s")->error),
              "a score needs both ends closed: Interval[a, b]");
    clinic_free(clinic);
}

TEST(review_options_and_gates) {
    Clinic *clinic = clinic_of(
        ASKS
        "/*\n@option: o\n@gates: g\n@gates: h\n@for: It is one: {one}.\n@against: {missing}\n*/\n"
        "define \"O\": \"Is One\"\n"
        "/*\n@gate: g\n*/\ndefine \"G\": \"Is Two\"\n"
        "/*\n@gate: h\n@when: Is Three\n*/\ndefine \"H\": not \"Is Three\"\n");
    const struct {
        const char *record, *state, *missing;
    } rows[] = {
        {SAYS("1", "one", "true") "," SAYS("2", "two", "true") "," SAYS("3", "three", "false"),
         "yes", ""},  // a gate that is not for this patient does not stand in the way
        {SAYS("1", "one", "true") "," SAYS("2", "two", "true") "," SAYS("3", "three", "true"), "no",
         ""},
        {SAYS("1", "one", "true") "," SAYS("2", "two", "false"), "no", ""},
        {SAYS("1", "one", "false"), "no", ""},
        {SAYS("1", "one", "true") "," SAYS("3", "three", "false"), "unknown",
         "two always: yes=yes, no=no"},
        {SAYS("1", "one", "true") "," SAYS("2", "two", "true"), "unknown",
         "three always: yes=no, no=yes"},
        {SAYS("2", "two", "false"), "no", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clinic_review(clinic, rows[i].record);
        CHECK_STR(clinic_state(clinic, "o"), rows[i].state);
        CHECK_STR(clinic_missing(clinic, "o"), rows[i].missing);
    }
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("3", "three", "false"));
    CHECK_STR(clinic_find(clinic, "o")->text_for, "It is one: yes.");
    CHECK_STR(clinic_find(clinic, "o")->text_against, "is it two");
    clinic_free(clinic);
}

TEST(review_order) {
    Clinic *clinic = clinic_of(
        ASKS
        "/*\n@finding: b\n@tier: yes red, unknown amber, no green\n*/\ndefine \"B\": \"Is One\"\n"
        "/*\n@finding: a\n@tier: yes red, unknown amber, no green\n*/\ndefine \"A1\": \"Is One\"\n"
        "/*\n@option: aa\n*/\ndefine \"O\": \"Is One\"\n"
        "/*\n@finding: zz\n@tier: yes emergency, unknown amber, no green\n*/\n"
        "define \"Z\": \"Is One\"\n"
        "/*\n@finding: none\n*/\ndefine \"N\": \"Is One\"\n");
    clinic_review(clinic, SAYS("1", "one", "true"));
    static const char *const order[] = {"zz", "a", "b", "none", "aa"};
    CHECK_INT((int64_t)clinic->count, 5);
    for (size_t i = 0; i < clinic->count && i < 5; i++)
        CHECK_STR(clinic->findings[i].item->id, order[i]);
    clinic->options.only_finding = STR("a");
    clinic_review(clinic, "");
    CHECK_INT((int64_t)clinic->count, 1);
    clinic_free(clinic);
}

// ---- the same record, the same guidelines, the same instant: the same bytes

TEST(review_hash_of_inputs) {
    Clinic *clinic = clinic_of(ASKS "/*\n@finding: f\n*/\ndefine \"F\": \"Is One\" and \"Is Two\"\n"
                                    "/*\n@option: o\n@gates: g\n*/\ndefine \"O\": \"Is One\"\n"
                                    "/*\n@option: p\n@gates: g\n*/\ndefine \"P\": \"Is Two\"\n"
                                    "/*\n@gate: g\n*/\ndefine \"G\": \"Is Three\"\n");
    char first[72];
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "true"));
    memcpy(first, clinic_find(clinic, "f")->inputs_hash, sizeof first);
    CHECK(str_starts(str_from(first), STR("sha256:")));
    // another resource that says the same, and one that no input reads
    clinic_review(clinic, SAYS("9", "one", "true") "," SAYS("8", "two",
                                                            "true") "," SAYS("7", "other", "true"));
    CHECK(strcmp(first, clinic_find(clinic, "f")->inputs_hash) == 0);
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two", "false"));
    CHECK(strcmp(first, clinic_find(clinic, "f")->inputs_hash) != 0);
    clinic_review(clinic, SAYS("1", "one", "true"));
    CHECK(strcmp(first, clinic_find(clinic, "f")->inputs_hash) != 0);
    // what other items made the engine evaluate does not count: o is settled before its gate
    const char *record =
        SAYS("1", "one", "false") "," SAYS("2", "two", "true") "," SAYS("3", "three", "true");
    clinic_review(clinic, record);
    memcpy(first, clinic_find(clinic, "o")->inputs_hash, sizeof first);
    clinic->options.only_finding = STR("o");
    clinic_review(clinic, record);
    CHECK(strcmp(first, clinic_find(clinic, "o")->inputs_hash) == 0);
    clinic_free(clinic);
}

typedef struct {
    const GuidelineSet *set;
    ReviewOptions options;
    Eval *evals[4];
    Str lines[128];
    Arena *arenas[4];
} Ward;

static bool on_ward(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    Ward *ward = ctx;
    const Finding *findings;
    size_t count;
    Buf text = {0};
    if (sequence >= sizeof ward->lines / sizeof ward->lines[0])
        return err_set(err, ERR_RUN, "more patients than the test can hold");
    eval_start(ward->evals[worker], record, record->arena);
    review_patient(&ward->options, ward->evals[worker], &findings, &count);
    for (size_t i = 0; i < count; i++)
        finding_write_ndjson(&text, &ward->options, record->patient_id, &findings[i]);
    ward->lines[sequence] = arena_str(ward->arenas[worker], buf_str(&text));
    buf_free(&text);
    return true;
}

static void ward_run(Clinic *clinic, Ward *ward, unsigned jobs) {
    EvalOptions options = {
        .now = clinic->options.as_of, .known_at_ms = INT64_MAX, .track_inputs = true};
    *ward = (Ward){.set = clinic->set, .options = clinic->options};
    for (unsigned i = 0; i < jobs; i++) {
        ward->evals[i] = eval_new(clinic->set->program, &options, NULL);
        ward->arenas[i] = arena_new();
    }
    ReaderOptions reader = {
        .needs = clinic->set->program->needs, .terms = clinic->set->terms, .jobs = jobs};
    ReaderSummary summary = {0};
    Err err = {0};
    const char *const paths[] = {"examples/three.ndjson", "examples/one-bundle.json"};
    bool ok = reader_run(paths, 1, &reader, on_ward, ward, &summary, &err);
    test_check(ok, __FILE__, __LINE__, "%s", err.message);
    CHECK_INT((int64_t)summary.patients, 3);
}

static void ward_end(Ward *ward) {
    for (size_t i = 0; i < 4; i++) {
        if (ward->evals[i] == NULL) continue;
        eval_free(ward->evals[i]);
        arena_free(ward->arenas[i]);
    }
}

TEST(review_gives_the_same_bytes) {
    Clinic *clinic = clinic_new("guidelines", NULL);
    static Ward one;
    static Ward again;
    static Ward four;
    ward_run(clinic, &one, 1);
    ward_run(clinic, &again, 1);
    ward_run(clinic, &four, 4);
    for (size_t i = 0; i < 3; i++) {
        CHECK(one.lines[i].len > 1000);
        CHECK(str_eq(one.lines[i], again.lines[i]));
        CHECK(str_eq(one.lines[i], four.lines[i]));
    }
    ward_end(&one);
    ward_end(&again);
    ward_end(&four);
    clinic_free(clinic);
}
