// parse_type: type specifiers, `List<FHIR.Condition>`.

#include "cql/parser.h"

// Rule namedTypeSpecifier: the last part may also be Code or Concept.
Ast *parse_named_type(Parser *p) {
    uint32_t first = p->at;
    Str qualifier = STR("");
    while (token_is_name(parser_token(p, 0)) && parser_token(p, 1)->kind == TOKEN_POINT_SIGN) {
        Str part = parser_token(p, 0)->text;
        qualifier = qualifier.len == 0
                        ? part
                        : arena_printf(p->arena, "%.*s.%.*s", STR_ARG(qualifier), STR_ARG(part));
        p->at += 2;
    }
    const Token *token = parser_token(p, 0);
    if (!token_is_name(token) && token->kind != WORD_CODE_SELECTOR &&
        token->kind != WORD_CONCEPT_SELECTOR) {
        parser_expected_name(p, "a type");
        return NULL;
    }
    p->at++;
    Ast *node = node_new(p, AST_TYPE_NAMED, first, NULL, 0);
    node->text = token->text;
    node->more = qualifier;
    node->flag = token->quoted ? AST_QUOTED : 0;
    return node;
}

static Ast *parse_type_of(Parser *p, AstKind kind, uint32_t first) {
    Kids kids = {0};
    p->at++;
    if (!parser_expect(p, TOKEN_LESS)) return NULL;
    do {
        Ast *type = parse_type(p);
        if (type == NULL) return NULL;
        kids_add(p, &kids, type);
    } while (kind == AST_TYPE_CHOICE && parser_accept(p, TOKEN_COMMA));
    if (!parser_expect(p, TOKEN_GREATER)) return NULL;
    return node_new(p, kind, first, kids.items, kids.count);
}

static Ast *parse_tuple_type(Parser *p, uint32_t first) {
    Kids kids = {0};
    p->at++;
    if (!parser_expect(p, TOKEN_CURLY_OPEN)) return NULL;
    do {
        uint32_t start = p->at;
        Ast *name = parse_name(p, AST_ELEMENT, "the name of an element");
        if (name == NULL) return NULL;
        if (parser_is(p, TOKEN_COLON)) {
            parser_expected_hint(p, "a type", "no ':' stands between an element and its type");
            return NULL;
        }
        Ast *type = parse_type(p);
        if (type == NULL) return NULL;
        Ast *element = NODE(p, AST_ELEMENT, start, type);
        if (element == NULL) return NULL;
        element->text = name->text;
        element->flag = name->flag;
        kids_add(p, &kids, element);
    } while (parser_accept(p, TOKEN_COMMA));
    if (!parser_expect(p, TOKEN_CURLY_CLOSE)) return NULL;
    return node_new(p, AST_TYPE_TUPLE, first, kids.items, kids.count);
}

Ast *parse_type(Parser *p) {
    if (!parser_enter(p)) return NULL;
    uint32_t first = p->at;
    const Token *token = parser_token(p, 0);
    Ast *type;
    if (token->kind == WORD_LIST) {
        type = parse_type_of(p, AST_TYPE_LIST, first);
    } else if (token->kind == WORD_INTERVAL) {
        type = parse_type_of(p, AST_TYPE_INTERVAL, first);
    } else if (token->kind == WORD_TUPLE) {
        type = parse_tuple_type(p, first);
    } else if (token_is_word(token, "Choice") && parser_token(p, 1)->kind == TOKEN_LESS) {
        type = parse_type_of(p, AST_TYPE_CHOICE, first);
    } else {
        type = parse_named_type(p);
    }
    p->nesting--;
    return type;
}
