// The sheet on paper. The head, what cannot wait, the course, freshness, the options and the foot
// take what they need; the columns share the rest. When that is too little the letters get a little
// smaller; when the smallest are still too large, every part is cut and says how much more there
// is.

#include <cairo/cairo-pdf.h>
#include <stdio.h>

#include "page/sheet_ink.h"

static const double page_width = 841.89, page_height = 595.276;
static const double margin_x = 28.35, margin_y = 25.5;
static const double text_width = 785.19;  // 277 mm
static const double mm = 2.83465;

typedef struct {
    Paper paper;
    const Sheet *sheet;
    unsigned option_rows;  // at most; 0: all
    bool tight;            // nothing else helped: every part is cut
} Page;

static unsigned rows_when(const Page *page, unsigned rows) {
    return page->tight ? rows : 0;
}

static SheetLine plain_line(SheetPiece *piece, Str text) {
    *piece = (SheetPiece){text, PIECE_PLAIN};
    return (SheetLine){TIER_NONE, piece, text.len > 0};
}

// ---- head

// A long name in smaller letters rather than cut.
static double put_name(Page *page, double x, double y, double width) {
    static const double sizes[] = {16, 13.5, 11.5, 10};
    enum { SIZES = sizeof sizes / sizeof sizes[0] };
    SheetPiece piece;
    const SheetPerson *person = &page->sheet->person;
    SheetLine line = plain_line(&piece, person->name.len > 0 ? person->name : STR("No name"));
    InkStyle style = {.color = INK_BLACK, .bold = true, .tag = "H1"};
    for (size_t i = 0; i < SIZES; i++) {
        style.size = sizes[i] / page->paper.size;
        double rows = sizes[i] > 12 ? 1.2 : 2.2;
        if (paper_measure(&page->paper, &line, &style, width) <
            rows * paper_row(&page->paper, &style))
            break;
        style.rows = i + 1 == SIZES ? 2 : 0;
    }
    return paper_put(&page->paper, &line, &style, x, y, width);
}

static double put_person(Page *page, double x, double y, double width) {
    Arena *arena = page->paper.arena;
    const SheetPerson *person = &page->sheet->person;
    LineMaker line = line_maker(arena);
    Str born = day_text(arena, person->birth);
    Str died = day_text(arena, person->died);
    line_add(&line, PIECE_PLAIN, person->sex);
    if (person->age.len > 0)
        line_printf(&line, PIECE_PLAIN, "%s%.*s", line.count > 0 ? " " : "", STR_ARG(person->age));
    if (person->birth.len > 0) {
        line_printf(&line, PIECE_PLAIN, "%sborn %.*s", line.count > 0 ? " · " : "", STR_ARG(born));
    } else {
        line_add(&line, PIECE_PLAIN, line.count > 0 ? STR(" · born ") : STR("born "));
        line_add(&line, PIECE_UNKNOWN, STR("not known"));
    }
    if (person->mrn.len > 0) line_printf(&line, PIECE_PLAIN, " · MRN %.*s", STR_ARG(person->mrn));
    if (died.len > 0) line_printf(&line, PIECE_STRONG, " · died %.*s", STR_ARG(died));
    SheetLine made = line_made(&line);
    InkStyle style = {.color = INK_BLACK, .rows = 2};
    return paper_put(&page->paper, &made, &style, x, y, width);
}

static double put_board(Page *page, double x, double y, double width) {
    Arena *arena = page->paper.arena;
    const Sheet *sheet = page->sheet;
    InkStyle style = {.color = INK_BLACK, .right = true, .rows = 2};
    InkStyle strong = {.color = INK_BLACK, .right = true, .bold = true, .rows = 1};
    Str day = moment_text(arena, sheet->board_day);
    double height = paper_text(&page->paper, sheet->board, &style, x, y, width);
    if (day.len == 0) day = STR("on no board");
    height += paper_text(&page->paper, day, &strong, x, y + height, width);
    if (sheet->owner.len == 0) return height;
    Str owner = arena_printf(arena, "with %.*s", STR_ARG(sheet->owner));
    style.rows = 1;
    return height + paper_text(&page->paper, owner, &style, x, y + height, width);
}

static double put_tumour(Page *page, double x, double y, double width) {
    InkStyle heading = {.size = 1.17, .color = INK_BLACK, .rows = 2, .tag = "H2"};
    InkStyle facts = {.color = INK_BLACK, .rows = page->tight ? 3 : 5};
    double height = paper_put(&page->paper, &page->sheet->heading, &heading, x, y, width);
    if (page->sheet->facts.count == 0) return height;
    return height +
           paper_paragraph(&page->paper, &page->sheet->facts, &facts, x, y + height, width);
}

// The three parts stand on one line: a pass that measures, then one that puts them.
static double put_head(Page *page, double y) {
    const double left = 74 * mm;
    const double right = 52 * mm;
    const double gap = 6 * mm;
    const double middle = text_width - left - right - 2 * gap;
    bool draws = page->paper.draws;
    double x = margin_x;
    page->paper.draws = false;
    double a = put_name(page, x, y, left);
    double b = a + put_person(page, x, y + a, left);
    double c = put_tumour(page, x, y, middle);
    double d = put_board(page, x, y, right);
    double height = b > c ? b : c;
    if (d > height) height = d;
    page->paper.draws = draws;
    a = put_name(page, x, y + height - b, left);
    put_person(page, x, y + height - b + a, left);
    put_tumour(page, x + left + gap, y + height - c, middle);
    put_board(page, x + left + middle + 2 * gap, y + height - d, right);
    paper_rule(&page->paper, INK_BLACK, 1.4, x, y + height + 2 * mm, text_width);
    return height + 2 * mm + 1;
}

// ---- what cannot wait

static void put_tier(Page *page, Tier tier, double x, double y) {
    Paper *paper = &page->paper;
    InkStyle style = {.size = 1.1, .color = tier_color(tier), .bold = true, .rows = 1};
    double size = paper->size * 1.1;
    bool solid = tier == TIER_EMERGENCY;
    if (solid) {
        paper_box(paper, INK_EMERGENCY, x - 3, y - 1, size * 8.5, size + 4.5);
        style.color = INK_WHITE;
    }
    paper_shape(paper, tier, solid, x, y + 1, size);
    paper_text(paper, str_from(tier_word(tier)), &style, x + size + 4, y, 70);
}

static double put_wait_rows(Page *page, double x, double y, double width) {
    enum { MOST = 4 };
    Paper *paper = &page->paper;
    const SheetLines *waits = &page->sheet->waits;
    InkStyle style = {.color = INK_BLACK, .rows = rows_when(page, 2)};
    bool emergency = waits->count > 0 && waits->items[0].tier == TIER_EMERGENCY;
    const double word = paper->size * (emergency ? 9.6 : 6);
    size_t count = page->tight && waits->count > MOST ? MOST : waits->count;
    double at = y;
    Tier before = TIER_NONE;
    for (size_t i = 0; i < count; i++) {
        SheetLine line = waits->items[i];
        if (line.tier != before) put_tier(page, line.tier, x, at);
        before = line.tier;
        line.tier = TIER_NONE;
        at += paper_put(paper, &line, &style, x + word, at, width - word) + 1.5;
    }
    if (count < waits->count) {
        InkStyle more = {.color = INK_BLACK, .bold = true, .rows = 1};
        char text[48];
        snprintf(text, sizeof text, "and %zu more that cannot wait", waits->count - count);
        at += paper_text(paper, str_from(text), &more, x + word, at, width - word);
    }
    return at - y;
}

static double put_wait(Page *page, double y) {
    Paper *paper = &page->paper;
    const Sheet *sheet = page->sheet;
    const double pad = 1.4 * mm;
    double x = margin_x + 4 * mm;
    double width = text_width - 7 * mm;
    bool urgent = sheet->waits.count > 0;
    bool draws = paper->draws;
    InkStyle small = {.size = 0.88, .color = INK_BLACK, .rows = rows_when(page, 2)};
    paper->draws = false;
    double rows = put_wait_rows(page, x, y + pad, width);
    double looked = paper_put(paper, &sheet->looked, &small, x, y, width);
    if (sheet->looked.count == 0) looked = 0;
    paper->draws = draws;
    double height = rows + looked + 2 * pad + (looked > 0 ? 1 : 0);
    InkColor color = urgent ? tier_color(sheet->waits.items[0].tier) : INK_STRONG_LINE;
    paper_frame(paper, color, 1, (Box){margin_x + 0.5, y, text_width - 1, height});
    paper_box(paper, color, margin_x, y - 0.5, 4, height + 1);
    put_wait_rows(page, x, y + pad, width);
    if (looked > 0) paper_put(paper, &sheet->looked, &small, x, y + pad + rows + 1, width);
    return height;
}

// ---- columns

static const InkStyle column_title = {.size = 0.9, .color = INK_SOFT, .bold = true, .tag = "H2"};

static Flow flow_of(const SheetLines *lines) {
    return (Flow){.lines = lines, .to = lines->count, .style = {.color = INK_BLACK}, .gap = 3.4};
}

static double put_column(Page *page, const SheetColumn *column, double x, double y, double width,
                         double height) {
    double title = paper_text(&page->paper, column->title, &column_title, x, y, width) + 2;
    Flow flow = flow_of(&column->lines);
    double room = height < 0 ? -1 : height - title;
    return title + paper_flow(&page->paper, &flow, x, y + title, width, room);
}

static double space_height(size_t i) {
    return (i == 0 ? 15 : 9) * mm;
}

static double spaces_height(const Sheet *sheet) {
    double height = 0;
    for (size_t i = 0; i < sheet->space_count; i++) height += space_height(i);
    return height;
}

static void put_spaces(Page *page, double x, double y, double width) {
    InkStyle style = {.color = INK_SOFT, .bold = true, .rows = 1};
    for (size_t i = 0; i < page->sheet->space_count; i++) {
        paper_rule(&page->paper, INK_STRONG_LINE, 0.6, x, y, width);
        paper_text(&page->paper, page->sheet->spaces[i], &style, x, y + 2, width);
        y += space_height(i);
    }
}

// Questions for which room is kept beside what is said of the findings.
static double questions_height(Page *page, const Flow *asked, double width, size_t count) {
    Flow first = *asked;
    Paper measure = page->paper;
    measure.draws = false;
    if (first.to - first.from > count) first.to = first.from + count;
    return paper_flow(&measure, &first, 0, 0, width, -1) + paper_row(&measure, &asked->style);
}

// Height negative: what it wants, with the first questions; they fill whatever is left.
static double put_discussion(Page *page, double x, double y, double width, double height) {
    enum { FIRST = 4, LEAST = 2 };
    const Sheet *sheet = page->sheet;
    const SheetColumn *column = &sheet->discussion;
    Paper *paper = &page->paper;
    double title = paper_text(paper, column->title, &column_title, x, y, width) + 2;
    double spaces = spaces_height(sheet) + 4;
    Flow said = flow_of(&column->lines);
    said.to -= sheet->questions;
    Flow asked = flow_of(&column->lines);
    asked.from = said.to;
    asked.numbered = true;
    asked.more = "more questions, on the page";
    asked.gap = 2;
    double gap = said.to > 0 ? said.gap : 0;
    if (height < 0)
        return title + paper_flow(paper, &said, x, y, width, -1) + gap + spaces +
               questions_height(page, &asked, width, FIRST);
    double room = height - title - spaces;
    double kept = questions_height(page, &asked, width, LEAST) + gap;
    double at = y + title;
    at += paper_flow(paper, &said, x, at, width, room > kept ? room - kept : 0) + gap;
    paper_flow(paper, &asked, x, at, width, y + title + room - at);
    put_spaces(page, x, y + height - spaces + 4, width);
    return height;
}

// Widths of the mock for four columns before the discussion; else they share.
static double column_width(const Page *page, size_t i) {
    static const double widths[] = {44, 42, 47, 54};
    size_t count = page->sheet->column_count;
    if (count == sizeof widths / sizeof widths[0]) return widths[i] * mm;
    return text_width * 0.68 / (double)count;
}

// The height the columns want, or the columns in this height.
static double put_columns(Page *page, double y, double height) {
    const double pad = 2.6 * mm;
    Paper *paper = &page->paper;
    double x = margin_x;
    double most = 0;
    paper_rule(paper, INK_STRONG_LINE, 0.6, margin_x, y, text_width);
    for (size_t i = 0; i < page->sheet->column_count; i++) {
        double width = column_width(page, i);
        double inner = width - pad * (i == 0 ? 1 : 2);
        double used = put_column(page, &page->sheet->columns[i], i == 0 ? x : x + pad, y + 1.6 * mm,
                                 inner, height < 0 ? -1 : height - 2.4 * mm);
        if (used > most) most = used;
        x += width;
        if (height > 0) paper_upright(paper, INK_LINE, 0.6, x, y, height);
    }
    double width = margin_x + text_width - x - pad;
    double used =
        put_discussion(page, x + pad, y + 1.6 * mm, width, height < 0 ? -1 : height - 1.6 * mm);
    return (used > most ? used : most) + 2.6 * mm;
}

// ---- below the columns

static double put_labelled(Page *page, const SheetColumn *part, bool chips, double y) {
    const double label = 24 * mm;
    Paper *paper = &page->paper;
    InkStyle style = {.color = INK_BLACK, .rows = chips ? rows_when(page, 3) : page->option_rows};
    double width = text_width - label - 2 * mm;
    double x = margin_x + label + 2 * mm;
    paper_rule(paper, chips ? INK_STRONG_LINE : INK_LINE, 0.6, margin_x, y, text_width);
    y += 1.6 * mm;
    double title = paper_text(paper, part->title, &column_title, margin_x, y, label);
    double used = chips ? paper_chips(paper, &part->lines, &style, x, y, width)
                        : paper_paragraph(paper, &part->lines, &style, x, y, width);
    return (used > title ? used : title) + 3.2 * mm;
}

static double put_foot(Page *page, double y) {
    InkStyle style = {.size = 6.8 / page->paper.size, .color = INK_FAINT};
    Paper *paper = &page->paper;
    double at = y + 1.2 * mm;
    paper_rule(paper, INK_STRONG_LINE, 0.6, margin_x, y, text_width);
    for (size_t i = 0; i < page->sheet->foot.count; i++)
        at += paper_put(paper, &page->sheet->foot.items[i], &style, margin_x, at, text_width);
    return at - y;
}

// ---- the page

typedef struct {
    double columns, fresh, options, foot;  // where they begin
    double fresh_height;
    double wanted;  // by the columns, all of them
    double texts;   // by the columns before the discussion
} Places;

static double put_top(Page *page) {
    double y = margin_y;
    y += put_head(page, y) + 2.6 * mm;
    y += put_wait(page, y) + 2.2 * mm;
    y += paper_course(&page->paper, &page->sheet->course, margin_x, y, text_width) + 1.6 * mm;
    return y;
}

// Options with so many rows: is what is left for the columns as much as that?
static bool settle(Page *page, Places *places, unsigned option_rows, double height) {
    page->option_rows = option_rows;
    places->options = places->foot - put_labelled(page, &page->sheet->options, false, 0);
    places->fresh = places->options - places->fresh_height;
    return height <= places->fresh - places->columns;
}

static void measure(Page *page, Places *places, double size) {
    page->paper.draws = false;
    page->paper.size = size;
    places->columns = put_top(page);
    places->foot = page_height - margin_y - put_foot(page, 0);
    places->fresh_height = put_labelled(page, &page->sheet->fresh, true, 0);
    places->wanted = put_columns(page, 0, -1);
    places->texts = 0;
    for (size_t i = 0; i < page->sheet->column_count; i++) {
        double inner = column_width(page, i) - 2.6 * mm * (i == 0 ? 1 : 2);
        double height = put_column(page, &page->sheet->columns[i], 0, 0, inner, -1) + 2.6 * mm;
        if (height > places->texts) places->texts = height;
    }
}

static void put_page(Page *page, const Places *places) {
    page->paper.draws = true;
    put_top(page);
    put_columns(page, places->columns, places->fresh - places->columns - 1 * mm);
    put_labelled(page, &page->sheet->fresh, true, places->fresh);
    put_labelled(page, &page->sheet->options, false, places->options);
    put_foot(page, places->foot);
}

// Options are cut before letters get small, and letters get small before the rest is cut. At last
// only the columns before the discussion are asked: that one takes as many questions as there is
// room for.
static void find_places(Page *page, Places *places) {
    static const double sizes[] = {9.4, 9.0, 8.6, 8.2, 7.8};
    enum { SIZES = sizeof sizes / sizeof sizes[0], LEAST = 170, FEWEST = 3, MOST = 9 };
    for (size_t i = 0; i < SIZES; i++) {
        measure(page, places, sizes[i]);
        if (settle(page, places, 0, places->wanted) || settle(page, places, 6, places->wanted) ||
            settle(page, places, 4, places->wanted))
            return;
    }
    page->tight = true;
    measure(page, places, sizes[SIZES - 1]);
    double least = places->texts > LEAST ? places->texts : LEAST;
    for (unsigned rows = MOST; rows >= FEWEST; rows--) {
        if (settle(page, places, rows, least)) return;
    }
}

struct SheetFile {
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoContext *pango;
    Buf *texts;  // NULL
};

static void draw_sheet(const SheetFile *file, const Sheet *sheet) {
    Arena *arena = arena_new();
    Paper paper = {.cr = file->cr, .pango = file->pango, .arena = arena, .texts = file->texts};
    Page page = {.paper = paper, .sheet = sheet};
    Places places = {0};
    find_places(&page, &places);
    cairo_tag_begin(file->cr, "Document", NULL);
    put_page(&page, &places);
    cairo_tag_end(file->cr, "Document");
    arena_free(arena);
}

// ---- the file

static cairo_status_t add_bytes(void *closure, const unsigned char *data, unsigned length) {
    Buf *out = closure;
    buf_add(out, (Str){(const char *)data, length});
    return CAIRO_STATUS_SUCCESS;
}

static bool has_font(PangoContext *pango, Err *err) {
    PangoFontDescription *wanted = pango_font_description_from_string("DejaVu Sans 9");
    PangoFont *font = pango_context_load_font(pango, wanted);
    bool found = false;
    if (font != NULL) {
        PangoFontDescription *got = pango_font_describe(font);
        const char *family = pango_font_description_get_family(got);
        found = family != NULL && strcmp(family, "DejaVu Sans") == 0;
        pango_font_description_free(got);
        g_object_unref(font);
    }
    pango_font_description_free(wanted);
    return found || err_set(err, ERR_MISSING,
                            "the font DejaVu Sans is not installed (Debian: fonts-dejavu-core)");
}

// Letters stand where they would without a screen: the same page on every machine.
static PangoContext *paper_context(cairo_t *cr) {
    PangoContext *pango = pango_cairo_create_context(cr);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(pango, options);
    pango_cairo_context_set_resolution(pango, 72);
    pango_context_set_round_glyph_positions(pango, FALSE);
    pango_context_set_base_dir(pango, PANGO_DIRECTION_LTR);
    pango_context_set_language(pango, pango_language_from_string("en"));
    cairo_font_options_destroy(options);
    return pango;
}

// Without a day of its own the file would carry the clock.
static void set_metadata(cairo_surface_t *surface, DateTime as_of, Arena *arena) {
    Str at = arena_printf(arena, "%.*s%c", STR_ARG(instant_iso(arena, as_of)), 0);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "Board sheet");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, "Vigil");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Vigil");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, at.data);
}

bool sheet_file_open(Buf *out, DateTime as_of, Arena *arena, SheetFile **file, Err *err) {
    SheetFile opened = {
        .surface = cairo_pdf_surface_create_for_stream(add_bytes, out, page_width, page_height)};
    set_metadata(opened.surface, as_of, arena);
    opened.cr = cairo_create(opened.surface);
    opened.pango = paper_context(opened.cr);
    SheetFile *kept = arena_copy(arena, &opened, 1, sizeof opened);
    if (!has_font(opened.pango, err)) {
        Err ignored;
        sheet_file_close(kept, &ignored);
        return false;
    }
    *file = kept;
    return true;
}

void sheet_file_add(SheetFile *file, const Sheet *sheet) {
    draw_sheet(file, sheet);
    cairo_show_page(file->cr);
}

bool sheet_file_close(SheetFile *file, Err *err) {
    g_object_unref(file->pango);
    cairo_destroy(file->cr);
    cairo_surface_finish(file->surface);
    cairo_status_t status = cairo_surface_status(file->surface);
    cairo_surface_destroy(file->surface);
    return status == CAIRO_STATUS_SUCCESS ||
           err_set(err, ERR_IO, "the page could not be drawn: %s", cairo_status_to_string(status));
}

bool sheet_write_pdf(Buf *out, const Sheet *sheet, Err *err) {
    Arena *arena = arena_new();
    SheetFile *file;
    bool ok = sheet_file_open(out, sheet->as_of, arena, &file, err);
    if (ok) sheet_file_add(file, sheet);
    if (ok) ok = sheet_file_close(file, err);
    arena_free(arena);
    return ok;
}

bool sheet_write_texts(Buf *out, const Sheet *sheet, Err *err) {
    Buf pdf = {0};
    Arena *arena = arena_new();
    SheetFile *file;
    bool ok = sheet_file_open(&pdf, sheet->as_of, arena, &file, err);
    if (ok) file->texts = out;
    if (ok) sheet_file_add(file, sheet);
    if (ok) ok = sheet_file_close(file, err);
    arena_free(arena);
    buf_free(&pdf);
    return ok;
}
