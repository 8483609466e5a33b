// record: resources in one array a type, and one hash table of them by the last part of their
// address.
//
// That last part (the id, or what a fullUrl ends with) is what "Condition/7", "urn:uuid:7" and
// "http://host/fhir/Condition/7" share, so one table finds all of them; entries of one tail are
// told apart by type or by their whole fullUrl. A tail stands there once a type, further fullUrls
// that end in it by their own hash: else many that end alike would be walked through again and
// again.

#include "record/record.h"

#include <assert.h>

#include "base/map.h"
#include "record/build.h"
#include "record/needs.h"
#include "record/site.h"

struct RecordType {
    Resource *items;
    size_t count;
};

typedef struct {
    Str tail;
    Str full_url;
    FhirType type;
    uint32_t item;       // position among the parts, while the record is built
    Resource *resource;  // NULL: there, not read
} Slot;

struct RecordIndex {
    uint32_t *table;  // 0: empty, otherwise position of a slot + 1
    size_t mask;
    Slot *slots;
    size_t count;
    uint64_t seed;
    Map *
        contained;  // by the address of a resource that contains many: a Map of them by id; or NULL
};

struct SharedTable {
    Record *record;
};

// ---- references

// Where what stands after the last `stop` begins, 0 when there is none.
static size_t after_last(Str text, char stop) {
    const char *at = text.len == 0 ? NULL : memrchr(text.data, stop, text.len);
    return at == NULL ? 0 : (size_t)(at - text.data) + 1;
}

// The same of the last slash or colon, whichever comes later.
static size_t tail_start(Str text) {
    size_t slash = after_last(text, '/');
    return slash + after_last((Str){text.data + slash, text.len - slash}, ':');
}

static Str without_version(Str reference) {
    Str mark = STR("/_history");
    size_t version = after_last(reference, '/');
    if (version == 0) return reference;
    Str before = {reference.data, version - 1};
    if (!str_ends(before, mark)) return reference;
    return (Str){before.data, before.len - mark.len};
}

Str reference_id(Str reference, FhirType *type) {
    *type = 0;
    reference = without_version(reference);
    size_t at = tail_start(reference);
    Str id = {reference.data + at, reference.len - at};
    if (at == 0 || reference.data[at - 1] != '/') return id;
    Str before = {reference.data, at - 1};
    size_t start = after_last(before, '/');
    FhirType named = fhir_type_find((Str){before.data + start, before.len - start});
    if (fhir_type_is_resource(named)) *type = named;
    return id;
}

// ---- the index

// The entries of one hash, one after the other: start with *at = the hash, until NULL.
static Slot *next_slot(const struct RecordIndex *index, uint64_t *at) {
    uint32_t entry = index->table[*at & index->mask];
    *at = (*at & index->mask) + 1;
    return entry == 0 ? NULL : &index->slots[entry - 1];
}

static Slot *index_find(const struct RecordIndex *index, FhirType type, Str id, uint64_t hash) {
    uint64_t at = hash;
    for (Slot *slot; (slot = next_slot(index, &at)) != NULL;) {
        if (slot->type == type && str_eq(slot->tail, id)) return slot;
    }
    return NULL;
}

// By fullUrl; otherwise a urn whose last part is the id of a resource.
static Slot *index_find_url(const struct RecordIndex *index, Str url, Str tail, uint64_t hash) {
    Slot *by_id = NULL;
    uint64_t at = hash;
    for (Slot *slot; (slot = next_slot(index, &at)) != NULL;) {
        if (!str_eq(slot->tail, tail)) continue;
        if (str_eq(slot->full_url, url)) return slot;
        if (by_id == NULL) by_id = slot;
    }
    at = str_hash(url, index->seed);
    for (Slot *slot; (slot = next_slot(index, &at)) != NULL;) {
        if (str_eq(slot->full_url, url)) return slot;
    }
    return str_starts(url, STR("urn:")) ? by_id : NULL;
}

static void index_put(struct RecordIndex *index, Str tail, uint64_t hash, Slot entry) {
    uint64_t at = hash & index->mask;
    while (index->table[at] != 0) at = (at + 1) & index->mask;
    entry.tail = tail;
    index->slots[index->count++] = entry;
    index->table[at] = (uint32_t)index->count;
}

// Enters a fullUrl, unless one like it is there: the first one counts.
static void index_put_url(struct RecordIndex *index, Str tail, Slot entry) {
    uint64_t hash = str_hash(tail, index->seed);
    const Slot *found = index_find_url(index, entry.full_url, tail, hash);
    if (found != NULL && str_eq(found->full_url, entry.full_url)) return;
    bool is_first = index_find(index, entry.type, tail, hash) == NULL;
    index_put(index, tail, is_first ? hash : str_hash(entry.full_url, index->seed), entry);
}

static struct RecordIndex *index_new(size_t count, Arena *arena) {
    struct RecordIndex *index = ARENA_NEW(arena, struct RecordIndex);
    size_t size = 8;
    while (size < count * 4) size *= 2;  // up to two entries a resource, at most half full
    index->table = ARENA_ARRAY(arena, uint32_t, size);
    index->slots = ARENA_ROOM(arena, Slot, 2 * count);
    index->mask = size - 1;
    index->seed = hash_seed();
    return index;
}

// ---- dates

static const Json *plain(const Json *value) {
    if (value != NULL && value->kind == JSON_PAIR) value = &value->as.items[0];
    return value == NULL || value->kind == JSON_NULL ? NULL : value;
}

static int64_t text_high_ms(Str text) {
    DateTime moment;
    Err err = {0};
    if (text.len == 0 || !datetime_parse(text, 0, &moment, &err)) return INT64_MIN;
    return datetime_high_ms(moment);
}

// The end of a date, or of a period; a period that goes on is known from its start.
static int64_t date_high_ms(const Json *value) {
    value = plain(value);
    if (value == NULL) return INT64_MIN;
    if (value->kind == JSON_STRING) return text_high_ms(json_text(value));
    if (value->kind != JSON_OBJECT) return INT64_MIN;
    int64_t end = text_high_ms(json_string_key(value, FHIR_KEY_END));
    return end != INT64_MIN ? end : text_high_ms(json_string_key(value, FHIR_KEY_START));
}

int64_t record_known_at_ms(const Record *record, const Resource *resource) {
    int64_t latest = INT64_MIN;
    const Json *json = resource->json;
    for (uint32_t i = 0; i < json->count; i++) {
        const Json *member = &json->as.items[i];
        if (!needs_is_known_date(record->needs, resource->type, member->key)) continue;
        int64_t known = date_high_ms(member);
        if (known > latest) latest = known;
    }
    return latest;
}

static int64_t updated_ms(const Json *json) {
    const Json *meta = json_member_key(json, FHIR_KEY_META, FHIR_KEY_META);
    return meta == NULL ? INT64_MIN : text_high_ms(json_string_key(meta, FHIR_KEY_LAST_UPDATED));
}

// ---- building

typedef struct {
    const RecordParts *parts;
    Record *record;
    const RecordItem **kept;  // by item, NULL: a duplicate that lost, or not read
} Build;

// Somebody who was merged into this patient: found by reference, not retrieved.
static bool is_merged_away(const RecordParts *parts, const RecordItem *item) {
    return parts->patient_id.len > 0 && item->type == FHIR_TYPE_PATIENT &&
           !str_eq(item->id, parts->patient_id);
}

// Enters an item under its id; a type/id that is there already stands once, the newer one of the
// two.
static void enter(Build *build, uint32_t at) {
    const RecordItem *item = &build->parts->items[at];
    struct RecordIndex *index = build->record->index;
    Slot entry = {.full_url = item->full_url, .type = item->type, .item = at};
    uint64_t hash = str_hash(item->id, index->seed);
    Slot *twin = item->id.len == 0 ? NULL : index_find(index, item->type, item->id, hash);
    if (twin != NULL && item->json != NULL && build->kept[twin->item] != NULL) {
        build->record->duplicate_count++;
        if (build->parts->duplicate != NULL) build->parts->duplicate(build->parts->ctx, item);
        if (updated_ms(item->json) >= updated_ms(build->kept[twin->item]->json)) {
            build->kept[twin->item] = item;
        }
        entry.item = twin->item;
    } else {
        bool is_kept = item->json != NULL && !is_merged_away(build->parts, item);
        build->kept[at] = is_kept ? item : NULL;
        if (item->id.len > 0 && twin == NULL) index_put(index, item->id, hash, entry);
    }
    if (item->full_url.len == 0) return;
    size_t start = tail_start(item->full_url);
    Str tail = {item->full_url.data + start, item->full_url.len - start};
    bool is_new = !str_eq(tail, item->id) || twin != NULL;
    if (tail.len > 0 && is_new) index_put_url(index, tail, entry);
}

static void place(Build *build) {
    const RecordParts *parts = build->parts;
    Record *record = build->record;
    for (size_t i = 0; i < parts->count; i++) {
        if (build->kept[i] != NULL) record->types[build->kept[i]->type].count++;
    }
    Resource *next = ARENA_ROOM(record->arena, Resource, parts->count);
    for (size_t i = 0; i <= fhir_type_count(); i++) {
        record->types[i].items = next;
        next += record->types[i].count;
        record->types[i].count = 0;
    }
    bool has_map = parts->terms != NULL && terms_has_map(parts->terms);
    Resource **places = ARENA_ROOM(record->arena, Resource *, parts->count);
    for (size_t i = 0; i < parts->count; i++) {
        const RecordItem *item = build->kept[i];
        if (item == NULL) continue;
        struct RecordType *type = &record->types[item->type];
        Resource *resource = places[i] = &type->items[type->count++];
        *resource = (Resource){.type = item->type,
                               .bytes = item->bytes,
                               .item = (uint32_t)(item - parts->items),
                               .id = item->id,
                               .json = item->json};
        if (has_map) {
            resource->json = site_apply(parts->terms, item->type, item->json, record->arena);
            resource->is_local = resource->json != item->json;
        }
        record->resource_count++;
    }
    for (size_t i = 0; i < record->index->count; i++) {
        Slot *slot = &record->index->slots[i];
        slot->resource = places[slot->item];
    }
}

Record *record_build(const RecordParts *parts, Arena *arena) {
    Record *record = ARENA_NEW(arena, Record);
    *record = (Record){.arena = arena,
                       .terms = parts->terms,
                       .needs = parts->needs,
                       .patient_id = parts->patient_id,
                       .shared = parts->shared,
                       .types = ARENA_ARRAY(arena, struct RecordType, fhir_type_count() + 1),
                       .index = index_new(parts->count, arena)};
    Build build = {.parts = parts,
                   .record = record,
                   .kept = ARENA_ARRAY(arena, const RecordItem *, parts->count)};
    assert(parts->count <= UINT32_MAX);
    for (size_t i = 0; i < parts->count; i++) enter(&build, (uint32_t)i);
    place(&build);
    uint64_t hash = str_hash(parts->patient_id, record->index->seed);
    Slot *own = index_find(record->index, FHIR_TYPE_PATIENT, parts->patient_id, hash);
    if (own == NULL || own->resource == NULL) return record;
    record->patient = own->resource->json;
    for (size_t i = 0; i < record->index->count; i++) {  // those merged away lead to this one
        Slot *slot = &record->index->slots[i];
        if (slot->type == FHIR_TYPE_PATIENT) slot->resource = own->resource;
    }
    return record;
}

const struct SharedTable *shared_build(const RecordParts *parts, Arena *arena) {
    struct SharedTable *table = ARENA_NEW(arena, struct SharedTable);
    table->record = record_build(parts, arena);
    if (parts->terms == NULL) return table;
    for (size_t i = 0; i <= fhir_type_count(); i++) {  // many threads will read them
        struct RecordType *type = &table->record->types[i];
        for (size_t r = 0; r < type->count; r++) record_code_ids(table->record, &type->items[r]);
    }
    return table;
}

// ---- looking

Resource *record_of_type(const Record *record, FhirType type, size_t *count) {
    const struct RecordType *found = &record->types[type];
    if (found->count == 0 && record->shared != NULL) found = &record->shared->record->types[type];
    *count = found->count;
    return found->items;
}

enum { FEW_CONTAINED = 8 };

static Map *contained_by_id(const Record *record, const Json *from, const Json *contained) {
    struct RecordIndex *index = record->index;
    if (index->contained == NULL) index->contained = map_new(record->arena);
    Str address = {(const char *)&from, sizeof from};
    Map *map = map_pointer(index->contained, address);
    if (map != NULL) return map;
    map = map_new(record->arena);
    for (uint32_t i = 0; i < contained->count; i++) {
        const Json *resource = &contained->as.items[i];
        Str id = resource->kind == JSON_OBJECT ? json_string_key(resource, FHIR_KEY_ID) : STR_NONE;
        if (id.len > 0 && !map_has(map, id)) map_put_pointer(map, id, resource);
    }
    map_put_pointer(index->contained, arena_str(record->arena, address), map);
    return map;
}

// A resource may contain as many others as a line has room for, and point at each of them: they are
// looked through one by one only where they are few.
static const Json *among_contained(const Record *record, const Json *from, const Json *contained,
                                   Str id) {
    if (contained->count > FEW_CONTAINED)
        return map_pointer(contained_by_id(record, from, contained), id);
    for (uint32_t i = 0; i < contained->count; i++) {
        const Json *resource = &contained->as.items[i];
        if (resource->kind != JSON_OBJECT) continue;
        if (str_eq(json_string_key(resource, FHIR_KEY_ID), id)) return resource;
    }
    return NULL;
}

static const Json *find_contained(const Record *record, const Json *from, Str id, FhirType *type) {
    const Json *contained =
        from == NULL ? NULL : json_member_key(from, FHIR_KEY_CONTAINED, FHIR_KEY_CONTAINED);
    if (id.len == 0) {  // "#": the resource that contains this one
        *type = from == NULL ? 0 : fhir_type_find(json_string_key(from, FHIR_KEY_RESOURCE_TYPE));
        return from;
    }
    if (contained == NULL || contained->kind != JSON_ARRAY) return NULL;
    const Json *resource = among_contained(record, from, contained, id);
    if (resource != NULL) *type = fhir_type_find(json_string_key(resource, FHIR_KEY_RESOURCE_TYPE));
    return resource;
}

static Slot *find_slot(const Record *record, Str reference) {
    FhirType named;
    Str id = reference_id(reference, &named);
    if (id.len == 0) return NULL;
    uint64_t hash = str_hash(id, record->index->seed);
    Slot *slot = NULL;
    if (named != 0) slot = index_find(record->index, named, id, hash);
    if (slot == NULL) slot = index_find_url(record->index, without_version(reference), id, hash);
    return slot;
}

const Json *record_resolve(const Record *record, Str reference, const Json *from, FhirType *type) {
    if (reference.len == 0) return NULL;
    if (reference.data[0] == '#') {
        return find_contained(record, from, (Str){reference.data + 1, reference.len - 1}, type);
    }
    Slot *slot = find_slot(record, reference);
    if (slot == NULL && record->shared != NULL) {
        slot = find_slot(record->shared->record, reference);
    }
    if (slot == NULL || slot->resource == NULL) return NULL;
    *type = slot->type;
    return slot->resource->json;
}

// ---- codes

typedef struct {
    const Record *record;
    const Json *from;  // the resource the path starts in
    uint32_t *ids;
    size_t count;
    size_t size;
} CodeIds;

static void add_coding(CodeIds *codes, const Json *coding) {
    Str code = json_string_key(coding, FHIR_KEY_CODE);
    if (code.len == 0) return;
    uint32_t id =
        terms_code_id(codes->record->terms, json_string_key(coding, FHIR_KEY_SYSTEM), code);
    if (id == 0) return;
    if (codes->count + 1 >= codes->size) {
        size_t size = codes->size * 2;
        uint32_t *grown = ARENA_ARRAY(codes->record->arena, uint32_t, size);
        memcpy(grown, codes->ids, codes->count * sizeof *grown);
        codes->ids = grown;
        codes->size = size;
    }
    codes->ids[codes->count++] = id;
}

// A CodeableConcept, a Coding, or a reference to what has one; `hops` bounds references in a
// circle.
static void add_codes(CodeIds *codes, const Json *value, int hops);

static void add_path(CodeIds *codes, FhirType type, const Json *object, int hops) {
    const FhirElement *element = fhir_code_element(type);
    if (element == NULL) return;
    const Json *member = json_member_key(object, element->first_key, element->last_key);
    if (member != NULL) add_codes(codes, member, hops);
}

static void add_codes(CodeIds *codes, const Json *value, int hops) {
    if (value->kind == JSON_ARRAY) {
        for (uint32_t i = 0; i < value->count; i++) add_codes(codes, &value->as.items[i], hops);
        return;
    }
    if (value->kind != JSON_OBJECT) return;
    const Json *codings = json_member_key(value, FHIR_KEY_CODING, FHIR_KEY_CODING);
    if (codings != NULL && codings->kind == JSON_ARRAY) {
        for (uint32_t i = 0; i < codings->count; i++) add_coding(codes, &codings->as.items[i]);
        return;
    }
    add_coding(codes, value);
    Str reference = json_string_key(value, FHIR_KEY_REFERENCE);
    FhirType type = 0;
    const Json *target =
        hops == 0 ? NULL : record_resolve(codes->record, reference, codes->from, &type);
    if (target != NULL) add_path(codes, type, target, hops - 1);
}

const uint32_t *record_code_ids(Record *record, Resource *resource) {
    if (resource->code_ids != NULL) return resource->code_ids;
    CodeIds codes = {.record = record, .from = resource->json, .size = 4};
    codes.ids = ARENA_ARRAY(record->arena, uint32_t, codes.size);
    if (record->terms != NULL) add_path(&codes, resource->type, resource->json, 2);
    resource->code_ids = codes.ids;
    return codes.ids;
}

// ---- references to nothing

typedef struct {
    const Record *record;
    const RecordNeeds *needs;
    const Resource *from;
    uint16_t key;
    bool in_bundle;
    void (*found)(void *ctx, const Resource *from, const Json *reference);
    void *ctx;
    Str last_good;  // most resources of a patient point at the same few others
} Dangling;

static bool leads_nowhere(const Dangling *dangling, Str reference) {
    const Record *record = dangling->record;
    FhirType type = 0;
    if (reference.len == 0) return false;
    if (reference.data[0] == '#') {
        bool was_read =
            json_member_key(dangling->from->json, FHIR_KEY_CONTAINED, FHIR_KEY_CONTAINED) != NULL;
        if (!was_read) return false;
        return record_resolve(record, reference, dangling->from->json, &type) == NULL;
    }
    Str id = reference_id(reference, &type);
    if (type == 0 && !str_starts(reference, STR("urn:"))) return false;  // an address elsewhere
    if (type == 0 && !dangling->in_bundle) return false;
    if (type != 0 && !record_needs_type(dangling->needs, type)) return false;
    if (type != 0 && strcmp(fhir_type_name(type), "Patient") == 0) return false;  // of another
    if (id.len == 0 || find_slot(record, reference) != NULL) return false;
    return record->shared == NULL || find_slot(record->shared->record, reference) == NULL;
}

static void look_at(Dangling *dangling, const Json *text) {
    Str reference = json_text(text);
    if (str_eq(reference, dangling->last_good)) return;
    if (leads_nowhere(dangling, reference)) {
        dangling->found(dangling->ctx, dangling->from, text);
    } else if (!str_starts(reference, STR("#"))) {  // which leads elsewhere in each resource
        dangling->last_good = reference;
    }
}

static void look_below(Dangling *dangling, const Json *value) {
    bool is_object = value->kind == JSON_OBJECT;
    for (uint32_t i = 0; i < value->count; i++) {
        const Json *item = &value->as.items[i];
        if (is_object && item->key == dangling->key) {
            const Json *text = plain(item);
            if (text != NULL && text->kind == JSON_STRING) look_at(dangling, text);
        } else if (item->kind == JSON_OBJECT || item->kind == JSON_ARRAY) {
            look_below(dangling, item);
        }
    }
}

void record_dangling(const Record *record, const RecordNeeds *needs, bool in_bundle,
                     void (*found)(void *ctx, const Resource *from, const Json *reference),
                     void *ctx) {
    Dangling dangling = {.record = record,
                         .needs = needs,
                         .key = fhir_key_find(STR("reference")),
                         .in_bundle = in_bundle,
                         .found = found,
                         .ctx = ctx};
    for (size_t i = 0; i <= fhir_type_count(); i++) {
        const struct RecordType *type = &record->types[i];
        for (size_t r = 0; r < type->count; r++) {
            dangling.from = &type->items[r];
            look_below(&dangling, type->items[r].json);
        }
    }
}
