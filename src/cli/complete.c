#include "cli/complete.h"

#include <glob.h>

#include "cql/check.h"
#include "cql/lex.h"

typedef struct {
    Line *line;
    Str text;      // up to the cursor
    size_t start;  // where the word begins; of a quoted name: behind its quote
    bool quoted;
    bool all;  // also where nothing of the word stands yet
} Word;

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_plain(Str name) {
    for (size_t i = 0; i < name.len; i++)
        if (!is_word(name.data[i])) return false;
    return name.len > 0 && !(name.data[0] >= '0' && name.data[0] <= '9');
}

static void offer(const Word *word, Str name) {
    Str typed = {word->text.data + word->start, word->text.len - word->start};
    if (!str_starts(name, typed) || (typed.len == 0 && !word->all && !word->quoted)) return;
    if (word->quoted) {
        Arena *arena = arena_new();
        line_offer(word->line, word->start, arena_printf(arena, "%.*s\"", STR_ARG(name)));
        arena_free(arena);
    } else if (is_plain(name)) {
        line_offer(word->line, word->start, name);
    }
}

static Word word_at(Line *line, Str text) {
    Word word = {.line = line, .text = text, .start = text.len};
    bool open = false;
    size_t quote = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '"') continue;
        open = !open;
        quote = i;
    }
    if (open) {
        word.start = quote + 1;
        word.quoted = true;
        return word;
    }
    while (word.start > 0 && is_word(text.data[word.start - 1])) word.start--;
    return word;
}

// ---- after a point

static void offer_fhir(const Word *word, FhirType type) {
    size_t count;
    const FhirElement *elements = fhir_elements(type, &count);
    for (size_t i = 0; i < count; i++) offer(word, str_from(elements[i].name));
    if (fhir_primitive(type) != FHIR_NOT_PRIMITIVE) offer(word, STR("value"));
}

static void offer_all(const Word *word, const char *const *names) {
    for (; *names != NULL; names++) offer(word, str_from(*names));
}

static void offer_elements(const Word *word, const Type *type) {
    static const char *const quantity[] = {"value", "unit", NULL};
    static const char *const ratio[] = {"numerator", "denominator", NULL};
    static const char *const code[] = {"code", "display", "system", "version", NULL};
    static const char *const concept[] = {"codes", "display", NULL};
    static const char *const vocabulary[] = {"id", "name", "version", NULL};
    static const char *const interval[] = {"high", "highClosed", "low", "lowClosed", NULL};
    while (type->kind == TYPE_LIST) type = type->as.of;
    switch (type->kind) {
    case TYPE_FHIR:
        offer_fhir(word, type->model);
        break;
    case TYPE_TUPLE:
        for (uint32_t i = 0; i < type->count; i++) offer(word, type->as.tuple.names[i]);
        break;
    case TYPE_CHOICE:
        for (uint32_t i = 0; i < type->count; i++) offer_elements(word, type->as.choices[i]);
        break;
    case TYPE_QUANTITY:
        offer_all(word, quantity);
        break;
    case TYPE_RATIO:
        offer_all(word, ratio);
        break;
    case TYPE_CODE:
        offer_all(word, code);
        break;
    case TYPE_CONCEPT:
        offer_all(word, concept);
        break;
    case TYPE_VALUESET:
    case TYPE_CODESYSTEM:
        offer_all(word, vocabulary);
        break;
    case TYPE_INTERVAL:
        offer_all(word, interval);
        break;
    default:
        break;
    }
}

static size_t before_brackets(Str text, size_t at) {
    int depth = 0;
    while (at > 0) {
        char c = text.data[--at];
        if (c == ')' || c == ']' || c == '}') depth++;
        if (c == '(' || c == '[' || c == '{') depth--;
        if (depth == 0) return at;
    }
    return 0;
}

static size_t before_quotes(Str text, size_t at) {
    at--;
    while (at > 0 && text.data[at - 1] != '"') at--;
    return at > 0 ? at - 1 : 0;
}

// The expression that ends at `end`: names, points, brackets.
static Str base_of(Str text, size_t end) {
    size_t at = end;
    while (at > 0) {
        char c = text.data[at - 1];
        if (is_word(c) || c == '.') {
            at--;
        } else if (c == '"') {
            at = before_quotes(text, at);
        } else if (c == ')' || c == ']' || c == '}') {
            at = before_brackets(text, at);
        } else {
            break;
        }
    }
    return (Str){text.data + at, end - at};
}

static Str unquoted(Str name) {
    bool quoted = name.len > 1 && name.data[0] == '"';
    return quoted ? (Str){name.data + 1, name.len - 2} : name;
}

static void offer_library(const Word *word, const Library *library) {
    for (size_t i = 0; i < library->ast->declaration_count; i++) {
        const AstDeclaration *declaration = &library->ast->declarations[i];
        if (!declaration->is_private && declaration->kind != AST_USING &&
            declaration->kind != AST_CONTEXT)
            offer(word, declaration->name);
    }
}

// Is it the alias of an include? Then its declarations.
static bool offer_include(const Word *word, Session *session, Str name) {
    const Program *program = session_program(session);
    const Library *own = session_library(session);
    for (size_t i = 0; own != NULL && i < own->ast->declaration_count; i++) {
        const AstDeclaration *declaration = &own->ast->declarations[i];
        if (declaration->kind != AST_INCLUDE || !str_eq(declaration->name, name)) continue;
        const Library *library = program_library(program, declaration->target);
        if (library != NULL) offer_library(word, library);
        return true;
    }
    return false;
}

static void offer_members(Word *word, Session *session, size_t point) {
    Str base = base_of(word->text, point);
    const Type *type;
    Err ignored = {0};
    word->all = true;
    if (base.len == 0 || offer_include(word, session, unquoted(base))) return;
    if (session_type(session, base, &type, &ignored)) offer_elements(word, type);
}

// ---- commands and their words

static void offer_files(Line *line, Str text, size_t start) {
    Arena *arena = arena_new();
    glob_t found;
    Str typed = {text.data + start, text.len - start};
    const char *pattern = arena_printf(arena, "%.*s*%c", STR_ARG(typed), 0).data;
    if (glob(pattern, GLOB_MARK, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            line_offer(line, start, str_from(found.gl_pathv[i]));
        globfree(&found);
    }
    arena_free(arena);
}

static bool complete_command(const CompleteIn *in, Line *line, Str text) {
    if (text.len == 0 || text.data[0] != ':') return false;
    const char *blank = memchr(text.data, ' ', text.len);
    if (blank == NULL) {
        for (const char *const *command = in->commands; *command != NULL; command++)
            if (str_starts(str_from(*command), text)) line_offer(line, 0, str_from(*command));
        return true;
    }
    Str command = {text.data, (size_t)(blank - text.data)};
    size_t start = text.len;
    while (start > 0 && text.data[start - 1] != ' ') start--;
    if (str_eq(command, STR(":load")) || str_eq(command, STR(":data")) ||
        str_eq(command, STR(":valueset")) || str_eq(command, STR(":save"))) {
        offer_files(line, text, start);
        return true;
    }
    if (!str_eq(command, STR(":patient"))) return false;
    uint64_t count;
    const Str *ids = session_patients(in->session, &count);
    Str typed = {text.data + start, text.len - start};
    for (uint64_t i = 0; i < count && i < SESSION_MOST_PATIENTS; i++)
        if (str_starts(ids[i], typed)) line_offer(line, start, ids[i]);
    return true;
}

// ---- names and words

static void offer_types(Word *word) {
    for (size_t t = 1; t <= fhir_type_count(); t++) {
        if (fhir_type_is_resource((FhirType)t) && !fhir_type_is_abstract((FhirType)t))
            offer(word, str_from(fhir_type_name((FhirType)t)));
    }
}

static void offer_names(Word *word, Session *session) {
    static const char *const keywords[] = {
#define X(constant, spelling, class) spelling,
        TOKEN_WORDS(X)
#undef X
            NULL};
    const Library *own = session_library(session);
    for (size_t i = 0; own != NULL && i < own->ast->declaration_count; i++)
        if (own->ast->declarations[i].kind != AST_CONTEXT)
            offer(word, own->ast->declarations[i].name);
    if (word->quoted) return;
    size_t count;
    const OpRow *const *rows = ops_all(&count);
    for (size_t i = 0; i < count; i++)
        if ((rows[i]->flags & OP_FUNCTION) != 0) offer(word, str_from(rows[i]->name));
    offer(word, STR("Patient"));
    offer_all(word, keywords);
}

void complete(void *ctx, Line *line, Str text) {
    const CompleteIn *in = ctx;
    if (complete_command(in, line, text)) return;
    Word word = word_at(line, text);
    size_t before = word.start - (word.quoted ? 1 : 0);
    char previous = ' ';
    if (before > 0) previous = text.data[before - 1];
    if (previous == '.') {
        offer_members(&word, in->session, before - 1);
    } else if (previous == '[' && !word.quoted) {
        offer_types(&word);
    } else {
        offer_names(&word, in->session);
    }
}
