// Records that were made to break the reader, by the classes of fault that jq has told of: sizes
// that overflow (CVE-2026-43894), recursion without a bound and circles (CVE-2026-33947,
// CVE-2026-44777), text that is cut at NUL (CVE-2026-33948), reading past the end (CVE-2026-49839),
// entries that collide (CVE-2026-40164), kinds that nobody asked for (CVE-2026-39956).

#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "record/reader.h"
#include "record/reader_fixture.h"
#include "record/unpack.h"
#include "test.h"

#define P1 "{\"resourceType\":\"Patient\",\"id\":\"p1\"}"
#define P2 "{\"resourceType\":\"Patient\",\"id\":\"p2\"}"
#define ABOUT_P1 "\"subject\":{\"reference\":\"Patient/p1\"}"

// One hostile line between two patients: both are read all the same.
static Fixture *between_patients(Str line) {
    Fixture *fixture = fixture_new();
    Str text = arena_printf(fixture->arena, "%s\n", P1);
    Buf buf = {0};
    buf_add(&buf, text);
    buf_add(&buf, line);
    buf_add(&buf, STR("\n" P2 "\n"));
    fixture_bytes(fixture, "bad.ndjson", buf_str(&buf), true);
    buf_free(&buf);
    fixture_run(fixture);
    CHECK_ROW(fixture->ok && fixture->summary.patients == 2, "%.60s", line.data);
    return fixture;
}

static bool has_trouble(const Fixture *fixture, const char *start) {
    return str_starts(fixture->troubles, str_from(start));
}

static void repeat(Buf *buf, const char *text, size_t count) {
    for (size_t i = 0; i < count; i++) buf_add(buf, str_from(text));
}

// ---- sizes

TEST(hostile_record_numbers_beyond_every_size_are_told) {
    static const char *const values[] = {
        "\"valueInteger\":99999999999999999999",
        "\"valueInteger\":2147483648",
        "\"valueInteger\":-2147483649",
        "\"valueInteger\":1e999999999",
        "\"valueQuantity\":{\"value\":1e999999999}",
        "\"valueQuantity\":{\"value\":-1e18446744073709551616}",
        "\"valueSampledData\":{\"origin\":{\"value\":1e2147483648},\"period\":1,\"dimensions\":1}",
        "\"valueSampledData\":{\"origin\":{},\"period\":1,\"dimensions\":4294967297}",
        "\"effectiveDateTime\":\"99999999999999999999-01-01\"",
        "\"effectiveDateTime\":\"0000\"",
        "\"effectiveDateTime\":\"2026-01-01T00:00:00+99999999999:00\"",
        "\"effectiveInstant\":\"2026-01-01T00:00:00.99999999999999999999999999X\"",
        "\"valueTime\":\"4294967297:00\""};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        Arena *arena = arena_new();
        Str line = arena_printf(arena,
                                "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":"
                                "\"final\",\"code\":{}," ABOUT_P1 ",%s}",
                                values[i]);
        Fixture *fixture = between_patients(line);
        CHECK_ROW(has_trouble(fixture, "shape bad.ndjson:2 remark: "), "%s: %.*s", values[i],
                  STR_ARG(fixture->troubles));
        fixture_free(fixture);
        arena_free(arena);
    }
}

TEST(hostile_record_numbers_of_100000_digits_are_told) {
    Buf buf = {0};
    buf_add(&buf, STR("{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\","
                      "\"code\":{}," ABOUT_P1 ",\"valueQuantity\":{\"value\":"));
    repeat(&buf, "7", 100000);
    buf_add(&buf, STR("}}"));
    Fixture *fixture = between_patients(buf_str(&buf));
    CHECK(has_trouble(fixture, "shape bad.ndjson:2 remark: Quantity.value"));
    CHECK(memmem(fixture->patients.data, fixture->patients.len, "Observation/o", 13) != NULL);
    fixture_free(fixture);
    buf_free(&buf);
}

// ---- depth

TEST(hostile_record_nesting_is_told_with_its_place) {
    static const struct {
        const char *before, *open;
    } rows[] = {
        {"", "["},
        {"", "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":"},
        {"{\"resourceType\":\"Patient\",\"id\":\"p3\",\"extension\":", "[{\"extension\":"},
        {"{\"resourceType\":\"Patient\",\"id\":\"p3\",\"contained\":",
         "[{\"resourceType\":\"Patient\",\"contained\":"},
        {"{\"resourceType\":\"Questionnaire\",\"id\":\"q\",\"item\":", "[{\"item\":"},
        {"{\"resourceType\":\"Patient\",\"id\":\"p3\",\"unknown\":", "{\"a\":"},
    };
    Buf buf = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&buf);
        buf_add(&buf, str_from(rows[i].before));
        repeat(&buf, rows[i].open, 20000);
        Fixture *fixture = between_patients(buf_str(&buf));
        CHECK_ROW(has_trouble(fixture, "limit bad.ndjson:2 skipped: nested too deep"), "%s: %.*s",
                  rows[i].open, STR_ARG(fixture->troubles));
        fixture_free(fixture);
    }
    buf_free(&buf);
}

TEST(hostile_record_bundles_in_bundles_are_read_as_deep_as_json_goes) {
    enum { BUNDLES = 20 };  // three brackets each
    Buf buf = {0};
    repeat(&buf, "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":",
           BUNDLES);
    buf_add(&buf, STR("{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT_P1 "}"));
    repeat(&buf, "}]}", BUNDLES);
    Fixture *fixture = between_patients(buf_str(&buf));
    CHECK_STR(fixture->patients, "0 p1: Condition/c Patient/p1\n1 p2: Patient/p2\n");
    CHECK_STR(fixture->troubles, "");
    fixture_free(fixture);
    buf_free(&buf);
}

TEST(hostile_record_patients_who_replace_each_other_end) {
#define LINKED(id, other)                                                                      \
    "{\"resourceType\":\"Patient\",\"id\":\"" id                                               \
    "\",\"link\":[{\"type\":\"replaces\",\"other\":{\"reference\":\"Patient/" other "\"}},{\"" \
    "type\":\"replaced-by\",\"other\":{\"reference\":\"Patient/" other "\"}}]}\n"
    static const char *const circles[] = {
        LINKED("a", "a"),
        LINKED("a", "b") LINKED("b", "a"),
        LINKED("a", "b") LINKED("b", "c") LINKED("c", "a"),
        LINKED("a", "b") LINKED("b", "b"),
    };
#undef LINKED
    Fixture *fixture = fixture_new();
    for (size_t i = 0; i < sizeof circles / sizeof circles[0]; i++) {
        fixture_file(fixture, "circle.ndjson", circles[i], true);
        fixture_run(fixture);
        CHECK_ROW(fixture->ok && fixture->summary.patients > 0, "circle %zu", i);
        fixture_again(fixture);
    }
    fixture_free(fixture);
}

// ---- one record, of a list of resources

typedef struct {
    Arena *arena;
    RecordNeeds *needs;
    Record *record;
    Err err;
} Desk;

static Desk *desk_new(void) {
    Arena *arena = arena_new();
    Desk *desk = ARENA_NEW(arena, Desk);
    *desk = (Desk){.arena = arena, .needs = record_needs_new(arena)};
    record_need_everything(desk->needs);
    record_needs_freeze(desk->needs);
    return desk;
}

static void desk_free(Desk *desk) {
    arena_free(desk->arena);
}

static bool desk_read(Desk *desk, Str list) {
    Json value;
    bool ok = json_read(list, NULL, &json_limits, desk->arena, &value, &desk->err) &&
              reader_from_json(&value, desk->needs, terms_new(desk->arena), desk->arena,
                               &desk->record, &desk->err);
    return test_check(ok, __FILE__, __LINE__, "%s", desk->err.message);
}

static Resource *all_of(const Desk *desk, const char *type, size_t *count) {
    return record_of_type(desk->record, fhir_type_find(str_from(type)), count);
}

TEST(hostile_record_contained_resources_that_contain_each_other_end) {
    Desk *desk = desk_new();
    if (desk_read(desk, STR("[" P1 ",{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT_P1
                            ",\"contained\":[{\"resourceType\":\"Condition\",\"id\":\"a\","
                            "\"partOf\":{\"reference\":\"#b\"}},{\"resourceType\":\"Condition\","
                            "\"id\":\"b\",\"partOf\":{\"reference\":\"#a\"}}]}]"))) {
        size_t count;
        const Json *from = all_of(desk, "Condition", &count)->json;
        FhirType type;
        const Json *a = record_resolve(desk->record, STR("#a"), from, &type);
        const Json *b = record_resolve(desk->record, STR("#b"), from, &type);
        CHECK(a != NULL && b != NULL && a != b);
        CHECK(record_resolve(desk->record, STR("#"), from, &type) == from);
        CHECK(record_resolve(desk->record, STR("#a"), a, &type) == NULL);
        CHECK(record_resolve(desk->record, STR("#a"), NULL, &type) == NULL);
    }
    desk_free(desk);
}

// ---- NUL

TEST(hostile_record_nul_is_told_and_cuts_nothing) {
    static const struct {
        const char *text;
        size_t length;
    } rows[] = {
#define ROW(literal) {literal, sizeof(literal) - 1}
        ROW("\0"),
        ROW("\0\0"),
        ROW("\0{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT_P1 "}"),
        ROW("{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT_P1 "}\0"),
        ROW("{\"resourceType\":\"Condition\0\",\"id\":\"c\"," ABOUT_P1 "}"),
        ROW("{\"resourceType\":\"Condition\",\"id\":\"c\0x\"," ABOUT_P1 "}"),
        ROW("{\"resourceType\":\"Condition\",\"id\":\"c\\u0000x\"," ABOUT_P1 "}"),
        ROW("{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":"
            "\"Patient/p1\\u0000x\"}}"),
        ROW("{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":"
            "\"Patient/p1\0x\"}}"),
        ROW("{\"resourceType\":\"Condition\",\"id\":\"c\",\"unknown\":\"\0\"," ABOUT_P1 "}"),
        ROW("{\"resourceType\":\"Condition\",\"id\":\"c\"," ABOUT_P1 "}\0{}"),
        ROW("{\"resourceType\":\"Patient\",\"id\":\"p1\\u0000\",\"birthDate\":\"1970\"}"),
#undef ROW
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Fixture *fixture = between_patients((Str){rows[i].text, rows[i].length});
        CHECK_STR(fixture->patients, "0 p1: Patient/p1\n1 p2: Patient/p2\n");
        CHECK_ROW(has_trouble(fixture, "json bad.ndjson:2 skipped: "), "row %zu: %.*s", i,
                  STR_ARG(fixture->troubles));
        fixture_free(fixture);
    }
}

// ---- reading past the end

static const char cut_bundle[] =
    "\xEF\xBB\xBF{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":"
    "\"urn:uuid:1\",\"resource\":" P1 "},{\"resource\":{\"resourceType\":\"Observation\",\"id\":"
    "\"o\",\"_status\":{\"id\":\"s\"},\"valueQuantity\":{\"value\":-1.5e3,\"unit\":\"\\u00b5m\"},"
    "\"note\":[{\"text\":\"caf\xC3\xA9 \xF0\x9F\x98\x80\"}]," ABOUT_P1 "}}]}";

// Every end of the text, with nothing behind it that may be read.
TEST(hostile_record_that_ends_anywhere_is_not_read_past) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (!CHECK(pages != MAP_FAILED)) return;
    CHECK(mprotect(pages + page, page, PROT_NONE) == 0);
    Desk *desk = desk_new();
    const UnpackOptions options = {.needs = desk->needs, .limits = &json_limits};
    for (size_t from = 0; from <= 3; from += 3) {
        for (size_t end = from; end < sizeof cut_bundle; end++) {
            size_t len = end - from;
            char *text = memcpy(pages + page - len, cut_bundle + from, len);
            Unpacked unpacked;
            unpack(&options, (Str){text, len}, (Place){.file = STR("x"), .line = 1}, desk->arena,
                   &unpacked);
            bool is_whole = from == 3 && end + 1 == sizeof cut_bundle;
            CHECK_ROW((unpacked.troubles.first == NULL) == is_whole, "bytes %zu to %zu", from, end);
            CHECK_INT((int64_t)unpacked.count, is_whole ? 2 : 0);
        }
    }
    desk_free(desk);
    munmap(pages, 2 * page);
}

TEST(hostile_record_files_that_end_anywhere_are_told) {
    static const char *const files[] = {
        "",   "\xEF", "\xEF\xBB", "\xEF\xBB\xBF", "\n",
        "\r", "\x1f", "\x1f\x8b", "\x1f\x8b\x08", "{",
        "[",  "[" P1, "[" P1 ",", P1 "\n{\"",     P1 "\r\n\xEF\xBB"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        Fixture *fixture = fixture_new();
        fixture_file(fixture, "cut.json", files[i], false);
        fixture_file(fixture, "good.ndjson", P2 "\n", false);
        fixture_input_folder(fixture);
        fixture_run(fixture);
        CHECK_ROW(fixture->ok, "file %zu: %s", i, fixture->err.message);
        CHECK_ROW(memmem(fixture->patients.data, fixture->patients.len, " p2: ", 5) != NULL,
                  "file %zu", i);
        fixture_free(fixture);
    }
}

// ---- what collides

static int64_t cpu_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// A list of a patient and observations, each as the format says, which has their number twice.
#define LIST_OF(desk, list, format)                                                         \
    buf_add(&(list), STR("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[" \
                         "{\"resource\":" P1 "}"));                                         \
    for (int i = 0; i < MANY; i++) buf_printf(&(list), format, i, i);                       \
    buf_add(&(list), STR("]}"))

enum { MANY = 60000, QUICK_MS = 6000 };  // comparing each with each would take several times that

TEST(hostile_record_addresses_that_end_alike_take_little_time) {
    Desk *desk = desk_new();
    Buf list = {0};
    LIST_OF(desk, list,
            ",{\"fullUrl\":\"http://h%d/Observation/x\",\"resource\":{\"resourceType\":"
            "\"Observation\",\"id\":\"o%d\"," ABOUT_P1 "}}");
    int64_t start = cpu_ms();
    if (desk_read(desk, buf_str(&list))) {
        size_t count;
        FhirType type;
        Resource *all = all_of(desk, "Observation", &count);
        CHECK_INT((int64_t)count, MANY);
        for (int i = 0; i < MANY; i++) {
            char url[64];
            snprintf(url, sizeof url, "http://h%d/Observation/x", i);
            const Json *found = record_resolve(desk->record, str_from(url), NULL, &type);
            if (found != all[0].json && found != all[i].json) CHECK_ROW(false, "%s", url);
        }
        CHECK(record_resolve(desk->record, STR("Observation/x"), NULL, &type) == all[0].json);
        CHECK(record_resolve(desk->record, STR("Observation/o7"), NULL, &type) == all[7].json);
    }
    CHECK(cpu_ms() - start < QUICK_MS);
    buf_free(&list);
    desk_free(desk);
}

TEST(hostile_record_copies_at_other_addresses_take_little_time) {
    Desk *desk = desk_new();
    Buf list = {0};
    LIST_OF(desk, list,
            ",{\"fullUrl\":\"http://h%d/Observation/x\",\"resource\":{\"resourceType\":"
            "\"Observation\",\"id\":\"x\",\"issued\":\"%d\"," ABOUT_P1 "}}");
    int64_t start = cpu_ms();
    if (desk_read(desk, buf_str(&list))) {
        size_t count;
        FhirType type;
        Resource *all = all_of(desk, "Observation", &count);
        CHECK_INT((int64_t)count, 1);
        CHECK_INT(desk->record->duplicate_count, MANY - 1);
        CHECK(record_resolve(desk->record, STR("http://h99/Observation/x"), NULL, &type) ==
              all[0].json);
    }
    CHECK(cpu_ms() - start < QUICK_MS);
    buf_free(&list);
    desk_free(desk);
}

TEST(hostile_record_contained_resources_of_a_great_number_are_found_quickly) {
    Desk *desk = desk_new();
    Buf list = {0};
    buf_add(&list, STR("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
                       "{\"resource\":" P1 "},{\"resource\":{\"resourceType\":\"Observation\","
                       "\"id\":\"o\"," ABOUT_P1 ",\"contained\":[{}"));
    for (int i = 0; i < MANY; i++) {
        buf_printf(&list, ",{\"resourceType\":\"Condition\",\"id\":\"c%d\"},{\"id\":\"c%d\"}", i,
                   i);
    }
    buf_add(&list, STR("]}}]}"));
    int64_t start = cpu_ms();
    if (desk_read(desk, buf_str(&list))) {
        size_t count;
        const Json *from = all_of(desk, "Observation", &count)[0].json;
        for (int i = 0; i < MANY; i++) {
            char reference[32];
            snprintf(reference, sizeof reference, "#c%d", i);
            FhirType type = 0;
            const Json *found = record_resolve(desk->record, str_from(reference), from, &type);
            bool is_it = found != NULL && type == fhir_type_find(STR("Condition")) &&
                         str_eq(json_string(found, STR("id")), str_from(reference + 1));
            if (!is_it) CHECK_ROW(false, "%s", reference);
        }
        FhirType type = 0;
        CHECK(record_resolve(desk->record, STR("#c"), from, &type) == NULL && type == 0);
        CHECK(record_resolve(desk->record, STR("#"), from, &type) == from);
    }
    CHECK(cpu_ms() - start < QUICK_MS);
    buf_free(&list);
    desk_free(desk);
}

// ---- kinds

// The name in JSON of an element: of a choice, that of its first type.
static const char *json_name_of(const FhirElement *element) {
    return fhir_key_name(element->choices[0].key);
}

// Unpacks a resource with one element of each kind. What is no wrong kind may be wrong for another
// reason; a text, a number and an object can never all be right.
static void try_kinds(Desk *desk, FhirType type, const FhirElement *element) {
    static const char *const kinds[] = {
        "true", "1.5", "\"x\"", "{}", "[]", "[[]]", "[null,1,\"x\",{}]"};
    const UnpackOptions options = {.needs = desk->needs, .limits = &json_limits};
    size_t refused = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        Str text = arena_printf(desk->arena, "{\"resourceType\":\"%s\",\"%s\":%s}",
                                fhir_type_name(type), json_name_of(element), kinds[i]);
        Unpacked unpacked;
        unpack(&options, text, (Place){.file = STR("x"), .line = 1}, desk->arena, &unpacked);
        const Trouble *trouble = unpacked.troubles.first;
        refused += trouble != NULL && strcmp(trouble->kind, "shape") == 0;
    }
    CHECK_ROW(refused >= 2, "%s.%s: %zu kinds refused", fhir_type_name(type), element->name,
              refused);
}

TEST(hostile_record_elements_of_every_wrong_kind_are_told) {
    Desk *desk = desk_new();
    for (FhirType type = 1; type <= fhir_type_count(); type++) {
        if (!fhir_type_is_resource(type) || fhir_type_is_abstract(type)) continue;
        if (str_eq(str_from(fhir_type_name(type)), STR("Bundle"))) continue;
        size_t count;
        const FhirElement *elements = fhir_elements(type, &count);
        for (size_t i = 0; i < count; i++) try_kinds(desk, type, &elements[i]);
    }
    desk_free(desk);
}

TEST(hostile_record_bundles_of_every_wrong_kind_are_told) {
    static const char *const rows[] = {
        "{\"resourceType\":\"Bundle\",\"entry\":1}",
        "{\"resourceType\":\"Bundle\",\"entry\":{}}",
        "{\"resourceType\":\"Bundle\",\"entry\":[1]}",
        "{\"resourceType\":\"Bundle\",\"entry\":[[]]}",
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":1}]}",
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":[]}]}",
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{}}]}",
        "{\"resourceType\":\"Bundle\",\"entry\":[{\"fullUrl\":{},\"resource\":null}]}",
        "{\"resourceType\":1}",
        "{\"resourceType\":[\"Patient\"]}",
        "{\"resource\":1}",
        "[[]]",
        "[1]",
        "null",
        "true"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Fixture *fixture = between_patients(str_from(rows[i]));
        CHECK_ROW(fixture->summary.skipped > 0, "%s: %.*s", rows[i], STR_ARG(fixture->troubles));
        fixture_free(fixture);
    }
}
