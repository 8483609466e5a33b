// The record of a patient in the store: whole, with what it refers to; answers; packs.

#include "store_fixture.h"

typedef struct {
    Shelf *shelf;
    Arena *arena;
    RecordNeeds *needs;
    StoredRecord stored;
} Stored;

static Stored stored_new(const char *text) {
    Stored stored = {.shelf = shelf_new(), .arena = arena_new()};
    stored.needs = record_needs_new(stored.arena);
    record_need_everything(stored.needs);
    record_needs_freeze(stored.needs);
    shelf_load(stored.shelf, text);
    return stored;
}

static void stored_free(Stored *stored) {
    shelf_free(stored->shelf);
    arena_free(stored->arena);
}

static bool read_record(Stored *stored, const char *patient) {
    StoreRecordOptions options = {.needs = stored->needs, .hash = STR("h")};
    return store_record(stored->shelf->store, &options, str_from(patient), stored->arena,
                        &stored->stored, &stored->shelf->err);
}

// "Condition/c Condition/d"
static Str list(Stored *stored, const char *patient, const char *name) {
    size_t count;
    Str text = STR("");
    if (!CHECK_ROW(read_record(stored, patient), "%s", stored->shelf->err.message)) return text;
    const Resource *resources =
        record_of_type(stored->stored.record, fhir_type_find(str_from(name)), &count);
    for (size_t i = 0; i < count; i++)
        text = arena_printf(stored->arena, "%.*s%s%.*s", STR_ARG(text), i > 0 ? " " : "",
                            STR_ARG(resources[i].id));
    return text;
}

static bool resolves(const Stored *stored, const char *reference) {
    FhirType type;
    return record_resolve(stored->stored.record, str_from(reference), NULL, &type) != NULL;
}

#define P "{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"1950\"}\n"
#define C(id, more)                                \
    "{\"resourceType\":\"Condition\",\"id\":\"" id \
    "\",\"subject\":{\"reference\":\"Patient/p\"}" more "}\n"

TEST(a_stored_record_is_whole_and_in_order) {
    Stored stored = stored_new(C("c", "") P C("a", "") C("b", ""));
    CHECK_STR(list(&stored, "p", "Condition"), "c a b");
    shelf_load(stored.shelf, C("c", ",\"recordedDate\":\"2026\""));  // keeps its place
    CHECK_STR(list(&stored, "p", "Condition"), "c a b");
    CHECK(!read_record(&stored, "q"));
    CHECK_INT(stored.shelf->err.code, ERR_MISSING);
    stored_free(&stored);
}

TEST(a_stored_record_sees_what_it_refers_to) {
    Stored stored = stored_new(
        P C("c",
            ",\"asserter\":{\"reference\":\"Practitioner/1\"}") "{\"resourceType\":"
                                                                "\"Practitioner\",\"id\":\"1\","
                                                                "\"qualification\":[{\"issuer\":{"
                                                                "\"reference\":\"Organization/"
                                                                "2\"}}]}\n{\"resourceType\":"
                                                                "\"Organization\",\"id\":\"2\"}\n"
                                                                "{\"resourceType\":"
                                                                "\"Organization\",\"id\":\"3\"}\n");
    for (int i = 0; i < 2; i++) {  // as received, and from its pack
        CHECK(read_record(&stored, "p"));
        CHECK(resolves(&stored, "Practitioner/1"));
        CHECK(resolves(&stored, "Organization/2"));
        CHECK(!resolves(&stored, "Organization/3"));
    }
    stored_free(&stored);
}

TEST(a_change_of_what_a_record_refers_to_raises_its_revision) {
    static const char revision[] = "SELECT id || ':' || revision FROM patient ORDER BY id";
    Stored stored = stored_new(
        P C("c", ",\"asserter\":{\"reference\":\"Practitioner/1\"}") "{\"resourceType\":"
                                                                     "\"Patient\",\"id\":\"q\"}\n");
    CHECK(read_record(&stored, "p") && read_record(&stored, "q"));
    CHECK_STR(shelf_ask(stored.shelf, revision), "p:1,q:1");
    // It was looked for in vain before.
    shelf_load(stored.shelf, "{\"resourceType\":\"Practitioner\",\"id\":\"1\"}\n");
    CHECK_STR(shelf_ask(stored.shelf, revision), "p:2,q:1");
    CHECK(read_record(&stored, "p"));
    CHECK(resolves(&stored, "Practitioner/1"));
    shelf_load(stored.shelf, "{\"resourceType\":\"Practitioner\",\"id\":\"1\",\"active\":true}\n");
    CHECK_STR(shelf_ask(stored.shelf, revision), "p:3,q:1");
    shelf_load(stored.shelf, "{\"resourceType\":\"Practitioner\",\"id\":\"2\"}\n");
    CHECK_STR(shelf_ask(stored.shelf, revision), "p:3,q:1");
    stored_free(&stored);
}

TEST(a_stored_record_holds_those_who_were_merged) {
    Stored stored = stored_new(
        C("c", "") P "{\"resourceType\":\"Patient\",\"id\":\"n\",\"link\":[{\"type\":\"replaces\","
                     "\"other\":{\"reference\":\"Patient/p\"}}]}\n"
                     "{\"resourceType\":\"Condition\",\"id\":\"b\",\"subject\":{\"reference\":"
                     "\"Patient/n\"}}\n" C("a", ""));
    CHECK_STR(list(&stored, "n", "Condition"), "c b a");
    CHECK_STR(list(&stored, "p", "Condition"), "c b a");  // who stands for them
    CHECK_STR(stored.stored.record->patient_id, "n");
    CHECK_INT((int64_t)stored.stored.record->merged_count, 1);
    CHECK_STR(list(&stored, "n", "Patient"), "n");
    stored_free(&stored);
}

TEST(two_people_have_no_record) {
    Stored stored =
        stored_new(P "{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"1971\"}\n");
    CHECK(!read_record(&stored, "p"));
    CHECK_INT(stored.shelf->err.code, ERR_RUN);
    CHECK_STR(str_from(stored.shelf->err.message),
              "two different patients have this id: not reviewed");
    stored_free(&stored);
}

TEST(answers_stand_in_the_record_until_they_are_taken_away) {
    static const char revision[] = "SELECT revision || '' FROM patient";
    Stored stored = stored_new(P C("c", ""));
    Store *store = stored.shelf->store;
    Err *err = &stored.shelf->err;
    StoreAnswer answer = {.patient = STR("p"),
                          .type = STR("Condition"),
                          .id = STR("answer-1"),
                          .json = STR(C("answer-1", ""))};
    CHECK(read_record(&stored, "p"));
    CHECK(store_begin(store, err) && store_answer_put(store, &answer, err) &&
          store_commit(store, err));
    CHECK_STR(shelf_ask(stored.shelf, revision), "2");
    CHECK_STR(list(&stored, "p", "Condition"), "c answer-1");
    CHECK_INT(stored.stored.revision, 2);
    CHECK(store_answer_remove(store, STR("Condition"), STR("answer-1"), err));
    CHECK_STR(shelf_ask(stored.shelf, revision), "3");
    CHECK_STR(list(&stored, "p", "Condition"), "c");
    CHECK(!store_answer_remove(store, STR("Condition"), STR("answer-1"), err));
    CHECK_INT(err->code, ERR_MISSING);
    CHECK(!store_answer_remove(store, STR("Condition"), STR("c"), err));  // was loaded
    answer.patient = STR("nobody");
    CHECK(!store_answer_put(store, &answer, err));
    stored_free(&stored);
}

TEST(other_needs_make_another_pack) {
    Stored stored = stored_new(P C("c", ",\"recordedDate\":\"2026\""));
    RecordNeeds *all = stored.needs;
    stored.needs = record_needs_new(stored.arena);
    record_need(stored.needs, FHIR_TYPE_PATIENT, STR("birthDate"), false);
    record_needs_freeze(stored.needs);
    CHECK_STR(list(&stored, "p", "Condition"), "");
    stored.needs = all;
    CHECK_STR(list(&stored, "p", "Condition"), "c");
    stored_free(&stored);
}

TEST(a_store_that_is_only_read_gives_records_too) {
    Stored stored = stored_new(P C("c", ""));
    Store *writer = stored.shelf->store;
    CHECK(store_open(stored.shelf->path, STORE_READ, &stored.shelf->store, &stored.shelf->err));
    CHECK_STR(list(&stored, "p", "Condition"), "c");
    CHECK_STR(shelf_ask(stored.shelf, "SELECT count(*) || '' FROM pack"), "0");
    store_close(stored.shelf->store);
    stored.shelf->store = writer;
    stored_free(&stored);
}

TEST(a_damaged_pack_is_an_error_not_another_record) {
    Stored stored = stored_new(P C("c", ""));
    CHECK(read_record(&stored, "p"));
    CHECK(
        sql_script(stored.shelf->store, "UPDATE pack SET data = x'00112233'", &stored.shelf->err));
    CHECK(!read_record(&stored, "p"));
    CHECK_INT(stored.shelf->err.code, ERR_IO);
    CHECK(sql_script(stored.shelf->store,
                     "UPDATE resource SET data = x'28b52ffd', dictionary = 99;"
                     "DELETE FROM pack",
                     &stored.shelf->err));
    CHECK(!read_record(&stored, "p"));
    stored_free(&stored);
}
