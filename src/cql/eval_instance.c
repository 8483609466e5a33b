// FHIR structures written in CQL become what the reader would have made of their JSON: objects of
// members with keys, in the arena of the patient.

#include "cql/eval_internal.h"

static Json text_of(Eval *eval, JsonKind kind, Buf *buf) {
    Str text = arena_str(eval->arena, buf_str(buf));
    buf_free(buf);
    return (Json){.kind = (uint8_t)kind, .count = (uint32_t)text.len, .as.text = text.data};
}

// The JSON of a System value; JSON_NULL when there is none.
static Json primitive_of(Eval *eval, Value value) {
    Buf buf = {0};
    switch (value.kind) {
    case VALUE_BOOLEAN:
        return (Json){.kind = value_to_tri(value) == TRI_TRUE ? JSON_TRUE : JSON_FALSE};
    case VALUE_INTEGER:
        buf_printf(&buf, "%d", value.as.integer);
        return text_of(eval, JSON_NUMBER, &buf);
    case VALUE_DECIMAL:
        decimal_write_places(&buf, value_to_decimal(value), 0);
        return text_of(eval, JSON_NUMBER, &buf);
    case VALUE_STRING:
        buf_add(&buf, value_str(value));
        return text_of(eval, JSON_STRING, &buf);
    case VALUE_DATE:
        date_write(&buf, value_datetime(value));
        return text_of(eval, JSON_STRING, &buf);
    case VALUE_DATETIME:
        datetime_write(&buf, value_datetime(value));
        return text_of(eval, JSON_STRING, &buf);
    case VALUE_TIME:
        time_write(&buf, value_datetime(value));
        return text_of(eval, JSON_STRING, &buf);
    default:
        return (Json){.kind = JSON_NULL};
    }
}

static Json json_of(Eval *eval, Value value) {
    if (value.kind == VALUE_FHIR) return *value.as.fhir;
    if (value.kind != VALUE_LIST) return (Json){.kind = JSON_NULL};
    Json *items = ARENA_ARRAY(eval->arena, Json, value.count);
    for (uint32_t i = 0; i < value.count; i++) items[i] = json_of(eval, value.as.items[i]);
    return (Json){.kind = JSON_ARRAY, .count = value.count, .as.items = items};
}

// The key that the element has with this value: of a choice, that of its type.
static uint16_t key_of(const FhirElement *element, Value value) {
    for (uint16_t i = 0; value.kind == VALUE_FHIR && i < element->choice_count; i++) {
        if (fhir_type_is_a(value_fhir_type(value), element->choices[i].type))
            return element->choices[i].key;
    }
    return element->first_key;
}

static void name_member(Json *member, uint16_t key) {
    member->key = key;
    member->name = fhir_key_name(key);
    member->name_len = (uint8_t)strlen(member->name);
}

Value eval_fhir_instance(Eval *eval, const Node *node) {
    FhirType type = node->type->model;
    Json *members = ARENA_ARRAY(eval->arena, Json, (size_t)node->kid_count + 1);
    uint32_t count = 0;
    Json *whole = ARENA_ARRAY(eval->arena, Json, 1);
    if (fhir_primitive(type) != FHIR_NOT_PRIMITIVE) {
        *whole = primitive_of(eval, eval_node(eval, node->kids[0]));
        return whole->kind == JSON_NULL ? value_null() : value_fhir(type, whole);
    }
    if (fhir_type_is_resource(type)) {
        const char *name = fhir_type_name(type);
        members[count] =
            (Json){.kind = JSON_STRING, .count = (uint32_t)strlen(name), .as.text = name};
        name_member(&members[count++], FHIR_KEY_RESOURCE_TYPE);
    }
    for (uint16_t i = 0; i < node->kid_count; i++) {
        Value value = eval_node(eval, node->kids[i]);
        Json member = json_of(eval, value);
        if (member.kind == JSON_NULL || (member.kind == JSON_ARRAY && member.count == 0)) continue;
        name_member(&member, key_of(node->as.elements[i], value));
        members[count++] = member;
    }
    *whole = (Json){.kind = JSON_OBJECT, .count = count, .as.items = members};
    return value_fhir(type, whole);
}
