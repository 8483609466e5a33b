#include "cli/session_data.h"

#include <stdlib.h>

#include "base/memory.h"
#include "cli/command.h"

struct SessionData {
    Arena *arena;  // paths and ids, of the present input
    const char **paths;
    size_t path_count;
    Str *ids;
    size_t id_count, most;
    uint64_t patients;
    Arena *kept;  // for the needs
    RecordNeeds *everything, *nothing;
    Arena *present;  // the present patient
    Str id;
    Json resources;
    bool found;
    Troubles troubles;
};

SessionData *session_data_new(void) {
    SessionData *data = calloc(1, sizeof *data);
    if (data == NULL) memory_out(sizeof *data);
    data->arena = arena_new();
    data->kept = arena_new();
    data->present = arena_new();
    data->everything = record_needs_new(data->kept);
    record_need_everything(data->everything);
    record_needs_freeze(data->everything);
    data->nothing = record_needs_new(data->kept);
    record_needs_freeze(data->nothing);
    return data;
}

void session_data_free(SessionData *data) {
    arena_free(data->present);
    arena_free(data->kept);
    arena_free(data->arena);
    free(data);
}

const Str *session_data_patients(const SessionData *data, uint64_t *count) {
    *count = data->patients;
    return data->ids;
}

Str session_data_patient(const SessionData *data) {
    return data->id;
}

static bool list_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    (void)worker;
    (void)sequence;
    (void)err;
    SessionData *data = ctx;
    data->patients++;
    if (data->id_count < data->most)
        data->ids[data->id_count++] = arena_str(data->arena, record->patient_id);
    return true;
}

// Said of the whole input when it was opened; of one patient's reading only their number counts.
static void count_trouble(void *ctx, const ReaderTrouble *trouble) {
    Troubles *troubles = ctx;
    troubles->errors += trouble->skipped;
}

static bool run(SessionData *data, const RecordNeeds *needs, Str only, const char *tmp,
                ReaderOnPatient *each, Err *err) {
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    ReaderSummary read = {0};
    data->troubles = (Troubles){0};
    ReaderOptions options = {.needs = needs,
                             .terms = terms,
                             .tmp_dir = tmp,
                             .only_patient = only,
                             .jobs = 1,
                             .trouble = only.len > 0 ? count_trouble : print_trouble,
                             .ctx = &data->troubles};
    // The troubles are the context of the reader, the data that of each patient.
    bool ok = terms_freeze(terms, err) &&
              reader_run(data->paths, data->path_count, &options, each, data, &read, err);
    if (ok && only.len == 0) print_summary(&read, 0, false);
    if (ok && only.len > 0 && data->troubles.errors > 0) {
        fprintf(stderr,
                "of the input %llu resources could not be read; vigil cql --strict says which\n",
                (unsigned long long)data->troubles.errors);
    }
    arena_free(arena);
    return ok;
}

static void forget_patient(SessionData *data) {
    arena_reset(data->present);
    data->id = STR_NONE;
    data->found = false;
}

bool session_data_open(SessionData *data, const char *const *paths, size_t count, size_t most,
                       Err *err) {
    forget_patient(data);
    arena_reset(data->arena);
    data->paths = ARENA_ARRAY(data->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        data->paths[i] = arena_printf(data->arena, "%s%c", paths[i], 0).data;
    data->path_count = count;
    data->most = most;
    data->ids = ARENA_ARRAY(data->arena, Str, most + 1);
    data->id_count = 0;
    data->patients = 0;
    if (run(data, data->nothing, STR_NONE, NULL, list_patient, err)) return true;
    data->path_count = 0;
    data->id_count = 0;
    data->patients = 0;
    return false;
}

// All resources of the record as one list of JSON.
static bool keep_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    (void)worker;
    (void)sequence;
    SessionData *data = ctx;
    Buf text = {0};
    buf_add_char(&text, '[');
    for (size_t t = 1; t <= fhir_type_count(); t++) {
        size_t count;
        const Resource *resources = record_of_type(record, (FhirType)t, &count);
        for (size_t i = 0; i < count; i++) {
            if (text.len > 1) buf_add_char(&text, ',');
            json_write(&text, resources[i].json, false);
        }
    }
    buf_add_char(&text, ']');
    Str kept = arena_str(data->present, buf_str(&text));
    buf_free(&text);
    data->id = arena_str(data->present, record->patient_id);
    data->found = json_read(kept, NULL, &json_limits, data->present, &data->resources, err);
    return data->found;
}

bool session_data_choose(SessionData *data, Str id, const char *tmp, Err *err) {
    Arena *asked = arena_new();
    Str wanted = arena_str(asked, id);  // it may be the present one's own
    forget_patient(data);
    bool ok = true;
    if (wanted.len > 0) {
        if (data->path_count == 0) {
            ok = err_set(err, ERR_MISSING, "there are no records yet: say where, with :data INPUT");
        } else {
            ok = run(data, data->everything, wanted, tmp, keep_patient, err);
            if (ok && !data->found)
                ok = err_set(err, ERR_MISSING, "the input holds no such patient");
        }
    }
    arena_free(asked);
    return ok;
}

bool session_data_record(SessionData *data, const Terms *terms, Arena *arena, Record **record,
                         Err *err) {
    *record = NULL;
    if (!data->found) return true;
    return reader_from_json(&data->resources, data->everything, terms, arena, record, err);
}
