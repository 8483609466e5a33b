#include "store/feed.h"

#include "base/digest.h"
#include "store/sql.h"

// Secrets are long and random: a plain digest cannot be guessed back.
static Str hash_of(Str secret, char hash[DIGEST_TEXT]) {
    Digest digest;
    digest_begin(&digest);
    digest_add(&digest, STR("calendar"));
    digest_add(&digest, secret);
    digest_end(&digest, hash);
    return str_from(hash);
}

bool store_feed_end(Store *store, Str patient, Str at, Err *err) {
    Sql *sql = sql_get(store, "UPDATE feed SET ended = ? WHERE patient = ? AND ended IS NULL", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, at);
    sql_bind_text(sql, 2, patient);
    return sql_run(sql, err);
}

bool store_feed_new(Store *store, Str secret, Str patient, int64_t person, Str at, Err *err) {
    char hash[DIGEST_TEXT];
    if (!store_feed_end(store, patient, at, err)) return false;
    Sql *sql =
        sql_get(store, "INSERT INTO feed (hash, patient, person, made) VALUES (?, ?, ?, ?)", err);
    if (sql == NULL) return false;
    sql_bind_blob(sql, 1, hash_of(secret, hash));
    sql_bind_text(sql, 2, patient);
    sql_bind_int(sql, 3, person);
    sql_bind_text(sql, 4, at);
    return sql_run(sql, err);
}

bool store_feed(Store *store, Str secret, Arena *arena, StoreFeed *feed, Err *err) {
    char hash[DIGEST_TEXT];
    Sql *sql =
        sql_get(store, "SELECT patient, made, coalesce(ended, '') FROM feed WHERE hash = ?", err);
    if (sql == NULL) return false;
    sql_bind_blob(sql, 1, hash_of(secret, hash));
    bool found = sql_step(sql);
    if (found)
        *feed =
            (StoreFeed){sql_text(sql, 0, arena), sql_text(sql, 1, arena), sql_text(sql, 2, arena)};
    if (!sql_done(sql, err)) return false;
    return found || err_set(err, ERR_MISSING, "there is no such calendar");
}
