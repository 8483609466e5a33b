// parser: what the parts of the parser share; for parse*.c only.
//
// Each parse_ function starts at the token under p->at, leaves p->at behind what it took, and
// returns NULL after an error, which stops the parser. One file a part of the grammar: parse.c
// (tokens, errors, nodes), parse_library.c, parse_expression.c (operators by precedence),
// parse_timing.c, parse_term.c, parse_query.c, parse_type.c.

#ifndef CQL_PARSER_H
#define CQL_PARSER_H

#include "cql/diagnostics.h"
#include "cql/lex.h"
#include "cql/parse.h"

typedef struct {
    const TokenList *tokens;
    uint32_t at;       // the token to look at next
    uint32_t nesting;  // operands within each other
    bool in_cast;      // `as` ends the operand of `cast`, unless brackets stand around it
    Arena *arena;
    Str file;
    Str source;
    Err *err;
    AstPlace wrong;     // of the token at which *err was set
    Diagnostics *list;  // NULL: the first error ends it all
} Parser;

// ---- tokens (parse.c)
const Token *parser_token(const Parser *p, uint32_t ahead);  // TOKEN_END behind the end
bool parser_is(const Parser *p, unsigned kind);
bool parser_accept(Parser *p, unsigned kind);
bool parser_expect(Parser *p, unsigned kind);  // or fails
bool parser_enter(Parser *p);  // one nesting deeper, or fails; undone by p->nesting--
// An unquoted name with that spelling: words that are reserved only in their place.
bool token_is_word(const Token *token, const char *spelling);
// identifier, or a keyword that may be a name (rule referentialIdentifier)
bool token_is_name(const Token *token);
// At token `at` a name starts a phrase: "included in", "less than", "on or", "such that".
bool parser_at_phrase(const Parser *p, uint32_t at);
// A plain or quoted identifier that is no such phrase: an alias, when it follows an expression.
bool parser_at_alias(const Parser *p, uint32_t at);
// Behind `A.b."c"` that starts at token `at`; `at` itself if none does.
uint32_t parser_path_end(const Parser *p, uint32_t at);

// ---- errors: all return false. Behind a newline in a message stands the hint.
// "expected WHAT after 'x', found 'y'"
bool parser_expected(Parser *p, const char *what);
// The same, and what to write instead.
bool parser_expected_hint(Parser *p, const char *what, const char *hint);
bool parser_fail(Parser *p, const char *format, ...) __attribute__((format(printf, 2, 3), cold));
// A name was wanted where a keyword stands; says to quote it.
bool parser_expected_name(Parser *p, const char *what);
// The word of the language that a misspelled one was meant to be ("conatins"); NULL if none is
// near.
const char *parser_near_word(const Token *token);
// An expression is over, but what follows cannot follow it.
bool parser_expected_end(Parser *p, const char *what);

// ---- nodes
typedef struct {
    Ast **items;
    uint32_t count, size;
} Kids;

void kids_add(Parser *p, Kids *kids, Ast *kid);
// From token `first` to the last one taken. NULL when the tree gets too high.
Ast *node_new(Parser *p, AstKind kind, uint32_t first, Ast *const *kids, uint32_t count);
#define NODE(p, kind, first, ...)                               \
    node_new((p), (kind), (first), (Ast *const[]){__VA_ARGS__}, \
             sizeof((Ast *const[]){__VA_ARGS__}) / sizeof(Ast *))
Ast *node_op(Parser *p, AstOp op, uint32_t first, Ast *operand);
Ast *node_op2(Parser *p, AstOp op, uint32_t first, Ast *left, Ast *right);

// An identifier (rule identifier, or referentialIdentifier) becomes a node of that kind without
// kids; `what` is for the error.
Ast *parse_identifier(Parser *p, AstKind kind, const char *what);
Ast *parse_name(Parser *p, AstKind kind, const char *what);

// ---- the grammar
// Levels of binding, loosest first: the order of the alternatives of rules expression and
// expressionTerm.
enum {
    LEVEL_ANY,
    LEVEL_IMPLIES,
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_MEMBERSHIP,
    LEVEL_EQUALITY,
    LEVEL_TIMING,
    LEVEL_INEQUALITY,
    LEVEL_SET,
    LEVEL_BETWEEN,
    LEVEL_LOGICAL_PREFIX,
    LEVEL_TYPE,
    LEVEL_TERM,  // from here on rule expressionTerm: no retrieve, no query
    LEVEL_ADDITION = LEVEL_TERM,
    LEVEL_MULTIPLICATION,
    LEVEL_POWER,
    LEVEL_NONE  // no operator
};

Ast *parse_expression(Parser *p);             // rule expression
Ast *parse_level(Parser *p, unsigned level);  // only operators of that level and tighter
Ast *parse_tail(Parser *p);                   // an expression that ends the one around it
Ast *parse_term(Parser *p);      // an operand of rule expressionTerm with its .x, [x], f()
Ast *parse_quantity(Parser *p);  // number and, if there is one, unit
Ast *parse_number(Parser *p);    // the same, INTEGER or DECIMAL when there is no unit
bool parser_at_unit(const Parser *p, uint32_t at);
Ast *parse_arguments(Parser *p, AstKind kind, uint32_t first, Ast *target, const Token *name);
Ast *parse_reference(Parser *p, const char *what);  // rules codesystemIdentifier, codeIdentifier
Ast *parse_code_selector(Parser *p);

bool parser_at_timing(const Parser *p);
Ast *parse_timing(Parser *p, uint32_t first, Ast *left);
// `day` of "day of"; NONE and true when there is none.
bool parse_precision_of(Parser *p, Precision *precision);
Precision token_precision(const Token *token);         // "day", or NONE
Precision token_plural_precision(const Token *token);  // "days", or NONE

Ast *parse_retrieve(Parser *p);
// After its first source when that has been taken already (else NULL): rule query.
Ast *parse_query(Parser *p, uint32_t first, Ast *source);

Ast *parse_type(Parser *p);
Ast *parse_named_type(Parser *p);

bool parse_library(Parser *p, AstLibrary *library);

#endif
