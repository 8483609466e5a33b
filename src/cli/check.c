// vigil check: does a guideline keep the rules, and do its worked patients come out as they say?

#include "cli/check.h"
#include "cli/clause_coverage.h"
#include "cli/command.h"
#include "cli/watch.h"
#include "finding/evidence.h"
#include "guideline/lint.h"

typedef struct {
    const char *folder;
    bool coverage, clauses, watch, help;
} CheckArgs;

// ---- the rules

Spot library_spot(const Library *library, AstPlace place) {
    return (Spot){.file = library->file, .text = library->source, .place = place};
}

// A rule without a complaint is a check passed; every complaint is one failed. What is doubtful in
// the CQL is a remark.
static void check_rules(Check *check, const Diagnostics *doubtful) {
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
    for (size_t i = 0; i < doubtful->count; i++) {
        const Diagnostic *one = &doubtful->items[i];
        Spot spot = {.file = one->spot.file, .text = one->spot.source, .place = one->spot.place};
        tally_remark(&check->tally, &spot, "%s%s%s", one->text, one->hint == NULL ? "" : "; ",
                     one->hint == NULL ? "" : one->hint);
    }
    for (const char *const *rule = lint_rules; *rule != NULL; rule++) {
        bool broken = false;
        for (size_t i = 0; i < count; i++)
            broken = broken || (!complaints[i].remark && strcmp(complaints[i].rule, *rule) == 0);
        if (!broken) tally_pass(&check->tally);
    }
}

// ---- the command

static int report_load(const Diagnostics *diagnostics, const Err *err) {
    int status = report_all(diagnostics, err);
    size_t failed = diagnostics->errors > 0 ? diagnostics->errors : 1;
    printf("0 passed, %zu failed\n", failed);
    return status;
}

static int end(const Tally *tally) {
    fflush(stderr);
    printf("%llu passed, %llu failed\n", (unsigned long long)tally->passed,
           (unsigned long long)tally->failed);
    return tally->failed == 0 ? 0 : err_exit_status(ERR_CHECK);
}

static int run(const CheckArgs *args, Check *check) {
    Err err = {0};
    GuidelineOptions options = {.folder = args->folder,
                                .observed = true,
                                .more_needs = evidence_needs,
                                .diagnostics = diagnostics_new(check->arena),
                                .warn = true};
    // Each case has its own instant; this one only gives date-times without a zone theirs.
    datetime_make((Civil){2000, 1, 1, 0, 0, 0, 0}, PRECISION_MILLISECOND, 0, &options.now);
    if (!guideline_load(&options, check->arena, &check->set, &err))
        return report_load(options.diagnostics, &err);
    check->items = ARENA_ARRAY(check->arena, ItemCases, check->set->item_count + 1);
    check->coverage = coverage_new(check->set, check->arena);
    check_rules(check, options.diagnostics);
    for (size_t i = 0; i < check->set->guideline_count; i++)
        check_cases(check, check->set->guidelines[i]);
    eval_free(check->eval);
    coverage_demand(check->coverage, &check->tally);
    if (args->coverage) coverage_print(check->coverage);
    return end(&check->tally);
}

static int run_clauses(const CheckArgs *args, Arena *arena) {
    Err err = {0};
    Tally tally = {0};
    GuidelineOptions options = {.folder = args->folder, .more_needs = evidence_needs};
    datetime_make((Civil){2000, 1, 1, 0, 0, 0, 0}, PRECISION_MILLISECOND, 0, &options.now);
    if (!clauses_cover(&options, arena, &tally, &err)) return report(&err, STR_NONE);
    return end(&tally);
}

static int run_once(void *ctx) {
    const CheckArgs *args = ctx;
    Arena *arena = arena_new();
    if (args->clauses) {
        int status = run_clauses(args, arena);
        arena_free(arena);
        return status;
    }
    Check check = {.arena = arena, .patient = arena_new()};
    int status = run(args, &check);
    arena_free(check.patient);
    arena_free(arena);
    return status;
}

// The libraries, value sets and sources that a guideline shares stand beside its folder.
static int run_again(CheckArgs *args, Arena *arena) {
    Err err = {0};
    bool all = file_is_folder(path_join(arena, args->folder, STR("lib")));
    watch(all ? args->folder : path_join(arena, args->folder, STR("..")), run_once, args, &err);
    return report(&err, STR_NONE);
}

int check_command(int argc, char **argv) {
    static const char *const usage = "check [--coverage | --clauses] [--watch] [GUIDELINE_DIR]";
    Arena *arena = arena_new();
    CheckArgs args = {.folder = "guidelines"};
    ArgList words = {0};
    const Option options[] = {
        {"coverage", ARG_FLAG, &args.coverage, "",
         "also list what no case reaches, and how much every library is covered"},
        {"clauses", ARG_FLAG, &args.clauses, "",
         "only this: which clauses no case evaluates, and whether at least 95 % are"},
        {"watch", ARG_FLAG, &args.watch, "", "check again whenever a file changes; Ctrl-C ends it"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    Err err = {0};
    int status;
    if (!args_read(argc, argv, options, arena, &words, &err)) {
        status = report(&err, STR_NONE);
    } else if (args.help) {
        args_help(usage,
                  "Checks guidelines: the rules of docs/author.md, and every case. GUIDELINE_DIR "
                  "is guidelines, or the folder of one\nguideline; default: guidelines. Exit "
                  "status 65 when anything failed.",
                  options, "  vigil check\n  vigil check guidelines/osteosarcoma-relapse\n");
        status = 0;
    } else if (words.count > 1) {
        err_set(&err, ERR_USAGE, "usage: vigil %s", usage);
        status = report(&err, STR_NONE);
    } else {
        if (words.count == 1) args.folder = words.items[0];
        status = args.watch ? run_again(&args, arena) : run_once(&args);
    }
    arena_free(arena);
    return status;
}
