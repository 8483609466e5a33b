// sheet_ink: text, hatching and the shapes of tiers on paper, in points (1/72 inch).
//
// An Ink that does not draw only measures: the same code says how high something is and puts it
// there. Nobody outside page/sheet*.c includes it.

#ifndef PAGE_SHEET_INK_H
#define PAGE_SHEET_INK_H

#include <pango/pangocairo.h>

#include "page/sheet_internal.h"

typedef enum {
    INK_BLACK,
    INK_SOFT,
    INK_FAINT,
    INK_LINE,
    INK_STRONG_LINE,
    INK_HATCH,
    INK_BAND,
    INK_ALERT,
    INK_EMERGENCY,
    INK_WARN,
    INK_UNKNOWN,
    INK_WHITE
} InkColor;

typedef struct {
    cairo_t *cr;
    PangoContext *pango;
    Arena *arena;
    double size;  // of the text of the page
    bool draws;
    Buf *texts;  // hears of every text that is drawn; NULL
} Paper;

typedef struct {
    double size;  // as a part of Paper.size; 0: 1
    InkColor color;
    bool bold;        // all of it
    unsigned rows;    // at most so many, the last with "…"; 0: all
    bool right;       // against the right end
    const char *tag;  // of the structure of the PDF; NULL: "P"
} InkStyle;

// How high the line is in this width.
double paper_measure(Paper *paper, const SheetLine *line, const InkStyle *style, double width);
// How wide it is on one row.
double paper_width(Paper *paper, const SheetLine *line, const InkStyle *style);
// Puts it with its top left at x, y (when the paper draws); its height.
double paper_put(Paper *paper, const SheetLine *line, const InkStyle *style, double x, double y,
                 double width);
// The same of one text.
double paper_text(Paper *paper, Str text, const InkStyle *style, double x, double y, double width);
double paper_row(Paper *paper, const InkStyle *style);  // height of a row

void paper_color(Paper *paper, InkColor color);
InkColor tier_color(Tier tier);
const char *tier_word(Tier tier);
// `solid`: white, for a field of its colour.
void paper_shape(Paper *paper, Tier tier, bool solid, double x, double y, double size);
void paper_rule(Paper *paper, InkColor color, double thick, double x, double y, double width);
void paper_upright(Paper *paper, InkColor color, double thick, double x, double y, double height);
void paper_box(Paper *paper, InkColor color, double x, double y, double width, double height);
typedef struct {
    double x, y, width, height;
} Box;
void paper_frame(Paper *paper, InkColor color, double thick, Box box);
void paper_hatch(Paper *paper, double x, double y, double width, double height);

// ---- sheet_flow.c: what fits
typedef struct {
    const SheetLines *lines;
    size_t from, to;  // of them
    InkStyle style;
    double gap;  // between two lines
    bool numbered;
    const char *more;  // "more questions"; NULL: "more"
} Flow;

// Puts lines one below the other until `height` is full (negative: no end) and says how many more
// there are; the height used.
double paper_flow(Paper *paper, const Flow *flow, double x, double y, double width, double height);
// Lines one after the other in one paragraph, with " · " between, in at most `rows` rows.
double paper_paragraph(Paper *paper, const SheetLines *lines, const InkStyle *style, double x,
                       double y, double width);
// Lines beside each other, each whole, in at most `rows` rows of style.
double paper_chips(Paper *paper, const SheetLines *lines, const InkStyle *style, double x, double y,
                   double width);

// ---- sheet_band.c
double paper_course(Paper *paper, const SheetCourse *course, double x, double y, double width);

#endif
