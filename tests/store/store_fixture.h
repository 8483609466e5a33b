// store_fixture: a store in a folder of its own, inputs written by the test, and what a load says.

#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "base/file.h"
#include "store/answer.h"
#include "store/load.h"
#include "store/record.h"
#include "store/sql.h"
#include "test.h"

typedef struct {
    Arena *arena;
    const char *folder;
    const char *path;  // of the store
    Store *store;
    LoadSummary summary;
    Buf troubles;  // "kind line: message; ..."
    Err err;
} Shelf;

static inline Shelf *shelf_new(void) {
    Arena *arena = arena_new();
    Shelf *shelf = ARENA_NEW(arena, Shelf);
    shelf->arena = arena;
    bool ok = folder_temp(NULL, arena, &shelf->folder, &shelf->err);
    if (ok) shelf->path = path_join(arena, shelf->folder, STR("store.db"));
    ok = ok && store_open(shelf->path, STORE_CREATE, &shelf->store, &shelf->err);
    test_check(ok, __FILE__, __LINE__, "%s", shelf->err.message);
    return shelf;
}

static inline void shelf_free(Shelf *shelf) {
    Err ignored = {0};
    store_close(shelf->store);
    folder_remove(shelf->folder, &ignored);
    buf_free(&shelf->troubles);
    arena_free(shelf->arena);
}

static inline void shelf_trouble(void *ctx, const ReaderTrouble *trouble) {
    Shelf *shelf = ctx;
    buf_printf(&shelf->troubles, "%s%s %lld: %s", shelf->troubles.len > 0 ? "; " : "",
               trouble->kind, (long long)trouble->line, trouble->message);
}

// Loads one input; false when the load failed (shelf->err).
static inline bool shelf_load_file(Shelf *shelf, const char *path, bool snapshot) {
    LoadOptions options = {.snapshot = snapshot, .jobs = 2, .trouble = shelf_trouble, .ctx = shelf};
    buf_reset(&shelf->troubles);
    return store_load(shelf->store, &path, 1, &options, &shelf->summary, &shelf->err);
}

static inline bool shelf_load_text(Shelf *shelf, const char *text, bool snapshot) {
    const char *path = path_join(shelf->arena, shelf->folder, STR("input.ndjson"));
    bool ok =
        file_write(path, str_from(text), &shelf->err) && shelf_load_file(shelf, path, snapshot);
    test_check(ok, __FILE__, __LINE__, "%s", shelf->err.message);
    return ok;
}

// "2 new, 1 changed, 3 same, 0 older, 1 removed", and the troubles.
static inline Str shelf_load(Shelf *shelf, const char *text) {
    shelf_load_text(shelf, text, false);
    const LoadSummary *s = &shelf->summary;
    Str counts =
        arena_printf(shelf->arena, "%d new, %d changed, %d same, %d older, %d removed",
                     (int)s->fresh, (int)s->changed, (int)s->same, (int)s->older, (int)s->removed);
    if (shelf->troubles.len == 0) return counts;
    return arena_printf(shelf->arena, "%.*s; %.*s", STR_ARG(counts), (int)shelf->troubles.len,
                        shelf->troubles.data);
}

// What one statement of one column gives, rows apart by commas.
static inline Str shelf_ask(Shelf *shelf, const char *query) {
    Buf out = {0};
    Sql *sql = sql_get(shelf->store, query, &shelf->err);
    if (!test_check(sql != NULL, __FILE__, __LINE__, "%s: %s", query, shelf->err.message))
        return STR("");
    bool more = false;
    for (; sql_step(sql); more = true) {
        if (more) buf_add(&out, STR(","));
        buf_add(&out, sql_view(sql, 0));
    }
    bool ok = sql_done(sql, &shelf->err);
    test_check(ok, __FILE__, __LINE__, "%s", shelf->err.message);
    Str text = arena_str(shelf->arena, buf_str(&out));
    buf_free(&out);
    return text;
}

#endif
