// shape: one walk over what was read, beside the type table. Depth is bounded by the JSON reader.
// Most records are as they should be: that is asked value by value as they are read, and the walk
// is for those which are not, to say what is wrong and where.

#include "record/shape.h"

typedef struct {
    ShapeFault *fault;
    ShapeFault *bad_value;
} Walk;

typedef struct {  // where a value stands
    FhirType owner;
    const FhirElement *element;  // NULL: it is the owner itself
} Spot;

static bool check_object(const Walk *walk, Spot spot, FhirType type, const Json *object);

static bool wrong(const Walk *walk, Spot spot, const Json *at, const char *what) {
    *walk->fault = (ShapeFault){at, spot.owner, spot.element, what};
    return false;
}

// As the evaluator reads it, so that what it cannot read has a place in the file.
static const char *wrong_text(FhirPrimitive primitive, Str text) {
    DateTime moment;
    Decimal number;
    int64_t whole;
    Err ignored;
    switch (primitive) {
    case FHIR_DATE:
        return date_parse(text, &moment, &ignored) ? NULL : "a date";
    case FHIR_DATETIME:
        return datetime_parse(text, 0, &moment, &ignored) ? NULL : "a date or a date with a time";
    case FHIR_TIME:
        return time_parse(text, &moment, &ignored) ? NULL : "a time";
    case FHIR_DECIMAL:
        return decimal_parse_json(text, &number, &ignored) ? NULL : "a number within 28 digits";
    case FHIR_INTEGER:
        if (decimal_parse_json(text, &number, &ignored) && decimal_fits_int64(number, &whole) &&
            whole == (int32_t)whole) {
            return NULL;
        }
        return "a whole number of 32 bits";
    case FHIR_BOOLEAN:
    case FHIR_STRING:
    case FHIR_NOT_PRIMITIVE:
        break;
    }
    return NULL;
}

static bool check_primitive(const Walk *walk, Spot spot, FhirPrimitive primitive,
                            const Json *value) {
    JsonKind kind = JSON_STRING;
    const char *what = "a text";
    switch (primitive) {
    case FHIR_BOOLEAN:
        if (value->kind == JSON_TRUE || value->kind == JSON_FALSE) return true;
        return wrong(walk, spot, value, "true or false");
    case FHIR_INTEGER:
    case FHIR_DECIMAL:
        kind = JSON_NUMBER;
        what = "a number";
        break;
    case FHIR_DATE:
    case FHIR_DATETIME:
        what = "a date as text";
        break;
    case FHIR_STRING:
    case FHIR_TIME:
    case FHIR_NOT_PRIMITIVE:
        break;
    }
    if (value->kind != kind) return wrong(walk, spot, value, what);
    if (primitive == FHIR_STRING || walk->bad_value->at != NULL) return true;
    what = wrong_text(primitive, json_text(value));
    if (what != NULL) *walk->bad_value = (ShapeFault){value, spot.owner, spot.element, what};
    return true;
}

static bool check_value(const Walk *walk, Spot spot, FhirType type, const Json *value) {
    if (value->kind == JSON_NULL) return true;
    FhirPrimitive primitive = fhir_primitive(type);
    if (primitive == FHIR_NOT_PRIMITIVE) {
        if (value->kind == JSON_SKIPPED && type == FHIR_TYPE_RESOURCE) return true;
        return check_object(walk, spot, type, value);
    }
    if (value->kind != JSON_PAIR) return check_primitive(walk, spot, primitive, value);
    const Json *plain = &value->as.items[0];
    const Json *extension = &value->as.items[1];
    if (plain->kind != JSON_NULL && !check_primitive(walk, spot, primitive, plain)) return false;
    return extension->kind == JSON_NULL || check_object(walk, spot, type, extension);
}

static bool check_member(const Walk *walk, FhirType owner, const Json *member) {
    FhirType choice = 0;
    const FhirElement *element = fhir_element_of_key(owner, member->key, &choice);
    if (element == NULL || member->kind == JSON_NULL) return true;
    Spot spot = {owner, element};
    if (!element->list) return check_value(walk, spot, choice, member);
    if (member->kind != JSON_ARRAY) return wrong(walk, spot, member, "a list");
    for (uint32_t i = 0; i < member->count; i++) {
        if (!check_value(walk, spot, choice, &member->as.items[i])) return false;
    }
    return true;
}

static bool check_object(const Walk *walk, Spot spot, FhirType type, const Json *object) {
    if (object->kind != JSON_OBJECT) return wrong(walk, spot, object, "an object");
    if (type == FHIR_TYPE_RESOURCE) {
        type = fhir_type_find(json_string_key(object, FHIR_KEY_RESOURCE_TYPE));
        if (!fhir_type_is_resource(type)) return true;
    }
    for (uint32_t i = 0; i < object->count; i++) {
        if (!check_member(walk, type, &object->as.items[i])) return false;
    }
    return true;
}

bool shape_check(FhirType type, const Json *object, ShapeFault *fault, ShapeFault *bad_value) {
    Walk walk = {fault, bad_value};
    return check_object(&walk, (Spot){type, NULL}, type, object);
}

// ---- while it is read

static bool fits_one(const JsonWanted *wanted, const Json *value) {
    if (value->kind == JSON_NULL) return true;
    FhirPrimitive primitive = fhir_primitive(wanted->type);
    if (primitive == FHIR_STRING) return value->kind == JSON_STRING;
    if (primitive == FHIR_NOT_PRIMITIVE && wanted->below != NULL) {  // its members were asked
        return value->kind == JSON_OBJECT ||
               (value->kind == JSON_SKIPPED && wanted->type == FHIR_TYPE_RESOURCE);
    }
    ShapeFault fault;
    ShapeFault bad_value = {0};
    Walk walk = {&fault, &bad_value};
    Spot spot = {wanted->type, NULL};
    return check_value(&walk, spot, wanted->type, value) && bad_value.at == NULL;
}

bool shape_fits(const JsonWanted *wanted, const Json *value) {
    if (wanted->extension_of) return false;  // rare: what it joins is not at hand
    if (!wanted->list || value->kind == JSON_NULL) return fits_one(wanted, value);
    if (value->kind != JSON_ARRAY) return false;
    for (uint32_t i = 0; i < value->count; i++) {
        if (!fits_one(wanted, &value->as.items[i])) return false;
    }
    return true;
}
