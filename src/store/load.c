// load: blocks of the input are unpacked and compressed on several threads; one after the other
// they are taken into the store (load_take.c).

#include "store/load.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "record/needs.h"
#include "store/load_internal.h"
#include "store/roll.h"
#include "store/sql.h"

static const uint64_t LONGEST_NS = 250000000;  // of a transaction: others wait meanwhile
static const uint64_t LONGEST_NEW_NS =
    3000000000;                         // when the store was empty: nobody works with it yet
static const long BREATH_NS = 3000000;  // between two, in which they get their turn

static uint64_t clock_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

// Of this thread, on the processor: others may use the machine, too.
static uint64_t busy_ns(void) {
    return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

// ---- on several threads

static NewResource prepare_one(const Load *load, unsigned worker, const Found *found,
                               Arena *arena) {
    const RecordItem *item = &found->item;
    NewResource row = {.type = str_from(fhir_type_name(item->type)),
                       .id = item->id,
                       .full_url = item->full_url,
                       .text = found->text,
                       .last_updated = STR("")};
    if (row.id.len == 0) row.id = resource_name(found->text, arena);
    row.key = resource_key(row.type, row.id);
    const Json *meta = json_member_key(item->json, FHIR_KEY_META, FHIR_KEY_META);
    if (meta != NULL) row.last_updated = json_string_key(meta, FHIR_KEY_LAST_UPDATED);
    Record record = {.needs = load->needs};
    Resource resource = {.type = item->type, .json = item->json};
    row.known_at = record_known_at_ms(&record, &resource);
    row.packed = text_pack(load->texts, worker, item->type, found->text, arena);
    return row;
}

static void prepare(void *ctx, unsigned worker, Block *block) {
    Load *load = ctx;
    uint64_t start = busy_ns();
    NewResource **rows = ARENA_ARRAY(block->arena, NewResource *, block->count);
    for (size_t i = 0; i < block->count; i++) {
        const Unpacked *unpacked = &block->texts[i].unpacked;
        rows[i] = ARENA_ARRAY(block->arena, NewResource, unpacked->count);
        for (size_t k = 0; k < unpacked->count; k++) {
            const Found *found = &unpacked->found[k];
            if (found->item.json == NULL) continue;
            rows[i][k] = prepare_one(load, worker, found, block->arena);
        }
    }
    block->prepared = rows;
    block->prepare_ns = busy_ns() - start;
}

// ---- in order

// A number that changes when another connection has written.
static bool count_writes(Load *load, int64_t *writes, Err *err) {
    Sql *sql = sql_get(load->store, "PRAGMA data_version", err);
    if (sql == NULL) return false;
    *writes = sql_step(sql) ? sql_int(sql, 0) : 0;
    return sql_done(sql, err);
}

bool load_begin(Load *load, Err *err) {
    if (store_in_transaction(load->store)) return true;
    if (!store_begin(load->store, err)) return false;
    load->transaction++;
    int64_t writes;
    if (!count_writes(load, &writes, err)) return false;
    if (writes != load->writes) {  // somebody else wrote since: what was known may not hold
        load->known_since = load->transaction;
        if (load->transaction > 1 && !keys_settle(load, err)) return false;
    }
    load->writes = writes;
    load->begun_ns = clock_ns(CLOCK_MONOTONIC);
    return true;
}

static bool raise_changed(Load *load, Err *err) {
    LoadSubject *const *changed = (LoadSubject *const *)(const void *)load->changed.data;
    for (size_t i = 0; i < load->changed.len / sizeof(LoadSubject *); i++) {
        if (!changed[i]->has_patient || changed[i]->entered_in == load->transaction) continue;
        if (!revision_raise(load->store, changed[i]->id, err)) return false;
    }
    buf_reset(&load->changed);
    return true;
}

bool load_commit(Load *load, Err *err) {
    if (!store_in_transaction(load->store)) return true;
    uint64_t start = busy_ns();
    if (load->links && !roll_merge(load->store, err)) return false;
    load->links = false;
    if (!raise_changed(load, err) || !store_commit(load->store, err)) return false;
    load->summary->commits++;
    load->summary->commit_ns += busy_ns() - start;
    return true;
}

static bool take(void *ctx, Block *block, Err *err) {
    Load *load = ctx;
    uint64_t start = busy_ns();
    NewResource **rows = block->prepared;
    load->block = block;
    load->summary->unpack_ns += block->unpack_ns;
    load->summary->pack_ns += block->prepare_ns;
    bool ok = load_begin(load, err);
    for (size_t i = 0; ok && i < block->count; i++)
        ok = load_take_text(load, &block->texts[i], rows[i], err);
    load->summary->write_ns += busy_ns() - start;
    uint64_t longest = load->is_pipe ? 0 : load->is_new ? LONGEST_NEW_NS : LONGEST_NS;
    if (!ok || clock_ns(CLOCK_MONOTONIC) - load->begun_ns < longest) return ok;
    if (!load_commit(load, err)) return false;
    nanosleep(&(struct timespec){.tv_nsec = BREATH_NS}, NULL);
    return true;
}

// ---- all of it

static RecordNeeds *load_needs(Arena *arena) {
    RecordNeeds *needs = record_needs_new(arena);
    record_need_text(needs);
    roll_needs(needs);
    for (size_t i = 1; i <= fhir_type_count(); i++) record_need_resource(needs, (FhirType)i);
    record_needs_freeze(needs);
    return needs;
}

static bool note_begin(Load *load, const char *const *paths, size_t count, Err *err) {
    Sql *sql =
        sql_get(load->store, "INSERT INTO load (begun, inputs, snapshot) VALUES (?, ?, ?)", err);
    if (sql == NULL) return false;
    Buf inputs = {0};
    JsonWriter w = {.buf = &inputs};
    json_begin(&w, '[');
    for (size_t i = 0; i < count; i++) json_put_string(&w, str_from(paths[i]));
    json_end(&w, ']');
    sql_bind_text(sql, 1, store_now(load->arena));
    sql_bind_text(sql, 2, buf_str(&inputs));
    sql_bind_int(sql, 3, load->options->snapshot);
    bool ok = sql_run(sql, err);
    buf_free(&inputs);
    if (ok) load->run = sql_last_rowid(load->store);
    return ok;
}

static bool note_end(Load *load, Err *err) {
    Sql *sql = sql_get(load->store, "UPDATE load SET ended = ? WHERE run = ?", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, store_now(load->arena));
    sql_bind_int(sql, 2, load->run);
    return sql_run(sql, err);
}

// Resources of nobody in the store: kept, but not reviewed, so they count as left out.
static void tell_waiting(Load *load) {
    LoadSubject *const *subjects = (LoadSubject *const *)(const void *)load->subjects.data;
    for (size_t i = 0; i < load->subjects.len / sizeof(LoadSubject *); i++) {
        const LoadSubject *subject = subjects[i];
        if (subject->has_patient || subject->waiting == 0) continue;
        load->summary->waiting += subject->waiting;
        load->summary->input.troubles++;
        ReaderTrouble trouble = {
            .file = subject->first.file,
            .line = subject->first.line,
            .byte = (int64_t)subject->first.byte,
            .kind = "patient",
            .message =
                "about a patient who is not in the store: kept, not reviewed until they come",
            .skipped = true,
            .count = subject->waiting};
        if (load->options->trouble != NULL) load->options->trouble(load->options->ctx, &trouble);
    }
}

static bool read_all(Load *load, const char *const *paths, size_t count, Err *err) {
    const LoadOptions *options = load->options;
    struct ReaderBlocks blocks = {prepare, take, load};
    ReaderOptions reader = {.needs = load->needs,
                            .tmp_dir = options->tmp_dir,
                            .only_patient = STR(""),
                            .jobs = options->jobs,
                            .trouble = options->trouble,
                            .progress = options->progress,
                            .ctx = options->ctx,
                            .blocks = &blocks};
    return reader_run(paths, count, &reader, NULL, NULL, &load->summary->input, err) &&
           load_begin(load, err) && keys_settle(load, err) && load_commit(load, err);
}

static bool is_empty(Load *load, bool *empty, Err *err) {
    Sql *sql = sql_get(load->store, "SELECT 1 FROM resource LIMIT 1", err);
    if (sql == NULL) return false;
    *empty = !sql_step(sql);
    return sql_done(sql, err);
}

// Input that may come slowly: no transaction is left open while it does.
static bool has_pipe(const char *const *paths, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        bool is_known = strcmp(paths[i], "-") == 0 ? fstat(STDIN_FILENO, &info) == 0
                                                   : stat(paths[i], &info) == 0;
        if (is_known && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) return true;
    }
    return false;
}

static bool load_all(Load *load, const char *const *paths, size_t count, Err *err) {
    // Kilobytes: a load comes back to pages of all patients.
    bool ok = sql_script(load->store,
                         "PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 8000", err) &&
              texts_load(load->texts, err) && load_begin(load, err) &&
              is_empty(load, &load->is_new, err) && note_begin(load, paths, count, err) &&
              (!load->is_new || keys_open(load, err)) && load_commit(load, err);
    load->is_pipe = has_pipe(paths, count);
    if (ok && load->options->snapshot) ok = snapshot_open(load, err);
    if (!ok || !read_all(load, paths, count, err)) return false;
    if (load->options->snapshot) {
        const LoadSummary *summary = load->summary;
        // What could not be read must not look like what is no longer there.
        load->summary->removed_nothing = summary->input.skipped > 0 || summary->patients == 0;
        if (!summary->removed_nothing && !snapshot_remove(load, err)) return false;
    }
    tell_waiting(load);
    return load_begin(load, err) && note_end(load, err) && load_commit(load, err);
}

bool store_load(Store *store, const char *const *paths, size_t count, const LoadOptions *options,
                LoadSummary *summary, Err *err) {
    *summary = (LoadSummary){0};
    uint64_t start = clock_ns(CLOCK_MONOTONIC);
    Arena *arena = arena_new();
    Load load = {.store = store,
                 .options = options,
                 .summary = summary,
                 .texts = texts_new(store, options->jobs == 0 ? 1 : options->jobs),
                 .needs = load_needs(arena),
                 .arena = arena,
                 .by_id = map_new(arena)};
    bool ok = load_all(&load, paths, count, err);
    if (!ok) store_rollback(store);
    buf_free(&load.subjects);
    buf_free(&load.changed);
    keys_close(&load);
    texts_free(load.texts);
    arena_free(arena);
    summary->total_ns = clock_ns(CLOCK_MONOTONIC) - start;
    return ok;
}
