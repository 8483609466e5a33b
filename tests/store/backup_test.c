// Copies of a store and back; files that are no store; versions.

#include "store/backup.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "store_fixture.h"

#define P "{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"1950\"}\n"

TEST(a_backup_is_the_store_at_one_instant) {
    Shelf *shelf = shelf_new();
    const char *copy = path_join(shelf->arena, shelf->folder, STR("copy"));
    const char *back = path_join(shelf->arena, shelf->folder, STR("back.db"));
    Store *restored;
    shelf_load(shelf, P);
    // While a transaction is open elsewhere, what it did is not in the copy.
    CHECK(store_begin(shelf->store, &shelf->err));
    CHECK(sql_script(shelf->store, "DELETE FROM resource", &shelf->err));
    CHECK_ROW(store_backup(shelf->path, copy, &shelf->err), "%s", shelf->err.message);
    store_rollback(shelf->store);
    CHECK(!store_backup(shelf->path, copy, &shelf->err));
    CHECK_INT(shelf->err.code, ERR_USAGE);
    CHECK_ROW(store_restore(copy, back, false, &shelf->err), "%s", shelf->err.message);
    CHECK(!store_restore(copy, back, false, &shelf->err));
    CHECK(store_open(back, STORE_OPEN, &restored, &shelf->err));
    Store *own = shelf->store;
    shelf->store = restored;
    CHECK_STR(shelf_ask(shelf, "SELECT id FROM resource"), "p");
    // Somebody has it open: it is not given up.
    CHECK(!store_restore(copy, back, true, &shelf->err));
    CHECK_INT(shelf->err.code, ERR_IO);
    store_close(restored);
    shelf->err = (Err){0};
    CHECK_ROW(store_restore(copy, back, true, &shelf->err), "%s", shelf->err.message);
    shelf->store = own;
    shelf_free(shelf);
}

TEST(what_is_no_store_is_not_written_to) {
    Shelf *shelf = shelf_new();
    Store *store = NULL;
    const char *path = path_join(shelf->arena, shelf->folder, STR("other"));
    const char *back = path_join(shelf->arena, shelf->folder, STR("back.db"));
    CHECK(file_write(path, STR("a text of some length, which is no file of SQLite at all, is it\n"),
                     &shelf->err));
    for (StoreMode mode = STORE_CREATE; mode <= STORE_READ; mode++) {
        CHECK(!store_open(path, mode, &store, &shelf->err));
        CHECK_INT(shelf->err.code, ERR_PARSE);
        shelf->err = (Err){0};
    }
    CHECK(!store_restore(path, back, false, &shelf->err));
    CHECK(!file_exists(back));
    CHECK(sql_script(shelf->store, "PRAGMA application_id = 7", &shelf->err));
    CHECK(!store_open(shelf->path, STORE_OPEN, &store, &shelf->err));
    CHECK_INT(shelf->err.code, ERR_PARSE);
    shelf_free(shelf);
}

TEST(a_newer_store_is_left_alone) {
    Shelf *shelf = shelf_new();
    Store *store = NULL;
    CHECK(sql_script(shelf->store, "PRAGMA user_version = 999", &shelf->err));
    CHECK(!store_open(shelf->path, STORE_OPEN, &store, &shelf->err));
    CHECK_INT(shelf->err.code, ERR_CHECK);
    CHECK(!store_open(shelf->path, STORE_READ, &store, &shelf->err));
    shelf_free(shelf);
}

// ---- versions

// All of a store as statements, for a file that stands in tests/store.
static void write_dump(Shelf *shelf, Buf *out) {
    Sql *sql = sql_get(shelf->store,
                       "SELECT sql, name FROM sqlite_schema WHERE type = 'table'"
                       " AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
                       &shelf->err);
    Buf tables = {0};
    while (sql_step(sql)) {
        buf_printf(out, "%.*s;\n", STR_ARG(sql_view(sql, 0)));
        buf_printf(&tables, "%.*s\n", STR_ARG(sql_view(sql, 1)));
    }
    CHECK(sql_done(sql, &shelf->err));
    for (char *name = tables.data, *end; name != NULL && name < tables.data + tables.len;
         name = end + 1) {
        end = strchr(name, '\n');
        Str columns = shelf_ask(
            shelf, arena_printf(shelf->arena,
                                "SELECT group_concat('quote(' || name || ')', '||'', ''||')"
                                " FROM pragma_table_info('%.*s')%c",
                                (int)(end - name), name, 0)
                       .data);
        sql = sql_get(shelf->store,
                      arena_printf(shelf->arena, "SELECT %.*s FROM %.*s%c", STR_ARG(columns),
                                   (int)(end - name), name, 0)
                          .data,
                      &shelf->err);
        while (sql_step(sql))
            buf_printf(out, "INSERT INTO %.*s VALUES (%.*s);\n", (int)(end - name), name,
                       STR_ARG(sql_view(sql, 0)));
        CHECK(sql_done(sql, &shelf->err));
    }
    buf_free(&tables);
    // What the rows would set off comes after them.
    sql = sql_get(shelf->store,
                  "SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL"
                  " ORDER BY rowid",
                  &shelf->err);
    while (sql_step(sql)) buf_printf(out, "%.*s;\n", STR_ARG(sql_view(sql, 0)));
    CHECK(sql_done(sql, &shelf->err));
}

// With KEEP_VERSION=1 the file is written anew: only for a version that was not released yet.
static void keep_version(const char *path) {
    Shelf *shelf = shelf_new();
    Buf out = {0};
    shelf_load(shelf, P "{\"resourceType\":\"Condition\",\"id\":\"c\",\"subject\":{\"reference\":"
                        "\"Patient/p\"}}\n");
    buf_printf(&out, "-- A store of version 1, with two resources.\n"
                     "PRAGMA user_version = 1;\nPRAGMA application_id = 1447642953;\n");
    write_dump(shelf, &out);
    CHECK(file_write(path, buf_str(&out), &shelf->err));
    buf_free(&out);
    shelf_free(shelf);
}

// Names and columns of all tables, however they came to be.
static const char shape[] =
    "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.pk || c.\"notnull\""
    " FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
    " ORDER BY m.name, c.name";

TEST(a_store_of_version_1_is_brought_forward) {
    static const char path[] = "tests/store/version-1.sql";
    if (getenv("KEEP_VERSION") != NULL) keep_version(path);
    Shelf *fresh = shelf_new();
    Shelf *old = shelf_new();
    Str text;
    Str json = STR("");
    store_close(old->store);
    old->store = NULL;
    CHECK(folder_remove(old->folder, &old->err));
    CHECK(folder_temp(NULL, old->arena, &old->folder, &old->err));
    old->path = path_join(old->arena, old->folder, STR("old.db"));
    sqlite3 *db = NULL;
    if (CHECK(file_read(path, 1 << 20, old->arena, &text, &old->err)) &&
        CHECK(sqlite3_open(old->path, &db) == SQLITE_OK)) {
        CHECK(sqlite3_exec(db, arena_printf(old->arena, "%.*s%c", STR_ARG(text), 0).data, NULL,
                           NULL, NULL) == SQLITE_OK);
    }
    sqlite3_close(db);
    if (CHECK_ROW(store_open(old->path, STORE_OPEN, &old->store, &old->err), "%s",
                  old->err.message)) {
        CHECK_ROW(str_eq(shelf_ask(old, shape), shelf_ask(fresh, shape)),
                  "its tables are not those of a new store");
        CHECK(store_resource(old->store, STR("Condition"), STR("c"), old->arena, &json, &old->err));
        CHECK(json.len > 0);
        CHECK_STR(shelf_ask(old, "SELECT id FROM patient"), "p");
    }
    shelf_free(old);
    shelf_free(fresh);
}
