// One patient reviewed: every item of the guidelines, about the patient or about each thing,
// becomes a Finding.

#include "finding/review.h"

#include <assert.h>
#include <stdlib.h>

#include "base/digest.h"

typedef struct {
    Finding *items;
    Outcome *outcomes;  // of each; one that is all zeroes where there is none
    size_t count, size;
} Findings;

static Finding *add_finding(Review *review, Findings *findings) {
    if (findings->count == findings->size) {
        size_t size = findings->size == 0 ? 64 : findings->size * 2;
        Finding *items = ARENA_ARRAY(review->arena, Finding, size);
        Outcome *outcomes = ARENA_ARRAY(review->arena, Outcome, size);
        if (findings->count > 0) {
            memcpy(items, findings->items, findings->count * sizeof *items);
            memcpy(outcomes, findings->outcomes, findings->count * sizeof *outcomes);
        }
        findings->items = items;
        findings->outcomes = outcomes;
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
                                                                    : STR_NONE;
}

static int by_moment(const void *a, const void *b) {
    const EventEntry *x = a;
    const EventEntry *y = b;
    int order = str_compare(x->at_low, y->at_low);
    if (order == 0) order = str_compare(x->at_high, y->at_high);
    if (order == 0) order = str_compare(x->lane, y->lane);
    if (order == 0) order = str_compare(x->what, y->what);
    if (order != 0 || x->basis_count == 0 || y->basis_count == 0) return order;
    return str_compare(x->basis[0], y->basis[0]);
}

static bool is_of_every_event(Str name) {
    return str_eq(name, STR("at")) || str_eq(name, STR("lane")) || str_eq(name, STR("what")) ||
           str_eq(name, STR("basis"));
}

static void fill_event_details(Review *review, EventEntry *event, Value row) {
    if (row.kind != VALUE_TUPLE) return;
    const Tuple *tuple = row.as.tuple;
    FindingDetail *details = ARENA_ARRAY(review->arena, FindingDetail, tuple->count);
    for (uint32_t i = 0; i < tuple->count; i++) {
        if (is_of_every_event(tuple->names[i]) || value_is_null(tuple->items[i])) continue;
        details[event->detail_count++] = (FindingDetail){tuple->names[i], tuple->items[i]};
    }
    event->details = details;
}

// In the order of their days, whatever that of the record is.
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
        fill_event_details(review, event, row);
    }
    if (list.count > 1) qsort(events, list.count, sizeof *events, by_moment);
    finding->events = events;
    finding->event_count = list.count;
}

static void fill_score(Finding *finding, const Outcome *outcome) {
    if (outcome->score_count == 0 || !outcome->scores[0].known) return;
    const ScoreRange *range = &outcome->scores[0];
    const Item *score = finding->item->kind == KIND_SCORE ? finding->item : finding->item->shows[0];
    finding->has_score = true;
    finding->score_low = range->low;
    finding->score_high = range->high;
    finding->score_name = score->title;
    if (range->band_low == NULL || range->band_high == NULL ||
        !value_same(*range->band_low, *range->band_high))
        return;
    Value name = value_tuple_get(*range->band_low, STR("name"));
    Value says = value_tuple_get(*range->band_low, STR("says"));
    if (name.kind == VALUE_STRING) finding->band_name = value_str(name);
    if (says.kind == VALUE_STRING) finding->band_says = value_str(says);
}

static void fill_says(Review *review, Finding *finding, const Outcome *outcome) {
    const Item *item = finding->item;
    Str text = finding->holds == HOLDS_YES  ? item->text_yes
               : finding->holds == HOLDS_NO ? item->text_no
                                            : item->text_unknown;
    if (finding->holds == HOLDS_NOT_APPLICABLE) text = STR_NONE;
    if (item->kind == KIND_SCORE) text = finding->band_says;
    if (text.len > 0) finding->says = fill_text(review, finding, outcome, text);
    if (item->kind != KIND_OPTION || finding->holds == HOLDS_NOT_APPLICABLE) return;
    if (item->text_for.len > 0)
        finding->text_for = fill_text(review, finding, outcome, item->text_for);
    if (item->text_against.len > 0)
        finding->text_against = fill_text(review, finding, outcome, item->text_against);
}

// The inputs and their values, so that a finding can be known again.
static void fill_hash(Review *review, Finding *finding, const Outcome *outcome) {
    size_t count;
    const InputKey *read = inputs_of(review, outcome, &count);
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
    finding->reads = read;
    finding->read_count = count;
    buf_free(&buf);
}

// Is something still to be known: the state, or the range of a score?
static bool is_open(const Outcome *outcome) {
    bool open = outcome->holds == HOLDS_UNKNOWN;
    for (size_t i = 0; i < outcome->score_count && outcome->holds != HOLDS_ERROR; i++) {
        const ScoreRange *range = &outcome->scores[i];
        open = open || (range->known && decimal_compare(range->low, range->high) != 0);
    }
    return open;
}

static void enter(const Review *review, ReviewPhase phase) {
    if (review->options->phase != NULL) review->options->phase(review->options->phase_ctx, phase);
}

// What stands behind a conclusion: what is missing, what it rests on, and why.
static void fill_grounds(Review *review, Finding *finding, const Outcome *outcome) {
    bool is_event = finding->item->kind == KIND_EVENT;
    enter(review, PHASE_MISSING);
    if (is_open(outcome)) find_missing(review, finding, outcome);
    enter(review, PHASE_EVALUATE);
    fill_says(review, finding, outcome);
    enter(review, PHASE_EVIDENCE);
    if (!is_event && finding->holds != HOLDS_NOT_APPLICABLE)
        find_evidence(review, finding, outcome);
    enter(review, PHASE_REASONS);
    bool reasons = review->options->detail == DETAIL_FULL && !review->options->no_reasons;
    if (reasons && !is_event) find_reason(review, finding);
    enter(review, PHASE_EVALUATE);
    fill_hash(review, finding, outcome);
}

static void make_finding(Review *review, const Item *item, Str about, Findings *findings) {
    const Outcome outcome = outcome_of(review, item, about);
    bool applies = outcome.holds != HOLDS_NOT_APPLICABLE;
    if (!applies && !review->options->all) return;
    Finding *finding = add_finding(review, findings);
    *finding = (Finding){.item = item,
                         .about = about,
                         .holds = outcome.holds,
                         .tier = outcome.tier,
                         .error = outcome.error,
                         .local = item->is_local};
    fill_score(finding, &outcome);
    if (item->kind == KIND_FINDING) fill_data(review, finding, &outcome);
    if (item->kind == KIND_DUE && applies) fill_due(review, finding, outcome.value);
    if (item->kind == KIND_EVENT && applies) fill_events(review, finding, outcome.value);
    findings->outcomes[findings->count - 1] = outcome;
}

static void list_error(Review *review, const Item *item, const Err *err, Findings *findings) {
    Tier tier = (Tier)(item->kind == KIND_FINDING ? item->tier_unknown : TIER_NONE);
    Finding *finding = add_finding(review, findings);
    *finding = (Finding){
        .item = item, .holds = HOLDS_ERROR, .tier = tier, .error = error_words(review, err)};
}

static bool came_before(Value list, uint32_t at) {
    for (uint32_t i = 0; i < at; i++) {
        if (value_same(list.as.items[i], list.as.items[at])) return true;
    }
    return false;
}

static void review_item(Review *review, const Item *item, Findings *findings) {
    if (item->each == NULL) {
        make_finding(review, item, STR_NONE, findings);
        return;
    }
    Value list = value_null();
    Err err = {0};
    if (!eval_define(review->eval, item->each, STR_NONE, &list, &err)) {
        list_error(review, item, &err, findings);
        return;
    }
    for (uint32_t i = 0; list.kind == VALUE_LIST && i < list.count; i++) {
        if (list.as.items[i].kind == VALUE_STRING && !came_before(list, i))
            make_finding(review, item, value_str(list.as.items[i]), findings);
    }
}

// When all that is asked was asked once.
static void fill_all_grounds(Review *review, Findings *findings) {
    enter(review, PHASE_EVIDENCE);
    evidence_prepare(review);
    enter(review, PHASE_EVALUATE);
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->outcomes[i].consulted != NULL)
            fill_grounds(review, &findings->items[i], &findings->outcomes[i]);
    }
}

static void fill_all_says(Review *review, Findings *findings) {
    for (size_t i = 0; i < findings->count; i++) {
        const Outcome *outcome = &findings->outcomes[i];
        if (outcome->consulted == NULL) continue;
        if (is_open(outcome)) find_missing(review, &findings->items[i], outcome);
        fill_says(review, &findings->items[i], outcome);
        fill_hash(review, &findings->items[i], outcome);
    }
}

// By tier, kind (findings first), name; then by guideline and what it is about.
static int in_order(const void *a, const void *b) {
    const Finding *x = a;
    const Finding *y = b;
    int order = (int)x->tier - (int)y->tier;
    if (order == 0) order = (int)x->item->kind - (int)y->item->kind;
    if (order == 0) order = str_compare(x->item->id, y->item->id);
    if (order == 0) order = str_compare(x->item->guideline->id, y->item->guideline->id);
    return order != 0 ? order : str_compare(x->about, y->about);
}

void review_patient(const ReviewOptions *options, Eval *eval, const Finding **findings,
                    size_t *count) {
    Review review = {.options = options,
                     .eval = eval,
                     .record = eval_record(eval),
                     .arena = eval_runtime(eval)->arena};
    Findings made = {0};
    assert(options->if_count == 0 || options->detail == DETAIL_NONE);
    enter(&review, PHASE_EVALUATE);
    if (options->if_count > 0)
        eval_override_begin(eval, options->if_keys, options->if_values, options->if_count);
    for (size_t i = 0; i < options->set->item_count; i++) {
        const Item *item = options->set->items[i];
        if (item->kind == KIND_INPUT || item->kind == KIND_GATE || item->is_off) continue;
        if (options->only_finding.len > 0 && !str_eq(options->only_finding, item->id)) continue;
        review_item(&review, item, &made);
    }
    if (options->detail != DETAIL_NONE) fill_all_grounds(&review, &made);
    if (options->detail == DETAIL_NONE && options->says) fill_all_says(&review, &made);
    if (options->if_count > 0) eval_override_end(eval);
    if (made.count > 1) qsort(made.items, made.count, sizeof *made.items, in_order);
    *findings = made.items;
    *count = made.count;
}
