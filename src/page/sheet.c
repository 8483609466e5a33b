#include "page/sheet.h"

#include "finding/questions.h"
#include "finding/summary.h"
#include "page/sheet_internal.h"

// ---- who

static Str person_text(const Json *patient, const char *name) {
    const Json *found = patient == NULL ? NULL : json_member(patient, str_from(name));
    if (found != NULL && found->kind == JSON_PAIR) found = &found->as.items[0];
    return found != NULL && found->kind == JSON_STRING ? json_text(found) : STR_NONE;
}

static Str age_text(Arena *arena, Str birth, Str until) {
    DateTime born;
    DateTime then;
    Err ignored;
    int64_t low;
    int64_t high;
    if (until.len > 10) until.len = 10;
    if (!date_parse(birth, &born, &ignored) || !date_parse(until, &then, &ignored) ||
        !datetime_duration(born, then, PRECISION_YEAR, &low, &high) || low < 0)
        return STR_NONE;
    if (low == high) return arena_printf(arena, "%lld", (long long)low);
    return arena_printf(arena, "%lld or %lld", (long long)low, (long long)high);
}

static Str safe_text(Arena *arena, Str text) {
    LineMaker line = line_maker(arena);
    line_add(&line, PIECE_PLAIN, text);
    return line.count > 0 ? line.pieces[0].text : STR_NONE;
}

static SheetPerson person_of(const SheetSource *source, Arena *arena) {
    const Json *patient = source->record->patient;
    const SheetNotes *notes = source->notes;
    Str name =
        notes != NULL && notes->name.len > 0 ? notes->name : patient_name(arena, source->record);
    Buf today = {0};
    date_write(&today, datetime_date(source->options->as_of));
    SheetPerson person = {
        .name = safe_text(arena, name),
        .birth = safe_text(arena, person_text(patient, "birthDate")),
        .sex = safe_text(arena, person_text(patient, "gender")),
        .mrn = safe_text(arena, notes == NULL ? STR_NONE : notes->mrn),
        .died = safe_text(arena, person_text(patient, "deceasedDateTime")),
    };
    Str until = person.died.len > 0 ? person.died : arena_str(arena, buf_str(&today));
    person.age = age_text(arena, person.birth, until);
    buf_free(&today);
    return person;
}

// ---- the head

static const Json *sheet_layout(const SheetSource *source) {
    return layout_object(source->layout, "sheet");
}

static SheetLines known_lines(const SheetSource *source, const SheetEntry *entries, size_t count,
                              bool named, Arena *arena) {
    SheetLines lines = {0};
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < source->count; k++) {
            const Finding *finding = &source->findings[k];
            if (!item_is_named(finding->item, entries[i].name) ||
                finding->holds == HOLDS_NOT_APPLICABLE || finding->item->kind == KIND_EVENT)
                continue;
            LineMaker line = line_maker(arena);
            Str label = finding_label(source, finding, &entries[i], arena);
            bool blank = finding_is_blank(finding);
            if (blank && label.len == 0) label = id_words(arena, finding->item->id);
            Str about = about_words(source, finding);
            if (blank) line_add(&line, PIECE_PLAIN, label);
            // Of two tumours each has its own stage.
            if (!blank && named) line_add(&line, PIECE_STRONG, about);
            if (line.count > 0) line_add(&line, PIECE_PLAIN, STR(": "));
            line_add_finding(&line, source, finding);
            lines_add(&lines, arena, line_made(&line));
        }
    }
    return lines;
}

// What the first marks of the course say: the diagnoses.
static void add_diagnoses(LineMaker *line, const SheetSource *source, const Json *layout) {
    enum { MOST = 3 };
    size_t count;
    size_t said = 0;
    const SheetEntry *names =
        layout_entries(layout_array(layout_object(layout, "course"), "marks"), line->arena, &count);
    for (size_t i = 0; count > 0 && i < source->count; i++) {
        const Finding *finding = &source->findings[i];
        if (!item_is_named(finding->item, names[0].name)) continue;
        for (size_t k = 0; k < finding->event_count && said < MOST; k++) {
            if (said++ > 0) line_add(line, PIECE_PLAIN, STR(" · "));
            line_add(line, PIECE_STRONG, finding->events[k].what);
        }
    }
}

// Without the end of its sentence, strong.
static void add_heading(LineMaker *line, const SheetLine *named) {
    for (size_t k = 0; k < named->count; k++) {
        SheetPiece piece = named->pieces[k];
        if (k + 1 == named->count && str_ends(piece.text, STR("."))) piece.text.len--;
        line_add(line, piece.kind == PIECE_PLAIN ? PIECE_STRONG : piece.kind, piece.text);
    }
}

// All of these; else the diagnoses.
static SheetLine heading_of(const SheetSource *source, const SheetLines *named, Arena *arena) {
    LineMaker line = line_maker(arena);
    for (size_t i = 0; i < named->count; i++) {
        if (i > 0) line_add(&line, PIECE_PLAIN, STR(" · "));
        add_heading(&line, &named->items[i]);
    }
    if (line.count == 0) add_diagnoses(&line, source, sheet_layout(source));
    if (line.count == 0) line_add(&line, PIECE_UNKNOWN, STR("tumour not known"));
    return line_made(&line);
}

static SheetEntry *who_entries(const SheetSource *source, Arena *arena, size_t *count) {
    const Json *who = layout_array(source->layout, "who");
    size_t size = 0;
    for (size_t i = 0; who != NULL && i < who->count; i++) {
        const Json *names = layout_array(&who->as.items[i], "findings");
        size += names == NULL ? 0 : names->count;
    }
    SheetEntry *entries = ARENA_ARRAY(arena, SheetEntry, size + 1);
    *count = 0;
    for (size_t i = 0; who != NULL && i < who->count; i++) {
        size_t more;
        const SheetEntry *some =
            layout_entries(layout_array(&who->as.items[i], "findings"), arena, &more);
        for (size_t k = 0; k < more; k++) entries[(*count)++] = some[k];
    }
    return entries;
}

// Those that are not in the heading already.
static size_t without(SheetEntry *entries, size_t count, const SheetEntry *named, size_t names) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < names && !str_eq(named[k].name, entries[i].name)) k++;
        if (k == names) entries[kept++] = entries[i];
    }
    return kept;
}

static void fill_head(Sheet *sheet, const SheetSource *source, Arena *arena) {
    const Json *layout = sheet_layout(source);
    const Json *facts = layout_array(layout, "facts");
    size_t names;
    size_t count;
    const SheetEntry *named = layout_entries(layout_array(layout, "heading"), arena, &names);
    SheetLines heading = known_lines(source, named, names, false, arena);
    sheet->heading = heading_of(source, &heading, arena);
    SheetEntry *entries =
        facts != NULL ? layout_entries(facts, arena, &count) : who_entries(source, arena, &count);
    count = without(entries, count, named, names);
    sheet->facts = known_lines(source, entries, count, true, arena);
}

// ---- columns

static bool is_discussion(const Json *column) {
    const Json *asked = json_member(column, STR("questions"));
    return asked != NULL && asked->kind == JSON_TRUE;
}

// A part without a line would look like a no.
static void say_when_empty(SheetLines *lines, PieceKind kind, Str words, Arena *arena) {
    if (lines->count > 0) return;
    LineMaker line = line_maker(arena);
    line_add(&line, kind, words);
    lines_add(lines, arena, line_made(&line));
}

static void add_decisions(SheetLines *lines, const SheetSource *source, Arena *arena) {
    const SheetNotes *notes = source->notes;
    for (size_t i = 0; notes != NULL && i < notes->decision_count; i++) {
        const SheetDecision *decision = &notes->decisions[i];
        LineMaker line = line_maker(arena);
        Str day = day_text(arena, decision->day);
        line_printf(&line, PIECE_STRONG, "Decided %.*s: ", STR_ARG(day));
        line_add(&line, PIECE_PLAIN, decision->decision);
        Str due = day_text(arena, decision->due);
        if (decision->owner.len > 0)
            line_printf(&line, PIECE_PLAIN, " (%.*s", STR_ARG(decision->owner));
        if (due.len > 0)
            line_printf(&line, PIECE_PLAIN, "%s%.*s", decision->owner.len > 0 ? ", by " : " (by ",
                        STR_ARG(due));
        if (decision->owner.len > 0 || due.len > 0) line_add(&line, PIECE_PLAIN, STR(")"));
        line_add(&line, PIECE_STRONG, STR(" Not done."));
        if (decision->outdated) line_add(&line, PIECE_QUIET, STR(" The record has changed since."));
        lines_add(lines, arena, line_made(&line));
    }
}

// The same is asked of several things.
static bool asked_of_many(const Question *questions, size_t count, const Missing *missing) {
    for (size_t i = 0; i < count; i++) {
        if (questions[i].missing->input == missing->input &&
            !str_eq(questions[i].missing->about, missing->about))
            return true;
    }
    return false;
}

static void add_questions(Sheet *sheet, const SheetSource *source, Arena *arena) {
    const Question *questions;
    size_t count = questions_ranked(arena, source->findings, source->count, &questions);
    for (size_t i = 0; i < count; i++) {
        const Missing *missing = questions[i].missing;
        LineMaker line = line_maker(arena);
        Str ask = missing->input->ask;
        if (ask.len == 0) ask = id_words(arena, missing->input->id);
        line_add(&line, PIECE_PLAIN, ask);
        Str words = thing_words(source, missing->about);
        if (words.len > 0 && asked_of_many(questions, count, missing))
            line_printf(&line, PIECE_QUIET, " (%.*s)", STR_ARG(words));
        lines_add(&sheet->discussion.lines, arena, line_made(&line));
    }
    sheet->questions = count;
}

static void fill_discussion(Sheet *sheet, const SheetSource *source, const Json *column,
                            Arena *arena) {
    static const Str usual[] = {
        {"Decision", 8}, {"Owner, by when", 14}, {"Outside guideline, why", 22}};
    const Json *layout = sheet_layout(source);
    Str title = layout_text(column, "title", STR("Discussion"));
    sheet->discussion.title = layout_text(layout, "discussion", title);
    if (column != NULL) sheet->discussion.lines = column_lines(source, column, arena);
    add_decisions(&sheet->discussion.lines, source, arena);
    add_questions(sheet, source, arena);
    sheet->spaces = usual;
    sheet->space_count = sizeof usual / sizeof usual[0];
    const Json *spaces = layout_array(layout, "spaces");
    if (spaces == NULL) return;
    Str *named = ARENA_ARRAY(arena, Str, spaces->count + 1);
    sheet->space_count = 0;
    for (size_t i = 0; i < spaces->count; i++) {
        if (spaces->as.items[i].kind == JSON_STRING)
            named[sheet->space_count++] = json_text(&spaces->as.items[i]);
    }
    sheet->spaces = named;
}

static void fill_columns(Sheet *sheet, const SheetSource *source, Arena *arena) {
    const Json *columns = layout_array(sheet_layout(source), "columns");
    const Json *discussion = NULL;
    size_t count = columns == NULL ? 0 : columns->count;
    sheet->columns = ARENA_ARRAY(arena, SheetColumn, count + 1);
    for (size_t i = 0; i < count; i++) {
        const Json *column = &columns->as.items[i];
        if (column->kind != JSON_OBJECT) continue;
        if (is_discussion(column)) {
            discussion = column;
            continue;
        }
        SheetColumn *made = &sheet->columns[sheet->column_count++];
        made->title = layout_text(column, "title", STR(""));
        made->lines = column_lines(source, column, arena);
        say_when_empty(&made->lines, PIECE_QUIET,
                       STR("Nothing that the guidelines put here applies."), arena);
    }
    fill_discussion(sheet, source, discussion, arena);
}

// ---- all of it

const Sheet *sheet_new(const SheetSource *source, Arena *arena) {
    Sheet *sheet = ARENA_NEW(arena, Sheet);
    const Json *layout = sheet_layout(source);
    const SheetNotes *notes = source->notes;
    sheet->as_of = source->options->as_of;
    sheet->as_of_text = instant_iso(arena, sheet->as_of);
    sheet->fictitious = source->fictitious;
    sheet->person = person_of(source, arena);
    sheet->course = sheet_course(source, layout_object(layout, "course"), arena);
    fill_head(sheet, source, arena);
    sheet->board = layout_text(layout, "board", STR("Tumour board"));
    if (notes != NULL) sheet->board_day = safe_text(arena, notes->board_day);
    if (notes != NULL) sheet->owner = safe_text(arena, notes->owner);
    sheet->waits = sheet_waits(source, arena);
    bool emergency = sheet->waits.count > 0 && sheet->waits.items[0].tier == TIER_EMERGENCY;
    sheet->looked = sheet_looked(source, emergency, arena);
    fill_columns(sheet, source, arena);
    sheet->fresh.title = layout_text(layout, "fresh", STR("Fresh enough?"));
    sheet->fresh.lines = sheet_fresh(source, arena);
    say_when_empty(&sheet->fresh.lines, PIECE_UNKNOWN, STR("not checked"), arena);
    sheet->options.title = layout_text(layout, "options", STR("All options, unranked"));
    sheet->options.lines = sheet_options(source, arena);
    say_when_empty(&sheet->options.lines, PIECE_QUIET,
                   STR("No option of the guidelines applies on what is recorded."), arena);
    sheet->foot = sheet_foot(source, arena);
    return sheet;
}

const Sheet *sheet_of_record(SheetSource source, Eval *eval, Record *record, Arena *arena) {
    source.record = record;
    source.eval = eval;
    eval_start(eval, record, arena);
    review_patient(source.options, eval, &source.findings, &source.count);
    return sheet_new(&source, arena);
}
