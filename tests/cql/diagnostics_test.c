#include "cql/diagnostics.h"

#include "test.h"

static const char source[] = "define A: 1\ndefine B: x + y\n";

static void add(Diagnostics *list, ErrCode code, const char *file, uint32_t offset,
                const char *text) {
    DiagnosticSpot spot = {.file = str_from(file), .source = STR("")};
    uint32_t line = offset < 12 ? 1 : 2;
    uint32_t column = offset < 12 ? offset + 1 : offset - 11;
    spot.source = str_from(source);
    spot.place = (AstPlace){line, column, line, column + 1, offset, 1};
    diagnostics_add(list, code, &spot, "%s", text);
}

static Str written(Diagnostics *list, Arena *arena) {
    Buf buf = {0};
    diagnostics_sort(list);
    diagnostics_write(&buf, list);
    Str text = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return text;
}

TEST(diagnostics_stand_in_order_and_are_counted) {
    Arena *arena = arena_new();
    Diagnostics *list = diagnostics_new(arena);
    CHECK_STR(written(list, arena), "");
    add(list, ERR_CHECK, "b.cql", 26, "no y\nwrite z");
    add(list, ERR_NONE, "b.cql", 7, "never used");
    add(list, ERR_CHECK, "a.cql", 22, "no x");
    add(list, ERR_CHECK, "b.cql", 26, "no y\nanother hint");  // the same once more
    add(list, ERR_CHECK, "b.cql", 26, "no plus");
    CHECK(list->errors == 3);
    CHECK(list->warnings == 1);
    CHECK_STR(written(list, arena),
              "a.cql:2:11: no x\n  define B: x + y\n            ^\n"
              "b.cql:1:8: warning: never used\n  define A: 1\n         ^\n"
              "b.cql:2:15: no y\n  define B: x + y\n                ^\n  write z\n"
              "b.cql:2:15: no plus\n  define B: x + y\n                ^\n"
              "3 errors, 1 warning in 2 files\n");
    Err err = {0};
    diagnostics_first(list, &err);
    CHECK(err.code == ERR_CHECK && err.line == 2 && err.column == 11 && err.byte == 22);
    CHECK_STR(str_from(err.message), "no x");
    arena_free(arena);
}

TEST(diagnostics_first_error_is_no_warning) {
    Arena *arena = arena_new();
    Diagnostics *list = diagnostics_new(arena);
    Err err = {0};
    add(list, ERR_NONE, "a.cql", 1, "doubtful");
    diagnostics_sort(list);
    diagnostics_first(list, &err);
    CHECK(err.code == ERR_NONE);
    add(list, ERR_MISSING, "a.cql", 5, "not there\ngive a file");
    diagnostics_first(list, &err);
    CHECK(err.code == ERR_MISSING);
    CHECK_STR(str_from(err.message), "not there; give a file");
    CHECK_STR(written(list, arena), "a.cql:1:2: warning: doubtful\n  define A: 1\n   ^\n"
                                    "a.cql:1:6: not there\n  define A: 1\n       ^\n  give a file\n"
                                    "1 error, 1 warning in a.cql\n");
    arena_free(arena);
}

TEST(diagnostics_are_bounded) {
    Arena *arena = arena_new();
    Diagnostics *list = diagnostics_new(arena);
    for (uint32_t i = 0; i < DIAGNOSTICS_MAX + 12; i++)
        add(list, ERR_CHECK, "a.cql", 0, arena_printf(arena, "no %u%c", i, 0).data);
    CHECK(list->count == DIAGNOSTICS_MAX);
    CHECK(list->errors == DIAGNOSTICS_MAX + 12);
    Str text = written(list, arena);
    CHECK(str_ends(text, STR("... and 12 more\n212 errors in a.cql\n")));
    arena_free(arena);
}

TEST(diagnostics_show_no_control_characters) {
    Arena *arena = arena_new();
    Diagnostics *list = diagnostics_new(arena);
    DiagnosticSpot spot = {.file = STR("")};
    diagnostics_add(list, ERR_LIMIT, &spot, "a\x1b[2Jb\nc\rd");
    CHECK_STR(written(list, arena), "a?[2Jb\n  c?d\n1 error\n");
    arena_free(arena);
}

TEST(diagnostics_hint_of_an_err) {
    Err err = {0};
    err_set(&err, ERR_PARSE, "no ';'\nleave it out");
    err_join_hint(&err);
    CHECK_STR(str_from(err.message), "no ';'; leave it out");
    err_join_hint(&err);
    CHECK_STR(str_from(err.message), "no ';'; leave it out");
    char longest[sizeof err.message];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    longest[sizeof longest - 3] = '\n';
    err_set(&err, ERR_PARSE, "%s", longest);
    err_join_hint(&err);
    CHECK(strlen(err.message) == sizeof err.message - 1);
    CHECK(strchr(err.message, '\n') == NULL);
}
