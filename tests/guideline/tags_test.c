// tags: the grammar of the block comment before a declaration, sentence by sentence.

#include "guideline/tags.h"

#include "base/buf.h"
#include "cql/parse.h"
#include "test.h"

// "name = value (line:column)" for each tag of the comment before the only define; or the error.
static Str read(Arena *arena, const char *comment) {
    Str source = arena_printf(arena, "library A\n%s\ndefine F: true\n", comment);
    AstLibrary *library;
    Err err = {0};
    Tags tags;
    Buf text = {0};
    if (!cql_parse_library(source, STR("A.cql"), arena, &library, &err) ||
        !tags_read(library->declarations[0].comment, library->file, arena, &tags, &err))
        return arena_printf(arena, "%s:%d:%d: %s", err.source, err.line, err.column, err.message);
    for (size_t i = 0; i < tags.count; i++) {
        const Tag *tag = &tags.items[i];
        buf_printf(&text, "%.*s = %.*s (%u:%u)\n", STR_ARG(tag->name), STR_ARG(tag->value),
                   tag->place.line, tag->place.column);
    }
    Str lines = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return lines;
}

TEST(tags_grammar) {
    const struct {
        const char *comment, *want;
    } rows[] = {
        {"/* only prose */", ""},
        {"", ""},
        {"/*\nProse.\n@a: one\n  @b2_c :: two\n*/",
         "A.cql:5:3: after a tag's name comes ':' (names have no hyphen)"},
        {"/*\nProse: with a colon.\n@a: one\n  @b2_c: two\n*/",
         "a = one (4:1)\nb2_c = two (5:3)\n"},
        {"/*\n@a:   spread\n   over \t lines  \n\n@b: x\n*/",
         "a = spread over lines (3:1)\nb = x (6:1)\n"},
        {"/* @a: at once */", "a = at once (2:4)\n"},
        {"/*\n@a: x: y\n*/", "a = x: y (3:1)\n"},
        {"/*\n@a: gr\xc3\xb6\xc3\x9f"
         "er\n@b: 1\n*/",
         "a = gr\xc3\xb6\xc3\x9f"
         "er (3:1)\nb = 1 (4:1)\n"},
        {"/*\r\n@a: one\r\n@b: two\r\n*/", "a = one (3:1)\nb = two (4:1)\n"},
        {"/*\n@a:\n@b: two\n*/", "A.cql:3:1: a tag needs a value"},
        {"/*\n@a: \n*/", "A.cql:3:1: a tag needs a value"},
        {"/*\n@due-date: x\n*/", "A.cql:3:1: after a tag's name comes ':' (names have no hyphen)"},
        {"/*\n@Ask: x\n*/", "A.cql:3:1: a tag is '@name: value', its name of a-z, 0-9 and _"},
        {"/*\n@: x\n*/", "A.cql:3:1: a tag is '@name: value', its name of a-z, 0-9 and _"},
        {"/*\n@a: me@home\n*/", "A.cql:3:7: a tag's value holds no '@' and no '\"': the reference "
                                "translator cuts it there"},
        {"/*\n@a: say \"b\"\n*/", "A.cql:3:9: a tag's value holds no '@' and no '\"': the "
                                  "reference translator cuts it there"},
        {"/*\nMail me@home.\n@a: x\n*/",
         "A.cql:3:8: '@' stands only at the start of a line, for a tag"},
        {"/** @a: x */", "A.cql:2:5: '@' stands only at the start of a line, for a tag"},
        {"/*\n@a: x\n*/\n// between\n", ""},
        {"/*\n@a: x\n*/\n\n\n", "a = x (3:1)\n"},
        {"/*\n@a: x\n*/\n/* the last one counts */", ""},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str got = read(arena, rows[i].comment);
        CHECK_ROW(str_eq(got, str_from(rows[i].want)), "%s: got\n%.*s\nwant\n%s", rows[i].comment,
                  STR_ARG(got), rows[i].want);
    }
    arena_free(arena);
}

TEST(tags_are_bounded) {
    Arena *arena = arena_new();
    Buf comment = {0};
    buf_add(&comment, STR("/*\n"));
    for (int i = 0; i < 65; i++) buf_add(&comment, STR("@a: x\n"));
    buf_add(&comment, STR("*/"));
    buf_add_char(&comment, '\0');
    CHECK_STR(read(arena, comment.data), "A.cql:67:1: too many tags");
    buf_free(&comment);
    arena_free(arena);
}
