// What a finding says on paper: short, with its date, and hatched where the record is silent.

#include "page/sheet_internal.h"

#include <stdlib.h>
#include <strings.h>

#include "finding/summary.h"

// ---- whom or what it is about

static Str text_of(const Json *json) {
    if (json != NULL && json->kind == JSON_PAIR) json = &json->as.items[0];
    return json != NULL && json->kind == JSON_STRING ? json_text(json) : STR_NONE;
}

// The text of a concept, or how its first coding is shown.
static Str concept_words(const Json *concept) {
    if (concept == NULL) return STR_NONE;
    Str text = text_of(json_member(concept, STR("text")));
    const Json *codings = json_member(concept, STR("coding"));
    uint32_t count = codings == NULL || codings->kind != JSON_ARRAY ? 0 : codings->count;
    for (uint32_t i = 0; text.len == 0 && i < count; i++)
        text = text_of(json_member(&codings->as.items[i], STR("display")));
    return text;
}

Str thing_words(const SheetSource *source, Str reference) {
    FhirType type;
    if (reference.len == 0 || str_starts(reference, STR("Patient/"))) return STR_NONE;
    const Json *thing = record_resolve(source->record, reference, source->record->patient, &type);
    Str words = {0};
    if (thing != NULL) words = concept_words(json_member(thing, STR("code")));
    if (thing != NULL && words.len == 0) words = concept_words(json_member(thing, STR("location")));
    return words.len > 0 ? words : reference;
}

// Several findings of one item have to be told apart, even when nobody has words for the things.
static bool stands_alone(const SheetSource *source, const Finding *finding) {
    for (size_t i = 0; i < source->count; i++) {
        const Finding *other = &source->findings[i];
        if (other->item == finding->item && !str_eq(other->about, finding->about) &&
            other->holds != HOLDS_NOT_APPLICABLE)
            return false;
    }
    return true;
}

Str about_words(const SheetSource *source, const Finding *finding) {
    return stands_alone(source, finding) ? STR_NONE : thing_words(source, finding->about);
}

Str finding_label(const SheetSource *source, const Finding *finding, const SheetEntry *entry,
                  Arena *arena) {
    Str title = entry != NULL && entry->titled ? entry->title : finding->item->title;
    Str about = about_words(source, finding);
    if (about.len == 0 || title.len == 0) return title.len > 0 ? title : about;
    return arena_printf(arena, "%.*s, %.*s", STR_ARG(title), STR_ARG(about));
}

void line_add_answered(LineMaker *line, const SheetSource *source, const Finding *finding) {
    const SheetNotes *notes = source->notes;
    for (size_t i = 0; notes != NULL && i < finding->evidence_count; i++) {
        for (size_t k = 0; k < notes->answer_count; k++) {
            const SheetAnswer *answer = &notes->answers[k];
            if (!str_eq(finding->evidence[i].resource, answer->resource)) continue;
            Str day = day_text(line->arena, answer->at);
            line_printf(line, PIECE_ANSWERED, " answered here %.*s%s%.*s", STR_ARG(day),
                        answer->by.len > 0 ? ", " : "", STR_ARG(answer->by));
            return;
        }
    }
}

// ---- what it says

static void add_score(LineMaker *line, const Finding *finding) {
    Buf low = {0};
    Buf high = {0};
    decimal_write(&low, finding->score_low);
    decimal_write(&high, finding->score_high);
    bool same = str_eq(buf_str(&low), buf_str(&high));
    line_printf(line, PIECE_STRONG, "%.*s%s%.*s", (int)low.len, low.data, same ? "" : " to ",
                same ? 0 : (int)high.len, high.data);
    buf_free(&low);
    buf_free(&high);
}

// What is open, or comes next; the day it was last done.
static const DueWindow *window_of(const Finding *finding, Str *done) {
    const DueWindow *window = NULL;
    *done = STR_NONE;
    for (size_t i = 0; i < finding->due_count; i++) {
        const DueWindow *due = &finding->due[i];
        if (due->done.len > 0 && str_compare(due->done, *done) > 0) *done = due->done;
        if (due->done.len > 0 || !due->window_known) continue;
        if (window == NULL || due->overdue_days > window->overdue_days ||
            (due->is_due && !window->is_due && window->overdue_days == 0))
            window = due;
    }
    return window;
}

static void add_due(LineMaker *line, const Finding *finding) {
    Str done;
    const DueWindow *window = window_of(finding, &done);
    if (window == NULL) {
        line_add(line, PIECE_PLAIN, STR("nothing due"));
    } else if (window->overdue_days > 0) {
        line_printf(line, PIECE_STRONG, "overdue %lld d", (long long)window->overdue_days);
        Str by = day_text(line->arena, window->high);
        if (by.len > 0) line_printf(line, PIECE_PLAIN, ", by %.*s", STR_ARG(by));
    } else {
        Str days = days_text(line->arena, window->low, window->high);
        line_printf(line, PIECE_PLAIN, "%s %.*s", window->is_due ? "due" : "next", STR_ARG(days));
    }
    if (done.len > 0) {
        Str day = day_text(line->arena, done);
        line_printf(line, PIECE_QUIET, " (last %.*s)", STR_ARG(day));
    }
}

static bool has_open_window(const Finding *finding) {
    Str done;
    return window_of(finding, &done) != NULL;
}

// Does its text for not known tell more than what is missing?
static bool tells_in_part(const Finding *finding) {
    Str text = finding->item->text_unknown;
    Str missing = STR("{missing}");
    for (size_t i = 0; i < text.len; i++) {
        Str rest = {text.data + i, text.len - i};
        if (text.data[i] == '{' && !str_starts(rest, missing)) return finding->says.len > 0;
    }
    return false;
}

bool finding_is_blank(const Finding *finding) {
    if (finding->holds == HOLDS_ERROR) return true;
    return finding->holds == HOLDS_UNKNOWN && !finding->has_score && !tells_in_part(finding) &&
           !has_open_window(finding);
}

void line_add_finding(LineMaker *line, const SheetSource *source, const Finding *finding) {
    bool unknown = finding->holds == HOLDS_UNKNOWN;
    if (finding->error != NULL || finding->holds == HOLDS_ERROR) {
        line_add(line, PIECE_UNKNOWN, STR("could not be evaluated"));
        return;
    }
    if (finding->item->kind == KIND_DUE && (!unknown || has_open_window(finding))) {
        add_due(line, finding);
    } else if (finding->item->kind == KIND_SCORE && finding->has_score) {
        add_score(line, finding);
        if (finding->band_says.len > 0) line_add(line, PIECE_PLAIN, STR(": "));
        line_add(line, PIECE_PLAIN, text_with_days(line->arena, finding->band_says));
    } else if (unknown && !finding->has_score && tells_in_part(finding)) {
        line_add(line, PIECE_PLAIN, text_with_days(line->arena, finding->says));
        line_add(line, PIECE_PLAIN, STR(" "));
        line_add(line, PIECE_UNKNOWN, STR("not all known"));
    } else if (unknown) {
        if (finding->has_score) add_score(line, finding);
        if (finding->has_score) line_add(line, PIECE_PLAIN, STR(" "));
        line_add(line, PIECE_UNKNOWN, STR("not known"));
    } else {
        Str says = finding->says.len > 0 ? finding->says : str_from(holds_name(finding->holds));
        line_add(line, PIECE_PLAIN, text_with_days(line->arena, says));
    }
    line_add_answered(line, source, finding);
}

// ---- a column

// Of what calls for somebody, the shape of its tier.
static Tier tier_to_show(const Finding *finding) {
    Tier tier;
    bool row = summary_is_row(finding, &tier);
    return row && tier <= TIER_AMBER ? tier : TIER_NONE;
}

// A title that calls for somebody when it is so reads as if it were so, and has to be denied where
// it is not. Of one that calls for nobody the text for no stands alone.
static bool is_claim(const Item *item) {
    return item->kind == KIND_FINDING && item->tier_yes != item->tier_no;
}

// "Allergies: Allergies: none."
static bool says_its_label(const Finding *finding, Str label) {
    bool shown = finding->item->kind == KIND_FINDING && !finding_is_blank(finding);
    return shown && label.len > 0 && finding->says.len > label.len &&
           strncasecmp(finding->says.data, label.data, label.len) == 0;
}

static SheetLine finding_line(const SheetSource *source, const Finding *finding,
                              const SheetEntry *entry, Arena *arena) {
    LineMaker line = line_maker(arena);
    line.tier = tier_to_show(finding);
    Str label = finding_label(source, finding, entry, arena);
    bool no = finding->holds == HOLDS_NO && finding->item->kind == KIND_FINDING;
    if (says_its_label(finding, label) || (no && !is_claim(finding->item))) label = STR_NONE;
    line_add(&line, no ? PIECE_PLAIN : PIECE_STRONG, label);
    if (label.len > 0) line_add(&line, PIECE_PLAIN, STR(": "));
    if (no && label.len > 0) line_add(&line, PIECE_STRONG, STR("no. "));
    // What cannot wait stands above, whole.
    bool above = line.tier <= TIER_RED && label.len > 0;
    if (above) line_add(&line, PIECE_QUIET, STR("see above"));
    if (!above) line_add_finding(&line, source, finding);
    return line_made(&line);
}

typedef struct {
    const SheetSource *source;
    Arena *arena;
    SheetLines *lines;
    LineMaker unknown;  // labels of what is not known, in one line
    size_t unknowns;
} Column;

static void add_to_column(Column *column, const Finding *finding, const SheetEntry *entry) {
    if (finding->holds == HOLDS_NOT_APPLICABLE || finding->item->kind == KIND_EVENT) return;
    bool plain = finding_is_blank(finding) && finding->holds == HOLDS_UNKNOWN &&
                 tier_to_show(finding) == TIER_NONE;
    if (!plain) {
        SheetLine line = finding_line(column->source, finding, entry, column->arena);
        lines_add(column->lines, column->arena, line);
        return;
    }
    Str label = finding_label(column->source, finding, entry, column->arena);
    if (label.len == 0) label = id_words(column->arena, finding->item->id);
    if (column->unknowns++ > 0) line_add(&column->unknown, PIECE_PLAIN, STR("; "));
    line_add(&column->unknown, PIECE_PLAIN, label);
}

// ---- events of a lane: the newest first, each text once, with all its days

typedef struct {
    Str what;
    const EventEntry **events;
    size_t count;
} EventGroup;

static Str event_day(const EventEntry *event) {
    return event->at_low.len > 0 ? event->at_low : event->at_high;
}

static int newest_first(const void *a, const void *b) {
    const EventEntry *x = *(const EventEntry *const *)a;
    const EventEntry *y = *(const EventEntry *const *)b;
    int order = str_compare(event_day(y), event_day(x));
    return order != 0 ? order : str_compare(x->what, y->what);
}

static const EventEntry **events_of_lane(const SheetSource *source, Str lane, Arena *arena,
                                         size_t *count) {
    size_t total = 0;
    *count = 0;
    for (size_t i = 0; i < source->count; i++) total += source->findings[i].event_count;
    const EventEntry **events = ARENA_ARRAY(arena, const EventEntry *, total + 1);
    for (size_t i = 0; i < source->count; i++) {
        for (size_t k = 0; k < source->findings[i].event_count; k++) {
            const EventEntry *event = &source->findings[i].events[k];
            if (str_eq(event->lane, lane)) events[(*count)++] = event;
        }
    }
    if (*count > 1) qsort(events, *count, sizeof *events, newest_first);
    return events;
}

// Days of all events from `first` on that say the same; they are taken out of the list.
static void add_event_group(Column *column, const EventEntry **events, size_t count, size_t first) {
    enum { DAYS_MOST = 3 };
    LineMaker line = line_maker(column->arena);
    Str what = events[first]->what;
    size_t days = 0;
    line_add(&line, PIECE_STRONG, text_with_days(column->arena, what));
    for (size_t i = first; i < count; i++) {
        if (events[i] == NULL || !str_eq(events[i]->what, what)) continue;
        Str day = days_text(column->arena, events[i]->at_low, events[i]->at_high);
        events[i] = NULL;
        if (days++ >= DAYS_MOST) continue;
        line_add(&line, PIECE_PLAIN, days == 1 ? STR(" ") : STR(", "));
        line_add(&line, day.len > 0 ? PIECE_PLAIN : PIECE_UNKNOWN,
                 day.len > 0 ? day : STR("no date"));
    }
    if (days > DAYS_MOST) line_printf(&line, PIECE_QUIET, " and %zu earlier", days - DAYS_MOST);
    lines_add(column->lines, column->arena, line_made(&line));
}

static void add_lane(Column *column, Str lane) {
    size_t count;
    const EventEntry **events = events_of_lane(column->source, lane, column->arena, &count);
    for (size_t i = 0; i < count; i++) {
        if (events[i] != NULL) add_event_group(column, events, count, i);
    }
}

SheetLines column_lines(const SheetSource *source, const Json *column, Arena *arena) {
    SheetLines lines = {0};
    Column made = {source, arena, &lines, line_maker(arena), 0};
    size_t count;
    const SheetEntry *entries = layout_entries(layout_array(column, "findings"), arena, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < source->count; k++) {
            if (item_is_named(source->findings[k].item, entries[i].name))
                add_to_column(&made, &source->findings[k], &entries[i]);
        }
    }
    const Json *lanes = layout_array(column, "lanes");
    for (size_t i = 0; lanes != NULL && i < lanes->count; i++) {
        if (lanes->as.items[i].kind == JSON_STRING) add_lane(&made, json_text(&lanes->as.items[i]));
    }
    if (made.unknowns > 0) {
        line_add(&made.unknown, PIECE_PLAIN, STR(": "));
        line_add(&made.unknown, PIECE_UNKNOWN, STR("not known"));
        lines_add(&lines, arena, line_made(&made.unknown));
    }
    return lines;
}
