// feed: secret addresses of calendars: found by the secret alone, ended by the next.

#include "store/feed.h"

#include "store_fixture.h"

static bool new_feed(Shelf *shelf, const char *secret, const char *patient) {
    return store_begin(shelf->store, &shelf->err) &&
           store_feed_new(shelf->store, str_from(secret), str_from(patient), 1,
                          STR("2026-11-22T09:00:00Z"), &shelf->err) &&
           store_commit(shelf->store, &shelf->err);
}

TEST(feed_is_found_by_its_secret_and_ended_by_the_next) {
    Shelf *shelf = shelf_new();
    StoreFeed feed;
    CHECK(new_feed(shelf, "first", "p1"));
    CHECK(new_feed(shelf, "other", "p2"));
    CHECK(store_feed(shelf->store, STR("first"), shelf->arena, &feed, &shelf->err));
    CHECK_STR(feed.patient, "p1");
    CHECK_INT((int64_t)feed.ended.len, 0);
    CHECK(new_feed(shelf, "second", "p1"));
    CHECK(store_feed(shelf->store, STR("first"), shelf->arena, &feed, &shelf->err));
    CHECK_STR(feed.ended, "2026-11-22T09:00:00Z");
    CHECK(store_feed(shelf->store, STR("second"), shelf->arena, &feed, &shelf->err));
    CHECK_INT((int64_t)feed.ended.len, 0);
    CHECK(store_feed(shelf->store, STR("other"), shelf->arena, &feed, &shelf->err));
    CHECK_INT((int64_t)feed.ended.len, 0);
    shelf_free(shelf);
}

TEST(feed_keeps_no_secret) {
    Shelf *shelf = shelf_new();
    StoreFeed feed;
    Str file;
    CHECK(new_feed(shelf, "a-secret-word-of-some-length", "p1"));
    CHECK(!store_feed(shelf->store, STR("a-secret-word"), shelf->arena, &feed, &shelf->err));
    CHECK_INT(shelf->err.code, ERR_MISSING);
    CHECK(!store_feed(shelf->store, STR(""), shelf->arena, &feed, &shelf->err));
    const char *wal = arena_printf(shelf->arena, "%s-wal%c", shelf->path, 0).data;
    const char *const paths[] = {shelf->path, wal};
    for (size_t i = 0; i < 2; i++) {
        if (!file_exists(paths[i])) continue;
        CHECK(file_read(paths[i], 64 << 20, shelf->arena, &file, &shelf->err));
        CHECK(memmem(file.data, file.len, "a-secret-word", 13) == NULL);
    }
    shelf_free(shelf);
}
