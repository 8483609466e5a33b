// backup: copies are written beside their place under another name, checked, and renamed.

#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "store/schema.h"
#include "store/sql.h"

static const char *beside(Arena *arena, const char *path, const char *ending) {
    return arena_printf(arena, "%s%s%c", path, ending, 0).data;
}

static bool fail_copy(sqlite3 *copy, Err *err) {
    if ((sqlite3_errcode(copy) & 0xff) == SQLITE_FULL)
        return err_set(err, ERR_IO, "the disk of the copy is full");
    return err_set(err, ERR_IO, "the copy could not be written: %s", sqlite3_errmsg(copy));
}

// Runs a PRAGMA that answers with one word.
static bool answers(sqlite3 *db, const char *pragma, const char *word) {
    sqlite3_stmt *statement = NULL;
    bool same = false;
    if (sqlite3_prepare_v2(db, pragma, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        const unsigned char *text = sqlite3_column_text(statement, 0);
        same = text != NULL && strcmp((const char *)text, word) == 0;
    }
    sqlite3_finalize(statement);
    return same;
}

// All pages in one step: a reader keeps its instant, and nobody waits for it.
static bool copy_pages(sqlite3 *from, sqlite3 *to, Err *err) {
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL) return fail_copy(to, err);
    int result = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (result == SQLITE_DONE) return true;
    if ((result & 0xff) == SQLITE_BUSY)
        return err_set(err, ERR_IO, "the store is busy: another program writes to it; try again");
    return fail_copy(to, err);
}

static bool sync_file(const char *path, Err *err) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = file >= 0 && fsync(file) == 0;
    if (file >= 0) close(file);
    return ok || err_set(err, ERR_IO, "the copy could not be written");
}

// A whole copy in one file, checked.
static bool copy_to(Store *store, const char *path, Err *err) {
    sqlite3 *copy = NULL;
    int made = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (made < 0) return err_set(err, ERR_IO, "the copy could not be written: %s", strerror(errno));
    close(made);
    bool ok = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;
    if (!ok) {
        fail_copy(copy, err);
    } else {
        ok = copy_pages(sql_connection(store), copy, err);
        if (ok && !answers(copy, "PRAGMA journal_mode = DELETE", "delete"))
            ok = fail_copy(copy, err);
        if (ok && !answers(copy, "PRAGMA integrity_check", "ok"))
            ok = err_set(err, ERR_IO, "the copy is damaged, as the store may be: look at its disk");
    }
    sqlite3_close(copy);
    return ok && sync_file(path, err);
}

static void remove_parts(Arena *arena, const char *path) {
    unlink(path);
    unlink(beside(arena, path, "-journal"));
    unlink(beside(arena, path, "-wal"));
    unlink(beside(arena, path, "-shm"));
}

bool store_backup(const char *path, const char *file, Err *err) {
    Store *store;
    if (file_exists(file)) {
        err_set(err, ERR_USAGE, "there is a file of that name: a backup does not replace it");
        return err_at(err, str_from(file), 0, 0);
    }
    if (!store_open(path, STORE_READ, &store, err)) return false;
    Arena *arena = arena_new();
    const char *part = beside(arena, file, ".part");
    bool ok = copy_to(store, part, err);
    // A link, unlike a rename, never replaces.
    if (ok && link(part, file) != 0)
        ok = err_set(err, ERR_IO, "the backup could not be given its name: %s", strerror(errno));
    remove_parts(arena, part);
    arena_free(arena);
    store_close(store);
    return ok || err_at(err, str_from(file), 0, 0);
}

// ---- back

// Nobody else may have it open: what they wrote later would be lost, and theirs is another file.
// One that is damaged so much that it cannot be opened is nobody's.
static bool give_up(const char *path, Err *err) {
    sqlite3 *old = NULL;
    bool ok = true;
    if (sqlite3_open_v2(path, &old, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        !answers(old, "PRAGMA journal_mode = DELETE", "delete") &&
        ((sqlite3_errcode(old) & 0xff) == SQLITE_BUSY ||
         (sqlite3_errcode(old) & 0xff) == SQLITE_LOCKED))
        ok = err_set(err, ERR_IO, "another program has this store open: stop it first");
    sqlite3_close(old);
    return ok;
}

static bool put_in_place(const char *part, const char *path, bool replace, Arena *arena, Err *err) {
    if (!replace) {
        if (link(part, path) == 0) return true;
        return err_set(err, ERR_IO, "the store could not be given its name: %s", strerror(errno));
    }
    if (file_exists(path) && !give_up(path, err)) return false;
    unlink(beside(arena, path, "-wal"));
    unlink(beside(arena, path, "-shm"));
    if (rename(part, path) == 0) return true;
    return err_set(err, ERR_IO, "the store could not be given its name: %s", strerror(errno));
}

bool store_restore(const char *file, const char *path, bool replace, Err *err) {
    Store *backup;
    if (file_exists(path) && !replace) {
        err_set(err, ERR_USAGE, "there is a store of that name: --replace gives it up");
        return err_at(err, str_from(path), 0, 0);
    }
    if (!store_open(file, STORE_READ, &backup, err)) return false;
    Arena *arena = arena_new();
    const char *part = beside(arena, path, ".part");
    bool ok = copy_to(backup, part, err) && put_in_place(part, path, replace, arena, err);
    remove_parts(arena, part);
    arena_free(arena);
    store_close(backup);
    return ok || err_at(err, str_from(path), 0, 0);
}
