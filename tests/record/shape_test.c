// Shapes, asked while a record is read: what fits has nothing wrong for the walk to find. Every
// value of a few resources is replaced by values of every kind, read with all that R4 knows and
// with a part of it.

#include "record/shape.h"

#include "test.h"

static const char *const samples[] = {
    "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"meta\":{\"profile\":["
    "\"p\","
    "\"q\"]},\"code\":{\"coding\":[{\"system\":\"s\",\"code\":\"c\",\"userSelected\":true}]},"
    "\"effectiveDateTime\":\"2020-01-02T03:04:05Z\",\"valueQuantity\":{\"value\":1.5,\"unit\":"
    "\"kg\"},"
    "\"component\":[{\"code\":{\"text\":\"t\"},\"valueInteger\":7},{\"valueTime\":\"10:30:00\"}],"
    "\"contained\":[{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"1999-12\"}],"
    "\"extension\":[{\"url\":\"u\",\"valuePeriod\":{\"start\":\"2020\"}}]}",
    "{\"resourceType\":\"Patient\",\"id\":\"p\",\"_birthDate\":{\"extension\":[{\"url\":\"u\","
    "\"valueDateTime\":\"2020-01-02T03:04:05Z\"}]},\"birthDate\":\"1999-12-01\","
    "\"multipleBirthInteger\":"
    "2,\"deceasedBoolean\":false,\"name\":[{\"given\":[\"A\",null],\"_given\":[null,{\"id\":\"x\"}]"
    "}]}",
};

static const char *const values[] = {
    "null",
    "true",
    "1",
    "1.5",
    "99999999999",
    "1e400",
    "\"\"",
    "\"x\"",
    "\"2020-02-30\"",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "[null]",
    "[1]",
    "[\"x\"]",
    "{\"resourceType\":\"Patient\"}",
    "[{\"resourceType\":\"No\"}]",
    "{\"resourceType\":7,\"id\":8}",
    "[{\"extension\":3}]",
};

typedef struct {
    Arena *arena;
    RecordNeeds *needs;
    size_t right, wrong;
} Bench;

static void check_text(Bench *bench, Str text) {
    JsonFitting read;
    Err err = {0};
    if (!json_read_fitting(text, record_projection(bench->needs), &json_limits, bench->arena, &read,
                           &err) ||
        read.value.kind != JSON_OBJECT) {
        return;
    }
    FhirType type = fhir_type_find(json_string_key(&read.value, FHIR_KEY_RESOURCE_TYPE));
    ShapeFault fault = {0};
    ShapeFault bad_value = {0};
    bool is_right = shape_check(type, &read.value, &fault, &bad_value) && bad_value.at == NULL;
    CHECK_ROW(is_right || !read.fits, "%.*s", STR_ARG(text));
    // Only a "_name" makes it ask for a walk that finds nothing.
    bool is_sure = strstr(text.data, "\"_") == NULL;
    CHECK_ROW(!is_sure || is_right == read.fits, "%.*s", STR_ARG(text));
    *(is_right ? &bench->right : &bench->wrong) += 1;
}

// Where the value at `at` ends.
static size_t end_of(Str text, size_t at) {
    size_t depth = 0;
    for (bool in_string = false; at < text.len; at++) {
        char c = text.data[at];
        if (c == '"') in_string = !in_string;
        if (in_string) continue;
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
    }
    return at;
}

static void check_sample(Bench *bench, Str sample) {
    check_text(bench, sample);
    for (size_t at = 0; at + 1 < sample.len; at++) {
        bool is_value = sample.data[at] == ':' && sample.data[at - 1] == '"';
        if (!is_value) continue;
        size_t end = end_of(sample, at + 1);
        for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
            check_text(bench, arena_printf(bench->arena, "%.*s%s%.*s", (int)at + 1, sample.data,
                                           values[v], (int)(sample.len - end), sample.data + end));
        }
    }
}

static void check_samples(void (*need)(RecordNeeds *needs)) {
    Bench bench = {.arena = arena_new()};
    bench.needs = record_needs_new(bench.arena);
    need(bench.needs);
    record_needs_freeze(bench.needs);
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        check_sample(&bench, str_from(samples[i]));
    CHECK(bench.right > 50 && bench.wrong > 100);
    arena_free(bench.arena);
}

static void need_some(RecordNeeds *needs) {
    record_need_resource(needs, fhir_type_find(STR("Observation")));
    record_need(needs, fhir_type_find(STR("Observation")), STR("component"), false);
    record_need(needs, fhir_type_find(STR("Observation.Component")), STR("value"), false);
    record_need(needs, fhir_type_find(STR("Observation")), STR("value"), true);
    record_need(needs, fhir_type_find(STR("Observation")), STR("effective"), false);
    record_need(needs, fhir_type_find(STR("Observation")), STR("meta"), true);
    record_need(needs, fhir_type_find(STR("Observation")), STR("contained"), false);
}

TEST(shape_fits_where_the_walk_finds_nothing) {
    check_samples(record_need_everything);
    check_samples(need_some);
}
