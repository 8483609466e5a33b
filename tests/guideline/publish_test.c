// publish: which resources, what stands in them, and what cannot be published.

#include "guideline/publish.h"

#include "guideline_fixture.h"

#define HEAD                                                                                   \
    "/*\nProse of it.\n@guideline: lesion-watch\n@title: Which lesion?\n@status: draft\n"      \
    "@for: people\n@limits: not for spines\n@reviewed: 2026-05-01\n@expires: 2027-05-01\n*/\n" \
    "library A version '1.2.0'\nusing FHIR version '4.0.1'\n"                                  \
    "include FHIRHelpers version '4.0.1' called FHIRHelpers\n"                                 \
    "include Score version '1.0.0' called Score\n"                                             \
    "codesystem \"C\": 'urn:c'\nvalueset \"V\": 'https://v.example/ValueSet/v'\n"              \
    "code \"One\": 'one' from \"C\" display 'Number one'\ncode \"Size\": 'size' from \"C\"\n"  \
    "code \"Red\": 'red' from \"C\" display 'Rot'\n"                                           \
    "parameter \"Cut Off\" Integer default 3\ncontext Patient\n"
#define ITEMS                                                                                      \
    "/*\n@input: one\n@ask: Is it one?\n@record: One\n*/\n"                                        \
    "define \"Is One\": exists [Observation: code ~ \"One\"]\n"                                    \
    "/*\n@input: shade\n@each: Lesions\n@ask: Which shade?\n@answers: Shades\n@record: Red\n*/\n"  \
    "define function \"Shade\"(lesion String): null as System.Concept\n"                           \
    "define \"Shades\": { \"Red\" }\n"                                                             \
    "/*\n@input: size\n@ask: How large?\n@answers: Sizes\n@record: Size\n*/\n"                     \
    "define \"Its Size\": null as System.Quantity\ndefine \"Sizes\": { 3 'mm', 4 'mm', 2 days }\n" \
    "/*\n@input: words\n@ask: Which words?\n@answers: Words\n*/\n"                                 \
    "define \"Some Words\": null as String\ndefine \"Words\": { 'none', 'some' }\n"                \
    "/*\n@input: span\n@ask: From when to when?\n@answers: Spans\n*/\n"                            \
    "define \"Span\": null as Interval<Date>\ndefine \"Spans\": { Interval[@2026-01-01, Today()] " \
    "}\n"                                                                                          \
    "define \"Lesions\": [Condition: \"V\"] C return all 'Condition/' + C.id\n"                    \
    "/*\n@finding: plain\n@title: Plain\n@when: Is One\n@source: full-1, page 2\n"                 \
    "@tier: yes red, unknown amber, no green\n@yes: So {one}.\n@strength: weak\n*/\n"              \
    "define \"A \\\"Plain\\\" One\": Tuple { holds: \"Is One\", tier: 'red' }\n"                   \
    "/*\n@finding: of-each\n@title: Of each\n@each: Lesions\n@source: abstract-1, Abstract\n"      \
    "@tier: yes red, unknown amber, no green\n*/\n"                                                \
    "define function \"Of Each\"(lesion String): \"Is One\" and \"Shade\"(lesion) ~ \"Red\"\n"     \
    "/*\n@option: o\n@title: An option\n@for: It helps.\n@gates: g\n*/\ndefine \"O\": \"Is "       \
    "One\"\n/*\n@gate: g\n@when: Is One\n*/\ndefine \"G\": \"Is One\"\n"                           \
    "/*\n@due: d\n@title: A look\n@of: Size\n*/\n"                                                 \
    "define \"D\": { Tuple { window: Interval[Today(), Today()], done: null as Date } }\n"

typedef struct {
    Desk *desk;
    const Published *files;
    size_t count;
} Shelf;

static Shelf shelf_of(const char *items) {
    Shelf shelf = {.desk = desk_new()};
    Desk *desk = shelf.desk;
    desk_file(desk, "publish.json",
              "{\"canonical\":\"https://p.example\",\"publisher\":\"Nobody\"}");
    desk_file(
        desk, "terms/v.json",
        "{\"resourceType\":\"ValueSet\",\"id\":\"v\",\"url\":\"https://v.example/ValueSet/v\","
        "\"status\":\"draft\",\"expansion\":{\"timestamp\":\"2026-01-01\",\"contains\":["
        "{\"system\":\"urn:c\",\"code\":\"b\",\"display\":\"B\"},"
        "{\"system\":\"urn:d\",\"code\":\"d\"},{\"system\":\"urn:c\",\"code\":\"a\"}]}}");
    desk_file(desk, "terms/unused.json",
              "{\"resourceType\":\"ValueSet\",\"id\":\"unused\",\"url\":\"https://v.example/"
              "ValueSet/unused\",\"status\":\"draft\",\"compose\":{\"include\":[{\"system\":"
              "\"urn:c\",\"concept\":[{\"code\":\"x\"}]}]}}");
    desk_file(desk, "g/A.cql", arena_printf(desk->arena, "%s%s%c", HEAD, items, 0).data);
    Str error = desk_error(desk);
    CHECK_ROW(desk->set != NULL, "%.*s", STR_ARG(error));
    if (desk->set == NULL) return shelf;
    desk->err = (Err){0};
    publish_all(desk->set, desk->arena, &shelf.files, &shelf.count, &desk->err);
    return shelf;
}

static Str file_of(const Shelf *shelf, const char *name) {
    for (size_t i = 0; i < shelf->count; i++) {
        if (str_eq(shelf->files[i].name, str_from(name))) return shelf->files[i].text;
    }
    return STR_NONE;
}

static bool holds_text(Str text, const char *part) {
    return text.len > 0 && memmem(text.data, text.len, part, strlen(part)) != NULL;
}

#define HOLDS(text, part) CHECK_ROW(holds_text(text, part), "no %s in %.*s", part, STR_ARG(text))

TEST(publish_files_in_order) {
    Shelf shelf = shelf_of(ITEMS);
    static const char *const names[] = {
        "CodeSystem-due.json",
        "CodeSystem-lesion-watch-items.json",
        "CodeSystem-mark.json",
        "CodeSystem-tier.json",
        "Library-A.json",
        "Library-Score.json",
        "PlanDefinition-lesion-watch.json",
        "Questionnaire-lesion-watch.json",
        "StructureDefinition-about.json",
        "StructureDefinition-code-origin.json",
        "StructureDefinition-guidelines-hash.json",
        "StructureDefinition-input.json",
        "StructureDefinition-inputs-hash.json",
        "StructureDefinition-question.json",
        "StructureDefinition-source-read.json",
        "ValueSet-v.json",
    };
    size_t count = sizeof names / sizeof names[0];
    CHECK_INT((int64_t)shelf.count, (int64_t)count);
    for (size_t i = 0; i < count && i < shelf.count; i++) CHECK_STR(shelf.files[i].name, names[i]);
    for (size_t i = 0; i < shelf.count; i++) {
        Json json;
        CHECK(json_read(shelf.files[i].text, NULL, &json_limits, shelf.desk->arena, &json,
                        &shelf.desk->err));
    }
    desk_free(shelf.desk);
}

TEST(publish_value_set_gets_a_compose) {
    Shelf shelf = shelf_of(ITEMS);
    CHECK_STR(file_of(&shelf, "ValueSet-v.json"),
              "{\"resourceType\":\"ValueSet\",\"id\":\"v\",\"url\":\"https://v.example/ValueSet/"
              "v\",\"status\":\"draft\",\"compose\":{\"include\":[{\"system\":\"urn:c\","
              "\"concept\":[{\"code\":\"b\",\"display\":\"B\"},{\"code\":\"a\"}]},{\"system\":"
              "\"urn:d\",\"concept\":[{\"code\":\"d\"}]}]},\"expansion\":{\"timestamp\":"
              "\"2026-01-01\",\"contains\":[{\"system\":\"urn:c\",\"code\":\"b\",\"display\":"
              "\"B\"},{\"system\":\"urn:d\",\"code\":\"d\"},{\"system\":\"urn:c\",\"code\":"
              "\"a\"}]}}\n");
    desk_free(shelf.desk);
}

TEST(publish_library) {
    Shelf shelf = shelf_of(ITEMS);
    Str text = file_of(&shelf, "Library-A.json");
    HOLDS(text, "\"url\":\"https://p.example/Library/A\",\"version\":\"1.2.0\",\"name\":\"A\","
                "\"title\":\"Which lesion?\",\"status\":\"draft\",\"experimental\":true,"
                "\"date\":\"2026-05-01\",\"publisher\":\"Nobody\",\"description\":\"Prose of "
                "it.\"");
    HOLDS(text, "{\"type\":\"depends-on\",\"resource\":\"http://hl7.org/fhir/Library/"
                "FHIRHelpers|4.0.1\"},{\"type\":\"depends-on\",\"resource\":\"https://p.example/"
                "Library/Score|1.0.0\"},{\"type\":\"depends-on\",\"resource\":\"urn:c\"},{\"type\":"
                "\"depends-on\",\"resource\":\"https://v.example/ValueSet/v\"}");
    HOLDS(text, "\"label\":\"full-1\",\"display\":\"page 2; read in full\"");
    HOLDS(text, "\"valueString\":\"Integer\"}],\"name\":\"Cut Off\",\"use\":\"in\",\"min\":0,"
                "\"max\":\"1\",\"type\":\"integer\"}");
    HOLDS(text, "\"valueString\":\"List<String>\"}],\"name\":\"Lesions\",\"use\":\"out\","
                "\"min\":0,\"max\":\"*\",\"type\":\"string\"}");
    HOLDS(text, "\"name\":\"Span\",\"use\":\"out\",\"min\":0,\"max\":\"1\",\"documentation\":"
                "\"From when to when?\",\"type\":\"Period\"}");
    HOLDS(text, "{\"type\":\"Observation\",\"codeFilter\":[{\"path\":\"code\",\"code\":[{"
                "\"system\":\"urn:c\",\"code\":\"one\",\"display\":\"Number one\"}]}]}");
    HOLDS(text, "{\"type\":\"Condition\",\"codeFilter\":[{\"path\":\"code\",\"valueSet\":"
                "\"https://v.example/ValueSet/v\"}]}");
    HOLDS(text, "\"contentType\":\"text/cql\",\"data\":\"LyoKUHJvc2Ugb2YgaXQu");
    desk_free(shelf.desk);
}

TEST(publish_plan) {
    Shelf shelf = shelf_of(ITEMS);
    Str text = file_of(&shelf, "PlanDefinition-lesion-watch.json");
    HOLDS(text, "\"name\":\"LesionWatch\"");
    HOLDS(text, "\"purpose\":\"For people.\",\"usage\":\"not for spines\",\"lastReviewDate\":"
                "\"2026-05-01\",\"effectivePeriod\":{\"end\":\"2027-05-01\"}");
    HOLDS(text, "\"library\":[\"https://p.example/Library/A|1.2.0\"]");
    HOLDS(text, "\"resource\":\"https://p.example/Questionnaire/lesion-watch|1.2.0\"");
    // @when and what it says: two conditions
    HOLDS(text, "{\"kind\":\"applicability\",\"expression\":{\"language\":\"text/cql\","
                "\"expression\":\"\\\"Is One\\\"\",\"reference\":\"https://p.example/Library/A|"
                "1.2.0\"}},{\"kind\":\"applicability\",\"expression\":{\"language\":\"text/cql\","
                "\"expression\":\"\\\"A \\\\\\\"Plain\\\\\\\" One\\\".holds\"");
    HOLDS(text, "\"expression\":\"case when exists (\\\"Lesions\\\" AboutThing where \\\"Of "
                "Each\\\"(AboutThing)) then true when exists (\\\"Lesions\\\" AboutThing where "
                "(\\\"Of Each\\\"(AboutThing)) is null) then null else false end\"");
    HOLDS(text, "\"expression\":\"(case when \\\"Is One\\\" then \\\"G\\\" when not \\\"Is One\\\" "
                "then true else null end)\"");
    HOLDS(text, "\"relatedAction\":[{\"actionId\":\"gate.g\",\"relationship\":\"after\"}]");
    HOLDS(text, "LowBoundary(start of DueWindow.window, 8) same day or before Today()");
    HOLDS(text, "\"description\":\"Yes: So {one}.\\nStrength: weak\"");
    desk_free(shelf.desk);
}

TEST(publish_questionnaire) {
    Shelf shelf = shelf_of(ITEMS);
    Str text = file_of(&shelf, "Questionnaire-lesion-watch.json");
    HOLDS(text,
          "\"linkId\":\"one\",\"code\":[{\"system\":\"urn:c\",\"code\":\"one\",\"display\":"
          "\"Number one\"}],\"text\":\"Is it one?\",\"type\":\"boolean\",\"required\":false}");
    HOLDS(text, "\"linkId\":\"each.Lesions\",\"text\":\"Lesions\",\"type\":\"group\",\"repeats\":"
                "true,\"item\":[{\"linkId\":\"about.Lesions\",\"text\":\"Which one is it about?\","
                "\"type\":\"reference\",\"required\":true},");
    HOLDS(text, "\"type\":\"choice\",\"required\":false,\"answerOption\":[{\"valueCoding\":{"
                "\"system\":\"urn:c\",\"code\":\"red\",\"display\":\"Rot\"}}]");
    // units once each, a calendar unit by its UCUM code
    HOLDS(text, "questionnaire-unitOption\",\"valueCoding\":{\"system\":\"http://"
                "unitsofmeasure.org\",\"code\":\"mm\",\"display\":\"mm\"}},{\"url\":\"http://"
                "hl7.org/fhir/StructureDefinition/questionnaire-unitOption\",\"valueCoding\":{"
                "\"system\":\"http://unitsofmeasure.org\",\"code\":\"d\",\"display\":\"day\"}}]");
    HOLDS(text, "\"type\":\"open-choice\",\"required\":false,\"answerOption\":[{\"valueString\":"
                "\"none\"},{\"valueString\":\"some\"}]");
    HOLDS(text, "\"type\":\"group\",\"required\":false,\"item\":[{\"linkId\":\"span.low\","
                "\"text\":\"From\",\"type\":\"date\"},{\"linkId\":\"span.high\",\"text\":\"To\","
                "\"type\":\"date\"}]");
    desk_free(shelf.desk);
}

// An id that only differs in what FHIR does not allow; a value set of the name of a guideline's.
TEST(publish_two_of_one_name) {
    Desk *desk = desk_new();
    desk_file(desk, "publish.json", "{\"canonical\":\"https://p.example\"}");
    desk_file(desk, "g/A.cql",
              "/*\n@guideline: a b\n@title: G\n@status: active\n*/\nlibrary A version '1'\n"
              "using FHIR version '4.0.1'\ncontext Patient\n"
              "/*\n@input: one\n@ask: One?\n*/\ndefine \"Is One\": exists [Observation]\n");
    desk_file(desk, "h/B.cql",
              "/*\n@guideline: a-b\n@title: H\n@status: active\n*/\nlibrary B version '1'\n"
              "using FHIR version '4.0.1'\ncontext Patient\n"
              "/*\n@input: one\n@ask: One?\n*/\ndefine \"Is One\": exists [Observation]\n");
    desk_read(desk);
    CHECK_ROW(desk->set != NULL, "%s", desk->err.message);
    const Published *files;
    size_t count;
    CHECK(!publish_all(desk->set, desk->arena, &files, &count, &desk->err));
    CHECK_INT(desk->err.code, ERR_CHECK);
    CHECK_STR(str_from(desk->err.message),
              "two things would be published as PlanDefinition-a-b.json: give one of them another "
              "name");
    desk_free(desk);
}
