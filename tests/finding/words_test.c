// words: values, questions and texts as people read them.

#include "finding/review.h"

#include "finding_fixture.h"

#define WORDS(text)                                                                                \
    "/*\n@input: one\n@ask: Is it one?\n*/\ndefine \"Is One\": Last([Observation: code ~ "         \
    "\"One\"] O "                                                                                  \
    "return all (O.value as FHIR.boolean).value)\n"                                                \
    "/*\n@input: two\n@ask: MRI: what does it show?\n@answers: Answers\n*/\ndefine \"Is Two\": "   \
    "Last([Observation: code ~ \"Two\"] O return all FHIRHelpers.ToConcept(O.value as "            \
    "FHIR.CodeableConcept))\ndefine \"Answers\": { \"One\", \"Two\" }\n"                           \
    "/*\n@score: sum\n@bands: Bands\n*/\ndefine \"Sum\": case when \"Is One\" then Interval[1, "   \
    "1] "                                                                                          \
    "when not \"Is One\" then Interval[2, 4] else null end\n"                                      \
    "/*\n@score: half\n@bands: Halves\n*/\ndefine \"Half\": Interval[0.5, 0.5]\n"                  \
    "define \"Bands\": { Tuple { points: Interval[1, 4], name: 'n', says: 's' } }\n"               \
    "define \"Halves\": { Tuple { points: Interval[0.0, 1.0], name: 'n', says: 's' } }\n"          \
    "/*\n@finding: f\n@shows: half\n@shows: sum\n@yes: " text "\n@no: " text "\n@unknown: " text   \
    "\n*/\ndefine \"F\": Tuple { holds: \"Is One\" and (case when \"Is Two\" ~ \"Two\" then true " \
    "when \"Is Two\" ~ \"One\" then false else null end), site: 'the hip', "                       \
    "began: "                                                                                      \
    "@2026-05-01, size: 2.20 'cm', dose: Interval[1, 2], list: { 'a', 'b' }, none: null as "       \
    "String, "                                                                                     \
    "code: \"One\" }\n"

static void check_text(const char *guideline, const char *record, const char *want) {
    Clinic *clinic = clinic_of(guideline);
    clinic_review(clinic, record);
    CHECK_STR(clinic_find(clinic, "f")->says, want);
    CHECK_ROW(clinic_find(clinic, "f")->error == NULL, "%s", clinic_find(clinic, "f")->error);
    clinic_free(clinic);
}

#define CONCEPT(value) ANSWER("2", "two", "2026-05-02", "\"valueCodeableConcept\":" value)

TEST(words_in_texts) {
    check_text(WORDS("Sum {sum}, half {half}."), SAYS("1", "one", "true"), "Sum 1, half 0.5.");
    check_text(WORDS("Sum {sum}."), SAYS("1", "one", "false"), "Sum 2 to 4.");
    check_text(WORDS("Sum {sum}."), "", "Sum not known.");
    check_text(WORDS("{site}, {began}, {size}, {dose}, {list}, {none}, {code}, {holds}"),
               SAYS("1", "one", "false"),
               "the hip, 2026-05-01, 2.2 cm, 1 to 2, a, b, not known, one, no");
    check_text(WORDS("{one}: {two}"), SAYS("1", "one", "true"), "yes: not known");
    check_text(WORDS("{two}"),
               CONCEPT("{\"text\":\"as {one} said\",\"coding\":[{\"code\":\"x\"}]}"),
               "as {one} said");  // a record's text is data: it is not filled again
    check_text(WORDS("{two}"),
               CONCEPT("{\"coding\":[{\"code\":\"x\"},{\"code\":\"y\",\"display\":\"Y\"}]}"), "Y");
    check_text(WORDS("{siet} and { and {one"), SAYS("1", "one", "true"), "{siet} and { and {one");
}

TEST(words_of_what_is_missing) {
    check_text(WORDS("It depends on {missing}."), "",
               "It depends on is it one and MRI: what does it show.");
    check_text(WORDS("It depends on {missing}."), SAYS("1", "one", "true"),
               "It depends on MRI: what does it show.");
}

TEST(words_of_a_question) {
    const struct {
        const char *ask, *words;
    } rows[] = {
        {"Is it so?", "is it so"},
        {"MRI: what does it show?", "MRI: what does it show"},
        {"How far? ", "how far"},
        {"I?", "I"},
        {"?", ""},
        {"", ""},
        {"\xc3\x84ndert es sich?", "\xc3\x84ndert es sich"},
    };
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_STR(question_words(arena, str_from(rows[i].ask)), rows[i].words);
    arena_free(arena);
}

// Sixty lists, each twice in the next one.
TEST(words_of_a_list_that_doubles_end) {
    Arena *arena = arena_new();
    Value value = value_list(NULL, 0);
    for (int i = 0; i < 60; i++) {
        Value twice[] = {value, value};
        value = value_list(arena_copy(arena, twice, 2, sizeof value), 2);
    }
    CHECK(value_words(arena, value).len <= VALUE_MAX_WRITTEN + 2 * 60);
    arena_free(arena);
}
