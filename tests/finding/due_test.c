// due: before, on and after the days of a window, and what is done in it or outside it.

#include "finding/review.h"

#include "finding_fixture.h"

#define DUE(rows)                                                                \
    "/*\n@input: one\n@ask: One?\n*/\ndefine \"Is One\": exists [Observation]\n" \
    "/*\n@due: d\n@title: An image\n*/\ndefine \"D\": if not \"Is One\" then " rows " else null\n"
#define WINDOW(window, done) "{ Tuple { window: " window ", done: " done " as Date } }"

// "yes, overdue 3" as of a day.
static Str state_on(Clinic *clinic, const char *day) {
    datetime_parse(str_from(day), 0, &clinic->options.as_of, &clinic->err);
    clinic->options.as_of.precision = PRECISION_MILLISECOND;
    clinic_review(clinic, "");
    const Finding *finding = clinic_find(clinic, "d");
    Buf text = {0};
    buf_printf(&text, "%s", holds_name(finding->holds));
    for (size_t i = 0; i < finding->due_count; i++) {
        const DueWindow *due = &finding->due[i];
        buf_printf(&text, "; %.*s..%.*s", STR_ARG(due->low), STR_ARG(due->high));
        if (due->done.len > 0) buf_printf(&text, " done %.*s", STR_ARG(due->done));
        if (due->is_due) buf_add(&text, STR(" now"));
        if (due->overdue_days > 0) buf_printf(&text, " overdue %d", (int)due->overdue_days);
    }
    Str state = arena_str(clinic->patient, buf_str(&text));
    buf_free(&text);
    return state;
}

TEST(due_days_of_a_window) {
    Clinic *clinic = clinic_of(DUE(WINDOW("Interval[@2026-03-10, @2026-03-20]", "null")));
    CHECK_STR(state_on(clinic, "2026-03-09"), "no; 2026-03-10..2026-03-20");
    CHECK_STR(state_on(clinic, "2026-03-09T23:59:59.999"), "no; 2026-03-10..2026-03-20");
    CHECK_STR(state_on(clinic, "2026-03-10"), "yes; 2026-03-10..2026-03-20 now");
    CHECK_STR(state_on(clinic, "2026-03-20T23:59:59.999"), "yes; 2026-03-10..2026-03-20 now");
    CHECK_STR(state_on(clinic, "2026-03-21"), "yes; 2026-03-10..2026-03-20 overdue 1");
    CHECK_STR(state_on(clinic, "2027-03-21"), "yes; 2026-03-10..2026-03-20 overdue 366");
    // the day on the wall where the review is done
    CHECK_STR(state_on(clinic, "2026-03-21T00:30:00+02:00"),
              "yes; 2026-03-10..2026-03-20 overdue 1");
    clinic_free(clinic);
}

TEST(due_forms_of_a_window) {
    const struct {
        const char *rows, *day, *state;
    } rows[] = {
        {DUE(WINDOW("Interval[@2026-03-10, @2026-03-20]", "@2026-03-12")), "2026-04-01",
         "no; 2026-03-10..2026-03-20 done 2026-03-12"},
        {DUE(WINDOW("Interval[@2026-03-10, @2026-03-20]", "@2026-03")), "2026-04-01",
         "no; 2026-03-10..2026-03-20 done 2026-03"},
        {DUE(WINDOW("null as Interval<Date>", "@2026-01-01")), "2026-04-01",
         "no; .. done 2026-01-01"},
        {DUE(WINDOW("Interval(@2026-03-10, @2026-03-20)", "null")), "2026-03-10",
         "no; 2026-03-11..2026-03-19"},
        {DUE(WINDOW("Interval(@2026-03-10, @2026-03-20)", "null")), "2026-03-20",
         "yes; 2026-03-11..2026-03-19 overdue 1"},
        {DUE(WINDOW("Interval[@2026-03, @2026-04]", "null")), "2026-03-01",
         "yes; 2026-03..2026-04 now"},
        {DUE(WINDOW("Interval[@2026-03, @2026-04]", "null")), "2026-04-30",
         "yes; 2026-03..2026-04 now"},
        {DUE(WINDOW("Interval[@2026-03, @2026-04]", "null")), "2026-05-01",
         "yes; 2026-03..2026-04 overdue 1"},
        {DUE(WINDOW("Interval[@2026-03-10, null]", "null")), "2030-01-01", "yes; 2026-03-10.. now"},
        {DUE("List<Tuple { window Interval<Date>, done Date }>{}"), "2026-04-01", "no"},
        {DUE("null as List<Tuple { window Interval<Date>, done Date }>"), "2026-04-01", "unknown"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Clinic *clinic = clinic_of(rows[i].rows);
        Str state = state_on(clinic, rows[i].day);
        CHECK_ROW(str_eq(state, str_from(rows[i].state)), "row %zu: got %.*s, want %s", i,
                  STR_ARG(state), rows[i].state);
        clinic_free(clinic);
    }
}
