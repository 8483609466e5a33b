// fhir: the types of FHIR R4 (4.0.1) as one compact table: resources, data types, elements,
// cardinality, choices.
//
// The table is generated (tools/fhir/) and static. Type and key ids are small numbers that stay the
// same within one build of Vigil and must not be stored. Every JSON member name that R4 knows has a
// key id; the names of one choice (valueQuantity, valueString, ...) have neighbouring ids, so that
// `value` is a range of keys.
//
// Source: FHIR R4 StructureDefinitions, http://hl7.org/fhir/R4/.

#ifndef RECORD_FHIR_H
#define RECORD_FHIR_H

#include <stdint.h>

#include "base/str.h"
#include "record/fhir_ids.h"

typedef uint16_t
    // 0: none. Backbone elements are types named as CQL names them: "Observation.Component"
    FhirType;

typedef enum {  // what `.value` of a FHIR primitive is in CQL
    FHIR_NOT_PRIMITIVE,
    FHIR_BOOLEAN,  // boolean
    FHIR_INTEGER,  // integer, positiveInt, unsignedInt
    FHIR_DECIMAL,  // decimal
    FHIR_STRING,  // string, code, id, markdown, uri, url, canonical, oid, uuid, base64Binary, xhtml
    FHIR_DATE,    // date
    FHIR_DATETIME,  // dateTime, instant
    FHIR_TIME       // time
} FhirPrimitive;

typedef struct {
    FhirType type;
    uint16_t key;  // key id of its JSON name
} FhirChoice;

typedef struct {
    const char *name;  // as CQL names it: "value", "code", "status"
    bool list;         // max > 1
    bool required;     // min > 0
    uint16_t
        // key ids [first_key, last_key] of its JSON names in an object of this type: one name, or
        first_key;
    uint16_t
        //   the whole choice group (which may hold names that this element does not allow)
        last_key;
    const FhirChoice *choices;  // one row for a plain element, several for a choice
    uint16_t choice_count;
    FhirType content;  // 0; otherwise the type whose elements it repeats (contentReference)
} FhirElement;

FhirType fhir_type_find(
    Str name);  // "Condition", "Quantity", "Observation.Component", "dateTime"; 0 if R4 has none
const char *fhir_type_name(FhirType type);
size_t fhir_type_count(void);            // ids are 1 .. count
FhirType fhir_type_base(FhirType type);  // "Age" -> "Quantity"; 0 for Element and Resource
bool fhir_type_is_a(FhirType type, FhirType base);  // also itself
bool fhir_type_is_resource(FhirType type);          // concrete or abstract resource
bool fhir_type_is_abstract(FhirType type);
FhirPrimitive fhir_primitive(FhirType type);

// The element of that name (own or inherited); NULL if there is none. Primitives have `id`,
// `extension`; their `value` is not an element here (see fhir_primitive).
const FhirElement *fhir_element_find(FhirType type, Str name);
// The element that a JSON member with this key is in an object of this type, and in *choice the
// type of its value. NULL: R4 has no such member here.
const FhirElement *fhir_element_of_key(FhirType type, uint16_t key, FhirType *choice);
// All elements, own and inherited, in the order of the specification.
const FhirElement *fhir_elements(FhirType type, size_t *count);

// The path that a retrieve by code looks at ("code", "medication", "type", ...); NULL if the type
// has none. As in the public FHIR 4.0.1 model information for CQL (primaryCodePath).
const char *fhir_code_path(FhirType resource);
// The element that the code path starts with; NULL if the type has none.
const FhirElement *fhir_code_element(FhirType resource);
// The path that says whom a resource is about ("subject", "patient", "beneficiary", "individual",
// ...), NULL if about nobody.
const char *fhir_patient_path(FhirType resource);

uint16_t
fhir_key_find(Str json_name);  // 0 if R4 has no such member name ("_x" has none: it joins x)
const char *fhir_key_name(uint16_t key);
size_t fhir_key_count(void);

#endif
