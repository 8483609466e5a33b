// lex: the text of a CQL library becomes a row of tokens.
//
// All tokens are made at once, so that the parser may look as far ahead as it likes. Comments are
// kept apart. Words that the grammar joins into one token ("or before", "such that") stay two
// here; the parser joins them by what stands around.
//
// Source: CQL 1.5.3, cql.g4 and fhirpath.g4, lexical rules; author's guide, tables 3-C to 3-E.

#ifndef CQL_LEX_H
#define CQL_LEX_H

#include "base/err.h"
#include "cql/ast.h"

// Of two symbols that fit, the longer one is meant.
#define TOKEN_SYMBOLS(X)             \
    X(PLUS, "+", SYMBOL)             \
    X(MINUS, "-", SYMBOL)            \
    X(STAR, "*", SYMBOL)             \
    X(SLASH, "/", SYMBOL)            \
    X(CARET, "^", SYMBOL)            \
    X(AMPERSAND, "&", SYMBOL)        \
    X(EQUALS, "=", SYMBOL)           \
    X(NOT_EQUALS, "!=", SYMBOL)      \
    X(TILDE, "~", SYMBOL)            \
    X(NOT_TILDE, "!~", SYMBOL)       \
    X(LESS, "<", SYMBOL)             \
    X(LESS_EQUALS, "<=", SYMBOL)     \
    X(GREATER, ">", SYMBOL)          \
    X(GREATER_EQUALS, ">=", SYMBOL)  \
    X(BAR, "|", SYMBOL)              \
    X(ROUND_OPEN, "(", SYMBOL)       \
    X(ROUND_CLOSE, ")", SYMBOL)      \
    X(SQUARE_OPEN, "[", SYMBOL)      \
    X(SQUARE_CLOSE, "]", SYMBOL)     \
    X(CURLY_OPEN, "{", SYMBOL)       \
    X(CURLY_CLOSE, "}", SYMBOL)      \
    X(COMMA, ",", SYMBOL)            \
    X(COLON, ":", SYMBOL)            \
    X(POINT_SIGN, ".", SYMBOL)       \
    X(ARROW, "->", SYMBOL)           \
    X(PERCENT, "%", SYMBOL)          \
    X(THIS, "$this", SYMBOL)         \
    X(ITEM_NUMBER, "$index", SYMBOL) \
    X(TOTAL, "$total", SYMBOL)

// The words of the grammar, in byte order. RESERVED: never a name unless quoted (rule
// reservedWord); NAME: a name where a name is looked for (rule keywordIdentifier).
#define TOKEN_WORDS(X)                        \
    X(CODE_SELECTOR, "Code", RESERVED)        \
    X(CONCEPT_SELECTOR, "Concept", RESERVED)  \
    X(INTERVAL, "Interval", RESERVED)         \
    X(LIST, "List", RESERVED)                 \
    X(TUPLE, "Tuple", RESERVED)               \
    X(AFTER, "after", RESERVED)               \
    X(AGGREGATE, "aggregate", RESERVED)       \
    X(ALL, "all", RESERVED)                   \
    X(AND, "and", RESERVED)                   \
    X(AS, "as", RESERVED)                     \
    X(ASC, "asc", NAME)                       \
    X(ASCENDING, "ascending", NAME)           \
    X(BEFORE, "before", RESERVED)             \
    X(BETWEEN, "between", RESERVED)           \
    X(BY, "by", NAME)                         \
    X(CALLED, "called", NAME)                 \
    X(CASE, "case", RESERVED)                 \
    X(CAST, "cast", RESERVED)                 \
    X(CODE, "code", NAME)                     \
    X(CODESYSTEM, "codesystem", NAME)         \
    X(CODESYSTEMS, "codesystems", NAME)       \
    X(COLLAPSE, "collapse", RESERVED)         \
    X(CONCEPT, "concept", NAME)               \
    X(CONTAINS, "contains", NAME)             \
    X(CONTEXT, "context", NAME)               \
    X(CONVERT, "convert", RESERVED)           \
    X(DATE, "date", NAME)                     \
    X(DAY, "day", RESERVED)                   \
    X(DAYS, "days", RESERVED)                 \
    X(DEFAULT, "default", NAME)               \
    X(DEFINE, "define", NAME)                 \
    X(DESC, "desc", NAME)                     \
    X(DESCENDING, "descending", NAME)         \
    X(DIFFERENCE, "difference", RESERVED)     \
    X(DISPLAY, "display", NAME)               \
    X(DISTINCT, "distinct", RESERVED)         \
    X(DIV, "div", NAME)                       \
    X(DURATION, "duration", RESERVED)         \
    X(DURING, "during", RESERVED)             \
    X(ELSE, "else", RESERVED)                 \
    X(END, "end", NAME)                       \
    X(ENDS, "ends", NAME)                     \
    X(EXCEPT, "except", NAME)                 \
    X(EXISTS, "exists", RESERVED)             \
    X(EXPAND, "expand", RESERVED)             \
    X(FALSE, "false", RESERVED)               \
    X(FLATTEN, "flatten", RESERVED)           \
    X(FLUENT, "fluent", NAME)                 \
    X(FROM, "from", RESERVED)                 \
    X(FUNCTION, "function", NAME)             \
    X(HOUR, "hour", RESERVED)                 \
    X(HOURS, "hours", RESERVED)               \
    X(IF, "if", RESERVED)                     \
    X(IMPLIES, "implies", NAME)               \
    X(IN, "in", RESERVED)                     \
    X(INCLUDE, "include", NAME)               \
    X(INCLUDES, "includes", NAME)             \
    X(INTERSECT, "intersect", NAME)           \
    X(IS, "is", RESERVED)                     \
    X(LET, "let", RESERVED)                   \
    X(LIBRARY, "library", NAME)               \
    X(MAXIMUM, "maximum", RESERVED)           \
    X(MEETS, "meets", NAME)                   \
    X(MILLISECOND, "millisecond", RESERVED)   \
    X(MILLISECONDS, "milliseconds", RESERVED) \
    X(MINIMUM, "minimum", RESERVED)           \
    X(MINUTE, "minute", RESERVED)             \
    X(MINUTES, "minutes", RESERVED)           \
    X(MOD, "mod", NAME)                       \
    X(MONTH, "month", RESERVED)               \
    X(MONTHS, "months", RESERVED)             \
    X(NOT, "not", RESERVED)                   \
    X(NULL, "null", RESERVED)                 \
    X(OCCURS, "occurs", RESERVED)             \
    X(OF, "of", RESERVED)                     \
    X(OR, "or", RESERVED)                     \
    X(OVERLAPS, "overlaps", NAME)             \
    X(PARAMETER, "parameter", NAME)           \
    X(PER, "per", RESERVED)                   \
    X(POINT, "point", RESERVED)               \
    X(PREDECESSOR, "predecessor", NAME)       \
    X(PRIVATE, "private", NAME)               \
    X(PROPERLY, "properly", RESERVED)         \
    X(PUBLIC, "public", NAME)                 \
    X(RETURN, "return", RESERVED)             \
    X(SAME, "same", RESERVED)                 \
    X(SECOND, "second", RESERVED)             \
    X(SECONDS, "seconds", RESERVED)           \
    X(SINGLETON, "singleton", RESERVED)       \
    X(SORT, "sort", RESERVED)                 \
    X(START, "start", NAME)                   \
    X(STARTING, "starting", NAME)             \
    X(STARTS, "starts", NAME)                 \
    X(SUCCESSOR, "successor", NAME)           \
    X(THEN, "then", RESERVED)                 \
    X(TIME, "time", NAME)                     \
    X(TIMEZONEOFFSET, "timezoneoffset", NAME) \
    X(TO, "to", RESERVED)                     \
    X(TRUE, "true", RESERVED)                 \
    X(UNION, "union", NAME)                   \
    X(USING, "using", NAME)                   \
    X(VALUESET, "valueset", NAME)             \
    X(VERSION, "version", NAME)               \
    X(WEEK, "week", RESERVED)                 \
    X(WEEKS, "weeks", RESERVED)               \
    X(WHEN, "when", RESERVED)                 \
    X(WHERE, "where", NAME)                   \
    X(WIDTH, "width", NAME)                   \
    X(WITH, "with", RESERVED)                 \
    X(WITHIN, "within", RESERVED)             \
    X(WITHOUT, "without", RESERVED)           \
    X(XOR, "xor", NAME)                       \
    X(YEAR, "year", RESERVED)                 \
    X(YEARS, "years", RESERVED)

typedef enum { TOKEN_VALUE, TOKEN_SYMBOL, TOKEN_RESERVED, TOKEN_NAME } TokenClass;

typedef enum {
    TOKEN_END,         // behind the last one
    TOKEN_BAD,         // what is no token; text: what is wrong with it (lex_recovering only)
    TOKEN_IDENTIFIER,  // text; quoted
    TOKEN_STRING,      // text, escapes replaced
    TOKEN_INTEGER,     // text: digits
    TOKEN_DECIMAL,     // text: digits, point, digits
    TOKEN_LONG,        // text without the L
    TOKEN_DATE,        // text without the @
    TOKEN_DATETIME,    // same, with its T
    TOKEN_TIME,        // text without @T
#define X(constant, spelling, class) TOKEN_##constant,
    TOKEN_SYMBOLS(X)
#undef X
#define X(constant, spelling, class) WORD_##constant,
        TOKEN_WORDS(X)
#undef X
} TokenKind;

typedef struct {
    uint8_t kind;    // a TokenKind
    bool quoted;     // IDENTIFIER in "" or ``
    uint32_t match;  // an opening bracket: the token that closes it, 0 if none does. All round and
                     // square brackets count as one kind, because of `Interval[1, 2)`
    uint32_t comments;  // how many comments stand before it in the whole source
    AstPlace place;
    Str text;  // as said above; of symbols and words: as written
} Token;

typedef struct {
    const Token *tokens;  // the last one is TOKEN_END
    uint32_t count;
    const AstComment *comments;
    uint32_t comment_count;
} TokenList;

// Fails for source that is too large or not UTF-8, and for what is no token; err has line, column
// and byte. The tokens live in `scratch`, which may go when they have been parsed; their texts and
// the comments live in `arena`.
bool lex(Str source, Arena *arena, Arena *scratch, TokenList *list, Err *err);
// What is no token becomes a TOKEN_BAD instead, and a text that has lost its closing mark ends with
// its line. For a library that is known to be wrong. Fails only for source that is too large or not
// UTF-8.
bool lex_recovering(Str source, Arena *arena, Arena *scratch, TokenList *list, Err *err);

TokenClass token_class(TokenKind kind);
// Can a declaration of a library start with it (using .. define)? The head of one cannot.
bool token_starts_declaration(TokenKind kind);

// The block comment with nothing but blanks between it and the token, or NULL.
const AstComment *token_comment(const TokenList *list, uint32_t token);

#endif
