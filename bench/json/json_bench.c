// json_bench: how fast is a projected read? bench/json/run builds and starts it.
//
//     json_bench FILE.ndjson [REPEATS [ENGINE]]
//
// Reads every line of the file on one core with the projection that bench/RecurPeer.cql-like
// guidelines need (Condition, Observation, Encounter, MedicationRequest, Procedure, Patient;
// all else skipped whole), and whole, with each engine this machine has. CPU time, best of
// REPEATS. MB is 10^6 bytes.

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "json/json.h"

enum { MAX_LINES = 1 << 20 };

// ---- the projection

static uint16_t key_of(Str name) {
    (void)name;
    return 1;
}

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define ROW(text) \
    { .name = {(text), sizeof(text) - 1}, .key = 1 }
#define ROW_BELOW(text, projection) \
    { .name = {(text), sizeof(text) - 1}, .key = 1, .below = &(projection) }

static const JsonWanted reference_rows[] = {ROW("reference")};
static JsonProjection reference = {.wanted = reference_rows, .count = COUNT(reference_rows)};

#define COMMON ROW("resourceType"), ROW("id"), ROW("status"), ROW_BELOW("subject", reference)

static const JsonWanted patient_rows[] = {ROW("resourceType"),     ROW("id"),
                                          ROW("gender"),           ROW("birthDate"),
                                          ROW("deceasedDateTime"), ROW("deceasedBoolean")};
static const JsonWanted condition_rows[] = {
    COMMON,
    ROW("code"),
    ROW("clinicalStatus"),
    ROW("onsetDateTime"),
    ROW("onsetPeriod"),
    ROW("abatementDateTime"),
};
static const JsonWanted component_rows[] = {ROW("code"), ROW("valueQuantity"),
                                            ROW("valueCodeableConcept")};
static JsonProjection component = {
    .wanted = component_rows, .count = COUNT(component_rows), .key_of = key_of};
static const JsonWanted observation_rows[] = {
    COMMON,
    ROW("code"),
    ROW("effectiveDateTime"),
    ROW("effectivePeriod"),
    ROW("valueQuantity"),
    ROW("valueCodeableConcept"),
    ROW("valueString"),
    ROW_BELOW("component", component),
};
static const JsonWanted encounter_rows[] = {COMMON, ROW("class"), ROW("period")};
static const JsonWanted medication_rows[] = {COMMON, ROW("intent"),
                                             ROW("medicationCodeableConcept"),
                                             ROW_BELOW("medicationReference", reference)};
static const JsonWanted procedure_rows[] = {COMMON, ROW("code"), ROW("performedPeriod"),
                                            ROW("performedDateTime")};

typedef struct {
    const char *type;
    JsonProjection projection;
} Type;
#define TYPE(name, rows)                                             \
    {                                                                \
        name, {                                                      \
            .wanted = (rows), .count = COUNT(rows), .key_of = key_of \
        }                                                            \
    }

static Type types[] = {
    TYPE("Patient", patient_rows),
    TYPE("Condition", condition_rows),
    TYPE("Observation", observation_rows),
    TYPE("Encounter", encounter_rows),
    TYPE("MedicationRequest", medication_rows),
    TYPE("Procedure", procedure_rows),
};

static const JsonProjection *choose(const void *ctx, Str type) {
    (void)ctx;
    for (size_t i = 0; i < COUNT(types); i++) {
        if (str_eq(type, (Str){types[i].type, strlen(types[i].type)})) return &types[i].projection;
    }
    return NULL;
}

static JsonProjection resource = {.choose = choose};
static const JsonWanted entry_rows[] = {ROW_BELOW("resource", resource)};
static JsonProjection entry = {.wanted = entry_rows, .count = COUNT(entry_rows)};
static const JsonWanted bundle_rows[] = {ROW_BELOW("entry", entry)};
static JsonProjection bundle = {.wanted = bundle_rows, .count = COUNT(bundle_rows)};

static void freeze_all(Arena *arena) {
    JsonProjection *all[] = {&reference, &component, &entry, &bundle};
    for (size_t i = 0; i < COUNT(all); i++) json_projection_freeze(all[i], arena);
    for (size_t i = 0; i < COUNT(types); i++) {
        json_projection_freeze(&types[i].projection, arena);
    }
}

// ---- the file

typedef struct {
    char *bytes;
    size_t size;
    Str *lines;
    size_t line_count;
} File;

static bool file_read(const char *path, File *file) {
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) return false;
    fseek(stream, 0, SEEK_END);
    long size = ftell(stream);
    rewind(stream);
    char *text = malloc((size_t)size);
    bool ok = text != NULL && fread(text, 1, (size_t)size, stream) == (size_t)size;
    fclose(stream);
    *file = (File){.bytes = text, .size = (size_t)size, .lines = calloc(MAX_LINES, sizeof(Str))};
    if (!ok || file->lines == NULL) return false;
    for (const char *at = text, *end = text + size; at < end && file->line_count < MAX_LINES;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (newline == NULL) newline = end;
        if (newline > at) file->lines[file->line_count++] = (Str){at, (size_t)(newline - at)};
        at = newline + 1;
    }
    return true;
}

// ---- timing

static double cpu_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void row(const char *engine, const char *what, const JsonProjection *projection,
                const File *file, int repeats) {
    if (!json_use(engine)) return;
    Arena *arena = arena_new();
    double best = 1e30;
    size_t used = 0;
    for (int i = 0; i < repeats; i++) {
        double start = cpu_seconds();
        used = 0;
        for (size_t line = 0; line < file->line_count; line++) {
            Json value;
            Err err;
            arena_reset(arena);
            if (!json_read(file->lines[line], projection, &json_limits, arena, &value, &err)) {
                printf("line %zu, byte %llu: %s\n", line + 1, (unsigned long long)err.byte,
                       err.message);
                exit(1);
            }
            used += arena_used(arena);
        }
        double seconds = cpu_seconds() - start;
        if (seconds < best) best = seconds;
    }
    printf("vigil %-8s %-10s %8.0f MB/s   %6.1f MB of arena\n", engine, what,
           (double)file->size / 1e6 / best, (double)used / 1e6);
    arena_free(arena);
}

int main(int argc, char **argv) {
    File file;
    if (argc < 2 || !file_read(argv[1], &file)) {
        fprintf(stderr, "usage: json_bench FILE.ndjson [REPEATS [ENGINE]]\n");
        exit(2);  // with what file_read() has left behind
    }
    int repeats = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 5;
    Arena *arena = arena_new();
    freeze_all(arena);
    static const char *const engines[] = {"scalar", "avx2"};
    for (size_t i = 0; i < COUNT(engines); i++) {
        if (argc > 3 && strcmp(argv[3], engines[i]) != 0) continue;
        row(engines[i], "projected", &bundle, &file, repeats);
        if (argc <= 3) row(engines[i], "whole", NULL, &file, repeats);
    }
    arena_free(arena);
    free(file.lines);
    free(file.bytes);
    return 0;
}
