// parse_library: declarations, in the order in which a library has them.

#include "cql/parser.h"

typedef struct {
    AstDeclaration *items;
    uint32_t count, size;
    Str context;  // of the statements that follow
} Declarations;

static AstDeclaration *declaration_add(Parser *p, Declarations *all) {
    if (all->count == all->size) {
        all->size = all->size == 0 ? 16 : all->size * 2;
        AstDeclaration *more = ARENA_ARRAY(p->arena, AstDeclaration, all->size);
        if (all->count > 0) memcpy(more, all->items, all->count * sizeof *more);
        all->items = more;
    }
    return &all->items[all->count++];
}

// ---- parts

static bool parse_string(Parser *p, Str *text, const char *what) {
    if (!parser_is(p, TOKEN_STRING)) {
        const char *hint = parser_is(p, TOKEN_IDENTIFIER) ? "it stands in 'single quotes'" : "";
        return parser_expected_hint(p, what, hint);
    }
    *text = parser_token(p, 0)->text;
    p->at++;
    return true;
}

static bool parse_version(Parser *p, Str *version) {
    return !parser_accept(p, WORD_VERSION) || parse_string(p, version, "a version such as '1.0.0'");
}

static bool parse_display(Parser *p, Str *display) {
    return !parser_accept(p, WORD_DISPLAY) || parse_string(p, display, "a text to display");
}

static bool parse_declared_name(Parser *p, AstDeclaration *made, const char *what) {
    Ast *name = parse_identifier(p, AST_IDENTIFIER, what);
    if (name == NULL) return false;
    made->name = name->text;
    made->is_quoted = (name->flag & AST_QUOTED) != 0;
    made->name_place = name->place;
    return true;
}

// Rule qualifiedIdentifier: `a.b.Name`.
static bool parse_qualified(Parser *p, Str *qualifier, Ast **name, const char *what) {
    *qualifier = STR("");
    for (;;) {
        *name = parse_identifier(p, AST_IDENTIFIER, what);
        if (*name == NULL) return false;
        if (!parser_accept(p, TOKEN_POINT_SIGN)) return true;
        Str part = (*name)->text;
        *qualifier = qualifier->len == 0
                         ? part
                         : arena_printf(p->arena, "%.*s.%.*s", STR_ARG(*qualifier), STR_ARG(part));
    }
}

// `{ A, B.C }`, or one reference without braces.
static bool parse_references(Parser *p, AstDeclaration *made, bool braces, const char *what) {
    Kids kids = {0};
    if (braces && !parser_expect(p, TOKEN_CURLY_OPEN)) return false;
    do {
        Ast *reference = parse_reference(p, what);
        if (reference == NULL) return false;
        kids_add(p, &kids, reference);
    } while (braces && parser_accept(p, TOKEN_COMMA));
    made->references = kids.items;
    made->reference_count = kids.count;
    return !braces || parser_expect(p, TOKEN_CURLY_CLOSE);
}

// ---- definitions

static bool parse_using(Parser *p, AstDeclaration *made) {
    made->kind = AST_USING;
    return parse_declared_name(p, made, "the name of a model") && parse_version(p, &made->version);
}

static bool parse_include(Parser *p, AstDeclaration *made) {
    Ast *name;
    made->kind = AST_INCLUDE;
    if (!parse_qualified(p, &made->qualifier, &name, "the name of a library")) return false;
    made->target = made->name = name->text;
    made->is_quoted = (name->flag & AST_QUOTED) != 0;
    made->name_place = name->place;
    if (!parse_version(p, &made->version)) return false;
    return !parser_accept(p, WORD_CALLED) || parse_declared_name(p, made, "a name for the library");
}

static bool parse_codesystem(Parser *p, AstDeclaration *made) {
    made->kind = AST_CODESYSTEM;
    return parse_declared_name(p, made, "the name of a code system") &&
           parser_expect(p, TOKEN_COLON) &&
           parse_string(p, &made->target, "the code system's URI") &&
           parse_version(p, &made->version);
}

static bool parse_valueset(Parser *p, AstDeclaration *made) {
    made->kind = AST_VALUESET;
    if (!parse_declared_name(p, made, "the name of a value set") ||
        !parser_expect(p, TOKEN_COLON) || !parse_string(p, &made->target, "the value set's URI") ||
        !parse_version(p, &made->version)) {
        return false;
    }
    return !parser_accept(p, WORD_CODESYSTEMS) ||
           parse_references(p, made, true, "the name of a code system");
}

static bool parse_code(Parser *p, AstDeclaration *made) {
    made->kind = AST_CODE_DECLARATION;
    return parse_declared_name(p, made, "the name of a code") && parser_expect(p, TOKEN_COLON) &&
           parse_string(p, &made->target, "the code") && parser_expect(p, WORD_FROM) &&
           parse_references(p, made, false, "the name of a code system") &&
           parse_display(p, &made->display);
}

static bool parse_concept(Parser *p, AstDeclaration *made) {
    made->kind = AST_CONCEPT_DECLARATION;
    return parse_declared_name(p, made, "the name of a concept") && parser_expect(p, TOKEN_COLON) &&
           parse_references(p, made, true, "the name of a code") &&
           parse_display(p, &made->display);
}

static bool starts_declaration(unsigned kind) {
    switch (kind) {
    case TOKEN_END:
    case WORD_USING:
    case WORD_INCLUDE:
    case WORD_CODESYSTEM:
    case WORD_VALUESET:
    case WORD_CODE:
    case WORD_CONCEPT:
    case WORD_PARAMETER:
    case WORD_PUBLIC:
    case WORD_PRIVATE:
    case WORD_CONTEXT:
    case WORD_DEFINE:
        return true;
    default:
        return false;
    }
}

static bool parse_parameter(Parser *p, AstDeclaration *made) {
    made->kind = AST_PARAMETER;
    if (!parse_declared_name(p, made, "the name of a parameter")) return false;
    if (parser_is(p, TOKEN_COLON)) {
        return parser_expected_hint(p, "a type or 'default'", "no ':' stands before the type");
    }
    unsigned kind = parser_token(p, 0)->kind;
    if (!starts_declaration(kind) && kind != WORD_DEFAULT) {
        made->type = parse_type(p);
        if (made->type == NULL) return false;
    }
    if (!parser_accept(p, WORD_DEFAULT)) return true;
    made->expression = parse_expression(p);
    return made->expression != NULL;
}

// *known is false, and nothing taken, when no definition starts here.
static bool parse_definition(Parser *p, AstDeclaration *made, bool *known) {
    uint32_t first = p->at;
    made->is_private = parser_accept(p, WORD_PRIVATE);
    bool access = made->is_private || parser_accept(p, WORD_PUBLIC);
    unsigned kind = parser_token(p, 0)->kind;
    *known = true;
    p->at++;
    switch (kind) {
    case WORD_CODESYSTEM:
        return parse_codesystem(p, made);
    case WORD_VALUESET:
        return parse_valueset(p, made);
    case WORD_CODE:
        return parse_code(p, made);
    case WORD_CONCEPT:
        return parse_concept(p, made);
    case WORD_PARAMETER:
        return parse_parameter(p, made);
    case WORD_USING:
        if (!access) return parse_using(p, made);
        break;
    case WORD_INCLUDE:
        if (!access) return parse_include(p, made);
        break;
    default:
        break;
    }
    p->at--;
    *known = false;
    if (access) {
        return parser_expected_hint(
            p, "'codesystem', 'valueset', 'code', 'concept' or 'parameter'",
            kind == WORD_DEFINE ? "write 'define private' or 'define public'" : "");
    }
    p->at = first;
    return true;
}

// ---- statements

static bool parse_context(Parser *p, AstDeclaration *made, Declarations *all) {
    Ast *name;
    made->kind = AST_CONTEXT;
    if (!parse_qualified(p, &made->qualifier, &name, "the name of a context")) return false;
    made->name = name->text;
    made->is_quoted = (name->flag & AST_QUOTED) != 0;
    made->name_place = name->place;
    all->context = name->text;
    return true;
}

static bool parse_parameters(Parser *p, AstDeclaration *made) {
    Kids kids = {0};
    if (!parser_expect(p, TOKEN_ROUND_OPEN)) return false;
    if (parser_accept(p, TOKEN_ROUND_CLOSE)) return true;
    do {
        uint32_t first = p->at;
        Ast *name = parse_name(p, AST_ELEMENT, "the name of an argument");
        if (name == NULL) return false;
        if (parser_is(p, TOKEN_COLON)) {
            return parser_expected_hint(p, "a type", "no ':' stands between a name and its type");
        }
        Ast *type = parse_type(p);
        Ast *element = type == NULL ? NULL : NODE(p, AST_ELEMENT, first, type);
        if (element == NULL) return false;
        element->text = name->text;
        element->flag = name->flag;
        kids_add(p, &kids, element);
    } while (parser_accept(p, TOKEN_COMMA));
    made->parameters = kids.items;
    made->parameter_count = kids.count;
    return parser_expect(p, TOKEN_ROUND_CLOSE);
}

// The name of a function may be any word of the language.
static bool parse_function_name(Parser *p, AstDeclaration *made) {
    const Token *token = parser_token(p, 0);
    if (token_class((TokenKind)token->kind) < TOKEN_RESERVED) {
        return parse_declared_name(p, made, "the name of a function");
    }
    made->name = token->text;
    made->name_place = token->place;
    p->at++;
    return true;
}

static bool parse_function(Parser *p, AstDeclaration *made) {
    made->kind = AST_FUNCTION;
    if (!parse_function_name(p, made) || !parse_parameters(p, made)) return false;
    if (token_is_word(parser_token(p, 0), "returns")) {
        p->at++;
        made->type = parse_type(p);
        if (made->type == NULL) return false;
    }
    if (!parser_expect(p, TOKEN_COLON)) return false;
    if (token_is_word(parser_token(p, 0), "external")) {
        p->at++;
        made->is_external = true;
        return true;
    }
    made->expression = parse_expression(p);
    return made->expression != NULL;
}

static bool parse_define(Parser *p, AstDeclaration *made) {
    made->is_private = parser_accept(p, WORD_PRIVATE);
    if (!made->is_private) parser_accept(p, WORD_PUBLIC);
    made->is_fluent = parser_accept(p, WORD_FLUENT);
    if (made->is_fluent) return parser_expect(p, WORD_FUNCTION) && parse_function(p, made);
    if (parser_accept(p, WORD_FUNCTION)) return parse_function(p, made);
    made->kind = AST_DEFINE;
    if (!parse_declared_name(p, made, "a name or 'function'")) return false;
    if (parser_is(p, TOKEN_ROUND_OPEN)) {
        return parser_expected_hint(p, "':'", "with arguments it is 'define function ...'");
    }
    if (!parser_expect(p, TOKEN_COLON)) return false;
    made->expression = parse_expression(p);
    return made->expression != NULL;
}

// ---- the library

static AstPlace place_from(const Parser *p, uint32_t first) {
    return ast_place_join(p->list->tokens[first].place, p->list->tokens[p->at - 1].place);
}

static bool parse_head(Parser *p, AstLibrary *library) {
    Ast *name;
    library->comment = token_comment(p->list, p->at);
    uint32_t first = p->at++;
    if (!parse_qualified(p, &library->qualifier, &name, "the name of the library") ||
        !parse_version(p, &library->version)) {
        return false;
    }
    library->name = name->text;
    library->place = place_from(p, first);
    return true;
}

static bool parse_definitions(Parser *p, Declarations *all) {
    for (;;) {
        uint32_t first = p->at;
        bool known;
        AstDeclaration made = {.comment = token_comment(p->list, first)};
        if (!parse_definition(p, &made, &known)) return false;
        if (!known) return true;
        made.place = place_from(p, first);
        *declaration_add(p, all) = made;
    }
}

static bool parse_statements(Parser *p, Declarations *all) {
    while (!parser_is(p, TOKEN_END)) {
        uint32_t first = p->at;
        AstDeclaration made = {.comment = token_comment(p->list, first)};
        if (parser_accept(p, WORD_CONTEXT)) {
            if (!parse_context(p, &made, all)) return false;
        } else if (parser_accept(p, WORD_DEFINE)) {
            made.context = all->context;
            if (!parse_define(p, &made)) return false;
        } else {
            if (all->count == 0) return parser_expected(p, "a declaration");
            return parser_expected_end(p, "'define', 'context' or the end");
        }
        made.place = place_from(p, first);
        *declaration_add(p, all) = made;
    }
    return true;
}

bool parse_library(Parser *p, AstLibrary *library) {
    Declarations all = {.context = STR("")};
    *library = (AstLibrary){.file = p->file,
                            .source = p->source,
                            .name = STR(""),
                            .qualifier = STR(""),
                            .comments = p->list->comments,
                            .comment_count = p->list->comment_count};
    if (parser_is(p, WORD_LIBRARY) && !parse_head(p, library)) return false;
    if (!parse_definitions(p, &all) || !parse_statements(p, &all)) return false;
    library->declarations = all.items;
    library->declaration_count = all.count;
    return true;
}
