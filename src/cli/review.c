// vigil review: every guideline over every patient. vigil explain: one finding of one patient, with
// its reasons.

#include <pthread.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/pool.h"
#include "cli/command.h"
#include "cli/profile.h"
#include "cli/stats.h"
#include "finding/bundle.h"
#include "finding/evidence.h"
#include "finding/finding.h"
#include "finding/html_cql.h"
#include "guideline/publisher.h"

typedef struct {
    ArgList words;
    const char *guidelines, *site, *as_of, *known_at, *patient, *finding, *format, *detail, *tmp;
    const char *canonical;
    unsigned jobs;
    bool all, strict, stats, profile, help;
} ReviewArgs;

typedef struct {
    const ReviewArgs *args;
    const GuidelineSet *set;
    ReviewOptions review;
    EvalOptions eval_options;
    TextStyle style;
    Eval **evals;  // by worker
    Buf *lines;
    FILE *sections;  // text and HTML: the patients, until the worklist is known
    Ordered *ordered;
    PatientSummary **summaries;
    uint64_t summary_size;
    pthread_mutex_t lock;
    Troubles troubles;
    Stats *stats;   // NULL: not asked for
    bool explains;  // one finding of one patient, with its reasons
    uint64_t explained;
    uint64_t failed;  // findings that could not be evaluated
} Run;

static const char *const review_usage = "review [OPTIONS] INPUT...";
static const char *const review_summary =
    "Evaluates the guidelines over every patient of the input: a FHIR Bundle, NDJSON of resources "
    "or of Bundles, a bulk-export\n"
    "folder, .gz of these, or - for standard input. Exit status 65 when something in the input had "
    "to be left out.";
static const char *const review_examples =
    "  vigil review examples/clinic\n"
    "  vigil review --as-of 2026-11-22 --format ndjson --detail none export/ | jq .\n"
    "  vigil review --patient os-night-pain examples/clinic\n";

static bool is_format(const Run *run, const char *name) {
    return strcmp(run->args->format, name) == 0;
}

// ---- one patient

static void keep_summary(Run *run, uint64_t sequence, PatientSummary *summary) {
    pthread_mutex_lock(&run->lock);
    if (sequence >= run->summary_size) {
        uint64_t size = run->summary_size == 0 ? 256 : run->summary_size;
        while (size <= sequence) size *= 2;
        run->summaries = realloc(run->summaries, size * sizeof(PatientSummary *));
        if (run->summaries == NULL) memory_out(size * sizeof(PatientSummary *));
        memset(run->summaries + run->summary_size, 0,
               (size - run->summary_size) * sizeof(PatientSummary *));
        run->summary_size = size;
    }
    run->summaries[sequence] = summary;
    pthread_mutex_unlock(&run->lock);
}

static void write_patient(Run *run, Buf *line, uint64_t sequence, Record *record,
                          const Finding *findings, size_t count) {
    Str patient = arena_printf(record->arena, "Patient/%.*s", STR_ARG(record->patient_id));
    if (is_format(run, "ndjson") || is_format(run, "csv")) {
        for (size_t i = 0; i < count; i++) {
            if (is_format(run, "ndjson"))
                finding_write_ndjson(line, &run->review, patient, &findings[i]);
            if (is_format(run, "csv")) finding_write_csv(line, &run->review, patient, &findings[i]);
        }
        return;
    }
    if (is_format(run, "fhir")) {
        bundle_write(line, &run->review, record, findings, count);
        return;
    }
    keep_summary(run, sequence, patient_summarize(&run->review, record, findings, count));
    if (is_format(run, "html")) {
        html_write_patient(line, &run->review, record, findings, count);
    } else {
        patient_write_text(line, &run->style, &run->review, record, findings, count);
    }
}

static void count_failed(Run *run, const Finding *findings, size_t count) {
    uint64_t failed = 0;
    for (size_t i = 0; i < count; i++) failed += findings[i].error != NULL;
    if (failed == 0) return;
    pthread_mutex_lock(&run->lock);
    run->failed += failed;
    pthread_mutex_unlock(&run->lock);
}

static void write_explained(Run *run, Buf *line, Eval *eval, const Finding *findings,
                            size_t count) {
    Record *record = eval_record(eval);
    bool html = is_format(run, "html");
    bool fhir = is_format(run, "fhir");
    if (fhir) bundle_write(line, &run->review, record, findings, count);
    if (html && count > 0) html_write_explained(line, &run->review, eval, findings, count);
    for (size_t i = 0; !html && !fhir && i < count; i++)
        finding_write_explanation(line, &run->style, &run->review, record, &findings[i]);
    run->explained += count;
}

static bool on_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    (void)err;
    Run *run = ctx;
    Buf *line = &run->lines[worker];
    StatsClock *clock = run->stats == NULL ? NULL : stats_clock(run->stats, worker);
    ReviewOptions review = run->review;
    const Finding *findings;
    size_t count;
    if (clock != NULL) {
        review.phase = stats_phase;
        review.phase_ctx = clock;
        stats_begin(clock);
    }
    buf_reset(line);
    eval_start(run->evals[worker], record, record->arena);
    review_patient(&review, run->evals[worker], &findings, &count);
    if (clock != NULL) stats_phase(clock, PHASE_WRITE);
    count_failed(run, findings, count);
    if (run->explains) {
        write_explained(run, line, run->evals[worker], findings, count);
    } else {
        write_patient(run, line, sequence, record, findings, count);
    }
    ordered_put(run->ordered, sequence, buf_str(line));
    if (clock != NULL) stats_end(clock);
    return true;
}

static void print_stats(const Run *run, const ReaderSummary *input) {
    Buf out = {0};
    if (run->stats == NULL) return;
    buf_printf(&out,
               "%llu patients, %llu resources (%llu kept), %llu bytes (%llu skipped)\n"
               "read: %.3f ms of processor time for JSON, %.3f for records\n",
               (unsigned long long)input->patients, (unsigned long long)input->resources,
               (unsigned long long)input->kept, (unsigned long long)input->bytes,
               (unsigned long long)input->bytes_skipped, (double)input->json_ns / 1e6,
               (double)input->record_ns / 1e6);
    stats_write(&out, run->stats);
    fwrite(out.data, 1, out.len, stderr);
    buf_free(&out);
}

// ---- all patients

static void write_out(const Buf *buf) {
    if (buf->len > 0) fwrite(buf->data, 1, buf->len, stdout);
}

static void copy_file(FILE *from, FILE *to) {
    char block[8192];
    rewind(from);
    for (size_t n; (n = fread(block, 1, sizeof block, from)) > 0;) fwrite(block, 1, n, to);
}

// The worklist comes first, and is known last.
static void write_pages(Run *run, const ReaderSummary *input) {
    size_t count = 0;
    for (uint64_t i = 0; i < run->summary_size; i++) {
        if (run->summaries[i] != NULL) run->summaries[count++] = run->summaries[i];
    }
    const PatientSummary *const *patients = (const PatientSummary *const *)run->summaries;
    Buf buf = {0};
    if (is_format(run, "html")) {
        html_write_head(&buf, &run->review, STR("Vigil"));
        html_write_worklist(&buf, &run->review, input, run->failed, patients, count);
    } else {
        worklist_write_text(&buf, &run->style, patients, count);
        off_write_text(&buf, &run->style, run->set);
    }
    write_out(&buf);
    copy_file(run->sections, stdout);
    buf_reset(&buf);
    if (is_format(run, "html")) html_write_tail(&buf, &run->review);
    write_out(&buf);
    buf_free(&buf);
    for (size_t i = 0; i < count; i++) patient_summary_free(run->summaries[i]);
    free(run->summaries);
}

// Only for a person who looks, and not between lines that are printed to the same screen.
static bool shows_progress(bool pages) {
    return isatty(STDERR_FILENO) != 0 && (pages || isatty(STDOUT_FILENO) == 0);
}

static void clear_progress(void) {
    fprintf(stderr, "\r%40s\r", "");
}

static int run_all(Run *run, const ArgList *inputs) {
    const ReviewArgs *args = run->args;
    unsigned jobs = args->jobs == 0 ? pool_processors() : args->jobs;
    bool pages = !run->explains && (is_format(run, "text") || is_format(run, "html"));
    Err err = {0};
    if (pages && !file_temp(args->tmp, &run->sections, &err)) return report(&err, STR_NONE);
    run->evals = calloc(jobs, sizeof(Eval *));
    run->lines = calloc(jobs, sizeof(Buf));
    if (run->evals == NULL || run->lines == NULL) memory_out(jobs * sizeof(Buf));
    if (args->stats) run->stats = stats_new(jobs);
    for (unsigned i = 0; i < jobs; i++) {
        run->evals[i] = eval_new(run->set->program, &run->eval_options, run->set->parameters);
        eval_profile(run->evals[i], args->profile);
    }
    run->ordered = ordered_new(pages ? run->sections : stdout);
    if (is_format(run, "csv")) {
        findings_write_csv_head(&run->lines[0]);
        write_out(&run->lines[0]);
    }
    Str only = patient_asked(args->patient);
    ReaderOptions reader = {.needs = run->set->program->needs,
                            .terms = run->set->terms,
                            .tmp_dir = args->tmp,
                            .only_patient = only,
                            .strict = args->strict,
                            .jobs = jobs,
                            .timed = args->stats,
                            .trouble = print_trouble,
                            .ctx = &run->troubles,
                            .progress = shows_progress(pages) ? print_progress : NULL};
    ReaderSummary summary = {0};
    bool ok = reader_run(inputs->items, inputs->count, &reader, on_patient, run, &summary, &err);
    if (reader.progress != NULL) clear_progress();
    if (!ordered_free(run->ordered) && ok)
        ok =
            err_set(&err, ERR_IO,
                    pages ? "the pages of the patients could not be kept in a temporary file: make "
                            "room in its folder, or name another with --tmp"
                          : "the findings could not be written");
    if (ok && only.len > 0 && summary.patients == 0) {
        ok = err_set(&err, ERR_MISSING, "the input holds no such patient");
    }
    if (ok && pages) write_pages(run, &summary);
    if (ok && pages && ferror(run->sections) != 0)
        ok = err_set(&err, ERR_IO, "the pages of the patients could not be read back");
    if (run->sections != NULL) fclose(run->sections);
    if (ok && args->profile) profile_print(run->set->program, run->evals, jobs);
    for (unsigned i = 0; i < jobs; i++) {
        eval_free(run->evals[i]);
        buf_free(&run->lines[i]);
    }
    free(run->evals);
    free(run->lines);
    if (fflush(stdout) != 0 || ferror(stdout) != 0)
        ok = ok && err_set(&err, ERR_IO, "the output could not be written");
    if (ok) print_summary(&summary, run->failed, is_format(run, "ndjson"));
    if (ok) print_stats(run, &summary);
    stats_free(run->stats);
    return ok ? summary_status(&summary, run->failed) : report(&err, STR_NONE);
}

// ---- arguments

static void choose_style(Run *run, bool one_patient) {
    bool terminal = isatty(STDOUT_FILENO) != 0;
    struct winsize size;
    const char *no_color = getenv("NO_COLOR");
    run->style.color = terminal && (no_color == NULL || *no_color == '\0');
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) run->style.width = size.ws_col;
    const char *detail = run->args->detail;
    run->review.detail = detail == NULL ? (terminal || one_patient ? DETAIL_FULL : DETAIL_DATA)
                         : strcmp(detail, "none") == 0 ? DETAIL_NONE
                         : strcmp(detail, "data") == 0 ? DETAIL_DATA
                                                       : DETAIL_FULL;
    // A Bundle always has its evidence, and holds no reasons that only one patient would get.
    if (is_format(run, "fhir") && (detail == NULL || run->review.detail == DETAIL_NONE))
        run->review.detail = DETAIL_DATA;
}

static bool load(Run *run, Arena *arena, Diagnostics *diagnostics, Err *err) {
    const ReviewArgs *args = run->args;
    GuidelineOptions options = {.folder = args->guidelines,
                                .site = args->site,
                                .canonical = args->canonical,
                                .now = run->review.as_of,
                                .diagnostics = diagnostics,
                                .watched = run->explains && is_format(run, "html"),
                                .more_needs = evidence_needs};
    if (!guideline_load(&options, arena, &run->set, err)) return false;
    run->review.set = run->set;
    if (is_format(run, "fhir") && !publisher_has_base(&run->set->publisher, err)) return false;
    if (args->finding == NULL) return true;
    run->review.only_finding = (Str){args->finding, strlen(args->finding)};
    for (size_t i = 0; i < run->set->item_count; i++) {
        if (str_eq(run->set->items[i]->id, run->review.only_finding) &&
            run->set->items[i]->kind != KIND_INPUT)
            return true;
    }
    return err_set(err, ERR_MISSING, "no guideline has a finding '%s'", args->finding);
}

static int start(ReviewArgs *args, bool explains, const ArgList *inputs) {
    Arena *arena = arena_new();
    Run run = {.args = args, .review = {.all = args->all}, .explains = explains};
    Err err = {0};
    Diagnostics *diagnostics = diagnostics_new(arena);
    pthread_mutex_init(&run.lock, NULL);
    int status;
    run.eval_options.track_inputs = true;
    bool ok = instants_read(args->as_of, args->known_at, &run.eval_options, &err);
    run.review.as_of = run.eval_options.now;
    if (!ok) {
        status = report(&err, STR_NONE);
    } else if (choose_style(&run, args->patient != NULL), !load(&run, arena, diagnostics, &err)) {
        status = report_all(diagnostics, &err);
    } else {
        status = run_all(&run, inputs);
        if (explains && status == 0 && run.explained == 0) {
            fprintf(
                stderr,
                "the finding does not apply to this patient, and nothing of it was evaluated\n");
        }
    }
    pthread_mutex_destroy(&run.lock);
    arena_free(arena);
    return status;
}

int review_command(int argc, char **argv) {
    Arena *arena = arena_new();
    ReviewArgs args = {.guidelines = "guidelines", .format = "text"};
    const Option options[] = {
        {"guidelines", ARG_TEXT, &args.guidelines, "DIR",
         "guidelines, or one guideline's folder; default: guidelines"},
        {"site", ARG_TEXT, &args.site, "DIR",
         "local maps of codes and units, findings switched off"},
        {"as-of", ARG_TEXT, &args.as_of, "INSTANT",
         "the instant of the evaluation; default: the clock"},
        {"known-at", ARG_TEXT, &args.known_at, "INSTANT", "hide what was not yet known then"},
        {"patient", ARG_TEXT, &args.patient, "ID", "only this patient"},
        {"finding", ARG_TEXT, &args.finding, "ID", "only this finding"},
        {"format", ARG_TEXT, &args.format, "text|ndjson|html|csv|fhir", "default: text"},
        {"canonical", ARG_TEXT, &args.canonical, "URL",
         "fhir: base of our URLs; default: that of publish.json"},
        {"detail", ARG_TEXT, &args.detail, "none|data|full",
         "default: data; full for a terminal or one patient"},
        {"all", ARG_FLAG, &args.all, "", "also findings that do not apply"},
        {"jobs", ARG_NUMBER, &args.jobs, "N", "threads that evaluate; default: one a processor"},
        {"tmp", ARG_TEXT, &args.tmp, "DIR",
         "where input that has to be sorted, and pages, are kept for the run"},
        {"strict", ARG_FLAG, &args.strict, "", "read everything, also what no guideline looks at"},
        {"stats", ARG_FLAG, &args.stats, "", "where the time went, by phase, on standard error"},
        {"profile", ARG_FLAG, &args.profile, "", "time and calls by define, on standard error"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    const CommandForm form = {review_usage, review_summary, review_examples, 1, COMMAND_ANY};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &args.words);
    if (status == COMMAND_RUNS) status = start(&args, false, &args.words);
    arena_free(arena);
    return status;
}

int explain_command(int argc, char **argv) {
    static const char *const usage = "explain [OPTIONS] PATIENT FINDING INPUT...";
    Arena *arena = arena_new();
    ReviewArgs args = {.guidelines = "guidelines", .format = "text", .detail = "full", .all = true};
    const Option options[] = {
        {"guidelines", ARG_TEXT, &args.guidelines, "DIR",
         "guidelines, or one guideline's folder; default: guidelines"},
        {"site", ARG_TEXT, &args.site, "DIR",
         "local maps of codes and units, findings switched off"},
        {"as-of", ARG_TEXT, &args.as_of, "INSTANT",
         "the instant of the evaluation; default: the clock"},
        {"known-at", ARG_TEXT, &args.known_at, "INSTANT", "hide what was not yet known then"},
        {"format", ARG_TEXT, &args.format, "text|html|fhir",
         "html: the CQL, each clause marked by its value; default: text"},
        {"canonical", ARG_TEXT, &args.canonical, "URL",
         "fhir: base of our URLs; default: that of publish.json"},
        {"tmp", ARG_TEXT, &args.tmp, "DIR",
         "where input that has to be sorted is kept for the run"},
        {"stats", ARG_FLAG, &args.stats, "", "where the time went, by phase, on standard error"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    const CommandForm form = {
        usage,
        "Shows why a finding is yes, no or unknown for a patient: the reasons down to the data, "
        "and what is missing.",
        "  vigil explain os-night-pain pain examples/clinic\n", 3, COMMAND_ANY};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &args.words);
    if (status == COMMAND_RUNS) {
        args.patient = args.words.items[0];
        args.finding = args.words.items[1];
        ArgList inputs = {args.words.items + 2, args.words.count - 2};
        status = start(&args, true, &inputs);
    }
    arena_free(arena);
    return status;
}
