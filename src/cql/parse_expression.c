// parse_expression: operators by how tightly they bind.
//
// The grammar's rules expression and expressionTerm are one ladder of levels (parser.h). An operand
// is parsed, then operators are taken as long as they bind at least as tightly as asked; all of
// them are left-associative, `^` too. What rule expressionTerm does not hold (a retrieve, a query,
// a comparison) cannot stand beside an arithmetic operator without parentheses. A chain of the same
// `and`, `or` or `xor` becomes one node.

#include "cql/parser.h"

typedef struct {
    uint8_t token;
    uint8_t level;
    uint8_t op;
} Infix;

// clang-format off
static const Infix infixes[] = {
    {WORD_IMPLIES,         LEVEL_IMPLIES,        AST_OP_IMPLIES},
    {WORD_OR,              LEVEL_OR,             AST_OP_OR},
    {WORD_XOR,             LEVEL_OR,             AST_OP_XOR},
    {WORD_AND,             LEVEL_AND,            AST_OP_AND},
    {WORD_IN,              LEVEL_MEMBERSHIP,     AST_OP_IN},
    {WORD_CONTAINS,        LEVEL_MEMBERSHIP,     AST_OP_CONTAINS},
    {TOKEN_EQUALS,         LEVEL_EQUALITY,       AST_OP_EQUAL},
    {TOKEN_NOT_EQUALS,     LEVEL_EQUALITY,       AST_OP_NOT_EQUAL},
    {TOKEN_TILDE,          LEVEL_EQUALITY,       AST_OP_EQUIVALENT},
    {TOKEN_NOT_TILDE,      LEVEL_EQUALITY,       AST_OP_NOT_EQUIVALENT},
    {TOKEN_LESS,           LEVEL_INEQUALITY,     AST_OP_LESS},
    {TOKEN_LESS_EQUALS,    LEVEL_INEQUALITY,     AST_OP_LESS_OR_EQUAL},
    {TOKEN_GREATER,        LEVEL_INEQUALITY,     AST_OP_GREATER},
    {TOKEN_GREATER_EQUALS, LEVEL_INEQUALITY,     AST_OP_GREATER_OR_EQUAL},
    {TOKEN_BAR,            LEVEL_SET,            AST_OP_UNION},
    {WORD_UNION,           LEVEL_SET,            AST_OP_UNION},
    {WORD_INTERSECT,       LEVEL_SET,            AST_OP_INTERSECT},
    {WORD_EXCEPT,          LEVEL_SET,            AST_OP_EXCEPT},
    {WORD_BETWEEN,         LEVEL_BETWEEN,        AST_OP_NONE},
    {WORD_IS,              LEVEL_TYPE,           AST_OP_NONE},
    {WORD_AS,              LEVEL_TYPE,           AST_OP_NONE},
    {TOKEN_PLUS,           LEVEL_ADDITION,       AST_OP_ADD},
    {TOKEN_MINUS,          LEVEL_ADDITION,       AST_OP_SUBTRACT},
    {TOKEN_AMPERSAND,      LEVEL_ADDITION,       AST_OP_CONCATENATE},
    {TOKEN_STAR,           LEVEL_MULTIPLICATION, AST_OP_MULTIPLY},
    {TOKEN_SLASH,          LEVEL_MULTIPLICATION, AST_OP_DIVIDE},
    {WORD_DIV,             LEVEL_MULTIPLICATION, AST_OP_TRUNCATED_DIVIDE},
    {WORD_MOD,             LEVEL_MULTIPLICATION, AST_OP_MODULO},
    {TOKEN_CARET,          LEVEL_POWER,          AST_OP_POWER},
};
// clang-format on

enum { INFIX_COUNT = sizeof infixes / sizeof infixes[0] };

// The operator under p->at; level NONE if there is none.
static Infix infix_here(const Parser *p) {
    const Infix none = {TOKEN_END, LEVEL_NONE, AST_OP_NONE};
    const Token *token = parser_token(p, 0);
    if (token->kind == WORD_AS && p->in_cast) return none;
    if (token->kind == WORD_PROPERLY && parser_token(p, 1)->kind == WORD_BETWEEN) {
        return (Infix){WORD_BETWEEN, LEVEL_BETWEEN, AST_OP_NONE};
    }
    for (size_t i = 0; i < INFIX_COUNT; i++) {
        if (infixes[i].token == token->kind) return infixes[i];
    }
    return parser_at_timing(p) ? (Infix){token->kind, LEVEL_TIMING, AST_OP_NONE} : none;
}

// `a or b or c`, from the first `or` on.
static Ast *parse_chain(Parser *p, uint32_t first, Ast *left, Infix infix) {
    Kids kids = {0};
    kids_add(p, &kids, left);
    while (parser_accept(p, infix.token)) {
        Ast *operand = parse_level(p, infix.level + 1U);
        if (operand == NULL) return NULL;
        kids_add(p, &kids, operand);
    }
    Ast *node = node_new(p, AST_OPERATOR, first, kids.items, kids.count);
    if (node != NULL) node->op = infix.op;
    return node;
}

// `in day of`, `contains`
static Ast *parse_membership(Parser *p, uint32_t first, Ast *left, Infix infix) {
    Precision precision;
    p->at++;
    if (!parse_precision_of(p, &precision)) return NULL;
    Ast *node = node_op2(p, (AstOp)infix.op, first, left, parse_level(p, LEVEL_MEMBERSHIP + 1));
    if (node != NULL) node->precision = (uint8_t)precision;
    return node;
}

static Ast *parse_between(Parser *p, uint32_t first, Ast *left) {
    bool properly = parser_accept(p, WORD_PROPERLY);
    p->at++;
    Ast *low = parse_level(p, LEVEL_TERM);
    if (low == NULL || !parser_expect(p, WORD_AND)) return NULL;
    Ast *high = parse_level(p, LEVEL_TERM);
    if (high == NULL) return NULL;
    Ast *node = NODE(p, AST_BETWEEN, first, left, low, high);
    if (node != NULL && properly) node->flag = AST_PROPERLY;
    return node;
}

// `is null`, `is not true`, `is T`
static Ast *parse_is(Parser *p, uint32_t first, Ast *left) {
    p->at++;
    bool negated = parser_accept(p, WORD_NOT);
    AstOp op = parser_accept(p, WORD_NULL)    ? AST_OP_IS_NULL
               : parser_accept(p, WORD_TRUE)  ? AST_OP_IS_TRUE
               : parser_accept(p, WORD_FALSE) ? AST_OP_IS_FALSE
                                              : AST_OP_NONE;
    if (op == AST_OP_NONE && negated) {
        parser_expected_hint(p, "'null', 'true' or 'false'", "for a type write 'not (x is T)'");
        return NULL;
    }
    if (op == AST_OP_NONE) {
        Ast *type = parse_type(p);
        return type == NULL ? NULL : NODE(p, AST_IS, first, left, type);
    }
    Ast *test = node_op(p, op, first, left);
    return negated ? node_op(p, AST_OP_NOT, first, test) : test;
}

static Ast *parse_infix(Parser *p, uint32_t first, Ast *left, Infix infix) {
    switch (infix.level) {
    case LEVEL_OR:
    case LEVEL_AND:
        return parse_chain(p, first, left, infix);
    case LEVEL_MEMBERSHIP:
        return parse_membership(p, first, left, infix);
    case LEVEL_TIMING:
        return parse_timing(p, first, left);
    case LEVEL_BETWEEN:
        return parse_between(p, first, left);
    default:
        break;
    }
    if (infix.token == WORD_IS) return parse_is(p, first, left);
    p->at++;
    if (infix.token == WORD_AS) {
        Ast *type = parse_type(p);
        return type == NULL ? NULL : NODE(p, AST_AS, first, left, type);
    }
    return node_op2(p, (AstOp)infix.op, first, left, parse_level(p, infix.level + 1U));
}

// ---- what only rule expression holds

static Ast *parse_cast(Parser *p, uint32_t first) {
    bool outer = p->in_cast;
    p->at++;
    p->in_cast = true;
    Ast *operand = parse_level(p, LEVEL_ANY);
    p->in_cast = outer;
    if (operand == NULL || !parser_expect(p, WORD_AS)) return NULL;
    Ast *type = parse_type(p);
    if (type == NULL) return NULL;
    Ast *node = NODE(p, AST_AS, first, operand, type);
    if (node != NULL) node->flag = AST_STRICT;
    return node;
}

// `years between a and b`, with or without `duration in`; `difference in days between a and b`.
static bool at_between(const Parser *p) {
    bool spelled = parser_is(p, WORD_DURATION) || parser_is(p, WORD_DIFFERENCE);
    uint32_t ahead = spelled && parser_token(p, 1)->kind == WORD_IN ? 2 : 0;
    return token_plural_precision(parser_token(p, ahead)) != PRECISION_NONE &&
           parser_token(p, ahead + 1)->kind == WORD_BETWEEN;
}

static Ast *parse_time_between(Parser *p, uint32_t first) {
    AstOp op = parser_is(p, WORD_DIFFERENCE) ? AST_OP_DIFFERENCE_BETWEEN : AST_OP_DURATION_BETWEEN;
    if (parser_token(p, 1)->kind == WORD_IN) p->at += 2;
    Precision precision = token_plural_precision(parser_token(p, 0));
    p->at += 2;
    Ast *low = parse_level(p, LEVEL_TERM);
    if (low == NULL || !parser_expect(p, WORD_AND)) return NULL;
    Ast *node = node_op2(p, op, first, low, parse_level(p, LEVEL_TERM));
    if (node != NULL) node->precision = (uint8_t)precision;
    return node;
}

static bool parser_at_wide(const Parser *p) {
    switch (parser_token(p, 0)->kind) {
    case WORD_NOT:
    case WORD_EXISTS:
    case WORD_CAST:
    case WORD_FROM:
    case TOKEN_SQUARE_OPEN:
        return true;
    default:
        return at_between(p);
    }
}

static Ast *parse_wide(Parser *p, uint32_t first) {
    switch (parser_token(p, 0)->kind) {
    case WORD_NOT:
        p->at++;
        return node_op(p, AST_OP_NOT, first, parse_level(p, LEVEL_TYPE));
    case WORD_EXISTS:
        p->at++;
        return node_op(p, AST_OP_EXISTS, first, parse_level(p, LEVEL_TYPE));
    case WORD_CAST:
        return parse_cast(p, first);
    case WORD_FROM:
        return parse_query(p, first, NULL);
    case TOKEN_SQUARE_OPEN:
        break;
    default:
        return parse_time_between(p, first);
    }
    Ast *retrieve = parse_retrieve(p);
    if (retrieve == NULL || !parser_at_alias(p, p->at)) return retrieve;
    return parse_query(p, first, retrieve);
}

// A name or something in parentheses, and an alias behind it: a query starts.
static bool source_taken(const Parser *p, uint32_t first) {
    const Token *token = &p->tokens->tokens[first];
    if (!parser_at_alias(p, p->at)) return false;
    if (token->kind == TOKEN_ROUND_OPEN) return token->match + 1 == p->at;
    return parser_path_end(p, first) == p->at;
}

// The first operand. *is_term: arithmetic may go on with it.
static Ast *parse_operand(Parser *p, unsigned level, bool *is_term) {
    uint32_t first = p->at;
    bool wide = parser_at_wide(p);
    *is_term = !wide;
    if (wide && level >= LEVEL_TERM) {
        parser_expected_hint(p, "an expression", "put what starts here in parentheses");
        return NULL;
    }
    if (!parser_enter(p)) return NULL;
    Ast *operand = wide ? parse_wide(p, first) : parse_term(p);
    if (operand != NULL && *is_term && level < LEVEL_TERM && source_taken(p, first)) {
        *is_term = false;
        operand = parse_query(p, first, operand);
    }
    p->nesting--;
    return operand;
}

Ast *parse_level(Parser *p, unsigned level) {
    uint32_t first = p->at;
    bool is_term;
    Ast *left = parse_operand(p, level, &is_term);
    while (left != NULL) {
        Infix infix = infix_here(p);
        if (infix.level == LEVEL_NONE || infix.level < level) return left;
        if (infix.level >= LEVEL_TERM && !is_term) {
            parser_fail(
                p, "'%.*s' cannot go on with this; put the expression before it in parentheses",
                STR_ARG(parser_token(p, 0)->text));
            return NULL;
        }
        left = parse_infix(p, first, left, infix);
        if (infix.level < LEVEL_TERM) is_term = false;
    }
    return NULL;
}

Ast *parse_expression(Parser *p) {
    bool outer = p->in_cast;
    p->in_cast = false;
    Ast *node = parse_level(p, LEVEL_ANY);
    p->in_cast = outer;
    return node;
}

Ast *parse_tail(Parser *p) {
    return parse_level(p, LEVEL_ANY);
}
