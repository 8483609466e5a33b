#include "store/roll.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/map.h"
#include "record/patients.h"
#include "store/resource.h"
#include "store/sql.h"

void roll_needs(RecordNeeds *needs) {
    record_need(needs, FHIR_TYPE_PATIENT, STR("identifier"), true);
    record_need(needs, FHIR_TYPE_PATIENT, STR("name"), true);
    record_need(needs, FHIR_TYPE_PATIENT, STR("birthDate"), false);
    record_need(needs, FHIR_TYPE_PATIENT, STR("gender"), false);
    record_need(needs, FHIR_TYPE_PATIENT, STR("deceased"), false);
    record_need(needs, FHIR_TYPE_PATIENT, STR("link"), true);
}

// ---- what a row says

static Str text_of(const Json *object, Str name) {
    const Json *value = object == NULL ? NULL : json_member(object, name);
    if (value != NULL && value->kind == JSON_PAIR) value = &value->as.items[0];
    return value == NULL || value->kind != JSON_STRING ? STR("") : json_text(value);
}

static const Json *list_of(const Json *object, Str name) {
    const Json *value = object == NULL ? NULL : json_member(object, name);
    return value == NULL || value->kind != JSON_ARRAY ? NULL : value;
}

// The official name, else the usual one, else the first.
static const Json *name_of(const Json *patient) {
    const Json *names = list_of(patient, STR("name"));
    const Json *best = NULL;
    int worth = -1;
    for (uint32_t i = 0; names != NULL && i < names->count; i++) {
        Str use = text_of(&names->as.items[i], STR("use"));
        int is_worth = str_eq(use, STR("official")) ? 2 : str_eq(use, STR("usual")) ? 1 : 0;
        if (is_worth <= worth) continue;
        worth = is_worth;
        best = &names->as.items[i];
    }
    return best;
}

static void add_word(Buf *buf, Str word) {
    if (word.len == 0) return;
    if (buf->len > 0) buf_add_char(buf, ' ');
    buf_add(buf, word);
}

static void add_given(Buf *buf, const Json *name) {
    const Json *given = list_of(name, STR("given"));
    for (uint32_t i = 0; given != NULL && i < given->count; i++) {
        const Json *one = &given->as.items[i];
        if (one->kind == JSON_PAIR) one = &one->as.items[0];
        if (one->kind == JSON_STRING) add_word(buf, json_text(one));
    }
}

static void lower(Buf *buf) {
    for (size_t i = 0; i < buf->len; i++) {
        char c = buf->data[i];
        if (c >= 'A' && c <= 'Z') buf->data[i] = (char)(c - 'A' + 'a');
    }
}

static void name_words(const Json *patient, Buf *name, Buf *sort) {
    const Json *of = name_of(patient);
    Str family = text_of(of, STR("family"));
    add_given(name, of);
    add_word(name, family);
    add_word(sort, family);
    add_given(sort, of);
    if (name->len == 0) {
        add_word(name, text_of(of, STR("text")));
        add_word(sort, text_of(of, STR("text")));
    }
    lower(sort);
}

static bool is_record_number(const Json *identifier) {
    const Json *codings = list_of(json_member(identifier, STR("type")), STR("coding"));
    for (uint32_t i = 0; codings != NULL && i < codings->count; i++) {
        if (str_eq(text_of(&codings->as.items[i], STR("code")), STR("MR"))) return true;
    }
    return false;
}

// The medical record number, else the first identifier.
static Str mrn_of(const Json *patient) {
    const Json *identifiers = list_of(patient, STR("identifier"));
    Str first = STR("");
    for (uint32_t i = 0; identifiers != NULL && i < identifiers->count; i++) {
        const Json *identifier = &identifiers->as.items[i];
        if (identifier->kind != JSON_OBJECT) continue;
        Str value = text_of(identifier, STR("value"));
        if (value.len > 0 && is_record_number(identifier)) return value;
        if (first.len == 0) first = value;
    }
    return first;
}

static Str died_of(const Json *patient) {
    Str at = text_of(patient, STR("deceasedDateTime"));
    if (at.len > 0) return at;
    const Json *died = json_member(patient, STR("deceasedBoolean"));
    if (died != NULL && died->kind == JSON_PAIR) died = &died->as.items[0];
    return died != NULL && died->kind == JSON_TRUE ? STR("yes") : STR("");
}

// ---- the row

static void random_key(char key[17]) {
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[8];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) abort();
    for (size_t i = 0; i < sizeof bytes; i++) {
        key[2 * i] = digits[bytes[i] >> 4];
        key[2 * i + 1] = digits[bytes[i] & 15];
    }
    key[16] = '\0';
}

static bool put_row(Store *store, Str id, const Json *patient, Err *err) {
    Sql *sql = sql_get(store,
                       "INSERT INTO patient (id, key, name, sort, birth, sex, mrn, died)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                       " name = excluded.name, sort = excluded.sort, birth = excluded.birth,"
                       " sex = excluded.sex, mrn = excluded.mrn, died = excluded.died",
                       err);
    if (sql == NULL) return false;
    char key[17];
    Buf name = {0};
    Buf sort = {0};
    random_key(key);
    name_words(patient, &name, &sort);
    sql_bind_text(sql, 1, id);
    sql_bind_text(sql, 2, str_from(key));
    sql_bind_text(sql, 3, buf_str(&name));
    sql_bind_text(sql, 4, buf_str(&sort));
    sql_bind_text(sql, 5, text_of(patient, STR("birthDate")));
    sql_bind_text(sql, 6, text_of(patient, STR("gender")));
    sql_bind_text(sql, 7, mrn_of(patient));
    sql_bind_text(sql, 8, died_of(patient));
    bool ok = sql_run(sql, err);
    buf_free(&name);
    buf_free(&sort);
    return ok;
}

bool roll_has(Store *store, Str id, bool *has, Err *err) {
    Sql *sql = sql_get(store, "SELECT 1 FROM patient WHERE id = ?", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, id);
    *has = sql_step(sql);
    return sql_done(sql, err);
}

bool roll_two(Store *store, Str id, bool two, Err *err) {
    Sql *sql = sql_get(store,
                       "UPDATE patient SET two = ?2, revision = revision + 1"
                       " WHERE id = ?1 AND two <> ?2",
                       err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, id);
    sql_bind_int(sql, 2, two);
    return sql_run(sql, err);
}

// ---- links

typedef struct {
    Store *store;
    int64_t subject;
    bool ok;
    uint64_t hash;  // of all links: the same ones are no change
    bool counts;    // only that is asked for
    Err *err;
} Links;

static void take_link(void *ctx, Str from, Str to) {
    Links *links = ctx;
    links->hash = str_hash(to, str_hash(from, links->hash + 1));
    if (links->counts || !links->ok) return;
    Sql *sql = sql_get(links->store, "INSERT INTO link (subject, source, target) VALUES (?, ?, ?)",
                       links->err);
    links->ok = sql != NULL;
    if (!links->ok) return;
    sql_bind_int(sql, 1, links->subject);
    sql_bind_text(sql, 2, from);
    sql_bind_text(sql, 3, to);
    links->ok = sql_run(sql, links->err);
}

static bool links_before(Store *store, int64_t subject, uint64_t *hash, Err *err) {
    Links links = {.counts = true};
    Sql *sql =
        sql_get(store, "SELECT source, target FROM link WHERE subject = ? ORDER BY rowid", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, subject);
    while (sql_step(sql)) take_link(&links, sql_view(sql, 0), sql_view(sql, 1));
    *hash = links.hash;
    return sql_done(sql, err);
}

static bool has_links(Store *store, bool *has, Err *err) {
    Sql *sql = sql_get(store, "SELECT 1 FROM link LIMIT 1", err);
    if (sql == NULL) return false;
    *has = sql_step(sql);
    return sql_done(sql, err);
}

static bool forget_links(Store *store, int64_t subject, Err *err) {
    Sql *sql = sql_get(store, "DELETE FROM link WHERE subject = ?", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, subject);
    return sql_run(sql, err);
}

bool roll_put(Store *store, RollPlace place, const Json *patient, bool *links, Err *err) {
    uint64_t before;
    if (!put_row(store, place.id, patient, err) ||
        !links_before(store, place.subject, &before, err))
        return false;
    Links now = {.store = store, .subject = place.subject, .ok = true, .counts = true, .err = err};
    patient_links(patient, place.id, take_link, &now);
    // Also when they are the same: a new patient may be the one an older link waits for.
    if (!has_links(store, links, err)) return false;
    if (before == now.hash) return true;
    *links = true;
    if (!forget_links(store, place.subject, err)) return false;
    now.counts = false;
    patient_links(patient, place.id, take_link, &now);
    return now.ok;
}

bool roll_remove(Store *store, RollPlace place, bool *links, Err *err) {
    static const char *const texts[] = {"DELETE FROM patient WHERE id = ?",
                                        "DELETE FROM patient_view WHERE patient = ?",
                                        "DELETE FROM finding WHERE patient = ?"};
    *links = true;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        Sql *sql = sql_get(store, texts[i], err);
        if (sql == NULL) return false;
        sql_bind_text(sql, 1, place.id);
        if (!sql_run(sql, err)) return false;
    }
    return forget_links(store, place.subject, err);
}

// ---- merges

typedef struct {
    Arena *arena;
    Map *by_id;  // of those who take part in a link, or stood for by somebody
    Str *ids;
    size_t *stands;  // position of who stands for this one; itself
    size_t count;
} Merge;

static size_t root_of(const Merge *merge, size_t at) {
    while (merge->stands[at] != at) at = merge->stands[at];
    return at;
}

static size_t member(Merge *merge, Str id) {
    uint64_t at;
    if (map_get(merge->by_id, id, &at)) return (size_t)at;
    id = arena_str(merge->arena, id);
    merge->ids[merge->count] = id;
    merge->stands[merge->count] = merge->count;
    map_put(merge->by_id, id, merge->count);
    return merge->count++;
}

static bool count_of(Store *store, size_t *count, Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT (SELECT 2 * count(*) FROM link) + (SELECT count(*) FROM patient"
                       " WHERE stands IS NOT NULL)",
                       err);
    if (sql == NULL) return false;
    *count = sql_step(sql) ? (size_t)sql_int(sql, 0) : 0;
    return sql_done(sql, err);
}

// Whoever already stands for both (a circle, or the same link told twice) goes on doing so.
static bool read_links(Store *store, Merge *merge, Err *err) {
    Sql *sql = sql_get(store,
                       "SELECT l.source, l.target FROM link l JOIN patient a ON a.id = l.source"
                       " JOIN patient b ON b.id = l.target WHERE a.two = 0 AND b.two = 0"
                       " ORDER BY l.rowid",
                       err);
    if (sql == NULL) return false;
    while (sql_step(sql)) {
        size_t from = root_of(merge, member(merge, sql_view(sql, 0)));
        size_t to = root_of(merge, member(merge, sql_view(sql, 1)));
        if (from != to) merge->stands[from] = to;
    }
    return sql_done(sql, err);
}

static bool read_merged(Store *store, Merge *merge, Err *err) {
    Sql *sql = sql_get(store, "SELECT id FROM patient WHERE stands IS NOT NULL", err);
    if (sql == NULL) return false;
    while (sql_step(sql)) member(merge, sql_view(sql, 0));
    return sql_done(sql, err);
}

static bool standing_of(Store *store, Str id, Arena *arena, Str *stands, Err *err) {
    Sql *sql = sql_get(store, "SELECT stands FROM patient WHERE id = ?", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, id);
    *stands = sql_step(sql) ? sql_text(sql, 0, arena) : STR_NONE;
    return sql_done(sql, err);
}

static bool set_standing(Store *store, const Merge *merge, size_t at, Err *err) {
    size_t root = root_of(merge, at);
    Str want = root == at ? STR_NONE : merge->ids[root];
    Str stands;
    if (!standing_of(store, merge->ids[at], merge->arena, &stands, err)) return false;
    if (str_eq(stands, want)) return true;
    if (!revision_raise(store, merge->ids[at], err)) return false;
    Sql *sql = sql_get(store, "UPDATE patient SET stands = ?2 WHERE id = ?1", err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, merge->ids[at]);
    if (want.len == 0) {
        sql_bind_null(sql, 2);
    } else {
        sql_bind_text(sql, 2, want);
    }
    return sql_run(sql, err) && revision_raise(store, merge->ids[at], err);
}

bool roll_merge(Store *store, Err *err) {
    Arena *arena = arena_new();
    Merge merge = {.arena = arena, .by_id = map_new(arena)};
    size_t most = 0;
    bool ok = count_of(store, &most, err);
    merge.ids = ARENA_ARRAY(arena, Str, most + 1);
    merge.stands = ARENA_ARRAY(arena, size_t, most + 1);
    ok = ok && read_links(store, &merge, err) && read_merged(store, &merge, err);
    for (size_t i = 0; ok && i < merge.count; i++) ok = set_standing(store, &merge, i, err);
    arena_free(arena);
    return ok;
}
