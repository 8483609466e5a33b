#include "cli/params.h"

#include "base/file.h"

static bool scalar(Str type, const Json *json, DateTime now, Arena *arena, Value *value, Err *err) {
    DateTime moment;
    Decimal decimal;
    int64_t whole;
    bool number = json->kind == JSON_NUMBER || json->kind == JSON_STRING;
    Str text = number ? json_text(json) : (Str){0};
    if (json->kind == JSON_NULL) {
        *value = value_null();
        return true;
    }
    if (str_eq(type, STR("Boolean")) && (json->kind == JSON_TRUE || json->kind == JSON_FALSE)) {
        *value = value_boolean(json->kind == JSON_TRUE);
    } else if (str_eq(type, STR("String")) && json->kind == JSON_STRING) {
        *value = value_string(text);
    } else if (str_eq(type, STR("Date")) && json->kind == JSON_STRING) {
        if (!date_parse(text, &moment, err)) return false;
        *value = value_moment(VALUE_DATE, moment);
    } else if (str_eq(type, STR("DateTime")) && json->kind == JSON_STRING) {
        if (!datetime_parse(text, now.offset, &moment, err)) return false;
        *value = value_moment(VALUE_DATETIME, moment);
    } else if (str_eq(type, STR("Integer")) && number) {
        if (!decimal_parse(text, &decimal, err)) return false;
        if (!decimal_fits_int64(decimal, &whole) || whole != (int32_t)whole)
            return err_set(err, ERR_PARSE, "it is no Integer");
        *value = value_integer((int32_t)whole);
    } else if (str_eq(type, STR("Decimal")) && number) {
        if (!decimal_parse(text, &decimal, err)) return false;
        *value = value_decimal(arena, decimal);
    } else {
        return err_set(err, ERR_PARSE, "type '%.*s' does not go with this value", STR_ARG(type));
    }
    return true;
}

static bool is_open(const Json *object, Str name) {
    const Json *closed = json_member(object, name);
    return closed != NULL && closed->kind == JSON_FALSE;
}

static bool one(const Json *object, DateTime now, Arena *arena, Value *value, Err *err) {
    Str type = json_string(object, STR("type"));
    if (type.data == NULL) return err_set(err, ERR_PARSE, "it has no \"type\"");
    const Json null = {.kind = JSON_NULL};
    if (type.len > 10 && memcmp(type.data, "Interval<", 9) == 0) {
        Str point = {type.data + 9, type.len - 10};
        const Json *low = json_member(object, STR("low"));
        const Json *high = json_member(object, STR("high"));
        Value bounds[2];
        if (!scalar(point, low == NULL ? &null : low, now, arena, &bounds[0], err) ||
            !scalar(point, high == NULL ? &null : high, now, arena, &bounds[1], err)) {
            return false;
        }
        *value = value_interval(arena, bounds[0], !is_open(object, STR("lowClosed")), bounds[1],
                                !is_open(object, STR("highClosed")));
        return true;
    }
    const Json *given = json_member(object, STR("value"));
    return scalar(type, given == NULL ? &null : given, now, arena, value, err);
}

bool params_read(const char *path, const Program *program, const Library *library, DateTime now,
                 Arena *arena, EvalParameter **parameters, Err *err) {
    enum { MAX_FILE = 1 << 20 };
    *parameters = NULL;
    if (path == NULL) return true;
    Str text;
    Json root;
    Str file = {path, strlen(path)};
    if (!file_read(path, MAX_FILE, arena, &text, err)) return false;
    if (!json_read(text, NULL, &json_limits, arena, &root, err))
        return err_at_byte(err, file, text);
    EvalParameter *made = ARENA_ARRAY(arena, EvalParameter, program->parameter_count + 1);
    for (uint32_t i = 0; root.kind == JSON_OBJECT && i < root.count; i++) {
        Str name = json_name(&root.as.items[i]);
        size_t at = 0;
        while (at < program->parameter_count && !(program->parameters[at].library == library &&
                                                  str_eq(program->parameters[at].name, name)))
            at++;
        if (at == program->parameter_count) {
            err_set(err, ERR_PARSE, "the library has no parameter '%.*s'", STR_ARG(name));
            return err_at(err, file, 0, 0);
        }
        if (!one(&root.as.items[i], now, arena, &made[at].value, err)) {
            char why[sizeof err->message];
            memcpy(why, err->message, sizeof why);
            err_set(err, ERR_PARSE, "parameter '%.*s': %.300s", STR_ARG(name), why);
            return err_at(err, file, 0, 0);
        }
        made[at].given = true;
    }
    *parameters = made;
    return true;
}
