// What is to ask, to do and to decide: the questions that are open, ranked; what is overdue, due
// and done; the options with what they need.

#include <stdlib.h>

#include "finding/html.h"
#include "finding/questions.h"
#include "finding/summary.h"

static bool of_kind(const Finding *finding, ItemKind kind) {
    return finding->item->kind == kind && finding->holds != HOLDS_NOT_APPLICABLE;
}

static bool is_open(const Finding *finding) {
    return finding->holds == HOLDS_UNKNOWN || finding->holds == HOLDS_ERROR;
}

// ---- due

typedef struct {
    const Finding *finding;
    const DueWindow *window;  // what is open, or comes next; NULL
    Str last_done;
    int rank;  // overdue, due now, next, nothing to do
} DueRow;

enum { DUE_OVERDUE, DUE_NOW, DUE_NEXT, DUE_NOTHING };

static int64_t overdue_days(const DueRow *row) {
    return row->window == NULL ? 0 : row->window->overdue_days;
}

static DueRow due_row(const Finding *finding) {
    DueRow row = {.finding = finding, .rank = DUE_NOTHING};
    for (size_t i = 0; i < finding->due_count; i++) {
        const DueWindow *due = &finding->due[i];
        if (due->done.len > 0 && str_compare(due->done, row.last_done) > 0)
            row.last_done = due->done;
        if (due->done.len > 0 || !due->window_known) continue;
        int rank = due->overdue_days > 0 ? DUE_OVERDUE : due->is_due ? DUE_NOW : DUE_NEXT;
        if (rank > row.rank || (rank == row.rank && due->overdue_days <= overdue_days(&row)))
            continue;
        row.rank = rank;
        row.window = due;
    }
    return row;
}

static int by_urgency(const void *a, const void *b) {
    const DueRow *x = a;
    const DueRow *y = b;
    if (x->rank != y->rank) return x->rank - y->rank;
    if (overdue_days(x) != overdue_days(y)) return overdue_days(x) > overdue_days(y) ? -1 : 1;
    if (x->window != NULL && y->window != NULL && !str_eq(x->window->high, y->window->high))
        return str_compare(x->window->high, y->window->high);
    return x->finding < y->finding ? -1 : 1;  // of one array: as they came
}

static void write_due_state(Buf *out, const DueRow *row) {
    switch (row->rank) {
    case DUE_OVERDUE:
        html_tier(out, row->finding->tier < TIER_UNKNOWN ? row->finding->tier : TIER_AMBER);
        MARK(out, " <b>overdue by ");
        html_days(out, overdue_days(row));
        MARK(out, "</b>");
        break;
    case DUE_NOW:
        MARK(out, "<b>due now</b>");
        break;
    case DUE_NEXT:
        MARK(out, "later");
        break;
    default:
        MARK(out, "<span class=\"dim\">nothing due</span>");
    }
}

static void write_due_row(HtmlPage *page, const DueRow *row) {
    Buf *out = page->out;
    MARK(out, "<tr><td data-label=\"What\">");
    if (page->options->detail != DETAIL_NONE) MARK(out, "<details class=\"line\"><summary>");
    html_title(out, row->finding->item);
    html_about(out, row->finding);
    if (row->finding->local) MARK(out, " <span class=\"read\">local</span>");
    if (page->options->detail != DETAIL_NONE) {
        MARK(out, "</summary><div>");
        html_behind(page, row->finding);
        MARK(out, "</div></details>");
    }
    MARK(out, "</td><td data-label=\"State\">");
    write_due_state(out, row);
    MARK(out, "</td><td data-label=\"Window\">");
    if (row->window != NULL) html_dates(out, row->window->low, row->window->high);
    MARK(out, "</td><td data-label=\"Last done\">");
    if (row->last_done.len > 0) html_date(out, row->last_done);
    if (row->last_done.len == 0) MARK(out, "<span class=\"dim\">no record of it</span>");
    MARK(out, "</td></tr>\n");
}

static void write_due_table(HtmlPage *page, const DueRow *rows, size_t count) {
    Buf *out = page->out;
    if (count == 0) return;
    MARK(out, "<table class=\"cards\"><thead><tr><th scope=\"col\">What</th><th scope=\"col\">"
              "State</th><th scope=\"col\">Window</th><th scope=\"col\">Last done</th></tr>"
              "</thead><tbody>\n");
    for (size_t i = 0; i < count; i++) write_due_row(page, &rows[i]);
    MARK(out, "</tbody></table>\n");
}

void html_due(HtmlPage *page) {
    Buf *out = page->out;
    DueRow *rows = ARENA_ARRAY(page->arena, DueRow, page->count);
    size_t count = 0;
    size_t unknown = 0;
    for (size_t i = 0; i < page->count; i++) {
        const Finding *finding = &page->findings[i];
        if (!of_kind(finding, KIND_DUE)) continue;
        DueRow row = due_row(finding);
        // A window that is known stays in the table, even where another is not.
        if (is_open(finding) && row.rank == DUE_NOTHING) {
            unknown++;
        } else {
            rows[count++] = row;
        }
    }
    if (count + unknown == 0) return;
    if (count > 1) qsort(rows, count, sizeof *rows, by_urgency);
    MARK(out, "<section class=\"due\"><h3>Examinations and visits</h3>\n");
    write_due_table(page, rows, count);
    if (unknown > 0) {
        MARK(out, "<details class=\"group\"><summary><span class=\"nk\">Not known</span> whether "
                  "due: ");
        html_count(out, unknown, "examination", "examinations");
        MARK(out, "</summary>\n");
        for (size_t i = 0; i < page->count; i++) {
            const Finding *finding = &page->findings[i];
            if (of_kind(finding, KIND_DUE) && is_open(finding) &&
                due_row(finding).rank == DUE_NOTHING)
                html_folded(page, finding);
        }
        MARK(out, "</details>\n");
    }
    MARK(out, "</section>\n");
}

HtmlPlan html_plan(HtmlPage *page) {
    HtmlPlan plan = {0};
    plan.questions = open_questions(page->arena, page->findings, page->count, NULL);
    for (size_t i = 0; i < page->count; i++) {
        const Finding *finding = &page->findings[i];
        if (!of_kind(finding, KIND_DUE)) continue;
        int64_t days = finding_overdue(finding);
        plan.overdue += days > 0;
        if (days > plan.overdue_days) plan.overdue_days = days;
        DueRow row = due_row(finding);
        if (row.rank != DUE_NOW || row.window->high.len == 0) continue;
        if (plan.due_now != NULL && str_compare(plan.due_by, row.window->high) <= 0) continue;
        plan.due_now = finding;
        plan.due_by = row.window->high;
    }
    return plan;
}

// ---- questions

// "can settle “Local pain” (Amber if yes) and 2 more; also for 4 examinations or options".
static void write_effect(Buf *out, const Question *question) {
    MARK(out, " <span class=\"dim\">");
    if (question->first != NULL) {
        html_text(out, question->settles > 0 ? STR("can settle “") : STR("matters for “"), 0);
        html_title(out, question->first->item);
        MARK(out, "”");
        if (question->tier <= TIER_AMBER) {
            MARK(out, " (");
            html_text(out, html_tier_word(question->tier), 0);
            MARK(out, " if yes)");
        }
        if (question->findings > 1) buf_printf(out, " and %zu more", question->findings - 1);
    }
    if (question->others > 0) {
        html_text(out, question->first == NULL ? STR("matters for ") : STR("; also for "), 0);
        html_count(out, question->others, "examination or option", "examinations or options");
    }
    MARK(out, "</span>");
}

static void write_question(HtmlPage *page, const Question *question) {
    Buf *out = page->out;
    MARK(out, "<li><b>");
    html_text(out, question->missing->input->ask, 0);
    MARK(out, "</b>");
    if (question->missing->about.len > 0) {
        MARK(out, " ");
        html_record_text(out, question->missing->about, 80);
    }
    write_effect(out, question);
    MARK(out, "</li>\n");
}

void html_questions(HtmlPage *page) {
    enum { FIRST = 6 };
    Buf *out = page->out;
    const Question *questions;
    size_t open = questions_ranked(page->arena, page->findings, page->count, &questions);
    if (open == 0) return;
    MARK(out, "<section class=\"ask\"><h3>Not on record <span class=\"dim\">");
    MARK(out, "what could be most urgent comes first</span></h3>\n<ol class=\"questions\">\n");
    for (size_t i = 0; i < open && i < FIRST; i++) write_question(page, &questions[i]);
    MARK(out, "</ol>\n");
    if (open > FIRST) {
        MARK(out, "<details class=\"group\"><summary>");
        html_count(out, open - FIRST, "more question", "more questions");
        MARK(out, "</summary><ol class=\"questions\" start=\"");
        buf_printf(out, "%d", FIRST + 1);
        MARK(out, "\">\n");
        for (size_t i = FIRST; i < open; i++) write_question(page, &questions[i]);
        MARK(out, "</ol></details>\n");
    }
    MARK(out, "</section>\n");
}

// ---- options

// What a gate came to stands among the reasons; without them it is not said.
static void write_gate(Buf *out, const Finding *finding, const Item *gate) {
    MARK(out, "<li>");
    html_text(out, gate->title.len > 0 ? gate->title : gate->declaration->name, 0);
    const Reason *reason = finding->reason;
    for (size_t i = 0; reason != NULL && i < reason->kid_count; i++) {
        if (reason->kids[i]->declaration != gate->declaration) continue;
        Tri tri = value_to_tri(reason->kids[i]->value);
        if (tri == TRI_TRUE) MARK(out, " <span class=\"state\">met</span>");
        if (tri == TRI_FALSE) MARK(out, " <span class=\"state\">not met</span>");
        if (tri == TRI_UNKNOWN) MARK(out, " <span class=\"nk\">not known</span>");
        break;
    }
    MARK(out, "</li>");
}

static void write_option(HtmlPage *page, const Finding *finding) {
    Buf *out = page->out;
    const Item *item = finding->item;
    MARK(out, "<tr><td data-label=\"Option\"><b>");
    html_title(out, item);
    MARK(out, "</b>");
    html_about(out, finding);
    if (finding->local) MARK(out, " <span class=\"read\">local</span>");
    MARK(out, "</td><td data-label=\"For\">");
    html_record_text(out, finding->text_for, 0);
    MARK(out, "</td><td data-label=\"Against\">");
    html_record_text(out, finding->text_against, 0);
    MARK(out, "</td><td data-label=\"Needs, sources\">");
    if (item->gate_count > 0) {
        MARK(out, "<ul class=\"gates\">");
        for (size_t i = 0; i < item->gate_count; i++) write_gate(out, finding, item->gates[i]);
        MARK(out, "</ul>");
    }
    html_behind(page, finding);
    MARK(out, "</td></tr>\n");
}

static size_t count_options(const HtmlPage *page, Holds holds) {
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++)
        count += of_kind(&page->findings[i], KIND_OPTION) && page->findings[i].holds == holds;
    return count;
}

static void write_option_table(HtmlPage *page, Holds holds) {
    MARK(page->out, "<table class=\"cards options\"><thead><tr><th scope=\"col\">Option</th>"
                    "<th scope=\"col\">For</th><th scope=\"col\">Against</th><th scope=\"col\">"
                    "Needs, sources</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < page->count; i++) {
        if (of_kind(&page->findings[i], KIND_OPTION) && page->findings[i].holds == holds)
            write_option(page, &page->findings[i]);
    }
    MARK(page->out, "</tbody></table>\n");
}

static void write_folded_options(HtmlPage *page, Holds holds) {
    Buf *out = page->out;
    size_t count = count_options(page, holds);
    if (count == 0) return;
    MARK(out, "<details class=\"group\"><summary>");
    html_count(out, count, "option", "options");
    if (holds == HOLDS_UNKNOWN)
        MARK(out, ": <span class=\"nk\">not known</span> whether worth discussing");
    if (holds == HOLDS_NO) MARK(out, " not for discussion now");
    if (holds == HOLDS_ERROR) MARK(out, " could not be evaluated");
    MARK(out, "</summary>\n");
    write_option_table(page, holds);
    MARK(out, "</details>\n");
}

void html_options(HtmlPage *page) {
    size_t yes = count_options(page, HOLDS_YES);
    size_t others = count_options(page, HOLDS_UNKNOWN) + count_options(page, HOLDS_NO) +
                    count_options(page, HOLDS_ERROR);
    if (yes + others == 0) return;
    MARK(page->out,
         "<section class=\"opt\"><h3>Options <span class=\"dim\">to discuss, in no order "
         "of preference</span></h3>\n");
    if (yes > 0) write_option_table(page, HOLDS_YES);
    write_folded_options(page, HOLDS_UNKNOWN);
    write_folded_options(page, HOLDS_ERROR);
    write_folded_options(page, HOLDS_NO);
    MARK(page->out, "</section>\n");
}
