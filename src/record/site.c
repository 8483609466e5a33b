// site: a copy on write of the path from the resource down to what a site map changes.

#include "record/site.h"

typedef struct {
    const Terms *terms;
    Arena *arena;
} Site;

static bool change_value(const Site *site, FhirType type, const Json *value, Json *changed);

static Json text_member(const char *name, Str text) {
    Str label = str_from(name);
    return (Json){.kind = JSON_STRING,
                  .name = label.data,
                  .name_len = (uint8_t)label.len,
                  .key = fhir_key_find(label),
                  .count = (uint32_t)text.len,
                  .as.text = text.data};
}

// Our coding for a house coding; `place` gives name and key of the value it stands for.
static bool map_coding(const Site *site, const Json *coding, Json *ours) {
    Str code = json_string_key(coding, FHIR_KEY_CODE);
    if (code.len == 0) return false;
    Str to_system;
    Str to_code;
    Str to_display;
    if (!terms_map(site->terms, json_string_key(coding, FHIR_KEY_SYSTEM), code, &to_system,
                   &to_code, &to_display)) {
        return false;
    }
    Json *members = ARENA_ARRAY(site->arena, Json, 3);
    uint32_t count = 0;
    members[count++] = text_member("system", to_system);
    members[count++] = text_member("code", to_code);
    if (to_display.len > 0) members[count++] = text_member("display", to_display);
    *ours = (Json){.kind = JSON_OBJECT, .count = count, .as.items = members};
    return true;
}

static bool has_coding(const Json *items, uint32_t count, const Json *coding) {
    for (uint32_t i = 0; i < count; i++) {
        if (str_eq(json_string_key(&items[i], FHIR_KEY_SYSTEM),
                   json_string_key(coding, FHIR_KEY_SYSTEM)) &&
            str_eq(json_string_key(&items[i], FHIR_KEY_CODE),
                   json_string_key(coding, FHIR_KEY_CODE))) {
            return true;
        }
    }
    return false;
}

// A list of codings: ours are put behind those that are there.
static bool extend_codings(const Site *site, const Json *list, Json *changed) {
    Json *items = NULL;
    uint32_t count = list->count;
    for (uint32_t i = 0; i < list->count; i++) {
        Json ours;
        if (!map_coding(site, &list->as.items[i], &ours)) continue;
        if (items == NULL) {
            items = ARENA_ARRAY(site->arena, Json, 2 * (size_t)list->count);
            memcpy(items, list->as.items, list->count * sizeof *items);
        }
        if (!has_coding(items, count, &ours)) items[count++] = ours;
    }
    if (items == NULL) return false;
    *changed = *list;
    changed->count = count;
    changed->as.items = items;
    return true;
}

static bool replace_coding(const Site *site, const Json *coding, Json *changed) {
    Json ours;
    if (!map_coding(site, coding, &ours)) return false;
    *changed = *coding;
    changed->count = ours.count;
    changed->as.items = ours.as.items;
    return true;
}

// A quantity whose unit is not UCUM already: its code, or the unit as people read it, by the map of
// units.
static bool change_quantity(const Site *site, const Json *quantity, Json *changed) {
    if (quantity->kind != JSON_OBJECT) return false;
    Str ucum = STR("http://unitsofmeasure.org");
    Str code = json_string_key(quantity, FHIR_KEY_CODE);
    if (code.len > 0 && str_eq(json_string_key(quantity, FHIR_KEY_SYSTEM), ucum)) return false;
    Str house = code.len > 0 ? code : json_string_key(quantity, FHIR_KEY_UNIT);
    if (house.len == 0) return false;
    Str unit = terms_unit(site->terms, house);
    if (str_eq(unit, house)) return false;
    Json *members = ARENA_ARRAY(site->arena, Json, (size_t)quantity->count + 3);
    uint32_t count = 0;
    for (uint32_t i = 0; i < quantity->count; i++) {
        Str name = json_name(&quantity->as.items[i]);
        bool replaced =
            str_eq(name, STR("unit")) || str_eq(name, STR("code")) || str_eq(name, STR("system"));
        if (!replaced) members[count++] = quantity->as.items[i];
    }
    members[count++] = text_member("unit", unit);
    members[count++] = text_member("system", ucum);
    members[count++] = text_member("code", unit);
    *changed = *quantity;
    changed->count = count;
    changed->as.items = members;
    return true;
}

// Changes the items of an array or the members of an object; `type` is the object's, or that of
// each item.
static bool change_items(const Site *site, FhirType type, const Json *value, Json *changed) {
    Json *items = NULL;
    for (uint32_t i = 0; i < value->count; i++) {
        const Json *item = &value->as.items[i];
        FhirType below = type;
        if (value->kind == JSON_OBJECT && fhir_element_of_key(type, item->key, &below) == NULL) {
            continue;
        }
        Json other;
        if (!change_value(site, below, item, &other)) continue;
        if (items == NULL) {
            items = ARENA_ARRAY(site->arena, Json, value->count);
            memcpy(items, value->as.items, value->count * sizeof *items);
        }
        items[i] = other;
    }
    if (items == NULL) return false;
    *changed = *value;
    changed->as.items = items;
    return true;
}

static bool change_value(const Site *site, FhirType type, const Json *value, Json *changed) {
    if (value->kind == JSON_ARRAY) {
        if (type == FHIR_TYPE_CODING) return extend_codings(site, value, changed);
        return change_items(site, type, value, changed);
    }
    if (value->kind != JSON_OBJECT) return false;
    if (type == FHIR_TYPE_CODING) return replace_coding(site, value, changed);
    if (fhir_type_is_a(type, FHIR_TYPE_QUANTITY)) return change_quantity(site, value, changed);
    if (type == FHIR_TYPE_RESOURCE)
        type = fhir_type_find(json_string_key(value, FHIR_KEY_RESOURCE_TYPE));
    if (type == 0 || fhir_primitive(type) != FHIR_NOT_PRIMITIVE) return false;
    return change_items(site, type, value, changed);
}

const Json *site_apply(const Terms *terms, FhirType type, const Json *resource, Arena *arena) {
    Site site = {.terms = terms, .arena = arena};
    Json changed;
    if (!change_value(&site, type, resource, &changed)) return resource;
    Json *copy = ARENA_NEW(arena, Json);
    *copy = changed;
    return copy;
}
