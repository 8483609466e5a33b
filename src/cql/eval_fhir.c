// FHIR values: elements, and what they are as System values (the work of FHIRHelpers, done here so
// that a conversion is one call). Source: FHIR R4 datatypes; the conversions that the FHIR 4.0.1
// model information for CQL names.

#include "cql/eval_internal.h"

// The object whose members are the elements of `json`: the value itself, or what stands beside a
// primitive ("_birthDate").
static const Json *object_of(const Json *json) {
    if (json->kind == JSON_PAIR) json = &json->as.items[1];
    return json->kind == JSON_OBJECT ? json : NULL;
}

static FhirType resource_type_of(const Json *json) {
    const Json *name = json_member_key(json, FHIR_KEY_RESOURCE_TYPE, FHIR_KEY_RESOURCE_TYPE);
    return name == NULL ? 0 : fhir_type_find(json_text(name));
}

// What type a member has: that of its key, for a choice; of the resource itself, for `contained`
// and the like.
static FhirType member_type(const FhirElement *element, const Json *member) {
    FhirType type = element->content != 0 ? element->content : element->choices[0].type;
    for (uint16_t i = 0; element->choice_count > 1 && i < element->choice_count; i++) {
        if (element->choices[i].key == member->key) type = element->choices[i].type;
    }
    if (fhir_type_is_abstract(type) && fhir_type_is_resource(type) && member->kind == JSON_OBJECT) {
        FhirType found = resource_type_of(member);
        if (found != 0) type = found;
    }
    return type;
}

// An element of what a library wrote is no larger or deeper than that; 0 stays 0.
static Value below(Value owner, FhirType type, const Json *json) {
    owner.offset = (int16_t)type;
    owner.as.fhir = json;
    return owner;
}

static Value list_of(Eval *eval, Value owner, const FhirElement *element, const Json *member) {
    Value *items = ARENA_ARRAY(eval->arena, Value, member->count);
    for (uint32_t i = 0; i < member->count; i++) {
        const Json *item = &member->as.items[i];
        FhirType type = element->content != 0 ? element->content : element->choices[0].type;
        if (fhir_type_is_abstract(type) && fhir_type_is_resource(type) &&
            item->kind == JSON_OBJECT) {
            FhirType found = resource_type_of(item);
            if (found != 0) type = found;
        }
        items[i] = item->kind == JSON_NULL ? value_null() : below(owner, type, item);
    }
    return value_list_flat(items, member->count);
}

Value fhir_element_of(Eval *eval, Value owner, const FhirElement *element) {
    const Json *object = owner.kind == VALUE_FHIR ? object_of(owner.as.fhir) : NULL;
    const Json *member =
        object == NULL ? NULL : json_member_key(object, element->first_key, element->last_key);
    if (element->list) {
        if (member == NULL || member->kind != JSON_ARRAY) return value_list(NULL, 0);
        return list_of(eval, owner, element, member);
    }
    if (member == NULL || member->kind == JSON_NULL) return value_null();
    return below(owner, member_type(element, member), member);
}

// An element that the owner does not have is null for one value and for a list that is itself
// unknown.
Value eval_fhir_element_node(Eval *eval, const Node *node) {
    Value owner = eval_node(eval, node->kids[0]);
    if (owner.kind != VALUE_FHIR) return value_null();
    // A choice of types: the element is looked up by the type that the value turned out to have.
    const FhirElement *element = node->as.fhir.element;
    if (node->as.fhir.owner == 0) {
        element =
            fhir_element_find(value_fhir_type(owner), (Str){element->name, strlen(element->name)});
        if (element == NULL) return value_null();
    }
    return fhir_element_of(eval, owner, element);
}

// ---- primitives

static Value bad_primitive(Eval *eval, FhirType type) {
    return op_fail(&eval->runtime, "a %s in the record is not one", fhir_type_name(type));
}

static bool read_moment(Eval *eval, const Json *json, DateTime *moment) {
    ReadMoment *last = &eval->moments[(uintptr_t)json / sizeof *json % READ_MOMENTS];
    if (last->json != json) {
        Err ignored;
        if (!datetime_parse(json_text(json), eval->runtime.now.offset, moment, &ignored))
            return false;
        *last = (ReadMoment){json, *moment};
    }
    *moment = last->moment;
    return true;
}

static Value primitive_value(Eval *eval, FhirType type, const Json *json) {
    if (json->kind == JSON_PAIR) json = &json->as.items[0];
    if (json->kind == JSON_NULL) return value_null();
    DateTime moment;
    Decimal number;
    int64_t whole;
    Err ignored;
    FhirPrimitive primitive = fhir_primitive(type);
    if (primitive == FHIR_NOT_PRIMITIVE) return value_null();
    if (primitive == FHIR_BOOLEAN) {
        if (json->kind == JSON_TRUE || json->kind == JSON_FALSE)
            return value_boolean(json->kind == JSON_TRUE);
        return bad_primitive(eval, type);
    }
    if (json->kind !=
        (primitive == FHIR_INTEGER || primitive == FHIR_DECIMAL ? JSON_NUMBER : JSON_STRING)) {
        return bad_primitive(eval, type);
    }
    Str text = json_text(json);
    switch (primitive) {
    case FHIR_INTEGER:
        if (!decimal_parse_json(text, &number, &ignored) || !decimal_fits_int64(number, &whole) ||
            whole != (int32_t)whole) {
            return bad_primitive(eval, type);
        }
        return value_integer((int32_t)whole);
    case FHIR_DECIMAL:
        if (!decimal_parse_json(text, &number, &ignored)) return bad_primitive(eval, type);
        return value_decimal(eval->arena, number);
    case FHIR_DATE:
        if (!date_parse(text, &moment, &ignored)) return bad_primitive(eval, type);
        return value_moment(VALUE_DATE, moment);
    case FHIR_DATETIME:
        if (!read_moment(eval, json, &moment)) return bad_primitive(eval, type);
        return value_moment(VALUE_DATETIME, moment);
    case FHIR_TIME:
        if (!time_parse(text, &moment, &ignored)) return bad_primitive(eval, type);
        return value_moment(VALUE_TIME, moment);
    case FHIR_STRING:
        return value_string(text);
    default:
        return value_null();
    }
}

// ---- structures

static const Json *member(const Json *json, uint16_t key) {
    const Json *object = object_of(json);
    const Json *found = object == NULL ? NULL : json_member_key(object, key, key);
    return found == NULL || found->kind == JSON_NULL ? NULL : found;
}

// Text of a string member; NULL data when there is none.
static Str member_text(const Json *json, uint16_t key) {
    const Json *found = member(json, key);
    if (found != NULL && found->kind == JSON_PAIR) found = &found->as.items[0];
    return found != NULL && found->kind == JSON_STRING ? json_text(found) : STR_NONE;
}

// UCUM units of time become the calendar units of CQL, as FHIR's own mapping says
// (http://hl7.org/fhir/R4/fhirpath.html).
static Str calendar_unit(Str unit, bool *calendar) {
    static const struct {
        const char *ucum, *cql;
    } units[] = {{"ms", "millisecond"}, {"s", "second"}, {"min", "minute"}, {"h", "hour"},
                 {"d", "day"},          {"wk", "week"},  {"mo", "month"},   {"a", "year"}};
    *calendar = false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (str_eq(unit, (Str){units[i].ucum, strlen(units[i].ucum)})) {
            *calendar = true;
            return (Str){units[i].cql, strlen(units[i].cql)};
        }
    }
    Precision ignored;
    *calendar = precision_find(unit, &ignored);
    return unit;
}

static Value quantity_plain(Eval *eval, const Json *json) {
    const Json *number = member(json, FHIR_KEY_VALUE);
    if (number == NULL) return value_null();
    Str system = member_text(json, FHIR_KEY_SYSTEM);
    if (system.data != NULL && !str_eq(system, STR("http://unitsofmeasure.org")) &&
        !str_eq(system, STR("http://hl7.org/fhirpath/CodeSystem/calendar-units"))) {
        return value_null();
    }
    Value value = primitive_value(eval, FHIR_TYPE_DECIMAL, number);
    if (value.kind != VALUE_DECIMAL) return value_null();
    Str unit = member_text(json, FHIR_KEY_CODE);
    if (unit.data == NULL) unit = member_text(json, FHIR_KEY_UNIT);
    if (unit.data == NULL) unit = STR("1");
    bool calendar;
    unit = calendar_unit(unit, &calendar);
    return value_quantity(eval->arena, value_to_decimal(value), unit, calendar);
}

// A comparator makes a quantity a range and not a number.
static Value quantity(Eval *eval, const Json *json) {
    if (member_text(json, FHIR_KEY_COMPARATOR).data != NULL) return value_null();
    return quantity_plain(eval, json);
}

static Value quantity_interval(Eval *eval, const Json *json) {
    Str comparator = member_text(json, FHIR_KEY_COMPARATOR);
    Value value = quantity_plain(eval, json);
    if (comparator.data == NULL) return value_interval(eval->arena, value, true, value, true);
    bool equal = comparator.len == 2;
    if (comparator.data[0] == '<')
        return value_interval(eval->arena, value_null(), true, value, equal);
    return value_interval(eval->arena, value, equal, value_null(), true);
}

// No start: it is not known (open). No end: it has not ended (closed).
static Value period(Eval *eval, const Json *json) {
    const Json *start = member(json, FHIR_KEY_START);
    const Json *end = member(json, FHIR_KEY_END);
    Value low = start == NULL ? value_null() : primitive_value(eval, FHIR_TYPE_DATE_TIME, start);
    Value high = end == NULL ? value_null() : primitive_value(eval, FHIR_TYPE_DATE_TIME, end);
    return value_interval(eval->arena, low, low.kind != VALUE_NULL, high, true);
}

static Value range(Eval *eval, const Json *json) {
    const Json *low = member(json, FHIR_KEY_LOW);
    const Json *high = member(json, FHIR_KEY_HIGH);
    return value_interval(eval->arena, low == NULL ? value_null() : quantity(eval, low), true,
                          high == NULL ? value_null() : quantity(eval, high), true);
}

static Value ratio(Eval *eval, const Json *json) {
    const Json *numerator = member(json, FHIR_KEY_NUMERATOR);
    const Json *denominator = member(json, FHIR_KEY_DENOMINATOR);
    Value top = numerator == NULL ? value_null() : quantity(eval, numerator);
    Value bottom = denominator == NULL ? value_null() : quantity(eval, denominator);
    if (top.kind != VALUE_QUANTITY || bottom.kind != VALUE_QUANTITY) return value_null();
    RatioValue *made = ARENA_NEW(eval->arena, RatioValue);
    *made = (RatioValue){*top.as.quantity, *bottom.as.quantity};
    return (Value){.kind = VALUE_RATIO, .as.ratio = made};
}

static CodeValue coding(const Json *json) {
    return (CodeValue){member_text(json, FHIR_KEY_CODE), member_text(json, FHIR_KEY_SYSTEM),
                       member_text(json, FHIR_KEY_VERSION), member_text(json, FHIR_KEY_DISPLAY)};
}

static Value concept(Eval *eval, const Json *json) {
    const Json *list = member(json, FHIR_KEY_CODING);
    uint32_t count = list != NULL && list->kind == JSON_ARRAY ? list->count : 0;
    CodeValue *codes = ARENA_ARRAY(eval->arena, CodeValue, count);
    for (uint32_t i = 0; i < count; i++) codes[i] = coding(&list->as.items[i]);
    return value_concept(eval->arena, codes, count, member_text(json, FHIR_KEY_TEXT));
}

// What ToValue does with an element of any type.
static Conversion conversion_of(FhirType type) {
    static const struct {
        const char *type;
        Conversion conversion;
    } rows[] = {{"Quantity", CONVERT_QUANTITY}, {"Period", CONVERT_PERIOD},
                {"Range", CONVERT_RANGE},       {"Ratio", CONVERT_RATIO},
                {"Coding", CONVERT_CODING},     {"CodeableConcept", CONVERT_CONCEPT}};
    if (fhir_primitive(type) != FHIR_NOT_PRIMITIVE) return CONVERT_VALUE;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (fhir_type_is_a(type, fhir_type_find((Str){rows[i].type, strlen(rows[i].type)})))
            return rows[i].conversion;
    }
    return CONVERT_ANY;
}

Value fhir_convert(Eval *eval, Value value, Conversion conversion) {
    if (value.kind != VALUE_FHIR) return value_null();
    const Json *json = value.as.fhir;
    if (conversion == CONVERT_ANY) {
        conversion = conversion_of(value_fhir_type(value));
        if (conversion == CONVERT_ANY) return value;
    }
    switch (conversion) {
    case CONVERT_VALUE:
        return primitive_value(eval, value_fhir_type(value), json);
    case CONVERT_QUANTITY:
        return quantity(eval, json);
    case CONVERT_QUANTITY_PLAIN:
        return quantity_plain(eval, json);
    case CONVERT_QUANTITY_INTERVAL:
        return quantity_interval(eval, json);
    case CONVERT_PERIOD:
        return period(eval, json);
    case CONVERT_RANGE:
        return range(eval, json);
    case CONVERT_RATIO:
        return ratio(eval, json);
    case CONVERT_CODING:
        return value_code(eval->arena, coding(json));
    default:
        return concept
        (eval, json);
    }
}

Value eval_fhir_convert_node(Eval *eval, const Node *node) {
    Value value = eval_node(eval, node->kids[0]);
    if (value.kind == VALUE_NULL) return value;
    Value converted = fhir_convert(eval, value, node->as.conversion);
    if (eval->runtime.failed) eval_place(eval, node);
    return converted;
}
