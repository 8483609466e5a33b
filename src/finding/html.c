// The page around the patients: head, worklist, guidelines and sources.

#include "finding/html.h"

#include "finding/summary.h"

enum { NAME_MOST = 60 };  // characters

// ---- what all parts use

// One drawing a tier, so that a tier is never colour alone; also those of print and of people who
// see no colours.
static const char *const drawings[] = {
    [TIER_EMERGENCY] = "<path d=\"M5 .6h6L15.4 5v6L11 15.4H5L.6 11V5z\"></path>"
                       "<path class=\"cut\" d=\"M7 3.4h2l-.3 5.8H7.3zM7 10.4h2v2H7z\"></path>",
    [TIER_RED] = "<path d=\"M8 .9 15.7 14.8H.3z\"></path>"
                 "<path class=\"cut\" d=\"M7.1 5.4h1.8l-.3 4.6H7.4zM7.1 11h1.8v1.8H7.1z\"></path>",
    [TIER_AMBER] = "<path d=\"M8 .4 15.6 8 8 15.6.4 8z\"></path>"
                   "<path class=\"cut\" d=\"M7.1 4h1.8l-.3 4.7H7.4zM7.1 9.8h1.8v1.8H7.1z\"></path>",
    [TIER_UNKNOWN] =
        "<rect class=\"dash\" x=\"1.5\" y=\"1.5\" width=\"13\" height=\"13\"></rect>"
        "<path class=\"line\" d=\"M5.7 6.2a2.3 2.3 0 1 1 3.3 2c-.7.4-1 .8-1 1.5\"></path>"
        "<path d=\"M7.2 11.2h1.6v1.6H7.2z\"></path>",
    [TIER_GREEN] = "<circle cx=\"8\" cy=\"8\" r=\"7.3\"></circle>"
                   "<path class=\"tick\" d=\"M4.6 8.3 7 10.7l4.6-5.2\"></path>"};

Str html_tier_word(Tier tier) {
    static const char *const words[] = {
        [TIER_EMERGENCY] = "Emergency", [TIER_RED] = "Red",     [TIER_AMBER] = "Amber",
        [TIER_UNKNOWN] = "Not known",   [TIER_GREEN] = "Green", [TIER_NONE] = ""};
    return str_from(words[tier]);
}

void html_tier(Buf *out, Tier tier) {
    if (tier == TIER_NONE) return;
    MARK(out, "<span class=\"tier t-");
    html_text(out, str_from(tier_name(tier)), 0);
    MARK(out, "\"><svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-");
    html_text(out, str_from(tier_name(tier)), 0);
    MARK(out, "\"></use></svg>");
    html_text(out, html_tier_word(tier), 0);
    MARK(out, "</span>");
}

void html_words(Buf *out, const Str *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0) MARK(out, " · ");
        html_record_text(out, words[i], 120);
    }
}

// ---- head

static void write_drawings(Buf *out) {
    MARK(out, "<svg class=\"sprite\" aria-hidden=\"true\" focusable=\"false\"><defs>\n");
    for (Tier tier = TIER_EMERGENCY; tier < TIER_NONE; tier++) {
        MARK(out, "<symbol id=\"i-");
        html_text(out, str_from(tier_name(tier)), 0);
        MARK(out, "\" viewBox=\"0 0 16 16\">");
        buf_add(out, str_from(drawings[tier]));
        MARK(out, "</symbol>\n");
    }
    MARK(out, "</defs></svg>\n");
}

void html_open(Buf *out, Str title, const char *const *more_rules) {
    MARK(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src ");
    html_style_hash(out, more_rules);
    MARK(out, "; base-uri 'none'; form-action 'none'\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta name=\"referrer\" content=\"no-referrer\">\n"
              "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html_text(out, title, 0);
    MARK(out, "</title>\n<style>");
    html_style(out, more_rules);
    MARK(out, "</style>\n</head>\n<body>\n");
    write_drawings(out);
    MARK(out, "<a class=\"skip\" href=\"#main\">Skip to content</a>\n");
}

void html_write_head(Buf *out, const ReviewOptions *options, Str title) {
    html_open(out, title, NULL);
    MARK(out, "<header class=\"top\"><p class=\"brand\"><b>");
    html_text(out, title, 0);
    MARK(out, "</b></p><nav aria-label=\"Parts of the page\"><a href=\"#worklist\">Worklist</a> "
              "<a href=\"#guidelines\">Guidelines</a> <a href=\"#sources\">Sources</a></nav>"
              "<p class=\"asof\">As of <b>");
    html_instant(out, options->as_of);
    MARK(out, "</b></p></header>\n<main id=\"main\">\n");
}

// ---- worklist

// "3 Emergency, 19 Red".
static void write_tier_counts(Buf *out, const PatientSummary *const *patients, size_t count) {
    MARK(out, "<ul class=\"counts\">");
    for (Tier tier = TIER_EMERGENCY; tier < TIER_UNKNOWN; tier++) {
        size_t of_tier = 0;
        for (size_t i = 0; i < count; i++) of_tier += patients[i]->tier == tier;
        if (of_tier == 0) continue;
        MARK(out, "<li><b>");
        buf_printf(out, "%zu", of_tier);
        MARK(out, "</b> ");
        html_tier(out, tier);
        MARK(out, "</li>");
    }
    MARK(out, "</ul>\n");
}

static void write_input(Buf *out, const ReaderSummary *input) {
    if (input == NULL) return;
    MARK(out, "<p class=\"dim\">Read: ");
    html_count(out, (size_t)input->patients, "patient", "patients");
    MARK(out, ", ");
    html_count(out, (size_t)input->resources, "resource", "resources");
    MARK(out, ".</p>\n");
    if (input->skipped == 0) return;
    MARK(out, "<p class=\"warn\"><b>");
    html_count(out, (size_t)input->skipped, "part of the input was left out",
               "parts of the input were left out");
    MARK(out, ".</b> What they say is missing on this page. The run that wrote it named each, with "
              "file, line and byte. Kinds of trouble, remarks included:");
    for (size_t i = 0; i < 16 && input->by_kind[i].kind != NULL; i++) {
        html_text(out, i > 0 ? STR(", ") : STR(" "), 0);
        html_text(out, str_from(input->by_kind[i].kind), 0);
        buf_printf(out, " %llu", (unsigned long long)input->by_kind[i].count);
    }
    MARK(out, ".</p>\n");
}

static void write_link(Buf *out, const PatientSummary *patient) {
    MARK(out, "<a href=\"#");
    html_anchor(out, 'p', patient->id);
    MARK(out, "\">");
    html_record_text(out, patient->name.len > 0 ? patient->name : patient->id, NAME_MOST);
    MARK(out, "</a>");
}

// What the record says; where it says nothing in words, what the guideline says.
static void write_reason(Buf *out, const SummaryRow *row) {
    MARK(out, "<p><b>");
    html_text(out, row->title, 0);
    MARK(out, "</b>");
    if (row->local) MARK(out, " <span class=\"read\">local</span>");
    if (row->holds == HOLDS_UNKNOWN) MARK(out, " <span class=\"nk\">not known</span>");
    MARK(out, "</p>\n<p class=\"dim\">");
    if (row->record_count > 0) html_words(out, row->record, row->record_count);
    if (row->record_count == 0 && row->overdue_days == 0) html_record_text(out, row->says, 200);
    if (row->overdue_days > 0) MARK(out, "overdue by ");
    if (row->overdue_days > 0) html_days(out, row->overdue_days);
    MARK(out, "</p>\n");
}

static void write_more_reasons(Buf *out, const PatientSummary *patient) {
    enum { NAMED = 4 };
    if (patient->row_count < 2) return;
    MARK(out, "<p class=\"also\">also: ");
    for (size_t i = 1; i < patient->row_count && i < NAMED; i++) {
        if (i > 1) MARK(out, " · ");
        html_text(out, patient->rows[i].title, 0);
        if (patient->rows[i].holds == HOLDS_UNKNOWN) MARK(out, " (not known)");
        if (patient->rows[i].overdue_days > 0) {
            MARK(out, ", overdue by ");
            html_days(out, patient->rows[i].overdue_days);
        }
    }
    if (patient->row_count > NAMED) buf_printf(out, " · and %zu more", patient->row_count - NAMED);
    MARK(out, "</p>\n");
}

static void write_row(Buf *out, const PatientSummary *patient) {
    const SummaryRow *row = &patient->rows[0];
    MARK(out, "<tr class=\"r-");
    html_text(out, str_from(tier_name(patient->tier)), 0);
    MARK(out, "\"><td>");
    html_tier(out, patient->tier);
    MARK(out, "</td><th scope=\"row\">");
    write_link(out, patient);
    MARK(out, "<p class=\"dim\">");
    html_record_text(out, patient->about, NAME_MOST);
    MARK(out, "</p></th><td class=\"why\">");
    write_reason(out, row);
    write_more_reasons(out, patient);
    MARK(out, "</td><td class=\"since\" data-label=\"Since\">");
    if (row->since.len > 0) {
        MARK(out, "<span class=\"dim\">");
        html_text(out, row->overdue_days > 0 ? STR("was due by") : STR("recorded"), 0);
        MARK(out, "</span> ");
        html_date(out, row->since);
    }
    if (row->since.len == 0) MARK(out, "<span class=\"nk\">no date</span>");
    MARK(out, "</td></tr>\n");
}

// What site/ switched off is asked of nobody: that stands beside the worklist.
static void write_off_count(Buf *out, const GuidelineSet *set) {
    size_t off = 0;
    for (size_t i = 0; i < set->item_count; i++) off += set->items[i]->is_off;
    if (off == 0) return;
    MARK(out, "<p class=\"warn\"><span class=\"read\">local</span> <a href=\"#guidelines\">");
    html_count(out, off, "item of the guidelines is switched off here",
               "items of the guidelines are switched off here");
    MARK(out, "</a>.</p>\n");
}

static void write_others(Buf *out, const PatientSummary *const *sorted, size_t rows, size_t count) {
    size_t questions = 0;
    size_t with_questions = 0;
    for (size_t i = 0; i < count; i++) {
        questions += sorted[i]->open_questions;
        with_questions += sorted[i]->open_questions > 0;
    }
    MARK(out, "<p class=\"others\"><span class=\"nk\">");
    html_count(out, questions, "question", "questions");
    MARK(out, " open</span> about ");
    html_count(out, with_questions, "patient", "patients");
    MARK(out, ": what is not on record is not known, and not a no.</p>\n");
    if (rows == count) return;
    MARK(out, "<details class=\"group\"><summary>");
    html_count(out, count - rows, "other patient needs nobody on what is recorded",
               "other patients need nobody on what is recorded");
    MARK(out, "</summary><ul class=\"names\">\n");
    for (size_t i = rows; i < count; i++) {
        MARK(out, "<li>");
        write_link(out, sorted[i]);
        MARK(out, " <span class=\"dim\">");
        html_record_text(out, sorted[i]->about, NAME_MOST);
        if (sorted[i]->open_questions > 0) MARK(out, " · ");
        if (sorted[i]->open_questions > 0)
            html_count(out, sorted[i]->open_questions, "question open", "questions open");
        MARK(out, "</span></li>\n");
    }
    MARK(out, "</ul></details>\n");
}

void html_write_worklist(Buf *out, const ReviewOptions *options, const ReaderSummary *input,
                         uint64_t failed, const PatientSummary *const *patients, size_t count) {
    Arena *arena = arena_new();
    const PatientSummary **sorted = summaries_sorted(arena, patients, count);
    size_t rows = 0;
    while (rows < count && sorted[rows]->row_count > 0) rows++;
    MARK(out, "<section id=\"worklist\">\n<h1>");
    buf_printf(out, "%zu of ", rows);
    html_count(out, count, "patient needs attention", "patients need attention");
    MARK(out, "</h1>\n");
    if (rows > 0) write_tier_counts(out, patients, count);
    write_input(out, input);
    if (failed > 0) {
        MARK(out, "<p class=\"warn\"><b>");
        html_count(out, (size_t)failed, "finding", "findings");
        MARK(out, " could not be evaluated</b> and count as not known: each says why.</p>\n");
    }
    write_off_count(out, options->set);
    if (rows > 0) {
        MARK(out, "<table class=\"worklist\"><thead><tr><th scope=\"col\">Tier</th>"
                  "<th scope=\"col\">Who</th><th scope=\"col\">Why</th><th scope=\"col\">Since</th>"
                  "</tr></thead><tbody>\n");
        for (size_t i = 0; i < rows; i++) write_row(out, sorted[i]);
        MARK(out, "</tbody></table>\n");
    }
    write_others(out, sorted, rows, count);
    MARK(out, "</section>\n\n");
    arena_free(arena);
}

// ---- guidelines and sources

static void write_term(Buf *out, const char *term, Str text) {
    if (text.len == 0) return;
    MARK(out, "<dt>");
    html_text(out, str_from(term), 0);
    MARK(out, "</dt><dd>");
    html_text(out, text, 0);
    MARK(out, "</dd>\n");
}

static bool is_expired(const Guideline *guideline, DateTime as_of) {
    Buf today = {0};
    date_write(&today, datetime_date(as_of));
    bool expired =
        guideline->expires.len > 0 && str_compare(guideline->expires, buf_str(&today)) < 0;
    buf_free(&today);
    return expired;
}

// What a hospital switched off counts as little as what it never asked: it is said.
static void write_off(Buf *out, const Guideline *guideline) {
    for (size_t i = 0; i < guideline->item_count; i++) {
        const Item *item = guideline->items[i];
        if (!item->is_off) continue;
        MARK(out, "<dt>switched off <span class=\"read\">local</span></dt><dd>");
        html_text(out, item->title.len > 0 ? item->title : item->id, 0);
        if (item->off_reason.len > 0) MARK(out, ": ");
        html_text(out, item->off_reason, 0);
        MARK(out, "</dd>\n");
    }
}

static void write_guideline(Buf *out, const ReviewOptions *options, const Guideline *guideline) {
    bool expired = is_expired(guideline, options->as_of);
    MARK(out, "<div class=\"guideline\"><h3>");
    html_text(out, guideline->title, 0);
    MARK(out, " <span class=\"read\">");
    html_text(out, guideline->status, 0);
    MARK(out, "</span>");
    if (expired) MARK(out, " <span class=\"nk\">expired</span>");
    MARK(out, "</h3>\n<dl>\n<dt>guideline</dt><dd class=\"mono\">");
    html_text(out, guideline->id, 0);
    MARK(out, " ");
    html_text(out, guideline->version, 0);
    MARK(out, "</dd>\n");
    write_term(out, "for", guideline->for_whom);
    write_term(out, "limits", guideline->limits);
    write_term(out, "reviewed", guideline->reviewed);
    write_term(out, "expires", guideline->expires);
    write_off(out, guideline);
    MARK(out, "</dl></div>\n");
}

static bool is_cited(const GuidelineSet *set, const Source *source) {
    for (size_t i = 0; i < set->item_count; i++) {
        for (size_t k = 0; k < set->items[i]->citation_count; k++) {
            if (set->items[i]->citations[k].source == source) return true;
        }
    }
    return false;
}

static const char *read_words(const Source *source) {
    static const char *const words[] = {[READ_FULL] = "read in full",
                                        [READ_ABSTRACT] = "abstract only",
                                        [READ_SECONDARY] = "only through another text",
                                        [READ_RECALLED] = "recalled, not read",
                                        [READ_OWN] = "our own decision"};
    return words[source->read];
}

static void write_source(Buf *out, const Source *source) {
    MARK(out, "<li id=\"");
    html_anchor(out, 's', source->id);
    MARK(out, "\">");
    html_text(out, source->authors, 200);
    if (source->authors.len > 0) MARK(out, ". ");
    html_text(out, source->title, 0);
    MARK(out, ".");
    if (source->journal.len + source->year.len > 0) MARK(out, " ");
    html_text(out, source->journal, 0);
    if (source->journal.len > 0 && source->year.len > 0) MARK(out, " ");
    html_text(out, source->year, 0);
    if (source->doi.len > 0) {
        MARK(out, " <a href=\"https://doi.org/");
        html_text(out, source->doi, 0);
        MARK(out, "\">doi ");
        html_text(out, source->doi, 0);
        MARK(out, "</a>");
    } else if (str_starts(source->url, STR("https://"))) {
        MARK(out, " <a href=\"");
        html_text(out, source->url, 0);
        MARK(out, "\">");
        html_text(out, source->url, 80);
        MARK(out, "</a>");
    }
    MARK(out, " <span class=\"read\">");
    html_text(out, str_from(read_words(source)), 0);
    MARK(out, "</span></li>\n");
}

void html_notice(Buf *out) {
    MARK(out, "<footer class=\"notice\"><p>Clinical reference software "
              "for health professionals. Vigil does not read images or signals, is no emergency "
              "monitor, gives patients no conclusions about themselves, and is not a certified "
              "medical device. It applies published rules to recorded data and shows rule, inputs "
              "and source, so that a clinician can check each conclusion. Use it for care only "
              "under your institution’s responsibility and after local validation. What is not "
              "recorded is shown as not known. The decision is the clinician’s.</p></footer>\n"
              "</body>\n</html>\n");
}

void html_write_tail(Buf *out, const ReviewOptions *options) {
    const GuidelineSet *set = options->set;
    MARK(out, "<section id=\"guidelines\" class=\"part\">\n<h2>Guidelines</h2>\n"
              "<p class=\"dim\">A draft is a guideline that no clinical board has accepted.</p>\n");
    for (size_t i = 0; i < set->guideline_count; i++)
        write_guideline(out, options, set->guidelines[i]);
    MARK(out, "<p class=\"dim mono\">");
    html_text(out, str_from(set->hash), 0);
    MARK(out, "</p>\n</section>\n<section id=\"sources\" class=\"part\">\n<h2>Sources</h2>\n"
              "<ul class=\"sources\">\n");
    for (size_t i = 0; i < set->source_count; i++) {
        if (is_cited(set, &set->sources[i])) write_source(out, &set->sources[i]);
    }
    MARK(out, "</ul>\n</section>\n</main>\n");
    html_notice(out);
}
