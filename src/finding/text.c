// Findings on a terminal: the worklist, then each patient; and the explanation of one finding.

#include <stdarg.h>
#include <stdio.h>

#include "finding/review.h"
#include "finding/summary.h"
#include "finding/terminal.h"

enum { LABEL = 10 };  // columns of the tier

static const char *tier_label(Tier tier) {
    static const char *const labels[] = {
        [TIER_EMERGENCY] = "EMERGENCY", [TIER_RED] = "RED",     [TIER_AMBER] = "AMBER",
        [TIER_UNKNOWN] = "unknown",     [TIER_GREEN] = "green", [TIER_NONE] = ""};
    return labels[tier];
}

static void label(Buf *out, const TextStyle *style, Tier tier) {
    const char *name = tier_label(tier);
    terminal_ink(out, style, terminal_tier_ink(tier));
    buf_add(out, (Str){name, strlen(name)});
    terminal_ink(out, style, INK_PLAIN);
    buf_printf(out, "%*s", (int)(LABEL - strlen(name)), "");
}

static void line(Buf *out, const TextStyle *style, size_t indent, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

// A wrapped line whose parts are printf'ed together first.
static void line(Buf *out, const TextStyle *style, size_t indent, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    Buf text = {0};
    char *room = buf_reserve(&text, (size_t)len + 1);
    va_start(args, format);
    vsnprintf(room, (size_t)len + 1, format, args);
    va_end(args);
    text.len = (size_t)len;
    buf_printf(out, "%*s", (int)indent, "");
    terminal_wrap(out, style, buf_str(&text), indent, indent);
    buf_free(&text);
}

// ---- worklist

static void worklist_patient(Buf *out, const TextStyle *style, const PatientSummary *patient) {
    enum { ROWS = 3 };
    label(out, style, patient->tier);
    terminal_ink(out, style, INK_BOLD);
    terminal_text(out, patient->id, 40);
    terminal_ink(out, style, INK_PLAIN);
    if (patient->name.len > 0) buf_add(out, STR("  "));
    terminal_text(out, patient->name, 40);
    if (patient->about.len > 0) buf_add(out, STR(", "));
    terminal_text(out, patient->about, 40);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < patient->row_count && i < ROWS; i++) {
        const SummaryRow *row = &patient->rows[i];
        line(out, style, LABEL, "%.*s%s%.*s", STR_ARG(row->title), row->says.len > 1 ? ": " : "",
             STR_ARG(row->says));
    }
    if (patient->row_count > ROWS)
        line(out, style, LABEL, "and %zu more", patient->row_count - ROWS);
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
    buf_printf(out, "Worklist: %zu of %zu patients need attention\n\n", rows, count);
    terminal_ink(out, style, INK_PLAIN);
    for (size_t i = 0; i < count && sorted[i]->row_count > 0; i++)
        worklist_patient(out, style, sorted[i]);
    buf_printf(out,
               "\n%zu questions are open about %zu patients: what is not on record is not known, "
               "and not a no.\n\n",
               questions, with_questions);
    arena_free(arena);
}

// ---- one patient

static void write_evidence(Buf *out, const TextStyle *style, const Finding *finding) {
    enum { SHOWN = 6 };
    size_t shown = finding->evidence_count < SHOWN ? finding->evidence_count : SHOWN;
    for (size_t i = 0; i < shown; i++) {
        const Evidence *evidence = &finding->evidence[i];
        Str date = evidence->date.len > 10 ? (Str){evidence->date.data, 10} : evidence->date;
        line(out, style, LABEL + 2, "- %.*s: %.*s (%.*s%s%.*s)", STR_ARG(evidence->input->id),
             STR_ARG(evidence->shown), STR_ARG(evidence->resource), date.len > 0 ? ", " : "",
             STR_ARG(date));
    }
    if (finding->evidence_count > SHOWN)
        line(out, style, LABEL + 2, "- and %zu more", finding->evidence_count - SHOWN);
}

static void write_sources(Buf *out, const TextStyle *style, const Item *item) {
    Buf text = {0};
    for (size_t i = 0; i < item->citation_count; i++) {
        const Citation *citation = &item->citations[i];
        buf_printf(&text, "%s%.*s, %.*s (read: %s)", i > 0 ? "; " : "",
                   STR_ARG(citation->source->id), STR_ARG(citation->at),
                   source_read_name((SourceRead)citation->source->read));
    }
    if (text.len == 0) return;
    terminal_ink(out, style, INK_DIM);
    line(out, style, LABEL + 2, "source: %.*s%s", (int)text.len, text.data,
         item->best_read == READ_FULL ? "" : ". Nobody here has read a source of this in full.");
    terminal_ink(out, style, INK_PLAIN);
    buf_free(&text);
}

static void write_finding(Buf *out, const TextStyle *style, const ReviewOptions *options,
                          const Finding *finding) {
    label(out, style, finding->tier);
    terminal_ink(out, style, INK_BOLD);
    terminal_text(out, finding->item->title, 0);
    terminal_ink(out, style, INK_PLAIN);
    buf_printf(out, " — %s", holds_name(finding->holds));
    if (finding->about.len > 0) {
        buf_add(out, STR(" ("));
        terminal_text(out, finding->about, 60);
        buf_add_char(out, ')');
    }
    buf_add_char(out, '\n');
    if (finding->says.len > 0) line(out, style, LABEL, "%.*s", STR_ARG(finding->says));
    if (finding->error != NULL)
        line(out, style, LABEL, "could not be evaluated: %s", finding->error);
    if (options->detail == DETAIL_NONE) return;
    write_evidence(out, style, finding);
    write_sources(out, style, finding->item);
}

static void write_due(Buf *out, const TextStyle *style, const Finding *finding) {
    const DueWindow *next = NULL;
    const DueWindow *open = NULL;
    for (size_t i = 0; i < finding->due_count; i++) {
        const DueWindow *due = &finding->due[i];
        if (due->window_known && due->done.len == 0 && (due->overdue_days > 0 || due->is_due) &&
            (open == NULL || due->overdue_days > open->overdue_days))
            open = due;
        if (due->window_known && due->done.len == 0 && due->overdue_days == 0 && !due->is_due &&
            next == NULL)
            next = due;
    }
    if (open != NULL && open->overdue_days > 0) {
        label(out, style, TIER_AMBER);
        buf_printf(out, "overdue since %.*s (%lld days): %.*s\n", STR_ARG(open->high),
                   (long long)open->overdue_days, STR_ARG(finding->item->title));
    } else if (open != NULL) {
        label(out, style, TIER_NONE);
        buf_printf(out, "due now (%.*s to %.*s): %.*s\n", STR_ARG(open->low), STR_ARG(open->high),
                   STR_ARG(finding->item->title));
    } else if (next != NULL) {
        label(out, style, TIER_NONE);
        buf_printf(out, "next %.*s to %.*s: %.*s\n", STR_ARG(next->low), STR_ARG(next->high),
                   STR_ARG(finding->item->title));
    } else if (finding->holds == HOLDS_UNKNOWN) {
        label(out, style, TIER_NONE);
        buf_printf(out, "not known when due: %.*s\n", STR_ARG(finding->item->title));
    }
}

static void write_option(Buf *out, const TextStyle *style, const Finding *finding) {
    label(out, style, TIER_NONE);
    buf_printf(out, "%s: %.*s\n",
               finding->holds == HOLDS_YES  ? "to discuss"
               : finding->holds == HOLDS_NO ? "not now"
                                            : "depends",
               STR_ARG(finding->item->title));
    if (finding->holds == HOLDS_NO) return;
    if (finding->item->text_for.len > 0)
        line(out, style, LABEL + 2, "for: %.*s", STR_ARG(finding->item->text_for));
    if (finding->item->text_against.len > 0)
        line(out, style, LABEL + 2, "against: %.*s", STR_ARG(finding->item->text_against));
    write_sources(out, style, finding->item);
}

static void write_questions(Buf *out, const TextStyle *style, const ReviewOptions *options,
                            Arena *arena, const Finding *findings, size_t count) {
    enum { SHOWN = 8 };
    const Missing **missing;
    size_t open = open_questions(arena, findings, count, &missing);
    if (open == 0) return;
    buf_printf(out, "%zu question%s open%s\n", open, open == 1 ? "" : "s",
               options->detail == DETAIL_FULL ? ":" : ".");
    for (size_t i = 0; options->detail == DETAIL_FULL && i < open && i < SHOWN; i++) {
        line(out, style, LABEL, "? %.*s%s%.*s", STR_ARG(missing[i]->input->ask),
             missing[i]->about.len > 0 ? " " : "", STR_ARG(missing[i]->about));
    }
    if (options->detail == DETAIL_FULL && open > SHOWN)
        line(out, style, LABEL, "and %zu more", open - SHOWN);
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
    Arena *arena = record->arena;
    terminal_ink(out, style, INK_BOLD);
    buf_add(out, STR("Patient/"));
    terminal_text(out, record->patient_id, 64);
    terminal_ink(out, style, INK_PLAIN);
    Str name = patient_name(arena, record);
    Str about = patient_about(arena, record, options->as_of);
    if (name.len > 0) buf_add(out, STR("  "));
    terminal_text(out, name, 60);
    if (about.len > 0) buf_add(out, STR(", "));
    terminal_text(out, about, 60);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < count; i++) {
        if (of_kind(&findings[i], KIND_FINDING) && is_printed(options, &findings[i]))
            write_finding(out, style, options, &findings[i]);
        if (of_kind(&findings[i], KIND_SCORE)) write_finding(out, style, options, &findings[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (of_kind(&findings[i], KIND_DUE)) write_due(out, style, &findings[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (of_kind(&findings[i], KIND_OPTION) &&
            (findings[i].holds == HOLDS_YES || options->only_finding.len > 0 || options->all)) {
            write_option(out, style, &findings[i]);
        }
    }
    if (count == 0) buf_printf(out, "%*sno guideline applies\n", LABEL, "");
    write_questions(out, style, options, arena, findings, count);
    buf_add_char(out, '\n');
}

// ---- the explanation of one finding

// What a part of an argument came to: of a finding's tuple, whether it holds.
static Str reason_value(Arena *arena, Value value) {
    if (value.kind != VALUE_TUPLE) return value_words(arena, value);
    return value_words(arena, value_tuple_get(value, STR("holds")));
}

static void write_reason(Buf *out, const TextStyle *style, Arena *arena, const Reason *reason,
                         size_t depth) {
    enum { STEP = 2, DEEPEST = 30 };
    size_t indent = depth * STEP < DEEPEST ? depth * STEP : DEEPEST;
    Str value = reason_value(arena, reason->value);
    const char *again = reason->repeated ? " (see above)" : "";
    if (reason->input != NULL) {
        line(out, style, indent, "%.*s %.*s%s", STR_ARG(reason->input->ask), STR_ARG(value), again);
    } else {
        line(out, style, indent, "%.*s: %.*s%s   [%.*s:%u]", STR_ARG(reason->text), STR_ARG(value),
             again, STR_ARG(reason->library->name), reason->place.line);
    }
    for (size_t i = 0; i < reason->evidence_count; i++) {
        const Evidence *evidence = &reason->evidence[i];
        line(out, style, indent + STEP, "* %.*s %.*s = %.*s%s%.*s", STR_ARG(evidence->resource),
             STR_ARG(evidence->path), STR_ARG(evidence->shown), evidence->date.len > 0 ? ", " : "",
             STR_ARG(evidence->date));
    }
    bool silent = reason->input != NULL && value_is_null(reason->value) && !reason->repeated;
    if (silent) line(out, style, indent + STEP, "* the record does not say");
    for (size_t i = 0; i < reason->kid_count; i++) {
        write_reason(out, style, arena, reason->kids[i], depth + 1);
    }
}

static void write_missing(Buf *out, const TextStyle *style, const Finding *finding) {
    if (finding->missing_count == 0) return;
    buf_printf(out, "\nWhat would change it:\n");
    for (size_t i = 0; i < finding->missing_count; i++) {
        const Missing *missing = &finding->missing[i];
        const char *effect = missing->always         ? "settles it, whatever the answer"
                             : missing->settles      ? "can settle it"
                             : missing->pair > 0     ? "matters together with another answer"
                             : missing->changes_tier ? "changes the tier"
                                                     : "matters";
        line(out, style, 2, "? %.*s%s%.*s (%.*s: %s)", STR_ARG(missing->input->ask),
             missing->about.len > 0 ? " " : "", STR_ARG(missing->about),
             STR_ARG(missing->input->id), effect);
    }
}

static void write_citations(Buf *out, const TextStyle *style, const Item *item) {
    buf_printf(out, "\nSources%s%.*s:\n", item->strength.len > 0 ? ", strength: " : "",
               STR_ARG(item->strength));
    for (size_t i = 0; i < item->citation_count; i++) {
        const Source *source = item->citations[i].source;
        line(out, style, 2, "%.*s: %.*s%s%.*s. %.*s%s%.*s. At %.*s; read: %s.", STR_ARG(source->id),
             STR_ARG(source->authors), source->authors.len > 0 ? ". " : "", STR_ARG(source->title),
             STR_ARG(source->journal), source->journal.len > 0 ? " " : "", STR_ARG(source->year),
             STR_ARG(item->citations[i].at), source_read_name((SourceRead)source->read));
    }
}

void finding_write_explanation(Buf *out, const TextStyle *style, const ReviewOptions *options,
                               Record *record, const Finding *finding) {
    const Item *item = finding->item;
    buf_add(out, STR("Patient/"));
    terminal_text(out, record->patient_id, 64);
    if (finding->about.len > 0) buf_add(out, STR(", "));
    terminal_text(out, finding->about, 64);
    buf_printf(out, "\n%.*s %.*s (%.*s)\n\n", STR_ARG(item->guideline->id),
               STR_ARG(item->guideline->version), STR_ARG(item->guideline->status));
    write_finding(out, style, &(ReviewOptions){.detail = DETAIL_NONE, .set = options->set},
                  finding);
    if (item->kind == KIND_DUE) write_due(out, style, finding);
    if (item->kind == KIND_OPTION) {
        if (item->text_for.len > 0) line(out, style, LABEL, "for: %.*s", STR_ARG(item->text_for));
        if (item->text_against.len > 0)
            line(out, style, LABEL, "against: %.*s", STR_ARG(item->text_against));
    }
    if (finding->reason != NULL) {
        buf_printf(out, "\nBecause:\n");
        write_reason(out, style, record->arena, finding->reason, 1);
    }
    write_missing(out, style, finding);
    write_citations(out, style, item);
    buf_add_char(out, '\n');
}
