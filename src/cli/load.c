// vigil load: puts records into the store. vigil backup, vigil restore: a copy of all of it, and
// back.

#include <stdio.h>
#include <unistd.h>

#include "base/pool.h"
#include "cli/command.h"
#include "store/backup.h"
#include "store/load.h"

typedef struct {
    ArgList words;
    const char *tmp;
    unsigned jobs;
    bool snapshot, stats, help;
} LoadArgs;

static double seconds(uint64_t ns) {
    return (double)ns / 1e9;
}

static void print_counts(const LoadSummary *summary) {
    double took = seconds(summary->total_ns);
    printf("%llu patients; resources: %llu new, %llu changed, %llu same",
           (unsigned long long)summary->patients, (unsigned long long)summary->fresh,
           (unsigned long long)summary->changed, (unsigned long long)summary->same);
    if (summary->older > 0)
        printf(", %llu older than what is there", (unsigned long long)summary->older);
    printf(", %llu removed", (unsigned long long)summary->removed);
    if (summary->patients_removed > 0)
        printf(" (%llu patients)", (unsigned long long)summary->patients_removed);
    if (summary->waiting > 0)
        printf(", %llu wait for their patient", (unsigned long long)summary->waiting);
    printf("; %.1f s, %.0f MB/s\n", took, (double)summary->input.bytes / 1e6 / took);
}

static void print_stats(const LoadSummary *summary) {
    fprintf(stderr,
            "%llu resources, %llu bytes, %llu transactions\n"
            "  parse     %8.3f s of the processor, over all threads\n"
            "  compress  %8.3f s\n"
            "  write     %8.3f s, one block after the other\n"
            "  commit    %8.3f s\n"
            "  in all    %8.3f s of the clock\n",
            (unsigned long long)summary->input.resources, (unsigned long long)summary->input.bytes,
            (unsigned long long)summary->commits, seconds(summary->unpack_ns),
            seconds(summary->pack_ns), seconds(summary->write_ns), seconds(summary->commit_ns),
            seconds(summary->total_ns));
}

static int load_into(Store *store, const LoadArgs *args) {
    Troubles troubles = {0};
    bool shows = isatty(STDERR_FILENO) != 0;
    LoadOptions options = {.snapshot = args->snapshot,
                           .jobs = args->jobs == 0 ? pool_processors() : args->jobs,
                           .tmp_dir = args->tmp,
                           .trouble = print_trouble,
                           .progress = shows ? print_progress : NULL,
                           .ctx = &troubles};
    LoadSummary summary;
    Err err = {0};
    bool ok =
        store_load(store, args->words.items + 1, args->words.count - 1, &options, &summary, &err);
    if (shows) fprintf(stderr, "\r%40s\r", "");
    if (!ok) {
        err_at(&err, str_from(args->words.items[0]), 0, 0);
        return report(&err, STR_NONE);
    }
    print_counts(&summary);
    if (args->stats) print_stats(&summary);
    if (summary.removed_nothing)
        fprintf(stderr, "nothing was removed: %s\n",
                summary.patients == 0 ? "the input holds no patient"
                                      : "something in the input had to be left out");
    bool left_out = summary.input.skipped > 0 || summary.waiting > 0;
    if (summary.input.skipped > 0)
        fprintf(stderr, "left out: %llu\n", (unsigned long long)summary.input.skipped);
    return left_out || summary.removed_nothing ? err_exit_status(ERR_PARSE) : 0;
}

int load_command(int argc, char **argv) {
    static const char *const usage = "load [OPTIONS] DB INPUT...";
    Arena *arena = arena_new();
    LoadArgs args = {0};
    const Option options[] = {
        {"snapshot", ARG_FLAG, &args.snapshot, "",
         "the input is all there is: what it does not hold is removed from the store"},
        {"jobs", ARG_NUMBER, &args.jobs, "N",
         "threads that read and compress; default: one a processor"},
        {"tmp", ARG_TEXT, &args.tmp, "DIR", "a folder for temporary files"},
        {"stats", ARG_FLAG, &args.stats, "", "where the time went, on standard error"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    Err err = {0};
    Store *store;
    const CommandForm form = {
        usage,
        "Puts records into the store DB, which is made when it is not there: what is new, "
        "newer or deleted in the input.\nInput: all that 'vigil review' reads. Exit "
        "status 65 when something had to be left out.",
        "  vigil load clinic.db examples/clinic\n"
        "  vigil load --snapshot clinic.db export/\n",
        2, COMMAND_ANY};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &args.words);
    if (status == COMMAND_RUNS && !store_open(args.words.items[0], STORE_CREATE, &store, &err)) {
        status = report(&err, STR_NONE);
    } else if (status == COMMAND_RUNS) {
        status = load_into(store, &args);
        store_close(store);
    }
    arena_free(arena);
    return status;
}

// ---- copies

typedef struct {
    const char *usage, *summary, *example;
    bool restores;
} CopyCommand;

static int copy(const CopyCommand *command, int argc, char **argv) {
    Arena *arena = arena_new();
    ArgList words = {0};
    bool replace = false;
    bool help = false;
    const Option backup[] = {{"help", ARG_FLAG, &help, "", "this"}, {0}};
    const Option restore[] = {{"replace", ARG_FLAG, &replace, "",
                               "give up the store that is there; nobody may have it open"},
                              {"help", ARG_FLAG, &help, "", "this"},
                              {0}};
    const Option *options = command->restores ? restore : backup;
    Err err = {0};
    const CommandForm form = {command->usage, command->summary, command->example, 2, 2};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &words);
    if (status == COMMAND_RUNS) {
        bool ok = command->restores ? store_restore(words.items[0], words.items[1], replace, &err)
                                    : store_backup(words.items[0], words.items[1], &err);
        status = ok ? 0 : report(&err, STR_NONE);
    }
    arena_free(arena);
    return status;
}

int backup_command(int argc, char **argv) {
    static const CopyCommand command = {
        .usage = "backup DB FILE",
        .summary = "Copies a store to a new file, as it is at one instant, while others work with "
                   "it, and checks the copy.",
        .example = "  vigil backup clinic.db clinic-2026-11-22.backup\n"};
    return copy(&command, argc, argv);
}

int restore_command(int argc, char **argv) {
    static const CopyCommand command = {
        .usage = "restore [--replace] FILE DB",
        .summary = "Makes a store of its backup, after checking it.",
        .example = "  vigil restore clinic-2026-11-22.backup clinic.db\n",
        .restores = true};
    return copy(&command, argc, argv);
}
