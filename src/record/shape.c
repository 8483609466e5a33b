// shape: one walk over what was read, beside the type table. Depth is bounded by the JSON reader.

#include "record/shape.h"

typedef struct {
    FhirType type;  // of the object we are in
    FhirType any;   // Resource
    const FhirElement *element;
    ShapeFault *fault;
    ShapeFault *bad_date;
} Walk;

static bool check_object(const Walk *outer, FhirType type, const Json *object);

static bool wrong(const Walk *walk, const Json *at, const char *what) {
    *walk->fault = (ShapeFault){at, walk->type, walk->element, what};
    return false;
}

static bool digits_at(Str text, size_t at, size_t count) {
    if (text.len < at + count) return false;
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
    }
    return true;
}

static int two(Str text, size_t at) {
    return (text.data[at] - '0') * 10 + (text.data[at + 1] - '0');
}

// YYYY, YYYY-MM, YYYY-MM-DD, and for a dateTime what follows a T. A coarse look: the calendar is
// the evaluator's.
static bool is_date(Str text, bool may_have_time) {
    if (!digits_at(text, 0, 4)) return false;
    if (text.len == 4) return true;
    if (text.data[4] != '-' || !digits_at(text, 5, 2)) return false;
    if (two(text, 5) < 1 || two(text, 5) > 12) return false;
    if (text.len == 7) return true;
    if (text.data[7] != '-' || !digits_at(text, 8, 2)) return false;
    if (two(text, 8) < 1 || two(text, 8) > 31) return false;
    if (text.len == 10) return true;
    return may_have_time && text.data[10] == 'T' && digits_at(text, 11, 2) && two(text, 11) < 24;
}

static bool check_primitive(const Walk *walk, FhirPrimitive primitive, const Json *value) {
    switch (primitive) {
    case FHIR_BOOLEAN:
        if (value->kind == JSON_TRUE || value->kind == JSON_FALSE) return true;
        return wrong(walk, value, "true or false");
    case FHIR_INTEGER:
    case FHIR_DECIMAL:
        return value->kind == JSON_NUMBER || wrong(walk, value, "a number");
    case FHIR_DATE:
    case FHIR_DATETIME:
        if (value->kind != JSON_STRING) return wrong(walk, value, "a date as text");
        if (!is_date(json_text(value), primitive == FHIR_DATETIME) && walk->bad_date->at == NULL) {
            *walk->bad_date = (ShapeFault){value, walk->type, walk->element, "a date"};
        }
        return true;
    case FHIR_STRING:
    case FHIR_TIME:
    case FHIR_NOT_PRIMITIVE:
        break;
    }
    return value->kind == JSON_STRING || wrong(walk, value, "a text");
}

static bool check_value(const Walk *walk, FhirType type, const Json *value) {
    if (value->kind == JSON_NULL) return true;
    FhirPrimitive primitive = fhir_primitive(type);
    if (primitive != FHIR_NOT_PRIMITIVE) {
        if (value->kind != JSON_PAIR) return check_primitive(walk, primitive, value);
        const Json *plain = &value->as.items[0];
        const Json *extension = &value->as.items[1];
        if (plain->kind != JSON_NULL && !check_primitive(walk, primitive, plain)) return false;
        return extension->kind == JSON_NULL || check_object(walk, type, extension);
    }
    if (value->kind == JSON_SKIPPED && type == walk->any) return true;
    return check_object(walk, type, value);
}

static bool check_member(const Walk *outer, FhirType type, const Json *member) {
    FhirType choice = 0;
    const FhirElement *element = fhir_element_of_key(type, member->key, &choice);
    if (element == NULL || member->kind == JSON_NULL) return true;
    Walk walk = *outer;
    walk.type = type;
    walk.element = element;
    if (!element->list) return check_value(&walk, choice, member);
    if (member->kind != JSON_ARRAY) return wrong(&walk, member, "a list");
    for (uint32_t i = 0; i < member->count; i++) {
        if (!check_value(&walk, choice, &member->as.items[i])) return false;
    }
    return true;
}

static bool check_object(const Walk *outer, FhirType type, const Json *object) {
    if (object->kind != JSON_OBJECT) return wrong(outer, object, "an object");
    if (type == outer->any) {
        type = fhir_type_find(json_string(object, STR("resourceType")));
        if (!fhir_type_is_resource(type)) return true;
    }
    for (uint32_t i = 0; i < object->count; i++) {
        if (!check_member(outer, type, &object->as.items[i])) return false;
    }
    return true;
}

bool shape_check(FhirType type, const Json *object, ShapeFault *fault, ShapeFault *bad_date) {
    Walk walk = {.type = type,
                 .any = fhir_type_find(STR("Resource")),
                 .element = NULL,
                 .fault = fault,
                 .bad_date = bad_date};
    return check_object(&walk, type, object);
}
