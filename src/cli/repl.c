#include "cli/repl.h"

#include <stdlib.h>

#include "cli/command.h"
#include "cli/complete.h"
#include "cli/line.h"
#include "finding/terminal.h"

typedef struct {
    ReplOptions *options;
    Session *session;
    Line *line;
    Arena *arena;  // words of commands that last
    int status;    // of the first thing that went wrong
    bool ended;
} Repl;

static bool fail(Repl *r, const Err *err) {
    int status = err->message[0] == '\0' ? err_exit_status(err->code)  // it was told
                                         : report(err, session_source(r->session));
    if (r->status == 0) r->status = status;
    return false;
}

static bool complain(Repl *r, const char *message) {
    Err err = {0};
    err_set(&err, ERR_USAGE, "%s", message);
    fprintf(stderr, "%s\n", err.message);
    if (r->status == 0) r->status = err_exit_status(err.code);
    return false;
}

// What is shown: on a terminal without what could steer it.
static void say(const Repl *r, Str text) {
    Buf shown = {0};
    for (size_t i = 0; line_is_terminal(r->line) && i < text.len;) {
        size_t end = i;
        while (end < text.len && text.data[end] != '\n') end++;
        terminal_text(&shown, (Str){text.data + i, end - i}, 0);
        if (end < text.len) buf_add_char(&shown, '\n');
        i = end + 1;
    }
    Str out = line_is_terminal(r->line) ? buf_str(&shown) : text;
    fwrite(out.data, 1, out.len, stdout);
    buf_free(&shown);
}

// ---- answers

enum { ONE_LINE = 100, MOST_ELEMENTS = 200 };

// A list that is long: an element a line, and on a terminal not all of thousands.
static void write_list(const Repl *r, Buf *out, Value list) {
    size_t count = list.count;
    size_t shown = line_is_terminal(r->line) && count > MOST_ELEMENTS ? MOST_ELEMENTS : count;
    buf_add(out, STR("{\n"));
    for (size_t i = 0; i < shown; i++) {
        buf_add(out, STR("  "));
        value_write_cql(out, list.as.items[i]);
        buf_add(out, i + 1 < count ? STR(",\n") : STR("\n"));
    }
    if (shown < count) buf_printf(out, "  ... and %zu more\n", count - shown);
    buf_add(out, STR("}\n"));
}

static bool show_value(Repl *r, Value value) {
    Buf out = {0};
    value_write_cql(&out, value);
    bool long_list = value.kind == VALUE_LIST && out.len > ONE_LINE;
    if (out.len > VALUE_MAX_WRITTEN) {
        buf_free(&out);
        return complain(r, "the value is too long to be shown");
    }
    if (long_list) {
        buf_reset(&out);
        write_list(r, &out, value);
    } else {
        buf_add_char(&out, '\n');
    }
    say(r, buf_str(&out));
    buf_free(&out);
    return true;
}

static bool evaluate(Repl *r, Str text) {
    Answer answer;
    Err err = {0};
    if (!session_evaluate(r->session, text, &answer, &err)) return fail(r, &err);
    return show_value(r, answer.value);
}

static bool declare(Repl *r, Str text) {
    Buf names = {0};
    Err err = {0};
    bool ok = session_declare(r->session, text, &names, &err);
    if (ok && line_is_terminal(r->line)) printf("%.*s\n", (int)names.len, names.data);
    buf_free(&names);
    return ok || fail(r, &err);
}

// ---- commands

typedef bool ReplRun(Repl *r, Str words);
typedef struct {
    const char *name;
    const char *words;  // what follows
    const char *help;
    ReplRun *run;
} ReplCommand;

static bool run_help(Repl *r, Str words);

static bool run_load(Repl *r, Str words) {
    Err err = {0};
    const char *path =
        words.len > 0 ? arena_printf(r->arena, "%.*s%c", STR_ARG(words), 0).data : r->options->file;
    if (path == NULL) return complain(r, ":load FILE.cql");
    if (!session_load(r->session, path, &err)) return fail(r, &err);
    r->options->file = path;
    const Library *library = session_library(r->session);
    if (library != NULL && line_is_terminal(r->line))
        printf("%zu declarations; :names shows them\n", library->declaration_count);
    return true;
}

// The words between blanks.
static ArgList split(Arena *arena, Str words) {
    ArgList list = {.items = ARENA_ARRAY(arena, const char *, words.len + 1)};
    for (size_t i = 0; i < words.len;) {
        size_t end = i;
        while (end < words.len && words.data[end] != ' ') end++;
        Str word = {words.data + i, end - i};
        if (word.len > 0)
            list.items[list.count++] = arena_printf(arena, "%.*s%c", STR_ARG(word), 0).data;
        i = end + 1;
    }
    return list;
}

static bool say_patient(Repl *r) {
    uint64_t count;
    session_patients(r->session, &count);
    Buf out = {0};
    Str id = session_patient(r->session);
    if (count == 0 && id.len == 0) {
        buf_add(&out, STR("no records: say where they are, with :data INPUT\n"));
    } else if (id.len == 0) {
        buf_printf(&out, "no patient; %llu in the input\n", (unsigned long long)count);
    } else {
        buf_printf(&out, "Patient/%.*s, of %llu\n", STR_ARG(id), (unsigned long long)count);
    }
    say(r, buf_str(&out));
    buf_free(&out);
    return true;
}

static bool run_data(Repl *r, Str words) {
    Err err = {0};
    ArgList paths = split(r->arena, words);
    if (paths.count == 0) return complain(r, ":data INPUT...");
    if (!session_data(r->session, paths.items, paths.count, &err)) return fail(r, &err);
    return !line_is_terminal(r->line) || say_patient(r);
}

// The one behind the present one.
static Str next_patient(Repl *r) {
    uint64_t count;
    const Str *ids = session_patients(r->session, &count);
    Str present = session_patient(r->session);
    if (count > SESSION_MOST_PATIENTS) count = SESSION_MOST_PATIENTS;
    for (uint64_t i = 0; i + 1 < count; i++)
        if (str_eq(ids[i], present)) return ids[i + 1];
    return count > 0 ? ids[0] : STR_NONE;
}

static bool run_patient(Repl *r, Str words) {
    Err err = {0};
    if (words.len == 0) return say_patient(r);
    Str id = words;
    if (str_eq(words, STR("next"))) id = next_patient(r);
    if (str_eq(words, STR("none"))) id = STR_NONE;
    if (str_starts(id, STR("Patient/"))) id = (Str){id.data + 8, id.len - 8};
    if (!session_choose(r->session, id, &err)) return fail(r, &err);
    return !line_is_terminal(r->line) || say_patient(r);
}

static bool run_patients(Repl *r, Str words) {
    uint64_t count;
    const Str *ids = session_patients(r->session, &count);
    uint64_t known = count < SESSION_MOST_PATIENTS ? count : SESSION_MOST_PATIENTS;
    Buf out = {0};
    for (uint64_t i = 0; i < known; i++)
        if (str_starts(ids[i], words)) buf_printf(&out, "%.*s\n", STR_ARG(ids[i]));
    if (known < count) buf_printf(&out, "... and %llu more\n", (unsigned long long)(count - known));
    say(r, buf_str(&out));
    buf_free(&out);
    return true;
}

static bool run_type(Repl *r, Str words) {
    Err err = {0};
    const Type *type;
    if (words.len == 0) return complain(r, ":type EXPRESSION");
    if (!session_type(r->session, words, &type, &err)) return fail(r, &err);
    Buf out = {0};
    type_write(&out, type);
    buf_add_char(&out, '\n');
    say(r, buf_str(&out));
    buf_free(&out);
    return true;
}

// The tree with the lines that somebody wrote.
static const Reason *as_written(Repl *r, Arena *arena, const Reason *reason) {
    Reason *copy = ARENA_NEW(arena, Reason);
    *copy = *reason;
    if (reason->library == session_library(r->session))
        copy->place.line = session_line(r->session, reason->place.line);
    const Reason **kids = ARENA_ARRAY(arena, const Reason *, reason->kid_count + 1);
    for (size_t i = 0; i < reason->kid_count; i++) kids[i] = as_written(r, arena, reason->kids[i]);
    copy->kids = kids;
    return copy;
}

static bool run_explain(Repl *r, Str words) {
    Err err = {0};
    Answer answer;
    if (words.len == 0) return complain(r, ":explain EXPRESSION");
    if (!session_evaluate(r->session, words, &answer, &err)) return fail(r, &err);
    Arena *arena = eval_runtime(answer.eval)->arena;
    const Reason *reason = define_reason(answer.eval, answer.define);
    if (reason == NULL) return show_value(r, answer.value);
    // An expression that only names a define is explained by that.
    if (reason->kid_count == 1 && reason->kids[0]->declaration != NULL) reason = reason->kids[0];
    Reason *top = ARENA_NEW(arena, Reason);
    *top = *as_written(r, arena, reason);
    if (str_eq(top->text, session_expression)) top->text = words;
    if (top->kid_count == 1 && str_eq(top->kids[0]->text, words)) {  // says the same again
        *top = *top->kids[0];
    }
    Buf out = {0};
    const TextStyle style = {.width = 100};
    define_write_reason(&out, &style, arena, top);
    fwrite(out.data, 1, out.len, stdout);
    buf_free(&out);
    return true;
}

static void write_signature(Buf *out, const Declaration *declaration) {
    if (declaration->is_function) {
        buf_add_char(out, '(');
        for (uint32_t i = 0; i < declaration->parameter_count; i++) {
            buf_printf(out, "%s%.*s ", i > 0 ? ", " : "", STR_ARG(declaration->parameter_names[i]));
            type_write(out, declaration->parameter_types[i]);
        }
        buf_add_char(out, ')');
    }
    buf_add(out, STR(": "));
    type_write(out, declaration->type);
    buf_add_char(out, '\n');
}

static bool run_names(Repl *r, Str words) {
    const Library *library = session_library(r->session);
    Buf out = {0};
    for (size_t i = 0; library != NULL && i < library->declaration_count; i++) {
        const Declaration *declaration = library->declarations[i];
        bool own = !str_eq(declaration->name, session_expression);
        if (!own || declaration->ast == NULL || !str_starts(declaration->name, words)) continue;
        buf_printf(&out, "\"%.*s\"", STR_ARG(declaration->name));
        write_signature(&out, declaration);
    }
    say(r, buf_str(&out));
    buf_free(&out);
    return true;
}

static Str without_quotes(Str name) {
    bool quoted = name.len > 1 && name.data[0] == '"' && name.data[name.len - 1] == '"';
    return quoted ? (Str){name.data + 1, name.len - 2} : name;
}

static bool run_show(Repl *r, Str words) {
    Str text = session_text(r->session, without_quotes(words));
    if (text.len == 0) return complain(r, "nothing of that name was loaded or typed");
    say(r, text);
    say(r, STR("\n"));
    return true;
}

static bool run_forget(Repl *r, Str words) {
    Err err = {0};
    return session_forget(r->session, without_quotes(words), &err) || fail(r, &err);
}

static bool run_save(Repl *r, Str words) {
    Err err = {0};
    if (words.len == 0) return complain(r, ":save FILE.cql");
    Buf text = {0};
    session_write(r->session, &text);
    bool ok =
        file_write(arena_printf(r->arena, "%.*s%c", STR_ARG(words), 0).data, buf_str(&text), &err);
    buf_free(&text);
    return ok || fail(r, &err);
}

static bool run_as_of(Repl *r, Str words) {
    Err err = {0};
    DateTime instant;
    if (words.len == 0 || str_eq(words, STR("now"))) {
        r->options->session.as_of = NULL;
        return true;
    }
    const char *text = arena_printf(r->arena, "%.*s%c", STR_ARG(words), 0).data;
    if (!instant_read(text, &instant, &err)) return fail(r, &err);
    r->options->session.as_of = text;
    return true;
}

static bool run_value_set(Repl *r, Str words) {
    ArgList more = split(r->arena, words);
    ArgList *known = &r->options->session.value_sets;
    if (more.count == 0) return complain(r, ":valueset FILE|DIR");
    ArgList before = *known;
    ArgList all = {.items = ARENA_ARRAY(r->arena, const char *, known->count + more.count)};
    for (size_t i = 0; i < known->count; i++) all.items[all.count++] = known->items[i];
    for (size_t i = 0; i < more.count; i++) all.items[all.count++] = more.items[i];
    *known = all;
    // Looked at now, so that a wrong path is not every later answer's error.
    Arena *arena = arena_new();
    Err err = {0};
    bool ok = terms_read(terms_new(arena), &more, &err);
    arena_free(arena);
    if (!ok) *known = before;
    return ok || fail(r, &err);
}

static bool run_overflow(Repl *r, Str words) {
    bool error = str_eq(words, STR("error"));
    if (!error && !str_eq(words, STR("null"))) return complain(r, ":overflow null|error");
    r->options->session.overflow_error = error;
    return true;
}

static bool run_quit(Repl *r, Str words) {
    (void)words;
    r->ended = true;
    return true;
}

static const ReplCommand commands[] = {
    {":load", "[FILE.cql]", "a library, or the same one again; forgets what was typed", run_load},
    {":data", "INPUT...", "records: a Bundle, NDJSON, a folder, .gz", run_data},
    {":patient", "[ID|next|none]", "whose record is looked at", run_patient},
    {":patients", "[START]", "who is in the input", run_patients},
    {":valueset", "FILE|DIR...", "more value sets", run_value_set},
    {":type", "EXPRESSION", "its type", run_type},
    {":explain", "EXPRESSION", "its value, and why: down to the data", run_explain},
    {":names", "[START]", "the declarations, with their types", run_names},
    {":show", "NAME", "the text of a declaration", run_show},
    {":forget", "NAME", "takes back what was typed", run_forget},
    {":save", "FILE.cql", "writes what was typed", run_save},
    {":as-of", "INSTANT|now", "what Now() gives", run_as_of},
    {":overflow", "null|error", "what a number out of range becomes", run_overflow},
    {":help", "", "this", run_help},
    {":quit", "", "the end; also Ctrl-D", run_quit},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static bool run_help(Repl *r, Str words) {
    (void)r;
    (void)words;
    printf("An expression gives its value. A declaration (define, valueset, code, parameter, "
           "include, ...) stays; one of\nthe same name takes its place. What is not finished goes "
           "on in the next line; an empty line ends it.\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  %-10s %-15s %s\n", commands[i].name, commands[i].words, commands[i].help);
    return true;
}

static bool run_command(Repl *r, Str text) {
    size_t end = 0;
    while (end < text.len && text.data[end] != ' ') end++;
    Str name = {text.data, end};
    while (end < text.len && text.data[end] == ' ') end++;
    Str words = {text.data + end, text.len - end};
    while (words.len > 0 && words.data[words.len - 1] == ' ') words.len--;
    const ReplCommand *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < COMMANDS; i++) {
        Str full = str_from(commands[i].name);
        if (!str_starts(full, name)) continue;
        found = &commands[i];
        count++;
        if (full.len == name.len) {
            count = 1;
            break;
        }
    }
    if (count == 1 && name.len > 1) return found->run(r, words);
    return complain(r, count > 1 ? "more than one command starts so: :help lists them"
                                 : "there is no such command: :help lists them");
}

// ---- the loop

static const char *prompt_of(const Repl *r, bool more, Arena *arena) {
    Str id = session_patient(r->session);
    Buf shown = {0};
    enum { SHORT = 24 };
    if (id.len > 0) terminal_text(&shown, id, SHORT);
    const char *prompt = arena_printf(arena, "%.*s%s%c", (int)shown.len,
                                      shown.len > 0 ? shown.data : "", more ? "... " : "> ", 0)
                             .data;
    buf_free(&shown);
    return prompt;
}

static bool is_blank(Str text) {
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] != ' ' && text.data[i] != '\t' && text.data[i] != '\n') return false;
    return true;
}

static void take(Repl *r, Buf *text, Str line, bool last) {
    if (text->len == 0 && is_blank(line)) return;
    if (text->len == 0 && line.data[0] == ':') {
        line_remember(r->line, line);
        run_command(r, line);
        return;
    }
    if (text->len > 0) buf_add_char(text, '\n');
    buf_add(text, line);
    bool end = last || is_blank(line);
    while (text->len > 0 && is_blank((Str){text->data + text->len - 1, 1})) text->len--;
    Typed typed = session_typed(buf_str(text));
    if (typed == TYPED_UNFINISHED && !end) return;
    line_remember(r->line, buf_str(text));
    Str all = buf_str(text);
    if (typed == TYPED_UNFINISHED) typed = session_begins(all);
    if (typed == TYPED_DECLARATION) {
        declare(r, all);
    } else {
        evaluate(r, all);
    }
    buf_reset(text);
}

static void loop(Repl *r) {
    Buf text = {0};
    enum { MAX_TYPED = 1 << 20 };
    while (!r->ended) {
        Arena *arena = arena_new();
        Str line;
        LineState state = line_read(r->line, prompt_of(r, text.len > 0, arena), &line);
        arena_free(arena);
        if (state == LINE_GIVEN_UP) {
            buf_reset(&text);
        } else if (state == LINE_END) {
            if (text.len > 0) take(r, &text, STR_NONE, true);
            if (line_is_terminal(r->line)) fputc('\n', stdout);
            break;
        } else if (text.len + line.len > MAX_TYPED) {
            complain(r, "that is too long: put it into a file and :load it");
            buf_reset(&text);
        } else {
            take(r, &text, line, false);
        }
        fflush(stdout);
    }
    buf_free(&text);
}

static bool begin(Repl *r) {
    Err err = {0};
    ReplOptions *options = r->options;
    if (options->file != NULL && !session_load(r->session, options->file, &err))
        return fail(r, &err);
    if (options->data.count == 0) return true;
    if (!session_data(r->session, options->data.items, options->data.count, &err))
        return fail(r, &err);
    Str asked = patient_asked(options->patient);
    return asked.len == 0 || session_choose(r->session, asked, &err) || fail(r, &err);
}

int repl(ReplOptions *options) {
    const char *names[COMMANDS + 1] = {0};
    for (size_t i = 0; i < COMMANDS; i++) names[i] = commands[i].name;
    Repl r = {.options = options, .session = session_new(&options->session), .arena = arena_new()};
    CompleteIn in = {r.session, names};
    r.line = line_new(complete, &in);
    bool ok = begin(&r);
    bool terminal = line_is_terminal(r.line);
    if (terminal && ok) printf("Vigil, CQL 1.5.3. :help says what there is.\n");
    if (ok || terminal) loop(&r);
    int status = terminal && ok ? 0 : r.status;
    line_free(r.line);
    arena_free(r.arena);
    session_free(r.session);
    return status;
}
