// The explanation of one finding, as an argument: the conclusion, because of what, down to the
// datum and the place in the CQL; of what is not known, what each answer would change.

#include "finding/review.h"
#include "finding/summary.h"
#include "finding/terminal.h"

enum { STEP = 2, QUESTION = 4, DEEPEST = 24, TOLD = 128 };

typedef struct {
    Buf *out;
    const TextStyle *style;
    Arena *arena;
    bool only_known;  // leaves out what rests on nothing but silence
    Str told[TOLD];   // resources that were shown already
    size_t told_count;
} Explanation;

// ---- data

static bool was_told(const Explanation *e, Str resource) {
    for (size_t i = 0; i < e->told_count; i++) {
        if (str_eq(e->told[i], resource)) return true;
    }
    return false;
}

static void write_datum(const Explanation *e, size_t indent, const Evidence *evidence) {
    enum { DAY = 10 };
    Str date = evidence->date;
    if (date.len > DAY) date.len = DAY;
    Buf place = {0};
    if (evidence->resource.len > 0)
        buf_printf(&place, " (%s%.*s%s%.*s)", evidence->local ? "local, " : "",
                   STR_ARG(evidence->resource), evidence->path.len > 0 ? ", " : "",
                   STR_ARG(evidence->path));
    terminal_line(e->out, e->style, indent, "* %.*s%s%.*s%s%.*s%.*s", STR_ARG(date),
                  date.len > 0 ? " " : "", STR_ARG(evidence->what),
                  evidence->what.len > 0 ? ": " : "", STR_ARG(evidence->shown), (int)place.len,
                  place.data);
    buf_free(&place);
}

static void write_note(const Explanation *e, size_t indent, const Reason *reason, bool before) {
    bool leads = str_ends(reason->note, STR(":"));
    if (reason->note.len > 0 && leads == before)
        terminal_line(e->out, e->style, indent, "* %.*s", STR_ARG(reason->note));
}

// Each resource once: what was shown before is only named when nothing new stands behind the input.
static void write_data(Explanation *e, size_t indent, const Reason *reason) {
    size_t fresh = 0;
    for (size_t i = 0; i < reason->evidence_count; i++)
        fresh += !was_told(e, reason->evidence[i].resource);
    for (size_t i = 0; i < reason->evidence_count; i++) {
        const Evidence *evidence = &reason->evidence[i];
        bool is_row = evidence->resource.len == 0;
        if (is_row || !was_told(e, evidence->resource)) {
            write_datum(e, indent, evidence);
            if (!is_row && e->told_count < TOLD) e->told[e->told_count++] = evidence->resource;
        } else if (fresh == 0) {
            terminal_line(e->out, e->style, indent, "* as above (%.*s)",
                          STR_ARG(evidence->resource));
        }
    }
}

// ---- reasons

static bool rests_on_data(const Reason *reason) {
    bool found = reason->evidence_count > 0;
    for (size_t i = 0; i < reason->kid_count && !found; i++) found = rests_on_data(reason->kids[i]);
    return found;
}

static void write_reason(Explanation *e, const Reason *reason, size_t depth) {
    size_t indent = depth * STEP < DEEPEST ? depth * STEP : DEEPEST;
    const char *again = reason->repeated ? " (see above)" : "";
    if (e->only_known && !rests_on_data(reason)) return;
    Str value = step_words(e->arena, reason->value);
    if (reason->input != NULL) {
        terminal_line(e->out, e->style, indent, "%.*s %.*s%s", STR_ARG(reason->input->ask),
                      STR_ARG(value), again);
    } else {
        Buf place = {0};
        if (reason->place.line > 0)
            buf_printf(&place, "  [%.*s:%u]", STR_ARG(reason->library->name), reason->place.line);
        terminal_line(e->out, e->style, indent, "%.*s: %.*s%s%.*s", STR_ARG(reason->text),
                      STR_ARG(value), again, (int)place.len, place.len > 0 ? place.data : "");
        buf_free(&place);
    }
    write_note(e, indent + STEP, reason, true);
    write_data(e, indent + STEP, reason);
    write_note(e, indent + STEP, reason, false);
    if (reason->input != NULL && value_is_null(reason->value) && !reason->repeated)
        terminal_line(e->out, e->style, indent + STEP, "* the record does not say");
    for (size_t i = 0; i < reason->kid_count; i++) write_reason(e, reason->kids[i], depth + 1);
}

static void write_because(Explanation *e, const Finding *finding) {
    const Reason *reason = finding->reason;
    const Item *item = finding->item;
    bool of_when = item->when != NULL && reason->declaration == item->when;
    e->only_known = finding->holds == HOLDS_UNKNOWN && finding->missing_count > 0;
    if (e->only_known && !rests_on_data(reason)) return;
    const char *head = of_when         ? "It is only for those of whom this holds:"
                       : e->only_known ? "What is known:"
                                       : "Because:";
    buf_printf(e->out, "\n%s\n", head);
    bool own = reason->declaration == item->declaration && reason->input == NULL;
    if (!own || reason->kid_count == 0) {
        write_reason(e, reason, 1);
        return;
    }
    for (size_t i = 0; i < reason->kid_count; i++) write_reason(e, reason->kids[i], 1);
}

// ---- what is missing

static void write_effect(Buf *text, const Finding *finding, const AnswerEffect *effect) {
    bool open = effect->holds == HOLDS_UNKNOWN || effect->holds == HOLDS_ERROR;
    bool is_score = finding->item->kind == KIND_SCORE;
    buf_printf(text, "%.*s → ", STR_ARG(effect->answer));
    if (!is_score && open) buf_add(text, STR("still not known"));
    if (!is_score && effect->holds == HOLDS_NOT_APPLICABLE) buf_add(text, STR("does not apply"));
    if (!is_score && (effect->holds == HOLDS_YES || effect->holds == HOLDS_NO))
        buf_add(text, str_from(holds_name(effect->holds)));
    if (!is_score && !open && effect->tier != TIER_NONE)
        buf_printf(text, " (%s)", tier_name(effect->tier));
    if (!effect->has_score) return;
    buf_add(text, is_score ? STR("") : STR(", score "));
    decimal_write(text, effect->score_low);
    if (decimal_compare(effect->score_low, effect->score_high) == 0) return;
    buf_add(text, STR(" to "));
    decimal_write(text, effect->score_high);
}

Str missing_effect_words(Arena *arena, const Finding *finding, const Missing *missing) {
    Buf text = {0};
    for (size_t i = 0; i < missing->effect_count; i++) {
        if (i > 0) buf_add(&text, STR("; "));
        write_effect(&text, finding, &missing->effects[i]);
    }
    if (missing->pair > 0 && !missing->settles)
        buf_printf(&text, "%stogether with %.*s it changes more", text.len > 0 ? "; " : "",
                   STR_ARG(finding->missing[missing->pair - 1].input->id));
    if (missing->open)
        buf_printf(&text, "%stogether with others it may change something",
                   text.len > 0 ? "; " : "");
    Str copy = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return copy;
}

Str missing_found_words(Arena *arena, const Missing *missing) {
    if (missing->found.len == 0) return STR_NONE;
    return arena_printf(arena,
                        "recorded as %.*s, in a unit that does not convert to those asked for",
                        STR_ARG(missing->found));
}

static void write_question(const Explanation *e, const Missing *missing) {
    const Declaration *input = missing->input->declaration;
    terminal_line(e->out, e->style, QUESTION, "? %.*s%s%.*s  [%.*s, %.*s:%u]",
                  STR_ARG(missing->input->ask), missing->about.len > 0 ? " " : "",
                  STR_ARG(missing->about), STR_ARG(missing->input->id),
                  STR_ARG(input->library->name), input->ast->name_place.line);
    if (missing->found.len > 0)
        terminal_line(e->out, e->style, QUESTION + STEP, "* %.*s",
                      STR_ARG(missing_found_words(e->arena, missing)));
}

// What is silent as well, and may stay so.
static void write_idle(const Explanation *e, const ReviewOptions *options, const Finding *finding) {
    Buf text = {0};
    for (size_t i = 0; i < finding->idle_count; i++)
        buf_printf(&text, "%s%.*s", i > 0 ? ", " : "",
                   STR_ARG(guideline_input(options->set, finding->idle[i].declaration)->id));
    if (text.len > 0) buf_add_char(e->out, '\n');
    if (text.len > 0)
        terminal_line(e->out, e->style, 0, "Not on record either, and of no consequence: %.*s",
                      (int)text.len, text.data);
    buf_free(&text);
}

// Questions whose answers do the same stand together.
static void write_missing(const Explanation *e, const Finding *finding) {
    size_t count = finding->missing_count;
    if (count == 0) return;
    buf_add(e->out, finding->holds == HOLDS_UNKNOWN
                        ? STR("\nNot known, because the record does not answer:\n")
                        : STR("\nWhat an answer would still change:\n"));
    Str *effects = ARENA_ARRAY(e->arena, Str, count);
    bool *done = ARENA_ARRAY(e->arena, bool, count);
    for (size_t i = 0; i < count; i++)
        effects[i] = missing_effect_words(e->arena, finding, &finding->missing[i]);
    for (size_t i = 0; i < count; i++) {
        if (done[i]) continue;
        terminal_line(e->out, e->style, STEP, "%.*s", STR_ARG(effects[i]));
        for (size_t k = i; k < count; k++) {
            if (done[k] || !str_eq(effects[i], effects[k])) continue;
            write_question(e, &finding->missing[k]);
            done[k] = true;
        }
    }
}

// ---- dates and sources

static void write_windows(const Explanation *e, const Finding *finding) {
    enum { SHOWN = 4 };
    due_write_text(e->out, e->style, finding);
    size_t first = finding->due_count > SHOWN ? finding->due_count - SHOWN : 0;
    for (size_t i = first; i < finding->due_count; i++) {
        const DueWindow *due = &finding->due[i];
        Str done = due->done.len > 0 ? due->done : STR("not done");
        if (due->window_known) {
            terminal_line(e->out, e->style, TERMINAL_LABEL + STEP, "%.*s to %.*s: %s%.*s",
                          STR_ARG(due->low), STR_ARG(due->high), due->done.len > 0 ? "done " : "",
                          STR_ARG(done));
        } else {
            terminal_line(e->out, e->style, TERMINAL_LABEL + STEP, "outside any window: done %.*s",
                          STR_ARG(done));
        }
    }
}

static void add_part(Buf *text, Str part, const char *end) {
    if (part.len == 0) return;
    buf_printf(text, "%s%.*s%s", text->len > 0 ? " " : "", STR_ARG(part), end);
}

static void write_citations(const Explanation *e, const Item *item) {
    if (item->citation_count == 0) return;
    buf_add(e->out, STR("\nSources"));
    if (item->strength.len > 0) buf_printf(e->out, " (%.*s)", STR_ARG(item->strength));
    buf_add(e->out, STR(":\n"));
    for (size_t i = 0; i < item->citation_count; i++) {
        const Source *source = item->citations[i].source;
        bool sentence = str_ends(source->title, STR("?")) || str_ends(source->title, STR("."));
        Buf text = {0};
        add_part(&text, source->authors, ".");
        add_part(&text, source->title, sentence ? "" : ".");
        add_part(&text, source->journal, source->year.len > 0 ? "" : ".");
        add_part(&text, source->year, ".");
        terminal_line(e->out, e->style, STEP, "%.*s, %.*s (%s): %.*s", STR_ARG(source->id),
                      STR_ARG(item->citations[i].at), source_read_words((SourceRead)source->read),
                      (int)text.len, text.data);
        buf_free(&text);
    }
    if (item_unread_words(item) != NULL)
        terminal_line(e->out, e->style, STEP, "%s", item_unread_words(item));
}

static void write_head(const Explanation *e, const ReviewOptions *options, const Record *record,
                       const Finding *finding) {
    enum { MOST = 64 };
    const Guideline *guideline = finding->item->guideline;
    Buf *out = e->out;
    buf_add(out, STR("Patient/"));
    terminal_text(out, record->patient_id, MOST);
    terminal_person(out, patient_name(e->arena, record),
                    patient_about(e->arena, record, options->as_of));
    buf_printf(out, "%.*s %.*s (%.*s), on ", STR_ARG(guideline->id), STR_ARG(guideline->version),
               STR_ARG(guideline->status));
    date_write(out, datetime_date(options->as_of));
    buf_add(out, STR("\n\n"));
}

void finding_write_explanation(Buf *out, const TextStyle *style, const ReviewOptions *options,
                               Record *record, const Finding *finding) {
    const Item *item = finding->item;
    Explanation e = {.out = out, .style = style, .arena = record->arena};
    write_head(&e, options, record, finding);
    finding_write_conclusion(out, style, finding);
    if (item->kind == KIND_DUE && finding->holds != HOLDS_NOT_APPLICABLE)
        write_windows(&e, finding);
    if (finding->text_for.len > 0)
        terminal_line(out, style, TERMINAL_LABEL, "for: %.*s", STR_ARG(finding->text_for));
    if (finding->text_against.len > 0)
        terminal_line(out, style, TERMINAL_LABEL, "against: %.*s", STR_ARG(finding->text_against));
    if (finding->reason != NULL) write_because(&e, finding);
    write_missing(&e, finding);
    write_idle(&e, options, finding);
    const AstPlace *place = &item->declaration->ast->name_place;
    buf_printf(out, "\nDecided by \"%.*s\" in %.*s, line %u.\n", STR_ARG(item->declaration->name),
               STR_ARG(item->declaration->library->name), place->line);
    write_citations(&e, item);
    buf_add_char(out, '\n');
}

void define_write_reason(Buf *out, const TextStyle *style, Arena *arena, const Reason *reason) {
    Explanation e = {.out = out, .style = style, .arena = arena};
    write_reason(&e, reason, 0);
}
