// gather: the patient's own first, then what they refer to, then what that refers to.

#include "store/gather.h"

#include <stdlib.h>

#include "base/map.h"
#include "record/unpack.h"
#include "store/resource.h"
#include "store/sql.h"

typedef struct {
    RecordItem item;
    int64_t ordinal;
} Row;

typedef struct {
    Store *store;
    const StoreRecordOptions *options;
    Arena *arena;
    Buf rows;    // of Row
    Map *known;  // fullUrls of rows, and references that were looked for
    Buf *keys;
    uint64_t left_out;
    Err *err;
} Gather;

// The columns of a row, in this order.
#define COLUMNS "type, id, full_url, ordinal, bytes, dictionary, data"

static Row *row_at(const Gather *gather, size_t i) {
    return (Row *)(void *)gather->rows.data + i;
}

static size_t row_count(const Gather *gather) {
    return gather->rows.len / sizeof(Row);
}

// Reads the resource of a row; what is not read, or cannot be, is passed over.
static bool take_row(Gather *gather, Sql *sql, bool shared) {
    FhirType type = fhir_type_find(sql_view(sql, 0));
    if (type == 0 || !record_needs_type(gather->options->needs, type)) return true;
    Arena *arena = gather->arena;
    Str text;
    StoredText stored = {sql_view(sql, 6), sql_int(sql, 5), (size_t)sql_int(sql, 4)};
    if (!text_unpack(store_texts(gather->store), &stored, arena, &text, gather->err)) return false;
    UnpackOptions options = {.needs = gather->options->needs, .limits = &json_limits};
    Unpacked unpacked;
    unpack(&options, text, (Place){.line = 1}, arena, &unpacked);
    for (const Trouble *t = unpacked.troubles.first; t != NULL; t = t->next)
        gather->left_out += t->skipped;
    if (unpacked.count != 1 || unpacked.found == NULL) return true;
    const Found *found = &unpacked.found[0];
    if (found->item.json == NULL || (shared && found->role != ROLE_SHARED)) return true;
    Row row = {.item = found->item, .ordinal = sql_int(sql, 3)};
    row.item.id = sql_text(sql, 1, arena);
    if (row.item.id.len > 0 && row.item.id.data[0] == NAMELESS) row.item.id = STR("");
    row.item.full_url = sql_text(sql, 2, arena);
    if (row.item.full_url.len > 0) map_put(gather->known, row.item.full_url, 1);
    buf_add(&gather->rows, (Str){(const char *)&row, sizeof row});
    return true;
}

// ---- their own

typedef struct {
    Str id;
    int64_t number, ordinal;
} Member;

static bool patient_ordinal(Store *store, Member *member, Err *err) {
    Sql *sql = sql_get(
        store, "SELECT ordinal FROM resource WHERE key = ? AND type = 'Patient' AND id = ?", err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, resource_key(STR("Patient"), member->id));
    sql_bind_text(sql, 2, member->id);
    if (sql_step(sql)) member->ordinal = sql_int(sql, 0);
    return sql_done(sql, err);
}

static int by_coming(const void *left, const void *right) {
    int64_t a = ((const Member *)left)->ordinal;
    int64_t b = ((const Member *)right)->ordinal;
    return (a > b) - (a < b);
}

// The patient and all who were merged into them, in the order in which they came.
static bool find_members(Gather *gather, Str patient, Buf *members) {
    Sql *sql = sql_get(gather->store,
                       "SELECT p.id, s.number FROM patient p JOIN subject s ON s.id = p.id"
                       " WHERE p.id = ?1 UNION SELECT p.id, s.number FROM patient p"
                       " JOIN subject s ON s.id = p.id WHERE p.stands = ?1",
                       gather->err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, patient);
    while (sql_step(sql)) {
        Member member = {.id = sql_text(sql, 0, gather->arena), .number = sql_int(sql, 1)};
        buf_add(members, (Str){(const char *)&member, sizeof member});
    }
    if (!sql_done(sql, gather->err)) return false;
    Member *rows = (Member *)(void *)members->data;
    size_t count = members->len / sizeof(Member);
    for (size_t i = 0; i < count; i++) {
        if (!patient_ordinal(gather->store, &rows[i], gather->err)) return false;
    }
    if (count > 1) qsort(rows, count, sizeof(Member), by_coming);
    return true;
}

static bool take_own(Gather *gather, int64_t subject) {
    Sql *sql =
        sql_get(gather->store,
                "SELECT " COLUMNS " FROM resource WHERE number BETWEEN ? AND ? ORDER BY number",
                gather->err);
    if (sql == NULL) return false;
    int64_t first = subject << SUBJECT_BITS;
    sql_bind_int(sql, 1, first);
    sql_bind_int(sql, 2, first | ((1 << SUBJECT_BITS) - 1));
    bool ok = true;
    while (ok && sql_step(sql)) ok = take_row(gather, sql, false);
    return sql_done(sql, ok ? gather->err : &(Err){0}) && ok;
}

static int by_ordinal(const void *left, const void *right) {
    int64_t a = ((const Row *)left)->ordinal;
    int64_t b = ((const Row *)right)->ordinal;
    return (a > b) - (a < b);
}

static bool take_members(Gather *gather, RecordSource *source) {
    Buf members = {0};
    bool ok = find_members(gather, source->patient, &members);
    const Member *rows = (const Member *)(const void *)members.data;
    size_t count = members.len / sizeof(Member);
    source->merged = ARENA_ARRAY(gather->arena, Str, count);
    for (size_t i = 0; ok && i < count; i++) {
        ok = take_own(gather, rows[i].number);
        if (!str_eq(rows[i].id, source->patient))
            source->merged[source->merged_count++] = rows[i].id;
    }
    if (count > 1 && row_count(gather) > 0)
        qsort(gather->rows.data, row_count(gather), sizeof(Row), by_ordinal);
    buf_free(&members);
    return ok;
}

// ---- what they refer to

static void note_key(const Gather *gather, int64_t key) {
    buf_add(gather->keys, (Str){(const char *)&key, sizeof key});
}

static bool take_one(Gather *gather, Sql *sql) {
    if (sql == NULL) return false;
    bool ok = true;
    if (sql_step(sql)) ok = take_row(gather, sql, true);
    return sql_done(sql, ok ? gather->err : &(Err){0}) && ok;
}

static bool take_named(Gather *gather, FhirType type, Str id) {
    if (fhir_patient_path(type) != NULL && type != FHIR_TYPE_DEVICE) return true;
    if (!record_needs_type(gather->options->needs, type) || id.len == 0) return true;
    Str name = str_from(fhir_type_name(type));
    Str reference = arena_printf(gather->arena, "%.*s/%.*s", STR_ARG(name), STR_ARG(id));
    if (map_has(gather->known, reference)) return true;
    map_put(gather->known, reference, 1);
    note_key(gather, resource_key(name, id));
    Sql *sql = sql_get(gather->store,
                       "SELECT " COLUMNS " FROM resource WHERE key = ? AND type = ? AND id = ?"
                       " AND number < 268435456",
                       gather->err);
    if (sql == NULL) return false;
    sql_bind_int(sql, 1, resource_key(name, id));
    sql_bind_text(sql, 2, name);
    sql_bind_text(sql, 3, id);
    return take_one(gather, sql);
}

// By its fullUrl, or a urn by the id it ends with.
static bool take_address(Gather *gather, Str url, Str tail) {
    if (map_has(gather->known, url)) return true;
    map_put(gather->known, arena_str(gather->arena, url), 1);
    note_key(gather, resource_key(STR(""), url));
    Sql *sql = sql_get(gather->store,
                       "SELECT " COLUMNS " FROM resource WHERE full_url = ?"
                       " AND number < 268435456 AND full_url <> ''",
                       gather->err);
    if (sql == NULL) return false;
    size_t before = row_count(gather);
    sql_bind_text(sql, 1, url);
    if (!take_one(gather, sql)) return false;
    if (row_count(gather) > before || tail.len == 0 || !str_starts(url, STR("urn:"))) return true;
    sql = sql_get(gather->store,
                  "SELECT " COLUMNS " FROM resource WHERE id = ? AND number < 268435456",
                  gather->err);
    if (sql == NULL) return false;
    sql_bind_text(sql, 1, tail);
    return take_one(gather, sql);
}

static bool follow(Gather *gather, Str reference) {
    if (reference.len == 0 || reference.data[0] == '#') return true;
    FhirType type;
    Str id = reference_id(reference, &type);
    return type != 0 ? take_named(gather, type, id) : take_address(gather, reference, id);
}

static bool follow_below(Gather *gather, const Json *value) {
    if (value->kind != JSON_OBJECT && value->kind != JSON_ARRAY && value->kind != JSON_PAIR)
        return true;
    for (uint32_t i = 0; i < value->count; i++) {
        const Json *item = &value->as.items[i];
        bool is_reference = value->kind == JSON_OBJECT && item->key == FHIR_KEY_REFERENCE;
        bool ok = is_reference && item->kind == JSON_STRING ? follow(gather, json_text(item))
                                                            : follow_below(gather, item);
        if (!ok) return false;
    }
    return true;
}

bool gather_source(Store *store, const StoreRecordOptions *options, Arena *arena,
                   RecordSource *source, Buf *keys, Err *err) {
    Gather gather = {.store = store,
                     .options = options,
                     .arena = arena,
                     .known = map_new(arena),
                     .keys = keys,
                     .err = err};
    *source = (RecordSource){.patient = source->patient};
    bool ok = take_members(&gather, source);
    source->own = row_count(&gather);
    // The list grows while it is walked: what is found may refer further.
    for (size_t i = 0; ok && i < row_count(&gather); i++)
        ok = follow_below(&gather, row_at(&gather, i)->item.json);
    source->shared = row_count(&gather) - source->own;
    source->left_out = gather.left_out;
    source->items = ARENA_ARRAY(arena, RecordItem, row_count(&gather));
    for (size_t i = 0; ok && i < row_count(&gather); i++)
        source->items[i] = row_at(&gather, i)->item;
    buf_free(&gather.rows);
    return ok;
}
