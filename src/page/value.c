// A value of an input in JSON: a Boolean, a number, a text (String, Date, DateTime), {value, unit},
// {code, system, display}, {low, high}.

#include "finding/words.h"
#include "page/desk_internal.h"
#include "terms/ucum.h"

static const char *point_name(TypeKind kind) {
    switch (kind) {
    case TYPE_BOOLEAN:
        return "boolean";
    case TYPE_INTEGER:
        return "integer";
    case TYPE_DECIMAL:
        return "decimal";
    case TYPE_STRING:
        return "string";
    case TYPE_DATE:
        return "date";
    case TYPE_DATETIME:
        return "datetime";
    case TYPE_QUANTITY:
        return "quantity";
    case TYPE_CONCEPT:
        return "concept";
    default:
        return "other";
    }
}

const char *value_type_name(const Type *type) {
    if (type->kind != TYPE_INTERVAL) return point_name((TypeKind)type->kind);
    switch (type->as.of->kind) {
    case TYPE_DATE:
    case TYPE_DATETIME:
        return "interval-date";
    case TYPE_QUANTITY:
        return "interval-quantity";
    case TYPE_INTEGER:
        return "interval-integer";
    case TYPE_DECIMAL:
        return "interval-decimal";
    default:
        return "other";
    }
}

// ---- out

static void put_digits(JsonWriter *w, Decimal number) {
    Buf text = {0};
    decimal_write(&text, number);
    json_put_raw(w, buf_str(&text));
    buf_free(&text);
}

static void put_moment(JsonWriter *w, Value value) {
    Buf text = {0};
    if (value.kind == VALUE_DATE) {
        date_write(&text, value_datetime(value));
    } else {
        datetime_write(&text, value_datetime(value));
    }
    json_put_string(w, buf_str(&text));
    buf_free(&text);
}

static void put_code(JsonWriter *w, const CodeValue *code, Str display) {
    json_begin(w, '{');
    put_text(w, "code", code->code);
    put_text(w, "system", code->system);
    put_text(w, "display", display.len > 0 ? display : code->display);
    json_end(w, '}');
}

static void put_interval(JsonWriter *w, const Interval *interval) {
    json_begin(w, '{');
    if (!value_is_null(interval->low)) {
        json_key(w, "low");
        value_put(w, interval->low);
    }
    if (!value_is_null(interval->high)) {
        json_key(w, "high");
        value_put(w, interval->high);
    }
    json_end(w, '}');
}

void value_put(JsonWriter *w, Value value) {
    switch (value.kind) {
    case VALUE_BOOLEAN:
        json_put_bool(w, value.as.boolean);
        return;
    case VALUE_INTEGER:
        json_put_int(w, value.as.integer);
        return;
    case VALUE_DECIMAL:
        put_digits(w, value_to_decimal(value));
        return;
    case VALUE_STRING:
        json_put_string(w, value_str(value));
        return;
    case VALUE_DATE:
    case VALUE_DATETIME:
        put_moment(w, value);
        return;
    case VALUE_QUANTITY:
        json_begin(w, '{');
        json_key(w, "value");
        put_digits(w, value.as.quantity->value);
        put_text(w, "unit", value.as.quantity->unit);
        json_end(w, '}');
        return;
    case VALUE_CODE:
        put_code(w, value.as.code, STR_NONE);
        return;
    case VALUE_CONCEPT:
        if (value.as.concept->count > 0) {
            put_code(w, &value.as.concept->codes[0], value.as.concept->display);
            return;
        }
        json_put_string(w, value.as.concept->display);
        return;
    case VALUE_INTERVAL:
        put_interval(w, value.as.interval);
        return;
    default:
        json_put_null(w);
        return;
    }
}

// ---- in

static bool not_of(const Type *type, Err *err) {
    return err_set(err, ERR_USAGE, "the value is not a %s as docs/api.md writes it",
                   value_type_name(type));
}

// Up to nine digits, perhaps with a sign.
static bool take_whole(Str text, int32_t *whole) {
    bool negative = text.len > 0 && text.data[0] == '-';
    int32_t value = 0;
    size_t first = negative ? 1 : 0;
    if (text.len == first || text.len - first > 9) return false;
    for (size_t i = first; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        value = value * 10 + (text.data[i] - '0');
    }
    *whole = negative ? -value : value;
    return true;
}

static bool take_number(Arena *arena, TypeKind kind, const Json *json, Value *value, Err *err) {
    Decimal number;
    const Type *type = type_system(kind);
    bool is_text = json->kind == JSON_NUMBER || json->kind == JSON_STRING;
    Err own = {0};
    if (!is_text || !decimal_parse(json_text(json), &number, &own)) return not_of(type, err);
    if (kind == TYPE_DECIMAL) {
        *value = value_decimal(arena, number);
        return true;
    }
    int32_t whole;
    if (!take_whole(json_text(json), &whole)) return not_of(type, err);
    *value = value_integer(whole);
    return true;
}

static bool take_moment(TypeKind kind, const Json *json, Value *value, Err *err) {
    DateTime moment;
    Err own = {0};
    if (json->kind != JSON_STRING) return not_of(type_system(kind), err);
    bool ok = kind == TYPE_DATE ? date_parse(json_text(json), &moment, &own)
                                : datetime_parse(json_text(json), 0, &moment, &own);
    if (!ok) return err_set(err, ERR_USAGE, "a date is written 2026-11-22, 2026-11 or 2026");
    *value = value_moment(kind == TYPE_DATE ? VALUE_DATE : VALUE_DATETIME, moment);
    return true;
}

// An answer in a unit that does not convert to those asked for would say nothing.
static bool is_unit_asked(const ValueShape *shape, Str unit) {
    size_t asked = 0;
    for (size_t i = 0; i < shape->count; i++) {
        Value choice = shape->choices[i];
        if (choice.kind == VALUE_INTERVAL) choice = choice.as.interval->low;
        if (choice.kind != VALUE_QUANTITY) continue;
        asked++;
        UnitsRelation relation = units_relate(unit, choice.as.quantity->unit);
        if (relation == UNITS_SAME || relation == UNITS_COMPARABLE) return true;
    }
    return asked == 0;
}

static bool take_quantity(Arena *arena, const ValueShape *shape, const Json *json, Value *value,
                          Err *err) {
    const Json *number = json_member(json, STR("value"));
    Str unit = json_string(json, STR("unit"));
    Value amount;
    if (number == NULL || unit.len == 0) return not_of(type_system(TYPE_QUANTITY), err);
    if (!take_number(arena, TYPE_DECIMAL, number, &amount, err)) return false;
    if (!is_unit_asked(shape, unit))
        return err_set(err, ERR_USAGE, "the unit does not convert to that of the question");
    Precision calendar;
    bool is_calendar = precision_find(unit, &calendar);
    *value = value_quantity(arena, value_to_decimal(amount), arena_str(arena, unit), is_calendar);
    return true;
}

// Only what can be answered: an own code would be in no value set.
static bool take_concept(const ValueShape *shape, const Json *json, Value *value, Err *err) {
    Str code = json_string(json, STR("code"));
    Str system = json_string(json, STR("system"));
    for (size_t i = 0; i < shape->count; i++) {
        Value choice = shape->choices[i];
        if (choice.kind != VALUE_CONCEPT) continue;
        for (uint32_t k = 0; k < choice.as.concept->count; k++) {
            const CodeValue *own = &choice.as.concept->codes[k];
            if (!str_eq(own->code, code) || !str_eq(own->system, system)) continue;
            *value = choice;
            return true;
        }
    }
    return err_set(err, ERR_USAGE, "this is none of the answers to the question");
}

static Value last_day_of(Value value) {
    DateTime moment = value_datetime(value);
    Civil civil = datetime_civil(moment);
    if (moment.precision >= PRECISION_DAY) return value;
    if (moment.precision == PRECISION_YEAR) civil.month = 12;
    civil.day = 31;
    while (!datetime_make(civil, PRECISION_DAY, 0, &moment)) civil.day--;
    return value_moment((ValueKind)value.kind, moment);
}

static Value first_day_of(Value value) {
    DateTime moment = value_datetime(value);
    if (moment.precision >= PRECISION_DAY) return value;
    Civil civil = datetime_civil(moment);
    if (moment.precision == PRECISION_YEAR) civil.month = 1;
    civil.day = 1;
    datetime_make(civil, PRECISION_DAY, 0, &moment);
    return value_moment((ValueKind)value.kind, moment);
}

// {low, high}, or one point: "2022-10" is some day of that October.
static bool take_interval(Arena *arena, const ValueShape *shape, const Json *json, Value *value,
                          Err *err) {
    const Type *of = shape->type->as.of;
    ValueShape point = {of, shape->choices, shape->count};
    bool has_ends = json->kind == JSON_OBJECT && json_member(json, STR("low")) != NULL;
    const Json *low_json = has_ends ? json_member(json, STR("low")) : json;
    const Json *high_json = has_ends ? json_member(json, STR("high")) : json;
    Value low = value_null();
    Value high = value_null();
    if (high_json == NULL) return not_of(shape->type, err);
    if (!value_take(arena, &point, low_json, &low, err) ||
        !value_take(arena, &point, high_json, &high, err))
        return false;
    if (of->kind == TYPE_DATE) {
        low = first_day_of(low);
        high = last_day_of(high);
    }
    int order;
    if (!value_order(low, high, &order) || order > 0)
        return err_set(err, ERR_USAGE, "the end lies before the beginning");
    *value = value_interval(arena, low, true, high, true);
    return true;
}

bool value_take(Arena *arena, const ValueShape *shape, const Json *json, Value *value, Err *err) {
    TypeKind kind = (TypeKind)shape->type->kind;
    switch (kind) {
    case TYPE_BOOLEAN:
        if (json->kind != JSON_TRUE && json->kind != JSON_FALSE) return not_of(shape->type, err);
        *value = value_boolean(json->kind == JSON_TRUE);
        return true;
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        return take_number(arena, kind, json, value, err);
    case TYPE_STRING:
        if (json->kind != JSON_STRING || json->count == 0) return not_of(shape->type, err);
        *value = value_string(arena_str(arena, json_text(json)));
        return true;
    case TYPE_DATE:
    case TYPE_DATETIME:
        return take_moment(kind, json, value, err);
    case TYPE_QUANTITY:
        return take_quantity(arena, shape, json, value, err);
    case TYPE_CONCEPT:
        return take_concept(shape, json, value, err);
    case TYPE_INTERVAL:
        return take_interval(arena, shape, json, value, err);
    default:
        return err_set(err, ERR_USAGE, "values of this type cannot be given");
    }
}
