// sheet over the example clinic: each patient on one page, the same bytes twice, the hostile one
// as harmless as the others.

#include "sheet_fixture.h"

typedef struct {
    Clinic *clinic;
    const Json *layout;
    size_t patients;
    bool hostile;
} Visit;

static void check_hostile(Visit *visit, const Sheet *sheet, Arena *arena) {
    Json back;
    Err err = {0};
    Str json = sheet_json(arena, sheet);
    visit->hostile = true;
    CHECK(json_read(json, NULL, &json_limits, arena, &back, &err));
    // Line ends of the record never end a line of ours.
    Str texts = sheet_texts(arena, sheet);
    CHECK(!has(texts, "\nBEGIN:VEVENT") && !has(texts, "\nEND:VEVENT"));
    CHECK(has(json, "<script>"));  // as text
}

static bool visit_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    (void)worker;
    (void)sequence;
    (void)err;
    Visit *visit = ctx;
    Clinic *clinic = visit->clinic;
    const SheetSource source = {.options = &clinic->options, .layout = visit->layout};
    const Sheet *sheet = sheet_of_record(source, clinic->eval, record, record->arena);
    Str pdf = sheet_pdf(record->arena, sheet);
    Str id = record->patient_id;
    CHECK_ROW(pdf_pages(pdf) == 1, "%.*s: %zu pages", STR_ARG(id), pdf_pages(pdf));
    if (visit->patients % 8 == 0)
        CHECK_ROW(str_eq(pdf, sheet_pdf(record->arena, sheet)), "%.*s: other bytes", STR_ARG(id));
    CHECK_ROW(!has(pdf, arena_printf(record->arena, "%.*s%c", STR_ARG(id), 0).data) || id.len < 5,
              "%.*s: the id stands in the file", STR_ARG(id));
    visit->patients++;
    if (str_eq(id, STR("hostile"))) check_hostile(visit, sheet, record->arena);
    return true;
}

TEST(sheet_of_every_patient_of_the_clinic_is_one_page) {
    static const char *const paths[] = {"examples/clinic"};
    Visit visit = {.clinic = clinic_new("guidelines", NULL)};
    Clinic *clinic = visit.clinic;
    ReaderSummary summary;
    if (clinic->set == NULL) return;
    visit.layout = clinic->set->layout;
    CHECK(visit.layout != NULL);
    clinic->options.detail = DETAIL_NONE;
    clinic->options.says = true;
    const ReaderOptions reader = {.needs = clinic->set->program->needs,
                                  .terms = clinic->set->terms,
                                  .jobs = 1,
                                  .ctx = &visit};
    bool ok = reader_run(paths, 1, &reader, visit_patient, &visit, &summary, &clinic->err);
    CHECK_ROW(ok, "%s", clinic->err.message);
    CHECK(visit.patients > 60 && visit.hostile);
    clinic_free(clinic);
}
