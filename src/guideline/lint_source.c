// Sources: what concludes has one, every number has one, and a number is never only recalled.

#include "guideline/lint_internal.h"

// ---- items

static bool concludes(const Item *item) {
    return item->kind != KIND_INPUT && item->kind != KIND_EVENT;
}

static bool stop_at_gate_and_lib(const Graph *graph, const Declaration *declaration) {
    return graph_stop_at_gate(graph, declaration) || graph_is_shared(declaration->library);
}

static bool see_number(void *ctx, const Ast *ast) {
    bool *found = ctx;
    if (is_telling_number(ast)) *found = true;
    return !*found;
}

static bool has_digit(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] >= '0' && text.data[i] <= '9') return true;
    }
    return false;
}

// Does the item state a number, in its logic or in its texts? A score and a due item are numbers.
static bool states_number(const Lint *lint, const Item *item) {
    if (item->kind == KIND_SCORE || item->kind == KIND_DUE) return true;
    if (has_digit(item->text_yes) || has_digit(item->text_no) || has_digit(item->text_unknown) ||
        has_digit(item->text_for) || has_digit(item->text_against))
        return true;
    const Program *program = lint->set->program;
    bool *reached = ARENA_ARRAY(lint->arena, bool, program->declaration_count + 1);
    bool found = false;
    graph_reach(lint->graph, item->declaration, stop_at_gate_and_lib, reached);
    for (size_t i = 0; i < program->declaration_count && !found; i++) {
        const Declaration *declaration = program->declarations[i];
        if (reached[declaration->index] && declaration->ast != NULL)
            ast_walk(declaration->ast->expression, see_number, &found);
    }
    return found;
}

static void check_item(Lint *lint, const Item *item) {
    const char *kind = item_kind_name((ItemKind)item->kind);
    const Library *library = item->declaration->library;
    if (item->citation_count == 0) {
        complain(lint, library, item->place, "source",
                 "@%s %.*s has no source: write '@source: ID, PLACE'", kind, STR_ARG(item->id));
    } else if (item->recalled_only && states_number(lint, item)) {
        complain(lint, library, tag_place(lint, item, "source"), "source",
                 "@%s %.*s states a number and its sources are only recalled: give one that was "
                 "read",
                 kind, STR_ARG(item->id));
    }
}

// ---- literals

typedef struct {
    Lint *lint;
    const Library *library;
    uint32_t told_line;  // one complaint a line
} Literals;

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

// Does the comment hold "id, place"?
static bool cites(Str comment, Str id) {
    for (size_t i = 0; i + id.len < comment.len; i++) {
        if (memcmp(comment.data + i, id.data, id.len) != 0) continue;
        if (i > 0 && is_word(comment.data[i - 1])) continue;
        size_t at = i + id.len;
        if (comment.data[at] != ',') continue;
        do at++;
        while (at < comment.len && comment.data[at] == ' ');
        if (at < comment.len) return true;
    }
    return false;
}

// Only blanks before it on its line.
static bool stands_alone(const Library *library, const AstComment *comment) {
    for (size_t i = comment->place.offset; i > 0; i--) {
        char c = library->source.data[i - 1];
        if (c == '\n') return true;
        if (c != ' ' && c != '\t') return false;
    }
    return true;
}

typedef enum { CITED_NOT, CITED_WRONGLY, CITED_RECALLED, CITED } Cited;

static Cited citation_at(const Literals *l, const AstPlace *place) {
    Cited best = CITED_NOT;
    for (uint32_t i = 0; i < l->library->ast->comment_count; i++) {
        const AstComment *comment = &l->library->ast->comments[i];
        bool same_line = comment->place.line == place->end_line;
        bool above = comment->place.line + 1 == place->line && stands_alone(l->library, comment);
        if (comment->block || (!same_line && !above)) continue;
        if (best == CITED_NOT) best = CITED_WRONGLY;
        for (size_t k = 0; k < l->lint->set->source_count; k++) {
            const Source *source = &l->lint->set->sources[k];
            if (!cites(comment->text, source->id)) continue;
            Cited found = source->read == READ_RECALLED ? CITED_RECALLED : CITED;
            if (found > best) best = found;
        }
    }
    return best;
}

static bool see_literal(void *ctx, const Ast *ast) {
    Literals *l = ctx;
    if (!is_telling_number(ast) || ast->place.line == l->told_line)
        return ast->kind != AST_QUANTITY;
    static const char *const messages[] = {
        [CITED_NOT] = "a number needs its source: '// source-id, place' on its line or on the one "
                      "above",
        [CITED_WRONGLY] = "the comment names no source of sources.json with its place: write "
                          "'// source-id, place'",
        [CITED_RECALLED] = "a source that is only recalled may not stand behind a number: give one "
                           "that was read",
    };
    Cited cited = citation_at(l, &ast->place);
    if (cited != CITED) {
        l->told_line = ast->place.line;
        complain(l->lint, l->library, ast->place, "literal", "%s", messages[cited]);
    }
    return ast->kind != AST_QUANTITY;
}

void lint_sources(Lint *lint) {
    for (size_t i = 0; i < lint->set->item_count; i++) {
        if (concludes(lint->set->items[i])) check_item(lint, lint->set->items[i]);
    }
    const Program *program = lint->set->program;
    for (size_t i = 0; i < program->library_count; i++) {
        const Library *library = program->libraries[i];
        if (!lint_is_guideline(lint, library)) continue;
        Literals l = {.lint = lint, .library = library};
        for (uint32_t k = 0; k < library->ast->declaration_count; k++)
            ast_walk(library->ast->declarations[k].expression, see_literal, &l);
    }
}
