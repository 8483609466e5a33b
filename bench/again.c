// again: records that are in memory are evaluated again and again; nothing is read or written
// meanwhile.
//
//     again LIBRARY.cql VALUESETS FILE.ndjson INSTANT SECONDS THREADS ANSWERS
//
// Each thread has its share of the patients (a Bundle a line) and goes over it until SECONDS have
// passed, but at least once after a first round, which is not counted and whose answers go to the
// file ANSWERS, in the form of `vigil cql --format ndjson`. Prints
// {"patients":..,"left_out":..,"evaluated":..,"cpu":..,"wall":..}, both in seconds.

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/lines.h"
#include "cli/command.h"
#include "cql/eval.h"
#include "record/needs.h"
#include "record/reader.h"

enum { MAX_SOURCE = 16 << 20 };
static const size_t MAX_INPUT = (size_t)4 << 30;

typedef struct {
    const Program *program;
    const Library *library;
    const EvalOptions *options;
    double seconds;
    Arena *arena;  // of the records
    Record **records;
    size_t count;
    Buf answers;
    uint64_t evaluated;
    double cpu;
} Share;

static void stop(const Err *err) {
    fprintf(stderr, "again: %s\n", err->message);
    exit(1);
}

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static bool is_shown(const Declaration *declaration) {
    return !declaration->is_function;
}

static void evaluate(const Share *share, Eval *eval, Record *record, Arena *values) {
    eval_start(eval, record, values);
    for (size_t i = 0; i < share->library->declaration_count; i++) {
        Value value;
        Err err = {0};
        if (is_shown(share->library->declarations[i]))
            eval_define(eval, share->library->declarations[i], STR_NONE, &value, &err);
    }
}

static void answer(Share *share, Eval *eval, Record *record, Arena *values) {
    JsonWriter w = {.buf = &share->answers};
    eval_start(eval, record, values);
    json_begin(&w, '{');
    json_key(&w, "patient");
    json_put_string(&w, arena_printf(values, "Patient/%.*s", STR_ARG(record->patient_id)));
    json_key(&w, "results");
    json_begin(&w, '{');
    for (size_t i = 0; i < share->library->declaration_count; i++) {
        const Declaration *declaration = share->library->declarations[i];
        Value value;
        Err err = {0};
        if (!is_shown(declaration)) continue;
        json_key_str(&w, declaration->name);
        if (eval_define(eval, declaration, STR_NONE, &value, &err)) {
            value_write_json(&share->answers, value);
        } else {
            json_begin(&w, '{');
            json_key(&w, "error");
            json_put_string(&w, str_from(err.message));
            json_end(&w, '}');
        }
        w.comma = true;
    }
    json_end(&w, '}');
    json_end(&w, '}');
    buf_add_char(&share->answers, '\n');
}

static void *work(void *argument) {
    Share *share = argument;
    Eval *eval = eval_new(share->program, share->options, NULL);
    Arena *values = arena_new();
    for (size_t i = 0; i < share->count; i++) {
        answer(share, eval, share->records[i], values);
        arena_reset(values);
    }
    double start = seconds(CLOCK_MONOTONIC);
    double start_cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
    do {
        for (size_t i = 0; i < share->count; i++) {
            evaluate(share, eval, share->records[i], values);
            arena_reset(values);
        }
        share->evaluated += share->count;
    } while (seconds(CLOCK_MONOTONIC) - start < share->seconds);
    share->cpu = seconds(CLOCK_THREAD_CPUTIME_ID) - start_cpu;
    eval_free(eval);
    arena_free(values);
    return NULL;
}

// The lines of `text`, one after the other to each of the shares.
// How many were left out, because something in them is wrong.
static size_t read_records(Str text, const Program *program, const Terms *terms, Share *shares,
                           unsigned threads) {
    size_t lines = 1;
    size_t left_out = 0;
    Arena *scratch = arena_new();
    for (size_t i = 0; i < text.len; i++) lines += text.data[i] == '\n';
    for (unsigned i = 0; i < threads; i++) {
        shares[i].arena = arena_new();
        shares[i].records = ARENA_ARRAY(shares[i].arena, Record *, lines / threads + 1);
    }
    for (size_t number = 0; text.len > 0;) {
        const char *end = memchr(text.data, '\n', text.len);
        Str line = {text.data, end == NULL ? text.len : (size_t)(end - text.data)};
        size_t taken = line.len + (end != NULL);
        text = (Str){text.data + taken, text.len - taken};
        if (line.len == 0) continue;
        Share *share = &shares[number++ % threads];
        Json json;
        Err err = {0};
        arena_reset(scratch);
        if (json_read(line, NULL, &json_limits, scratch, &json, &err) &&
            reader_from_json(&json, program->needs, terms, share->arena,
                             &share->records[share->count], &err))
            share->count++;
        else
            left_out++;
    }
    arena_free(scratch);
    return left_out;
}

static void load(char **words, Arena *arena, Terms *terms, DateTime now, Share *share) {
    Err err = {0};
    ArgList none = {0};
    ArgList sets = {.items = (const char **)&words[1], .count = 1};
    Str file = str_from(words[0]);
    Str source;
    Library *library;
    Program *program;
    Checker *checker = checker_new(&(CheckOptions){.arena = arena,
                                                   .terms = terms,
                                                   .find = find_in_folders,
                                                   .ctx = folders_beside(arena, file, &none),
                                                   .now = now,
                                                   .show_results = true});
    if (!terms_read(terms, &sets, &err) || !file_read(words[0], MAX_SOURCE, arena, &source, &err) ||
        !checker_add(checker, source, file, &library, &err) ||
        !checker_finish(checker, &program, &err))
        stop(&err);
    share->program = program;
    share->library = library;
}

static void write_answers(const char *path, const Share *shares, unsigned threads) {
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    for (unsigned i = 0; i < threads; i++)
        fwrite(shares[i].answers.data, 1, shares[i].answers.len, file);
    fclose(file);
}

int main(int argc, char **argv) {
    enum { MOST_THREADS = 64 };
    Share shares[MOST_THREADS] = {{0}};
    pthread_t others[MOST_THREADS];
    EvalOptions options = {0};
    Err err = {0};
    unsigned threads = argc == 8 ? (unsigned)strtoul(argv[6], NULL, 10) : 0;
    if (threads < 1 || threads > MOST_THREADS) {
        fprintf(stderr,
                "usage: again LIBRARY.cql VALUESETS FILE INSTANT SECONDS THREADS ANSWERS\n");
        return 2;
    }
    Arena *arena = arena_new();
    Terms *terms = terms_new(arena);
    Str text;
    if (!instants_read(argv[4], NULL, &options, &err)) stop(&err);
    load(argv + 1, arena, terms, options.now, &shares[0]);
    if (!file_read(argv[3], MAX_INPUT, arena, &text, &err)) stop(&err);
    shares[0].options = &options;
    shares[0].seconds = strtod(argv[5], NULL);
    for (unsigned i = 1; i < threads; i++) shares[i] = shares[0];
    size_t left_out = read_records(text, shares[0].program, terms, shares, threads);
    double start = seconds(CLOCK_MONOTONIC);
    for (unsigned i = 1; i < threads; i++) pthread_create(&others[i], NULL, work, &shares[i]);
    work(&shares[0]);
    for (unsigned i = 1; i < threads; i++) pthread_join(others[i], NULL);
    double wall = seconds(CLOCK_MONOTONIC) - start;
    uint64_t evaluated = 0;
    size_t patients = 0;
    double cpu = 0;
    for (unsigned i = 0; i < threads; i++) {
        evaluated += shares[i].evaluated;
        patients += shares[i].count;
        cpu += shares[i].cpu;
    }
    write_answers(argv[7], shares, threads);
    printf("{\"patients\":%zu,\"left_out\":%zu,\"evaluated\":%llu,\"cpu\":%.4f,\"wall\":%.4f}\n",
           patients, left_out, (unsigned long long)evaluated, cpu, wall);
    for (unsigned i = 0; i < threads; i++) {
        buf_free(&shares[i].answers);
        arena_free(shares[i].arena);
    }
    arena_free(arena);
    return 0;
}
