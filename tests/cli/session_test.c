#include "cli/session.h"

#include "cli/session_text.h"
#include "test.h"

TEST(session_typed_knows_what_goes_on) {
    static const struct {
        const char *text;
        Typed typed;
    } rows[] = {
        {"1 + 1", TYPED_EXPRESSION},
        {"1 +", TYPED_UNFINISHED},
        {"(1", TYPED_UNFINISHED},
        {"(1]", TYPED_EXPRESSION},
        {"'a", TYPED_UNFINISHED},
        {"\"a", TYPED_UNFINISHED},
        {"1 /* more", TYPED_UNFINISHED},
        {"1 // more", TYPED_EXPRESSION},
        {"if true then 1", TYPED_UNFINISHED},
        {"define X: 1", TYPED_DECLARATION},
        {"define X:", TYPED_UNFINISHED},
        {"define", TYPED_EXPRESSION},  // wrong at once: a name has to follow on the line
        {"define X: 1 1", TYPED_DECLARATION},
        {"code \"C\": '1' from \"S\"", TYPED_DECLARATION},
        {"code", TYPED_EXPRESSION},  // may be a name
        {"code = 1", TYPED_EXPRESSION},
        {"context Patient", TYPED_DECLARATION},
        {"library Whole version '1'", TYPED_DECLARATION},
        {"", TYPED_EXPRESSION},
        {"@", TYPED_EXPRESSION},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(session_typed(str_from(rows[i].text)) == rows[i].typed);
    }
    CHECK(session_begins(STR("define X:")) == TYPED_DECLARATION);
    CHECK(session_begins(STR("1 +")) == TYPED_EXPRESSION);
}

static Session *new_session(SessionOptions *options) {
    *options = (SessionOptions){.as_of = "2026-11-22"};
    return session_new(options);
}

TEST(session_a_wrong_declaration_changes_nothing) {
    SessionOptions options;
    Session *session = new_session(&options);
    Err err = {0};
    Buf names = {0};
    Answer answer;
    CHECK(session_declare(session, STR("define A: 1 define B: A + 1"), &names, &err));
    CHECK(str_eq(buf_str(&names), STR("A, B")));
    CHECK(!session_declare(session, STR("define A: 'x'"), &names, &err));
    CHECK(err.line == 1 && err.source[0] == '\0');
    CHECK(str_eq(session_source(session), STR("define B: A + 1")));
    err = (Err){0};
    CHECK(session_evaluate(session, STR("B"), &answer, &err));
    CHECK(answer.value.kind == VALUE_INTEGER && answer.value.as.integer == 2);
    CHECK(!session_forget(session, STR("A"), &err));  // B needs it
    err = (Err){0};
    CHECK(session_evaluate(session, STR("A + B"), &answer, &err));
    CHECK(answer.value.as.integer == 3);
    CHECK(session_forget(session, STR("B"), &err));
    CHECK(session_text(session, STR("B")).len == 0);
    buf_free(&names);
    session_free(session);
}

TEST(session_place_finds_the_line_that_was_written) {
    Arena *arena = arena_new();
    Item second = {.kind = AST_DEFINE, .name = STR("D"), .text = STR("define D:\n  4")};
    Item first = {.next = &second,
                  .kind = AST_VALUESET,
                  .name = STR("V"),
                  .text = STR("valueset \"V\": 'v'")};
    SessionParts parts = {.items = &first, .expression = STR("D +\n D")};
    SessionText whole = session_compose(&parts, arena);
    // The lines: using, include, valueset, context, define, its value, the define of the
    // expression, two lines of it.
    Err err = {.code = ERR_CHECK, .line = 6, .source = "session"};
    CHECK(str_eq(session_place(&whole, &err), second.text));
    CHECK(err.line == 2);
    err.line = 9;
    CHECK(str_eq(session_place(&whole, &err), parts.expression));
    CHECK(err.line == 2);
    err.line = 99;  // the end
    CHECK(str_eq(session_place(&whole, &err), parts.expression));
    CHECK(err.line == 2);
    err.line = 1;
    CHECK(session_place(&whole, &err).len == 0);
    CHECK(err.line == 0);
    arena_free(arena);
}
