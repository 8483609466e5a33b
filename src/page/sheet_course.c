// The course in one line: lines of treatment, what was recorded of the disease, and in between what
// nobody recorded.
//
// Between two records that say the same, that is how it was. Between two that differ it changed at
// a day that nobody knows, and after the last record nothing is known: both are hatched.

#include <stdlib.h>

#include "finding/summary.h"
#include "page/sheet_internal.h"

enum { DAY_MS = 86400000, EVENTS_MOST = 200 };

typedef struct {
    int64_t from, to;  // days since year 1
    Str what;
    bool endless;  // no end is on record
} Stretch;

typedef struct {
    Stretch items[EVENTS_MOST];
    size_t count;
} Stretches;

typedef struct {
    const SheetSource *source;
    Arena *arena;
    int64_t start, end;  // end: the day of the instant
    Stretches *treatments, *statuses, *marks;
    SheetBand *bands;
    size_t band_count;
} Course;

static Str day_iso(Arena *arena, int64_t day) {
    DateTime date = {.local_ms = day * DAY_MS, .precision = PRECISION_DAY};
    Buf text = {0};
    date_write(&text, date);
    Str iso = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return iso;
}

// What lies after the instant is no course.
static void add_event(Course *course, Stretches *list, const EventEntry *event) {
    Stretch one = {.what = event->what};
    Str first = event->at_low.len > 0 ? event->at_low : event->at_high;
    if (list->count == EVENTS_MOST || !iso_day(first, false, &one.from)) return;
    one.endless = event->at_high.len == 0;
    if (one.endless || !iso_day(event->at_high, true, &one.to) || one.to > course->end)
        one.to = course->end;
    if (one.from > course->end || one.to < one.from) return;
    list->items[list->count++] = one;
}

static int by_start(const void *a, const void *b) {
    const Stretch *x = a;
    const Stretch *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return str_compare(x->what, y->what);
}

static Stretches *stretches_of(Course *course, const Json *layout, const char *part) {
    Stretches *list = ARENA_NEW(course->arena, Stretches);
    size_t count;
    const SheetEntry *names = layout_entries(layout_array(layout, part), course->arena, &count);
    for (size_t i = 0; i < course->source->count; i++) {
        const Finding *finding = &course->source->findings[i];
        if (!item_is_in(finding->item, names, count)) continue;
        for (size_t k = 0; k < finding->event_count; k++)
            add_event(course, list, &finding->events[k]);
    }
    if (list->count > 1) qsort(list->items, list->count, sizeof list->items[0], by_start);
    return list;
}

// ---- bands

static void add_band(Course *course, int64_t from, int64_t to, int kind, Str text) {
    if (to <= from) return;
    SheetBand *band = &course->bands[course->band_count++];
    *band = (SheetBand){.from = day_iso(course->arena, from), .to = day_iso(course->arena, to)};
    if (kind == BAND_TREATMENT) band->kind = BAND_TREATMENT;
    if (kind == BAND_STATUS) band->kind = BAND_STATUS;
    if (kind == BAND_UNKNOWN) band->kind = BAND_UNKNOWN;
    band->text = text;
}

static void add_status(Course *course, int64_t from, int64_t to, const Stretch *last) {
    Str day = day_text(course->arena, day_iso(course->arena, last->from));
    Str text =
        arena_printf(course->arena, "%.*s (recorded %.*s)", STR_ARG(last->what), STR_ARG(day));
    add_band(course, from, to, BAND_STATUS, text);
}

// Between two treatments, or after the last.
static void add_gap(Course *course, int64_t from, int64_t to) {
    const Stretch *run = NULL;  // the first and the last record that say the same
    const Stretch *last = NULL;
    int64_t known = from;
    for (size_t i = 0; i < course->statuses->count; i++) {
        const Stretch *status = &course->statuses->items[i];
        if (status->from < from || status->from > to) continue;
        if (run != NULL && !str_eq(run->what, status->what)) {
            add_status(course, run->from, last->from, last);
            known = last->from;
            run = NULL;
        }
        if (run == NULL) {
            add_band(course, known, status->from, BAND_UNKNOWN, STR("not known"));
            run = status;
        }
        last = status;
        known = status->from;
    }
    if (run != NULL) add_status(course, run->from, last->from, last);
    add_band(course, known, to, BAND_UNKNOWN, STR("not known"));
}

static void add_bands(Course *course) {
    size_t most = 2 * (course->treatments->count + course->statuses->count) + 2;
    course->bands = ARENA_ARRAY(course->arena, SheetBand, most);
    int64_t at = course->start;
    for (size_t i = 0; i < course->treatments->count; i++) {
        const Stretch *line = &course->treatments->items[i];
        int64_t from = line->from < at ? at : line->from;
        if (line->to <= from && line->from < at) continue;
        add_gap(course, at, from);
        // What began and ended on a day is still to be seen.
        int64_t to = line->to > from ? line->to : from + 1;
        Str text = line->endless
                       ? arena_printf(course->arena, "%.*s (no end on record)", STR_ARG(line->what))
                       : line->what;
        add_band(course, from, to, BAND_TREATMENT, text_with_days(course->arena, text));
        at = to;
    }
    if (at < course->end) add_gap(course, at, course->end);
}

// ---- marks

static void add_mark(SheetCourse *made, Arena *arena, int64_t day, Str text, Tier tier) {
    SheetMark *marks = ARENA_ARRAY(arena, SheetMark, made->mark_count + 1);
    if (made->mark_count > 0) memcpy(marks, made->marks, made->mark_count * sizeof *marks);
    marks[made->mark_count++] = (SheetMark){day_iso(arena, day), text, tier};
    made->marks = marks;
}

static void add_marks(Course *course, SheetCourse *made) {
    const Stretches *const lists[] = {course->marks, course->statuses};
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < lists[i]->count; k++) {
            const Stretch *one = &lists[i]->items[k];
            add_mark(made, course->arena, one->from, text_with_days(course->arena, one->what),
                     TIER_NONE);
        }
    }
}

// The most urgent row of the worklist, where its data are of a day.
static void add_alarm_mark(Course *course, SheetCourse *made) {
    static const char *const words[] = {[TIER_EMERGENCY] = "Emergency", [TIER_RED] = "Red"};
    Tier highest = TIER_AMBER;
    int64_t at = 0;
    for (size_t i = 0; i < course->source->count; i++) {
        const Finding *finding = &course->source->findings[i];
        Tier tier;
        Str first;
        Str last;
        int64_t day;
        if (!summary_is_row(finding, &tier) || tier >= highest || finding_overdue(finding) > 0)
            continue;
        finding_record_dates(finding, &first, &last);
        if (!iso_day(last, false, &day) || day < course->start || day > course->end) continue;
        highest = tier;
        at = day;
    }
    if (highest <= TIER_RED) add_mark(made, course->arena, at, str_from(words[highest]), highest);
}

static int by_day(const void *a, const void *b) {
    const SheetMark *x = a;
    const SheetMark *y = b;
    int order = str_compare(x->at, y->at);
    return order != 0 ? order : (int)y->tier - (int)x->tier;
}

static void sort_marks(Course *course, SheetCourse *made) {
    SheetMark *marks = arena_copy(course->arena, made->marks, made->mark_count, sizeof *marks);
    if (made->mark_count > 1) qsort(marks, made->mark_count, sizeof *marks, by_day);
    made->marks = marks;
}

static void find_start(Course *course) {
    const Stretches *const lists[] = {course->treatments, course->statuses, course->marks};
    course->start = course->end;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (lists[i]->count > 0 && lists[i]->items[0].from < course->start)
            course->start = lists[i]->items[0].from;
    }
}

SheetCourse sheet_course(const SheetSource *source, const Json *layout, Arena *arena) {
    SheetCourse made = {0};
    Course course = {.source = source, .arena = arena};
    course.end = datetime_low_ms(source->options->as_of) / DAY_MS;
    course.treatments = stretches_of(&course, layout, "treatment");
    course.statuses = stretches_of(&course, layout, "status");
    course.marks = stretches_of(&course, layout, "marks");
    find_start(&course);
    if (course.start >= course.end) return made;
    add_bands(&course);
    add_marks(&course, &made);
    add_alarm_mark(&course, &made);
    sort_marks(&course, &made);
    made.from = day_iso(arena, course.start);
    made.to = day_iso(arena, course.end);
    made.bands = course.bands;
    made.band_count = course.band_count;
    return made;
}
