// publisher: publish.json, what it may say, and which one counts.

#include "guideline/publisher.h"

#include "guideline_fixture.h"

static Str error_of(Arena *arena, const char *text) {
    Publisher publisher = {0};
    Err err = {0};
    if (publisher_read(str_from(text), STR("publish.json"), arena, &publisher, &err))
        return STR_NONE;
    return arena_printf(arena, "%s: %s", err.source, err.message);
}

TEST(publisher_reads) {
    Arena *arena = arena_new();
    Publisher publisher = {0};
    Err err = {0};
    CHECK(publisher_read(STR("{\"canonical\":\"https://a.example/b\",\"publisher\":\"A\","
                             "\"copyright\":\"C\",\"severity\":{\"emergency\":\"high\","
                             "\"amber\":\"low\"}}"),
                         STR("publish.json"), arena, &publisher, &err));
    CHECK_STR(publisher.canonical, "https://a.example/b");
    CHECK_STR(publisher.name, "A");
    CHECK_STR(publisher.copyright, "C");
    CHECK_STR(publisher.severity[TIER_EMERGENCY], "high");
    CHECK_STR(publisher.severity[TIER_AMBER], "low");
    CHECK_STR(publisher.severity[TIER_RED], "");
    CHECK(publisher_has_base(&publisher, &err));
    CHECK(!publisher_has_base(&(Publisher){0}, &err));
    CHECK_INT(err.code, ERR_MISSING);
    arena_free(arena);
}

TEST(publisher_errors) {
    Arena *arena = arena_new();
    static const char *const wrong[] = {
        "[]",
        "{\"canonical\":7}",
        "{\"canonical\":\"vigil.example\"}",
        "{\"canonical\":\"https://vigil.example/\"}",
        "{\"canonical\":\"https://vigil.example|1\"}",
        "{\"canonical\":\"https://vigil example\"}",
        "{\"canonical\":\"https://vigil.example/#a\"}",
        "{\"cannonical\":\"https://vigil.example\"}",
        "{\"severity\":\"high\"}",
        "{\"severity\":{\"crimson\":\"high\"}}",
        "{\"severity\":{\"red\":\"severe\"}}",
        "{\"severity\":{\"red\":1}}",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CHECK_ROW(
            str_starts(error_of(arena, wrong[i]), STR("publish.json: write {\"canonical\": ")),
            "%s is taken", wrong[i]);
    CHECK_STR(error_of(arena, "{}"), "");
    CHECK_STR(error_of(arena, "{\"canonical\":\"urn:oid:1.2\"}"), "");
    CHECK(error_of(arena, "{").len > 0);
    arena_free(arena);
}

TEST(publisher_which_counts) {
    Desk *desk = desk_new();
    desk_file(desk, "g/A.cql",
              "/*\n@guideline: g\n@title: G\n@status: draft\n*/\nlibrary A version '1'\n"
              "using FHIR version '4.0.1'\ncontext Patient\n");
    desk_read(desk);
    CHECK(desk->set != NULL && desk->set->publisher.canonical.len == 0);
    char without[72];
    memcpy(without, desk->set->hash, sizeof without);
    desk_file(desk, "publish.json", "{\"canonical\":\"https://a.example\"}");
    desk_read(desk);
    CHECK_STR(desk->set->publisher.canonical, "https://a.example");
    CHECK(strcmp(without, desk->set->hash) != 0);  // it was read
    // the hospital's own
    desk_file(desk, "own/publish.json",
              "{\"canonical\":\"https://b.example\",\"severity\":{\"red\":\"high\"}}");
    desk->site = path_join(desk->arena, desk->root, STR("own"));
    desk_read(desk);
    CHECK(desk->set != NULL);
    CHECK_STR(desk->set->publisher.canonical, "https://b.example");
    CHECK_STR(desk->set->publisher.severity[TIER_RED], "high");
    desk_file(desk, "own/publish.json", "{\"canonical\":\"b\"}");
    CHECK(str_starts(desk_error(desk), STR("own/publish.json: write ")));
    // the command line
    GuidelineOptions options = {.folder = desk->root, .canonical = "https://c.example"};
    CHECK(guideline_load(&options, desk->arena, &desk->set, &desk->err));
    CHECK_STR(desk->set->publisher.canonical, "https://c.example");
    options.canonical = "c";
    CHECK(!guideline_load(&options, desk->arena, &desk->set, &desk->err));
    CHECK_INT(desk->err.code, ERR_USAGE);
    desk_free(desk);
}
