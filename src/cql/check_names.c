// Names: aliases, declarations, members of libraries, elements of values, and calls.

#include "cql/check_internal.h"

Name *name_find(const Library *library, Str name) {
    return library == NULL ? NULL : map_pointer(((const Names *)library->check)->names, name);
}

// ---- references to declarations

static Node *define_node(Checker *c, Declaration *declaration, AstPlace place) {
    if (!declaration_check(c, declaration)) return NULL;
    Node *node = make_node(c, NODE_DEFINE, declaration->type, place, 0);
    node->as.declaration = declaration;
    return make_done(c, node);
}

Node *name_node(Checker *c, const Name *name, AstPlace place) {
    if (name->kind == NAME_DECLARATION) return define_node(c, name->declaration, place);
    if (name->kind == NAME_VALUE) return make_literal(c, name->type, place, name->value);
    if (name->kind == NAME_PARAMETER) {
        Node *node = make_node(c, NODE_PARAMETER, c->parameters[name->parameter].type, place, 0);
        node->as.parameter = name->parameter;
        return make_done(c, node);
    }
    return wrong(c, place, "this is a library\nwrite its name, a point and what it declares");
}

// Does a row that `sort by` looks at have an element of that name?
static bool row_has(Checker *c, const Variable *row, Str name) {
    Part part;
    const Type *is;
    bool has = row->type->kind == TYPE_FHIR ? fhir_element_find(row->type->model, name) != NULL
                                            : part_find(c, row->type, name, &part, &is);
    for (uint32_t i = 0; row->type->kind == TYPE_TUPLE && i < row->type->count; i++) {
        has = has || str_eq(row->type->as.tuple.names[i], name);
    }
    return has;
}

Node *check_identifier(Checker *c, const Ast *ast) {
    bool row_is_wrong = false;
    for (Variable *v = c->scope; v != NULL; v = v->outer) {
        if (v->is_row && v->type == NULL) {
            row_is_wrong = true;
        } else if (v->is_row && row_has(c, v, ast->text)) {
            return property(c, make_local(c, v->type, ast->place, v->slot), ast->text, ast->place);
        } else if (!v->is_row && str_eq(v->name, ast->text)) {
            return v->type == NULL ? NULL : make_local(c, v->type, ast->place, v->slot);
        }
    }
    const Name *name = name_find(c->library, ast->text);
    if (name == NULL && row_is_wrong) return NULL;
    return name == NULL ? unknown_name(c, ast) : name_node(c, name, ast->place);
}

static bool is_variable(const Checker *c, Str name) {
    for (const Variable *v = c->scope; v != NULL; v = v->outer) {
        if (!v->is_row && str_eq(v->name, name)) return true;
    }
    return false;
}

// The library that `ast` names; NULL if it names none.
static const Name *library_named(const Checker *c, const Ast *ast) {
    if (ast == NULL || ast->kind != AST_IDENTIFIER || is_variable(c, ast->text)) return NULL;
    const Name *name = name_find(c->library, ast->text);
    return name != NULL && (name->kind == NAME_LIBRARY || name->kind == NAME_HELPERS) ? name : NULL;
}

// An include that is wrong: what it would declare is not known.
static bool is_broken_library(const Checker *c, const Ast *ast) {
    return ast->kind == AST_IDENTIFIER && !is_variable(c, ast->text) &&
           name_find(c->library, ast->text) == NULL && name_is_broken(c->library, ast->text);
}

Node *check_member(Checker *c, const Ast *ast) {
    const Name *library = library_named(c, ast->kids[0]);
    if (library != NULL) {
        const Name *name =
            library->kind == NAME_LIBRARY ? name_find(library->library, ast->text) : NULL;
        if (name == NULL || name->kind == NAME_LIBRARY || name->kind == NAME_HELPERS) {
            return unknown_member(c, ast, library->library);
        }
        if (name->is_private)
            return wrong(c, ast->place,
                         "'%.*s' is private to its library\nuse what the library makes public",
                         STR_ARG(ast->text));
        return name_node(c, name, ast->place);
    }
    if (is_broken_library(c, ast->kids[0])) return NULL;
    return property(c, check(c, ast->kids[0]), ast->text, ast->place);
}

// ---- elements of values

// Most types are no base of another: told once for all of them.
static bool has_subtypes(Checker *c, FhirType type) {
    if (c->is_base == NULL) {
        c->is_base = ARENA_ARRAY(c->arena, bool, fhir_type_count() + 1);
        for (size_t i = 1; i <= fhir_type_count(); i++)
            c->is_base[fhir_type_base((FhirType)i)] = true;
    }
    return c->is_base[type];
}

void need(Checker *c, FhirType type, const char *element, bool whole) {
    RecordNeeds *needs = c->program->needs;
    record_need(needs, type, str_of(element), whole);
    if (!has_subtypes(c, type)) return;
    for (size_t i = 1; i <= fhir_type_count(); i++) {
        FhirType sub = (FhirType)i;
        if (sub != type && fhir_type_is_a(sub, type))
            record_need(needs, sub, str_of(element), whole);
    }
}

static void need_all_below(Checker *c, FhirType type) {
    size_t count;
    const FhirElement *elements = fhir_elements(type, &count);
    for (size_t i = 0; i < count; i++)
        record_need(c->program->needs, type, str_of(elements[i].name), true);
}

void need_whole(Checker *c, const Type *type) {
    switch (type->kind) {
    case TYPE_FHIR:
        // A resource is told apart by its id; a primitive has an id and extensions, too.
        if (!fhir_type_is_resource(type->model)) need_all_below(c, type->model);
        break;
    case TYPE_LIST:
    case TYPE_INTERVAL:
        need_whole(c, type->as.of);
        break;
    case TYPE_TUPLE:
        for (uint32_t i = 0; i < type->count; i++) need_whole(c, type->as.tuple.types[i]);
        break;
    case TYPE_CHOICE:
        for (uint32_t i = 0; i < type->count; i++) need_whole(c, type->as.choices[i]);
        break;
    default:
        break;
    }
}

static void need_each(Checker *c, const char *type, const char *const *elements) {
    for (; *elements != NULL; elements++) need(c, fhir_type_find(str_of(type)), *elements, false);
}

void need_conversion(Checker *c, FhirType type, Conversion conversion) {
    static const char *const quantity[] = {"value", "comparator", "unit", "system", "code", NULL};
    static const char *const period[] = {"start", "end", NULL};
    static const char *const range[] = {"low", "high", NULL};
    static const char *const ratio[] = {"numerator", "denominator", NULL};
    static const char *const coding[] = {"system", "version", "code", "display", NULL};
    static const char *const concept[] = {"coding", "text", NULL};
    (void)type;
    switch (conversion) {
    case CONVERT_VALUE:
    case CONVERT_ANY:
        return;
    case CONVERT_PERIOD:
        need_each(c, "Period", period);
        return;
    case CONVERT_RANGE:
        need_each(c, "Range", range);
        break;
    case CONVERT_RATIO:
        need_each(c, "Ratio", ratio);
        break;
    case CONVERT_CODING:
        need_each(c, "Coding", coding);
        return;
    case CONVERT_CONCEPT:
        need_each(c, "CodeableConcept", concept);
        need_each(c, "Coding", coding);
        return;
    default:
        break;
    }
    need_each(c, "Quantity", quantity);
}

const Type *element_type(Checker *c, const FhirElement *element) {
    const Type *type;
    if (element->content != 0) {
        type = type_fhir(c->types, element->content);
    } else {
        const Type **types = ARENA_ARRAY(c->arena, const Type *, element->choice_count);
        for (uint16_t i = 0; i < element->choice_count; i++)
            types[i] = type_fhir(c->types, element->choices[i].type);
        type = type_choice(c->types, types, element->choice_count);
    }
    return element->list ? type_list(c->types, type) : type;
}

static Node *primitive_property(Checker *c, Node *owner, AstPlace place) {
    Conversion conversion;
    const Type *type = system_type_of(c, owner->type->model, &conversion);
    Node *node = make_node(c, NODE_FHIR_CONVERT, type, place, 1);
    node_kid(node, 0, owner);
    node->as.conversion = CONVERT_VALUE;
    return make_done(c, node);
}

static Node *fhir_property(Checker *c, Node *owner, Str name, AstPlace place) {
    FhirType model = owner->type->model;
    if (fhir_primitive(model) != FHIR_NOT_PRIMITIVE && str_eq(name, STR("value")))
        return primitive_property(c, owner, place);
    const FhirElement *element = fhir_element_find(model, name);
    if (element == NULL) return unknown_element(c, owner->type, name, place);
    need(c, model, element->name, false);
    Node *node = make_node(c, NODE_FHIR_ELEMENT, element_type(c, element), place, 1);
    node_kid(node, 0, owner);
    node->as.fhir.element = element;
    node->as.fhir.owner = model;
    return make_done(c, node);
}

// `x.name` of a list is the list of the elements' names.
static Node *list_property(Checker *c, Node *owner, Str name, AstPlace place) {
    uint32_t slot = new_slot(c);
    Node *item = property(c, make_local(c, owner->type->as.of, place, slot), name, place);
    if (item == NULL) return NULL;
    const Type *of = item->type->kind == TYPE_LIST ? item->type->as.of : item->type;
    Node *map = make_node(c, NODE_MAP, type_list(c->types, of), place, 2);
    map->slot = slot;
    map->flag = 1;
    node_kid(map, 0, owner);
    node_kid(map, 1, item);
    return make_done(c, map);
}

// Does a value of this type have an element of that name?
static bool has_property(Checker *c, const Type *type, Str name) {
    Part part;
    const Type *is;
    if (type->kind == TYPE_FHIR) {
        return (fhir_primitive(type->model) != FHIR_NOT_PRIMITIVE && str_eq(name, STR("value"))) ||
               fhir_element_find(type->model, name) != NULL;
    }
    for (uint32_t i = 0; type->kind == TYPE_TUPLE && i < type->count; i++) {
        if (str_eq(type->as.tuple.names[i], name)) return true;
    }
    return part_find(c, type, name, &part, &is);
}

// `x.name` where x is one of several types: of each that has it; the others give null.
static Node *choice_property(Checker *c, Node *owner, Str name, AstPlace place) {
    const Type *type = owner->type;
    Node *found[64];
    const Type *types[64];
    size_t count = 0;
    uint32_t slot = new_slot(c);
    for (uint32_t i = 0; i < type->count && count < 64; i++) {
        const Type *one = type->as.choices[i];
        if (!has_property(c, one, name)) continue;
        Node *as = make_node(c, NODE_AS, one, place, 1);
        node_kid(as, 0, owner);
        as->as.target = one;
        found[count] = property(c, make_done(c, as), name, place);
        if (found[count] == NULL) return NULL;
        types[count] = found[count]->type;
        count++;
    }
    (void)slot;
    if (count == 0) return unknown_element(c, type, name, place);
    if (count == 1) return found[0];
    const Type *result = type_choice(c->types, types, count);
    Node *either = make_node(c, NODE_COALESCE, result, place, count);
    for (size_t i = 0; i < count; i++) node_kid(either, i, found[i]);
    return make_done(c, either);
}

Node *property(Checker *c, Node *owner, Str name, AstPlace place) {
    if (owner == NULL) return NULL;
    const Type *type = owner->type;
    Part part;
    const Type *is;
    switch (type->kind) {
    case TYPE_FHIR:
        return fhir_property(c, owner, name, place);
    case TYPE_LIST:
        return list_property(c, owner, name, place);
    case TYPE_CHOICE:
        return choice_property(c, owner, name, place);
    case TYPE_ANY:
        return make_literal(c, type, place, value_null());
    case TYPE_TUPLE:
        for (uint32_t i = 0; i < type->count; i++) {
            if (!str_eq(type->as.tuple.names[i], name)) continue;
            Node *get = make_node(c, NODE_TUPLE_GET, type->as.tuple.types[i], place, 1);
            node_kid(get, 0, owner);
            get->as.index = i;
            return make_done(c, get);
        }
        return unknown_element(c, type, name, place);
    default:
        break;
    }
    if (!part_find(c, type, name, &part, &is)) return unknown_element(c, type, name, place);
    Node *node = make_node(c, NODE_PART, is, place, 1);
    node_kid(node, 0, owner);
    node->as.part = part;
    return make_done(c, node);
}

// ---- calls

static bool starts_with(Str text, const char *prefix) {
    size_t len = strlen(prefix);
    return text.len >= len && memcmp(text.data, prefix, len) == 0;
}

// AgeInYears(), AgeInMonthsAt(x), CalculateAgeInDays(b), CalculateAgeInWeeksAt(b, x): the precision
// is in the name.
static bool age_name(Str name, bool *of_patient, bool *at, Precision *precision) {
    *of_patient = starts_with(name, "AgeIn");
    if (!*of_patient && !starts_with(name, "CalculateAgeIn")) return false;
    size_t skip = *of_patient ? 5 : 14;
    Str rest = {name.data + skip, name.len - skip};
    *at = rest.len > 2 && memcmp(rest.data + rest.len - 2, "At", 2) == 0;
    if (*at) rest.len -= 2;
    char word[16];
    if (rest.len < 4 || rest.len >= sizeof word) return false;
    memcpy(word, rest.data, rest.len);
    word[0] = (char)(word[0] | 0x20);
    return precision_find((Str){word, rest.len}, precision);
}

static Node *call_age(Checker *c, const Ast *ast, Args args, bool of_patient, bool at,
                      Precision precision) {
    Node *all[3];
    size_t total = 0;
    if (of_patient) {
        const Name *patient = name_find(c->library, STR("Patient"));
        if (patient == NULL)
            return wrong(c, ast->place,
                         "%.*s needs the patient\nwrite at the top: using FHIR version '4.0.1', "
                         "and context Patient",
                         STR_ARG(ast->text));
        Node *birth = property(c, name_node(c, patient, ast->place), STR("birthDate"), ast->place);
        all[total++] = property(c, birth, STR("value"), ast->place);
    }
    if (args.count + total != (at ? 2U : 1U))
        return wrong(c, ast->place, "%.*s takes %u argument(s)", STR_ARG(ast->text),
                     (at ? 2U : 1U) - (unsigned)total);
    for (size_t i = 0; i < args.count; i++) all[total++] = args.items[i];
    return call_operator(c, at ? "CalculateAgeAt" : "CalculateAge", NULL, precision, ast->place,
                         (Args){all, total});
}

static Node *call_coalesce(Checker *c, const Ast *ast, Node **args, size_t count) {
    if (count == 1)
        return call_operator(c, "Coalesce", NULL, PRECISION_NONE, ast->place, (Args){args, 1});
    if (count > 5)
        return wrong(c, ast->place,
                     "Coalesce takes at most 5 values\nwrite them as one list, "
                     "Coalesce({...})");
    const Type **types = ARENA_ARRAY(c->arena, const Type *, count);
    for (size_t i = 0; i < count; i++) types[i] = args[i]->type;
    const Type *type = common_type(c, types, count);
    Node *node = make_node(c, NODE_COALESCE, type, ast->place, count);
    for (size_t i = 0; i < count; i++) node_kid(node, i, convert(c, args[i], type));
    return make_done(c, node);
}

// FHIRPath writes operations as methods with a small letter, `x.first()`, `x.exists()`: any
// operation of the same name but for its first letter (CQL 1.5.3, "Method Invocation").
static Node *call_method(Checker *c, const Ast *ast, Args args) {
    char name[32];
    if (ast->kind != AST_METHOD || ast->text.len >= sizeof name)
        return unknown_function(c, ast, NULL);
    memcpy(name, ast->text.data, ast->text.len);
    name[0] = (char)(name[0] & ~0x20);
    size_t row_count;
    const OpRow *const *rows = ops_find((Str){name, ast->text.len}, &row_count);
    if (row_count == 0 || ast->text.data[0] == name[0]) return unknown_function(c, ast, NULL);
    return call_operator(c, rows[0]->name, NULL, PRECISION_NONE, ast->place, args);
}

// Operators have names too: Equal(X, Y) is X = Y (developer's guide, Operator Functions). Not those
// that want a precision or a type beside their arguments.
static bool is_callable(const OpRow *row) {
    static const char *const more[] = {
        "DateTimeComponentFrom", "DifferenceBetween", "DurationBetween", "CalculateAge",
        "CalculateAgeAt",        "MinValue",          "MaxValue"};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        if (strcmp(row->name, more[i]) == 0) return false;
    }
    return true;
}

static Node *call_system(Checker *c, const Ast *ast, Node **args, size_t count) {
    bool of_patient;
    bool at;
    Precision precision;
    if (age_name(ast->text, &of_patient, &at, &precision))
        return call_age(c, ast, (Args){args, count}, of_patient, at, precision);
    if (str_eq(ast->text, STR("Coalesce")) && count > 0) return call_coalesce(c, ast, args, count);
    size_t row_count;
    const OpRow *const *rows = ops_find(ast->text, &row_count);
    for (size_t i = 0; i < row_count; i++) {
        if (is_callable(rows[i])) {
            return call_operator(c, rows[i]->name, NULL, PRECISION_NONE, ast->place,
                                 (Args){args, count});
        }
    }
    return call_method(c, ast, (Args){args, count});
}

static bool declares_function(const Library *library, Str name) {
    const Names *names = library->check;
    for (size_t i = 0; i < names->function_count; i++) {
        if (str_eq(names->functions[i]->name, name)) return true;
    }
    return name_is_broken(library, name);
}

// Is there a function of that name, whatever it takes? Asked when the arguments are wrong.
static bool function_exists(const Checker *c, const Ast *ast, const Name *library) {
    bool of_patient;
    bool at;
    Precision precision;
    if (library != NULL)
        return library->kind == NAME_HELPERS || declares_function(library->library, ast->text);
    size_t count;
    ops_find(ast->text, &count);
    return count > 0 || ast->kind == AST_METHOD || declares_function(c->library, ast->text) ||
           str_eq(ast->text, STR("Coalesce")) || age_name(ast->text, &of_patient, &at, &precision);
}

// A fluent function of an included library.
static Node *call_fluent(Checker *c, const Ast *ast, Args given, Found *found) {
    const Names *names = c->library->check;
    for (size_t i = 0; *found == FOUND_NONE && i < map_count(names->names); i++) {
        const Name *name = map_pointer(names->names, map_key(names->names, i));
        if (name->kind != NAME_LIBRARY) continue;
        Node *node = call_declared(c, name->library, ast, given, true, found);
        if (*found == FOUND_ONE) return node;
    }
    return NULL;
}

// `f(a)`, `Lib.f(a)`, `a.f(b)`: own functions before those of the system.
Node *check_call(Checker *c, const Ast *ast) {
    enum { MOST = 16 };
    const Name *library = ast->kind == AST_METHOD ? library_named(c, ast->kids[0]) : NULL;
    bool broken = ast->kind == AST_METHOD && is_broken_library(c, ast->kids[0]);
    uint32_t skip = library != NULL || broken ? 1 : 0;
    size_t count = ast->kid_count - skip;
    if (count > MOST) return wrong(c, ast->place, "more than %d arguments", MOST);
    Node *args[MOST];
    bool ok = !broken;
    for (size_t i = 0; i < count; i++) {
        args[i] = check(c, ast->kids[i + skip]);
        ok = ok && args[i] != NULL;
    }
    if (!ok && !broken && !function_exists(c, ast, library)) {
        unknown_function(c, ast, library == NULL ? NULL : library->library);
    }
    if (!ok) return NULL;
    if (library != NULL && library->kind == NAME_HELPERS)
        return call_helpers(c, ast->text, ast->place, args, count);
    bool fluent = ast->kind == AST_METHOD && library == NULL;
    Found found;
    Args given = {args, count};
    const Library *in = library != NULL ? library->library : c->library;
    Node *node = call_declared(c, in, ast, given, fluent, &found);
    if (fluent && found == FOUND_NONE) node = call_fluent(c, ast, given, &found);
    if (found == FOUND_ONE) return node;
    if (found == FOUND_OTHERS) return no_function(c, in, ast, given);
    if (library != NULL) return unknown_function(c, ast, in);
    return call_system(c, ast, args, count);
}
