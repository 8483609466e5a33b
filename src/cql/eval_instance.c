// FHIR structures written in CQL become what the reader would have made of their JSON: objects of
// members with keys, in the arena of the patient.

#include "cql/eval_internal.h"
#include "cql/value_fhir.h"

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

enum { MOST_DEPTH = 2 * 64, MOST_SIZE = 1 << 20 };  // twice what the reader takes

// How deep and large the structure grows that gets this value as an element. What is of the record
// is measured; what was written before knows it. False, and told: more than can be walked.
static bool grows(Eval *eval, Value value, FhirExtent *extent) {
    FhirExtent most = {MOST_DEPTH - 2, MOST_SIZE - extent->size};
    FhirExtent own = {1, 1};
    bool ok = true;
    for (uint32_t i = 0; ok && value.kind == VALUE_LIST && i < value.count; i++)
        ok = grows(eval, value.as.items[i], extent);
    if (value.kind == VALUE_LIST) return ok;
    if (value.kind == VALUE_FHIR && value.detail == 0) {
        ok = fhir_extent(value.as.fhir, most, &own);
    } else if (value.kind == VALUE_FHIR) {
        own = (FhirExtent){value.detail, value.count};
        ok = own.depth <= most.depth && own.size <= most.size;
    }
    if (own.depth + 2 > extent->depth)
        extent->depth = own.depth + 2;  // in a list, in the structure
    extent->size += own.size;
    if (ok && extent->size <= MOST_SIZE) return !eval_spends(eval, own.size);
    Str name = eval_running_name(eval);
    op_fail(&eval->runtime, "%.*s: a FHIR structure of more than %d elements, or %d deep",
            STR_ARG(name), MOST_SIZE, MOST_DEPTH);
    return false;
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

static Value written(FhirType type, const Json *json, FhirExtent extent) {
    Value value = value_fhir(type, json);
    value.detail = (uint8_t)extent.depth;
    value.count = extent.size;
    return value;
}

Value eval_fhir_instance(Eval *eval, const Node *node) {
    FhirType type = node->type->model;
    Json *members = ARENA_ARRAY(eval->arena, Json, (size_t)node->kid_count + 1);
    uint32_t count = 0;
    Json *whole = ARENA_ARRAY(eval->arena, Json, 1);
    FhirExtent extent = {1, 1};
    if (fhir_primitive(type) != FHIR_NOT_PRIMITIVE) {
        *whole = primitive_of(eval, eval_node(eval, node->kids[0]));
        return whole->kind == JSON_NULL ? value_null() : written(type, whole, extent);
    }
    if (fhir_type_is_resource(type)) {
        const char *name = fhir_type_name(type);
        members[count] =
            (Json){.kind = JSON_STRING, .count = (uint32_t)strlen(name), .as.text = name};
        name_member(&members[count++], FHIR_KEY_RESOURCE_TYPE);
    }
    for (uint16_t i = 0; i < node->kid_count; i++) {
        Value value = eval_node(eval, node->kids[i]);
        if (!grows(eval, value, &extent)) {
            eval_place(eval, node);
            return value_null();
        }
        Json member = json_of(eval, value);
        if (member.kind == JSON_NULL || (member.kind == JSON_ARRAY && member.count == 0)) continue;
        name_member(&member, key_of(node->as.elements[i], value));
        members[count++] = member;
    }
    *whole = (Json){.kind = JSON_OBJECT, .count = count, .as.items = members};
    return written(type, whole, extent);
}
