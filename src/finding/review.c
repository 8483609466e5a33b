// One patient reviewed: every item of the guidelines, about the patient or about each thing,
// becomes a Finding.

#include "finding/review.h"

#include <stdlib.h>

#include "base/digest.h"

typedef struct {
    Finding *items;
    size_t count, size;
} Findings;

static Finding *add_finding(Review *review, Findings *findings) {
    if (findings->count == findings->size) {
        size_t size = findings->size == 0 ? 64 : findings->size * 2;
        Finding *items = ARENA_ARRAY(review->arena, Finding, size);
        if (findings->count > 0) memcpy(items, findings->items, findings->count * sizeof *items);
        findings->items = items;
        findings->size = size;
    }
    return &findings->items[findings->count++];
}

const char *holds_name(Holds holds) {
    static const char *const names[] = {[HOLDS_YES] = "yes",
                                        [HOLDS_NO] = "no",
                                        [HOLDS_UNKNOWN] = "unknown",
                                        [HOLDS_NOT_APPLICABLE] = "n/a",
                                        [HOLDS_ERROR] = "unknown"};
    return names[holds];
}

static Str date_words(Arena *arena, Value value) {
    return value.kind == VALUE_DATE || value.kind == VALUE_DATETIME ? value_words(arena, value)
                                                                    : (Str){0};
}

static int64_t day_of(DateTime date) {
    enum { MS_PER_DAY = 86400000 };
    return date.local_ms / MS_PER_DAY;
}

// Overdue is counted here and not in the CQL: days from the end of the window to the instant.
static void fill_due(Review *review, Finding *finding, Value list) {
    if (list.kind != VALUE_LIST) return;
    DueWindow *windows = ARENA_ARRAY(review->arena, DueWindow, list.count);
    int64_t today = day_of(datetime_date(review->options->as_of));
    for (uint32_t i = 0; i < list.count; i++) {
        Value window = value_tuple_get(list.as.items[i], STR("window"));
        Value done = value_tuple_get(list.as.items[i], STR("done"));
        DueWindow *due = &windows[i];
        due->done = date_words(review->arena, done);
        if (window.kind != VALUE_INTERVAL) continue;
        Value low = window.as.interval->low;
        Value high = window.as.interval->high;
        due->window_known = true;
        due->low = date_words(review->arena, low);
        due->high = date_words(review->arena, high);
        if (done.kind != VALUE_NULL) continue;
        if (high.kind == VALUE_DATE && day_of(value_datetime(high)) < today)
            due->overdue_days = today - day_of(value_datetime(high));
        due->is_due = due->overdue_days == 0 && low.kind == VALUE_DATE &&
                      day_of(value_datetime(low)) <= today;
    }
    finding->due = windows;
    finding->due_count = list.count;
}

static void fill_events(Review *review, Finding *finding, Value list) {
    if (list.kind != VALUE_LIST) return;
    EventEntry *events = ARENA_ARRAY(review->arena, EventEntry, list.count);
    for (uint32_t i = 0; i < list.count; i++) {
        Value row = list.as.items[i];
        Value at = value_tuple_get(row, STR("at"));
        Value basis = value_tuple_get(row, STR("basis"));
        Value lane = value_tuple_get(row, STR("lane"));
        Value what = value_tuple_get(row, STR("what"));
        EventEntry *event = &events[i];
        if (at.kind == VALUE_INTERVAL) {
            event->at_low = date_words(review->arena, at.as.interval->low);
            event->at_high = date_words(review->arena, at.as.interval->high);
        }
        if (lane.kind == VALUE_STRING) event->lane = value_str(lane);
        if (what.kind == VALUE_STRING) event->what = value_str(what);
        Str *refs = ARENA_ARRAY(review->arena, Str, basis.kind == VALUE_LIST ? basis.count : 0);
        for (uint32_t k = 0; basis.kind == VALUE_LIST && k < basis.count; k++) {
            if (basis.as.items[k].kind == VALUE_STRING)
                refs[event->basis_count++] = value_str(basis.as.items[k]);
        }
        event->basis = refs;
    }
    finding->events = events;
    finding->event_count = list.count;
}

static void fill_score(Finding *finding, const Outcome *outcome) {
    const Item *score = finding->item->kind == KIND_SCORE ? finding->item
                        : finding->item->show_count > 0   ? finding->item->shows[0]
                                                          : NULL;
    if (!outcome->has_score || score == NULL) return;
    finding->has_score = true;
    finding->score_low = outcome->score_low;
    finding->score_high = outcome->score_high;
    finding->score_name = score->title;
    if (outcome->band_low == NULL || outcome->band_high == NULL ||
        !value_same(*outcome->band_low, *outcome->band_high))
        return;
    Value name = value_tuple_get(*outcome->band_low, STR("name"));
    Value says = value_tuple_get(*outcome->band_low, STR("says"));
    if (name.kind == VALUE_STRING) finding->band_name = value_str(name);
    if (says.kind == VALUE_STRING) finding->band_says = value_str(says);
}

static void fill_says(Review *review, Finding *finding, const Outcome *outcome) {
    const Item *item = finding->item;
    Str text = finding->holds == HOLDS_YES  ? item->text_yes
               : finding->holds == HOLDS_NO ? item->text_no
                                            : item->text_unknown;
    if (finding->holds == HOLDS_NOT_APPLICABLE) text = (Str){0};
    if (item->kind == KIND_SCORE) text = finding->band_says;
    if (text.len > 0) finding->says = fill_text(review, finding, outcome, text);
}

// The inputs and their values, so that a finding can be known again.
static void fill_hash(Review *review, Finding *finding) {
    size_t count;
    const InputKey *read = inputs_of(review, finding->item, finding->about, &count);
    Digest digest;
    Buf buf = {0};
    digest_begin(&digest);
    for (size_t i = 0; i < count; i++) {
        const Item *input = guideline_input(review->options->set, read[i].declaration);
        if (input == NULL) continue;
        digest_add(&digest, input->guideline->id);
        digest_add(&digest, input->id);
        digest_add(&digest, read[i].about);
        buf_reset(&buf);
        value_write_json(&buf, input_value(review, read[i]));
        digest_add(&digest, buf_str(&buf));
    }
    digest_end(&digest, finding->inputs_hash);
    buf_free(&buf);
}

static void make_finding(Review *review, const Item *item, Str about, Findings *findings) {
    Outcome outcome = outcome_of(review, item, about);
    if (outcome.holds == HOLDS_NOT_APPLICABLE && !review->options->all) return;
    Finding *finding = add_finding(review, findings);
    *finding = (Finding){.item = item,
                         .about = about,
                         .holds = outcome.holds,
                         .tier = outcome.tier,
                         .error = outcome.error};
    fill_score(finding, &outcome);
    if (item->kind == KIND_DUE && outcome.holds != HOLDS_NOT_APPLICABLE)
        fill_due(review, finding, outcome.value);
    if (item->kind == KIND_EVENT && outcome.holds != HOLDS_NOT_APPLICABLE)
        fill_events(review, finding, outcome.value);
    bool open = outcome.holds == HOLDS_UNKNOWN ||
                (outcome.has_score && decimal_compare(outcome.score_low, outcome.score_high) != 0);
    if (open && review->options->detail != DETAIL_NONE) find_missing(review, finding, &outcome);
    fill_says(review, finding, &outcome);
    if (review->options->detail == DETAIL_NONE) return;
    if (item->kind != KIND_EVENT && outcome.holds != HOLDS_NOT_APPLICABLE)
        find_evidence(review, finding);
    if (review->options->detail == DETAIL_FULL && item->kind != KIND_EVENT)
        find_reason(review, finding);
    fill_hash(review, finding);
}

static void review_item(Review *review, const Item *item, Findings *findings) {
    if (item->each == NULL) {
        make_finding(review, item, (Str){0}, findings);
        return;
    }
    Value list = value_null();
    Err err = {0};
    if (!eval_define(review->eval, item->each, (Str){0}, &list, &err)) {
        Finding *finding = add_finding(review, findings);
        *finding =
            (Finding){.item = item,
                      .holds = HOLDS_ERROR,
                      .tier = (Tier)(item->kind == KIND_FINDING ? item->tier_unknown : TIER_NONE),
                      .error = arena_printf(review->arena, "%s%c", err.message, 0).data};
        return;
    }
    for (uint32_t i = 0; list.kind == VALUE_LIST && i < list.count; i++) {
        if (list.as.items[i].kind == VALUE_STRING)
            make_finding(review, item, value_str(list.as.items[i]), findings);
    }
}

static int str_order(Str a, Str b) {
    int order = memcmp(a.data, b.data, a.len < b.len ? a.len : b.len);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

// By guideline, kind (findings first), tier, name, what it is about.
static int in_order(const void *a, const void *b) {
    const Finding *x = a;
    const Finding *y = b;
    int order = str_order(x->item->guideline->id, y->item->guideline->id);
    if (order == 0) order = (int)x->item->kind - (int)y->item->kind;
    if (order == 0) order = (int)x->tier - (int)y->tier;
    if (order == 0) order = str_order(x->item->id, y->item->id);
    if (order != 0 || x->about.len == 0 || y->about.len == 0) return order;
    return str_order(x->about, y->about);
}

void review_patient(const ReviewOptions *options, Eval *eval, const Finding **findings,
                    size_t *count) {
    Review review = {.options = options,
                     .eval = eval,
                     .record = eval_record(eval),
                     .arena = eval_runtime(eval)->arena};
    Findings made = {0};
    for (size_t i = 0; i < options->set->item_count; i++) {
        const Item *item = options->set->items[i];
        if (item->kind == KIND_INPUT || item->kind == KIND_GATE || item->is_off) continue;
        if (options->only_finding.len > 0 && !str_eq(options->only_finding, item->id)) continue;
        review_item(&review, item, &made);
    }
    if (made.count > 1) qsort(made.items, made.count, sizeof *made.items, in_order);
    *findings = made.items;
    *count = made.count;
}
