// fhir_table: how the generated table of FHIR R4 types is laid out; only fhir.c looks at it.
//
// Types stand in the order of their names (bytes); row 0 is "no type". Member names of one choice
// have neighbouring ids. The slots are open-addressing tables, 0 is empty: of types and of member
// names by their text, and of the element that a member name is in objects of a type, by both ids.
// tools/fhir/generate.mjs writes all of it.

#ifndef RECORD_FHIR_TABLE_H
#define RECORD_FHIR_TABLE_H

#include "record/fhir.h"

enum { FHIR_TYPE_SLOTS = 2048, FHIR_KEY_SLOTS = 4096, FHIR_MEMBER_SLOTS = 32768 };

typedef struct {
    const char *name;
    uint8_t name_len;
    FhirType base;
    uint8_t primitive;  // a FhirPrimitive
    bool resource;
    bool abstract;
    uint16_t
        first;  // its elements, inherited ones too: fhir_element_rows[first .. first + count - 1]
    uint16_t count;
    uint16_t code;          // row of the element that code_path starts with, + 1; 0: none
    const char *code_path;  // NULL if it has none
    const char *patient_path;
} FhirTypeRow;

typedef struct {
    FhirType type;     // of the object
    uint16_t key;      // of the member
    uint16_t element;  // row + 1
    FhirType choice;   // the type of the member's value
} FhirMemberSlot;

extern const FhirChoice fhir_choices[];
extern const FhirElement fhir_element_rows[];
extern const uint16_t fhir_type_rows;  // how many types; the table has one row more
extern const FhirTypeRow fhir_types[];
extern const uint16_t fhir_key_rows;
extern const char *const fhir_key_names[];
extern const uint16_t fhir_type_slots[FHIR_TYPE_SLOTS];
extern const uint16_t fhir_key_slots[FHIR_KEY_SLOTS];
extern const FhirMemberSlot fhir_member_slots[FHIR_MEMBER_SLOTS];

#endif
