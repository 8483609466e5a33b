// bind: what the tags of a guideline may say, and every way to say it wrongly.

#include "guideline/bind.h"

#include "guideline_fixture.h"

// Nine lines, so that what follows starts in line 10.
static const char head[] = "/*\n"
                           "@guideline: g\n"
                           "@title: A guideline\n"
                           "@status: draft\n"
                           "*/\n"
                           "library A version '1.0.0'\n"
                           "using FHIR version '4.0.1'\n"
                           "include FHIRHelpers version '4.0.1' called FHIRHelpers\n"
                           "codesystem \"C\": 'urn:c' code \"A\": 'a' from \"C\" context Patient\n";

typedef struct {
    const char *name, *text, *error;
} Row;

static void check_rows(const Row *rows, size_t count, const char *before) {
    Desk *desk = desk_new();
    for (size_t i = 0; i < count; i++) {
        Str text = arena_printf(desk->arena, "%s%s%c", before, rows[i].text, 0);
        desk_file(desk, "g/A.cql", text.data);
        Str error = desk_error(desk);
        CHECK_ROW(str_eq(error, str_from(rows[i].error)), "%s: got\n    %.*s\nwant\n    %s",
                  rows[i].name, STR_ARG(error), rows[i].error);
    }
    desk_free(desk);
}

#define CHECK_ROWS(rows, before) check_rows(rows, sizeof(rows) / sizeof((rows)[0]), before)

#define FINDING "/*\n@finding: f\n"
#define INPUT "/*\n@input: i\n@ask: How?\n"
#define SCORE "/*\n@score: s\n@bands: Bands\n"
#define EACH "define \"Things\": List<String>{}\n"

TEST(bind_tags_where_none_may_stand) {
    const Row rows[] = {
        {"as it should be", FINDING "*/\ndefine F: true\n", ""},
        {"unknown name", FINDING "@colour: red\n*/\ndefine F: true\n",
         "g/A.cql:12:1: there is no tag of that name"},
        {"a tag of another kind", FINDING "@ask: How?\n*/\ndefine F: true\n",
         "g/A.cql:12:1: this tag may not stand here"},
        {"twice", FINDING "@title: One\n@title: Two\n*/\ndefine F: true\n",
         "g/A.cql:13:1: this tag stands here twice"},
        {"source repeats", FINDING "@source: full-1, a\n@source: second-1, b\n*/\ndefine F: true\n",
         ""},
        {"no kind", "/*\n@title: One\n*/\ndefine F: true\n",
         "g/A.cql:11:1: tags need a kind: finding, score, input, gate, option, due or event"},
        {"two kinds", FINDING "@gate: g\n*/\ndefine F: true\n",
         "g/A.cql:12:1: a declaration is of one kind"},
        {"a finding twice", FINDING "*/\ndefine F: true\n" FINDING "*/\ndefine G: true\n",
         "g/A.cql:15:1: this guideline has an item of that kind and id already"},
        {"one id, two kinds", FINDING "*/\ndefine F: true\n/*\n@gate: f\n*/\ndefine G: true\n", ""},
        {"in a line comment", "// @finding: f\ndefine F: true\n",
         "g/A.cql:10:4: a tag is read only in the block comment right before a define or function "
         "of a guideline's folder, or before its 'library'"},
        {"behind a declaration", "define F: true // @x: what follows gets it\ndefine G: true\n",
         "g/A.cql:10:19: a tag is read only in the block comment right before a define or function "
         "of a guideline's folder, or before its 'library'"},
        {"a comment between", FINDING "*/\n// why\ndefine F: true\n",
         "g/A.cql:11:1: a tag is read only in the block comment right before a define or function "
         "of a guideline's folder, or before its 'library'"},
        {"a hyphen, where no tag is read",
         "// @not-one: but the translator takes it\ndefine F: 1\n",
         "g/A.cql:10:4: a tag is read only in the block comment right before a define or function "
         "of a guideline's folder, or before its 'library'"},
        {"an address in a comment", "// ask someone@example.org: they know\ndefine F: true\n", ""},
        {"a date in a comment", "// @2026-01-01: when it began\ndefine F: true\n", ""},
    };
    CHECK_ROWS(rows, head);
}

TEST(bind_tags_of_the_library) {
    const Row rows[] = {
        {"no guideline", "/*\n@title: T\n*/\nlibrary A\n",
         "g/A.cql:2:1: a library with tags has @guideline"},
        {"no title", "/*\n@guideline: g\n@status: draft\n*/\nlibrary A\n",
         "g/A.cql:2:1: a guideline needs @title"},
        {"no status", "/*\n@guideline: g\n@title: T\n*/\nlibrary A\n",
         "g/A.cql:2:1: @status is draft, active or retired"},
        {"another status", "/*\n@guideline: g\n@title: T\n@status: final\n*/\nlibrary A\n",
         "g/A.cql:2:1: @status is draft, active or retired"},
        {"no date",
         "/*\n@guideline: g\n@title: T\n@status: active\n@expires: soon\n*/\nlibrary A\n",
         "g/A.cql:2:1: @reviewed and @expires are dates: 2026-11-22"},
        {"a finding's tag",
         "/*\n@guideline: g\n@title: T\n@status: active\n@tier: no green\n*/\n"
         "library A\n",
         "g/A.cql:5:1: this tag may not stand here"},
        {"all of them",
         "/*\n@guideline: g\n@title: T\n@status: retired\n@for: adults\n@limits: none\n"
         "@reviewed: 2026-01-31\n@expires: 2027\n*/\nlibrary A\n",
         ""},
        {"before a code system",
         "library A version '1'\n/*\n  @finding: f\n*/\ncodesystem \"C\": 'urn:c'\n",
         "g/A.cql:3:3: a tag is read only in the block comment right before a define or function "
         "of a guideline's folder, or before its 'library'"},
        {"tags of a folder without a guideline",
         "library A version '1'\ncontext Patient\n/*\n@finding: f\n*/\ndefine F: true\n",
         "g/A.cql:4:1: a tag is read only in the block comment right before a define or function "
         "of a guideline's folder, or before its 'library'"},
    };
    CHECK_ROWS(rows, "");
}

TEST(bind_types_of_the_kinds) {
    const Row rows[] = {
        {"finding, a number", FINDING "*/\ndefine F: 1\n",
         "g/A.cql:11:1: a @finding gives Boolean, or Tuple{holds Boolean, tier String, ...}"},
        {"finding, a tuple", FINDING "*/\ndefine F: Tuple { holds: true, tier: 'red', site: 1 }\n",
         ""},
        {"finding, holds is a string", FINDING "*/\ndefine F: Tuple { holds: 'yes' }\n",
         "g/A.cql:11:1: a @finding gives Boolean, or Tuple{holds Boolean, tier String, ...}"},
        {"finding, tier is a number", FINDING "*/\ndefine F: Tuple { holds: true, tier: 1 }\n",
         "g/A.cql:11:1: a @finding gives Boolean, or Tuple{holds Boolean, tier String, ...}"},
        {"input, a list", INPUT "*/\ndefine I: { 1 }\n",
         "g/A.cql:11:1: an @input gives Boolean, Integer, Decimal, String, Date, DateTime, "
         "Quantity, Concept, or an Interval of these"},
        {"input, an interval",
         INPUT "@answers: Ways\n*/\ndefine I: Interval[1, 2]\n"
               "define Ways: { Interval[1, 2], Interval[3, 4] }\n",
         ""},
        {"score, a number", SCORE "*/\ndefine S: 1\ndefine Bands: 1\n",
         "g/A.cql:11:1: a @score gives Interval<Integer> or Interval<Decimal>"},
        {"gate, a number", "/*\n@gate: a\n*/\ndefine G: 1\n", "g/A.cql:11:1: this gives Boolean"},
        {"option, a number", "/*\n@option: a\n*/\ndefine O: 1\n",
         "g/A.cql:11:1: this gives Boolean"},
        {"due, a date", "/*\n@due: d\n*/\ndefine D: @2026-01-01\n",
         "g/A.cql:11:1: a @due gives List<Tuple{window Interval<Date>, done Date}>"},
        {"due, date-times",
         "/*\n@due: d\n*/\ndefine D: { Tuple { window: "
         "Interval[@2026-01-01T00, @2026-02-01T00], done: @2026-01-01 } }\n",
         "g/A.cql:11:1: a @due gives List<Tuple{window Interval<Date>, done Date}>"},
        {"due",
         "/*\n@due: d\n*/\ndefine D: { Tuple { window: Interval[@2026-01-01, @2026-02-01], "
         "done: @2026-01-01 } }\n",
         ""},
        {"event, without basis",
         "/*\n@event: e\n*/\ndefine E: { Tuple { at: "
         "Interval[@2026-01-01, @2026-01-02], lane: 'a', what: 'b' } }\n",
         "g/A.cql:11:1: an @event gives List<Tuple{at Interval<Date>, lane String, what String, "
         "basis List<String>}>"},
        {"event",
         "/*\n@event: e\n*/\ndefine E: { Tuple { at: Interval[@2026-01-01, @2026-01-02], "
         "lane: 'a', what: 'b', basis: { 'Condition/1' } } }\n",
         ""},
    };
    CHECK_ROWS(rows, head);
}

TEST(bind_each_and_when) {
    const Row rows[] = {
        {"a function of its thing",
         EACH FINDING "@each: Things\n*/\n"
                      "define function F(thing String): true\n",
         ""},
        {"each, but no function", EACH FINDING "@each: Things\n*/\ndefine F: true\n",
         "g/A.cql:12:1: with @each this is a function of one String"},
        {"a function of two",
         EACH FINDING "@each: Things\n*/\n"
                      "define function F(a String, b String): true\n",
         "g/A.cql:12:1: with @each this is a function of one String"},
        {"a function, but no each", FINDING "*/\ndefine function F(thing String): true\n",
         "g/A.cql:11:1: without @each this is a define, no function"},
        {"each names nothing", FINDING "@each: Thinks\n*/\ndefine function F(t String): true\n",
         "g/A.cql:12:1: this library has no definition of that name (written without quotes)"},
        {"each, quoted", FINDING "@each: 'Things'\n*/\ndefine function F(t String): true\n" EACH,
         "g/A.cql:12:1: this library has no definition of that name (written without quotes)"},
        {"each, numbers",
         "define Things: { 1 }\n" FINDING "@each: Things\n*/\n"
         "define function F(t String): true\n",
         "g/A.cql:13:1: @each names a define of List<String>"},
        {"when of the patient", "define Some: true\n" FINDING "@when: Some\n*/\ndefine F: true\n",
         ""},
        {"when, a number", "define Some: 1\n" FINDING "@when: Some\n*/\ndefine F: true\n",
         "g/A.cql:13:1: @when names a Boolean about the patient, or about the same thing"},
        {"when of a thing, finding of the patient",
         "define function Some(t String): true\n" FINDING "@when: Some\n*/\ndefine F: true\n",
         "g/A.cql:13:1: @when names a Boolean about the patient, or about the same thing"},
        {"when of the same thing",
         EACH "define function Some(t String): true\n" FINDING
              "@each: Things\n@when: Some\n*/\ndefine function F(t String): true\n",
         ""},
    };
    CHECK_ROWS(rows, head);
}

TEST(bind_tiers) {
    static const char message[] = "g/A.cql:12:1: write '@tier: yes red, unknown amber, no green' "
                                  "(emergency, red, amber, unknown, green)";
    const Row rows[] = {
        {"three", FINDING "@tier: yes emergency, unknown unknown, no green\n*/\ndefine F: true\n",
         ""},
        {"another colour", FINDING "@tier: yes purple\n*/\ndefine F: true\n", message},
        {"another state", FINDING "@tier: maybe red\n*/\ndefine F: true\n", message},
        {"no colour", FINDING "@tier: yes\n*/\ndefine F: true\n", message},
        {"a state twice", FINDING "@tier: yes red, yes amber\n*/\ndefine F: true\n", message},
        {"a comma too many", FINDING "@tier: yes red,, no green\n*/\ndefine F: true\n", message},
    };
    CHECK_ROWS(rows, head);
}

TEST(bind_sources) {
    const Row rows[] = {
        {"not in the bibliography", FINDING "@source: mirels, Table 2\n*/\ndefine F: true\n",
         "g/A.cql:12:1: sources.json has no source of that id"},
        {"no place", FINDING "@source: full-1\n*/\ndefine F: true\n",
         "g/A.cql:12:1: a source needs its place: '@source: mirels-1989, Table 2'"},
        {"no place after its comma", FINDING "@source: full-1,\n*/\ndefine F: true\n",
         "g/A.cql:12:1: a source needs its place: '@source: mirels-1989, Table 2'"},
    };
    CHECK_ROWS(rows, head);
}

TEST(bind_inputs) {
    const Row rows[] = {
        {"no question", "/*\n@input: i\n*/\ndefine I: true\n",
         "g/A.cql:11:1: an @input needs @ask: the question in words"},
        {"a Boolean needs no answers", INPUT "*/\ndefine I: true\n", ""},
        {"a number needs them", INPUT "*/\ndefine I: 1\n",
         "g/A.cql:11:1: an @input that is not Boolean needs @answers"},
        {"answers of another type", INPUT "@answers: Ways\n*/\ndefine I: 1\ndefine Ways: { 'a' }\n",
         "g/A.cql:13:1: @answers names a define of List<T>, T the type of the input (List<Code> "
         "for "
         "Concept)"},
        {"answers that are no list", INPUT "@answers: Ways\n*/\ndefine I: 1\ndefine Ways: 1\n",
         "g/A.cql:13:1: @answers names a define of List<T>, T the type of the input (List<Code> "
         "for "
         "Concept)"},
        {"answers that need an argument",
         INPUT
         "@answers: Ways\n*/\ndefine I: 1\ndefine function Ways(a Integer, b Integer): { a }\n",
         "g/A.cql:13:1: @answers names a define of List<T>, T the type of the input (List<Code> "
         "for "
         "Concept)"},
        {"whole numbers for a decimal",
         INPUT "@answers: Ways\n*/\ndefine I: 1.5\ndefine Ways: { 1, 2 }\n", ""},
        {"codes for a concept",
         INPUT "@answers: Ways\n*/\ndefine I: ToConcept(\"A\")\ndefine Ways: { \"A\" }\n", ""},
        {"answers that are not there", INPUT "@answers: Ways\n*/\ndefine I: 1\n",
         "g/A.cql:13:1: this library has no definition of that name (written without quotes)"},
        {"record, no code", INPUT "@record: B\n*/\ndefine I: true\n",
         "g/A.cql:13:1: this library declares no code of that name"},
        {"record", INPUT "@record: A\n*/\ndefine I: true\n", ""},
    };
    CHECK_ROWS(rows, head);
}

TEST(bind_scores) {
    static const char wrong[] = "g/A.cql:12:1: @bands names a define of List<Tuple{points, name, "
                                "says}>";
    const Row rows[] = {
        {"no bands", "/*\n@score: s\n*/\ndefine S: Interval[1, 2]\n",
         "g/A.cql:11:1: a @score needs @bands"},
        {"bands without what they say",
         SCORE "*/\ndefine S: Interval[1, 2]\n"
               "define Bands: { Tuple { points: Interval[1, 2], name: 'a' } }\n",
         wrong},
        {"bands of decimals for whole numbers",
         SCORE "*/\ndefine S: Interval[1, 2]\n"
               "define Bands: { Tuple { points: Interval[1.0, 2.0], name: 'a', says: 'b' } }\n",
         wrong},
        {"bands that need an argument",
         SCORE "*/\ndefine S: Interval[1, 2]\ndefine function Bands(a Integer): "
               "{ Tuple { points: Interval[1, 2], name: 'a', says: 'b' } }\n",
         wrong},
        {"as it should be",
         SCORE "*/\ndefine S: Interval[1, 2]\n"
               "define Bands: { Tuple { points: Interval[1, 2], name: 'a', says: 'b' } }\n",
         ""},
    };
    CHECK_ROWS(rows, head);
}

TEST(bind_names_of_other_items) {
    const Row rows[] = {
        {"a score that is not there", FINDING "@shows: s\n*/\ndefine F: true\n",
         "g/A.cql:12:1: this guideline has no item of that id"},
        {"a gate that is not there",
         "/*\n@option: o\n@gates: a\n@gates: b\n*/\ndefine O: true\n"
         "/*\n@gate: a\n*/\ndefine G: true\n",
         "g/A.cql:13:1: this guideline has no item of that id"},
        {"a finding is no gate",
         "/*\n@option: o\n@gates: f\n*/\ndefine O: true\n" FINDING "*/\ndefine F: true\n",
         "g/A.cql:12:1: this guideline has no item of that id"},
        {"due of a code that is not there",
         "/*\n@due: d\n@of: CT\n*/\ndefine D: List<Tuple { "
         "window Interval<Date>, done Date }>{}\n",
         "g/A.cql:12:1: this library declares no code of that name"},
    };
    CHECK_ROWS(rows, head);
}

// A decision of our own is no source that somebody read.
TEST(bind_how_far_it_was_read) {
    static const struct {
        const char *sources, *words;
        SourceRead best;
        bool recalled_only;
    } rows[] = {
        {"", NULL, READ_OWN, false},
        {"@source: own-1, 2\n@source: full-1, 3\n", NULL, READ_FULL, false},
        {"@source: own-1, 2\n", "No source says this: it is a decision of our own.", READ_OWN,
         false},
        {"@source: own-1, 2\n@source: abstract-1, 3\n",
         "Nobody here has read a source of this in full.", READ_ABSTRACT, false},
        {"@source: recall-1, 1\n@source: own-1, 2\n",
         "Nobody here has read a source of this in full.", READ_RECALLED, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Desk *desk = desk_new();
        Str text = arena_printf(desk->arena, "%s/*\n@finding: f\n%s*/\ndefine F: true\n%c", head,
                                rows[i].sources, 0);
        desk_file(desk, "g/A.cql", text.data);
        CHECK_STR(desk_error(desk), "");
        const Item *item =
            guideline_item(guideline_find(desk->set, STR("g")), KIND_FINDING, STR("f"));
        const char *words = item_unread_words(item);
        CHECK_INT(item->best_read, rows[i].best);
        CHECK(item->recalled_only == rows[i].recalled_only);
        CHECK_STR(words == NULL ? (STR_NONE) : str_from(words),
                  rows[i].words == NULL ? "" : rows[i].words);
        desk_free(desk);
    }
}

TEST(bind_what_was_said) {
    Desk *desk = desk_new();
    Str text = arena_printf(
        desk->arena, "%s%s%c", head,
        "/*\nProse first.\n@finding: f\n@title: Over\n  two lines\n@tier: no green, yes red\n"
        "@source: recall-1, a\n@source: second-1, Table 2, left\n@strength: weak\n*/\n"
        "define F: Tuple { tier: 'red', holds: true }\n",
        0);
    desk_file(desk, "g/A.cql", text.data);
    CHECK_STR(desk_error(desk), "");
    const Guideline *guideline = guideline_find(desk->set, STR("g"));
    const Item *item = guideline_item(guideline, KIND_FINDING, STR("f"));
    CHECK_STR(guideline->title, "A guideline");
    CHECK_STR(guideline->version, "1.0.0");
    CHECK_STR(item->title, "Over two lines");
    CHECK_STR(item->strength, "weak");
    CHECK_INT(item->tier_yes, TIER_RED);
    CHECK_INT(item->tier_no, TIER_GREEN);
    CHECK_INT(item->tier_unknown, TIER_NONE);
    CHECK_INT((int64_t)item->citation_count, 2);
    CHECK_STR(item->citations[1].at, "Table 2, left");
    CHECK_INT(item->best_read, READ_SECONDARY);
    CHECK(!item->recalled_only);
    CHECK_INT(item->holds_index, 0);
    CHECK_INT(item->tier_index, 1);
    desk_free(desk);
}
