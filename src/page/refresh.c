// Evaluating who changed, and keeping what came of it: conclusions and their changes, alarms, the
// row of the worklist.

#include "page/desk_internal.h"

#include <stdlib.h>

#include "base/digest.h"
#include "finding/summary.h"
#include "finding/words.h"
#include "store/conclusions.h"
#include "store/work.h"

// ---- conclusions

static Str score_words(Arena *arena, const Finding *finding) {
    Buf text = {0};
    if (!finding->has_score) return STR_NONE;
    decimal_write(&text, finding->score_low);
    if (decimal_compare(finding->score_low, finding->score_high) != 0) {
        buf_add(&text, STR(" to "));
        decimal_write(&text, finding->score_high);
    }
    Str words = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return words;
}

static int by_name(const void *a, const void *b) {
    const StoreFinding *x = a;
    const StoreFinding *y = b;
    int order = str_compare(x->guideline, y->guideline);
    if (order == 0) order = str_compare(x->finding, y->finding);
    if (order == 0) order = str_compare(x->about, y->about);
    return order != 0 ? order : str_compare(x->kind, y->kind);
}

// A score and a finding may share their name: the finding's row is kept.
static size_t drop_doubles(StoreFinding *rows, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool same = kept > 0 && str_eq(rows[kept - 1].guideline, rows[i].guideline) &&
                    str_eq(rows[kept - 1].finding, rows[i].finding) &&
                    str_eq(rows[kept - 1].about, rows[i].about);
        if (!same) rows[kept++] = rows[i];
    }
    return kept;
}

static StoreFinding *rows_of(const Reviewed *reviewed, size_t *count) {
    StoreFinding *rows = ARENA_ARRAY(reviewed->arena, StoreFinding, reviewed->count);
    size_t kept = 0;
    for (size_t i = 0; i < reviewed->count; i++) {
        const Finding *finding = &reviewed->findings[i];
        if (finding->item->kind == KIND_EVENT) continue;
        rows[kept++] = (StoreFinding){
            .guideline = finding->item->guideline->id,
            .finding = finding->item->id,
            .about = finding->about,
            .kind = str_from(item_kind_name((ItemKind)finding->item->kind)),
            .version = finding->item->guideline->version,
            .holds = str_from(holds_name(finding->holds)),
            .tier = finding->tier == TIER_NONE ? STR("") : str_from(tier_name(finding->tier)),
            .says = finding->says,
            .inputs = str_from(finding->inputs_hash),
            .score = score_words(reviewed->arena, finding)};
    }
    if (kept > 1) qsort(rows, kept, sizeof *rows, by_name);
    *count = drop_doubles(rows, kept);
    return rows;
}

static bool conclude(Desk *desk, const Reviewed *reviewed, Str cause, Err *err) {
    const StorePatient *patient = &reviewed->patient;
    StoreFinding *before;
    StoreConclusions c = {.patient = patient->id,
                          .at = instant_text(reviewed->arena, desk_instant(desk)),
                          .as_of = instant_text(reviewed->arena, reviewed->options.as_of),
                          .guidelines = str_from(desk->clinic->set->hash),
                          .cause = cause,
                          .first = patient->evaluated == 0};
    if (!store_findings(desk->store, patient->id, reviewed->arena, &before, &c.before_count, err))
        return false;
    c.before = before;
    c.after = rows_of(reviewed, &c.after_count);
    return store_conclude(desk->store, &c, err);
}

static Str cause_of(const Desk *desk, const StorePatient *patient) {
    if (patient->evaluated != patient->revision) return STR("record");
    return str_eq(patient->guidelines, str_from(desk->clinic->set->hash)) ? STR("time")
                                                                          : STR("guidelines");
}

// ---- the row of the worklist

static bool more_urgent(const Finding *a, Tier tier_a, const Finding *b, Tier tier_b) {
    if (b == NULL) return true;
    if (tier_a != tier_b) return tier_a < tier_b;
    bool due_a = a->item->kind == KIND_DUE;
    bool due_b = b->item->kind == KIND_DUE;
    if (due_a != due_b) return !due_a;
    if (due_a) return finding_overdue(a) > finding_overdue(b);
    return a->holds < b->holds;
}

static void add_row(StorePatient *row, Digest *digest, const Finding *finding, Tier tier) {
    digest_add(digest, finding->item->guideline->id);
    digest_add(digest, finding->item->id);
    digest_add(digest, finding->about);
    digest_add(digest, str_from(holds_name(finding->holds)));
    digest_add(digest, str_from(tier_name(tier)));
    digest_add(digest, str_from(finding->inputs_hash));
    row->rows++;
}

static void say_first(StorePatient *row, const Reviewed *reviewed, const Finding *first) {
    Arena *arena = reviewed->arena;
    Str oldest;
    const DueWindow *window = finding_overdue_window(first);
    row->title = first->item->title;
    row->says = first->says;
    finding_record_dates(first, &oldest, &row->since);
    if (first->error != NULL) row->says = STR("could not be evaluated: see the patient");
    if (window != NULL) {
        row->since = window->high;
        row->says = arena_printf(arena, "overdue since %.*s", STR_ARG(window->high));
    }
    if (row->since.len > 0) return;
    // No datum speaks for it: since it was first concluded.
    bool same = str_eq(reviewed->patient.title, row->title) && reviewed->patient.since.len > 0;
    row->since = same ? reviewed->patient.since : instant_text(arena, reviewed->options.as_of);
    if (row->since.len > 10) row->since.len = 10;
}

// The tumour: what stands first in the layout's `who`.
static Str about_of(const Desk *desk, const Reviewed *reviewed) {
    const Json *layout = desk_layout(desk);
    const Json *who = layout == NULL ? NULL : json_member(layout, STR("who"));
    if (who == NULL || who->kind != JSON_ARRAY || who->count == 0) return STR_NONE;
    const Json *names = json_member(&who->as.items[0], STR("findings"));
    if (names == NULL || names->kind != JSON_ARRAY || names->count == 0) return STR_NONE;
    for (size_t i = 0; i < reviewed->count; i++) {
        const Finding *finding = &reviewed->findings[i];
        if (is_named(finding, json_text(&names->as.items[0])) &&
            finding->holds != HOLDS_NOT_APPLICABLE && finding->says.len > 0)
            return finding->says;
    }
    return STR_NONE;
}

static StorePatient row_of(const Desk *desk, const Reviewed *reviewed, const bool *handled) {
    StorePatient row = reviewed->patient;
    const Finding *first = NULL;
    Tier first_tier = TIER_NONE;
    Digest digest;
    char hash[DIGEST_TEXT];
    row.rows = row.overdue = row.failed = 0;
    digest_begin(&digest);
    for (size_t i = 0; i < reviewed->count; i++) {
        const Finding *finding = &reviewed->findings[i];
        Tier tier;
        row.failed += finding->error != NULL;
        if (!summary_is_row(finding, &tier) || handled[i]) continue;
        add_row(&row, &digest, finding, tier);
        int64_t overdue = finding->item->kind == KIND_DUE ? finding_overdue(finding) : 0;
        if (overdue > row.overdue) row.overdue = overdue;
        if (!more_urgent(finding, tier, first, first_tier)) continue;
        first = finding;
        first_tier = tier;
    }
    digest_end(&digest, hash);
    row.attention = arena_str(reviewed->arena, str_from(hash));
    row.tier = first == NULL ? NO_ROW : (int64_t)first_tier;
    row.title = row.says = row.since = STR_NONE;
    row.about = about_of(desk, reviewed);
    if (first != NULL) say_first(&row, reviewed, first);
    row.questions =
        (int64_t)open_questions(reviewed->arena, reviewed->findings, reviewed->count, NULL);
    row.evaluated = row.revision;
    row.as_of = instant_text(reviewed->arena, reviewed->options.as_of);
    row.guidelines = str_from(desk->clinic->set->hash);
    return row;
}

// An alarm that stays open keeps its patient on the list, though the record no longer says so.
static bool raise_by_alarm(Desk *desk, Arena *arena, StorePatient *row, Err *err) {
    StoreAlarm *alarms;
    size_t count;
    if (!store_alarms(desk->store, row->id, arena, &alarms, &count, err)) return false;
    if (count == 0 || alarms[0].closed.len > 0 || alarms[0].tier >= row->tier) return true;
    row->tier = alarms[0].tier;
    row->title = alarms[0].title;
    row->says = alarms[0].says;
    row->since = alarms[0].since;
    row->rows++;
    return true;
}

// Keeps what a review of the present record came to.
static bool keep_review(Desk *desk, const Reviewed *reviewed, Str cause, Err *err) {
    bool known;
    Arena *arena = reviewed->arena;
    Str hash = str_from(desk->clinic->set->hash);
    if (cause.len == 0) cause = cause_of(desk, &reviewed->patient);
    if (!store_guidelines_known(desk->store, hash, &known, err)) return false;
    if (!known && !store_guidelines_keep(desk->store, hash, store_now(arena), desk->clinic->files,
                                         arena, err))
        return false;
    bool *handled = ARENA_ARRAY(arena, bool, reviewed->count);
    if (!conclude(desk, reviewed, cause, err) || !alarms_keep(desk, reviewed, handled, err))
        return false;
    StorePatient row = row_of(desk, reviewed, handled);
    return raise_by_alarm(desk, arena, &row, err) &&
           store_task_raise(desk->store, row.id, row.attention, err) &&
           store_patient_evaluated(desk->store, &row, err);
}

bool desk_evaluate(Desk *desk, const StorePatient *patient, Str cause, Err *err) {
    Reviewed reviewed;
    ReviewWish wish = {.detail = DETAIL_DATA, .as_of = desk_instant(desk)};
    return desk_review(desk, patient, &wish, &reviewed, err) &&
           keep_review(desk, &reviewed, cause, err);
}

// A record that cannot be evaluated is a row of its own: its patient is watched by nobody. What
// concerns an earlier record than the present one is not said; a patient who is gone needs none.
static bool note_failure(Desk *desk, const StorePatient *failed, Arena *arena, const Err *why,
                         Err *err) {
    StorePatient row;
    Err gone = {0};
    if (!store_begin(desk->store, err)) return false;
    bool ok = store_patient_by_id(desk->store, failed->id, arena, &row, &gone);
    if (!ok || row.revision != failed->revision) {
        store_rollback(desk->store);
        if (!ok) *err = gone;
        return ok || gone.code == ERR_MISSING;
    }
    row.tier = TIER_UNKNOWN;
    row.title = STR("This record could not be evaluated");
    row.says = str_from(why->message);
    row.since = row.about = STR_NONE;
    row.overdue = row.questions = 0;
    row.rows = row.failed = 1;
    row.attention = row.says;
    row.evaluated = row.revision;
    row.as_of = instant_text(arena, desk_instant(desk));
    row.guidelines = str_from(desk->clinic->set->hash);
    ok = raise_by_alarm(desk, arena, &row, err) &&
         store_patient_evaluated(desk->store, &row, err) && store_commit(desk->store, err);
    if (!ok) store_rollback(desk->store);
    return ok;
}

// Within a transaction: keeps the review unless the record changed meanwhile; then its patient
// waits still.
static bool keep_if_present(Desk *desk, Reviewed *reviewed, Arena *arena, Err *err) {
    StorePatient now;
    if (!store_patient_by_id(desk->store, reviewed->patient.id, arena, &now, err)) return false;
    if (now.revision != reviewed->patient.revision) return true;
    reviewed->patient = now;
    return keep_review(desk, reviewed, STR_NONE, err);
}

// Evaluates before it asks for the right to write: others write meanwhile.
static bool refresh_one(Desk *desk, Str id, Arena *arena, Err *err) {
    StorePatient patient = {.id = id};
    Reviewed reviewed;
    Err why = {0};
    ReviewWish wish = {.detail = DETAIL_DATA, .as_of = desk_instant(desk)};
    bool ok = store_patient_by_id(desk->store, id, arena, &patient, &why) &&
              desk_review(desk, &patient, &wish, &reviewed, &why) && store_begin(desk->store, &why);
    ok = ok && keep_if_present(desk, &reviewed, arena, &why) && store_commit(desk->store, &why);
    if (ok) return true;
    store_rollback(desk->store);
    if (why.code != ERR_IO) return note_failure(desk, &patient, arena, &why, err);
    *err = why;
    return false;
}

// When nobody waits, the pages of those who need attention are made before somebody asks.
static bool warm(Desk *desk, size_t most, bool *more, Arena *arena, Err *err) {
    Ids ids;
    StorePatient patient;
    if (!store_views_missing(desk->store, most, &ids, arena, err)) return false;
    size_t made = 0;
    for (size_t i = 0; i < ids.count; i++) {
        // Who cannot be evaluated has no page; whoever asks for it is told.
        Err why = {0};
        bool ok = store_patient_by_id(desk->store, ids.items[i], arena, &patient, &why) &&
                  view_keep(desk, &patient, arena, &why);
        made += ok;
        if (!ok && why.code == ERR_IO) {
            *err = why;
            return false;
        }
    }
    *more = made == most;
    return true;
}

bool desk_refresh(Desk *desk, size_t most, bool *more, Err *err) {
    Arena *arena = arena_new();
    Ids ids;
    Present present = {.as_of = instant_text(arena, desk_instant(desk)),
                       .guidelines = str_from(desk->clinic->set->hash)};
    *more = false;
    // One more than is evaluated: is there anybody after them?
    bool ok = store_patients_waiting(desk->store, present, most + 1, &ids, arena, err);
    for (size_t i = 0; ok && i < ids.count && i < most; i++)
        ok = refresh_one(desk, ids.items[i], arena, err);
    *more = ok && ids.count > most;
    if (ok && ids.count == 0) ok = warm(desk, most, more, arena, err);
    arena_free(arena);
    return ok;
}
