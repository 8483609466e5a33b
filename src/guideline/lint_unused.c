// What nothing leads to: defines and functions, codes, code systems, includes, value sets.

#include "base/map.h"
#include "guideline/lint_internal.h"

// ---- defines and functions

static void check_declarations(Lint *lint) {
    const Program *program = lint->set->program;
    bool *reached = ARENA_ARRAY(lint->arena, bool, program->declaration_count + 1);
    for (size_t i = 0; i < program->declaration_count; i++) {
        const Item *item = lint->set->by_declaration[i];
        if (item == NULL) continue;
        const Declaration *const roots[] = {item->declaration, item->each, item->when,
                                            item->answers, item->bands};
        for (size_t k = 0; k < sizeof roots / sizeof roots[0]; k++)
            graph_reach(lint->graph, roots[k], NULL, reached);
    }
    for (size_t i = 0; i < program->declaration_count; i++) {
        const Declaration *declaration = program->declarations[i];
        if (reached[declaration->index] || declaration->ast == NULL ||
            !lint_looks_at(lint, declaration->library))
            continue;
        complain(lint, declaration->library, declaration->ast->name_place, "unused",
                 "nothing tagged leads to \"%.*s\": use it or take it away",
                 STR_ARG(declaration->name));
    }
}

// ---- names of codes and sets: a key is "Library\nName", of an alias "Library\nName\n"

typedef struct {
    Lint *lint;
    Map *used;
    const Library *library;
} Names;

static void use(Names *n, Str library, Str name, const char *end) {
    map_put(n->used,
            arena_printf(n->lint->arena, "%.*s\n%.*s%s", STR_ARG(library), STR_ARG(name), end), 1);
}

static bool is_used(const Names *n, Str name, const char *end) {
    return map_has(n->used, arena_printf(n->lint->arena, "%.*s\n%.*s%s", STR_ARG(n->library->name),
                                         STR_ARG(name), end));
}

// The library that an alias stands for; the alias itself when it is none.
static Str target_of(const Library *library, Str alias) {
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *declaration = &library->ast->declarations[i];
        if (declaration->kind == AST_INCLUDE && str_eq(declaration->name, alias))
            return declaration->target;
    }
    return alias;
}

static void use_below(Names *n, Str alias, Str name) {
    use(n, n->library->name, alias, "\n");
    use(n, target_of(n->library, alias), name, "");
}

static bool see_name(void *ctx, const Ast *ast) {
    Names *n = ctx;
    if (ast->kind == AST_IDENTIFIER) use(n, n->library->name, ast->text, "");
    if (ast->kind == AST_REFERENCE && ast->more.len == 0) use(n, n->library->name, ast->text, "");
    if (ast->kind == AST_REFERENCE && ast->more.len > 0) use_below(n, ast->more, ast->text);
    if ((ast->kind == AST_MEMBER || ast->kind == AST_METHOD) &&
        ast->kids[0]->kind == AST_IDENTIFIER)
        use_below(n, ast->kids[0]->text, ast->text);
    return true;
}

static void use_library(Names *n, const Library *library) {
    n->library = library;
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *declaration = &library->ast->declarations[i];
        ast_walk(declaration->expression, see_name, n);
        for (uint32_t k = 0; k < declaration->reference_count; k++)
            ast_walk(declaration->references[k], see_name, n);
    }
}

// A code that a tag names (@record, @of, @suggests).
static bool is_tagged(const Lint *lint, const CodeValue *code) {
    for (size_t i = 0; code != NULL && i < lint->set->program->declaration_count; i++) {
        const Item *item = lint->set->by_declaration[i];
        if (item != NULL && (item->record == code || item->of == code || item->suggests == code))
            return true;
    }
    return false;
}

static void check_name(const Names *n, const AstDeclaration *declaration) {
    bool used = is_used(n, declaration->name, "");
    const char *what = NULL;
    const char *rule = "unused";
    switch ((AstDeclarationKind)declaration->kind) {
    case AST_INCLUDE:
        what = "library";
        used = is_used(n, declaration->name, "\n") ||
               str_eq(declaration->target, STR("FHIRHelpers"));  // conversions call it unseen
        break;
    case AST_CODESYSTEM:
        what = "code system";
        break;
    case AST_VALUESET:
        what = "value set";
        rule = "value-set";
        break;
    case AST_CODE_DECLARATION:
        what = "code";
        used = used || is_tagged(n->lint, library_code(n->library, declaration->name));
        break;
    case AST_CONCEPT_DECLARATION:
        what = "concept";
        break;
    default:
        return;
    }
    if (used) return;
    complain(n->lint, n->library, declaration->place, rule,
             "the %s \"%.*s\" is not used: take it away", what, STR_ARG(declaration->name));
}

void lint_unused(Lint *lint) {
    const Program *program = lint->set->program;
    check_declarations(lint);
    Names n = {.lint = lint, .used = map_new(lint->arena)};
    for (size_t i = 0; i < program->library_count; i++) use_library(&n, program->libraries[i]);
    for (size_t i = 0; i < program->library_count; i++) {
        n.library = program->libraries[i];
        if (!lint_looks_at(lint, n.library)) continue;
        for (uint32_t k = 0; k < n.library->ast->declaration_count; k++)
            check_name(&n, &n.library->ast->declarations[k]);
    }
}
