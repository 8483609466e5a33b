// Loading: what is new, newer, the same, older or deleted; whom it is about; whose revision rises.

#include "store_fixture.h"

#define PATIENT(id, family, birth, more)                                              \
    "{\"resourceType\":\"Patient\",\"id\":\"" id "\",\"name\":[{\"family\":\"" family \
    "\",\"given\":[\"Anna\"]}],\"birthDate\":\"" birth "\"" more "}\n"
#define CONDITION(id, patient, more)                                                          \
    "{\"resourceType\":\"Condition\",\"id\":\"" id "\",\"subject\":{\"reference\":\"" patient \
    "\"}" more "}\n"
#define UPDATED(instant) ",\"meta\":{\"lastUpdated\":\"" instant "\"}"
#define DELETE(url) "{\"request\":{\"method\":\"DELETE\",\"url\":\"" url "\"}}"
#define BUNDLE(type, entries) \
    "{\"resourceType\":\"Bundle\",\"type\":\"" type "\",\"entry\":[" entries "]}\n"

static const char revisions[] = "SELECT id || ':' || revision FROM patient ORDER BY id";

static void set_evaluated(Shelf *shelf) {
    CHECK(sql_script(shelf->store, "UPDATE patient SET revision = 1, evaluated = 1", &shelf->err));
}

TEST(load_is_an_upsert) {
    Shelf *shelf = shelf_new();
    const char *two = PATIENT("p", "Berg", "1950-02-03", "") CONDITION("c", "Patient/p", "");
    CHECK_STR(shelf_load(shelf, two), "2 new, 0 changed, 0 same, 0 older, 0 removed");
    CHECK_STR(shelf_load(shelf, two), "0 new, 0 changed, 2 same, 0 older, 0 removed");
    set_evaluated(shelf);
    CHECK_STR(shelf_load(shelf, two), "0 new, 0 changed, 2 same, 0 older, 0 removed");
    CHECK_STR(shelf_ask(shelf, revisions), "p:1");
    CHECK_STR(shelf_load(shelf, CONDITION("c", "Patient/p", ",\"recordedDate\":\"2026\"")),
              "0 new, 1 changed, 0 same, 0 older, 0 removed");
    CHECK_STR(shelf_ask(shelf, revisions), "p:2");
    CHECK_STR(shelf_ask(shelf, "SELECT name || '|' || sort || '|' || birth FROM patient"),
              "Anna Berg|berg anna|1950-02-03");
    shelf_free(shelf);
}

TEST(load_raises_the_revision_of_whom_it_changes_only) {
    Shelf *shelf = shelf_new();
    shelf_load(shelf, PATIENT("p", "Berg", "1950", "") PATIENT("q", "Dahl", "1951", "")
                          CONDITION("c", "Patient/p", "") CONDITION("d", "Patient/q", ""));
    set_evaluated(shelf);
    shelf_load(shelf, CONDITION("c", "Patient/p", "") CONDITION("e", "Patient/q", ""));
    CHECK_STR(shelf_ask(shelf, revisions), "p:1,q:2");
    shelf_load(shelf, CONDITION("c", "Patient/q", ""));  // about somebody else now: both changed
    CHECK_STR(shelf_ask(shelf, revisions), "p:2,q:3");
    CHECK_STR(shelf_ask(shelf, "SELECT group_concat(r.id) FROM resource r JOIN subject s"
                               " ON s.number = r.number >> 28 WHERE s.id = 'q' GROUP BY s.id"),
              "q,d,e,c");
    shelf_free(shelf);
}

static const char *condition_of(Shelf *shelf, const char *more) {
    return arena_printf(shelf->arena,
                        "{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{"
                        "\"reference\":\"Patient/p\"}%s}\n%c",
                        more, 0)
        .data;
}

TEST(load_keeps_the_newer_of_two) {
    static const struct {
        const char *first, *second, *want;
    } rows[] = {
        {UPDATED("2026-01-02T00:00:00Z"), UPDATED("2026-01-03T00:00:00Z"), "changed"},
        {UPDATED("2026-01-02T00:00:00Z"), UPDATED("2026-01-01T23:59:59Z"), "older"},
        {UPDATED("2026-01-02T01:00:00+01:00"), UPDATED("2026-01-02T00:00:00Z"), "changed"},
        {UPDATED("2026-01-02T00:00:00Z"), "", "changed"},
        {"", UPDATED("2026-01-02T00:00:00Z"), "changed"},
        {"", "", "same"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Shelf *shelf = shelf_new();
        shelf_load(shelf, PATIENT("p", "Berg", "1950", ""));
        shelf_load(shelf, condition_of(shelf, rows[i].first));
        Str said = shelf_load(shelf, condition_of(shelf, rows[i].second));
        Str want = arena_printf(shelf->arena, "1 %s", rows[i].want);
        CHECK_ROW(memmem(said.data, said.len, want.data, want.len) != NULL, "row %zu: %.*s", i,
                  STR_ARG(said));
        shelf_free(shelf);
    }
}

TEST(load_gives_back_what_it_took) {
    Shelf *shelf = shelf_new();
    const char *pretty =
        "{\n \"resourceType\": \"Patient\",\n  \"id\": \"p\", \"x\": \"\\u00e9 é\"\n}";
    Str json = STR("");
    shelf_load(shelf, pretty);
    CHECK(store_resource(shelf->store, STR("Patient"), STR("p"), shelf->arena, &json, &shelf->err));
    CHECK_STR(json, pretty);
    CHECK(
        !store_resource(shelf->store, STR("Patient"), STR("q"), shelf->arena, &json, &shelf->err));
    CHECK_INT(shelf->err.code, ERR_MISSING);
    shelf_free(shelf);
}

TEST(load_removes_what_a_bundle_deletes) {
    Shelf *shelf = shelf_new();
    shelf_load(shelf, PATIENT("p", "Berg", "1950", "") CONDITION("c", "Patient/p", "")
                          CONDITION("d", "Patient/p", UPDATED("2026-01-02T00:00:00Z")));
    set_evaluated(shelf);
    // A line of the `deleted` part of a bulk export.
    CHECK_STR(shelf_load(shelf, BUNDLE("transaction", DELETE("Condition/c"))),
              "0 new, 0 changed, 0 same, 0 older, 1 removed");
    CHECK_STR(shelf_ask(shelf, revisions), "p:2");
    CHECK_STR(shelf_load(shelf, BUNDLE("transaction", DELETE("Condition/c"))),
              "0 new, 0 changed, 0 same, 0 older, 0 removed");
    // A deletion that is older than what stands there.
    CHECK_STR(shelf_load(shelf, BUNDLE("history",
                                       "{\"request\":{\"method\":\"DELETE\",\"url\":\"Condition/"
                                       "d\"},\"response\":{\"lastModified\":\"2026-01-01T00:00:00Z"
                                       "\"}}")),
              "0 new, 0 changed, 0 same, 0 older, 0 removed");
    CHECK_STR(shelf_load(shelf, BUNDLE("transaction", DELETE("Condition?code=7"))),
              "0 new, 0 changed, 0 same, 0 older, 0 removed; reference 1: a deletion that names no "
              "resource by its id");
    CHECK_STR(shelf_load(shelf, BUNDLE("transaction", DELETE("Patient/p"))),
              "0 new, 0 changed, 0 same, 0 older, 1 removed");
    CHECK_STR(shelf_ask(shelf, "SELECT count(*) || '' FROM patient"), "0");
    shelf_free(shelf);
}

TEST(load_reads_a_history_from_its_end) {
    Shelf *shelf = shelf_new();
    shelf_load(shelf, PATIENT("p", "Berg", "1950", ""));
    shelf_load(
        shelf,
        BUNDLE("history",
               "{\"request\":{\"method\":\"PUT\",\"url\":\"Condition/c\"},"
               "\"resource\":" CONDITION("c", "Patient/p", "") "}," DELETE(
                   "Condition/c") ",{\"resource\":" CONDITION("c", "Patient/p",
                                                              ",\"recordedDate\":\"2020\"") "}"));
    Str json = STR("");
    CHECK(
        store_resource(shelf->store, STR("Condition"), STR("c"), shelf->arena, &json, &shelf->err));
    CHECK(memmem(json.data, json.len, "2020", 4) == NULL);
    shelf_free(shelf);
}

TEST(a_snapshot_removes_what_it_does_not_hold) {
    Shelf *shelf = shelf_new();
    const char *all = PATIENT("p", "Berg", "1950", "") CONDITION("c", "Patient/p", "")
        CONDITION("d", "Patient/p", "") PATIENT("q", "Dahl", "1951", "");
    StoreAnswer answer = {.patient = STR("p"),
                          .type = STR("Observation"),
                          .id = STR("a1"),
                          .json = STR("{\"resourceType\":\"Observation\",\"id\":\"a1\",\"subject\":"
                                      "{\"reference\":\"Patient/p\"}}")};
    shelf_load(shelf, all);
    CHECK(store_begin(shelf->store, &shelf->err) &&
          store_answer_put(shelf->store, &answer, &shelf->err) &&
          store_commit(shelf->store, &shelf->err));
    shelf_load_text(shelf, PATIENT("p", "Berg", "1950", "") CONDITION("c", "Patient/p", ""), true);
    CHECK_INT((int64_t)shelf->summary.removed, 2);
    CHECK_INT((int64_t)shelf->summary.patients_removed, 1);
    CHECK_STR(shelf_ask(shelf, "SELECT type || '/' || id FROM resource ORDER BY number"),
              "Patient/p,Condition/c,Observation/a1");
    // What cannot be read is not what is gone.
    shelf_load_text(shelf, PATIENT("p", "Berg", "1950", "") "{\"resourceType\":\"Condition\",\n",
                    true);
    CHECK_INT((int64_t)shelf->summary.removed, 0);
    CHECK(shelf->summary.removed_nothing);
    shelf_load_text(shelf, "", true);
    CHECK(shelf->summary.removed_nothing);
    CHECK_STR(shelf_ask(shelf, "SELECT count(*) || '' FROM resource"), "3");
    shelf_free(shelf);
}

TEST(load_follows_urns_within_a_bundle) {
    Shelf *shelf = shelf_new();
    CHECK_STR(
        shelf_load(shelf,
                   BUNDLE("transaction",
                          "{\"fullUrl\":\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Patient\","
                          "\"birthDate\":\"1950\"}},{\"fullUrl\":\"urn:uuid:2\",\"resource\":{"
                          "\"resourceType\":\"Condition\",\"subject\":{\"reference\":"
                          "\"urn:uuid:1\"}}}")),
        "2 new, 0 changed, 0 same, 0 older, 0 removed");
    CHECK_STR(shelf_ask(shelf, "SELECT type || '/' || id || '=' || full_url FROM resource"),
              "Patient/1=urn:uuid:1,Condition/2=urn:uuid:2");
    CHECK_STR(shelf_ask(shelf, "SELECT count(DISTINCT number >> 28) || '' FROM resource"), "1");
    shelf_free(shelf);
}

TEST(load_keeps_what_has_no_id_once) {
    Shelf *shelf = shelf_new();
    const char *text =
        PATIENT("p", "Berg", "1950",
                "") "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/p\"}}\n";
    CHECK_STR(shelf_load(shelf, text), "2 new, 0 changed, 0 same, 0 older, 0 removed");
    CHECK_STR(shelf_load(shelf, text), "0 new, 0 changed, 2 same, 0 older, 0 removed");
    shelf_free(shelf);
}

TEST(load_says_whose_patient_is_not_there) {
    Shelf *shelf = shelf_new();
    CHECK_STR(shelf_load(shelf, CONDITION("c", "Patient/p", "") CONDITION("d", "Patient/p", "")),
              "2 new, 0 changed, 0 same, 0 older, 0 removed; patient 1: about a patient who is not "
              "in the store: kept, not reviewed until they come");
    CHECK_INT((int64_t)shelf->summary.waiting, 2);
    CHECK_STR(shelf_load(shelf, PATIENT("p", "Berg", "1950", "")),
              "1 new, 0 changed, 0 same, 0 older, 0 removed");
    shelf_free(shelf);
}

TEST(two_people_with_one_id_are_not_reviewed) {
    Shelf *shelf = shelf_new();
    shelf_load(shelf, PATIENT("p", "Berg", "1950", "") CONDITION("c", "Patient/p", "")
                          PATIENT("p", "Dahl", "1971", "") CONDITION("d", "Patient/p", ""));
    CHECK_STR(buf_str(&shelf->troubles),
              "patient 3: two different patients with one id: what belongs to whom cannot be told");
    CHECK_STR(shelf_ask(shelf, "SELECT two || name FROM patient"), "1Anna Berg");
    // A snapshot in which they are one settles it.
    shelf_load_text(shelf, PATIENT("p", "Berg", "1950", "") CONDITION("c", "Patient/p", ""), true);
    CHECK_STR(shelf_ask(shelf, "SELECT two || '' FROM patient"), "0");
    CHECK_STR(shelf_ask(shelf, "SELECT count(*) || '' FROM resource"), "2");
    shelf_free(shelf);
}

TEST(a_second_person_in_a_bundle_is_left_out_with_all_of_theirs) {
    Shelf *shelf = shelf_new();
    shelf_load(shelf, BUNDLE("collection",
                             "{\"resource\":" PATIENT(
                                 "p", "Berg", "1950",
                                 "") "},{\"resource\":" CONDITION("c", "Patient/p", "") "}"));
    CHECK_STR(
        shelf_load(shelf, BUNDLE("collection",
                                 "{\"resource\":" PATIENT(
                                     "p", "Dahl", "1971",
                                     "") "},{\"resource\":" CONDITION("d", "Patient/p", "") "}")),
        "0 new, 0 changed, 0 same, 0 older, 0 removed; patient 1: two different patients with "
        "one id: the second is left out");
    CHECK_STR(shelf_ask(shelf, "SELECT id FROM resource ORDER BY number"), "p,c");
    shelf_free(shelf);
}

TEST(a_newer_patient_may_correct_a_date_of_birth) {
    Shelf *shelf = shelf_new();
    shelf_load(shelf, PATIENT("p", "Berg", "1950", UPDATED("2026-01-02T00:00:00Z")));
    CHECK_STR(shelf_load(shelf, PATIENT("p", "Berg", "1960", UPDATED("2026-01-03T00:00:00Z"))),
              "0 new, 1 changed, 0 same, 0 older, 0 removed; patient 1: the person of this id "
              "changed name or date of birth: taken as a correction");
    CHECK_STR(shelf_ask(shelf, "SELECT two || ' ' || birth FROM patient"), "0 1960");
    shelf_free(shelf);
}

TEST(merges_are_followed_and_undone) {
    static const char stands[] =
        "SELECT id || '>' || coalesce(stands, '') FROM patient ORDER BY id";
    Shelf *shelf = shelf_new();
    shelf_load(shelf, PATIENT("old", "Berg", "1950",
                              ",\"link\":[{\"type\":\"replaced-by\",\"other\":{\"reference\":"
                              "\"Patient/new\"}}]") CONDITION("c", "Patient/old", ""));
    CHECK_STR(shelf_ask(shelf, stands), "old>");
    shelf_load(shelf, PATIENT("new", "Berg", "1950", ""));
    CHECK_STR(shelf_ask(shelf, stands), "new>,old>new");
    set_evaluated(shelf);
    shelf_load(shelf, CONDITION("d", "Patient/old", ""));
    CHECK_STR(shelf_ask(shelf, revisions), "new:2,old:1");
    shelf_load(shelf, PATIENT("old", "Berg", "1950", ""));
    CHECK_STR(shelf_ask(shelf, stands), "new>,old>");
    CHECK_STR(shelf_ask(shelf, "SELECT group_concat(revision > evaluated) FROM patient"), "1,1");
    shelf_free(shelf);
}

TEST(the_record_number_is_the_one_of_its_type) {
    Shelf *shelf = shelf_new();
    shelf_load(
        shelf,
        PATIENT("p", "Berg", "1950",
                ",\"gender\":\"female\",\"deceasedDateTime\":\"2026-02\",\"identifier\":[{"
                "\"value\":\"1\"},{\"type\":{\"coding\":[{\"code\":\"MR\"}]},\"value\":\"2\"}]")
            PATIENT("q", "Dahl", "1951",
                    ",\"deceasedBoolean\":true,\"identifier\":[{\"value\":\"3\"}]"));
    CHECK_STR(shelf_ask(shelf, "SELECT mrn || ' ' || sex || ' ' || died FROM patient ORDER BY id"),
              "2 female 2026-02,3  yes");
    CHECK_STR(shelf_ask(shelf, "SELECT length(key) || '' FROM patient"), "16,16");
    shelf_free(shelf);
}

TEST(a_first_load_finds_again_what_it_put_and_removed) {
    Shelf *shelf = shelf_new();
    CHECK_STR(shelf_load(shelf, PATIENT("p", "Berg", "1950", "") CONDITION("c", "Patient/p", "")
                                    CONDITION("c", "Patient/p", ",\"recordedDate\":\"2026\"")
                                        PATIENT("p", "Berg", "1950", "")
                                            BUNDLE("transaction", DELETE("Condition/c"))
                                                CONDITION("c", "Patient/p", "")),
              "3 new, 1 changed, 1 same, 0 older, 1 removed");
    CHECK_STR(shelf_ask(shelf, "SELECT count(*) || '' FROM resource"), "2");
    CHECK_STR(shelf_ask(shelf, "SELECT name FROM sqlite_schema WHERE name = 'resource_key'"),
              "resource_key");
    shelf_free(shelf);
}

TEST(a_first_load_that_was_killed_leaves_a_store_with_its_index) {
    Shelf *shelf = shelf_new();
    shelf_load(shelf, PATIENT("p", "Berg", "1950", ""));
    CHECK(sql_script(shelf->store, "DROP INDEX resource_key", &shelf->err));
    store_close(shelf->store);
    CHECK(store_open(shelf->path, STORE_OPEN, &shelf->store, &shelf->err));
    CHECK_STR(shelf_ask(shelf, "SELECT name FROM sqlite_schema WHERE name = 'resource_key'"),
              "resource_key");
    shelf_free(shelf);
}

TEST(a_write_waits_for_another_and_says_so_in_the_end) {
    Shelf *shelf = shelf_new();
    Store *other = NULL;
    CHECK(store_open(shelf->path, STORE_OPEN, &other, &shelf->err));
    CHECK(store_begin(other, &shelf->err));
    CHECK(!store_begin(shelf->store, &shelf->err));
    CHECK_INT(shelf->err.code, ERR_IO);
    CHECK_STR(str_from(shelf->err.message),
              "the store is busy: another program writes to it; try again");
    store_rollback(other);
    CHECK(store_begin(shelf->store, &shelf->err));
    store_rollback(shelf->store);
    store_close(other);
    shelf_free(shelf);
}

TEST(two_loads_at_a_time_know_of_each_other) {
    Shelf *shelf = shelf_new();
    Store *other = NULL;
    // The other one enters a patient whom this load has seen missing; and answers come between.
    shelf_load(shelf, CONDITION("c", "Patient/p", ""));
    CHECK(store_open(shelf->path, STORE_OPEN, &other, &shelf->err));
    Store *own = shelf->store;
    shelf->store = other;
    shelf_load(shelf, PATIENT("p", "Berg", "1950", ""));
    set_evaluated(shelf);
    shelf->store = own;
    shelf_load(shelf, CONDITION("c", "Patient/p", ",\"recordedDate\":\"2026\""));
    CHECK_STR(shelf_ask(shelf, revisions), "p:2");
    store_close(other);
    shelf_free(shelf);
}
