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
        bool bare = parser_is(p, TOKEN_IDENTIFIER) || parser_is(p, TOKEN_INTEGER) ||
                    parser_is(p, TOKEN_DECIMAL);
        const char *hint = bare ? "it stands in 'single quotes'" : "";
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

// Is what stands before it over? The end counts as well.
static bool starts_declaration(unsigned kind) {
    return kind == TOKEN_END || token_starts_declaration((TokenKind)kind);
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
    made->kind = AST_DEFINE;
    made->is_private = parser_accept(p, WORD_PRIVATE);
    if (!made->is_private) parser_accept(p, WORD_PUBLIC);
    made->is_fluent = parser_accept(p, WORD_FLUENT);
    if (made->is_fluent) return parser_expect(p, WORD_FUNCTION) && parse_function(p, made);
    if (parser_accept(p, WORD_FUNCTION)) return parse_function(p, made);
    if (!parse_declared_name(p, made, "a name or 'function'")) return false;
    if (parser_is(p, TOKEN_ROUND_OPEN)) {
        return parser_expected_hint(p, "':'", "with arguments it is 'define function ...'");
    }
    if (!parser_is(p, TOKEN_COLON))
        return parser_expected_hint(p, "':'", "it is 'define \"Name\": ...'");
    p->at++;
    made->expression = parse_expression(p);
    return made->expression != NULL;
}

// ---- going on behind an error

// `defin`, `valuset`: a misspelled word that starts a declaration.
static bool means_declaration(const Token *token) {
    static const char *const starts[] = {"define",   "context", "parameter",
                                         "valueset", "include", "codesystem"};
    const char *meant = parser_near_word(token);
    for (size_t i = 0; meant != NULL && i < sizeof starts / sizeof starts[0]; i++) {
        if (strcmp(meant, starts[i]) == 0) return true;
    }
    return false;
}

// Does a declaration start at token `at`? Its words may be names elsewhere: one that starts a line
// and has a name behind it is taken for a declaration. `define` is, wherever it stands.
static bool declaration_at(const Parser *p, uint32_t at) {
    const Token *token = &p->tokens->tokens[at];
    if (token->kind == TOKEN_END) return true;
    if (at > 0 && token[-1].kind == TOKEN_POINT_SIGN) return false;
    bool starts_line = at == 0 || token[-1].place.end_line < token->place.line;
    if (token->kind == WORD_DEFINE)
        return starts_line || token[1].kind == WORD_FUNCTION ||
               (token[1].kind == TOKEN_IDENTIFIER && token[2].kind == TOKEN_COLON);
    bool names = token[1].kind == TOKEN_IDENTIFIER || token[1].kind == TOKEN_STRING;
    if (!starts_line) return false;
    if (starts_declaration(token->kind)) return names || starts_declaration(token[1].kind);
    return names && means_declaration(token);
}

// `"Name: ...` without its second mark: as far as the colon.
static Str unclosed_name(const Parser *p, const Token *token) {
    Str text = {p->source.data + token->place.offset, token->place.length};
    if (text.len < 2 || text.data[0] != '"') return STR("");
    text = (Str){text.data + 1, text.len - 1};
    const char *colon = memchr(text.data, ':', text.len);
    if (colon != NULL) text.len = (size_t)(colon - text.data);
    while (text.len > 0 && text.data[text.len - 1] == ' ') text.len--;
    return text;
}

// The name of a declaration that could not be read: what uses it is not wrong for that.
static void salvage_name(const Parser *p, uint32_t first, AstDeclaration *made) {
    if (made->name.len > 0) return;
    const Token *token = &p->tokens->tokens[first];
    while (token->kind != TOKEN_END && starts_declaration(token->kind)) token++;
    while (token->kind == WORD_FLUENT || token->kind == WORD_FUNCTION) token++;
    if (parser_near_word(token) != NULL && token[1].kind == TOKEN_IDENTIFIER) token++;
    bool same_line = token->place.line == p->tokens->tokens[first].place.line;
    if (token->kind == TOKEN_END || !same_line) return;
    made->name = token->kind == TOKEN_BAD ? unclosed_name(p, token) : token->text;
    made->name_place = token->place;
}

// What went wrong is noted, and the next declaration is where we are. True when there may be one.
static bool recover(Parser *p, uint32_t first) {
    if (p->list == NULL) return false;
    DiagnosticSpot spot = {p->file, p->source, p->wrong};
    diagnostics_add(p->list, p->err->code, &spot, "%s", p->err->message);
    *p->err = (Err){0};
    p->nesting = 0;
    p->in_cast = false;
    if (p->at <= first && !parser_is(p, TOKEN_END)) p->at = first + 1;
    while (!declaration_at(p, p->at)) p->at++;
    return true;
}

// ---- the library

static AstPlace place_from(const Parser *p, uint32_t first) {
    if (p->at <= first) return p->tokens->tokens[first].place;  // nothing was taken
    return ast_place_join(p->tokens->tokens[first].place, p->tokens->tokens[p->at - 1].place);
}

static bool parse_head(Parser *p, AstLibrary *library) {
    Ast *name;
    library->comment = token_comment(p->tokens, p->at);
    uint32_t first = p->at++;
    if (!parse_qualified(p, &library->qualifier, &name, "the name of the library")) return false;
    library->name = name->text;
    if (!parse_version(p, &library->version)) return false;
    library->place = place_from(p, first);
    return true;
}

// Adds a declaration that was read from token `first` on, or what is left of it.
static bool finish(Parser *p, Declarations *all, uint32_t first, AstDeclaration *made, bool ok) {
    made->place = place_from(p, first);
    if (!ok) {
        made->is_broken = true;
        made->expression = NULL;
        salvage_name(p, first, made);
        ok = recover(p, first);
    }
    *declaration_add(p, all) = *made;
    return ok;
}

static bool parse_definitions(Parser *p, Declarations *all) {
    for (;;) {
        uint32_t first = p->at;
        bool known;
        AstDeclaration made = {.comment = token_comment(p->tokens, first)};
        bool ok = parse_definition(p, &made, &known);
        if (ok && !known) return true;
        if (!finish(p, all, first, &made, ok)) return false;
    }
}

// What stands where a statement should. The expression before it was over too early: it is wrong.
static bool parse_stray(Parser *p, Declarations *all, bool begun) {
    uint32_t first = p->at;
    bool semicolon =
        parser_is(p, TOKEN_BAD) && p->source.data[parser_token(p, 0)->place.offset] == ';';
    bool misplaced = p->list != NULL && p->at > 0 && declaration_at(p, p->at) &&
                     starts_declaration(parser_token(p, 0)->kind);
    if (misplaced && !begun) return parse_definitions(p, all);
    parser_expected_end(p, all->count == 0 ? "a declaration" : "'define', 'context' or the end");
    if (p->list == NULL) return false;
    if (p->at == first) p->wrong = parser_token(p, 0)->place;  // it is here, though on a new line
    if (misplaced) {
        DiagnosticSpot spot = {p->file, p->source, p->wrong};
        diagnostics_add(p->list, p->err->code, &spot, "%s", p->err->message);
        *p->err = (Err){0};
        p->at = first;  // a misspelled word before it may have been blamed
        return parse_definitions(p, all);
    }
    if (means_declaration(parser_token(p, 0))) {
        AstDeclaration made = {.kind = AST_DEFINE};
        return finish(p, all, first, &made, false);
    }
    AstDeclaration *last = all->count == 0 ? NULL : &all->items[all->count - 1];
    if (last != NULL && !semicolon) {
        last->is_broken = true;
        last->expression = NULL;
    }
    return recover(p, first);
}

static bool parse_statements(Parser *p, Declarations *all) {
    bool begun = false;  // a statement was seen: no definition may follow
    while (!parser_is(p, TOKEN_END)) {
        uint32_t first = p->at;
        AstDeclaration made = {.comment = token_comment(p->tokens, first)};
        bool ok;
        if (parser_accept(p, WORD_CONTEXT)) {
            ok = parse_context(p, &made, all);
        } else if (parser_accept(p, WORD_DEFINE)) {
            made.context = all->context;
            ok = parse_define(p, &made);
        } else {
            if (!parse_stray(p, all, begun)) return false;
            continue;
        }
        begun = true;
        if (!finish(p, all, first, &made, ok)) return false;
    }
    return true;
}

bool parse_library(Parser *p, AstLibrary *library) {
    Declarations all = {.context = STR("")};
    *library = (AstLibrary){.file = p->file,
                            .source = p->source,
                            .name = STR(""),
                            .qualifier = STR(""),
                            .comments = p->tokens->comments,
                            .comment_count = p->tokens->comment_count};
    if (parser_is(p, WORD_LIBRARY) && !parse_head(p, library) && !recover(p, 0)) return false;
    if (!parse_definitions(p, &all) || !parse_statements(p, &all)) return false;
    library->declarations = all.items;
    library->declaration_count = all.count;
    return true;
}
