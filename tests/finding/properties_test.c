// Properties that hold of every guideline that is shipped, whatever the record: on the patients of
// the example clinic, everything is evaluated again with one answer taken away, or with another
// one.
//
// An answer taken away leaves a conclusion as it was or makes it not known; it never makes a yes of
// a no, nor a no of a yes, and a score's range only grows. What applies only once something is on
// record may no longer apply, and what a switch put out of the way may apply.
//
// An answer that a conclusion did not read changes nothing in it.
//
// Due items and events are left out: there silence means not done.

#include "finding/answers.h"
#include "finding/review.h"

#include "finding_fixture.h"

typedef struct {
    const Item *item;
    Str about;
    Outcome base;
    const InputKey *reads;
    size_t read_count;
} Concluded;

typedef struct {
    Clinic *clinic;
    Review review;
    Concluded *all;
    size_t count, size;
    size_t patients, trials;
    size_t complaints;
} Bench;

static bool is_left_out(const Item *item) {
    return item->kind == KIND_INPUT || item->kind == KIND_GATE || item->kind == KIND_DUE ||
           item->kind == KIND_EVENT;
}

static bool is_among(const InputKey *keys, size_t count, InputKey key) {
    for (size_t i = 0; i < count; i++) {
        if (keys[i].declaration == key.declaration && str_eq(keys[i].about, key.about)) return true;
    }
    return false;
}

// The inputs behind an outcome, and those that these were made of.
static const InputKey *all_reads(Bench *bench, const Outcome *outcome, size_t *count) {
    enum { MOST = 2000 };
    InputKey *all = ARENA_ARRAY(bench->review.arena, InputKey, MOST);
    const InputKey *direct = inputs_of(&bench->review, outcome, count);
    if (*count > 0) memcpy(all, direct, *count * sizeof *all);
    for (size_t i = 0; i < *count; i++) {
        size_t more;
        const InputKey *read =
            eval_inputs_read(bench->review.eval, all[i].declaration, all[i].about, &more);
        for (size_t k = 0; k < more && *count < MOST; k++) {
            if (!is_among(all, *count, read[k])) all[(*count)++] = read[k];
        }
    }
    return all;
}

static void conclude(Bench *bench, const Item *item, Str about) {
    if (bench->count == bench->size) {
        size_t size = bench->size == 0 ? 256 : bench->size * 2;
        Concluded *all = ARENA_ARRAY(bench->review.arena, Concluded, size);
        if (bench->count > 0) memcpy(all, bench->all, bench->count * sizeof *all);
        bench->all = all;
        bench->size = size;
    }
    Concluded *one = &bench->all[bench->count++];
    *one = (Concluded){.item = item, .about = about};
    one->base = outcome_of(&bench->review, item, about);
    one->reads = all_reads(bench, &one->base, &one->read_count);
}

static void conclude_all(Bench *bench) {
    const GuidelineSet *set = bench->clinic->set;
    for (size_t i = 0; i < set->item_count; i++) {
        const Item *item = set->items[i];
        if (is_left_out(item)) continue;
        if (item->each == NULL) {
            conclude(bench, item, STR_NONE);
            continue;
        }
        Value list = value_null();
        Err err = {0};
        eval_define(bench->review.eval, item->each, STR_NONE, &list, &err);
        for (uint32_t k = 0; list.kind == VALUE_LIST && k < list.count; k++)
            conclude(bench, item, value_str(list.as.items[k]));
    }
}

static bool has_read(const Concluded *one, InputKey key) {
    return is_among(one->reads, one->read_count, key);
}

static bool is_open(Holds holds) {
    return holds == HOLDS_UNKNOWN;
}

// Does each range hold the one before?
static bool ranges_grew(const Outcome *before, const Outcome *after) {
    for (size_t i = 0; i < before->score_count && i < after->score_count; i++) {
        const ScoreRange *a = &before->scores[i];
        const ScoreRange *b = &after->scores[i];
        if (a->known && b->known &&
            (decimal_compare(b->low, a->low) > 0 || decimal_compare(b->high, a->high) < 0))
            return false;
    }
    return true;
}

static bool may_become(const Outcome *before, const Outcome *after) {
    if (before->holds == HOLDS_NOT_APPLICABLE) return after->holds != HOLDS_ERROR;
    if (after->holds == HOLDS_NOT_APPLICABLE) return true;
    return (after->holds == before->holds || is_open(after->holds)) && ranges_grew(before, after);
}

// Conclusions that something said puts in doubt: a nodule may be gone with the lung that was
// operated on. Where nobody speaks of an operation it counts as there, or none ever would.
static const struct {
    const char *guideline, *finding, *input;
} put_in_doubt[] = {{"work-up", "lung-nodule", "Lung Was Operated Since"}};

static bool is_put_in_doubt(const Concluded *one, InputKey key, const Outcome *after) {
    for (size_t i = 0; i < sizeof put_in_doubt / sizeof put_in_doubt[0]; i++) {
        if (str_eq(one->item->guideline->id, str_from(put_in_doubt[i].guideline)) &&
            str_eq(one->item->id, str_from(put_in_doubt[i].finding)) &&
            str_eq(key.declaration->name, str_from(put_in_doubt[i].input)))
            return is_open(one->base.holds) && after->holds == HOLDS_YES;
    }
    return false;
}

static void complain_of(Bench *bench, const Concluded *one, InputKey key, const Outcome *after,
                        const char *what) {
    bench->complaints++;
    test_check(
        false, __FILE__, __LINE__, "Patient/%.*s: %s/%.*s %.*s: %s %s, %s became %s",
        STR_ARG(bench->clinic->record->patient_id),
        arena_printf(bench->review.arena, "%.*s%c", STR_ARG(one->item->guideline->id), 0).data,
        STR_ARG(one->item->id), STR_ARG(one->about), what,
        arena_printf(bench->review.arena, "\"%.*s\"%c", STR_ARG(key.declaration->name), 0).data,
        holds_name(one->base.holds), holds_name(after->holds));
}

// Everything anew, with this answer.
static void try_answer(Bench *bench, InputKey key, Value answer, bool taken_away) {
    enum { MOST_COMPLAINTS = 40 };
    eval_start(bench->review.eval, bench->clinic->record, bench->review.arena);
    eval_override_begin(bench->review.eval, &key, &answer, 1);
    bench->review.evidence = NULL;
    for (size_t i = 0; i < bench->count && bench->complaints < MOST_COMPLAINTS; i++) {
        const Concluded *one = &bench->all[i];
        Outcome after = outcome_of(&bench->review, one->item, one->about);
        if (!has_read(one, key) && !outcome_same(&one->base, &after))
            complain_of(bench, one, key, &after, "did not read");
        else if (taken_away && has_read(one, key) && !may_become(&one->base, &after) &&
                 !is_put_in_doubt(one, key, &after))
            complain_of(bench, one, key, &after, "without");
    }
    eval_override_end(bench->review.eval);
    bench->trials++;
}

static bool on_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    enum { EVERY = 2 };  // 2: half of the answers of a patient, the other half of the next one
    Bench *bench = ctx;
    (void)worker;
    (void)err;
    Clinic *clinic = bench->clinic;
    clinic->record = record;
    bench->review = (Review){.options = &clinic->options,
                             .eval = clinic->eval,
                             .record = record,
                             .arena = record->arena};
    bench->all = NULL;
    bench->count = bench->size = 0;
    eval_start(clinic->eval, record, record->arena);
    conclude_all(bench);
    size_t count;
    const InputKey *keys = eval_inputs_known(clinic->eval, &count);
    for (size_t i = (size_t)sequence % EVERY; i < count; i += EVERY) {
        size_t answers = 0;
        const Item *input = guideline_input(clinic->set, keys[i].declaration);
        const Value *other = input_answers(clinic->eval, input, &answers);
        Value last = answers > 0 ? other[answers - 1] : value_null();
        try_answer(bench, keys[i], value_null(), true);
        if (answers > 0) try_answer(bench, keys[i], last, false);
    }
    bench->patients++;
    return bench->complaints < 40;
}

static void ignore_trouble(void *ctx, const ReaderTrouble *trouble) {
    (void)ctx;
    (void)trouble;
}

TEST(properties_of_all_guidelines) {
    Bench bench = {.clinic = clinic_new("guidelines", NULL)};
    Clinic *clinic = bench.clinic;
    const char *path = "examples/clinic";
    ReaderSummary summary = {0};
    ReaderOptions options = {.needs = clinic->set->program->needs,
                             .terms = clinic->set->terms,
                             .jobs = 1,
                             .trouble = ignore_trouble};
    reader_run(&path, 1, &options, on_patient, &bench, &summary, &clinic->err);
    CHECK(bench.patients >= 50);
    CHECK(bench.trials >= 500);
    clinic_free(clinic);
}
