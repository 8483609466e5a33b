// lint: of every rule guidelines that offend, with the exact place and words, and near misses that
// do not.

#include "guideline/lint.h"

#include "guideline_fixture.h"

// A guideline that nothing is wrong with: three inputs (one read in lib/, one over a list of
// things) and a finding that uses them. What a row adds starts in line 43.
static const char head[] =
    "/*\n@guideline: g\n@title: A guideline\n@status: draft\n*/\n"
    "library A version '1.0.0'\n"
    "using FHIR version '4.0.1'\n"
    "include FHIRHelpers version '4.0.1' called FHIRHelpers\n"
    "include Facts version '1.0.0' called Facts\n"
    "codesystem \"C\": 'urn:c'\n"
    "code \"Pain\": 'pain' from \"C\"\n"
    "code \"Size\": 'size' from \"C\"\n"
    "code \"Swelling\": 'swelling' from \"C\"\n"
    "context Patient\n"
    "/*\n@input: pain\n@ask: Is there pain?\n@record: Pain\n*/\n"
    "define \"Has Pain\": exists [Observation: code ~ \"Pain\"]\n"
    "/*\n@input: size\n@ask: How large?\n@record: Size\n@answers: Sizes\n@each: Things\n*/\n"
    "define function \"Size Of\"(thing String): Count([Observation: code ~ \"Size\"])\n"
    "define \"Sizes\": { 0, 1 }\n"
    "define \"Things\": [Condition] C return all C.id.value\n"
    "/*\n@input: swelling\n@ask: Is there a lump?\n@record: Swelling\n*/\n"
    "define \"Has Lump\": Facts.\"Lump\" and exists Facts.\"Days\"\n"
    "define \"Used\": \"Has Pain\" and \"Has Lump\" and \"Size Of\"('x') > 0\n"
    "/*\n@finding: base\n@source: full-1, a\n*/\n"
    "define \"Base\": \"Used\" and Facts.whole(\"Used\")\n";

static const char facts[] =
    "library Facts version '1.0.0'\n"
    "using FHIR version '4.0.1'\n"
    "include FHIRHelpers version '4.0.1' called FHIRHelpers\n"
    "codesystem \"C\": 'urn:c'\n"
    "code \"Lump Code\": 'lump' from \"C\"\n"
    "context Patient\n"
    "define \"Lumps\": [Observation: code ~ \"Lump Code\"]\n"
    "define \"Lump\": exists \"Lumps\" and \"Lumps\".isThere() and counted() > 0\n"
    "define fluent function isThere(list List<FHIR.Observation>): exists list\n"
    "define function counted(): Count(\"Lumps\")\n"
    "define function whole(value Boolean): Coalesce(value, false)\n"
    "define \"Days\": \"Lumps\" L return all date from (L.effective as FHIR.dateTime).value\n";

typedef struct {
    const char *name, *text, *complaints;
} Row;

static Str complaints_of(Desk *desk, const char *text) {
    desk_file(desk, "g/A.cql", arena_printf(desk->arena, "%s%s%c", head, text, 0).data);
    return desk_lint(desk);
}

static void check_rows(const Row *rows, size_t count) {
    Desk *desk = desk_new();
    desk_file(desk, "lib/Facts.cql", facts);
    for (size_t i = 0; i < count; i++) {
        Str got = complaints_of(desk, rows[i].text);
        CHECK_ROW(str_eq(got, str_from(rows[i].complaints)), "%s: got\n%.*swant\n%s", rows[i].name,
                  STR_ARG(got), rows[i].complaints);
    }
    desk_free(desk);
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

#define FINDING "/*\n@finding: f\n@source: full-1, a\n*/\n"  // its define stands in line 47

TEST(lint_has_nothing_to_say) {
    const Row rows[] = {{"as it should be", "", ""}};
    CHECK_ROWS(rows);
}

TEST(lint_gate) {
    const Row rows[] = {
        {"a retrieve in a finding", FINDING "define \"F\": exists [Condition]\n",
         "g/A.cql:47:20: gate: a retrieve stands only in lib/, in an @input, in the list of an "
         "@each and in an @event: make \"F\" an @input, or read this in lib/\n"},
        {"in a define it names", FINDING "define \"F\": \"G\"\ndefine \"G\": exists [Condition]\n",
         "g/A.cql:48:20: gate: a retrieve stands only in lib/, in an @input, in the list of an "
         "@each and in an @event: make \"G\" an @input, or read this in lib/\n"},
        {"inside a query",
         FINDING "define \"F\": exists (({ 'a' }) A with [Condition] C\n"
                 "  such that C.id = A)\n",
         "g/A.cql:47:13: silence: 'exists' passes over a row whose condition is null: write "
         "Logic.anyHolds over the conditions\n"
         "g/A.cql:47:38: gate: a retrieve stands only in lib/, in an @input, in the list of an "
         "@each and in an @event: make \"F\" an @input, or read this in lib/\n"},
        {"in lib/, through its alias", FINDING "define \"F\": Facts.\"Lump\"\n",
         "g/A.cql:47:13: gate: @finding f reads the record past its inputs: A.\"F\" > "
         "Facts.\"Lump\" > Facts.\"Lumps\"; ask it through an @input\n"},
        {"in lib/, through a function of ours",
         FINDING "define \"F\": here()\ndefine function here(): Facts.\"Lump\"\n",
         "g/A.cql:48:25: gate: @finding f reads the record past its inputs: A.\"F\" > A.\"here\" > "
         "Facts.\"Lump\" > Facts.\"Lumps\"; ask it through an @input\n"},
        {"in lib/, through a function of lib/", FINDING "define \"F\": Facts.counted() > 0\n",
         "g/A.cql:47:13: gate: @finding f reads the record past its inputs: A.\"F\" > "
         "Facts.\"counted\" > Facts.\"Lumps\"; ask it through an @input\n"},
        {"through a fluent function", FINDING "define \"F\": Facts.\"Lumps\".isThere()\n",
         "g/A.cql:47:13: gate: @finding f reads the record past its inputs: A.\"F\" > "
         "Facts.\"Lumps\"; ask it through an @input\n"},
        {"in a let of a query",
         FINDING "define \"F\": exists (({ 1 }) N let lump: Facts.\"Lump\" where lump)\n",
         "g/A.cql:47:41: gate: @finding f reads the record past its inputs: A.\"F\" > "
         "Facts.\"Lump\" > Facts.\"Lumps\"; ask it through an @input\n"},
        {"in a @when",
         "/*\n@finding: f\n@source: full-1, a\n@when: W\n*/\n"
         "define \"F\": \"Has Pain\"\ndefine \"W\": Facts.\"Lump\"\n",
         "g/A.cql:49:13: gate: @finding f reads the record past its inputs: A.\"W\" > "
         "Facts.\"Lump\" > Facts.\"Lumps\"; ask it through an @input\n"},
        {"in a gate", "/*\n@gate: g\n@source: full-1, a\n*/\ndefine \"G\": Facts.\"Lump\"\n",
         "g/A.cql:47:13: gate: @gate g reads the record past its inputs: A.\"G\" > Facts.\"Lump\" "
         "> "
         "Facts.\"Lumps\"; ask it through an @input\n"},
        {"through an event",
         "/*\n@event: e\n*/\ndefine \"E\": [Condition] C return all Tuple { at: "
         "Interval[@2026-01-01, @2026-01-01], lane: 'a', what: 'b', basis: { C.id.value } }\n"
         "/*\n@finding: f\n@source: full-1, a\n*/\ndefine \"F\": exists \"E\"\n",
         "g/A.cql:51:20: gate: @finding f reads the record past its inputs: A.\"F\" > A.\"E\"; ask "
         "it through an @input\n"},
        {"an input, its list of things, lib/ and what a due item reads there",
         FINDING
         "define \"F\": \"Has Lump\" and exists \"Things\"\n"
         "/*\n@due: d\n@source: full-1, a\n*/\ndefine \"D\": {\n"
         "  Tuple { window: Interval[@2026-01-01, @2026-02-01], done: First(Facts.\"Days\") } }\n",
         ""},
        {"a due item's own retrieve",
         "/*\n@due: d\n@source: full-1, a\n*/\ndefine \"D\": [Condition] C return all\n"
         "  Tuple { window: Interval[@2026-01-01, @2026-02-01], done: @2026-01-01 }\n",
         "g/A.cql:47:13: gate: a retrieve stands only in lib/, in an @input, in the list of an "
         "@each and in an @event: make \"D\" an @input, or read this in lib/\n"},
    };
    CHECK_ROWS(rows);
}

TEST(lint_silence_by_operator) {
#define MAKES(name)                                                                     \
    name " makes an answer of silence: write and, or, not, or a function of lib/ that " \
         "keeps null (Logic.anyHolds for a list)\n"
    const Row rows[] = {
        {"is null", FINDING "define \"F\": \"Has Pain\" is null\n",
         "g/A.cql:47:13: silence: " MAKES("'is null'")},
        {"is not null", FINDING "define \"F\": \"Has Pain\" is not null\n",
         "g/A.cql:47:13: silence: " MAKES("'is null'")},
        {"is true", FINDING "define \"F\": \"Has Pain\" is true\n",
         "g/A.cql:47:13: silence: " MAKES("'is true'")},
        {"is not true", FINDING "define \"F\": \"Has Pain\" is not true\n",
         "g/A.cql:47:13: silence: " MAKES("'is true'")},
        {"is false", FINDING "define \"F\": \"Has Pain\" is false\n",
         "g/A.cql:47:13: silence: " MAKES("'is false'")},
        {"is not false", FINDING "define \"F\": not (\"Has Pain\" is not false)\n",
         "g/A.cql:47:18: silence: " MAKES("'is false'")},
        {"IsNull as a function", FINDING "define \"F\": IsNull(\"Has Pain\")\n",
         "g/A.cql:47:13: silence: " MAKES("IsNull")},
        {"IsTrue as a function", FINDING "define \"F\": IsTrue(\"Has Pain\")\n",
         "g/A.cql:47:13: silence: " MAKES("IsTrue")},
        {"AnyTrue", FINDING "define \"F\": AnyTrue({ \"Has Pain\", \"Has Lump\" })\n",
         "g/A.cql:47:13: silence: " MAKES("AnyTrue")},
        {"AllTrue", FINDING "define \"F\": AllTrue({ \"Has Pain\", \"Has Lump\" })\n",
         "g/A.cql:47:13: silence: " MAKES("AllTrue")},
        {"Coalesce", FINDING "define \"F\": Coalesce(\"Has Pain\", false)\n",
         "g/A.cql:47:13: silence: " MAKES("Coalesce")},
        {"in a function that a finding calls",
         FINDING "define \"F\": known(\"Has Pain\")\n"
                 "define function known(value Boolean): value is not null\n",
         "g/A.cql:48:39: silence: " MAKES("'is null'")},
        {"within a query", FINDING "define \"F\": exists (({ \"Has Pain\" }) P where P is null)\n",
         "g/A.cql:47:46: silence: " MAKES("'is null'")},
        {"in an input, where it may stand",
         "/*\n@input: i\n@ask: How?\n*/\ndefine \"I\": Coalesce(Facts.\"Lump\" is not null, "
         "false)\n"
         "/*\n@finding: f\n@source: full-1, a\n*/\ndefine \"F\": \"I\"\n",
         "g/A.cql:44:1: record: @input i has no @record: its answer cannot be stored (remark)\n"},
        {"is a type", FINDING "define \"F\": \"Has Pain\" is Boolean\n", ""},
        {"logic", FINDING "define \"F\": not (\"Has Pain\" or \"Has Lump\")\n", ""},
        {"a function of lib/", FINDING "define \"F\": Facts.whole(\"Has Pain\")\n", ""},
    };
    CHECK_ROWS(rows);
}

TEST(lint_silence_by_form) {
#define EQUIVALENT                                                                              \
    "'~' takes null for a no: write a function of lib/ that says so (Logic.saidOneOf), or one " \
    "that keeps null\n"
#define ELSE                                                                              \
    "the condition may be null, and then this is the 'else': give null for it, or write " \
    "Logic.saidYes where silence may count as no\n"
#define EXISTS                                                                           \
    "'exists' passes over a row whose condition is null: write Logic.anyHolds over the " \
    "conditions\n"
#define COUNT \
    "Count passes over a row whose condition is null: write a function of lib/ that keeps null\n"
#define IN                                                                                      \
    "the list may hold nulls, and then a no is not known: write a function of lib/ that keeps " \
    "null\n"
    const Row rows[] = {
        {"~ of what may be null", FINDING "define \"F\": \"Size Of\"('a') ~ 1\n",
         "g/A.cql:47:13: silence: " EQUIVALENT},
        {"~ of what is known", FINDING "define \"F\": \"Has Pain\" and Count({ 1 }) ~ 1\n", ""},
        {"the else of an if", FINDING "define \"F\": if \"Has Pain\" then true else false\n",
         "g/A.cql:47:13: silence: " ELSE},
        {"the else of a case",
         FINDING "define \"F\": case when \"Has Pain\" then true else false end\n",
         "g/A.cql:47:13: silence: " ELSE},
        {"the else of a case with a comparand",
         FINDING "define \"F\": case \"Size Of\"('a') when 1 then true else false end\n",
         "g/A.cql:47:13: silence: " ELSE},
        {"an else that keeps null",
         FINDING "define \"F\": case when \"Has Pain\" then true when not \"Has Pain\" then false "
                 "else null end\n",
         ""},
        {"an else behind what lib/ made of it",
         FINDING "define \"F\": if Facts.whole(\"Has Pain\") then \"Has Lump\" else false\n", ""},
        {"the else of words",
         FINDING "define \"F\": Tuple { holds: \"Has Pain\", tier: if \"Has Pain\" then 'red' else "
                 "'green' }\n",
         ""},
        {"exists where what may be null",
         FINDING "define \"F\": exists (\"Things\" T where \"Size Of\"(T) > 0)\n",
         "g/A.cql:47:13: silence: " EXISTS},
        {"exists of a define with such a where",
         FINDING "define \"F\": \"Has Pain\" and exists \"L\"\n"
                 "define \"L\": \"Things\" T where \"Size Of\"(T) > 0\n",
         "g/A.cql:47:28: silence: " EXISTS},
        {"exists where what is known",
         FINDING "define \"F\": \"Has Pain\" and exists (({ 0, 1 }) T where T > 0)\n", ""},
        {"Count where what may be null",
         FINDING "define \"F\": Count(\"Things\" T where \"Size Of\"(T) > 0) > 0\n",
         "g/A.cql:47:13: silence: " COUNT
         "g/A.cql:47:13: silence: Count skips nulls, and this list may hold some: write a function "
         "of lib/ that is null when a part is (Score.total)\n"},
        {"in a list that may hold nulls",
         FINDING "define \"F\": 1 in { \"Size Of\"('a'), \"Size Of\"('b') }\n",
         "g/A.cql:47:13: silence: " IN},
        {"a list that may hold nulls contains",
         FINDING "define \"F\": { \"Size Of\"('a') } contains 1\n", "g/A.cql:47:13: silence: " IN},
        {"null in a list that holds none", FINDING "define \"F\": \"Size Of\"('a') in { 0, 1 }\n",
         "g/A.cql:47:13: silence: 'in' a list takes null for a no: write a function of lib/ that "
         "says so, or one that keeps null\n"},
        {"in a list that holds none",
         FINDING "define \"F\": \"Has Pain\" and Count({ 1 }) in { 0, 1 }\n", ""},
    };
    CHECK_ROWS(rows);
}

TEST(lint_silence_by_aggregate) {
#define SKIPS(name)                                                                          \
    name " skips nulls, and this list may hold some: write a function of lib/ that is null " \
         "when a part is (Score.total)\n"
#define ONCE(name)                                                                     \
    name " over a 'return' without 'all', or a union: equal values count once; write " \
         "'return all', or flatten { A, B }\n"
    const Row rows[] = {
        {"Sum over inputs",
         FINDING "define \"F\": Sum({ \"Size Of\"('a'), \"Size Of\"('b') }) > 0\n",
         "g/A.cql:47:13: silence: " SKIPS("Sum")},
        {"Count over inputs", FINDING "define \"F\": Count({ \"Has Pain\", \"Has Lump\" }) > 0\n",
         "g/A.cql:47:13: silence: " SKIPS("Count")},
        {"Max over what a query gives",
         FINDING "define \"F\": \"Has Pain\" and Max(\"Things\" T return all \"Size Of\"(T)) > 0\n",
         "g/A.cql:47:28: silence: " SKIPS("Max")},
        {"Avg over a null", FINDING "define \"F\": \"Has Pain\" and Avg({ 1.0, null }) > 0\n",
         "g/A.cql:47:28: silence: " SKIPS("Avg")},
        {"Min over what a case gives",
         FINDING "define \"F\": Min({ 0, case when \"Has Pain\" then 1 else null end }) > 0\n",
         "g/A.cql:47:13: silence: " SKIPS("Min")},
        {"a return without all",
         FINDING "define \"F\": \"Has Pain\" and Sum(\"Things\" T return 1) > 0\n",
         "g/A.cql:47:28: silence: " ONCE("Sum")},
        {"one in a define",
         FINDING "define \"F\": \"Has Pain\" and Count(\"L\") > 0\n"
                 "define \"L\": \"Things\" T return 1\n",
         "g/A.cql:47:28: silence: " ONCE("Count")},
        {"one in the query it comes from",
         FINDING "define \"F\": \"Has Pain\" and Sum((\"Things\" T return 1) N return all N) > 0\n",
         "g/A.cql:47:28: silence: " ONCE("Sum")},
        {"a union", FINDING "define \"F\": \"Has Pain\" and Sum({ 1 } union { 1 }) > 0\n",
         "g/A.cql:47:28: silence: " ONCE("Sum")},
        {"return all of a literal",
         FINDING "define \"F\": \"Has Pain\" and Sum(\"Things\" T return all 1) > 0\n", ""},
        {"two lists, flattened",
         FINDING
         "define \"F\": \"Has Pain\" and Sum(flatten { (\"Things\" T return all 1), { 1 } }) > 0\n",
         ""},
        {"how many things",
         FINDING "define \"F\": \"Has Pain\" and Count(\"L\") > 0\n"
                 "define \"L\": { 0, 1 }\n",
         ""},
        {"the larger of two, by an if",
         FINDING "define \"F\": \"Has Pain\" and (if 1 > 0 then 1 else 0) > 0\n", ""},
    };
    CHECK_ROWS(rows);
}

TEST(lint_sources_of_items) {
    const Row rows[] = {
        {"a finding without", "/*\n@finding: f\n*/\ndefine \"F\": \"Has Pain\"\n",
         "g/A.cql:44:1: source: @finding f has no source: write '@source: ID, PLACE'\n"},
        {"an option without", "/*\n@option: o\n*/\ndefine \"F\": \"Has Pain\"\n",
         "g/A.cql:44:1: source: @option o has no source: write '@source: ID, PLACE'\n"},
        {"recalled, and a number in its text",
         "/*\n@finding: f\n@source: recall-1, a\n@yes: In 5 of 10.\n*/\ndefine \"F\": \"Has "
         "Pain\"\n",
         "g/A.cql:45:1: source: @finding f states a number and its sources are only recalled: give "
         "one that was read\n"},
        {"recalled, and a number in its logic",
         "/*\n@finding: f\n@source: recall-1, a\n*/\ndefine \"F\": \"Size Of\"('x') >\n"
         "  // full-1, a\n  2\n",
         "g/A.cql:45:1: source: @finding f states a number and its sources are only recalled: give "
         "one that was read\n"},
        {"recalled, and due",
         "/*\n@due: d\n@source: recall-1, a\n*/\ndefine \"D\": { Tuple { window: "
         "Interval[@2026-01-01, @2026-02-01], done: First(Facts.\"Days\") } }\n",
         "g/A.cql:45:1: source: @due d states a number and its sources are only recalled: give one "
         "that was read\n"},
        {"recalled, a definition",
         "/*\n@finding: f\n@source: recall-1, a\n*/\n"
         "define \"F\": \"Has Pain\" and \"Has Lump\"\n",
         ""},
        {"recalled beside one that was read",
         "/*\n@finding: f\n@source: recall-1, a\n@source: second-1, a\n@yes: In 5 of 10.\n*/\n"
         "define \"F\": \"Has Pain\"\n",
         ""},
    };
    CHECK_ROWS(rows);
}

TEST(lint_sources_of_numbers) {
    static const char none[] = "g/A.cql:47:30: literal: a number needs its source: '// source-id, "
                               "place' on its line or on the one above\n";
    const Row rows[] = {
        {"no source", FINDING "define \"F\": \"Size Of\"('x') > 2\n", none},
        {"one complaint a line", FINDING "define \"F\": \"Size Of\"('x') > 2 and 3 > 4\n", none},
        {"a decimal", FINDING "define \"F\": \"Size Of\"('x') > 2.5\n", none},
        {"a quantity of 1",
         FINDING "define \"F\": Now() + (if \"Has Pain\" then 1 day else 0 days) > "
                 "Now()\n",
         "g/A.cql:47:22: silence: the condition may be null, and then this is the 'else': give "
         "null for it, or write Logic.saidYes where silence may count as no\n"
         "g/A.cql:47:41: literal: a number needs its source: '// source-id, place' on its line or "
         "on "
         "the one above\n"},
        {"0, 1 and 1.0", FINDING "define \"F\": \"Size Of\"('x') > 0 and \"Size Of\"('x') > 1.0\n",
         ""},
        {"on its line", FINDING "define \"F\": \"Size Of\"('x') > 2 // full-1, Table 2\n", ""},
        {"on the line above",
         FINDING "define \"F\": \"Size Of\"('x') >\n  // as full-1, Table 2 says\n  2\n", ""},
        {"two lines above",
         FINDING "define \"F\": \"Size Of\"('x') >\n  // full-1, Table 2\n\n  2\n",
         "g/A.cql:50:3: literal: a number needs its source: '// source-id, place' on its line or "
         "on "
         "the one above\n"},
        {"that of another number, on the line above",
         FINDING "define \"F\": \"Size Of\"('x') > 2 and // full-1, Table 2\n  3 > 0\n",
         "g/A.cql:48:3: literal: a number needs its source: '// source-id, place' on its line or "
         "on "
         "the one above\n"},
        {"without its place", FINDING "define \"F\": \"Size Of\"('x') > 2 // full-1\n",
         "g/A.cql:47:30: literal: the comment names no source of sources.json with its place: "
         "write "
         "'// source-id, place'\n"},
        {"not in the bibliography",
         FINDING "define \"F\": \"Size Of\"('x') > 2 // full-12, Table 2\n",
         "g/A.cql:47:30: literal: the comment names no source of sources.json with its place: "
         "write "
         "'// source-id, place'\n"},
        {"recalled", FINDING "define \"F\": \"Size Of\"('x') > 2 // recall-1, a\n",
         "g/A.cql:47:30: literal: a source that is only recalled may not stand behind a number: "
         "give "
         "one that was read\n"},
        {"a digit in a name or a string",
         FINDING
         "define \"F\": \"Has Pain\" and 'C41' = 'C41' and \"G2\"\ndefine \"G2\": \"Has Pain\"\n",
         ""},
    };
    CHECK_ROWS(rows);
}

TEST(lint_constant) {
    const Row rows[] = {
        {"true", FINDING "define \"F\": true\n",
         "g/A.cql:44:1: constant: @finding f is the same for every patient: let it read an @input, "
         "or take the tags away\n"},
        {"a constant by way of a define", FINDING "define \"F\": \"G\"\ndefine \"G\": 1 > 0\n",
         "g/A.cql:44:1: constant: @finding f is the same for every patient: let it read an @input, "
         "or take the tags away\n"},
        {"the birth date of the patient",
         FINDING "define \"F\": Patient.birthDate.value < @2000-01-01\n", ""},
    };
    CHECK_ROWS(rows);
}

TEST(lint_comment) {
    static const char logic[] =
        "g/A.cql:43:1: comment: this comment is CQL: take it away; the history keeps it\n";
    const Row rows[] = {
        {"put off",
         "// TO"
         "DO: ask about fever\n",
         "g/A.cql:43:1: comment: TO"
         "DO: do it, or write an issue and take the comment away\n"},
        {"in a block",
         "/* FIX"
         "ME */\n",
         "g/A.cql:43:1: comment: FIX"
         "ME: do it, or write an issue and take the comment away\n"},
        {"a word like it",
         "// the mastodon is no TO"
         "DOS\n",
         ""},
        {"a define", "// define \"Old\": \"Has Pain\"\n", logic},
        {"a condition", "// and \"Has Pain\" is true\n", logic},
        {"a comparison", "// Count(Things) >= 3\n", logic},
        {"on the second line of a block", "/*\nBefore:\n\"Has Pain\" or \"Has Lump\"\n*/\n", logic},
        {"prose", "// A lump (or swelling) that grows: see \"Has Lump\" below.\n", ""},
        {"prose that could be a query", "// small things\n", ""},
        {"a source", "// full-1, Table 2\n", ""},
    };
    CHECK_ROWS(rows);
}

TEST(lint_unused) {
    Desk *desk = desk_new();
    desk_file(desk, "lib/Facts.cql", facts);
    CHECK_STR(complaints_of(desk, "define \"Left\": \"Over\"\ndefine \"Over\": \"Has Pain\"\n"
                                  "define function way(value Integer): value\n"),
              "g/A.cql:43:8: unused: nothing tagged leads to \"Left\": use it or take it away\n"
              "g/A.cql:44:8: unused: nothing tagged leads to \"Over\": use it or take it away\n"
              "g/A.cql:45:17: unused: nothing tagged leads to \"way\": use it or take it away\n");
    Str more = arena_printf(desk->arena, "%sdefine \"Spare\": [Condition]\n%c", facts, 0);
    desk_file(desk, "lib/Facts.cql", more.data);
    CHECK_STR(complaints_of(desk, ""),
              "lib/Facts.cql:13:8: unused: nothing tagged leads to \"Spare\": use it or take it "
              "away\n");
    desk_file(desk, "lib/Facts.cql", facts);
    desk_file(desk, "terms/v.json",
              "{\"resourceType\":\"ValueSet\",\"url\":\"urn:v\",\"compose\":{\"include\":[{"
              "\"system\":\"urn:c\",\"concept\":[{\"code\":\"a\"}]}]}}");
    desk_file(desk, "h/B.cql",
              "/*\n@guideline: h\n@title: T\n@status: draft\n*/\nlibrary B version '1'\n"
              "include Facts version '1.0.0' called Facts\n"
              "codesystem \"C\": 'urn:c'\ncodesystem \"D\": 'urn:d'\nvalueset \"V\": 'urn:v'\n"
              "code \"One\": '1' from \"C\"\nconcept \"Two\": { \"One\" }\ncontext Patient\n");
    CHECK_STR(complaints_of(desk, ""),
              "h/B.cql:7:1: unused: the library \"Facts\" is not used: take it away\n"
              "h/B.cql:9:1: unused: the code system \"D\" is not used: take it away\n"
              "h/B.cql:10:1: value-set: the value set \"V\" is not used: take it away\n"
              "h/B.cql:12:1: unused: the concept \"Two\" is not used: take it away\n");
    desk_free(desk);
}

TEST(lint_text) {
    const Row rows[] = {
        {"a name that means nothing",
         "/*\n@finding: f\n@source: full-1, a\n@yes: It is {siet}.\n*/\n"
         "define \"F\": Tuple { holds: \"Has Pain\", site: 'a' }\n",
         "g/A.cql:46:1: text: {siet} is no score that is shown, no input, not {missing} and no "
         "element of the finding\n"},
        {"a brace that is not closed",
         "/*\n@finding: f\n@source: full-1, a\n@yes: It is {site.\n*/\n"
         "define \"F\": Tuple { holds: \"Has Pain\", site: 'a' }\n",
         "g/A.cql:46:1: text: {site.} is no score that is shown, no input, not {missing} and no "
         "element of the finding\n"},
        {"an element, an input, what is missing",
         "/*\n@finding: f\n@source: full-1, a\n@yes: {site} {pain}\n@unknown: {missing}\n*/\n"
         "define \"F\": Tuple { holds: \"Has Pain\", site: 'a' }\n",
         ""},
        {"of an option",
         "/*\n@option: o\n@source: full-1, a\n@for: {pains}\n@against: {pain}\n*/\n"
         "define \"F\": \"Has Pain\"\n",
         "g/A.cql:46:1: text: {pains} is no score that is shown, no input, not {missing} and no "
         "element of the finding\n"},
        {"a tier without its text",
         "/*\n@finding: f\n@source: full-1, a\n@tier: yes red, unknown "
         "unknown, no green\n@yes: a\n@no: b\n*/\n"
         "define \"F\": \"Has Pain\"\n",
         "g/A.cql:44:1: text: @finding f has tiers and no @unknown: say what it means\n"},
        {"a state without its tier",
         "/*\n@finding: f\n@source: full-1, a\n@tier: yes red, no green\n@yes: a\n@no: b\n"
         "@unknown: c\n*/\ndefine \"F\": \"Has Pain\"\n",
         "g/A.cql:46:1: text: @tier says nothing of 'unknown': write '@tier: yes T, unknown T, no "
         "T'\n"},
    };
    CHECK_ROWS(rows);
}

#define SCORE                                                       \
    "/*\n@score: s\n@source: full-1, a\n@bands: Bands\n*/\n"        \
    "define \"S\": if \"Has Pain\" then Interval[0, 1] else null\n" \
    "define \"Bands\": " /* line 49 */
#define BAND(low, high) "Tuple { points: Interval[" low ", " high "], name: 'n', says: 's' }"

TEST(lint_bands) {
    const Row rows[] = {
        {"as it should be", SCORE "{ " BAND("0", "0") ", " BAND("1", "1") " }\n", ""},
        {"a gap", SCORE "{ " BAND("-1", "-1") ", " BAND("1", "1") " }\n",
         "g/A.cql:49:8: bands: band 2: there is a gap between this band and the one before it\n"},
        {"an overlap", SCORE "{ " BAND("0", "1") ", " BAND("1", "1") " }\n",
         "g/A.cql:49:8: bands: band 2: this band overlaps the one before it, or stands before "
         "it\n"},
        {"the wrong order", SCORE "{ " BAND("1", "1") ", " BAND("0", "0") " }\n",
         "g/A.cql:49:8: bands: band 2: this band overlaps the one before it, or stands before "
         "it\n"},
        {"an open end", SCORE "{ Tuple { points: Interval[0, 1), name: 'n', says: 's' } }\n",
         "g/A.cql:49:8: bands: band 1: a band has closed ends: Interval[a, b]\n"},
        {"no end", SCORE "{ " BAND("0", "null") " }\n",
         "g/A.cql:49:8: bands: band 1: a band needs points with both ends\n"},
        {"no name", SCORE "{ Tuple { points: Interval[0, 1], name: '', says: 's' } }\n",
         "g/A.cql:49:8: bands: band 1: a band needs a name\n"},
        {"none", SCORE "List<Tuple { points Interval<Integer>, name String, says String }>{}\n",
         "g/A.cql:49:8: bands: a score needs at least one band\n"},
        {"bands that need a patient",
         SCORE "[Condition] C return all Tuple { points: Interval[0, 1], name: 'n', says: 's' }\n",
         "g/A.cql:49:8: bands: the bands cannot be evaluated: a retrieve needs a patient: give "
         "--data\n"
         "g/A.cql:49:17: gate: a retrieve stands only in lib/, in an @input, in the list of an "
         "@each "
         "and in an @event: make \"Bands\" an @input, or read this in lib/\n"},
    };
    CHECK_ROWS(rows);
}

TEST(lint_record) {
    const Row rows[] = {
        {"none", "/*\n@input: i\n@ask: How?\n*/\ndefine \"I\": Facts.\"Lump\"\n",
         "g/A.cql:44:1: record: @input i has no @record: its answer cannot be stored (remark)\n"},
        {"that of another question",
         "/*\n@input: i\n@ask: How?\n@record: Pain\n*/\ndefine \"I\": Facts.\"Lump\"\n",
         "g/A.cql:46:1: record: @input pain is stored under the same code: give each question its "
         "own\n"},
    };
    CHECK_ROWS(rows);
}
