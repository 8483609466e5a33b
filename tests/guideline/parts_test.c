// parts: texts as FHIR may hold them, ids, codes, citations.

#include "guideline/parts.h"

#include "guideline_fixture.h"

TEST(parts_clean_texts) {
    Arena *arena = arena_new();
    const struct {
        Str text;
        const char *clean;
    } rows[] = {
        {STR(""), ""},
        {STR("plain text"), "plain text"},
        {STR("  at the ends \n"), "at the ends"},
        {STR(" \t\n"), ""},
        {STR("line\nand\ttab"), "line\nand\ttab"},
        {STR("a\x01z"), "a\xef\xbf\xbdz"},
        {STR("a\x1b[0m"), "a\xef\xbf\xbd[0m"},
        {STR("a\x7f"), "a\xef\xbf\xbd"},
        {STR("no\xc2\xa0"
             "break"),
         "no break"},
        {STR("\xc2\xa0"), ""},
        {STR("a\xe2\x80\x8a"
             "b\xe2\x80\xa8"
             "c\xe2\x80\xaf"
             "d\xe3\x80\x80"
             "e\xef\xbb\xbf"
             "f"),
         "a b c d e f"},
        {STR("Jürgens é 漢"), "Jürgens é 漢"},
        {STR("zero\xe2\x80\x8bwidth"), "zero\xe2\x80\x8bwidth"},  // no blank
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str clean = part_clean(arena, rows[i].text);
        CHECK_ROW(str_eq(clean, str_from(rows[i].clean)), "row %zu: %.*s", i, STR_ARG(clean));
    }
    arena_free(arena);
}

TEST(parts_ids) {
    Arena *arena = arena_new();
    CHECK_STR(part_id(arena, STR("bone-metastasis")), "bone-metastasis");
    CHECK_STR(part_id(arena, STR("A_b c/d.e\xc3\xa9")), "A-b-c-d.e--");
    Str lot = arena_printf(arena, "%0100d", 7);
    CHECK_INT((int64_t)part_id(arena, lot).len, 64);
    Publisher publisher = {.canonical = STR("https://a.example")};
    CHECK_STR(part_canonical(arena, &publisher, "Library", STR("X"), STR("1.0.0")),
              "https://a.example/Library/X|1.0.0");
    CHECK_STR(part_canonical(arena, &publisher, "Library", STR("X"), STR_NONE),
              "https://a.example/Library/X");
    arena_free(arena);
}

static Str written(Arena *arena, Buf *buf) {
    Str text = arena_str(arena, buf_str(buf));
    buf_reset(buf);
    return text;
}

TEST(parts_citations) {
    Arena *arena = arena_new();
    Publisher publisher = {.canonical = STR("https://a.example")};
    Source source = {.id = STR("m-1989"),
                     .authors = STR("Mirels H"),
                     .title = STR("Is it \"new\"?"),
                     .journal = STR("CORR"),
                     .year = STR("1989"),
                     .doi = STR("10.1/x"),
                     .pmid = STR("7"),
                     .read = READ_SECONDARY};
    Citation citation = {&source, STR("Table 2")};
    Buf buf = {0};
    JsonWriter w = {.buf = &buf};
    part_citation(&w, arena, &publisher, &citation);
    CHECK_STR(written(arena, &buf),
              "{\"extension\":[{\"url\":\"https://a.example/StructureDefinition/source-read\","
              "\"valueCode\":\"secondary\"}],\"type\":\"citation\",\"label\":\"m-1989\","
              "\"display\":\"Table 2; known from another text\","
              "\"citation\":\"Mirels H. Is it \\\"new\\\"? CORR. 1989.\","
              "\"url\":\"https://doi.org/10.1/x\"}");
    w = (JsonWriter){.buf = &buf};
    part_concept(&w, arena, NULL, (CodeValue){0}, STR("words"));
    CHECK_STR(written(arena, &buf), "{\"text\":\"words\"}");
    w = (JsonWriter){.buf = &buf};
    part_concept(&w, arena, NULL, (CodeValue){.system = STR("urn:c"), .code = STR("x")}, STR_NONE);
    CHECK_STR(written(arena, &buf), "{\"coding\":[{\"system\":\"urn:c\",\"code\":\"x\"}]}");
    buf_free(&buf);
    arena_free(arena);
}
