#include "cql/parse.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/edits.h"
#include "cql/parser.h"

enum { MAX_SHOWN = 40, SHOWN_LINE = 160 };

// ---- tokens

const Token *parser_token(const Parser *p, uint32_t ahead) {
    uint32_t last = p->tokens->count - 1;
    uint32_t at = ahead > last - p->at ? last : p->at + ahead;
    return &p->tokens->tokens[at];
}

bool parser_is(const Parser *p, unsigned kind) {
    return p->tokens->tokens[p->at].kind == kind;
}

bool parser_accept(Parser *p, unsigned kind) {
    if (!parser_is(p, kind)) return false;
    if (kind != TOKEN_END) p->at++;
    return true;
}

static bool fail_here(Parser *p) {
    const AstPlace *place = &parser_token(p, 0)->place;
    p->wrong = *place;
    p->err->byte = place->offset;
    return err_at(p->err, p->file, (int)place->line, (int)place->column);
}

bool parser_enter(Parser *p) {
    if (p->nesting < AST_MAX_NESTING) {
        p->nesting++;
        return true;
    }
    err_set(p->err, ERR_LIMIT,
            "more than %d expressions within each other\ngive the inner ones a define of their own",
            AST_MAX_NESTING);
    return fail_here(p);
}

bool token_is_word(const Token *token, const char *spelling) {
    return token->kind == TOKEN_IDENTIFIER && !token->quoted &&
           token->text.len == strlen(spelling) &&
           memcmp(token->text.data, spelling, token->text.len) == 0;
}

bool token_is_name(const Token *token) {
    return token->kind == TOKEN_IDENTIFIER || token_class((TokenKind)token->kind) == TOKEN_NAME;
}

bool parser_at_phrase(const Parser *p, uint32_t at) {
    const Token *token = &p->tokens->tokens[at];
    if (token->kind != TOKEN_IDENTIFIER || token->quoted) return false;
    const Token *next = token + 1;  // TOKEN_END at the latest
    if (token_is_word(token, "included")) return next->kind == WORD_IN;
    if (token_is_word(token, "such")) return token_is_word(next, "that");
    if (token_is_word(token, "less") || token_is_word(token, "more")) {
        return token_is_word(next, "than");
    }
    if (!token_is_word(token, "on") || next->kind != WORD_OR) return false;
    return next[1].kind == WORD_BEFORE || next[1].kind == WORD_AFTER;
}

bool parser_at_alias(const Parser *p, uint32_t at) {
    return p->tokens->tokens[at].kind == TOKEN_IDENTIFIER && !parser_at_phrase(p, at);
}

uint32_t parser_path_end(const Parser *p, uint32_t at) {
    const Token *tokens = p->tokens->tokens;
    if (!token_is_name(&tokens[at])) return at;
    at++;
    while (tokens[at].kind == TOKEN_POINT_SIGN && token_is_name(&tokens[at + 1])) at += 2;
    return at;
}

// ---- errors

// The token as it stands in the source, short and on one line.
static void describe(const Parser *p, const Token *token, char *out, size_t size) {
    if (token->kind == TOKEN_END) {
        snprintf(out, size, "the end");
        return;
    }
    Str text = {p->source.data + token->place.offset, token->place.length};
    size_t len = 0;
    while (len < text.len && len < MAX_SHOWN && (unsigned char)text.data[len] >= 0x20) len++;
    bool cut = len < text.len;
    while (cut && len > 0 && ((unsigned char)text.data[len] & 0xc0) == 0x80) len--;
    const char *what = token->kind == TOKEN_STRING ? "the string "
                       : token->quoted             ? "the name "
                                                   : "";
    const char *mark = what[0] == '\0' ? "'" : "";  // the others have marks of their own
    snprintf(out, size, "%s%s%.*s%s%s", what, mark, (int)len, text.data, cut ? "..." : "", mark);
}

bool parser_fail(Parser *p, const char *format, ...) {
    char message[400];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    const Token *token = parser_token(p, 0);
    if (token->kind == TOKEN_BAD) snprintf(message, sizeof message, "%.*s", STR_ARG(token->text));
    err_set(p->err, ERR_PARSE, "%s", message);
    return fail_here(p);
}

// What is missing at the end of a line is missing there, not where the next line starts.
static bool blame_line_before(Parser *p) {
    const Token *token = parser_token(p, 0);
    if (p->at == 0 || token->kind == TOKEN_BAD) return false;
    const AstPlace *before = &token[-1].place;
    if (before->end_line >= token->place.line) return false;
    p->wrong = (AstPlace){.line = before->end_line,
                          .column = before->end_column,
                          .end_line = before->end_line,
                          .end_column = before->end_column + 1,
                          .offset = before->offset + before->length};
    p->err->line = (int)p->wrong.line;
    p->err->column = (int)p->wrong.column;
    p->err->byte = p->wrong.offset;
    return false;
}

bool parser_expected_hint(Parser *p, const char *what, const char *hint) {
    char found[MAX_SHOWN + 32];
    char after[MAX_SHOWN + 32] = "";
    describe(p, parser_token(p, 0), found, sizeof found);
    if (p->at > 0) describe(p, parser_token(p, 0) - 1, after, sizeof after);
    parser_fail(p, "expected %s%s%s, found %s%s%s", what, p->at > 0 ? " after " : "", after, found,
                hint[0] == '\0' ? "" : "\n", hint);
    return blame_line_before(p);
}

bool parser_expected(Parser *p, const char *what) {
    return parser_expected_hint(p, what, "");
}

bool parser_expected_name(Parser *p, const char *what) {
    const Token *token = parser_token(p, 0);
    char hint[MAX_SHOWN + 64] = "";
    if (token_class((TokenKind)token->kind) >= TOKEN_RESERVED) {
        snprintf(hint, sizeof hint, "as a name write it quoted: \"%.*s\"", STR_ARG(token->text));
    } else if (token->kind == TOKEN_STRING) {
        snprintf(hint, sizeof hint, "a name stands in \"double quotes\"");
    }
    return parser_expected_hint(p, what, hint);
}

// ---- hints

const char *parser_near_word(const Token *token) {
    static const char *const words[] = {
        "aggregate", "after",    "before",    "between", "called",   "case",     "codesystem",
        "contains",  "context",  "convert",   "define",  "distinct", "during",   "else",
        "ends",      "except",   "exists",    "flatten", "function", "implies",  "include",
        "included",  "includes", "intersect", "library", "meets",    "overlaps", "parameter",
        "private",   "properly", "public",    "return",  "returns",  "same",     "singleton",
        "sort",      "starts",   "such",      "then",    "union",    "using",    "valueset",
        "when",      "where",    "with",      "within",  "without"};
    if (token->kind != TOKEN_IDENTIFIER || token->quoted || token->text.len < 4) return NULL;
    size_t limit = token->text.len < 8 ? 1 : 2;
    const char *best = NULL;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t distance = str_edits(token->text, str_from(words[i]), limit);
        if (distance > limit || (distance == limit && best != NULL)) continue;
        best = words[i];
        limit = distance;
    }
    return best;
}

// What people from other languages write, and what CQL has instead.
static const char *end_hint(const Parser *p) {
    const Token *token = parser_token(p, 0);
    switch (token->kind) {
    case WORD_WHERE:
    case WORD_RETURN:
    case WORD_SORT:
    case WORD_LET:
    case WORD_WITH:
    case WORD_WITHOUT:
    case WORD_AGGREGATE:
        return "a query has an alias behind its source, then let, with, where, return, sort, in "
               "that order";
    case TOKEN_IDENTIFIER:
        return "an alias may follow only a name, a retrieve or an expression in parentheses";
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_STAR:
    case TOKEN_SLASH:
    case TOKEN_CARET:
    case TOKEN_AMPERSAND:
    case WORD_DIV:
    case WORD_MOD:
    case TOKEN_POINT_SIGN:
    case TOKEN_SQUARE_OPEN:
        return "put the expression before it in parentheses";
    case WORD_USING:
    case WORD_INCLUDE:
    case WORD_CODESYSTEM:
    case WORD_VALUESET:
    case WORD_CODE:
    case WORD_CONCEPT:
    case WORD_PARAMETER:
    case WORD_PUBLIC:
    case WORD_PRIVATE:
        return "declarations of that kind stand before the first 'context' and 'define'";
    case WORD_ELSE:
        return "each 'else' belongs to an 'if ... then ...' or a 'case'";
    default:
        return "";
    }
}

// A misspelled word of the language: where we are, or taken just before as an alias. It is where
// the parser stands then.
static bool fail_misspelled(Parser *p) {
    if (parser_is(p, TOKEN_BAD)) return false;
    for (uint32_t back = 0; back <= 1 && back <= p->at; back++) {
        const Token *token = &p->tokens->tokens[p->at - back];
        const char *meant = parser_near_word(token);
        if (meant == NULL) continue;
        p->at -= back;
        parser_fail(p, "'%.*s' is no word of CQL\ndid you mean '%s'?", STR_ARG(token->text), meant);
        return true;
    }
    return false;
}

static bool is_bare_word(const Token *token, uint32_t line) {
    return token->kind == TOKEN_IDENTIFIER && !token->quoted && token->place.line == line;
}

// `Has Two Tumours` without quotes: words in a row on one line, of which the last is where we are
// or just behind it.
static bool fail_unquoted(Parser *p, const char *what) {
    const Token *tokens = p->tokens->tokens;
    uint32_t first = p->at;
    uint32_t last = first;
    uint32_t line = tokens[p->at].place.line;
    while (first > 0 && is_bare_word(&tokens[first - 1], line)) first--;
    while (is_bare_word(&tokens[last], line)) last++;
    if (p->at - first < 1 || last - first < 2 || !is_bare_word(&tokens[p->at], line)) return false;
    Str words = {p->source.data + tokens[first].place.offset, tokens[last - 1].place.offset +
                                                                  tokens[last - 1].place.length -
                                                                  tokens[first].place.offset};
    if (words.len > (size_t)MAX_SHOWN * 2) return false;
    char hint[(size_t)MAX_SHOWN * 2 + 64];
    snprintf(hint, sizeof hint, "a name of several words stands in quotes: \"%.*s\"",
             STR_ARG(words));
    parser_expected_hint(p, what, hint);
    return true;
}

bool parser_expected_end(Parser *p, const char *what) {
    if (fail_misspelled(p) || fail_unquoted(p, what)) return false;
    return parser_expected_hint(p, what, end_hint(p));
}

// The opening bracket before where we are that nothing closes; NULL if there is none.
static const Token *open_bracket(const Parser *p) {
    enum { MOST = 4000 };  // tokens back: further away it helps nobody
    size_t closed = 0;
    uint32_t last = p->at > MOST ? p->at - MOST : 0;
    for (uint32_t at = p->at; at-- > last;) {
        const Token *token = &p->tokens->tokens[at];
        switch (token->kind) {
        case TOKEN_ROUND_CLOSE:
        case TOKEN_SQUARE_CLOSE:
        case TOKEN_CURLY_CLOSE:
            closed++;
            break;
        case TOKEN_ROUND_OPEN:
        case TOKEN_SQUARE_OPEN:
        case TOKEN_CURLY_OPEN:
            if (closed == 0) return token;
            closed--;
            break;
        default:
            break;
        }
    }
    return NULL;
}

static bool expected_close(Parser *p, const char *what) {
    char hint[200];
    const Token *open = open_bracket(p);
    if (open == NULL) return parser_expected_end(p, what);
    if (fail_misspelled(p)) return false;
    const char *more = end_hint(p);
    snprintf(hint, sizeof hint, "the '%.*s' in line %u, column %u is still open%s%s",
             STR_ARG(open->text), open->place.line, open->place.column, more[0] == '\0' ? "" : "; ",
             more);
    return parser_expected_hint(p, what, hint);
}

bool parser_expect(Parser *p, unsigned kind) {
    static const char *const spellings[] = {
#define X(constant, spelling, class) [TOKEN_##constant] = "'" spelling "'",
        TOKEN_SYMBOLS(X)
#undef X
#define X(constant, spelling, class) [WORD_##constant] = "'" spelling "'",
            TOKEN_WORDS(X)
#undef X
    };
    if (parser_accept(p, kind)) return true;
    switch (kind) {
    case TOKEN_ROUND_CLOSE:
    case TOKEN_SQUARE_CLOSE:
    case TOKEN_CURLY_CLOSE:
        return expected_close(p, spellings[kind]);
    case TOKEN_COMMA:
        return parser_expected_end(p, spellings[kind]);
    case TOKEN_COLON:
        return parser_expected_hint(
            p, spellings[kind],
            parser_is(p, TOKEN_STRING) ? "a colon stands between the name and what it is" : "");
    case WORD_THEN:
        if (fail_misspelled(p)) return false;
        return parser_expected_hint(p, spellings[kind], "it is 'if ... then ... else ...'");
    case WORD_END:
        if (fail_misspelled(p)) return false;
        return parser_expected_hint(p, spellings[kind],
                                    "a case closes with it: 'case when ... then ... else ... end'");
    default:
        return parser_expected(p, spellings[kind]);
    }
}

// ---- nodes

void kids_add(Parser *p, Kids *kids, Ast *kid) {
    if (kids->count == kids->size) {
        kids->size = kids->size == 0 ? 4 : kids->size * 2;
        Ast **more = ARENA_ARRAY(p->arena, Ast *, kids->size);
        if (kids->count > 0) memcpy(more, kids->items, kids->count * sizeof(Ast *));
        kids->items = more;
    }
    kids->items[kids->count++] = kid;
}

Ast *node_new(Parser *p, AstKind kind, uint32_t first, Ast *const *kids, uint32_t count) {
    Ast *node = ARENA_NEW(p->arena, Ast);
    uint32_t last = p->at > first ? p->at - 1 : first;
    node->kind = (uint8_t)kind;
    node->place = ast_place_join(p->tokens->tokens[first].place, p->tokens->tokens[last].place);
    node->height = 1;
    node->kid_count = count;
    if (count > 0) node->kids = ARENA_ARRAY(p->arena, Ast *, count);
    for (uint32_t i = 0; i < count; i++) {
        node->kids[i] = kids[i];
        if (kids[i] == NULL || kids[i]->height < node->height) continue;
        node->height = (uint16_t)(kids[i]->height + 1);
    }
    if (node->height <= AST_MAX_HEIGHT) return node;
    err_set(p->err, ERR_LIMIT,
            "a chain of more than %d operators\ncut it into defines of their own", AST_MAX_HEIGHT);
    fail_here(p);
    return NULL;
}

Ast *node_op(Parser *p, AstOp op, uint32_t first, Ast *operand) {
    if (operand == NULL) return NULL;
    Ast *node = NODE(p, AST_OPERATOR, first, operand);
    if (node != NULL) node->op = (uint8_t)op;
    return node;
}

Ast *node_op2(Parser *p, AstOp op, uint32_t first, Ast *left, Ast *right) {
    if (left == NULL || right == NULL) return NULL;
    Ast *node = NODE(p, AST_OPERATOR, first, left, right);
    if (node != NULL) node->op = (uint8_t)op;
    return node;
}

static Ast *take_name(Parser *p, AstKind kind) {
    const Token *token = parser_token(p, 0);
    p->at++;
    Ast *node = node_new(p, kind, p->at - 1, NULL, 0);
    node->text = token->text;
    node->flag = token->quoted ? AST_QUOTED : 0;
    return node;
}

Ast *parse_identifier(Parser *p, AstKind kind, const char *what) {
    if (parser_is(p, TOKEN_IDENTIFIER)) return take_name(p, kind);
    parser_expected_name(p, what);
    return NULL;
}

Ast *parse_name(Parser *p, AstKind kind, const char *what) {
    if (token_is_name(parser_token(p, 0))) return take_name(p, kind);
    parser_expected_name(p, what);
    return NULL;
}

// ---- what others call

static bool parser_open(Parser *p, Arena *scratch, TokenList *tokens) {
    bool ok = p->list == NULL ? lex(p->source, p->arena, scratch, tokens, p->err)
                              : lex_recovering(p->source, p->arena, scratch, tokens, p->err);
    if (!ok) return err_at(p->err, p->file, p->err->line, p->err->column);
    p->tokens = tokens;
    return true;
}

// The first error, its hint behind it.
static bool parser_failed(Parser *p) {
    err_join_hint(p->err);
    return false;
}

bool cql_parse_library(Str source, Str file, Arena *arena, AstLibrary **library, Err *err) {
    TokenList list;
    Parser p = {.arena = arena, .file = file, .source = source, .err = err};
    Arena *scratch = arena_new();
    AstLibrary *made = ARENA_NEW(arena, AstLibrary);
    bool ok = (parser_open(&p, scratch, &list) && parse_library(&p, made)) || parser_failed(&p);
    arena_free(scratch);
    if (ok) *library = made;
    return ok;
}

// The source is read as if it were right; only what is wrong is read a second time, with care.
bool cql_parse_recovering(Str source, Str file, Diagnostics *list, AstLibrary **library) {
    Err err = {0};
    if (cql_parse_library(source, file, list->arena, library, &err)) return true;
    TokenList tokens;
    err = (Err){0};
    Parser p = {.arena = list->arena, .file = file, .source = source, .err = &err, .list = list};
    AstLibrary *made = ARENA_NEW(list->arena, AstLibrary);
    Arena *scratch = arena_new();
    bool ok = parser_open(&p, scratch, &tokens);
    if (ok) parse_library(&p, made);
    arena_free(scratch);
    if (ok) {
        *library = made;
        return true;
    }
    AstPlace place = {.line = (uint32_t)err.line,
                      .column = (uint32_t)err.column,
                      .end_line = (uint32_t)err.line,
                      .end_column = (uint32_t)err.column + 1,
                      .offset = (uint32_t)err.byte};
    DiagnosticSpot spot = {file, source, place};
    diagnostics_add(list, err.code, &spot, "%s", err.message);
    return false;
}

bool cql_parse_expression(Str source, Arena *arena, Ast **expression, Err *err) {
    TokenList list;
    Parser p = {.arena = arena, .file = STR(""), .source = source, .err = err};
    Arena *scratch = arena_new();
    Ast *made = parser_open(&p, scratch, &list) ? parse_expression(&p) : NULL;
    if (made != NULL && !parser_is(&p, TOKEN_END)) {
        made = NULL;
        parser_expected_end(&p, "the end");
    }
    arena_free(scratch);
    if (made == NULL) return parser_failed(&p);
    *expression = made;
    return true;
}

// ---- showing a place

// The bytes of that line, without its end; empty when there is no such line.
static Str source_line(Str source, uint32_t line) {
    size_t start = 0;
    for (; line > 1; line--) {
        const char *end = memchr(source.data + start, '\n', source.len - start);
        if (end == NULL) return STR("");
        start = (size_t)(end - source.data) + 1;
    }
    const char *end =
        start < source.len ? memchr(source.data + start, '\n', source.len - start) : NULL;
    size_t stop = end == NULL ? source.len : (size_t)(end - source.data);
    if (stop > start && source.data[stop - 1] == '\r') stop--;
    return (Str){source.data + start, stop - start};
}

static bool starts_character(char c) {
    return ((unsigned char)c & 0xc0) != 0x80;
}

// Bytes of the line before its n-th character (from 0).
static size_t bytes_before(Str line, uint32_t n) {
    size_t at = 0;
    for (uint32_t seen = 0; at < line.len; at++) {
        if (starts_character(line.data[at]) && seen++ == n) break;
    }
    return at;
}

static void show(Buf *buf, Str line, uint32_t column, uint32_t width) {
    uint32_t skip = column > SHOWN_LINE / 2 ? column - SHOWN_LINE / 2 : 0;
    size_t start = bytes_before(line, skip);
    size_t end = start + bytes_before((Str){line.data + start, line.len - start}, SHOWN_LINE);
    const char *lead = skip > 0 ? "  ..." : "  ";
    buf_add(buf, (Str){lead, strlen(lead)});
    for (size_t i = start; i < end; i++) {
        unsigned char c = (unsigned char)line.data[i];
        bool control = (c < 0x20 && c != '\t') || c == 0x7f;
        char shown = line.data[i];
        if (control) shown = '?';
        buf_add_char(buf, shown);
    }
    if (end < line.len) buf_add(buf, STR("..."));
    buf_add(buf, skip > 0 ? STR("\n     ") : STR("\n  "));
    uint32_t at = skip;
    size_t i = start;
    for (; i < end && at + 1 < column; i++) {
        if (!starts_character(line.data[i])) continue;
        buf_add_char(buf, line.data[i] == '\t' ? '\t' : ' ');
        at++;
    }
    while (i < end && !starts_character(line.data[i])) i++;
    uint32_t carets = 0;
    for (; i < end && carets < width; i++) {
        if (!starts_character(line.data[i])) continue;
        buf_add_char(buf, '^');
        carets++;
    }
    if (carets == 0) buf_add_char(buf, '^');
    buf_add_char(buf, '\n');
}

void source_show(Buf *buf, Str source, const AstPlace *place) {
    bool one_line = place->end_line == place->line && place->end_column > place->column;
    uint32_t width = one_line ? place->end_column - place->column : UINT32_MAX;
    show(buf, source_line(source, place->line), place->column, width);
}

void source_show_err(Buf *buf, Str source, const Err *err) {
    if (err->line <= 0) return;
    show(buf, source_line(source, (uint32_t)err->line), (uint32_t)err->column, 1);
}
