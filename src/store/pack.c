#include "store/pack.h"

// Numbers as they stand in memory: a pack is a cache of this machine.
typedef struct {
    uint64_t left_out;
    uint32_t patient, merged, own, shared;  // bytes, and counts
} PackHead;

typedef struct {
    uint32_t type, id, full_url, json;  // bytes
    uint32_t bytes;                     // of RecordItem
} ItemHead;

static void write_item(Buf *out, const RecordItem *item) {
    Str type = str_from(fhir_type_name(item->type));
    ItemHead head = {.type = (uint32_t)type.len,
                     .id = (uint32_t)item->id.len,
                     .full_url = (uint32_t)item->full_url.len,
                     .bytes = item->bytes};
    size_t start = out->len;
    buf_add(out, (Str){(const char *)&head, sizeof head});
    buf_add(out, type);
    buf_add(out, item->id);
    buf_add(out, item->full_url);
    size_t before = out->len;
    json_write(out, item->json, false);
    head.json = (uint32_t)(out->len - before);
    memcpy(out->data + start, &head, sizeof head);
}

void pack_write(Buf *out, const RecordSource *source) {
    PackHead head = {.left_out = source->left_out,
                     .patient = (uint32_t)source->patient.len,
                     .merged = (uint32_t)source->merged_count,
                     .own = (uint32_t)source->own,
                     .shared = (uint32_t)source->shared};
    buf_add(out, (Str){(const char *)&head, sizeof head});
    buf_add(out, source->patient);
    for (size_t i = 0; i < source->merged_count; i++) {
        uint32_t len = (uint32_t)source->merged[i].len;
        buf_add(out, (Str){(const char *)&len, sizeof len});
        buf_add(out, source->merged[i]);
    }
    for (size_t i = 0; i < source->own + source->shared; i++) write_item(out, &source->items[i]);
}

// ---- reading

typedef struct {
    Str left;
    bool ok;
} Cursor;

static Str take(Cursor *cursor, size_t len) {
    if (!cursor->ok || len > cursor->left.len) {
        cursor->ok = false;
        return STR("");
    }
    Str text = {cursor->left.data, len};
    cursor->left = (Str){cursor->left.data + len, cursor->left.len - len};
    return text;
}

static void take_head(Cursor *cursor, void *head, size_t size) {
    Str bytes = take(cursor, size);
    if (cursor->ok) memcpy(head, bytes.data, size);
}

static bool read_item(Cursor *cursor, const RecordNeeds *needs, Arena *arena, RecordItem *item) {
    ItemHead head = {0};
    Err ignored;
    take_head(cursor, &head, sizeof head);
    item->type = fhir_type_find(take(cursor, head.type));
    item->id = take(cursor, head.id);
    item->full_url = take(cursor, head.full_url);
    item->bytes = head.bytes;
    Str text = take(cursor, head.json);
    Json *json = ARENA_NEW(arena, Json);
    item->json = json;
    return cursor->ok && item->type != 0 &&
           json_read(text, record_projection(needs), &json_limits, arena, json, &ignored);
}

bool pack_read(Str bytes, const RecordNeeds *needs, Arena *arena, RecordSource *source, Err *err) {
    Cursor cursor = {bytes, true};
    PackHead head = {0};
    take_head(&cursor, &head, sizeof head);
    size_t count = (size_t)head.own + head.shared;
    if (count > bytes.len || head.merged > bytes.len) cursor.ok = false;
    if (!cursor.ok) return err_set(err, ERR_IO, "the store is damaged: restore a backup");
    *source = (RecordSource){.own = head.own,
                             .shared = head.shared,
                             .merged_count = head.merged,
                             .left_out = head.left_out};
    source->patient = take(&cursor, head.patient);
    source->merged = ARENA_ARRAY(arena, Str, head.merged);
    source->items = ARENA_ARRAY(arena, RecordItem, count);
    for (size_t i = 0; i < head.merged; i++) {
        uint32_t len = 0;
        take_head(&cursor, &len, sizeof len);
        source->merged[i] = take(&cursor, len);
    }
    bool ok = cursor.ok;
    for (size_t i = 0; ok && i < count; i++)
        ok = read_item(&cursor, needs, arena, &source->items[i]);
    return ok || err_set(err, ERR_IO, "the store is damaged: restore a backup");
}
