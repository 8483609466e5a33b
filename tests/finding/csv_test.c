// csv: one row a finding or window; a text that a spreadsheet would run is made harmless.

#include "finding/finding.h"

#include "finding_fixture.h"

static Str rows_of(Clinic *clinic) {
    Buf text = {0};
    findings_write_csv_head(&text);
    for (size_t i = 0; i < clinic->count; i++)
        finding_write_csv(&text, &clinic->options, STR("Patient/p"), &clinic->findings[i]);
    Str rows = arena_str(clinic->patient, buf_str(&text));
    buf_free(&text);
    return rows;
}

TEST(csv_rows) {
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: One?\n*/\ndefine \"Is One\": Last([Observation: code ~ \"One\"] O "
        "return all (O.value as FHIR.boolean).value)\n"
        "/*\n@finding: f\n@tier: yes red, unknown amber, no green\n@source: full-1, a \n@source: "
        "second-1, b\n@yes: A\n@no: B\n@unknown: Ask: {missing}.\n*/\ndefine \"F\": \"Is One\"\n"
        "/*\n@due: d\n*/\ndefine \"D\": { Tuple { window: Interval[@2026-01-01, @2026-01-31], "
        "done: "
        "@2026-01-15 }, Tuple { window: Interval[@2026-11-01, @2026-11-20], done: null as Date } "
        "}\n");
    clinic->options.detail = DETAIL_DATA;
    clinic_review(clinic, "");
    CHECK_STR(
        rows_of(clinic),
        "\"patient\",\"kind\",\"guideline\",\"version\",\"finding\",\"about\",\"holds\","
        "\"tier\",\"score_low\",\"score_high\",\"says\",\"overdue_days\",\"due_from\","
        "\"due_to\",\"done\",\"missing\",\"sources\"\r\n"
        "\"Patient/p\",\"finding\",\"g\",\"1.0.0\",\"f\",\"\",\"unknown\",\"amber\",\"\",\"\","
        "\"Ask: one.\",\"\",\"\",\"\",\"\",\"one\",\"full-1, a; second-1, b\"\r\n"
        "\"Patient/p\",\"due\",\"g\",\"1.0.0\",\"d\",\"\",\"yes\",\"\",\"\",\"\",\"\",\"\","
        "\"2026-01-01\",\"2026-01-31\",\"2026-01-15\",\"\",\"\"\r\n"
        "\"Patient/p\",\"due\",\"g\",\"1.0.0\",\"d\",\"\",\"yes\",\"\",\"\",\"\",\"\",\"2\","
        "\"2026-11-01\",\"2026-11-20\",\"\",\"\",\"\"\r\n");
    clinic_free(clinic);
}

TEST(csv_formulas) {
    const struct {
        const char *text, *field;
    } rows[] = {
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "\"'-1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\\t=1", "\"' =1\""},
        {"\\r=1", "\"' =1\""},
        {"\\n=1", "\"' =1\""},
        {" =1", "\"' =1\""},
        {"\xef\xbc\x9d"
         "1+1",
         "\"'\xef\xbc\x9d"
         "1+1\""},  // a full-width equals sign
        {"1=1", "\"1=1\""},
        {"a \\\"b\\\", c", "\"a \"\"b\"\", c\""},
        {"two\\nlines", "\"two lines\""},
        {"\\u0085\\u007f", "\"  \""},
    };
    Clinic *clinic = clinic_of(
        "/*\n@input: one\n@ask: One?\n@answers: Answers\n*/\ndefine \"Is One\": Last([Observation: "
        "code ~ \"One\"] O return all (O.value as FHIR.string).value)\ndefine \"Answers\": { 'a' "
        "}\n"
        "/*\n@finding: f\n@yes: {one}\n*/\ndefine \"F\": \"Is One\" != 'a'\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Str record =
            arena_printf(clinic->arena, ANSWER("1", "one", "2026", "\"valueString\":\"%s\"") "%c",
                         rows[i].text, 0);
        clinic_review(clinic, record.data);
        Str text = rows_of(clinic);
        Str want = arena_printf(clinic->arena, "\"yes\",\"\",\"\",\"\",%s,%c", rows[i].field, 0);
        CHECK_ROW(has(text, want.data), "%s: %.*s", rows[i].text, STR_ARG(text));
    }
    clinic_free(clinic);
}
