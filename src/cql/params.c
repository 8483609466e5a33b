#include "cql/params.h"

#include "base/file.h"

static bool scalar(Str type, const Json *json, DateTime now, Arena *arena, Value *value, Err *err) {
    DateTime moment;
    Decimal decimal;
    int64_t whole;
    bool number = json->kind == JSON_NUMBER || json->kind == JSON_STRING;
    Str text = number ? json_text(json) : STR_NONE;
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

static bool interval(Str point, const Json *object, DateTime now, Arena *arena, Value *value,
                     Err *err) {
    static const Json null = {.kind = JSON_NULL};
    const Json *low = json_member(object, STR("low"));
    const Json *high = json_member(object, STR("high"));
    Value first = value_null();
    Value last = value_null();
    if (!scalar(point, low == NULL ? &null : low, now, arena, &first, err) ||
        !scalar(point, high == NULL ? &null : high, now, arena, &last, err)) {
        return false;
    }
    int order;
    if (first.kind != VALUE_NULL && last.kind != VALUE_NULL && value_order(first, last, &order) &&
        order > 0) {
        return err_set(err, ERR_PARSE, "its low end is greater than its high end");
    }
    *value = value_interval(arena, first, !is_open(object, STR("lowClosed")), last,
                            !is_open(object, STR("highClosed")));
    return true;
}

// The value of a parameter that is declared as `declared`. What the file says has to be the same
// type: the program was checked for that one.
static bool one(const Json *object, const Type *declared, DateTime now, Arena *arena, Value *value,
                Err *err) {
    Str type = json_string(object, STR("type"));
    Str wanted = type_name(arena, declared);
    if (type.data == NULL) {
        return err_set(err, ERR_PARSE, "it has no \"type\"; write \"type\": \"%.*s\"",
                       STR_ARG(wanted));
    }
    if (!str_eq(type, wanted)) {
        return err_set(err, ERR_PARSE, "the library declares it as %.*s, not as '%.*s'",
                       STR_ARG(wanted), STR_ARG(type));
    }
    if (declared->kind == TYPE_INTERVAL) {
        return interval(type_name(arena, declared->as.of), object, now, arena, value, err);
    }
    static const Json null = {.kind = JSON_NULL};
    const Json *given = json_member(object, STR("value"));
    return scalar(type, given == NULL ? &null : given, now, arena, value, err);
}

// The parameter of that name; program->parameter_count when there is none.
static size_t find(const ParamsOf *of, Str name) {
    const Program *program = of->program;
    size_t at = 0;
    while (at < program->parameter_count && !(program->parameters[at].library == of->library &&
                                              str_eq(program->parameters[at].name, name))) {
        at++;
    }
    return at;
}

bool params_json(const Json *object, const ParamsOf *of, EvalParameter *values, Err *err) {
    const Program *program = of->program;
    if (object->kind != JSON_OBJECT)
        return err_set(err, ERR_PARSE,
                       "parameters are an object: {\"Name\":{\"type\":..,\"value\":..}}");
    for (uint32_t i = 0; i < object->count; i++) {
        Str name = json_name(&object->as.items[i]);
        size_t at = find(of, name);
        if (at == program->parameter_count)
            return err_set(err, ERR_PARSE, "the library has no parameter '%.*s'", STR_ARG(name));
        Value value = value_null();
        const Type *declared = program->parameters[at].type;
        if (!one(&object->as.items[i], declared, of->now, of->arena, &value, err)) {
            char why[sizeof err->message];
            memcpy(why, err->message, sizeof why);
            return err_set(err, ERR_PARSE, "parameter '%.*s': %.300s", STR_ARG(name), why);
        }
        values[at] = (EvalParameter){true, value};
    }
    return true;
}

bool params_take(Str text, Str file, const ParamsOf *of, EvalParameter **parameters, Err *err) {
    Json root;
    if (!json_read(text, NULL, &json_limits, of->arena, &root, err))
        return err_at_byte(err, file, text);
    EvalParameter *values = ARENA_ARRAY(of->arena, EvalParameter, of->program->parameter_count + 1);
    if (!params_json(&root, of, values, err)) return err_at(err, file, 0, 0);
    *parameters = values;
    return true;
}

bool params_read(const char *path, const ParamsOf *of, EvalParameter **parameters, Err *err) {
    enum { MAX_FILE = 1 << 20 };
    Str text;
    if (path == NULL) {
        *parameters = NULL;
        return true;
    }
    return file_read(path, MAX_FILE, of->arena, &text, err) &&
           params_take(text, (Str){path, strlen(path)}, of, parameters, err);
}
