// vigil check: does a guideline keep the rules, and do its worked patients come out as they say?

#include "cli/command.h"

#include "cli/cases.h"
#include "finding/evidence.h"
#include "guideline/lint.h"

typedef struct {
    const char *folder;
    bool coverage, help;
} CheckArgs;

// What the expectations of passed cases say of an item: bits by Holds.
typedef struct {
    unsigned stated;
} ItemCases;

typedef struct {
    const CheckArgs *args;
    const GuidelineSet *set;
    Arena *arena;    // of the run
    Arena *patient;  // of one case
    Tally tally;
    ItemCases *items;  // by index in set->items
    Eval *eval;        // for `as_of`
    DateTime as_of;
} Check;

// ---- the rules

static Spot library_spot(const Library *library, AstPlace place) {
    return (Spot){.file = library->file, .text = library->source, .place = place};
}

// A rule without a complaint is a check passed; every complaint is one failed.
static void check_rules(Check *check) {
    const Complaint *complaints;
    size_t count;
    guideline_lint(check->set, check->arena, &complaints, &count);
    for (size_t i = 0; i < count; i++) {
        const Complaint *c = &complaints[i];
        Spot spot = library_spot(c->library, c->place);
        if (c->remark) {
            tally_remark(&check->tally, &spot, "%s [%s]", c->message, c->rule);
        } else {
            tally_fail(&check->tally, &spot, "%s [%s]", c->message, c->rule);
        }
    }
    for (const char *const *rule = lint_rules; *rule != NULL; rule++) {
        bool broken = false;
        for (size_t i = 0; i < count; i++)
            broken = broken || (!complaints[i].remark && strcmp(complaints[i].rule, *rule) == 0);
        if (!broken) tally_pass(&check->tally);
    }
}

// ---- the cases

static void start_eval(Check *check, DateTime as_of) {
    if (check->eval != NULL && check->as_of.local_ms == as_of.local_ms &&
        check->as_of.offset == as_of.offset)
        return;
    eval_free(check->eval);
    check->as_of = as_of;
    check->eval = eval_new(
        check->set->program,
        &(EvalOptions){.now = as_of, .known_at_ms = INT64_MAX, .track_inputs = true}, NULL);
}

static Spot item_spot(const Item *item) {
    return library_spot(item->declaration->library, item->place);
}

// An unknown that no answer could change tells nobody what to do.
static bool check_unknowns(Check *check, const Case *one, const Finding *findings, size_t count) {
    bool fine = true;
    for (size_t i = 0; i < count; i++) {
        const Finding *finding = &findings[i];
        if (finding->holds != HOLDS_UNKNOWN || finding->missing_count > 0) continue;
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

static void note_stated(Check *check, const Case *one) {
    for (size_t i = 0; i < one->expectation_count; i++) {
        const Expectation *expectation = &one->expectations[i];
        if (!expectation->has_holds) continue;
        for (size_t k = 0; k < check->set->item_count; k++) {
            if (check->set->items[k] == expectation->item)
                check->items[k].stated |= 1U << expectation->holds;
        }
    }
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
    start_eval(check, one->as_of);
    eval_start(check->eval, record, record->arena);
    ReviewOptions options = {
        .set = check->set, .detail = DETAIL_FULL, .as_of = one->as_of, .all = true};
    const Finding *findings;
    size_t count;
    review_patient(&options, check->eval, &findings, &count);
    bool same = case_compare(one, &options, record, findings, count, &check->tally);
    bool settled = check_unknowns(check, one, findings, count);
    if (same) note_stated(check, one);
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

static void check_guideline(Check *check, const Guideline *guideline) {
    const Case *cases;
    size_t count;
    cases_read(guideline, check->arena, &check->tally, &cases, &count);
    for (size_t i = 0; i < count; i++) run_case(check, &cases[i]);
    demand_states(check, guideline);
    demand_dirty(check, guideline, cases, count);
}

// ---- the command

// A guideline that does not load is shown with the line of its source.
static int report_load(const Err *err, Arena *arena) {
    enum { MAX_SOURCE = 16 << 20 };
    Str source = {0};
    Err ignored;
    if (err->source[0] != '\0' && err->line > 0 &&
        !file_read(err->source, MAX_SOURCE, arena, &source, &ignored))
        source = (Str){0};
    int status = report(err, source);
    printf("0 passed, 1 failed\n");
    return status;
}

static int run(Check *check) {
    Err err = {0};
    GuidelineOptions options = {.folder = check->args->folder, .more_needs = evidence_needs};
    // Each case has its own instant; this one only gives date-times without a zone theirs.
    datetime_make((Civil){2000, 1, 1, 0, 0, 0, 0}, PRECISION_MILLISECOND, 0, &options.now);
    if (!guideline_load(&options, check->arena, &check->set, &err))
        return report_load(&err, check->arena);
    check->items = ARENA_ARRAY(check->arena, ItemCases, check->set->item_count + 1);
    check_rules(check);
    for (size_t i = 0; i < check->set->guideline_count; i++)
        check_guideline(check, check->set->guidelines[i]);
    eval_free(check->eval);
    fflush(stderr);
    printf("%llu passed, %llu failed\n", (unsigned long long)check->tally.passed,
           (unsigned long long)check->tally.failed);
    return check->tally.failed == 0 ? 0 : err_exit_status(ERR_CHECK);
}

int check_command(int argc, char **argv) {
    static const char *const usage = "check [--coverage] [GUIDELINE_DIR]";
    Arena *arena = arena_new();
    CheckArgs args = {.folder = "guidelines"};
    ArgList words = {0};
    const Option options[] = {
        {"coverage", ARG_FLAG, &args.coverage, "",
         "also list what no case reaches, and how much every library is covered"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    Err err = {0};
    int status;
    if (!args_read(argc, argv, options, arena, &words, &err)) {
        status = report(&err, (Str){0});
    } else if (args.help) {
        args_help(usage,
                  "Checks guidelines: the rules of docs/author.md, and every case. GUIDELINE_DIR "
                  "is guidelines, or the folder of one\nguideline; default: guidelines. Exit "
                  "status 65 when anything failed.",
                  options, "  vigil check\n  vigil check guidelines/osteosarcoma-relapse\n");
        status = 0;
    } else if (words.count > 1) {
        err_set(&err, ERR_USAGE, "usage: vigil %s", usage);
        status = report(&err, (Str){0});
    } else {
        if (words.count == 1) args.folder = words.items[0];
        Check check = {.args = &args, .arena = arena, .patient = arena_new()};
        status = run(&check);
        arena_free(check.patient);
    }
    arena_free(arena);
    return status;
}
