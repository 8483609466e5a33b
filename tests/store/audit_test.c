// The trail: what is added is given back, and whatever somebody does to it is found.

#include "store/audit.h"

#include "base/file.h"
#include "store/sql.h"
#include "test.h"

typedef struct {
    Arena *arena;
    const char *folder;
    Store *store;
    Err err;
} World;

static void add(World *world, int64_t person, Str action, Str what) {
    AuditRow row = {.at = STR("2026-11-22T09:40:00Z"),
                    .person = person,
                    .action = action,
                    .patient = STR("k1"),
                    .what = what};
    CHECK(store_begin(world->store, &world->err));
    CHECK(audit_add(world->store, &row, &world->err));
    CHECK(store_commit(world->store, &world->err));
}

static bool world_open(World *world) {
    *world = (World){.arena = arena_new()};
    if (!CHECK(folder_temp(NULL, world->arena, &world->folder, &world->err)) ||
        !CHECK(store_open(path_join(world->arena, world->folder, STR("s.db")), STORE_CREATE,
                          &world->store, &world->err)))
        return false;
    add(world, 1, STR("patient"), STR(""));
    add(world, 0, STR("sign-in"), STR("410"));
    add(world, 2, STR("answer"), STR("bone-metastasis/size"));
    add(world, 1, STR("patient"), STR(""));
    return true;
}

static void world_close(World *world) {
    store_close(world->store);
    CHECK(folder_remove(world->folder, &world->err));
    arena_free(world->arena);
}

static int64_t broken_after(World *world, const char *change) {
    AuditCheck check = {0};
    CHECK(sql_script(world->store, change, &world->err));
    CHECK(audit_check(world->store, &check, &world->err));
    return check.broken;
}

TEST(audit_gives_back_what_was_added) {
    World world;
    AuditRows rows;
    if (!world_open(&world)) return;
    CHECK(audit_rows(world.store, 0, 10, world.arena, &rows, &world.err));
    CHECK_INT((int64_t)rows.count, 4);
    CHECK_INT(rows.items[0].number, 4);
    CHECK_STR(rows.items[1].what, "bone-metastasis/size");
    CHECK(audit_rows(world.store, 3, 1, world.arena, &rows, &world.err));
    CHECK_INT((int64_t)rows.count, 1);
    CHECK_INT(rows.items[0].number, 2);
    CHECK(audit_rows_after(world.store, 1, 2, world.arena, &rows, &world.err));
    CHECK_INT((int64_t)rows.count, 2);
    CHECK_INT(rows.items[0].number, 2);
    AuditCheck check = {0};
    CHECK(audit_check(world.store, &check, &world.err));
    CHECK_INT(check.number, 4);
    CHECK_INT(check.broken, 0);
    world_close(&world);
}

TEST(audit_finds_what_was_done_to_it) {
    static const struct {
        const char *change;
        int64_t broken;
    } rows[] = {
        {"UPDATE audit SET person = 3 WHERE number = 3", 3},
        {"UPDATE audit SET what = 'x' WHERE number = 1", 1},
        {"UPDATE audit SET at = '2026-11-22T09:40:01Z' WHERE number = 2", 2},
        {"UPDATE audit SET action = 'worklist' WHERE number = 4", 4},
        {"UPDATE audit SET patient = 'k2' WHERE number = 4", 4},
        // a letter moved over the border of two fields
        {"UPDATE audit SET patient = 'k1b', what = 'one-metastasis/size' WHERE number = 3", 3},
        {"DELETE FROM audit WHERE number = 2", 2},
        {"DELETE FROM audit WHERE number = 1", 1},
        {"UPDATE audit SET hash = zeroblob(32) WHERE number = 2", 2},
        {"UPDATE audit SET hash = x'00' WHERE number = 4", 4},
        {"INSERT INTO audit SELECT 5, at, person, action, patient, what, hash FROM audit"
         " WHERE number = 4",
         5},
        {"DELETE FROM audit WHERE number = 3; UPDATE audit SET number = 3 WHERE number = 4", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        World world;
        if (!world_open(&world)) return;
        CHECK_ROW(broken_after(&world, rows[i].change) == rows[i].broken, "%s", rows[i].change);
        world_close(&world);
    }
}

TEST(audit_goes_on_from_where_it_was_checked) {
    World world;
    AuditCheck check = {0};
    if (!world_open(&world)) return;
    CHECK(audit_check(world.store, &check, &world.err));
    add(&world, 1, STR("worklist"), STR(""));
    CHECK(audit_check(world.store, &check, &world.err));
    CHECK_INT(check.number, 5);
    // The end cut off after it was checked.
    CHECK(sql_script(world.store, "DELETE FROM audit WHERE number = 5", &world.err));
    CHECK(audit_check(world.store, &check, &world.err));
    CHECK_INT(check.broken, 5);
    world_close(&world);
}
