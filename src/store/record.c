#include "store/record.h"

#include "record/needs.h"
#include "store/gather.h"
#include "store/resource.h"
#include "store/sql.h"
#include "store/squeeze.h"

typedef struct {
    Store *store;
    const StoreRecordOptions *options;
    Arena *arena;
    Str hash;  // of the pack
    Str id;    // of who stands for the patient
    int64_t subject, revision;
    bool two;
    Str pack;  // data NULL: there is none of this revision and hash
} Reading;

static bool look_up(Reading *reading, Str patient, Err *err) {
    Sql *sql = sql_get(reading->store,
                       "SELECT p.id, s.number, p.revision, p.two, k.data FROM patient p"
                       " JOIN subject s ON s.id = p.id LEFT JOIN pack k ON k.subject = s.number"
                       " AND k.revision = p.revision AND k.hash = ?2 WHERE p.id ="
                       " (SELECT coalesce(stands, id) FROM patient WHERE id = ?1)",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    sql_bind_text(sql, 2, reading->hash);
    bool found = sql_step(sql);
    if (found) {
        reading->id = sql_text(sql, 0, reading->arena);
        reading->subject = sql_int(sql, 1);
        reading->revision = sql_int(sql, 2);
        reading->two = sql_int(sql, 3) != 0;
        reading->pack = sql_text(sql, 4, reading->arena);
    }
    if (!sql_done(sql, err)) return false;
    if (!found) return err_set(err, ERR_MISSING, "no such patient");
    return !reading->two ||
           err_set(err, ERR_RUN, "two different patients have this id: not reviewed");
}

// ---- the pack

static bool forget_uses(const Reading *reading, Err *err) {
    Sql *sql = sql_get(reading->store, "DELETE FROM pack_use WHERE subject = ?", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, reading->subject);
    return sql_run(sql, err);
}

static bool keep_use(const Reading *reading, int64_t key, Err *err) {
    Sql *sql =
        sql_get(reading->store, "INSERT OR IGNORE INTO pack_use (key, subject) VALUES (?, ?)", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, key);
    sql_bind_int(sql, 2, reading->subject);
    return sql_run(sql, err);
}

static bool keep_pack(const Reading *reading, const RecordSource *source, const Buf *keys,
                      Err *err) {
    if (!forget_uses(reading, err)) return false;
    for (size_t i = 0; i * sizeof(int64_t) < keys->len; i++) {
        int64_t key;
        memcpy(&key, keys->data + i * sizeof key, sizeof key);
        if (!keep_use(reading, key, err)) return false;
    }
    Sql *sql = sql_get(reading->store,
                       "INSERT OR REPLACE INTO pack (subject, revision, hash, data)"
                       " VALUES (?, ?, ?, ?)",
                       err);
    if (sql == NULL) return false;
    Buf out = {0};
    pack_write(&out, source);
    sql_bind_int(sql, 1, reading->subject);
    sql_bind_int(sql, 2, reading->revision);
    sql_bind_text(sql, 3, reading->hash);
    sql_bind_blob(sql, 4, squeeze(reading->arena, buf_str(&out)));
    buf_free(&out);
    return sql_run(sql, err);
}

// Looks again: since it was looked up without a transaction, the record may have changed.
static bool gather(Reading *reading, RecordSource *source, Err *err) {
    Buf keys = {0};
    *source = (RecordSource){.patient = reading->id};
    bool ok = look_up(reading, reading->id, err) &&
              gather_source(reading->store, reading->options, reading->arena, source, &keys, err);
    if (ok && store_may_write(reading->store)) ok = keep_pack(reading, source, &keys, err);
    buf_free(&keys);
    return ok;
}

static bool gather_alone(Reading *reading, RecordSource *source, Err *err) {
    if (store_in_transaction(reading->store)) return gather(reading, source, err);
    if (!store_may_write(reading->store)) {
        if (!sql_script(reading->store, "BEGIN", err)) return false;
        bool ok = gather(reading, source, err);
        return sql_script(reading->store, "COMMIT", ok ? err : &(Err){0}) && ok;
    }
    if (!store_begin(reading->store, err)) return false;
    if (gather(reading, source, err) && store_commit(reading->store, err)) return true;
    store_rollback(reading->store);
    return false;
}

// ---- the record

static Record *build(const Reading *reading, const RecordSource *source) {
    RecordParts shared = {.needs = reading->options->needs,
                          .terms = reading->options->terms,
                          .items = source->items + source->own,
                          .count = source->shared,
                          .patient_id = STR("")};
    RecordParts parts = {.needs = reading->options->needs,
                         .terms = reading->options->terms,
                         .shared =
                             source->shared == 0 ? NULL : shared_build(&shared, reading->arena),
                         .items = source->items,
                         .count = source->own,
                         .patient_id = reading->id};
    Record *record = record_build(&parts, reading->arena);
    record->merged_ids = source->merged;
    record->merged_count = source->merged_count;
    return record;
}

bool store_record(Store *store, const StoreRecordOptions *options, Str patient, Arena *arena,
                  StoredRecord *stored, Err *err) {
    Reading reading = {.store = store, .options = options, .arena = arena};
    RecordSource source;
    reading.hash =
        arena_printf(arena, "%s:%llx:%.*s", PACK_LAYOUT,
                     (unsigned long long)needs_hash(options->needs), STR_ARG(options->hash));
    if (!look_up(&reading, patient, err)) return false;
    Str bytes;
    bool ok = reading.pack.data == NULL ? gather_alone(&reading, &source, err)
                                        : unsqueeze(arena, reading.pack, &bytes, err) &&
                                              pack_read(bytes, options->needs, arena, &source, err);
    if (!ok) return false;
    Record *record = build(&reading, &source);
    if (record->patient == NULL)
        return err_set(err, ERR_RUN, "the Patient resource cannot be read: not reviewed");
    *stored = (StoredRecord){record, reading.revision, source.left_out};
    return true;
}

bool store_resource(Store *store, Str type, Str id, Arena *arena, Str *json, Err *err) {
    FoundResource found;
    if (!resource_find(store, type, id, arena, &found, err)) return false;
    if (found.number == 0) return err_set(err, ERR_MISSING, "no such resource");
    StoredText stored = {found.data, found.dictionary, (size_t)found.bytes};
    return text_unpack(store_texts(store), &stored, arena, json, err);
}
