// sheet: what stands where, that nothing that is not known looks like a no, and that it is one
// page.

#include "sheet_fixture.h"

#define INPUT(name, code)                                                                         \
    "/*\n@input: " name "\n@ask: Is it " name "?\n*/\ndefine \"Is " name "\": First([Observation" \
    ": \"" code "\"] O return (O.value as FHIR.boolean).value)\n"
#define FINDING(id, title, input, tiers)                                                          \
    "/*\n@finding: " id "\n@title: " title "\n@tier: " tiers "\n@yes: It is so since 2026-05-02." \
    "\n@no: It is not.\n@unknown: Not known: {missing}.\n*/\ndefine \"F " id "\": \"Is " input    \
    "\"\n"

static const char guideline[] = INPUT("one", "One") INPUT("two", "Two") INPUT("three", "Three")
    FINDING("f", "A lump", "one", "yes red, unknown unknown, no green")
        FINDING("h", "A cough", "two", "yes amber, unknown unknown, no green")
            FINDING("e", "A pressed cord", "three", "yes emergency, unknown unknown, no green");

static const char layout[] =
    "{\"sheet\": {\"board\": \"The board\", \"columns\": [{\"title\": \"First\", \"findings\": "
    "[\"g/f\", \"g/h\", \"g/e\"]}, {\"title\": \"Last\", \"questions\": true}]}, "
    "\"fresh\": [{\"title\": \"Cough\", \"finding\": \"g/h\"}]}";

static size_t column_pieces(const Sheet *sheet, PieceKind kind) {
    size_t count = 0;
    for (size_t i = 0; i < sheet->columns[0].lines.count; i++) {
        const SheetLine *line = &sheet->columns[0].lines.items[i];
        for (size_t k = 0; k < line->count; k++) count += line->pieces[k].kind == kind;
    }
    return count;
}

TEST(sheet_says_not_known_where_the_record_is_silent) {
    Clinic *clinic = clinic_of(guideline);
    clinic_review(clinic, "");
    const Sheet *sheet = sheet_of(clinic, layout, NULL);
    Str texts = sheet_texts(clinic->patient, sheet);
    CHECK(has(texts, "A lump; A cough; A pressed cord"));
    CHECK_INT((int64_t)column_pieces(sheet, PIECE_UNKNOWN), 1);
    CHECK_INT((int64_t)sheet->fresh.lines.items[0].tier, TIER_UNKNOWN);
    CHECK(has(texts, "No emergency is on record"));
    CHECK(sheet->looked.pieces[1].kind == PIECE_UNKNOWN);
    CHECK(has(texts, "Is it one?"));
    CHECK_INT((int64_t)sheet->questions, 3);
    CHECK(has(texts, "Decision") && has(texts, "Outside guideline, why"));
    CHECK(sheet->course.from.len == 0 && has(texts, "course"));
    clinic_free(clinic);
}

TEST(sheet_says_no_where_a_title_reads_like_yes) {
    Clinic *clinic = clinic_of(guideline);
    clinic_review(clinic, SAYS("1", "one", "false") "," SAYS("3", "three", "false"));
    const Sheet *sheet = sheet_of(clinic, layout, NULL);
    Str texts = sheet_texts(clinic->patient, sheet);
    CHECK(has(texts, "A lump: no. It is not."));
    CHECK(has(texts, "No: A pressed cord"));
    CHECK_INT((int64_t)sheet->waits.count, 0);
    clinic_free(clinic);
}

TEST(sheet_puts_what_cannot_wait_first_by_tier) {
    Clinic *clinic = clinic_of(guideline);
    clinic_review(clinic, SAYS("1", "one", "true") "," SAYS("2", "two",
                                                            "true") "," SAYS("3", "three", "true"));
    const Sheet *sheet = sheet_of(clinic, layout, NULL);
    Str texts = sheet_texts(clinic->patient, sheet);
    if (CHECK(sheet->waits.count == 2)) {
        CHECK_INT((int64_t)sheet->waits.items[0].tier, TIER_EMERGENCY);
        CHECK_INT((int64_t)sheet->waits.items[1].tier, TIER_RED);
    }
    CHECK(!has(texts, "No emergency is on record"));
    CHECK(has(texts, "Emergency") && has(texts, "Red"));
    CHECK(has(texts, "A lump, 2 May 2026. It is so since 2 May 2026."));  // dates written out
    CHECK(has(texts, "A lump: see above"));
    CHECK(has(texts, "A cough: It is so"));
    CHECK_INT((int64_t)sheet->fresh.lines.items[0].tier, TIER_AMBER);
    clinic_free(clinic);
}

TEST(sheet_keeps_an_alarm_that_the_record_no_longer_gives) {
    Clinic *clinic = clinic_of(guideline);
    const SheetAlarm alarms[] = {{.guideline = STR("g"),
                                  .finding = STR("f"),
                                  .about = STR(""),
                                  .tier = TIER_RED,
                                  .title = STR("A lump"),
                                  .says = STR("It was so."),
                                  .opened = STR("2026-05-03T10:00:00Z"),
                                  .until = STR("2026-05-04T10:00:00Z"),
                                  .over = true},
                                 {.guideline = STR("gone"),
                                  .finding = STR("x"),
                                  .about = STR(""),
                                  .tier = TIER_EMERGENCY,
                                  .title = STR("Of a guideline that is gone"),
                                  .says = STR("It was."),
                                  .opened = STR("2026-05-03T10:00:00Z"),
                                  .acknowledged = STR("2026-05-03T11:00:00Z"),
                                  .acknowledged_by = STR("Dr Who")}};
    const SheetNotes notes = {.alarms = alarms, .alarm_count = 2};
    clinic_review(clinic, SAYS("1", "one", "false"));
    const Sheet *sheet = sheet_of(clinic, layout, &notes);
    Str texts = sheet_texts(clinic->patient, sheet);
    if (CHECK(sheet->waits.count == 2))
        CHECK_INT((int64_t)sheet->waits.items[0].tier, TIER_EMERGENCY);
    CHECK(has(texts, "the record no longer gives it, nobody has closed it"));
    CHECK(has(texts, "Was to be done by Mon 4 May 2026, 10:00."));
    CHECK(has(texts, "Not acknowledged."));
    CHECK(has(texts, "Seen Sun 3 May 2026, 11:00, Dr Who."));
    // The same alarm once the record gives it stands once.
    clinic_review(clinic, SAYS("1", "one", "true"));
    sheet = sheet_of(clinic, layout, &notes);
    CHECK_INT((int64_t)sheet->waits.count, 2);
    clinic_free(clinic);
}

TEST(sheet_marks_what_rests_on_an_answer_given_here) {
    Clinic *clinic = clinic_of(guideline);
    const SheetAnswer answers[] = {
        {STR("Observation/2"), STR("2026-11-20T09:00:00Z"), STR("Dr Who")}};
    const SheetNotes notes = {.answers = answers, .answer_count = 1};
    clinic_review(clinic, SAYS("1", "one", "false") "," SAYS("2", "two", "true"));
    const Sheet *sheet = sheet_of(clinic, layout, &notes);
    CHECK_INT((int64_t)column_pieces(sheet, PIECE_ANSWERED), 1);
    CHECK(has(sheet_texts(clinic->patient, sheet), "answered here 20 Nov 2026, Dr Who"));
    CHECK(has(sheet_json(clinic->patient, sheet), "\"is\":\"answered\""));
    clinic_free(clinic);
}

TEST(sheet_shows_the_board_the_owner_and_decisions_not_done) {
    Clinic *clinic = clinic_of(guideline);
    const SheetDecision decisions[] = {{.day = STR("2026-10-01"),
                                        .decision = STR("MRI first"),
                                        .owner = STR("Dr Who"),
                                        .due = STR("2026-10-15"),
                                        .outdated = true}};
    const SheetNotes notes = {.name = STR("Ada Roe"),
                              .mrn = STR("VC-1"),
                              .board_day = STR("2026-11-26"),
                              .owner = STR("Dr Who"),
                              .decisions = decisions,
                              .decision_count = 1};
    clinic_review(clinic, "");
    Str texts = sheet_texts(clinic->patient, sheet_of(clinic, layout, &notes));
    CHECK(has(texts, "Ada Roe") && has(texts, "MRN VC-1"));
    CHECK(has(texts, "The board") && has(texts, "Thu 26 Nov 2026") && has(texts, "with Dr Who"));
    CHECK(has(texts, "Decided 1 Oct 2026: MRI first (Dr Who, by 15 Oct 2026) Not done."));
    clinic_free(clinic);
}

// ---- the course

#define EVENTS(id, rows) "/*\n@event: " id "\n@title: Events\n*/\ndefine \"E " id "\": " rows "\n"
#define EVENT(low, high, what)                                                                    \
    "Tuple { at: Interval[" low ", " high "], lane: 'l', what: '" what "', basis: {'Patient/p'} " \
    "}"

static Str bands_of(Clinic *clinic, const Sheet *sheet) {
    Buf text = {0};
    for (size_t i = 0; i < sheet->course.band_count; i++) {
        const SheetBand *band = &sheet->course.bands[i];
        const char kinds[] = "TSU";
        buf_printf(&text, "%s%c %.*s..%.*s", i > 0 ? "; " : "", kinds[band->kind],
                   STR_ARG(band->from), STR_ARG(band->to));
    }
    Str bands = arena_str(clinic->patient, buf_str(&text));
    buf_free(&text);
    return bands;
}

TEST(sheet_course_is_hatched_where_nothing_is_recorded) {
    static const char course_layout[] =
        "{\"sheet\": {\"course\": {\"treatment\": [\"g/t\"], \"status\": [\"g/s\"], \"marks\": "
        "[\"g/m\"]}, \"columns\": []}}";
    static const struct {
        const char *statuses, *bands;
    } rows[] = {
        // after the last record nothing is known
        {EVENT("@2025-03-01", "@2025-03-01", "gone"),
         "U 2025-01-01..2025-01-10; T 2025-01-10..2025-02-10; U 2025-02-10..2025-03-01; "
         "U 2025-03-01..2026-11-22"},
        // two that say the same: so it was in between
        {EVENT("@2025-03-01", "@2025-03-01", "gone") ", " EVENT("@2025-09-01", "@2025-09-01",
                                                                "gone"),
         "U 2025-01-01..2025-01-10; T 2025-01-10..2025-02-10; U 2025-02-10..2025-03-01; "
         "S 2025-03-01..2025-09-01; U 2025-09-01..2026-11-22"},
        // two that differ: nobody knows when it changed
        {EVENT("@2025-03-01", "@2025-03-01", "gone") ", " EVENT("@2025-09-01", "@2025-09-01",
                                                                "back"),
         "U 2025-01-01..2025-01-10; T 2025-01-10..2025-02-10; U 2025-02-10..2025-03-01; "
         "U 2025-03-01..2025-09-01; U 2025-09-01..2026-11-22"},
        // what lies after the instant is no course
        {EVENT("@2027-03-01", "@2027-03-01", "gone"),
         "U 2025-01-01..2025-01-10; T 2025-01-10..2025-02-10; U 2025-02-10..2026-11-22"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Str text =
            arena_printf(arena,
                         EVENTS("t", "{ " EVENT("@2025-01-10", "@2025-02-10", "line") " }")
                             EVENTS("m", "{ " EVENT("@2025-01-01", "@2025-01-01", "found") " }")
                                 EVENTS("s", "{ %s }") "%c",
                         rows[i].statuses, 0);
        Clinic *clinic = clinic_of(text.data);
        clinic_review(clinic, "");
        const Sheet *sheet = sheet_of(clinic, course_layout, NULL);
        CHECK_STR(bands_of(clinic, sheet), rows[i].bands);
        CHECK(sheet->heading.count > 0 && str_eq(sheet->heading.pieces[0].text, STR("found")));
        CHECK_INT((int64_t)pdf_pages(sheet_pdf(clinic->patient, sheet)), 1);
        clinic_free(clinic);
        arena_free(arena);
    }
}

// ---- the page

static Sheet long_sheet(Arena *arena, size_t lines, Str text) {
    Sheet sheet = {.person = {.name = text, .birth = STR("1990"), .age = STR("36")},
                   .board = text,
                   .as_of_text = STR("2026-11-22T00:00:00Z")};
    SheetLines many = {0};
    Err ignored;
    datetime_parse(STR("2026-11-22T00:00:00Z"), 0, &sheet.as_of, &ignored);
    for (size_t i = 0; i < lines; i++) {
        LineMaker line = line_maker(arena);
        line.tier = (Tier)(i % (TIER_NONE + 1));
        line_add(&line, (PieceKind)(i % (PIECE_ANSWERED + 1)), text);
        lines_add(&many, arena, line_made(&line));
    }
    if (lines > 0) sheet.heading = sheet.looked = many.items[0];
    sheet.facts = sheet.waits = sheet.foot = many;
    sheet.foot.count = lines > 2 ? 2 : lines;
    sheet.columns = ARENA_ARRAY(arena, SheetColumn, 4);
    sheet.column_count = 4;
    for (size_t i = 0; i < 4; i++) sheet.columns[i] = (SheetColumn){text, many};
    sheet.discussion = sheet.fresh = sheet.options = (SheetColumn){text, many};
    sheet.questions = lines / 2;
    return sheet;
}

TEST(sheet_is_one_page_whatever_it_holds) {
    static const Str texts[] = {
        {"x", 1},
        {"a text of some words that has to be wrapped in a narrow column of the page", 75},
        {"עדה לביא-כהן מירושלים", 39},
        {"Verylongwordwithoutanyblanksthatcannotbewrappedatablankandgoesonandonandon", 73},
        {"2\xe2\x80\xae"
         "txt.exe <b>&amp;</b> %s %n \x01\x1b[31m \xff\xfe",
         38},
    };
    static const size_t counts[] = {0, 3, 40};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
            Arena *arena = arena_new();
            Sheet sheet = long_sheet(arena, counts[k], texts[i]);
            Str pdf = sheet_pdf(arena, &sheet);
            CHECK_ROW(pdf_pages(pdf) == 1, "text %zu, %zu lines: %zu pages", i, counts[k],
                      pdf_pages(pdf));
            if (i == 0) CHECK(str_eq(pdf, sheet_pdf(arena, &sheet)));
            arena_free(arena);
        }
    }
}

// The number in "and N more" that follows `from`.
static size_t more_after(Str texts, const char *from) {
    const char *at = memmem(texts.data, texts.len, from, strlen(from));
    if (at == NULL) return 0;
    Str rest = {at, texts.len - (size_t)(at - texts.data)};
    const char *more = memmem(rest.data, rest.len, "\nand ", 5);
    size_t number = 0;
    for (more = more == NULL ? "" : more + 5; *more >= '0' && *more <= '9'; more++)
        number = number * 10 + (size_t)(*more - '0');
    return number;
}

TEST(sheet_says_how_much_was_cut) {
    Arena *arena = arena_new();
    Sheet sheet = long_sheet(arena, 0, STR("T"));
    const size_t total = 90;
    SheetLines many = {0};
    for (size_t i = 0; i < total; i++) {
        LineMaker line = line_maker(arena);
        line_printf(&line, PIECE_PLAIN, "line %zu.", i + 1);
        lines_add(&many, arena, line_made(&line));
    }
    sheet.columns[1] = (SheetColumn){STR("The column"), many};
    Str texts = sheet_texts(arena, &sheet);
    size_t shown = times(texts, "line ");
    CHECK(shown > 5 && shown < total);
    CHECK_INT((int64_t)more_after(texts, "The column"), (int64_t)(total - shown));
    // Of questions and options too.
    sheet.columns[1].lines = (SheetLines){0};
    sheet.discussion = (SheetColumn){STR("Questions"), many};
    sheet.questions = total;
    texts = sheet_texts(arena, &sheet);
    shown = times(texts, "line ");
    CHECK(shown > 3 && shown < total);
    CHECK_INT((int64_t)more_after(texts, "Questions"), (int64_t)(total - shown));
    arena_free(arena);
}

TEST(sheet_shrinks_a_long_name_rather_than_cut_it) {
    Arena *arena = arena_new();
    Sheet sheet = long_sheet(arena, 0, STR("T"));
    sheet.person.name = STR("Maximiliane Philippa Freifrau von Hohenstein zu Wallersbach");
    CHECK(!has(sheet_texts(arena, &sheet), "…"));
    sheet.person.name = STR("Ada");
    CHECK(has(sheet_texts(arena, &sheet), "Ada\n"));
    arena_free(arena);
}

TEST(sheet_turns_nothing_around_it_by_text_that_runs_the_other_way) {
    Arena *arena = arena_new();
    LineMaker line = line_maker(arena);
    line_add(&line, PIECE_PLAIN, STR("\xe2\x80\xaegpj.exe\xe2\x81\xa6 \x1b[2J"));
    SheetLine made = line_made(&line);
    CHECK_STR(made.pieces[0].text, "\xef\xbf\xbdgpj.exe\xef\xbf\xbd \xef\xbf\xbd[2J");
    arena_free(arena);
}
