// sources: the bibliography, CSL-JSON with how far each source was read.

#include "guideline/sources.h"

#include "test.h"

static Str error_of(Arena *arena, const char *text) {
    const Source *sources;
    size_t count;
    Err err = {0};
    if (bibliography_read(str_from(text), STR("sources.json"), arena, &sources, &count, &err))
        return STR_NONE;
    return arena_printf(arena, "%s: %s", err.source, err.message);
}

TEST(sources_errors) {
    Arena *arena = arena_new();
    CHECK_STR(error_of(arena, "[]"), "");
    CHECK_STR(error_of(arena, "{}"), "sources.json: the bibliography is a list of CSL-JSON items");
    CHECK_STR(error_of(arena, "[{\"id\":\"a\",\"read\":\"full\"}]"),
              "sources.json: a source needs \"id\" and \"title\"");
    CHECK_STR(error_of(arena, "[{\"title\":\"a\",\"read\":\"full\"}]"),
              "sources.json: a source needs \"id\" and \"title\"");
    CHECK_STR(error_of(arena, "[1]"), "sources.json: a source needs \"id\" and \"title\"");
    CHECK_STR(error_of(arena, "[{\"id\":\"a\",\"title\":\"A\"}]"),
              "sources.json: source 'a': \"read\" says how far it was read: full, abstract, "
              "secondary, recalled or own");
    CHECK_STR(error_of(arena, "[{\"id\":\"a\",\"title\":\"A\",\"read\":\"skimmed\"}]"),
              "sources.json: source 'a': \"read\" says how far it was read: full, abstract, "
              "secondary, recalled or own");
    CHECK_STR(error_of(arena, "[{\"id\":\"a\",\"title\":\"A\",\"read\":\"full\"},"
                              "{\"id\":\"a\",\"title\":\"B\",\"read\":\"full\"}]"),
              "sources.json: two sources have the id 'a'");
    CHECK(str_starts(error_of(arena, "[{\"id\":"), STR("sources.json: ")));
    arena_free(arena);
}

TEST(sources_fields) {
    Arena *arena = arena_new();
    const Source *sources;
    size_t count;
    Err err = {0};
    const char *text =
        "[{\"id\":\"z\",\"title\":\"Z\",\"read\":\"recalled\",\"author\":[{\"literal\":\"A "
        "Group\"}]},"
        "{\"id\":\"m-1989\",\"title\":\"Fractures\",\"read\":\"secondary\","
        "\"author\":[{\"family\":\"Mirels\",\"given\":\"H\"},{\"family\":\"B\"},{\"family\":\"C\"},"
        "{\"family\":\"D\"}],\"container-title\":\"CORR\",\"issued\":{\"date-parts\":[[1989,12]]},"
        "\"DOI\":\"10.1/x\",\"PMID\":\"2684463\",\"URL\":\"https://x.example\"}]";
    CHECK(bibliography_read(str_from(text), STR("s"), arena, &sources, &count, &err));
    CHECK_INT((int64_t)count, 2);
    const Source *source = source_find(sources, count, STR("m-1989"));
    CHECK(source == &sources[0]);  // by id
    CHECK_STR(source->authors, "Mirels H, B, C, et al.");
    CHECK_STR(source->journal, "CORR");
    CHECK_STR(source->year, "1989");
    CHECK_STR(source->doi, "10.1/x");
    CHECK_STR(source->pmid, "2684463");
    CHECK_STR(source->url, "https://x.example");
    CHECK_INT(source->read, READ_SECONDARY);
    CHECK_STR(sources[1].authors, "A Group");
    CHECK_STR(str_from(source_read_name(READ_ABSTRACT)), "abstract");
    CHECK(source_find(sources, count, STR("m-1990")) == NULL);
    arena_free(arena);
}
