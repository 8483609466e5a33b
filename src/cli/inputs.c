// vigil inputs: does it see my data? Each input in how many patients; codes and units that no
// guideline knows.

#include <stdlib.h>
#include <unistd.h>

#include "base/pool.h"
#include "cli/command.h"
#include "cli/look.h"
#include "finding/terminal.h"

enum { MOST_SIGHTS = 20000, TEXT_TOP = 20 };

typedef struct {
    ArgList words;
    const char *guidelines, *site, *as_of, *known_at, *patient, *format, *tmp, *top;
    unsigned jobs;
    bool strict, help;
} InputsArgs;

// Of one input. A thing is the patient, or with @each what it is about.
typedef struct {
    uint64_t patients;     // in whom the record speaks
    uint64_t of_patients;  // who have such a thing
    uint64_t things, of_things;
    uint64_t yes, no;  // things; of a Boolean
    uint64_t failed;   // evaluations
} InputCount;

typedef struct {
    Eval *eval;
    InputCount *counts;  // by item
    Sights *codes, *units;
    uint64_t patients;
} Worker;

typedef struct {
    const InputsArgs *args;
    const GuidelineSet *set;
    const Look *look;
    EvalOptions eval_options;
    Worker *workers;
    unsigned jobs;
    ReaderTypeCount *by_type;
    Troubles troubles;
    Arena *arena;
    size_t top;  // rows of codes and of units; 0: all
} Run;

static const char *const usage = "inputs [OPTIONS] INPUT...";
static const char *const summary =
    "Does it see my data? For each input of the guidelines: in how many patients the record "
    "speaks. "
    "Then the codes and units in\n"
    "what guidelines look at that no value set, library or site map knows. An input found in "
    "nobody "
    "is a mapping problem, not a\n"
    "healthy population. Exit status 65 when something in the input had to be left out.";
static const char *const examples = "  vigil inputs examples/clinic\n"
                                    "  vigil inputs --site examples/site --format ndjson export/ | "
                                    "jq 'select(.kind == \"code\")'\n";

// ---- one patient

static bool count_thing(const Worker *worker, const Item *item, InputCount *count, Str about) {
    Value value;
    Err err = {0};
    if (!eval_define(worker->eval, item->declaration, about, &value, &err)) {
        count->failed++;
        return false;
    }
    if (value.kind == VALUE_NULL) return false;
    count->things++;
    if (value.kind == VALUE_BOOLEAN) *(value.as.boolean ? &count->yes : &count->no) += 1;
    return true;
}

static void count_input(const Worker *worker, const Item *item, InputCount *count) {
    if (item->each == NULL) {
        count->of_patients++;
        count->of_things++;
        count->patients += count_thing(worker, item, count, STR_NONE);
        return;
    }
    Value list;
    Err err = {0};
    if (!eval_define(worker->eval, item->each, STR_NONE, &list, &err)) {
        count->failed++;
        return;
    }
    if (list.kind != VALUE_LIST || list.count == 0) return;
    bool speaks = false;
    for (uint32_t i = 0; i < list.count; i++) {
        if (list.as.items[i].kind != VALUE_STRING) continue;
        count->of_things++;
        speaks |= count_thing(worker, item, count, value_str(list.as.items[i]));
    }
    count->of_patients++;
    count->patients += speaks;
}

static bool on_patient(void *ctx, unsigned number, uint64_t sequence, Record *record, Err *err) {
    (void)sequence;
    (void)err;
    const Run *run = ctx;
    Worker *worker = &run->workers[number];
    worker->patients++;
    eval_start(worker->eval, record, record->arena);
    for (size_t i = 0; i < run->set->item_count; i++) {
        const Item *item = run->set->items[i];
        if (item->kind == KIND_INPUT) count_input(worker, item, &worker->counts[i]);
    }
    look_at(run->look, record, worker->codes, worker->units);
    return true;
}

// ---- what is told

static bool is_boolean(const Item *item) {
    return item->declaration->type->kind == TYPE_BOOLEAN;
}

static bool is_json(const Run *run) {
    return strcmp(run->args->format, "ndjson") == 0;
}

static void put_text(Buf *out, Str text) {
    terminal_text(out, text, 0);
}

static void put_count(JsonWriter *w, const char *key, uint64_t count) {
    json_key(w, key);
    json_put_int(w, (int64_t)count);
}

static void put_key_text(JsonWriter *w, const char *key, Str text) {
    if (text.len == 0) return;
    json_key(w, key);
    json_put_string(w, text);
}

static void end_line(JsonWriter *w, Buf *out) {
    json_end(w, '}');
    buf_add_char(out, '\n');
    w->comma = false;
}

static Str question_of(const Item *item) {
    return item->ask.len > 0 ? item->ask : item->title;
}

static void input_json(Buf *out, const Item *item, const InputCount *count) {
    JsonWriter w = {.buf = out};
    json_begin(&w, '{');
    put_key_text(&w, "kind", STR("input"));
    put_key_text(&w, "guideline", item->guideline->id);
    put_key_text(&w, "input", item->id);
    put_key_text(&w, "ask", question_of(item));
    put_count(&w, "patients", count->patients);
    put_count(&w, "ofPatients", count->of_patients);
    if (item->each != NULL) {
        put_count(&w, "things", count->things);
        put_count(&w, "ofThings", count->of_things);
    }
    if (is_boolean(item)) {
        put_count(&w, "yes", count->yes);
        put_count(&w, "no", count->no);
    }
    if (count->failed > 0) put_count(&w, "failed", count->failed);
    if (count->patients == 0) put_key_text(&w, "problem", STR("found in nobody"));
    end_line(&w, out);
}

static void input_text(Buf *out, const Item *item, const InputCount *count) {
    buf_printf(out, "  %-28.*s %6llu of %llu", STR_ARG(item->id),
               (unsigned long long)count->patients, (unsigned long long)count->of_patients);
    if (item->each != NULL) {
        buf_printf(out, ", %llu of %llu things", (unsigned long long)count->things,
                   (unsigned long long)count->of_things);
    }
    if (is_boolean(item) && count->things > 0) {
        buf_printf(out, " (yes %llu, no %llu)", (unsigned long long)count->yes,
                   (unsigned long long)count->no);
    }
    if (count->failed > 0) {
        buf_printf(out, " (%llu could not be evaluated)", (unsigned long long)count->failed);
    }
    if (count->patients == 0) buf_add(out, STR("  <- found in nobody: a mapping problem?"));
    buf_add(out, STR("\n      "));
    put_text(out, question_of(item));
    buf_add_char(out, '\n');
}

static void write_inputs(const Run *run, Buf *out, const InputCount *counts) {
    const Guideline *last = NULL;
    size_t silent = 0;
    for (size_t i = 0; i < run->set->item_count; i++) {
        const Item *item = run->set->items[i];
        if (item->kind != KIND_INPUT) continue;
        silent += counts[i].patients == 0;
        if (is_json(run)) {
            input_json(out, item, &counts[i]);
            continue;
        }
        if (item->guideline != last) {
            buf_add(out, STR("\nInputs of "));
            put_text(out, item->guideline->id);
            buf_add(out, STR(": in how many patients the record speaks\n"));
        }
        last = item->guideline;
        input_text(out, item, &counts[i]);
    }
    if (!is_json(run) && silent > 0) {
        buf_printf(
            out,
            "\nFound in nobody: %zu of the inputs. That is no healthy population: the record may "
            "say it in codes or\nplaces that no guideline looks at. See the codes below, and map "
            "them in site/.\n",
            silent);
    }
}

// "system|code", with words where one of them is missing.
static void put_code(Buf *out, const Sight *sight) {
    if (sight->code.len == 0) {
        buf_add(out, STR("(no code)"));
        return;
    }
    put_text(out, sight->system.len == 0 ? STR("(no system)") : sight->system);
    buf_add_char(out, '|');
    put_text(out, sight->code);
}

static void sight_text(Buf *out, const Sight *sight) {
    buf_printf(out, "%10llu %10llu  ", (unsigned long long)sight->patients,
               (unsigned long long)sight->occurrences);
    if (sight->why.len > 0) {
        buf_add(out, STR("\""));
        put_text(out, sight->unit);
        buf_printf(out, "\" %.*s", STR_ARG(sight->why));
        buf_add(out, STR("  in "));
    }
    put_text(out, sight->path);
    if (sight->code.len > 0 || sight->why.len == 0) {
        buf_add(out, STR("  "));
        put_code(out, sight);
    }
    if (sight->display.len > 0) {
        buf_add(out, STR("  "));
        put_text(out, sight->display);
    }
    buf_add_char(out, '\n');
}

static void sight_json(Buf *out, const char *kind, const Sight *sight) {
    JsonWriter w = {.buf = out};
    json_begin(&w, '{');
    put_key_text(&w, "kind", str_from(kind));
    put_key_text(&w, "unit", sight->unit);
    put_key_text(&w, "problem", sight->why);
    put_key_text(&w, "path", sight->path);
    put_key_text(&w, "system", sight->system);
    put_key_text(&w, "code", sight->code);
    put_key_text(&w, "display", sight->display);
    put_count(&w, "patients", sight->patients);
    put_count(&w, "occurrences", sight->occurrences);
    end_line(&w, out);
}

static void write_sights(const Run *run, Buf *out, const char *kind, const char *title,
                         Sights *sights) {
    size_t count;
    const Sight **sorted = sights_sorted(sights, run->arena, &count);
    size_t shown = run->top > 0 && run->top < count ? run->top : count;
    uint64_t rest = sights_total(sights);
    for (size_t i = 0; i < shown; i++) rest -= sorted[i]->occurrences;
    if (!is_json(run)) {
        buf_printf(out, "\n%s%s\n", title, sights_total(sights) == 0 ? ": none" : "");
        if (shown > 0) buf_add(out, STR("  patients      times\n"));
    }
    for (size_t i = 0; i < shown; i++) {
        if (is_json(run)) sight_json(out, kind, sorted[i]);
        if (!is_json(run)) sight_text(out, sorted[i]);
    }
    if (rest == 0) return;
    if (is_json(run)) {
        JsonWriter w = {.buf = out};
        json_begin(&w, '{');
        put_key_text(&w, "kind", arena_printf(run->arena, "other-%ss", kind));
        put_count(&w, "occurrences", rest);
        end_line(&w, out);
    } else {
        buf_printf(out, "  and %llu times others (see --top)\n", (unsigned long long)rest);
    }
}

static void write_types(const Run *run, Buf *out) {
    if (!is_json(run)) buf_add(out, STR("\nResources by type: read, or passed over\n"));
    for (size_t i = 1; i <= fhir_type_count(); i++) {
        const ReaderTypeCount *count = &run->by_type[i];
        if (count->read + count->passed == 0) continue;
        const char *name = fhir_type_name((FhirType)i);
        if (is_json(run)) {
            JsonWriter w = {.buf = out};
            json_begin(&w, '{');
            put_key_text(&w, "kind", STR("type"));
            put_key_text(&w, "type", str_from(name));
            if (count->read > 0) put_count(&w, "read", count->read);
            if (count->passed > 0) put_count(&w, "passedOver", count->passed);
            end_line(&w, out);
            continue;
        }
        if (count->read > 0) {
            buf_printf(out, "  %-28s %10llu\n", name, (unsigned long long)count->read);
        } else {
            buf_printf(out, "  %-28s %10llu passed over: no guideline looks at it\n", name,
                       (unsigned long long)count->passed);
        }
    }
}

static void write_all(const Run *run, const ReaderSummary *read) {
    Worker *all = &run->workers[0];
    Buf out = {0};
    if (is_json(run)) {
        JsonWriter w = {.buf = &out};
        json_begin(&w, '{');
        put_key_text(&w, "kind", STR("all"));
        put_count(&w, "patients", all->patients);
        put_count(&w, "resources", read->resources);
        put_key_text(&w, "guidelines", str_from(run->set->hash));
        end_line(&w, &out);
    } else {
        buf_printf(&out, "patients: %llu, resources: %llu\n", (unsigned long long)all->patients,
                   (unsigned long long)read->resources);
    }
    write_inputs(run, &out, all->counts);
    write_sights(run, &out, "code", "Codes that no guideline knows", all->codes);
    write_sights(run, &out, "unit", "Units that no guideline can use", all->units);
    write_types(run, &out);
    fwrite(out.data, 1, out.len, stdout);
    buf_free(&out);
}

// ---- all patients

static void open_workers(Run *run) {
    run->workers = ARENA_ARRAY(run->arena, Worker, run->jobs);
    for (unsigned i = 0; i < run->jobs; i++) {
        run->workers[i] =
            (Worker){.eval = eval_new(run->set->program, &run->eval_options, run->set->parameters),
                     .counts = ARENA_ARRAY(run->arena, InputCount, run->set->item_count),
                     .codes = sights_new(MOST_SIGHTS),
                     .units = sights_new(MOST_SIGHTS)};
    }
}

// All that the workers counted goes to the first.
static void merge_workers(const Run *run) {
    Worker *all = &run->workers[0];
    for (unsigned i = 1; i < run->jobs; i++) {
        const Worker *one = &run->workers[i];
        all->patients += one->patients;
        sights_merge(all->codes, one->codes);
        sights_merge(all->units, one->units);
        for (size_t k = 0; k < run->set->item_count; k++) {
            InputCount *to = &all->counts[k];
            const InputCount *from = &one->counts[k];
            to->patients += from->patients;
            to->of_patients += from->of_patients;
            to->things += from->things;
            to->of_things += from->of_things;
            to->yes += from->yes;
            to->no += from->no;
            to->failed += from->failed;
        }
    }
}

static void close_workers(const Run *run) {
    for (unsigned i = 0; i < run->jobs; i++) {
        eval_free(run->workers[i].eval);
        sights_free(run->workers[i].codes);
        sights_free(run->workers[i].units);
    }
}

static uint64_t count_failed(const Run *run) {
    uint64_t failed = 0;
    for (size_t i = 0; i < run->set->item_count; i++) failed += run->workers[0].counts[i].failed;
    return failed;
}

static int run_all(Run *run) {
    const InputsArgs *args = run->args;
    run->jobs = args->jobs == 0 ? pool_processors() : args->jobs;
    run->by_type = ARENA_ARRAY(run->arena, ReaderTypeCount, fhir_type_count() + 1);
    run->look = look_new(run->set, run->eval_options.known_at_ms, run->arena);
    open_workers(run);
    Str only = patient_asked(args->patient);
    ReaderOptions reader = {.needs = run->set->program->needs,
                            .terms = run->set->terms,
                            .tmp_dir = args->tmp,
                            .only_patient = only,
                            .strict = args->strict,
                            .jobs = run->jobs,
                            .trouble = print_trouble,
                            .ctx = &run->troubles,
                            .progress = isatty(STDERR_FILENO) != 0 ? print_progress : NULL,
                            .by_type = run->by_type};
    ReaderSummary read = {0};
    Err err = {0};
    bool ok =
        reader_run(args->words.items, args->words.count, &reader, on_patient, run, &read, &err);
    merge_workers(run);
    if (ok && only.len > 0 && read.patients == 0) {
        ok = err_set(&err, ERR_MISSING, "the input holds no such patient");
    }
    if (ok) write_all(run, &read);
    close_workers(run);
    fflush(stdout);
    uint64_t failed = count_failed(run);
    if (ok) print_summary(&read, failed, is_json(run));
    return ok ? summary_status(&read, failed) : report(&err, STR_NONE);
}

// ---- arguments

static bool read_top(Run *run, Err *err) {
    const char *top = run->args->top;
    run->top = is_json(run) ? 0 : TEXT_TOP;
    if (top == NULL) return true;
    char *end;
    unsigned long number = strtoul(top, &end, 10);
    if (*top < '0' || *top > '9' || *end != '\0' || number > MOST_SIGHTS) {
        return err_set(err, ERR_USAGE, "--top takes a number up to %d", MOST_SIGHTS);
    }
    run->top = number;
    return true;
}

static int start(const InputsArgs *args, Arena *arena) {
    Run run = {.args = args, .arena = arena};
    Err err = {0};
    if (!read_top(&run, &err) ||
        !instants_read(args->as_of, args->known_at, &run.eval_options, &err))
        return report(&err, STR_NONE);
    GuidelineOptions options = {.folder = args->guidelines,
                                .site = args->site,
                                .now = run.eval_options.now,
                                .diagnostics = diagnostics_new(arena)};
    if (!guideline_load(&options, arena, &run.set, &err))
        return report_all(options.diagnostics, &err);
    return run_all(&run);
}

int inputs_command(int argc, char **argv) {
    Arena *arena = arena_new();
    InputsArgs args = {.guidelines = "guidelines", .format = "text"};
    const Option options[] = {
        {"guidelines", ARG_TEXT, &args.guidelines, "DIR",
         "guidelines, or one guideline's folder; default: guidelines"},
        {"site", ARG_TEXT, &args.site, "DIR", "local maps of codes and units"},
        {"as-of", ARG_TEXT, &args.as_of, "INSTANT",
         "the instant of the evaluation; default: the clock"},
        {"known-at", ARG_TEXT, &args.known_at, "INSTANT", "hide what was not yet known then"},
        {"patient", ARG_TEXT, &args.patient, "ID", "only this patient"},
        {"top", ARG_TEXT, &args.top, "N",
         "most frequent codes and units to show, 0: all; default: 20, for ndjson all"},
        {"format", ARG_TEXT, &args.format, "text|ndjson", "default: text"},
        {"jobs", ARG_NUMBER, &args.jobs, "N", "threads that evaluate; default: one a processor"},
        {"tmp", ARG_TEXT, &args.tmp, "DIR",
         "where input that has to be sorted is kept for the run"},
        {"strict", ARG_FLAG, &args.strict, "", "read everything, also what no guideline looks at"},
        {"help", ARG_FLAG, &args.help, "", "this"},
        {0},
    };
    const CommandForm form = {usage, summary, examples, 1, COMMAND_ANY};
    int status = command_begin(&form, (CommandLine){argc, argv}, options, arena, &args.words);
    if (status == COMMAND_RUNS) status = start(&args, arena);
    arena_free(arena);
    return status;
}
