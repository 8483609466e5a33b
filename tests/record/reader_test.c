// reader: every form of input gives the same patients, and everything that is wrong is told with
// its place.

#include "record/reader.h"

#include <zlib.h>

#include "base/file.h"
#include "record/reader_fixture.h"
#include "test.h"

#define P1 "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"birthDate\":\"1980\"}"
#define P2 "{\"resourceType\":\"Patient\",\"id\":\"p2\",\"birthDate\":\"1990-02\"}"
#define C1 \
    "{\"resourceType\":\"Condition\",\"id\":\"c1\",\"subject\":{\"reference\":\"Patient/p1\"}}"
#define C2 \
    "{\"resourceType\":\"Condition\",\"id\":\"c2\",\"subject\":{\"reference\":\"Patient/p2\"}}"
#define O1                                                                              \
    "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\",\"code\":{}," \
    "\"subject\":{\"reference\":\"http://h/fhir/Patient/p1/_history/3\"}}"
#define ENTRY(resource) "{\"resource\":" resource "}"
#define BUNDLE(type, entries) \
    "{\"resourceType\":\"Bundle\",\"type\":\"" type "\",\"entry\":[" entries "]}"
#define BOTH                                                            \
    "0 p1: Condition/c1 Observation/o1 Patient/p1\n1 p2: Condition/c2 " \
    "Patient/p2\n"

// Runs one file and checks what came of it; `name` also says which case it was.
static void check_file(const char *name, const char *text, const char *patients,
                       const char *troubles) {
    Fixture *fixture = fixture_new();
    fixture_file(fixture, name, text, true);
    fixture_run(fixture);
    CHECK_ROW(fixture->ok, "%s: %s", name, fixture->err.message);
    CHECK_STR(fixture->patients, patients);
    CHECK_STR(fixture->troubles, troubles);
    fixture_free(fixture);
}

TEST(reader_reads_bundles_a_line) {
    check_file("bundles.ndjson",
               BUNDLE("collection", ENTRY(P1) "," ENTRY(C1) "," ENTRY(O1)) "\n\n" BUNDLE(
                   "transaction", ENTRY(P2) "," ENTRY(C2)) "\n",
               BOTH, "");
}

TEST(reader_reads_one_bundle_of_a_population) {
    check_file(
        "bundle.json",
        BUNDLE("transaction", ENTRY(O1) "," ENTRY(P1) "," ENTRY(C2) "," ENTRY(P2) "," ENTRY(C1)),
        BOTH, "");
}

TEST(reader_reads_a_pretty_printed_bundle_of_bundles) {
    check_file("pretty.json",
               "\xEF\xBB\xBF{\r\n  \"type\": \"document\",\n  \"resourceType\": \"Bundle\",\n"
               "  \"entry\": [\n    {\"resource\": " BUNDLE(
                   "collection", ENTRY(P1) "," ENTRY(C1) "," ENTRY(
                                     O1)) "},\n"
                                          "    " ENTRY(P2) ",\n    " ENTRY(C2) "\n  ]\n}\n",
               BOTH, "");
}

TEST(reader_reads_a_bare_entry_and_a_list) {
    check_file("entry.json",
               "{\n \"fullUrl\": \"urn:uuid:x\",\n \"resource\": " BUNDLE(
                   "collection", ENTRY(P1) "," ENTRY(C1)) "}",
               "0 p1: Condition/c1 Patient/p1\n", "");
    check_file("list.json", "[\n" C1 ",\n" P1 ",\n" C2 "," O1 "," P2 "]", BOTH, "");
}

TEST(reader_reads_loose_resources_in_any_order) {
    check_file("loose.ndjson", C1 "\n" C2 "\n" P1 "\n" O1 "\n" P2 "\n", BOTH, "");
    // The order of the patients is the order of their Patient resources.
    check_file("loose2.ndjson", C1 "\n" P2 "\n" C2 "\n" P1 "\n",
               "0 p2: Condition/c2 Patient/p2\n1 p1: Condition/c1 Patient/p1\n", "");
    check_file("pages.ndjson",
               BUNDLE("searchset", ENTRY(P1) "," ENTRY(O1)) "\n" BUNDLE(
                   "searchset", ENTRY(C1) "," ENTRY(P1)) "\n",
               "0 p1: Condition/c1 Observation/o1 Patient/p1\n",
               "duplicate pages.ndjson:2 remark: the same resource came before: the newer one "
               "counts\n");
}

TEST(reader_reads_folders) {
    Fixture *fixture = fixture_new();
    fixture_file(fixture, "Condition.000.ndjson", C1 "\n", false);
    fixture_file(fixture, "Condition.001.ndjson", C2 "\n", false);
    fixture_file(fixture, "Observation.ndjson", O1, false);
    fixture_file(fixture, "Patient.ndjson", P1 "\n" P2 "\n", false);
    fixture_file(fixture, "README.md", "# not FHIR\n", false);
    fixture_file(fixture, "manifest.json",
                 "{\"transactionTime\":\"2024-01-01T00:00:00Z\",\"request\":\"x\",\"output\":[{"
                 "\"type\":\"Patient\"}]}",
                 false);
    fixture_input_folder(fixture);
    fixture_run(fixture);
    CHECK_STR(fixture->patients, BOTH);
    CHECK_STR(fixture->troubles, "");
    CHECK_INT((int64_t)fixture->summary.patients, 2);
    CHECK_INT((int64_t)fixture->summary.resources, 5);
    fixture_again(fixture);
    fixture_file(fixture, "a.json", BUNDLE("collection", ENTRY(P1) "," ENTRY(C1) "," ENTRY(O1)),
                 false);
    fixture_file(fixture, "b.json", BUNDLE("collection", ENTRY(P2) "," ENTRY(C2)), false);
    fixture_input_folder(fixture);
    fixture_run(fixture);
    CHECK_STR(fixture->patients, BOTH);
    // A Bundle and loose copies of what is in it: once, and nobody twice.
    fixture_file(fixture, "c.json", C1, false);
    fixture_file(fixture, "d.json", "{\n \"resourceType\": \"Patient\",\n \"id\": \"p1\"\n}",
                 false);
    fixture_run(fixture);
    CHECK_STR(fixture->patients, BOTH);
    CHECK_INT((int64_t)fixture->summary.duplicates, 2);
    CHECK_INT((int64_t)fixture->summary.skipped, 0);
    fixture_free(fixture);
}

TEST(reader_reads_gzip_and_tells_of_a_cut_one) {
    Fixture *fixture = fixture_new();
    Str text = STR(
        BUNDLE("collection", ENTRY(P1)) "\n" BUNDLE("collection", ENTRY(P2) "," ENTRY(C2)) "\n");
    const char *path = path_join(fixture->arena, fixture->folder, STR("x.ndjson"));
    gzFile gz = gzopen(path, "wb");
    gzwrite(gz, text.data, (unsigned)text.len);
    gzclose(gz);
    fixture->paths[fixture->path_count++] = path;
    fixture_run(fixture);
    CHECK_STR(fixture->patients, "0 p1: Patient/p1\n1 p2: Condition/c2 Patient/p2\n");
    Str packed;
    CHECK(file_read(path, 1 << 20, fixture->arena, &packed, &fixture->err));
    fixture_again(fixture);
    fixture_bytes(fixture, "cut.gz", (Str){packed.data, packed.len - 10}, true);
    fixture_file(fixture, "good.ndjson", BUNDLE("collection", ENTRY(P1)), true);
    fixture_run(fixture);
    CHECK(fixture->ok);
    CHECK(fixture->summary.skipped > 0);
    CHECK(memmem(fixture->troubles.data, fixture->troubles.len, "io cut.gz:", 10) != NULL);
    CHECK(memmem(fixture->patients.data, fixture->patients.len, "p1: Patient/p1", 14) != NULL);
    fixture_free(fixture);
}

TEST(reader_goes_on_after_a_broken_line) {
    static const struct {
        const char *line, *trouble;
    } rows[] = {
        {"not json", "json bad.ndjson:2 skipped: not a JSON value\n"},
        {"{\"resourceType\":\"Condition\",\"id\":\"\xff\"}",
         "utf8 bad.ndjson:2 skipped: not UTF-8\n"},
        {"{\"resourceType\":\"ImagingSelection\",\"id\":\"i\"}",
         "type bad.ndjson:2 skipped: R4 has no such resource type\n"},
        {"{\"id\":\"i\"}", "type bad.ndjson:2 skipped: an object without a resourceType\n"},
        {"17", "shape bad.ndjson:2 skipped: a resource is an object\n"},
        {"{\"resourceType\":\"Condition\",\"code\":\"C41\",\"subject\":{\"reference\":\"Patient/"
         "p1\"}}",
         "shape bad.ndjson:2 skipped: Condition.code: an object belongs here\n"},
        {"{\"resourceType\":\"Condition\",\"id\":7,\"subject\":{\"reference\":\"Patient/p1\"}}",
         "shape bad.ndjson:2 skipped: Condition.id: a text belongs here\n"},
        {"{\"resourceType\":\"Patient\",\"id\":\"x\",\"name\":{\"family\":\"A\"}}",
         "shape bad.ndjson:2 skipped: Patient.name: a list belongs here\n"},
        {"{\"resourceType\":\"Condition\",\"id\":\"c\",\"code\":{}}",
         "patient bad.ndjson:2 skipped: it does not say which patient it is about\n"},
        {"{\"resourceType\":\"Patient\"}",
         "patient bad.ndjson:2 skipped: a Patient without an id\n"},
        {"{\"resourceType\":\"Condition\",\"id\":\"c\",\"onsetDateTime\":\"soon\",\"subject\":{"
         "\"reference\":\"Patient/p1\"}}",
         "shape bad.ndjson:2 remark: Condition.onset: a date or a date with a time belongs here\n"},
        {"{\"resourceType\":\"Condition\",\"id\":\"c\",\"recordedDate\":\"2026-02-29\","
         "\"subject\":{\"reference\":\"Patient/p1\"}}",
         "shape bad.ndjson:2 remark: Condition.recordedDate: a date or a date with a time belongs "
         "here\n"},
        {"{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{},\"valueInteger\":3.5,"
         "\"subject\":{\"reference\":\"Patient/p1\"}}",
         "shape bad.ndjson:2 remark: Observation.value: a whole number of 32 bits belongs here\n"},
        {"{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{},\"valueTime\":\"25:"
         "00\","
         "\"subject\":{\"reference\":\"Patient/p1\"}}",
         "shape bad.ndjson:2 remark: Observation.value: a time belongs here\n"},
        {"{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{},\"valueQuantity\":{"
         "\"value\":62e99},\"subject\":{\"reference\":\"Patient/p1\"}}",
         "shape bad.ndjson:2 remark: Quantity.value: a number within 28 digits belongs here\n"},
        {"{\"resourceType\":\"Group\",\"id\":\"g\",\"member\":[{\"entity\":{\"reference\":"
         "\"Patient/"
         "p1\"}}]}",
         ""},
        {"{\"resourceType\":\"Observation\",\"id\":\"o\",\"subject\":{\"reference\":\"Location/"
         "l\"}}",
         ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Fixture *fixture = fixture_new();
        Str text = arena_printf(fixture->arena, "%s\n%s\n%s\n", P1, rows[i].line, P2);
        fixture_bytes(fixture, "bad.ndjson", text, true);
        fixture_run(fixture);
        CHECK_ROW(fixture->ok && fixture->summary.patients == 2, "%s", rows[i].line);
        CHECK_STR(fixture->troubles, rows[i].trouble);
        fixture_free(fixture);
    }
}

TEST(reader_goes_on_when_the_first_line_is_broken) {
    check_file("first.ndjson", "{\"resourceType\":\"Pat\n" P1 "\n" C1 "\n",
               "0 p1: Condition/c1 Patient/p1\n",
               "json first.ndjson:1 skipped: the text ends inside a string\n");
    check_file("first2.ndjson", "{\"resourceType\":\"Patient\",\nrubbish\n" P1 "\n",
               "0 p1: Patient/p1\n",
               "json first2.ndjson:1 skipped: the name of a member belongs here\n"
               "json first2.ndjson:2 skipped: not a JSON value\n");
}

TEST(reader_tells_the_line_in_a_pretty_file) {
    check_file("pretty.json",
               "{\n\"resourceType\": \"Bundle\",\n\"type\": \"collection\",\n\"entry\": [\n" ENTRY(
                   P1) ",\n{\"resource\": {\n\"resourceType\": \"Condition\",\n\"code\": 5,\n"
                       "\"subject\": {\"reference\": \"Patient/p1\"}}}]}",
               "0 p1: Patient/p1\n",
               "shape pretty.json:8 skipped: Condition.code: an object belongs here\n");
    check_file("cut.json", "{\n\"resourceType\": \"Bundle\",\n\"entry\": [\n", "",
               "json cut.json:3 skipped: the text ends before a value\n");
}

TEST(reader_bounds_lines_and_nesting) {
    Fixture *fixture = fixture_new();
    Buf buf = {0};
    buf_add(&buf, STR(BUNDLE("collection", ENTRY(P1)) "\n{\"resourceType\":\"Patient\",\"x\":"));
    for (int i = 0; i < 100000; i++) buf_add_char(&buf, '[');
    buf_add_char(&buf, '\n');
    buf_add(&buf, STR("{\"resourceType\":\"Patient\",\"id\":\""));
    for (int i = 0; i < 300000; i++) buf_add_char(&buf, 'x');
    buf_add(&buf, STR("\"}\n" BUNDLE("collection", ENTRY(P2)) "\n"));
    fixture_bytes(fixture, "deep.ndjson", buf_str(&buf), true);
    fixture->options.max_line = 200000;
    fixture_run(fixture);
    CHECK_STR(fixture->patients, "0 p1: Patient/p1\n1 p2: Patient/p2\n");
    CHECK_STR(fixture->troubles, "limit deep.ndjson:2 skipped: nested too deep\n"
                                 "limit deep.ndjson:3 skipped: a line of more than 200000 bytes\n");
    CHECK_INT((int64_t)fixture->summary.skipped, 2);
    buf_free(&buf);
    fixture_free(fixture);
}

TEST(reader_gives_a_mother_nothing_of_her_son) {
    // She is the source, author and performer; he is the subject.
    check_file(
        "family.ndjson",
        "{\"resourceType\":\"Patient\",\"id\":\"son\"}\n"
        "{\"resourceType\":\"Patient\",\"id\":\"mother\"}\n"
        "{\"resourceType\":\"QuestionnaireResponse\",\"id\":\"q\",\"status\":\"completed\","
        "\"subject\":{\"reference\":\"Patient/son\"},\"author\":{\"reference\":\"Patient/"
        "mother\"},\"source\":{\"reference\":\"Patient/mother\"}}\n"
        "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"code\":{},"
        "\"performer\":[{\"reference\":\"Patient/mother\"}],\"subject\":{\"reference\":"
        "\"Patient/son\"}}\n"
        "{\"resourceType\":\"Coverage\",\"id\":\"v\",\"status\":\"active\",\"policyHolder\":{"
        "\"reference\":\"Patient/mother\"},\"beneficiary\":{\"reference\":\"Patient/son\"},"
        "\"payor\":[{\"reference\":\"Patient/mother\"}]}\n",
        "0 son: Coverage/v Observation/o Patient/son QuestionnaireResponse/q\n"
        "1 mother: Patient/mother\n",
        "");
}

TEST(reader_gives_a_patient_nothing_about_a_place) {
#define O_PLACE                                                                         \
    "{\"resourceType\":\"Observation\",\"id\":\"ol\",\"status\":\"final\",\"code\":{}," \
    "\"subject\":{\"reference\":\"Location/l\"}}"
    check_file("place.json", BUNDLE("collection", ENTRY(O_PLACE) "," ENTRY(P1) "," ENTRY(C1)),
               "0 p1: Condition/c1 Patient/p1\n", "");
    check_file("places.json", BUNDLE("collection", ENTRY(O_PLACE) "," ENTRY(P1) "," ENTRY(P2)),
               "0 p1: Patient/p1\n1 p2: Patient/p2\n", "");
    check_file("place.ndjson", O_PLACE "\n" P1 "\n", "0 p1: Patient/p1\n", "");
    // A Device that is nobody's is shared, one that is implanted belongs to its bearer.
    check_file(
        "device.json",
        BUNDLE("collection", ENTRY("{\"resourceType\":\"Device\",\"id\":\"d\"}") "," ENTRY(P1)),
        "0 p1: Device/d Patient/p1\n", "");
}

TEST(reader_reports_resources_of_absent_patients) {
    check_file("absent.ndjson", C2 "\n" P1 "\n" C1 "\n", "0 p1: Condition/c1 Patient/p1\n",
               "patient absent.ndjson:1 skipped: about a patient who is not in the input\n");
    Fixture *fixture = fixture_new();
    fixture_file(fixture, "absent.ndjson",
                 BUNDLE("collection", ENTRY(P1) "," ENTRY(C2) "," ENTRY(C2)), true);
    fixture_run(fixture);
    CHECK_STR(fixture->patients, "0 p1: Patient/p1\n");
    CHECK_INT((int64_t)fixture->summary.skipped, 2);
    CHECK_INT((int64_t)fixture->summary.troubles, 1);
    fixture_free(fixture);
}

#define OTHER1                                                                             \
    "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"birthDate\":\"1951-01-01\",\"name\":[{" \
    "\"family\":\"B\"}]}"

TEST(reader_refuses_two_people_with_one_id) {
    check_file("two.ndjson",
               BUNDLE("collection", ENTRY(P1) "," ENTRY(C1)) "\n" BUNDLE(
                   "collection", ENTRY(OTHER1) "," ENTRY(O1)) "\n",
               "0 p1: Condition/c1 Patient/p1\n",
               "patient two.ndjson:2 skipped: two different patients with one id: the second is "
               "left out\n");
    check_file("loose.ndjson", P1 "\n" C1 "\n" OTHER1 "\n" P2 "\n", "0 p2: Patient/p2\n",
               "patient loose.ndjson:3 skipped: two different patients with one id: what belongs "
               "to whom cannot be told\n"
               "patient loose.ndjson:1 skipped: two different patients have this id: not "
               "reviewed\n");
    check_file("inside.json", BUNDLE("collection", ENTRY(P1) "," ENTRY(OTHER1) "," ENTRY(P2)),
               "0 p2: Patient/p2\n",
               "patient inside.json:1 skipped: two different patients with one id: what belongs "
               "to whom cannot be told\n"
               "patient inside.json:1 skipped: two different patients have this id: not "
               "reviewed\n");
    Fixture *fixture = fixture_new();  // each resource left out is counted once
    fixture_file(fixture, "inside.json",
                 BUNDLE("collection", ENTRY(P1) "," ENTRY(C1) "," ENTRY(OTHER1) "," ENTRY(O1)),
                 true);
    fixture_run(fixture);
    CHECK_STR(fixture->patients, "");
    CHECK_INT((int64_t)fixture->summary.skipped, 4);
    fixture_again(fixture);
    fixture_file(fixture, "loose.ndjson", P1 "\n" C1 "\n" OTHER1 "\n" O1 "\n", true);
    fixture_run(fixture);
    CHECK_STR(fixture->patients, "");
    CHECK_INT((int64_t)fixture->summary.skipped, 4);
    fixture_free(fixture);
    // A date of birth that became more exact, and another family name: the same person.
    check_file("same.ndjson",
               P1 "\n{\"resourceType\":\"Patient\",\"id\":\"p1\",\"birthDate\":\"1980-05-06\"}\n",
               "0 p1: Patient/p1\n",
               "duplicate same.ndjson:2 remark: the same resource came before: the newer one "
               "counts\n");
}

#define OLD                                                                                \
    "{\"resourceType\":\"Patient\",\"id\":\"old\",\"active\":false,\"link\":[{\"other\":{" \
    "\"reference\":\"Patient/p1\"},\"type\":\"replaced-by\"}]}"
#define C_OLD \
    "{\"resourceType\":\"Condition\",\"id\":\"co\",\"subject\":{\"reference\":\"Patient/old\"}}"

TEST(reader_merges_linked_patients) {
    check_file("merge.ndjson", OLD "\n" C_OLD "\n" P1 "\n" P2 "\n" C1 "\n",
               "0 p1: Condition/co Condition/c1 Patient/p1 merged old\n1 p2: Patient/p2\n", "");
    check_file("merge.json",
               BUNDLE("collection", ENTRY(OLD) "," ENTRY(C_OLD) "," ENTRY(P1) "," ENTRY(C1)),
               "0 p1: Condition/co Condition/c1 Patient/p1 merged old\n", "");
    check_file(
        "apart.ndjson",
        BUNDLE("collection", ENTRY(OLD) "," ENTRY(C_OLD)) "\n" BUNDLE("collection", ENTRY(P1)),
        "0 old: Condition/co Patient/old\n1 p1: Patient/p1\n",
        "patient apart.ndjson:1 remark: replaced by a patient who is not in this Bundle: "
        "reviewed apart\n");
    // Replaced by each other: one of them stands, nothing hangs.
    check_file("circle.ndjson",
               "{\"resourceType\":\"Patient\",\"id\":\"a\",\"link\":[{\"other\":{\"reference\":"
               "\"Patient/b\"},\"type\":\"replaced-by\"}]}\n"
               "{\"resourceType\":\"Patient\",\"id\":\"b\",\"link\":[{\"other\":{\"reference\":"
               "\"Patient/a\"},\"type\":\"replaced-by\"}]}\n",
               "0 b: Patient/b merged a\n", "");
}

TEST(reader_follows_urns_and_shared_resources) {
    check_file("urn.json",
               "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
               "{\"fullUrl\":\"urn:uuid:9\",\"resource\":{\"resourceType\":\"Patient\"}},"
               "{\"fullUrl\":\"urn:uuid:8\",\"resource\":{\"resourceType\":\"Condition\","
               "\"subject\":{\"reference\":\"urn:uuid:9\"},\"encounter\":{\"reference\":"
               "\"urn:uuid:7\"}}}]}",
               "0 9: Condition/8 Patient/9\n",
               "reference urn.json:1 remark: a reference to a resource that is not in the "
               "record of this patient\n");
    check_file(
        "shared.ndjson",
        "{\"resourceType\":\"Medication\",\"id\":\"m\"}\n" P1 "\n"
        "{\"resourceType\":\"MedicationRequest\",\"id\":\"r\",\"status\":\"active\",\"intent\":"
        "\"order\",\"medicationReference\":{\"reference\":\"Medication/m\"},\"subject\":{"
        "\"reference\":\"Patient/p1\"}}\n",
        "0 p1: Medication/m MedicationRequest/r Patient/p1\n", "");
}

// The place is that of the resource which refers, also of loose ones that waited for their patient.
TEST(reader_tells_which_resource_refers_to_nothing) {
    check_file("nothing.ndjson",
               P2
               "\n" P1 "\n" O1 "\n"
               "{\"resourceType\":\"Condition\",\"id\":\"c3\",\"subject\":{\"reference\":"
               "\"Patient/p1\"},\"encounter\":{\"reference\":\"Encounter/e\"}}\n" C1 "\n"
               "{\"resourceType\":\"Encounter\",\"id\":\"e\",\"status\":\"finished\",\"class\":{},"
               "\"subject\":{\"reference\":\"Patient/p2\"}}\n",
               "0 p2: Encounter/e Patient/p2\n"
               "1 p1: Condition/c3 Condition/c1 Observation/o1 Patient/p1\n",
               "reference nothing.ndjson:4 remark: a reference to a resource that is not in the "
               "record of this patient\n");
}

TEST(reader_counts_resources_by_type) {
    Fixture *fixture = fixture_new();
    fixture->needs = record_needs_new(fixture->arena);
    record_need_resource(fixture->needs, fhir_type_find(STR("Condition")));
    record_needs_freeze(fixture->needs);
    ReaderTypeCount *counts = ARENA_ARRAY(fixture->arena, ReaderTypeCount, fhir_type_count() + 1);
    fixture->options.by_type = counts;
    fixture_file(fixture, "bundles.ndjson",
                 BUNDLE("collection", ENTRY(P1) "," ENTRY(C1) "," ENTRY(O1)) "\n" BUNDLE(
                     "collection", ENTRY(P2) "," ENTRY(C2) "," ENTRY("{\"resourceType\":"
                                                                     "\"Condition\"}")),
                 true);
    fixture_run(fixture);
    const ReaderTypeCount *conditions = &counts[fhir_type_find(STR("Condition"))];
    const ReaderTypeCount *observations = &counts[fhir_type_find(STR("Observation"))];
    CHECK_INT((int64_t)conditions->read, 2);  // without the one that is about nobody
    CHECK_INT((int64_t)conditions->passed, 0);
    CHECK_INT((int64_t)observations->read, 0);
    CHECK_INT((int64_t)observations->passed, 1);
    CHECK_INT((int64_t)counts[fhir_type_find(STR("Patient"))].read, 2);
    CHECK_INT((int64_t)fixture->summary.skipped, 1);
    fixture_free(fixture);
}

TEST(reader_can_look_for_one_patient) {
    Fixture *fixture = fixture_new();
    fixture_file(fixture, "l.ndjson", P1 "\n" OLD "\n" P2 "\n" C2 "\n" C1 "\n", true);
    fixture->options.only_patient = STR("Patient/p2");
    fixture_run(fixture);
    CHECK_STR(fixture->patients, "0 p2: Condition/c2 Patient/p2\n");
    fixture->options.only_patient = STR("old");  // who lives on in p1
    fixture_run(fixture);
    CHECK_STR(fixture->patients, "0 p1: Condition/c1 Patient/p1 merged old\n");
    fixture->options.only_patient = STR("nobody");
    fixture_run(fixture);
    CHECK_STR(fixture->patients, "");
    CHECK(fixture->ok);
    fixture_free(fixture);
}

TEST(reader_gives_the_same_with_more_threads) {
    Fixture *fixture = fixture_new();
    Buf bundles = {0};
    Buf loose = {0};
    for (int i = 0; i < 40; i++) {
        Str patient =
            arena_printf(fixture->arena, "{\"resourceType\":\"Patient\",\"id\":\"n%d\"}", i);
        buf_printf(
            &bundles,
            "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":%.*s}]}\n",
            STR_ARG(patient));
        buf_printf(&loose, "%.*s\n", STR_ARG(patient));
        if (i % 7 == 0) buf_add(&bundles, STR("broken\n"));
        if (i % 7 == 0) buf_add(&loose, STR("broken\n"));
    }
    for (int form = 0; form < 2; form++) {
        Str first = {0};
        Str troubles = {0};
        for (unsigned jobs = 1; jobs <= 4; jobs++) {
            fixture_again(fixture);
            fixture_bytes(fixture, "x.ndjson", buf_str(form == 0 ? &bundles : &loose), true);
            fixture->options.jobs = jobs;
            fixture_run(fixture);
            CHECK_INT((int64_t)fixture->summary.patients, 40);
            if (jobs == 1) first = fixture->patients;
            if (jobs == 1) troubles = fixture->troubles;
            CHECK(str_eq(fixture->patients, first));
            CHECK(str_eq(fixture->troubles, troubles));
        }
    }
    buf_free(&bundles);
    buf_free(&loose);
    fixture_free(fixture);
}

// A file so large that the workers read it themselves, with lines that are broken, empty or too
// long.
TEST(reader_gives_the_same_when_workers_read) {
    enum { PATIENTS = 60, FILLER = 60000, MOST_BYTES = 100000 };
    Fixture *fixture = fixture_new();
    Buf text = {0};
    for (int i = 0; i < PATIENTS; i++) {
        buf_printf(&text, "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"x\":\"");
        size_t filler = FILLER / (size_t)(i % 5 + 1);
        memset(buf_reserve(&text, filler), 'x', filler);
        text.len += filler;
        buf_printf(&text,
                   "\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"n%d\"}}]}\n",
                   i);
        if (i % 7 == 0) buf_add(&text, STR("broken\n \n"));
        if (i % 20 != 3) continue;
        memset(buf_reserve(&text, MOST_BYTES + 1), ' ', MOST_BYTES + 1);
        text.len += MOST_BYTES + 1;
        buf_add_char(&text, '\n');
    }
    Str first = {0};
    Str troubles = {0};
    for (unsigned jobs = 1; jobs <= 4; jobs++) {
        fixture_again(fixture);
        fixture_bytes(fixture, "x.ndjson", buf_str(&text), true);
        fixture->options.jobs = jobs;
        fixture->options.max_line = MOST_BYTES;
        fixture_run(fixture);
        CHECK_INT((int64_t)fixture->summary.patients, PATIENTS);
        CHECK_INT((int64_t)fixture->summary.troubles, 9 + 3);
        if (jobs == 1) first = fixture->patients;
        if (jobs == 1) troubles = fixture->troubles;
        CHECK(str_eq(fixture->patients, first));
        CHECK(str_eq(fixture->troubles, troubles));
    }
    buf_free(&text);
    fixture_free(fixture);
}

static bool stop_at_once(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    (void)ctx;
    (void)worker;
    (void)sequence;
    (void)record;
    return err_set(err, ERR_RUN, "stop");
}

TEST(reader_stops_when_told_and_when_an_input_is_missing) {
    Fixture *fixture = fixture_new();
    fixture_file(fixture, "x.ndjson", P1 "\n" P2 "\n", true);
    ReaderOptions options = {.needs = fixture->needs, .jobs = 2};
    ReaderSummary summary;
    Err err = {0};
    CHECK(!reader_run(fixture->paths, 1, &options, stop_at_once, NULL, &summary, &err));
    CHECK_STR(str_from(err.message), "stop");
    const char *missing = path_join(fixture->arena, fixture->folder, STR("nothing.ndjson"));
    CHECK(!reader_run(&missing, 1, &options, stop_at_once, NULL, &summary, &err));
    CHECK_INT(err.code, ERR_MISSING);
    fixture_free(fixture);
}

TEST(reader_is_strict_when_asked) {
    const char *text = "{\"resourceType\":\"Provenance\",\"x\":[1,,2]}\n" P1 "\n";
    Fixture *fixture = fixture_new();
    Arena *arena = fixture->arena;
    fixture->needs = record_needs_new(arena);
    record_needs_freeze(fixture->needs);
    fixture_file(fixture, "s.ndjson", text, true);
    fixture_run(fixture);
    CHECK_STR(fixture->troubles, "");
    fixture->options.strict = true;
    fixture_run(fixture);
    CHECK_STR(fixture->troubles, "json s.ndjson:1 skipped: not a JSON value\n");
    CHECK_STR(fixture->patients, "0 p1: Patient/p1\n");
    fixture_free(fixture);
}

static bool read_json(const char *text, Fixture *fixture, Record **record) {
    Json value;
    fixture->err = (Err){0};
    return json_read(str_from(text), NULL, &json_limits, fixture->arena, &value, &fixture->err) &&
           reader_from_json(&value, fixture->needs, NULL, fixture->arena, record, &fixture->err);
}

TEST(reader_makes_a_record_of_json) {
    Fixture *fixture = fixture_new();
    Record *record = NULL;
    CHECK(read_json("[" C1 "," P1 "]", fixture, &record));
    size_t count;
    record_of_type(record, fhir_type_find(STR("Condition")), &count);
    CHECK_INT((int64_t)count, 1);
    CHECK(read_json(BUNDLE("collection", ENTRY(P2)), fixture, &record));
    CHECK_STR(record->patient_id, "p2");
    CHECK(!read_json("[" P1 "," P2 "]", fixture, &record));
    CHECK(!read_json("[" C1 "]", fixture, &record));
    CHECK(!read_json("[" P1 "," C2 "]", fixture, &record));
    CHECK(!read_json("[" P1 ",{\"resourceType\":\"Nonsense\"}]", fixture, &record));
    CHECK(!read_json("5", fixture, &record));
    fixture_free(fixture);
}
