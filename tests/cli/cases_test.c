// Which records count as dirty, and where a place in a text is. How cases are read and compared is
// told by tests/check.

#include "cli/cases.h"

#include "test.h"

static bool is_dirty(const char *record) {
    Arena *arena = arena_new();
    Case one = {.guideline = NULL};
    Json json = {0};
    Err err = {0};
    datetime_parse(STR("2026-11-22"), 0, &one.as_of, &err);
    one.as_of.precision = PRECISION_MILLISECOND;
    CHECK_ROW(json_read(str_from(record), NULL, &json_limits, arena, &json, &err), "%s", record);
    one.record = &json;
    bool dirty = case_is_dirty(&one);
    arena_free(arena);
    return dirty;
}

TEST(cases_dirty_records) {
    static const struct {
        const char *record;
        bool dirty;
    } rows[] = {
        {"[{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"2008-04-12\"}]", false},
        {"[{\"resourceType\":\"Patient\",\"id\":\"p\",\"birthDate\":\"2008\"}]", true},
        {"[{\"status\":\"final\",\"effectiveDateTime\":\"2026-11-20\"}]", false},
        {"[{\"status\":\"entered-in-error\"}]", true},
        {"[{\"verificationStatus\":{\"coding\":[{\"code\":\"confirmed\"}]}}]", false},
        {"[{\"verificationStatus\":{\"coding\":[{\"code\":\"refuted\"}]}}]", true},
        {"[{\"verificationStatus\":{\"coding\":[{\"code\":\"entered-in-error\"}]}}]", true},
        {"[{\"verificationStatus\":{\"text\":\"refuted\"}}]", false},
        {"[{\"effectiveDateTime\":\"2026-10\"}]", true},
        {"[{\"performedPeriod\":{\"start\":\"2025\",\"end\":\"2026-01-02\"}}]", true},
        {"[{\"performedPeriod\":{\"start\":\"2025-01-01\",\"end\":\"2026-01-02\"}}]", false},
        {"[{\"valueString\":\"2025\"}]", false},
        // the day of the instant itself is not after it, the next one is
        {"[{\"effectiveDateTime\":\"2026-11-22\"}]", false},
        {"[{\"effectiveDateTime\":\"2026-11-23\"}]", true},
        {"[{\"issued\":\"2026-11-22T00:00:01Z\"}]", true},
        {"[{\"valueQuantity\":{\"value\":3,\"unit\":\"cm\"}}]", false},
        {"[{\"valueQuantity\":{\"value\":3,\"code\":\"cm\"}}]", false},
        {"[{\"valueQuantity\":{\"value\":3}}]", true},
        {"[{\"component\":[{\"valueQuantity\":{\"value\":3}}]}]", true},
        {"[{\"valueQuantity\":{\"unit\":\"cm\"}}]", false},
        {"[{\"resourceType\":\"A\",\"id\":\"1\"},{\"resourceType\":\"A\",\"id\":\"2\"}]", false},
        {"[{\"resourceType\":\"A\",\"id\":\"1\"},{\"resourceType\":\"B\",\"id\":\"1\"}]", false},
        {"[{\"resourceType\":\"A\",\"id\":\"1\"},{\"resourceType\":\"A\",\"id\":\"1\"}]", true},
        {"[{\"resourceType\":\"A\"},{\"resourceType\":\"A\"}]", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_ROW(is_dirty(rows[i].record) == rows[i].dirty, "%s", rows[i].record);
}

TEST(cases_spots_count_characters) {
    Str text = STR("{\n  \"ä\": \"größe\"\n}\n");
    Spot spot = spot_of(STR("a.json"), text, text.data + 4, 4);
    CHECK_INT(spot.place.line, 2);
    CHECK_INT(spot.place.column, 3);
    CHECK_INT(spot.place.end_column, 6);
    spot = spot_of(STR("a.json"), text, text.data + 10, 9);
    CHECK_INT(spot.place.line, 2);
    CHECK_INT(spot.place.column, 8);
    CHECK_INT(spot.place.end_column, 15);
    CHECK_INT(spot_of(STR("a.json"), text, "elsewhere", 1).place.line, 0);
    CHECK_INT(spot_of(STR("a.json"), text, NULL, 1).place.line, 0);
}
