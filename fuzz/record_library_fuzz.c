// record_library_fuzz: records under a library come to the same bytes however they are read.
//
// The input is a library and records, apart by a line "%%". Either is a text as it stands, or, when
// it begins with '!', made by dice of the bytes that follow (made_library.h, made_records.h).
//
// Properties: a made library is accepted, and what is made for records is read; one thread and
// three, and each way of skipping, come to the same results and the same trouble; of an input in
// which the strict reader finds no trouble, the projection of the library, everything, and the
// store, as it received the records and from its packs, give the same results.

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cql/eval.h"
#include "everything.h"
#include "included.h"
#include "made_library.h"
#include "record/reader.h"
#include "store/load.h"
#include "store/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    MAX_LIBRARY = 6000,
    MAX_RECORDS = 24000,
    MAX_PATIENTS = 64,
    MAX_STEPS = 20000,
    JOBS = 3,
    KEPT = 32,           // libraries that stay checked
    THREADS_ONE_IN = 4,  // inputs that are read with these: to start them takes long
    STORE_ONE_IN = 8,    // inputs that go through the store, which takes longest
};
static const size_t max_memory = 256U << 20;

// What is looked at, to be shown when something does not hold: most of it was made.
static Str now_library;
static Str now_records;

static void must(bool holds, const char *what, Str text) {
    if (holds) return;
    fprintf(stderr, "%.*s\n%%%%\n%.*s\ndoes not hold: %s\n%.*s\n", STR_ARG(now_library),
            STR_ARG(now_records), what, STR_ARG(text));
    abort();
}

// ---- the library

typedef struct {
    uint64_t hash;
    Arena *arena;  // NULL: nothing stands here
    Terms *terms;
    DateTime now;
    const Library *library;
    Program *program;   // NULL: it was refused
    Eval *evals[JOBS];  // by thread
} World;

static bool check(World *world, Str source, Err *err) {
    Library *library;
    Program *program;
    source = arena_str(world->arena, source);
    datetime_parse(STR("2026-11-22T10:30:00Z"), 0, &world->now, err);
    included_sets(world->terms, source, world->arena);
    Checker *checker = checker_new(&(CheckOptions){.arena = world->arena,
                                                   .terms = world->terms,
                                                   .find = included_find,
                                                   .now = world->now,
                                                   .show_results = true});
    if (!checker_add(checker, source, STR("Fuzz.cql"), &library, err) ||
        !checker_finish(checker, &program, err))
        return false;
    world->library = library;
    world->program = program;
    EvalOptions options = {.now = world->now,
                           .known_at_ms = INT64_MAX,
                           .max_memory = max_memory,
                           .max_steps = MAX_STEPS};
    for (size_t i = 0; i < JOBS; i++) world->evals[i] = eval_new(program, &options, NULL);
    return true;
}

static uint64_t hash_of(Str text) {
    return dice_of(text).state;
}

// Checked once for all inputs that have it: most of what changes is the records.
static const World *world_of(Str source, bool made) {
    static World kept[KEPT];
    uint64_t hash = hash_of(source);
    World *world = &kept[hash % KEPT];
    if (world->arena != NULL && world->hash == hash) return world;
    for (size_t i = 0; i < JOBS; i++) eval_free(world->evals[i]);
    arena_free(world->arena);
    *world = (World){.hash = hash, .arena = arena_new()};
    world->terms = terms_new(world->arena);
    Err err = {0};
    bool ok = check(world, source, &err);
    must(ok || !made, err.message, source);
    return world;
}

// ---- results

static void write_results(const World *world, Eval *eval, Record *record, Buf *out) {
    eval_start(eval, record, record->arena);
    buf_printf(out, "%.*s\n", STR_ARG(record->patient_id));
    for (size_t i = 0; i < world->library->declaration_count; i++) {
        const Declaration *define = world->library->declarations[i];
        if (define->is_function) continue;
        Value value;
        Err err = {0};
        if (eval_define(eval, define, STR_NONE, &value, &err)) {
            value_write_json(out, value);
        } else {
            buf_printf(out, "%d:%d %s", err.line, err.column, err.message);
        }
        buf_add_char(out, '\n');
    }
}

typedef struct {
    const World *world;
    Buf patients[MAX_PATIENTS];  // by sequence
    Buf troubles;
    ReaderSummary summary;
} Run;

static bool on_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    Run *run = ctx;
    if (sequence >= MAX_PATIENTS) return err_set(err, ERR_LIMIT, "too many for this fuzzer");
    write_results(run->world, run->world->evals[worker], record, &run->patients[sequence]);
    return true;
}

static void on_trouble(void *ctx, const ReaderTrouble *trouble) {
    Run *run = ctx;
    buf_printf(&run->troubles, "%lld:%lld %s %s\n", (long long)trouble->line,
               (long long)trouble->byte, trouble->kind, trouble->message);
}

typedef struct {
    const char *engine;
    const RecordNeeds *needs;
    unsigned jobs;
    bool strict;
} How;

// False: there were more patients than are kept.
static bool run_it(Run *run, const World *world, const char *path, How how) {
    ReaderOptions options = {.needs = how.needs,
                             .terms = world->terms,
                             .only_patient = STR(""),
                             .strict = how.strict,
                             .jobs = how.jobs,
                             .trouble = on_trouble,
                             .ctx = run};
    Err err = {0};
    *run = (Run){.world = world};
    if (!json_use(how.engine)) json_use("scalar");
    bool ok = reader_run(&path, 1, &options, on_patient, run, &run->summary, &err);
    must(ok || err.code == ERR_LIMIT, "bad bytes do not stop", str_from(err.message));
    return ok;
}

static void run_end(Run *run) {
    for (size_t i = 0; i < MAX_PATIENTS; i++) buf_free(&run->patients[i]);
    buf_free(&run->troubles);
}

static void must_agree(const Run *one, const Run *other, const char *what) {
    must(one->summary.patients == other->summary.patients, what, buf_str(&other->troubles));
    for (size_t i = 0; i < MAX_PATIENTS; i++) {
        Str a = buf_str(&one->patients[i]);
        Str b = buf_str(&other->patients[i]);
        if (str_eq(a, b)) continue;
        fprintf(stderr, "one:\n%.*s\nother:\n%.*s\n", STR_ARG(a), STR_ARG(b));
        must(false, what, STR("the results of a patient"));
    }
}

// ---- the store

static char folder[64];

static void remove_folder(void) {
    folder_remove(folder, &(Err){0});
}

static const char *store_path(void) {
    static char path[128];
    if (folder[0] == '\0') {
        snprintf(folder, sizeof folder, "%s/record_library_fuzz-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        must(mkdtemp(folder) != NULL, "a folder for the store", STR(""));
        atexit(remove_folder);
        snprintf(path, sizeof path, "%s/store.db", folder);
    }
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[160];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return path;
}

static void check_stored(const World *world, Store *store, Str want, const char *what) {
    StoreRecordOptions options = {world->program->needs, world->terms, STR("fuzz")};
    StoredRecord stored;
    Err err = {0};
    Arena *arena = arena_new();
    const char *end = memchr(want.data, '\n', want.len);
    Str id = {want.data, (size_t)(end - want.data)};
    bool ok = store_record(store, &options, id, arena, &stored, &err);
    must(ok, what, str_from(err.message));
    Buf got = {0};
    write_results(world, world->evals[0], stored.record, &got);
    if (!str_eq(buf_str(&got), want)) {
        fprintf(stderr, "read:\n%.*s\nstored:\n%.*s\n", STR_ARG(want), STR_ARG(buf_str(&got)));
        must(false, what, STR("the results of a patient"));
    }
    buf_free(&got);
    arena_free(arena);
}

// What is about nobody a store hands out to those who refer to it; a review has all of its input.
static bool retrieves_shared(Str source) {
    for (size_t i = 0; i + 1 < source.len; i++) {
        if (source.data[i] != '[') continue;
        Str name = {source.data + i + 1, 0};
        while (i + 1 + name.len < source.len && isalpha((unsigned char)name.data[name.len]))
            name.len++;
        FhirType type = fhir_type_find(name);
        if (type != 0 && fhir_type_is_resource(type) && fhir_patient_path(type) == NULL)
            return true;
    }
    return false;
}

static void check_store(const World *world, const char *path, const Run *run) {
    Store *store;
    LoadOptions options = {.jobs = 1};
    LoadSummary summary;
    Err err = {0};
    bool ok = store_open(store_path(), STORE_CREATE, &store, &err) &&
              store_load(store, &path, 1, &options, &summary, &err);
    must(ok, "what has no trouble is loaded", str_from(err.message));
    for (size_t i = 0; i < MAX_PATIENTS; i++) {
        Str want = buf_str(&run->patients[i]);
        if (want.len == 0) continue;
        check_stored(world, store, want, "the store gives the same");
        check_stored(world, store, want, "a pack gives the same");
    }
    store_close(store);
}

// ---- an input

// The fastest way to skip that this machine has.
static const char *fastest(void) {
    return json_use("avx512") ? "avx512" : json_use("avx2") ? "avx2" : "scalar";
}

// What strict accepts: `one` is what it came to without.
static void check_accepted(const World *world, const char *path, const Run *one, bool made) {
    static Run all;
    run_it(&all, world, path, (How){fastest(), everything(), 1, false});
    must(!made || all.summary.skipped == 0, "all that is made is read", buf_str(&all.troubles));
    // What no library looks at may be of a wrong shape: strict is of JSON only.
    if (all.summary.skipped == 0) must_agree(one, &all, "with and without projection: the same");
    run_end(&all);
}

static void check_input(const World *world, const char *path, bool made, uint64_t choice) {
    static Run strict;
    static Run one;
    static Run other;
    const RecordNeeds *needs = world->program->needs;
    unsigned jobs = choice % THREADS_ONE_IN == 0 ? JOBS : 1;
    if (run_it(&strict, world, path, (How){fastest(), needs, 1, true}) &&
        run_it(&one, world, path, (How){"scalar", needs, 1, false}) &&
        run_it(&other, world, path, (How){fastest(), needs, jobs, false})) {
        must_agree(&one, &other, "one thread and three, each way of skipping: the same");
        must(one.summary.troubles == other.summary.troubles &&
                 one.summary.skipped == other.summary.skipped &&
                 one.summary.resources == other.summary.resources,
             "the same trouble", buf_str(&other.troubles));
        must(!made || strict.summary.skipped == 0, "what is made is read",
             buf_str(&strict.troubles));
        if (strict.summary.skipped == 0) {
            must_agree(&strict, &one, "strict or not: the same");
            check_accepted(world, path, &one, made);
            if (choice / THREADS_ONE_IN % STORE_ONE_IN == 0 && !retrieves_shared(now_library))
                check_store(world, path, &one);
        }
    }
    run_end(&strict);
    run_end(&one);
    run_end(&other);
}

// The text, or what is made of its dice.
static Str text_of(Str part, void (*make)(Dice *dice, Buf *out), Buf *made) {
    if (part.len == 0 || part.data[0] != '!') return part;
    Dice dice = dice_of((Str){part.data + 1, part.len - 1});
    make(&dice, made);
    return buf_str(made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str input = {(const char *)data, size};
    const char *line = size == 0 ? NULL : memmem(data, size, "\n%%\n", 4);
    if (line == NULL) return 0;
    Str library = {input.data, (size_t)(line - input.data)};
    Str records = {line + 4, input.len - library.len - 4};
    if (library.len > MAX_LIBRARY || records.len > MAX_RECORDS) return 0;
    Buf made_cql = {0};
    Buf made_json = {0};
    Str source = text_of(library, made_library, &made_cql);
    Str text = text_of(records, made_records, &made_json);
    now_library = source;
    now_records = text;
    const World *world = world_of(source, made_cql.len > 0);
    if (world->program != NULL) {
        int descriptor = memfd_create("record_library_fuzz", MFD_CLOEXEC);
        must(write(descriptor, text.data, text.len) == (ssize_t)text.len, "write", STR(""));
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
        check_input(world, path, made_json.len > 0, hash_of(input) >> 32);
        close(descriptor);
    }
    buf_free(&made_cql);
    buf_free(&made_json);
    return 0;
}
