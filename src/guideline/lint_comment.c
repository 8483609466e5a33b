// Comments: nothing put off, and no logic kept as a comment.

#include "cql/parse.h"
#include "guideline/lint_internal.h"

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool has_word(Str text, const char *word) {
    size_t len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.data + i, word, len) == 0 && (i == 0 || !is_letter(text.data[i - 1])) &&
            (i + len == text.len || !is_letter(text.data[i + len])))
            return true;
    }
    return false;
}

// The next line of a text, without blanks around it.
static bool next_line(Str *rest, Str *line) {
    if (rest->len == 0) return false;
    size_t end = 0;
    while (end < rest->len && rest->data[end] != '\n') end++;
    *line = (Str){rest->data, end};
    size_t used = end < rest->len ? end + 1 : end;
    *rest = (Str){rest->data + used, rest->len - used};
    while (line->len > 0 && (line->data[0] == ' ' || line->data[0] == '\t'))
        *line = (Str){line->data + 1, line->len - 1};
    while (line->len > 0 &&
           (line->data[line->len - 1] == ' ' || line->data[line->len - 1] == '\t' ||
            line->data[line->len - 1] == '\r'))
        line->len--;
    return true;
}

static bool starts_with(Str text, const char *prefix) {
    size_t len = strlen(prefix);
    return text.len >= len && memcmp(text.data, prefix, len) == 0;
}

static bool contains(Str text, const char *part) {
    size_t len = strlen(part);
    for (size_t i = 0; i + len <= text.len; i++) {
        if (memcmp(text.data + i, part, len) == 0) return true;
    }
    return false;
}

// Prose can be CQL by accident ("small things" is a query): only a line that has a mark of logic in
// it, and can be read as logic, was logic.
static bool is_logic(Lint *lint, Str line) {
    static const char *const declarations[] = {"define \"",   "define function ", "include ",
                                               "valueset \"", "code \"",          "codesystem \"",
                                               "parameter \""};
    static const char *const marks[] = {"\"",  "[",   ">=",  "<=",  " = ",
                                        " > ", " < ", " ~ ", ".\"", "("};
    for (size_t i = 0; i < sizeof declarations / sizeof declarations[0]; i++) {
        bool include = strcmp(declarations[i], "include ") == 0;
        if (starts_with(line, declarations[i]) && (!include || contains(line, " version ")))
            return true;
    }
    if (starts_with(line, "and ")) line = (Str){line.data + 4, line.len - 4};
    if (starts_with(line, "or ")) line = (Str){line.data + 3, line.len - 3};
    bool marked = false;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0] && !marked; i++)
        marked = contains(line, marks[i]);
    Ast *expression;
    Err ignored = {0};
    return marked && cql_parse_expression(line, lint->arena, &expression, &ignored);
}

static void check_comment(Lint *lint, const Library *library, const AstComment *comment) {
    static const char *const words[] = {"TODO", "FIXME", "XXX"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (has_word(comment->text, words[i]))
            complain(lint, library, comment->place, "comment",
                     "%s: do it, or write an issue and take the comment away", words[i]);
    }
    Str rest = comment->text;
    Str line;
    while (next_line(&rest, &line)) {
        if (starts_with(line, "@") || !is_logic(lint, line)) continue;
        complain(lint, library, comment->place, "comment",
                 "this comment is CQL: take it away; the history keeps it");
        return;
    }
}

void lint_comments(Lint *lint) {
    const Program *program = lint->set->program;
    for (size_t i = 0; i < program->library_count; i++) {
        const Library *library = program->libraries[i];
        if (!lint_looks_at(lint, library)) continue;
        for (uint32_t k = 0; k < library->ast->comment_count; k++)
            check_comment(lint, library, &library->ast->comments[k]);
    }
}
