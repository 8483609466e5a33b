// finding_fixture: a patient reviewed, from JSON in the test or from a file, and what came of it as
// text.
//
//     Clinic *clinic = clinic_new("tests/finding/data");
//     clinic_review(clinic, LESION ", " SITE);
//     const Finding *finding = clinic_find(clinic, "fracture-risk");

#ifndef TESTS_FINDING_FIXTURE_H
#define TESTS_FINDING_FIXTURE_H

#include "finding/evidence.h"
#include "guideline/guideline_fixture.h"
#include "record/reader.h"

typedef struct {
    Arena *arena;  // of the guidelines
    Arena *patient;
    const GuidelineSet *set;
    ReviewOptions options;
    Eval *eval;
    Record *record;
    const Finding *findings;
    size_t count;
    Err err;
    Desk *desk;  // of guidelines written by the test; NULL
} Clinic;

static inline Clinic *clinic_load(const char *folder, const char *site, bool watched) {
    Arena *arena = arena_new();
    Clinic *clinic = ARENA_NEW(arena, Clinic);
    clinic->arena = arena;
    clinic->patient = arena_new();
    clinic->options.detail = DETAIL_FULL;
    datetime_parse(STR("2026-11-22"), 0, &clinic->options.as_of, &clinic->err);
    clinic->options.as_of.precision = PRECISION_MILLISECOND;
    GuidelineOptions options = {.folder = folder,
                                .site = site,
                                .now = clinic->options.as_of,
                                .watched = watched,
                                .more_needs = evidence_needs};
    bool ok = guideline_load(&options, arena, &clinic->set, &clinic->err);
    test_check(ok, __FILE__, __LINE__, "%s:%d:%d: %s", clinic->err.source, clinic->err.line,
               clinic->err.column, clinic->err.message);
    clinic->options.set = clinic->set;
    EvalOptions eval = {
        .now = clinic->options.as_of, .known_at_ms = INT64_MAX, .track_inputs = true};
    if (ok) clinic->eval = eval_new(clinic->set->program, &eval, clinic->set->parameters);
    return clinic;
}

// Loads the guidelines of a folder; on 2026-11-22.
static inline Clinic *clinic_new(const char *folder, const char *site) {
    return clinic_load(folder, site, false);
}

// A guideline in one library, whose header and context are given; `text` follows them.
static inline Clinic *clinic_of_text(const char *text, bool watched) {
    static const char head[] =
        "/*\n@guideline: g\n@title: A guideline\n@status: draft\n*/\nlibrary A version '1.0.0'\n"
        "using FHIR version '4.0.1'\ninclude FHIRHelpers version '4.0.1' called FHIRHelpers\n"
        "include Score version '1.0.0' called Score\n"
        "codesystem \"C\": 'urn:c' code \"One\": 'one' from \"C\" code \"Two\": 'two' from \"C\"\n"
        "code \"Three\": 'three' from \"C\"\n"
        "context Patient\n";
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql", arena_printf(desk->arena, "%s%s%c", head, text, 0).data);
    Clinic *clinic = clinic_load(desk->root, NULL, watched);
    clinic->desk = desk;
    return clinic;
}

static inline Clinic *clinic_of(const char *text) {
    return clinic_of_text(text, false);
}

static inline void clinic_free(Clinic *clinic) {
    if (clinic->desk != NULL) desk_free(clinic->desk);
    eval_free(clinic->eval);
    arena_free(clinic->patient);
    arena_free(clinic->arena);
}

// Reviews patient p with these resources (JSON, apart by commas; "" for none).
static inline void clinic_review(Clinic *clinic, const char *resources) {
    clinic->count = 0;
    if (clinic->eval == NULL) return;
    arena_reset(clinic->patient);
    Json value;
    Str text = arena_printf(
        clinic->patient, "[{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"1990\"}%s%s]",
        resources[0] == '\0' ? "" : ",", resources);
    bool ok = json_read(text, NULL, &json_limits, clinic->patient, &value, &clinic->err) &&
              reader_from_json(&value, clinic->set->program->needs, clinic->set->terms,
                               clinic->patient, &clinic->record, &clinic->err);
    if (!test_check(ok, __FILE__, __LINE__, "%s", clinic->err.message)) return;
    eval_start(clinic->eval, clinic->record, clinic->patient);
    review_patient(&clinic->options, clinic->eval, &clinic->findings, &clinic->count);
}

static inline const Finding *clinic_find(const Clinic *clinic, const char *id) {
    static const Guideline no_guideline = {0};
    static const Item no_item = {.guideline = &no_guideline};
    static const Finding none = {.item = &no_item};
    for (size_t i = 0; i < clinic->count; i++) {
        if (str_eq(clinic->findings[i].item->id, str_from(id))) return &clinic->findings[i];
    }
    test_check(false, __FILE__, __LINE__, "there is no finding %s", id);
    return &none;
}

// "yes red", "unknown amber [8, 10]", "n/a"
static inline Str clinic_state(Clinic *clinic, const char *id) {
    const Finding *finding = clinic_find(clinic, id);
    Buf text = {0};
    buf_printf(&text, "%s", holds_name(finding->holds));
    if (finding->tier != TIER_NONE) buf_printf(&text, " %s", tier_name(finding->tier));
    if (finding->has_score) {
        buf_add(&text, STR(" ["));
        decimal_write(&text, finding->score_low);
        buf_add(&text, STR(", "));
        decimal_write(&text, finding->score_high);
        buf_add(&text, STR("]"));
    }
    Str state = arena_str(clinic->patient, buf_str(&text));
    buf_free(&text);
    return state;
}

// "id: settles; ..." with what each answer does: "lesion-size (always): a=no, b=yes".
static inline Str clinic_missing(Clinic *clinic, const char *id) {
    const Finding *finding = clinic_find(clinic, id);
    Buf text = {0};
    for (size_t i = 0; i < finding->missing_count; i++) {
        const Missing *missing = &finding->missing[i];
        buf_printf(&text, "%s%.*s%s%s", i > 0 ? "; " : "", STR_ARG(missing->input->id),
                   missing->always    ? " always"
                   : missing->settles ? " settles"
                                      : "",
                   missing->changes_tier ? " tier" : "");
        if (missing->pair > 0)
            buf_printf(&text, " with %.*s", STR_ARG(finding->missing[missing->pair - 1].input->id));
        for (size_t k = 0; k < missing->effect_count; k++)
            buf_printf(&text, "%s%.*s=%s", k == 0 ? ": " : ", ",
                       STR_ARG(missing->effects[k].answer), holds_name(missing->effects[k].holds));
    }
    Str list = arena_str(clinic->patient, buf_str(&text));
    buf_free(&text);
    return list;
}

// "input=Type/id path shown date; ..."
static inline Str clinic_evidence(Clinic *clinic, const char *id) {
    const Finding *finding = clinic_find(clinic, id);
    Buf text = {0};
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const Evidence *evidence = &finding->evidence[i];
        buf_printf(&text, "%s%.*s=%.*s %.*s %.*s %.*s", i > 0 ? "; " : "",
                   STR_ARG(evidence->input->id), STR_ARG(evidence->resource),
                   STR_ARG(evidence->path), STR_ARG(evidence->shown), STR_ARG(evidence->date));
    }
    Str list = arena_str(clinic->patient, buf_str(&text));
    buf_free(&text);
    return list;
}

static inline bool has(Str text, const char *part) {
    return memmem(text.data, text.len, part, strlen(part)) != NULL;
}

static inline Str clinic_ndjson(Clinic *clinic) {
    Buf text = {0};
    for (size_t i = 0; i < clinic->count; i++)
        finding_write_ndjson(&text, &clinic->options, STR("Patient/p"), &clinic->findings[i]);
    Str lines = arena_str(clinic->patient, buf_str(&text));
    buf_free(&text);
    return lines;
}

// An Observation of patient p by a code of urn:c; its value as JSON members: ANSWER("1", "one",
// "2026-05-02", "\"valueBoolean\":true").
#define ANSWER(id, code, date, value)                                                           \
    "{\"resourceType\":\"Observation\",\"id\":\"" id "\",\"status\":\"final\",\"subject\":{"    \
    "\"reference\":\"Patient/p\"},\"code\":{\"coding\":[{\"system\":\"urn:c\",\"code\":\"" code \
    "\"}]},\"effectiveDateTime\":\"" date "\"," value "}"
#define SAYS(id, code, answer) ANSWER(id, code, "2026-05-02", "\"valueBoolean\":" answer)

#endif
