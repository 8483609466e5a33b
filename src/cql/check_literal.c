// Literals, selectors of intervals, lists, tuples, codes and System structures, and type
// specifiers.

#include "cql/check_internal.h"

// ---- literals

static bool read_whole(Str digits, uint64_t limit, uint64_t *number) {
    uint64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(digits.data[i] - '0'), &value)) {
            return false;
        }
    }
    *number = value;
    return value <= limit;
}

static Node *literal(Checker *c, const Ast *ast, TypeKind kind, Value value) {
    return make_literal(c, type_system(kind), ast->place, value);
}

static Node *check_number(Checker *c, const Ast *ast) {
    uint64_t whole;
    Decimal decimal;
    Err err = {0};
    if (ast->kind == AST_INTEGER) {
        if (!read_whole(ast->text, INT32_MAX, &whole)) {
            return wrong(c, ast->place, "%.*s is too large for an Integer\nfor a Long write %.*sL",
                         STR_ARG(ast->text), STR_ARG(ast->text));
        }
        return literal(c, ast, TYPE_INTEGER, value_integer((int32_t)whole));
    }
    if (ast->kind == AST_LONG) {
        if (!read_whole(ast->text, INT64_MAX, &whole))
            return wrong(c, ast->place, "%.*sL is out of range for a Long", STR_ARG(ast->text));
        return literal(c, ast, TYPE_LONG, value_long((int64_t)whole));
    }
    if (!decimal_parse(ast->text, &decimal, &err)) return wrong(c, ast->place, "%s", err.message);
    return literal(c, ast, TYPE_DECIMAL, value_decimal(c->arena, decimal));
}

static Node *check_moment(Checker *c, const Ast *ast) {
    DateTime moment;
    Err err = {0};
    Str text = ast->text;
    bool ok;
    ValueKind kind = VALUE_DATE;
    if (ast->kind == AST_DATE) {
        ok = date_parse(text, &moment, &err);
    } else if (ast->kind == AST_TIME) {
        kind = VALUE_TIME;
        ok = time_parse(text, &moment, &err);
    } else {
        kind = VALUE_DATETIME;
        if (text.len > 0 && text.data[text.len - 1] == 'T') text.len--;
        ok = datetime_parse(text, c->options.now.offset, &moment, &err);
    }
    if (!ok) return wrong(c, ast->place, "%s", err.message);
    TypeKind type = kind == VALUE_DATE ? TYPE_DATE : kind == VALUE_TIME ? TYPE_TIME : TYPE_DATETIME;
    return literal(c, ast, type, value_moment(kind, moment));
}

static bool read_quantity(Checker *c, const Ast *ast, QuantityValue *quantity) {
    Err err = {0};
    Precision precision;
    if (!decimal_parse(ast->text, &quantity->value, &err))
        return wrong(c, ast->place, "%s", err.message) != NULL;
    quantity->unit = ast->more.len == 0 ? STR("1") : ast->more;
    // A calendar unit in quotes is the same unit (CQL 1.5.3, author's guide, "Quantities").
    quantity->calendar = precision_find(ast->more, &precision);
    if (quantity->calendar) quantity->unit = str_of(precision_name(precision));
    if (!quantity->calendar && ast->more.len > 0 && !unit_check(ast->more, &err)) {
        return unknown_unit(c, ast, &err) != NULL;
    }
    return true;
}

static Node *check_quantity(Checker *c, const Ast *ast) {
    QuantityValue quantity;
    if (!read_quantity(c, ast, &quantity)) return NULL;
    return literal(c, ast, TYPE_QUANTITY,
                   value_quantity(c->arena, quantity.value, quantity.unit, quantity.calendar));
}

static Node *check_ratio(Checker *c, const Ast *ast) {
    RatioValue *ratio = ARENA_NEW(c->arena, RatioValue);
    if (!read_quantity(c, ast->kids[0], &ratio->numerator) ||
        !read_quantity(c, ast->kids[1], &ratio->denominator))
        return NULL;
    return literal(c, ast, TYPE_RATIO, (Value){.kind = VALUE_RATIO, .as.ratio = ratio});
}

// `minimum Integer`, `maximum DateTime` (CQL 1.5.3 appendix B, MinValue, MaxValue).
static Node *check_extent(Checker *c, const Ast *ast) {
    const Type *type = check_type(c, ast->kids[0]);
    if (type == NULL) return NULL;
    bool low = ast->op == AST_OP_MIN_VALUE;
    DateTime moment;
    Civil first = {.year = 1, .month = 1, .day = 1};
    Civil last = {9999, 12, 31, 23, 59, 59, 999};
    Civil civil = low ? first : last;
    switch (type->kind) {
    case TYPE_INTEGER:
        return literal(c, ast, TYPE_INTEGER, value_integer(low ? INT32_MIN : INT32_MAX));
    case TYPE_LONG:
        return literal(c, ast, TYPE_LONG, value_long(low ? INT64_MIN : INT64_MAX));
    case TYPE_DECIMAL:
        return literal(c, ast, TYPE_DECIMAL,
                       value_decimal(c->arena, low ? decimal_min() : decimal_max()));
    case TYPE_QUANTITY:
        return literal(
            c, ast, TYPE_QUANTITY,
            value_quantity(c->arena, low ? decimal_min() : decimal_max(), STR("1"), false));
    case TYPE_DATE:
        datetime_make(civil, PRECISION_DAY, 0, &moment);
        return literal(c, ast, TYPE_DATE, value_moment(VALUE_DATE, moment));
    case TYPE_DATETIME:
        datetime_make(civil, PRECISION_MILLISECOND, c->options.now.offset, &moment);
        return literal(c, ast, TYPE_DATETIME, value_moment(VALUE_DATETIME, moment));
    case TYPE_TIME:
        time_make(civil, PRECISION_MILLISECOND, &moment);
        return literal(c, ast, TYPE_TIME, value_moment(VALUE_TIME, moment));
    default:
        return wrong(c, ast->place, "%s has no %s value", type_text(c, type),
                     low ? "minimum" : "maximum");
    }
}

Node *check_literal(Checker *c, const Ast *ast) {
    switch ((AstKind)ast->kind) {
    case AST_NULL:
        return literal(c, ast, TYPE_ANY, value_null());
    case AST_BOOLEAN:
        return literal(c, ast, TYPE_BOOLEAN, value_boolean((ast->flag & AST_TRUE) != 0));
    case AST_STRING:
        return literal(c, ast, TYPE_STRING, value_string(ast->text));
    case AST_DATE:
    case AST_DATETIME:
    case AST_TIME:
        return check_moment(c, ast);
    case AST_QUANTITY:
        return check_quantity(c, ast);
    case AST_RATIO:
        return check_ratio(c, ast);
    case AST_EXTENT:
        return check_extent(c, ast);
    default:
        return check_number(c, ast);
    }
}

// ---- selectors

static Node *check_interval(Checker *c, const Ast *ast) {
    Node *low = check(c, ast->kids[0]);
    Node *high = check(c, ast->kids[1]);
    if (low == NULL || high == NULL) return NULL;
    const Type *types[2] = {low->type, high->type};
    const Type *point = common_type(c, types, 2);
    Conversion conversion;
    if (point->kind == TYPE_FHIR && system_type_of(c, point->model, &conversion) != NULL)
        point = system_type_of(c, point->model, &conversion);
    if (point->kind == TYPE_BOOLEAN || point->kind == TYPE_STRING || point->kind == TYPE_TUPLE ||
        point->kind == TYPE_LIST || point->kind == TYPE_CHOICE) {
        return wrong(c, ast->place, "an interval cannot be made of %s", type_text(c, point));
    }
    Node *node = make_node(c, NODE_INTERVAL, type_interval(c->types, point), ast->place, 2);
    node_kid(node, 0, convert(c, low, point));
    node_kid(node, 1, convert(c, high, point));
    node->as.interval.low_closed = (ast->flag & AST_LOW_CLOSED) != 0;
    node->as.interval.high_closed = (ast->flag & AST_HIGH_CLOSED) != 0;
    return make_done(c, node);
}

static Node *check_list(Checker *c, const Ast *ast) {
    size_t count = ast->kid_count - 1;
    Node **items = ARENA_ARRAY(c->arena, Node *, count);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, count);
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        items[i] = check(c, ast->kids[i + 1]);
        ok = ok && items[i] != NULL;
        types[i] = items[i] == NULL ? type_system(TYPE_ANY) : items[i]->type;
    }
    const Type *of =
        ast->kids[0] == NULL ? common_type(c, types, count) : check_type(c, ast->kids[0]);
    if (of == NULL || !ok) return NULL;
    Node *node = make_node(c, NODE_LIST, type_list(c->types, of), ast->place, count);
    for (size_t i = 0; i < count; i++) {
        if (conversion_cost(c, types[i], of) >= COST_NONE) {
            return wrong(c, items[i]->place, "an element of a list of %s cannot be %s",
                         type_text(c, of), type_text(c, types[i]));
        }
        node_kid(node, i, convert(c, items[i], of));
    }
    return make_done(c, node);
}

static Node *check_tuple(Checker *c, const Ast *ast) {
    size_t count = ast->kid_count;
    Str *names = ARENA_ARRAY(c->arena, Str, count);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, count);
    Node **items = ARENA_ARRAY(c->arena, Node *, count);
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        names[i] = ast->kids[i]->text;
        for (size_t k = 0; k < i; k++) {
            if (!str_eq(names[k], names[i])) continue;
            wrong(c, ast->kids[i]->place, "the tuple has '%.*s' already", STR_ARG(names[i]));
            ok = false;
        }
        items[i] = check(c, ast->kids[i]->kids[0]);
        ok = ok && items[i] != NULL;
        if (ok) types[i] = items[i]->type;
    }
    if (!ok) return NULL;
    const Type *type = type_tuple(c->types, names, types, count);
    Node *node = make_node(c, NODE_TUPLE, type, ast->place, count);
    node->as.tuple.names = type->as.tuple.names;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (str_eq(type->as.tuple.names[i], names[k])) node_kid(node, i, items[k]);
        }
    }
    return make_done(c, node);
}

typedef struct {
    TypeKind type;
    const char *name;
    Part part;
    TypeKind is;  // TYPE_ANY: see below
} PartRow;

static const PartRow part_rows[] = {
    {TYPE_QUANTITY, "value", PART_VALUE, TYPE_DECIMAL},
    {TYPE_QUANTITY, "unit", PART_UNIT, TYPE_STRING},
    {TYPE_RATIO, "numerator", PART_NUMERATOR, TYPE_QUANTITY},
    {TYPE_RATIO, "denominator", PART_DENOMINATOR, TYPE_QUANTITY},
    {TYPE_CODE, "code", PART_CODE, TYPE_STRING},
    {TYPE_CODE, "system", PART_SYSTEM, TYPE_STRING},
    {TYPE_CODE, "version", PART_VERSION, TYPE_STRING},
    {TYPE_CODE, "display", PART_DISPLAY, TYPE_STRING},
    {TYPE_CONCEPT, "codes", PART_CODES, TYPE_LIST},
    {TYPE_CONCEPT, "display", PART_DISPLAY, TYPE_STRING},
    {TYPE_VALUESET, "id", PART_ID, TYPE_STRING},
    {TYPE_VALUESET, "version", PART_VERSION, TYPE_STRING},
    {TYPE_VALUESET, "name", PART_NAME, TYPE_STRING},
    {TYPE_CODESYSTEM, "id", PART_ID, TYPE_STRING},
    {TYPE_CODESYSTEM, "version", PART_VERSION, TYPE_STRING},
    {TYPE_CODESYSTEM, "name", PART_NAME, TYPE_STRING},
    {TYPE_INTERVAL, "low", PART_LOW, TYPE_ANY},
    {TYPE_INTERVAL, "high", PART_HIGH, TYPE_ANY},
    {TYPE_INTERVAL, "lowClosed", PART_LOW_CLOSED, TYPE_BOOLEAN},
    {TYPE_INTERVAL, "highClosed", PART_HIGH_CLOSED, TYPE_BOOLEAN},
};

bool part_find(Checker *c, const Type *type, Str name, Part *part, const Type **is) {
    for (size_t i = 0; i < sizeof part_rows / sizeof part_rows[0]; i++) {
        const PartRow *row = &part_rows[i];
        if (row->type != (TypeKind)type->kind || !str_eq(name, str_of(row->name))) continue;
        *part = row->part;
        *is = row->is == TYPE_ANY    ? type->as.of
              : row->is == TYPE_LIST ? type_list(c->types, type_system(TYPE_CODE))
                                     : type_system(row->is);
        return true;
    }
    return false;
}

size_t part_names(const Type *type, Str *names) {
    size_t count = 0;
    for (size_t i = 0; i < sizeof part_rows / sizeof part_rows[0] && count < MAX_PARTS; i++) {
        if (part_rows[i].type == (TypeKind)type->kind) names[count++] = str_of(part_rows[i].name);
    }
    return count;
}

static Node *check_instance(Checker *c, const Ast *ast) {
    const Type *type = check_type(c, ast->kids[0]);
    if (type == NULL) return NULL;
    if (type->kind == TYPE_FHIR &&
        (ast->kids[0]->more.len ==
         0)) {  // `Quantity { ... }` next to `using FHIR` still makes a System value
        const Type *system = type_system_find(ast->kids[0]->text);
        if (system != NULL) type = system;
    }
    if (type->kind == TYPE_FHIR) return check_fhir_instance(c, ast, type);
    if (type->kind < TYPE_QUANTITY || type->kind > TYPE_CODESYSTEM ||
        type->kind == TYPE_VOCABULARY) {
        return wrong(c, ast->place, "a %s cannot be written as an instance: it has no elements",
                     type_text(c, type));
    }
    Node *node = make_node(c, NODE_INSTANCE, type, ast->place, ast->kid_count - 1);
    node->flag = (uint8_t)type->kind;  // the type may widen, to Any or a choice
    Part *parts = ARENA_ARRAY(c->arena, Part, ast->kid_count);
    bool ok = true;
    for (uint32_t i = 1; i < ast->kid_count; i++) {
        const Ast *element = ast->kids[i];
        const Type *is;
        if (!part_find(c, type, element->text, &parts[i - 1], &is)) {
            unknown_element(c, type, element->text, element->place);
            ok = false;
            continue;
        }
        Node *value = check_to(c, element->kids[0], is, "this element");
        ok = ok && value != NULL;
        node_kid(node, i - 1, value);
    }
    if (!ok) return NULL;
    node->as.parts = parts;
    return make_done(c, node);
}

static Node *check_code(Checker *c, const Ast *ast) {
    const Ast *reference = ast->kids[0];
    const Name *name = name_find(c->library, reference->text);
    if (name == NULL && name_is_broken(c->library, reference->text)) return NULL;
    if (name == NULL || name->kind != NAME_VALUE || name->type->kind != TYPE_CODESYSTEM) {
        return wrong(c, reference->place, "no code system '%.*s' is declared here%s",
                     STR_ARG(reference->text),
                     near_value(c, c->library, reference->text, type_system(TYPE_CODESYSTEM)));
    }
    CodeValue code = {ast->text, name->value.as.vocabulary->id, name->value.as.vocabulary->version,
                      ast->more};
    return make_literal(c, type_system(TYPE_CODE), ast->place, value_code(c->arena, code));
}

static Node *check_concept(Checker *c, const Ast *ast) {
    CodeValue *codes = ARENA_ARRAY(c->arena, CodeValue, ast->kid_count);
    for (uint32_t i = 0; i < ast->kid_count; i++) {
        Node *code = check_code(c, ast->kids[i]);
        if (code == NULL) return NULL;
        codes[i] = *code->as.literal.as.code;
    }
    return make_literal(c, type_system(TYPE_CONCEPT), ast->place,
                        value_concept(c->arena, codes, ast->kid_count, ast->more));
}

Node *check_selector(Checker *c, const Ast *ast) {
    switch ((AstKind)ast->kind) {
    case AST_INTERVAL:
        return check_interval(c, ast);
    case AST_LIST:
        return check_list(c, ast);
    case AST_TUPLE:
        return check_tuple(c, ast);
    case AST_INSTANCE:
        return check_instance(c, ast);
    case AST_CODE:
        return check_code(c, ast);
    default:
        return check_concept(c, ast);
    }
}

// ---- type specifiers

static const Type *named_type(Checker *c, const Ast *ast) {
    const Names *names = c->library == NULL ? NULL : c->library->check;
    bool fhir = names != NULL && names->uses_fhir;
    bool only_system = str_eq(ast->more, STR("System"));
    Str name = ast->text;
    if (ast->more.len > 0 && !only_system && !str_eq(ast->more, STR("FHIR"))) {
        name = arena_printf(c->arena, "%.*s.%.*s", STR_ARG(ast->more),
                            STR_ARG(ast->text));  // Observation.Component
        if (name.len > 5 && memcmp(name.data, "FHIR.", 5) == 0)
            name = (Str){name.data + 5, name.len - 5};
    }
    // A bare expression means System types unless it says FHIR.
    bool plain =
        names != NULL && names->is_bare && ast->more.len == 0 && type_system_find(name) != NULL;
    FhirType model = only_system || !fhir || plain ? 0 : fhir_type_find(name);
    if (model != 0) return type_fhir(c->types, model);
    const Type *system = str_eq(ast->more, STR("FHIR")) ? NULL : type_system_find(name);
    if (system != NULL) return system;
    const char *hint = !fhir && fhir_type_find(name) != 0
                           ? "\nit is a type of FHIR; write at the top: using FHIR version '4.0.1'"
                           : near_type(c, name, fhir);
    wrong(c, ast->place, "there is no type '%.*s'%s", STR_ARG(name), hint);
    return NULL;
}

static const Type *tuple_type(Checker *c, const Ast *ast) {
    Str *names = ARENA_ARRAY(c->arena, Str, ast->kid_count);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, ast->kid_count);
    bool ok = true;
    for (uint32_t i = 0; i < ast->kid_count; i++) {
        names[i] = ast->kids[i]->text;
        types[i] = check_type(c, ast->kids[i]->kids[0]);
        ok = ok && types[i] != NULL;
    }
    return !ok ? NULL : type_tuple(c->types, names, types, ast->kid_count);
}

const Type *check_type(Checker *c, const Ast *ast) {
    const Type *of;
    switch ((AstKind)ast->kind) {
    case AST_TYPE_LIST:
        of = check_type(c, ast->kids[0]);
        return of == NULL ? NULL : type_list(c->types, of);
    case AST_TYPE_INTERVAL:
        of = check_type(c, ast->kids[0]);
        return of == NULL ? NULL : type_interval(c->types, of);
    case AST_TYPE_TUPLE:
        return tuple_type(c, ast);
    case AST_TYPE_CHOICE: {
        const Type **types = ARENA_ARRAY(c->arena, const Type *, ast->kid_count);
        bool ok = true;
        for (uint32_t i = 0; i < ast->kid_count; i++) {
            types[i] = check_type(c, ast->kids[i]);
            ok = ok && types[i] != NULL;
        }
        return !ok ? NULL : type_choice(c->types, types, ast->kid_count);
    }
    default:
        return named_type(c, ast);
    }
}
