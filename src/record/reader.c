// reader: a run over all inputs, and the small way in for one patient.

#include "record/reader.h"

#include <assert.h>

#include "base/file.h"
#include "record/run.h"

static const size_t MAX_LINE = (size_t)128 << 20;

// NOLINTNEXTLINE(readability-function-size): seven parameters, the interface of the header
bool reader_run(const char *const *paths, size_t path_count, const ReaderOptions *options,
                ReaderOnPatient *on_patient, void *ctx, ReaderSummary *summary, Err *err) {
    *summary = (ReaderSummary){0};
    if (options->tmp_dir != NULL && !file_is_folder(options->tmp_dir)) {
        return err_set(err, ERR_MISSING, "there is no folder '%s' for temporary files",
                       options->tmp_dir);
    }
    Err stopped = {0};
    Run run = {.options = options,
               .on_patient = on_patient,
               .ctx = ctx,
               .summary = summary,
               .limits = json_limits,
               .only_patient = options->only_patient,
               .err = &stopped};
    run.limits.max_length = options->max_line == 0 ? MAX_LINE : options->max_line;
    if (str_starts(run.only_patient, STR("Patient/"))) {
        run.only_patient = (Str){run.only_patient.data + 8, run.only_patient.len - 8};
    }
    bool ok = run_open(&run, err) && sources_read(&run, paths, path_count, err);
    ok = ok && !run_is_stopped(&run) && gather_all(&run, err);
    if (run_is_stopped(&run)) {
        *err = stopped;
        ok = false;
    }
    if (ok && options->progress != NULL) {
        options->progress(options->ctx, run.bytes_done, run.bytes_total, summary->patients);
    }
    run_close(&run);
    return ok;
}

// ---- one patient

static bool find_patient(const Unpacked *unpacked, const Found **patient, Err *err) {
    *patient = NULL;
    const Found *founds = unpacked->found;
    for (size_t i = 0; founds != NULL && i < unpacked->count; i++) {
        const Found *found = &founds[i];
        if (found->role != ROLE_PATIENT) continue;
        if (*patient != NULL && !str_eq((*patient)->item.id, found->item.id)) {
            return err_set(err, ERR_PARSE, "two patients in a record that should have one");
        }
        *patient = found;
    }
    return *patient != NULL ||
           err_set(err, ERR_PARSE, "there is no Patient resource in the record");
}

bool reader_from_json(const Json *resources, const RecordNeeds *needs, const Terms *terms,
                      Arena *arena, Record **record, Err *err) {
    Buf buf = {0};
    json_write(&buf, resources, false);
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    UnpackOptions options = {.needs = needs, .limits = &json_limits};
    Unpacked unpacked;
    unpack(&options, text, (Place){.line = 1}, arena, &unpacked);
    for (const Trouble *t = unpacked.troubles.first; t != NULL; t = t->next) {
        if (t->skipped) return err_set(err, ERR_PARSE, "%s", t->message);
    }
    const Found *patient;
    if (!find_patient(&unpacked, &patient, err)) return false;
    assert(patient != NULL);
    RecordItem *items = ARENA_ARRAY(arena, RecordItem, unpacked.count);
    for (size_t i = 0; i < unpacked.count; i++) {
        const Found *found = &unpacked.found[i];
        if (found->role == ROLE_ABOUT && !str_eq(found->patient_id, patient->item.id)) {
            return err_set(err, ERR_PARSE, "a resource about a patient who is not in the record");
        }
        items[i] = found->item;
        if (found->role == ROLE_OTHER) items[i].json = NULL;
    }
    RecordParts parts = {.needs = needs,
                         .terms = terms,
                         .items = items,
                         .count = unpacked.count,
                         .patient_id = patient->item.id};
    *record = record_build(&parts, arena);
    return true;
}
