// Where CQL makes an answer of what is not known: a row an expression, and the forms in it. `P` is
// a parameter, of which nothing is known; `L` is a list that may hold nulls.

#include "cql/silence.h"

#include "cql/check.h"
#include "test.h"

typedef struct {
    const char *expression;
    const char *forms;
} Row;

static void note(void *ctx, Silence what, const Node *node) {
    static const char *const names[] = {
        [SILENCE_EQUIVALENT] = "~",       [SILENCE_ELSE] = "else", [SILENCE_EXISTS] = "exists",
        [SILENCE_COUNT] = "count",        [SILENCE_IN] = "in",     [SILENCE_MEMBER] = "member",
        [SILENCE_AGGREGATE] = "aggregate"};
    (void)node;
    Buf *buf = ctx;
    buf_printf(buf, "%s%s", buf->len == 0 ? "" : " ", names[what]);
}

static Str forms_of(const char *expression, Arena *arena) {
    Err err = {0};
    Str source =
        arena_printf(arena,
                     "library T parameter P Integer parameter B Boolean define L: { P, 2 } "
                     "define K: { 1, 2 } define W: K X where X > P define E: %s",
                     expression);
    Checker *checker = checker_new(&(CheckOptions){.arena = arena, .terms = terms_new(arena)});
    Library *library;
    Program *program;
    if (!checker_add(checker, source, STR("T.cql"), &library, &err) ||
        !checker_finish(checker, &program, &err))
        return arena_printf(arena, "%s", err.message);
    Buf buf = {0};
    silence_find(library->declarations[library->declaration_count - 1], note, &buf);
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

TEST(silence_forms) {
    static const Row rows[] = {
        {"P ~ 1", "~"},
        {"1 ~ 1", ""},
        {"if P is null then null else P ~ 1", ""},
        {"if P is null then false else P ~ 1", ""},
        {"P is not null and P ~ 1", ""},
        {"P is null or P ~ 1", ""},
        {"P is null and P ~ 1", "~"},
        {"if P > 1 then 1 else 2", "else"},
        {"if P > 1 then 1 else null", ""},
        {"if P is null then 1 else 2", ""},
        {"if P is null then null else if P > 1 then 1 else 2", ""},
        {"case when P is null then 3 when P > 1 then 1 else 2 end", ""},
        {"case when P > 1 then 1 when P < 0 then 0 else 2 end", "else"},
        {"case when P is not null and P > 1 then 1 else 2 end", ""},
        {"case P when 1 then 1 else 2 end", "else"},
        {"case 1 when P then 1 else 2 end", "else"},
        {"if B then 1 else 2", "else"},
        {"if B is true then 1 else 2", ""},
        {"exists (K X where X > P)", "exists"},
        {"exists (K X where X > 1)", ""},
        {"exists (L X where X > 1)", "exists"},
        {"exists (L X where X is not null and X > 1)", ""},
        {"exists (K X with L Y such that Y = X)", "exists"},
        {"exists (K X with K Y such that Y = X)", ""},
        {"exists W", "exists"},
        {"exists K", ""},
        {"Count(W)", "count"},
        {"Count(K)", ""},
        {"P in K", "member"},
        {"1 in K", ""},
        {"1 in L", "in"},
        {"L contains 1", "in"},
        {"K contains P", "member"},
        {"P in Interval[1, 2]", ""},
        {"Sum(L)", "aggregate"},
        {"Sum(K)", ""},
        {"Sum(L X where X is not null)", ""},
        {"Max(K X return all X + P)", "aggregate"},
        {"AnyTrue({ B })", "aggregate"},
        {"AllTrue({ true, false })", ""},
        {"Tuple { a: P ~ 1, b: if B then 1 else 2 }", "~ else"},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str forms = forms_of(rows[i].expression, arena);
        CHECK_ROW(str_eq(forms, str_from(rows[i].forms)), "%s: %.*s", rows[i].expression,
                  STR_ARG(forms));
    }
    arena_free(arena);
}
