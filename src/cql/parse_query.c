// parse_query: retrieves and queries.

#include "cql/parser.h"

// ---- retrieve

// Behind `code.coding[0]` that starts at token `at`, for rule simplePath; `at` itself if none.
static uint32_t simple_path_end(const Parser *p, uint32_t at) {
    const Token *tokens = p->tokens->tokens;
    if (!token_is_name(&tokens[at])) return at;
    at++;
    for (;;) {
        if (tokens[at].kind == TOKEN_POINT_SIGN && token_is_name(&tokens[at + 1])) {
            at += 2;
        } else if (tokens[at].kind == TOKEN_SQUARE_OPEN && tokens[at].match == at + 2) {
            at += 3;
        } else {
            return at;
        }
    }
}

static AstOp comparator(const Token *token) {
    switch (token->kind) {
    case WORD_IN:
        return AST_OP_IN;
    case TOKEN_EQUALS:
        return AST_OP_EQUAL;
    case TOKEN_TILDE:
        return AST_OP_EQUIVALENT;
    default:
        return AST_OP_NONE;
    }
}

static bool at_path(const Parser *p) {
    uint32_t end = simple_path_end(p, p->at);
    return end > p->at && comparator(&p->tokens->tokens[end]) != AST_OP_NONE;
}

// `name ->`
static bool at_context(const Parser *p) {
    uint32_t end = parser_path_end(p, p->at);
    return end > p->at && p->tokens->tokens[end].kind == TOKEN_ARROW;
}

Ast *parse_retrieve(Parser *p) {
    enum { CONTEXT, TYPE, PATH, TERMINOLOGY, KIDS };
    Ast *kids[KIDS] = {NULL};
    AstOp op = AST_OP_NONE;
    uint32_t first = p->at++;
    if (at_context(p)) {
        kids[CONTEXT] = parse_term(p);
        if (kids[CONTEXT] == NULL || !parser_expect(p, TOKEN_ARROW)) return NULL;
    }
    kids[TYPE] = parse_named_type(p);
    if (kids[TYPE] == NULL) return NULL;
    if (parser_accept(p, TOKEN_COLON)) {
        if (at_path(p)) {
            kids[PATH] = parse_term(p);
            if (kids[PATH] == NULL) return NULL;
            op = comparator(parser_token(p, 0));
            p->at++;
        }
        kids[TERMINOLOGY] = parse_expression(p);
        if (kids[TERMINOLOGY] == NULL) return NULL;
    }
    if (!parser_is(p, TOKEN_SQUARE_CLOSE)) {
        parser_expected(p, kids[TERMINOLOGY] == NULL ? "':' or ']'" : "']'");
        return NULL;
    }
    p->at++;
    Ast *node = node_new(p, AST_RETRIEVE, first, kids, KIDS);
    if (node != NULL) node->op = (uint8_t)op;
    return node;
}

// ---- sources

// Rule querySource: a retrieve, a name or an expression in parentheses.
static Ast *parse_source(Parser *p) {
    const Token *token = parser_token(p, 0);
    uint32_t first = p->at;
    if (token->kind == TOKEN_SQUARE_OPEN) return parse_retrieve(p);
    if (token->kind == TOKEN_ROUND_OPEN) {
        p->at++;
        Ast *inner = parse_expression(p);
        return inner == NULL || !parser_expect(p, TOKEN_ROUND_CLOSE) ? NULL : inner;
    }
    if (!token_is_name(token)) {
        parser_expected_hint(p, "the source of a query",
                             "a name, a retrieve or an expression in parentheses");
        return NULL;
    }
    Ast *node = parse_name(p, AST_IDENTIFIER, "a name");
    while (node != NULL && parser_accept(p, TOKEN_POINT_SIGN)) {
        Ast *part = parse_name(p, AST_MEMBER, "a name");
        Ast *member = part == NULL ? NULL : NODE(p, AST_MEMBER, first, node);
        if (member == NULL) return NULL;
        member->text = part->text;
        member->flag = part->flag;
        node = member;
    }
    return node;
}

// The alias behind a source, which becomes a node of that kind with the source as its kid.
static Ast *parse_alias(Parser *p, AstKind kind, uint32_t first, Ast *source) {
    if (source == NULL) return NULL;
    if (!parser_at_alias(p, p->at)) {
        parser_expected_hint(p, "an alias",
                             "each source of a query has one, as in '[Condition] C'");
        return NULL;
    }
    Ast *alias = parse_identifier(p, kind, "an alias");
    if (alias == NULL) return NULL;
    Ast *node = NODE(p, kind, first, source);
    if (node == NULL) return NULL;
    node->text = alias->text;
    node->flag = alias->flag;
    return node;
}

// Does a source with its alias start at token `at`? Without an alias a comma ends the query, as in
// `f(A X, B)`. The brackets were matched by the lexer, so nothing is read twice.
static bool source_ahead(const Parser *p, uint32_t at) {
    const Token *token = &p->tokens->tokens[at];
    uint32_t end = parser_path_end(p, at);
    if (token->kind == TOKEN_ROUND_OPEN || token->kind == TOKEN_SQUARE_OPEN) {
        if (token->match == 0) return false;
        end = token->match + 1;
    }
    return end > at && parser_at_alias(p, end);
}

// From the alias of the first source on, if that source has been taken. The grammar would also take
// several sources without `from`; an environment may ask for it (developer's guide, "Query Syntax
// Options"), and we do, as the reference translator does: `{ A a, B b }` does not look like one.
static Ast *parse_sources(Parser *p, uint32_t first, Ast *source) {
    Kids kids = {0};
    bool from = source == NULL && parser_accept(p, WORD_FROM);
    uint32_t start = from ? p->at : first;
    if (source == NULL) source = parse_source(p);
    for (;;) {
        Ast *node = parse_alias(p, AST_SOURCE, start, source);
        if (node == NULL) return NULL;
        kids_add(p, &kids, node);
        if (!parser_is(p, TOKEN_COMMA) || !source_ahead(p, p->at + 1)) break;
        if (!from) {
            parser_fail(p, "a query over several sources starts with 'from'; two queries in a row "
                           "each stand in parentheses");
            return NULL;
        }
        p->at++;
        start = p->at;
        source = parse_source(p);
    }
    return node_new(p, AST_GROUP, first, kids.items, kids.count);
}

// ---- clauses

static bool parse_lets(Parser *p, Ast **result) {
    Kids kids = {0};
    uint32_t first = p->at++;
    for (;;) {
        uint32_t start = p->at;
        Ast *name = parse_identifier(p, AST_LET, "a name");
        if (name == NULL || !parser_expect(p, TOKEN_COLON)) return false;
        Ast *value = parse_expression(p);
        Ast *let = value == NULL ? NULL : NODE(p, AST_LET, start, value);
        if (let == NULL) return false;
        let->text = name->text;
        let->flag = name->flag;
        kids_add(p, &kids, let);
        bool more = parser_is(p, TOKEN_COMMA) && parser_token(p, 1)->kind == TOKEN_IDENTIFIER &&
                    parser_token(p, 2)->kind == TOKEN_COLON;
        if (!more) break;
        p->at++;
    }
    *result = node_new(p, AST_GROUP, first, kids.items, kids.count);
    return *result != NULL;
}

// `with S x such that condition`
static Ast *parse_relation(Parser *p) {
    uint32_t first = p->at;
    AstKind kind = parser_is(p, WORD_WITH) ? AST_WITH : AST_WITHOUT;
    p->at++;
    Ast *source = parse_source(p);
    Ast *alias = parse_alias(p, kind, first, source);
    if (alias == NULL) return NULL;
    if (!token_is_word(parser_token(p, 0), "such") || !token_is_word(parser_token(p, 1), "that")) {
        parser_expected(p, "'such that'");
        return NULL;
    }
    p->at += 2;
    Ast *condition = parse_expression(p);
    if (condition == NULL) return NULL;
    Ast *node = NODE(p, kind, first, source, condition);
    if (node == NULL) return NULL;
    node->text = alias->text;
    node->flag = alias->flag;
    return node;
}

static bool parse_relations(Parser *p, Ast **result) {
    Kids kids = {0};
    uint32_t first = p->at;
    while (parser_is(p, WORD_WITH) || parser_is(p, WORD_WITHOUT)) {
        Ast *relation = parse_relation(p);
        if (relation == NULL) return false;
        kids_add(p, &kids, relation);
    }
    *result = node_new(p, AST_GROUP, first, kids.items, kids.count);
    return *result != NULL;
}

static uint8_t parse_all(Parser *p) {
    if (parser_accept(p, WORD_ALL)) return AST_ALL;
    return parser_accept(p, WORD_DISTINCT) ? AST_DISTINCT : 0;
}

static Ast *parse_return(Parser *p) {
    uint32_t first = p->at++;
    uint8_t flag = parse_all(p);
    Ast *value = parse_expression(p);
    Ast *node = value == NULL ? NULL : NODE(p, AST_RETURN, first, value);
    if (node != NULL) node->flag = flag;
    return node;
}

// Rule startingClause: a literal, or an expression in parentheses.
static Ast *parse_start(Parser *p) {
    p->at++;
    switch (parser_token(p, 0)->kind) {
    case TOKEN_INTEGER:
    case TOKEN_DECIMAL:
        return parse_number(p);
    case TOKEN_STRING:
    case TOKEN_ROUND_OPEN:
        return parse_term(p);
    default:
        parser_expected_hint(p, "a number, a quantity or a string",
                             "put any other start in parentheses");
        return NULL;
    }
}

static Ast *parse_aggregate(Parser *p) {
    uint32_t first = p->at++;
    uint8_t flag = parse_all(p);
    Ast *name = parse_identifier(p, AST_AGGREGATE, "a name for the running result");
    if (name == NULL) return NULL;
    Ast *start = NULL;
    if (parser_is(p, WORD_STARTING)) {
        start = parse_start(p);
        if (start == NULL) return NULL;
    }
    if (!parser_expect(p, TOKEN_COLON)) return NULL;
    Ast *value = parse_expression(p);
    Ast *node = value == NULL ? NULL : NODE(p, AST_AGGREGATE, first, start, value);
    if (node == NULL) return NULL;
    node->text = name->text;
    node->flag = (uint8_t)(name->flag | flag);
    return node;
}

static AstOp parse_direction(Parser *p) {
    if (parser_accept(p, WORD_ASC) || parser_accept(p, WORD_ASCENDING)) return AST_OP_ASCENDING;
    if (parser_accept(p, WORD_DESC) || parser_accept(p, WORD_DESCENDING)) return AST_OP_DESCENDING;
    return AST_OP_NONE;
}

static Ast *parse_sort(Parser *p) {
    Kids kids = {0};
    uint32_t first = p->at++;
    AstOp direction = parse_direction(p);
    if (direction == AST_OP_NONE) {
        if (!parser_accept(p, WORD_BY)) {
            parser_expected(p, "'by', 'asc' or 'desc'");
            return NULL;
        }
        do {
            uint32_t start = p->at;
            Ast *value = parse_level(p, LEVEL_TERM);
            if (value == NULL) return NULL;
            AstOp order = parse_direction(p);
            Ast *item = NODE(p, AST_SORT_ITEM, start, value);
            if (item == NULL) return NULL;
            item->op = (uint8_t)(order == AST_OP_NONE ? AST_OP_ASCENDING : order);
            kids_add(p, &kids, item);
        } while (parser_accept(p, TOKEN_COMMA));
    }
    Ast *node = node_new(p, AST_SORT, first, kids.items, kids.count);
    if (node != NULL) node->op = (uint8_t)direction;
    return node;
}

static bool parse_clauses(Parser *p, Ast **kids) {
    if (parser_is(p, WORD_LET) && !parse_lets(p, &kids[QUERY_LETS])) return false;
    if ((parser_is(p, WORD_WITH) || parser_is(p, WORD_WITHOUT)) &&
        !parse_relations(p, &kids[QUERY_RELATIONS])) {
        return false;
    }
    if (parser_accept(p, WORD_WHERE)) {
        kids[QUERY_WHERE] = parse_expression(p);
        if (kids[QUERY_WHERE] == NULL) return false;
    }
    if (parser_is(p, WORD_RETURN) || parser_is(p, WORD_AGGREGATE)) {
        bool aggregate = parser_is(p, WORD_AGGREGATE);
        kids[QUERY_RESULT] = aggregate ? parse_aggregate(p) : parse_return(p);
        if (kids[QUERY_RESULT] == NULL) return false;
    }
    if (parser_is(p, WORD_SORT)) {
        kids[QUERY_SORT] = parse_sort(p);
        if (kids[QUERY_SORT] == NULL) return false;
    }
    return true;
}

Ast *parse_query(Parser *p, uint32_t first, Ast *source) {
    Ast *kids[QUERY_KIDS] = {NULL};
    kids[QUERY_SOURCES] = parse_sources(p, first, source);
    if (kids[QUERY_SOURCES] == NULL || !parse_clauses(p, kids)) return NULL;
    return node_new(p, AST_QUERY, first, kids, QUERY_KIDS);
}
