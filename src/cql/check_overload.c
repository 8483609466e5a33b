// Overloads: which row of the operators, or which function, a call means.
//
// A row's signature is parsed once into Types with variables. For each row the cheapest binding of
// its variables is sought among the types that the arguments offer, themselves or converted; the
// row with the least total cost wins. Two rows that cost the same are ambiguous, unless they differ
// only where an argument is the untyped null. CQL 1.5.3, developer's guide, "Function Resolution",
// "Conversion Precedence".

#include <ctype.h>
#include <stdio.h>

#include "cql/check_internal.h"

enum { MAX_PARAMETERS = 12, MAX_CANDIDATES = 12, VARIABLES = 26 };

typedef struct Signature {
    const Type *parameters[MAX_PARAMETERS];
    size_t count;
    const Type *result;
    bool generic;
} Signature;

typedef struct {
    const Type *bound[VARIABLES];
} Bindings;

// ---- parsing "List<T>, T -> Boolean"

typedef struct {
    const char *at;
    Checker *c;
} Reader;

static void skip_blanks(Reader *r) {
    while (*r->at == ' ') r->at++;
}

static const Type *read_type(Reader *r) {
    skip_blanks(r);
    const char *start = r->at;
    while (isalnum((unsigned char)*r->at)) r->at++;
    Str name = {start, (size_t)(r->at - start)};
    if (*r->at == '<') {
        r->at++;
        const Type *of = read_type(r);
        skip_blanks(r);
        assert(*r->at == '>');
        r->at++;
        return str_eq(name, STR("List")) ? type_list(r->c->types, of)
                                         : type_interval(r->c->types, of);
    }
    if (name.len == 1) return type_variable(r->c->types, name.data[0]);
    const Type *type = type_system_find(name);
    if (type == NULL) fprintf(stderr, "signature: no type '%.*s'\n", STR_ARG(name));
    assert(type != NULL);
    return type;
}

static Signature *signature_of(Checker *c, const OpRow *row) {
    char key[32];
    int length = snprintf(key, sizeof key, "%p", (const void *)row);
    Signature *known = map_pointer(c->signatures, (Str){key, (size_t)length});
    if (known != NULL) return known;
    Signature *signature = ARENA_NEW(c->arena, Signature);
    Reader r = {row->signature, c};
    skip_blanks(&r);
    while (strncmp(r.at, "->", 2) != 0) {
        assert(signature->count < MAX_PARAMETERS);
        signature->parameters[signature->count++] = read_type(&r);
        skip_blanks(&r);
        if (*r.at == ',') r.at++;
        skip_blanks(&r);
    }
    r.at += 2;
    signature->result = read_type(&r);
    map_put_pointer(c->signatures, arena_str(c->arena, (Str){key, (size_t)length}), signature);
    return signature;
}

const Type *signature_parameter(Checker *c, const OpRow *row, size_t i) {
    const Signature *signature = signature_of(c, row);
    return i < signature->count ? signature->parameters[i] : NULL;
}

// ---- variables

static bool has_variable(const Type *type) {
    if (type->kind == TYPE_VARIABLE) return true;
    return (type->kind == TYPE_LIST || type->kind == TYPE_INTERVAL) && has_variable(type->as.of);
}

static const Type *substitute(Checker *c, const Type *type, const Bindings *bindings) {
    switch (type->kind) {
    case TYPE_VARIABLE: {
        const Type *bound = bindings->bound[type->count - 'A'];
        return bound == NULL ? type_system(TYPE_ANY) : bound;
    }
    case TYPE_LIST:
        return type_list(c->types, substitute(c, type->as.of, bindings));
    case TYPE_INTERVAL:
        return type_interval(c->types, substitute(c, type->as.of, bindings));
    default:
        return type;
    }
}

typedef struct {
    const Type *types[MAX_CANDIDATES];
    size_t count;
    const Type
        *list_elements[MAX_CANDIDATES];  // of parameters List<V>: their choice is a candidate too
    size_t list_count;
} Candidates;

static void offer(Candidates *candidates, const Type *type) {
    if (type->kind == TYPE_ANY) return;
    for (size_t i = 0; i < candidates->count; i++) {
        if (candidates->types[i] == type) return;
    }
    if (candidates->count < MAX_CANDIDATES) candidates->types[candidates->count++] = type;
}

// What `type`, given where `pattern` stands, offers for the variable in it.
static void collect(Checker *c, const Type *pattern, const Type *type, Candidates *candidates) {
    Conversion conversion;
    if (pattern->kind == TYPE_VARIABLE) {
        offer(candidates, type);
        if (type->kind == TYPE_FHIR) {
            const Type *system = system_type_of(c, type->model, &conversion);
            if (system != NULL) offer(candidates, system);
        }
        for (uint32_t i = 0; type->kind == TYPE_CHOICE && i < type->count; i++)
            collect(c, pattern, type->as.choices[i], candidates);
        return;
    }
    if (pattern->kind != TYPE_LIST && pattern->kind != TYPE_INTERVAL) return;
    if (type->kind == pattern->kind) {
        collect(c, pattern->as.of, type->as.of, candidates);
        if (pattern->kind == TYPE_LIST && candidates->list_count < MAX_CANDIDATES) {
            candidates->list_elements[candidates->list_count++] = type->as.of;
        }
    } else if (type->kind == TYPE_FHIR) {
        const Type *system = system_type_of(c, type->model, &conversion);
        if (system != NULL && system->kind == pattern->kind)
            collect(c, pattern->as.of, system->as.of, candidates);
    } else if (type->kind == TYPE_CHOICE) {
        for (uint32_t i = 0; i < type->count; i++)
            collect(c, pattern, type->as.choices[i], candidates);
    }
}

static uint32_t variable_of(const Type *type) {
    while (type->kind != TYPE_VARIABLE) type = type->as.of;
    return type->count - 'A';
}

static int total_cost(Checker *c, const Signature *signature, const Bindings *bindings,
                      Node *const *args) {
    int total = 0;
    for (size_t i = 0; i < signature->count; i++) {
        const Type *to = signature->generic ? substitute(c, signature->parameters[i], bindings)
                                            : signature->parameters[i];
        int cost = conversion_cost(c, args[i]->type, to);
        if (cost >= COST_NONE) return COST_NONE;
        total += cost;
    }
    return total;
}

// The cheapest binding, one variable after the other (a signature has at most two).
static int bind(Checker *c, const Signature *signature, Node *const *args, uint32_t variable,
                Bindings *bindings) {
    while (variable < VARIABLES) {
        bool used = false;
        for (size_t i = 0; i < signature->count; i++) {
            used = used || (has_variable(signature->parameters[i]) &&
                            variable_of(signature->parameters[i]) == variable);
        }
        if (used) break;
        variable++;
    }
    if (variable == VARIABLES) return total_cost(c, signature, bindings, args);
    Candidates candidates = {0};
    for (size_t i = 0; i < signature->count; i++) {
        const Type *pattern = signature->parameters[i];
        if (has_variable(pattern) && variable_of(pattern) == variable)
            collect(c, pattern, args[i]->type, &candidates);
    }
    if (candidates.list_count > 1)
        offer(&candidates, type_choice(c->types, candidates.list_elements, candidates.list_count));
    if (candidates.count == 0) {
        bindings->bound[variable] = type_system(TYPE_ANY);
        return bind(c, signature, args, variable + 1, bindings);
    }
    int best = COST_NONE;
    Bindings best_bindings = *bindings;
    for (size_t i = 0; i < candidates.count; i++) {
        Bindings tried = *bindings;
        tried.bound[variable] = candidates.types[i];
        int cost = bind(c, signature, args, variable + 1, &tried);
        if (cost < best) {
            best = cost;
            best_bindings = tried;
        }
    }
    *bindings = best_bindings;
    return best;
}

// ---- choosing

typedef struct {
    const OpRow *row;
    const Signature *signature;
    Bindings bindings;
    int cost;
} Choice;

static bool has_null(Node *const *args, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (args[i]->type->kind == TYPE_ANY) return true;
        if ((args[i]->type->kind == TYPE_LIST || args[i]->type->kind == TYPE_INTERVAL) &&
            args[i]->type->as.of->kind == TYPE_ANY)
            return true;
    }
    return false;
}

// The cheapest row; *tied is another one that costs the same, NULL if there is none.
static Choice choose(Checker *c, const char *const *names, size_t name_count, Node *const *args,
                     size_t count, const OpRow **tied) {
    Choice best = {.cost = COST_NONE};
    *tied = NULL;
    for (size_t n = 0; n < name_count; n++) {
        size_t row_count;
        const OpRow *const *rows = ops_find(str_of(names[n]), &row_count);
        for (size_t i = 0; i < row_count; i++) {
            Signature *signature = signature_of(c, rows[i]);
            if (signature->count != count) continue;
            Choice one = {.row = rows[i], .signature = signature};
            for (size_t k = 0; k < count; k++)
                signature->generic = signature->generic || has_variable(signature->parameters[k]);
            int cost = bind(c, signature, args, 0, &one.bindings);
            if (cost >= COST_NONE) continue;
            one.cost = cost * 2 + (signature->generic ? 1 : 0);
            if (one.cost < best.cost) {
                best = one;
                *tied = NULL;
            } else if (one.cost == best.cost) {
                *tied = rows[i];
            }
        }
    }
    return best;
}

bool operator_fits(Checker *c, const char *name, Node *const *args, size_t count) {
    const OpRow *tied;
    return choose(c, &name, 1, args, count, &tied).cost < COST_NONE;
}

// A value set is the list of its codes where no operator takes the set itself.
static bool expand_value_sets(Checker *c, Node *const *args, size_t count, Node **expanded) {
    const Type *codes = type_list(c->types, type_system(TYPE_CODE));
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        bool is_set = args[i]->type->kind == TYPE_VALUESET;
        expanded[i] = is_set ? convert(c, args[i], codes) : args[i];
        any = any || is_set;
    }
    return any;
}

// Weeks only count durations; a Time has no days, and nothing can be taken from a Date below them.
static const char *precision_mistake(const OpRow *row, const Type *type, Precision precision) {
    if (type->kind == TYPE_INTERVAL) type = type->as.of;
    bool between = strstr(row->name, "Between") != NULL || strncmp(row->name, "Calc", 4) == 0;
    if (precision == PRECISION_WEEK && !between)
        return "weeks are numbered in several ways and stand only in durations\n"
               "write year, month or day";
    if (type->kind == TYPE_TIME && precision <= PRECISION_DAY)
        return "a Time has no days\nwrite hour, minute, second or millisecond";
    if (type->kind == TYPE_DATE && precision > PRECISION_DAY &&
        strcmp(row->name, "DateTimeComponentFrom") == 0)
        return "a Date has no time of day\nwrite year, month or day";
    return NULL;
}

Node *call_operator(Checker *c, const char *name, const char *more, Precision precision,
                    AstPlace place, Args given) {
    Node *const *args = given.items;
    size_t count = given.count;
    for (size_t i = 0; i < count; i++) {
        if (args[i] == NULL) return NULL;
    }
    const char *names[2] = {name, more};
    const OpRow *tied;
    Choice best = choose(c, names, more == NULL ? 1 : 2, args, count, &tied);
    Node *expanded[MAX_PARAMETERS];
    if (best.cost >= COST_NONE && count <= MAX_PARAMETERS &&
        expand_value_sets(c, args, count, expanded)) {
        args = expanded;
        best = choose(c, names, more == NULL ? 1 : 2, args, count, &tied);
    }
    if (best.cost >= COST_NONE) return no_overload(c, name, more, place, given);
    if (tied != NULL && !has_null(args, count)) {
        return ambiguous_overload(c, best.row, tied, place, given);
    }
    if (precision != PRECISION_NONE && (best.row->flags & OP_PRECISION) == 0) {
        return wrong(c, place, "%s of %s takes no precision\nleave '%s of' away", name,
                     type_text(c, args[0]->type), precision_name(precision));
    }
    Node *converted[MAX_PARAMETERS];
    for (size_t i = 0; i < count; i++) {
        const Type *to = substitute(c, best.signature->parameters[i], &best.bindings);
        converted[i] = convert(c, args[i], to);
        need_whole(c, has_variable(best.signature->parameters[i]) ? to : type_system(TYPE_ANY));
    }
    const char *mistake = precision == PRECISION_NONE
                              ? NULL
                              : precision_mistake(best.row, converted[0]->type, precision);
    if (mistake != NULL) return wrong(c, place, "%s", mistake);
    return make_op(c, best.row, substitute(c, best.signature->result, &best.bindings), precision,
                   place, (Args){converted, count});
}

// ---- functions written in CQL

static Node *call_node(Checker *c, Declaration *function, AstPlace place, Node *const *args,
                       size_t count) {
    if (function->type == NULL && !declaration_check(c, function)) return NULL;
    Node *node = make_node(c, NODE_CALL, function->type, place, count);
    for (size_t i = 0; i < count; i++)
        node_kid(node, i, convert(c, args[i], function->parameter_types[i]));
    node->as.declaration = function;
    return make_done(c, node);
}

Node *call_declared(Checker *c, const Library *library, const Ast *call, Args args, bool fluent,
                    Found *found) {
    const Names *names = library->check;
    Declaration *best = NULL;
    bool tie = false;
    int best_cost = COST_NONE;
    *found = FOUND_NONE;
    for (size_t i = 0; i < names->function_count; i++) {
        Declaration *function = names->functions[i];
        if (!str_eq(function->name, call->text) || (fluent && !function->is_fluent)) continue;
        if (function->is_private && library != c->library) continue;
        *found = FOUND_OTHERS;
        if (function->parameter_count != args.count) continue;
        int cost = 0;
        for (size_t k = 0; k < args.count && cost < COST_NONE; k++)
            cost += conversion_cost(c, args.items[k]->type, function->parameter_types[k]);
        if (cost < best_cost) {
            best_cost = cost;
            best = function;
            tie = false;
        } else if (cost == best_cost && cost < COST_NONE) {
            tie = true;
        }
    }
    // One of them is wrong: it may be the one that is meant.
    bool broken = name_is_broken(library, call->text);
    if (best == NULL && broken) *found = FOUND_ONE;
    if (best == NULL) return NULL;
    *found = FOUND_ONE;
    if (tie && !has_null(args.items, args.count)) return ambiguous_function(c, library, call, args);
    return call_node(c, best, call->place, args.items, args.count);
}

// ---- FHIRHelpers 4.0.1, built in

static bool helper_fits(Checker *c, Str name, const Type *type, Conversion *conversion,
                        const Type **result) {
    static const struct {
        const char *name, *type;
        Conversion conversion;
    } rows[] = {
        {"ToQuantity", "Quantity", CONVERT_QUANTITY},
        {"ToQuantityIgnoringComparator", "Quantity", CONVERT_QUANTITY_PLAIN},
        {"ToInterval", "Quantity", CONVERT_QUANTITY_INTERVAL},
        {"ToInterval", "Period", CONVERT_PERIOD},
        {"ToInterval", "Range", CONVERT_RANGE},
        {"ToRatio", "Ratio", CONVERT_RATIO},
        {"ToCode", "Coding", CONVERT_CODING},
        {"ToConcept", "CodeableConcept", CONVERT_CONCEPT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!str_eq(name, str_of(rows[i].name)) ||
            !fhir_type_is_a(type->model, fhir_type_find(str_of(rows[i].type))))
            continue;
        *conversion = rows[i].conversion;
        *result = rows[i].conversion == CONVERT_QUANTITY_INTERVAL
                      ? type_interval(c->types, type_system(TYPE_QUANTITY))
                  : rows[i].conversion == CONVERT_QUANTITY_PLAIN
                      ? type_system(TYPE_QUANTITY)
                      : system_type_of(c, type->model, &(Conversion){0});
        return true;
    }
    if (fhir_primitive(type->model) == FHIR_NOT_PRIMITIVE) return false;
    *conversion = CONVERT_VALUE;
    *result = system_type_of(c, type->model, &(Conversion){0});
    Str wanted = type_name(c->arena, *result);
    return name.len == wanted.len + 2 && memcmp(name.data, "To", 2) == 0 &&
           memcmp(name.data + 2, wanted.data, wanted.len) == 0;
}

static Node *helper_node(Checker *c, Node *arg, AstPlace place, Conversion conversion,
                         const Type *result) {
    Node *node = make_node(c, NODE_FHIR_CONVERT, result, place, 1);
    node_kid(node, 0, arg);
    node->as.conversion = conversion;
    need_conversion(c, arg->type->model, conversion);
    return make_done(c, node);
}

// ToValue of a choice: each alternative as the System type it converts to.
static Node *to_value(Checker *c, Node *arg, AstPlace place) {
    const Type *from = arg->type;
    size_t count = from->kind == TYPE_CHOICE ? from->count : 1;
    const Type **types = ARENA_ARRAY(c->arena, const Type *, count);
    for (size_t i = 0; i < count; i++) {
        const Type *one = from->kind == TYPE_CHOICE ? from->as.choices[i] : from;
        Conversion conversion = CONVERT_ANY;
        const Type *system =
            one->kind == TYPE_FHIR ? system_type_of(c, one->model, &conversion) : NULL;
        types[i] = system == NULL ? one : system;
        if (one->kind != TYPE_FHIR) continue;
        need_conversion(c, one->model, conversion);
        if (system == NULL) need_whole(c, one);
    }
    Node *node = make_node(c, NODE_FHIR_CONVERT, type_choice(c->types, types, count), place, 1);
    node_kid(node, 0, arg);
    node->as.conversion = CONVERT_ANY;
    return make_done(c, node);
}

Node *call_helpers(Checker *c, Str name, AstPlace place, Node *const *args, size_t count) {
    if (count != 1)
        return wrong(c, place, "FHIRHelpers.%.*s takes one argument\nwrite FHIRHelpers.%.*s(...)",
                     STR_ARG(name), STR_ARG(name));
    Node *arg = args[0];
    if (str_eq(name, STR("ToValue"))) return to_value(c, arg, place);
    Conversion conversion;
    const Type *result;
    if (arg->type->kind == TYPE_FHIR && helper_fits(c, name, arg->type, &conversion, &result)) {
        return helper_node(c, arg, place, conversion, result);
    }
    if (arg->type->kind == TYPE_CHOICE) {  // the one alternative that it takes
        for (uint32_t i = 0; i < arg->type->count; i++) {
            const Type *one = arg->type->as.choices[i];
            if (one->kind != TYPE_FHIR || !helper_fits(c, name, one, &conversion, &result))
                continue;
            return helper_node(c, convert(c, arg, one), place, conversion, result);
        }
    }
    return wrong(c, place, "FHIRHelpers.%.*s does not take %s", STR_ARG(name),
                 type_text(c, arg->type));
}
