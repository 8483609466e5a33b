#include "base/edits.h"

#include "test.h"

TEST(edits_between_spellings) {
    static const struct {
        const char *a, *b;
        size_t limit, edits;
    } rows[] = {
        {"", "", 3, 0},
        {"", "ab", 3, 2},
        {"where", "where", 3, 0},
        {"Where", "where", 3, 0},        // the case of letters counts for nothing
        {"conatins", "contains", 3, 1},  // two neighbours changed places
        {"Cuont", "Count", 3, 1},        //
        {"define", "defin", 3, 1},       // one is missing
        {"define", "deffine", 3, 1},     // one too many
        {"define", "defane", 3, 1},      // one is another
        {"kitten", "sitting", 3, 3},     //
        {"kitten", "sitting", 2, 3},     // more than the limit is limit + 1
        {"a", "abcdef", 3, 4},           //
        {"@", "`", 3, 1},                // 0x20 apart, and no letters
        {"Sch\xc3\xa4"
         "del",
         "Schadel", 3, 2},  // bytes count, not characters
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t edits = str_edits(str_from(rows[i].a), str_from(rows[i].b), rows[i].limit);
        CHECK_ROW(edits == rows[i].edits, "%s, %s: %zu", rows[i].a, rows[i].b, edits);
    }
}

TEST(edits_of_long_texts) {
    char text[66];
    memset(text, 'a', sizeof text);
    CHECK(str_edits((Str){text, 64}, (Str){text, 64}, 2) == 0);
    CHECK(str_edits((Str){text, 65}, (Str){text, 65}, 2) == 3);
}

TEST(edits_nearest) {
    const Str names[] = {STR("Pain"), STR("Pair"), STR("Has Night Pain"), STR("x")};
    CHECK(str_nearest(STR("Pian"), names, 4) == &names[0]);
    CHECK(str_nearest(STR("Pai"), names, 4) == &names[0]);  // the first of two as near
    CHECK(str_nearest(STR("pair"), names, 4) == &names[1]);
    CHECK(str_nearest(STR("Has Nite Pain"), names, 4) == &names[2]);
    CHECK(str_nearest(STR("y"), names, 4) == NULL);  // nothing of it would stay
    CHECK(str_nearest(STR("Fever"), names, 4) == NULL);
    CHECK(str_nearest(STR("Pain"), NULL, 0) == NULL);
}
