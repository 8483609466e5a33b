// What an unknown name may have meant: the nearest spelling among what stands there, a declaration
// of an included library, a function without its parentheses, a type, a text in the wrong quotes.

#include "base/edits.h"
#include "cql/check_internal.h"

// Nobody reads what is behind the last message that is kept: it is not worth looking for.
static bool is_enough(const Checker *c) {
    return c->list->count >= DIAGNOSTICS_MAX;
}

// As it is written in an expression: quoted unless it is a plain word (or the author quotes it).
static const char *spelled(Checker *c, Str name, bool quoted) {
    bool plain = !quoted && name.len > 0 && (name.data[0] < '0' || name.data[0] > '9');
    for (size_t i = 0; i < name.len && plain; i++) {
        char letter = name.data[i];
        plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                (letter >= '0' && letter <= '9') || letter == '_';
    }
    return plain ? arena_printf(c->arena, "%.*s%c", STR_ARG(name), 0).data
                 : arena_printf(c->arena, "\"%.*s\"%c", STR_ARG(name), 0).data;
}

static const char *nearest(Checker *c, bool quoted, const Nearest *all) {
    if (all->best.len == 0) return "";
    return arena_printf(c->arena, "\ndid you mean %s?%c", spelled(c, all->best, quoted), 0).data;
}

// ---- what stands where

static void offer_names(Nearest *all, const Library *library, bool own) {
    const Names *names = library->check;
    for (size_t i = 0; i < map_count(names->names); i++) {
        Str key = map_key(names->names, i);
        const Name *name = own ? NULL : map_pointer(names->names, key);
        if (own || !name->is_private) nearest_offer(all, key);
    }
}

static void offer_functions(Nearest *all, const Library *library) {
    const Names *names = library->check;
    for (size_t i = 0; i < names->function_count; i++)
        nearest_offer(all, names->functions[i]->name);
}

static void offer_elements(Checker *c, Nearest *all, const Type *type) {
    size_t count = 0;
    const FhirElement *elements =
        type->kind == TYPE_FHIR ? fhir_elements(type->model, &count) : NULL;
    for (size_t i = 0; i < count; i++) nearest_offer(all, str_from(elements[i].name));
    for (uint32_t i = 0; type->kind == TYPE_TUPLE && i < type->count; i++)
        nearest_offer(all, type->as.tuple.names[i]);
    for (uint32_t i = 0; type->kind == TYPE_CHOICE && i < type->count; i++)
        offer_elements(c, all, type->as.choices[i]);
    Str parts[MAX_PARTS];
    size_t part_count = part_names(type, parts);
    for (size_t i = 0; i < part_count; i++) nearest_offer(all, parts[i]);
}

// Does an included library make a thing of that name public (a function, when asked)?
static bool shows(const Library *included, Str name, bool function) {
    const Names *inner = included->check;
    for (size_t i = 0; function && i < inner->function_count; i++) {
        if (str_eq(inner->functions[i]->name, name) && !inner->functions[i]->is_private)
            return true;
    }
    const Name *found = function ? NULL : name_find(included, name);
    if (found == NULL || found->is_private || found->kind == NAME_LIBRARY ||
        found->kind == NAME_HELPERS)
        return false;
    return found->kind != NAME_DECLARATION || found->declaration->ast != NULL;
}

// The alias of an included library that declares `name` (a function, when asked); empty if none.
static Str alias_with(const Library *library, Str name, bool function) {
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *one = &library->ast->declarations[i];
        const Name *included = one->kind == AST_INCLUDE ? name_find(library, one->name) : NULL;
        if (included != NULL && included->kind == NAME_LIBRARY &&
            shows(included->library, name, function))
            return one->name;
    }
    return STR("");
}

static bool is_function(const Library *library, Str name) {
    const Names *names = library->check;
    for (size_t i = 0; i < names->function_count; i++) {
        if (str_eq(names->functions[i]->name, name)) return true;
    }
    return false;
}

// ---- names

const char *near_library(Checker *c, const Library *library, Str name) {
    Nearest all = nearest_to(name);
    const Names *names = library->check;
    for (size_t i = 0; i < map_count(names->names); i++) {
        const Name *one = map_pointer(names->names, map_key(names->names, i));
        if (one->kind == NAME_LIBRARY) nearest_offer(&all, map_key(names->names, i));
    }
    return nearest(c, false, &all);
}

const char *near_value(Checker *c, const Library *in, Str name, const Type *type) {
    if (is_enough(c)) return "";
    Nearest all = nearest_to(name);
    const Names *names = in->check;
    for (size_t i = 0; i < map_count(names->names); i++) {
        const Name *one = map_pointer(names->names, map_key(names->names, i));
        if (one->kind == NAME_VALUE && one->type == type)
            nearest_offer(&all, map_key(names->names, i));
    }
    return nearest(c, true, &all);
}

const char *near_type(Checker *c, Str name, bool fhir) {
    if (is_enough(c)) return "";
    static const char *const system[] = {"Any",      "Boolean",  "Integer",    "Long",
                                         "Decimal",  "String",   "Date",       "Time",
                                         "DateTime", "Quantity", "Ratio",      "Code",
                                         "Concept",  "ValueSet", "CodeSystem", "Vocabulary"};
    Nearest all = nearest_to(name);
    for (size_t i = 0; i < sizeof system / sizeof system[0]; i++)
        nearest_offer(&all, str_from(system[i]));
    for (size_t i = 1; fhir && i <= fhir_type_count(); i++)
        nearest_offer(&all, str_from(fhir_type_name((FhirType)i)));
    return nearest(c, false, &all);
}

// Words that are not names of this library, and what to write for them; NULL for others.
static const char *special_hint(Checker *c, const Ast *ast) {
    Str name = ast->text;
    const Names *names = c->library->check;
    if (str_eq(name, STR("FHIRHelpers")))
        return "\nwrite at the top: include FHIRHelpers version '4.0.1'";
    if (str_eq(name, STR("Patient")) && !names->uses_fhir)
        return "\nwrite at the top: using FHIR version '4.0.1'";
    FhirType type = names->uses_fhir ? fhir_type_find(name) : 0;
    if (type != 0 && fhir_type_is_resource(type))
        return arena_printf(c->arena, "\nwrite [%.*s] to read these resources%c", STR_ARG(name), 0)
            .data;
    return NULL;
}

Node *unknown_name(Checker *c, const Ast *ast) {
    Str name = ast->text;
    bool quoted = (ast->flag & AST_QUOTED) != 0;
    if (name_is_broken(c->library, name)) return NULL;
    if (is_enough(c)) return wrong(c, ast->place, "nothing is called this here");
    if (is_function(c->library, name))
        return wrong(c, ast->place, "'%.*s' is a function\nwrite %s(...)", STR_ARG(name),
                     spelled(c, name, quoted));
    Str at = alias_with(c->library, name, false);
    if (at.len > 0) {
        return wrong(c, ast->place, "'%.*s' is in the library %.*s\nwrite %s.%s", STR_ARG(name),
                     STR_ARG(at), spelled(c, at, false), spelled(c, name, quoted));
    }
    const char *hint = special_hint(c, ast);
    if (hint == NULL) {
        Nearest all = nearest_to(name);
        for (Variable *v = c->scope; v != NULL; v = v->outer) {
            if (!v->is_row) nearest_offer(&all, v->name);
            if (v->is_row && v->type != NULL) offer_elements(c, &all, v->type);
        }
        offer_names(&all, c->library, true);
        if (!quoted) {
            nearest_offer(&all, STR("true"));
            nearest_offer(&all, STR("false"));
            nearest_offer(&all, STR("null"));
        }
        hint = nearest(c, quoted, &all);
    }
    if (hint[0] == '\0' && quoted)
        hint = "\na name stands in double quotes; a text stands in 'single quotes'";
    return wrong(c, ast->place, "nothing is called '%.*s' here%s", STR_ARG(name), hint);
}

Node *unknown_member(Checker *c, const Ast *ast, const Library *in) {
    Nearest all = nearest_to(ast->text);
    bool quoted = (ast->flag & AST_QUOTED) != 0;
    if (name_is_broken(in, ast->text)) return NULL;
    if (is_enough(c)) return wrong(c, ast->place, "the library declares no such thing");
    if (in != NULL && is_function(in, ast->text))
        return wrong(c, ast->place, "'%.*s' is a function\nwrite %s.%s(...)", STR_ARG(ast->text),
                     spelled(c, ast->kids[0]->text, false), spelled(c, ast->text, quoted));
    if (in != NULL) offer_names(&all, in, false);
    return wrong(c, ast->place, "library '%.*s' declares no '%.*s'%s", STR_ARG(ast->kids[0]->text),
                 STR_ARG(ast->text), nearest(c, quoted, &all));
}

static bool is_declared_name(const Checker *c, Str name) {
    for (const Variable *v = c->scope; v != NULL; v = v->outer) {
        if (!v->is_row && str_eq(v->name, name)) return true;
    }
    return name_find(c->library, name) != NULL;
}

// Is there an include that is wrong? It may declare any fluent function.
static bool misses_include(const Library *library) {
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *one = &library->ast->declarations[i];
        if (one->kind == AST_INCLUDE && name_is_broken(library, one->name)) return true;
    }
    return false;
}

// Of a call that starts with the name: the name alone.
static AstPlace name_place(const Ast *ast) {
    AstPlace place = ast->place;
    bool quoted = (ast->flag & AST_QUOTED) != 0;
    if (ast->kind != AST_CALL || quoted) return place;
    place.end_line = place.line;
    place.end_column = place.column + (uint32_t)ast->text.len;
    return place;
}

static bool has_private_function(const Library *library, Str name) {
    const Names *names = library->check;
    for (size_t i = 0; i < names->function_count; i++) {
        if (names->functions[i]->is_private && str_eq(names->functions[i]->name, name)) return true;
    }
    return false;
}

Node *unknown_function(Checker *c, const Ast *ast, const Library *in) {
    Str name = ast->text;
    Nearest all = nearest_to(name);
    if (name_is_broken(in == NULL ? c->library : in, name)) return NULL;
    if (in != NULL && has_private_function(in, name))
        return wrong(c, ast->place,
                     "'%.*s' is private to its library\nuse what the library makes public",
                     STR_ARG(name));
    if (in != NULL) {
        offer_functions(&all, in);
        return wrong(c, ast->place, "library '%.*s' has no function '%.*s'%s",
                     STR_ARG(ast->kids[0]->text), STR_ARG(name), nearest(c, false, &all));
    }
    if (is_enough(c)) return wrong(c, ast->place, "there is no such function");
    if (ast->kind == AST_METHOD && misses_include(c->library)) return NULL;
    Str at = alias_with(c->library, name, true);
    if (at.len > 0) {
        return wrong(c, name_place(ast),
                     "the function '%.*s' is in the library %.*s\nwrite %s.%s(...)", STR_ARG(name),
                     STR_ARG(at), spelled(c, at, false), spelled(c, name, false));
    }
    if (ast->kind == AST_CALL && is_declared_name(c, name))
        return wrong(c, ast->place, "'%.*s' is no function\nwrite %s without parentheses",
                     STR_ARG(name), spelled(c, name, (ast->flag & AST_QUOTED) != 0));
    size_t row_count;
    const OpRow *const *rows = ops_all(&row_count);
    offer_functions(&all, c->library);
    for (size_t i = 0; i < row_count; i++) {
        if ((rows[i]->flags & OP_FUNCTION) != 0) nearest_offer(&all, str_from(rows[i]->name));
    }
    return wrong(c, name_place(ast), "there is no function '%.*s'%s", STR_ARG(name),
                 nearest(c, false, &all));
}

// ---- units

Node *unknown_unit(Checker *c, const Ast *quantity, const Err *err) {
    static const char *const units[] = {
        "mg",     "ug",    "ng",    "g",      "kg",   "mL",     "L",       "dL",    "mm",
        "cm",     "m",     "mg/dL", "g/dL",   "g/L",  "mg/L",   "ug/L",    "ng/mL", "mmol/L",
        "umol/L", "mol/L", "U/L",   "[IU]/L", "[iU]", "10*9/L", "10*12/L", "%",     "Cel",
        "mm[Hg]", "kg/m2", "/min",  "a",      "mo",   "wk",     "d",       "h",     "min",
        "s",      "mg/kg", "mg/m2", "Gy",     "cGy",  "mL/min"};
    // What is written in charts, and UCUM's word for it.
    static const char *const known[][2] = {{"mmHg", "mm[Hg]"}, {"mcg", "ug"},      {"cc", "mL"},
                                           {"IU", "[iU]"},     {"IU/L", "[IU]/L"}, {"C", "Cel"},
                                           {"lb", "[lb_av]"},  {"lbs", "[lb_av]"}, {"bpm", "/min"}};
    Str unit = quantity->more;
    Precision precision;
    Str singular = {unit.data,
                    unit.len > 0 && unit.data[unit.len - 1] == 's' ? unit.len - 1 : unit.len};
    if (precision_find(singular, &precision))
        return wrong(c, quantity->place,
                     "'%.*s' is no unit of UCUM\nwrite it without quotes: %.*s %.*s", STR_ARG(unit),
                     STR_ARG(quantity->text), STR_ARG(unit));
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_eq(unit, str_from(known[i][0])))
            return wrong(c, quantity->place, "'%.*s' is no unit of UCUM\nwrite '%s'", STR_ARG(unit),
                         known[i][1]);
    }
    Str all[sizeof units / sizeof units[0]];
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) all[i] = str_from(units[i]);
    const Str *best = str_nearest(unit, all, sizeof units / sizeof units[0]);
    if (best == NULL) return wrong(c, quantity->place, "'%.*s' is %s", STR_ARG(unit), err->message);
    return wrong(c, quantity->place, "'%.*s' is no unit of UCUM\ndid you mean '%.*s'?",
                 STR_ARG(unit), STR_ARG(*best));
}

// ---- elements

// `valueQuantity` is the JSON name; CQL reads `value`, which is one of several types.
static const char *choice_hint(Checker *c, const Type *type, Str name, AstPlace place) {
    enum { MAX_OWNER = 40 };
    size_t count = 0;
    const FhirElement *elements =
        type->kind == TYPE_FHIR ? fhir_elements(type->model, &count) : NULL;
    for (size_t i = 0; i < count; i++) {
        for (uint16_t k = 0; k < elements[i].choice_count; k++) {
            if (elements[i].choice_count < 2 ||
                !str_eq(name, str_from(fhir_key_name(elements[i].choices[k].key))))
                continue;
            Str owner = {c->library->source.data + place.offset, place.length};
            owner.len = owner.len > name.len + 1 ? owner.len - name.len - 1 : 0;
            if (owner.len > MAX_OWNER) owner = STR("...");
            return arena_printf(c->arena, "\nwrite (%.*s.%s as FHIR.%s)%c", STR_ARG(owner),
                                elements[i].name, fhir_type_name(elements[i].choices[k].type), 0)
                .data;
        }
    }
    return NULL;
}

Node *unknown_element(Checker *c, const Type *type, Str name, AstPlace place) {
    if (is_enough(c)) return wrong(c, place, "there is no such element");
    Nearest all = nearest_to(name);
    offer_elements(c, &all, type);
    const char *hint = choice_hint(c, type, name, place);
    if (hint == NULL) hint = nearest(c, false, &all);
    if (type->kind == TYPE_TUPLE)
        return wrong(c, place, "the tuple has no element '%.*s'%s", STR_ARG(name), hint);
    if (type->kind == TYPE_CHOICE)
        return wrong(c, place, "none of %s has an element '%.*s'%s", type_text(c, type),
                     STR_ARG(name), hint);
    if (hint[0] == '\0' && all.offered == 0) hint = "\nit is one value without elements";
    return wrong(c, place, "%s has no element '%.*s'%s", type_text(c, type), STR_ARG(name), hint);
}
