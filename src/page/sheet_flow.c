// What fits, and how much more there is.

#include <stdio.h>

#include "page/sheet_ink.h"

// ---- one below the other

typedef struct {
    double x, y, width;
} Spot;

static SheetLine flow_line(const Flow *flow, size_t i) {
    return flow->lines->items[i];
}

static double number_width(const Paper *paper, const Flow *flow) {
    return flow->numbered ? paper->size * 1.9 : 0;
}

static double flow_height(Paper *paper, const Flow *flow, size_t i, double width) {
    SheetLine line = flow_line(flow, i);
    return paper_measure(paper, &line, &flow->style, width - number_width(paper, flow));
}

static void put_flow_line(Paper *paper, const Flow *flow, const InkStyle *style, size_t i,
                          Spot spot) {
    double number = number_width(paper, flow);
    SheetLine line = flow_line(flow, i);
    if (flow->numbered) {
        char text[16];
        snprintf(text, sizeof text, "%zu.", i - flow->from + 1);
        paper_text(paper, str_from(text), style, spot.x, spot.y, number);
    }
    paper_put(paper, &line, style, spot.x + number, spot.y, spot.width - number);
}

static double put_more(Paper *paper, const Flow *flow, size_t more, double x, double y,
                       double width) {
    char text[64];
    InkStyle style = {.size = flow->style.size, .color = INK_SOFT, .bold = true, .rows = 1};
    snprintf(text, sizeof text, "and %zu %s", more, flow->more != NULL ? flow->more : "more");
    return paper_text(paper, str_from(text), &style, x, y, width);
}

static double height_of_all(Paper *paper, const Flow *flow, double width) {
    double all = 0;
    for (size_t i = flow->from; i < flow->to; i++)
        all += flow_height(paper, flow, i, width) + (i > flow->from ? flow->gap : 0);
    return all;
}

// How many lines fit above a last row that says how many do not.
static size_t count_fitting(Paper *paper, const Flow *flow, double width, double height) {
    double room = height - flow->gap - paper_row(paper, &flow->style);
    double y = 0;
    for (size_t i = flow->from; i < flow->to; i++) {
        y += flow_height(paper, flow, i, width) + (i > flow->from ? flow->gap : 0);
        if (y > room) return i - flow->from;
    }
    return flow->to - flow->from;
}

// The first line does not fit whole: as many of its rows as do.
static double put_cut_line(Paper *paper, const Flow *flow, size_t i, Spot spot, double height) {
    InkStyle style = flow->style;
    double row = paper_row(paper, &style);
    if (row <= 0 || height < row) return 0;
    style.rows = (unsigned)(height / row);
    put_flow_line(paper, flow, &style, i, spot);
    return style.rows * row;
}

static double put_all(Paper *paper, const Flow *flow, size_t count, double x, double y,
                      double width) {
    double at = y;
    for (size_t i = flow->from; i < flow->from + count; i++) {
        if (i > flow->from) at += flow->gap;
        put_flow_line(paper, flow, &flow->style, i, (Spot){x, at, width});
        at += flow_height(paper, flow, i, width);
    }
    return at - y;
}

double paper_flow(Paper *paper, const Flow *flow, double x, double y, double width, double height) {
    size_t total = flow->to - flow->from;
    double all = height_of_all(paper, flow, width);
    bool whole = height < 0 || all <= height;
    if (whole && !paper->draws) return all;
    if (whole) return put_all(paper, flow, total, x, y, width);
    size_t fit = count_fitting(paper, flow, width, height);
    double at = y + put_all(paper, flow, fit, x, y, width);
    double row = paper_row(paper, &flow->style);
    double gap = fit > 0 ? flow->gap : 0;
    double left = y + height - at - gap - (total - fit > 1 ? row : 0);
    // Three rows of a long line say more than a number.
    if (left >= row * (fit == 0 ? 1 : 3)) {
        at += gap + put_cut_line(paper, flow, flow->from + fit, (Spot){x, at + gap, width}, left);
        fit++;
    }
    if (fit < total) at += put_more(paper, flow, total - fit, x, at, width);
    return at - y;
}

// ---- in one paragraph

static SheetLine joined(Paper *paper, const SheetLines *lines, size_t count) {
    LineMaker line = line_maker(paper->arena);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) line_add(&line, PIECE_PLAIN, STR(" · "));
        for (size_t k = 0; k < lines->items[i].count; k++) {
            SheetPiece piece = lines->items[i].pieces[k];
            bool last = k + 1 == lines->items[i].count && i + 1 < lines->count;
            if (last && str_ends(piece.text, STR("."))) piece.text.len--;
            line_add(&line, piece.kind, piece.text);
        }
    }
    if (count < lines->count)
        line_printf(&line, PIECE_STRONG, "%sand %zu more", count > 0 ? " · " : "",
                    lines->count - count);
    return line_made(&line);
}

// How many of the lines fit into that height, with the word for the others.
static size_t count_joined(Paper *paper, const SheetLines *lines, const InkStyle *style,
                           double width, double most) {
    InkStyle free = *style;
    free.rows = 0;
    size_t fit = 0;
    size_t over = lines->count + 1;
    while (over - fit > 1) {
        // All of them first: mostly that is the answer.
        size_t count = over == lines->count + 1 ? lines->count : fit + (over - fit) / 2;
        SheetLine line = joined(paper, lines, count);
        if (paper_measure(paper, &line, &free, width) <= most) {
            fit = count;
        } else {
            over = count;
        }
    }
    return fit;
}

double paper_paragraph(Paper *paper, const SheetLines *lines, const InkStyle *style, double x,
                       double y, double width) {
    double most = style->rows == 0 ? 0 : paper_row(paper, style) * (style->rows + 0.3);
    size_t count = lines->count;
    if (most > 0) count = count_joined(paper, lines, style, width, most);
    if (count == 0 && lines->count > 0) count = 1;  // cut within
    SheetLine line = joined(paper, lines, count);
    return paper_put(paper, &line, style, x, y, width);
}

// ---- beside each other

typedef struct {
    double x, y, row, gap;
    unsigned rows;
} ChipPlace;

// False: it would need one row more than there may be.
static bool place_chip(ChipPlace *place, double chip, double width, unsigned most) {
    if (place->x > 0 && place->x + chip > width) {
        if (most > 0 && place->rows == most) return false;
        place->x = 0;
        place->y += place->row + place->gap / 4;
        place->rows++;
    }
    return true;
}

static double chip_width(Paper *paper, const SheetLine *line, const InkStyle *style, double width) {
    double chip = paper_width(paper, line, style) + 0.5;
    return chip > width ? width : chip;
}

// Places `count` chips, and the word for the others; false when they do not fit.
static bool put_chips(Paper *paper, const SheetLines *lines, size_t count, const InkStyle *style,
                      Spot spot, double *height) {
    ChipPlace place = {.row = paper_row(paper, style), .gap = paper->size * 1.6, .rows = 1};
    InkStyle one = *style;
    one.rows = 1;
    for (size_t i = 0; i <= count; i++) {
        LineMaker more = line_maker(paper->arena);
        line_printf(&more, PIECE_STRONG, "and %zu more", lines->count - count);
        if (i == count && count == lines->count) break;
        SheetLine line = i < count ? lines->items[i] : line_made(&more);
        double chip = chip_width(paper, &line, style, spot.width);
        if (!place_chip(&place, chip, spot.width, style->rows)) return false;
        paper_put(paper, &line, &one, spot.x + place.x, spot.y + place.y, chip);
        place.x += chip + place.gap;
    }
    *height = place.y + place.row;
    return true;
}

double paper_chips(Paper *paper, const SheetLines *lines, const InkStyle *style, double x, double y,
                   double width) {
    Paper measure = *paper;
    Spot spot = {x, y, width};
    double height = 0;
    size_t count = lines->count;
    measure.draws = false;
    while (!put_chips(&measure, lines, count, style, spot, &height) && count > 0) count--;
    put_chips(paper, lines, count, style, spot, &height);
    return height;
}
