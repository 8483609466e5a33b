// calendar: lines as RFC 5545 wants them, general words, days of windows.

#include "page/calendar.h"

#include "finding/finding_fixture.h"

// ---- lines

TEST(calendar_folds_at_75_octets_between_characters) {
    static const size_t lengths[] = {0, 1, 74, 75, 76, 149, 150, 151, 400};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        for (int wide = 0; wide < 2; wide++) {
            Buf line = {0};
            Buf out = {0};
            while (line.len < lengths[i]) buf_add(&line, wide ? STR("€") : STR("a"));
            calendar_fold(&out, buf_str(&line));
            Buf back = {0};
            size_t width = 0;
            for (size_t k = 0; k + 1 < out.len; k++) {
                bool end = out.data[k] == '\r' && out.data[k + 1] == '\n';
                if (!end) width++;
                if (!end) buf_add_char(&back, out.data[k]);
                CHECK(width <= 75);
                if (!end) continue;
                width = 0;
                k++;
                if (k + 1 >= out.len) continue;
                CHECK(out.data[k + 1] == ' ');
                CHECK(k + 2 < out.len && ((unsigned char)out.data[k + 2] & 0xc0U) != 0x80U);
                width = 1;
                k++;
            }
            CHECK(str_eq(buf_str(&back), buf_str(&line)));
            buf_free(&back);
            buf_free(&out);
            buf_free(&line);
        }
    }
}

TEST(calendar_escapes_what_ends_a_value) {
    Buf out = {0};
    calendar_escape(&out, STR("a;b,c\\d\nEND:VEVENT\r\x01\x7f e"));
    CHECK_STR(buf_str(&out), "a\\;b\\,c\\\\d\\nEND:VEVENT e");
    buf_free(&out);
}

// ---- entries

#define DUE_ITEM(id, rows)                                                                        \
    "/*\n@input: one-" id "\n@ask: One?\n*/\ndefine \"Is " id "\": exists [Observation]\n"        \
    "/*\n@due: " id "\n@title: MRI of the osteosarcoma\n*/\ndefine \"D " id "\": if not \"Is " id \
    "\" then " rows " else null\n"
#define WINDOW(window, done) "{ Tuple { window: " window ", done: " done " as Date } }"

static Str calendar_of(Clinic *clinic, const char *day, const char *layout, const char *key) {
    Json json;
    datetime_parse(str_from(day), 0, &clinic->options.as_of, &clinic->err);
    clinic->options.as_of.precision = PRECISION_MILLISECOND;
    clinic_review(clinic, "");
    bool read =
        json_read(str_from(layout), NULL, &json_limits, clinic->patient, &json, &clinic->err);
    CHECK(read);
    const CalendarSource source = {.as_of = clinic->options.as_of,
                                   .key = str_from(key),
                                   .layout = &json,
                                   .findings = clinic->findings,
                                   .count = clinic->count};
    Buf out = {0};
    calendar_write(&out, &source, clinic->patient);
    Str text = arena_str(clinic->patient, buf_str(&out));
    buf_free(&out);
    return text;
}

static Str value_of(Clinic *clinic, Str calendar, const char *name) {
    Str wanted = arena_printf(clinic->patient, "\r\n%s:", name);
    const char *at = memmem(calendar.data, calendar.len, wanted.data, wanted.len);
    if (at == NULL) return STR_NONE;
    at += wanted.len;
    const char *end = memchr(at, '\r', (size_t)(calendar.data + calendar.len - at));
    return arena_str(clinic->patient, (Str){at, (size_t)(end - at)});
}

static const char words[] =
    "{\"calendar\": {\"words\": [{\"due\": \"g/d\", \"word\": \"Image\"}]}}";

TEST(calendar_holds_general_words_and_whole_days) {
    Clinic *clinic = clinic_of(DUE_ITEM("d", WINDOW("Interval[@2026-12-10, @2026-12-20]", "null")));
    Str text = calendar_of(clinic, "2026-11-22T09:40:00Z", words, "k1");
    CHECK_STR(value_of(clinic, text, "SUMMARY"), "Image");
    CHECK_STR(value_of(clinic, text, "DTSTART;VALUE=DATE"), "20261210");
    CHECK_STR(value_of(clinic, text, "DTEND;VALUE=DATE"), "20261221");  // the day after
    CHECK_STR(value_of(clinic, text, "DTSTAMP"), "20261122T094000Z");
    CHECK(!has(text, "MRI") && !has(text, "osteosarcoma") && !has(text, "k1"));
    CHECK(!has(text, "DESCRIPTION"));
    for (size_t i = 0; i < text.len; i++)
        CHECK(text.data[i] != '\n' || (i > 0 && text.data[i - 1] == '\r'));
    // What has no word of its own has one that says nothing.
    Str plain = calendar_of(clinic, "2026-11-22", "{}", "k1");
    CHECK_STR(value_of(clinic, plain, "SUMMARY"), "Appointment");
    clinic_free(clinic);
}

TEST(calendar_entries_keep_their_id_and_rise_in_sequence) {
    Clinic *clinic = clinic_of(DUE_ITEM("d", WINDOW("Interval[@2026-12-10, @2026-12-20]", "null")));
    Str today = calendar_of(clinic, "2026-11-22", words, "k1");
    Str id = arena_str(clinic->arena, value_of(clinic, today, "UID"));
    Str sequence = arena_str(clinic->arena, value_of(clinic, today, "SEQUENCE"));
    Str later = calendar_of(clinic, "2026-11-23", words, "k1");
    CHECK(id.len > 20);
    CHECK(str_eq(value_of(clinic, later, "UID"), id));
    CHECK(str_compare(value_of(clinic, later, "SEQUENCE"), sequence) > 0);
    Str other = calendar_of(clinic, "2026-11-22", words, "k2");
    CHECK(!str_eq(value_of(clinic, other, "UID"), id));
    Str again = calendar_of(clinic, "2026-11-22", words, "k1");
    CHECK(str_eq(again, calendar_of(clinic, "2026-11-22", words, "k1")));
    clinic_free(clinic);
}

TEST(calendar_days_of_windows) {
    static const struct {
        const char *rows, *start, *end;  // start "": no entry
    } rows[] = {
        {WINDOW("Interval[@2026-10-01, @2026-11-01]", "null"), "20261122", "20261123"},  // overdue
        {WINDOW("Interval[@2026-10-01, @2026-12-01]", "null"), "20261001", "20261202"},
        {WINDOW("Interval[@2026-12, @2027-02]", "null"), "20261201", "20270301"},
        {WINDOW("Interval[@2026-12-10, null]", "null"), "20261210", "20261211"},
        {WINDOW("Interval[@2026-12-10, @2026-12-10]", "@2026-11-20"), "", ""},  // done
        {"null as List<Tuple { window Interval<Date>, done Date }>", "", ""},   // not known
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Arena *arena = arena_new();
        Str item = arena_printf(arena, DUE_ITEM("d", "%s") "%c", rows[i].rows, 0);
        Clinic *clinic = clinic_of(item.data);
        Str text = calendar_of(clinic, "2026-11-22", words, "k1");
        CHECK_STR(value_of(clinic, text, "DTSTART;VALUE=DATE"), rows[i].start);
        CHECK_STR(value_of(clinic, text, "DTEND;VALUE=DATE"), rows[i].end);
        CHECK(has(text, "BEGIN:VCALENDAR\r\n") && has(text, "END:VCALENDAR\r\n"));
        clinic_free(clinic);
        arena_free(arena);
    }
}
