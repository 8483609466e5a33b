// vigil cql: an expression, a batch of expressions, or a library over every patient of the input.

#include <stdlib.h>

#include "base/pool.h"
#include "cli/command.h"
#include "cli/messages.h"
#include "cli/profile.h"
#include "cli/repl.h"
#include "cql/eval.h"
#include "cql/params.h"
#include "finding/evidence.h"
#include "finding/html_cql.h"

typedef struct {
    ArgList words, data, value_sets, folders;
    const char *file, *define, *as_of, *known_at, *params, *overflow, *format, *tmp, *patient;
    unsigned jobs;
    bool batch, profile, strict, interactive, help;
} CqlArgs;

static const char *const usage =
    "cql [OPTIONS] [ -f LIBRARY.cql [--define NAME] [-i] | 'EXPRESSION' | --batch ]";
static const char *const summary =
    "Evaluates CQL 1.5.3. An expression prints its value as a CQL literal. A library prints, for "
    "every patient of --data, the\n"
    "value of each define. --batch reads lines {\"id\":..,\"expression\":..} from standard input "
    "and answers in order.\n"
    "Without any of these, and with -i, it reads expressions, declarations and commands (:help) "
    "line by line, from a\n"
    "terminal or from standard input.";
static const char *const examples =
    "  vigil cql '1 + 1'\n"
    "  vigil cql -f Recurrence.cql --data export/ --valueset valuesets/ --format ndjson\n"
    "  vigil cql -i -f Recurrence.cql --data export/ --valueset valuesets/\n";

// False, and nothing written, when the value is too long to be written.
static bool write_value(Buf *out, Value value, bool json, Err *err) {
    size_t before = out->len;
    if (json) {
        value_write_json(out, value);
    } else {
        value_write_cql(out, value);
    }
    if (out->len <= VALUE_MAX_WRITTEN) return true;
    out->len = before;
    return err_set(err, ERR_LIMIT, "the value is longer than %d bytes when it is written",
                   VALUE_MAX_WRITTEN);
}

// ---- one expression

static bool evaluate_text(const CqlArgs *args, Str text, const EvalOptions *options, Buf *out,
                          const char **phase, Err *err) {
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    Checker *checker =
        checker_new(&(CheckOptions){.arena = arena, .terms = terms, .now = options->now});
    const Declaration *define;
    Program *program;
    *phase = "parse";
    bool ok = terms_read(terms, &args->value_sets, err) &&
              checker_add_expression(checker, text, &define, err);
    if (ok) {
        *phase = "check";
        ok = checker_finish(checker, &program, err);
    }
    if (ok) {
        *phase = "run";
        Arena *values = arena_new();
        Eval *eval = eval_new(program, options, NULL);
        eval_start(eval, NULL, values);
        Value value;
        ok = eval_define(eval, define, STR_NONE, &value, err);
        if (ok) ok = write_value(out, value, false, err);
        eval_free(eval);
        arena_free(values);
    }
    arena_free(arena);
    return ok;
}

static int expression_command(const CqlArgs *args, const EvalOptions *options) {
    Err err = {0};
    Buf out = {0};
    const char *phase;
    Str text = {args->words.items[0], strlen(args->words.items[0])};
    int status = 0;
    if (evaluate_text(args, text, options, &out, &phase, &err)) {
        printf("%.*s\n", (int)out.len, out.data);
    } else {
        status = report(&err, text);
    }
    buf_free(&out);
    return status;
}

// ---- a batch of expressions

static bool batch_line(const CqlArgs *args, Str line, const EvalOptions *options, Buf *out,
                       Err *err) {
    Arena *arena = arena_new();
    Json request;
    bool ok = json_read(line, NULL, &json_limits, arena, &request, err);
    const Json *id = ok ? json_member(&request, STR("id")) : NULL;
    Str expression = ok ? json_string(&request, STR("expression")) : STR_NONE;
    if (ok && (id == NULL || expression.data == NULL)) {
        ok = err_set(err, ERR_PARSE, "a line of a batch is {\"id\":...,\"expression\":\"...\"}");
    }
    if (ok) {
        Buf value = {0};
        const char *phase;
        Err failure = {0};
        JsonWriter w = {.buf = out};
        json_begin(&w, '{');
        json_key(&w, "id");
        json_write(out, id, false);
        w.comma = true;
        if (evaluate_text(args, expression, options, &value, &phase, &failure)) {
            json_key(&w, "value");
            json_put_string(&w, buf_str(&value));
        } else {
            json_key(&w, "error");
            json_put_string(&w, (Str){failure.message, strlen(failure.message)});
            json_key(&w, "phase");
            json_put_string(&w, (Str){phase, strlen(phase)});
        }
        json_end(&w, '}');
        buf_add_char(out, '\n');
        buf_free(&value);
    }
    arena_free(arena);
    return ok;
}

static int batch_command(const CqlArgs *args, const EvalOptions *options) {
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    int status = 0;
    int number = 0;
    while (status == 0 && (len = getline(&line, &size, stdin)) >= 0) {
        number++;
        Str text = {line, (size_t)len};
        while (text.len > 0 && (text.data[text.len - 1] == '\n' || text.data[text.len - 1] == '\r'))
            text.len--;
        if (text.len == 0) continue;
        Buf out = {0};
        Err err = {0};
        if (batch_line(args, text, options, &out, &err)) {
            fwrite(out.data, 1, out.len, stdout);
        } else {
            err_at(&err, STR("standard input"), number, 1);
            status = report(&err, STR_NONE);
        }
        buf_free(&out);
    }
    free(line);
    return status;
}

// ---- a library over records

typedef struct {
    const CqlArgs *args;
    const Program *program;
    const Library *library;
    const Declaration *only;
    Eval **evals;  // by worker
    Arena **arenas;
    Buf *lines;
    Messages *messages;  // by worker
    Ordered *ordered;
    Troubles troubles;
    DateTime as_of;
    Buf page;  // --format html, of one patient
    unsigned pages;
} Run;

static bool is_shown(const Run *run, const Declaration *declaration) {
    if (run->only != NULL) return declaration == run->only;
    return !declaration->is_function;
}

static void write_results(Run *run, unsigned worker, Str patient, Buf *line, bool json) {
    Eval *eval = run->evals[worker];
    JsonWriter w = {.buf = line};
    messages_listen(&run->messages[worker], eval, json);
    if (json) {
        json_begin(&w, '{');
        json_key(&w, "patient");
        json_put_string(&w,
                        arena_printf(eval_runtime(eval)->arena, "Patient/%.*s", STR_ARG(patient)));
        json_key(&w, "results");
        json_begin(&w, '{');
    } else if (patient.len > 0) {
        buf_printf(line, "Patient/%.*s\n", STR_ARG(patient));
    }
    for (size_t i = 0; i < run->library->declaration_count; i++) {
        const Declaration *declaration = run->library->declarations[i];
        if (!is_shown(run, declaration)) continue;
        Value value = value_null();
        Err err = {0};
        bool ok = eval_define(eval, declaration, STR_NONE, &value, &err);
        if (json) {
            json_key_str(&w, declaration->name);
        } else {
            buf_printf(line, "  %.*s: ", STR_ARG(declaration->name));
        }
        ok = ok && write_value(line, value, json, &err);
        if (json && !ok) {
            JsonWriter inner = {.buf = line};
            json_begin(&inner, '{');
            json_key(&inner, "error");
            json_put_string(&inner, (Str){err.message, strlen(err.message)});
            json_end(&inner, '}');
        }
        if (!json) buf_printf(line, "%s%s\n", ok ? "" : "error: ", ok ? "" : err.message);
        w.comma = true;
    }
    if (json) json_end(&w, '}');
    messages_write(&run->messages[worker], &w);
    if (json) {
        json_end(&w, '}');
        buf_add_char(line, '\n');
    }
}

// A page is of one patient: the second one stops the run, and nothing is printed.
static bool on_page(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    (void)sequence;
    Run *run = ctx;
    if (run->pages++ > 0)
        return err_set(err, ERR_USAGE, "a page shows one patient: write which with --patient ID");
    eval_start(run->evals[worker], record, record->arena);
    html_write_cql(&run->page, run->evals[worker], run->library, run->as_of);
    return true;
}

static bool on_patient(void *ctx, unsigned worker, uint64_t sequence, Record *record, Err *err) {
    (void)err;
    Run *run = ctx;
    Eval *eval = run->evals[worker];
    Buf *line = &run->lines[worker];
    buf_reset(line);
    eval_start(eval, record, record->arena);
    write_results(run, worker, record->patient_id, line, strcmp(run->args->format, "ndjson") == 0);
    ordered_put(run->ordered, sequence, buf_str(line));
    return true;
}

static int run_over(Run *run, const Terms *terms, const EvalOptions *options,
                    const EvalParameter *parameters) {
    const CqlArgs *args = run->args;
    bool html = strcmp(args->format, "html") == 0;
    unsigned jobs = html ? 1 : args->jobs == 0 ? pool_processors() : args->jobs;
    Arena *arena = arena_new();
    run->as_of = options->now;
    run->evals = ARENA_ARRAY(arena, Eval *, jobs);
    run->lines = ARENA_ARRAY(arena, Buf, jobs);
    run->messages = ARENA_ARRAY(arena, Messages, jobs);
    for (unsigned i = 0; i < jobs; i++) {
        run->evals[i] = eval_new(run->program, options, parameters);
        eval_profile(run->evals[i], args->profile);
    }
    int status = 0;
    if (args->data.count == 0) {
        Arena *values = arena_new();
        eval_start(run->evals[0], NULL, values);
        if (html) {
            html_write_cql(&run->lines[0], run->evals[0], run->library, run->as_of);
        } else {
            write_results(run, 0, STR_NONE, &run->lines[0], strcmp(args->format, "ndjson") == 0);
        }
        fwrite(run->lines[0].data, 1, run->lines[0].len, stdout);
        arena_free(values);
    } else {
        ReaderOptions reader = {.needs = run->program->needs,
                                .terms = terms,
                                .tmp_dir = args->tmp,
                                .jobs = jobs,
                                .only_patient = patient_asked(args->patient),
                                .strict = args->strict,
                                .trouble = print_trouble,
                                .ctx = &run->troubles};
        ReaderSummary read = {0};
        Err err = {0};
        run->ordered = ordered_new(stdout);
        bool ok = reader_run(args->data.items, args->data.count, &reader,
                             html ? on_page : on_patient, run, &read, &err);
        if (!ordered_free(run->ordered) && ok)
            ok = err_set(&err, ERR_IO, "the results could not be written");
        if (ok && args->patient != NULL && read.patients == 0)
            ok = err_set(&err, ERR_MISSING, "the input holds no such patient");
        if (ok && html) fwrite(run->page.data, 1, run->page.len, stdout);
        if (ok) print_summary(&read, 0, strcmp(args->format, "ndjson") == 0);
        status = ok ? summary_status(&read, 0) : report(&err, STR_NONE);
    }
    if (args->profile) profile_print(run->program, run->evals, jobs);
    buf_free(&run->page);
    for (unsigned i = 0; i < jobs; i++) {
        eval_free(run->evals[i]);
        buf_free(&run->lines[i]);
        buf_free(&run->messages[i].said);
    }
    arena_free(arena);
    return status;
}

// What run_over needs of the library; `source` is set as soon as it is read, for errors.
typedef struct {
    Arena *arena;
    Terms *terms;
    Str source;
    const Library *library;
    Program *program;
    Diagnostics *diagnostics;
} Loaded;

static bool load_library(const CqlArgs *args, DateTime now, Loaded *loaded, Err *err) {
    enum { MAX_SOURCE = 16 << 20 };
    bool html = strcmp(args->format, "html") == 0;
    Arena *arena = loaded->arena;
    Str file = str_from(args->file);
    Checker *checker =
        checker_new(&(CheckOptions){.arena = arena,
                                    .terms = loaded->terms,
                                    .find = find_in_folders,
                                    .ctx = folders_beside(arena, file, &args->folders),
                                    .now = now,
                                    .show_results = true,
                                    .diagnostics = loaded->diagnostics,
                                    .warn = WARN_ALL,
                                    .watched = html,
                                    .more_needs = html ? evidence_needs : NULL});
    Library *added;
    if (!terms_read(loaded->terms, &args->value_sets, err) ||
        !file_read(args->file, MAX_SOURCE, arena, &loaded->source, err) ||
        !checker_add(checker, loaded->source, file, &added, err) ||
        !checker_finish(checker, &loaded->program, err)) {
        return false;
    }
    loaded->library = added;
    return true;
}

static int library_command(const CqlArgs *args, const EvalOptions *options) {
    Arena *arena = arena_new();
    Err err = {0};
    Loaded loaded = {
        .arena = arena, .terms = terms_new(arena), .diagnostics = diagnostics_new(arena)};
    EvalParameter *parameters = NULL;
    bool ok = load_library(args, options->now, &loaded, &err);
    Run run = {.args = args, .program = loaded.program, .library = loaded.library};
    if (ok && args->define != NULL) {
        run.only = library_declaration(run.library, (Str){args->define, strlen(args->define)});
        if (run.only == NULL || run.only->is_function)
            ok = err_set(&err, ERR_MISSING, "the library has no define '%s'", args->define);
    }
    ParamsOf of = {run.program, run.library, options->now, arena};
    if (ok) ok = params_read(args->params, &of, &parameters, &err);
    if (ok || loaded.diagnostics->errors > 0) print_diagnostics(loaded.diagnostics);
    if (!ok && loaded.diagnostics->errors > 0) {
        arena_free(arena);
        return err_exit_status(err.code);
    }
    bool in_source = err.source[0] != '\0' && strcmp(err.source, args->file) == 0;
    int status = ok ? run_over(&run, loaded.terms, options, parameters)
                    : report(&err, in_source ? loaded.source : STR_NONE);
    arena_free(arena);
    return status;
}

static int repl_command(const CqlArgs *args) {
    ReplOptions options = {.session = {.value_sets = args->value_sets,
                                       .folders = args->folders,
                                       .as_of = args->as_of,
                                       .known_at = args->known_at,
                                       .params = args->params,
                                       .tmp = args->tmp,
                                       .overflow_error = strcmp(args->overflow, "error") == 0},
                           .file = args->file,
                           .data = args->data};
    return repl(&options);
}

// ----

// What was asked for, from the words that were taken.
static bool settle(const CqlArgs *args, EvalOptions *eval, Err *err) {
    int forms = (args->file != NULL) + (args->words.count > 0) + args->batch;
    if (!args->help && (forms > 1 || args->words.count > 1 || (args->interactive && args->batch)))
        return err_set(err, ERR_USAGE, "usage: vigil %s", usage);
    eval->track_inputs = strcmp(args->format, "html") == 0;  // what a value rests on is shown
    eval->overflow_error = strcmp(args->overflow, "error") == 0;
    return instants_read(args->as_of, args->known_at, eval, err);
}

int cql_command(int argc, char **argv) {
    Arena *arena = arena_new();
    CqlArgs args = {.format = "text", .overflow = "null"};
    const Option options[] = {
        {"f", ARG_TEXT, &args.file, "LIBRARY.cql", "the library to evaluate"},
        {"define", ARG_TEXT, &args.define, "NAME", "only this define"},
        {"data", ARG_LIST, &args.data, "INPUT",
         "records: a Bundle, NDJSON, a bulk-export folder, .gz, or -"},
        {"patient", ARG_TEXT, &args.patient, "ID", "only this patient"},
        {"valueset", ARG_LIST, &args.value_sets, "FILE|DIR",
         "value sets, or the code file of the peers"},
        {"libdir", ARG_LIST, &args.folders, "DIR",
         "where included libraries are (also beside the library)"},
        {"params", ARG_TEXT, &args.params, "FILE",
         "parameters: {\"Name\":{\"type\":..,\"value\":..}}"},
        {"as-of", ARG_TEXT, &args.as_of, "INSTANT", "what Now() gives; default: the clock"},
        {"known-at", ARG_TEXT, &args.known_at, "INSTANT", "hide what was not yet known then"},
        {"overflow", ARG_TEXT, &args.overflow, "null|error",
         "what a number out of range becomes; default: null"},
        {"format", ARG_TEXT, &args.format, "text|ndjson|html",
         "html: the library, each clause marked by its value for one patient; default: text"},
        {"jobs", ARG_NUMBER, &args.jobs, "N", "threads that evaluate; default: one a processor"},
        {"tmp", ARG_TEXT, &args.tmp, "DIR",
         "where input that has to be sorted is kept for the run"},
        {"strict", ARG_FLAG, &args.strict, "", "read everything, also what no define looks at"},
        {"batch", ARG_FLAG, &args.batch, "", "expressions from standard input"},
        {"profile", ARG_FLAG, &args.profile, "", "time and calls by define, on standard error"},
        {"i", ARG_FLAG, &args.interactive, "", "work with the library, line by line"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    Err err = {0};
    EvalOptions eval = {0};
    int status = 0;
    if (!args_read(argc, argv, options, arena, &args.words, &err) || !settle(&args, &eval, &err)) {
        status = report(&err, STR_NONE);
    } else if (args.help) {
        args_help(usage, summary, options, examples);
    } else if (args.batch) {
        status = batch_command(&args, &eval);
    } else if (args.interactive || (args.file == NULL && args.words.count == 0)) {
        status = repl_command(&args);
    } else {
        status =
            args.file != NULL ? library_command(&args, &eval) : expression_command(&args, &eval);
    }
    arena_free(arena);
    return status;
}
