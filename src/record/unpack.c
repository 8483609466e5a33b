// unpack: values first, then whom each resource is about, since a Bundle may name its patient after
// the rest.

#include "record/unpack.h"

#include <string.h>

#include "base/map.h"
#include "record/needs.h"
#include "record/shape.h"

typedef struct {
    const UnpackOptions *options;
    Str text;
    Place place;
    Arena *arena;
    Unpacked *out;
    size_t size;
    Str last_reference;  // neighbours are mostly about the same patient
    int last_worth;
    bool fits;  // nothing that was read has a wrong shape
} Unpack;

static void take_value(Unpack *unpack, const Json *value, Str full_url, bool top);

// ---- troubles

void trouble_add(Troubles *troubles, Arena *arena, const Trouble *trouble) {
    Trouble *copy = ARENA_NEW(arena, Trouble);
    *copy = *trouble;
    copy->next = NULL;
    if (troubles->last == NULL) troubles->last = &troubles->first;
    *troubles->last = copy;
    troubles->last = &copy->next;
}

static bool offset_in(Str text, const char *at, size_t *offset) {
    uintptr_t start = (uintptr_t)text.data;
    uintptr_t pointer = (uintptr_t)at;
    if (at == NULL || pointer < start || pointer >= start + text.len) return false;
    *offset = (size_t)(pointer - start);
    return true;
}

static bool offset_of(Str text, const Json *value, int hops, size_t *offset) {
    bool is_text = value->kind == JSON_STRING || value->kind == JSON_NUMBER;
    if (is_text && offset_in(text, value->as.text, offset)) return true;
    if (offset_in(text, value->name, offset)) return true;
    bool is_below =
        value->kind == JSON_OBJECT || value->kind == JSON_ARRAY || value->kind == JSON_PAIR;
    for (uint32_t i = 0; is_below && hops > 0 && i < value->count; i++) {
        if (offset_of(text, &value->as.items[i], hops - 1, offset)) return true;
    }
    return false;
}

Lines *lines_of(Str text, Arena *arena) {
    size_t feeds = 0;
    for (size_t i = 0; i < text.len; i++) feeds += text.data[i] == '\n';
    uint32_t *starts = ARENA_ARRAY(arena, uint32_t, feeds + 1);
    size_t count = 1;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\n') starts[count++] = (uint32_t)i + 1;
    }
    Lines *lines = ARENA_NEW(arena, Lines);
    *lines = (Lines){starts, count};
    return lines;
}

static Place place_at(Place place, size_t offset) {
    place.byte += offset;
    if (place.lines == NULL) return place;
    size_t low = 0;  // the last line that starts at or before the offset
    size_t high = place.lines->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (place.lines->starts[middle] <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    place.line += (int64_t)low;
    place.lines = NULL;
    return place;
}

Place place_of(Place place, Str text, const Json *at) {
    size_t offset;
    if (at == NULL || !offset_of(text, at, 4, &offset)) return place;
    return place_at(place, offset);
}

static void complain(Unpack *unpack, const Json *at, const char *kind, const char *message,
                     bool skipped) {
    trouble_add(&unpack->out->troubles, unpack->arena,
                &(Trouble){.place = place_of(unpack->place, unpack->text, at),
                           .kind = kind,
                           .message = message,
                           .skipped = skipped,
                           .count = 1});
}

static const char *kind_of(const Err *err) {
    if (err->code == ERR_LIMIT) return "limit";
    return strstr(err->message, "UTF-8") != NULL ? "utf8" : "json";
}

static void complain_text(Unpack *unpack, const Err *err) {
    Str message =
        arena_str(unpack->arena, (Str){err->message, strlen(err->message) + 1});  // NUL too
    trouble_add(&unpack->out->troubles, unpack->arena,
                &(Trouble){.place = place_at(unpack->place, (size_t)err->byte),
                           .kind = kind_of(err),
                           .message = message.data,
                           .skipped = true,
                           .count = 1});
}

static void complain_shape(Unpack *unpack, const ShapeFault *fault, bool skipped) {
    const char *element = fault->element == NULL ? "" : fault->element->name;
    Str message =
        arena_printf(unpack->arena, "%s%s%s: %s belongs here", fhir_type_name(fault->type),
                     element[0] == '\0' ? "" : ".", element, fault->what);
    char *text = ARENA_ARRAY(unpack->arena, char, message.len + 1);  // ends with a NUL
    memcpy(text, message.data, message.len);
    complain(unpack, fault->at, "shape", text, skipped);
}

// ---- whom a resource is about

// The references at a patient path, which may pass through lists; the first to a Patient, else the
// first that may be one (a urn), else the first. Data NULL: there is none.
static void find_reference(Unpack *unpack, const Json *value, Str path, Str *best, int *worth) {
    if (value->kind == JSON_ARRAY) {
        for (uint32_t i = 0; i < value->count; i++) {
            find_reference(unpack, &value->as.items[i], path, best, worth);
        }
        return;
    }
    if (value->kind != JSON_OBJECT) return;
    if (path.len > 0) {
        const char *dot = memchr(path.data, '.', path.len);
        Str first = {path.data, dot == NULL ? path.len : (size_t)(dot - path.data)};
        size_t taken = first.len + (dot != NULL);
        uint16_t key = fhir_key_find(first);
        const Json *member = json_member_key(value, key, key);
        Str rest = {path.data + taken, path.len - taken};
        if (member != NULL) find_reference(unpack, member, rest, best, worth);
        return;
    }
    Str reference = json_string_key(value, FHIR_KEY_REFERENCE);
    if (reference.len == 0) return;
    if (!str_eq(reference, unpack->last_reference)) {
        FhirType type;
        reference_id(reference, &type);
        unpack->last_reference = reference;
        unpack->last_worth = type == FHIR_TYPE_PATIENT ? 3 : type == 0 ? 2 : 1;
    }
    if (unpack->last_worth <= *worth) return;
    *worth = unpack->last_worth;
    *best = reference;
}

static Role role_of(Unpack *unpack, FhirType type, const Json *json, Str *reference) {
    if (type == FHIR_TYPE_PATIENT) return ROLE_PATIENT;
    const char *path = fhir_patient_path(type);
    if (path == NULL) return ROLE_SHARED;
    int worth = 0;
    *reference = STR_NONE;
    find_reference(unpack, json, str_from(path), reference, &worth);
    if (worth == 1) return ROLE_OTHER;  // about a group, a place, a thing
    if (worth > 1) return ROLE_ABOUT;
    return type == FHIR_TYPE_DEVICE ? ROLE_SHARED : ROLE_ABOUT;
}

// ---- taking values

// Room for at least one more, and for `expected` in all.
static void make_room(Unpack *unpack, size_t expected) {
    Unpacked *out = unpack->out;
    size_t size = unpack->size == 0 ? 1 : unpack->size * 2;
    if (size < expected) size = expected;
    Found *grown = ARENA_ROOM(unpack->arena, Found, size);
    if (out->count > 0) memcpy(grown, out->found, out->count * sizeof *grown);
    out->found = grown;
    unpack->size = size;
}

static Found *add_found(Unpack *unpack) {
    Unpacked *out = unpack->out;
    if (out->count == unpack->size) make_room(unpack, 0);
    return &out->found[out->count++];
}

static Str text_or_empty(Str text) {
    return text.data == NULL ? STR("") : text;
}

static void take_unread(Unpack *unpack, const Json *value, Str full_url) {
    unpack->out->resources++;
    FhirType type = fhir_type_find(json_text(value));
    if (!fhir_type_is_resource(type)) {
        complain(unpack, value, "type", "R4 has no such resource type", true);
        return;
    }
    FhirType named;
    Str id = full_url.len == 0 ? STR("") : reference_id(full_url, &named);
    *add_found(unpack) = (Found){.item = {.type = type, .id = id, .full_url = full_url},
                                 .role = ROLE_OTHER,
                                 .patient_id = STR("")};
}

static void take_resource(Unpack *unpack, FhirType type, const Json *json, Str full_url) {
    unpack->out->resources++;
    ShapeFault fault = {0};
    ShapeFault bad_value = {0};
    if (!unpack->fits && !shape_check(type, json, &fault, &bad_value)) {
        complain_shape(unpack, &fault, true);
        return;
    }
    if (bad_value.at != NULL) complain_shape(unpack, &bad_value, false);
    FhirType named;
    Str id = text_or_empty(json_string_key(json, FHIR_KEY_ID));
    if (id.len == 0 && full_url.len > 0) id = reference_id(full_url, &named);
    Str reference = STR("");
    Role role = role_of(unpack, type, json, &reference);
    if (role == ROLE_PATIENT && id.len == 0) {
        complain(unpack, json, "patient", "a Patient without an id", true);
        return;
    }
    if (role == ROLE_ABOUT && (reference.len == 0 || reference.data[0] == '#')) {
        complain(unpack, json, "patient", "it does not say which patient it is about", true);
        return;
    }
    *add_found(unpack) =
        (Found){.item = {.type = type, .id = id, .full_url = full_url, .json = json},
                .role = role,
                .patient_id = role == ROLE_PATIENT ? id : reference,
                .text = json_string_key(json, JSON_TEXT_KEY),
                .place = place_of(unpack->place, unpack->text, json)};
}

// An entry of a transaction or a history that removes: "DELETE Observation/7".
static void take_deletion(Unpack *unpack, const Json *entry, Str url) {
    FhirType type;
    Str id = reference_id(url, &type);
    if (type == 0 || id.len == 0) {
        complain(unpack, entry, "reference", "a deletion that names no resource by its id", true);
        return;
    }
    const Json *response = json_member(entry, STR("response"));
    Str at = response == NULL ? STR("") : json_string(response, STR("lastModified"));
    *add_found(unpack) = (Found){.item = {.type = type, .id = id, .full_url = STR("")},
                                 .role = ROLE_DELETED,
                                 .patient_id = STR(""),
                                 .place = place_of(unpack->place, unpack->text, entry),
                                 .text = text_or_empty(at)};
}

static bool is_deletion(const Unpack *unpack, const Json *entry, Str *url) {
    if (!needs_keeps_text(unpack->options->needs)) return false;
    const Json *request = json_member(entry, STR("request"));
    if (request == NULL || !str_eq(json_string(request, STR("method")), STR("DELETE")))
        return false;
    *url = text_or_empty(json_string(request, STR("url")));
    return true;
}

static void take_bundle(Unpack *unpack, const Json *bundle) {
    Str type = json_string_key(bundle, FHIR_KEY_TYPE);
    unpack->out->is_history |= str_eq(type, STR("history"));
    unpack->out->is_bundle = true;
    unpack->out->is_page |= str_eq(type, STR("searchset")) || str_eq(type, STR("history"));
    const Json *entries = json_member_key(bundle, FHIR_KEY_ENTRY, FHIR_KEY_ENTRY);
    if (entries == NULL || entries->kind == JSON_NULL) return;
    if (entries->kind != JSON_ARRAY) {
        complain(unpack, entries, "shape", "Bundle.entry: a list belongs here", true);
        return;
    }
    if (entries->count > unpack->size) make_room(unpack, unpack->out->count + entries->count);
    for (uint32_t i = 0; i < entries->count; i++) {
        const Json *entry = &entries->as.items[i];
        if (entry->kind != JSON_OBJECT) {
            complain(unpack, entry, "shape", "Bundle.entry: an object belongs here", true);
            continue;
        }
        Str url;
        if (is_deletion(unpack, entry, &url)) {
            take_deletion(unpack, entry, url);
            continue;
        }
        const Json *resource = json_member_key(entry, FHIR_KEY_RESOURCE, FHIR_KEY_RESOURCE);
        Str full_url = text_or_empty(json_string_key(entry, FHIR_KEY_FULL_URL));
        if (resource != NULL) take_value(unpack, resource, full_url, false);
    }
}

// What has no resourceType: an entry of a Bundle on its own, the manifest of a bulk export, or a
// mistake.
static void take_untyped(Unpack *unpack, const Json *object, bool top) {
    const Json *resource = json_member_key(object, FHIR_KEY_RESOURCE, FHIR_KEY_RESOURCE);
    if (top && resource != NULL) {
        take_value(unpack, resource, text_or_empty(json_string_key(object, FHIR_KEY_FULL_URL)),
                   false);
    } else if (!top || json_member(object, STR("transactionTime")) == NULL ||
               json_member(object, STR("output")) == NULL) {
        complain(unpack, object, "type", "an object without a resourceType", true);
    }
}

static void take_value(Unpack *unpack, const Json *value, Str full_url, bool top) {
    if (value->kind == JSON_SKIPPED) {
        take_unread(unpack, value, full_url);
    } else if (value->kind == JSON_ARRAY && top) {
        for (uint32_t i = 0; i < value->count; i++) {
            take_value(unpack, &value->as.items[i], STR(""), false);
        }
    } else if (value->kind != JSON_OBJECT) {
        complain(unpack, value, "shape", "a resource is an object", true);
    } else {
        Str name = json_string_key(value, FHIR_KEY_RESOURCE_TYPE);
        FhirType type = fhir_type_find(name);
        if (name.data == NULL) {
            take_untyped(unpack, value, top);
        } else if (str_eq(name, STR("Bundle"))) {
            take_bundle(unpack, value);
        } else {
            take_resource(unpack, type, value, full_url);
        }
    }
}

// ---- from references to patients

// Who is meant by a reference.
typedef struct {
    Str reference;
    Role role;
    Str id;
} Target;

// A Bundle mostly starts with its patient: one look there saves a table of all its entries.
static const Found *found_first(const Unpack *unpack, Str url) {
    enum { FIRST = 4 };
    for (size_t i = 0; i < FIRST && i < unpack->out->count; i++) {
        if (str_eq(unpack->out->found[i].item.full_url, url)) return &unpack->out->found[i];
    }
    return NULL;
}

static Map *find_urls(const Unpack *unpack) {
    Map *by_url = map_new(unpack->arena);
    for (size_t i = 0; i < unpack->out->count; i++) {
        Str url = unpack->out->found[i].item.full_url;
        if (url.len > 0 && !map_has(by_url, url)) map_put(by_url, url, i);
    }
    return by_url;
}

// A urn or an address is looked up among the fullUrls of the same text; "Patient/7" says it itself.
static Target target_of(const Unpack *unpack, Str reference, Map **by_url) {
    FhirType type;
    Target target = {reference, ROLE_ABOUT, reference_id(reference, &type)};
    if (type != 0 || reference.len == 0) return target;
    const Found *found = found_first(unpack, reference);
    if (found == NULL) {
        if (*by_url == NULL) *by_url = find_urls(unpack);
        uint64_t at;
        if (!map_get(*by_url, reference, &at)) return target;
        found = &unpack->out->found[at];
    }
    target.id = found->item.id;
    if (found->role != ROLE_PATIENT) target.role = ROLE_OTHER;
    return target;
}

static void settle_patients(Unpack *unpack) {
    Map *by_url = NULL;
    Target last = {0};  // neighbours are mostly about the same patient
    for (size_t i = 0; i < unpack->out->count; i++) {
        Found *found = &unpack->out->found[i];
        if (found->role != ROLE_ABOUT) continue;
        if (last.reference.data == NULL || !str_eq(found->patient_id, last.reference)) {
            last = target_of(unpack, found->patient_id, &by_url);
        }
        found->role = last.role;
        found->patient_id = last.id;
    }
}

void unpack(const UnpackOptions *options, Str text, Place place, Arena *arena, Unpacked *unpacked) {
    *unpacked = (Unpacked){0};
    Unpack state = {
        .options = options, .text = text, .place = place, .arena = arena, .out = unpacked};
    JsonFitting *read = ARENA_NEW(arena, JsonFitting);
    Err err = {0};
    bool ok = !options->strict || json_read(text, NULL, options->limits, arena, &read->value, &err);
    ok = ok && json_read_fitting(text, record_projection(options->needs), options->limits, arena,
                                 read, &err);
    if (!ok) {
        complain_text(&state, &err);
        return;
    }
    state.fits = read->fits;
    unpacked->skipped = read->skipped;
    take_value(&state, &read->value, STR(""), true);
    settle_patients(&state);
    if (unpacked->count == 1 && !unpacked->is_bundle) {
        unpacked->found[0].item.bytes = (uint32_t)text.len;
    }
}
