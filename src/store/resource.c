#include "store/resource.h"

#include "base/datetime.h"
#include "store/sql.h"

// ---- keys

static uint64_t mix_bytes(uint64_t hash, Str text) {
    for (size_t i = 0; i < text.len; i++) {  // FNV-1a
        hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3U;
    }
    return hash;
}

int64_t resource_key(Str type, Str id) {
    uint64_t hash = mix_bytes(0xcbf29ce484222325U, type);
    hash = mix_bytes(mix_bytes(hash, STR("/")), id);
    return (int64_t)(hash ^ hash >> 32);
}

Str resource_name(Str text, Arena *arena) {
    return arena_printf(arena, "%c%016llx-%zu", NAMELESS,
                        (unsigned long long)mix_bytes(0xcbf29ce484222325U, text), text.len);
}

bool instant_is_before(Str first, Str second) {
    DateTime a;
    DateTime b;
    Err ignored = {0};
    if (first.len == 0 || second.len == 0) return false;
    if (!datetime_parse(first, 0, &a, &ignored) || !datetime_parse(second, 0, &b, &ignored))
        return false;
    return datetime_high_ms(a) < datetime_high_ms(b);
}

// ---- finding

#define COLUMNS \
    "SELECT number, bytes, dictionary, origin, last_updated, data, type, id, ordinal, full_url"

// By number where it is known; two with one key (which nobody will see) are found by key.
static Sql *find(Store *store, int64_t stands, int64_t key, Err *err) {
    Sql *sql = stands > 0 ? sql_get(store, COLUMNS " FROM resource WHERE number = ?", err)
                          : sql_get(store, COLUMNS " FROM resource WHERE key = ?", err);
    if (sql != NULL) sql_bind_int(sql, 1, stands > 0 ? stands : key);
    return sql;
}

// Steps to the row of that type and id; the statement is open afterwards, whatever was found.
static bool step_to(Sql *sql, Str type, Str id) {
    while (sql_step(sql)) {
        if (str_eq(sql_view(sql, 6), type) && str_eq(sql_view(sql, 7), id)) return true;
    }
    return false;
}

bool resource_find_at(Store *store, const ResourcePlace *place, Arena *arena, FoundResource *found,
                      Err *err) {
    *found = (FoundResource){0};
    if (place->stands == STANDS_NOWHERE) return true;
    Sql *sql = find(store, place->stands, resource_key(place->type, place->id), err);
    if (sql == NULL) return false;
    if (step_to(sql, place->type, place->id)) {
        *found = (FoundResource){.number = sql_int(sql, 0),
                                 .bytes = sql_int(sql, 1),
                                 .dictionary = sql_int(sql, 2),
                                 .origin = (Origin)sql_int(sql, 3),
                                 .last_updated = sql_text(sql, 4, arena),
                                 .data = sql_text(sql, 5, arena)};
    }
    if (!sql_done(sql, err)) return false;
    return place->stands <= 0 || found->number != 0 ||
           resource_find(store, place->type, place->id, arena, found, err);
}

bool resource_find(Store *store, Str type, Str id, Arena *arena, FoundResource *found, Err *err) {
    return resource_find_at(store, &(ResourcePlace){STANDS_MAYBE, type, id}, arena, found, err);
}

bool resource_index_drop(Store *store, Err *err) {
    return sql_script(store, "DROP INDEX IF EXISTS resource_key", err);
}

bool resource_index_make(Store *store, Err *err) {
    return sql_script(store, "CREATE INDEX IF NOT EXISTS resource_key ON resource (key)", err);
}

// ---- putting

// What stands there, as far as a new one is compared with it.
typedef struct {
    int64_t number;  // 0: nothing
    int64_t ordinal;
    bool is_same, is_newer;
    bool keeps_url;  // the new one has none: the old one stays
} Standing;

static bool is_same_text(Texts *texts, Sql *sql, const NewResource *resource, bool *same,
                         Err *err) {
    *same = false;
    if (sql_int(sql, 1) != (int64_t)resource->text.len) return true;
    Arena *scratch = arena_new();
    Str text;
    StoredText stored = {sql_view(sql, 5), sql_int(sql, 2), resource->text.len};
    bool ok = text_unpack(texts, &stored, scratch, &text, err);
    *same = ok && str_eq(text, resource->text);
    arena_free(scratch);
    return ok;
}

static bool look(Texts *texts, Store *store, const NewResource *resource, Standing *standing,
                 Err *err) {
    *standing = (Standing){0};
    if (resource->stands == STANDS_NOWHERE) return true;
    Sql *sql = find(store, resource->stands, resource->key, err);
    if (sql == NULL) return false;
    bool ok = true;
    if (step_to(sql, resource->type, resource->id)) {
        standing->number = sql_int(sql, 0);
        standing->ordinal = sql_int(sql, 8);
        Str url = sql_view(sql, 9);
        standing->keeps_url = resource->full_url.len == 0 && url.len > 0;
        standing->is_newer = instant_is_before(resource->last_updated, sql_view(sql, 4));
        ok = is_same_text(texts, sql, resource, &standing->is_same, err);
        standing->is_same = standing->is_same &&
                            (standing->keeps_url || str_eq(url, resource->full_url)) &&
                            standing->number >> SUBJECT_BITS == resource->subject;
    }
    if (!sql_done(sql, ok ? err : &(Err){0}) || !ok) return false;
    if (resource->stands <= 0 || standing->number != 0) return true;
    NewResource anywhere = *resource;
    anywhere.stands = STANDS_MAYBE;
    return look(texts, store, &anywhere, standing, err);
}

static void bind_content(Sql *sql, int at, const NewResource *resource, int64_t dictionary) {
    sql_bind_text(sql, at, resource->last_updated);
    sql_bind_int(sql, at + 1, resource->known_at);
    sql_bind_int(sql, at + 2, (int64_t)resource->text.len);
    sql_bind_int(sql, at + 3, dictionary);
    sql_bind_blob(sql, at + 4, resource->packed.bytes);
}

static bool insert(Texts *texts, Store *store, const NewResource *resource, int64_t number,
                   Err *err) {
    int64_t dictionary;
    if (!texts_number(texts, resource->packed.slot, &dictionary, err)) return false;
    Sql *sql = sql_get(store,
                       "INSERT INTO resource (number, key, type, id, full_url, ordinal, origin,"
                       " last_updated, known_at, bytes, dictionary, data)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, number);
    sql_bind_int(sql, 2, resource->key);
    sql_bind_text(sql, 3, resource->type);
    sql_bind_text(sql, 4, resource->id);
    sql_bind_text(sql, 5, resource->full_url);
    sql_bind_int(sql, 6, resource->ordinal);
    sql_bind_int(sql, 7, resource->origin);
    bind_content(sql, 8, resource, dictionary);
    return sql_run(sql, err);
}

static bool replace(Texts *texts, Store *store, const NewResource *resource,
                    const Standing *standing, Err *err) {
    int64_t dictionary;
    if (!texts_number(texts, resource->packed.slot, &dictionary, err)) return false;
    Sql *sql = sql_get(store,
                       "UPDATE resource SET last_updated = ?, known_at = ?, bytes = ?,"
                       " dictionary = ?, data = ?, full_url = CASE ? WHEN '' THEN full_url"
                       " ELSE ?6 END WHERE number = ?",
                       err);
    if (sql == NULL) return false;
    bind_content(sql, 1, resource, dictionary);
    sql_bind_text(sql, 6, resource->full_url);
    sql_bind_int(sql, 7, standing->number);
    return sql_run(sql, err);
}

static bool take_number(int64_t subject, int64_t *next, int64_t *number, Err *err) {
    if (*next >> SUBJECT_BITS != 0)
        return err_set(err, ERR_LIMIT, "too many resources about one patient, or about nobody");
    *number = subject << SUBJECT_BITS | (*next)++;
    return true;
}

bool resource_put(Texts *texts, Store *store, const NewResource *resource, int64_t *next, Put *put,
                  Err *err) {
    Standing standing;
    if (!look(texts, store, resource, &standing, err)) return false;
    *put = (Put){PUT_NEW, standing.number, -1};
    if (standing.number == 0) {
        return take_number(resource->subject, next, &put->number, err) &&
               insert(texts, store, resource, put->number, err);
    }
    put->result = standing.is_same ? PUT_SAME : standing.is_newer ? PUT_OLDER : PUT_CHANGED;
    if (put->result != PUT_CHANGED) return true;
    int64_t before = standing.number >> SUBJECT_BITS;
    if (before == resource->subject) return replace(texts, store, resource, &standing, err);
    // It is about somebody else now.
    NewResource moved = *resource;
    moved.ordinal = standing.ordinal;
    put->left = before;
    return resource_remove(store, standing.number, err) &&
           take_number(resource->subject, next, &put->number, err) &&
           insert(texts, store, &moved, put->number, err);
}

bool resource_next(Store *store, int64_t subject, int64_t *next, Err *err) {
    Sql *sql = sql_get(store, "SELECT max(number) FROM resource WHERE number BETWEEN ? AND ?", err);
    if (sql == NULL) return false;
    int64_t first = subject << SUBJECT_BITS;
    int64_t last = first | ((1 << SUBJECT_BITS) - 1);
    sql_bind_int(sql, 1, first);
    sql_bind_int(sql, 2, last);
    *next = 1;
    if (sql_step(sql) && !sql_is_null(sql, 0)) *next = sql_int(sql, 0) - first + 1;
    return sql_done(sql, err);
}

bool resource_remove(Store *store, int64_t number, Err *err) {
    Sql *sql = sql_get(store, "DELETE FROM resource WHERE number = ?", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, number);
    return sql_run(sql, err);
}

// ---- subjects

bool subject_find(Store *store, Str id, int64_t *number, Err *err) {
    *number = 0;
    Sql *sql = sql_get(store, "SELECT number FROM subject WHERE id = ?", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, id);
    if (sql_step(sql)) *number = sql_int(sql, 0);
    return sql_done(sql, err);
}

bool subject_number(Store *store, Str id, int64_t *number, Err *err) {
    if (!subject_find(store, id, number, err)) return false;
    if (*number != 0) return true;
    Sql *sql = sql_get(store, "INSERT INTO subject (id) VALUES (?)", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, id);
    if (!sql_run(sql, err)) return false;
    *number = sql_last_rowid(store);
    return true;
}

bool subject_id(Store *store, int64_t number, Arena *arena, Str *id, Err *err) {
    *id = STR("");
    Sql *sql = sql_get(store, "SELECT id FROM subject WHERE number = ?", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, number);
    if (sql_step(sql)) *id = sql_text(sql, 0, arena);
    return sql_done(sql, err);
}

// ---- revisions

bool revision_raise(Store *store, Str id, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE patient SET revision = revision + 1 WHERE id ="
                       " (SELECT coalesce(stands, id) FROM patient WHERE id = ?)",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, id);
    return sql_run(sql, err);
}

bool revision_raise_users(Store *store, int64_t key, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE patient SET revision = revision + 1 WHERE id IN (SELECT s.id"
                       " FROM pack_use u JOIN subject s ON s.number = u.subject WHERE u.key = ?)",
                       err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, key);
    return sql_run(sql, err);
}
