// terminal: nothing from a record steers the terminal, and every width is survived.

#include "finding/terminal.h"

#include "test.h"

static Str safe(Arena *arena, const char *text, size_t most) {
    Buf buf = {0};
    terminal_text(&buf, str_from(text), most);
    Str copy = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return copy;
}

#define BAD "\xef\xbf\xbd"

TEST(terminal_controls) {
    const struct {
        const char *text, *shown;
    } rows[] = {
        {"plain \xc3\xa4 \xe4\xba\xba \xf0\x9f\x98\x80",
         "plain \xc3\xa4 \xe4\xba\xba \xf0\x9f\x98\x80"},
        {"\033[2J\033]0;title\007", BAD "[2J" BAD "]0;title" BAD},
        {"a\r\nb\tc", "a  b c"},
        {"\x7f\x08", BAD BAD},
        {"\xc2\x9b"
         "31m",
         BAD "31m"},  // C1: CSI in one character
        {"\xe2\x80\xae"
         "evil\xe2\x80\xac",
         BAD "evil" BAD},  // right-to-left override
        {"\xe2\x81\xa6"
         "x\xe2\x81\xa9",
         BAD "x" BAD},  // isolates
        {"a\xe2\x80\x8b"
         "b\xef\xbb\xbf",
         "a" BAD "b" BAD},                      // zero width
        {"\xf3\xa0\x81\x81", BAD},              // tags
        {"\xc0\xaf", BAD BAD},                  // overlong
        {"\xe0\x80\x9b", BAD BAD BAD},          // overlong CSI
        {"\xed\xa0\x80", BAD},                  // a surrogate
        {"\xf4\x90\x80\x80", BAD BAD BAD BAD},  // beyond Unicode
        {"\xff\xfe", BAD BAD},
        {"\xe4\xba", BAD BAD},       // cut off
        {"e\xcc\x81", "e\xcc\x81"},  // a combining mark stays
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str got = safe(arena, rows[i].text, 0);
        // whatever came in, no control goes out
        for (size_t k = 0; k < got.len; k++)
            CHECK((unsigned char)got.data[k] >= 0x20 && got.data[k] != 0x7f);
        bool same = str_eq(got, str_from(rows[i].shown));
        CHECK_ROW(same, "row %zu: %.*s", i, STR_ARG(got));
    }
    CHECK_STR(safe(arena, "\xe4\xba\xba\xe4\xba\xba\xe4\xba\xba", 2),
              "\xe4\xba\xba\xe4\xba\xba\xe2\x80\xa6");
    CHECK_STR(safe(arena, "abc", 3), "abc");
    CHECK_STR(safe(arena, "", 3), "");
    arena_free(arena);
}

TEST(terminal_wraps) {
    Buf out = {0};
    TextStyle style = {.width = 40};
    terminal_line(&out, &style, 2, "%s", "one two three four five six seven eight nine ten eleven");
    CHECK_STR(buf_str(&out), "  one two three four five six seven\n  eight nine ten eleven\n");
    buf_reset(&out);
    // a word longer than the line stands alone and whole
    terminal_line(&out, &style, 2, "a %s b",
                  "123456789012345678901234567890123456789012345678901234567890");
    CHECK_STR(buf_str(&out),
              "  a\n  123456789012345678901234567890123456789012345678901234567890\n  b\n");
    buf_reset(&out);
    terminal_line(&out, &(TextStyle){.width = 1}, 2, "%s", "narrow");  // taken for 40
    CHECK_STR(buf_str(&out), "  narrow\n");
    buf_reset(&out);
    terminal_line(&out, &style, 2, "%s", "");
    CHECK_STR(buf_str(&out), "  \n");
    buf_free(&out);
}

TEST(terminal_cuts) {
    const struct {
        const char *text, *line;
    } rows[] = {
        {"short", "    short\n"},
        {"one two three four five six seven e", "    one two three four five six seven e\n"},
        {"one two three four five six seven eigh",
         "    one two three four five six seven\xe2\x80\xa6\n"},
        {"123456789012345678901234567890123456", "    123456789012345678901234567890123456\n"},
        {"1234567890123456789012345678901234567",
         "    12345678901234567890123456789012345\xe2\x80\xa6\n"},
        {"", "    \n"},
    };
    Buf out = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&out);
        terminal_cut(&out, &(TextStyle){.width = 40}, 4, str_from(rows[i].text));
        CHECK_STR(buf_str(&out), rows[i].line);
    }
    // many wide and combining characters, cut between characters and never within one
    Buf text = {0};
    for (int i = 0; i < 200; i++) buf_add(&text, STR("\xe4\xba\xba\xcc\x81\xf0\x9f\x98\x80"));
    for (unsigned width = 0; width < 130; width++) {
        buf_reset(&out);
        terminal_cut(&out, &(TextStyle){.width = width}, 4, buf_str(&text));
        Buf again = {0};
        terminal_text(&again, (Str){out.data, out.len - 1}, 0);
        CHECK(str_eq(buf_str(&again), (Str){out.data, out.len - 1}));
        buf_free(&again);
        buf_reset(&out);
        terminal_wrap(&out, &(TextStyle){.width = width}, buf_str(&text), 0, 4);
    }
    buf_free(&text);
    buf_free(&out);
}

TEST(terminal_colours) {
    Buf out = {0};
    terminal_label(&out, &(TextStyle){.color = true}, TIER_RED);
    CHECK_STR(buf_str(&out), "\033[1;31mRED\033[0m       ");
    buf_reset(&out);
    terminal_label(&out, &(TextStyle){0}, TIER_EMERGENCY);
    CHECK_STR(buf_str(&out), "EMERGENCY ");
    buf_reset(&out);
    terminal_label(&out, &(TextStyle){0}, TIER_NONE);
    CHECK_STR(buf_str(&out), "          ");
    buf_free(&out);
}
