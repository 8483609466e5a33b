#include "cql/lex.h"

#include "cql/diagnostics.h"
#include "cql/parse.h"

typedef struct {
    Str source;
    size_t at;
    uint32_t line, column;
    Arena *arena;
    Arena *scratch;  // for the tokens
    Err *err;
    Token *tokens;
    uint32_t count, size;
    AstComment *comments;
    uint32_t comment_count, comment_size;
    bool recovers;  // what is no token becomes a TOKEN_BAD
} Lexer;

typedef struct {
    const char *spelling;
    uint8_t len;
    uint8_t kind;
    uint8_t class;
} Spelling;

static const Spelling symbols[] = {
#define X(constant, spelling, class) \
    {spelling, sizeof(spelling) - 1, TOKEN_##constant, TOKEN_##class},
    TOKEN_SYMBOLS(X)
#undef X
};

static const Spelling words[] = {
#define X(constant, spelling, class) \
    {spelling, sizeof(spelling) - 1, WORD_##constant, TOKEN_##class},
    TOKEN_WORDS(X)
#undef X
};

enum {
    SYMBOL_COUNT = sizeof symbols / sizeof symbols[0],
    WORD_COUNT = sizeof words / sizeof words[0]
};

TokenClass token_class(TokenKind kind) {
    if (kind >= words[0].kind) return (TokenClass)words[kind - words[0].kind].class;
    return kind >= TOKEN_PLUS ? TOKEN_SYMBOL : TOKEN_VALUE;
}

bool token_starts_declaration(TokenKind kind) {
    switch (kind) {
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

static bool is_digit(int c) {
    return c >= '0' && c <= '9';
}

static bool is_blank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_word(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

static int hex_value(int c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The byte `ahead` of where we are; -1 behind the end.
static int peek(const Lexer *lexer, size_t ahead) {
    size_t at = lexer->at + ahead;
    return at < lexer->source.len ? (unsigned char)lexer->source.data[at] : -1;
}

// Length of the UTF-8 sequence at `at`; 0 when it is not one (overlong forms and surrogates too).
static size_t utf8_length(Str text, size_t at) {
    const unsigned char *byte = (const unsigned char *)text.data + at;
    size_t left = text.len - at;
    if (byte[0] < 0x80) return 1;
    size_t len = byte[0] >= 0xf0 ? 4 : byte[0] >= 0xe0 ? 3 : 2;
    if (byte[0] < 0xc2 || byte[0] > 0xf4 || left < len) return 0;
    for (size_t i = 1; i < len; i++) {
        if ((byte[i] & 0xc0) != 0x80) return 0;
    }
    if (byte[0] == 0xe0 && byte[1] < 0xa0) return 0;
    if (byte[0] == 0xed && byte[1] > 0x9f) return 0;
    if (byte[0] == 0xf0 && byte[1] < 0x90) return 0;
    if (byte[0] == 0xf4 && byte[1] > 0x8f) return 0;
    return len;
}

static void advance(Lexer *lexer, size_t bytes) {
    for (size_t end = lexer->at + bytes; lexer->at < end; lexer->at++) {
        unsigned char c = (unsigned char)lexer->source.data[lexer->at];
        if (c == '\n') {
            lexer->line++;
            lexer->column = 1;
        } else if ((c & 0xc0) != 0x80) {
            lexer->column++;
        }
    }
}

static AstPlace place_start(const Lexer *lexer) {
    return (AstPlace){.line = lexer->line, .column = lexer->column, .offset = (uint32_t)lexer->at};
}

static void place_end(const Lexer *lexer, AstPlace *place) {
    place->end_line = lexer->line;
    place->end_column = lexer->column;
    place->length = (uint32_t)lexer->at - place->offset;
}

static Str slice(const Lexer *lexer, size_t start, size_t end) {
    return (Str){lexer->source.data + start, end - start};
}

// Where an error is: an earlier place than where we are, such as the start of a string.
static bool fail_at(Lexer *lexer, AstPlace place) {
    lexer->err->byte = place.offset;
    return err_at(lexer->err, STR(""), (int)place.line, (int)place.column);
}

#define FAIL(lexer, place, ...) \
    (err_set((lexer)->err, ERR_PARSE, __VA_ARGS__), fail_at((lexer), (place)))

static Token *token_add(Lexer *lexer, TokenKind kind, AstPlace place) {
    if (lexer->count == lexer->size) {
        Token *more = ARENA_ROOM(lexer->scratch, Token, (size_t)lexer->size * 2);
        memcpy(more, lexer->tokens, lexer->count * sizeof *more);
        lexer->tokens = more;
        lexer->size *= 2;
    }
    place_end(lexer, &place);
    Token *token = &lexer->tokens[lexer->count++];
    *token = (Token){.kind = (uint8_t)kind, .comments = lexer->comment_count, .place = place};
    token->text = slice(lexer, place.offset, lexer->at);
    return token;
}

static void comment_add(Lexer *lexer, AstPlace place, bool block) {
    if (lexer->comment_count == lexer->comment_size) {
        lexer->comment_size = lexer->comment_size == 0 ? 16 : lexer->comment_size * 2;
        AstComment *more = ARENA_ARRAY(lexer->arena, AstComment, lexer->comment_size);
        if (lexer->comment_count > 0) {
            memcpy(more, lexer->comments, lexer->comment_count * sizeof *more);
        }
        lexer->comments = more;
    }
    place_end(lexer, &place);
    size_t end = lexer->at - (block ? 2 : 0);
    Str text = slice(lexer, place.offset + 2, end);
    lexer->comments[lexer->comment_count++] = (AstComment){place, text, block};
}

static void line_comment(Lexer *lexer) {
    AstPlace place = place_start(lexer);
    while (peek(lexer, 0) != -1 && peek(lexer, 0) != '\n' && peek(lexer, 0) != '\r') {
        advance(lexer, 1);
    }
    comment_add(lexer, place, false);
}

static bool block_comment(Lexer *lexer) {
    AstPlace place = place_start(lexer);
    advance(lexer, 2);
    while (peek(lexer, 0) != '*' || peek(lexer, 1) != '/') {
        if (peek(lexer, 0) == -1) {
            return FAIL(lexer, place, "this comment has no end\nwrite '*/' where it ends");
        }
        advance(lexer, 1);
    }
    advance(lexer, 2);
    comment_add(lexer, place, true);
    return true;
}

static bool skip_blanks(Lexer *lexer) {
    for (;;) {
        if (is_blank(peek(lexer, 0))) {
            advance(lexer, 1);
        } else if (peek(lexer, 0) == '/' && peek(lexer, 1) == '/') {
            line_comment(lexer);
        } else if (peek(lexer, 0) == '/' && peek(lexer, 1) == '*') {
            if (!block_comment(lexer)) return false;
        } else {
            return true;
        }
    }
}

// Four hexadecimal digits, `ahead` of where we are; -1 if they are not there.
static int32_t hex4(const Lexer *lexer, size_t ahead) {
    int32_t code = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = hex_value(peek(lexer, ahead + i));
        if (digit < 0) return -1;
        code = code * 16 + digit;
    }
    return code;
}

static size_t utf8_put(char *out, int32_t code) {
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = len; i-- > 1; code >>= 6) out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)(lead[len == 1 ? 0 : len] | code);
    return len;
}

// A \uXXXX, or two of them that make one character. Returns the bytes of source it takes, 0 after
// an error.
static size_t unicode_escape(Lexer *lexer, char *out, size_t *written) {
    int32_t code = hex4(lexer, 2);
    size_t length = 6;
    if (code >= 0xd800 && code <= 0xdbff && peek(lexer, 6) == '\\' && peek(lexer, 7) == 'u') {
        int32_t low = hex4(lexer, 8);
        if (low >= 0xdc00 && low <= 0xdfff) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            length = 12;
        }
    }
    if (code < 0) {
        FAIL(lexer, place_start(lexer), "'\\u' takes four hexadecimal digits, as in '\\u00e9'");
        return 0;
    }
    if (code == 0 || (code >= 0xd800 && code <= 0xdfff)) {
        FAIL(lexer, place_start(lexer), "'\\u%04x' is not a character", (unsigned)code);
        return 0;
    }
    *written = utf8_put(out, code);
    return length;
}

// One escape of tables 3-C and 3-E. Returns the bytes of source it takes, 0 after an error.
static size_t escape(Lexer *lexer, char *out, size_t *written) {
    static const char from[] = "'\"`\\/fnrt";
    static const char to[] = "'\"`\\/\f\n\r\t";
    int c = peek(lexer, 1);
    if (c == 'u') return unicode_escape(lexer, out, written);
    const char *found = c > 0 ? strchr(from, c) : NULL;
    if (found == NULL) {
        Str seen = slice(lexer, lexer->at, lexer->at + 1 + (c < 0x80 && c > 0x20));
        FAIL(lexer, place_start(lexer), "'%.*s' is no escape\nfor a backslash itself write '\\\\'",
             STR_ARG(seen));
        return 0;
    }
    *out = to[found - from];
    *written = 1;
    return 2;
}

// Where the text ends that starts here and whose closing mark is `mark`; false if nowhere.
static bool find_mark(const Lexer *lexer, int mark, size_t *length, bool *escapes) {
    size_t len = 0;
    *escapes = false;
    for (int c = peek(lexer, 0); c != mark; c = peek(lexer, len)) {
        if (c == -1) return false;
        *escapes = *escapes || c == '\\';
        len += c == '\\' ? 2 : 1;
    }
    *length = len;
    return true;
}

// Replaces the escapes of the next `length` bytes; the result is never longer.
static bool unescape(Lexer *lexer, size_t length, Str *result) {
    char *text = arena_alloc(lexer->arena, length, 1);
    size_t len = 0;
    for (size_t end = lexer->at + length; lexer->at < end;) {
        size_t used = 1;
        size_t written = 1;
        if (peek(lexer, 0) != '\\') {
            text[len] = lexer->source.data[lexer->at];
        } else {
            used = escape(lexer, text + len, &written);
            if (used == 0) return false;
        }
        advance(lexer, used);
        len += written;
    }
    *result = (Str){text, len};
    return true;
}

// What starts a declaration when it stands at the start of a line.
static bool starts_declaration(Str line) {
    static const char *const starts[] = {"define ",     "context ", "parameter ",
                                         "valueset ",   "include ", "using ",
                                         "codesystem ", "code \"",  "concept \""};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        Str start = {starts[i], strlen(starts[i])};
        if (str_starts(line, start)) return true;
    }
    return false;
}

static size_t line_length(Str text) {
    const char *end = text.len == 0 ? NULL : memchr(text.data, '\n', text.len);
    return end == NULL ? text.len : (size_t)(end - text.data);
}

// Only asked of a library that is wrong somewhere. Does the text that starts here and has `length`
// bytes up to its closing mark run over what was meant to be code? A name does when it goes over
// the end of a line; a string when a declaration stands in it, or when its last line has an even
// number of marks: then the one taken for its end opens another string.
static bool runs_over(const Lexer *lexer, int mark, size_t length) {
    Str rest = slice(lexer, lexer->at, lexer->source.len);
    size_t line = line_length(rest);
    if (line >= length) return false;
    if (mark != '\'') return true;
    while (line < length) {
        rest = (Str){rest.data + line + 1, rest.len - line - 1};
        length -= line + 1;
        line = line_length(rest);
        if (starts_declaration(rest)) return true;
    }
    size_t marks = 0;
    for (size_t i = 0; i < line; i++) marks += rest.data[i] == mark;
    return marks % 2 == 0;
}

// From the opening mark to the closing one; they are the same character.
static bool quoted(Lexer *lexer, TokenKind kind) {
    AstPlace place = place_start(lexer);
    int mark = peek(lexer, 0);
    size_t length;
    bool escapes;
    advance(lexer, 1);
    if (!find_mark(lexer, mark, &length, &escapes) ||
        (lexer->recovers && runs_over(lexer, mark, length))) {
        return FAIL(lexer, place, "this %s has no end\nwrite %c where it ends",
                    kind == TOKEN_STRING ? "string" : "name", mark);
    }
    Str text = slice(lexer, lexer->at, lexer->at + length);
    if (!escapes) {
        advance(lexer, length);
    } else if (!unescape(lexer, length, &text)) {
        return false;
    }
    advance(lexer, 1);
    if (kind == TOKEN_IDENTIFIER && text.len == 0) {
        return FAIL(lexer, place, "a name cannot be empty");
    }
    Token *token = token_add(lexer, kind, place);
    token->text = text;
    token->quoted = kind == TOKEN_IDENTIFIER;
    return true;
}

static void number(Lexer *lexer) {
    AstPlace place = place_start(lexer);
    TokenKind kind = TOKEN_INTEGER;
    while (is_digit(peek(lexer, 0))) advance(lexer, 1);
    if (peek(lexer, 0) == '.' && is_digit(peek(lexer, 1))) {
        kind = TOKEN_DECIMAL;
        advance(lexer, 1);
        while (is_digit(peek(lexer, 0))) advance(lexer, 1);
    } else if (peek(lexer, 0) == 'L') {
        kind = TOKEN_LONG;
        advance(lexer, 1);
    }
    Token *token = token_add(lexer, kind, place);
    if (kind == TOKEN_LONG) token->text.len--;
}

// As many of the pattern's characters as are there: '0' is a digit, others stand for themselves.
// Advances and returns true only if all are.
static bool take(Lexer *lexer, const char *pattern) {
    size_t len = 0;
    for (; pattern[len] != '\0'; len++) {
        int c = peek(lexer, len);
        if (pattern[len] == '0' ? !is_digit(c) : c != pattern[len]) return false;
    }
    advance(lexer, len);
    return true;
}

// Rule TIMEFORMAT.
static bool clock(Lexer *lexer) {
    if (!take(lexer, "00")) return false;
    bool minute = take(lexer, ":00");
    bool second = minute && take(lexer, ":00");
    if (second && take(lexer, ".0")) {
        while (is_digit(peek(lexer, 0))) advance(lexer, 1);
    }
    return true;
}

// Rules DATE, DATETIME and TIME. As there, `@2014-1` is `@2014` and `-1`.
static bool moment(Lexer *lexer) {
    AstPlace place = place_start(lexer);
    TokenKind kind = TOKEN_DATE;
    size_t skip = 1;
    advance(lexer, 1);
    if (take(lexer, "0000")) {
        if (take(lexer, "-00")) take(lexer, "-00");
        if (take(lexer, "T")) {
            kind = TOKEN_DATETIME;
            clock(lexer);
            if (!take(lexer, "Z") && !take(lexer, "+00:00")) take(lexer, "-00:00");
        }
    } else if (take(lexer, "T") && clock(lexer)) {
        kind = TOKEN_TIME;
        skip = 2;
    } else {
        return FAIL(lexer, place,
                    "'@' starts a date or a time: @2024, @2024-05-03, @2024-05-03T10:30, @T10:30");
    }
    Token *token = token_add(lexer, kind, place);
    token->text.data += skip;
    token->text.len -= skip;
    if (is_digit(peek(lexer, 0))) {
        return FAIL(lexer, place, "a year has four digits, each other part two: @2024-05-03T09:05");
    }
    return true;
}

static int order_of_words(Str text, const Spelling *word) {
    size_t len = text.len < word->len ? text.len : word->len;
    int order = memcmp(text.data, word->spelling, len);
    if (order != 0) return order;
    return text.len < word->len ? -1 : text.len > word->len;
}

static TokenKind word_find(Str text) {
    size_t low = 0;
    size_t high = WORD_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = order_of_words(text, &words[middle]);
        if (order == 0) return (TokenKind)words[middle].kind;
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return TOKEN_IDENTIFIER;
}

static void word(Lexer *lexer) {
    AstPlace place = place_start(lexer);
    size_t start = lexer->at;
    while (is_word(peek(lexer, 0))) advance(lexer, 1);
    token_add(lexer, word_find(slice(lexer, start, lexer->at)), place);
}

static bool unexpected(Lexer *lexer) {
    AstPlace place = place_start(lexer);
    int c = peek(lexer, 0);
    if (c == ';') return FAIL(lexer, place, "CQL has no ';'\nleave it out");
    if (c == '!') return FAIL(lexer, place, "CQL has no '!'\nwrite 'not', '!=' or '!~'");
    if (c == '$') return FAIL(lexer, place, "after '$' only $this, $index and $total are known");
    if (c < 0x20 || c == 0x7f) {
        return FAIL(lexer, place, "the control character 0x%02x has no place here", (unsigned)c);
    }
    Str seen = slice(lexer, lexer->at, lexer->at + utf8_length(lexer->source, lexer->at));
    return FAIL(lexer, place, "'%.*s' means nothing in CQL", STR_ARG(seen));
}

static bool symbol(Lexer *lexer) {
    const Spelling *best = NULL;
    Str rest = slice(lexer, lexer->at, lexer->source.len);
    for (size_t i = 0; i < SYMBOL_COUNT; i++) {
        if (symbols[i].spelling[0] != rest.data[0] || rest.len < symbols[i].len) continue;
        if (best != NULL && best->len >= symbols[i].len) continue;
        if (memcmp(rest.data, symbols[i].spelling, symbols[i].len) == 0) best = &symbols[i];
    }
    if (best == NULL) return unexpected(lexer);
    AstPlace place = place_start(lexer);
    advance(lexer, best->len);
    if (best->spelling[0] == '$' && is_word(peek(lexer, 0))) {
        return FAIL(lexer, place, "after '$' only $this, $index and $total are known");
    }
    token_add(lexer, (TokenKind)best->kind, place);
    return true;
}

static bool next_token(Lexer *lexer) {
    int c = peek(lexer, 0);
    if (is_digit(c)) {
        number(lexer);
        return true;
    }
    if (is_word(c)) {
        word(lexer);
        return true;
    }
    switch (c) {
    case '\'':
        return quoted(lexer, TOKEN_STRING);
    case '"':
    case '`':
        return quoted(lexer, TOKEN_IDENTIFIER);
    case '@':
        return moment(lexer);
    default:
        return symbol(lexer);
    }
}

// Once for all, so that nothing below needs to look at bytes above 0x7f.
static bool check_source(Lexer *lexer) {
    Str source = lexer->source;
    if (source.len > CQL_MAX_SOURCE) {
        return err_set(lexer->err, ERR_LIMIT, "a library of %zu bytes; %d is the limit", source.len,
                       CQL_MAX_SOURCE);
    }
    for (size_t at = 0, len = 0; at < source.len; at += len) {
        len = utf8_length(source, at);
        if (len != 0 && source.data[at] != '\0') continue;
        advance(lexer, at);
        return FAIL(lexer, place_start(lexer),
                    len == 0 ? "this byte is not UTF-8\nsave the file as UTF-8"
                             : "a NUL character has no place in CQL");
    }
    return true;
}

// Which bracket closes which. A library that is wrong has brackets without a partner.
static void match_brackets(Lexer *lexer) {
    uint32_t *open = ARENA_ROOM(lexer->scratch, uint32_t, (size_t)lexer->count + 1);
    uint32_t depth = 0;
    for (uint32_t i = 0; i < lexer->count; i++) {
        switch (lexer->tokens[i].kind) {
        case TOKEN_ROUND_OPEN:
        case TOKEN_SQUARE_OPEN:
        case TOKEN_CURLY_OPEN:
            open[depth++] = i;
            break;
        case TOKEN_ROUND_CLOSE:
        case TOKEN_SQUARE_CLOSE:
        case TOKEN_CURLY_CLOSE:
            if (depth > 0) lexer->tokens[open[--depth]].match = i;
            break;
        default:
            break;
        }
    }
}

// ---- going on behind what is no token

static bool is_moment_mark(int c) {
    return c == '-' || c == ':' || c == '.' || c == '+';
}

// Behind what cannot be read and starts at `lexer`: a text as far as its mark or the end of its
// line, a comment or a moment likewise, else one character.
static size_t bad_length(const Lexer *lexer) {
    Str rest = slice(lexer, lexer->at, lexer->source.len);
    int c = peek(lexer, 0);
    if (c == '\'' || c == '"' || c == '`') {
        Lexer inner = *lexer;
        size_t length;
        bool escapes;
        inner.at++;
        if (find_mark(&inner, c, &length, &escapes) && !runs_over(&inner, c, length))
            return length + 2;
        return line_length(rest);
    }
    if (c == '/') return line_length(rest);
    size_t length = utf8_length(lexer->source, lexer->at);
    while ((c == '@' || c == '$') && length < rest.len &&
           (is_word(rest.data[length]) || is_moment_mark(rest.data[length])))
        length++;
    return length;
}

// Instead of the failure, a token that holds its message and stands where it is.
static void take_bad(Lexer *lexer, const Lexer *before) {
    Err *err = lexer->err;
    AstPlace place = place_start(before);
    lexer->at = before->at;
    lexer->line = before->line;
    lexer->column = before->column;
    lexer->count = before->count;
    advance(lexer, bad_length(before));
    Token *token = token_add(lexer, TOKEN_BAD, place);
    token->text = arena_str(lexer->arena, (Str){err->message, strlen(err->message)});
    if ((uint32_t)err->byte > place.offset) {  // within a text
        token->place.line = (uint32_t)err->line;
        token->place.column = (uint32_t)err->column;
        token->place.length -= (uint32_t)err->byte - place.offset;
        token->place.offset = (uint32_t)err->byte;
    }
    *err = (Err){0};
}

static bool lex_all(Lexer *lexer) {
    for (;;) {
        Lexer before = *lexer;
        bool ok = skip_blanks(lexer);
        if (ok && peek(lexer, 0) == -1) return true;
        if (ok) {
            before = *lexer;
            ok = next_token(lexer);
        } else {
            before.at = (size_t)lexer->err->byte;
            before.line = (uint32_t)lexer->err->line;
            before.column = (uint32_t)lexer->err->column;
        }
        if (ok) continue;
        if (!lexer->recovers) return false;
        take_bad(lexer, &before);
    }
}

static bool lex_source(Lexer *lexer, TokenList *list) {
    Str source = lexer->source;
    if (!check_source(lexer)) return false;
    lexer->size = (uint32_t)(source.len / 4 + 16);
    lexer->tokens = ARENA_ROOM(lexer->scratch, Token, lexer->size);
    if (source.len >= 3 && memcmp(source.data, "\xef\xbb\xbf", 3) == 0) lexer->at = 3;
    if (!lex_all(lexer)) return false;
    token_add(lexer, TOKEN_END, place_start(lexer));
    match_brackets(lexer);
    *list = (TokenList){lexer->tokens, lexer->count, lexer->comments, lexer->comment_count};
    return true;
}

bool lex(Str source, Arena *arena, Arena *scratch, TokenList *list, Err *err) {
    Lexer lexer = {
        .source = source, .line = 1, .column = 1, .arena = arena, .scratch = scratch, .err = err};
    if (lex_source(&lexer, list)) return true;
    err_join_hint(err);
    return false;
}

bool lex_recovering(Str source, Arena *arena, Arena *scratch, TokenList *list, Err *err) {
    Lexer lexer = {.source = source,
                   .line = 1,
                   .column = 1,
                   .arena = arena,
                   .scratch = scratch,
                   .err = err,
                   .recovers = true};
    return lex_source(&lexer, list);
}

const AstComment *token_comment(const TokenList *list, uint32_t token) {
    uint32_t before = list->tokens[token].comments;
    uint32_t earlier = token == 0 ? 0 : list->tokens[token - 1].comments;
    if (before == earlier || !list->comments[before - 1].block) return NULL;
    return &list->comments[before - 1];
}
