// parse_timing: the phrases between two operands that say when, `starts 3 days or more before end`.
//
// Rule intervalOperatorPhrase. A phrase is decoded here once and for all into an AstTiming.

#include "cql/parser.h"

Precision token_precision(const Token *token) {
    switch (token->kind) {
    case WORD_YEAR:
        return PRECISION_YEAR;
    case WORD_MONTH:
        return PRECISION_MONTH;
    case WORD_WEEK:
        return PRECISION_WEEK;
    case WORD_DAY:
        return PRECISION_DAY;
    case WORD_HOUR:
        return PRECISION_HOUR;
    case WORD_MINUTE:
        return PRECISION_MINUTE;
    case WORD_SECOND:
        return PRECISION_SECOND;
    case WORD_MILLISECOND:
        return PRECISION_MILLISECOND;
    default:
        return PRECISION_NONE;
    }
}

Precision token_plural_precision(const Token *token) {
    switch (token->kind) {
    case WORD_YEARS:
        return PRECISION_YEAR;
    case WORD_MONTHS:
        return PRECISION_MONTH;
    case WORD_WEEKS:
        return PRECISION_WEEK;
    case WORD_DAYS:
        return PRECISION_DAY;
    case WORD_HOURS:
        return PRECISION_HOUR;
    case WORD_MINUTES:
        return PRECISION_MINUTE;
    case WORD_SECONDS:
        return PRECISION_SECOND;
    case WORD_MILLISECONDS:
        return PRECISION_MILLISECOND;
    default:
        return PRECISION_NONE;
    }
}

bool parse_precision_of(Parser *p, Precision *precision) {
    const Token *token = parser_token(p, 0);
    bool of = parser_token(p, 1)->kind == WORD_OF;
    *precision = token_precision(token);
    if (*precision == PRECISION_NONE) {
        Precision plural = token_plural_precision(token);
        if (plural == PRECISION_NONE || !of) return true;
        return parser_fail(p, "a precision is in the singular here: write '%s of'",
                           precision_name(plural));
    }
    p->at++;
    if (of) {
        p->at++;
        return true;
    }
    return parser_expect(p, WORD_OF);
}

static bool is_number(const Token *token) {
    return token->kind == TOKEN_INTEGER || token->kind == TOKEN_DECIMAL;
}

// `before`, `after`, `on or before`, `on or after` at token `at`.
static bool at_relation(const Parser *p, uint32_t at) {
    const Token *token = &p->tokens->tokens[at];
    return token->kind == WORD_BEFORE || token->kind == WORD_AFTER ||
           (token_is_word(token, "on") && parser_at_phrase(p, at));
}

// "3 days or more" and a relation behind it: only then does a number belong to a phrase.
static bool at_offset(const Parser *p, uint32_t at) {
    const Token *tokens = p->tokens->tokens;
    if (!is_number(&tokens[at])) return false;
    at++;
    if (parser_at_unit(p, at)) at++;
    if (tokens[at].kind == WORD_OR &&
        (token_is_word(&tokens[at + 1], "more") || token_is_word(&tokens[at + 1], "less"))) {
        return true;
    }
    return at_relation(p, at);
}

// The part of a phrase behind `starts`, `ends`, `occurs`.
static bool at_phrase_body(const Parser *p, uint32_t at) {
    const Token *token = &p->tokens->tokens[at];
    switch (token->kind) {
    case WORD_SAME:
    case WORD_PROPERLY:
    case WORD_DURING:
    case WORD_WITHIN:
        return true;
    case TOKEN_IDENTIFIER:
        return parser_at_phrase(p, at) && !token_is_word(token, "such");
    default:
        return at_relation(p, at) || at_offset(p, at);
    }
}

bool parser_at_timing(const Parser *p) {
    switch (p->tokens->tokens[p->at].kind) {
    case WORD_STARTS:
    case WORD_ENDS:
    case WORD_OCCURS:
    case WORD_INCLUDES:
    case WORD_MEETS:
    case WORD_OVERLAPS:
        return true;
    default:
        return at_phrase_body(p, p->at);
    }
}

// Could this token start an operand? After `before end` it decides whether `end` is a boundary
// or the operand itself.
static bool starts_operand(const Token *token) {
    switch (token->kind) {
    case TOKEN_END:
    case TOKEN_ROUND_CLOSE:
    case TOKEN_SQUARE_CLOSE:
    case TOKEN_CURLY_CLOSE:
    case TOKEN_COMMA:
    case TOKEN_COLON:
    case TOKEN_POINT_SIGN:
    case TOKEN_EQUALS:
    case TOKEN_NOT_EQUALS:
    case TOKEN_TILDE:
    case TOKEN_NOT_TILDE:
    case TOKEN_LESS:
    case TOKEN_LESS_EQUALS:
    case TOKEN_GREATER:
    case TOKEN_GREATER_EQUALS:
    case TOKEN_STAR:
    case TOKEN_SLASH:
    case TOKEN_CARET:
    case TOKEN_AMPERSAND:
    case TOKEN_BAR:
    case TOKEN_ARROW:
    case WORD_AFTER:
    case WORD_ALL:
    case WORD_AND:
    case WORD_AS:
    case WORD_BEFORE:
    case WORD_BETWEEN:
    case WORD_DEFINE:
    case WORD_DURING:
    case WORD_ELSE:
    case WORD_IN:
    case WORD_IS:
    case WORD_LET:
    case WORD_OCCURS:
    case WORD_OF:
    case WORD_OR:
    case WORD_PER:
    case WORD_PROPERLY:
    case WORD_RETURN:
    case WORD_SAME:
    case WORD_SORT:
    case WORD_THEN:
    case WORD_TO:
    case WORD_WHEN:
    case WORD_WHERE:
    case WORD_WITH:
    case WORD_WITHIN:
    case WORD_WITHOUT:
    case WORD_XOR:
    case WORD_IMPLIES:
    case WORD_UNION:
    case WORD_INTERSECT:
    case WORD_EXCEPT:
    case WORD_ASC:
    case WORD_ASCENDING:
    case WORD_DESC:
    case WORD_DESCENDING:
        return false;
    default:
        return true;
    }
}

static AstBoundary parse_boundary(Parser *p) {
    if (!parser_is(p, WORD_START) && !parser_is(p, WORD_END)) return BOUNDARY_NONE;
    if (!starts_operand(parser_token(p, 1))) return BOUNDARY_NONE;
    return parser_accept(p, WORD_START) ? BOUNDARY_START : (p->at++, BOUNDARY_END);
}

// `same day as`, `same or before`
static bool parse_same(Parser *p, AstTiming *timing) {
    timing->precision = (uint8_t)token_precision(parser_token(p, 0));
    if (timing->precision != PRECISION_NONE) p->at++;
    if (parser_accept(p, WORD_AS)) {
        timing->relation = AST_SAME_AS;
    } else if (parser_is(p, WORD_OR) && parser_token(p, 1)->kind == WORD_BEFORE) {
        timing->relation = AST_SAME_OR_BEFORE;
        p->at += 2;
    } else if (parser_is(p, WORD_OR) && parser_token(p, 1)->kind == WORD_AFTER) {
        timing->relation = AST_SAME_OR_AFTER;
        p->at += 2;
    } else {
        return parser_expected(p, "'as', 'or before' or 'or after'");
    }
    timing->right = (uint8_t)parse_boundary(p);
    return true;
}

// `within 3 days of start`
static bool parse_within(Parser *p, AstTiming *timing) {
    p->at++;
    timing->relation = AST_WITHIN;
    timing->offset = OFFSET_EXACT;
    if (!is_number(parser_token(p, 0))) return parser_expected(p, "a quantity such as '3 days'");
    timing->quantity = parse_quantity(p);
    if (timing->quantity == NULL || !parser_expect(p, WORD_OF)) return false;
    timing->right = (uint8_t)parse_boundary(p);
    return true;
}

static bool parse_offset(Parser *p, AstTiming *timing) {
    const Token *token = parser_token(p, 0);
    if (token_is_word(token, "less") || token_is_word(token, "more")) {
        timing->offset = token_is_word(token, "less") ? OFFSET_LESS_THAN : OFFSET_MORE_THAN;
        p->at += 2;
        if (!is_number(parser_token(p, 0))) {
            return parser_expected(p, "a quantity such as '3 days'");
        }
    } else if (!is_number(token)) {
        return true;
    }
    timing->quantity = parse_quantity(p);
    if (timing->quantity == NULL) return false;
    if (timing->offset != OFFSET_NONE) return true;
    timing->offset = OFFSET_EXACT;
    if (!parser_accept(p, WORD_OR)) return true;
    timing->offset = token_is_word(parser_token(p, 0), "more") ? OFFSET_OR_MORE : OFFSET_OR_LESS;
    p->at++;
    return true;
}

// `3 days or more on or before day of start`
static bool parse_before_or_after(Parser *p, AstTiming *timing) {
    if (!parse_offset(p, timing)) return false;
    bool on = parser_at_phrase(p, p->at) && token_is_word(parser_token(p, 0), "on");
    if (on) p->at += 2;
    if (!parser_is(p, WORD_BEFORE) && !parser_is(p, WORD_AFTER)) {
        return parser_expected(p, "'before', 'after', 'on or before' or 'on or after'");
    }
    bool before = parser_accept(p, WORD_BEFORE) || (p->at++, false);
    if (!on && parser_is(p, WORD_OR) && token_is_word(parser_token(p, 1), "on")) {
        on = true;
        p->at += 2;
    }
    timing->relation =
        on ? (before ? AST_ON_OR_BEFORE : AST_ON_OR_AFTER) : (before ? AST_BEFORE : AST_AFTER);
    Precision precision;
    if (!parse_precision_of(p, &precision)) return false;
    timing->precision = (uint8_t)precision;
    timing->right = (uint8_t)parse_boundary(p);
    return true;
}

// `meets`, `overlaps before`: the three relations of each follow one another.
static bool parse_touching(Parser *p, AstTiming *timing, AstRelation plain) {
    p->at++;
    timing->relation = (uint8_t)plain;
    if (parser_accept(p, WORD_BEFORE)) {
        timing->relation = (uint8_t)(plain + 1);
    } else if (parser_accept(p, WORD_AFTER)) {
        timing->relation = (uint8_t)(plain + 2);
    }
    Precision precision;
    if (!parse_precision_of(p, &precision)) return false;
    timing->precision = (uint8_t)precision;
    return true;
}

static bool parse_including(Parser *p, AstTiming *timing, bool properly) {
    Precision precision;
    bool includes = parser_is(p, WORD_INCLUDES);
    if (!includes && !parser_is(p, WORD_DURING)) p->at++;  // included
    p->at++;
    if (includes) {
        timing->relation = properly ? AST_PROPER_INCLUDES : AST_INCLUDES;
    } else {
        timing->relation = properly ? AST_PROPER_INCLUDED_IN : AST_INCLUDED_IN;
    }
    if (!parse_precision_of(p, &precision)) return false;
    timing->precision = (uint8_t)precision;
    if (includes) timing->right = (uint8_t)parse_boundary(p);
    return true;
}

static bool parse_body(Parser *p, AstTiming *timing) {
    bool properly = parser_accept(p, WORD_PROPERLY);
    bool included = token_is_word(parser_token(p, 0), "included") && parser_at_phrase(p, p->at);
    if (parser_is(p, WORD_WITHIN)) {
        timing->properly = properly;
        return parse_within(p, timing);
    }
    if (included || parser_is(p, WORD_DURING) ||
        (parser_is(p, WORD_INCLUDES) && timing->left == BOUNDARY_NONE)) {
        return parse_including(p, timing, properly);
    }
    if (properly) {
        return parser_expected(p, "'includes', 'included in', 'during', 'within' or 'between'");
    }
    if (parser_accept(p, WORD_SAME)) return parse_same(p, timing);
    if (!at_phrase_body(p, p->at)) {
        return parser_expected(p, "'same', 'during', 'before', 'after' or 'within'");
    }
    return parse_before_or_after(p, timing);
}

static bool parse_phrase(Parser *p, AstTiming *timing) {
    if (parser_is(p, WORD_MEETS)) return parse_touching(p, timing, AST_MEETS);
    if (parser_is(p, WORD_OVERLAPS)) return parse_touching(p, timing, AST_OVERLAPS);
    bool starts = parser_is(p, WORD_STARTS);
    if (!starts && !parser_is(p, WORD_ENDS)) {
        parser_accept(p, WORD_OCCURS);  // says nothing more
        return parse_body(p, timing);
    }
    p->at++;
    if (at_phrase_body(p, p->at)) {
        timing->left = starts ? BOUNDARY_START : BOUNDARY_END;
        return parse_body(p, timing);
    }
    Precision precision;
    timing->relation = starts ? AST_STARTS : AST_ENDS;
    if (!parse_precision_of(p, &precision)) return false;
    timing->precision = (uint8_t)precision;
    return true;
}

Ast *parse_timing(Parser *p, uint32_t first, Ast *left) {
    AstTiming *timing = ARENA_NEW(p->arena, AstTiming);
    if (!parse_phrase(p, timing)) return NULL;
    Ast *right = parse_level(p, LEVEL_TIMING + 1);
    if (right == NULL) return NULL;
    Ast *node = NODE(p, AST_TIMING, first, left, right);
    if (node != NULL) node->timing = timing;
    return node;
}
