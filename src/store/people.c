#include "store/people.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/digest.h"
#include "store/sql.h"

enum { SECRET_BYTES = 32, MAX_NAME = 200 };

// ---- secrets

static void write_hex(const unsigned char bytes[SECRET_BYTES], char text[SECRET_TEXT]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SECRET_BYTES; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[SECRET_TEXT - 1] = '\0';
}

static void secret_make(char text[SECRET_TEXT]) {
    unsigned char bytes[SECRET_BYTES];
    // 32 bytes come whole or not at all.
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) abort();
    write_hex(bytes, text);
}

bool secret_is_written(Str text) {
    if (text.len != SECRET_TEXT - 1) return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

bool secret_equal(Str a, Str b) {
    return a.len == b.len && a.len > 0 && memeql_sec(a.data, b.data, a.len) != 0;
}

void session_csrf(Str secret, char token[SECRET_TEXT]) {
    static const char purpose[] = "vigil: token of a session";
    struct hmac_sha256_ctx mac;
    unsigned char bytes[SECRET_BYTES];
    hmac_sha256_set_key(&mac, secret.len, (const uint8_t *)secret.data);
    hmac_sha256_update(&mac, sizeof purpose, (const uint8_t *)purpose);
    hmac_sha256_digest(&mac, sizeof bytes, bytes);
    write_hex(bytes, token);
}

typedef struct {
    unsigned char bytes[SECRET_BYTES];
} Hash;

static Hash hash_of(Str secret) {
    Hash hash = {{0}};
    Digest digest;
    digest_begin(&digest);
    digest_add(&digest, secret);
    digest_end_bytes(&digest, hash.bytes);
    return hash;
}

static Str hash_str(const Hash *hash) {
    return (Str){(const char *)hash->bytes, sizeof hash->bytes};
}

// ---- people

static bool name_is_good(Str name, Err *err) {
    if (name.len == 0) return err_set(err, ERR_CHECK, "a person needs a name");
    if (name.len > MAX_NAME)
        return err_set(err, ERR_CHECK, "a name has at most %d bytes", MAX_NAME);
    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.data[i] < ' ')
            return err_set(err, ERR_CHECK, "a name holds no control characters");
    }
    return true;
}

bool person_add(Store *store, Str name, Str role, int64_t *id, Err *err) {
    if (!name_is_good(name, err) || (role.len > 0 && !name_is_good(role, err))) return false;
    Sql *sql = sql_get(store,
                       "INSERT INTO person (name, role, added) SELECT ?1, ?2,"
                       " strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
                       " WHERE NOT EXISTS (SELECT 1 FROM person WHERE name = ?1 AND gone IS NULL)",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, name);
    sql_bind_text(sql, 2, role);
    if (!sql_run(sql, err)) return false;
    if (sql_changes(store) == 0)
        return err_set(err, ERR_CHECK, "%.*s is there already", STR_ARG(name));
    *id = sql_last_rowid(store);
    return true;
}

static Person person_of(Sql *sql, int column, Arena *arena) {
    return (Person){sql_int(sql, column), sql_text(sql, column + 1, arena),
                    sql_text(sql, column + 2, arena)};
}

bool person_find(Store *store, Str name, Arena *arena, Person *person, Err *err) {
    Sql *sql =
        sql_get(store, "SELECT id, name, role FROM person WHERE name = ? AND gone IS NULL", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, name);
    bool found = sql_step(sql);
    if (found) *person = person_of(sql, 0, arena);
    if (!sql_done(sql, err)) return false;
    return found ||
           err_set(err, ERR_MISSING, "there is no person of this name: %.*s", STR_ARG(name));
}

bool person_list(Store *store, Arena *arena, Person **people, size_t *count, Err *err) {
    Sql *sql = sql_get(store, "SELECT count(*) FROM person WHERE gone IS NULL", err);
    if (sql == NULL) return false;
    size_t most = sql_step(sql) ? (size_t)sql_int(sql, 0) : 0;
    if (!sql_done(sql, err)) return false;
    Person *list = ARENA_ARRAY(arena, Person, most + 1);
    size_t n = 0;
    sql = sql_get(store, "SELECT id, name, role FROM person WHERE gone IS NULL ORDER BY name, id",
                  err);
    if (sql == NULL) return false;
    while (n < most && sql_step(sql)) list[n++] = person_of(sql, 0, arena);
    if (!sql_done(sql, err)) return false;
    *people = list;
    *count = n;
    return true;
}

static bool run_with(Sql *sql, int64_t first, int64_t second, Err *err) {
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, first);
    sql_bind_int(sql, 2, second);
    return sql_run(sql, err);
}

bool person_remove(Store *store, int64_t id, int64_t now, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE person SET gone = strftime('%Y-%m-%dT%H:%M:%SZ', ?1, 'unixepoch')"
                       " WHERE id = ?2 AND gone IS NULL",
                       err);
    return run_with(sql, now, id, err) &&
           run_with(sql_get(store,
                            "UPDATE session SET ended = ?1 WHERE person = ?2 AND ended IS NULL",
                            err),
                    now, id, err) &&
           run_with(sql_get(store,
                            "UPDATE sign_in SET used = ?1 WHERE person = ?2 AND used IS NULL", err),
                    now, id, err);
}

// ---- signing in

bool sign_in_make(Store *store, int64_t person, int64_t now, int64_t seconds,
                  char secret[SECRET_TEXT], Err *err) {
    char made[SECRET_TEXT];
    secret_make(made);
    Hash hash = hash_of(str_from(made));
    Sql *sql = sql_get(
        store, "INSERT INTO sign_in (hash, person, made, expires) VALUES (?, ?, ?, ?)", err);
    if (sql == NULL) return false;
    sql_bind_blob(sql, 1, hash_str(&hash));
    sql_bind_int(sql, 2, person);
    sql_bind_int(sql, 3, now);
    sql_bind_int(sql, 4, now + seconds);
    if (!sql_run(sql, err)) return false;
    memcpy(secret, made, sizeof made);
    return true;
}

static bool session_make(Store *store, int64_t person, int64_t now, char secret[SECRET_TEXT],
                         Err *err) {
    char made[SECRET_TEXT];
    secret_make(made);
    Hash hash = hash_of(str_from(made));
    Sql *sql =
        sql_get(store, "INSERT INTO session (hash, person, made, seen) VALUES (?, ?, ?, ?)", err);
    if (sql == NULL) return false;
    sql_bind_blob(sql, 1, hash_str(&hash));
    sql_bind_int(sql, 2, person);
    sql_bind_int(sql, 3, now);
    sql_bind_int(sql, 4, now);
    if (!sql_run(sql, err)) return false;
    memcpy(secret, made, sizeof made);
    return true;
}

static bool no_sign_in(Err *err) {
    return err_set(err, ERR_MISSING, "this address was used before, is too old, or was never made");
}

bool sign_in_use(Store *store, Str token, int64_t now, char secret[SECRET_TEXT], int64_t *person,
                 Err *err) {
    if (!secret_is_written(token)) return no_sign_in(err);
    Hash hash = hash_of(token);
    // One statement finds it unused and uses it: of two who come at once one gets in.
    Sql *sql = sql_get(store,
                       "UPDATE sign_in SET used = ?2 WHERE hash = ?1 AND used IS NULL AND"
                       " expires > ?2 AND EXISTS"
                       " (SELECT 1 FROM person WHERE id = person AND gone IS NULL)"
                       " RETURNING person",
                       err);
    if (sql == NULL) return false;
    sql_bind_blob(sql, 1, hash_str(&hash));
    sql_bind_int(sql, 2, now);
    bool found = sql_step(sql);
    int64_t who = found ? sql_int(sql, 0) : 0;
    if (!sql_done(sql, err)) return false;
    if (!found) return no_sign_in(err);
    if (!session_make(store, who, now, secret, err)) return false;
    *person = who;
    return true;
}

bool session_find(Store *store, Str secret, SessionClock clock, Arena *arena, Session *session,
                  Err *err) {
    bool found = false;
    if (secret_is_written(secret)) {
        Hash hash = hash_of(secret);
        Sql *sql = sql_get(store,
                           "SELECT p.id, p.name, p.role, s.made, s.seen FROM session s"
                           " JOIN person p ON p.id = s.person WHERE s.hash = ? AND s.ended IS NULL"
                           " AND p.gone IS NULL AND s.seen > ? AND s.made > ?",
                           err);
        if (sql == NULL) return false;
        sql_bind_blob(sql, 1, hash_str(&hash));
        sql_bind_int(sql, 2, clock.now - clock.idle);
        sql_bind_int(sql, 3, clock.now - clock.whole);
        found = sql_step(sql);
        if (found) *session = (Session){person_of(sql, 0, arena), sql_int(sql, 3), sql_int(sql, 4)};
        if (!sql_done(sql, err)) return false;
    }
    return found || err_set(err, ERR_MISSING, "nobody is signed in: the session ended");
}

static bool run_on_session(Sql *sql, Str secret, int64_t now, Err *err) {
    if (sql == NULL) return false;
    Hash hash = hash_of(secret);
    sql_bind_blob(sql, 1, hash_str(&hash));
    sql_bind_int(sql, 2, now);
    return sql_run(sql, err);
}

bool session_touch(Store *store, Str secret, int64_t now, Err *err) {
    return run_on_session(sql_get(store,
                                  "UPDATE session SET seen = ?2 WHERE hash = ?1 AND ended IS NULL"
                                  " AND seen < ?2",
                                  err),
                          secret, now, err);
}

bool session_end(Store *store, Str secret, int64_t now, Err *err) {
    return run_on_session(
        sql_get(store, "UPDATE session SET ended = ?2 WHERE hash = ?1 AND ended IS NULL", err),
        secret, now, err);
}

bool sessions_sweep(Store *store, SessionClock clock, Err *err) {
    return run_with(sql_get(store, "DELETE FROM session WHERE seen < ?1 OR made < ?2", err),
                    clock.now - clock.idle, clock.now - clock.whole, err) &&
           run_with(sql_get(store, "DELETE FROM sign_in WHERE expires < ?1 AND ?1 = ?2", err),
                    clock.now, clock.now, err);
}
