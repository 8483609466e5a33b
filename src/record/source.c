// source: which files there are, in which form each is, and its texts one after the other.
//
// The form is seen from the content: a file whose first line is a whole JSON value is lines; one
// whose first line is only the start of a value is one value, unless the second line starts a value
// of its own (then the first is broken). Before anything is read for good, the head of every file
// is looked at: only if all of them are Bundles that hold whole patients may a patient be reviewed
// before the end of the input.

#include <stdio.h>

#include "base/file.h"
#include "base/lines.h"
#include "record/run.h"

enum { MAX_FOLDERS_DEEP = 8, HEAD = 64 * 1024 };

typedef enum { FORM_EMPTY, FORM_LINES, FORM_WHOLE, FORM_FOREIGN } Form;

typedef struct {
    const char *path;
    Str name;
    uint32_t number;
    bool in_folder;  // found there, not named by the user
    LineReader *reader;
    Form form;
    bool grouped;  // looks like Bundles of whole patients
    Buf head;      // what was read of it before: the first line, or the beginning of the one value
    Line first;    // where the head starts; its text is not to be used
    size_t first_length;  // of the first line
    bool has_head;
    LineStatus pending;  // what came after the head, when it was no line
    Line pending_line;
    Err pending_err;
} Source;

typedef struct {
    Run *run;
    Buf sources;  // of Source
    Arena *scratch;
} Sources;

static size_t source_count(const Sources *sources) {
    return sources->sources.len / sizeof(Source);
}

static Source *source_at(const Sources *sources, size_t i) {
    return (Source *)(void *)sources->sources.data + i;
}

// ---- listing

static void add_source(Sources *sources, const char *path, bool in_folder) {
    Source source = {.path = path,
                     .name = str_from(path),
                     .number = (uint32_t)source_count(sources),
                     .in_folder = in_folder,
                     .pending = LINES_LINE};
    buf_add(&sources->sources, (Str){(const char *)&source, sizeof source});
    uint64_t size = strcmp(path, "-") == 0 ? 0 : file_size(path);
    sources->run->bytes_total += size;
    sources->run->bytes_expected += str_ends(source.name, STR(".gz")) ? size * 12 : size;
}

static bool list_folder(Sources *sources, const char *folder, int deep, Err *err) {
    Str *names;
    size_t count;
    if (deep == MAX_FOLDERS_DEEP) return true;
    if (!folder_list(folder, STR(""), sources->run->arena, &names, &count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        const char *path = path_join(sources->run->arena, folder, names[i]);
        if (!file_is_folder(path)) {
            add_source(sources, path, true);
        } else if (!list_folder(sources, path, deep + 1, err)) {
            return false;
        }
    }
    return true;
}

// ---- looking at the head

// NUL is no blank: strchr() would find it at the end of any text.
static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static Str trimmed(Str text) {
    while (text.len > 0 && is_blank(text.data[0])) text = (Str){text.data + 1, text.len - 1};
    while (text.len > 0 && is_blank(text.data[text.len - 1])) text.len--;
    return text;
}

typedef enum { WHOLE_VALUE, CUT_VALUE, WRONG_VALUE } Completeness;

static const JsonProjection *want_nothing(const void *ctx, Str type) {
    (void)ctx;
    (void)type;
    return NULL;
}

// Is the text one JSON value, the beginning of one, or neither?
static Completeness completeness(const Sources *sources, Str text) {
    JsonProjection nothing = {.choose = want_nothing};
    Json value;
    Err err = {0};
    Str value_text = trimmed(text);
    bool ok =
        json_read(value_text, &nothing, &sources->run->limits, sources->scratch, &value, &err);
    arena_reset(sources->scratch);
    if (ok) return WHOLE_VALUE;
    return err.code == ERR_PARSE && err.byte >= value_text.len ? CUT_VALUE : WRONG_VALUE;
}

// The text of the first member of that name, wherever it stands: a guess from the head of a file.
static Str guess_member(Str text, Str quoted_name) {
    if (text.len > HEAD) text.len = HEAD;
    const char *at =
        text.len == 0 ? NULL : memmem(text.data, text.len, quoted_name.data, quoted_name.len);
    if (at == NULL) return STR("");
    at += quoted_name.len;
    const char *end = text.data + text.len;
    while (at < end && (is_blank(*at) || *at == ':')) at++;
    if (at == end || *at != '"') return STR("");
    const char *close = memchr(at + 1, '"', (size_t)(end - at - 1));
    return close == NULL ? STR("") : (Str){at + 1, (size_t)(close - at - 1)};
}

static bool looks_grouped(Str text) {
    static const char *const types[] = {"collection", "transaction", "batch", "document",
                                        "message"};
    if (!str_eq(guess_member(text, STR("\"resourceType\"")), STR("Bundle"))) return false;
    Str type = guess_member(text, STR("\"type\""));
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (str_eq(type, str_from(types[i]))) return true;
    }
    return false;
}

// The next line with something in it.
static LineStatus next_filled(Source *source, Line *line) {
    LineStatus status;
    do {
        status = lines_next(source->reader, line, &source->pending_err);
    } while (status == LINES_LINE && trimmed(line->text).len == 0);
    if (status != LINES_LINE) {
        source->pending = status;
        source->pending_line = *line;
    }
    return status;
}

static void keep(Source *source, const Line *line) {
    if (!source->has_head) source->first = *line;
    if (source->has_head) buf_add_char(&source->head, '\n');
    source->has_head = true;
    buf_add(&source->head, line->text);
}

static bool has_json_name(Str name) {
    return memmem(name.data, name.len, "json", 4) != NULL || str_ends(name, STR(".gz"));
}

// The first line was only the beginning of a value: of the file, or of a broken line?
static void detect_second(Source *source) {
    Line line;
    source->form = FORM_LINES;
    if (next_filled(source, &line) != LINES_LINE) return;
    if (source->head.data[0] == '{' && line.text.data[0] == '{') {
        lines_again(source->reader);
        return;
    }
    source->form = FORM_WHOLE;
    keep(source, &line);
    while (source->head.len < HEAD && next_filled(source, &line) == LINES_LINE) keep(source, &line);
}

static void detect(Sources *sources, Source *source) {
    Line line;
    source->form = FORM_LINES;
    if (next_filled(source, &line) != LINES_LINE) {
        if (source->pending == LINES_END) source->form = FORM_EMPTY;
        return;
    }
    Str text = trimmed(line.text);
    source->first_length = text.len;
    bool is_json = text.data[0] == '{' || text.data[0] == '[';
    if (!is_json && source->in_folder && !has_json_name(source->name)) {
        source->form = FORM_FOREIGN;
        return;
    }
    if (!is_json || completeness(sources, text) != CUT_VALUE) {
        source->grouped = looks_grouped(text);
        lines_again(source->reader);
        return;
    }
    keep(source, &line);
    detect_second(source);
    source->grouped = looks_grouped(buf_str(&source->head));
}

static void close_source(Source *source) {
    lines_close(source->reader);
    buf_free(&source->head);
    source->reader = NULL;
    source->head = (Buf){0};
    source->has_head = false;
    source->pending = LINES_LINE;
}

static bool open_source(Sources *sources, Source *source, Err *err) {
    if (source->reader != NULL) return true;
    if (!lines_open(source->path, sources->run->options->max_line, &source->reader, err)) {
        source->reader = NULL;
        return false;
    }
    detect(sources, source);
    return true;
}

// ---- reading

static Place line_place(const Source *source, const Line *line) {
    return (Place){.file = source->name,
                   .file_number = source->number,
                   .line = line->number,
                   .byte = line->start};
}

// The place of its text without the blanks around it.
static Place text_place(const Source *source, const Line *line, Str text) {
    Place place = line_place(source, line);
    place.byte += (uint64_t)(text.data - line->text.data);
    return place;
}

static Trouble trouble_of(const Source *source, LineStatus status, const Line *line,
                          const Err *err) {
    return (Trouble){.place = line_place(source, line),
                     .kind = status == LINES_TOO_LONG ? "limit" : "io",
                     .message = err->message,
                     .skipped = true,
                     .count = 1};
}

// False when the file has no more lines.
static bool take_line(Sources *sources, const Source *source, LineStatus status, const Line *line,
                      const Err *err) {
    if (status == LINES_END) return false;
    if (status == LINES_LINE) {
        Str text = trimmed(line->text);
        if (text.len > 0) run_text(sources->run, text, text_place(source, line, text), false);
    } else {
        Trouble trouble = trouble_of(source, status, line, err);
        run_trouble(sources->run, &trouble);
    }
    return true;
}

// RunNext of a source: the next line with something in it.
static bool next_line(void *ctx, Item *item) {
    const Source *source = ctx;
    for (;;) {
        Line line;
        Err err = {0};
        LineStatus status = lines_next(source->reader, &line, &err);
        run_progress(item->run, lines_bytes_read(source->reader));
        if (status == LINES_END) return false;
        if (status != LINES_LINE) {
            Trouble trouble = trouble_of(source, status, &line, &err);
            run_trouble_in(item, &trouble);
            return true;
        }
        Str text = trimmed(line.text);
        if (text.len == 0) continue;
        item->kind = ITEM_TEXT;
        item->has_lines = false;
        item->place = text_place(source, &line, text);
        item->text = lines_take(source->reader, text, &item->copy);
        return true;
    }
}

// Do the workers read it together? Files of few lines are better worked on side by side.
static bool is_shared(const Run *run, const Source *source) {
    enum { LARGE = 1 << 20, MANY_LINES = 16 };
    uint64_t size = file_size(source->path);  // 0: a pipe
    bool has_many = size >= LARGE && size / MANY_LINES >= source->first_length;
    return run->jobs > 1 && run->options->blocks == NULL && (size == 0 || has_many);
}

static void read_lines(Sources *sources, Source *source) {
    Run *run = sources->run;
    if (source->has_head) {
        Line line = source->first;
        line.text = buf_str(&source->head);
        take_line(sources, source, LINES_LINE, &line, NULL);
    }
    bool more =
        source->pending == LINES_LINE ||
        take_line(sources, source, source->pending, &source->pending_line, &source->pending_err);
    if (more && is_shared(run, source)) {
        run_share(run, next_line, source);
        return;
    }
    while (more && !run_is_stopped(run)) {
        Line line;
        Err err = {0};
        LineStatus status = lines_next(source->reader, &line, &err);
        more = take_line(sources, source, status, &line, &err);
        run_progress(run, lines_bytes_read(source->reader));
    }
}

// A file that should be one value and is none may be lines of which the first ones are broken.
static bool has_whole_line(const Sources *sources, Str text) {
    size_t at = 0;
    while (at < text.len) {
        const char *feed = memchr(text.data + at, '\n', text.len - at);
        size_t end = feed == NULL ? text.len : (size_t)(feed - text.data);
        Str line = {text.data + at, end - at};
        bool is_object = line.len > 0 && line.data[0] == '{';
        if (is_object && completeness(sources, line) == WHOLE_VALUE &&
            guess_member(line, STR("\"resourceType\"")).len > 0) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

static void take_lines_of(Sources *sources, const Source *source, Str text) {
    Line line = source->first;
    size_t at = 0;
    while (at < text.len && !run_is_stopped(sources->run)) {
        const char *feed = memchr(text.data + at, '\n', text.len - at);
        size_t end = feed == NULL ? text.len : (size_t)(feed - text.data);
        line.text = (Str){text.data + at, end - at};
        line.start = source->first.start + at;
        take_line(sources, source, LINES_LINE, &line, NULL);
        line.number++;
        at = end + 1;
    }
}

static void read_whole(Sources *sources, Source *source) {
    Run *run = sources->run;
    Line rest;
    Err err = source->pending_err;
    LineStatus status = source->pending;
    if (status == LINES_LINE) {
        status = lines_rest(source->reader, &rest, &err);
        source->pending_line = rest;
        if (status == LINES_LINE) {
            buf_add_char(&source->head, '\n');
            buf_add(&source->head, rest.text);
        }
    }
    if (status == LINES_TOO_LONG || status == LINES_BROKEN) {
        // What was read is a value without its end: the place that counts is where reading stopped.
        take_line(sources, source, status, &source->pending_line, &err);
        return;
    }
    Str text = buf_str(&source->head);
    if (completeness(sources, text) != WHOLE_VALUE && has_whole_line(sources, text)) {
        take_lines_of(sources, source, text);
        return;
    }
    Place place = line_place(source, &source->first);
    run_text(run, text, place, true);
}

static void read_source(Sources *sources, Source *source) {
    Run *run = sources->run;
    Err err = {0};
    if (!open_source(sources, source, &err)) {
        take_line(sources, source, LINES_BROKEN, &(Line){0}, &err);
        return;
    }
    if (source->form == FORM_LINES) read_lines(sources, source);
    if (source->form == FORM_WHOLE) read_whole(sources, source);
    close_source(source);
    run->bytes_done += strcmp(source->path, "-") == 0 ? 0 : file_size(source->path);
}

// Opens each file to see its head. What cannot be opened twice (a pipe) stays open.
static bool look_at_heads(Sources *sources, Err *err) {
    for (size_t i = 0; i < source_count(sources); i++) {
        Source *source = source_at(sources, i);
        Err trouble = {0};
        if (!open_source(sources, source, &trouble)) {
            if (source->in_folder) continue;  // told when it is its turn
            *err = trouble;
            return false;
        }
        bool matters = source->form == FORM_LINES || source->form == FORM_WHOLE;
        if (matters && !source->grouped) sources->run->spill_all = true;
        bool can_reopen = strcmp(source->path, "-") != 0 && file_size(source->path) > 0;
        if (i > 0 && can_reopen) close_source(source);  // the first is read next
    }
    return true;
}

bool sources_read(Run *run, const char *const *paths, size_t count, Err *err) {
    Sources sources = {.run = run, .scratch = arena_new()};
    bool ok = true;
    bool has_unknown = false;
    for (size_t i = 0; ok && i < count; i++) {
        has_unknown |= strcmp(paths[i], "-") == 0 || file_size(paths[i]) == 0;
        if (strcmp(paths[i], "-") != 0 && file_is_folder(paths[i])) {
            ok = list_folder(&sources, paths[i], 0, err);
        } else {
            add_source(&sources, paths[i], false);
        }
    }
    ok = ok && look_at_heads(&sources, err);
    if (has_unknown) run->bytes_total = run->bytes_expected = 0;
    for (size_t i = 0; ok && i < source_count(&sources) && !run_is_stopped(run); i++) {
        read_source(&sources, source_at(&sources, i));
    }
    run_settle(run);
    for (size_t i = 0; i < source_count(&sources); i++) {
        if (source_at(&sources, i)->reader != NULL) close_source(source_at(&sources, i));
    }
    arena_free(sources.scratch);
    buf_free(&sources.sources);
    return ok;
}
