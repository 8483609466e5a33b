// A patient on the page, in the order a clinician asks: what cannot wait, what needs attention,
// what is missing, what is due, what may be done, what happened, what else was asked.

#include <stdlib.h>

#include "finding/html.h"
#include "finding/summary.h"

typedef bool Chooses(const Finding *finding);

static bool is_emergency(const Finding *finding) {
    return html_is_row(finding) && finding->tier == TIER_EMERGENCY;
}

static bool is_other_row(const Finding *finding) {
    return html_is_row(finding) && finding->tier != TIER_EMERGENCY;
}

// It would have been an emergency, had it held.
static bool could_be_emergency(const Finding *finding) {
    return finding->item->kind == KIND_FINDING && finding->item->tier_yes == TIER_EMERGENCY &&
           finding->holds != HOLDS_YES && finding->holds != HOLDS_NOT_APPLICABLE;
}

static bool is_score(const Finding *finding) {
    return finding->item->kind == KIND_SCORE && finding->holds != HOLDS_NOT_APPLICABLE;
}

static bool is_other(const Finding *finding) {
    return finding->item->kind == KIND_FINDING && finding->holds != HOLDS_NOT_APPLICABLE &&
           !html_is_row(finding);
}

static bool is_answered(const Finding *finding) {
    return is_other(finding) && (finding->holds == HOLDS_NO || finding->holds == HOLDS_YES);
}

static bool is_unanswered(const Finding *finding) {
    return is_other(finding) && !is_answered(finding);
}

static bool is_not_applicable(const Finding *finding) {
    return finding->holds == HOLDS_NOT_APPLICABLE && finding->item->kind != KIND_EVENT;
}

static size_t count_of(const HtmlPage *page, Chooses *chooses) {
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++) count += chooses(&page->findings[i]);
    return count;
}

// ---- what needs attention

static void write_card(HtmlPage *page, const Finding *finding) {
    Buf *out = page->out;
    MARK(out, "<div class=\"card c-");
    html_text(out, str_from(tier_name(finding->tier)), 0);
    MARK(out, "\"><h4>");
    html_tier(out, finding->tier);
    MARK(out, " ");
    html_title(out, finding->item);
    html_state(out, finding);
    html_about(out, finding);
    MARK(out, "</h4>\n");
    html_body(page, finding);
    MARK(out, "</div>\n");
}

static void write_cards(HtmlPage *page, Chooses *chooses) {
    MARK(page->out, "<div class=\"tiles\">\n");
    for (size_t i = 0; i < page->count; i++) {
        if (chooses(&page->findings[i])) write_card(page, &page->findings[i]);
    }
    MARK(page->out, "</div>\n");
}

// Also where nothing cannot wait it is said what was asked, and what was not.
static void write_asked(HtmlPage *page) {
    Buf *out = page->out;
    bool first = true;
    for (size_t i = 0; i < page->count; i++) {
        const Finding *finding = &page->findings[i];
        if (!could_be_emergency(finding)) continue;
        if (first) MARK(out, "<p class=\"asked\">");
        if (first && count_of(page, is_emergency) == 0)
            MARK(out, "<b>No emergency is on record.</b> ");
        if (first) MARK(out, "Looked for: ");
        if (!first) MARK(out, "; ");
        html_title(out, finding->item);
        html_about(out, finding);
        MARK(out, ":");
        html_state(out, finding);
        first = false;
    }
    if (!first) MARK(out, "</p>\n");
}

static void write_attention(HtmlPage *page) {
    Buf *out = page->out;
    if (count_of(page, is_emergency) > 0) {
        MARK(out, "<section class=\"now\"><h3>Cannot wait</h3>\n");
        write_cards(page, is_emergency);
        MARK(out, "</section>\n");
    }
    write_asked(page);
    if (count_of(page, is_other_row) > 0) {
        MARK(out, "<section><h3>Needs attention</h3>\n");
        write_cards(page, is_other_row);
        MARK(out, "</section>\n");
    }
}

// ---- what else was asked

static void write_folded_group(HtmlPage *page, Chooses *chooses) {
    for (size_t i = 0; i < page->count; i++) {
        if (chooses(&page->findings[i])) html_folded(page, &page->findings[i]);
    }
    MARK(page->out, "</details>\n");
}

static void write_rest(HtmlPage *page) {
    Buf *out = page->out;
    size_t answered = count_of(page, is_answered);
    size_t unanswered = count_of(page, is_unanswered);
    size_t not_applicable = count_of(page, is_not_applicable);
    if (answered + unanswered + not_applicable == 0) return;
    MARK(out, "<section class=\"rest\"><h3>Also looked for</h3>\n");
    if (answered > 0) {
        MARK(out, "<details class=\"group\"><summary>");
        buf_printf(out, "%zu", answered);
        MARK(out, " answered by the record</summary>\n");
        write_folded_group(page, is_answered);
    }
    if (unanswered > 0) {
        MARK(out, "<details class=\"group\"><summary>");
        buf_printf(out, "%zu", unanswered);
        MARK(out, " <span class=\"nk\">not known</span></summary>\n");
        write_folded_group(page, is_unanswered);
    }
    if (not_applicable > 0) {
        MARK(out, "<details class=\"group\"><summary>");
        html_count(out, not_applicable, "item does not apply", "items do not apply");
        MARK(out, "</summary>\n");
        write_folded_group(page, is_not_applicable);
    }
    MARK(out, "</section>\n");
}

static void write_scores(HtmlPage *page) {
    if (count_of(page, is_score) == 0) return;
    MARK(page->out, "<section><h3>Scores</h3>\n");
    for (size_t i = 0; i < page->count; i++) {
        if (is_score(&page->findings[i])) html_folded(page, &page->findings[i]);
    }
    MARK(page->out, "</section>\n");
}

// ---- timeline

static Str event_date(const EventEntry *event) {
    return event->at_low.len > 0 ? event->at_low : event->at_high;
}

static int by_date(const void *a, const void *b) {
    const EventEntry *x = *(const EventEntry *const *)a;
    const EventEntry *y = *(const EventEntry *const *)b;
    int order = str_compare(event_date(y), event_date(x));  // the latest first
    if (order == 0) order = str_compare(x->lane, y->lane);
    return order != 0 ? order : str_compare(x->what, y->what);
}

static void write_event(Buf *out, const EventEntry *event) {
    MARK(out, "<li><span class=\"when\">");
    if (event_date(event).len > 0) html_dates(out, event->at_low, event->at_high);
    if (event_date(event).len == 0) MARK(out, "<span class=\"nk\">no date</span>");
    MARK(out, "</span> <span class=\"lane\">");
    html_text(out, event->lane, 40);
    MARK(out, "</span> <span class=\"what\">");
    html_record_text(out, event->what, 200);
    MARK(out, "</span></li>\n");
}

static void write_timeline(HtmlPage *page) {
    enum { LATEST = 6 };
    Buf *out = page->out;
    size_t total = 0;
    for (size_t i = 0; i < page->count; i++) total += page->findings[i].event_count;
    if (total == 0) return;
    const EventEntry **events = ARENA_ARRAY(page->arena, const EventEntry *, total);
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++) {
        for (size_t k = 0; k < page->findings[i].event_count; k++)
            events[count++] = &page->findings[i].events[k];
    }
    qsort(events, count, sizeof *events, by_date);
    MARK(out, "<section class=\"course\"><h3>Timeline <span class=\"dim\">the latest first</span>"
              "</h3>\n<ol class=\"timeline\">\n");
    for (size_t i = 0; i < count && i < LATEST; i++) write_event(out, events[i]);
    MARK(out, "</ol>\n");
    if (count > LATEST) {
        MARK(out, "<details class=\"group\"><summary>");
        html_count(out, count - LATEST, "earlier event", "earlier events");
        MARK(out, ", the first ");
        html_date(out, event_date(events[count - 1]));
        MARK(out, "</summary><ol class=\"timeline\">\n");
        for (size_t i = LATEST; i < count; i++) write_event(out, events[i]);
        MARK(out, "</ol></details>\n");
    }
    MARK(out, "</section>\n");
}

// ---- the article

// Whether a row of the worklist is about this patient, and the most urgent tier of these.
static bool has_row(const HtmlPage *page, Tier *highest) {
    bool found = false;
    *highest = TIER_NONE;
    for (size_t i = 0; i < page->count; i++) {
        Tier tier;
        if (!summary_is_row(&page->findings[i], &tier)) continue;
        found = true;
        if (tier < *highest) *highest = tier;
    }
    return found;
}

static void write_who(HtmlPage *page, const Record *record) {
    Buf *out = page->out;
    Str name = patient_name(page->arena, record);
    Str about = patient_about(page->arena, record, page->options->as_of);
    MARK(out, "<header><h2>");
    html_record_text(out, name.len > 0 ? name : record->patient_id, 60);
    MARK(out, "</h2> <p>");
    html_record_text(out, about, 60);
    if (about.len > 0) MARK(out, " · ");
    MARK(out, "<span class=\"mono\">Patient/");
    html_record_text(out, record->patient_id, 64);
    MARK(out, "</span></p> ");
    Tier tier;
    has_row(page, &tier);
    html_tier(out, tier);
    MARK(out, " <a class=\"up\" href=\"#worklist\">Worklist</a></header>\n");
    for (size_t i = 0; i < record->merged_count; i++) {
        MARK(out, "<p class=\"merged\">Holds the record of <span class=\"mono\">Patient/");
        html_record_text(out, record->merged_ids[i], 64);
        MARK(out, "</span> too, which was merged into this one.</p>\n");
    }
}

static void write_facts(HtmlPage *page) {
    Buf *out = page->out;
    HtmlPlan plan = html_plan(page);
    if (plan.questions == 0 && plan.overdue == 0 && plan.due_now == NULL) return;
    MARK(out, "<ul class=\"facts\">");
    if (plan.due_now != NULL) {
        MARK(out, "<li>Due by <b>");
        html_date(out, plan.due_by);
        MARK(out, "</b>: ");
        html_title(out, plan.due_now->item);
        MARK(out, "</li>");
    }
    if (plan.overdue > 0) {
        MARK(out, "<li><b>");
        buf_printf(out, "%zu", plan.overdue);
        MARK(out, " overdue</b>, the longest by ");
        html_days(out, plan.overdue_days);
        MARK(out, "</li>");
    }
    if (plan.questions > 0) {
        MARK(out, "<li><span class=\"nk\">");
        html_count(out, plan.questions, "question", "questions");
        MARK(out, " open</span></li>");
    }
    MARK(out, "</ul>\n");
}

static void write_sections(HtmlPage *page) {
    write_attention(page);
    write_scores(page);
    html_questions(page);
    html_due(page);
    html_options(page);
    write_timeline(page);
    write_rest(page);
}

// Calm, and still open to question: the rest of the article is one click away.
static void write_quiet(HtmlPage *page) {
    Buf *out = page->out;
    if (count_of(page, is_other) == 0) {
        MARK(out, "<p class=\"calm\">No guideline that was loaded asks anything of this "
                  "patient.</p>\n");
    } else {
        MARK(out, "<p class=\"calm\">Nothing needs attention on what is recorded. What is not "
                  "recorded is not known, and not a no.</p>\n");
    }
    size_t before = out->len;
    MARK(out, "<details class=\"quiet\"><summary>What was looked at</summary>\n");
    size_t opened = out->len;
    write_sections(page);
    if (out->len == opened) {
        out->len = before;
    } else {
        MARK(out, "</details>\n");
    }
}

void html_write_patient(Buf *out, const ReviewOptions *options, Record *record,
                        const Finding *findings, size_t count) {
    HtmlPage page = {out, options, record->arena, findings, count};
    Tier tier;
    bool quiet = !has_row(&page, &tier);
    MARK(out, "<article id=\"");
    html_anchor(out, 'p', record->patient_id);
    MARK(out, "\" class=\"");
    html_text(out, quiet ? STR("calm-patient") : STR("patient"), 0);
    MARK(out, "\">\n");
    write_who(&page, record);
    write_facts(&page);
    if (quiet) write_quiet(&page);
    if (!quiet) write_sections(&page);
    MARK(out, "</article>\n\n");
}
