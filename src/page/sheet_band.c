// The course as a band with an axis below it: filled while treated, plain where a status is on
// record, hatched where nothing is.

#include "page/sheet_ink.h"

enum { BAND_HEIGHT = 12, AXIS = 22, LABELS = 27, LABELS_MOST = 64 };

typedef struct {
    Paper *paper;
    const SheetCourse *course;
    double x, y, width;
    double start, days;
} Strip;

static double day_of(Str iso) {
    int64_t day = 0;
    iso_day(iso, false, &day);
    return (double)day;
}

static double place_of(const Strip *strip, Str iso) {
    return strip->x + (day_of(iso) - strip->start) / strip->days * strip->width;
}

static SheetLine line_of(SheetPiece *piece, Tier tier) {
    return (SheetLine){tier, piece, 1};
}

// What does not fit into its part of the band is left out: the axis says the days.
static void put_band_text(const Strip *strip, const SheetBand *band, double from, double to) {
    enum { LEAST = 34 };
    InkStyle style = {.size = 0.76, .color = INK_BLACK, .rows = 1};
    if (to - from < LEAST) return;
    SheetPiece piece = {band->text, PIECE_PLAIN};
    SheetLine line = line_of(&piece, TIER_NONE);
    double width = paper_width(strip->paper, &line, &style);
    double room = to - from - 6;
    if (room < width && room < 90) return;
    double row = paper_row(strip->paper, &style);
    double y = strip->y + (BAND_HEIGHT - row) / 2;
    if (band->kind == BAND_UNKNOWN)
        paper_box(strip->paper, INK_WHITE, from + 2, y, (width < room ? width : room) + 2, row);
    paper_put(strip->paper, &line, &style, from + 3, y, room);
}

static void put_band(const Strip *strip, const SheetBand *band) {
    double from = place_of(strip, band->from);
    double to = place_of(strip, band->to);
    if (to - from < 1.5) to = from + 1.5;
    if (band->kind == BAND_TREATMENT)
        paper_box(strip->paper, INK_BAND, from, strip->y, to - from, BAND_HEIGHT);
    if (band->kind == BAND_UNKNOWN)
        paper_hatch(strip->paper, from, strip->y, to - from, BAND_HEIGHT);
    paper_frame(strip->paper, INK_STRONG_LINE, 0.5, (Box){from, strip->y, to - from, BAND_HEIGHT});
    put_band_text(strip, band, from, to);
}

// ---- the labels of the axis: those that do not run into another

typedef struct {
    double from, to;
} Span;

typedef struct {
    Span spans[LABELS_MOST];
    size_t count;
} Taken;

static bool is_free(const Taken *taken, Span span) {
    for (size_t i = 0; i < taken->count; i++) {
        if (span.from < taken->spans[i].to + 8 && span.to > taken->spans[i].from - 8) return false;
    }
    return taken->count < LABELS_MOST;
}

// A day with its text at its place, or ending at the right end; without a text that of the data.
static void put_label(const Strip *strip, Str iso, Str text, Tier tier, Taken *taken) {
    enum { WIDEST = 190 };
    Paper *paper = strip->paper;
    InkStyle style = {
        .size = 0.76, .color = tier_color(tier), .rows = 1, .bold = tier != TIER_NONE};
    Str day = day_text(paper->arena, iso);
    LineMaker line = line_maker(paper->arena);
    line_printf(&line, PIECE_PLAIN, "%s%.*s ", text.len == 0 ? "data as of " : "", STR_ARG(day));
    line_add(&line, PIECE_PLAIN, text);
    SheetLine made = line_made(&line);
    double width = paper_width(paper, &made, &style) + 1;
    if (width > WIDEST) width = WIDEST;
    double at = place_of(strip, iso);
    double end = strip->x + strip->width;
    double from = at + width > end ? end - width : at;
    // Against the right end it may start before its mark, but not far from it.
    Span span = {from, from + width};
    if (!is_free(taken, span)) return;
    taken->spans[taken->count++] = span;
    paper_put(paper, &made, &style, from, strip->y + LABELS, width);
}

// The urgent first, then the newest: of two that stand too close the first is written.
static void put_marks(const Strip *strip, Taken *taken) {
    const SheetCourse *course = strip->course;
    for (size_t i = 0; i < course->mark_count; i++) {
        const SheetMark *mark = &course->marks[i];
        double at = place_of(strip, mark->at);
        paper_upright(strip->paper, INK_BLACK, 0.8, at, strip->y + AXIS - 3, 6);
        if (mark->tier == TIER_NONE) continue;
        paper_upright(strip->paper, tier_color(mark->tier), 4, at, strip->y - 3, BAND_HEIGHT + 6);
        put_label(strip, mark->at, mark->text, mark->tier, taken);
    }
    for (size_t i = course->mark_count; i > 0; i--) {
        const SheetMark *mark = &course->marks[i - 1];
        if (mark->tier == TIER_NONE) put_label(strip, mark->at, mark->text, TIER_NONE, taken);
    }
    put_label(strip, course->to, STR_NONE, TIER_NONE, taken);
}

static void put_ends(const Strip *strip, Taken *taken) {
    for (size_t i = 0; i < strip->course->band_count; i++) {
        const SheetBand *band = &strip->course->bands[i];
        if (band->kind != BAND_TREATMENT) continue;
        const Str ends[] = {band->to, band->from};
        for (size_t k = 0; k < 2; k++) {
            paper_upright(strip->paper, INK_BLACK, 0.8, place_of(strip, ends[k]),
                          strip->y + AXIS - 3, 6);
            put_label(strip, ends[k], k == 0 ? STR("end") : STR("start"), TIER_NONE, taken);
        }
    }
}

double paper_course(Paper *paper, const SheetCourse *course, double x, double y, double width) {
    Strip strip = {paper, course, x, y + 4, width, day_of(course->from), 1};
    InkStyle style = {.size = 0.76, .color = INK_BLACK};
    double height = 4 + LABELS + paper_row(paper, &style);
    if (course->from.len == 0) {
        SheetPiece piece = {STR("The course is not known: nothing that is dated is on record"),
                            PIECE_UNKNOWN};
        SheetLine line = line_of(&piece, TIER_NONE);
        return paper_put(paper, &line, &style, x, y, width);
    }
    if (!paper->draws) return height;
    strip.days = day_of(course->to) - strip.start;
    for (size_t i = 0; i < course->band_count; i++) put_band(&strip, &course->bands[i]);
    paper_rule(paper, INK_STRONG_LINE, 0.6, x, strip.y + AXIS, width);
    Taken taken = {0};
    put_marks(&strip, &taken);
    put_ends(&strip, &taken);
    return height;
}
