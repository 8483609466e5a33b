// leaflets: which files they are, and that nothing but words gets onto the page.

#include "page/leaflets.h"

#include "finding/finding_fixture.h"

static Str page_of(Arena *arena, const char *text) {
    Leaflet leaflet = {.title = STR("A <leaflet>"), .text = str_from(text)};
    Buf out = {0};
    leaflet_write(&out, &leaflet);
    Str page = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return page;
}

TEST(leaflets_pass_no_markup_that_is_not_ours) {
    static const struct {
        const char *text, *never, *kept;
    } rows[] = {
        {"<script>alert(1)</script>\n\nAfter.", "<script", "After."},
        {"Before <b onclick=\"x()\">word</b> after.", "onclick", "word"},
        {"[press](javascript:alert(1))", "javascript:", "press"},
        {"[press](https://evil.example/)", "href=\"http", "press"},
        {"<https://evil.example/>", "<a", "evil.example"},
        {"![words](https://evil.example/p.png)", "evil", "<p>"},
        {"- <img src=x onerror=alert(1)> item", "<img", "item"},
        {"> <iframe src=\"/\"></iframe>\n> quote", "<iframe", "quote"},
        {"[a ![b](/x.png) **c**](/y)", "<img", "<strong>c</strong>"},
        {"<!-- --><style>*{display:none}</style>\n\nText", "<style", "Text"},
        {"a & b < c \xff", "\xff", "a &amp; b &lt; c"},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str page = page_of(arena, rows[i].text);
        CHECK_ROW(!has(page, rows[i].never), "row %zu: %.*s", i, STR_ARG(page));
        CHECK_ROW(has(page, rows[i].kept), "row %zu: %.*s", i, STR_ARG(page));
        CHECK(has(page, "<title>A &lt;leaflet&gt;</title>"));
    }
    arena_free(arena);
}

TEST(leaflets_are_named_by_guideline_and_part) {
    Arena *arena = arena_new();
    Leaflets leaflets;
    Err err = {0};
    CHECK(leaflets_read("guidelines", arena, &leaflets, &err));
    const Leaflet *leaflet = leaflets_find(&leaflets, STR("osteosarcoma-relapse.children"));
    if (CHECK(leaflet != NULL)) CHECK_STR(leaflet->guideline, "osteosarcoma-relapse");
    CHECK(leaflets_find(&leaflets, STR("osteosarcoma-relapse")) != NULL);
    CHECK(leaflets_find(&leaflets, STR("../osteosarcoma-relapse")) == NULL);
    CHECK(leaflets_find(&leaflets, STR("")) == NULL);
    for (size_t i = 0; i < leaflets.count; i++) CHECK(leaflets.items[i].title.len > 5);
    arena_free(arena);
}

TEST(leaflets_of_one_guideline_and_of_none) {
    Desk *desk = desk_new();
    Leaflets leaflets;
    Err err = {0};
    desk_file(desk, "g/leaflet.en.md", "# One\n");
    desk_file(desk, "g/leaflet-b.en.md", "No heading\n");
    desk_file(desk, "g/leaflet-B C.en.md", "# A name that no address has\n");
    desk_file(desk, "g/leafletx.en.md", "# Nor this\n");
    desk_file(desk, "g/notes.md", "# Notes\n");
    CHECK(leaflets_read(desk->root, desk->arena, &leaflets, &err));
    CHECK_INT((int64_t)leaflets.count, 2);
    if (leaflets.count == 2) {
        CHECK_STR(leaflets.items[0].name, "g");
        CHECK_STR(leaflets.items[0].title, "One");
        CHECK_STR(leaflets.items[1].name, "g.b");
        CHECK_STR(leaflets.items[1].title, "Leaflet");
    }
    const char *one = path_join(desk->arena, desk->root, STR("g"));
    CHECK(leaflets_read(one, desk->arena, &leaflets, &err));
    CHECK_INT((int64_t)leaflets.count, 2);
    if (leaflets.count == 2) CHECK_STR(leaflets.items[1].name, "g.b");
    desk_free(desk);
}
