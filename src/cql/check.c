// Libraries: what they include and declare, in which order they are checked, and what is frozen at
// the end.
//
// Names are declared for all libraries first; bodies are checked when something refers to them, so
// order in the source does not matter and a circle is seen. Includes come before those that include
// them.

#include "cql/check_internal.h"

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

static bool add_name(Checker *c, const Library *library, const AstDeclaration *ast, Name name) {
    Names *names = library->check;
    Name *known = map_pointer(names->names, ast->name);
    if (known != NULL && !(known->kind == NAME_DECLARATION && known->declaration->ast == NULL)) {
        return wrong(c, ast->name_place, "'%.*s' is declared already", STR_ARG(ast->name)) != NULL;
    }
    Name *kept = ARENA_NEW(c->arena, Name);
    *kept = name;
    kept->is_private = ast->is_private;
    map_put_pointer(names->names, ast->name, kept);
    return true;
}

// ---- parsing and includes

static Library *library_find(const Checker *c, Str name, Str version) {
    for (size_t i = 0; i < c->library_count; i++) {
        if (str_eq(c->libraries[i]->name, name) &&
            (version.len == 0 || str_eq(c->libraries[i]->version, version)))
            return c->libraries[i];
    }
    return NULL;
}

static bool include_all(Checker *c, Library *library, size_t depth);

static Library *add_parsed(Checker *c, AstLibrary *ast, size_t depth) {
    if (c->library_count == MAX_LIBRARIES) {
        err_set(c->err, ERR_LIMIT, "more than %d libraries", MAX_LIBRARIES);
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
    library->check = names;
    c->library = library;
    if (!include_all(c, library, depth)) return NULL;
    c->libraries[c->library_count++] = library;
    return library;
}

static bool is_helpers(const AstDeclaration *ast) {
    return str_eq(ast->target, STR("FHIRHelpers")) &&
           (ast->version.len == 0 || str_eq(ast->version, STR("4.0.1")));
}

static bool include_one(Checker *c, Library *library, const AstDeclaration *ast, size_t depth) {
    if (is_helpers(ast)) return add_name(c, library, ast, (Name){.kind = NAME_HELPERS});
    if (str_eq(ast->target, library->name)) {
        return wrong(c, ast->place, "library '%.*s' includes itself", STR_ARG(ast->target)) != NULL;
    }
    Library *included = library_find(c, ast->target, ast->version);
    if (included == NULL) {
        if (depth > 32)
            return wrong(c, ast->place, "includes go in a circle or too deep at '%.*s'",
                         STR_ARG(ast->target)) != NULL;
        LibraryText text;
        AstLibrary *parsed;
        if (c->options.find == NULL) {
            err_set(c->err, ERR_MISSING, "library '%.*s' is not there: give its folder",
                    STR_ARG(ast->target));
            return err_at(c->err, library->file, (int)ast->place.line, (int)ast->place.column);
        }
        if (!c->options.find(c->options.ctx, ast->target, ast->version, c->arena, &text, c->err)) {
            return err_at(c->err, library->file, (int)ast->place.line, (int)ast->place.column);
        }
        if (!cql_parse_library(text.source, text.file, c->arena, &parsed, c->err)) return false;
        if (!str_eq(parsed->name, ast->target) ||
            (ast->version.len > 0 && !str_eq(parsed->version, ast->version))) {
            return wrong(c, ast->place, "%.*s holds library '%.*s' version '%.*s'",
                         STR_ARG(text.file), STR_ARG(parsed->name),
                         STR_ARG(parsed->version)) != NULL;
        }
        included = add_parsed(c, parsed, depth + 1);
        if (included == NULL) return false;
        c->library = library;
    }
    return add_name(c, library, ast, (Name){.kind = NAME_LIBRARY, .library = included});
}

static bool include_all(Checker *c, Library *library, size_t depth) {
    const AstLibrary *ast = library->ast;
    for (uint32_t i = 0; i < ast->declaration_count; i++) {
        if (ast->declarations[i].kind == AST_INCLUDE &&
            !include_one(c, library, &ast->declarations[i], depth))
            return false;
    }
    return true;
}

bool checker_add(Checker *c, Str source, Str file, Library **library, Err *err) {
    c->err = err;
    *err = (Err){0};
    AstLibrary *ast;
    if (!cql_parse_library(source, file, c->arena, &ast, err)) return false;
    Library *known = ast->name.len == 0 ? NULL : library_find(c, ast->name, ast->version);
    if (known == NULL) known = add_parsed(c, ast, 0);
    if (known == NULL) return false;
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
    Library *library = add_parsed(c, ast, 0);
    if (library == NULL) return false;
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
        return wrong(c, ast->place, "model '%.*s' is not known: Vigil reads FHIR version '4.0.1'",
                     STR_ARG(ast->name)) != NULL;
    }
    if (ast->version.data != NULL && !str_eq(ast->version, STR("4.0.1")) &&
        !str_eq(ast->version, STR("4.0.0"))) {
        return wrong(c, ast->place, "FHIR version '%.*s' is not known: write '4.0.1'",
                     STR_ARG(ast->version)) != NULL;
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

static const Name *reference_name(Checker *c, const Library *library, const Ast *reference,
                                  TypeKind kind) {
    const Library *in = library;
    if (reference->more.len > 0) {
        const Name *included = name_find(library, reference->more);
        if (included == NULL || included->kind != NAME_LIBRARY) {
            wrong(c, reference->place, "no library '%.*s' is included", STR_ARG(reference->more));
            return NULL;
        }
        in = included->library;
    }
    const Name *name = name_find(in, reference->text);
    if (name == NULL || name->kind != NAME_VALUE || name->type->kind != kind) {
        wrong(c, reference->place, "'%.*s' is not declared as a %s", STR_ARG(reference->text),
              kind == TYPE_CODE ? "code" : "codesystem");
        return NULL;
    }
    return name;
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
    for (uint32_t i = 0; i < ast->reference_count; i++) {
        const Name *code = reference_name(c, library, ast->references[i], TYPE_CODE);
        if (code == NULL) return false;
        codes[i] = *code->value.as.code;
    }
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
    for (uint32_t i = 0; i < ast->parameter_count; i++) {
        parameter_names[i] = ast->parameters[i]->text;
        types[i] = check_type(c, ast->parameters[i]->kids[0]);
        if (types[i] == NULL) return false;
    }
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
            return wrong(c, ast->name_place, "'%.*s' with these parameters is declared already",
                         STR_ARG(function->name)) != NULL;
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
    declaration->is_private = ast->is_private;
    declaration->context =
        str_eq(ast->context, STR("Unfiltered")) || str_eq(ast->context, STR("Population"))
            ? CONTEXT_UNFILTERED
            : CONTEXT_PATIENT;
    *made = declaration;
    if (ast->is_external)
        return wrong(c, ast->place, "external functions are not supported") != NULL;
    if (ast->kind == AST_FUNCTION) return declare_function(c, library, declaration, ast);
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
        return wrong(c, ast->place, "context '%.*s' is not known: write Patient or Unfiltered",
                     STR_ARG(ast->name)) != NULL;
    default:
        return true;
    }
}

static bool declare_all(Checker *c, Library *library) {
    const AstLibrary *ast = library->ast;
    c->library = library;
    Declaration **made = ARENA_ARRAY(c->arena, Declaration *, ast->declaration_count + 1);
    size_t count = 0;
    for (uint32_t i = 0; i < ast->declaration_count; i++) {
        // Parameters may use codes and functions below them: they wait.
        if (ast->declarations[i].kind == AST_PARAMETER) continue;
        if (((Names *)library->check)->is_bare && ast->declarations[i].kind == AST_DEFINE) continue;
        if (!declare(c, library, &ast->declarations[i], &made[count])) return false;
        if (made[count] != NULL) count++;
    }
    for (uint32_t i = 0; i < ast->declaration_count; i++) {
        if (ast->declarations[i].kind == AST_PARAMETER &&
            !declare_parameter(c, library, &ast->declarations[i]))
            return false;
    }
    library->declarations = made;
    library->declaration_count = count;
    return true;
}

// Value sets are looked up once the terms are frozen.
static bool bind_value_sets(Checker *c, Library *library) {
    const AstLibrary *ast = library->ast;
    for (uint32_t i = 0; i < ast->declaration_count; i++) {
        const AstDeclaration *declaration = &ast->declarations[i];
        if (declaration->kind != AST_VALUESET) continue;
        Name *name = map_pointer(((Names *)library->check)->names, declaration->name);
        VocabularyValue *bound = name->vocabulary;
        bound->set = terms_value_set(c->options.terms, declaration->target, declaration->version);
        if (bound->set != NULL) continue;
        err_set(c->err, ERR_MISSING,
                "value set \"%.*s\" (%.*s) is not there: give a file that holds it",
                STR_ARG(declaration->name), STR_ARG(declaration->target));
        return err_at(c->err, library->file, (int)declaration->place.line,
                      (int)declaration->place.column);
    }
    return true;
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

bool declaration_check(Checker *c, Declaration *declaration) {
    uint8_t *state = &c->body_states[declaration->index];
    if (*state == BODY_DONE) return true;
    if (*state == BODY_RUNNING) {
        if (declaration->is_function && declaration->type != NULL) return true;
        return wrong(c, declaration->ast->name_place, "'%.*s' refers to itself",
                     STR_ARG(declaration->name)) != NULL;
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
    c->depth = 0;
    c->nesting++;
    bool ok = check_body(c, declaration);
    c->nesting--;
    c->body_states[declaration->index] = BODY_DONE;
    c->library = library;
    c->declaration = outer;
    c->scope = scope;
    c->frame = frame;
    c->depth = depth;
    return ok;
}

static bool check_bodies(Checker *c) {
    for (size_t i = 0; i < c->declaration_count; i++) {
        Declaration *declaration = c->declarations[i];
        if (!declaration_check(c, declaration)) return false;
        if (c->options.show_results && !declaration->is_function && declaration->ast != NULL)
            need_whole(c, declaration->type);
    }
    return true;
}

bool checker_finish(Checker *c, Program **program, Err *err) {
    c->err = err;
    *err = (Err){0};
    c->parsed = true;
    for (size_t i = 0; i < c->library_count; i++) {
        if (!declare_all(c, c->libraries[i])) return false;
    }
    if (!terms_freeze(c->options.terms, err)) return false;
    c->terms_frozen = true;
    for (size_t i = 0; i < c->library_count; i++) {
        if (!bind_value_sets(c, c->libraries[i])) return false;
    }
    if (!check_bodies(c)) return false;
    if (c->options.more_needs != NULL) c->options.more_needs(c->program->needs);
    record_needs_freeze(c->program->needs);
    Program *made = c->program;
    made->libraries = c->libraries;
    made->library_count = c->library_count;
    made->declarations = c->declarations;
    made->declaration_count = c->declaration_count;
    made->parameters = c->parameters;
    made->parameter_count = c->parameter_count;
    *program = made;
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
