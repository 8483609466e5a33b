#include "store/audit.h"

#include <stdio.h>

#include "base/digest.h"
#include "store/sql.h"

static void hash_row(const unsigned char before[AUDIT_HASH], const AuditRow *row,
                     unsigned char hash[AUDIT_HASH]) {
    Digest digest;
    char numbers[64];
    int length = snprintf(numbers, sizeof numbers, "%lld %lld", (long long)row->number,
                          (long long)row->person);
    digest_begin(&digest);
    digest_add(&digest, (Str){(const char *)before, row->number == 1 ? 0 : AUDIT_HASH});
    digest_add(&digest, (Str){numbers, (size_t)length});
    digest_add(&digest, row->at);
    digest_add(&digest, row->action);
    digest_add(&digest, row->patient);
    digest_add(&digest, row->what);
    digest_end_bytes(&digest, hash);
}

// Of another length: no hash of ours.
static void hash_read(Sql *sql, int column, unsigned char hash[AUDIT_HASH]) {
    Str stored = sql_view(sql, column);
    memset(hash, 0, AUDIT_HASH);
    if (stored.len == AUDIT_HASH) memcpy(hash, stored.data, AUDIT_HASH);
}

bool audit_add(Store *store, const AuditRow *row, Err *err) {
    AuditRow made = *row;
    unsigned char before[AUDIT_HASH] = {0};
    Sql *sql = sql_get(store, "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1", err);
    if (sql == NULL) return false;
    made.number = 1;
    if (sql_step(sql)) {
        made.number = sql_int(sql, 0) + 1;
        hash_read(sql, 1, before);
    }
    if (!sql_done(sql, err)) return false;
    hash_row(before, &made, made.hash);
    sql = sql_get(store,
                  "INSERT INTO audit (number, at, person, action, patient, what, hash)"
                  " VALUES (?, ?, ?, ?, ?, ?, ?)",
                  err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, made.number);
    sql_bind_text(sql, 2, made.at);
    sql_bind_int(sql, 3, made.person);
    sql_bind_text(sql, 4, made.action);
    sql_bind_text(sql, 5, made.patient);
    sql_bind_text(sql, 6, made.what);
    sql_bind_blob(sql, 7, (Str){(const char *)made.hash, AUDIT_HASH});
    return sql_run(sql, err);
}

static AuditRow row_copied(Sql *sql, Arena *arena) {
    AuditRow row = {.number = sql_int(sql, 0),
                    .at = sql_text(sql, 1, arena),
                    .person = sql_int(sql, 2),
                    .action = sql_text(sql, 3, arena),
                    .patient = sql_text(sql, 4, arena),
                    .what = sql_text(sql, 5, arena),
                    .person_name = sql_text(sql, 7, arena)};
    hash_read(sql, 6, row.hash);
    return row;
}

// The rows of a statement that takes a number and how many.
static void rows_read(Sql *sql, int64_t number, size_t most, Arena *arena, AuditRows *rows) {
    sql_bind_int(sql, 1, number);
    sql_bind_int(sql, 2, (int64_t)most);
    *rows = (AuditRows){.items = ARENA_ARRAY(arena, AuditRow, most + 1)};
    while (rows->count < most && sql_step(sql)) rows->items[rows->count++] = row_copied(sql, arena);
}

bool audit_rows(Store *store, int64_t before, size_t most, Arena *arena, AuditRows *rows,
                Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT number, at, person, action, patient, what, hash,"
                       " (SELECT name FROM person WHERE id = audit.person)"
                       " FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?",
                       err);
    if (sql == NULL) return false;
    rows_read(sql, before > 0 ? before : INT64_MAX, most, arena, rows);
    return sql_done(sql, err);
}

bool audit_rows_after(Store *store, int64_t after, size_t most, Arena *arena, AuditRows *rows,
                      Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT number, at, person, action, patient, what, hash,"
                       " (SELECT name FROM person WHERE id = audit.person)"
                       " FROM audit WHERE number > ? ORDER BY number LIMIT ?",
                       err);
    if (sql == NULL) return false;
    rows_read(sql, after, most, arena, rows);
    return sql_done(sql, err);
}

// What was bound to one step is looked at before the next: nothing is copied.
static AuditRow row_seen(Sql *sql) {
    AuditRow row = {.number = sql_int(sql, 0),
                    .at = sql_view(sql, 1),
                    .person = sql_int(sql, 2),
                    .action = sql_view(sql, 3),
                    .patient = sql_view(sql, 4),
                    .what = sql_view(sql, 5)};
    hash_read(sql, 6, row.hash);
    return row;
}

// The row up to which the chain was followed must still be there.
static bool still_holds(Store *store, const AuditCheck *check, bool *holds, Err *err) {
    *holds = true;
    if (check->number == 0) return true;
    Sql *sql = sql_get(store, "SELECT hash FROM audit WHERE number = ?", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, check->number);
    unsigned char hash[AUDIT_HASH] = {0};
    if (sql_step(sql)) hash_read(sql, 0, hash);
    *holds = memcmp(hash, check->hash, AUDIT_HASH) == 0;
    return sql_done(sql, err);
}

bool audit_check(Store *store, AuditCheck *check, Err *err) {
    bool holds;
    if (check->broken != 0) return true;
    if (!still_holds(store, check, &holds, err)) return false;
    if (!holds) {
        check->broken = check->number;
        return true;
    }
    Sql *sql = sql_get(store,
                       "SELECT number, at, person, action, patient, what, hash FROM audit"
                       " WHERE number > ? ORDER BY number",
                       err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, check->number);
    while (check->broken == 0 && sql_step(sql)) {
        unsigned char hash[AUDIT_HASH];
        AuditRow row = row_seen(sql);
        hash_row(check->hash, &row, hash);
        if (row.number == check->number + 1 && memcmp(hash, row.hash, AUDIT_HASH) == 0) {
            check->number = row.number;
            memcpy(check->hash, hash, AUDIT_HASH);
        } else {
            check->broken = check->number + 1;
        }
    }
    return sql_done(sql, err);
}
