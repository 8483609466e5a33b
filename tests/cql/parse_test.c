#include "cql/parse.h"

#include <stdio.h>

#include "base/file.h"
#include "test.h"

static Str str(const char *text) {
    return (Str){text, strlen(text)};
}

// ---- data tests: a program and its tree, or its error

typedef struct {
    Arena *arena;
    Buf buf;
} Bench;

static Str told(Bench *bench, const Err *err) {
    buf_reset(&bench->buf);
    buf_printf(&bench->buf, "%d:%d: %s", err->line, err->column, err->message);
    return buf_str(&bench->buf);
}

static Str run_expression(void *context, Str program, Str input) {
    Bench *bench = context;
    Ast *node;
    Err err = {0};
    (void)input;
    arena_reset(bench->arena);
    if (!cql_parse_expression(program, bench->arena, &node, &err)) return told(bench, &err);
    buf_reset(&bench->buf);
    ast_write(&bench->buf, node);
    return buf_str(&bench->buf);
}

static Str run_library(void *context, Str program, Str input) {
    Bench *bench = context;
    AstLibrary *library;
    Err err = {0};
    (void)input;
    arena_reset(bench->arena);
    if (!cql_parse_library(program, STR("x.cql"), bench->arena, &library, &err)) {
        return told(bench, &err);
    }
    buf_reset(&bench->buf);
    ast_write_library(&bench->buf, library);
    bench->buf.len--;  // the last newline; the others become blanks: an answer is one line
    for (size_t i = 0; i < bench->buf.len; i++) {
        if (bench->buf.data[i] == '\n') bench->buf.data[i] = ' ';
    }
    return buf_str(&bench->buf);
}

static void run_data(const char *path, DataTest *run) {
    Bench bench = {.arena = arena_new()};
    data_test_run(path, run, &bench);
    buf_free(&bench.buf);
    arena_free(bench.arena);
}

TEST(parse_expressions) {
    run_data("tests/cql/parse/literals.test", run_expression);
    run_data("tests/cql/parse/names.test", run_expression);
    run_data("tests/cql/parse/operators.test", run_expression);
    run_data("tests/cql/parse/timing.test", run_expression);
    run_data("tests/cql/parse/selectors.test", run_expression);
    run_data("tests/cql/parse/queries.test", run_expression);
}

TEST(parse_errors) {
    run_data("tests/cql/parse/errors.test", run_expression);
}

TEST(parse_libraries) {
    run_data("tests/cql/parse/library.test", run_library);
    run_data("tests/cql/parse/library_errors.test", run_library);
}

// ---- what stands beside the tree

static AstLibrary *parsed(Arena *arena, const char *source) {
    AstLibrary *library = NULL;
    Err err = {0};
    CHECK_ROW(cql_parse_library(str(source), STR("x.cql"), arena, &library, &err), "%d:%d: %s",
              err.line, err.column, err.message);
    return library;
}

TEST(parse_comments_belong_to_what_follows) {
    Arena *arena = arena_new();
    AstLibrary *library =
        parsed(arena, "/* not the last */ /* @title: A */\n\nlibrary A\n"
                      "/* a code */ private code C: 'c' from S // tail\n"
                      "/* far */ // near\n"
                      "context Patient\n"
                      "define A: 1 /* @kind: b */define function B(): /* inside */ 2\n"
                      "define D: 3 /* last */");
    if (library == NULL) return;
    CHECK_STR(library->comment->text, " @title: A ");
    CHECK_INT(library->declaration_count, 5);
    CHECK_STR(library->declarations[0].comment->text, " a code ");
    CHECK(library->declarations[1].comment == NULL);
    CHECK(library->declarations[2].comment == NULL);
    CHECK_STR(library->declarations[3].comment->text, " @kind: b ");
    CHECK_INT(library->declarations[3].comment->place.line, 7);
    CHECK_INT(library->declarations[3].comment->place.column, 13);
    CHECK(library->declarations[4].comment == NULL);
    CHECK_INT(library->comment_count, 9);
    arena_free(arena);
}

// ---- going on behind errors

typedef struct {
    const char *source;
    const char *errors;    // line:column of each, in order
    const char *declared;  // names; "!" behind one that is broken
} Recovery;

static void check_recovery(const Recovery *row) {
    Arena *arena = arena_new();
    Diagnostics *list = diagnostics_new(arena);
    AstLibrary *library = NULL;
    Buf places = {0};
    Buf names = {0};
    CHECK_ROW(cql_parse_recovering(str(row->source), STR("x.cql"), list, &library), "%s",
              row->source);
    diagnostics_sort(list);
    for (size_t i = 0; i < list->count; i++) {
        const AstPlace *place = &list->items[i].spot.place;
        buf_printf(&places, "%s%u:%u", i == 0 ? "" : " ", place->line, place->column);
    }
    for (uint32_t i = 0; i < library->declaration_count; i++) {
        const AstDeclaration *one = &library->declarations[i];
        buf_printf(&names, "%s%.*s%s", i == 0 ? "" : " ", STR_ARG(one->name),
                   one->is_broken ? "!" : "");
        CHECK_ROW(!one->is_broken || one->expression == NULL, "%s", row->source);
    }
    CHECK_ROW(str_eq(buf_str(&places), str(row->errors)), "%s: %.*s", row->source, (int)places.len,
              places.data);
    CHECK_ROW(str_eq(buf_str(&names), str(row->declared)), "%s: %.*s", row->source, (int)names.len,
              names.data);
    buf_free(&places);
    buf_free(&names);
    arena_free(arena);
}

TEST(parse_goes_on_with_the_next_declaration) {
    static const Recovery rows[] = {
        {"define A: 1\ndefine B: 2", "", "A B"},
        {"define A: (1\ndefine B: 2", "1:13", "A! B"},
        {"define A: 1 2\ndefine B: 2", "1:13", "A! B"},
        {"define A: 1;\ndefine B: 2", "1:12", "A B"},
        {"define A: 1; define B: 2;", "1:12 1:25", "A B"},
        {"define 'A': 1\ndefine B: 2", "1:8", "A! B"},
        {"define A 1\ndefine B: if true then 1\ndefine C: 3", "1:10 2:25", "A! B! C"},
        {"defin A: 1\ndefine B: 2", "1:1", "A! B"},
        {"define B: 2\ndefin A: 1\ndefine C: 3", "2:1", "B A! C"},
        {"valuset \"V\": 'u'\ncode C: 'c' from S\ndefine A: 1", "1:1", "V! C A"},
        {"define A: 1\nvalueset V: 'u'\nvalueset W: 'w'\ndefine B: 2", "2:1", "A V W B"},
        // the misspelled word stands before the declaration that is in the wrong place
        {"define A: 1 returm\nvalueset V: 'u'\ndefine B: 2", "1:13", "A! V B"},
        {"define A: x.define\ndefine B: 1", "", "A B"},
        {"define A: Tuple { code: 1,\n code 2 }\ndefine B: 1", "2:7", "A! B"},
        {"define A: 'a\ndefine B: 'b'\ndefine C: 'c'", "1:11", "A! B C"},
        {"define A: 'a\n and more'\ndefine B: ", "3:11", "A B!"},  // a string may have lines
        {"define A: X = 'a\n and Y = 'b'\ndefine B: 1", "1:15", "A! B"},
        {"define \"A: 1\ndefine B: 2", "1:8", "A! B"},
        {"define A: 'a\\qb'\ndefine B: 2", "1:13", "A! B"},
        {"define A: @20\ndefine B: 2", "1:11", "A! B"},
        {"define A: 1\n/* no end\ndefine B: 2", "2:1", "A! B"},
        {"context Patient\ncontext\ndefine A: 1", "2:8", "Patient ! A"},
        {"define function f(x): 1\ndefine A: 1", "1:20", "f! A"},
        {"private define A: 1\ndefine B: 2", "1:9", "A! A B"},
        {"library\ndefine A: 1", "1:8", "A"},
        {"nothing of all this", "1:1", ""},
        {"# define A: 1\ndefine B: 1", "1:1", "A B"},
        // A misspelled word before a misplaced declaration once sent the parser back without end.
        {"define A: 1\ndefin\nvalueset e \"B\": 2", "2:1 3:12", "A defin! e!"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) check_recovery(&rows[i]);
}

TEST(parse_cannot_go_on_without_text) {
    Arena *arena = arena_new();
    Diagnostics *list = diagnostics_new(arena);
    AstLibrary *library = NULL;
    CHECK(!cql_parse_recovering(STR("define A: \xff"), STR("x.cql"), list, &library));
    CHECK(library == NULL && list->errors == 1 && list->items[0].spot.place.column == 11);
    arena_free(arena);
}

static Str text_at(const AstLibrary *library, AstPlace place) {
    return (Str){library->source.data + place.offset, place.length};
}

TEST(parse_places_cover_what_was_written) {
    Arena *arena = arena_new();
    AstLibrary *library =
        parsed(arena, "library A version '1'\n"
                      "define \"\xc3\x84\": (1 +\n 2) * f(x).y or not a between 1 and (2)\n"
                      "define function g(p List<Integer>): [C: c in v] X where X.y");
    if (library == NULL) return;
    CHECK_STR(text_at(library, library->place), "library A version '1'");
    const AstDeclaration *define = &library->declarations[0];
    CHECK_STR(text_at(library, define->name_place), "\"\xc3\x84\"");
    const Ast * or = define->expression;
    CHECK_STR(text_at(library, or->place), "(1 +\n 2) * f(x).y or not a between 1 and (2)");
    CHECK(or->place.line == 2 && or->place.column == 13);
    CHECK(or->place.end_line == 3 && or->place.end_column == 40);
    CHECK_STR(text_at(library, or->kids[0]->place), "(1 +\n 2) * f(x).y");
    CHECK_STR(text_at(library, or->kids[0]->kids[0]->place), "1 +\n 2");
    CHECK_STR(text_at(library, or->kids[0]->kids[1]->place), "f(x).y");
    CHECK_STR(text_at(library, or->kids[1]->place), "not a between 1 and (2)");
    CHECK_STR(text_at(library, or->kids[1]->kids[0]->place), "not a");
    const AstDeclaration *function = &library->declarations[1];
    CHECK_STR(text_at(library, function->place),
              "define function g(p List<Integer>): [C: c in v] X where X.y");
    CHECK_STR(text_at(library, function->parameters[0]->place), "p List<Integer>");
    const Ast *source = function->expression->kids[QUERY_SOURCES]->kids[0];
    CHECK_STR(text_at(library, source->place), "[C: c in v] X");
    CHECK_STR(text_at(library, source->kids[0]->place), "[C: c in v]");
    arena_free(arena);
}

TEST(parse_timing_is_decoded) {
    Arena *arena = arena_new();
    Ast *node;
    Err err = {0};
    if (CHECK(cql_parse_expression(STR("A starts 3 days or more on or before month of end B"),
                                   arena, &node, &err))) {
        CHECK(node->kind == AST_TIMING);
        CHECK(node->timing->relation == AST_ON_OR_BEFORE);
        CHECK(node->timing->precision == PRECISION_MONTH);
        CHECK(node->timing->offset == OFFSET_OR_MORE);
        CHECK(node->timing->left == BOUNDARY_START && node->timing->right == BOUNDARY_END);
        CHECK_STR(node->timing->quantity->text, "3");
        CHECK_STR(node->timing->quantity->more, "days");
        CHECK_STR(str(ast_relation_name(AST_ON_OR_BEFORE)), "SameOrBefore");
    }
    arena_free(arena);
}

// ---- limits

// An `a`, that many parts and the bracket, if any, that closes them.
static bool repeat(Arena *arena, const char *part, size_t count, const char *tail, Ast **node,
                   Err *err) {
    Buf buf = {0};
    buf_add(&buf, tail[0] == '}' ? STR("{a") : tail[0] == ')' ? STR("f(a") : STR("a"));
    for (size_t i = 0; i < count; i++) buf_add(&buf, str(part));
    buf_add(&buf, str(tail));
    Str source = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    *err = (Err){0};
    return cql_parse_expression(source, arena, node, err);
}

TEST(parse_a_long_chain_is_one_node) {
    Arena *arena = arena_new();
    Ast *node;
    Err err;
    CHECK(repeat(arena, " or b", 5000, "", &node, &err));
    CHECK(node->kid_count == 5001 && node->height == 2);
    CHECK(repeat(arena, " and b", 5000, "", &node, &err));
    CHECK(node->kid_count == 5001);
    CHECK(repeat(arena, ", b", 5000, "}", &node, &err));
    CHECK(repeat(arena, ", b", 5000, ")", &node, &err));
    arena_free(arena);
}

TEST(parse_height_is_bounded) {
    static const char *const parts[] = {" + 1",     ".a",    "[0]", " union a",
                                        " is null", " as A", " = a"};
    Arena *arena = arena_new();
    Ast *node;
    Err err;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        CHECK_ROW(repeat(arena, parts[i], AST_MAX_HEIGHT - 1, "", &node, &err), "'%s': %s",
                  parts[i], err.message);
        CHECK_INT(node->height, AST_MAX_HEIGHT);
        CHECK(!repeat(arena, parts[i], AST_MAX_HEIGHT, "", &node, &err));
        CHECK_ROW(err.code == ERR_LIMIT, "'%s': %s", parts[i], err.message);
    }
    arena_free(arena);
}

TEST(parse_nesting_is_bounded) {
    static const struct {
        const char *open, *middle, *close;
    } rows[] = {{"(", "a", ")"},
                {"-", "a", ""},
                {"not ", "a", ""},
                {"{", "a", "}"},
                {"f(", "a", ")"},
                {"start of ", "a", ""},
                {"a[", "0", "]"},
                {"exists ", "a", ""},
                {"(a) b where ", "a", ""},
                {"from (", "a", ") b"},
                {"if a then b else ", "c", ""},
                {"a as List<", "b", ">"}};
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool shallow = false;
        for (size_t depth = 100; depth <= 100000; depth += 99900) {
            Buf buf = {0};
            Err err = {0};
            Ast *node;
            for (size_t n = 0; n < depth; n++) {
                // A type nests within itself only.
                const char *open = i == 11 && n > 0 ? "List<" : rows[i].open;
                buf_add(&buf, str(open));
            }
            buf_add(&buf, str(rows[i].middle));
            for (size_t n = 0; n < depth; n++) buf_add(&buf, str(rows[i].close));
            bool ok = cql_parse_expression(buf_str(&buf), arena, &node, &err);
            if (depth == 100) {
                shallow = CHECK_ROW(ok, "'%s' 100 deep: %s", rows[i].open, err.message);
            } else {
                CHECK_ROW(shallow && !ok && err.code == ERR_LIMIT, "'%s': %s", rows[i].open,
                          err.message);
            }
            buf_free(&buf);
        }
    }
    arena_free(arena);
}

// Sources in parentheses, each perhaps the next of a list: reading ahead must not double the work.
TEST(parse_looking_ahead_stays_linear) {
    Arena *arena = arena_new();
    Ast *node;
    Err err;
    Buf buf = {0};
    for (int i = 0; i < 90; i++) buf_add(&buf, STR("f(from a b, ("));
    buf_add(&buf, STR("c"));
    for (int i = 0; i < 90; i++) buf_add(&buf, STR(") d)"));
    CHECK_ROW(cql_parse_expression(buf_str(&buf), arena, &node, &err), "%s", err.message);
    buf_free(&buf);
    arena_free(arena);
}

// ---- messages

TEST(parse_says_where_in_which_file) {
    Arena *arena = arena_new();
    AstLibrary *untouched = NULL;
    Err err = {0};
    CHECK(!cql_parse_library(STR("library A\n\ndefine B: \xc3\xa4"), STR("a/b.cql"), arena,
                             &untouched, &err));
    CHECK(untouched == NULL && err.code == ERR_PARSE);
    CHECK_STR(str(err.source), "a/b.cql");
    CHECK(err.line == 3 && err.column == 11 && err.byte == 21);
    arena_free(arena);
}

static void check_shown(const char *source, AstPlace place, const char *want) {
    Buf buf = {0};
    source_show(&buf, str(source), &place);
    CHECK_STR(buf_str(&buf), want);
    buf_free(&buf);
}

TEST(source_show_points_with_carets) {
    const char *source = "one\n\twhere \xc3\xa4\xc3\xb6 > 7\r\nthree\x1b[0m\n\nfive";
    check_shown(source, (AstPlace){.line = 1, .column = 1, .end_line = 1, .end_column = 4},
                "  one\n  ^^^\n");
    check_shown(source, (AstPlace){.line = 2, .column = 8, .end_line = 2, .end_column = 10},
                "  \twhere \xc3\xa4\xc3\xb6 > 7\n  \t      ^^\n");
    check_shown(source, (AstPlace){.line = 2, .column = 11, .end_line = 4, .end_column = 1},
                "  \twhere \xc3\xa4\xc3\xb6 > 7\n  \t         ^^^\n");
    check_shown(source, (AstPlace){.line = 3, .column = 1, .end_line = 3, .end_column = 6},
                "  three?[0m\n  ^^^^^\n");
    check_shown(source, (AstPlace){.line = 4, .column = 1, .end_line = 4, .end_column = 1},
                "  \n  ^\n");
    check_shown(source, (AstPlace){.line = 5, .column = 5, .end_line = 5, .end_column = 5},
                "  five\n      ^\n");
    check_shown(source, (AstPlace){.line = 9, .column = 3}, "  \n  ^\n");
    check_shown("", (AstPlace){.line = 1, .column = 1}, "  \n  ^\n");
}

TEST(source_show_cuts_long_lines_around_the_place) {
    char line[1001];
    memset(line, 'x', 1000);
    line[1000] = '\0';
    line[499] = 'Y';
    Buf buf = {0};
    source_show(&buf, str(line),
                &(AstPlace){.line = 1, .column = 500, .end_line = 1, .end_column = 501});
    Str shown = buf_str(&buf);
    CHECK(shown.len < 400);
    const char *at = memchr(shown.data, 'Y', shown.len);
    const char *caret = memchr(shown.data, '^', shown.len);
    const char *end = memchr(shown.data, '\n', shown.len);
    if (CHECK(at != NULL && caret != NULL && end != NULL)) {
        CHECK_INT(caret - end - 1, at - shown.data);
    }
    buf_free(&buf);
}

TEST(source_show_err_needs_no_place) {
    Buf buf = {0};
    Err err = {.code = ERR_PARSE, .line = 2, .column = 3};
    source_show_err(&buf, STR("a\n  b"), &err);
    CHECK_STR(buf_str(&buf), "    b\n    ^\n");
    buf_reset(&buf);
    err.line = 0;
    source_show_err(&buf, STR("a"), &err);
    CHECK(buf.len == 0);
    buf_free(&buf);
}

// ---- whole files: ours, and where it is there, the shared test data

static int parse_folder(Arena *arena, const char *folder) {
    Str *names;
    size_t count = 0;
    Err err = {0};
    if (!file_is_folder(folder)) return 0;
    if (!folder_list(folder, STR(".cql"), arena, &names, &count, &err)) return 0;
    for (size_t i = 0; i < count; i++) {
        Str source;
        AstLibrary *library;
        const char *path = path_join(arena, folder, names[i]);
        if (!CHECK(file_read(path, CQL_MAX_SOURCE, arena, &source, &err))) continue;
        CHECK_ROW(cql_parse_library(source, str(path), arena, &library, &err), "%s:%d:%d: %s", path,
                  err.line, err.column, err.message);
        err = (Err){0};
    }
    return (int)count;
}

TEST(parse_takes_every_library_we_have) {
    Arena *arena = arena_new();
    Str *folders;
    size_t count = 0;
    int parsed_files = 0;
    Err err = {0};
    if (CHECK(folder_list("guidelines", STR(""), arena, &folders, &count, &err))) {
        for (size_t i = 0; i < count; i++) {
            parsed_files += parse_folder(arena, path_join(arena, "guidelines", folders[i]));
        }
    }
    CHECK_ROW(parsed_files > 0, "no .cql below guidelines/");
    parse_folder(arena, "../shared/peer");
    parse_folder(arena, "../shared/peer/examples");
    parse_folder(arena, "../shared/house/guidelines/lib");
    parse_folder(arena, "../shared/house/guidelines/bone-metastasis");
    arena_free(arena);
}

// The five entities of XML, in place.
static Str unescape_xml(Arena *arena, Str text) {
    static const struct {
        const char *name;
        char c;
    } entities[] = {
        {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
    char *out = arena_alloc(arena, text.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; len++) {
        size_t used = 1;
        out[len] = text.data[i];
        for (size_t e = 0; e < sizeof entities / sizeof entities[0]; e++) {
            size_t name = strlen(entities[e].name);
            if (text.len - i < name || memcmp(text.data + i, entities[e].name, name) != 0) continue;
            out[len] = entities[e].c;
            used = name;
        }
        i += used;
    }
    return (Str){out, len};
}

static const char *find(const char *from, const char *end, const char *needle) {
    return from == NULL ? NULL : memmem(from, (size_t)(end - from), needle, strlen(needle));
}

// Each <expression> of one file of the conformance suite; returns how many.
static int parse_suite_file(Arena *arena, Str text) {
    const char *end = text.data + text.len;
    int count = 0;
    for (const char *at = text.data; (at = find(at, end, "<expression")) != NULL;) {
        const char *start = find(at, end, ">");
        const char *stop = find(start, end, "</expression>");
        CHECK(start != NULL && stop != NULL);
        if (start == NULL || stop == NULL) break;
        Str program = unescape_xml(arena, (Str){start + 1, (size_t)(stop - start - 1)});
        Ast *node;
        Err err = {0};
        bool ok = cql_parse_expression(program, arena, &node, &err);
        CHECK_ROW(ok, "%.*s: %s", STR_ARG(program), err.message);
        count++;
        at = stop;
    }
    return count;
}

TEST(parse_takes_every_expression_of_the_suite) {
    const char *folder = "../shared/cql-tests";
    Arena *arena = arena_new();
    Str *names;
    size_t count = 0;
    int expressions = 0;
    Err err = {0};
    if (file_is_folder(folder) &&
        CHECK(folder_list(folder, STR(".xml"), arena, &names, &count, &err))) {
        for (size_t i = 0; i < count; i++) {
            Str text;
            const char *path = path_join(arena, folder, names[i]);
            if (!CHECK(file_read(path, 1 << 24, arena, &text, &err))) continue;
            expressions += parse_suite_file(arena, text);
        }
        CHECK_ROW(expressions > 1400, "only %d expressions found", expressions);
    }
    arena_free(arena);
}
