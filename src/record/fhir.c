// fhir: look-ups in the generated table of FHIR R4 types.

#include "record/fhir.h"

#include <assert.h>

#include "record/fhir_table.h"

static bool name_is(const char *name, Str text) {
    return strlen(name) == text.len && (text.len == 0 || memcmp(name, text.data, text.len) == 0);
}

static const FhirTypeRow *row_of(FhirType type) {
    assert(type <= fhir_type_rows);
    return &fhir_types[type];
}

static uint32_t name_hash(Str name) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ (uint8_t)name.data[i]) * 16777619u;
    }
    return hash ^ (hash >> 15);
}

FhirType fhir_type_find(Str name) {
    for (uint32_t slot = name_hash(name);; slot++) {
        FhirType type = fhir_type_slots[slot & (FHIR_TYPE_SLOTS - 1)];
        if (type == 0 || name_is(fhir_types[type].name, name)) return type;
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
    const FhirTypeRow *row = row_of(type);
    for (uint32_t slot = (((uint32_t)type << 11 ^ key) * 0x9E3779B1u) >> 16;; slot++) {
        uint16_t number = fhir_member_slots[slot & (FHIR_MEMBER_SLOTS - 1)];
        if (number == 0) return NULL;
        if (number - 1 < row->first || number - 1 >= row->first + row->count) continue;
        const FhirElement *element = &fhir_element_rows[number - 1];
        for (uint16_t c = 0; c < element->choice_count; c++) {
            if (element->choices[c].key != key) continue;
            *choice = element->choices[c].type;
            return element;
        }
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
