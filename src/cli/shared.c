// What several commands do alike: errors, instants, value sets, included libraries, troubles, order
// of output.

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/edits.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cql/parse.h"

int report(const Err *err, Str source) {
    fflush(stdout);
    if (err->source[0] != '\0') {
        fprintf(stderr, "%s:", err->source);
        if (err->line > 0) fprintf(stderr, "%d:%d:", err->line, err->column);
        fputc(' ', stderr);
    }
    fprintf(stderr, "%s\n", err->message);
    if (err->line > 0 && source.len > 0) {
        Buf shown = {0};
        source_show_err(&shown, source, err);
        fwrite(shown.data, 1, shown.len, stderr);
        buf_free(&shown);
    }
    return err_exit_status(err->code);
}

int report_source(const Err *err) {
    Arena *arena = arena_new();
    Str source = {0};
    Err ignored;
    enum { MAX_SOURCE = 16 << 20 };
    if (err->source[0] != '\0' && err->line > 0 &&
        !file_read(err->source, MAX_SOURCE, arena, &source, &ignored))
        source = STR_NONE;
    int status = report(err, source);
    arena_free(arena);
    return status;
}

int report_all(const Diagnostics *list, const Err *err) {
    if (list->errors == 0) return report_source(err);
    print_diagnostics(list);
    return err_exit_status(err->code);
}

void print_diagnostics(const Diagnostics *list) {
    Buf shown = {0};
    fflush(stdout);
    diagnostics_write(&shown, list);
    if (shown.len > 0) fwrite(shown.data, 1, shown.len, stderr);
    buf_free(&shown);
}

int usage_error(Err *err, const char *usage) {
    if (err->code == ERR_NONE) err_set(err, ERR_USAGE, "usage: vigil %s", usage);
    return report(err, STR_NONE);
}

static bool is_help_asked(const Option *options) {
    for (; options->name != NULL; options++) {
        if (strcmp(options->name, "help") == 0) return *(const bool *)options->target;
    }
    return false;
}

int command_begin(const CommandForm *form, CommandLine line, const Option *options, Arena *arena,
                  ArgList *words) {
    Err err = {0};
    bool ok = args_read(line.argc, line.argv, options, arena, words, &err);
    if (ok && is_help_asked(options)) {
        args_help(form->usage, form->summary, options, form->examples);
        return 0;
    }
    bool fits = ok && words->count >= form->least && words->count <= form->most;
    return fits ? COMMAND_RUNS : usage_error(&err, form->usage);
}

Str patient_asked(const char *word) {
    Str id = word == NULL ? STR_NONE : str_from(word);
    Str type = STR("Patient/");
    return str_starts(id, type) ? (Str){id.data + type.len, id.len - type.len} : id;
}

bool instant_read(const char *text, DateTime *instant, Err *err) {
    Str given = {text, strlen(text)};
    if (!datetime_parse(given, 0, instant, err))
        return err_set(err, ERR_USAGE,
                       "'%s' is no instant: write 2026-11-22 or 2026-11-22T08:00:00+01:00", text);
    if (instant->precision < PRECISION_DAY)
        return err_set(err, ERR_USAGE, "'%s' is no instant: write at least a day", text);
    instant->precision = PRECISION_MILLISECOND;
    return true;
}

DateTime instant_now(void) {
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    Civil civil = {
        utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, 0};
    DateTime instant;
    datetime_make(civil, PRECISION_MILLISECOND, 0, &instant);
    return instant;
}

bool instants_read(const char *as_of, const char *known_at, EvalOptions *options, Err *err) {
    DateTime known;
    options->now = instant_now();
    options->known_at_ms = INT64_MAX;
    if (as_of != NULL && !instant_read(as_of, &options->now, err)) return false;
    if (known_at == NULL) return true;
    if (!instant_read(known_at, &known, err)) return false;
    options->known_at_ms = datetime_high_ms(known);
    return true;
}

bool terms_read(Terms *terms, const ArgList *paths, Err *err) {
    for (size_t i = 0; i < paths->count; i++) {
        if (!terms_load_path(terms, paths->items[i], err)) return false;
    }
    return true;
}

// The library of a file there whose name is nearest; empty if none is near.
static Str near_library(const LibraryFolders *folders, Str name, Arena *arena) {
    for (size_t i = 0; i < folders->count; i++) {
        Str *files;
        size_t count;
        Err ignored = {0};
        if (!folder_list(folders->folders[i], STR(".cql"), arena, &files, &count, &ignored))
            continue;
        for (size_t k = 0; k < count; k++) files[k].len -= 4;
        const Str *best = str_nearest(name, files, count);
        if (best != NULL) return *best;
    }
    return STR("");
}

bool find_in_folders(void *ctx, Str name, Str version, Arena *arena, LibraryText *text, Err *err) {
    enum { MAX_SOURCE = 16 << 20 };
    const LibraryFolders *folders = ctx;
    if (memchr(name.data, '/', name.len) != NULL)
        return err_set(err, ERR_MISSING, "a library's name holds no '/'");
    for (size_t i = 0; i < folders->count; i++) {
        Str names[2] = {arena_printf(arena, "%.*s-%.*s.cql", STR_ARG(name), STR_ARG(version)),
                        arena_printf(arena, "%.*s.cql", STR_ARG(name))};
        for (size_t k = version.len > 0 ? 0 : 1; k < 2; k++) {
            const char *path = path_join(arena, folders->folders[i], names[k]);
            if (!file_exists(path)) continue;
            text->file = (Str){path, strlen(path)};
            return file_read(path, MAX_SOURCE, arena, &text->source, err);
        }
    }
    Str near = near_library(folders, name, arena);
    return err_set(err, ERR_MISSING,
                   "library '%.*s' is not there: looked for %.*s.cql in %zu folder(s)%s%.*s%s",
                   STR_ARG(name), STR_ARG(name), folders->count,
                   near.len > 0 ? "\ndid you mean " : "", STR_ARG(near), near.len > 0 ? "?" : "");
}

LibraryFolders *folders_beside(Arena *arena, Str file, const ArgList *more) {
    size_t len = file.len;
    while (len > 0 && file.data[len - 1] != '/') len--;
    const char **folders = ARENA_ARRAY(arena, const char *, more->count + 1);
    folders[0] = len == 0 ? "." : arena_printf(arena, "%.*s%c", (int)len, file.data, 0).data;
    for (size_t i = 0; i < more->count; i++) folders[i + 1] = more->items[i];
    LibraryFolders *where = ARENA_NEW(arena, LibraryFolders);
    *where = (LibraryFolders){folders, more->count + 1};
    return where;
}

// Errors are not crowded out by remarks.
void print_trouble(void *ctx, const ReaderTrouble *trouble) {
    enum { MOST = 50 };
    Troubles *troubles = ctx;
    uint64_t *printed = trouble->skipped ? &troubles->errors : &troubles->remarks;
    if ((*printed)++ >= MOST) return;
    Str file = str_eq(trouble->file, STR("-")) ? STR("standard input") : trouble->file;
    fprintf(stderr, "%.*s:", STR_ARG(file));
    if (trouble->line > 0) fprintf(stderr, "%lld:", (long long)trouble->line);
    fprintf(stderr, " byte %lld: %s", (long long)trouble->byte, trouble->message);
    if (trouble->count > 1) {
        fprintf(stderr, " (%llu resources, this is the first)", (unsigned long long)trouble->count);
    }
    fprintf(stderr, "%s\n", trouble->skipped ? "" : " (remark)");
    if (*printed == MOST) {
        fprintf(stderr, "... more %s are only counted\n", trouble->skipped ? "errors" : "remarks");
    }
}

void print_progress(void *ctx, uint64_t read, uint64_t total, uint64_t patients) {
    (void)ctx;
    if (total == 0) {
        fprintf(stderr, "\r%llu MB, %llu patients", (unsigned long long)(read >> 20),
                (unsigned long long)patients);
    } else {
        fprintf(stderr, "\r%3llu %%, %llu patients", (unsigned long long)(read * 100 / total),
                (unsigned long long)patients);
    }
    if (total > 0 && read >= total) fprintf(stderr, "\r                              \r");
}

void print_summary(const ReaderSummary *summary, uint64_t failed, bool json) {
    if (summary->patients == 0) fprintf(stderr, "the input holds no patient\n");
    if (summary->troubles == 0 && summary->skipped == 0 && failed == 0) return;
    Buf line = {0};
    JsonWriter w = {.buf = &line};
    if (json) {
        json_begin(&w, '{');
        json_key(&w, "patients");
        json_put_int(&w, (int64_t)summary->patients);
        json_key(&w, "resources");
        json_put_int(&w, (int64_t)summary->resources);
        json_key(&w, "skipped");
        json_put_int(&w, (int64_t)summary->skipped);
        json_key(&w, "troubles");
        json_begin(&w, '{');
        for (size_t i = 0; i < 16 && summary->by_kind[i].kind != NULL; i++) {
            json_key(&w, summary->by_kind[i].kind);
            json_put_int(&w, (int64_t)summary->by_kind[i].count);
        }
        json_end(&w, '}');
        if (failed > 0) {
            json_key(&w, "failed");
            json_put_int(&w, (int64_t)failed);
        }
        json_end(&w, '}');
    } else {
        buf_printf(&line, "patients: %llu, resources: %llu, left out: %llu",
                   (unsigned long long)summary->patients, (unsigned long long)summary->resources,
                   (unsigned long long)summary->skipped);
        for (size_t i = 0; i < 16 && summary->by_kind[i].kind != NULL; i++) {
            buf_printf(&line, "%s%s %llu", i == 0 ? " (" : ", ", summary->by_kind[i].kind,
                       (unsigned long long)summary->by_kind[i].count);
        }
        if (summary->by_kind[0].kind != NULL) buf_add_char(&line, ')');
        if (failed > 0)
            buf_printf(&line, ", could not be evaluated: %llu", (unsigned long long)failed);
    }
    fprintf(stderr, "%.*s\n", (int)line.len, line.data);
    buf_free(&line);
}

int summary_status(const ReaderSummary *summary, uint64_t failed) {
    return summary->skipped > 0 || failed > 0 ? err_exit_status(ERR_PARSE) : 0;
}

// ---- order of output: what comes early waits in a list

typedef struct Waiting Waiting;
struct Waiting {
    Waiting *next;
    uint64_t sequence;
    Buf text;
};

struct Ordered {
    FILE *out;
    pthread_mutex_t lock;
    uint64_t next;
    Waiting *waiting;  // by sequence
};

Ordered *ordered_new(FILE *out) {
    Ordered *ordered = calloc(1, sizeof *ordered);
    if (ordered == NULL) memory_out(sizeof *ordered);
    ordered->out = out;
    pthread_mutex_init(&ordered->lock, NULL);
    return ordered;
}

static void write_waiting(Ordered *ordered) {
    while (ordered->waiting != NULL && ordered->waiting->sequence == ordered->next) {
        Waiting *first = ordered->waiting;
        if (first->text.len > 0) fwrite(first->text.data, 1, first->text.len, ordered->out);
        ordered->next++;
        ordered->waiting = first->next;
        buf_free(&first->text);
        free(first);
    }
}

void ordered_put(Ordered *ordered, uint64_t sequence, Str text) {
    pthread_mutex_lock(&ordered->lock);
    if (sequence == ordered->next) {
        if (text.len > 0) fwrite(text.data, 1, text.len, ordered->out);
        ordered->next++;
        write_waiting(ordered);
    } else {
        Waiting *item = calloc(1, sizeof *item);
        if (item == NULL) memory_out(sizeof *item);
        item->sequence = sequence;
        buf_add(&item->text, text);
        Waiting **link = &ordered->waiting;
        while (*link != NULL && (*link)->sequence < sequence) link = &(*link)->next;
        item->next = *link;
        *link = item;
    }
    pthread_mutex_unlock(&ordered->lock);
}

bool ordered_free(Ordered *ordered) {
    while (ordered->waiting != NULL) {  // a patient in between was stopped: the rest still counts
        ordered->next = ordered->waiting->sequence;
        write_waiting(ordered);
    }
    bool ok = fflush(ordered->out) == 0 && ferror(ordered->out) == 0;
    pthread_mutex_destroy(&ordered->lock);
    free(ordered);
    return ok;
}
