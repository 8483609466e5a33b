// fhir: look-ups in the generated table of FHIR R4 types.

#include "record/fhir.h"

#include <assert.h>

#include "record/fhir_table.h"

// Byte order of a table name and a Str, as strcmp would have it.
static int name_order(const char *name, Str text) {
    size_t len = strlen(name);
    size_t shorter = len < text.len ? len : text.len;
    int order = shorter == 0 ? 0 : memcmp(name, text.data, shorter);
    if (order != 0) return order;
    return len < text.len ? -1 : len > text.len ? 1 : 0;
}

static bool name_is(const char *name, Str text) {
    return strlen(name) == text.len && (text.len == 0 || memcmp(name, text.data, text.len) == 0);
}

static const FhirTypeRow *row_of(FhirType type) {
    assert(type <= fhir_type_rows);
    return &fhir_types[type];
}

FhirType fhir_type_find(Str name) {
    size_t low = 1;
    size_t high = (size_t)fhir_type_rows + 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = name_order(fhir_types[middle].name, name);
        if (order == 0) return (FhirType)middle;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
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
    size_t count;
    const FhirElement *elements = fhir_elements(type, &count);
    for (size_t i = 0; i < count; i++) {
        const FhirElement *element = &elements[i];
        if (key < element->first_key || key > element->last_key) continue;
        for (uint16_t c = 0; c < element->choice_count; c++) {
            if (element->choices[c].key != key) continue;
            *choice = element->choices[c].type;
            return element;
        }
    }
    return NULL;
}

const char *fhir_code_path(FhirType resource) {
    return row_of(resource)->code_path;
}

const char *fhir_patient_path(FhirType resource) {
    return row_of(resource)->patient_path;
}

uint16_t fhir_key_find(Str json_name) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < json_name.len; i++) {
        hash = (hash ^ (uint8_t)json_name.data[i]) * 16777619u;
    }
    uint32_t slot = (hash ^ (hash >> 15)) & (FHIR_KEY_SLOTS - 1);
    while (fhir_key_slots[slot] != 0) {
        uint16_t key = fhir_key_slots[slot];
        if (name_is(fhir_key_names[key], json_name)) return key;
        slot = (slot + 1) & (FHIR_KEY_SLOTS - 1);
    }
    return 0;
}

const char *fhir_key_name(uint16_t key) {
    assert(key <= fhir_key_rows);
    return fhir_key_names[key];
}

size_t fhir_key_count(void) {
    return fhir_key_rows;
}
