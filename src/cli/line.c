#include "cli/line.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

enum { HISTORY_LENGTH = 1000, MOST_SHOWN = 200 };

struct Line {
    bool terminal;
    EditLine *edit;
    History *history;
    LineComplete *complete;
    void *ctx;
    Buf prompt;
    bool given_up;
    char *plain;  // without a terminal: what getline gave
    size_t plain_size;
    Buf text;
    Arena *offers;
    Str *items;
    size_t count, size, start;
};

// ---- completion

void line_offer(Line *line, size_t start, Str candidate) {
    for (size_t i = 0; i < line->count; i++)
        if (str_eq(line->items[i], candidate)) return;
    if (line->count == line->size) {
        size_t size = line->size == 0 ? 64 : line->size * 2;
        Str *items = ARENA_ARRAY(line->offers, Str, size);
        if (line->count > 0) memcpy(items, line->items, line->count * sizeof *items);
        line->items = items;
        line->size = size;
    }
    line->items[line->count++] = arena_str(line->offers, candidate);
    line->start = start;
}

static int by_bytes(const void *a, const void *b) {
    return str_compare(*(const Str *)a, *(const Str *)b);
}

// The longest text that all candidates start with.
static size_t common_start(const Line *line) {
    size_t len = line->items[0].len;
    for (size_t i = 1; i < line->count; i++) {
        size_t same = 0;
        while (same < len && same < line->items[i].len &&
               line->items[i].data[same] == line->items[0].data[same])
            same++;
        len = same;
    }
    return len;
}

static void show_candidates(const Line *line) {
    size_t shown = line->count < MOST_SHOWN ? line->count : MOST_SHOWN;
    fputc('\n', stdout);
    for (size_t i = 0; i < shown; i++) {
        printf("%.*s%s", STR_ARG(line->items[i]), i + 1 < shown ? "   " : "\n");
    }
    if (shown < line->count) printf("... and %zu more\n", line->count - shown);
}

static Line *line_of(EditLine *edit) {
    void *found = NULL;
    el_get(edit, EL_CLIENTDATA, &found);
    return found;
}

static unsigned char on_complete(EditLine *edit, int key) {
    (void)key;
    Line *line = line_of(edit);
    const LineInfo *info = el_line(edit);
    Str before = {info->buffer, (size_t)(info->cursor - info->buffer)};
    line->offers = arena_new();
    line->items = NULL;
    line->count = line->size = 0;
    line->complete(line->ctx, line, before);
    unsigned char result = CC_REFRESH_BEEP;
    if (line->count > 0) {
        qsort(line->items, line->count, sizeof *line->items, by_bytes);
        size_t typed = before.len - line->start;
        size_t len = common_start(line);
        if (len > typed) {
            Str rest = {line->items[0].data + typed, len - typed};
            const char *more = arena_printf(line->offers, "%.*s%c", STR_ARG(rest), 0).data;
            el_insertstr(edit, more);
            result = CC_REFRESH;
        } else if (line->count > 1) {
            show_candidates(line);
            result = CC_REDISPLAY;
        } else {
            result = CC_REFRESH;
        }
    }
    arena_free(line->offers);
    line->offers = NULL;
    return result;
}

// ---- the terminal

static unsigned char on_give_up(EditLine *edit, int key) {
    (void)key;
    Line *line = line_of(edit);
    line->given_up = true;
    fputs("^C\n", stdout);
    return CC_NEWLINE;
}

static char *on_prompt(EditLine *edit) {
    return line_of(edit)->prompt.data;
}

static void open_terminal(Line *line) {
    HistEvent event;
    const char *kept = getenv("VIGIL_HISTORY");
    setlocale(LC_CTYPE, "");
    line->edit = el_init("vigil", stdin, stdout, stderr);
    if (line->edit == NULL) return;
    line->history = history_init();
    history(line->history, &event, H_SETSIZE, HISTORY_LENGTH);
    history(line->history, &event, H_SETUNIQUE, 1);
    if (kept != NULL) history(line->history, &event, H_LOAD, kept);
    el_set(line->edit, EL_CLIENTDATA, line);
    el_set(line->edit, EL_EDITOR, "emacs");
    el_set(line->edit, EL_PROMPT, on_prompt);
    el_set(line->edit, EL_HIST, history, line->history);
    el_set(line->edit, EL_ADDFN, "vigil-complete", "names that fit", on_complete);
    el_set(line->edit, EL_BIND, "^I", "vigil-complete", NULL);
    el_set(line->edit, EL_ADDFN, "vigil-give-up", "gives the line up", on_give_up);
    el_set(line->edit, EL_BIND, "^C", "vigil-give-up", NULL);
    el_set(line->edit, EL_BIND, "^R", "em-inc-search-prev", NULL);
    el_set(line->edit, EL_SETTY, "-d", "-isig", NULL);
    el_source(line->edit, NULL);
}

Line *line_new(LineComplete *complete, void *ctx) {
    Line *line = calloc(1, sizeof *line);
    if (line == NULL) memory_out(sizeof *line);
    line->complete = complete;
    line->ctx = ctx;
    line->terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (line->terminal) open_terminal(line);
    return line;
}

bool line_is_terminal(const Line *line) {
    return line->terminal;
}

// Only its owner may read the file.
static void save_history(Line *line) {
    HistEvent event;
    const char *kept = getenv("VIGIL_HISTORY");
    if (kept == NULL) return;
    mode_t before = umask(077);
    history(line->history, &event, H_SAVE, kept);
    umask(before);
}

void line_free(Line *line) {
    if (line->edit != NULL) {
        save_history(line);
        el_end(line->edit);
        history_end(line->history);
    }
    free(line->plain);
    buf_free(&line->text);
    buf_free(&line->prompt);
    free(line);
}

void line_remember(Line *line, Str text) {
    HistEvent event;
    if (line->history == NULL || text.len == 0) return;
    Buf entry = {0};
    buf_printf(&entry, "%.*s%c", STR_ARG(text), 0);
    history(line->history, &event, H_ENTER, entry.data);
    buf_free(&entry);
}

static LineState take(Line *line, const char *data, size_t len, Str *text) {
    while (len > 0 && (data[len - 1] == '\n' || data[len - 1] == '\r')) len--;
    buf_reset(&line->text);
    buf_add(&line->text, (Str){data, len});
    *text = buf_str(&line->text);
    return LINE_READ;
}

LineState line_read(Line *line, const char *prompt, Str *text) {
    *text = STR_NONE;
    if (line->edit == NULL) {
        ssize_t len = getline(&line->plain, &line->plain_size, stdin);
        return len < 0 ? LINE_END : take(line, line->plain, (size_t)len, text);
    }
    int len = 0;
    buf_reset(&line->prompt);
    buf_printf(&line->prompt, "%s%c", prompt, 0);
    line->given_up = false;
    fflush(stdout);
    const char *read = el_gets(line->edit, &len);
    if (line->given_up || (read == NULL && errno == EINTR)) return LINE_GIVEN_UP;
    if (read == NULL || len <= 0) return LINE_END;
    return take(line, read, (size_t)len, text);
}
