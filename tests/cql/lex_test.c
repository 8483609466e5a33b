#include "cql/lex.h"

#include "cql/parse.h"
#include "test.h"

static Arena *arena;

static Str str(const char *text) {
    return (Str){text, strlen(text)};
}

static TokenList lexed(const char *text) {
    TokenList list = {0};
    Err err = {0};
    if (arena == NULL) arena = arena_new();
    CHECK_ROW(lex(str(text), arena, arena, &list, &err), "'%s': %s", text, err.message);
    return list;
}

static void done(void) {
    arena_free(arena);
    arena = NULL;
}

TEST(lex_knows_every_word_and_symbol_of_the_grammar) {
    static const struct {
        const char *spelling;
        unsigned kind;
        TokenClass class;
    } rows[] = {
#define X(constant, spelling, class) {spelling, TOKEN_##constant, TOKEN_##class},
        TOKEN_SYMBOLS(X)
#undef X
#define X(constant, spelling, class) {spelling, WORD_##constant, TOKEN_##class},
            TOKEN_WORDS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        TokenList list = lexed(rows[i].spelling);
        if (!CHECK_ROW(list.count == 2, "'%s': %u tokens", rows[i].spelling, list.count)) continue;
        CHECK_ROW(list.tokens[0].kind == rows[i].kind, "'%s': kind %u", rows[i].spelling,
                  list.tokens[0].kind);
        CHECK_ROW(token_class((TokenKind)list.tokens[0].kind) == rows[i].class, "'%s': class",
                  rows[i].spelling);
        CHECK_STR(list.tokens[0].text, rows[i].spelling);
    }
    done();
}

TEST(lex_words_are_whole_and_case_counts) {
    static const char *const names[] = {"Define", "defined", "definE", "_and",
                                        "or1",    "Listing", "a"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        TokenList list = lexed(names[i]);
        CHECK_ROW(list.count == 2 && list.tokens[0].kind == TOKEN_IDENTIFIER, "'%s'", names[i]);
        CHECK(!list.tokens[0].quoted);
        CHECK(token_class((TokenKind)list.tokens[0].kind) == TOKEN_VALUE);
    }
    done();
}

TEST(lex_takes_the_longest_symbol_and_number) {
    TokenList list = lexed("a<=b<c!=d!~e->f 1.5.6 7L 8 L 1.x");
    static const unsigned want[] = {
        TOKEN_IDENTIFIER, TOKEN_LESS_EQUALS, TOKEN_IDENTIFIER, TOKEN_LESS,       TOKEN_IDENTIFIER,
        TOKEN_NOT_EQUALS, TOKEN_IDENTIFIER,  TOKEN_NOT_TILDE,  TOKEN_IDENTIFIER, TOKEN_ARROW,
        TOKEN_IDENTIFIER, TOKEN_DECIMAL,     TOKEN_POINT_SIGN, TOKEN_INTEGER,    TOKEN_LONG,
        TOKEN_INTEGER,    TOKEN_IDENTIFIER,  TOKEN_INTEGER,    TOKEN_POINT_SIGN, TOKEN_IDENTIFIER,
        TOKEN_END};
    CHECK_INT(list.count, sizeof want / sizeof want[0]);
    for (uint32_t i = 0; i < list.count; i++) {
        CHECK_ROW(list.tokens[i].kind == want[i], "token %u: kind %u, want %u", i,
                  list.tokens[i].kind, want[i]);
    }
    CHECK_STR(list.tokens[14].text, "7");
    done();
}

TEST(lex_places_count_characters_and_bytes) {
    TokenList list = lexed("\xef\xbb\xbf"
                           "a\r\n\t'Gr\xc3\xb6\xc3\x9f\xc3\xa9' \"b\nc\" d");
    const AstPlace *place = &list.tokens[0].place;
    CHECK(place->line == 1 && place->column == 1 && place->offset == 3 && place->length == 1);
    place = &list.tokens[1].place;
    CHECK(place->line == 2 && place->column == 2 && place->offset == 7 && place->length == 10);
    CHECK(place->end_line == 2 && place->end_column == 9);
    place = &list.tokens[2].place;
    CHECK(place->line == 2 && place->column == 10 && place->end_line == 3 &&
          place->end_column == 3);
    place = &list.tokens[3].place;
    CHECK(place->line == 3 && place->column == 4 && place->offset == 24);
    done();
}

TEST(lex_matches_brackets_of_either_kind) {
    TokenList list = lexed("f(Interval[1, 2), {(3)}]");
    CHECK_INT(list.tokens[1].match, 14);  // ( and the last ]
    CHECK_INT(list.tokens[3].match, 7);   // [ and )
    CHECK_INT(list.tokens[9].match, 13);  // { and }
    list = lexed("(([)");
    CHECK_INT(list.tokens[0].match, 0);
    CHECK_INT(list.tokens[2].match, 3);
    lexed(")]}");
    done();
}

TEST(lex_keeps_comments_apart) {
    TokenList list =
        lexed("/* one */ a // two\n/* three\n*/b/**/ /* four */\n\n c '/* no */' // five");
    CHECK_INT(list.count, 5);
    CHECK_INT(list.comment_count, 6);
    CHECK_STR(list.comments[0].text, " one ");
    CHECK(list.comments[0].block);
    CHECK_STR(list.comments[1].text, " two");
    CHECK(!list.comments[1].block);
    CHECK_STR(list.comments[2].text, " three\n");
    CHECK(list.comments[2].place.line == 2 && list.comments[2].place.end_line == 3);
    CHECK_STR(list.comments[3].text, "");
    CHECK_STR(list.comments[5].text, " five");
    CHECK(token_comment(&list, 0) == &list.comments[0]);
    CHECK(token_comment(&list, 1) == &list.comments[2]);  // the last one, over a line end
    CHECK(token_comment(&list, 2) == &list.comments[4]);
    CHECK(token_comment(&list, 3) == NULL);
    CHECK(token_comment(&list, 4) == NULL);  // a line comment is none
    done();
}

TEST(lex_refuses_what_is_not_utf8) {
    static const struct {
        const char *text;
        int line, column, byte;
    } rows[] = {
        {"a\xff", 1, 2, 1},
        {"'\xc3'", 1, 2, 1},             // cut short
        {"// \xc0\xaf", 1, 4, 3},        // overlong
        {"\n'\xed\xa0\x80'", 2, 2, 2},   // half of a surrogate pair
        {"'\xf4\x90\x80\x80'", 1, 2, 1}  // beyond the last plane
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        TokenList list;
        Err err = {0};
        Arena *own = arena_new();
        CHECK_ROW(!lex(str(rows[i].text), own, own, &list, &err), "row %zu was accepted", i);
        CHECK_STR(str(err.message), "this byte is not UTF-8; save the file as UTF-8");
        CHECK(err.code == ERR_PARSE);
        CHECK_INT(err.line, rows[i].line);
        CHECK_INT(err.column, rows[i].column);
        CHECK_INT((int64_t)err.byte, rows[i].byte);
        arena_free(own);
    }
}

TEST(lex_refuses_nul_and_controls) {
    TokenList list;
    Err err = {0};
    Arena *own = arena_new();
    CHECK(!lex((Str){"a\0b", 3}, own, own, &list, &err));
    CHECK_STR(str(err.message), "a NUL character has no place in CQL");
    err = (Err){0};
    CHECK(!lex(STR("a \x01"), own, own, &list, &err));
    CHECK_STR(str(err.message), "the control character 0x01 has no place here");
    CHECK_INT(err.column, 3);
    arena_free(own);
}

TEST(lex_refuses_a_source_that_is_too_large) {
    Arena *own = arena_new();
    size_t size = CQL_MAX_SOURCE + 1;
    char *text = arena_alloc(own, size, 1);
    memset(text, ' ', size);
    TokenList list;
    Err err = {0};
    CHECK(lex((Str){text, size - 1}, own, own, &list, &err));
    CHECK(!lex((Str){text, size}, own, own, &list, &err));
    CHECK(err.code == ERR_LIMIT);
    arena_free(own);
}

// An escape must not cost as much memory as the rest of the source.
TEST(lex_many_escapes_take_little_memory) {
    const size_t count = 20000;
    Str part = STR("'\\n', ");
    Arena *own = arena_new();
    char *text = arena_alloc(own, count, part.len);
    for (size_t i = 0; i < count; i++) memcpy(text + i * part.len, part.data, part.len);
    size_t before = arena_used(own);
    TokenList list;
    Err err = {0};
    CHECK(lex((Str){text, count * part.len - 2}, own, own, &list, &err));
    CHECK(list.count == count * 2);
    CHECK(arena_used(own) - before < 40 * sizeof(Token) * count);
    CHECK_STR(list.tokens[0].text, "\n");
    arena_free(own);
}
