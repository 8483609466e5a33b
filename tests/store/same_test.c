// What is evaluated from the store is what a review of the same input says, byte by byte.

#include <stdlib.h>

#include "base/map.h"
#include "finding/finding_fixture.h"
#include "store_fixture.h"

typedef struct {
    Clinic *clinic;
    Map *reviewed;  // id -> Str *, NDJSON of findings
} Same;

static Str write_findings(Clinic *clinic, Record *record) {
    Buf text = {0};
    const Finding *findings;
    size_t count;
    Str patient = arena_printf(record->arena, "Patient/%.*s", STR_ARG(record->patient_id));
    eval_start(clinic->eval, record, record->arena);
    review_patient(&clinic->options, clinic->eval, &findings, &count);
    for (size_t i = 0; i < count; i++)
        finding_write_ndjson(&text, &clinic->options, patient, &findings[i]);
    buf_printf(&text, "merged:");
    for (size_t i = 0; i < record->merged_count; i++)
        buf_printf(&text, " %.*s", STR_ARG(record->merged_ids[i]));
    Str lines = arena_str(clinic->arena, buf_str(&text));
    buf_free(&text);
    return lines;
}

static bool on_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    (void)worker;
    (void)sequence;
    (void)err;
    Same *same = ctx;
    Str *lines = ARENA_NEW(same->clinic->arena, Str);
    *lines = write_findings(same->clinic, record);
    map_put_pointer(same->reviewed, arena_str(same->clinic->arena, record->patient_id), lines);
    return true;
}

static void ignore_trouble(void *ctx, const ReaderTrouble *trouble) {
    (void)ctx;
    (void)trouble;
}

static void check_patient(Same *same, Shelf *shelf, size_t i, const char *how) {
    Str id = map_key(same->reviewed, i);
    const Str *want = map_pointer(same->reviewed, id);
    const GuidelineSet *set = same->clinic->set;
    StoreRecordOptions options = {set->program->needs, set->terms, str_from(set->hash)};
    StoredRecord stored;
    Arena *arena = arena_new();
    bool ok = store_record(shelf->store, &options, id, arena, &stored, &shelf->err);
    if (CHECK_ROW(ok, "%.*s: %s", STR_ARG(id), shelf->err.message)) {
        Str got = write_findings(same->clinic, stored.record);
        CHECK_ROW(str_eq(got, *want), "%.*s, %s: other findings", STR_ARG(id), how);
        if (!str_eq(got, *want) && getenv("SHOW") != NULL)
            printf("got\n%.*s\nwant\n%.*s\n", STR_ARG(got), STR_ARG(*want));
    }
    arena_free(arena);
}

// `guidelines`, unless VIGIL_SAME names others; the same of the input.
static void check_same(const char *input, const char *guidelines, size_t least) {
    if (getenv("VIGIL_SAME") != NULL) guidelines = getenv("VIGIL_SAME");
    Clinic *clinic = clinic_new(guidelines, NULL);
    Same same = {clinic, map_new(clinic->arena)};
    ReaderOptions reader = {.needs = clinic->set->program->needs,
                            .terms = clinic->set->terms,
                            .only_patient = STR(""),
                            .jobs = 1,
                            .trouble = ignore_trouble};
    ReaderSummary summary;
    clinic->options.detail = DETAIL_DATA;
    CHECK(reader_run(&input, 1, &reader, on_patient, &same, &summary, &clinic->err));
    Shelf *shelf = shelf_new();
    CHECK(shelf_load_file(shelf, input, false));
    CHECK(map_count(same.reviewed) >= least);
    for (size_t i = 0; i < map_count(same.reviewed); i++) {
        check_patient(&same, shelf, i, "as received");
        check_patient(&same, shelf, i, "from its pack");
    }
    CHECK_INT((int64_t)map_count(same.reviewed),
              strtol(shelf_ask(shelf, "SELECT count(*) || ' ' FROM pack").data, NULL, 10));
    shelf_free(shelf);
    clinic_free(clinic);
}

TEST(store_gives_the_findings_of_a_review_of_the_clinic) {
    check_same("examples/clinic", "tests/finding/data", 70);
}

TEST(store_gives_the_findings_of_a_review_of_bundles) {
    const char *more = getenv("VIGIL_SAME_INPUT");
    if (more != NULL) check_same(more, "tests/finding/data", 1);
}
