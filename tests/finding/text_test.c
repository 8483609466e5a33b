// text: what a person reads on a terminal: the worklist, then a patient.

#include "finding/summary.h"

#include "finding_fixture.h"

#define ASK(name, id, question)                                     \
    "/*\n@input: " id "\n@ask: " question "\n*/\ndefine \"Is " name \
    "\": Last([Observation: code ~ \"" name "\"] O return all (O.value as FHIR.boolean).value)\n"
static const char guideline[] = ASK("One", "lump", "Is there a lump?") ASK("Two", "pain",
                                                                           "Is there pain?")
    ASK("Three", "smoker",
        "Does the patient smoke?") "/*\n@finding: lump\n@title: A lump\n@tier: yes red, unknown "
                                   "amber, no green\n@yes: A lump is a "
                                   "recurrence until MRI says otherwise. Then more.\n@no: No "
                                   "lump.\n@unknown: It depends on "
                                   "{missing}.\n@source: second-1, Table 2\n@source: abstract-1, "
                                   "Abstract\n*/\n"
                                   "define \"Lump\": \"Is One\"\n"
                                   "/*\n@finding: pain\n@title: Pain\n@tier: yes amber, unknown "
                                   "unknown, no green\n@yes: Pain.\n"
                                   "@no: No pain.\n@unknown: Not known.\n@source: full-1, page "
                                   "1\n*/\ndefine \"Pain\": \"Is Two\"\n"
                                   "/*\n@finding: tobacco\n@title: Tobacco\n@tier: yes green, "
                                   "unknown unknown, no green\n@yes: Offer "
                                   "help.\n@no: None.\n@unknown: Not known.\n@source: full-1, page "
                                   "2\n*/\n"
                                   "define \"Tobacco\": \"Is Three\"\n"
                                   "/*\n@due: scan\n@title: A scan\n@when: Is Two\n*/\ndefine "
                                   "\"Scan\": { Tuple { window: "
                                   "Interval[@2026-10-01, @2026-10-31], done: null as Date } }\n"
                                   "/*\n@due: visit\n@title: A visit\n*/\ndefine \"Visit\": { "
                                   "Tuple { window: "
                                   "Interval[@2026-12-01, @2026-12-01], done: null as Date } }\n";

static Str worklist_of(Clinic *clinic) {
    PatientSummary *summary =
        patient_summarize(&clinic->options, clinic->record, clinic->findings, clinic->count);
    const PatientSummary *const patients[] = {summary};
    Buf out = {0};
    worklist_write_text(&out, &(TextStyle){0}, patients, 1);
    Str text = arena_str(clinic->patient, buf_str(&out));
    patient_summary_free(summary);
    buf_free(&out);
    return text;
}

static Str patient_of(Clinic *clinic) {
    Buf out = {0};
    patient_write_text(&out, &(TextStyle){0}, &clinic->options, clinic->record, clinic->findings,
                       clinic->count);
    Str text = arena_str(clinic->patient, buf_str(&out));
    buf_free(&out);
    return text;
}

#define LUMP ANSWER("1", "one", "2026-11-20", "\"valueBoolean\":true")

TEST(text_worklist) {
    Clinic *clinic = clinic_of(guideline);
    clinic_review(clinic, LUMP "," SAYS("2", "two", "true") "," SAYS("3", "three", "true"));
    // yes, most urgent first, since when; what is overdue; a green yes is no row
    CHECK_STR(worklist_of(clinic),
              "Worklist: 1 of 1 patient needs attention\n\n"
              "RED       p  35 or 36 y\n"
              "          A lump, 2026-11-20: lump\n"
              "          A lump is a recurrence until MRI says otherwise. Then more.\n"
              "          also: Pain; overdue: A scan (22 days)\n\n");
    clinic_review(clinic, SAYS("2", "two", "true"));
    CHECK_STR(worklist_of(clinic),
              "Worklist: 1 of 1 patient needs attention\n\n"
              "AMBER     p  35 or 36 y\n"
              "          Pain, 2026-05-02: pain\n"
              "          Pain.\n"
              "          also: A lump (not known); overdue: A scan (22 days)\n\n"
              "2 questions are open about 1 patient: what is not on record is not known, and not a "
              "no.\n\n");
    clinic_review(clinic, SAYS("1", "one", "false") "," SAYS("2", "two", "false"));
    CHECK_STR(worklist_of(clinic),
              "Worklist: 0 of 1 patient needs attention\n\n"
              "1 question is open about 1 patient: what is not on record is not known, and not a "
              "no.\n\n");
    clinic_free(clinic);
}

TEST(text_patient) {
    Clinic *clinic = clinic_of(guideline);
    clinic_review(clinic, LUMP "," SAYS("2", "two", "false"));
    CHECK_STR(
        patient_of(clinic),
        "Patient/p  35 or 36 y\n"
        "RED       A lump — yes\n"
        "          A lump is a recurrence until MRI says otherwise. Then more.\n"
        "            - lump yes (Observation/1, 2026-11-20)\n"
        "            source: second-1, Table 2 (read: secondary); abstract-1, Abstract (read: "
        "abstract).\n"
        "            Nobody here has read a source of this in full.\n"
        "green     Pain — no\n"
        "          No pain.\n"
        "            - pain no (Observation/2, 2026-05-02)\n"
        "            source: full-1, page 1 (read: full)\n"
        "          next, 2026-12-01: A visit\n"
        "1 question open:\n"
        "          ? Does the patient smoke?\n\n");
    clinic->options.detail = DETAIL_DATA;
    clinic_review(clinic, LUMP "," SAYS("2", "two", "true"));
    CHECK_STR(
        patient_of(clinic),
        "Patient/p  35 or 36 y\n"
        "RED       A lump — yes\n"
        "          A lump is a recurrence until MRI says otherwise. Then more.\n"
        "            data: lump yes (Observation/1, 2026-11-20)\n"
        "            source: second-1, Table 2 (read: secondary); and 1 more. Nobody here has "
        "read a source\n"
        "            of this in full.\n"
        "AMBER     Pain — yes\n"
        "          Pain.\n"
        "            data: pain yes (Observation/2, 2026-05-02)\n"
        "            source: full-1, page 1 (read: full)\n"
        "AMBER     overdue since 2026-10-31 (22 days): A scan\n"
        "          next, 2026-12-01: A visit\n"
        "1 question open.\n\n");
    clinic->options.detail = DETAIL_NONE;
    clinic_review(clinic, LUMP "," SAYS("2", "two", "true"));
    CHECK_STR(patient_of(clinic), "Patient/p  35 or 36 y\n"
                                  "RED       A lump — yes\n"
                                  "AMBER     Pain — yes\n"
                                  "AMBER     overdue since 2026-10-31 (22 days): A scan\n"
                                  "          next, 2026-12-01: A visit\n\n");
    clinic_free(clinic);
}

// Rows: yes unless green, unknown only where its tier says so, overdue; a state that failed counts
// as unknown.
TEST(text_rows) {
    static const Item finding = {.kind = KIND_FINDING};
    static const Item due = {.kind = KIND_DUE};
    static const Item option = {.kind = KIND_OPTION};
    const DueWindow late = {.overdue_days = 3};
    const struct {
        Finding finding;
        bool row;
        Tier tier;
    } rows[] = {
        {{.item = &finding, .holds = HOLDS_YES, .tier = TIER_EMERGENCY}, true, TIER_EMERGENCY},
        {{.item = &finding, .holds = HOLDS_YES, .tier = TIER_UNKNOWN}, true, TIER_UNKNOWN},
        {{.item = &finding, .holds = HOLDS_YES, .tier = TIER_NONE}, true, TIER_NONE},
        {{.item = &finding, .holds = HOLDS_YES, .tier = TIER_GREEN}, false, 0},
        {{.item = &finding, .holds = HOLDS_UNKNOWN, .tier = TIER_AMBER}, true, TIER_AMBER},
        {{.item = &finding, .holds = HOLDS_UNKNOWN, .tier = TIER_UNKNOWN}, false, 0},
        {{.item = &finding, .holds = HOLDS_UNKNOWN, .tier = TIER_NONE}, false, 0},
        {{.item = &finding, .holds = HOLDS_ERROR, .tier = TIER_RED}, true, TIER_RED},
        {{.item = &finding, .holds = HOLDS_NO, .tier = TIER_RED}, false, 0},
        {{.item = &finding, .holds = HOLDS_NOT_APPLICABLE, .tier = TIER_NONE}, false, 0},
        {{.item = &due, .holds = HOLDS_YES, .tier = TIER_NONE}, false, 0},
        {{.item = &due, .holds = HOLDS_YES, .tier = TIER_NONE, .due = &late, .due_count = 1},
         true,
         TIER_AMBER},
        {{.item = &option, .holds = HOLDS_YES, .tier = TIER_NONE}, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Tier tier = TIER_GREEN;
        bool row = summary_is_row(&rows[i].finding, &tier);
        CHECK_ROW(row == rows[i].row && (!row || tier == rows[i].tier), "row %zu", i);
    }
}

static PatientSummary *summary_of(Clinic *clinic, const char *resources) {
    clinic_review(clinic, resources);
    return patient_summarize(&clinic->options, clinic->record, clinic->findings, clinic->count);
}

// By tier, then as they came; who has no row comes last.
TEST(text_patients_sorted) {
    Clinic *clinic = clinic_of(guideline);
    PatientSummary *const patients[] = {
        summary_of(clinic, SAYS("1", "one", "false") "," SAYS("2", "two", "false")),
        summary_of(clinic, SAYS("1", "one", "false") "," SAYS("2", "two", "true")),
        summary_of(clinic, LUMP),
        summary_of(clinic, ""),
    };
    Arena *arena = arena_new();
    const PatientSummary **sorted =
        summaries_sorted(arena, (const PatientSummary *const *)patients, 4);
    CHECK(sorted[0] == patients[2] && sorted[1] == patients[1] && sorted[2] == patients[3] &&
          sorted[3] == patients[0]);
    CHECK_INT(patients[1]->rows[0].overdue_days, 0);  // the finding, then what is overdue
    CHECK_INT(patients[1]->rows[1].overdue_days, 22);
    CHECK_STR(patients[1]->rows[1].says, "overdue since 2026-10-31 (22 days)");
    CHECK_STR(patients[1]->rows[1].since, "2026-10-31");
    for (size_t i = 0; i < 4; i++) patient_summary_free(patients[i]);
    arena_free(arena);
    clinic_free(clinic);
}

// A hostile patient: nothing from the record reaches the terminal as more than text.
TEST(text_is_harmless) {
    Clinic *clinic = clinic_of(guideline);
    clinic_review(clinic,
                  "{\"resourceType\":\"Observation\",\"id\":\"1\\u001b[2J\",\"status\":"
                  "\"final\",\"subject\":{\"reference\":\"Patient/p\"},\"code\":{\"coding\":["
                  "{\"system\":\"urn:c\",\"code\":\"one\"}],\"text\":\"\\u202eevil\"},"
                  "\"effectiveDateTime\":\"2026-11-20\",\"valueBoolean\":true}");
    clinic->record->patient_id = STR("p\033]0;x\007\xc2\x9b"
                                     "31m");
    Str text = patient_of(clinic);
    Buf out = {0};
    finding_write_explanation(&out, &(TextStyle){0}, &clinic->options, clinic->record,
                              clinic_find(clinic, "lump"));
    const Str all[] = {text, worklist_of(clinic), buf_str(&out)};
    for (size_t i = 0; i < 3; i++) {
        CHECK(memchr(all[i].data, '\033', all[i].len) == NULL);
        CHECK(memchr(all[i].data, '\007', all[i].len) == NULL);
        CHECK(!has(all[i], "\xc2\x9b") && !has(all[i], "\x80\xae"));
    }
    CHECK(has(text, "p\xef\xbf\xbd]0;x"));
    buf_free(&out);
    clinic_free(clinic);
}

TEST(text_switched_off) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql",
              "/*\n@guideline: g\n@title: T\n@status: draft\n*/\nlibrary A version '1.0.0'\n"
              "context Patient\n/*\n@finding: f\n@title: A finding\n*/\ndefine F: 1 > 0\n"
              "/*\n@finding: h\n@title: Another\n*/\ndefine H: 1 > 0\n");
    desk_file(desk, "site/site.json",
              "{\"off\":[{\"guideline\":\"g\",\"finding\":\"f\",\"reason\":\"no MRI here\"}]}");
    Clinic *clinic = clinic_new(desk->root, path_join(desk->arena, desk->root, STR("site")));
    clinic_review(clinic, "");
    CHECK_INT((int64_t)clinic->count, 1);
    Buf out = {0};
    off_write_text(&out, &(TextStyle){0}, clinic->set);
    CHECK_STR(buf_str(&out), "Switched off here (local):\n  A finding (g, f): no MRI here\n\n");
    buf_free(&out);
    clinic_free(clinic);
    desk_free(desk);
}
