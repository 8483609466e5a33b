// html: what the files of the page share; nobody outside finding/html*.c includes it.
//
// The page is one file without script: head with the rules of style, worklist, an article a
// patient, guidelines and sources. Markup is written with MARK, which takes nothing but literals;
// whatever is not a literal of ours, from a record or from a guideline, goes through html_text. No
// third way leads into the page.

#ifndef FINDING_HTML_H
#define FINDING_HTML_H

#include "finding/finding.h"

// Markup: a literal, by its type.
#define MARK(out, literal) buf_add((out), STR("" literal))

// A patient while the article is written.
typedef struct {
    Buf *out;
    const ReviewOptions *options;
    Arena *arena;
    const Finding *findings;
    size_t count;
} HtmlPage;

// ---- html_text.c
// `text` as text, also within a quoted attribute: the five characters of markup as references,
// whatever could steer a reader's eye or a terminal (controls, marks of direction, invalid UTF-8)
// as U+FFFD, at most `most` characters (0: all).
void html_text(Buf *out, Str text, size_t most);
// Text of a record in its own direction of writing.
void html_record_text(Buf *out, Str text, size_t most);
// An ISO date or date-time as precise as it is, the month as a word: "20 Nov 2026"; what is none,
// as text.
void html_date(Buf *out, Str date);
// "2026-09-01" to "2026-11-01"; one of them when they are equal or the other is empty.
void html_dates(Buf *out, Str low, Str high);
// A date and time of day with its zone: "22 Nov 2026, 00:00 UTC".
void html_instant(Buf *out, DateTime instant);
// An id for an anchor out of any bytes: the same for the same bytes, another for others.
void html_anchor(Buf *out, char kind, Str id);
// A plain number with its word: "1 question", "3 questions".
void html_count(Buf *out, size_t count, const char *one, const char *many);
// "1 day", "82 days".
void html_days(Buf *out, int64_t days);

// ---- html.c
Str html_tier_word(Tier tier);  // "Emergency", "Not known"
// Shape, word and colour: never colour alone.
void html_tier(Buf *out, Tier tier);
// Words of a record one after the other: "New lump above the knee · night pain".
void html_words(Buf *out, const Str *words, size_t count);

// ---- html_style.c
// The rules of style, and what the content policy allows by: 'sha256-...' of exactly this text.
// `more`: rules that a page has besides, in order, NULL at the end; or NULL.
void html_style(Buf *out, const char *const *more);
void html_style_hash(Buf *out, const char *const *more);

// ---- html.c, html_cql.c: from the doctype to the start of the body.
void html_open(Buf *out, Str title, const char *const *more_rules);
void html_notice(Buf *out);  // what Vigil is not; ends the page

// ---- html_finding.c
bool html_is_row(const Finding *finding);  // a finding that needs attention
// Yes, no, not known, could not be evaluated; and whether something local stands behind it.
void html_state(Buf *out, const Finding *finding);
void html_title(Buf *out, const Item *item);
void html_about(Buf *out, const Finding *finding);  // what it is about, when not the patient
// What it says, the score as a range, what the record says, what would change it, its sources, and
// folded away the data and the reasons.
void html_body(HtmlPage *page, const Finding *finding);
// Only the questions, the sources, the data and the reasons.
void html_behind(HtmlPage *page, const Finding *finding);
// One line that opens: for what needs nobody now.
void html_folded(HtmlPage *page, const Finding *finding);

// ---- html_plan.c: what is to ask, to do and to decide
typedef struct {
    size_t questions;        // open
    size_t overdue;          // items
    int64_t overdue_days;    // of the longest
    const Finding *due_now;  // with the window that ends first; NULL: none
    Str due_by;              // its end
} HtmlPlan;
HtmlPlan html_plan(HtmlPage *page);
void html_questions(HtmlPage *page);
void html_due(HtmlPage *page);
void html_options(HtmlPage *page);

// ---- html_patient.c is html_write_patient.

#endif
