// load_snapshot: what the input did not hold goes.

#include "store/load_internal.h"
#include "store/roll.h"
#include "store/sql.h"

enum { AT_ONCE = 2000 };

bool snapshot_open(Load *load, Err *err) {
    return sql_script(load->store,
                      "CREATE TEMP TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY);"
                      "DELETE FROM seen;",
                      err);
}

bool snapshot_saw(Load *load, int64_t number, Err *err) {
    Sql *sql = sql_get(load->store, "INSERT OR IGNORE INTO temp.seen (number) VALUES (?)", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, number);
    return sql_run(sql, err);
}

static bool list_unseen(Load *load, int64_t after, Arena *arena, LoadRemoval *removals,
                        size_t *count, Err *err) {
    Sql *sql = sql_get(load->store,
                       "SELECT number, type, id, full_url FROM resource WHERE number > ?"
                       " AND origin = 0 AND number NOT IN (SELECT number FROM temp.seen)"
                       " ORDER BY number LIMIT ?",
                       err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, after);
    sql_bind_int(sql, 2, AT_ONCE);
    *count = 0;
    while (sql_step(sql)) {
        removals[(*count)++] = (LoadRemoval){sql_int(sql, 0), sql_text(sql, 1, arena),
                                             sql_text(sql, 2, arena), sql_text(sql, 3, arena)};
    }
    return sql_done(sql, err);
}

// Those who were two, and are one in this input.
static bool settle_two(Load *load, Err *err) {
    const LoadSubject *const *subjects =
        (const LoadSubject *const *)(const void *)load->subjects.data;
    for (size_t i = 0; i < load->subjects.len / sizeof(LoadSubject *); i++) {
        if (subjects[i]->is_two || !subjects[i]->has_patient) continue;
        if (!roll_two(load->store, subjects[i]->id, false, err)) return false;
    }
    return true;
}

bool snapshot_remove(Load *load, Err *err) {
    Arena *arena = arena_new();
    int64_t after = 0;
    size_t count = AT_ONCE;
    bool ok = true;
    while (ok && count == AT_ONCE) {
        arena_reset(arena);
        LoadRemoval *removals = ARENA_ARRAY(arena, LoadRemoval, AT_ONCE);
        ok = load_begin(load, err) && list_unseen(load, after, arena, removals, &count, err);
        for (size_t i = 0; ok && i < count; i++) {
            ok = load_remove(load, &removals[i], err);
            after = removals[i].number;
        }
        ok = ok && load_commit(load, err);
    }
    ok = ok && load_begin(load, err) && settle_two(load, err) && load_commit(load, err);
    arena_free(arena);
    return ok;
}
