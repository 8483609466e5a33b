// Libraries: what they include and declare, in which order they are checked, and what is frozen at
// the end.
//
// Names are declared for all libraries first; bodies are checked when something refers to them, so
// order in the source does not matter and a circle is seen. Includes come before those that include
// them.

#include "cql/check_internal.h"
#include "cql/warn.h"

enum { MAX_LIBRARIES = 256 };

Checker *checker_new(const CheckOptions *options) {
    Arena *arena = options->arena;
    Checker *c = ARENA_NEW(arena, Checker);
    c->options = *options;
    c->arena = arena;
    c->types = type_table_new(arena);
    c->program = ARENA_NEW(arena, Program);
    c->program->arena = arena;
    c->program->types = c->types;
    c->program->needs = record_needs_new(arena);
    c->libraries = ARENA_ARRAY(arena, Library *, MAX_LIBRARIES);
    c->signatures = map_new(arena);
    c->list = options->diagnostics != NULL ? options->diagnostics : diagnostics_new(arena);
    if (c->options.terms == NULL) c->options.terms = terms_new(arena);
    c->program->terms = c->options.terms;
    return c;
}

bool checker_parsed(const Checker *c) {
    return c->parsed;
}

// ---- growing tables

static Declaration *add_declaration(Checker *c, const Library *library, Str name) {
    if (c->declaration_count == c->declaration_size) {
        size_t size = c->declaration_size == 0 ? 64 : c->declaration_size * 2;
        Declaration **declarations = ARENA_ARRAY(c->arena, Declaration *, size);
        uint8_t *states = ARENA_ARRAY(c->arena, uint8_t, size);
        if (c->declaration_count > 0) {
            memcpy(declarations, c->declarations, c->declaration_count * sizeof(Declaration *));
            memcpy(states, c->body_states, c->declaration_count);
        }
        c->declarations = declarations;
        c->body_states = states;
        c->declaration_size = size;
    }
    Declaration *declaration = ARENA_NEW(c->arena, Declaration);
    declaration->name = name;
    declaration->library = library;
    declaration->index = (uint32_t)c->declaration_count;
    c->declarations[c->declaration_count++] = declaration;
    return declaration;
}

static bool has_plain_name(const AstDeclaration *one) {
    return one->kind != AST_FUNCTION && one->kind != AST_USING && one->kind != AST_CONTEXT;
}

// Told where the second of them stands, whichever was looked at first.
static bool declared_twice(Checker *c, const Library *library, const AstDeclaration *ast) {
    const AstDeclaration *second = ast;
    const AstDeclaration *first = ast;
    bool enough = c->list->count >= DIAGNOSTICS_MAX;
    for (uint32_t i = 0; i < library->ast->declaration_count && !enough; i++) {
        const AstDeclaration *one = &library->ast->declarations[i];
        if (one == ast || !has_plain_name(one) || !str_eq(one->name, ast->name)) continue;
        if (one < ast) {
            first = one;
        } else {
            second = one;
        }
        break;
    }
    return wrong_with(c, ERR_CHECK, second->name_place,
                      "'%.*s' is declared already, in line %u\ngive one of them another name",
                      STR_ARG(ast->name), first->name_place.line);
}

static bool add_name(Checker *c, const Library *library, const AstDeclaration *ast, Name name) {
    Names *names = library->check;
    Name *known = map_pointer(names->names, ast->name);
    if (known != NULL && !(known->kind == NAME_DECLARATION && known->declaration->ast == NULL))
        return declared_twice(c, library, ast);
    Name *kept = ARENA_NEW(c->arena, Name);
    *kept = name;
    kept->is_private = ast->is_private;
    map_put_pointer(names->names, ast->name, kept);
    return true;
}

// What uses the name from now on is not complained of.
static void add_broken(const Library *library, const AstDeclaration *ast) {
    if (ast->name.len > 0) map_put(((Names *)library->check)->broken, ast->name, 1);
}

bool name_is_broken(const Library *library, Str name) {
    return library != NULL && map_has(((const Names *)library->check)->broken, name);
}

// ---- parsing and includes

// An include without a namespace or a version takes any.
static bool is_included(const AstDeclaration *include, const AstLibrary *library) {
    return str_eq(library->name, include->target) &&
           (include->version.len == 0 || str_eq(library->version, include->version)) &&
           (include->qualifier.len == 0 || str_eq(library->qualifier, include->qualifier));
}

static Library *library_find(const Checker *c, const AstDeclaration *include) {
    for (size_t i = 0; i < c->library_count; i++) {
        if (is_included(include, c->libraries[i]->ast)) return c->libraries[i];
    }
    return NULL;
}

static void include_all(Checker *c, Library *library);

static Library *add_parsed(Checker *c, AstLibrary *ast) {
    if (c->library_count == MAX_LIBRARIES || c->including_count == MAX_INCLUDES) {
        c->stopped = true;
        wrong_with(c, ERR_LIMIT, ast->place, "more than %d libraries, or includes %d deep",
                   MAX_LIBRARIES, MAX_INCLUDES);
        return NULL;
    }
    Library *library = ARENA_NEW(c->arena, Library);
    *library = (Library){.name = ast->name,
                         .version = ast->version,
                         .file = ast->file,
                         .source = ast->source,
                         .ast = ast};
    Names *names = ARENA_NEW(c->arena, Names);
    names->names = map_new(c->arena);
    names->broken = map_new(c->arena);
    library->check = names;
    const Library *outer = c->library;
    c->library = library;
    c->including[c->including_count++] = ast->name;
    include_all(c, library);
    c->including_count--;
    c->library = outer;
    if (c->stopped || c->library_count == MAX_LIBRARIES) return NULL;
    c->libraries[c->library_count++] = library;
    return library;
}

static bool is_helpers(const AstDeclaration *ast) {
    return str_eq(ast->target, STR("FHIRHelpers")) &&
           (ast->version.len == 0 || str_eq(ast->version, STR("4.0.1")));
}

// "A > B > A" when the include would go in a circle; NULL when it does not.
static const char *include_circle(const Checker *c, Str target) {
    size_t first = 0;
    while (first < c->including_count && !str_eq(c->including[first], target)) first++;
    if (first == c->including_count || target.len == 0) return NULL;
    Buf buf = {0};
    for (size_t i = first; i < c->including_count; i++)
        buf_printf(&buf, "%.*s > ", STR_ARG(c->including[i]));
    const char *text =
        arena_printf(c->arena, "%.*s%.*s%c", (int)buf.len, buf.data, STR_ARG(target), 0).data;
    buf_free(&buf);
    return text;
}

// The text of an included library becomes a tree, or an error is told.
static AstLibrary *parse_included(Checker *c, const AstDeclaration *ast) {
    LibraryText text;
    AstLibrary *parsed;
    Err err = {0};
    if (c->options.find == NULL) {
        wrong_with(c, ERR_MISSING, ast->place, "library '%.*s' is not there\ngive its folder",
                   STR_ARG(ast->target));
        return NULL;
    }
    if (!c->options.find(c->options.ctx, ast->target, ast->version, c->arena, &text, &err)) {
        wrong_with(c, err.code, ast->place, "%s", err.message);
        return NULL;
    }
    size_t before = c->list->errors;
    if (!cql_parse_recovering(text.source, text.file, c->list, &parsed)) return NULL;
    if (is_included(ast, parsed)) return parsed;
    if (c->list->errors == before)
        wrong(c, ast->place,
              "%.*s holds library '%.*s%s%.*s' version '%.*s'\ninclude that version, or put the "
              "right file there",
              STR_ARG(text.file), STR_ARG(parsed->qualifier), parsed->qualifier.len > 0 ? "." : "",
              STR_ARG(parsed->name), STR_ARG(parsed->version));
    return NULL;
}

static bool include_one(Checker *c, Library *library, const AstDeclaration *ast) {
    if (is_helpers(ast)) return add_name(c, library, ast, (Name){.kind = NAME_HELPERS});
    if (str_eq(ast->target, library->name)) {
        return wrong(c, ast->place, "library '%.*s' includes itself", STR_ARG(ast->target)) != NULL;
    }
    Library *included = library_find(c, ast);
    if (included == NULL) {
        const char *circle = include_circle(c, ast->target);
        if (circle != NULL)
            return wrong(c, ast->place, "these libraries include each other in a circle: %s",
                         circle) != NULL;
        AstLibrary *parsed = parse_included(c, ast);
        included = parsed == NULL ? NULL : add_parsed(c, parsed);
        if (included == NULL) return false;
    }
    return add_name(c, library, ast, (Name){.kind = NAME_LIBRARY, .library = included});
}

static void include_all(Checker *c, Library *library) {
    const AstLibrary *ast = library->ast;
    for (uint32_t i = 0; i < ast->declaration_count && !c->stopped; i++) {
        const AstDeclaration *declaration = &ast->declarations[i];
        if (declaration->kind != AST_INCLUDE) continue;
        if (declaration->is_broken || !include_one(c, library, declaration))
            add_broken(library, declaration);
    }
}

// The first error, when the caller wants no list: then nothing more is done.
static bool failed(Checker *c, Err *err) {
    if (c->list->errors == 0) return false;
    diagnostics_sort(c->list);
    diagnostics_first(c->list, err);
    return true;
}

// The library that was read from this very text, because another one includes it.
static Library *library_of_text(const Checker *c, Str source, Str file) {
    for (size_t i = 0; i < c->library_count; i++) {
        Library *library = c->libraries[i];
        bool same = library->source.data == source.data && library->source.len == source.len;
        if (same && str_eq(library->file, file)) return library;
    }
    return NULL;
}

bool checker_add(Checker *c, Str source, Str file, Library **library, Err *err) {
    c->err = err;
    *err = (Err){0};
    c->library = NULL;
    Library *known = library_of_text(c, source, file);
    if (known == NULL) {
        AstLibrary *ast;
        if (!cql_parse_recovering(source, file, c->list, &ast)) return !failed(c, err);
        const AstDeclaration same = {
            .target = ast->name, .version = ast->version, .qualifier = ast->qualifier};
        known = ast->name.len == 0 ? NULL : library_find(c, &same);
        if (known != NULL && !str_eq(known->source, source)) {
            err_set(err, ERR_CHECK, "the library '%.*s' stands in %.*s too: give one another name",
                    STR_ARG(ast->name), STR_ARG(known->file));
            return err_at(err, file, (int)ast->place.line, 1);
        }
        if (known == NULL) known = add_parsed(c, ast);
    }
    if (known != NULL) ((Names *)known->check)->is_added = true;
    bool stops = known == NULL || c->options.diagnostics == NULL;
    if (stops && failed(c, err)) return false;
    *library = known;
    return true;
}

bool checker_add_expression(Checker *c, Str expression, const Declaration **define, Err *err) {
    c->err = err;
    *err = (Err){0};
    Ast *body;
    if (!cql_parse_expression(expression, c->arena, &body, err)) return false;
    AstLibrary *ast = ARENA_NEW(c->arena, AstLibrary);
    AstDeclaration *declarations = ARENA_ARRAY(c->arena, AstDeclaration, 2);
    declarations[0] =
        (AstDeclaration){.kind = AST_USING, .name = STR("FHIR"), .version = STR("4.0.1")};
    declarations[1] = (AstDeclaration){.kind = AST_DEFINE,
                                       .name = STR("Expression"),
                                       .context = STR("Patient"),
                                       .expression = body};
    *ast = (AstLibrary){.source = expression, .declarations = declarations, .declaration_count = 2};
    Library *library = add_parsed(c, ast);
    if (library == NULL) return !failed(c, err);
    // A bare expression knows FHIR types only by their full name: `Quantity` is System.Quantity.
    ((Names *)library->check)->is_bare = true;
    Declaration *declaration = add_declaration(c, library, STR("Expression"));
    declaration->ast = &declarations[1];
    *define = declaration;
    return true;
}

// ---- declaring

static bool declare_using(Checker *c, Library *library, const AstDeclaration *ast) {
    Names *names = library->check;
    if (str_eq(ast->name, STR("System"))) return true;
    if (!str_eq(ast->name, STR("FHIR")) && !str_eq(ast->target, STR("FHIR"))) {
        names->uses_fhir = true;  // what follows is most likely right with it
        return wrong(c, ast->place, "model '%.*s' is not known\nwrite: using FHIR version '4.0.1'",
                     STR_ARG(ast->name)) != NULL;
    }
    if (ast->version.data != NULL && !str_eq(ast->version, STR("4.0.1")) &&
        !str_eq(ast->version, STR("4.0.0"))) {
        wrong(c, ast->place, "FHIR version '%.*s' is not known\nwrite: using FHIR version '4.0.1'",
              STR_ARG(ast->version));
    }
    names->uses_fhir = true;
    Declaration *patient = add_declaration(c, library, STR("Patient"));
    patient->type = type_fhir(c->types, fhir_type_find(STR("Patient")));
    Node *body = make_node(c, NODE_PATIENT, patient->type, ast->place, 0);
    patient->body = make_done(c, body);
    c->body_states[patient->index] = BODY_DONE;
    record_need_resource(c->program->needs, patient->type->model);
    need(c, patient->type->model, "birthDate", false);
    Name *name = ARENA_NEW(c->arena, Name);
    *name = (Name){.kind = NAME_DECLARATION, .declaration = patient};
    if (!map_has(names->names, STR("Patient"))) map_put_pointer(names->names, STR("Patient"), name);
    return true;
}

static bool declare_vocabulary(Checker *c, Library *library, const AstDeclaration *ast) {
    bool set = ast->kind == AST_VALUESET;
    VocabularyValue *made = ARENA_NEW(c->arena, VocabularyValue);
    *made = (VocabularyValue){ast->target, ast->version, ast->name, NULL};
    Value value = {.kind = set ? VALUE_VALUESET : VALUE_CODESYSTEM, .as.vocabulary = made};
    return add_name(c, library, ast,
                    (Name){.kind = NAME_VALUE,
                           .type = type_system(set ? TYPE_VALUESET : TYPE_CODESYSTEM),
                           .value = value,
                           .vocabulary = made});
}

// The line of a code or code system that is declared only below what refers to it; 0: of none.
static uint32_t line_below(const Checker *c, const Library *in, const Ast *reference,
                           TypeKind kind) {
    uint8_t wanted = kind == TYPE_CODE ? AST_CODE_DECLARATION : AST_CODESYSTEM;
    bool enough = c->list->count >= DIAGNOSTICS_MAX;
    for (uint32_t i = 0; i < in->ast->declaration_count && !enough; i++) {
        const AstDeclaration *one = &in->ast->declarations[i];
        if (one->kind == wanted && str_eq(one->name, reference->text) &&
            one->place.offset > reference->place.offset)
            return one->name_place.line;
    }
    return 0;
}

static const Name *reference_name(Checker *c, const Library *library, const Ast *reference,
                                  TypeKind kind) {
    const Library *in = library;
    if (reference->more.len > 0) {
        const Name *included = name_find(library, reference->more);
        if (included == NULL || included->kind != NAME_LIBRARY) {
            if (!name_is_broken(library, reference->more))
                wrong(c, reference->place, "no library '%.*s' is included%s",
                      STR_ARG(reference->more), near_library(c, library, reference->more));
            return NULL;
        }
        in = included->library;
    }
    const Name *name = name_find(in, reference->text);
    if (name != NULL && name->kind == NAME_VALUE && name->type->kind == kind) return name;
    uint32_t below = line_below(c, in, reference, kind);
    if (below > 0) {
        wrong(c, reference->place, "'%.*s' is declared below, in line %u\nmove it above this line",
              STR_ARG(reference->text), below);
        return NULL;
    }
    if (!name_is_broken(in, reference->text))
        wrong(c, reference->place, "'%.*s' is not declared as a %s%s", STR_ARG(reference->text),
              kind == TYPE_CODE ? "code" : "codesystem",
              near_value(c, in, reference->text, type_system(kind)));
    return NULL;
}

static bool declare_code(Checker *c, Library *library, const AstDeclaration *ast) {
    const Name *system = reference_name(c, library, ast->references[0], TYPE_CODESYSTEM);
    if (system == NULL) return false;
    const VocabularyValue *from = system->value.as.vocabulary;
    CodeValue code = {ast->target, from->id, from->version, ast->display};
    if (!c->terms_frozen) terms_code_add(c->options.terms, code.system, code.code, ast->display);
    return add_name(c, library, ast,
                    (Name){.kind = NAME_VALUE,
                           .type = type_system(TYPE_CODE),
                           .value = value_code(c->arena, code)});
}

static bool declare_concept(Checker *c, Library *library, const AstDeclaration *ast) {
    CodeValue *codes = ARENA_ARRAY(c->arena, CodeValue, ast->reference_count);
    bool ok = true;
    for (uint32_t i = 0; i < ast->reference_count; i++) {
        const Name *code = reference_name(c, library, ast->references[i], TYPE_CODE);
        ok = ok && code != NULL;
        if (code != NULL) codes[i] = *code->value.as.code;
    }
    if (!ok) return false;
    Value value = value_concept(c->arena, codes, ast->reference_count, ast->display);
    return add_name(c, library, ast,
                    (Name){.kind = NAME_VALUE, .type = type_system(TYPE_CONCEPT), .value = value});
}

static bool declare_parameter(Checker *c, Library *library, const AstDeclaration *ast) {
    if (c->parameter_count == c->parameter_size) {
        size_t size = c->parameter_size == 0 ? 16 : c->parameter_size * 2;
        Parameter *parameters = ARENA_ARRAY(c->arena, Parameter, size);
        if (c->parameter_count > 0)
            memcpy(parameters, c->parameters, c->parameter_count * sizeof *parameters);
        c->parameters = parameters;
        c->parameter_size = size;
    }
    Parameter *parameter = &c->parameters[c->parameter_count++];
    *parameter = (Parameter){.name = ast->name, .library = library};
    if (ast->type != NULL && (parameter->type = check_type(c, ast->type)) == NULL) return false;
    if (ast->expression != NULL) {
        c->frame = 0;
        Node *fallback = parameter->type == NULL
                             ? check(c, ast->expression)
                             : check_to(c, ast->expression, parameter->type, "the default");
        if (fallback == NULL) return false;
        parameter->fallback = fallback;
        parameter->type = parameter->type == NULL ? fallback->type : parameter->type;
    }
    return add_name(c, library, ast,
                    (Name){.kind = NAME_PARAMETER, .parameter = (uint32_t)c->parameter_count - 1});
}

static bool declare_function(Checker *c, Library *library, Declaration *function,
                             const AstDeclaration *ast) {
    Names *names = library->check;
    enum { MOST = 16 };
    if (ast->parameter_count > MOST)
        return wrong(c, ast->place, "a function takes at most %d parameters", MOST) != NULL;
    Str *parameter_names = ARENA_ARRAY(c->arena, Str, ast->parameter_count);
    const Type **types = ARENA_ARRAY(c->arena, const Type *, ast->parameter_count);
    bool ok = true;
    for (uint32_t i = 0; i < ast->parameter_count; i++) {
        parameter_names[i] = ast->parameters[i]->text;
        types[i] = check_type(c, ast->parameters[i]->kids[0]);
        ok = ok && types[i] != NULL;
    }
    if (!ok) return false;
    function->is_function = true;
    function->is_fluent = ast->is_fluent;
    function->parameter_count = ast->parameter_count;
    function->parameter_names = parameter_names;
    function->parameter_types = types;
    if (ast->type != NULL && (function->type = check_type(c, ast->type)) == NULL) return false;
    for (size_t i = 0; i < names->function_count; i++) {
        const Declaration *other = names->functions[i];
        bool same = str_eq(other->name, function->name) &&
                    other->parameter_count == function->parameter_count;
        for (uint32_t k = 0; same && k < other->parameter_count; k++)
            same = other->parameter_types[k] == types[k];
        if (same)
            return wrong(c, ast->name_place,
                         "'%.*s' with these parameters is declared already, in line %u\ngive one "
                         "of them another name",
                         STR_ARG(function->name), other->ast->name_place.line) != NULL;
    }
    Declaration **functions = ARENA_ARRAY(c->arena, Declaration *, names->function_count + 1);
    if (names->function_count > 0)
        memcpy(functions, names->functions, names->function_count * sizeof(Declaration *));
    functions[names->function_count] = function;
    names->functions = functions;
    names->function_count++;
    return true;
}

static bool declare_statement(Checker *c, Library *library, const AstDeclaration *ast,
                              Declaration **made) {
    Declaration *declaration = add_declaration(c, library, ast->name);
    declaration->ast = ast;
    declaration->is_function = ast->kind == AST_FUNCTION;
    declaration->is_private = ast->is_private;
    if (ast->is_broken) c->body_states[declaration->index] = BODY_WRONG;
    declaration->context =
        str_eq(ast->context, STR("Unfiltered")) || str_eq(ast->context, STR("Population"))
            ? CONTEXT_UNFILTERED
            : CONTEXT_PATIENT;
    *made = declaration;
    if (ast->is_external)
        return wrong(c, ast->place, "external functions are not supported") != NULL;
    if (ast->is_broken && ast->kind == AST_FUNCTION) return false;
    if (ast->kind == AST_FUNCTION) {
        if (declare_function(c, library, declaration, ast)) return true;
        c->body_states[declaration->index] = BODY_WRONG;
        return false;
    }
    return add_name(c, library, ast, (Name){.kind = NAME_DECLARATION, .declaration = declaration});
}

static bool declare(Checker *c, Library *library, const AstDeclaration *ast, Declaration **made) {
    *made = NULL;
    switch ((AstDeclarationKind)ast->kind) {
    case AST_USING:
        return declare_using(c, library, ast);
    case AST_CODESYSTEM:
    case AST_VALUESET:
        return declare_vocabulary(c, library, ast);
    case AST_CODE_DECLARATION:
        return declare_code(c, library, ast);
    case AST_CONCEPT_DECLARATION:
        return declare_concept(c, library, ast);
    case AST_DEFINE:
    case AST_FUNCTION:
        return declare_statement(c, library, ast, made);
    case AST_CONTEXT:
        if (str_eq(ast->name, STR("Patient")) || str_eq(ast->name, STR("Unfiltered")) ||
            str_eq(ast->name, STR("Population")))
            return true;
        return wrong(c, ast->place,
                     "context '%.*s' is not known\nwrite: context Patient, or context Unfiltered",
                     STR_ARG(ast->name)) != NULL;
    default:
        return true;
    }
}

static void declare_all(Checker *c, Library *library) {
    const AstLibrary *ast = library->ast;
    c->library = library;
    Declaration **made = ARENA_ARRAY(c->arena, Declaration *, ast->declaration_count + 1);
    size_t count = 0;
    for (uint32_t i = 0; i < ast->declaration_count; i++) {
        const AstDeclaration *one = &ast->declarations[i];
        if (one->is_broken && one->name.len == 0) continue;
        // Parameters may use codes and functions below them: they wait.
        if (one->kind == AST_PARAMETER && !one->is_broken) continue;
        if (((Names *)library->check)->is_bare && one->kind == AST_DEFINE) continue;
        bool statement = one->kind == AST_DEFINE || one->kind == AST_FUNCTION;
        bool ok = (!one->is_broken || statement) && declare(c, library, one, &made[count]);
        if (!ok) add_broken(library, one);
        if (ok && made[count] != NULL) count++;
    }
    for (uint32_t i = 0; i < ast->declaration_count; i++) {
        const AstDeclaration *one = &ast->declarations[i];
        if (one->kind == AST_PARAMETER && !one->is_broken && !declare_parameter(c, library, one))
            add_broken(library, one);
    }
    library->declarations = made;
    library->declaration_count = count;
}

// Value sets are looked up once the terms are frozen.
static void bind_value_sets(Checker *c, Library *library) {
    const AstLibrary *ast = library->ast;
    c->library = library;
    for (uint32_t i = 0; i < ast->declaration_count; i++) {
        const AstDeclaration *declaration = &ast->declarations[i];
        if (declaration->kind != AST_VALUESET || declaration->is_broken) continue;
        const Name *name = map_pointer(((Names *)library->check)->names, declaration->name);
        VocabularyValue *bound = name == NULL ? NULL : name->vocabulary;
        if (bound == NULL) continue;
        bound->set = terms_value_set(c->options.terms, declaration->target, declaration->version);
        if (bound->set == NULL)
            wrong_with(c, ERR_MISSING, declaration->place,
                       "value set \"%.*s\" (%.*s) is not there\ngive a file that holds it",
                       STR_ARG(declaration->name), STR_ARG(declaration->target));
    }
}

// ---- bodies

static bool check_body(Checker *c, Declaration *declaration) {
    const AstDeclaration *ast = declaration->ast;
    c->library = declaration->library;
    c->declaration = declaration;
    c->scope = NULL;
    c->frame = declaration->parameter_count;
    for (uint32_t i = 0; i < declaration->parameter_count; i++) {
        Variable *variable = ARENA_NEW(c->arena, Variable);
        *variable = (Variable){.outer = c->scope,
                               .name = declaration->parameter_names[i],
                               .type = declaration->parameter_types[i],
                               .slot = i};
        c->scope = variable;
    }
    Node *body = declaration->type == NULL
                     ? check(c, ast->expression)
                     : check_to(c, ast->expression, declaration->type, "the result");
    if (body == NULL) return false;
    declaration->body = body;
    declaration->type = body->type;
    declaration->frame_size = c->frame;
    return true;
}

// "A > B > A"
static const char *circle_text(Checker *c, const Declaration *declaration) {
    Buf buf = {0};
    enum { MOST = 12 };
    size_t count = 0;
    const Declaration *steps[MOST];
    for (const Running *r = c->running; r != NULL && count < MOST; r = r->outer) {
        steps[count++] = r->declaration;
        if (r->declaration == declaration) break;
    }
    while (count-- > 0) buf_printf(&buf, "'%.*s' > ", STR_ARG(steps[count]->name));
    const char *text = arena_printf(c->arena, "%.*s'%.*s'%c", (int)buf.len, buf.data,
                                    STR_ARG(declaration->name), 0)
                           .data;
    buf_free(&buf);
    return text;
}

static bool in_circle(Checker *c, const Declaration *declaration) {
    const Library *library = c->library;
    c->library = declaration->library;
    if (c->running != NULL && c->running->declaration == declaration) {
        wrong(c, declaration->ast->name_place,
              "'%.*s' refers to itself\nwrite it without its own name", STR_ARG(declaration->name));
    } else {
        wrong(c, declaration->ast->name_place,
              "'%.*s' refers to itself: %s\nwrite one of them without the others",
              STR_ARG(declaration->name), circle_text(c, declaration));
    }
    c->library = library;
    return false;
}

bool declaration_check(Checker *c, Declaration *declaration) {
    uint8_t *state = &c->body_states[declaration->index];
    if (*state == BODY_DONE) return true;
    if (*state == BODY_WRONG) return declaration->is_function && declaration->type != NULL;
    if (*state == BODY_RUNNING) {
        if (declaration->is_function && declaration->type != NULL) return true;
        return in_circle(c, declaration);
    }
    if (c->nesting >= 200)
        return wrong(c, declaration->ast->name_place,
                     "definitions refer to each other too deeply") != NULL;
    *state = BODY_RUNNING;
    const Library *library = c->library;
    Declaration *outer = c->declaration;
    Variable *scope = c->scope;
    uint32_t frame = c->frame;
    uint32_t depth = c->depth;
    uint32_t steps = c->steps;
    Running running = {c->running, declaration};
    c->running = &running;
    c->depth = 0;
    c->steps = 0;
    c->nesting++;
    bool ok = check_body(c, declaration);
    c->nesting--;
    c->running = running.outer;
    c->body_states[declaration->index] = ok ? BODY_DONE : BODY_WRONG;
    c->library = library;
    c->declaration = outer;
    c->scope = scope;
    c->frame = frame;
    c->depth = depth;
    c->steps = steps;
    return ok;
}

static void check_bodies(Checker *c) {
    for (size_t i = 0; i < c->declaration_count; i++) {
        Declaration *declaration = c->declarations[i];
        if (!declaration_check(c, declaration) || declaration->body == NULL) continue;
        if (c->options.show_results && !declaration->is_function && declaration->ast != NULL)
            need_whole(c, declaration->type);
    }
}

static void gather_program(Checker *c) {
    Program *made = c->program;
    made->libraries = c->libraries;
    made->library_count = c->library_count;
    made->declarations = c->declarations;
    made->declaration_count = c->declaration_count;
    made->parameters = c->parameters;
    made->parameter_count = c->parameter_count;
}

// Names are looked for only in libraries that could be read as a whole: what is broken may use
// them.
static void warn_all(Checker *c) {
    CheckWarnings warn = c->options.warn;
    for (size_t i = 0; warn != WARN_NOTHING && i < c->library_count; i++) {
        const Library *library = c->libraries[i];
        bool whole = true;
        for (uint32_t k = 0; k < library->ast->declaration_count; k++)
            whole = whole && !library->ast->declarations[k].is_broken;
        if (!((const Names *)library->check)->is_added) continue;
        if (whole && warn == WARN_ALL && c->list->errors == 0)
            warn_unused(c->program, library, c->list);
        warn_queries(library, c->list);
        warn_values(c->program, library, c->list);
        if (warn == WARN_ALL) warn_silence(c->program, library, c->list);
    }
    diagnostics_sort(c->list);
}

bool checker_finish(Checker *c, Program **program, Err *err) {
    c->err = err;
    *err = (Err){0};
    c->parsed = true;
    for (size_t i = 0; i < c->library_count; i++) declare_all(c, c->libraries[i]);
    if (!terms_freeze(c->options.terms, err)) return false;
    c->terms_frozen = true;
    for (size_t i = 0; i < c->library_count; i++) bind_value_sets(c, c->libraries[i]);
    check_bodies(c);
    gather_program(c);
    warn_all(c);
    if (failed(c, err)) return false;
    if (c->options.more_needs != NULL) c->options.more_needs(c->program->needs);
    record_needs_freeze(c->program->needs);
    *program = c->program;
    return true;
}

// ---- looking things up

const Declaration *library_declaration(const Library *library, Str name) {
    for (size_t i = 0; i < library->declaration_count; i++) {
        if (str_eq(library->declarations[i]->name, name)) return library->declarations[i];
    }
    return NULL;
}

const Library *program_library(const Program *program, Str name) {
    for (size_t i = 0; i < program->library_count; i++) {
        if (str_eq(program->libraries[i]->name, name)) return program->libraries[i];
    }
    return NULL;
}

const CodeValue *library_code(const Library *library, Str name) {
    const Name *found = name_find(library, name);
    if (found == NULL || found->kind != NAME_VALUE || found->type->kind != TYPE_CODE) return NULL;
    return found->value.as.code;
}
