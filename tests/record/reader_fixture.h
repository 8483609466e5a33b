// reader_fixture: runs the reader on small inputs and writes down all that came of it as text.
//
// A patient is one line, "sequence id: Type/id Type/id ... [merged id ...]", types by name,
// resources in record order; a trouble is "kind file:line skipped|remark: message". Patients are
// sorted by sequence, as a caller would put them.

#ifndef TESTS_RECORD_READER_FIXTURE_H
#define TESTS_RECORD_READER_FIXTURE_H

#include <pthread.h>
#include <stdlib.h>

#include "base/file.h"
#include "record/reader.h"
#include "test.h"

typedef struct {
    Arena *arena;
    RecordNeeds *needs;
    Terms *terms;
    const char *folder;  // where input files are put
    const char *paths[8];
    size_t path_count;
    ReaderOptions options;
    ReaderSummary summary;
    Err err;
    bool ok;
    Str patients;
    Str troubles;
} Fixture;

enum { MOST = 64 };

typedef struct {
    uint64_t sequence;
    Str line;
} Seen;

typedef struct {
    Fixture *fixture;
    Seen seen[MOST];
    size_t count;
    Buf troubles;
    pthread_mutex_t lock;
} Watch;

static Fixture *fixture_new(void) {
    Arena *arena = arena_new();
    Fixture *fixture = ARENA_NEW(arena, Fixture);
    fixture->arena = arena;
    fixture->needs = record_needs_new(arena);
    record_need_everything(fixture->needs);
    record_needs_freeze(fixture->needs);
    CHECK(folder_temp(NULL, arena, &fixture->folder, &fixture->err));
    fixture->options.jobs = 1;
    return fixture;
}

static void fixture_free(Fixture *fixture) {
    Err err;
    folder_remove(fixture->folder, &err);
    arena_free(fixture->arena);
}

// Puts a file into the folder; with `as_input` also among the inputs.
static void fixture_bytes(Fixture *fixture, const char *name, Str bytes, bool as_input) {
    const char *path = path_join(fixture->arena, fixture->folder, str_from(name));
    CHECK(file_write(path, bytes, &fixture->err));
    if (as_input) fixture->paths[fixture->path_count++] = path;
}

static void fixture_file(Fixture *fixture, const char *name, const char *text, bool as_input) {
    fixture_bytes(fixture, name, str_from(text), as_input);
}

static void fixture_input_folder(Fixture *fixture) {
    fixture->paths[fixture->path_count++] = fixture->folder;
}

// Forgets inputs, keeps needs and options.
static void fixture_again(Fixture *fixture) {
    Err err;
    CHECK(folder_remove(fixture->folder, &err));
    CHECK(folder_temp(NULL, fixture->arena, &fixture->folder, &err));
    fixture->path_count = 0;
}

static void on_trouble(void *ctx, const ReaderTrouble *trouble) {
    Watch *watch = ctx;
    Str name = trouble->file;
    for (size_t i = name.len; i > 0; i--) {
        if (name.data[i - 1] != '/') continue;
        name = (Str){name.data + i, name.len - i};
        break;
    }
    buf_printf(&watch->troubles, "%s %.*s:%lld %s: %s\n", trouble->kind, STR_ARG(name),
               (long long)trouble->line, trouble->skipped ? "skipped" : "remark", trouble->message);
}

static bool on_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    Watch *watch = ctx;
    (void)worker;
    Buf buf = {0};
    buf_printf(&buf, "%llu %.*s:", (unsigned long long)sequence, STR_ARG(record->patient_id));
    for (size_t t = 1; t <= fhir_type_count(); t++) {
        size_t count;
        const Resource *resources = record_of_type(record, (FhirType)t, &count);
        for (size_t i = 0; i < count; i++) {
            buf_printf(&buf, " %s/%.*s", fhir_type_name((FhirType)t), STR_ARG(resources[i].id));
        }
    }
    for (size_t i = 0; i < record->merged_count; i++) {
        buf_printf(&buf, " merged %.*s", STR_ARG(record->merged_ids[i]));
    }
    if (record->patient == NULL) buf_printf(&buf, " no patient");
    buf_add_char(&buf, '\n');
    pthread_mutex_lock(&watch->lock);
    bool has_room = watch->count < MOST;
    if (has_room) {
        Str line = arena_str(watch->fixture->arena, buf_str(&buf));
        watch->seen[watch->count++] = (Seen){sequence, line};
    }
    pthread_mutex_unlock(&watch->lock);
    buf_free(&buf);
    return has_room || err_set(err, ERR_RUN, "more patients than the test can hold");
}

static int by_sequence(const void *left, const void *right) {
    const Seen *a = left;
    const Seen *b = right;
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static void fixture_run(Fixture *fixture) {
    Watch watch = {.fixture = fixture};
    pthread_mutex_init(&watch.lock, NULL);
    fixture->options.needs = fixture->needs;
    fixture->options.terms = fixture->terms;
    fixture->options.trouble = on_trouble;
    fixture->options.ctx = &watch;
    fixture->ok = reader_run(fixture->paths, fixture->path_count, &fixture->options, on_patient,
                             &watch, &fixture->summary, &fixture->err);
    qsort(watch.seen, watch.count, sizeof watch.seen[0], by_sequence);
    Buf buf = {0};
    for (size_t i = 0; i < watch.count; i++) buf_add(&buf, watch.seen[i].line);
    fixture->patients = arena_str(fixture->arena, buf_str(&buf));
    fixture->troubles = arena_str(fixture->arena, buf_str(&watch.troubles));
    buf_free(&buf);
    buf_free(&watch.troubles);
    pthread_mutex_destroy(&watch.lock);
}

#endif
