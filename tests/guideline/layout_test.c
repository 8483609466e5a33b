// layout: page.json, what it may name, and where a fault in it stands.

#include "guideline/layout.h"

#include "guideline_fixture.h"

static const char library[] =
    "/*\n@guideline: g\n@title: T\n@status: draft\n*/\nlibrary A version '1.0.0'\n"
    "using FHIR version '4.0.1'\ncontext Patient\n"
    "/*\n@finding: f\n*/\ndefine F: true\n"
    "/*\n@score: s\n@bands: Bands\n*/\ndefine S: Interval[1, 2]\n"
    "define Bands: { Tuple { points: Interval[1, 2], name: 'a', says: 'b' } }\n"
    "/*\n@option: o\n*/\ndefine O: true\n"
    "/*\n@due: d\n*/\ndefine D: List<Tuple { window Interval<Date>, done Date }>{}\n";

static const char page[] =
    "{\"clocks\": {\"emergency\": {\"within\": \"PT0H\", \"says\": \"now\"},\n"
    "\"red\": {\"within\": \"PT24H\", \"says\": \"a day\"},\n"
    "\"amber\": {\"within\": \"P14D\", \"says\": \"two weeks\"}, \"source\": \"own-1, 1\"},\n"
    "\"who\": [{\"id\": \"tumour\", \"title\": \"Tumour\", \"findings\": [\"g/f\"]}],\n"
    "\"spent\": [\"g/f\"], \"calm\": [],\n"
    "\"tiles\": [{\"id\": \"late\", \"title\": \"Late?\", \"kind\": \"due\"}],\n"
    "\"lesions\": {\"finding\": \"g/f\", \"scores\": [\"g/s\"]},\n"
    "\"matrix\": {\"when\": [\"g/f\"], \"rows\": [{\"title\": \"Row\", \"cells\": [\n"
    "{\"finding\": \"g/f\", \"short\": \"Cell\"}]}], \"tracks\": [], \"answer\": \"g/f\"},\n"
    "\"lanes\": [{\"lane\": \"drugs\", \"title\": \"Drugs\"}],\n"
    "\"fresh\": [{\"title\": \"Blood\", \"finding\": \"g/f\"}], \"scores\": [\"g/s\"],\n"
    "\"sheet\": {\"columns\": [{\"title\": \"Talk\", \"questions\": true}]},\n"
    "\"calendar\": {\"words\": [{\"due\": \"g/d\", \"word\": \"Visit\"}]},\n"
    "\"deviations\": [{\"code\": \"wish\", \"says\": \"the wish\"}], \"last\": [\"g/o\"]}\n";

static Desk *desk_with(const char *text) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql", library);
    if (text != NULL) desk_file(desk, "page.json", text);
    return desk;
}

// The page with one text in it replaced.
static const char *changed(Arena *arena, const char *from, const char *to) {
    const char *at = strstr(page, from);
    CHECK(at != NULL);
    return arena_printf(arena, "%.*s%s%s%c", (int)(at - page), page, to, at + strlen(from), 0).data;
}

TEST(layout_is_read) {
    Desk *desk = desk_with(page);
    CHECK_STR(desk_error(desk), "");
    CHECK(desk->set->layout != NULL);
    CHECK(json_member(desk->set->layout, STR("clocks")) != NULL);
    CHECK(str_starts(str_from(desk->set->layout_hash), STR("sha256:")));
    desk_free(desk);
}

TEST(layout_may_be_absent) {
    Desk *desk = desk_with(NULL);
    CHECK_STR(desk_error(desk), "");
    CHECK(desk->set->layout == NULL);
    CHECK_STR(str_from(desk->set->layout_hash), "");
    desk_free(desk);
}

// A change of the page leaves what was concluded as it is.
TEST(layout_is_no_part_of_the_guidelines) {
    Desk *desk = desk_with(page);
    desk_read(desk);
    Str guidelines = arena_str(desk->arena, str_from(desk->set->hash));
    Str layout = arena_str(desk->arena, str_from(desk->set->layout_hash));
    desk_file(desk, "page.json", changed(desk->arena, "Drugs", "Medicines"));
    CHECK_STR(desk_error(desk), "");
    CHECK(str_eq(str_from(desk->set->hash), guidelines));
    CHECK(!str_eq(str_from(desk->set->layout_hash), layout));
    desk_free(desk);
}

// What one guideline's folder is loaded for does not change what the page may name.
TEST(layout_of_one_guideline) {
    Desk *desk = desk_with(page);
    desk_file(desk, "h/B.cql",
              "/*\n@guideline: h\n@title: T\n@status: draft\n*/\nlibrary B version '1.0.0'\n"
              "context Patient\n/*\n@finding: f\n*/\ndefine F: true\n");
    desk->folder = arena_printf(desk->arena, "%s/h%c", desk->root, 0).data;
    CHECK_STR(desk_error(desk), "");
    CHECK_INT((int64_t)desk->set->item_count, 1);
    CHECK(desk->set->layout != NULL);
    desk_free(desk);
}

typedef struct {
    const char *about, *from, *to, *error;
} Fault;

static void check_faults(const Fault *faults, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Desk *desk = desk_with(NULL);
        desk_file(desk, "page.json", changed(desk->arena, faults[i].from, faults[i].to));
        Str error = desk_error(desk);
        CHECK_ROW(str_eq(error, str_from(faults[i].error)), "%s: %.*s", faults[i].about,
                  STR_ARG(error));
        desk_free(desk);
    }
}

TEST(layout_names_what_is_there) {
    static const Fault faults[] = {
        {"a finding that is not there", "\"spent\": [\"g/f\"]", "\"spent\": [\"g/x\"]",
         "page.json:5:12: no guideline has the finding 'g/x'"},
        {"a guideline that is not there", "\"spent\": [\"g/f\"]", "\"spent\": [\"h/f\"]",
         "page.json:5:12: no guideline has the finding 'h/f'"},
        {"half a name", "\"spent\": [\"g/f\"]", "\"spent\": [\"gf\"]",
         "page.json:5:12: no guideline has the finding 'gf'"},
        {"a score where a finding stands", "\"spent\": [\"g/f\"]", "\"spent\": [\"g/s\"]",
         "page.json:5:12: no guideline has the finding 'g/s'"},
        {"a finding where a score stands", "\"scores\": [\"g/s\"],\n", "\"scores\": [\"g/f\"],\n",
         "page.json:11:62: no guideline has the score 'g/f'"},
        {"a finding where an option stands", "[\"g/o\"]", "[\"g/f\"]",
         "page.json:14:65: no guideline has the option 'g/f'"},
        {"a finding that falls due", "{\"due\": \"g/d\"", "{\"due\": \"g/f\"",
         "page.json:13:33: no guideline has the due 'g/f'"},
        {"a due item without a word", "{\"due\": \"g/d\", \"word\": \"Visit\"}", "",
         "page.json:13:15: the calendar has no word for 'g/d'"},
    };
    check_faults(faults, sizeof faults / sizeof faults[0]);
}

TEST(layout_has_its_form) {
    static const Fault faults[] = {
        {"no object", page, "[]", "page.json:1:1: 'page.json' is a part: {...}"},
        {"not JSON", page, "{", "page.json:1:2: the name of a member belongs here"},
        {"a key that nobody reads", "\"calm\"", "\"clam\"",
         "page.json:5:20: 'clam' is not read: write clocks, who, spent, calm, askFirst, "
         "tiles, lesions, matrix, lanes, starts, followUp, fresh, scores, outside, sheet, "
         "calendar, deviations, last"},
        {"a key below that nobody reads", "\"short\"", "\"text\"",
         "page.json:9:21: 'text' is not read: write finding, short"},
        {"a key with an escape", "\"short\"", "\"sh\\u006frs\"",
         "page.json:1:1: 'shors' is not read: write finding, short"},
        {"a key that is missing", "\"calm\": [],\n", "", "page.json:1:3: 'calm' is missing here"},
        {"a key below that is missing", "\"id\": \"late\", ", "",
         "page.json:6:13: 'id' is missing here"},
        {"a number for a text", "\"PT0H\"", "7", "page.json:1:28: 'within' is a text"},
        {"no text at all", "\"PT0H\"", "\"\"", "page.json:1:28: 'within' is a text"},
        {"a text for a list", "\"calm\": []", "\"calm\": \"g/f\"",
         "page.json:5:20: 'calm' is a list: [\"GUIDELINE/NAME\", ...]"},
        {"a number for a name", "\"calm\": []", "\"calm\": [7]",
         "page.json:5:20: 'calm' is \"GUIDELINE/NAME\""},
        {"a part for a list of them", "\"tracks\": []", "\"tracks\": {}",
         "page.json:9:42: 'tracks' is a list of parts: [{...}, ...]"},
        {"a name for a part", "\"tracks\": []", "\"tracks\": [\"a\"]",
         "page.json:9:42: 'tracks' is a part: {...}"},
        {"false for true", "true", "false", "page.json:12:42: 'questions' is true, or left out"},
    };
    check_faults(faults, sizeof faults / sizeof faults[0]);
}
