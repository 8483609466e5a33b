// desk: what a request comes to: evaluation, answers, what-if, alarms, tasks, decisions; over
// people of the example clinic and all guidelines.

#include "page/desk_internal.h"

#include "store/answer.h"
#include "store/people.h"
#include "store/sql.h"
#include "store/store_fixture.h"

typedef struct {
    Shelf *shelf;
    Arena *arena;  // of the clinic
    Clinic *clinic;
    Desk *desk;
    Arena *request;
    Str key;     // of the patient
    Str body;    // of the last reply
    int status;  // of the last reply, as serve/ would give it
    int64_t person;
} Ward;

// The lines of the example clinic that speak of one patient.
static void copy_patient(Ward *ward, const char *patient, Buf *out) {
    Str *names;
    size_t count;
    Str quoted = arena_printf(ward->arena, "%s", patient);
    bool ok = folder_list("examples/clinic", STR(".ndjson"), ward->arena, &names, &count,
                          &ward->shelf->err);
    for (size_t i = 0; ok && i < count; i++) {
        Str text;
        ok = file_read(path_join(ward->arena, "examples/clinic", names[i]), 16 << 20, ward->arena,
                       &text, &ward->shelf->err);
        for (size_t at = 0; ok && at < text.len;) {
            const char *end = memchr(text.data + at, '\n', text.len - at);
            size_t length = end == NULL ? text.len - at : (size_t)(end - text.data) - at;
            Str line = {text.data + at, length};
            if (memmem(line.data, line.len, quoted.data, quoted.len) != NULL) {
                buf_add(out, line);
                buf_add_char(out, '\n');
            }
            at += length + 1;
        }
    }
    CHECK(ok);
}

static Ward *ward_of(const char *patient) {
    Shelf *shelf = shelf_new();
    Arena *arena = arena_new();
    Ward *ward = ARENA_NEW(arena, Ward);
    *ward = (Ward){.shelf = shelf, .arena = arena, .request = arena_new()};
    ClinicOptions options = {
        .store = shelf->path, .guidelines = "guidelines", .as_of = "2026-11-22"};
    Buf lines = {0};
    bool more = true;
    copy_patient(ward, patient, &lines);
    buf_add_char(&lines, '\0');
    shelf_load_text(shelf, lines.data, false);
    buf_free(&lines);
    bool ok = store_begin(shelf->store, &shelf->err) &&
              person_add(shelf->store, STR("Dr M. Osei"), STR(""), &ward->person, &shelf->err) &&
              store_commit(shelf->store, &shelf->err) &&
              clinic_open(&options, arena, &ward->clinic, &shelf->err) &&
              desk_open(ward->clinic, &ward->desk, &shelf->err) &&
              desk_refresh(ward->desk, 100, &more, &shelf->err);
    test_check(ok, __FILE__, __LINE__, "%s", shelf->err.message);
    CHECK(!more);
    StorePatient found;
    ok = store_patient_by_id(ward->desk->store, str_from(patient), arena, &found, &shelf->err);
    test_check(ok, __FILE__, __LINE__, "%s", shelf->err.message);
    ward->key = found.key;
    return ward;
}

static void ward_free(Ward *ward) {
    desk_close(ward->desk);
    clinic_close(ward->clinic);
    arena_free(ward->request);
    shelf_free(ward->shelf);
    arena_free(ward->arena);
}

// As serve/ does: a transaction around it, rolled back when the reply is an error.
static int ask_part(Ward *ward, PageHandler *handler, const char *part, const char *body) {
    Json json;
    Err err = {0};
    PageReply reply = {0};
    arena_reset(ward->request);
    PageRequest request = {.person = ward->person,
                           .person_name = STR("Dr M. Osei"),
                           .key = ward->key,
                           .part = str_from(part),
                           .arena = ward->request};
    if (body[0] != '\0') {
        bool read = json_read(arena_str(ward->request, str_from(body)), NULL, &json_limits,
                              ward->request, &json, &err);
        CHECK(read);
        request.body = &json;
    }
    CHECK(store_begin(ward->desk->store, &err));
    bool ok = handler(ward->desk, &request, &reply, &err);
    ward->status = !ok ? err_http_status(err.code) : reply.status == 0 ? 200 : reply.status;
    if (ward->status >= 400 || !store_commit(ward->desk->store, &err))
        store_rollback(ward->desk->store);
    ward->body = ok ? arena_str(ward->arena, buf_str(&reply.body))
                    : arena_str(ward->arena, str_from(err.message));
    buf_free(&reply.body);
    return ward->status;
}

static int ask(Ward *ward, PageHandler *handler, const char *body) {
    return ask_part(ward, handler, "", body);
}

static bool says(const Ward *ward, const char *text) {
    return memmem(ward->body.data, ward->body.len, text, strlen(text)) != NULL;
}

static StorePatient patient_now(Ward *ward) {
    StorePatient patient = {0};
    CHECK(store_patient(ward->desk->store, ward->key, ward->arena, &patient, &ward->shelf->err));
    return patient;
}

static int64_t number_of(Ward *ward, const char *query) {
    Sql *sql = sql_get(ward->desk->store, query, &ward->shelf->err);
    int64_t number = sql != NULL && sql_step(sql) ? sql_int(sql, 0) : -1;
    CHECK(sql_done(sql, &ward->shelf->err));
    return number;
}

#define SIZE                                                                 \
    "\"guideline\": \"bone-metastasis\", \"input\": \"share-of-width\", "    \
    "\"about\": \"BodyStructure/breast-size-open-metastasis-right-femur\", " \
    "\"value\": {\"code\": \"over-two-thirds\", "                            \
    "\"system\": \"https://vigil.example/CodeSystem/bone-lesion\"}"
#define OPEN_ALARM "SELECT count(*) FROM alarm WHERE finding = 'fracture-risk' AND closed IS NULL"

// ---- one missing datum

TEST(desk_a_what_if_changes_nothing) {
    Ward *ward = ward_of("breast-size-open");
    StorePatient before = patient_now(ward);
    CHECK(ask(ward, page_what_if, "{\"answers\": [{" SIZE "}]}") == 200);
    CHECK(says(ward, "\"finding\":\"fracture-risk\"") && says(ward, "\"low\":10,\"high\":10"));
    StorePatient after = patient_now(ward);
    CHECK(before.revision == after.revision && str_eq(before.attention, after.attention));
    CHECK(number_of(ward, "SELECT count(*) FROM answer") == 0);
    CHECK(ask(ward, page_patient, "") == 200 && says(ward, "\"low\":8,\"high\":10"));
    CHECK(ask(ward, page_what_if, "{\"answers\": 7}") == 400);
    CHECK(ask(ward, page_what_if, "{\"answers\": [{\"guideline\": \"x\"}]}") == 404);
    ward_free(ward);
}

TEST(desk_an_answer_changes_the_page_and_can_be_undone) {
    Ward *ward = ward_of("breast-size-open");
    CHECK(number_of(ward, OPEN_ALARM) == 0);
    CHECK(ask(ward, page_answer, "{" SIZE "}") == 400);  // without the revision it was given on
    CHECK(ask(ward, page_answer, "{" SIZE ", \"revision\": 1, \"basis\": \"X-ray\"}") == 200);
    CHECK(says(ward, "\"changed\":[{") && says(ward, "\"score\":\"8 to 10\""));
    CHECK(says(ward, "\"asserted\":\"" ANSWER_PREFIX));
    CHECK(patient_now(ward).revision == 2 && number_of(ward, OPEN_ALARM) == 1);
    // Somebody who still looks at the page as it was.
    CHECK(ask(ward, page_answer, "{" SIZE ", \"revision\": 1}") == 409);
    CHECK(says(ward, "Dr M. Osei") && patient_now(ward).revision == 2);
    CHECK(ask(ward, page_answer, "{" SIZE ", \"revision\": 2, \"effective\": \"2031-01-01\"}") ==
          400);
    Str id = {0};
    Sql *sql = sql_get(ward->desk->store, "SELECT id FROM answer", &ward->shelf->err);
    if (sql != NULL && sql_step(sql)) id = sql_text(sql, 0, ward->arena);
    CHECK(sql_done(sql, &ward->shelf->err));
    const char *part = arena_printf(ward->arena, "%.*s%c", STR_ARG(id), 0).data;
    CHECK(ask_part(ward, page_undo, part, "{}") == 200 && patient_now(ward).revision == 3);
    CHECK(ask_part(ward, page_undo, part, "{}") == 404);
    // What was loaded is not undone.
    CHECK(ask_part(ward, page_undo, "breast-size-open-answer-lesion-part-1", "{}") == 404);
    // The alarm stays until somebody closes it.
    CHECK(number_of(ward, OPEN_ALARM) == 1 && patient_now(ward).tier == TIER_RED);
    ward_free(ward);
}

TEST(desk_an_alarm_is_closed_with_a_reason) {
    Ward *ward = ward_of("breast-size-open");
    bool more;
    CHECK(ask(ward, page_answer, "{" SIZE ", \"revision\": 1}") == 200);
    int64_t number = number_of(ward, "SELECT number FROM alarm WHERE finding = 'fracture-risk'");
    const char *part = arena_printf(ward->arena, "%lld%c", (long long)number, 0).data;
    CHECK(ask_part(ward, page_close_alarm, part, "{\"reason\": \"  seen    \"}") == 400);
    CHECK(ask_part(ward, page_close_alarm, "999", "{\"reason\": \"nailed yesterday\"}") == 404);
    CHECK(ask_part(ward, page_acknowledge, part, "{}") == 200 && says(ward, "acknowledged"));
    CHECK(ask_part(ward, page_close_alarm, part, "{\"reason\": \"nailed yesterday\"}") == 200);
    CHECK(number_of(ward, OPEN_ALARM) == 0);
    CHECK(ask_part(ward, page_close_alarm, part, "{\"reason\": \"nailed yesterday\"}") == 404);
    // Evaluated again on the same data it stays closed; on other data it opens anew.
    CHECK(sql_script(ward->desk->store, "UPDATE patient SET as_of = '2020-01-01'",
                     &ward->shelf->err));
    CHECK(desk_refresh(ward->desk, 10, &more, &ward->shelf->err) &&
          number_of(ward, OPEN_ALARM) == 0);
    CHECK(ask(ward, page_answer,
              "{\"guideline\": \"bone-metastasis\", \"input\": \"limb-pain\", \"about\": "
              "\"BodyStructure/breast-size-open-metastasis-right-femur\", \"value\": {\"code\": "
              "\"limb-pain-functional\", \"system\": "
              "\"https://vigil.example/CodeSystem/bone-lesion\"}, \"revision\": 2}") == 200);
    CHECK(number_of(ward, OPEN_ALARM) == 1);
    ward_free(ward);
}

// ---- what cannot wait

TEST(desk_an_emergency_is_not_lowered_by_one_click) {
    Ward *ward = ward_of("kidney-t12-cord");
    const char *comfort =
        "{\"guideline\": \"course\", \"input\": \"comfort-care-only\", \"value\": true, "
        "\"revision\": 1";
    CHECK(patient_now(ward).tier == TIER_EMERGENCY);
    CHECK(ask(ward, page_answer, arena_printf(ward->arena, "%s}%c", comfort, 0).data) == 428);
    CHECK(says(ward, "\"needs\":[\"effective\",\"basis\",\"confirmedBy\"]") &&
          says(ward, "\"lowers\":[{\"kind\":\"finding\""));
    CHECK(patient_now(ward).revision == 1 && number_of(ward, "SELECT count(*) FROM answer") == 0);
    CHECK(ask(ward, page_answer,
              arena_printf(ward->arena,
                           "%s, \"effective\": \"2026-11-21\", \"basis\": \"talk on the ward\", "
                           "\"confirmedBy\": \"Dr A. Lindqvist\"}%c",
                           comfort, 0)
                  .data) == 200);
    // The record no longer gives it; the alarm stands, and the patient stays where they were.
    CHECK(patient_now(ward).tier == TIER_EMERGENCY);
    CHECK(number_of(ward, "SELECT count(*) FROM alarm WHERE tier = 0 AND closed IS NULL") > 0);
    CHECK(ask(ward, page_snooze, "{\"until\": \"2026-11-30\", \"reason\": \"later\"}") == 400);
    ward_free(ward);
}

// A record that can no longer be evaluated hides no alarm, and is seen for what it is.
TEST(desk_a_record_that_fails_keeps_its_alarm) {
    Ward *ward = ward_of("kidney-t12-cord");
    bool more = true;
    shelf_load_text(ward->shelf,
                    "{\"resourceType\": \"Patient\", \"id\": \"kidney-t12-cord\", \"birthDate\": "
                    "\"1931-01-01\", \"gender\": \"female\"}\n",
                    false);
    CHECK(desk_refresh(ward->desk, 10, &more, &ward->shelf->err) && !more);
    StorePatient after = patient_now(ward);
    CHECK_INT(after.tier, TIER_EMERGENCY);
    CHECK_INT(after.failed, 1);
    CHECK_INT(after.evaluated, after.revision);
    CHECK(ask(ward, page_worklist, "{}") == 200 && says(ward, "\"attention\":1"));
    CHECK(ask(ward, page_patient, "") == 422 && says(ward, "two different patients"));
    ward_free(ward);
}

TEST(desk_a_snooze_ends_when_something_changes) {
    Ward *ward = ward_of("breast-size-open");
    CHECK(ask(ward, page_snooze, "{\"until\": \"2026-11-22\", \"reason\": \"booked\"}") == 400);
    CHECK(ask(ward, page_snooze, "{\"until\": \"2027-03-01\", \"reason\": \"booked\"}") == 400);
    CHECK(ask(ward, page_snooze, "{\"until\": \"2026-11-30\"}") == 400);
    CHECK(ask(ward, page_snooze, "{\"until\": \"2026-11-30\", \"reason\": \"booked\"}") == 200);
    CHECK(ask(ward, page_worklist, "{}") == 200 && says(ward, "\"attention\":0"));
    CHECK(ask(ward, page_worklist, "{\"filter\": \"snoozed\"}") == 200 && says(ward, "booked"));
    CHECK(ask(ward, page_answer, "{" SIZE ", \"revision\": 1}") == 200);
    CHECK(ask(ward, page_worklist, "{}") == 200 && says(ward, "\"attention\":1"));
    ward_free(ward);
}

TEST(desk_work_is_taken_and_decided) {
    Ward *ward = ward_of("breast-size-open");
    CHECK(ask(ward, page_take, "{}") == 200 && says(ward, "Dr M. Osei"));
    CHECK(ask(ward, page_worklist, "{\"filter\": \"mine\"}") == 200 && says(ward, "\"total\":1"));
    CHECK(ask(ward, page_hand_over, "{\"to\": 77}") == 400);
    CHECK(ask(ward, page_release, "{}") == 200 && !says(ward, "Dr M. Osei"));
    CHECK(ask(ward, page_board, "{\"day\": \"Thursday\"}") == 400);
    CHECK(ask(ward, page_board, "{\"day\": \"2026-11-26\"}") == 200);
    CHECK(ask(ward, page_decide, "{\"decision\": \"Nail\"}") == 400);  // by when?
    CHECK(ask(ward, page_decide,
              "{\"decision\": \"Nail\", \"due\": \"2026-11-30\", \"deviation\": \"whim\"}") == 400);
    CHECK(ask(ward, page_decide,
              "{\"decision\": \"Nail\", \"due\": \"2026-11-25\", \"board\": \"2026-11-26\"}") ==
          400);
    CHECK(ask(ward, page_decide, "{\"decision\": \"Nail\", \"due\": \"2026-11-30\"}") == 200);
    CHECK(says(ward, "\"decision\":\"Nail\"") && !says(ward, "outdated"));
    CHECK(ask(ward, page_answer, "{" SIZE ", \"revision\": 1}") == 200);
    CHECK(ask(ward, page_sheet, "") == 200 && says(ward, "\"Nail"));
    CHECK(ask_part(ward, page_decision_done, "1", "{\"outcome\": \"not-done\"}") == 400);
    CHECK(ask_part(ward, page_decision_done, "1",
                   "{\"outcome\": \"not-done\", \"why\": \"patient declined\"}") == 200);
    CHECK(says(ward, "outdated") && says(ward, "patient declined"));
    CHECK(ask(ward, page_sheet, "") == 200 && !says(ward, "\"Nail"));
    CHECK(ask(ward, page_worklist, "{\"text\": \"RAHIMI\"}") == 200 && says(ward, "\"total\":1"));
    CHECK(ask(ward, page_worklist, "{\"filter\": \"sideways\"}") == 400);
    ward->key = STR("0000000000000000");
    CHECK(ask(ward, page_patient, "") == 404);
    ward_free(ward);
}

// ---- values

TEST(desk_values_are_taken_by_type) {
    Arena *arena = arena_new();
    TypeTable *types = type_table_new(arena);
    const Type *dates = type_interval(types, type_system(TYPE_DATE));
    const Value grams = value_quantity(arena, decimal_from_int(1), STR("g"), false);
    static const struct {
        TypeKind kind;
        const char *json, *cql;  // cql NULL: refused
    } rows[] = {
        {TYPE_BOOLEAN, "true", "true"},
        {TYPE_BOOLEAN, "\"yes\"", NULL},
        {TYPE_INTEGER, "7", "7"},
        {TYPE_INTEGER, "\"-7\"", "-7"},
        {TYPE_INTEGER, "7.5", NULL},
        {TYPE_INTEGER, "99999999999", NULL},
        {TYPE_DECIMAL, "7.25", "7.25"},
        {TYPE_DECIMAL, "1e400", NULL},
        {TYPE_STRING, "\"left\"", "'left'"},
        {TYPE_STRING, "\"\"", NULL},
        {TYPE_DATE, "\"2026-10\"", "@2026-10"},
        {TYPE_DATE, "\"2026-13\"", NULL},
        {TYPE_DATE, "20261101", NULL},
        {TYPE_QUANTITY, "{\"value\": 5, \"unit\": \"mg\"}", "5 'mg'"},
        {TYPE_QUANTITY, "{\"value\": 5, \"unit\": \"cm\"}", NULL},
        {TYPE_QUANTITY, "{\"value\": 5}", NULL},
        {TYPE_INTERVAL, "\"2026-02\"", "Interval[@2026-02-01, @2026-02-28]"},
        {TYPE_INTERVAL, "{\"low\": \"2025\", \"high\": \"2026-01-03\"}",
         "Interval[@2025-01-01, @2026-01-03]"},
        {TYPE_INTERVAL, "{\"low\": \"2026\", \"high\": \"2025\"}", NULL},
        {TYPE_INTERVAL, "{\"low\": \"2026\"}", NULL},
        {TYPE_CONCEPT, "{\"code\": \"x\", \"system\": \"y\"}", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Json json;
        Err err = {0};
        Value value;
        Buf text = {0};
        ValueShape shape = {.type =
                                rows[i].kind == TYPE_INTERVAL ? dates : type_system(rows[i].kind),
                            .choices = &grams,
                            .count = rows[i].kind == TYPE_QUANTITY ? 1 : 0};
        CHECK(json_read(str_from(rows[i].json), NULL, &json_limits, arena, &json, &err));
        bool taken = value_take(arena, &shape, &json, &value, &err);
        if (taken) value_write_cql(&text, value);
        CHECK_ROW(taken == (rows[i].cql != NULL), "%s", rows[i].json);
        if (taken && rows[i].cql != NULL)
            CHECK_ROW(str_eq(buf_str(&text), str_from(rows[i].cql)), "%s: %.*s", rows[i].json,
                      STR_ARG(buf_str(&text)));
        buf_free(&text);
    }
    arena_free(arena);
}
