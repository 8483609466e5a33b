// fhir: look-ups in the generated table of FHIR R4 types.

#include "record/fhir.h"

#include <assert.h>
#include <endian.h>

#include "record/fhir_table.h"

static bool name_is(const char *name, Str text) {
    return strlen(name) == text.len && (text.len == 0 || memcmp(name, text.data, text.len) == 0);
}

static const FhirTypeRow *row_of(FhirType type) {
    assert(type <= fhir_type_rows);
    return &fhir_types[type];
}

static uint32_t four(const char *at) {
    uint32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return le32toh(bytes);
}

// Of the first, the middle and the last four bytes, and the length: as tools/fhir/generate.mjs has
// it.
static uint32_t name_hash(Str name) {
    char few[4] = {0};
    const char *bytes = name.data;
    size_t last = 0;
    if (name.len >= sizeof few) {
        last = name.len - sizeof few;
    } else if (name.len > 0) {
        bytes = memcpy(few, name.data, name.len);
    } else {
        bytes = few;
    }
    uint32_t hash = (four(bytes) ^ (uint32_t)name.len) * 0x85EBCA6BU;
    hash = (hash ^ hash >> 15 ^ four(bytes + last / 2)) * 0xC2B2AE35U;
    hash = (hash ^ hash >> 15 ^ four(bytes + last)) * 0x9E3779B1U;
    return hash ^ hash >> 15;
}

FhirType fhir_type_find(Str name) {
    for (uint32_t slot = name_hash(name);; slot++) {
        FhirType type = fhir_type_slots[slot & (FHIR_TYPE_SLOTS - 1)];
        if (type == 0) return 0;
        const FhirTypeRow *row = &fhir_types[type];
        if (row->name_len == name.len && memcmp(row->name, name.data, name.len) == 0) return type;
    }
}

const char *fhir_type_name(FhirType type) {
    const char *name = row_of(type)->name;
    return name == NULL ? "" : name;
}

size_t fhir_type_count(void) {
    return fhir_type_rows;
}

FhirType fhir_type_base(FhirType type) {
    return row_of(type)->base;
}

bool fhir_type_is_a(FhirType type, FhirType base) {
    while (type != 0 && type != base) {
        type = row_of(type)->base;
    }
    return type != 0;
}

bool fhir_type_is_resource(FhirType type) {
    return row_of(type)->resource;
}

bool fhir_type_is_abstract(FhirType type) {
    return row_of(type)->abstract;
}

FhirPrimitive fhir_primitive(FhirType type) {
    return (FhirPrimitive)row_of(type)->primitive;
}

const FhirElement *fhir_elements(FhirType type, size_t *count) {
    const FhirTypeRow *row = row_of(type);
    *count = row->count;
    return &fhir_element_rows[row->first];
}

const FhirElement *fhir_element_find(FhirType type, Str name) {
    size_t count;
    const FhirElement *elements = fhir_elements(type, &count);
    for (size_t i = 0; i < count; i++) {
        if (name_is(elements[i].name, name)) return &elements[i];
    }
    return NULL;
}

const FhirElement *fhir_element_of_key(FhirType type, uint16_t key, FhirType *choice) {
    for (uint32_t at = (((uint32_t)type << 11 ^ key) * 0x9E3779B1U) >> 16;; at++) {
        const FhirMemberSlot *slot = &fhir_member_slots[at & (FHIR_MEMBER_SLOTS - 1)];
        if (slot->element == 0) return NULL;
        if (slot->type != type || slot->key != key) continue;
        *choice = slot->choice;
        return &fhir_element_rows[slot->element - 1];
    }
}

const char *fhir_code_path(FhirType resource) {
    return row_of(resource)->code_path;
}

const FhirElement *fhir_code_element(FhirType resource) {
    uint16_t number = row_of(resource)->code;
    return number == 0 ? NULL : &fhir_element_rows[number - 1];
}

const char *fhir_patient_path(FhirType resource) {
    return row_of(resource)->patient_path;
}

uint16_t fhir_key_find(Str json_name) {
    for (uint32_t slot = name_hash(json_name);; slot++) {
        uint16_t key = fhir_key_slots[slot & (FHIR_KEY_SLOTS - 1)];
        if (key == 0 || name_is(fhir_key_names[key], json_name)) return key;
    }
}

const char *fhir_key_name(uint16_t key) {
    assert(key <= fhir_key_rows);
    return fhir_key_names[key];
}

size_t fhir_key_count(void) {
    return fhir_key_rows;
}
