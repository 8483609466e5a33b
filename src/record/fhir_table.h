// fhir_table: how the generated table of FHIR R4 types is laid out; only fhir.c looks at it.
//
// Types stand in the order of their names (bytes), so a name is found by halving; row 0 is "no
// type". Member names of one choice have neighbouring ids. fhir_key_slots is an open-addressing
// table: FNV-1a of the name, folded, then the next free slot; 0 is empty. tools/fhir/generate.mjs
// writes all of it.

#ifndef RECORD_FHIR_TABLE_H
#define RECORD_FHIR_TABLE_H

#include "record/fhir.h"

enum { FHIR_KEY_SLOTS = 4096 };

typedef struct {
    const char *name;
    FhirType base;
    uint8_t primitive;  // a FhirPrimitive
    bool resource;
    bool abstract;
    uint16_t
        first;  // its elements, inherited ones too: fhir_element_rows[first .. first + count - 1]
    uint16_t count;
    const char *code_path;  // NULL if it has none
    const char *patient_path;
} FhirTypeRow;

extern const FhirChoice fhir_choices[];
extern const FhirElement fhir_element_rows[];
extern const uint16_t fhir_type_rows;  // how many types; the table has one row more
extern const FhirTypeRow fhir_types[];
extern const uint16_t fhir_key_rows;
extern const char *const fhir_key_names[];
extern const uint16_t fhir_key_slots[FHIR_KEY_SLOTS];

#endif
