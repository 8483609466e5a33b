// parse_term: the operands of arithmetic: names, calls, literals, selectors, `start of`, `if`,
// `case`.

#include "cql/parser.h"

// ---- literals

bool parser_at_unit(const Parser *p, uint32_t at) {
    const Token *token = &p->tokens->tokens[at];
    return token->kind == TOKEN_STRING || token_precision(token) != PRECISION_NONE ||
           token_plural_precision(token) != PRECISION_NONE;
}

Ast *parse_quantity(Parser *p) {
    uint32_t first = p->at;
    p->at++;
    bool has_unit = parser_at_unit(p, p->at);
    if (has_unit) p->at++;
    Ast *node = node_new(p, AST_QUANTITY, first, NULL, 0);
    const Token *number = &p->tokens->tokens[first];
    node->text = number->text;
    node->more = has_unit ? number[1].text : STR("");
    if (has_unit && number[1].kind != TOKEN_STRING) node->flag = AST_CALENDAR;
    return node;
}

static bool at_number(const Parser *p, uint32_t ahead) {
    unsigned kind = parser_token(p, ahead)->kind;
    return kind == TOKEN_INTEGER || kind == TOKEN_DECIMAL;
}

Ast *parse_number(Parser *p) {
    const Token *token = parser_token(p, 0);
    uint32_t first = p->at;
    Ast *number = parse_quantity(p);
    if (p->at - first > 1) return number;
    number->kind = token->kind == TOKEN_INTEGER ? AST_INTEGER : AST_DECIMAL;
    number->more = (Str){NULL, 0};
    return number;
}

// A number, a quantity, or two of them as a ratio.
static Ast *parse_number_or_ratio(Parser *p) {
    uint32_t first = p->at;
    Ast *number = parse_number(p);
    if (!parser_is(p, TOKEN_COLON) || !at_number(p, 1)) return number;
    if (number->kind != AST_QUANTITY) number->more = STR("");
    number->kind = AST_QUANTITY;
    p->at++;
    Ast *denominator = parse_quantity(p);
    return NODE(p, AST_RATIO, first, number, denominator);
}

static Ast *parse_plain(Parser *p, AstKind kind) {
    p->at++;
    Ast *node = node_new(p, kind, p->at - 1, NULL, 0);
    node->text = p->tokens->tokens[p->at - 1].text;
    return node;
}

static Ast *parse_bare(Parser *p, AstKind kind, uint8_t flag) {
    p->at++;
    Ast *node = node_new(p, kind, p->at - 1, NULL, 0);
    node->flag = flag;
    return node;
}

static Ast *parse_external(Parser *p) {
    uint32_t first = p->at++;
    if (!parser_is(p, TOKEN_IDENTIFIER) && !parser_is(p, TOKEN_STRING)) {
        parser_expected(p, "a name or a string");
        return NULL;
    }
    Ast *node = parse_plain(p, AST_EXTERNAL);
    node->place = ast_place_join(p->tokens->tokens[first].place, node->place);
    return node;
}

// ---- selectors

static Ast *parse_interval(Parser *p, uint32_t first) {
    p->at++;
    uint8_t flag = 0;
    if (parser_accept(p, TOKEN_SQUARE_OPEN)) {
        flag = AST_LOW_CLOSED;
    } else if (!parser_accept(p, TOKEN_ROUND_OPEN)) {
        parser_expected(p, "'[' or '('");
        return NULL;
    }
    Ast *low = parse_expression(p);
    if (low == NULL || !parser_expect(p, TOKEN_COMMA)) return NULL;
    Ast *high = parse_expression(p);
    if (high == NULL) return NULL;
    if (parser_accept(p, TOKEN_SQUARE_CLOSE)) {
        flag |= AST_HIGH_CLOSED;
    } else if (!parser_accept(p, TOKEN_ROUND_CLOSE)) {
        parser_expected_end(p, "']' or ')'");
        return NULL;
    }
    Ast *node = NODE(p, AST_INTERVAL, first, low, high);
    if (node != NULL) node->flag = flag;
    return node;
}

// `name: expression, ...}` behind the opening brace, into kids.
static bool parse_elements(Parser *p, Kids *kids) {
    if (parser_accept(p, TOKEN_COLON)) return parser_expect(p, TOKEN_CURLY_CLOSE);
    do {
        uint32_t first = p->at;
        Ast *name = parse_name(p, AST_ELEMENT, "the name of an element");
        if (name == NULL || !parser_expect(p, TOKEN_COLON)) return false;
        Ast *value = parse_expression(p);
        Ast *element = value == NULL ? NULL : NODE(p, AST_ELEMENT, first, value);
        if (element == NULL) return false;
        element->text = name->text;
        element->flag = name->flag;
        kids_add(p, kids, element);
    } while (parser_accept(p, TOKEN_COMMA));
    return parser_expect(p, TOKEN_CURLY_CLOSE);
}

static Ast *parse_tuple(Parser *p, uint32_t first) {
    Kids kids = {0};
    parser_accept(p, WORD_TUPLE);
    if (!parser_expect(p, TOKEN_CURLY_OPEN)) return NULL;
    if (parser_is(p, TOKEN_CURLY_CLOSE)) {
        parser_expected_hint(p, "an element", "an empty tuple is 'Tuple { : }'");
        return NULL;
    }
    if (!parse_elements(p, &kids)) return NULL;
    return node_new(p, AST_TUPLE, first, kids.items, kids.count);
}

static Ast *parse_instance(Parser *p, uint32_t first) {
    Kids kids = {0};
    Ast *type = parse_named_type(p);
    if (type == NULL || !parser_expect(p, TOKEN_CURLY_OPEN)) return NULL;
    if (parser_is(p, TOKEN_CURLY_CLOSE)) {
        parser_expected_hint(p, "an element", "an instance without elements is '{ : }'");
        return NULL;
    }
    kids_add(p, &kids, type);
    if (!parse_elements(p, &kids)) return NULL;
    return node_new(p, AST_INSTANCE, first, kids.items, kids.count);
}

static Ast *parse_list(Parser *p, uint32_t first) {
    Kids kids = {0};
    Ast *type = NULL;
    if (parser_accept(p, WORD_LIST) && parser_accept(p, TOKEN_LESS)) {
        type = parse_type(p);
        if (type == NULL || !parser_expect(p, TOKEN_GREATER)) return NULL;
    }
    kids_add(p, &kids, type);
    if (!parser_expect(p, TOKEN_CURLY_OPEN)) return NULL;
    if (!parser_is(p, TOKEN_CURLY_CLOSE)) {
        do {
            Ast *item = parse_expression(p);
            if (item == NULL) return NULL;
            kids_add(p, &kids, item);
        } while (parser_accept(p, TOKEN_COMMA));
    }
    if (!parser_expect(p, TOKEN_CURLY_CLOSE)) return NULL;
    return node_new(p, AST_LIST, first, kids.items, kids.count);
}

// `{`: a tuple if a name and a colon follow, else a list.
static Ast *parse_braces(Parser *p, uint32_t first) {
    const Token *token = parser_token(p, 1);
    bool named = token_is_name(token) && parser_token(p, 2)->kind == TOKEN_COLON;
    if (named || token->kind == TOKEN_COLON) return parse_tuple(p, first);
    return parse_list(p, first);
}

static bool parse_display(Parser *p, Str *display) {
    *display = (Str){NULL, 0};
    if (!parser_accept(p, WORD_DISPLAY)) return true;
    if (!parser_is(p, TOKEN_STRING)) return parser_expected(p, "a string");
    *display = parser_token(p, 0)->text;
    p->at++;
    return true;
}

Ast *parse_reference(Parser *p, const char *what) {
    uint32_t first = p->at;
    Ast *node = parse_identifier(p, AST_REFERENCE, what);
    if (node == NULL) return NULL;
    Str library = STR("");
    if (parser_accept(p, TOKEN_POINT_SIGN)) {
        library = node->text;
        node = parse_identifier(p, AST_REFERENCE, what);
        if (node == NULL) return NULL;
    }
    node->more = library;
    node->place = ast_place_join(p->tokens->tokens[first].place, node->place);
    return node;
}

Ast *parse_code_selector(Parser *p) {
    uint32_t first = p->at;
    if (!parser_expect(p, WORD_CODE_SELECTOR)) return NULL;
    if (!parser_is(p, TOKEN_STRING)) {
        parser_expected(p, "a code as a string");
        return NULL;
    }
    Str code = parser_token(p, 0)->text;
    p->at++;
    if (!parser_expect(p, WORD_FROM)) return NULL;
    Ast *reference = parse_reference(p, "the name of a code system");
    Str display;
    if (reference == NULL || !parse_display(p, &display)) return NULL;
    Ast *node = NODE(p, AST_CODE, first, reference);
    if (node == NULL) return NULL;
    node->text = code;
    node->more = display;
    return node;
}

static Ast *parse_concept(Parser *p, uint32_t first) {
    Kids kids = {0};
    p->at += 2;
    do {
        Ast *code = parse_code_selector(p);
        if (code == NULL) return NULL;
        kids_add(p, &kids, code);
    } while (parser_accept(p, TOKEN_COMMA));
    Str display;
    if (!parser_expect(p, TOKEN_CURLY_CLOSE) || !parse_display(p, &display)) return NULL;
    Ast *node = node_new(p, AST_CONCEPT, first, kids.items, kids.count);
    if (node != NULL) node->more = display;
    return node;
}

// ---- names and calls

// `(a, b)`: CALL without a target, METHOD with one.
Ast *parse_arguments(Parser *p, AstKind kind, uint32_t first, Ast *target, const Token *name) {
    Kids kids = {0};
    if (target != NULL) kids_add(p, &kids, target);
    if (!parser_expect(p, TOKEN_ROUND_OPEN)) return NULL;
    if (!parser_is(p, TOKEN_ROUND_CLOSE)) {
        do {
            Ast *argument = parse_expression(p);
            if (argument == NULL) return NULL;
            kids_add(p, &kids, argument);
        } while (parser_accept(p, TOKEN_COMMA));
    }
    if (!parser_expect(p, TOKEN_ROUND_CLOSE)) return NULL;
    Ast *node = node_new(p, kind, first, kids.items, kids.count);
    if (node == NULL) return NULL;
    node->text = name->text;
    node->flag = name->quoted ? AST_QUOTED : 0;
    return node;
}

// Is there `A.B {` ? The last part may be Code or Concept.
static bool at_instance(const Parser *p) {
    const Token *tokens = p->tokens->tokens;
    uint32_t end = parser_path_end(p, p->at);
    if (end > p->at && tokens[end].kind == TOKEN_POINT_SIGN) end++;
    if ((end == p->at || tokens[end - 1].kind == TOKEN_POINT_SIGN) &&
        (tokens[end].kind == WORD_CODE_SELECTOR || tokens[end].kind == WORD_CONCEPT_SELECTOR)) {
        end++;
    }
    return end > p->at && tokens[end].kind == TOKEN_CURLY_OPEN &&
           tokens[end - 1].kind != TOKEN_POINT_SIGN;
}

static Ast *parse_invocation(Parser *p, uint32_t first) {
    const Token *name = parser_token(p, 0);
    if (parser_token(p, 1)->kind == TOKEN_ROUND_OPEN) {
        p->at++;
        return parse_arguments(p, AST_CALL, first, NULL, name);
    }
    return parse_name(p, AST_IDENTIFIER, "a name");
}

// `.name`, `.f(...)`, `[index]` behind an operand.
static Ast *parse_member(Parser *p, uint32_t first, Ast *target) {
    p->at++;
    const Token *name = parser_token(p, 0);
    bool any_word = token_class((TokenKind)name->kind) >= TOKEN_RESERVED;
    if (parser_token(p, 1)->kind == TOKEN_ROUND_OPEN && (token_is_name(name) || any_word)) {
        p->at++;
        return parse_arguments(p, AST_METHOD, first, target, name);
    }
    Ast *part = parse_name(p, AST_MEMBER, "a name");
    if (part == NULL) return NULL;
    Ast *node = NODE(p, AST_MEMBER, first, target);
    if (node == NULL) return NULL;
    node->text = part->text;
    node->flag = part->flag;
    return node;
}

static Ast *parse_index(Parser *p, uint32_t first, Ast *target) {
    p->at++;
    Ast *index = parse_expression(p);
    if (index == NULL || !parser_expect(p, TOKEN_SQUARE_CLOSE)) return NULL;
    return NODE(p, AST_INDEX, first, target, index);
}

// ---- prefixes: their operand is a term with what hangs on it, nothing looser

static Ast *parse_prefix(Parser *p, AstOp op, uint32_t words) {
    uint32_t first = p->at;
    p->at += words;
    if (!parser_enter(p)) return NULL;
    Ast *operand = parse_term(p);
    p->nesting--;
    return node_op(p, op, first, operand);
}

// The prefix under p->at, and of how many words it is; NONE if there is none.
static AstOp prefix_here(const Parser *p, uint32_t *words) {
    const Token *token = parser_token(p, 0);
    bool of = parser_token(p, 1)->kind == WORD_OF;
    bool from = parser_token(p, 1)->kind == WORD_FROM;
    *words = 2;
    switch (token->kind) {
    case TOKEN_PLUS:
        *words = 1;
        return AST_OP_POSITIVE;
    case TOKEN_MINUS:
        *words = 1;
        return AST_OP_NEGATE;
    case WORD_START:
        return of ? AST_OP_START : AST_OP_NONE;
    case WORD_END:
        return of ? AST_OP_END : AST_OP_NONE;
    case WORD_WIDTH:
        return of ? AST_OP_WIDTH : AST_OP_NONE;
    case WORD_SUCCESSOR:
        return of ? AST_OP_SUCCESSOR : AST_OP_NONE;
    case WORD_PREDECESSOR:
        return of ? AST_OP_PREDECESSOR : AST_OP_NONE;
    case WORD_DATE:
        return from ? AST_OP_DATE_FROM : AST_OP_NONE;
    case WORD_TIME:
        return from ? AST_OP_TIME_FROM : AST_OP_NONE;
    case WORD_TIMEZONEOFFSET:
        return from ? AST_OP_TIMEZONE_OFFSET_FROM : AST_OP_NONE;
    case WORD_SINGLETON:
        return from ? AST_OP_SINGLETON_FROM : AST_OP_NONE;
    case WORD_POINT:
        return from ? AST_OP_POINT_FROM : AST_OP_NONE;
    default:
        break;
    }
    if (from && token_precision(token) != PRECISION_NONE) return AST_OP_COMPONENT_FROM;
    // The spelling of CQL 1.3; nothing else in 1.5.3 begins like that.
    if (from && token_is_word(token, "timezone")) return AST_OP_TIMEZONE_OFFSET_FROM;
    return AST_OP_NONE;
}

// `duration in days of x`, `difference in days of x`
static Ast *parse_time_of(Parser *p, AstOp op) {
    uint32_t first = p->at++;
    if (!parser_expect(p, WORD_IN)) return NULL;
    Precision precision = token_plural_precision(parser_token(p, 0));
    if (precision == PRECISION_NONE) {
        parser_expected(p, "'years', 'months', 'days' or another unit of time in the plural");
        return NULL;
    }
    p->at++;
    if (!parser_is(p, WORD_OF)) {
        parser_expected(p, "'between' or 'of'");
        return NULL;
    }
    uint32_t words = p->at + 1 - first;
    p->at = first;
    Ast *node = parse_prefix(p, op, words);
    if (node != NULL) node->precision = (uint8_t)precision;
    return node;
}

static Ast *parse_extent(Parser *p, AstOp op) {
    uint32_t first = p->at++;
    Ast *type = parse_named_type(p);
    if (type == NULL) return NULL;
    Ast *node = NODE(p, AST_EXTENT, first, type);
    if (node != NULL) node->op = (uint8_t)op;
    return node;
}

static Ast *parse_convert(Parser *p) {
    uint32_t first = p->at++;
    Ast *operand = parse_expression(p);
    if (operand == NULL || !parser_expect(p, WORD_TO)) return NULL;
    Ast *type = NULL;
    const Token *unit = parser_token(p, 0);
    if (parser_at_unit(p, p->at)) {
        p->at++;
    } else {
        type = parse_type(p);
        if (type == NULL) return NULL;
    }
    Ast *node = NODE(p, AST_CONVERT, first, operand, type);
    if (node == NULL || type != NULL) return node;
    node->more = unit->text;
    node->flag = unit->kind == TOKEN_STRING ? 0 : AST_CALENDAR;
    return node;
}

// ---- constructs that end in an expression of their own, which takes all it can

static Ast *parse_if(Parser *p) {
    uint32_t first = p->at++;
    Ast *condition = parse_expression(p);
    if (condition == NULL || !parser_expect(p, WORD_THEN)) return NULL;
    Ast *then = parse_expression(p);
    if (then == NULL) return NULL;
    if (!parser_is(p, WORD_ELSE)) {
        parser_expected_hint(p, "'else'", "CQL has no 'if' without it: write 'else null'");
        return NULL;
    }
    p->at++;
    Ast *otherwise = parse_tail(p);
    return otherwise == NULL ? NULL : NODE(p, AST_IF, first, condition, then, otherwise);
}

static Ast *parse_case(Parser *p) {
    uint32_t first = p->at++;
    Kids kids = {0};
    Ast *comparand = NULL;
    if (!parser_is(p, WORD_WHEN)) {
        comparand = parse_expression(p);
        if (comparand == NULL) return NULL;
    }
    kids_add(p, &kids, comparand);
    do {
        uint32_t start = p->at;
        if (!parser_expect(p, WORD_WHEN)) return NULL;
        Ast *condition = parse_expression(p);
        if (condition == NULL || !parser_expect(p, WORD_THEN)) return NULL;
        Ast *result = parse_expression(p);
        Ast *when = result == NULL ? NULL : NODE(p, AST_WHEN, start, condition, result);
        if (when == NULL) return NULL;
        kids_add(p, &kids, when);
    } while (parser_is(p, WORD_WHEN));
    if (!parser_is(p, WORD_ELSE)) {
        parser_expected_hint(p, "'when' or 'else'",
                             "CQL has no 'case' without 'else': write 'else null end'");
        return NULL;
    }
    p->at++;
    Ast *otherwise = parse_expression(p);
    if (otherwise == NULL || !parser_expect(p, WORD_END)) return NULL;
    kids_add(p, &kids, otherwise);
    return node_new(p, AST_CASE, first, kids.items, kids.count);
}

// `expand x per day`, `collapse x per 2 days`
static Ast *parse_spread(Parser *p, AstOp op) {
    uint32_t first = p->at++;
    Ast *operand = parse_tail(p);
    if (operand == NULL) return NULL;
    if (!parser_accept(p, WORD_PER)) return node_op(p, op, first, operand);
    Precision precision = token_precision(parser_token(p, 0));
    if (precision == PRECISION_NONE) return node_op2(p, op, first, operand, parse_tail(p));
    p->at++;
    Ast *node = node_op(p, op, first, operand);
    if (node != NULL) node->precision = (uint8_t)precision;
    return node;
}

// `distinct x`, `flatten x`
static Ast *parse_gather(Parser *p, AstOp op) {
    uint32_t first = p->at++;
    return node_op(p, op, first, parse_tail(p));
}

// ---- the operand

static Ast *parse_parentheses(Parser *p) {
    p->at++;
    Ast *inner = parse_expression(p);
    return inner == NULL || !parser_expect(p, TOKEN_ROUND_CLOSE) ? NULL : inner;
}

static const char *operand_hint(const Parser *p) {
    const Token *token = parser_token(p, 0);
    const Token *before = p->at > 0 ? token - 1 : token;
    switch (token->kind) {
    case TOKEN_EQUALS:
        return before->kind == TOKEN_EQUALS ? "equality is one '='" : "";
    case TOKEN_GREATER:
        return before->kind == TOKEN_LESS ? "'not equal' is '!='" : "";
    case TOKEN_AMPERSAND:
        return before->kind == TOKEN_AMPERSAND ? "for both write 'and'" : "";
    case TOKEN_BAR:
        return before->kind == TOKEN_BAR ? "for one or the other write 'or'" : "";
    case TOKEN_SQUARE_OPEN:
    case WORD_FROM:
    case WORD_NOT:
    case WORD_EXISTS:
    case WORD_CAST:
        return "put what starts here in parentheses";
    default:
        return "";
    }
}

static Ast *no_operand(Parser *p) {
    parser_expected_hint(p, "an expression", operand_hint(p));
    return NULL;
}

// A keyword that starts a term of its own, or NULL with *taken false.
static Ast *parse_keyword(Parser *p, uint32_t first, bool *taken) {
    unsigned next = parser_token(p, 1)->kind;
    *taken = true;
    switch (parser_token(p, 0)->kind) {
    case WORD_TRUE:
        return parse_bare(p, AST_BOOLEAN, AST_TRUE);
    case WORD_FALSE:
        return parse_bare(p, AST_BOOLEAN, 0);
    case WORD_NULL:
        return parse_bare(p, AST_NULL, 0);
    case WORD_INTERVAL:
        return parse_interval(p, first);
    case WORD_TUPLE:
        return parse_tuple(p, first);
    case WORD_LIST:
        return parse_list(p, first);
    case WORD_CODE_SELECTOR:
        if (next != TOKEN_CURLY_OPEN) return parse_code_selector(p);
        return parse_instance(p, first);
    case WORD_CONCEPT_SELECTOR:
        if (parser_token(p, 2)->kind != WORD_CODE_SELECTOR) return parse_instance(p, first);
        return parse_concept(p, first);
    case WORD_CONVERT:
        return parse_convert(p);
    case WORD_IF:
        return parse_if(p);
    case WORD_CASE:
        return parse_case(p);
    case WORD_DISTINCT:
        return parse_gather(p, AST_OP_DISTINCT);
    case WORD_FLATTEN:
        return parse_gather(p, AST_OP_FLATTEN);
    case WORD_EXPAND:
        return parse_spread(p, AST_OP_EXPAND);
    case WORD_COLLAPSE:
        return parse_spread(p, AST_OP_COLLAPSE);
    case WORD_MINIMUM:
        return parse_extent(p, AST_OP_MIN_VALUE);
    case WORD_MAXIMUM:
        return parse_extent(p, AST_OP_MAX_VALUE);
    case WORD_DURATION:
        return parse_time_of(p, AST_OP_DURATION_BETWEEN);
    case WORD_DIFFERENCE:
        return parse_time_of(p, AST_OP_DIFFERENCE_BETWEEN);
    default:
        *taken = false;
        return NULL;
    }
}

static Ast *parse_base(Parser *p, uint32_t first) {
    switch (parser_token(p, 0)->kind) {
    case TOKEN_INTEGER:
    case TOKEN_DECIMAL:
        return parse_number_or_ratio(p);
    case TOKEN_LONG:
        return parse_plain(p, AST_LONG);
    case TOKEN_STRING:
        return parse_plain(p, AST_STRING);
    case TOKEN_DATE:
        return parse_plain(p, AST_DATE);
    case TOKEN_DATETIME:
        return parse_plain(p, AST_DATETIME);
    case TOKEN_TIME:
        return parse_plain(p, AST_TIME);
    case TOKEN_THIS:
        return parse_bare(p, AST_THIS, 0);
    case TOKEN_ITEM_NUMBER:
        return parse_bare(p, AST_ITEM_NUMBER, 0);
    case TOKEN_TOTAL:
        return parse_bare(p, AST_TOTAL, 0);
    case TOKEN_PERCENT:
        return parse_external(p);
    case TOKEN_ROUND_OPEN:
        return parse_parentheses(p);
    case TOKEN_CURLY_OPEN:
        return parse_braces(p, first);
    default:
        break;
    }
    bool taken;
    Ast *node = parse_keyword(p, first, &taken);
    if (taken) return node;
    // `define` may be a name, but here it is nearly always the next declaration.
    bool define = parser_is(p, WORD_DEFINE) && parser_token(p, 1)->kind != TOKEN_POINT_SIGN;
    if (!token_is_name(parser_token(p, 0)) || define) return no_operand(p);
    return at_instance(p) ? parse_instance(p, first) : parse_invocation(p, first);
}

Ast *parse_term(Parser *p) {
    uint32_t first = p->at;
    uint32_t words;
    AstOp prefix = prefix_here(p, &words);
    if (prefix != AST_OP_NONE) {
        Precision precision = token_precision(parser_token(p, 0));
        Ast *node = parse_prefix(p, prefix, words);
        if (node != NULL) node->precision = (uint8_t)precision;
        return node;
    }
    Ast *node = parse_base(p, first);
    while (node != NULL) {
        if (parser_is(p, TOKEN_POINT_SIGN)) {
            node = parse_member(p, first, node);
        } else if (parser_is(p, TOKEN_SQUARE_OPEN)) {
            node = parse_index(p, first, node);
        } else {
            break;
        }
    }
    return node;
}
