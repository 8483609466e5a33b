#include "finding/answers.h"

const Value *input_answers(Eval *eval, const Item *input, size_t *count) {
    Arena *arena = eval_runtime(eval)->arena;
    const Type *type = input->declaration->type;
    *count = 0;
    if (type->kind == TYPE_BOOLEAN) {
        Value *both = ARENA_ARRAY(arena, Value, 2);
        both[0] = value_boolean(true);
        both[1] = value_boolean(false);
        *count = 2;
        return both;
    }
    Value list = value_null();
    Err err = {0};
    if (input->answers == NULL || !eval_define(eval, input->answers, STR_NONE, &list, &err) ||
        list.kind != VALUE_LIST)
        return NULL;
    Value *answers = ARENA_ARRAY(arena, Value, list.count);
    for (uint32_t i = 0; i < list.count; i++) {
        Value answer = list.as.items[i];
        if (type->kind == TYPE_CONCEPT && answer.kind == VALUE_CODE) {
            answer = value_concept(arena, answer.as.code, 1, answer.as.code->display);
        } else if (type->kind == TYPE_DECIMAL && answer.kind == VALUE_INTEGER) {
            answer = value_decimal(arena, decimal_from_int(answer.as.integer));
        }
        answers[(*count)++] = answer;
    }
    return answers;
}

// ---- as an Observation

static void put(JsonWriter *w, const char *key, Str text) {
    if (text.data == NULL) return;
    json_key(w, key);
    json_put_string(w, text);
}

static void put_number(JsonWriter *w, const char *key, Decimal number) {
    Buf text = {0};
    decimal_write_places(&text, number, 0);
    json_key(w, key);
    json_put_raw(w, buf_str(&text));
    buf_free(&text);
}

static void put_moment(JsonWriter *w, const char *key, Value value) {
    Buf text = {0};
    if (value.kind == VALUE_DATE) {
        date_write(&text, value_datetime(value));
    } else {
        datetime_write(&text, value_datetime(value));
    }
    put(w, key, buf_str(&text));
    buf_free(&text);
}

static void put_coding(JsonWriter *w, const CodeValue *code) {
    json_begin(w, '{');
    put(w, "system", code->system);
    put(w, "version", code->version);
    put(w, "code", code->code);
    put(w, "display", code->display);
    json_end(w, '}');
}

static void put_concept(JsonWriter *w, const ConceptValue *concept) {
    json_begin(w, '{');
    json_key(w, "coding");
    json_begin(w, '[');
    for (uint32_t i = 0; i < concept->count; i++) put_coding(w, &concept->codes[i]);
    json_end(w, ']');
    put(w, "text", concept->display);
    json_end(w, '}');
}

// FHIR writes units of time by their UCUM codes.
static Str ucum_code(const QuantityValue *quantity) {
    static const char *const codes[] = {
        [PRECISION_YEAR] = "a",   [PRECISION_MONTH] = "mo",      [PRECISION_WEEK] = "wk",
        [PRECISION_DAY] = "d",    [PRECISION_HOUR] = "h",        [PRECISION_MINUTE] = "min",
        [PRECISION_SECOND] = "s", [PRECISION_MILLISECOND] = "ms"};
    Precision unit;
    if (!quantity->calendar || !precision_find(quantity->unit, &unit)) return quantity->unit;
    return str_from(codes[unit]);
}

static void put_quantity(JsonWriter *w, const QuantityValue *quantity) {
    json_begin(w, '{');
    put_number(w, "value", quantity->value);
    put(w, "unit", quantity->unit);
    put(w, "system", STR("http://unitsofmeasure.org"));
    put(w, "code", ucum_code(quantity));
    json_end(w, '}');
}

// A number is a quantity without a unit: Observation.value[x] has no decimal.
static bool put_measure(JsonWriter *w, const char *key, Value value) {
    if (value.kind == VALUE_QUANTITY) {
        json_key(w, key);
        put_quantity(w, value.as.quantity);
        return true;
    }
    if (value.kind != VALUE_DECIMAL && value.kind != VALUE_INTEGER) return false;
    json_key(w, key);
    json_begin(w, '{');
    put_number(w, "value",
               value.kind == VALUE_INTEGER ? decimal_from_int(value.as.integer)
                                           : value_to_decimal(value));
    json_end(w, '}');
    return true;
}

static bool put_interval(JsonWriter *w, const Interval *interval) {
    Value low = interval->low;
    Value high = interval->high;
    if (!interval->low_closed || !interval->high_closed || low.kind != high.kind) return false;
    bool dates = low.kind == VALUE_DATE || low.kind == VALUE_DATETIME;
    json_key(w, dates ? "valuePeriod" : "valueRange");
    json_begin(w, '{');
    bool written = true;
    if (dates) {
        put_moment(w, "start", low);
        put_moment(w, "end", high);
    } else {
        written = put_measure(w, "low", low) && put_measure(w, "high", high);
    }
    json_end(w, '}');
    return written;
}

bool answer_put_value(JsonWriter *w, Value value) {
    switch (value.kind) {
    case VALUE_BOOLEAN:
        json_key(w, "valueBoolean");
        json_put_bool(w, value.as.boolean);
        return true;
    case VALUE_INTEGER:
        json_key(w, "valueInteger");
        json_put_int(w, value.as.integer);
        return true;
    case VALUE_STRING:
        put(w, "valueString", value_str(value));
        return true;
    case VALUE_DATE:
    case VALUE_DATETIME:
        put_moment(w, "valueDateTime", value);
        return true;
    case VALUE_CONCEPT:
        json_key(w, "valueCodeableConcept");
        put_concept(w, value.as.concept);
        return true;
    case VALUE_DECIMAL:
    case VALUE_QUANTITY:
        return put_measure(w, "valueQuantity", value);
    case VALUE_INTERVAL:
        return put_interval(w, value.as.interval);
    default:
        return false;
    }
}

static void put_reference(JsonWriter *w, Str reference) {
    json_begin(w, '{');
    put(w, "reference", reference);
    json_end(w, '}');
}

bool answer_write(Buf *out, const AnswerPlace *place, Value answer) {
    Buf value = {0};
    JsonWriter w = {.buf = &value};
    json_begin(&w, '{');
    put(&w, "resourceType", STR("Observation"));
    put(&w, "id", place->id);
    put(&w, "status", STR("final"));
    json_key(&w, "code");
    json_begin(&w, '{');
    json_key(&w, "coding");
    json_begin(&w, '[');
    put_coding(&w, place->input->record);
    json_end(&w, ']');
    json_end(&w, '}');
    json_key(&w, "subject");
    put_reference(&w, place->patient);
    if (place->about.len > 0) {
        json_key(&w, "focus");
        json_begin(&w, '[');
        put_reference(&w, place->about);
        json_end(&w, ']');
    }
    put_moment(&w, "effectiveDateTime", value_moment(VALUE_DATETIME, place->at));
    bool written = answer_put_value(&w, answer);
    json_end(&w, '}');
    if (written) buf_add(out, buf_str(&value));
    buf_free(&value);
    return written;
}
