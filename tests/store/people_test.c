// People, one-time addresses, sessions.

#include "store/people.h"

#include <stdio.h>

#include "base/file.h"
#include "test.h"

typedef struct {
    Arena *arena;
    const char *folder;
    Store *store;
    Err err;
} World;

static bool world_open(World *world) {
    *world = (World){.arena = arena_new()};
    return CHECK(folder_temp(NULL, world->arena, &world->folder, &world->err)) &&
           CHECK(store_open(path_join(world->arena, world->folder, STR("s.db")), STORE_CREATE,
                            &world->store, &world->err));
}

static void world_close(World *world) {
    store_close(world->store);
    CHECK(folder_remove(world->folder, &world->err));
    arena_free(world->arena);
}

static SessionClock at(int64_t now) {
    return (SessionClock){now, 100, 1000};
}

static int64_t add(World *world, Str name) {
    int64_t id = 0;
    CHECK(person_add(world->store, name, STR("oncology"), &id, &world->err));
    return id;
}

TEST(people_are_added_listed_and_removed) {
    World world;
    Person *people, found;
    size_t count;
    int64_t id;
    if (!world_open(&world)) return;
    int64_t second = add(&world, STR("Dr B"));
    int64_t first = add(&world, STR("Dr A"));
    CHECK(!person_add(world.store, STR("Dr A"), STR(""), &id, &world.err));
    CHECK(world.err.code == ERR_CHECK);
    CHECK(!person_add(world.store, STR(""), STR(""), &id, &world.err));
    CHECK(!person_add(world.store, STR("a\nb"), STR(""), &id, &world.err));
    CHECK(person_list(world.store, world.arena, &people, &count, &world.err));
    CHECK_INT((int64_t)count, 2);
    CHECK_INT(people[0].id, first);
    CHECK_STR(people[0].role, "oncology");
    CHECK(person_remove(world.store, first, 100, &world.err));
    CHECK(!person_find(world.store, STR("Dr A"), world.arena, &found, &world.err));
    CHECK(world.err.code == ERR_MISSING);
    // A new person of an old name has a new number: the trail tells them apart.
    int64_t again = add(&world, STR("Dr A"));
    CHECK(again != first && again != second);
    world_close(&world);
}

TEST(people_sign_in_once_and_in_time) {
    World world;
    char token[SECRET_TEXT], secret[SECRET_TEXT], other[SECRET_TEXT];
    int64_t person = 0;
    if (!world_open(&world)) return;
    int64_t id = add(&world, STR("Dr A"));
    CHECK(sign_in_make(world.store, id, 1000, 60, token, &world.err));
    CHECK(sign_in_make(world.store, id, 1000, 60, other, &world.err));
    CHECK(secret_is_written(str_from(token)) && strcmp(token, other) != 0);
    CHECK(sign_in_use(world.store, str_from(token), 1059, secret, &person, &world.err));
    CHECK_INT(person, id);
    CHECK(strcmp(token, secret) != 0);
    CHECK(!sign_in_use(world.store, str_from(token), 1059, secret, &person, &world.err));
    CHECK(!sign_in_use(world.store, str_from(other), 1060, secret, &person, &world.err));
    CHECK(world.err.code == ERR_MISSING);
    CHECK(!sign_in_use(world.store, STR("' OR 1=1 --"), 1000, secret, &person, &world.err));
    world_close(&world);
}

TEST(people_sessions_end) {
    World world;
    char token[SECRET_TEXT], secret[SECRET_TEXT];
    int64_t person;
    Session session;
    if (!world_open(&world)) return;
    int64_t id = add(&world, STR("Dr A"));
    CHECK(sign_in_make(world.store, id, 0, 60, token, &world.err));
    CHECK(sign_in_use(world.store, str_from(token), 0, secret, &person, &world.err));
    Str text = str_from(secret);
    CHECK(session_find(world.store, text, at(99), world.arena, &session, &world.err));
    CHECK_STR(session.person.name, "Dr A");
    CHECK(!session_find(world.store, text, at(100), world.arena, &session, &world.err));
    for (int64_t now = 90; now < 1000; now += 90)
        CHECK(session_touch(world.store, text, now, &world.err));
    CHECK(session_find(world.store, text, at(999), world.arena, &session, &world.err));
    CHECK_INT(session.seen, 990);
    CHECK(!session_find(world.store, text, at(1000), world.arena, &session, &world.err));
    // A clock that went back does not make a session older.
    CHECK(session_touch(world.store, text, 5, &world.err));
    CHECK(session_find(world.store, text, at(995), world.arena, &session, &world.err));
    CHECK_INT(session.seen, 990);
    CHECK(session_end(world.store, text, 995, &world.err));
    CHECK(!session_find(world.store, text, at(995), world.arena, &session, &world.err));
    CHECK(sessions_sweep(world.store, at(100000), &world.err));
    world_close(&world);
}

TEST(people_who_are_removed_are_signed_out) {
    World world;
    char token[SECRET_TEXT], unused[SECRET_TEXT], secret[SECRET_TEXT];
    int64_t person;
    Session session;
    if (!world_open(&world)) return;
    int64_t id = add(&world, STR("Dr A"));
    CHECK(sign_in_make(world.store, id, 0, 60, token, &world.err));
    CHECK(sign_in_make(world.store, id, 0, 60, unused, &world.err));
    CHECK(sign_in_use(world.store, str_from(token), 0, secret, &person, &world.err));
    CHECK(person_remove(world.store, id, 1, &world.err));
    CHECK(!session_find(world.store, str_from(secret), at(1), world.arena, &session, &world.err));
    CHECK(!sign_in_use(world.store, str_from(unused), 1, secret, &person, &world.err));
    world_close(&world);
}

TEST(people_secrets_are_told_apart) {
    char a[SECRET_TEXT], b[SECRET_TEXT];
    session_csrf(STR("one"), a);
    session_csrf(STR("two"), b);
    CHECK(secret_is_written(str_from(a)));
    CHECK(!secret_equal(str_from(a), str_from(b)));
    CHECK(secret_equal(str_from(a), str_from(a)));
    CHECK(!secret_equal(STR_NONE, STR_NONE));
    CHECK(!secret_equal(str_from(a), (Str){a, 63}));
    CHECK(!secret_is_written((Str){a, 63}));
    a[5] = 'G';
    CHECK(!secret_is_written(str_from(a)));
}
