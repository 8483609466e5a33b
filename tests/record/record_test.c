// record: what a record answers: by type, by reference, by code, by when it was known; and what is
// read at all.

#include "record/record.h"

#include "record/reader.h"
#include "test.h"

typedef struct {
    Arena *arena;
    RecordNeeds *needs;
    Terms *terms;
    Record *record;
    Err err;
} Desk;

// Needs that are still open, or all of it.
static Desk *desk_new(bool everything) {
    Arena *arena = arena_new();
    Desk *desk = ARENA_NEW(arena, Desk);
    desk->arena = arena;
    desk->needs = record_needs_new(arena);
    desk->terms = terms_new(arena);
    if (everything) record_need_everything(desk->needs);
    if (everything) record_needs_freeze(desk->needs);
    return desk;
}

static bool desk_read(Desk *desk, const char *resources) {
    Json value;
    Str text =
        arena_printf(desk->arena, "[{\"resourceType\":\"Patient\",\"id\":\"p\"},%s]", resources);
    bool ok =
        json_read(text, NULL, &json_limits, desk->arena, &value, &desk->err) &&
        reader_from_json(&value, desk->needs, desk->terms, desk->arena, &desk->record, &desk->err);
    return test_check(ok, __FILE__, __LINE__, "%s", desk->err.message);
}

static void desk_free(Desk *desk) {
    arena_free(desk->arena);
}

static Resource *first(Desk *desk, const char *type) {
    size_t count;
    Resource *resources = record_of_type(desk->record, fhir_type_find(str_from(type)), &count);
    return count == 0 ? NULL : resources;
}

#define ABOUT "\"subject\":{\"reference\":\"Patient/p\"}"

// What was read of the first resource of a type, as JSON.
static Str shown(Desk *desk, const char *type) {
    Buf buf = {0};
    const Resource *resource = first(desk, type);
    if (resource != NULL) json_write(&buf, resource->json, false);
    Str text = arena_str(desk->arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

TEST(record_reads_only_what_is_needed) {
    Desk *desk = desk_new(false);
    FhirType observation = fhir_type_find(STR("Observation"));
    record_need(desk->needs, observation, STR("value"), false);
    record_need(desk->needs, fhir_type_find(STR("Ratio")), STR("numerator"), false);
    record_need(desk->needs, fhir_type_find(STR("Observation")), STR("component"), false);
    record_need(desk->needs, fhir_type_find(STR("Observation.Component")), STR("interpretation"),
                true);
    record_needs_freeze(desk->needs);
    desk_read(desk,
              "{\"resourceType\":\"Observation\",\"id\":\"o\",\"language\":\"en\",\"status\":"
              "\"final\"," ABOUT ",\"valueRatio\":{\"numerator\":{\"value\":1.50,\"id\":\"x\"},"
              "\"denominator\":{\"value\":2}},\"component\":[{\"code\":{\"text\":\"a\"},"
              "\"interpretation\":[{\"text\":\"high\",\"coding\":[{\"display\":\"H\"}]}]}]},"
              "{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT "}");
    CHECK_STR(shown(desk, "Observation"),
              "{\"resourceType\":\"Observation\",\"id\":\"o\",\"subject\":{\"reference\":\"Patient/"
              "p\"},\"valueRatio\":{\"numerator\":{\"value\":1.50}},\"component\":[{"
              "\"interpretation\":[{\"text\":\"high\",\"coding\":[{\"display\":\"H\"}]}]}]}");
    CHECK(first(desk, "Condition") == NULL);
    const FhirElement *value = fhir_element_find(observation, STR("value"));
    const Json *member =
        json_member_key(first(desk, "Observation")->json, value->first_key, value->last_key);
    CHECK(member != NULL && member->key == fhir_key_find(STR("valueRatio")));
    desk_free(desk);
}

TEST(record_needs_hold_for_types_built_on_the_type) {
    Desk *desk = desk_new(false);
    record_need(desk->needs, fhir_type_find(STR("Condition")), STR("onset"), false);
    record_need(desk->needs, fhir_type_find(STR("SimpleQuantity")), STR("extension"), true);
    record_need(desk->needs, fhir_type_find(STR("date")), STR("extension"), true);
    record_needs_freeze(desk->needs);
    desk_read(desk,
              "{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT
              ",\"onsetAge\":{\"value\":3,\"extension\":[{\"url\":\"u\"}]},\"_recordedDate\":{"
              "\"extension\":[{\"url\":\"absent\"}]}}");
    // dateTime is not date: that it has an extension is kept, what is in it is not.
    CHECK_STR(
        shown(desk, "Condition"),
        "{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":\"Patient/"
        "p\"},\"onsetAge\":{\"value\":3,\"extension\":[{\"url\":\"u\"}]},\"_recordedDate\":{}}");
    desk_free(desk);
}

TEST(record_knows_when_a_resource_was_known) {
    static const struct {
        const char *type, *members, *known;  // known: "" when nothing says
    } rows[] = {
        {"Observation", "\"issued\":\"2020-05-01T10:00:00Z\",\"effectiveDateTime\":\"2020-04-30\"",
         "2020-05-01T10:00:00Z"},
        {"Observation", "\"issued\":\"2020-05-01T10:00:00+02:00\"", "2020-05-01T08:00:00Z"},
        {"Observation", "\"effectivePeriod\":{\"start\":\"2020-01-01\",\"end\":\"2020-06-30\"}",
         "2020-06-30"},
        {"Observation", "\"effectivePeriod\":{\"start\":\"2020-01-01\"}", "2020-01-01"},
        {"Condition", "\"recordedDate\":\"2019-03\",\"onsetDateTime\":\"2024-01-01\"", "2019-03"},
        {"MedicationRequest", "\"authoredOn\":\"2018\"", "2018"},
        {"Procedure", "\"performedPeriod\":{\"end\":\"2017-02-03\"}", "2017-02-03"},
        {"Encounter", "\"period\":{\"start\":\"2016-01-01\",\"end\":\"2016-01-04\"}", "2016-01-04"},
        {"CarePlan", "\"period\":{\"end\":\"2030-01-01\"}", ""},  // a plan
        {"Observation", "\"effectiveDateTime\":\"soon\"", ""},
        {"Condition", "\"onsetDateTime\":\"2024-01-01\"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Desk *desk = desk_new(true);
        Str text =
            arena_printf(desk->arena, "{\"resourceType\":\"%s\",\"id\":\"x\"," ABOUT ",%s}%c",
                         rows[i].type, rows[i].members, '\0');
        desk_read(desk, text.data);
        int64_t want = INT64_MIN;
        DateTime moment;
        if (rows[i].known[0] != '\0') {
            CHECK(datetime_parse(str_from(rows[i].known), 0, &moment, &desk->err));
            want = datetime_high_ms(moment);
        }
        const Resource *resource = first(desk, rows[i].type);
        CHECK_ROW(resource != NULL && record_known_at_ms(desk->record, resource) == want, "%s %s",
                  rows[i].type, rows[i].members);
        desk_free(desk);
    }
}

TEST(record_keeps_the_newer_of_two) {
    static const struct {
        const char *one, *two, *stands;
    } rows[] = {{"2020-01-02T00:00:00Z", "2020-01-01T00:00:00Z", "first"},
                {"2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z", "second"},
                {"2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "second"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Desk *desk = desk_new(true);
        Str text =
            arena_printf(desk->arena,
                         "{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT
                         ",\"meta\":{\"lastUpdated\":\"%s\"},\"code\":{\"text\":\"first\"}},"
                         "{\"resourceType\":\"Condition\",\"id\":\"d\"," ABOUT "},"
                         "{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT
                         ",\"meta\":{\"lastUpdated\":\"%s\"},\"code\":{\"text\":\"second\"}}%c",
                         rows[i].one, rows[i].two, '\0');
        desk_read(desk, text.data);
        size_t count;
        const Resource *found =
            record_of_type(desk->record, fhir_type_find(STR("Condition")), &count);
        CHECK_INT((int64_t)count, 2);
        CHECK_STR(json_string(json_member(found[0].json, STR("code")), STR("text")),
                  rows[i].stands);
        CHECK_STR(found[1].id, "d");
        CHECK_INT(desk->record->duplicate_count, 1);
        desk_free(desk);
    }
}

TEST(record_resolves_every_kind_of_reference) {
    Desk *desk = desk_new(true);
    desk_read(
        desk,
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":\"urn:uuid:"
        "77\",\"resource\":{\"resourceType\":\"Encounter\",\"id\":\"e\"," ABOUT "}},"
        "{\"fullUrl\":\"http://h/fhir/Condition/c\",\"resource\":{\"resourceType\":"
        "\"Condition\"," ABOUT ",\"contained\":[{\"resourceType\":\"Practitioner\",\"id\":"
        "\"doc\"}]}}]}");
    const Json *condition = first(desk, "Condition")->json;
    static const struct {
        const char *reference, *type;
    } rows[] = {{"Encounter/e", "Encounter"},
                {"Encounter/e/_history/2", "Encounter"},
                {"https://elsewhere.example/r4/Encounter/e", "Encounter"},
                {"urn:uuid:77", "Encounter"},
                {"http://h/fhir/Condition/c", "Condition"},
                {"Condition/c", "Condition"},
                {"Patient/p", "Patient"},
                {"#doc", "Practitioner"},
                {"#", "Condition"},
                {"#nobody", ""},
                {"Encounter/f", ""},
                {"Condition/e", ""},
                {"urn:uuid:78", ""},
                {"e", ""},
                {"/", ""},
                {"", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        FhirType type = 0;
        const Json *found =
            record_resolve(desk->record, str_from(rows[i].reference), condition, &type);
        CHECK_ROW((found != NULL) == (rows[i].type[0] != '\0'), "%s", rows[i].reference);
        if (found != NULL) CHECK_STR(str_from(fhir_type_name(type)), rows[i].type);
    }
    desk_free(desk);
}

TEST(record_gives_code_ids) {
    Desk *desk = desk_new(true);
    uint32_t one = terms_code_add(desk->terms, STR("s"), STR("1"), STR(""));
    uint32_t two = terms_code_add(desk->terms, STR("s"), STR("2"), STR(""));
    CHECK(terms_freeze(desk->terms, &desk->err));
    desk_read(desk,
              "{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT
              ",\"code\":{\"coding\":[{\"system\":\"s\",\"code\":\"2\"},{\"system\":\"t\","
              "\"code\":\"1\"},{\"system\":\"s\",\"code\":\"1\"}]}},"
              "{\"resourceType\":\"Medication\",\"id\":\"m\",\"code\":{\"coding\":[{\"system\":"
              "\"s\",\"code\":\"1\"}]}},"
              "{\"resourceType\":\"MedicationRequest\",\"id\":\"r\"," ABOUT
              ",\"medicationReference\":{\"reference\":\"Medication/m\"}},"
              "{\"resourceType\":\"MedicationRequest\",\"id\":\"q\"," ABOUT
              ",\"contained\":[{\"resourceType\":\"Medication\",\"id\":\"in\",\"code\":{"
              "\"coding\":[{\"system\":\"s\",\"code\":\"2\"}]}}],\"medicationReference\":{"
              "\"reference\":\"#in\"}},"
              "{\"resourceType\":\"Observation\",\"id\":\"o\"," ABOUT
              ",\"code\":{\"text\":\"x\"}}");
    const uint32_t *ids = record_code_ids(desk->record, first(desk, "Condition"));
    CHECK(ids[0] == two && ids[1] == one && ids[2] == 0);
    CHECK(record_code_ids(desk->record, first(desk, "Condition")) == ids);
    Resource *requests = first(desk, "MedicationRequest");
    ids = record_code_ids(desk->record, &requests[0]);
    CHECK(ids[0] == one && ids[1] == 0);
    ids = record_code_ids(desk->record, &requests[1]);
    CHECK(ids[0] == two && ids[1] == 0);
    CHECK_INT(record_code_ids(desk->record, first(desk, "Observation"))[0], 0);
    desk_free(desk);
}

TEST(record_needs_of_a_medication_reach_the_medication) {
    Desk *desk = desk_new(false);
    record_need(desk->needs, fhir_type_find(STR("MedicationRequest")), STR("medication"), false);
    record_needs_freeze(desk->needs);
    uint32_t one = terms_code_add(desk->terms, STR("s"), STR("1"), STR(""));
    CHECK(terms_freeze(desk->terms, &desk->err));
    desk_read(desk,
              "{\"resourceType\":\"MedicationRequest\",\"id\":\"r\"," ABOUT
              ",\"medicationReference\":{\"reference\":\"Medication/m\"}},"
              "{\"resourceType\":\"Medication\",\"id\":\"m\",\"code\":{\"coding\":[{\"system\":"
              "\"s\",\"code\":\"1\"}]}}");
    const uint32_t *ids = record_code_ids(desk->record, first(desk, "MedicationRequest"));
    CHECK(ids[0] == one && ids[1] == 0);
    desk_free(desk);
}

static const char *const site_map =
    "{\"resourceType\":\"ConceptMap\",\"group\":[{\"source\":\"house\",\"target\":\"s\","
    "\"element\":[{"
    "\"code\":\"h1\",\"target\":[{\"code\":\"1\",\"display\":\"One\",\"equivalence\":"
    "\"equivalent\"}]}]},"
    "{\"target\":\"http://unitsofmeasure.org\",\"element\":[{\"code\":\"Prozent\",\"target\":[{"
    "\"code\":\"%\",\"equivalence\":\"equal\"}]}]}]}";

TEST(record_makes_house_codes_and_units_ours) {
    Desk *desk = desk_new(true);
    uint32_t one = terms_code_add(desk->terms, STR("s"), STR("1"), STR(""));
    Json map;
    CHECK(json_read(str_from(site_map), NULL, &json_limits, desk->arena, &map, &desk->err));
    CHECK_ROW(terms_load(desk->terms, &map, STR("map"), &desk->err), "%s", desk->err.message);
    CHECK(terms_freeze(desk->terms, &desk->err));
    if (!CHECK(terms_has_map(desk->terms))) return;
    desk_read(desk, "{\"resourceType\":\"Observation\",\"id\":\"o\"," ABOUT
                    ",\"code\":{\"coding\":[{\"system\":\"house\",\"code\":\"h1\"},{\"system\":"
                    "\"house\",\"code\":\"h2\"}]},\"valueQuantity\":{\"value\":12.50,\"unit\":"
                    "\"Prozent\"}},"
                    "{\"resourceType\":\"Encounter\",\"id\":\"e\"," ABOUT
                    ",\"class\":{\"system\":\"house\",\"code\":\"h1\"}},"
                    "{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT
                    ",\"code\":{\"coding\":[{\"system\":\"s\",\"code\":\"1\"}]}}");
    CHECK_STR(
        shown(desk, "Observation"),
        "{\"resourceType\":\"Observation\",\"id\":\"o\",\"subject\":{\"reference\":\"Patient/"
        "p\"},\"code\":{\"coding\":[{\"system\":\"house\",\"code\":\"h1\"},{\"system\":\"house\","
        "\"code\":\"h2\"},{\"system\":\"s\",\"code\":\"1\",\"display\":\"One\"}]},"
        "\"valueQuantity\":{\"value\":12.50,\"unit\":\"%\",\"system\":\"http://"
        "unitsofmeasure.org\",\"code\":\"%\"}}");
    const uint32_t *ids = record_code_ids(desk->record, first(desk, "Observation"));
    CHECK(ids[0] == one && ids[1] == 0);
    const Json *class = json_member(first(desk, "Encounter")->json, STR("class"));
    CHECK_STR(json_string(class, STR("code")), "1");
    CHECK_STR(
        shown(desk, "Condition"),
        "{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":\"Patient/p\"},"
        "\"code\":{\"coding\":[{\"system\":\"s\",\"code\":\"1\"}]}}");
    desk_free(desk);
}
