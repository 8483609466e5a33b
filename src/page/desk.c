#include "page/desk_internal.h"

#include "base/file.h"
#include "finding/evidence.h"
#include "store/record.h"

enum { MAX_FILE = 16 << 20 };

// ---- the guidelines, whole, for the store

static bool add_files(Buf *out, const char *root, Str folder, Str suffix, Arena *arena, Err *err) {
    const char *path = folder.len == 0 ? root : path_join(arena, root, folder);
    Str *names;
    size_t count;
    if (!folder_list(path, suffix, arena, &names, &count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        const char *file = path_join(arena, path, names[i]);
        Str text;
        if (file_is_folder(file)) continue;
        if (!file_read(file, MAX_FILE, arena, &text, err)) return false;
        JsonWriter w = {.buf = out};
        json_begin(&w, '{');
        put_text(&w, "name",
                 arena_printf(arena, "%.*s%s%.*s", STR_ARG(folder), folder.len > 0 ? "/" : "",
                              STR_ARG(names[i])));
        put_text(&w, "text", text);
        json_end(&w, '}');
        buf_add_char(out, '\n');
    }
    return true;
}

static bool keep_files(Clinic *clinic, Arena *arena, Err *err) {
    const char *root = clinic->options.guidelines;
    Str *names;
    size_t count;
    Buf out = {0};
    bool ok = folder_list(root, STR(""), arena, &names, &count, err) &&
              add_files(&out, root, STR_NONE, STR(".json"), arena, err);
    for (size_t i = 0; ok && i < count; i++) {
        if (!file_is_folder(path_join(arena, root, names[i]))) continue;
        ok = add_files(&out, root, names[i], STR(".cql"), arena, err) &&
             add_files(&out, root, names[i], STR(".json"), arena, err);
    }
    clinic->files = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return ok;
}

// ---- open and close

bool clinic_open(const ClinicOptions *options, Arena *arena, Clinic **clinic, Err *err) {
    Clinic *opened = ARENA_NEW(arena, Clinic);
    opened->options = *options;
    if (options->as_of != NULL) {
        opened->stands_still = true;
        if (!datetime_parse(str_from(options->as_of), 0, &opened->as_of, err)) return false;
        if (opened->as_of.precision < PRECISION_SECOND) {
            Civil civil = datetime_civil(opened->as_of);
            datetime_make(civil, PRECISION_SECOND, 0, &opened->as_of);
        }
    }
    DateTime utc = {.precision = PRECISION_SECOND};
    GuidelineOptions guidelines = {.folder = options->guidelines,
                                   .site = options->site,
                                   .now = opened->stands_still ? opened->as_of : utc,
                                   .more_needs = evidence_needs};
    if (!guideline_load(&guidelines, arena, &opened->set, err) || !keep_files(opened, arena, err) ||
        !leaflets_read(options->guidelines, arena, &opened->leaflets, err))
        return false;
    *clinic = opened;
    return true;
}

const GuidelineSet *clinic_guidelines(const Clinic *clinic) {
    return clinic->set;
}

void clinic_close(Clinic *clinic) {
    (void)clinic;  // all of it lives in the arena of who opened it
}

bool desk_open(const Clinic *clinic, Desk **desk, Err *err) {
    Store *store;
    if (!store_open(clinic->options.store, STORE_OPEN, &store, err)) return false;
    Arena *own = arena_new();
    Desk *opened = ARENA_NEW(own, Desk);
    *opened = (Desk){
        .clinic = clinic, .store = store, .own = own, .arena = arena_new(), .counts_version = -1};
    *desk = opened;
    return true;
}

void desk_close(Desk *desk) {
    if (desk == NULL) return;
    if (desk->eval != NULL) eval_free(desk->eval);
    arena_free(desk->arena);
    store_close(desk->store);
    arena_free(desk->own);  // the desk itself
}

Store *desk_store(Desk *desk) {
    return desk->store;
}

const Json *desk_layout(const Desk *desk) {
    return desk->clinic->set->layout;
}

// ---- the instant

DateTime desk_instant(const Desk *desk) {
    DateTime instant = {0};
    Err ignored = {0};
    if (desk->clinic->stands_still) return desk->clinic->as_of;
    Arena *arena = arena_new();
    datetime_parse(store_now(arena), 0, &instant, &ignored);
    arena_free(arena);
    return instant;
}

Str instant_text(Arena *arena, DateTime instant) {
    Civil at = datetime_civil(datetime_at_offset(instant, 0));
    return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", at.year, at.month, at.day, at.hour,
                        at.minute, at.second);
}

// ---- a review

// An evaluator stands for one instant.
static void want_eval(Desk *desk, DateTime as_of) {
    bool same = desk->eval != NULL && desk->as_of.local_ms == as_of.local_ms &&
                desk->as_of.offset == as_of.offset;
    if (same) return;
    if (desk->eval != NULL) eval_free(desk->eval);
    EvalOptions options = {.now = as_of, .known_at_ms = INT64_MAX, .track_inputs = true};
    desk->eval = eval_new(desk->clinic->set->program, &options, desk->clinic->set->parameters);
    desk->as_of = as_of;
}

void desk_review_again(Desk *desk, const ReviewWish *wish, Reviewed *reviewed) {
    reviewed->options = (ReviewOptions){.set = desk->clinic->set,
                                        .detail = wish->detail,
                                        .as_of = wish->as_of,
                                        .only_finding = wish->only_finding,
                                        .no_reasons = wish->only_finding.len == 0,
                                        .says = true,
                                        .if_keys = wish->if_keys,
                                        .if_values = wish->if_values,
                                        .if_count = wish->if_count};
    review_patient(&reviewed->options, desk->eval, &reviewed->findings, &reviewed->count);
}

bool desk_review(Desk *desk, const StorePatient *patient, const ReviewWish *wish,
                 Reviewed *reviewed, Err *err) {
    const GuidelineSet *set = desk->clinic->set;
    StoreRecordOptions options = {
        .needs = set->program->needs, .terms = set->terms, .hash = str_from(set->hash)};
    want_eval(desk, wish->as_of);
    arena_reset(desk->arena);
    *reviewed = (Reviewed){.arena = desk->arena, .patient = *patient};
    StoredRecord stored;
    if (!store_record(desk->store, &options, patient->id, desk->arena, &stored, err)) return false;
    reviewed->record = stored.record;
    reviewed->left_out = stored.left_out;
    reviewed->patient.revision = stored.revision;
    eval_start(desk->eval, reviewed->record, desk->arena);
    desk_review_again(desk, wish, reviewed);
    return true;
}
