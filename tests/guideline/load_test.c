// load: a folder of guidelines becomes a set, or says what is wrong with it and where.

#include "guideline/guideline.h"

#include "guideline_fixture.h"

static const char simple[] =
    "/*\n@guideline: g\n@title: T\n@status: draft\n*/\nlibrary A version '1.0.0'\n"
    "context Patient\n/*\n@finding: f\n*/\ndefine F: true\n";

static const char other[] =
    "/*\n@guideline: h\n@title: T\n@status: draft\n*/\nlibrary B version '1.0.0'\n"
    "context Patient\n/*\n@finding: f\n*/\ndefine F: true\n/*\n@gate: a\n*/\ndefine G: true\n"
    "/*\n@input: i\n@ask: How?\n*/\ndefine I: true\n";

static Desk *two_guidelines(void) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql", simple);
    desk_file(desk, "h/B.cql", other);
    return desk;
}

TEST(load_a_folder) {
    Desk *desk = two_guidelines();
    CHECK_STR(desk_error(desk), "");
    CHECK_INT((int64_t)desk->set->guideline_count, 2);
    CHECK_INT((int64_t)desk->set->item_count, 4);
    CHECK_STR(desk->set->guidelines[1]->id, "h");
    CHECK(guideline_find(desk->set, STR("lib")) == NULL);
    CHECK(guideline_item(desk->set->guidelines[1], KIND_GATE, STR("a")) != NULL);
    CHECK(guideline_item(desk->set->guidelines[0], KIND_GATE, STR("a")) == NULL);
    desk_free(desk);
}

TEST(load_one_guideline) {
    Desk *desk = two_guidelines();
    desk_read(desk);
    Str hash = arena_str(desk->arena, str_from(desk->set->hash));
    desk->folder = arena_printf(desk->arena, "%s/h//%c", desk->root, 0).data;
    CHECK_STR(desk_error(desk), "");
    CHECK_INT((int64_t)desk->set->guideline_count, 1);
    CHECK_INT((int64_t)desk->set->item_count, 3);
    CHECK_STR(str_from(desk->set->hash),
              arena_printf(desk->arena, "%.*s%c", STR_ARG(hash), 0).data);
    // named by a path that ends in a dot
    desk->folder = arena_printf(desk->arena, "%s/h/.%c", desk->root, 0).data;
    CHECK_STR(desk_error(desk), "");
    CHECK_INT((int64_t)desk->set->item_count, 3);
    desk_free(desk);
}

TEST(load_errors_have_their_place) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql", "library A version '1.0.0'\ncontext Patient\ndefine F: 1 + 'a'\n");
    CHECK(str_starts(desk_error(desk), STR("g/A.cql:3:11: ")));
    Buf shown = {0};
    source_show_err(&shown, STR("library A version '1.0.0'\ncontext Patient\ndefine F: 1 + 'a'\n"),
                    &desk->err);
    CHECK_STR(buf_str(&shown), "  define F: 1 + 'a'\n            ^\n");
    buf_free(&shown);
    desk_file(desk, "g/A.cql", "library A\ninclude Nowhere version '1' called N\ndefine F: 1\n");
    CHECK_STR(desk_error(desk), "g/A.cql:2:1: library 'Nowhere' is not there: no file Nowhere.cql "
                                "in ROOT");
    desk->folder = "no/such/folder";
    CHECK_STR(desk_error(desk), "there is no folder 'no/such/folder'");
    desk_free(desk);
}

TEST(load_libraries_that_disagree) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql", simple);
    desk_file(desk, "g/B.cql", other);
    CHECK_STR(desk_error(desk), "g/B.cql:6:1: one library a folder has @guideline, and ids differ");
    desk_file(desk, "g/B.cql", "library B\n");
    desk_file(desk, "h/C.cql", simple);
    CHECK_STR(desk_error(desk), "");
    desk_free(desk);
}

// Of two that are called the same, neither hides the other.
TEST(load_two_libraries_of_one_name) {
    Desk *desk = two_guidelines();
    desk_file(desk, "lib/Same.cql", "library Same version '1.0.0'\ndefine X: 1\n");
    CHECK_STR(desk_error(desk), "");
    desk_file(desk, "h/Same.cql", "library Same version '1.0.0'\ndefine X: 2\n");
    CHECK(str_starts(desk_error(desk), STR("lib/Same.cql:1:1: the library 'Same' stands in ")));
    desk_free(desk);
}

TEST(load_includes_the_version_it_names) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql",
              "library A\ninclude Score version '2.0.0' called S\ncontext Patient\ndefine F: 1\n");
    CHECK_STR(desk_error(desk), "g/A.cql:2:1: ROOT/lib/Score.cql holds library 'Score' version "
                                "'1.0.0'; include that version, or put the right file there");
    desk_free(desk);
}

TEST(load_value_sets) {
    Desk *desk = desk_new();
    desk_file(
        desk, "g/A.cql",
        "/*\n@guideline: g\n@title: T\n@status: draft\n*/\nlibrary A\nvalueset \"V\": 'urn:v'\n"
        "context Patient\ndefine F: 1\n");
    CHECK_STR(desk_error(desk),
              "g/A.cql:7:1: value set \"V\" (urn:v) is not there; give a file that holds it");
    desk_file(desk, "terms/v.json", "{\"resourceType\":\"ValueSet\",");
    Str error = desk_error(desk);
    CHECK_ROW(str_starts(error, STR("terms/v.json:1:28:")), "%.*s", STR_ARG(error));
    desk_file(desk, "terms/v.json",
              "{\"resourceType\":\"ValueSet\",\"url\":\"urn:v\",\"compose\":{\"include\":[{"
              "\"system\":\"urn:c\",\"concept\":[{\"code\":\"a\"}]}]}}");
    CHECK_STR(desk_error(desk), "");
    desk_free(desk);
}

// ---- site/

static Str with_site(Desk *desk, const char *text) {
    desk_file(desk, "site/site.json", text);
    desk->site = arena_printf(desk->arena, "%s/site/%c", desk->root, 0).data;
    return desk_error(desk);
}

TEST(load_site_switches_off) {
    Desk *desk = two_guidelines();
    CHECK_STR(with_site(desk, "{\"off\":[{\"guideline\":\"h\",\"finding\":\"f\",\"reason\":\"no "
                              "MRI here\"}]}"),
              "");
    const Item *off = guideline_item(guideline_find(desk->set, STR("h")), KIND_FINDING, STR("f"));
    const Item *on = guideline_item(guideline_find(desk->set, STR("g")), KIND_FINDING, STR("f"));
    CHECK(off->is_off && !on->is_off);
    CHECK_STR(off->off_reason, "no MRI here");
    desk_free(desk);
}

TEST(load_site_errors) {
    static const char rows[] = "site/site.json: 'off' names a guideline, a finding of it, and the "
                               "reason";
    static const char shape[] = "site/site.json: write {\"off\": [{\"guideline\": ID, "
                                "\"finding\": ID, \"reason\": TEXT}], \"parameters\": {LIBRARY: "
                                "{NAME: {\"type\": TYPE, \"value\": VALUE}}}}";
    const struct {
        const char *text, *error;
    } all[] = {
        {"{\"off\":[{\"guideline\":\"h\",\"finding\":\"f\"}]}", rows},
        {"{\"off\":[{\"guideline\":\"x\",\"finding\":\"f\",\"reason\":\"r\"}]}", rows},
        {"{\"off\":[{\"guideline\":\"h\",\"finding\":\"x\",\"reason\":\"r\"}]}", rows},
        // neither the question nor what stands in the way of an option can be taken away
        {"{\"off\":[{\"guideline\":\"h\",\"finding\":\"i\",\"reason\":\"r\"}]}", rows},
        {"{\"off\":[{\"guideline\":\"h\",\"finding\":\"a\",\"reason\":\"r\"}]}", rows},
        {"{\"off\":[{\"guideline\":\"h\",\"finding\":\"f\",\"reason\":\"r\",\"until\":\"x\"}]}",
         rows},
        {"{\"off\":[1]}", rows},
        {"{\"off\":{}}", shape},
        {"[]", shape},
        {"{\"Off\":[]}", shape},
        {"{\"off\":[],\"parameters\":[]}", shape},
        {"{\"parameters\":{\"X\":{}}}", "site/site.json: 'parameters': there is no library 'X'"},
        {"{\"parameters\":{\"Score\":{\"Cut\":{}}}}",
         "site/site.json: the library has no parameter 'Cut'"},
        {"{\"parameters\":{}}", ""},
        {"{\"off\":[]}", ""},
    };
    Desk *desk = two_guidelines();
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        Str error = with_site(desk, all[i].text);
        const char *want = all[i].error;
        CHECK_ROW(str_eq(error, str_from(want)), "%s: got %.*s", all[i].text, STR_ARG(error));
    }
    desk->site = "no/such/site";
    CHECK_STR(desk_error(desk), "there is no folder 'no/such/site'");
    desk_free(desk);
}

// What a parameter that is set here can change, by any way, is local; the rest is not.
TEST(load_site_parameters) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql",
              "/*\n@guideline: g\n@title: T\n@status: draft\n*/\nlibrary A\n"
              "using FHIR version '4.0.1'\n"
              "parameter \"Cut\" Integer default 9\ncontext Patient\n"
              "/*\n@finding: f\n@title: F\n*/\ndefine F: \"Above\"\n"
              "define \"Above\": \"Cut\" > 8\n"
              "/*\n@finding: h\n@title: H\n*/\ndefine H: Patient.active.value\n");
    CHECK_STR(desk_error(desk), "");
    CHECK(desk->set->parameters == NULL);
    CHECK_STR(with_site(desk, "{\"parameters\":{\"A\":{\"Cut\":{\"type\":\"String\","
                              "\"value\":\"8\"}}}}"),
              "site/site.json: parameter 'Cut': the library declares it as Integer, not as "
              "'String'");
    CHECK_STR(
        with_site(desk, "{\"parameters\":{\"A\":{\"Cut\":{\"type\":\"Integer\",\"value\":8}}}}"),
        "");
    const Guideline *guideline = guideline_find(desk->set, STR("g"));
    CHECK(guideline_item(guideline, KIND_FINDING, STR("f"))->is_local);
    CHECK(!guideline_item(guideline, KIND_FINDING, STR("h"))->is_local);
    CHECK(desk->set->parameters[0].given && desk->set->parameters[0].value.as.integer == 8);
    desk_free(desk);
}

// The hash is over names and bytes, not over where the folders lie; a site counts.
TEST(load_hash) {
    Desk *one = two_guidelines();
    Desk *two = two_guidelines();
    desk_read(one);
    desk_read(two);
    CHECK(strcmp(one->set->hash, two->set->hash) == 0);
    CHECK_INT((int64_t)strlen(one->set->hash), 71);
    CHECK_STR(with_site(one, "{\"off\":[]}"), "");
    CHECK(strcmp(one->set->hash, two->set->hash) != 0);
    // a site whose path is shorter than that of the guidelines
    Err err;
    const char *near;
    CHECK(folder_temp("/tmp", two->arena, &near, &err));
    const char *file = path_join(two->arena, near, STR("site.json"));
    CHECK(file_write(file, STR("{\"off\":[]}"), &err));
    two->site = near;
    CHECK_STR(desk_error(two), "");
    CHECK(strcmp(one->set->hash, two->set->hash) == 0);
    folder_remove(near, &err);
    two->site = NULL;
    desk_file(two, "g/A.cql", arena_printf(two->arena, "%s\n%c", simple, 0).data);
    desk_read(one);
    desk_read(two);
    one->site = NULL;
    desk_read(one);
    CHECK(strcmp(one->set->hash, two->set->hash) != 0);
    desk_free(one);
    desk_free(two);
}
