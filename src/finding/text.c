// Findings on a terminal: the worklist (who needs attention, why, since when), then each patient.

#include <stdlib.h>

#include "finding/questions.h"
#include "finding/summary.h"
#include "finding/terminal.h"

enum { LABEL = TERMINAL_LABEL };

static const char *plural(size_t count) {
    return count == 1 ? "" : "s";
}

// ---- worklist

// Why: the most urgent row, since when, what the record says; then what it means and what to do,
// whole where it presses.
static void write_why(Buf *out, const TextStyle *style, const SummaryRow *row) {
    Buf text = {0};
    buf_add(&text, row->title);
    if (row->local) buf_add(&text, STR(" (local)"));
    if (row->holds == HOLDS_UNKNOWN) buf_add(&text, STR(", not known"));
    if (row->since.len > 0 && row->overdue_days == 0)
        buf_printf(&text, ", %.*s", STR_ARG(row->since));
    for (size_t i = 0; i < row->record_count; i++)
        buf_printf(&text, "%s%.*s", i == 0 ? ": " : ", ", STR_ARG(row->record[i]));
    terminal_cut(out, style, LABEL, buf_str(&text));
    if (row->says.len > 0 && row->tier <= TIER_RED) {
        terminal_line(out, style, LABEL, "%.*s", STR_ARG(row->says));
    } else if (row->says.len > 0) {
        terminal_cut(out, style, LABEL, row->says);
    }
    buf_free(&text);
}

// Findings about several things have one title.
static bool is_said_before(const PatientSummary *patient, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (str_eq(patient->rows[i].title, patient->rows[at].title)) return true;
    }
    return false;
}

// What else: titles of the other findings, then what is overdue longest, and how much more.
static void write_also(Buf *out, const TextStyle *style, const PatientSummary *patient) {
    enum { NAMED = 2 };
    size_t others = 0;
    size_t overdue = 0;
    Buf text = {0};
    for (size_t i = 1; i < patient->row_count; i++) {
        const SummaryRow *row = &patient->rows[i];
        if (is_said_before(patient, i)) continue;
        if (row->overdue_days > 0) {
            if (overdue++ > 0) continue;
            if (others > NAMED) buf_printf(&text, " and %zu more", others - NAMED);
            buf_printf(&text, "%soverdue: %.*s (%lld day%s)", text.len > 0 ? "; " : "",
                       STR_ARG(row->title), (long long)row->overdue_days,
                       plural((size_t)row->overdue_days));
        } else if (others++ < NAMED) {
            buf_printf(&text, "%s%.*s%s", others == 1 ? "also: " : ", ", STR_ARG(row->title),
                       row->holds == HOLDS_UNKNOWN ? " (not known)" : "");
        }
    }
    if (overdue == 0 && others > NAMED) buf_printf(&text, " and %zu more", others - NAMED);
    if (overdue > 1) buf_printf(&text, " and %zu more", overdue - 1);
    if (text.len > 0) terminal_cut(out, style, LABEL, buf_str(&text));
    buf_free(&text);
}

static void worklist_patient(Buf *out, const TextStyle *style, const PatientSummary *patient) {
    enum { MOST = 64 };
    terminal_label(out, style, patient->tier);
    terminal_ink(out, style, INK_BOLD);
    terminal_text(out, patient->id, MOST);
    terminal_ink(out, style, INK_PLAIN);
    terminal_person(out, patient->name, patient->about);
    write_why(out, style, &patient->rows[0]);
    write_also(out, style, patient);
}

void worklist_write_text(Buf *out, const TextStyle *style, const PatientSummary *const *patients,
                         size_t count) {
    Arena *arena = arena_new();
    const PatientSummary **sorted = summaries_sorted(arena, patients, count);
    size_t rows = 0;
    size_t questions = 0;
    size_t with_questions = 0;
    for (size_t i = 0; i < count; i++) {
        rows += sorted[i]->row_count > 0;
        questions += sorted[i]->open_questions;
        with_questions += sorted[i]->open_questions > 0;
    }
    terminal_ink(out, style, INK_BOLD);
    buf_printf(out, "Worklist: %zu of %zu patient%s need%s attention\n\n", rows, count,
               plural(count), rows == 1 || count == 1 ? "s" : "");
    terminal_ink(out, style, INK_PLAIN);
    for (size_t i = 0; i < count && sorted[i]->row_count > 0; i++)
        worklist_patient(out, style, sorted[i]);
    if (rows > 0) buf_add_char(out, '\n');
    if (questions > 0)
        buf_printf(out,
                   "%zu question%s %s open about %zu patient%s: what is not on record is not "
                   "known, and not a no.\n\n",
                   questions, plural(questions), questions == 1 ? "is" : "are", with_questions,
                   plural(with_questions));
    arena_free(arena);
}

void off_write_text(Buf *out, const TextStyle *style, const GuidelineSet *set) {
    size_t count = 0;
    for (size_t i = 0; i < set->item_count; i++) {
        const Item *item = set->items[i];
        if (!item->is_off) continue;
        if (count++ == 0) buf_add(out, STR("Switched off here (local):\n"));
        terminal_line(out, style, 2, "%.*s (%.*s, %.*s): %.*s", STR_ARG(item->title),
                      STR_ARG(item->guideline->id), STR_ARG(item->id), STR_ARG(item->off_reason));
    }
    if (count > 0) buf_add_char(out, '\n');
}

// ---- one patient

static Str day(Str date) {
    enum { DAY = 10 };
    return date.len > DAY ? (Str){date.data, DAY} : date;
}

static void write_datum(Buf *text, const Evidence *evidence) {
    Str date = day(evidence->date);
    buf_add(text, evidence->input->id);
    // "fever no: Fever": what is shown may be what was denied.
    Str answer = {0};
    if (evidence->answer.kind == VALUE_BOOLEAN)
        answer = evidence->answer.as.boolean ? STR("yes") : STR("no");
    if (answer.len > 0) buf_printf(text, " %.*s", STR_ARG(answer));
    if (!str_eq(answer, evidence->shown)) buf_printf(text, ": %.*s", STR_ARG(evidence->shown));
    buf_printf(text, " (%s%.*s%s%.*s)", evidence->local ? "local, " : "",
               STR_ARG(evidence->resource), date.len > 0 ? ", " : "", STR_ARG(date));
}

// A line each in full, otherwise one paragraph.
static void write_evidence(Buf *out, const TextStyle *style, const ReviewOptions *options,
                           const Finding *finding) {
    bool full = options->detail == DETAIL_FULL;
    size_t most = full ? 12 : 6;
    size_t shown = finding->evidence_count < most ? finding->evidence_count : most;
    Buf text = {0};
    for (size_t i = 0; i < shown; i++) {
        if (i > 0) buf_add(&text, full ? STR("") : STR("; "));
        write_datum(&text, &finding->evidence[i]);
        if (!full) continue;
        terminal_line(out, style, LABEL + 2, "- %.*s", (int)text.len, text.data);
        buf_reset(&text);
    }
    size_t more = finding->evidence_count - shown;
    if (more > 0) buf_printf(&text, full ? "- and %zu more" : "; and %zu more", more);
    if (text.len > 0)
        terminal_line(out, style, LABEL + 2, "%s%.*s", full ? "" : "data: ", (int)text.len,
                      text.data);
    buf_free(&text);
}

static void write_sources(Buf *out, const TextStyle *style, const ReviewOptions *options,
                          const Item *item) {
    size_t shown =
        options->detail == DETAIL_FULL || item->citation_count < 2 ? item->citation_count : 1;
    Buf text = {0};
    for (size_t i = 0; i < shown; i++) {
        const Citation *citation = &item->citations[i];
        buf_printf(&text, "%s%.*s, %.*s (%s)", i > 0 ? "; " : "", STR_ARG(citation->source->id),
                   STR_ARG(citation->at), source_read_words((SourceRead)citation->source->read));
    }
    if (text.len == 0) return;
    if (shown < item->citation_count)
        buf_printf(&text, "; and %zu more", item->citation_count - shown);
    if (item_unread_words(item) != NULL) buf_printf(&text, ". %s", item_unread_words(item));
    terminal_ink(out, style, INK_DIM);
    terminal_line(out, style, LABEL + 2, "source: %.*s", (int)text.len, text.data);
    terminal_ink(out, style, INK_PLAIN);
    buf_free(&text);
}

enum { MOST_NAME = 60 };

// A score says its points, "3 (high)" or "8 to 10"; everything else yes, no or unknown.
static void write_state(Buf *out, const Finding *finding) {
    buf_add(out, STR(" — "));
    if (finding->item->kind != KIND_SCORE || finding->error != NULL) {
        buf_printf(out, "%s", holds_name(finding->holds));
    } else if (!finding->has_score) {
        buf_add(out, STR("not computable"));
    } else {
        decimal_write(out, finding->score_low);
        if (decimal_compare(finding->score_low, finding->score_high) != 0) {
            buf_add(out, STR(" to "));
            decimal_write(out, finding->score_high);
        }
        if (finding->band_name.len > 0) {
            buf_add(out, STR(" ("));
            terminal_text(out, finding->band_name, MOST_NAME);
            buf_add_char(out, ')');
        }
    }
}

void finding_write_conclusion(Buf *out, const TextStyle *style, const Finding *finding) {
    const Item *item = finding->item;
    terminal_label(out, style, finding->tier);
    terminal_ink(out, style, INK_BOLD);
    terminal_text(out, item->title.len > 0 ? item->title : item->id, 0);
    terminal_ink(out, style, INK_PLAIN);
    write_state(out, finding);
    if (finding->about.len > 0) {
        buf_add(out, STR(" ("));
        terminal_text(out, finding->about, MOST_NAME);
        buf_add_char(out, ')');
    }
    if (finding->local) buf_add(out, STR(" (local)"));
    buf_add_char(out, '\n');
    if (finding->says.len > 0) terminal_line(out, style, LABEL, "%.*s", STR_ARG(finding->says));
    if (finding->error != NULL)
        terminal_line(out, style, LABEL, "could not be evaluated: %s", finding->error);
}

static void write_finding(Buf *out, const TextStyle *style, const ReviewOptions *options,
                          const Finding *finding) {
    finding_write_conclusion(out, style, finding);
    if (options->detail == DETAIL_NONE) return;
    write_evidence(out, style, options, finding);
    write_sources(out, style, options, finding->item);
}

// ---- what is due

// The window that counts of a due item: overdue longest, else open now, else the next to come.
static const DueWindow *window_of(const Finding *finding) {
    const DueWindow *best = NULL;
    for (size_t i = 0; i < finding->due_count; i++) {
        const DueWindow *due = &finding->due[i];
        if (!due->window_known || due->done.len > 0) continue;
        if (due->overdue_days > 0 && (best == NULL || due->overdue_days > best->overdue_days))
            best = due;
        if (due->is_due && (best == NULL || (best->overdue_days == 0 && !best->is_due))) best = due;
        if (!due->is_due && due->overdue_days == 0 && best == NULL) best = due;
    }
    return best;
}

// Overdue, longest first; then due now; then next, by day; then what is not known.
static int by_urgency(const void *a, const void *b) {
    const Finding *x = *(const Finding *const *)a;
    const Finding *y = *(const Finding *const *)b;
    const DueWindow *one = window_of(x);
    const DueWindow *two = window_of(y);
    int order = (one == NULL) - (two == NULL);
    if (order != 0 || one == NULL || two == NULL)
        return order != 0 ? order : str_compare(x->item->id, y->item->id);
    if (one->overdue_days != two->overdue_days)
        return one->overdue_days > two->overdue_days ? -1 : 1;
    order = (int)two->is_due - (int)one->is_due;
    if (order == 0) order = str_compare(one->low, two->low);
    return order != 0 ? order : str_compare(x->item->id, y->item->id);
}

void due_write_text(Buf *out, const TextStyle *style, const Finding *finding) {
    const DueWindow *due = window_of(finding);
    Str title = finding->item->title;
    bool overdue = due != NULL && due->overdue_days > 0;
    terminal_label(out, style, overdue ? TIER_AMBER : TIER_NONE);
    Buf text = {0};
    if (overdue) {
        buf_printf(&text, "overdue since %.*s (%lld day%s): %.*s", STR_ARG(due->high),
                   (long long)due->overdue_days, plural((size_t)due->overdue_days), STR_ARG(title));
    } else if (due != NULL) {
        buf_printf(&text, "%s %.*s", due->is_due ? "due now," : "next,", STR_ARG(due->low));
        if (!str_eq(due->low, due->high)) buf_printf(&text, " to %.*s", STR_ARG(due->high));
        buf_printf(&text, ": %.*s", STR_ARG(title));
    } else {
        buf_printf(&text, "%s: %.*s",
                   finding->holds == HOLDS_UNKNOWN || finding->holds == HOLDS_ERROR
                       ? "not known when due"
                       : "nothing due",
                   STR_ARG(title));
    }
    terminal_wrap(out, style, buf_str(&text), LABEL, LABEL);
    buf_free(&text);
}

static void write_dues(Buf *out, const TextStyle *style, const Finding *const *dues, size_t count,
                       bool all) {
    Buf unknown = {0};
    for (size_t i = 0; i < count; i++) {
        if (window_of(dues[i]) != NULL || all || dues[i]->error != NULL) {
            due_write_text(out, style, dues[i]);
        } else if (dues[i]->holds == HOLDS_UNKNOWN) {
            buf_printf(&unknown, "%s%.*s", unknown.len > 0 ? "; " : "",
                       STR_ARG(dues[i]->item->title));
        }
    }
    if (unknown.len > 0)
        terminal_line(out, style, LABEL, "not known when due: %.*s", (int)unknown.len,
                      unknown.data);
    buf_free(&unknown);
}

// ---- options and questions

static void write_option(Buf *out, const TextStyle *style, const ReviewOptions *options,
                         const Finding *finding) {
    terminal_label(out, style, TIER_NONE);
    Buf text = {0};
    buf_printf(&text, "%s: %.*s%s",
               finding->holds == HOLDS_YES  ? "to discuss"
               : finding->holds == HOLDS_NO ? "not now"
                                            : "depends",
               STR_ARG(finding->item->title), finding->local ? " (local)" : "");
    terminal_wrap(out, style, buf_str(&text), LABEL, LABEL);
    buf_free(&text);
    if (finding->holds == HOLDS_NO) return;
    if (finding->text_for.len > 0)
        terminal_line(out, style, LABEL + 2, "for: %.*s", STR_ARG(finding->text_for));
    if (finding->text_against.len > 0)
        terminal_line(out, style, LABEL + 2, "against: %.*s", STR_ARG(finding->text_against));
    if (options->detail != DETAIL_NONE) write_sources(out, style, options, finding->item);
}

// What an option that is not known waits for: the names of the first inputs that are missing.
static void add_waiting(Buf *text, Arena *arena, const Finding *finding) {
    enum { NAMED = 3 };
    for (size_t i = 0; i < finding->missing_count && i < NAMED; i++) {
        buf_add(text, i == 0 ? STR(" (") : STR(", "));
        buf_add(text, id_words(arena, finding->missing[i].input->id));
    }
    if (finding->missing_count > NAMED) buf_add(text, STR(", ..."));
    if (finding->missing_count > 0) buf_add_char(text, ')');
}

// Nothing is hidden: what waits for an answer and what a gate closes is named, in a line each.
static void write_other_options(Buf *out, const TextStyle *style, Arena *arena,
                                const Finding *findings, size_t count, Holds holds) {
    Buf text = {0};
    const char *lead = holds == HOLDS_UNKNOWN ? "to discuss when answered: " : "not now: ";
    for (size_t i = 0; i < count; i++) {
        const Finding *finding = &findings[i];
        if (finding->item->kind != KIND_OPTION || finding->holds != holds) continue;
        buf_add(&text, text.len > 0 ? STR("; ") : str_from(lead));
        buf_add(&text, finding->item->title);
        if (holds == HOLDS_UNKNOWN) add_waiting(&text, arena, finding);
    }
    if (text.len > 0) terminal_line(out, style, LABEL, "%.*s", (int)text.len, text.data);
    buf_free(&text);
}

static void write_questions(Buf *out, const TextStyle *style, const ReviewOptions *options,
                            Arena *arena, const Finding *findings, size_t count) {
    enum { SHOWN = 8 };
    const Question *questions;
    size_t open = questions_ranked(arena, findings, count, &questions);
    if (open == 0) return;
    buf_printf(out, "%zu question%s open%s\n", open, plural(open),
               options->detail == DETAIL_FULL ? ":" : ".");
    for (size_t i = 0; options->detail == DETAIL_FULL && i < open && i < SHOWN; i++) {
        terminal_line(out, style, LABEL, "? %.*s%s%.*s", STR_ARG(questions[i].missing->input->ask),
                      questions[i].missing->about.len > 0 ? " " : "",
                      STR_ARG(questions[i].missing->about));
    }
    if (options->detail == DETAIL_FULL && open > SHOWN)
        terminal_line(out, style, LABEL, "and %zu more", open - SHOWN);
}

static bool of_kind(const Finding *finding, ItemKind kind) {
    return finding->item->kind == kind && finding->holds != HOLDS_NOT_APPLICABLE;
}

// Findings that are open unknowns of no tier are only counted, as questions.
static bool is_printed(const ReviewOptions *options, const Finding *finding) {
    if (options->only_finding.len > 0 || options->all) return true;
    return finding->holds == HOLDS_YES || finding->holds == HOLDS_NO || finding->error != NULL ||
           finding->tier < TIER_UNKNOWN;
}

void patient_write_text(Buf *out, const TextStyle *style, const ReviewOptions *options,
                        Record *record, const Finding *findings, size_t count) {
    enum { MOST = 64 };
    Arena *arena = record->arena;
    bool all = options->only_finding.len > 0 || options->all;
    terminal_ink(out, style, INK_BOLD);
    buf_add(out, STR("Patient/"));
    terminal_text(out, record->patient_id, MOST);
    terminal_ink(out, style, INK_PLAIN);
    terminal_person(out, patient_name(arena, record), patient_about(arena, record, options->as_of));
    const Finding **dues = ARENA_ARRAY(arena, const Finding *, count);
    size_t due_count = 0;
    for (size_t i = 0; i < count; i++) {
        const Finding *finding = &findings[i];
        bool concludes = finding->item->kind == KIND_FINDING || finding->item->kind == KIND_SCORE;
        bool applies = finding->holds != HOLDS_NOT_APPLICABLE;
        if (concludes && (applies || all) && is_printed(options, finding))
            write_finding(out, style, options, finding);
        if (of_kind(finding, KIND_DUE)) dues[due_count++] = finding;
    }
    if (due_count > 1) qsort(dues, due_count, sizeof(const Finding *), by_urgency);
    write_dues(out, style, dues, due_count, all);
    for (size_t i = 0; i < count; i++) {
        if (of_kind(&findings[i], KIND_OPTION) && (findings[i].holds == HOLDS_YES || all))
            write_option(out, style, options, &findings[i]);
    }
    if (!all) {
        write_other_options(out, style, arena, findings, count, HOLDS_UNKNOWN);
        write_other_options(out, style, arena, findings, count, HOLDS_NO);
    }
    if (count == 0) buf_printf(out, "%*sno guideline applies\n", LABEL, "");
    write_questions(out, style, options, arena, findings, count);
    buf_add_char(out, '\n');
}
