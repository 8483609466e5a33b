// One finding on the page: what it says, what the record says, what would change it, its sources;
// and folded away the data and the reasons.

#include "finding/html.h"
#include "finding/review.h"
#include "finding/summary.h"

enum { SHOWN_MOST = 300, ABOUT_MOST = 80, REFERENCE_MOST = 120 };  // characters of one datum

bool html_is_row(const Finding *finding) {
    Tier tier;
    return finding->item->kind == KIND_FINDING && summary_is_row(finding, &tier);
}

void html_title(Buf *out, const Item *item) {
    html_text(out, item->title.len > 0 ? item->title : item->id, 0);
}

void html_about(Buf *out, const Finding *finding) {
    if (finding->about.len == 0) return;
    MARK(out, " <span class=\"about\">");
    html_record_text(out, finding->about, ABOUT_MOST);
    MARK(out, "</span>");
}

void html_state(Buf *out, const Finding *finding) {
    if (finding->error != NULL) {
        MARK(out, " <span class=\"nk\">could not be evaluated</span>");
    } else if (finding->holds == HOLDS_UNKNOWN) {
        MARK(out, " <span class=\"nk\">not known</span>");
    } else if (finding->holds == HOLDS_NOT_APPLICABLE) {
        MARK(out, " <span class=\"state\">does not apply</span>");
    } else {
        MARK(out, " <span class=\"state\">");
        html_text(out, str_from(holds_name(finding->holds)), 0);
        MARK(out, "</span>");
    }
    if (finding->local) MARK(out, " <span class=\"read\">local</span>");
}

// ---- what it says

static void write_score(Buf *out, const Finding *finding) {
    if (!finding->has_score) return;
    bool is_range = decimal_compare(finding->score_low, finding->score_high) != 0;
    MARK(out, "<p class=\"score\">");
    html_text(out, finding->score_name, 0);
    MARK(out, " <b");
    if (is_range) MARK(out, " class=\"range\"");
    MARK(out, ">");
    decimal_write(out, finding->score_low);
    if (is_range) MARK(out, " to ");
    if (is_range) decimal_write(out, finding->score_high);
    MARK(out, "</b>");
    if (finding->band_name.len > 0) {
        MARK(out, " · ");
        html_text(out, finding->band_name, 0);
    } else if (is_range) {
        MARK(out, " <span class=\"nk\">what it means depends on what is missing</span>");
    }
    MARK(out, "</p>\n");
}

static void write_says(Buf *out, const Finding *finding) {
    if (finding->says.len > 0) {
        MARK(out, "<p class=\"says\">");
        html_record_text(out, finding->says, 0);
        MARK(out, "</p>\n");
    }
    if (finding->error != NULL) {
        MARK(out, "<p class=\"says\">It counts as not known: ");
        html_record_text(out, str_from(finding->error), SHOWN_MOST);
        MARK(out, "</p>\n");
    }
}

// "On record: New lump above the knee · night pain, 20 Nov 2026".
static void write_record(HtmlPage *page, const Finding *finding) {
    enum { WORDS = 8 };
    Buf *out = page->out;
    size_t count;
    Str first;
    Str last;
    const Str *words = finding_record_words(page->arena, finding, WORDS, &count);
    if (finding->holds != HOLDS_YES || count == 0) return;
    finding_record_dates(finding, &first, &last);
    MARK(out, "<p class=\"rests\"><span class=\"dim\">On record:</span> ");
    html_words(out, words, count);
    if (first.len > 0) {
        MARK(out, " <span class=\"dim\">");
        html_dates(out, first, last);
        MARK(out, "</span>");
    }
    MARK(out, "</p>\n");
}

// ---- questions

static void write_idle(HtmlPage *page, const Finding *finding) {
    Buf *out = page->out;
    if (finding->idle_count == 0) return;
    MARK(out, "<p class=\"dim\">Not on record either, and of no consequence: ");
    for (size_t i = 0; i < finding->idle_count; i++) {
        const Item *input = guideline_input(page->options->set, finding->idle[i].declaration);
        if (i > 0) MARK(out, " · ");
        html_text(out, input->ask.len > 0 ? input->ask : input->id, 0);
    }
    MARK(out, "</p>\n");
}

static void write_missing(HtmlPage *page, const Finding *finding) {
    Buf *out = page->out;
    if (finding->missing_count == 0) return;
    MARK(out, "<p class=\"dim\">");
    html_text(out,
              finding->missing[0].ranked ? STR("What would change it:") : STR("Not on record:"), 0);
    MARK(out, "</p>\n<ul class=\"asks\">");
    for (size_t i = 0; i < finding->missing_count; i++) {
        const Missing *missing = &finding->missing[i];
        MARK(out, "<li>");
        html_text(out, missing->input->ask, 0);
        if (missing->about.len > 0) MARK(out, " ");
        if (missing->about.len > 0) html_record_text(out, missing->about, ABOUT_MOST);
        if (missing->found.len > 0) {
            MARK(out, " <span class=\"nk\">");
            html_record_text(out, missing_found_words(page->arena, missing), SHOWN_MOST);
            MARK(out, "</span>");
        }
        Str effect = missing_effect_words(page->arena, finding, missing);
        if (effect.len > 0) {
            MARK(out, " <span class=\"dim\">");
            html_text(out, effect, 0);
            MARK(out, "</span>");
        }
        MARK(out, "</li>");
    }
    MARK(out, "</ul>\n");
}

// ---- sources

// "Kempf-Bielack B et al. 2005": enough to find it below.
static void write_short(Buf *out, const Source *source) {
    Str who = source->authors.len > 0 ? source->authors : source->title;
    const char *comma = source->authors.len > 0 ? memchr(who.data, ',', who.len) : NULL;
    html_text(out, comma == NULL ? who : (Str){who.data, (size_t)(comma - who.data)}, 80);
    if (comma != NULL) MARK(out, " et al.");
    if (source->year.len > 0) MARK(out, " ");
    html_text(out, source->year, 0);
}

static void write_sources(Buf *out, const Item *item) {
    if (item->citation_count == 0) return;
    MARK(out, "<p class=\"src\">");
    if (item_unread_words(item) != NULL) {
        MARK(out, "<b class=\"unread\">");
        html_text(out, str_from(item_unread_words(item)), 0);
        MARK(out, "</b> ");
    }
    for (size_t i = 0; i < item->citation_count; i++) {
        const Citation *citation = &item->citations[i];
        if (i > 0) MARK(out, "; ");
        MARK(out, "<a href=\"#");
        html_anchor(out, 's', citation->source->id);
        MARK(out, "\">");
        write_short(out, citation->source);
        MARK(out, "</a>, ");
        html_text(out, citation->at, 0);
        MARK(out, " <span class=\"read\">");
        html_text(out, str_from(source_read_name((SourceRead)citation->source->read)), 0);
        MARK(out, "</span>");
    }
    if (item->strength.len > 0) {
        MARK(out, ". Strength: ");
        html_text(out, item->strength, 0);
    }
    MARK(out, "</p>\n");
}

// ---- data

static void write_answer(Buf *out, Arena *arena, Value answer) {
    if (value_is_null(answer)) {
        MARK(out, "<span class=\"nk\">not known</span>");
        return;
    }
    MARK(out, "<b>");
    html_record_text(out, step_words(arena, answer), SHOWN_MOST);
    MARK(out, "</b>");
}

// "Symptom absent: Fever".
static void write_recorded(Buf *out, const Evidence *evidence) {
    if (evidence->what.len > 0) {
        html_record_text(out, evidence->what, SHOWN_MOST);
        MARK(out, ": ");
    }
    html_record_text(out, evidence->shown, SHOWN_MOST);
    if (evidence->local) MARK(out, " <span class=\"read\">local</span>");
}

static void write_datum(HtmlPage *page, const Evidence *evidence) {
    Buf *out = page->out;
    MARK(out, "<tr><td data-label=\"Question\">");
    html_text(out, evidence->input->ask.len > 0 ? evidence->input->ask : evidence->input->id, 0);
    MARK(out, "</td><td data-label=\"Answer\">");
    write_answer(out, page->arena, evidence->answer);
    MARK(out, "</td><td data-label=\"As recorded\">");
    write_recorded(out, evidence);
    MARK(out, "</td><td data-label=\"Date\">");
    html_date(out, evidence->date);
    MARK(out, "</td><td data-label=\"Where\" class=\"mono\">");
    html_record_text(out, evidence->resource, REFERENCE_MOST);
    if (evidence->path.len > 0) MARK(out, " ");
    html_text(out, evidence->path, REFERENCE_MOST);
    MARK(out, "</td></tr>\n");
}

static void write_data(HtmlPage *page, const Finding *finding) {
    Buf *out = page->out;
    if (finding->evidence_count == 0) return;
    MARK(out, "<details class=\"behind\"><summary>Data: ");
    html_count(out, finding->evidence_count, "entry", "entries");
    MARK(out, "</summary><table class=\"cards\"><thead><tr><th scope=\"col\">Question</th>"
              "<th scope=\"col\">Answer</th><th scope=\"col\">As recorded</th>"
              "<th scope=\"col\">Date</th><th scope=\"col\">Where</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < finding->evidence_count; i++) write_datum(page, &finding->evidence[i]);
    MARK(out, "</tbody></table></details>\n");
}

// ---- reasons

static void write_step(HtmlPage *page, const Reason *reason) {
    Buf *out = page->out;
    Value value = reason->value;
    if (value.kind == VALUE_TUPLE) value = value_tuple_get(value, STR("holds"));  // of a finding
    if (reason->input != NULL) {
        html_text(out, reason->input->ask, 0);
        MARK(out, " ");
        write_answer(out, page->arena, value);
    } else {
        if (reason->declaration == NULL) MARK(out, "<code>");
        html_text(out, reason->text, 0);
        if (reason->declaration == NULL) MARK(out, "</code>");
        MARK(out, ": ");
        write_answer(out, page->arena, value);
        MARK(out, " <span class=\"place\">");
        html_text(out, reason->library->name, 0);
        buf_printf(out, ":%u", reason->place.line);
        MARK(out, "</span>");
    }
    if (reason->repeated) MARK(out, " <span class=\"dim\">(see above)</span>");
}

static void write_reason_datum(Buf *out, const Evidence *evidence) {
    MARK(out, "<li class=\"datum\">");
    write_recorded(out, evidence);
    if (evidence->date.len > 0) MARK(out, ", ");
    html_date(out, evidence->date);
    if (evidence->resource.len > 0) {
        MARK(out, " <span class=\"mono\">");
        html_record_text(out, evidence->resource, REFERENCE_MOST);
        MARK(out, "</span>");
    }
    MARK(out, "</li>");
}

static void write_note(Buf *out, const Reason *reason, bool before) {
    if (reason->note.len == 0 || str_ends(reason->note, STR(":")) != before) return;
    MARK(out, "<li class=\"dim\">");
    html_text(out, reason->note, 0);
    MARK(out, "</li>");
}

static void write_reason(HtmlPage *page, const Reason *reason) {
    Buf *out = page->out;
    bool silent = reason->input != NULL && value_is_null(reason->value) && !reason->repeated;
    MARK(out, "<li>");
    write_step(page, reason);
    if (silent || reason->note.len > 0 || reason->evidence_count + reason->kid_count > 0) {
        MARK(out, "<ul>");
        if (silent) MARK(out, "<li class=\"dim\">the record does not say</li>");
        write_note(out, reason, true);
        for (size_t i = 0; i < reason->evidence_count; i++)
            write_reason_datum(out, &reason->evidence[i]);
        write_note(out, reason, false);
        for (size_t i = 0; i < reason->kid_count; i++) write_reason(page, reason->kids[i]);
        MARK(out, "</ul>");
    }
    MARK(out, "</li>\n");
}

static void write_reasons(HtmlPage *page, const Finding *finding) {
    if (finding->reason == NULL) return;
    MARK(page->out, "<details class=\"behind\"><summary>Reasons</summary><ul class=\"tree\">");
    write_reason(page, finding->reason);
    MARK(page->out, "</ul></details>\n");
}

// ---- together

void html_behind(HtmlPage *page, const Finding *finding) {
    write_missing(page, finding);
    write_idle(page, finding);
    if (page->options->detail == DETAIL_NONE) return;
    write_sources(page->out, finding->item);
    write_data(page, finding);
    write_reasons(page, finding);
}

void html_body(HtmlPage *page, const Finding *finding) {
    write_says(page->out, finding);
    write_score(page->out, finding);
    write_record(page, finding);
    html_behind(page, finding);
}

void html_folded(HtmlPage *page, const Finding *finding) {
    Buf *out = page->out;
    MARK(out, "<details class=\"line\"><summary>");
    html_title(out, finding->item);
    html_state(out, finding);
    html_about(out, finding);
    MARK(out, "</summary><div>\n");
    html_body(page, finding);
    MARK(out, "</div></details>\n");
}
