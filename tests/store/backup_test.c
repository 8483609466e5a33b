// Copies of a store and back; files that are no store; versions.

#include "store/backup.h"

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
