#include "terms/terms.h"

#include <assert.h>

#include "base/file.h"
#include "terms/terms_internal.h"

// Codes stand in one array, found through open addressing over the hash of
// system and code, at most half full. Ids are their places in that array.

enum { FIRST_CODES = 256, MAX_DEPTH_BUNDLE = 2 };
static const size_t MAX_FILE = 512U << 20;

Terms *terms_new(Arena *arena) {
    Terms *terms = ARENA_NEW(arena, Terms);
    terms->arena = arena;
    terms->seed = hash_seed();
    terms->codes = ARENA_ARRAY(arena, CodeEntry, FIRST_CODES);
    terms->code_count = 1;
    terms->code_room = FIRST_CODES;
    terms->slot_count = FIRST_CODES * 2;
    terms->slots = ARENA_ARRAY(arena, uint32_t, terms->slot_count);
    terms->sets = map_new(arena);
    terms->systems = map_new(arena);
    terms->targets = map_new(arena);
    terms->units = map_new(arena);
    return terms;
}

void id_list_add(Arena *arena, IdList *list, uint32_t id) {
    if (list->count == list->room) {
        uint32_t room = list->room == 0 ? 16 : list->room * 2;
        uint32_t *items = ARENA_ARRAY(arena, uint32_t, room);
        if (list->count > 0) memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->room = room;
    }
    list->items[list->count++] = id;
}

// ---- the table of codes

static uint64_t hash_of(const Terms *terms, Str system, Str code) {
    return str_hash(code, str_hash(system, terms->seed));
}

static uint32_t slot_of(const Terms *terms, Str system, Str code, uint64_t hash) {
    uint32_t slot = (uint32_t)hash & (terms->slot_count - 1);
    for (; terms->slots[slot] != 0; slot = (slot + 1) & (terms->slot_count - 1)) {
        const CodeEntry *entry = &terms->codes[terms->slots[slot]];
        if (entry->hash == hash && str_eq(entry->code, code) && str_eq(entry->system, system)) {
            break;
        }
    }
    return slot;
}

static void grow_codes(Terms *terms) {
    assert(terms->code_room < UINT32_MAX / 8);
    uint32_t room = terms->code_room * 2;
    CodeEntry *codes = ARENA_ARRAY(terms->arena, CodeEntry, room);
    memcpy(codes, terms->codes, terms->code_count * sizeof *codes);
    terms->codes = codes;
    terms->code_room = room;
    terms->slot_count = room * 2;
    terms->slots = ARENA_ARRAY(terms->arena, uint32_t, terms->slot_count);
    for (uint32_t id = 1; id < terms->code_count; id++) {
        uint32_t slot = (uint32_t)codes[id].hash & (terms->slot_count - 1);
        while (terms->slots[slot] != 0) slot = (slot + 1) & (terms->slot_count - 1);
        terms->slots[slot] = id;
    }
}

uint32_t terms_code_add(Terms *terms, Str system, Str code, Str display) {
    assert(!terms->frozen);
    uint64_t hash = hash_of(terms, system, code);
    uint32_t slot = slot_of(terms, system, code, hash);
    uint32_t id = terms->slots[slot];
    if (id == 0) {
        if (terms->code_count == terms->code_room) {
            grow_codes(terms);
            slot = slot_of(terms, system, code, hash);
        }
        id = terms->code_count++;
        terms->slots[slot] = id;
        // The codes of one system come one after the other: they share its text.
        Str before = terms->codes[id - 1].system;
        terms->codes[id] = (CodeEntry){
            .system = str_eq(before, system) ? before : arena_str(terms->arena, system),
            .code = arena_str(terms->arena, code),
            .hash = hash,
        };
    }
    CodeEntry *entry = &terms->codes[id];
    if (entry->display.len == 0 && display.len > 0) {
        entry->display = arena_str(terms->arena, display);
    }
    return id;
}

uint32_t terms_code_id(const Terms *terms, Str system, Str code) {
    return terms->slots[slot_of(terms, system, code, hash_of(terms, system, code))];
}

Str terms_code_display(const Terms *terms, uint32_t id) {
    assert(id < terms->code_count);
    return terms->codes[id].display;
}

void terms_code_get(const Terms *terms, uint32_t id, Str *system, Str *code) {
    assert(id > 0 && id < terms->code_count);
    *system = terms->codes[id].system;
    *code = terms->codes[id].code;
}

// ---- loading

Str terms_keep(Terms *terms, const Json *object, const char *name) {
    Str text = json_string(object, str_from(name));
    return text.len == 0 ? (Str){"", 0} : arena_str(terms->arena, text);
}

// {url: {version: [{code, system}]}}
static bool load_code_file(Terms *terms, const Json *file, Str source, Err *err) {
    for (uint32_t i = 0; i < file->count; i++) {
        const Json *versions = &file->as.items[i];
        if (versions->kind != JSON_OBJECT) {
            return err_set(err, ERR_CHECK,
                           "neither a FHIR resource (no resourceType) nor a code file "
                           "({url: {version: [{code, system}]}})");
        }
        for (uint32_t k = 0; k < versions->count; k++) {
            const Json *codes = &versions->as.items[k];
            Str url = json_name(versions);
            if (!value_set_load_list(terms, url, json_name(codes), codes, source, err)) {
                return false;
            }
        }
    }
    return true;
}

static bool load(Terms *terms, const Json *resource, Str source, int depth, Err *err) {
    if (resource->kind != JSON_OBJECT) {
        return err_set(err, ERR_CHECK, "not a JSON object: expected a ValueSet or a CodeSystem");
    }
    Str type = json_string(resource, STR("resourceType"));
    if (str_eq(type, STR("ValueSet"))) return value_set_load(terms, resource, source, err);
    if (str_eq(type, STR("CodeSystem"))) return code_system_load(terms, resource, source, err);
    if (str_eq(type, STR("ConceptMap"))) return concept_map_load(terms, resource, source, err);
    if (type.len == 0) return load_code_file(terms, resource, source, err);
    if (!str_eq(type, STR("Bundle")) || depth >= MAX_DEPTH_BUNDLE) {
        return err_set(err, ERR_CHECK,
                       "a %.*s holds no codes: expected ValueSet, CodeSystem or ConceptMap",
                       STR_ARG(type));
    }
    const Json *entries = json_member(resource, STR("entry"));
    for (uint32_t i = 0; entries != NULL && entries->kind == JSON_ARRAY && i < entries->count;
         i++) {
        const Json *inner = json_member(&entries->as.items[i], STR("resource"));
        if (inner != NULL && !load(terms, inner, source, depth + 1, err)) return false;
    }
    return true;
}

bool terms_load(Terms *terms, const Json *resource, Str source, Err *err) {
    assert(!terms->frozen);
    Str kept = arena_str(terms->arena, source);
    return load(terms, resource, kept, 0, err) || err_at(err, source, 0, 0);
}

static bool load_file(Terms *terms, const char *path, Arena *scratch, Err *err) {
    Str text;
    Json root;
    if (!file_read(path, MAX_FILE, scratch, &text, err)) return false;
    if (!json_read(text, NULL, &json_limits, scratch, &root, err)) {
        return err_at_byte(err, str_from(path), text);
    }
    return terms_load(terms, &root, str_from(path), err);
}

bool terms_load_path(Terms *terms, const char *path, Err *err) {
    Arena *scratch = arena_new();
    bool ok = true;
    if (file_is_folder(path)) {
        Str *names;
        size_t count;
        // The names outlive the files: they stand in the arena that is kept.
        ok = folder_list(path, STR(".json"), terms->arena, &names, &count, err);
        for (size_t i = 0; ok && i < count; i++) {
            ok = load_file(terms, path_join(terms->arena, path, names[i]), scratch, err);
            arena_reset(scratch);
        }
    } else {
        ok = load_file(terms, path, scratch, err);
    }
    arena_free(scratch);
    return ok;
}

bool terms_freeze(Terms *terms, Err *err) {
    if (terms->frozen) return true;
    if (!value_sets_resolve(terms, err)) return false;
    terms->frozen = true;
    return true;
}

// ---- value sets by name

// Numbers in a version compare as numbers: 1.10 is later than 1.9.
static int compare_versions(Str a, Str b) {
    size_t i = 0;
    size_t k = 0;
    while (i < a.len && k < b.len) {
        size_t a_end = i;
        size_t b_end = k;
        while (a_end < a.len && a.data[a_end] >= '0' && a.data[a_end] <= '9') a_end++;
        while (b_end < b.len && b.data[b_end] >= '0' && b.data[b_end] <= '9') b_end++;
        if (a_end == i || b_end == k) {
            if (a.data[i] != b.data[k])
                return (unsigned char)a.data[i] < (unsigned char)b.data[k] ? -1 : 1;
            i++;
            k++;
            continue;
        }
        while (i + 1 < a_end && a.data[i] == '0') i++;
        while (k + 1 < b_end && b.data[k] == '0') k++;
        if (a_end - i != b_end - k) return a_end - i < b_end - k ? -1 : 1;
        int order = memcmp(a.data + i, b.data + k, a_end - i);
        if (order != 0) return order;
        i = a_end;
        k = b_end;
    }
    return (i < a.len) - (k < b.len);
}

ValueSet *value_set_find(const Terms *terms, Str url, Str version) {
    const char *bar = url.len == 0 ? NULL : memchr(url.data, '|', url.len);
    if (bar != NULL) {
        size_t length = (size_t)(bar - url.data);
        if (version.len == 0) version = (Str){bar + 1, url.len - length - 1};
        url.len = length;
    }
    ValueSet *best = NULL;
    for (ValueSet *set = map_pointer(terms->sets, url); set != NULL; set = set->same_url) {
        if (version.len > 0) {
            if (str_eq(set->version, version)) return set;
        } else if (best == NULL || compare_versions(best->version, set->version) < 0) {
            best = set;
        }
    }
    return best;
}

const ValueSet *terms_value_set(const Terms *terms, Str url, Str version) {
    return value_set_find(terms, url, version);
}

Str value_set_url(const ValueSet *set) {
    return set->url;
}

size_t value_set_count(const ValueSet *set) {
    return set->listed.count;
}

void value_set_code(const ValueSet *set, size_t i, Str *system, Str *code, Str *display) {
    assert(i < set->listed.count);
    const CodeEntry *entry = &set->terms->codes[set->listed.items[i]];
    *system = entry->system;
    *code = entry->code;
    *display = entry->display;
}

bool value_set_has_id(const ValueSet *set, uint32_t id) {
    assert(set->terms->frozen);
    return id != 0 && (set->ids[id / 64] >> (id % 64) & 1) != 0;
}

bool value_set_has_filters(const ValueSet *set) {
    return set->filters != NULL;
}

static bool filters_take(const CodeFilter *filter, Str system, Str code) {
    for (; filter != NULL; filter = filter->next) {
        if (system.len > 0 && !str_eq(filter->system, system)) continue;
        if (code_filter_takes(filter, code)) return true;
    }
    return false;
}

bool value_set_has(const ValueSet *set, Str system, Str code) {
    if (system.len > 0) {
        uint32_t id = terms_code_id(set->terms, system, code);
        if (id != 0) return value_set_has_id(set, id);
    } else {
        for (uint32_t i = 0; i < set->listed.count; i++) {
            if (str_eq(set->terms->codes[set->listed.items[i]].code, code)) return true;
        }
        // A listed code that is left out again must not come back by a filter.
        for (uint32_t id = 1; set->unwanted_ids != NULL && id < set->terms->code_count; id++) {
            bool out = (set->unwanted_ids[id / 64] >> (id % 64) & 1) != 0;
            if (out && str_eq(set->terms->codes[id].code, code)) return false;
        }
    }
    return filters_take(set->filters, system, code) && !filters_take(set->unwanted, system, code);
}

bool terms_knows(const Terms *terms, Str system, Str code) {
    if (terms_code_id(terms, system, code) != 0) return true;
    Str ignored;
    if (terms_map(terms, system, code, &ignored, &ignored, &ignored)) return true;
    if (system.len == 0) return false;
    for (const ValueSet *set = terms->first_set; set != NULL; set = set->next) {
        if (value_set_has_filters(set) && value_set_has(set, system, code)) return true;
    }
    return false;
}
