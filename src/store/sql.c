// SQLite's C interface, as the rest of store/ uses it.

#include "store/sql.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "store/schema.h"
#include "store/texts.h"

enum { MAX_STATEMENTS = 256 };

struct Sql {
    Store *store;
    const char *text;
    sqlite3_stmt *statement;
    int result;
};

struct Store {
    sqlite3 *db;
    bool in_transaction;
    bool may_write;
    struct timespec waits_since;  // when it first met another's lock
    Texts *texts;
    Sql statements[MAX_STATEMENTS];
    size_t count;
};

// What SQLite says, as something a person can act on. Never the values that were bound.
static bool fail(Store *store, int result, Err *err) {
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_IO, "the store is busy: another program writes to it; try again");
    case SQLITE_FULL:
        return err_set(err, ERR_IO, "the disk of the store is full");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return err_set(err, ERR_IO, "the store may not be written to");
    case SQLITE_CANTOPEN:
        return err_set(err, ERR_IO, "the store cannot be opened");
    case SQLITE_NOTADB:
        return err_set(err, ERR_PARSE, "this file is no store of Vigil");
    case SQLITE_CORRUPT:
        return err_set(err, ERR_IO, "the store is damaged: restore a backup");
    case SQLITE_IOERR:
        return err_set(err, ERR_IO, "the disk of the store failed, or is full");
    case SQLITE_TOOBIG:
        return err_set(err, ERR_LIMIT, "a text is too long for the store");
    default:
        return err_set(err, ERR_IO, "the store failed: %s", sqlite3_errmsg(store->db));
    }
}

// Asks again each millisecond: a load leaves others only short gaps.
static int wait_turn(void *ctx, int tries) {
    struct timespec *since = ctx;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (tries == 0) *since = now;
    int64_t waited = (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
    if (waited >= STORE_WAIT_MS) return 0;
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    return 1;
}

// What a statement would take back when it fails is held in memory, not in a file: entering a
// patient takes a third of the time. Before SQLite is used for the first time.
static void configure(void) {
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
}

// Others on this machine must not read it. (An existing file is not opened here: closing it would
// end the locks that other connections of this program hold.)
static void make_private(const char *path) {
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file >= 0) close(file);
}

static bool open_file(Store *store, const char *path, StoreMode mode, Err *err) {
    int flags = mode == STORE_CREATE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                : mode == STORE_OPEN ? SQLITE_OPEN_READWRITE
                                     : SQLITE_OPEN_READONLY;
    if (mode != STORE_CREATE && !file_exists(path))
        return err_set(err, ERR_MISSING, "there is no store at %s", path);
    if (mode == STORE_CREATE) make_private(path);
    int result = sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (result != SQLITE_OK) return fail(store, result, err);
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_handler(store->db, wait_turn, &store->waits_since);
    // The list of a large clinic fits: 64 MB, of which only what is read is taken.
    if (!sql_script(store, "PRAGMA cache_size = -65536;", err)) return false;
    if (mode == STORE_READ) return schema_check(store, err);
    // Pages of 16 KB, in a new file: a load writes them a fifth faster than pages of 4 KB
    // (measured). WAL: readers never wait. FULL: what was committed outlives a loss of power.
    return sql_script(
               store,
               "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
               "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
               err) &&
           schema_migrate(store, err);
}

bool store_open(const char *path, StoreMode mode, Store **store, Err *err) {
    static pthread_once_t configured_once = PTHREAD_ONCE_INIT;
    pthread_once(&configured_once, configure);
    Store *opened = calloc(1, sizeof *opened);
    if (opened == NULL) memory_out(sizeof *opened);
    if (!open_file(opened, path, mode, err)) {
        store_close(opened);
        return err_at(err, str_from(path), 0, 0);
    }
    opened->may_write = mode != STORE_READ;
    *store = opened;
    return true;
}

Texts *store_texts(Store *store) {
    if (store->texts == NULL) store->texts = texts_new(store, 1);
    return store->texts;
}

struct sqlite3 *sql_connection(Store *store) {
    return store->db;
}

bool store_in_transaction(const Store *store) {
    return store->in_transaction;
}

bool store_may_write(const Store *store) {
    return store->may_write;
}

void store_close(Store *store) {
    if (store == NULL) return;
    for (size_t i = 0; i < store->count; i++) sqlite3_finalize(store->statements[i].statement);
    texts_free(store->texts);
    sqlite3_close(store->db);
    free(store);
}

bool store_begin(Store *store, Err *err) {
    if (!sql_script(store, "BEGIN IMMEDIATE", err)) return false;
    store->in_transaction = true;
    return true;
}

bool store_commit(Store *store, Err *err) {
    if (!sql_script(store, "COMMIT", err)) return false;
    store->in_transaction = false;
    return true;
}

void store_rollback(Store *store) {
    Err ignored = {0};
    if (store->in_transaction) sql_script(store, "ROLLBACK", &ignored);
    store->in_transaction = false;
}

Str store_now(Arena *arena) {
    time_t now = time(NULL);
    struct tm utc;
    char text[32];
    gmtime_r(&now, &utc);
    size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return arena_str(arena, (Str){text, length});
}

bool sql_script(Store *store, const char *text, Err *err) {
    int result = sqlite3_exec(store->db, text, NULL, NULL, NULL);
    return result == SQLITE_OK || fail(store, result, err);
}

Sql *sql_get(Store *store, const char *text, Err *err) {
    for (size_t i = 0; i < store->count; i++) {
        if (store->statements[i].text == text) return &store->statements[i];
    }
    if (store->count == MAX_STATEMENTS) abort();
    Sql *sql = &store->statements[store->count];
    int result =
        sqlite3_prepare_v3(store->db, text, -1, SQLITE_PREPARE_PERSISTENT, &sql->statement, NULL);
    if (result != SQLITE_OK) {
        fail(store, result, err);
        return NULL;
    }
    sql->store = store;
    sql->text = text;
    store->count++;
    return sql;
}

void sql_bind_int(Sql *sql, int at, int64_t number) {
    sqlite3_bind_int64(sql->statement, at, number);
}

void sql_bind_null(Sql *sql, int at) {
    sqlite3_bind_null(sql->statement, at);
}

void sql_bind_text(Sql *sql, int at, Str text) {
    const char *data = text.data == NULL ? "" : text.data;
    sqlite3_bind_text64(sql->statement, at, data, text.len, SQLITE_STATIC, SQLITE_UTF8);
}

void sql_bind_blob(Sql *sql, int at, Str bytes) {
    if (bytes.data == NULL) {
        sqlite3_bind_null(sql->statement, at);
    } else {
        sqlite3_bind_blob64(sql->statement, at, bytes.data, bytes.len, SQLITE_STATIC);
    }
}

bool sql_step(Sql *sql) {
    sql->result = sqlite3_step(sql->statement);
    return sql->result == SQLITE_ROW;
}

int64_t sql_int(Sql *sql, int column) {
    return sqlite3_column_int64(sql->statement, column);
}

bool sql_is_null(Sql *sql, int column) {
    return sqlite3_column_type(sql->statement, column) == SQLITE_NULL;
}

Str sql_view(Sql *sql, int column) {
    const char *data = sqlite3_column_blob(sql->statement, column);
    int length = sqlite3_column_bytes(sql->statement, column);
    if (data == NULL) return sql_is_null(sql, column) ? STR_NONE : STR("");
    return (Str){data, (size_t)length};
}

Str sql_text(Sql *sql, int column, Arena *arena) {
    Str view = sql_view(sql, column);
    return view.len == 0 ? view : arena_str(arena, view);
}

bool sql_done(Sql *sql, Err *err) {
    if (sql == NULL) return false;
    int result = sql->result;
    sql->result = SQLITE_OK;
    sqlite3_reset(sql->statement);
    sqlite3_clear_bindings(sql->statement);
    bool ok = result == SQLITE_DONE || result == SQLITE_ROW || result == SQLITE_OK;
    return ok || fail(sql->store, result, err);
}

bool sql_run(Sql *sql, Err *err) {
    if (sql == NULL) return false;
    sql_step(sql);
    return sql_done(sql, err);
}

int64_t sql_changes(const Store *store) {
    return sqlite3_changes64(store->db);
}

int64_t sql_last_rowid(const Store *store) {
    return sqlite3_last_insert_rowid(store->db);
}
