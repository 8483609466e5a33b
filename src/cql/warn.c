// Names that nothing uses, found in the tree as it was written. A name counts as used wherever it
// stands, be it hidden by an alias there: rather one warning too few.

#include "cql/warn.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/map.h"

void warn_at(Diagnostics *list, const Library *library, AstPlace place, const char *format, ...) {
    char text[1000];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    DiagnosticSpot spot = {library->file, library->source, place};
    diagnostics_add(list, ERR_NONE, &spot, "%s", text);
}

// Keys of `used`: "Library\nname" for what a library declares, "Library\nalias\n" for what it
// includes.
typedef struct {
    const Program *program;
    const Library *library;
    Diagnostics *list;
    Map *used;
} Uses;

static Str key_of(const Uses *uses, Str library, Str name, const char *end) {
    return arena_printf(uses->list->arena, "%.*s\n%.*s%s", STR_ARG(library), STR_ARG(name), end);
}

static void use(Uses *uses, Str library, Str name, const char *end) {
    map_put(uses->used, key_of(uses, library, name, end), 1);
}

static bool is_used(const Uses *uses, Str name, const char *end) {
    return map_has(uses->used, key_of(uses, uses->library->name, name, end));
}

static const AstDeclaration *include_called(const Library *library, Str alias) {
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *one = &library->ast->declarations[i];
        if (one->kind == AST_INCLUDE && str_eq(one->name, alias)) return one;
    }
    return NULL;
}

static void use_below(Uses *uses, const Library *library, Str alias, Str name) {
    const AstDeclaration *include = include_called(library, alias);
    if (include == NULL) return;
    use(uses, library->name, alias, "\n");
    use(uses, include->target, name, "");
}

// A fluent function may stand in any included library.
static void use_fluent(Uses *uses, const Library *library, Str name) {
    use(uses, library->name, name, "");
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *include = &library->ast->declarations[i];
        if (include->kind != AST_INCLUDE) continue;
        for (size_t k = 0; k < uses->program->library_count; k++) {
            const Library *other = uses->program->libraries[k];
            if (!str_eq(other->name, include->target)) continue;
            for (size_t m = 0; m < other->declaration_count; m++) {
                if (other->declarations[m]->is_fluent && str_eq(other->declarations[m]->name, name))
                    use_below(uses, library, include->name, name);
            }
        }
    }
}

static void use_all(Uses *uses, const Library *library, const Ast *ast) {
    if (ast == NULL) return;
    bool below = ast->kid_count > 0 && ast->kids[0] != NULL && ast->kids[0]->kind == AST_IDENTIFIER;
    switch ((AstKind)ast->kind) {
    case AST_IDENTIFIER:
    case AST_CALL:
        use(uses, library->name, ast->text, "");
        break;
    case AST_REFERENCE:
        if (ast->more.len == 0) use(uses, library->name, ast->text, "");
        if (ast->more.len > 0) use_below(uses, library, ast->more, ast->text);
        break;
    case AST_MEMBER:
        if (below) use_below(uses, library, ast->kids[0]->text, ast->text);
        break;
    case AST_METHOD:
        if (below) use_below(uses, library, ast->kids[0]->text, ast->text);
        use_fluent(uses, library, ast->text);
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < ast->kid_count; i++) use_all(uses, library, ast->kids[i]);
    if (ast->timing != NULL) use_all(uses, library, ast->timing->quantity);
}

static void use_library(Uses *uses, const Library *library) {
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *one = &library->ast->declarations[i];
        use_all(uses, library, one->expression);
        for (uint32_t k = 0; k < one->reference_count; k++)
            use_all(uses, library, one->references[k]);
    }
}

// A library of terms alone is there for others.
static bool has_defines(const Library *library) {
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *one = &library->ast->declarations[i];
        if (one->kind == AST_DEFINE || one->kind == AST_FUNCTION) return true;
    }
    return false;
}

static const char *kind_of(const AstDeclaration *one) {
    switch ((AstDeclarationKind)one->kind) {
    case AST_INCLUDE:
        return str_eq(one->target, STR("FHIRHelpers")) ? NULL : "library";
    case AST_CODESYSTEM:
        return "code system";
    case AST_VALUESET:
        return "value set";
    case AST_CODE_DECLARATION:
        return "code";
    case AST_CONCEPT_DECLARATION:
        return "concept";
    case AST_PARAMETER:
        return "parameter";
    case AST_DEFINE:
        return one->is_private ? "private define" : NULL;
    case AST_FUNCTION:
        return one->is_private ? "private function" : NULL;
    default:
        return NULL;
    }
}

static void check_declared(Uses *uses) {
    const Library *library = uses->library;
    for (uint32_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *one = &library->ast->declarations[i];
        const char *what = kind_of(one);
        if (what == NULL || is_used(uses, one->name, one->kind == AST_INCLUDE ? "\n" : ""))
            continue;
        warn_at(uses->list, library, one->name_place,
                "the %s '%.*s' is never used\nuse it or take it away", what, STR_ARG(one->name));
    }
}

// ---- aliases and lets

static bool mentions(const Ast *ast, Str name) {
    if (ast == NULL) return false;
    if (ast->kind == AST_IDENTIFIER && str_eq(ast->text, name)) return true;
    for (uint32_t i = 0; i < ast->kid_count; i++) {
        if (mentions(ast->kids[i], name)) return true;
    }
    return false;
}

// Does a clause but the sources name it? Without a clause there is nothing that could.
static bool clauses_mention(const Ast *query, Str name, bool *any) {
    *any = false;
    for (uint32_t i = QUERY_LETS; i <= QUERY_RESULT; i++) {
        *any = *any || query->kids[i] != NULL;
        if (mentions(query->kids[i], name)) return true;
    }
    return mentions(query->kids[QUERY_SORT], name);
}

static void check_query(Diagnostics *list, const Library *library, const Ast *query) {
    const Ast *sources = query->kids[QUERY_SOURCES];
    bool any;
    for (uint32_t i = 0; i < sources->kid_count; i++) {
        const Ast *source = sources->kids[i];
        if (clauses_mention(query, source->text, &any) || !any) continue;
        warn_at(list, library, source->place,
                "the alias '%.*s' is never used: all of its rows are treated alike\nname it in the "
                "'where' or in the 'return'",
                STR_ARG(source->text));
    }
    const Ast *lets = query->kids[QUERY_LETS];
    for (uint32_t i = 0; lets != NULL && i < lets->kid_count; i++) {
        if (clauses_mention(query, lets->kids[i]->text, &any)) continue;
        warn_at(list, library, lets->kids[i]->place, "'%.*s' is never used\nuse it or take it away",
                STR_ARG(lets->kids[i]->text));
    }
    const Ast *relations = query->kids[QUERY_RELATIONS];
    for (uint32_t i = 0; relations != NULL && i < relations->kid_count; i++) {
        const Ast *one = relations->kids[i];
        if (mentions(one->kids[1], one->text)) continue;
        warn_at(list, library, one->place,
                "the alias '%.*s' is never used\nname it behind 'such that'", STR_ARG(one->text));
    }
}

static void check_queries(Diagnostics *list, const Library *library, const Ast *ast) {
    if (ast == NULL) return;
    if (ast->kind == AST_QUERY) check_query(list, library, ast);
    for (uint32_t i = 0; i < ast->kid_count; i++) check_queries(list, library, ast->kids[i]);
}

void warn_unused(const Program *program, const Library *library, Diagnostics *list) {
    Uses uses = {program, library, list, map_new(list->arena)};
    for (size_t i = 0; i < program->library_count; i++) use_library(&uses, program->libraries[i]);
    if (has_defines(library)) check_declared(&uses);
}

void warn_queries(const Library *library, Diagnostics *list) {
    for (uint32_t i = 0; i < library->ast->declaration_count; i++)
        check_queries(list, library, library->ast->declarations[i].expression);
}
