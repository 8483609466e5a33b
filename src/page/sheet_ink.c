#include "page/sheet_ink.h"

#include <stdio.h>

// ---- colours

static const double colors[][3] = {
    [INK_BLACK] = {0.082, 0.125, 0.169},       [INK_SOFT] = {0.255, 0.302, 0.345},
    [INK_FAINT] = {0.353, 0.400, 0.443},       [INK_LINE] = {0.769, 0.796, 0.816},
    [INK_STRONG_LINE] = {0.478, 0.529, 0.569}, [INK_HATCH] = {0.827, 0.847, 0.863},
    [INK_BAND] = {0.663, 0.725, 0.769},        [INK_ALERT] = {0.639, 0.125, 0.102},
    [INK_EMERGENCY] = {0.596, 0.059, 0.122},   [INK_WARN] = {0.443, 0.278, 0.0},
    [INK_UNKNOWN] = {0.263, 0.302, 0.337},     [INK_WHITE] = {1, 1, 1}};

void paper_color(Paper *paper, InkColor color) {
    cairo_set_source_rgb(paper->cr, colors[color][0], colors[color][1], colors[color][2]);
}

InkColor tier_color(Tier tier) {
    switch (tier) {
    case TIER_EMERGENCY:
        return INK_EMERGENCY;
    case TIER_RED:
        return INK_ALERT;
    case TIER_AMBER:
        return INK_WARN;
    case TIER_UNKNOWN:
        return INK_UNKNOWN;
    default:
        return INK_BLACK;
    }
}

const char *tier_word(Tier tier) {
    static const char *const words[] = {
        [TIER_EMERGENCY] = "Emergency", [TIER_RED] = "Red",     [TIER_AMBER] = "Amber",
        [TIER_UNKNOWN] = "Not known",   [TIER_GREEN] = "Green", [TIER_NONE] = ""};
    return words[tier];
}

// ---- lines and boxes

void paper_rule(Paper *paper, InkColor color, double thick, double x, double y, double width) {
    paper_box(paper, color, x, y - thick / 2, width, thick);
}

void paper_upright(Paper *paper, InkColor color, double thick, double x, double y, double height) {
    paper_box(paper, color, x - thick / 2, y, thick, height);
}

void paper_box(Paper *paper, InkColor color, double x, double y, double width, double height) {
    if (!paper->draws) return;
    paper_color(paper, color);
    cairo_rectangle(paper->cr, x, y, width, height);
    cairo_fill(paper->cr);
}

void paper_frame(Paper *paper, InkColor color, double thick, Box box) {
    if (!paper->draws) return;
    paper_color(paper, color);
    cairo_set_line_width(paper->cr, thick);
    cairo_rectangle(paper->cr, box.x, box.y, box.width, box.height);
    cairo_stroke(paper->cr);
}

void paper_hatch(Paper *paper, double x, double y, double width, double height) {
    enum { STEP = 5 };
    if (!paper->draws || width <= 0) return;
    cairo_save(paper->cr);
    cairo_rectangle(paper->cr, x, y, width, height);
    cairo_clip(paper->cr);
    paper_color(paper, INK_HATCH);
    cairo_set_line_width(paper->cr, 1.3);
    for (int i = 0; i * STEP < (int)(width + height) + STEP; i++) {
        cairo_move_to(paper->cr, x + i * STEP - height, y + height);
        cairo_line_to(paper->cr, x + i * STEP, y);
    }
    cairo_stroke(paper->cr);
    cairo_restore(paper->cr);
}

// ---- shapes: on a field of 16 by 16

static void polygon(cairo_t *cr, const double (*points)[2], size_t count) {
    cairo_new_path(cr);
    for (size_t i = 0; i < count; i++) cairo_line_to(cr, points[i][0], points[i][1]);
    cairo_close_path(cr);
    cairo_fill(cr);
}

static void draw_exclamation(Paper *paper, InkColor color, double top, double dot) {
    static const double head[][2] = {{6.9, 0}, {9.1, 0}, {8.75, 5.2}, {7.25, 5.2}};
    cairo_t *cr = paper->cr;
    paper_color(paper, color);
    cairo_save(cr);
    cairo_translate(cr, 0, top);
    polygon(cr, head, 4);
    cairo_restore(cr);
    cairo_new_path(cr);
    cairo_arc(cr, 8, dot, 1.1, 0, 6.2832);
    cairo_fill(cr);
}

static void draw_tick(Paper *paper) {
    cairo_t *cr = paper->cr;
    paper_color(paper, INK_WHITE);
    cairo_set_line_width(cr, 1.8);
    cairo_move_to(cr, 4.6, 8.3);
    cairo_line_to(cr, 7, 10.7);
    cairo_line_to(cr, 11.6, 5.5);
    cairo_stroke(cr);
}

static void draw_question(Paper *paper) {
    static const double dashes[] = {2.6, 1.7};
    cairo_t *cr = paper->cr;
    cairo_set_line_width(cr, 1.5);
    cairo_set_dash(cr, dashes, 2, 0);
    cairo_rectangle(cr, 1.2, 1.2, 13.6, 13.6);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    cairo_move_to(cr, 5.7, 6.2);
    cairo_curve_to(cr, 5.9, 3.4, 10.4, 3.4, 10.3, 6.2);
    cairo_curve_to(cr, 10.2, 8, 8, 7.8, 8, 9.8);
    cairo_stroke(cr);
    cairo_new_path(cr);
    cairo_arc(cr, 8, 11.9, 0.95, 0, 6.2832);
    cairo_fill(cr);
}

static void draw_shape(Paper *paper, Tier tier, InkColor inside) {
    static const double octagon[][2] = {{5, .6},    {11, .6},  {15.4, 5}, {15.4, 11},
                                        {11, 15.4}, {5, 15.4}, {.6, 11},  {.6, 5}};
    static const double triangle[][2] = {{8, .9}, {15.7, 14.8}, {.3, 14.8}};
    static const double diamond[][2] = {{8, .4}, {15.6, 8}, {8, 15.6}, {.4, 8}};
    switch (tier) {
    case TIER_EMERGENCY:
        polygon(paper->cr, octagon, 8);
        draw_exclamation(paper, inside, 3.4, 11.6);
        break;
    case TIER_RED:
        polygon(paper->cr, triangle, 3);
        draw_exclamation(paper, inside, 5, 12.3);
        break;
    case TIER_AMBER:
        polygon(paper->cr, diamond, 4);
        draw_exclamation(paper, inside, 3.6, 11.2);
        break;
    case TIER_UNKNOWN:
        draw_question(paper);
        break;
    default:
        cairo_new_path(paper->cr);
        cairo_arc(paper->cr, 8, 8, 7.3, 0, 6.2832);
        cairo_fill(paper->cr);
        draw_tick(paper);
    }
}

void paper_shape(Paper *paper, Tier tier, bool solid, double x, double y, double size) {
    if (!paper->draws || tier == TIER_NONE) return;
    cairo_save(paper->cr);
    cairo_translate(paper->cr, x, y);
    cairo_scale(paper->cr, size / 16, size / 16);
    paper_color(paper, solid ? INK_WHITE : tier_color(tier));
    draw_shape(paper, tier, solid ? tier_color(tier) : INK_WHITE);
    cairo_restore(paper->cr);
}

// ---- text

enum { HATCHES_MOST = 64, KEPT_MOST = 24 };

typedef struct {
    PangoLayout *layout;
    struct {
        int from, to;
    } hatches[HATCHES_MOST];
    size_t hatch_count;
    double indent;  // room for the shape of the tier
} Text;

static double style_size(const Paper *paper, const InkStyle *style) {
    return paper->size * (style->size > 0 ? style->size : 1);
}

static void add_attribute(PangoAttrList *list, PangoAttribute *attribute, size_t from, size_t to) {
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)to;
    pango_attr_list_insert(list, attribute);
}

static PangoAttribute *color_attribute(InkColor color) {
    enum { FULL = 65535 };
    return pango_attr_foreground_new((guint16)(colors[color][0] * FULL),
                                     (guint16)(colors[color][1] * FULL),
                                     (guint16)(colors[color][2] * FULL));
}

static bool is_ascii(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        if ((text.data[i] & 0x80) != 0) return false;
    }
    return true;
}

// NOLINTBEGIN(misc-misleading-bidirectional): they are meant
static const Str isolate = {"\xe2\x81\xa8", 3};  // U+2068, first strong isolate
static const Str pop = {"\xe2\x81\xa9", 3};      // U+2069, its end
// NOLINTEND(misc-misleading-bidirectional)

// Text that may run the other way must not turn what stands around it. `kept`: on one row.
static void add_text(Buf *out, Str text, bool kept) {
    bool apart = !is_ascii(text);
    if (apart) buf_add(out, isolate);
    for (size_t i = 0; kept && i < text.len; i++) {
        if (text.data[i] == ' ') buf_add(out, STR("\xc2\xa0"));
        if (text.data[i] != ' ') buf_add_char(out, text.data[i]);
    }
    if (!kept) buf_add(out, text);
    if (apart) buf_add(out, pop);
}

static void add_piece(Text *made, Buf *text, PangoAttrList *list, const SheetPiece *piece) {
    size_t from = text->len;
    bool hatched = piece->kind == PIECE_UNKNOWN;
    if (hatched) buf_add(text, STR("\xc2\xa0"));
    add_text(text, piece->text, hatched && piece->text.len < KEPT_MOST);
    if (hatched) buf_add(text, STR("\xc2\xa0"));
    size_t to = text->len;
    if (piece->kind == PIECE_STRONG)
        add_attribute(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, to);
    if (piece->kind == PIECE_QUIET || hatched)
        add_attribute(list, color_attribute(INK_SOFT), from, to);
    if (piece->kind == PIECE_ANSWERED) {
        add_attribute(list, pango_attr_style_new(PANGO_STYLE_ITALIC), from, to);
        add_attribute(list, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), from, to);
    }
    if (!hatched || made->hatch_count == HATCHES_MOST) return;
    made->hatches[made->hatch_count].from = (int)from;
    made->hatches[made->hatch_count].to = (int)to;
    made->hatch_count++;
}

static Text text_make(Paper *paper, const SheetLine *line, const InkStyle *style, double width) {
    Text made = {.layout = pango_layout_new(paper->pango)};
    Buf text = {0};
    PangoAttrList *list = pango_attr_list_new();
    double size = style_size(paper, style);
    for (size_t i = 0; i < line->count; i++) add_piece(&made, &text, list, &line->pieces[i]);
    PangoFontDescription *font = pango_font_description_from_string("DejaVu Sans");
    pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
    if (style->bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(made.layout, font);
    pango_layout_set_auto_dir(made.layout, FALSE);
    pango_layout_set_text(made.layout, text.len > 0 ? text.data : "", (int)text.len);
    pango_layout_set_attributes(made.layout, list);
    made.indent = line->tier == TIER_NONE ? 0 : size * 1.35;
    if (width > 0) {
        pango_layout_set_width(made.layout, (int)((width - made.indent) * PANGO_SCALE));
        pango_layout_set_wrap(made.layout, PANGO_WRAP_WORD_CHAR);
    }
    if (style->right) pango_layout_set_alignment(made.layout, PANGO_ALIGN_RIGHT);
    if (style->rows > 0 && width > 0) {
        pango_layout_set_height(made.layout, -(int)style->rows);
        pango_layout_set_ellipsize(made.layout, PANGO_ELLIPSIZE_END);
    }
    pango_font_description_free(font);
    pango_attr_list_unref(list);
    buf_free(&text);
    return made;
}

static double text_height(const Text *text) {
    PangoRectangle box;
    pango_layout_get_extents(text->layout, NULL, &box);
    return (double)box.height / PANGO_SCALE;
}

static void hatch_row(Paper *paper, const Text *text, PangoLayoutIter *iter, size_t which, double x,
                      double y) {
    PangoLayoutLine *row = pango_layout_iter_get_line_readonly(iter);
    PangoRectangle box;
    int *ranges;
    int count;
    pango_layout_iter_get_line_extents(iter, NULL, &box);
    int from = text->hatches[which].from;
    int to = text->hatches[which].to;
    if (to <= row->start_index || from >= row->start_index + row->length) return;
    pango_layout_line_get_x_ranges(row, from, to, &ranges, &count);
    for (size_t i = 0; i < (size_t)count; i++) {
        double left = (double)ranges[2 * i] / PANGO_SCALE;
        double right = (double)ranges[2 * i + 1] / PANGO_SCALE;
        double height = (double)box.height / PANGO_SCALE;
        paper_hatch(paper, x + left, y + (double)box.y / PANGO_SCALE + height * 0.06, right - left,
                    height * 0.9);
    }
    g_free(ranges);
}

static void hatch_text(Paper *paper, const Text *text, double x, double y) {
    if (text->hatch_count == 0) return;
    PangoLayoutIter *iter = pango_layout_get_iter(text->layout);
    do {
        for (size_t i = 0; i < text->hatch_count; i++) hatch_row(paper, text, iter, i, x, y);
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

static void tell_text(Paper *paper, const Text *text) {
    if (paper->texts == NULL) return;
    buf_add(paper->texts, str_from(pango_layout_get_text(text->layout)));
    if (pango_layout_is_ellipsized(text->layout)) buf_add(paper->texts, STR("…"));
    buf_add_char(paper->texts, '\n');
}

static void text_draw(Paper *paper, const Text *text, const SheetLine *line, const InkStyle *style,
                      double x, double y) {
    double size = style_size(paper, style);
    tell_text(paper, text);
    paper_shape(paper, line->tier, false, x, y + size * 0.1, size);
    hatch_text(paper, text, x + text->indent, y);
    cairo_tag_begin(paper->cr, style->tag != NULL ? style->tag : "P", NULL);
    paper_color(paper, style->color);
    cairo_move_to(paper->cr, x + text->indent, y);
    pango_cairo_show_layout(paper->cr, text->layout);
    cairo_tag_end(paper->cr, style->tag != NULL ? style->tag : "P");
}

double paper_put(Paper *paper, const SheetLine *line, const InkStyle *style, double x, double y,
                 double width) {
    Text text = text_make(paper, line, style, width);
    double height = text_height(&text);
    if (paper->draws) text_draw(paper, &text, line, style, x, y);
    g_object_unref(text.layout);
    return height;
}

double paper_measure(Paper *paper, const SheetLine *line, const InkStyle *style, double width) {
    Paper measure = *paper;
    measure.draws = false;
    return paper_put(&measure, line, style, 0, 0, width);
}

double paper_width(Paper *paper, const SheetLine *line, const InkStyle *style) {
    Text text = text_make(paper, line, style, 0);
    PangoRectangle box;
    pango_layout_get_extents(text.layout, NULL, &box);
    double width = (double)box.width / PANGO_SCALE + text.indent;
    g_object_unref(text.layout);
    return width;
}

double paper_text(Paper *paper, Str text, const InkStyle *style, double x, double y, double width) {
    SheetPiece piece = {text, PIECE_PLAIN};
    SheetLine line = {TIER_NONE, &piece, text.len > 0};
    return text.len == 0 ? 0 : paper_put(paper, &line, style, x, y, width);
}

double paper_row(Paper *paper, const InkStyle *style) {
    SheetPiece piece = {STR("X"), PIECE_PLAIN};
    SheetLine line = {TIER_NONE, &piece, 1};
    return paper_measure(paper, &line, style, 100);
}
