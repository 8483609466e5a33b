// How often somebody may ask, and limits by name.

#include "serve/bucket.h"

#include "serve/limits.h"
#include "test.h"

TEST(bucket_gives_a_burst_then_a_rate) {
    Buckets *buckets = buckets_new();
    BucketLimit limit = {2, 5};
    unsigned wait = 0;
    for (int i = 0; i < 5; i++) CHECK(bucket_take(buckets, 7, 1000, limit, &wait));
    CHECK(!bucket_take(buckets, 7, 1000, limit, &wait));
    CHECK_INT(wait, 1);
    CHECK(bucket_take(buckets, 8, 1000, limit, &wait));  // somebody else
    CHECK(!bucket_take(buckets, 7, 1499, limit, &wait));
    CHECK(bucket_take(buckets, 7, 1501, limit, &wait));
    CHECK(!bucket_take(buckets, 7, 1501, limit, &wait));
    // However long nobody asks, the bucket holds five.
    for (int i = 0; i < 5; i++) CHECK(bucket_take(buckets, 7, 1000000, limit, &wait));
    CHECK(!bucket_take(buckets, 7, 1000000, limit, &wait));
    buckets_free(buckets);
}

TEST(bucket_says_when_to_come_back) {
    Buckets *buckets = buckets_new();
    BucketLimit limit = {1.0 / 30, 1};
    unsigned wait = 0;
    CHECK(bucket_take(buckets, 1, 1, limit, &wait));
    CHECK(!bucket_take(buckets, 1, 1, limit, &wait));
    CHECK(wait >= 30 && wait <= 31);
    CHECK(bucket_take(buckets, 1, 1, (BucketLimit){0, 0}, &wait));  // no limit
    buckets_free(buckets);
}

TEST(bucket_holds_when_very_many_come) {
    Buckets *buckets = buckets_new();
    unsigned wait = 0;
    for (uint64_t who = 0; who < 100000; who++)
        CHECK(
            bucket_take(buckets, who * 2654435761U, 1 + (int64_t)who, (BucketLimit){1, 1}, &wait));
    buckets_free(buckets);
}

TEST(limits_are_set_by_name) {
    Limits limits = limits_default();
    Err err = {0};
    CHECK_INT(limits.body_bytes, 1048576);
    CHECK(limits_set(&limits, STR("body-bytes=10"), &err));
    CHECK_INT(limits.body_bytes, 10);
    CHECK(limits_set(&limits, STR("per-address=0"), &err));
    CHECK_INT(limits.per_address, 0);
    static const char *const wrong[] = {
        "body-bytes", "body-bytes=",   "body-bytes=x",           "body=1",      "=1",
        "",           "body-bytes=-1", "body-bytes=99999999999", "body_bytes=1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CHECK_ROW(!limits_set(&limits, str_from(wrong[i]), &err) && err.code == ERR_USAGE, "%s",
                  wrong[i]);
    CHECK_INT(limits.body_bytes, 10);
}
