// A session: the text is put together anew for each answer, checked and evaluated as a whole.

#include "cli/session.h"

#include <stdlib.h>

#include "base/memory.h"
#include "cli/command.h"
#include "cli/session_data.h"
#include "cli/session_text.h"
#include "cql/lex.h"
#include "cql/params.h"
#include "cql/parse.h"

struct Session {
    const SessionOptions *options;
    Arena *kept;     // what was loaded and typed
    Arena *program;  // of the last answer
    Arena *values;
    Program *checked;  // in `program`; NULL
    const Library *library;
    Eval *eval;
    SessionParts parts;
    SessionText whole;  // of the last check
    Item *items;
    Arena *source;  // of the last error
    Str error_source;
    SessionData *data;
};

enum { MAX_FILE = 16 << 20 };

const Str session_expression = {SESSION_EXPRESSION, sizeof SESSION_EXPRESSION - 1};

Session *session_new(const SessionOptions *options) {
    Session *session = calloc(1, sizeof *session);
    if (session == NULL) memory_out(sizeof *session);
    session->options = options;
    session->kept = arena_new();
    session->program = arena_new();
    session->values = arena_new();
    session->source = arena_new();
    session->data = session_data_new();
    return session;
}

static void forget_answer(Session *session) {
    eval_free(session->eval);
    session->eval = NULL;
    session->checked = NULL;
    session->library = NULL;
    arena_reset(session->program);
    arena_reset(session->values);
}

void session_free(Session *session) {
    forget_answer(session);
    session_data_free(session->data);
    arena_free(session->source);
    arena_free(session->values);
    arena_free(session->program);
    arena_free(session->kept);
    free(session);
}

Str session_source(const Session *session) {
    return session->error_source;
}

// ---- what was typed

static bool starts_declaration(const TokenList *list) {
    if (list->count < 3) return false;
    const Token *first = &list->tokens[0];
    const Token *second = &list->tokens[1];
    bool name =
        second->kind == TOKEN_IDENTIFIER || token_class((TokenKind)second->kind) >= TOKEN_RESERVED;
    // Of a library that was pasted whole the declarations count, its name does not.
    bool declares = token_starts_declaration((TokenKind)first->kind) || first->kind == WORD_LIBRARY;
    return declares && name;
}

// A text, a comment or a quoted name that is open would be read if it were closed.
static bool is_open(Str text, Arena *arena) {
    static const char *const closers[] = {"'", "\"", "*/", "`"};
    for (size_t i = 0; i < sizeof closers / sizeof closers[0]; i++) {
        TokenList list;
        Err err = {0};
        if (lex(arena_printf(arena, "%.*s%s", STR_ARG(text), closers[i]), arena, arena, &list,
                &err))
            return true;
    }
    return false;
}

Typed session_typed(Str text) {
    Arena *arena = arena_new();
    TokenList list;
    Err err = {0};
    Typed typed = TYPED_EXPRESSION;
    if (!lex(text, arena, arena, &list, &err)) {
        if (is_open(text, arena)) typed = TYPED_UNFINISHED;
    } else if (list.count > 1) {
        const Token *last = &list.tokens[list.count - 2];
        Ast *expression;
        AstLibrary *library;
        bool declares = starts_declaration(&list);
        bool ok = declares ? cql_parse_library(text, STR(""), arena, &library, &err)
                           : cql_parse_expression(text, arena, &expression, &err);
        if (declares) typed = TYPED_DECLARATION;
        if (!ok && err.byte >= last->place.offset + last->place.length) typed = TYPED_UNFINISHED;
    }
    arena_free(arena);
    return typed;
}

Typed session_begins(Str text) {
    Arena *arena = arena_new();
    TokenList list;
    Err err = {0};
    bool declares = lex(text, arena, arena, &list, &err) && starts_declaration(&list);
    arena_free(arena);
    return declares ? TYPED_DECLARATION : TYPED_EXPRESSION;
}

// ---- check

// The error, as it stands in what somebody wrote.
static bool misplaced(Session *session, Err *err) {
    arena_reset(session->source);
    session->error_source = STR_NONE;
    Str own = session->parts.file.len > 0 ? session->parts.file : STR("session");
    if (err->line > 0 && str_eq(str_from(err->source), own)) {
        session->error_source = arena_str(session->source, session_place(&session->whole, err));
    } else if (err->line > 0) {
        Err ignored;
        Str text;
        if (file_read(err->source, MAX_FILE, session->source, &text, &ignored))
            session->error_source = text;
    }
    return false;
}

static bool instant_of(const SessionOptions *options, EvalOptions *eval, Err *err) {
    eval->overflow_error = options->overflow_error;
    return instants_read(options->as_of, options->known_at, eval, err);
}

// Checks the parts with that expression ("": none). False: the program of before is gone too.
static bool check_whole(Session *session, Str expression, const EvalOptions *eval, Err *err) {
    forget_answer(session);
    Arena *arena = session->program;
    SessionParts parts = session->parts;
    parts.items = session->items;
    parts.expression = expression;
    session->whole = session_compose(&parts, arena);
    Terms *terms = terms_new(arena);
    Checker *checker = checker_new(&(CheckOptions){
        .arena = arena,
        .terms = terms,
        .find = find_in_folders,
        .ctx = folders_beside(arena, session->parts.file, &session->options->folders),
        .now = eval->now,
        .show_results = true});
    Str file = parts.file.len > 0 ? parts.file : STR("session");
    Library *library;
    if (!terms_read(terms, &session->options->value_sets, err)) return false;
    if (!checker_add(checker, session->whole.text, file, &library, err) ||
        !checker_finish(checker, &session->checked, err)) {
        session->checked = NULL;
        return misplaced(session, err);
    }
    session->library = library;
    return true;
}

static bool check_parts(Session *session, Err *err) {
    EvalOptions eval = {0};
    return instant_of(session->options, &eval, err) && check_whole(session, STR_NONE, &eval, err);
}

// ---- loading and declaring

// The library by itself: all that is wrong or doubtful in it is printed. False with an empty
// message when something is wrong.
static bool check_file(Session *session, Str text, Err *err) {
    EvalOptions eval = {0};
    if (!instant_of(session->options, &eval, err)) return false;
    forget_answer(session);
    Arena *arena = session->program;
    Terms *terms = terms_new(arena);
    Diagnostics *list = diagnostics_new(arena);
    Checker *checker = checker_new(&(CheckOptions){
        .arena = arena,
        .terms = terms,
        .find = find_in_folders,
        .ctx = folders_beside(arena, session->parts.file, &session->options->folders),
        .now = eval.now,
        .diagnostics = list,
        .warn = WARN_ALL});
    Library *library;
    Program *program;
    bool ok = terms_read(terms, &session->options->value_sets, err) &&
              checker_add(checker, text, session->parts.file, &library, err) &&
              checker_finish(checker, &program, err);
    if (ok || list->errors > 0) print_diagnostics(list);
    if (!ok && list->errors > 0) err_set(err, ERR_CHECK, "%s", "");
    return ok;
}

bool session_load(Session *session, const char *path, Err *err) {
    Arena *arena = arena_new();
    SessionParts before = session->parts;
    Item *items = session->items;
    Str text;
    AstLibrary *ast;
    session->error_source = STR_NONE;
    bool ok = file_read(path, MAX_FILE, arena, &text, err);
    if (ok) {
        session->parts = (SessionParts){.file = arena_str(arena, str_from(path)), .loaded = text};
        session->items = NULL;
        ok = check_file(session, text, err) &&
             cql_parse_library(text, session->parts.file, arena, &ast, err);
    }
    if (ok) {
        session->parts.ast = ast;
        ok = check_parts(session, err);
    }
    if (ok) {
        arena_free(session->kept);  // all that stood there is replaced
        session->kept = arena;
        return true;
    }
    session->parts = before;
    session->items = items;
    arena_free(arena);
    return false;
}

// The text of one declaration, up to the next one or the end: a comment before it is its own.
static Str text_of(Str text, const AstLibrary *ast, uint32_t index) {
    const AstPlace *place = &ast->declarations[index].place;
    return (Str){text.data + place->offset, place->length};
}

static void replace_item(Session *session, const AstDeclaration *declaration, Str text) {
    Item *made = ARENA_NEW(session->kept, Item);
    *made = (Item){.kind = declaration->kind,
                   .name = declaration->name,
                   .text = text,
                   .parameter_count = declaration->parameter_count};
    Item **link = &session->items;
    while (*link != NULL && !item_same(*link, declaration)) link = &(*link)->next;
    if (*link != NULL) made->next = (*link)->next;
    *link = made;
}

// The list of items as it is: replacing one does not change the items themselves but their links.
static Item *copy_items(Session *session) {
    Item *first = NULL;
    Item **link = &first;
    for (const Item *item = session->items; item != NULL; item = item->next) {
        *link = ARENA_NEW(session->kept, Item);
        **link = *item;
        (*link)->next = NULL;
        link = &(*link)->next;
    }
    return first;
}

bool session_declare(Session *session, Str text, Buf *names, Err *err) {
    Str kept = arena_str(session->kept, text);
    AstLibrary *ast;
    session->error_source = STR_NONE;
    if (!cql_parse_library(kept, STR_NONE, session->kept, &ast, err)) {
        session->error_source = kept;
        return false;
    }
    Item *before = copy_items(session);
    for (uint32_t i = 0; i < ast->declaration_count; i++) {
        const AstDeclaration *declaration = &ast->declarations[i];
        replace_item(session, declaration, text_of(kept, ast, i));
        buf_printf(names, "%s%.*s", i > 0 ? ", " : "", STR_ARG(declaration->name));
    }
    if (check_parts(session, err)) return true;
    session->items = before;
    return false;
}

bool session_forget(Session *session, Str name, Err *err) {
    Item *before = copy_items(session);
    bool found = false;
    session->error_source = STR_NONE;
    for (Item **link = &session->items; *link != NULL;) {
        if (str_eq((*link)->name, name)) {
            *link = (*link)->next;
            found = true;
        } else {
            link = &(*link)->next;
        }
    }
    if (!found) return err_set(err, ERR_MISSING, "nothing of that name was typed");
    if (check_parts(session, err)) return true;
    session->items = before;
    return false;
}

void session_write(const Session *session, Buf *text) {
    for (int statements = 0; statements < 2; statements++) {
        for (const Item *item = session->items; item != NULL; item = item->next) {
            if (item_is_statement(item->kind) == (statements == 1))
                buf_printf(text, "%.*s\n", STR_ARG(item->text));
        }
    }
}

// ---- answers

bool session_type(Session *session, Str expression, const Type **type, Err *err) {
    EvalOptions eval = {0};
    session->error_source = STR_NONE;
    if (!instant_of(session->options, &eval, err) || !check_whole(session, expression, &eval, err))
        return false;
    *type = library_declaration(session->library, session_expression)->type;
    return true;
}

bool session_evaluate(Session *session, Str expression, Answer *answer, Err *err) {
    EvalOptions eval = {0};
    session->error_source = STR_NONE;
    if (!instant_of(session->options, &eval, err) || !check_whole(session, expression, &eval, err))
        return false;
    Arena *arena = session->values;
    ParamsOf of = {session->checked, session->library, eval.now, arena};
    EvalParameter *parameters = NULL;
    Record *record = NULL;
    if (!params_read(session->options->params, &of, &parameters, err) ||
        !session_data_record(session->data, session->checked->terms, arena, &record, err))
        return false;
    session->eval = eval_new(session->checked, &eval, parameters);
    eval_start(session->eval, record, arena);
    const Declaration *define = library_declaration(session->library, session_expression);
    *answer = (Answer){.type = define->type, .eval = session->eval, .define = define};
    if (eval_define(session->eval, define, STR_NONE, &answer->value, err)) return true;
    return misplaced(session, err);
}

uint32_t session_line(const Session *session, uint32_t line) {
    Err err = {.line = (int)line};
    session_place(&session->whole, &err);
    return err.source[0] == '\0' ? 0 : (uint32_t)err.line;
}

// ---- what is there

const Program *session_program(Session *session) {
    Err ignored = {0};
    if (session->checked == NULL && !check_parts(session, &ignored)) return NULL;
    return session->checked;
}

const Library *session_library(Session *session) {
    return session_program(session) == NULL ? NULL : session->library;
}

Str session_text(Session *session, Str name) {
    for (const Item *item = session->items; item != NULL; item = item->next)
        if (str_eq(item->name, name)) return item->text;
    const AstLibrary *ast = session->parts.ast;
    for (uint32_t i = 0; ast != NULL && i < ast->declaration_count; i++)
        if (str_eq(ast->declarations[i].name, name)) return text_of(session->parts.loaded, ast, i);
    return STR_NONE;
}

// ---- patients

bool session_data(Session *session, const char *const *paths, size_t count, Err *err) {
    session->error_source = STR_NONE;
    if (!session_data_open(session->data, paths, count, SESSION_MOST_PATIENTS, err)) return false;
    uint64_t patients;
    const Str *ids = session_data_patients(session->data, &patients);
    return patients == 0 || session_choose(session, ids[0], err);
}

const Str *session_patients(const Session *session, uint64_t *count) {
    return session_data_patients(session->data, count);
}

bool session_choose(Session *session, Str id, Err *err) {
    session->error_source = STR_NONE;
    return session_data_choose(session->data, id, session->options->tmp, err);
}

Str session_patient(const Session *session) {
    return session_data_patient(session->data);
}
