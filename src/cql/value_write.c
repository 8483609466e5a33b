// value_write: a value as a CQL literal, and in the canonical JSON of result files.
//
// The literal reads back to the same value where CQL has a literal or selector for it. It
// has none for FHIR values (shown as their JSON) and for uncertain integers (shown as the
// interval of what they may be). Tuples are written as `Tuple { a: 1 }`.

#include "cql/value.h"

static void write_string(Buf *buf, Str text) {
    buf_add_char(buf, '\'');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        static const char escaped[] = "\n\r\t\f'\\";
        static const char letters[] = "nrtf'\\";
        const char *found = c == '\0' ? NULL : strchr(escaped, c);
        if (found != NULL) {
            buf_add_char(buf, '\\');
            buf_add_char(buf, letters[found - escaped]);
        } else if ((unsigned char)c < 0x20 || c == 0x7f) {
            buf_printf(buf, "\\u%04x", (unsigned)(unsigned char)c);
        } else {
            buf_add_char(buf, c);
        }
    }
    buf_add_char(buf, '\'');
}

static bool is_one(Decimal number) {
    return number.units == DECIMAL_ONE || number.units == -DECIMAL_ONE;
}

static void write_quantity(Buf *buf, const QuantityValue *quantity) {
    decimal_write_places(buf, quantity->value, 0);
    buf_add_char(buf, ' ');
    if (quantity->calendar) {
        buf_add(buf, quantity->unit);
        if (!is_one(quantity->value)) buf_add_char(buf, 's');
    } else {
        write_string(buf, quantity->unit);
    }
}

static void write_moment(Buf *buf, Value value) {
    DateTime moment = value_datetime(value);
    buf_add_char(buf, '@');
    if (value.kind == VALUE_DATE) {
        date_write(buf, moment);
    } else if (value.kind == VALUE_TIME) {
        buf_add_char(buf, 'T');
        time_write(buf, moment);
    } else {
        datetime_write(buf, moment);
        if (moment.precision <= PRECISION_DAY) buf_add_char(buf, 'T');
    }
}

// One `name: 'text'` of a selector, when there is a text.
static void write_field(Buf *buf, const char *name, Str text, bool *comma) {
    if (text.data == NULL) return;
    buf_printf(buf, "%s%s: ", *comma ? ", " : "", name);
    write_string(buf, text);
    *comma = true;
}

static void write_code(Buf *buf, const CodeValue *code) {
    bool comma = false;
    buf_add(buf, STR("Code { "));
    write_field(buf, "code", code->code, &comma);
    write_field(buf, "system", code->system, &comma);
    write_field(buf, "version", code->version, &comma);
    write_field(buf, "display", code->display, &comma);
    buf_add(buf, STR(" }"));
}

static void write_concept(Buf *buf, const ConceptValue *concept) {
    bool comma = true;
    buf_add(buf, STR("Concept { codes: {"));
    for (size_t i = 0; i < concept->count; i++) {
        if (i > 0) buf_add(buf, STR(", "));
        write_code(buf, &concept->codes[i]);
    }
    buf_add_char(buf, '}');
    write_field(buf, "display", concept->display, &comma);
    buf_add(buf, STR(" }"));
}

static void write_vocabulary(Buf *buf, Value value) {
    bool comma = false;
    buf_add(buf, value.kind == VALUE_VALUESET ? STR("ValueSet { ") : STR("CodeSystem { "));
    write_field(buf, "id", value.as.vocabulary->id, &comma);
    write_field(buf, "version", value.as.vocabulary->version, &comma);
    buf_add(buf, STR(" }"));
}

static void write_interval(Buf *buf, const Interval *interval) {
    buf_add(buf, interval->low_closed ? STR("Interval[") : STR("Interval("));
    value_write_cql(buf, interval->low);
    buf_add(buf, STR(", "));
    value_write_cql(buf, interval->high);
    buf_add_char(buf, interval->high_closed ? ']' : ')');
}

static void write_list(Buf *buf, Value value) {
    buf_add_char(buf, '{');
    for (size_t i = 0; i < value.count && buf->len <= VALUE_MAX_WRITTEN; i++) {
        if (i > 0) buf_add(buf, STR(", "));
        value_write_cql(buf, value.as.items[i]);
    }
    buf_add_char(buf, '}');
}

static void write_name(Buf *buf, Str name) {
    bool plain = name.len > 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9')) plain = false;
    }
    if (plain) {
        buf_add(buf, name);
        return;
    }
    buf_add_char(buf, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] == '"' || name.data[i] == '\\') buf_add_char(buf, '\\');
        buf_add_char(buf, name.data[i]);
    }
    buf_add_char(buf, '"');
}

static void write_tuple(Buf *buf, const Tuple *tuple) {
    buf_add(buf, tuple->count == 0 ? STR("Tuple { :") : STR("Tuple { "));
    for (size_t i = 0; i < tuple->count && buf->len <= VALUE_MAX_WRITTEN; i++) {
        if (i > 0) buf_add(buf, STR(", "));
        write_name(buf, tuple->names[i]);
        buf_add(buf, STR(": "));
        value_write_cql(buf, tuple->items[i]);
    }
    buf_add(buf, STR(" }"));
}

void value_write_cql(Buf *buf, Value value) {
    switch ((ValueKind)value.kind) {
    case VALUE_NULL:
        buf_add(buf, STR("null"));
        break;
    case VALUE_BOOLEAN:
        buf_add(buf, value.as.boolean ? STR("true") : STR("false"));
        break;
    case VALUE_INTEGER:
        buf_printf(buf, "%d", value.as.integer);
        break;
    case VALUE_LONG:
        buf_printf(buf, "%lldL", (long long)value.as.whole);
        break;
    case VALUE_DECIMAL:
        decimal_write_places(buf, value_to_decimal(value), 1);
        break;
    case VALUE_STRING:
        write_string(buf, value_str(value));
        break;
    case VALUE_DATE:
    case VALUE_DATETIME:
    case VALUE_TIME:
        write_moment(buf, value);
        break;
    case VALUE_QUANTITY:
        write_quantity(buf, value.as.quantity);
        break;
    case VALUE_RATIO:
        write_quantity(buf, &value.as.ratio->numerator);
        buf_add_char(buf, ':');
        write_quantity(buf, &value.as.ratio->denominator);
        break;
    case VALUE_CODE:
        write_code(buf, value.as.code);
        break;
    case VALUE_CONCEPT:
        write_concept(buf, value.as.concept);
        break;
    case VALUE_VALUESET:
    case VALUE_CODESYSTEM:
        write_vocabulary(buf, value);
        break;
    case VALUE_INTERVAL:
        write_interval(buf, value.as.interval);
        break;
    case VALUE_LIST:
        write_list(buf, value);
        break;
    case VALUE_TUPLE:
        write_tuple(buf, value.as.tuple);
        break;
    case VALUE_FHIR:
        value_write_json(buf, value);
        break;
    case VALUE_UNCERTAIN:
        buf_printf(buf, "Interval[%d, %d]", value.as.range.low, value.as.range.high);
        break;
    }
}

// ---- canonical JSON

static void put_value(JsonWriter *writer, Value value) {
    value_write_json(json_put_here(writer), value);
}

static void put_decimal(JsonWriter *writer, Decimal number) {
    Buf *buf = json_put_here(writer);
    buf_add_char(buf, '"');
    decimal_write(buf, number);
    buf_add_char(buf, '"');
}

static void put_field(JsonWriter *writer, const char *name, Str text) {
    if (text.data == NULL) return;
    json_key(writer, name);
    json_put_string(writer, text);
}

static void put_quantity(JsonWriter *writer, const QuantityValue *quantity) {
    json_begin(writer, '{');
    json_key(writer, "value");
    put_decimal(writer, quantity->value);
    put_field(writer, "unit", quantity->unit);
    json_end(writer, '}');
}

static void put_ratio(JsonWriter *writer, const RatioValue *ratio) {
    json_begin(writer, '{');
    json_key(writer, "numerator");
    put_quantity(writer, &ratio->numerator);
    json_key(writer, "denominator");
    put_quantity(writer, &ratio->denominator);
    json_end(writer, '}');
}

static void put_moment(JsonWriter *writer, Value value) {
    Buf *buf = json_put_here(writer);
    buf_add_char(buf, '"');
    if (value.kind == VALUE_DATE) {
        date_write(buf, value_datetime(value));
    } else if (value.kind == VALUE_TIME) {
        buf_add_char(buf, 'T');
        time_write(buf, value_datetime(value));
    } else {
        datetime_write(buf, value_datetime(value));
    }
    buf_add_char(buf, '"');
}

static void put_code(JsonWriter *writer, const CodeValue *code) {
    json_begin(writer, '{');
    put_field(writer, "code", code->code);
    put_field(writer, "system", code->system);
    put_field(writer, "version", code->version);
    put_field(writer, "display", code->display);
    json_end(writer, '}');
}

static void put_concept(JsonWriter *writer, const ConceptValue *concept) {
    json_begin(writer, '{');
    json_key(writer, "codes");
    json_begin(writer, '[');
    for (size_t i = 0; i < concept->count; i++) put_code(writer, &concept->codes[i]);
    json_end(writer, ']');
    put_field(writer, "display", concept->display);
    json_end(writer, '}');
}

static void put_vocabulary(JsonWriter *writer, const VocabularyValue *vocabulary) {
    json_begin(writer, '{');
    put_field(writer, "id", vocabulary->id);
    put_field(writer, "version", vocabulary->version);
    json_end(writer, '}');
}

static void put_interval(JsonWriter *writer, const Interval *interval) {
    json_begin(writer, '{');
    json_key(writer, "low");
    put_value(writer, interval->low);
    json_key(writer, "lowClosed");
    json_put_bool(writer, interval->low_closed);
    json_key(writer, "high");
    put_value(writer, interval->high);
    json_key(writer, "highClosed");
    json_put_bool(writer, interval->high_closed);
    json_end(writer, '}');
}

static void put_list(JsonWriter *writer, Value value) {
    json_begin(writer, '[');
    for (size_t i = 0; i < value.count && writer->buf->len <= VALUE_MAX_WRITTEN; i++) {
        put_value(writer, value.as.items[i]);
    }
    json_end(writer, ']');
}

static void put_tuple(JsonWriter *writer, const Tuple *tuple) {
    json_begin(writer, '{');
    for (size_t i = 0; i < tuple->count && writer->buf->len <= VALUE_MAX_WRITTEN; i++) {
        json_key_str(writer, tuple->names[i]);
        put_value(writer, tuple->items[i]);
    }
    json_end(writer, '}');
}

static void put_range(JsonWriter *writer, Value value) {
    json_begin(writer, '{');
    json_key(writer, "uncertain");
    json_begin(writer, '[');
    json_put_int(writer, value.as.range.low);
    json_put_int(writer, value.as.range.high);
    json_end(writer, ']');
    json_end(writer, '}');
}

// A primitive that has an id or extensions: an object of those and its value.
static void write_pair(Buf *buf, const Json *pair) {
    enum { MAX_MEMBERS = 8 };
    Json members[MAX_MEMBERS];
    const Json *extra = &pair->as.items[1];
    uint32_t count = 0;
    if (extra->kind != JSON_OBJECT || extra->count >= MAX_MEMBERS) {
        json_write(buf, &pair->as.items[0], true);
        return;
    }
    for (; count < extra->count; count++) members[count] = extra->as.items[count];
    if (pair->as.items[0].kind != JSON_NULL) {
        members[count] = pair->as.items[0];
        members[count].name = "value";
        members[count++].name_len = 5;
    }
    Json object = {.kind = JSON_OBJECT, .count = count, .as.items = members};
    json_write(buf, &object, true);
}

static void write_fhir(Buf *buf, const Json *json) {
    Str type = json->kind == JSON_OBJECT ? json_string_key(json, FHIR_KEY_RESOURCE_TYPE) : STR_NONE;
    if (json->kind == JSON_PAIR) {
        write_pair(buf, json);
    } else if (type.data == NULL) {
        json_write(buf, json, true);
    } else {
        buf_add_char(buf, '"');
        json_write_content(buf, type);
        buf_add_char(buf, '/');
        json_write_content(buf, json_string_key(json, FHIR_KEY_ID));
        buf_add_char(buf, '"');
    }
}

void value_write_json(Buf *buf, Value value) {
    JsonWriter writer = {.buf = buf};
    switch ((ValueKind)value.kind) {
    case VALUE_NULL:
        buf_add(buf, STR("null"));
        break;
    case VALUE_BOOLEAN:
        buf_add(buf, value.as.boolean ? STR("true") : STR("false"));
        break;
    case VALUE_INTEGER:
        buf_printf(buf, "%d", value.as.integer);
        break;
    case VALUE_LONG:
        buf_printf(buf, "\"%lld\"", (long long)value.as.whole);
        break;
    case VALUE_DECIMAL:
        put_decimal(&writer, value_to_decimal(value));
        break;
    case VALUE_STRING:
        json_write_string(buf, value_str(value));
        break;
    case VALUE_DATE:
    case VALUE_DATETIME:
    case VALUE_TIME:
        put_moment(&writer, value);
        break;
    case VALUE_QUANTITY:
        put_quantity(&writer, value.as.quantity);
        break;
    case VALUE_RATIO:
        put_ratio(&writer, value.as.ratio);
        break;
    case VALUE_CODE:
        put_code(&writer, value.as.code);
        break;
    case VALUE_CONCEPT:
        put_concept(&writer, value.as.concept);
        break;
    case VALUE_VALUESET:
    case VALUE_CODESYSTEM:
        put_vocabulary(&writer, value.as.vocabulary);
        break;
    case VALUE_INTERVAL:
        put_interval(&writer, value.as.interval);
        break;
    case VALUE_LIST:
        put_list(&writer, value);
        break;
    case VALUE_TUPLE:
        put_tuple(&writer, value.as.tuple);
        break;
    case VALUE_FHIR:
        write_fhir(buf, value.as.fhir);
        break;
    case VALUE_UNCERTAIN:
        put_range(&writer, value);
        break;
    }
}
