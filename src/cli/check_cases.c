// The cases of a guideline, one after another, and what they have to show together.

#include "cli/check.h"

Eval *check_eval(Check *check, DateTime as_of) {
    if (check->eval != NULL && check->as_of.local_ms == as_of.local_ms &&
        check->as_of.offset == as_of.offset)
        return check->eval;
    eval_free(check->eval);
    check->as_of = as_of;
    check->eval = eval_new(
        check->set->program,
        &(EvalOptions){.now = as_of, .known_at_ms = INT64_MAX, .track_inputs = true}, NULL);
    return check->eval;
}

Spot item_spot(const Item *item) {
    return library_spot(item->declaration->library, item->place);
}

static ItemCases *of_item(Check *check, const Item *item) {
    size_t i = 0;
    while (check->set->items[i] != item) i++;
    return &check->items[i];
}

// All was tried, alone and in pairs, and no answer was seen to change anything.
static bool is_dead_end(const Finding *finding) {
    for (size_t i = 0; i < finding->missing_count; i++) {
        if (!finding->missing[i].open) return false;
    }
    return finding->holds == HOLDS_UNKNOWN && (finding->missing_count == 0 || finding->tried_all);
}

// An unknown that no answer could change tells nobody what to do. Said once an item.
static bool check_unknowns(Check *check, const Case *one, const Finding *findings, size_t count) {
    bool fine = true;
    for (size_t i = 0; i < count; i++) {
        const Finding *finding = &findings[i];
        ItemCases *item = of_item(check, finding->item);
        if (item->is_dead_end || !is_dead_end(finding)) continue;
        item->is_dead_end = true;
        Spot spot = item_spot(finding->item);
        tally_fail(&check->tally, &spot,
                   "%s '%.*s' is unknown and nothing is missing: no answer to any input it reads "
                   "changes it (%.*s)",
                   item_kind_name((ItemKind)finding->item->kind), STR_ARG(finding->item->id),
                   STR_ARG(one->file));
        fine = false;
    }
    return fine;
}

static void note_stated(Check *check, const Case *one, const bool *met) {
    for (size_t i = 0; i < one->expectation_count; i++) {
        const Expectation *expectation = &one->expectations[i];
        if (expectation->has_holds && met[i])
            of_item(check, expectation->item)->stated |= 1U << expectation->holds;
    }
}

// What the record itself makes of every condition: without the answers that are tried and the
// resources that are hidden for a full review.
static void observe(Check *check, Eval *eval, DateTime as_of) {
    const Finding *findings;
    size_t count;
    ReviewOptions plain = {.set = check->set, .detail = DETAIL_NONE, .as_of = as_of, .all = true};
    eval_observe(eval, coverage_observer(check->coverage));
    review_patient(&plain, eval, &findings, &count);
    eval_observe(eval, NULL);
}

static void run_case(Check *check, const Case *one) {
    Record *record;
    Err err = {0};
    arena_reset(check->patient);
    if (!case_record(one, check->set, NULL, check->patient, &record, &err)) {
        Spot spot = case_spot(one, one->record);
        tally_fail(&check->tally, &spot, "the record cannot be read: %s", err.message);
        return;
    }
    Eval *eval = check_eval(check, one->as_of);
    eval_start(eval, record, record->arena);
    observe(check, eval, one->as_of);
    ReviewOptions options = {
        .set = check->set, .detail = DETAIL_FULL, .as_of = one->as_of, .all = true};
    CaseReview review = {.options = &options, .record = record};
    review_patient(&options, eval, &review.findings, &review.count);
    bool *met = ARENA_ARRAY(record->arena, bool, one->expectation_count + 1);
    bool same = case_compare(one, &review, met, &check->tally);
    bool settled = check_unknowns(check, one, review.findings, review.count);
    note_stated(check, one, met);
    if (same && settled) tally_pass(&check->tally);
}

// ---- what the cases of a guideline have to show together

static void demand_states(Check *check, const Guideline *guideline) {
    static const Holds demanded[] = {HOLDS_YES, HOLDS_NO, HOLDS_UNKNOWN};
    for (size_t i = 0; i < check->set->item_count; i++) {
        const Item *item = check->set->items[i];
        if (item->guideline != guideline || item->kind != KIND_FINDING || item->is_off) continue;
        for (size_t k = 0; k < 3; k++) {
            if ((check->items[i].stated & 1U << demanded[k]) != 0) {
                tally_pass(&check->tally);
                continue;
            }
            Spot spot = item_spot(item);
            tally_fail(&check->tally, &spot, "no case expects finding '%.*s' to be %s",
                       STR_ARG(item->id), holds_name(demanded[k]));
        }
    }
}

static void demand_dirty(Check *check, const Guideline *guideline, const Case *cases,
                         size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!case_is_dirty(&cases[i])) continue;
        tally_pass(&check->tally);
        return;
    }
    Spot spot = {.file = guideline->folder};
    tally_fail(&check->tally, &spot,
               "no case has dirty data: something entered in error or refuted, a date without its "
               "day or after the instant, a quantity without a unit, or an id that comes twice");
}

void check_cases(Check *check, const Guideline *guideline) {
    const Case *cases;
    size_t count;
    cases_read(guideline, check->arena, &check->tally, &cases, &count);
    for (size_t i = 0; i < count; i++) run_case(check, &cases[i]);
    if (count > 0) check_answers(check, guideline, cases, count);
    demand_states(check, guideline);
    demand_dirty(check, guideline, cases, count);
}
